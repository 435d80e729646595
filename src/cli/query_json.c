/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values of expressions as JSON: integers and doubles as numbers with all of
 * their digits (NaN and the infinities as strings), bytes as base64,
 * timestamps as RFC 3339, durations as seconds ("3.5s"), types by name, keys
 * of maps as strings. An object is a JSON object of the properties that are
 * present; an object within another one, that is a link, is its identity.
 */
#include "cli/cli.h"

#include "cel/run.h"
#include "engine/bind.h"
#include "formats/report/jsonout.h"

/* Longer values are written over several lines. */
enum { ONE_LINE = 100, MAX_DEPTH = 200 };

struct writer {
    struct ex_json json;
    struct cel_eval_ctx *ctx;
    struct cel_value failed;
    bool ok;
    unsigned objects; /* objects of the graph around the value */
};

static void write_value(struct writer *w, const char *key, struct cel_value value);

static void give_up(struct writer *w, const char *key, struct cel_value why)
{
    if (w->ok)
        w->failed = why;
    w->ok = false;
    ex_json_null(&w->json, key);
}

static struct ex_str base64(struct ex_arena *arena, struct ex_str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = ex_arena_bytes(arena, 4 * ((bytes.n + 2) / 3) + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < bytes.n ? (unsigned char)bytes.p[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            out[n++] = i + k > bytes.n ? '=' : digits[group >> (18 - 6 * k) & 63];
    }
    return ex_str_n(out, n);
}

static struct ex_str duration(struct ex_arena *arena, struct cel_time t)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    cel_duration_text(t, &out);
    return ex_arena_str(arena, ex_buf_str(&out));
}

static void write_list(struct writer *w, const char *key, const struct cel_list *list)
{
    if (list->missing) {
        struct cel_value unknown = {.kind = CEL_UNKNOWN, .unknown = list->missing};
        give_up(w, key, unknown);
        return;
    }
    ex_json_array(&w->json, key);
    for (size_t i = 0; i < list->n; i++)
        write_value(w, NULL, cel_list_at(w->ctx, list, i));
    ex_json_end(&w->json);
}

static struct ex_str key_text(struct ex_arena *arena, struct cel_value key)
{
    switch (key.kind) {
    case CEL_BOOL:
        return ex_str(key.b ? "true" : "false");
    case CEL_INT:
        return ex_arena_printf(arena, "%lld", (long long)key.i);
    case CEL_UINT:
        return ex_arena_printf(arena, "%llu", (unsigned long long)key.u);
    case CEL_STRING:
        return key.s;
    default:
        return EX_STR("");
    }
}

static void write_map(struct writer *w, const char *key, const struct cel_map *map)
{
    ex_json_object(&w->json, key);
    for (size_t i = 0; i < map->n; i++) {
        ex_json_key(&w->json, key_text(w->ctx->arena, map->keys[i]));
        write_value(w, "", map->values[i]);
    }
    ex_json_end(&w->json);
}

/* Lists of the objects that link to this one are not its properties. */
static bool is_property(struct cel_value object, const struct cel_type *type, uint32_t field)
{
    enum ex_kind_id kind = EX_N_KINDS;
    int prop = -1;
    return !ex_bind_as_node(object) || (ex_bind_field(type, field, &kind, &prop) && prop >= 0);
}

static void write_fields(struct writer *w, struct cel_value object)
{
    const struct cel_host *host = ex_bind_host();
    const struct cel_type *type = object.object.ops->type(object.object.p);
    for (size_t i = 0;; i++) {
        struct ex_str name = host->field_name(host->ctx, type, i);
        uint32_t field = 0;
        const struct cel_type *of = NULL;
        if (!name.p)
            return;
        if (!host->find_field(host->ctx, type, name, &of, &field) ||
            !is_property(object, type, field))
            continue;
        struct cel_value value = object.object.ops->get(w->ctx, object.object.p, field);
        if (value.kind == CEL_UNKNOWN || value.kind == CEL_ERROR ||
            (value.kind == CEL_LIST && value.list->missing))
            continue;
        ex_json_key(&w->json, name);
        write_value(w, "", value);
    }
}

static void write_object(struct writer *w, const char *key, struct cel_value object)
{
    const struct ex_node *node = ex_bind_as_node(object);
    if (node && w->objects) {
        ex_json_str(&w->json, key, node->identity);
        return;
    }
    w->objects += node != NULL;
    ex_json_object(&w->json, key);
    write_fields(w, object);
    ex_json_end(&w->json);
    w->objects -= node != NULL;
}

static void write_value(struct writer *w, const char *key, struct cel_value value)
{
    struct ex_json *j = &w->json;
    struct ex_arena *arena = w->ctx->arena;
    if (j->depth >= MAX_DEPTH) {
        give_up(w, key, cel_errorf(w->ctx, "the value is nested more than %d deep", MAX_DEPTH));
        return;
    }
    switch (value.kind) {
    case CEL_BOOL:
        ex_json_bool(j, key, value.b);
        break;
    case CEL_INT:
        ex_json_int(j, key, value.i);
        break;
    case CEL_UINT:
        ex_json_uint(j, key, value.u);
        break;
    case CEL_DOUBLE:
        ex_json_double(j, key, value.d);
        break;
    case CEL_STRING:
        ex_json_str(j, key, value.s);
        break;
    case CEL_BYTES:
        ex_json_str(j, key, base64(arena, value.s));
        break;
    case CEL_LIST:
        write_list(w, key, value.list);
        break;
    case CEL_MAP:
        write_map(w, key, value.map);
        break;
    case CEL_TIMESTAMP:
        ex_json_str(j, key, ex_report_time(arena, value.t));
        break;
    case CEL_DURATION:
        ex_json_str(j, key, duration(arena, value.t));
        break;
    case CEL_TYPE:
        ex_json_str(j, key, cel_type_name(arena, value.type));
        break;
    case CEL_OBJECT:
        write_object(w, key, value);
        break;
    case CEL_ERROR:
    case CEL_UNKNOWN:
        give_up(w, key, value);
        break;
    case CEL_NULL:
    case CEL_DYN:
        ex_json_null(j, key);
        break;
    }
}

bool ex_value_json(struct cel_eval_ctx *ctx, struct cel_value value, struct ex_buf *out,
                   struct cel_value *failed)
{
    struct writer w = {.json = {.out = out}, .ctx = ctx, .ok = true};
    size_t before = out->n;
    write_value(&w, NULL, value);
    bool compound = value.kind == CEL_LIST || value.kind == CEL_MAP || value.kind == CEL_OBJECT;
    if (w.ok && compound && out->n - before > ONE_LINE) {
        struct ex_buf EX_AUTO(ex_buf_free) pretty = EX_BUF_INIT;
        struct writer again = {.json = {.out = &pretty, .indent = 2}, .ctx = ctx, .ok = true};
        write_value(&again, NULL, value);
        ex_buf_clear(out);
        ex_buf_add(out, ex_buf_str(&pretty));
    }
    *failed = w.failed;
    return w.ok;
}
