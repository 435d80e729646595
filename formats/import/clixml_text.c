/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Text of CLIXML. Characters that XML cannot hold, all surrogates, and an
 * underscore before an 'x' are written as `_xHHHH_`, a UTF-16 code unit in
 * hexadecimal; readers also know `_xHHHHHHHH_`. One character outside the
 * Basic Multilingual Plane is thus two escapes, which are joined here.
 */
#include "formats/import/clixml.h"

#include "base/utf8.h"

static bool is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* The escape that `s` begins with: its length, or 0. */
static size_t read_escape(struct ex_str s, uint32_t *unit)
{
    uint32_t value = 0;
    size_t digits = 0;

    if (s.n < 7 || s.p[0] != '_' || (s.p[1] != 'x' && s.p[1] != 'X'))
        return 0;
    while (digits < 8 && 2 + digits < s.n && ex_hex_value(s.p[2 + digits]) >= 0) {
        value = value << 4 | (uint32_t)ex_hex_value(s.p[2 + digits]);
        digits++;
    }
    if ((digits != 4 && digits != 8) || 2 + digits >= s.n || s.p[2 + digits] != '_')
        return 0;
    *unit = value;
    return digits + 3;
}

/* Copy one escape and, for a high surrogate, the low one behind it. */
static size_t copy_escape(struct ex_str s, char **to)
{
    uint32_t unit;
    uint32_t low;
    size_t used = read_escape(s, &unit);
    size_t more;

    if (used == 0)
        return 0;
    more = is_high(unit) ? read_escape(ex_str_slice(s, used, s.n), &low) : 0;
    if (more && is_low(low)) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        used += more;
    }
    *to += ex_utf8_encode(unit ? unit : EX_RUNE_BAD, *to);
    return used;
}

struct ex_str ex_clixml_unescape(struct ex_arena *arena, struct ex_str text)
{
    char *out = ex_arena_bytes(arena, text.n + 1);
    char *to = out;
    size_t i = 0;

    /* Nothing grows: an escape is longer than what it stands for. */
    while (i < text.n) {
        const char *mark = memchr(text.p + i, '_', text.n - i);
        size_t plain = mark ? (size_t)(mark - text.p) - i : text.n - i;
        size_t used;

        memcpy(to, text.p + i, plain);
        to += plain;
        i += plain;
        if (i == text.n)
            break;
        used = copy_escape(ex_str_slice(text, i, text.n), &to);
        if (used == 0)
            *to++ = '_';
        i += used ? used : 1;
    }
    *to = '\0';
    return ex_str_n(out, (size_t)(to - out));
}

struct ex_str ex_clixml_char(struct ex_arena *arena, struct ex_str text)
{
    uint64_t unit;
    char bytes[4];

    if (!ex_str_to_uint(text, &unit) || unit > 0xFFFF)
        return ex_arena_str(arena, text);
    return ex_arena_str(
        arena, ex_str_n(bytes, ex_utf8_encode(unit ? (uint32_t)unit : EX_RUNE_BAD, bytes)));
}
