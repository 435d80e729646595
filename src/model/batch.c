/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What one file adds, and which properties are worth keeping.
 */
#include "model/graph.h"

#include <stdlib.h>

void ex_wanted_init(struct ex_wanted *wanted)
{
    memset(wanted, 0, sizeof *wanted);
}

void ex_wanted_free(struct ex_wanted *wanted)
{
    for (size_t i = 0; i < EX_N_KINDS; i++)
        free(wanted->props[i]);
    ex_wanted_init(wanted);
}

/** What is wanted of a view is wanted of the kinds that it shows. */
static void add_sources(struct ex_wanted *wanted, enum ex_kind_id kind, int prop)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    for (size_t i = 0; i < n; i++) {
        if (views[i].target != kind)
            continue;
        enum ex_kind_id source = (enum ex_kind_id)views[i].source;
        int same = prop < 0 ? -1 : ex_prop_find(ex_kind(source), ex_kind(kind)->props[prop].name);
        ex_wanted_add(wanted, source, same);
    }
}

/** For which servers a cmdlet was run shows only in its objects; servers have few. */
static void add_kinds_of_servers(struct ex_wanted *wanted)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        const struct ex_kind *k = ex_kind((enum ex_kind_id)i);
        if (k->scope == EX_SCOPE_SERVER && k->cmdlet.n)
            ex_wanted_add(wanted, (enum ex_kind_id)i, ex_prop_find(k, EX_STR("Server")));
    }
}

void ex_wanted_add(struct ex_wanted *wanted, enum ex_kind_id kind, int prop)
{
    const struct ex_kind *k = ex_kind(kind);
    add_sources(wanted, kind, prop < k->n_props ? prop : -1);
    if (kind == EX_KIND_Cmdlet)
        add_kinds_of_servers(wanted);
    wanted->kinds[kind / 64] |= UINT64_C(1) << (kind % 64);
    if (prop < 0 || prop >= k->n_props)
        return;
    if (!wanted->props[kind])
        wanted->props[kind] = memset(ex_alloc(k->n_props), 0, k->n_props);
    wanted->props[kind][prop] = 1;
    struct ex_type type = k->props[prop].type;
    if (type.base == EX_T_REF)
        wanted->kinds[type.of / 64] |= UINT64_C(1) << (type.of % 64);
}

/** What linking needs whatever the rules read. */
static bool always(enum ex_kind_id kind, int prop)
{
    static const struct {
        enum ex_kind_id kind;
        int prop;
    } needs[] = {
        {EX_KIND_ExchangeServer, -1},
        {EX_KIND_ExchangeServer, EX_P_ExchangeServer_Fqdn},
        {EX_KIND_ExchangeServer, EX_P_ExchangeServer_ServerRole},
        {EX_KIND_ExchangeServer, EX_P_ExchangeServer_AdminDisplayVersion},
        {EX_KIND_ExchangeServer, EX_P_ExchangeServer_Site},
        {EX_KIND_AcceptedDomain, -1},
        {EX_KIND_AcceptedDomain, EX_P_AcceptedDomain_DomainName},
        {EX_KIND_AcceptedDomain, EX_P_AcceptedDomain_MatchSubDomains},
        {EX_KIND_ServerComponentState, EX_P_ServerComponentState_Component},
        {EX_KIND_ServerComponentState, EX_P_ServerComponentState_ServerFqdn},
        {EX_KIND_ServiceHealth, EX_P_ServiceHealth_Role},
        {EX_KIND_ExchangeCertificate, EX_P_ExchangeCertificate_Thumbprint},
    };
    for (size_t i = 0; i < EX_COUNT(needs); i++) {
        if (needs[i].kind == kind && needs[i].prop == prop)
            return true;
    }
    return false;
}

bool ex_wanted_has(const struct ex_wanted *wanted, enum ex_kind_id kind, int prop)
{
    return (wanted && wanted->rest) || ex_wanted_matters(wanted, kind, prop);
}

bool ex_wanted_matters(const struct ex_wanted *wanted, enum ex_kind_id kind, int prop)
{
    if (!wanted || wanted->all)
        return true;
    if (!(wanted->kinds[kind / 64] >> (kind % 64) & 1) && !always(kind, -1))
        return false;
    if (prop < EX_N_COMMON_PROPS || (wanted->props[kind] && wanted->props[kind][prop]))
        return true;
    const struct ex_kind *k = ex_kind(kind);
    if (k->props[prop].type.base == EX_T_REF && !k->large)
        return true;
    return always(kind, prop);
}

void ex_batch_init(struct ex_batch *batch, const struct ex_wanted *wanted)
{
    *batch = (struct ex_batch){
        .arena = ex_arena_new(),
        .file = {.hint = EX_N_KINDS, .secret_off = EX_NO_OFFSET, .cut_off_at = EX_NO_OFFSET,
                 .unreadable_at = EX_NO_OFFSET},
        .nodes = EX_VEC(struct ex_node *),
        .wanted = wanted,
    };
    ex_diags_init(&batch->diags);
}

void ex_batch_restart(struct ex_batch *batch, size_t n_diags)
{
    struct ex_arena *fresh = ex_arena_new();
    struct ex_file *file = &batch->file;
    struct ex_file again = {.source = file->source, .state = file->state, .hint = file->hint,
                            .text = file->text, .exported = file->exported, .clock = file->clock,
                            .secret_off = EX_NO_OFFSET, .cut_off_at = EX_NO_OFFSET,
                            .unreadable_at = EX_NO_OFFSET};
    again.name = ex_arena_str(fresh, file->name);
    again.format = ex_arena_str(fresh, file->format);
    *file = again;
    batch->nodes.n = 0;
    batch->ingest = NULL;
    batch->diags.items.n = n_diags;
    ex_arena_free(batch->arena);
    batch->arena = fresh;
}

void ex_batch_free(struct ex_batch *batch)
{
    ex_arena_free(batch->arena);
    ex_vec_free(&batch->nodes);
    ex_diags_free(&batch->diags);
    ex_source_free(batch->file.source);
    *batch = (struct ex_batch){.nodes = EX_VEC(struct ex_node *)};
}

struct ex_node *ex_batch_node(struct ex_batch *batch, enum ex_kind_id kind)
{
    size_t n = ex_kind(kind)->n_props;
    struct ex_node *node = EX_NEW(batch->arena, struct ex_node);
    node->kind = (uint16_t)kind;
    node->cells = EX_NEW_ARRAY(batch->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++) {
        node->cells[i].prop = (uint16_t)i;
        node->cells[i].owner = node;
        node->cells[i].off = EX_NO_OFFSET;
    }
    *EX_PUSH(&batch->nodes, struct ex_node *) = node;
    return node;
}
