/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Messages about what exlint was given: dumps, rules, configuration, command
 * lines. (What is wrong with the Exchange organization is a finding, not a
 * message.) Code that meets a problem records one message and goes on or
 * returns false; nothing below src/cli prints.
 *
 * Texts start lower-case, have no full stop, name the thing in single quotes
 * and say in `hint` what to do.
 */
#ifndef EX_BASE_DIAG_H
#define EX_BASE_DIAG_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"
#include "base/vec.h"

enum ex_diag_level {
    EX_NOTE,    /**< worth knowing */
    EX_WARNING, /**< something was set aside; what needed it is not assessed */
    EX_ERROR,   /**< the input as a whole could not be used */
};

/** A place in a text: both 1-based, columns in code points; line 0 means the file as a whole. */
struct ex_place {
    uint64_t line;
    uint64_t column;
};

/** One message. All strings live in the arena of the collection. */
struct ex_diag {
    enum ex_diag_level level;
    struct ex_str file;      /**< as the user named it; empty: none */
    struct ex_place at;
    struct ex_str message;
    struct ex_str hint;      /**< what to do; may be empty */
    struct ex_str line_text; /**< the source line, for the caret display; may be empty */
    size_t marked;           /**< code points to underline from `at.column`; 0: none */
    bool outside;            /**< the file is not part of the dump */
    const char *rule;        /**< id of a built-in rule whose findings say the same, or NULL */
};

/** Messages in the order in which they were recorded. Not thread safe. */
struct ex_diags {
    struct ex_arena *arena; /**< owned */
    struct ex_vec items;    /**< of struct ex_diag */
};

/** Make an empty collection; free what it came to own with ex_diags_free(). */
void ex_diags_init(struct ex_diags *diags);
void ex_diags_free(struct ex_diags *diags); /**< fits EX_AUTO */

/** Record a message; the returned one may be completed (place, hint, line_text). */
struct ex_diag *ex_diag(struct ex_diags *diags, enum ex_diag_level level, struct ex_str file,
                        struct ex_place at, const char *fmt, ...) EX_PRINTF(5, 6);

/** Set the hint of a message just recorded. */
void ex_diag_hint(struct ex_diags *diags, struct ex_diag *diag, const char *fmt, ...)
    EX_PRINTF(3, 4);

/** Copy all messages of `from` to the end of `to`. */
void ex_diags_append(struct ex_diags *to, const struct ex_diags *from);

/** Number of messages at `level` or above. */
size_t ex_diags_count(const struct ex_diags *diags, enum ex_diag_level level);

/**
 * The place of a byte in a text, and the line around it.
 *
 * @param text      the whole source, UTF-8
 * @param offset    byte offset, clamped to the text
 * @param line_text set to the line without its end; may be NULL
 */
struct ex_place ex_place_of(struct ex_str text, size_t offset, struct ex_str *line_text);

/**
 * The best "did you mean" among candidates by edit distance, or the empty
 * string when none is near enough.
 *
 * @param next called with 0, 1, ... until it returns a string whose p is NULL
 */
struct ex_str ex_suggest(struct ex_str wrong, struct ex_str (*next)(const void *ctx, size_t i),
                         const void *ctx);

#endif
