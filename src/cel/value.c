/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values: making them, sets of unknown attributes, and equality.
 */
#include "base/utf8.h"
#include "cel/run.h"

#include <math.h>
#include <stdarg.h>

struct cel_value cel_unknown_value(const struct cel_unknown *unknown)
{
    return (struct cel_value){.kind = CEL_UNKNOWN, .unknown = unknown};
}

struct cel_value cel_unknown_of(struct cel_eval_ctx *ctx, uint64_t attribute)
{
    uint64_t *attributes = EX_NEW_ARRAY(ctx->arena, 1, uint64_t);
    attributes[0] = attribute;
    struct cel_unknown *unknown = EX_NEW(ctx->arena, struct cel_unknown);
    *unknown = (struct cel_unknown){1, attributes};
    return cel_unknown_value(unknown);
}

static bool contains_all(const struct cel_unknown *a, const struct cel_unknown *b)
{
    size_t i = 0;
    for (size_t j = 0; j < b->n; j++) {
        while (i < a->n && a->attributes[i] < b->attributes[j])
            i++;
        if (i == a->n || a->attributes[i] != b->attributes[j])
            return false;
    }
    return true;
}

const struct cel_unknown *cel_unknown_join(struct ex_arena *arena, const struct cel_unknown *a,
                                           const struct cel_unknown *b)
{
    if (!a || !b)
        return a ? a : b;
    if (a == b || contains_all(a, b))
        return a;
    if (contains_all(b, a))
        return b;
    uint64_t *out = EX_NEW_ARRAY(arena, a->n + b->n, uint64_t);
    size_t n = 0, i = 0, j = 0;
    while (i < a->n || j < b->n) {
        uint64_t next;
        if (j == b->n || (i < a->n && a->attributes[i] <= b->attributes[j]))
            next = a->attributes[i++];
        else
            next = b->attributes[j++];
        if (n == 0 || out[n - 1] != next)
            out[n++] = next;
    }
    struct cel_unknown *joined = EX_NEW(arena, struct cel_unknown);
    *joined = (struct cel_unknown){n, out};
    return joined;
}

struct cel_value cel_errorf(struct cel_eval_ctx *ctx, const char *fmt, ...)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    va_list args;
    va_start(args, fmt);
    ex_buf_vprintf(&text, fmt, args);
    va_end(args);
    struct cel_error *error = EX_NEW(ctx->arena, struct cel_error);
    error->message = ex_arena_str(ctx->arena, ex_buf_str(&text));
    if (ctx->run && ctx->run->node) {
        error->offset = ctx->run->node->from;
        error->length = ctx->run->node->to - ctx->run->node->from;
    }
    return (struct cel_value){.kind = CEL_ERROR, .error = error};
}

bool cel_step(struct cel_eval_ctx *ctx, size_t n)
{
    struct cel_run *run = ctx->run;
    ctx->steps += n;
    if (run && run->stopped)
        return false;
    if (ctx->steps <= (ctx->max_steps ? ctx->max_steps : CEL_MAX_STEPS))
        return true;
    if (run) {
        run->stop = cel_errorf(ctx, "the evaluation takes too many steps");
        run->stopped = true;
    }
    return false;
}

bool cel_room(struct cel_eval_ctx *ctx, size_t bytes)
{
    struct cel_run *run = ctx->run;
    if (run && run->stopped)
        return false;
    size_t used = ex_arena_used(ctx->arena) - (run ? run->base : 0);
    if (bytes <= CEL_MAX_VALUE_BYTES && used <= CEL_MAX_VALUE_BYTES - bytes)
        return true;
    if (run) {
        run->stop = cel_errorf(ctx, "the evaluation takes too much memory");
        run->stopped = true;
    }
    return false;
}

struct cel_value cel_stop_value(const struct cel_eval_ctx *ctx)
{
    static const struct cel_error limit = {{"a limit was reached", 19}, 0, 0};
    if (ctx->run && ctx->run->stopped)
        return ctx->run->stop;
    return (struct cel_value){.kind = CEL_ERROR, .error = &limit};
}

const struct cel_type *cel_value_type(const struct cel_value *value)
{
    if (value->kind == CEL_OBJECT)
        return value->object.ops->type(value->object.p);
    struct cel_type probe = {.kind = value->kind};
    return cel_type_by_name(cel_type_base_name(&probe));
}

