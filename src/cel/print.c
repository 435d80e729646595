/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values as text: CEL literals that evaluate to the value again, and the
 * shortest text of a double.
 */
#include "base/utf8.h"
#include "cel/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- doubles -------------------------------------------------------- */

/* The digits and the exponent of the shortest decimal that reads as d (finite, not negative). */
static int shortest(double d, char digits[32], size_t *n)
{
    char text[40];
    for (int precision = 0; precision < 17; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision, d);
        if (strtod(text, NULL) >= d && strtod(text, NULL) <= d)
            break;
    }
    *n = 0;
    const char *p = text;
    for (; *p && *p != 'e'; p++) {
        if (*p != '.')
            digits[(*n)++] = *p;
    }
    while (*n > 1 && digits[*n - 1] == '0')
        (*n)--;
    return (int)strtol(p + 1, NULL, 10);
}

void cel_double_text(double d, struct ex_buf *out)
{
    if (isnan(d)) {
        ex_buf_add_text(out, "NaN");
        return;
    }
    if (signbit(d))
        ex_buf_add_char(out, '-');
    if (isinf(d)) {
        ex_buf_add_text(out, "Infinity");
        return;
    }
    char digits[32];
    size_t n;
    int exponent = shortest(fabs(d), digits, &n);
    if (exponent < -4 || exponent >= 21) {
        ex_buf_add_char(out, digits[0]);
        ex_buf_add_text(out, n > 1 ? "." : "");
        ex_buf_add(out, ex_str_n(digits + 1, n - 1));
        ex_buf_printf(out, "e%+03d", exponent);
        return;
    }
    size_t whole = exponent < 0 ? 0 : (size_t)exponent + 1;
    if (exponent < 0) {
        ex_buf_add_text(out, "0.");
        ex_buf_add_repeat(out, '0', (size_t)(-exponent - 1));
    }
    for (size_t i = 0; i < n || i < whole; i++) {
        if (i == whole && exponent >= 0)
            ex_buf_add_char(out, '.');
        ex_buf_add_char(out, i < n ? digits[i] : '0');
    }
}

static void print_double(double d, struct ex_buf *out)
{
    if (isnan(d) || isinf(d)) {
        ex_buf_add_text(out, "double('");
        cel_double_text(d, out);
        ex_buf_add_text(out, "')");
        return;
    }
    size_t before = out->n;
    cel_double_text(d, out);
    struct ex_str text = ex_str_slice(ex_buf_str(out), before, out->n);
    if (ex_str_find(text, '.') == SIZE_MAX && ex_str_find(text, 'e') == SIZE_MAX)
        ex_buf_add_text(out, ".0");
}

/* ---- strings -------------------------------------------------------- */

static const struct {
    char c;
    const char *escape;
} escapes[] = {
    {'\a', "\\a"}, {'\b', "\\b"}, {'\f', "\\f"}, {'\n', "\\n"}, {'\r', "\\r"},
    {'\t', "\\t"}, {'\v', "\\v"}, {'\\', "\\\\"}, {'"', "\\\""},
};

static const char *escape_of(uint32_t rune)
{
    for (size_t i = 0; i < EX_COUNT(escapes); i++) {
        if ((unsigned char)escapes[i].c == rune)
            return escapes[i].escape;
    }
    return NULL;
}

static void print_string(struct ex_str s, struct ex_buf *out)
{
    ex_buf_add_char(out, '"');
    while (s.n > 0) {
        uint32_t rune;
        size_t width = ex_utf8_decode(s, &rune);
        const char *escape = escape_of(rune);
        if (escape)
            ex_buf_add_text(out, escape);
        else if (ex_rune_is_unsafe(rune))
            ex_buf_printf(out, rune > 0xFFFF ? "\\U%08x" : "\\u%04x", (unsigned)rune);
        else
            ex_buf_add_rune(out, rune);
        s = ex_str_slice(s, width, s.n);
    }
    ex_buf_add_char(out, '"');
}

