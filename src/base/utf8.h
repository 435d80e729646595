/* SPDX-License-Identifier: MIT */
/**
 * @file
 * UTF-8 as the Unicode Standard defines it (no overlong forms, surrogates or
 * values above U+10FFFF).
 */
#ifndef EX_BASE_UTF8_H
#define EX_BASE_UTF8_H

#include "base/ex.h"
#include "base/str.h"

#define EX_RUNE_BAD 0xFFFDu

/**
 * Decode the first code point.
 *
 * @param s    not empty
 * @param rune set to the code point, or to EX_RUNE_BAD
 * @return bytes used; an ill-formed byte uses one
 */
size_t ex_utf8_decode(struct ex_str s, uint32_t *rune);

/** Encode a code point into at most four bytes; returns their number. Invalid: U+FFFD. */
size_t ex_utf8_encode(uint32_t rune, char out[4]);

/** Whether the whole string is well-formed. */
bool ex_utf8_valid(struct ex_str s);

/** Number of bytes before the first ill-formed one. */
size_t ex_utf8_span(struct ex_str s);

/** Number of code points; an ill-formed byte counts as one. */
size_t ex_utf8_count(struct ex_str s);

/**
 * Whether a terminal or a reader could be deceived by the code point: C0 and
 * C1 controls, DEL, bidirectional controls, zero-width and line separators,
 * tags. Writers show these escaped.
 */
bool ex_rune_is_unsafe(uint32_t rune);

/** Columns that the code point takes on a terminal: 0, 1 or 2. */
int ex_rune_width(uint32_t rune);

#endif
