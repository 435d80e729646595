/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The operators. Each looks at the types of its operands itself, so that
 * checked and dynamic expressions go the same way.
 */
#include "cel/run.h"

#include <math.h>

static struct cel_value overflow(struct cel_eval_ctx *ctx, const char *type)
{
    return cel_errorf(ctx, "return error for overflow: the result is out of range for %s", type);
}

static struct cel_value uint_value(uint64_t u)
{
    return (struct cel_value){.kind = CEL_UINT, .u = u};
}

static struct cel_value double_value(double d)
{
    return (struct cel_value){.kind = CEL_DOUBLE, .d = d};
}

/* ---- comparisons ---------------------------------------------------- */

CEL_FN(cel_op_equal)
{
    (void)n;
    return cel_equal(ctx, args[0], args[1]);
}

CEL_FN(cel_op_not_equal)
{
    struct cel_value v = cel_op_equal(ctx, args, n);
    return v.kind == CEL_BOOL ? cel_bool(!v.b) : v;
}

/* -1, 0, 1; 2 when the numbers have no order, 3 when the types have none. */
static int order(const struct cel_value *a, const struct cel_value *b)
{
    if (cel_is_number(a->kind) && cel_is_number(b->kind))
        return cel_number_compare(a, b);
    if (a->kind != b->kind)
        return 3;
    switch (a->kind) {
    case CEL_BOOL:
        return (int)a->b - (int)b->b;
    case CEL_STRING:
    case CEL_BYTES: {
        int c = ex_str_cmp(a->s, b->s);
        return c < 0 ? -1 : c > 0;
    }
    case CEL_TIMESTAMP:
    case CEL_DURATION:
        return cel_time_compare(a->t, b->t);
    default:
        return 3;
    }
}

#define COMPARISON(name, test)                                                                     \
    CEL_FN(name)                                                                                   \
    {                                                                                              \
        int o = order(&args[0], &args[1]);                                                         \
        return o == 3 ? cel_no_overload(ctx, args, n) : cel_bool(o != 2 && (test));                \
    }

COMPARISON(cel_op_less, o < 0)
COMPARISON(cel_op_less_equal, o <= 0)
COMPARISON(cel_op_greater, o > 0)
COMPARISON(cel_op_greater_equal, o >= 0)

static struct cel_value in_list(struct cel_eval_ctx *ctx, struct cel_value item,
                                const struct cel_list *list)
{
    const struct cel_unknown *unknown = list->missing;
    struct cel_value error = {.kind = CEL_NULL};
    for (size_t i = 0; i < list->n; i++) {
        struct cel_value v = cel_equal(ctx, item, cel_list_at(ctx, list, i));
        if (v.kind == CEL_BOOL && v.b)
            return v;
        if (v.kind == CEL_UNKNOWN)
            unknown = cel_unknown_join(ctx->arena, unknown, v.unknown);
        else if (v.kind == CEL_ERROR)
            error = v;
    }
    if (unknown)
        return cel_unknown_value(unknown);
    return error.kind == CEL_ERROR ? error : cel_bool(false);
}

CEL_FN(cel_op_in)
{
    struct cel_value value;
    if (args[1].kind == CEL_LIST)
        return in_list(ctx, args[0], args[1].list);
    if (args[1].kind != CEL_MAP)
        return cel_no_overload(ctx, args, n);
    if (!cel_step(ctx, args[1].map->n / 8))
        return cel_stop_value(ctx);
    return cel_bool(cel_map_find(args[1].map, args[0], &value));
}

/* ---- indexes -------------------------------------------------------- */

/* The number of an item: a whole number of any type. */
static bool item_number(const struct cel_value *v, int64_t *out)
{
    if (v->kind == CEL_INT)
        *out = v->i;
    else if (v->kind == CEL_UINT && v->u <= INT64_MAX)
        *out = (int64_t)v->u;
    else if (v->kind == CEL_DOUBLE && v->d == floor(v->d) && fabs(v->d) < 0x1p53)
        *out = (int64_t)v->d;
    else
        return false;
    return true;
}

static struct cel_value index_list(struct cel_eval_ctx *ctx, struct cel_value of,
                                   const struct cel_value *at)
{
    int64_t i;
    const struct cel_list *list = of.list;
    if (!item_number(at, &i))
        return cel_errorf(ctx, "invalid argument: the index is not a whole number in range");
    bool gaps = list->gaps && !ctx->index_gaps;
    if (i >= 0 && list->missing && (gaps || (uint64_t)i >= list->n))
        return cel_unknown_value(list->missing);
    if (i < 0 || (uint64_t)i >= list->n)
        return cel_errorf(ctx, "invalid argument: index %lld is out of bounds, size is %zu",
                          (long long)i, list->n);
    struct cel_value item = cel_list_at(ctx, list, (size_t)i);
    if (!item.origin)
        item.origin = of.origin;
    return item;
}

