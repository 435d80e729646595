/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Counted strings. Every function accepts a NULL `p` with `n` 0, which
 * memcmp() and memchr() do not: hence the guards on the length.
 */
#include "base/str.h"

struct ex_str ex_str_slice(struct ex_str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (struct ex_str){s.p ? s.p + from : NULL, to - from};
}

bool ex_str_eq(struct ex_str a, struct ex_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool ex_str_ieq(struct ex_str a, struct ex_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ex_lower(a.p[i]) != ex_lower(b.p[i]))
            return false;
    return true;
}

int ex_str_cmp(struct ex_str a, struct ex_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool ex_str_starts(struct ex_str s, struct ex_str part)
{
    return s.n >= part.n && ex_str_eq(ex_str_slice(s, 0, part.n), part);
}

bool ex_str_ends(struct ex_str s, struct ex_str part)
{
    return s.n >= part.n && ex_str_eq(ex_str_slice(s, s.n - part.n, s.n), part);
}

bool ex_str_istarts(struct ex_str s, struct ex_str part)
{
    return s.n >= part.n && ex_str_ieq(ex_str_slice(s, 0, part.n), part);
}

bool ex_str_iends(struct ex_str s, struct ex_str part)
{
    return s.n >= part.n && ex_str_ieq(ex_str_slice(s, s.n - part.n, s.n), part);
}

size_t ex_str_find(struct ex_str s, char c)
{
    const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t ex_str_rfind(struct ex_str s, char c)
{
    const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;

    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t ex_str_find_str(struct ex_str s, struct ex_str part)
{
    const char *hit;

    if (part.n == 0)
        return 0;
    if (s.n < part.n)
        return SIZE_MAX;
    hit = memmem(s.p, s.n, part.p, part.n);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

struct ex_str ex_str_trim(struct ex_str s)
{
    size_t from = 0;
    size_t to = s.n;

    while (from < to && ex_is_space(s.p[from]))
        from++;
    while (to > from && ex_is_space(s.p[to - 1]))
        to--;
    return ex_str_slice(s, from, to);
}

bool ex_str_split(struct ex_str *rest, char sep, struct ex_str *piece)
{
    size_t end;

    if (!rest->p)
        return false;
    end = ex_str_find(*rest, sep);
    if (end == SIZE_MAX) {
        *piece = *rest;
        *rest = (struct ex_str){NULL, 0};
        return true;
    }
    *piece = ex_str_slice(*rest, 0, end);
    *rest = ex_str_slice(*rest, end + 1, rest->n);
    return true;
}

/* Digits only, at least one, up to `max`. */
static bool read_digits(struct ex_str s, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;

    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        uint64_t digit;

        if (!ex_is_digit(s.p[i]))
            return false;
        digit = (uint64_t)(s.p[i] - '0');
        if (value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool ex_str_to_uint(struct ex_str s, uint64_t *out)
{
    if (s.n && s.p[0] == '+')
        s = ex_str_slice(s, 1, s.n);
    return read_digits(s, UINT64_MAX, out);
}

bool ex_str_to_int(struct ex_str s, int64_t *out)
{
    bool negative = s.n && s.p[0] == '-';
    uint64_t value;

    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = ex_str_slice(s, 1, s.n);
    if (!read_digits(s, (uint64_t)INT64_MAX + (negative ? 1 : 0), &value))
        return false;
    /* -(value - 1) - 1 stays in range for INT64_MIN, -value would not. */
    if (negative && value)
        *out = -(int64_t)(value - 1) - 1;
    else
        *out = (int64_t)value;
    return true;
}

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

uint64_t ex_str_hash(struct ex_str s)
{
    uint64_t hash = FNV_OFFSET;

    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * FNV_PRIME;
    return hash;
}

uint64_t ex_str_ihash(struct ex_str s)
{
    uint64_t hash = FNV_OFFSET;

    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)ex_lower(s.p[i])) * FNV_PRIME;
    return hash;
}
