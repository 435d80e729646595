/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Evaluation of the comprehension macros over lists and the keys of maps,
 * complete or partial.
 *
 * An item for which a filter cannot be decided is left out and the result is
 * partial, with gaps: the item may belong there, so positions are not certain.
 *
 * What a partial list lacks counts only as far as it could matter: a stand-in for
 * which the condition is decided speaks for all items of its group.
 */
#include "cel/run.h"

struct range {
    struct cel_value value;
    size_t n;
    const struct cel_unknown *missing;
    bool gaps;
    const struct cel_standins *standins;
};

static bool range_open(struct cel_run *run, const struct cel_node *node, struct cel_value value,
                       struct range *out)
{
    *out = (struct range){.value = value};
    if (value.kind == CEL_LIST) {
        out->n = value.list->n;
        out->missing = value.list->missing;
        out->gaps = value.list->gaps;
        out->standins = value.list->standins;
        return true;
    }
    if (value.kind == CEL_MAP) {
        out->n = value.map->n;
        return true;
    }
    run->node = node->args[0];
    out->value = cel_errorf(run->ctx, "no such overload: a comprehension needs a list or a map");
    return false;
}

static struct cel_value range_item(struct cel_run *run, const struct range *range, size_t i)
{
    struct cel_value item = range->value.kind == CEL_MAP
                                ? range->value.map->keys[i]
                                : cel_list_at(run->ctx, range->value.list, i);
    if (!item.origin)
        item.origin = range->value.origin;
    return item;
}

/* The condition of the macro for one item. */
static struct cel_value test(struct cel_run *run, const struct cel_node *node,
                             struct cel_value item)
{
    run->locals[node->index] = item;
    struct cel_value v = cel_run_eval(run, node->args[1]);
    if (v.kind == CEL_BOOL || v.kind == CEL_UNKNOWN || v.kind == CEL_ERROR)
        return v;
    run->node = node->args[1];
    return cel_errorf(run->ctx, "no such overload: the condition needs bool");
}

/* Whether the items that a stand-in speaks for are all `value` under the condition. */
static bool is_settled(struct cel_run *run, const struct cel_node *node,
                       const struct cel_standin *standin, bool value)
{
    struct cel_value v = test(run, node, standin->value);
    return v.kind == CEL_BOOL && v.b == value;
}

/* What is missing of a range, but for items that are all `harmless` under the condition. */
static const struct cel_unknown *still_missing(struct cel_run *run, const struct cel_node *node,
                                               const struct range *range, bool harmless)
{
    const struct cel_standins *s = range->standins;
    if (!s)
        return range->missing;
    const struct cel_unknown *missing = s->others;
    for (size_t i = 0; i < s->n && !run->stopped; i++) {
        if (!is_settled(run, node, &s->items[i], harmless))
            missing = cel_unknown_join(run->ctx->arena, missing, s->items[i].missing);
    }
    return missing;
}

static struct cel_value run_quantifier(struct cel_run *run, const struct cel_node *node,
                                       const struct range *range)
{
    bool decisive = node->macro == CEL_M_EXISTS;
    const struct cel_unknown *unknown = still_missing(run, node, range, !decisive);
    struct cel_value error = {.kind = CEL_NULL};
    for (size_t i = 0; i < range->n && !run->stopped; i++) {
        struct cel_value v = test(run, node, range_item(run, range, i));
        if (v.kind == CEL_BOOL && v.b == decisive)
            return v;
        if (v.kind == CEL_UNKNOWN)
            unknown = cel_unknown_join(run->ctx->arena, unknown, v.unknown);
        else if (v.kind == CEL_ERROR && error.kind != CEL_ERROR)
            error = v;
    }
    if (unknown)
        return cel_unknown_value(unknown);
    return error.kind == CEL_ERROR ? error : cel_bool(!decisive);
}

static struct cel_value run_exists_one(struct cel_run *run, const struct cel_node *node,
                                       const struct range *range)
{
    const struct cel_unknown *unknown = still_missing(run, node, range, false);
    struct cel_value error = {.kind = CEL_NULL};
    size_t found = 0;
    for (size_t i = 0; i < range->n && !run->stopped; i++) {
        struct cel_value v = test(run, node, range_item(run, range, i));
        if (v.kind == CEL_UNKNOWN)
            unknown = cel_unknown_join(run->ctx->arena, unknown, v.unknown);
        else if (v.kind == CEL_ERROR && error.kind != CEL_ERROR)
            error = v;
        else if (v.kind == CEL_BOOL)
            found += v.b;
    }
    if (error.kind == CEL_ERROR)
        return unknown && found < 2 ? cel_unknown_value(unknown) : error;
    if (found > 1)
        return cel_bool(false);
    return unknown ? cel_unknown_value(unknown) : cel_bool(found == 1);
}