static struct cel_value no_such_key(struct cel_eval_ctx *ctx, struct cel_value key)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    cel_print(ctx, key, &text);
    return cel_errorf(ctx, "no such key: %.*s", EX_FMT(ex_buf_str(&text)));
}

CEL_FN(cel_op_index)
{
    struct cel_value value;
    if (args[0].kind == CEL_LIST && cel_is_number(args[1].kind))
        return index_list(ctx, args[0], &args[1]);
    if (args[0].kind != CEL_MAP || (!cel_is_key(&args[1]) && args[1].kind != CEL_DOUBLE))
        return cel_no_overload(ctx, args, n);
    if (!cel_step(ctx, args[0].map->n / 8))
        return cel_stop_value(ctx);
    if (!cel_map_find(args[0].map, args[1], &value))
        return no_such_key(ctx, args[1]);
    if (!value.origin)
        value.origin = args[0].origin;
    return value;
}

/* ---- arithmetic ----------------------------------------------------- */

static struct cel_value concat_text(struct cel_eval_ctx *ctx, const struct cel_value *args)
{
    size_t n = args[0].s.n + args[1].s.n;
    if (!cel_step(ctx, n / 256) || !cel_room(ctx, n))
        return cel_stop_value(ctx);
    char *p = ex_arena_bytes(ctx->arena, n + 1);
    if (args[0].s.n > 0)
        memcpy(p, args[0].s.p, args[0].s.n);
    if (args[1].s.n > 0)
        memcpy(p + args[0].s.n, args[1].s.p, args[1].s.n);
    p[n] = '\0';
    return (struct cel_value){.kind = args[0].kind, .s = {p, n}};
}

static void copy_items(struct cel_eval_ctx *ctx, struct cel_value list, struct cel_value *out)
{
    for (size_t i = 0; i < list.list->n; i++) {
        out[i] = cel_list_at(ctx, list.list, i);
        if (!out[i].origin)
            out[i].origin = list.origin;
    }
}

static struct cel_value concat_lists(struct cel_eval_ctx *ctx, const struct cel_value *args)
{
    const struct cel_list *a = args[0].list, *b = args[1].list;
    size_t n = a->n + b->n;
    if (!cel_step(ctx, n) || !cel_room(ctx, n * sizeof(struct cel_value)))
        return cel_stop_value(ctx);
    struct cel_value *items = EX_NEW_ARRAY(ctx->arena, n, struct cel_value);
    copy_items(ctx, args[0], items);
    copy_items(ctx, args[1], items + a->n);
    const struct cel_unknown *missing = cel_unknown_join(ctx->arena, a->missing, b->missing);
    return cel_list_value(ctx, items, n, missing, a->missing || b->gaps);
}

static struct cel_time add_times(struct cel_time a, struct cel_time b, int sign)
{
    int64_t nanos = (int64_t)a.nanos + sign * (int64_t)b.nanos;
    int64_t seconds = a.seconds + sign * b.seconds;
    seconds += nanos / 1000000000;
    nanos %= 1000000000;
    return (struct cel_time){seconds, (int32_t)nanos};
}

/* Brings the nanoseconds to the sign that the kind wants. */
static struct cel_value time_value(struct cel_eval_ctx *ctx, enum cel_kind kind,
                                   struct cel_time t)
{
    bool stamp = kind == CEL_TIMESTAMP;
    if (t.nanos < 0 && (stamp || t.seconds > 0)) {
        t.nanos += 1000000000;
        t.seconds--;
    } else if (t.nanos > 0 && !stamp && t.seconds < 0) {
        t.nanos -= 1000000000;
        t.seconds++;
    }
    if (stamp ? !cel_timestamp_fits(t) : !cel_duration_fits(t))
        return cel_errorf(ctx, "%s out of range", stamp ? "timestamp" : "duration");
    return (struct cel_value){.kind = kind, .t = t};
}

static bool is_time(enum cel_kind kind)
{
    return kind == CEL_TIMESTAMP || kind == CEL_DURATION;
}

