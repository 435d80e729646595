/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a rule can read, from its compiled expressions: the importer keeps
 * only that, and a rule that would walk one large kind for each object of
 * another is refused.
 */
#include "engine/rule_impl.h"

#include "engine/bind.h"
#include "engine/functions.h"

#include <stdlib.h>

struct reads {
    struct ex_rule_reader *reader;
    struct ex_vec attributes; /* of uint64_t */
    const struct ex_rule_program *program; /* that is being looked at */
    bool refused;
};

static void add_one(struct reads *r, enum ex_kind_id kind, int prop)
{
    struct ex_missing m = {(uint16_t)kind, prop < 0 ? EX_WHOLE_LIST : (uint16_t)prop, 0};

    *EX_PUSH(&r->attributes, uint64_t) = ex_missing_pack(m);
}

/* What is read of an abstract kind is read of the kinds that it shows. */
static void add(void *ctx, enum ex_kind_id kind, int prop)
{
    struct reads *r = ctx;
    size_t n;
    const struct ex_view *views = ex_views(&n);

    if (!ex_kind_is_abstract(kind) || ex_kind_is_about_dump(kind)) {
        add_one(r, kind, prop);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        enum ex_kind_id source = (enum ex_kind_id)views[i].source;
        int same = prop < 0 ? -1 : ex_prop_find(ex_kind(source), ex_kind(kind)->props[prop].name);

        if (views[i].target == kind)
            add_one(r, source, same);
    }
}

/* One list of a large kind for each object of a large kind is too much. */
static void refuse_quadratic(struct reads *r, enum ex_kind_id kind)
{
    const struct ex_rule *rule = r->reader->rule;
    struct ex_diags *diags = r->reader->diags;

    if (rule->each == EX_N_KINDS || !ex_kind((enum ex_kind_id)rule->each)->large ||
        !ex_kind(kind)->large || r->refused)
        return;
    r->refused = true;
    struct ex_str name = ex_kind(kind)->name;
    size_t at = ex_str_find_str(r->program->source, name);
    struct ex_diag *diag = ex_yaml_error_at(
        diags, r->program->node, r->program->at + (at == SIZE_MAX ? 0 : at),
        at == SIZE_MAX ? 1 : name.n, "the rule walks all of '%.*s' for each '%.*s'", EX_FMT(name),
        EX_FMT(ex_kind((enum ex_kind_id)rule->each)->name));
    ex_diag_hint(diags, diag, "follow a link or call a function instead");
}

_Static_assert(EX_N_PARAMETERS <= 64, "parameters of a rule are bits");

static void visit_variable(void *ctx, uint32_t slot)
{
    struct reads *r = ctx;

    if (slot >= EX_SLOT_PARAMETERS && slot < EX_N_GLOBAL_SLOTS)
        r->reader->rule->parameters |= UINT64_C(1) << (slot - EX_SLOT_PARAMETERS);
    if (slot >= EX_N_KINDS)
        return;
    add(r, (enum ex_kind_id)slot, -1);
    refuse_quadratic(r, (enum ex_kind_id)slot);
}

/* A link needs the objects that it leads to. */
static void add_property(struct reads *r, enum ex_kind_id kind, int prop)
{
    struct ex_type type = ex_kind(kind)->props[prop].type;

    add(r, kind, prop);
    if (type.base == EX_T_REF)
        add(r, (enum ex_kind_id)type.of, -1);
}

static void visit_field(void *ctx, const struct cel_type *object, uint32_t field)
{
    struct reads *r = ctx;
    enum ex_kind_id kind;
    int prop;

    if (ex_bind_field(object, field, &kind, &prop)) {
        add_property(r, kind, prop);
        return;
    }
    if (kind == EX_N_KINDS)
        return;
    /* A reverse list: its objects, and the property by which they are in it. */
    size_t n;
    const struct ex_reverse *links = ex_reverses(&n);
    add(r, kind, -1);
    for (size_t i = 0; i < n; i++) {
        if (links[i].source == kind)
            add(r, kind, links[i].prop);
    }
    refuse_quadratic(r, kind);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void keep(struct ex_rule_reader *reader, struct ex_vec *attributes)
{
    uint64_t *items = attributes->items;
    uint64_t *kept = EX_NEW_ARRAY(reader->arena, attributes->n, uint64_t);
    size_t n = 0;

    if (attributes->n)
        qsort(items, attributes->n, sizeof *items, by_value);
    for (size_t i = 0; i < attributes->n; i++) {
        if (n == 0 || kept[n - 1] != items[i])
            kept[n++] = items[i];
    }
    reader->rule->reads = kept;
    reader->rule->n_reads = n;
}

void ex_rule_check_reads(struct ex_rule_reader *reader)
{
    struct reads r = {.reader = reader, .attributes = EX_VEC(uint64_t)};

    if (reader->rule->each != EX_N_KINDS)
        add(&r, (enum ex_kind_id)reader->rule->each, -1);
    for (size_t i = 0; i < reader->programs.n; i++) {
        r.program = EX_AT(&reader->programs, struct ex_rule_program, i);
        cel_program_variables(r.program->program, visit_variable, &r);
        cel_program_fields(r.program->program, visit_field, &r);
        ex_functions_reads(r.program->source, add, &r);
    }
    keep(reader, &r.attributes);
    ex_vec_free(&r.attributes);
}

void ex_rules_wanted(const struct ex_rules *rules, struct ex_wanted *wanted)
{
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);

        for (size_t j = 0; j < rule->n_reads; j++) {
            struct ex_missing m = ex_missing_unpack(rule->reads[j]);
            enum ex_kind_id kind = (enum ex_kind_id)m.kind;
            int server = ex_prop_find(ex_kind(kind), EX_STR("Server"));

            ex_wanted_add(wanted, kind, m.prop == EX_WHOLE_LIST ? -1 : (int)m.prop);
            /* Findings name the server that an object belongs to. */
            if (server >= 0)
                ex_wanted_add(wanted, kind, server);
        }
    }
}

bool ex_rule_reads_dns(const struct ex_rule *rule)
{
    bool found = false;

    for (size_t i = 0; i < rule->n_reads && !found; i++) {
        enum ex_kind_id kind = (enum ex_kind_id)ex_missing_unpack(rule->reads[i]).kind;

        found = ex_kind(kind)->scope == EX_SCOPE_DNS;
    }
    return found;
}
