/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading records.
 */
#include "model/raw.h"

const struct ex_raw *ex_raw_target(const struct ex_raw *raw)
{
    return raw && raw->kind == EX_RAW_REF ? raw->ref : raw;
}

const struct ex_raw *ex_raw_member(const struct ex_raw *object, struct ex_str name)
{
    const struct ex_raw *found = NULL;
    for (const struct ex_raw *m = object ? object->members : NULL; m; m = m->next) {
        if ((!found || m->note) && ex_str_ieq(m->name, name))
            found = m;
    }
    return ex_raw_target(found);
}

static struct ex_str own_text(const struct ex_raw *raw)
{
    if (raw->to_string.p)
        return raw->to_string;
    if (raw->primitive == EX_RAW_OTHER || raw->primitive == EX_RAW_BASE64)
        return (struct ex_str){NULL, 0};
    if (raw->kind == EX_RAW_TEXT || (raw->kind == EX_RAW_OBJECT && raw->has_text))
        return raw->text.p ? raw->text : EX_STR("");
    return (struct ex_str){NULL, 0};
}

struct ex_str ex_raw_text(const struct ex_raw *raw)
{
    raw = ex_raw_target(raw);
    if (!raw)
        return (struct ex_str){NULL, 0};
    struct ex_str text = own_text(raw);
    if (text.p || !raw->is_list || !raw->items || raw->items->next)
        return text;
    const struct ex_raw *item = ex_raw_target(raw->items);
    return item ? own_text(item) : text;
}

struct ex_str ex_raw_type_noun(struct ex_str type_name)
{
    size_t generic = ex_str_find(type_name, '`');
    struct ex_str name = ex_str_slice(type_name, 0, generic);
    size_t bracket = ex_str_find(name, '[');
    name = ex_str_slice(name, 0, bracket);
    size_t dot = ex_str_rfind(name, '.');
    if (dot != SIZE_MAX)
        name = ex_str_slice(name, dot + 1, name.n);
    return name;
}
