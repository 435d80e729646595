/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The JSON writer of jsonout.h. RFC 8259: strings escape the quote, the
 * backslash and controls; characters above U+FFFF as \u are two surrogates.
 */
#include "formats/report/jsonout.h"

#include "base/utf8.h"
#include "formats/report/writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void add_escape(struct ex_buf *out, uint32_t rune)
{
    static const char letters[][2] = {
        {'\n', 'n'}, {'\t', 't'}, {'\r', 'r'}, {'"', '"'}, {'\\', '\\'},
    };
    for (size_t i = 0; i < EX_COUNT(letters); i++) {
        if (rune == (unsigned char)letters[i][0]) {
            ex_buf_add_char(out, '\\');
            ex_buf_add_char(out, letters[i][1]);
            return;
        }
    }
    if (rune <= 0xFFFF) {
        ex_buf_printf(out, "\\u%04x", (unsigned)rune);
        return;
    }
    rune -= 0x10000;
    ex_buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + (rune >> 10)),
                  (unsigned)(0xDC00 + (rune & 0x3FF)));
}

void ex_json_quote(struct ex_buf *out, struct ex_str value)
{
    ex_buf_add_char(out, '"');
    size_t plain = 0;
    for (size_t i = 0; i < value.n;) {
        uint32_t rune;
        size_t used = ex_utf8_decode(ex_str_slice(value, i, value.n), &rune);
        bool bad = rune == EX_RUNE_BAD && used == 1;
        bool escape = rune == '"' || rune == '\\' || ex_rune_is_unsafe(rune) ||
                      ex_text_is_command(value, i);
        if (bad || escape)
            ex_buf_add(out, ex_str_slice(value, plain, i));
        if (bad)
            ex_buf_add_rune(out, EX_RUNE_BAD);
        else if (escape)
            add_escape(out, rune);
        i += used;
        if (bad || escape)
            plain = i;
    }
    ex_buf_add(out, ex_str_slice(value, plain, value.n));
    ex_buf_add_char(out, '"');
}

void ex_json_number(struct ex_buf *out, double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value))
            break;
    }
    ex_buf_add_text(out, text);
    if (!strpbrk(text, ".e"))
        ex_buf_add_text(out, ".0");
}

static void new_line(struct ex_json *json)
{
    if (json->indent == 0)
        return;
    ex_buf_add_char(json->out, '\n');
    ex_buf_add_repeat(json->out, ' ', (size_t)json->indent * json->depth);
}

static void separate(struct ex_json *json)
{
    if (json->depth == 0)
        return;
    bool *filled = &json->filled[json->depth - 1];
    if (*filled)
        ex_buf_add_text(json->out, json->indent ? "," : ", ");
    *filled = true;
    new_line(json);
}

void ex_json_key(struct ex_json *json, struct ex_str key)
{
    separate(json);
    ex_json_quote(json->out, key);
    ex_buf_add_text(json->out, ": ");
}

/* Everything before a value: "" means that ex_json_key() has done it. */
static void begin(struct ex_json *json, const char *key)
{
    if (!key)
        separate(json);
    else if (*key)
        ex_json_key(json, ex_str(key));
}

static void open_container(struct ex_json *json, const char *key, char open, char close)
{
    if (json->depth == EX_JSON_MAX_DEPTH)
        EX_BUG("JSON output is nested too deeply");
    begin(json, key);
    ex_buf_add_char(json->out, open);
    json->close[json->depth] = close;
    json->filled[json->depth] = false;
    json->depth++;
}

void ex_json_object(struct ex_json *json, const char *key)
{
    open_container(json, key, '{', '}');
}

void ex_json_array(struct ex_json *json, const char *key)
{
    open_container(json, key, '[', ']');
}

void ex_json_end(struct ex_json *json)
{
    if (json->depth == 0)
        EX_BUG("JSON output has no container to end");
    json->depth--;
    if (json->filled[json->depth])
        new_line(json);
    ex_buf_add_char(json->out, json->close[json->depth]);
}

void ex_json_str(struct ex_json *json, const char *key, struct ex_str value)
{
    begin(json, key);
    ex_json_quote(json->out, value);
}

void ex_json_text(struct ex_json *json, const char *key, const char *value)
{
    ex_json_str(json, key, ex_str(value));
}

void ex_json_opt(struct ex_json *json, const char *key, struct ex_str value)
{
    if (value.n)
        ex_json_str(json, key, value);
}

void ex_json_int(struct ex_json *json, const char *key, int64_t value)
{
    begin(json, key);
    ex_buf_printf(json->out, "%lld", (long long)value);
}

void ex_json_uint(struct ex_json *json, const char *key, uint64_t value)
{
    begin(json, key);
    ex_buf_printf(json->out, "%llu", (unsigned long long)value);
}

void ex_json_double(struct ex_json *json, const char *key, double value)
{
    begin(json, key);
    if (isnan(value))
        ex_buf_add_text(json->out, "\"NaN\"");
    else if (isinf(value))
        ex_buf_add_text(json->out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else
        ex_json_number(json->out, value);
}

void ex_json_bool(struct ex_json *json, const char *key, bool value)
{
    begin(json, key);
    ex_buf_add_text(json->out, value ? "true" : "false");
}

void ex_json_null(struct ex_json *json, const char *key)
{
    begin(json, key);
    ex_buf_add_text(json->out, "null");
}
