/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What an object is, decided from the names of its members. The objects that
 * a cmdlet returns have the same names in the same order, so that what was
 * found out for one mostly holds for the next; then only names are compared.
 */
#include "base/map.h"
#include "formats/import/json.h"

static struct ex_str name_in_file(const struct ex_json_scan *s, const struct ex_json_member *member)
{
    if (member->copy.p || !member->name_n)
        return member->copy;
    return ex_str_n(s->p + (size_t)(member->name - s->base), member->name_n);
}

/* Scanning expected the names of the last object. */
static bool is_same(const struct ex_json_shape *shape, const struct ex_json_members *members,
                    struct ex_str outer)
{
    const struct ex_json_member *all = members->items;

    if (!shape->arena || !members->as_expected || !ex_str_eq(shape->outer, outer))
        return false;
    return (shape->name_at == SIZE_MAX ||
            shape->has_name == (all[shape->name_at].kind != EX_JSON_NULL)) &&
           (shape->value_at == SIZE_MAX ||
            shape->has_list == (all[shape->value_at].kind == EX_JSON_ARRAY));
}

/* An object with the names of the members, but no values. */
static struct ex_raw *shallow(const struct ex_json_shape *shape,
                              const struct ex_json_members *members)
{
    struct ex_raw *object = EX_NEW(shape->arena, struct ex_raw);
    struct ex_raw *all = EX_NEW_ARRAY(shape->arena, shape->n, struct ex_raw);
    size_t i;

    object->kind = EX_RAW_OBJECT;
    object->members = shape->n ? all : NULL;
    for (i = 0; i < shape->n; i++) {
        uint8_t kind = members->items[i].kind;

        all[i].name = shape->plain[i];
        all[i].next = i + 1 < shape->n ? &all[i + 1] : NULL;
        all[i].is_list = kind == EX_JSON_ARRAY;
        all[i].text = EX_STR("");
        if (kind == EX_JSON_ARRAY || kind == EX_JSON_OBJECT)
            all[i].kind = EX_RAW_OBJECT;
        else if (kind != EX_JSON_NULL)
            all[i].kind = EX_RAW_TEXT;
    }
    return object;
}

/* Which members to build; the last one of each name counts. */
static void choose(struct ex_json_shape *shape, const struct ex_json_sink *sink, void *ctx)
{
    uint8_t *take = EX_NEW_ARRAY(shape->arena, shape->n, uint8_t);
    struct ex_map *EX_AUTO(ex_map_auto) last = ex_map_new(true);
    size_t i;

    for (i = shape->n; i-- > 0;) {
        take[i] = !ex_map_put(last, shape->plain[i], shape);
        shape->duplicates += !take[i];
        if (shape->kind >= 0 && take[i])
            take[i] = !sink->skips(ctx, shape->kind, shape->plain[i]);
    }
    shape->take = take;
}

/* Members of the wrapping of a list: its length, and what OData says about it. */
static bool is_about_list(struct ex_str name)
{
    return ex_str_ieq(name, EX_STR("Count")) || ex_str_find(name, '@') != SIZE_MAX ||
           ex_str_istarts(name, EX_STR("odata."));
}

static void look_at_names(struct ex_json_shape *shape, const struct ex_json_members *members)
{
    size_t about = 0;
    size_t i;

    for (i = 0; i < shape->n; i++) {
        struct ex_str name = shape->plain[i];
        uint8_t kind = members->items[i].kind;

        if (ex_str_ieq(name, EX_STR("Name"))) {
            shape->name_at = i;
            shape->has_name = kind != EX_JSON_NULL;
        }
        shape->named = shape->named || ex_str_ieq(name, EX_STR("Name")) ||
                       ex_str_ieq(name, EX_STR("Identity")) ||
                       ex_str_ieq(name, EX_STR("DistinguishedName"));
        shape->formatted =
            shape->formatted || ex_str_ieq(name, EX_STR("ClassId2e4f51ef21dd47e99d3c952918aff9cd"));
        shape->pages = shape->pages || ex_str_iends(name, EX_STR("odata.nextLink"));
        about += is_about_list(name);
        if (ex_str_ieq(name, EX_STR("value"))) {
            shape->value_at = i;
            shape->has_list = kind == EX_JSON_ARRAY;
        }
    }
    shape->list = shape->has_list && about + 1 == shape->n;
}

static void copy_names(struct ex_json_shape *shape, const struct ex_json_scan *s,
                       const struct ex_json_members *members)
{
    struct ex_str *names = EX_NEW_ARRAY(shape->arena, members->n, struct ex_str);
    struct ex_str *plain = EX_NEW_ARRAY(shape->arena, members->n, struct ex_str);
    size_t i;

    for (i = 0; i < members->n; i++) {
        const struct ex_json_member *member = &members->items[i];

        names[i] = ex_arena_str(shape->arena, name_in_file(s, member));
        plain[i] = ex_json_unescape(shape->arena, names[i]);
    }
    shape->names = names;
    shape->plain = plain;
    shape->n = members->n;
}

void ex_json_shape_of(struct ex_json_shape *shape, const struct ex_json_scan *s,
                      const struct ex_json_members *members, struct ex_str outer,
                      const struct ex_json_sink *sink, void *ctx)
{
    struct ex_arena *arena = shape->arena ? shape->arena : ex_arena_new();

    if (is_same(shape, members, outer))
        return;
    ex_arena_reset(arena);
    *shape = (struct ex_json_shape){
        .arena = arena, .kind = -1, .name_at = SIZE_MAX, .value_at = SIZE_MAX};
    shape->outer = ex_arena_str(arena, outer);
    copy_names(shape, s, members);
    look_at_names(shape, members);
    if (!shape->formatted && !shape->list)
        shape->kind = sink->kind(ctx, outer, shallow(shape, members));
    choose(shape, sink, ctx);
}
