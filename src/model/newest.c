/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Collections of one server made one after the other: only the latest counts.
 * The earlier ones would bring back what has been removed or replaced since, such as an
 * expired certificate.
 */
#include "model/collector.h"
#include "model/graph_impl.h"

/** "EX01" of "EX01.contoso.com": names of servers are unique in an organization. */
static struct ex_str first_label(struct ex_str name)
{
    return ex_str_slice(name, 0, ex_str_find(name, '.'));
}

static bool is_candidate(const struct ex_file *file)
{
    return file->collector != EX_NO_COLLECTOR && file->server.n > 0 &&
           file->clock != EX_CLOCK_NONE && file->state == EX_FILE_READ;
}

/** The two names cannot be those of one server when both have a domain, and another one. */
static bool may_be_same(struct ex_str a, struct ex_str b)
{
    bool full = ex_str_find(a, '.') != SIZE_MAX && ex_str_find(b, '.') != SIZE_MAX;
    return full ? ex_str_ieq(a, b) : ex_str_ieq(first_label(a), first_label(b));
}

static void set_aside(struct ex_graph *graph, struct ex_file *older, const struct ex_file *newer)
{
    struct ex_str by = ex_collector_name((enum ex_collector_id)older->collector);
    older->state = EX_FILE_SET_ASIDE;
    older->why = ex_arena_printf(graph->arena, "%.*s ran for the same server later ('%.*s')",
                                 EX_FMT(by), EX_FMT(newer->name));
    ex_diag(&graph->diags, EX_NOTE, older->name, (struct ex_place){0, 0},
            "set aside: %.*s ran for '%.*s' again later, see '%.*s'", EX_FMT(by),
            EX_FMT(first_label(older->server)), EX_FMT(newer->name));
}

/**
 * The map holds the latest file of each collector and server so far. True when one was set
 * aside.
 */
static bool choose(struct ex_graph *graph, struct ex_map *latest, struct ex_file *file)
{
    struct ex_str key = ex_arena_printf(graph->arena, "%u %.*s", (unsigned)file->collector,
                                        EX_FMT(first_label(file->server)));
    struct ex_file *other = ex_map_get(latest, key);
    if (!other)
        ex_map_put(latest, key, file);
    if (!other || !may_be_same(other->server, file->server) || other->exported == file->exported)
        return false;
    bool is_newer = file->exported > other->exported;
    set_aside(graph, is_newer ? other : file, is_newer ? file : other);
    if (is_newer)
        ex_map_put(latest, key, file);
    return true;
}

static bool keep(void *ctx, struct ex_node *node)
{
    return ex_graph_file(ctx, node->file)->state != EX_FILE_SET_ASIDE;
}

void ex_link_newest(struct ex_graph *graph)
{
    EX_AUTO(ex_map_auto) struct ex_map *latest = ex_map_new(true);
    bool any = false;
    for (size_t i = 0; i < graph->files.n; i++) {
        struct ex_file *file = ex_graph_file(graph, i);
        any = (is_candidate(file) && choose(graph, latest, file)) || any;
    }
    for (size_t kind = 0; kind < EX_N_KINDS && any; kind++)
        ex_graph_filter(graph, (enum ex_kind_id)kind, keep, graph);
}