struct cel_value cel_no_overload(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        const struct cel_type *type = cel_value_type(&args[i]);
        ex_buf_add_text(&text, i > 0 ? ", " : "");
        ex_buf_add(&text, type ? cel_type_base_name(type) : EX_STR("unknown"));
    }
    const struct cel_node *node = ctx->run ? ctx->run->node : NULL;
    struct ex_str name = node && node->kind == CEL_N_CALL ? node->name : EX_STR("_");
    return cel_errorf(ctx, "no such overload: %.*s(%.*s)", EX_FMT(name),
                      EX_FMT(ex_buf_str(&text)));
}

struct cel_value cel_list_value(struct cel_eval_ctx *ctx, const struct cel_value *items, size_t n,
                                const struct cel_unknown *missing, bool gaps)
{
    struct cel_list *list = EX_NEW(ctx->arena, struct cel_list);
    *list = (struct cel_list){.n = n, .items = items, .missing = missing,
                              .gaps = gaps && missing};
    return (struct cel_value){.kind = CEL_LIST, .list = list};
}

struct cel_value cel_text_value(struct cel_eval_ctx *ctx, struct ex_str s)
{
    if (!cel_room(ctx, s.n))
        return cel_stop_value(ctx);
    return cel_string(ex_arena_str(ctx->arena, s));
}

struct cel_value cel_list_at(struct cel_eval_ctx *ctx, const struct cel_list *list, size_t i)
{
    return list->items ? list->items[i] : list->at(ctx, list, i);
}

/* ---- numbers -------------------------------------------------------- */

#define ORDER(a, b) ((a) < (b) ? -1 : (a) > (b))

/* Integers near a double are rounded to it: what the conformance tests of CEL expect. */
static int compare_int_double(int64_t i, double d)
{
    return isnan(d) ? 2 : ORDER((double)i, d);
}

static int compare_uint_double(uint64_t u, double d)
{
    return isnan(d) ? 2 : ORDER((double)u, d);
}

static int flip(int order)
{
    return order == 2 ? 2 : -order;
}

int cel_number_compare(const struct cel_value *a, const struct cel_value *b)
{
    if (a->kind == CEL_DOUBLE && b->kind == CEL_DOUBLE)
        return isnan(a->d) || isnan(b->d) ? 2 : ORDER(a->d, b->d);
    if (b->kind == CEL_DOUBLE)
        return a->kind == CEL_INT ? compare_int_double(a->i, b->d)
                                  : compare_uint_double(a->u, b->d);
    if (a->kind == CEL_DOUBLE)
        return flip(cel_number_compare(b, a));
    if (a->kind == b->kind)
        return a->kind == CEL_INT ? ORDER(a->i, b->i) : ORDER(a->u, b->u);
    if (a->kind == CEL_INT)
        return a->i < 0 ? -1 : ORDER((uint64_t)a->i, b->u);
    return flip(cel_number_compare(b, a));
}

int cel_time_compare(struct cel_time a, struct cel_time b)
{
    return a.seconds != b.seconds ? ORDER(a.seconds, b.seconds) : ORDER(a.nanos, b.nanos);
}

/* ---- maps ----------------------------------------------------------- */

bool cel_is_key(const struct cel_value *value)
{
    return value->kind == CEL_BOOL || value->kind == CEL_INT || value->kind == CEL_UINT ||
           value->kind == CEL_STRING;
}

static bool key_equal(const struct cel_value *a, const struct cel_value *b)
{
    if (cel_is_number(a->kind) && cel_is_number(b->kind))
        return cel_number_compare(a, b) == 0;
    if (a->kind != b->kind)
        return false;
    return a->kind == CEL_BOOL ? a->b == b->b
                               : a->kind == CEL_STRING && ex_str_eq(a->s, b->s);
}

bool cel_map_find(const struct cel_map *map, struct cel_value key, struct cel_value *out)
{
    for (size_t i = 0; i < map->n; i++) {
        if (key_equal(&map->keys[i], &key)) {
            *out = map->values[i];
            return true;
        }
    }
    return false;
}

/* ---- equality ------------------------------------------------------- */

static struct cel_value equal_nested(struct cel_eval_ctx *ctx, struct cel_value a,
                                     struct cel_value b);

/* Joins the result for one item into `all`, as `&&` does; false ends the comparison. */
static bool join_item(struct cel_eval_ctx *ctx, struct cel_value item, struct cel_value *all)
{
    if (item.kind == CEL_BOOL) {
        if (!item.b)
            *all = item;
        return item.b;
    }
    if (item.kind == CEL_UNKNOWN && all->kind == CEL_UNKNOWN)
        *all = cel_unknown_value(cel_unknown_join(ctx->arena, all->unknown, item.unknown));
    else if (all->kind != CEL_UNKNOWN)
        *all = item;
    return true;
}

