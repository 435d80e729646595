/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The same object from several files: which one counts.
 */
#include "model/graph_impl.h"

static size_t present(const struct ex_node *node)
{
    size_t n = 0;
    for (size_t i = 0; i < ex_kind((enum ex_kind_id)node->kind)->n_props; i++)
        n += node->cells[i].tag != EX_ABSENT;
    return n;
}

static int64_t changed(const struct ex_node *node)
{
    const struct ex_value *cell = &node->cells[EX_PROP_WHEN_CHANGED];
    return cell->tag == EX_TIME ? cell->u.i : INT64_MIN;
}

/** Whether a later object replaces one that was met before. */
static bool replaces(const struct ex_node *later, const struct ex_node *earlier)
{
    if (later->loose != earlier->loose)
        return earlier->loose;
    if (changed(later) != changed(earlier))
        return changed(later) > changed(earlier);
    return present(later) > present(earlier);
}

/** Two objects with GUIDs are the same only if the GUIDs are. */
static bool may_be_same(const struct ex_node *a, const struct ex_node *b)
{
    struct ex_str x = ex_cell_text(a, EX_PROP_GUID);
    struct ex_str y = ex_cell_text(b, EX_PROP_GUID);
    return x.n == 0 || y.n == 0 || ex_str_eq(x, y);
}

struct seen {
    struct ex_graph *graph;
    struct ex_map *map;      /**< from a key to the place of the object */
    struct ex_node **places; /**< objects kept so far */
    size_t n;
};

static struct ex_node **find(const struct seen *seen, const struct ex_node *node,
                             const struct ex_str keys[3])
{
    for (size_t i = 0; i < 3; i++) {
        struct ex_node **place = keys[i].n ? ex_map_get(seen->map, keys[i]) : NULL;
        if (place && may_be_same(*place, node))
            return place;
    }
    return NULL;
}

/** Two exports of one object that changed between them. */
static void note_outdated(struct ex_graph *graph, const struct ex_node *a,
                          const struct ex_node *b)
{
    if (a->loose || b->loose || a->file == b->file || changed(a) == changed(b) ||
        changed(a) == INT64_MIN || changed(b) == INT64_MIN)
        return;
    ex_graph_file(graph, changed(a) < changed(b) ? a->file : b->file)->outdated++;
}

/** For ex_graph_filter(): the first of each; a better one takes its place later. */
static bool keep(void *ctx, struct ex_node *node)
{
    struct seen *seen = ctx;
    const struct ex_str keys[3] = {ex_cell_text(node, EX_PROP_GUID),
                                   ex_cell_text(node, EX_PROP_DISTINGUISHED_NAME), node->identity};
    struct ex_node **place = find(seen, node, keys);
    bool is_new = place == NULL;
    if (is_new) {
        place = &seen->places[seen->n++];
        *place = node;
    } else {
        note_outdated(seen->graph, *place, node);
        if (replaces(node, *place))
            *place = node;
    }
    for (size_t i = 0; i < 3; i++) {
        if (keys[i].n && !ex_map_get(seen->map, keys[i]))
            ex_map_put(seen->map, keys[i], place);
    }
    return is_new;
}

void ex_link_duplicates(struct ex_graph *graph, enum ex_kind_id kind)
{
    struct ex_vec *nodes = &graph->nodes[kind];
    if (nodes->n < 2)
        return;
    EX_AUTO(ex_map_auto) struct ex_map *map = ex_map_new(true);
    struct seen seen = {graph, map, ex_alloc(nodes->n * sizeof(struct ex_node *)), 0};
    ex_graph_filter(graph, kind, keep, &seen);
    for (size_t i = 0; i < nodes->n; i++)
        *EX_AT(nodes, struct ex_node *, i) = seen.places[i];
    ex_free_auto(&seen.places);
}
