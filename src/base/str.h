/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Counted, immutable pieces of text. A string never owns its bytes and need
 * not end in NUL; it may hold NUL bytes. All text inside exlint is UTF-8.
 */
#ifndef EX_BASE_STR_H
#define EX_BASE_STR_H

#include "base/ex.h"

#include <string.h>

/** Bytes and their number. `{NULL, 0}` is the empty string. */
struct ex_str {
    const char *p;
    size_t n;
};

/** A string over a literal. */
#define EX_STR(literal) ((struct ex_str){(literal), sizeof(literal) - 1})

/** For printf: `printf("%.*s", EX_FMT(s))`. Longer than INT_MAX is cut. */
#define EX_FMT(s) (int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n), (s).p ? (s).p : ""

/** A string over a NUL-terminated text; NULL gives the empty string. */
static inline struct ex_str ex_str(const char *text)
{
    return (struct ex_str){text, text ? strlen(text) : 0};
}

/** A string over `n` bytes at `p`. */
static inline struct ex_str ex_str_n(const char *p, size_t n)
{
    return (struct ex_str){p, n};
}

/** The bytes from `from` (inclusive) to `to` (exclusive), both clamped to the string. */
struct ex_str ex_str_slice(struct ex_str s, size_t from, size_t to);

/** Whether both have the same bytes. */
bool ex_str_eq(struct ex_str a, struct ex_str b);

/** Whether both are equal but for the case of ASCII letters. */
bool ex_str_ieq(struct ex_str a, struct ex_str b);

/** Order by bytes (for UTF-8: by code point): negative, zero or positive. */
int ex_str_cmp(struct ex_str a, struct ex_str b);

/** Whether `s` begins (ends) with `part`; the `i` forms ignore the case of ASCII letters. */
bool ex_str_starts(struct ex_str s, struct ex_str part);
bool ex_str_ends(struct ex_str s, struct ex_str part);
bool ex_str_istarts(struct ex_str s, struct ex_str part);
bool ex_str_iends(struct ex_str s, struct ex_str part);

/** Offset of the first `c` (last, for rfind) in `s`, or SIZE_MAX. */
size_t ex_str_find(struct ex_str s, char c);
size_t ex_str_rfind(struct ex_str s, char c);

/** Offset of the first occurrence of `part`, or SIZE_MAX; the empty string is found at 0. */
size_t ex_str_find_str(struct ex_str s, struct ex_str part);

/** Without ASCII white space at both ends. */
struct ex_str ex_str_trim(struct ex_str s);

/**
 * Take the piece up to `sep` off the front of `*rest`.
 *
 * @param rest  what is left; after the last piece its `p` is NULL
 * @param piece set to the next piece
 * @return false when nothing is left (an empty string has one empty piece)
 */
bool ex_str_split(struct ex_str *rest, char sep, struct ex_str *piece);

/**
 * Read a decimal number, the whole string, with an optional sign.
 *
 * @return false when it is not a number or does not fit
 */
EX_MUSTUSE bool ex_str_to_int(struct ex_str s, int64_t *out);
EX_MUSTUSE bool ex_str_to_uint(struct ex_str s, uint64_t *out);

/** A 64-bit hash of the bytes (FNV-1a); the `i` form ignores the case of ASCII letters. */
uint64_t ex_str_hash(struct ex_str s);
uint64_t ex_str_ihash(struct ex_str s);

/* ASCII only, independent of the locale. */
static inline bool ex_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool ex_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline char ex_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
static inline bool ex_is_alpha(char c)
{
    return ex_lower(c) >= 'a' && ex_lower(c) <= 'z';
}
/** Value of a hexadecimal digit, or -1. */
static inline int ex_hex_value(char c)
{
    if (ex_is_digit(c))
        return c - '0';
    c = ex_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
