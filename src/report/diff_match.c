/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which objects of two dumps are the same, what is known of those that only
 * one has, and which changes would be told twice: a mailbox is also a
 * recipient, a user and has client access settings, with some of the same
 * properties.
 */
#include "report/diff_impl.h"

static struct ex_str cell_text(const struct ex_node *node, int prop)
{
    const struct ex_value *cell = &node->cells[prop];
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

bool ex_diff_is_object(const struct ex_node *node)
{
    const struct ex_node *owner = node->cells[EX_PROP_NAME].owner;
    return !node->stub && (!owner || owner->kind == node->kind);
}

/* ---- told with another object ------------------------------------------------------------- */

/* Kinds that show the same recipient once more. */
static bool is_aspect(uint16_t kind)
{
    return kind == EX_KIND_Recipient || kind == EX_KIND_CASMailbox || kind == EX_KIND_User;
}

/* The object of a fuller kind with the same GUID or distinguished name, or NULL. */
static const struct ex_node *fuller(const struct ex_graph *graph, const struct ex_node *node)
{
    static const enum ex_kind_id kinds[] = {EX_KIND_Mailbox, EX_KIND_RemoteMailbox,
                                            EX_KIND_DynamicDistributionGroup};
    const struct ex_str keys[] = {cell_text(node, EX_PROP_GUID),
                                  cell_text(node, EX_PROP_DISTINGUISHED_NAME)};
    for (size_t i = 0; i < EX_COUNT(kinds); i++) {
        for (size_t k = 0; k < EX_COUNT(keys); k++) {
            const struct ex_node *found =
                keys[k].n ? ex_graph_find(graph, kinds[i], keys[k]) : NULL;
            if (found && ex_diff_is_object(found))
                return found;
        }
    }
    return NULL;
}

/* Whether an object of a fuller kind says something of a property. */
static bool says(const struct ex_node *other, struct ex_str property)
{
    int prop = other ? ex_prop_find(ex_kind((enum ex_kind_id)other->kind), property) : -1;
    return prop >= 0 && other->cells[prop].tag != EX_ABSENT;
}

/* Servers show their version themselves. */
static bool is_version(const struct ex_diff_builder *b, enum ex_kind_id kind,
                       struct ex_str property)
{
    const struct ex_diff_side *sides = b->diff->sides;
    return kind != EX_KIND_ExchangeServer && ex_str_eq(property, EX_STR("AdminDisplayVersion")) &&
           ex_graph_coverage(sides[0].graph, EX_KIND_ExchangeServer) != EX_MISSING &&
           ex_graph_coverage(sides[1].graph, EX_KIND_ExchangeServer) != EX_MISSING;
}

bool ex_diff_skip_repeated(const struct ex_diff_builder *b, const struct ex_node *const nodes[2],
                           int prop)
{
    enum ex_kind_id kind = (enum ex_kind_id)nodes[0]->kind;
    struct ex_str property = ex_kind(kind)->props[prop].name;
    if (is_version(b, kind, property))
        return true;
    if (b->diff->of_servers || !is_aspect(nodes[0]->kind))
        return false;
    return says(fuller(b->diff->sides[0].graph, nodes[0]), property) &&
           says(fuller(b->diff->sides[1].graph, nodes[1]), property);
}

/* ---- the same object ---------------------------------------------------------------------- */

/* The objects of a kind on either side, and which of them belong together. */
struct match {
    struct ex_diff_gather *g;
    enum ex_kind_id kind;
    const struct ex_graph *graphs[EX_N_SIDES];
    const struct ex_node **nodes[EX_N_SIDES];
    size_t n[EX_N_SIDES];
    size_t *partner;  /* of each old one: index + 1 of the new one; 0: none */
    uint8_t *taken;   /* of each new one */
};

static void list_nodes(struct match *m, enum ex_diff_of side)
{
    const struct ex_graph *graph = m->graphs[side];
    size_t n = ex_graph_count(graph, m->kind);
    m->nodes[side] = EX_NEW_ARRAY(m->g->b->arena, n + 1, const struct ex_node *);
    for (size_t i = 0; i < n; i++) {
        const struct ex_node *node = ex_graph_node(graph, m->kind, i);
        if (ex_diff_is_object(node))
            m->nodes[side][m->n[side]++] = node;
    }
}

static struct ex_str key_of(const struct ex_node *node, int prop)
{
    return prop == EX_PROP_IDENTITY ? node->identity : cell_text(node, prop);
}

/* Pair by one property those that have no partner yet. */
static void pair_by(struct match *m, int prop)
{
    struct ex_map *EX_AUTO(ex_map_auto) map = ex_map_new(true);
    for (size_t i = 0; i < m->n[EX_NEW_SIDE]; i++) {
        struct ex_str key = key_of(m->nodes[EX_NEW_SIDE][i], prop);
        if (key.n && !m->taken[i] && !ex_map_get(map, key))
            ex_map_put(map, key, &m->taken[i]);
    }
    for (size_t i = 0; i < m->n[EX_OLD]; i++) {
        struct ex_str key = key_of(m->nodes[EX_OLD][i], prop);
        uint8_t *taken = key.n && !m->partner[i] ? ex_map_get(map, key) : NULL;
        if (!taken || *taken)
            continue;
        *taken = 1;
        m->partner[i] = (size_t)(taken - m->taken) + 1;
    }
}

/* ---- only on one side ------------------------------------------------------------------------ */

static const struct ex_node *server_node(const struct ex_node *node)
{
    int prop = ex_prop_find(ex_kind((enum ex_kind_id)node->kind), EX_STR("Server"));
    return prop >= 0 && node->cells[prop].tag == EX_NODE ? node->cells[prop].u.node : NULL;
}

/* Whether a side is known to hold every object of the kind that this one could be. */
static bool is_known(const struct match *m, enum ex_diff_of side, const struct ex_node *node)
{
    const struct ex_graph *graph = m->graphs[side];
    if (ex_graph_coverage(graph, m->kind) == EX_COMPLETE)
        return true;
    const struct ex_node *server = server_node(node);
    if (!server || ex_kind(m->kind)->scope != EX_SCOPE_SERVER)
        return false;
    const struct ex_node *same = ex_graph_find(graph, EX_KIND_ExchangeServer, server->identity);
    int reverse = ex_reverse_find(EX_KIND_ExchangeServer, ex_kind(m->kind)->name, NULL);
    return same && !same->stub && reverse >= 0 &&
           ex_graph_reverse_complete(graph, same, (size_t)reverse);
}

static void add_single(struct match *m, enum ex_diff_of side, const struct ex_node *node)
{
    enum ex_diff_of other = side == EX_OLD ? EX_NEW_SIDE : EX_OLD;
    if (is_aspect(node->kind) && fuller(m->graphs[side], node))
        return;
    ex_diff_single(m->g, node, side, is_known(m, other, node));
}

static void compare_kind(struct ex_diff_builder *b, enum ex_kind_id kind)
{
    struct ex_diff_gather g;
    ex_diff_begin_kind(&g, b, kind);
    struct match m = {.g = &g, .kind = kind,
                      .graphs = {b->diff->sides[0].graph, b->diff->sides[1].graph}};
    list_nodes(&m, EX_OLD);
    list_nodes(&m, EX_NEW_SIDE);
    g.kind.objects[EX_OLD] = m.n[EX_OLD];
    g.kind.objects[EX_NEW_SIDE] = m.n[EX_NEW_SIDE];
    m.partner = EX_NEW_ARRAY(b->arena, m.n[EX_OLD] + 1, size_t);
    m.taken = EX_NEW_ARRAY(b->arena, m.n[EX_NEW_SIDE] + 1, uint8_t);
    pair_by(&m, EX_PROP_GUID);
    pair_by(&m, EX_PROP_DISTINGUISHED_NAME);
    pair_by(&m, EX_PROP_IDENTITY);
    for (size_t i = 0; i < m.n[EX_OLD]; i++) {
        const struct ex_node *old = m.nodes[EX_OLD][i];
        if (!m.partner[i])
            add_single(&m, EX_OLD, old);
        else
            ex_diff_pair(&g, (const struct ex_node *const[]){
                                 old, m.nodes[EX_NEW_SIDE][m.partner[i] - 1]});
    }
    for (size_t i = 0; i < m.n[EX_NEW_SIDE]; i++) {
        if (!m.taken[i])
            add_single(&m, EX_NEW_SIDE, m.nodes[EX_NEW_SIDE][i]);
    }
    ex_diff_end_kind(&g);
}

static bool is_there(const struct ex_diff *diff, enum ex_kind_id kind)
{
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        if (ex_graph_coverage(diff->sides[side].graph, kind) != EX_MISSING)
            return true;
    }
    return false;
}

void ex_diff_config(struct ex_diff *diff, const struct ex_diff_options *options)
{
    struct ex_diff_builder b;
    uint8_t could[EX_N_KINDS];
    ex_diff_begin(&b, diff, options);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        could[i] = ex_kind_is_exported((enum ex_kind_id)i);
        if (could[i] && is_there(diff, (enum ex_kind_id)i))
            compare_kind(&b, (enum ex_kind_id)i);
    }
    ex_diff_finish(&b, could);
}
