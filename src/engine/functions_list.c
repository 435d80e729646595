/* SPDX-License-Identifier: MIT */
/**
 * @file
 * distinct(), sort() and flatten() as in CEL's extensions. Of a partial list
 * they give a partial list, in which nothing is known to stand at an index.
 */
#include "engine/functions_list.h"

#include <stdlib.h>

/* A list over items that may lack what `missing` says. */
static struct cel_value new_list(struct cel_eval_ctx *ctx, const struct cel_value *items, size_t n,
                                 const struct cel_unknown *missing, bool gaps)
{
    struct cel_list *list = EX_NEW(ctx->arena, struct cel_list);

    *list = (struct cel_list){.n = n, .items = items, .missing = missing,
                              .gaps = missing && gaps};
    return (struct cel_value){.kind = CEL_LIST, .list = list};
}

static struct cel_value *copy_items(struct cel_eval_ctx *ctx, const struct cel_list *list)
{
    struct cel_value *items = EX_NEW_ARRAY(ctx->arena, list->n, struct cel_value);

    for (size_t i = 0; i < list->n; i++)
        items[i] = cel_list_at(ctx, list, i);
    return items;
}

/* Items that are the answer themselves: the first error, else an unknown; CEL_NULL: none. */
static struct cel_value first_undecided(const struct cel_value *items, size_t n)
{
    struct cel_value found = cel_null();

    for (size_t i = 0; i < n; i++) {
        if (items[i].kind == CEL_ERROR)
            return items[i];
        if (items[i].kind == CEL_UNKNOWN && found.kind == CEL_NULL)
            found = items[i];
    }
    return found;
}

/*
 * Whether the item equals one of the kept: CEL_BOOL, unknown or error. It
 * compares with each, so a long list ends at the limit of steps.
 */
static struct cel_value is_among(struct cel_eval_ctx *ctx, struct cel_value item,
                                 const struct cel_value *kept, size_t n)
{
    struct cel_value found = cel_bool(false);

    for (size_t i = 0; i < n; i++) {
        struct cel_value same = cel_equal(ctx, item, kept[i]);

        if (same.kind == CEL_ERROR || (same.kind == CEL_BOOL && same.b))
            return same;
        if (same.kind == CEL_UNKNOWN)
            found = same;
    }
    return found;
}

struct cel_value ex_fn_distinct(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    const struct cel_list *list = args[0].list;
    struct cel_value *items = copy_items(ctx, list);
    struct cel_value undecided = first_undecided(items, list->n);
    size_t kept = 0;

    (void)n;
    if (undecided.kind != CEL_NULL)
        return undecided;
    for (size_t i = 0; i < list->n; i++) {
        struct cel_value among = is_among(ctx, items[i], items, kept);

        if (among.kind != CEL_BOOL)
            return among;
        if (!among.b)
            items[kept++] = items[i];
    }
    return new_list(ctx, items, kept, list->missing, list->gaps);
}

static int compare_times(struct cel_time a, struct cel_time b)
{
    if (a.seconds != b.seconds)
        return a.seconds < b.seconds ? -1 : 1;
    return (a.nanos > b.nanos) - (a.nanos < b.nanos);
}

static int compare(const void *a, const void *b)
{
    const struct cel_value *x = a;
    const struct cel_value *y = b;

    switch (x->kind) {
    case CEL_BOOL:
        return (int)x->b - (int)y->b;
    case CEL_INT:
        return (x->i > y->i) - (x->i < y->i);
    case CEL_UINT:
        return (x->u > y->u) - (x->u < y->u);
    case CEL_DOUBLE:
        return (x->d > y->d) - (x->d < y->d);
    case CEL_STRING:
    case CEL_BYTES:
        return ex_str_cmp(x->s, y->s);
    case CEL_TIMESTAMP:
    case CEL_DURATION:
        return compare_times(x->t, y->t);
    default:
        return 0;
    }
}

static bool is_sortable(enum cel_kind kind)
{
    return (kind >= CEL_BOOL && kind <= CEL_BYTES) || kind == CEL_TIMESTAMP ||
           kind == CEL_DURATION;
}

struct cel_value ex_fn_sort(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    const struct cel_list *list = args[0].list;
    struct cel_value *items = copy_items(ctx, list);
    struct cel_value undecided = first_undecided(items, list->n);

    (void)n;
    if (undecided.kind != CEL_NULL)
        return undecided;
    for (size_t i = 0; i < list->n; i++) {
        if (!is_sortable(items[i].kind) || items[i].kind != items[0].kind)
            return cel_errorf(ctx, "sort() needs items of one simple type");
    }
    if (list->n > 1)
        qsort(items, list->n, sizeof *items, compare);
    return new_list(ctx, items, list->n, list->missing, true);
}

/* The stand-ins of all lists, with what none of them speaks for; NULL when there is none. */
static const struct cel_standins *join_standins(struct cel_eval_ctx *ctx,
                                                const struct cel_value *lists, size_t n,
                                                const struct cel_unknown *others)
{
    struct cel_standins *out = EX_NEW(ctx->arena, struct cel_standins);
    size_t total = 0;

    for (size_t i = 0; i < n; i++)
        total += lists[i].list->standins ? lists[i].list->standins->n : 0;
    out->others = others;
    out->items = EX_NEW_ARRAY(ctx->arena, total, struct cel_standin);
    for (size_t i = 0; i < n; i++) {
        const struct cel_list *list = lists[i].list;
        const struct cel_standins *of = list->standins;

        out->others = cel_unknown_join(ctx->arena, out->others, of ? of->others : list->missing);
        if (of && of->n)
            memcpy(&out->items[out->n], of->items, of->n * sizeof *of->items);
        out->n += of ? of->n : 0;
    }
    return total ? out : NULL;
}

struct cel_value ex_fn_flatten(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    const struct cel_list *list = args[0].list;
    struct cel_value *lists = copy_items(ctx, list);
    struct cel_value undecided = first_undecided(lists, list->n);
    const struct cel_unknown *missing = list->missing;
    size_t total = 0;
    size_t at = 0;

    (void)n;
    if (undecided.kind != CEL_NULL)
        return undecided;
    for (size_t i = 0; i < list->n; i++) {
        if (lists[i].kind != CEL_LIST)
            return cel_errorf(ctx, "flatten() needs a list of lists");
        total += lists[i].list->n;
        missing = cel_unknown_join(ctx->arena, missing, lists[i].list->missing);
    }
    struct cel_value *items = EX_NEW_ARRAY(ctx->arena, total, struct cel_value);
    for (size_t i = 0; i < list->n; i++) {
        for (size_t j = 0; j < lists[i].list->n; j++)
            items[at++] = cel_list_at(ctx, lists[i].list, j);
    }
    struct cel_list *flat = EX_NEW(ctx->arena, struct cel_list);
    *flat = (struct cel_list){.n = total, .items = items, .missing = missing,
                              .gaps = missing != NULL};
    flat->standins = join_standins(ctx, lists, list->n, list->missing);
    return (struct cel_value){.kind = CEL_LIST, .list = flat};
}
