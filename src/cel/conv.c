/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Conversions between types, and size().
 */
#include "base/utf8.h"
#include "cel/run.h"

#include <math.h>
#include <stdlib.h>

static struct cel_value range_error(struct cel_eval_ctx *ctx, const char *type)
{
    return cel_errorf(ctx, "range error: the value does not fit %s", type);
}

static struct cel_value no_number(struct cel_eval_ctx *ctx, const struct cel_value *text,
                                  const char *type)
{
    return cel_errorf(ctx, "cannot convert '%.*s' to %s", EX_FMT(ex_str_slice(text->s, 0, 80)),
                      type);
}

CEL_FN(cel_fn_int)
{
    int64_t i;
    switch (args[0].kind) {
    case CEL_INT:
        return args[0];
    case CEL_UINT:
        return args[0].u > INT64_MAX ? range_error(ctx, "int") : cel_int((int64_t)args[0].u);
    case CEL_DOUBLE:
        /* Both ends are excluded: -2^63 may be a rounded smaller number. */
        if (!(args[0].d > -0x1p63 && args[0].d < 0x1p63))
            return range_error(ctx, "int");
        return cel_int((int64_t)args[0].d);
    case CEL_STRING:
        return ex_str_to_int(args[0].s, &i) ? cel_int(i) : no_number(ctx, &args[0], "int");
    case CEL_TIMESTAMP:
        return cel_int(args[0].t.seconds);
    default:
        return cel_no_overload(ctx, args, n);
    }
}

CEL_FN(cel_fn_uint)
{
    uint64_t u;
    switch (args[0].kind) {
    case CEL_UINT:
        return args[0];
    case CEL_INT:
        if (args[0].i < 0)
            return range_error(ctx, "uint");
        return (struct cel_value){.kind = CEL_UINT, .u = (uint64_t)args[0].i};
    case CEL_DOUBLE:
        if (!(args[0].d > -1 && args[0].d < 0x1p64))
            return range_error(ctx, "uint");
        return (struct cel_value){.kind = CEL_UINT, .u = args[0].d < 0 ? 0 : (uint64_t)args[0].d};
    case CEL_STRING:
        if (!ex_str_to_uint(args[0].s, &u))
            return no_number(ctx, &args[0], "uint");
        return (struct cel_value){.kind = CEL_UINT, .u = u};
    default:
        return cel_no_overload(ctx, args, n);
    }
}

static size_t skip_digits(struct ex_str s, size_t at)
{
    while (at < s.n && ex_is_digit(s.p[at]))
        at++;
    return at;
}

/* Whether s is digits with an optional sign, fraction and exponent. */
static bool is_decimal(struct ex_str s)
{
    size_t at = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    size_t end = skip_digits(s, at);
    size_t digits = end - at;
    if (end < s.n && s.p[end] == '.') {
        at = end + 1;
        end = skip_digits(s, at);
        digits += end - at;
    }
    if (digits == 0)
        return false;
    if (end == s.n || ex_lower(s.p[end]) != 'e')
        return end == s.n;
    at = end + 1;
    if (at < s.n && (s.p[at] == '-' || s.p[at] == '+'))
        at++;
    end = skip_digits(s, at);
    return end > at && end == s.n;
}

static const struct {
    const char *name;
    double value;
} special_doubles[] = {
    {"NaN", (double)NAN},            {"Infinity", (double)INFINITY},
    {"inf", (double)INFINITY},       {"+inf", (double)INFINITY},
    {"-inf", -(double)INFINITY},     {"+Infinity", (double)INFINITY},
    {"-Infinity", -(double)INFINITY},
};

static bool text_to_double(struct cel_eval_ctx *ctx, struct ex_str s, double *out)
{
    for (size_t i = 0; i < EX_COUNT(special_doubles); i++) {
        if (ex_str_ieq(s, ex_str(special_doubles[i].name))) {
            *out = special_doubles[i].value;
            return true;
        }
    }
    if (!is_decimal(s) || !cel_room(ctx, s.n))
        return false;
    *out = strtod(ex_arena_str(ctx->arena, s).p, NULL);
    return isfinite(*out);
}

CEL_FN(cel_fn_double)
{
    struct cel_value out = {.kind = CEL_DOUBLE};
    switch (args[0].kind) {
    case CEL_DOUBLE:
        return args[0];
    case CEL_INT:
        out.d = (double)args[0].i;
        return out;
    case CEL_UINT:
        out.d = (double)args[0].u;
        return out;
    case CEL_STRING:
        return text_to_double(ctx, args[0].s, &out.d) ? out : no_number(ctx, &args[0], "double");
    default:
        return cel_no_overload(ctx, args, n);
    }
}

