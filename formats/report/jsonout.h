/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing JSON (RFC 8259) into a buffer, value by value. jansson does not
 * serve here: it wants the whole document as a tree (a log may have hundreds
 * of thousands of results), has no unsigned 64-bit numbers, and prints
 * deceptive characters as they are.
 *
 * The output is always valid UTF-8 and safe to show: ill-formed bytes become
 * U+FFFD, controls and deceptive characters are \u escapes.
 */
#ifndef EX_REPORT_JSONOUT_H
#define EX_REPORT_JSONOUT_H

#include "base/buf.h"
#include "base/ex.h"

/** Objects and arrays inside each other. */
#define EX_JSON_MAX_DEPTH 256u

/** A document in the making; `{.out = &buf, .indent = 2}` begins one. */
struct ex_json {
    struct ex_buf *out;
    unsigned indent; /**< spaces a level; 0: all on one line */
    unsigned depth;
    bool filled[EX_JSON_MAX_DEPTH]; /**< whether the container at a depth has a member */
    char close[EX_JSON_MAX_DEPTH];
};

/* In an object `key` is the name of the member; in an array, and for the document itself, NULL. */

/** Begin an object or an array; ex_json_end() ends the one that was begun last. */
void ex_json_object(struct ex_json *json, const char *key);
void ex_json_array(struct ex_json *json, const char *key);
void ex_json_end(struct ex_json *json);

/** A value. What JSON has no number for (NaN, the infinities) becomes a string: "NaN". */
void ex_json_str(struct ex_json *json, const char *key, struct ex_str value);
void ex_json_text(struct ex_json *json, const char *key, const char *value);
void ex_json_int(struct ex_json *json, const char *key, int64_t value);
void ex_json_uint(struct ex_json *json, const char *key, uint64_t value);
void ex_json_double(struct ex_json *json, const char *key, double value);
void ex_json_bool(struct ex_json *json, const char *key, bool value);
void ex_json_null(struct ex_json *json, const char *key);

/** The string unless it is empty. */
void ex_json_opt(struct ex_json *json, const char *key, struct ex_str value);

/** The name of the next member when it is not a C string: then pass "" as `key`. */
void ex_json_key(struct ex_json *json, struct ex_str key);

/** A quoted JSON string. */
void ex_json_quote(struct ex_buf *out, struct ex_str value);

/** The shortest decimal text that reads back as the same double; finite values only. */
void ex_json_number(struct ex_buf *out, double value);

#endif