static void print_bytes(struct ex_str s, struct ex_buf *out)
{
    ex_buf_add_text(out, "b\"");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        const char *escape = escape_of(c);
        if (escape)
            ex_buf_add_text(out, escape);
        else if (c < ' ' || c > '~')
            ex_buf_printf(out, "\\x%02x", c);
        else
            ex_buf_add_char(out, (char)c);
    }
    ex_buf_add_char(out, '"');
}

/* ---- everything ----------------------------------------------------- */

static void print(struct cel_eval_ctx *ctx, const struct cel_value *v, unsigned depth,
                  struct ex_buf *out);

static void print_list(struct cel_eval_ctx *ctx, const struct cel_list *list, unsigned depth,
                       struct ex_buf *out)
{
    ex_buf_add_char(out, '[');
    for (size_t i = 0; i < list->n; i++) {
        struct cel_value item = cel_list_at(ctx, list, i);
        ex_buf_add_text(out, i > 0 ? ", " : "");
        print(ctx, &item, depth + 1, out);
    }
    if (list->missing)
        ex_buf_add_text(out, list->n > 0 ? ", ..." : "...");
    ex_buf_add_char(out, ']');
}

static void print_map(struct cel_eval_ctx *ctx, const struct cel_map *map, unsigned depth,
                      struct ex_buf *out)
{
    ex_buf_add_char(out, '{');
    for (size_t i = 0; i < map->n; i++) {
        ex_buf_add_text(out, i > 0 ? ", " : "");
        print(ctx, &map->keys[i], depth + 1, out);
        ex_buf_add_text(out, ": ");
        print(ctx, &map->values[i], depth + 1, out);
    }
    ex_buf_add_char(out, '}');
}

static void print_time(const struct cel_value *v, struct ex_buf *out)
{
    ex_buf_add_text(out, v->kind == CEL_TIMESTAMP ? "timestamp(\"" : "duration(\"");
    if (v->kind == CEL_TIMESTAMP)
        cel_timestamp_text(v->t, out);
    else
        cel_duration_text(v->t, out);
    ex_buf_add_text(out, "\")");
}

static void print_scalar(const struct cel_value *v, struct ex_buf *out)
{
    switch (v->kind) {
    case CEL_BOOL:
        ex_buf_add_text(out, v->b ? "true" : "false");
        break;
    case CEL_INT:
        ex_buf_printf(out, "%lld", (long long)v->i);
        break;
    case CEL_UINT:
        ex_buf_printf(out, "%lluu", (unsigned long long)v->u);
        break;
    case CEL_DOUBLE:
        print_double(v->d, out);
        break;
    case CEL_STRING:
        print_string(v->s, out);
        break;
    case CEL_BYTES:
        print_bytes(v->s, out);
        break;
    case CEL_TIMESTAMP:
    case CEL_DURATION:
        print_time(v, out);
        break;
    case CEL_TYPE:
        ex_buf_add(out, cel_type_base_name(v->type));
        break;
    default:
        ex_buf_add_text(out, "null");
        break;
    }
}

static void print(struct cel_eval_ctx *ctx, const struct cel_value *v, unsigned depth,
                  struct ex_buf *out)
{
    if (depth > CEL_MAX_DEPTH) {
        ex_buf_add_text(out, "...");
        return;
    }
    switch (v->kind) {
    case CEL_LIST:
        print_list(ctx, v->list, depth, out);
        break;
    case CEL_MAP:
        print_map(ctx, v->map, depth, out);
        break;
    case CEL_OBJECT:
        ex_buf_add(out, cel_value_type(v)->name);
        ex_buf_add_text(out, "{...}");
        break;
    case CEL_ERROR:
        ex_buf_add_text(out, "error: ");
        ex_buf_add(out, v->error->message);
        break;
    case CEL_UNKNOWN:
        ex_buf_add_text(out, "unknown");
        break;
    default:
        print_scalar(v, out);
        break;
    }
}

void cel_print(struct cel_eval_ctx *ctx, struct cel_value value, struct ex_buf *out)
{
    print(ctx, &value, 0, out);
}
