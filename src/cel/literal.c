/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values of literals: escapes of strings and bytes, and numbers with their
 * ranges. In a string, `\x` and octal escapes are code points; in bytes they
 * are bytes, and everything else stands for its UTF-8 form.
 */
#include "base/utf8.h"
#include "cel/lex.h"

#include <math.h>
#include <stdlib.h>

static const struct {
    char letter;
    char value;
} simple_escapes[] = {
    {'a', '\a'}, {'b', '\b'}, {'f', '\f'},  {'n', '\n'},   {'r', '\r'},   {'t', '\t'},
    {'v', '\v'}, {'\\', '\\'}, {'?', '?'}, {'"', '"'}, {'\'', '\''}, {'`', '`'},
};

static bool simple_escape(char letter, char *out)
{
    for (size_t i = 0; i < EX_COUNT(simple_escapes); i++) {
        if (simple_escapes[i].letter == letter) {
            *out = simple_escapes[i].value;
            return true;
        }
    }
    return false;
}

/* Number of digits after an escape letter: hexadecimal, or octal for base 8. */
static size_t escape_digits(char letter, unsigned *base)
{
    *base = 16;
    switch (letter) {
    case 'x':
    case 'X':
        return 2;
    case 'u':
        return 4;
    case 'U':
        return 8;
    default:
        *base = 8;
        return letter >= '0' && letter <= '3' ? 3 : 0;
    }
}

/* Reads the number of an escape at *at (the letter); false when it is malformed. */
static bool escape_number(struct ex_str s, size_t *at, uint32_t *out)
{
    unsigned base;
    size_t n = escape_digits(s.p[*at], &base);
    if (n == 0)
        return false;
    size_t p = *at + (base == 16 ? 1 : 0);
    if (s.n - p < n)
        return false;
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++) {
        int digit = ex_hex_value(s.p[p + i]);
        if (digit < 0 || (unsigned)digit >= base)
            return false;
        value = value * base + (uint32_t)digit;
    }
    *at = p + n;
    *out = value;
    return true;
}

/* One escape; *at stands behind the backslash. Writes to out and returns false when malformed. */
static bool decode_escape(struct ex_str s, size_t *at, bool bytes, char *out, size_t *n)
{
    if (*at >= s.n)
        return false;
    char letter = s.p[*at];
    if (simple_escape(letter, out + *n)) {
        (*at)++;
        (*n)++;
        return true;
    }
    uint32_t rune;
    bool unicode = letter == 'u' || letter == 'U';
    if (!escape_number(s, at, &rune))
        return false;
    if (bytes && !unicode) {
        out[(*n)++] = (char)(unsigned char)rune;
        return true;
    }
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        return false;
    char utf8[4];
    size_t width = ex_utf8_encode(rune, utf8);
    memcpy(out + *n, utf8, width);
    *n += width;
    return true;
}

bool cel_literal_text(struct cel_compile *c, const struct cel_token *token, struct cel_value *out)
{
    struct ex_str s = token->text;
    bool raw = false;
    bool bytes = token->kind == CEL_T_BYTES;
    size_t open = 0;
    for (; s.p[open] != '"' && s.p[open] != '\''; open++)
        raw = raw || ex_lower(s.p[open]) == 'r';
    char q = s.p[open];
    size_t width = s.n >= open + 6 && s.p[open + 1] == q && s.p[open + 2] == q ? 3 : 1;
    struct ex_str body = ex_str_slice(s, open + width, s.n - width);
    char *text = ex_arena_bytes(c->arena, body.n + 4);
    size_t n = 0;
    for (size_t at = 0; at < body.n;) {
        if (raw || body.p[at] != '\\') {
            text[n++] = body.p[at++];
            continue;
        }
        size_t start = at++;
        if (!decode_escape(body, &at, bytes, text, &n)) {
            struct ex_diag *d = cel_compile_error(
                c, token->at + open + width + start, 2, "invalid escape sequence in a %s literal",
                bytes ? "bytes" : "string");
            ex_diag_hint(c->diags, d, "a backslash itself is written \\\\, or use r'...'");
            return false;
        }
    }
    *out = (struct cel_value){.kind = bytes ? CEL_BYTES : CEL_STRING, .s = {text, n}};
    return true;
}

static bool parse_digits(struct ex_str s, uint64_t *out)
{
    uint64_t base = 10, value = 0;
    size_t i = 0;
    if (s.n > 1 && s.p[0] == '0' && ex_lower(s.p[1]) == 'x') {
        base = 16;
        i = 2;
        if (s.n == 2)
            return false;
    }
    for (; i < s.n; i++) {
        uint64_t digit = (uint64_t)ex_hex_value(s.p[i]);
        if (value > (UINT64_MAX - digit) / base)
            return false;
        value = value * base + digit;
    }
    *out = value;
    return true;
}

static bool literal_double(struct cel_compile *c, const struct cel_token *token, bool negative,
                           struct cel_value *out)
{
    struct ex_str text = ex_arena_str(c->arena, token->text);
    double d = strtod(text.p, NULL);
    if (isinf(d)) {
        cel_compile_error(c, token->at, token->text.n, "double literal is out of range");
        return false;
    }
    *out = (struct cel_value){.kind = CEL_DOUBLE, .d = negative ? -d : d};
    return true;
}

bool cel_literal_number(struct cel_compile *c, const struct cel_token *token, bool negative,
                        struct cel_value *out)
{
    if (token->kind == CEL_T_DOUBLE)
        return literal_double(c, token, negative, out);
    bool is_uint = token->kind == CEL_T_UINT;
    uint64_t limit = is_uint ? UINT64_MAX : (uint64_t)INT64_MAX + (negative ? 1 : 0);
    uint64_t u = 0;
    struct ex_str digits = ex_str_slice(token->text, 0, token->text.n - (is_uint ? 1 : 0));
    if (!parse_digits(digits, &u) || u > limit) {
        cel_compile_error(c, token->at, token->text.n, "%s literal is out of range",
                          is_uint ? "uint" : "int");
        return false;
    }
    if (is_uint)
        *out = (struct cel_value){.kind = CEL_UINT, .u = u};
    else
        *out = cel_int(negative ? (int64_t)(0 - u) : (int64_t)u);
    return true;
}