/* The result of map() and filter() for one item: false when it has none. */
static bool produce(struct cel_run *run, const struct cel_node *node, struct cel_value item,
                    struct cel_value *out)
{
    run->locals[node->index] = item;
    if (node->macro != CEL_M_MAP) {
        *out = test(run, node, item);
        if (out->kind != CEL_BOOL)
            return true;
        if (!out->b)
            return false;
    }
    *out = node->macro == CEL_M_FILTER ? item
                                       : cel_run_eval(run, node->args[node->n_args - 1]);
    return true;
}

/* The stand-ins that are left after the macro; NULL when nothing of them can be in the result. */
static const struct cel_standins *produce_standins(struct cel_run *run,
                                                   const struct cel_node *node,
                                                   const struct cel_standins *of,
                                                   const struct cel_unknown *others)
{
    struct cel_standins *out = EX_NEW(run->ctx->arena, struct cel_standins);
    out->others = others;
    out->items = EX_NEW_ARRAY(run->ctx->arena, of->n, struct cel_standin);
    for (size_t i = 0; i < of->n && !run->stopped; i++) {
        struct cel_standin kept = of->items[i];
        struct cel_value v;
        if (!produce(run, node, kept.value, &v))
            continue;
        if (node->macro != CEL_M_FILTER)
            kept.value = v.kind == CEL_ERROR ? cel_unknown_value(kept.missing) : v;
        out->items[out->n++] = kept;
    }
    return out;
}

static struct cel_value with_standins(struct cel_run *run, struct cel_value list,
                                      const struct cel_standins *standins)
{
    struct cel_list *out = EX_NEW(run->ctx->arena, struct cel_list);
    *out = *list.list;
    out->standins = standins;
    out->missing = standins->others;
    for (size_t i = 0; i < standins->n; i++)
        out->missing =
            cel_unknown_join(run->ctx->arena, out->missing, standins->items[i].missing);
    if (!out->missing) {
        out->gaps = false;
        out->standins = NULL;
    }
    list.list = out;
    return list;
}

static struct cel_value run_list(struct cel_run *run, const struct cel_node *node,
                                 const struct range *range)
{
    struct cel_eval_ctx *ctx = run->ctx;
    if (!cel_room(ctx, range->n * sizeof(struct cel_value)))
        return run->stop;
    struct cel_value *items = EX_NEW_ARRAY(ctx->arena, range->n, struct cel_value);
    const struct cel_standins *standins = range->standins;
    const struct cel_unknown *missing = standins ? standins->others : range->missing;
    bool gaps = range->gaps;
    size_t n = 0;
    for (size_t i = 0; i < range->n && !run->stopped; i++) {
        struct cel_value v;
        if (!produce(run, node, range_item(run, range, i), &v))
            continue;
        if (v.kind == CEL_ERROR)
            return v;
        if (v.kind == CEL_UNKNOWN) {
            missing = cel_unknown_join(ctx->arena, missing, v.unknown);
            gaps = true;
            continue;
        }
        items[n++] = v;
    }
    if (!standins)
        return cel_list_value(ctx, items, n, missing, gaps);
    standins = produce_standins(run, node, standins, missing);
    struct cel_value list = cel_list_value(ctx, items, n, range->missing, gaps);
    return run->stopped ? run->stop : with_standins(run, list, standins);
}

struct cel_value cel_run_macro(struct cel_run *run, const struct cel_node *node,
                               struct cel_value value)
{
    struct range range;
    if (value.kind == CEL_UNKNOWN || value.kind == CEL_ERROR)
        return value;
    if (!range_open(run, node, value, &range))
        return range.value;
    if (node->macro == CEL_M_ALL || node->macro == CEL_M_EXISTS)
        return run_quantifier(run, node, &range);
    if (node->macro == CEL_M_EXISTS_ONE)
        return run_exists_one(run, node, &range);
    return run_list(run, node, &range);
}
