/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Typed members of saved JSON documents.
 */
#include "report/json_get.h"

#include "base/buf.h"

#include <string.h>

/* ---- problems ------------------------------------------------------------------ */

static void add_path(const struct ex_get *get, const char *key, struct ex_buf *out)
{
    for (unsigned i = 0; i < get->depth && i < EX_GET_DEPTH; i++) {
        if (get->path[i].key)
            ex_buf_printf(out, "%s%s", out->n ? "." : "", get->path[i].key);
        else
            ex_buf_printf(out, "[%zu]", get->path[i].index);
    }
    if (key)
        ex_buf_printf(out, "%s%s", out->n ? "." : "", key);
}

void ex_get_fail(struct ex_get *get, const char *key, const char *fmt, ...)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) path = EX_BUF_INIT;
    va_list args;
    if (get->failed)
        return;
    get->failed = true;
    va_start(args, fmt);
    ex_buf_vprintf(&text, fmt, args);
    va_end(args);
    add_path(get, key, &path);
    struct ex_diag *d =
        ex_diag(get->diags, EX_ERROR, get->file, (struct ex_place){0, 0}, "'%.*s' %.*s",
                EX_FMT(ex_buf_str(&path)), EX_FMT(ex_buf_str(&text)));
    ex_diag_hint(get->diags, d, "it was changed by hand, or another program wrote it");
}

void ex_get_enter(struct ex_get *get, const char *key, size_t index)
{
    if (get->depth < EX_GET_DEPTH) {
        get->path[get->depth].key = key;
        get->path[get->depth].index = index;
    }
    get->depth++;
}

void ex_get_leave(struct ex_get *get)
{
    get->depth--;
}

/* ---- the document ------------------------------------------------------------- */

json_t *ex_get_parse(struct ex_get *get, struct ex_str text)
{
    json_error_t error;
    json_t *root =
        json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (root)
        return root;
    struct ex_place at = {error.line > 0 ? (uint64_t)error.line : 0,
                          error.column > 0 ? (uint64_t)error.column : 0};
    ex_diag(get->diags, EX_ERROR, get->file, at, "this is not JSON: %s", error.text);
    get->failed = true;
    return NULL;
}

static json_t *member(struct ex_get *get, const json_t *object, const char *key, bool optional)
{
    json_t *value = json_object_get(object, key);
    if (value && json_is_null(value))
        value = NULL;
    if (!value && !optional)
        ex_get_fail(get, key, "is missing");
    return value;
}

/* ---- texts and numbers ------------------------------------------------------------ */

struct ex_str ex_get_text(struct ex_get *get, const json_t *value)
{
    return ex_arena_str(get->arena, ex_str_n(json_string_value(value), json_string_length(value)));
}

static struct ex_str text_member(struct ex_get *get, const json_t *object, const char *key,
                                 bool optional)
{
    json_t *value = member(get, object, key, optional);
    if (!value)
        return EX_STR("");
    if (json_is_string(value))
        return ex_get_text(get, value);
    ex_get_fail(get, key, "is not a string");
    return EX_STR("");
}

struct ex_str ex_get_str(struct ex_get *get, const json_t *object, const char *key)
{
    return text_member(get, object, key, false);
}

struct ex_str ex_get_opt(struct ex_get *get, const json_t *object, const char *key)
{
    return text_member(get, object, key, true);
}

static int64_t number_of(struct ex_get *get, const json_t *value, const char *key, int64_t least)
{
    if (json_is_integer(value) && json_integer_value(value) >= least)
        return json_integer_value(value);
    ex_get_fail(get, key, "is not a number that can stand there");
    return 0;
}

uint64_t ex_get_uint(struct ex_get *get, const json_t *object, const char *key)
{
    json_t *value = member(get, object, key, false);
    return value ? (uint64_t)number_of(get, value, key, 0) : 0;
}

uint64_t ex_get_opt_uint(struct ex_get *get, const json_t *object, const char *key,
                         uint64_t otherwise)
{
    json_t *value = member(get, object, key, true);
    return value ? (uint64_t)number_of(get, value, key, 0) : otherwise;
}

int64_t ex_get_int(struct ex_get *get, const json_t *object, const char *key)
{
    json_t *value = member(get, object, key, false);
    return value ? number_of(get, value, key, INT64_MIN) : 0;
}

bool ex_get_flag(struct ex_get *get, const json_t *object, const char *key)
{
    json_t *value = member(get, object, key, true);
    if (value && !json_is_boolean(value))
        ex_get_fail(get, key, "is neither true nor false");
    return value && json_is_true(value);
}

/* ---- containers -------------------------------------------------------------------- */

json_t *ex_get_object(struct ex_get *get, const json_t *object, const char *key, bool optional)
{
    json_t *value = member(get, object, key, optional);
    if (!value || json_is_object(value))
        return value;
    ex_get_fail(get, key, "is not an object");
    return NULL;
}

json_t *ex_get_array(struct ex_get *get, const json_t *object, const char *key, bool optional)
{
    json_t *value = member(get, object, key, optional);
    if (!value || json_is_array(value))
        return value;
    ex_get_fail(get, key, "is not an array");
    return NULL;
}

const struct ex_str *ex_get_strings(struct ex_get *get, const json_t *object, const char *key,
                                    size_t *n)
{
    json_t *array = ex_get_array(get, object, key, true);
    size_t count = json_array_size(array);
    struct ex_str *texts = EX_NEW_ARRAY(get->arena, count + 1, struct ex_str);
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_array_get(array, i);
        if (json_is_string(value))
            texts[i] = ex_get_text(get, value);
        else
            ex_get_fail(get, key, "has an item that is not a string");
    }
    *n = count;
    return texts;
}

json_t *ex_get_item(struct ex_get *get, const json_t *array, size_t i)
{
    json_t *value = json_array_get(array, i);
    ex_get_enter(get, NULL, i);
    if (json_is_object(value))
        return value;
    ex_get_fail(get, NULL, "is not an object");
    return NULL;
}