static struct cel_value equal_lists(struct cel_eval_ctx *ctx, const struct cel_list *a,
                                    const struct cel_list *b)
{
    if ((!a->missing && b->n > a->n) || (!b->missing && a->n > b->n))
        return cel_bool(false);
    const struct cel_unknown *missing = cel_unknown_join(ctx->arena, a->missing, b->missing);
    struct cel_value all = missing ? cel_unknown_value(missing) : cel_bool(true);
    size_t n = a->n < b->n ? a->n : b->n;
    if (a->gaps || b->gaps)
        n = 0;
    for (size_t i = 0; i < n; i++) {
        struct cel_value item =
            equal_nested(ctx, cel_list_at(ctx, a, i), cel_list_at(ctx, b, i));
        if (!join_item(ctx, item, &all))
            break;
    }
    return all;
}

static struct cel_value equal_maps(struct cel_eval_ctx *ctx, const struct cel_map *a,
                                   const struct cel_map *b)
{
    if (a->n != b->n)
        return cel_bool(false);
    struct cel_value all = cel_bool(true);
    for (size_t i = 0; i < a->n; i++) {
        struct cel_value other;
        if (!cel_step(ctx, b->n))
            return cel_stop_value(ctx);
        if (!cel_map_find(b, a->keys[i], &other))
            return cel_bool(false);
        if (!join_item(ctx, equal_nested(ctx, a->values[i], other), &all))
            break;
    }
    return all;
}

static bool equal_scalars(const struct cel_value *a, const struct cel_value *b)
{
    switch (a->kind) {
    case CEL_NULL:
        return true;
    case CEL_BOOL:
        return a->b == b->b;
    case CEL_STRING:
    case CEL_BYTES:
        return ex_str_eq(a->s, b->s);
    case CEL_TIMESTAMP:
    case CEL_DURATION:
        return cel_time_compare(a->t, b->t) == 0;
    case CEL_TYPE:
        return a->type->kind == b->type->kind &&
               ex_str_eq(cel_type_base_name(a->type), cel_type_base_name(b->type));
    case CEL_OBJECT:
        return a->object.ops == b->object.ops && a->object.ops->equal(a->object.p, b->object.p);
    default:
        return false;
    }
}

static struct cel_value equal_nested(struct cel_eval_ctx *ctx, struct cel_value a,
                                     struct cel_value b)
{
    struct cel_run *run = ctx->run;
    size_t cost = a.kind == CEL_STRING || a.kind == CEL_BYTES ? 1 + a.s.n / 256 : 1;
    if (!cel_step(ctx, cost))
        return cel_stop_value(ctx);
    if (a.kind == CEL_UNKNOWN || b.kind == CEL_UNKNOWN)
        return cel_unknown_value(
            cel_unknown_join(ctx->arena, a.kind == CEL_UNKNOWN ? a.unknown : NULL,
                             b.kind == CEL_UNKNOWN ? b.unknown : NULL));
    if (a.kind == CEL_ERROR || b.kind == CEL_ERROR)
        return a.kind == CEL_ERROR ? a : b;
    if (cel_is_number(a.kind) && cel_is_number(b.kind))
        return cel_bool(cel_number_compare(&a, &b) == 0);
    if (a.kind != b.kind)
        return cel_bool(false);
    if (a.kind != CEL_LIST && a.kind != CEL_MAP)
        return cel_bool(equal_scalars(&a, &b));
    if (run && run->depth >= CEL_MAX_DEPTH)
        return cel_errorf(ctx, "values are nested too deeply to be compared");
    if (run)
        run->depth++;
    struct cel_value result = a.kind == CEL_LIST ? equal_lists(ctx, a.list, b.list)
                                                 : equal_maps(ctx, a.map, b.map);
    if (run)
        run->depth--;
    return result;
}

struct cel_value cel_equal(struct cel_eval_ctx *ctx, struct cel_value a, struct cel_value b)
{
    if (ctx->run)
        return equal_nested(ctx, a, b);
    struct cel_run run = {.ctx = ctx, .base = ex_arena_used(ctx->arena)};
    ctx->run = &run;
    struct cel_value result = equal_nested(ctx, a, b);
    ctx->run = NULL;
    return result;
}
