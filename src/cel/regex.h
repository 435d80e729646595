/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Regular expressions with the syntax and meaning of RE2, which is what CEL
 * asks for: no back references, no look-around, nothing that backtracks by
 * design. They run on PCRE2 with limits.
 */
#ifndef EX_CEL_REGEX_H
#define EX_CEL_REGEX_H

#include "base/arena.h"
#include "base/str.h"

struct cel_regex;

/** What a thread needs for matching; made on first use. */
struct cel_matcher;

enum cel_match { CEL_MATCH_NO, CEL_MATCH_YES, CEL_MATCH_FAILED };

/**
 * Compile a pattern; the result lives in `arena`.
 *
 * @param message set on failure to what is wrong, in `arena`
 * @return NULL on failure
 */
struct cel_regex *cel_regex_compile(struct ex_arena *arena, struct ex_str pattern,
                                    struct ex_str *message);

/**
 * Whether the pattern matches anywhere in `s` (well-formed UTF-8).
 *
 * @param matcher kept from call to call; starts as NULL, free with cel_matcher_free()
 * @return CEL_MATCH_FAILED when a limit was reached
 */
enum cel_match cel_regex_search(const struct cel_regex *regex, struct ex_str s,
                                struct cel_matcher **matcher);

/** NULL is allowed. */
void cel_matcher_free(struct cel_matcher *matcher);

#endif