CEL_FN(cel_fn_string)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    switch (args[0].kind) {
    case CEL_STRING:
        return args[0];
    case CEL_BYTES:
        if (!ex_utf8_valid(args[0].s))
            return cel_errorf(ctx, "invalid UTF-8 in bytes, cannot convert to string");
        return cel_string(args[0].s);
    case CEL_BOOL:
        return cel_string(args[0].b ? EX_STR("true") : EX_STR("false"));
    case CEL_INT:
        ex_buf_printf(&text, "%lld", (long long)args[0].i);
        break;
    case CEL_UINT:
        ex_buf_printf(&text, "%llu", (unsigned long long)args[0].u);
        break;
    case CEL_DOUBLE:
        cel_double_text(args[0].d, &text);
        break;
    case CEL_TIMESTAMP:
        cel_timestamp_text(args[0].t, &text);
        break;
    case CEL_DURATION:
        cel_duration_text(args[0].t, &text);
        break;
    default:
        return cel_no_overload(ctx, args, n);
    }
    return cel_text_value(ctx, ex_buf_str(&text));
}

CEL_FN(cel_fn_bytes)
{
    if (args[0].kind != CEL_BYTES && args[0].kind != CEL_STRING)
        return cel_no_overload(ctx, args, n);
    return (struct cel_value){.kind = CEL_BYTES, .s = args[0].s};
}

CEL_FN(cel_fn_bool)
{
    static const char *const words[] = {"true", "True", "TRUE", "t", "1",
                                        "false", "False", "FALSE", "f", "0"};
    if (args[0].kind == CEL_BOOL)
        return args[0];
    if (args[0].kind != CEL_STRING)
        return cel_no_overload(ctx, args, n);
    for (size_t i = 0; i < EX_COUNT(words); i++) {
        if (ex_str_eq(args[0].s, ex_str(words[i])))
            return cel_bool(i < EX_COUNT(words) / 2);
    }
    return no_number(ctx, &args[0], "bool");
}

CEL_FN(cel_fn_timestamp)
{
    struct cel_value out = {.kind = CEL_TIMESTAMP};
    switch (args[0].kind) {
    case CEL_TIMESTAMP:
        return args[0];
    case CEL_INT:
        out.t.seconds = args[0].i;
        return cel_timestamp_fits(out.t) ? out : cel_errorf(ctx, "timestamp out of range");
    case CEL_STRING:
        if (cel_timestamp_parse(args[0].s, &out.t))
            return out;
        return cel_errorf(ctx, "'%.*s' is no RFC 3339 timestamp or out of range",
                          EX_FMT(ex_str_slice(args[0].s, 0, 80)));
    default:
        return cel_no_overload(ctx, args, n);
    }
}

CEL_FN(cel_fn_duration)
{
    struct cel_value out = {.kind = CEL_DURATION};
    if (args[0].kind == CEL_DURATION)
        return args[0];
    if (args[0].kind != CEL_STRING)
        return cel_no_overload(ctx, args, n);
    if (cel_duration_parse(args[0].s, &out.t))
        return out;
    return cel_errorf(ctx, "'%.*s' is no duration such as 1h30m, or out of range",
                      EX_FMT(ex_str_slice(args[0].s, 0, 80)));
}

CEL_FN(cel_fn_type)
{
    (void)ctx;
    (void)n;
    return (struct cel_value){.kind = CEL_TYPE, .type = cel_value_type(&args[0])};
}

CEL_FN(cel_fn_dyn)
{
    (void)ctx;
    (void)n;
    return args[0];
}

CEL_FN(cel_fn_size)
{
    switch (args[0].kind) {
    case CEL_STRING:
        if (!cel_step(ctx, args[0].s.n / 256))
            return cel_stop_value(ctx);
        return cel_int((int64_t)ex_utf8_count(args[0].s));
    case CEL_BYTES:
        return cel_int((int64_t)args[0].s.n);
    case CEL_LIST:
        if (args[0].list->missing)
            return cel_unknown_value(args[0].list->missing);
        return cel_int((int64_t)args[0].list->n);
    case CEL_MAP:
        return cel_int((int64_t)args[0].map->n);
    default:
        return cel_no_overload(ctx, args, n);
    }
}
