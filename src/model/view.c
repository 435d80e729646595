/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Views: objects that one cmdlet shows as a Mailbox and another as a
 * Recipient are the same. When the other cmdlet was not exported, its list
 * still has what is known of them; it stays partial, as there may be more.
 * What no cmdlet returns (ExchangeVirtualDirectory) has views only, and is known as far
 * as they are.
 *
 * The cells of such an object are copies whose owner is the original, so that
 * reports point at the file where the value stands.
 */
#include "model/convert.h"
#include "model/graph_impl.h"

static bool is_known(const struct ex_graph *graph, enum ex_kind_id kind,
                     const struct ex_node *node)
{
    return ex_index_find(graph, kind, ex_cell_text(node, EX_PROP_GUID)) ||
           ex_index_find(graph, kind, ex_cell_text(node, EX_PROP_DISTINGUISHED_NAME));
}

/** The property of `source` with the name and type of a property of `target`, or -1. */
static int same_prop(const struct ex_kind *target, uint16_t prop, const struct ex_kind *source)
{
    const struct ex_prop *wanted = &target->props[prop];
    int found = ex_prop_find(source, wanted->name);
    if (found < 0)
        return -1;
    struct ex_type a = wanted->type, b = source->props[found].type;
    return a.base == b.base && a.list == b.list && a.of == b.of ? found : -1;
}

static void make_cells(struct ex_graph *graph, struct ex_node *node)
{
    size_t n = ex_kind((enum ex_kind_id)node->kind)->n_props;
    node->cells = EX_NEW_ARRAY(graph->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++)
        node->cells[i] =
            (struct ex_value){.prop = (uint16_t)i, .owner = node, .off = EX_NO_OFFSET};
}

/** What follows from the kind that an object is exported as. */
static void name_source(struct ex_node *node, const struct ex_view *view)
{
    if (view->target != EX_KIND_ExchangeVirtualDirectory)
        return;
    ex_set_string(&node->cells[EX_P_ExchangeVirtualDirectory_Service], view->service);
    ex_set_string(&node->cells[EX_P_ExchangeVirtualDirectory_Noun],
                  ex_kind((enum ex_kind_id)view->source)->name);
}

static struct ex_node *show_as(struct ex_graph *graph, const struct ex_view *view,
                               const struct ex_node *original, const int *same)
{
    size_t n = ex_kind((enum ex_kind_id)view->target)->n_props;
    struct ex_node *node = EX_NEW(graph->arena, struct ex_node);
    *node = *original;
    node->kind = view->target;
    node->reverse = NULL;
    make_cells(graph, node);
    for (size_t i = 0; i < n; i++) {
        if (same[i] >= 0)
            node->cells[i] = original->cells[same[i]];
    }
    name_source(node, view);
    return node;
}

static void make_standin(struct ex_graph *graph, const struct ex_view *view)
{
    struct ex_node *node = EX_NEW(graph->arena, struct ex_node);
    *node = (struct ex_node){.kind = view->target, .stub = true, .row = UINT32_MAX,
                             .file = UINT32_MAX, .identity = view->service};
    make_cells(graph, node);
    name_source(node, view);
    graph->standins[view->source] = node;
}

static void fill_view(struct ex_graph *graph, const struct ex_view *view)
{
    enum ex_kind_id target = (enum ex_kind_id)view->target;
    enum ex_kind_id source = (enum ex_kind_id)view->source;
    const struct ex_kind *k = ex_kind(target);
    int *same = EX_NEW_ARRAY(graph->arena, k->n_props, int);
    for (uint16_t i = 0; i < k->n_props; i++)
        same[i] = same_prop(k, i, ex_kind(source));
    for (size_t i = 0; i < graph->nodes[source].n; i++) {
        const struct ex_node *node = ex_graph_at(graph, source, i);
        if (!is_known(graph, target, node))
            *EX_PUSH(&graph->nodes[target], struct ex_node *) =
                show_as(graph, view, node, same);
    }
    if (graph->coverage[target] == EX_MISSING)
        graph->coverage[target] = EX_PARTIAL;
}

void ex_link_views(struct ex_graph *graph)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    for (size_t i = 0; i < n; i++) {
        enum ex_kind_id target = (enum ex_kind_id)views[i].target;
        enum ex_kind_id source = (enum ex_kind_id)views[i].source;
        if (graph->coverage[target] != EX_COMPLETE && graph->coverage[source] != EX_MISSING)
            fill_view(graph, &views[i]);
        if (ex_kind_is_abstract(target))
            make_standin(graph, &views[i]);
    }
}
