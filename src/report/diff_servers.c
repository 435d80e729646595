/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Two servers of one dump: what is said of each, and their virtual
 * directories, connectors, certificates and so on, by the names that these
 * have on their server. A value that differs only by the name of the server
 * is told apart: each its own name.
 */
#include "report/diff_impl.h"

static struct ex_str cell_text(const struct ex_node *node, int prop)
{
    const struct ex_value *cell = &node->cells[prop];
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

/* Kinds of which each object is a server under another aspect. */
static bool is_aspect(enum ex_kind_id kind)
{
    return kind == EX_KIND_ExchangeServer || kind == EX_KIND_MailboxServer ||
           kind == EX_KIND_TransportService || kind == EX_KIND_FrontendTransportService ||
           kind == EX_KIND_ClientAccessService;
}

static bool is_compared(enum ex_kind_id kind)
{
    return ex_kind_is_exported(kind) &&
           (is_aspect(kind) || ex_kind(kind)->scope == EX_SCOPE_SERVER);
}

static bool belongs_to(const struct ex_node *node, const struct ex_node *server)
{
    int prop = ex_prop_find(ex_kind((enum ex_kind_id)node->kind), EX_STR("Server"));
    if (node->kind == EX_KIND_ExchangeServer)
        return node == server;
    return prop >= 0 && node->cells[prop].tag == EX_NODE && node->cells[prop].u.node == server;
}

/* ---- what an object is called on its server -------------------------------------------------- */

static bool is_true(const struct ex_node *node, int prop)
{
    return node->cells[prop].tag == EX_BOOL && node->cells[prop].u.b;
}

/* What a certificate is for: it is replaced under the same subject. */
static struct ex_str certificate_key(struct ex_arena *arena, const struct ex_node *node)
{
    struct ex_str subject = cell_text(node, EX_P_ExchangeCertificate_Subject);
    const struct ex_value *services = &node->cells[EX_P_ExchangeCertificate_Services];
    struct ex_str for_what = services->tag == EX_LIST ? ex_value_text(arena, services)
                                                      : EX_STR("");
    return ex_arena_printf(arena, "%.*s (%.*s)", EX_FMT(subject), EX_FMT(for_what));
}

static struct ex_str own_key(struct ex_arena *arena, const struct ex_node *node)
{
    struct ex_str identity = node->identity;
    if (node->kind == EX_KIND_ServerComponentState)
        return cell_text(node, EX_P_ServerComponentState_Component);
    if (node->kind == EX_KIND_ServiceHealth)
        return cell_text(node, EX_P_ServiceHealth_Role);
    if (node->kind == EX_KIND_ExchangeCertificate)
        return certificate_key(arena, node);
    size_t slash = ex_str_find(identity, '\\');
    return slash == SIZE_MAX ? identity : ex_str_slice(identity, slash + 1, identity.n);
}

static const struct ex_node *server_of(const struct ex_node *node)
{
    int prop = ex_prop_find(ex_kind((enum ex_kind_id)node->kind), EX_STR("Server"));
    return prop >= 0 && node->cells[prop].tag == EX_NODE ? node->cells[prop].u.node : node;
}

struct ex_str ex_diff_own_name(struct ex_arena *arena, const struct ex_node *node)
{
    const struct ex_node *server = server_of(node);
    struct ex_str name = cell_text(server, EX_PROP_NAME);
    if (is_aspect((enum ex_kind_id)node->kind))
        return EX_STR("<server>");
    return ex_diff_neutral(arena, own_key(arena, node), name.n ? name : server->identity);
}

/* ---- pairing ------------------------------------------------------------------------------- */

struct side {
    const struct ex_node *server;
    const struct ex_node **nodes;
    struct ex_str *keys;
    uint8_t *taken;
    size_t n;
};

static void list_side(struct ex_diff_builder *b, enum ex_kind_id kind, enum ex_diff_of which,
                      struct side *out)
{
    const struct ex_diff_side *side = &b->diff->sides[which];
    size_t n = ex_graph_count(side->graph, kind);
    *out = (struct side){.server = side->server,
                         .nodes = EX_NEW_ARRAY(b->arena, n + 1, const struct ex_node *),
                         .keys = EX_NEW_ARRAY(b->arena, n + 1, struct ex_str),
                         .taken = EX_NEW_ARRAY(b->arena, n + 1, uint8_t)};
    for (size_t i = 0; i < n; i++) {
        const struct ex_node *node = ex_graph_node(side->graph, kind, i);
        if (!ex_diff_is_object(node) || !belongs_to(node, side->server))
            continue;
        out->nodes[out->n] = node;
        out->keys[out->n] = ex_diff_own_name(b->arena, node);
        out->n++;
    }
}

static bool same_certificate(const struct ex_node *a, const struct ex_node *b)
{
    struct ex_str thumbprint = cell_text(a, EX_P_ExchangeCertificate_Thumbprint);
    return a->kind == EX_KIND_ExchangeCertificate && thumbprint.n &&
           ex_str_ieq(thumbprint, cell_text(b, EX_P_ExchangeCertificate_Thumbprint));
}

/* A server's own certificate is its alone. */
static bool is_own_certificate(const struct ex_node *node)
{
    return node->kind == EX_KIND_ExchangeCertificate &&
           is_true(node, EX_P_ExchangeCertificate_IsSelfSigned);
}

static void pair_objects(struct ex_diff_gather *g, struct side sides[2], bool by_thumbprint)
{
    for (size_t i = 0; i < sides[0].n; i++) {
        for (size_t k = 0; k < sides[1].n && !sides[0].taken[i]; k++) {
            const struct ex_node *const nodes[] = {sides[0].nodes[i], sides[1].nodes[k]};
            bool same = by_thumbprint ? same_certificate(nodes[0], nodes[1])
                                      : ex_str_ieq(sides[0].keys[i], sides[1].keys[k]);
            if (!same || sides[1].taken[k])
                continue;
            sides[0].taken[i] = sides[1].taken[k] = 1;
            if (!by_thumbprint && is_own_certificate(nodes[0]) && is_own_certificate(nodes[1]))
                g->kind.unchanged++;
            else
                ex_diff_pair(g, nodes);
        }
    }
}

/* Whether the dump holds all objects of a kind that a server has. */
static bool is_exported_for(const struct ex_graph *graph, enum ex_kind_id kind,
                            const struct ex_node *server)
{
    if (ex_graph_coverage(graph, kind) == EX_COMPLETE)
        return true;
    int reverse = ex_reverse_find(EX_KIND_ExchangeServer, ex_kind(kind)->name, NULL);
    return reverse >= 0 && ex_graph_reverse_complete(graph, server, (size_t)reverse);
}

static void compare_kind(struct ex_diff_builder *b, enum ex_kind_id kind)
{
    struct ex_diff_gather g;
    struct side sides[EX_N_SIDES];
    ex_diff_begin_kind(&g, b, kind);
    for (int i = 0; i < EX_N_SIDES; i++) {
        list_side(b, kind, (enum ex_diff_of)i, &sides[i]);
        g.kind.objects[i] = sides[i].n;
    }
    if (kind == EX_KIND_ExchangeCertificate)
        pair_objects(&g, sides, true);
    pair_objects(&g, sides, false);
    for (int i = 0; i < EX_N_SIDES; i++) {
        const struct side *other = &sides[1 - i];
        bool known = is_exported_for(b->diff->sides[i].graph, kind, other->server);
        for (size_t k = 0; k < sides[i].n; k++) {
            if (!sides[i].taken[k])
                ex_diff_single(&g, sides[i].nodes[k], (enum ex_diff_of)i, known);
        }
    }
    ex_diff_end_kind(&g);
}

static bool is_there(const struct ex_diff *diff, enum ex_kind_id kind)
{
    return ex_graph_coverage(diff->sides[EX_OLD].graph, kind) != EX_MISSING;
}

struct ex_diff *ex_diff_of_servers(const struct ex_diff_side sides[EX_N_SIDES],
                                   const struct ex_diff_options *options)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_diff *diff = EX_NEW(arena, struct ex_diff);
    struct ex_diff_builder b;
    uint8_t could[EX_N_KINDS];
    diff->arena = arena;
    diff->of_servers = true;
    diff->fail_on = EX_HIGH;
    for (size_t side = 0; side < EX_N_SIDES; side++)
        diff->sides[side] = sides[side];
    ex_diff_begin(&b, diff, options);
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        struct ex_str name = cell_text(sides[side].server, EX_PROP_NAME);
        b.view.names[side] = name.n ? name : sides[side].server->identity;
    }
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        could[i] = is_compared((enum ex_kind_id)i);
        if (could[i] && is_there(diff, (enum ex_kind_id)i))
            compare_kind(&b, (enum ex_kind_id)i);
    }
    ex_diff_finish(&b, could);
    return diff;
}
