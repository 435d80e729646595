/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading members of a JSON document that somebody saved: each is of the
 * type that is expected, or the first problem is kept with the way to it
 * ("findings[3].severity"). jansson knows no places, so the way must do.
 *
 * Every getter answers with a neutral value when the member is missing or
 * wrong, so that reading goes on; the caller looks at ex_get_failed() at its end.
 */
#ifndef EX_REPORT_JSON_GET_H
#define EX_REPORT_JSON_GET_H

#include <jansson.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/str.h"

/** Members inside each other that a path can name. */
#define EX_GET_DEPTH 16u

/** A document while it is read. */
struct ex_get {
    struct ex_arena *arena;   /**< texts are copied here */
    struct ex_str file;       /**< as messages name it */
    struct ex_diags *diags;   /**< gets one error */
    bool failed;
    unsigned depth;
    struct {
        const char *key;      /**< NULL: an index */
        size_t index;
    } path[EX_GET_DEPTH];
};

/**
 * Parse a document.
 *
 * @return NULL after an error with its place; else give back with json_decref()
 */
json_t *ex_get_parse(struct ex_get *get, struct ex_str text);

/** Note a problem with a member (key NULL: the current one), unless there was one before. */
void ex_get_fail(struct ex_get *get, const char *key, const char *fmt, ...) EX_PRINTF(3, 4);

/** Step into a member or an item, and out of it again: for the path of messages. */
void ex_get_enter(struct ex_get *get, const char *key, size_t index);
void ex_get_leave(struct ex_get *get);

/** Whether anything was wrong so far. */
static inline bool ex_get_failed(const struct ex_get *get)
{
    return get->failed;
}

/** Members that must be there, and those that need not. Texts are copied; missing: empty. */
struct ex_str ex_get_str(struct ex_get *get, const json_t *object, const char *key);
struct ex_str ex_get_opt(struct ex_get *get, const json_t *object, const char *key);
uint64_t ex_get_uint(struct ex_get *get, const json_t *object, const char *key);
uint64_t ex_get_opt_uint(struct ex_get *get, const json_t *object, const char *key,
                         uint64_t otherwise);
int64_t ex_get_int(struct ex_get *get, const json_t *object, const char *key);
bool ex_get_flag(struct ex_get *get, const json_t *object, const char *key);

/** An object or array member; NULL when it is missing (an error unless `optional`) or wrong. */
json_t *ex_get_object(struct ex_get *get, const json_t *object, const char *key, bool optional);
json_t *ex_get_array(struct ex_get *get, const json_t *object, const char *key, bool optional);

/** The strings of an optional array; `*n` is their number. */
const struct ex_str *ex_get_strings(struct ex_get *get, const json_t *object, const char *key,
                                    size_t *n);

/** An item of an array that must be an object, having stepped into it; NULL when it is none. */
json_t *ex_get_item(struct ex_get *get, const json_t *array, size_t i);

/** The text of a string value, copied. */
struct ex_str ex_get_text(struct ex_get *get, const json_t *value);

#endif
