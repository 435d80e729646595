/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Types: their making, names, and the relations between them that the
 * checker needs.
 */
#include "cel/ast.h"

#define SIMPLE(id, k) const struct cel_type cel_type_##id = {.kind = (k)}

SIMPLE(dyn, CEL_DYN);
SIMPLE(null, CEL_NULL);
SIMPLE(bool, CEL_BOOL);
SIMPLE(int, CEL_INT);
SIMPLE(uint, CEL_UINT);
SIMPLE(double, CEL_DOUBLE);
SIMPLE(string, CEL_STRING);
SIMPLE(bytes, CEL_BYTES);
SIMPLE(timestamp, CEL_TIMESTAMP);
SIMPLE(duration, CEL_DURATION);

const struct cel_type cel_type_none = {.kind = CEL_DYN};
const struct cel_type cel_type_type = {.kind = CEL_TYPE, .elem = &cel_type_dyn};
const struct cel_type cel_type_param_a = {.kind = CEL_DYN, .name = {"A", 1}};
const struct cel_type cel_type_param_b = {.kind = CEL_DYN, .name = {"B", 1}};

static const struct cel_type any_list = {.kind = CEL_LIST, .elem = &cel_type_dyn};
static const struct cel_type any_map = {
    .kind = CEL_MAP, .key = &cel_type_dyn, .elem = &cel_type_dyn};

/* The names that are values of the language, and the short ones for messages. */
static const struct {
    const char *name;
    const char *brief;
    const struct cel_type *type;
} names[] = {
    {"bool", "bool", &cel_type_bool},
    {"int", "int", &cel_type_int},
    {"uint", "uint", &cel_type_uint},
    {"double", "double", &cel_type_double},
    {"string", "string", &cel_type_string},
    {"bytes", "bytes", &cel_type_bytes},
    {"list", "list", &any_list},
    {"map", "map", &any_map},
    {"null_type", "null", &cel_type_null},
    {"type", "type", &cel_type_type},
    {"google.protobuf.Timestamp", "timestamp", &cel_type_timestamp},
    {"google.protobuf.Duration", "duration", &cel_type_duration},
};

const struct cel_type *cel_type_by_name(struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_eq(ex_str(names[i].name), name))
            return names[i].type;
    }
    return NULL;
}

struct ex_str cel_type_base_name(const struct cel_type *type)
{
    if (type->kind == CEL_OBJECT)
        return type->name;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (names[i].type->kind == type->kind)
            return ex_str(names[i].name);
    }
    return EX_STR("dyn");
}

bool cel_type_is_param(const struct cel_type *type)
{
    return type->kind == CEL_DYN && type->name.n > 0;
}

const struct cel_type *cel_type_list(struct ex_arena *arena, const struct cel_type *elem)
{
    struct cel_type *type = EX_NEW(arena, struct cel_type);
    type->kind = CEL_LIST;
    type->elem = elem;
    return type;
}

const struct cel_type *cel_type_map(struct ex_arena *arena, const struct cel_type *key,
                                    const struct cel_type *elem)
{
    struct cel_type *type = EX_NEW(arena, struct cel_type);
    type->kind = CEL_MAP;
    type->key = key;
    type->elem = elem;
    return type;
}

const struct cel_type *cel_type_nullable(struct ex_arena *arena, const struct cel_type *type)
{
    if (type->nullable || type->kind == CEL_DYN || type->kind == CEL_NULL)
        return type;
    struct cel_type *copy = EX_NEW(arena, struct cel_type);
    *copy = *type;
    copy->nullable = true;
    return copy;
}

/* Types nest as deep as literals do, which the parser limits; the application's are its own. */
static void add_name(struct ex_buf *out, const struct cel_type *type, unsigned depth)
{
    if (depth > CEL_MAX_DEPTH) {
        ex_buf_add_text(out, "...");
        return;
    }
    if (type->kind == CEL_DYN || type->kind == CEL_OBJECT) {
        ex_buf_add(out, type->name.n > 0 ? type->name : EX_STR("dyn"));
        return;
    }
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (names[i].type->kind == type->kind)
            ex_buf_add_text(out, names[i].brief);
    }
    if (!type->elem || (type->kind == CEL_TYPE && type->elem->kind == CEL_DYN))
        return;
    ex_buf_add_char(out, '(');
    if (type->key) {
        add_name(out, type->key, depth + 1);
        ex_buf_add_text(out, ", ");
    }
    add_name(out, type->elem, depth + 1);
    ex_buf_add_char(out, ')');
}

struct ex_str cel_type_name(struct ex_arena *arena, const struct cel_type *type)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    add_name(&out, type, 0);
    if (type->nullable)
        ex_buf_add_text(&out, " or null");
    return ex_arena_str(arena, ex_buf_str(&out));
}

static bool takes_null(const struct cel_type *type)
{
    return type->nullable || type->kind == CEL_OBJECT || type->kind == CEL_TIMESTAMP ||
           type->kind == CEL_DURATION || type->kind == CEL_NULL || type->kind == CEL_DYN;
}

static bool same_object(const struct cel_type *a, const struct cel_type *b)
{
    return a == b || (a->host == b->host && ex_str_eq(a->name, b->name));
}

bool cel_type_assignable(const struct cel_type *to, const struct cel_type *from)
{
    if (to->kind == CEL_DYN || from->kind == CEL_DYN)
        return true;
    if (from->kind == CEL_NULL)
        return takes_null(to);
    if (to->kind != from->kind)
        return false;
    if (to->kind == CEL_OBJECT)
        return same_object(to, from);
    if (to->kind == CEL_MAP && !cel_type_assignable(to->key, from->key))
        return false;
    return (to->kind != CEL_LIST && to->kind != CEL_MAP) ||
           cel_type_assignable(to->elem, from->elem);
}

static const struct cel_type *join_nested(struct ex_arena *arena, const struct cel_type *a,
                                          const struct cel_type *b)
{
    const struct cel_type *elem = cel_type_join(arena, a->elem, b->elem);
    if (a->kind == CEL_LIST)
        return cel_type_list(arena, elem);
    return cel_type_map(arena, cel_type_join(arena, a->key, b->key), elem);
}

const struct cel_type *cel_type_join(struct ex_arena *arena, const struct cel_type *a,
                                     const struct cel_type *b)
{
    if (a == b || b == &cel_type_none)
        return a;
    if (a == &cel_type_none)
        return b;
    if (a->kind == CEL_NULL)
        return b->kind == CEL_NULL ? a : cel_type_nullable(arena, b);
    if (b->kind == CEL_NULL)
        return cel_type_nullable(arena, a);
    if (a->kind != b->kind || (a->kind == CEL_OBJECT && !same_object(a, b)))
        return &cel_type_dyn;
    const struct cel_type *joined = a;
    if (a->kind == CEL_LIST || a->kind == CEL_MAP)
        joined = join_nested(arena, a, b);
    return a->nullable || b->nullable ? cel_type_nullable(arena, joined) : joined;
}