CEL_FN(cel_op_add)
{
    enum cel_kind a = args[0].kind, b = args[1].kind;
    int64_t i;
    uint64_t u;
    if (is_time(a) && is_time(b) && (a == CEL_DURATION || b == CEL_DURATION))
        return time_value(ctx, a == b ? CEL_DURATION : CEL_TIMESTAMP,
                          add_times(args[0].t, args[1].t, 1));
    if (a != b)
        return cel_no_overload(ctx, args, n);
    switch (a) {
    case CEL_INT:
        return __builtin_add_overflow(args[0].i, args[1].i, &i) ? overflow(ctx, "int")
                                                                : cel_int(i);
    case CEL_UINT:
        return __builtin_add_overflow(args[0].u, args[1].u, &u) ? overflow(ctx, "uint")
                                                                : uint_value(u);
    case CEL_DOUBLE:
        return double_value(args[0].d + args[1].d);
    case CEL_STRING:
    case CEL_BYTES:
        return concat_text(ctx, args);
    case CEL_LIST:
        return concat_lists(ctx, args);
    default:
        return cel_no_overload(ctx, args, n);
    }
}

CEL_FN(cel_op_subtract)
{
    enum cel_kind a = args[0].kind, b = args[1].kind;
    int64_t i;
    uint64_t u;
    if (is_time(a) && is_time(b) && (a == CEL_TIMESTAMP || b == CEL_DURATION))
        return time_value(ctx, a == b ? CEL_DURATION : CEL_TIMESTAMP,
                          add_times(args[0].t, args[1].t, -1));
    if (a != b || !cel_is_number(a))
        return cel_no_overload(ctx, args, n);
    if (a == CEL_DOUBLE)
        return double_value(args[0].d - args[1].d);
    if (a == CEL_INT)
        return __builtin_sub_overflow(args[0].i, args[1].i, &i) ? overflow(ctx, "int")
                                                                : cel_int(i);
    return __builtin_sub_overflow(args[0].u, args[1].u, &u) ? overflow(ctx, "uint")
                                                            : uint_value(u);
}

CEL_FN(cel_op_multiply)
{
    int64_t i;
    uint64_t u;
    if (args[0].kind != args[1].kind || !cel_is_number(args[0].kind))
        return cel_no_overload(ctx, args, n);
    if (args[0].kind == CEL_DOUBLE)
        return double_value(args[0].d * args[1].d);
    if (args[0].kind == CEL_INT)
        return __builtin_mul_overflow(args[0].i, args[1].i, &i) ? overflow(ctx, "int")
                                                                : cel_int(i);
    return __builtin_mul_overflow(args[0].u, args[1].u, &u) ? overflow(ctx, "uint")
                                                            : uint_value(u);
}

/* Division by zero is what the standard says; here no sanitizer may object. */
__attribute__((no_sanitize("float-divide-by-zero"))) static double divide(double a, double b)
{
    return a / b;
}

CEL_FN(cel_op_divide)
{
    if (args[0].kind != args[1].kind || !cel_is_number(args[0].kind))
        return cel_no_overload(ctx, args, n);
    if (args[0].kind == CEL_DOUBLE)
        return double_value(divide(args[0].d, args[1].d));
    if (args[1].u == 0)
        return cel_errorf(ctx, "divide by zero");
    if (args[0].kind == CEL_UINT)
        return uint_value(args[0].u / args[1].u);
    if (args[0].i == INT64_MIN && args[1].i == -1)
        return overflow(ctx, "int");
    return cel_int(args[0].i / args[1].i);
}

CEL_FN(cel_op_modulo)
{
    if (args[0].kind != args[1].kind || (args[0].kind != CEL_INT && args[0].kind != CEL_UINT))
        return cel_no_overload(ctx, args, n);
    if (args[1].u == 0)
        return cel_errorf(ctx, "modulus by zero");
    if (args[0].kind == CEL_UINT)
        return uint_value(args[0].u % args[1].u);
    if (args[0].i == INT64_MIN && args[1].i == -1)
        return overflow(ctx, "int");
    return cel_int(args[0].i % args[1].i);
}

CEL_FN(cel_op_negate)
{
    if (args[0].kind == CEL_DOUBLE)
        return double_value(-args[0].d);
    if (args[0].kind != CEL_INT)
        return cel_no_overload(ctx, args, n);
    return args[0].i == INT64_MIN ? overflow(ctx, "int") : cel_int(-args[0].i);
}

CEL_FN(cel_op_not)
{
    return args[0].kind == CEL_BOOL ? cel_bool(!args[0].b) : cel_no_overload(ctx, args, n);
}
