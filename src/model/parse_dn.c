/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Distinguished names, and what Exchange calls the objects that they name.
 */
#include "model/convert.h"

/** The first RDN of a distinguished name, and the rest after its comma. */
static struct ex_str take_rdn(struct ex_str *dn)
{
    size_t i = 0;
    while (i < dn->n && dn->p[i] != ',')
        i += dn->p[i] == '\\' ? 2 : 1;
    struct ex_str rdn = ex_str_slice(*dn, 0, i);
    *dn = ex_str_slice(*dn, i + 1, dn->n);
    return rdn;
}

struct ex_str ex_dn_name(const struct ex_conv *conv, struct ex_str dn)
{
    size_t equals = ex_str_find(dn, '=');
    struct ex_str rest = ex_str_slice(dn, equals == SIZE_MAX ? 0 : equals + 1, dn.n);
    char *name = ex_arena_bytes(conv->arena, rest.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rest.n && rest.p[i] != ','; i++) {
        bool escape = rest.p[i] == '\\' && i + 1 < rest.n;
        bool hex = escape && i + 2 < rest.n && ex_hex_value(rest.p[i + 1]) >= 0 &&
                   ex_hex_value(rest.p[i + 2]) >= 0;
        if (hex)
            name[n++] = (char)(ex_hex_value(rest.p[i + 1]) * 16 + ex_hex_value(rest.p[i + 2]));
        else
            name[n++] = rest.p[escape ? i + 1 : i];
        i += hex ? 2 : escape;
    }
    return ex_str_n(name, n);
}

bool ex_is_dn(struct ex_str text)
{
    return ex_str_istarts(text, EX_STR("CN=")) || ex_str_istarts(text, EX_STR("OU=")) ||
           ex_str_istarts(text, EX_STR("DC="));
}

enum { MOST_RDNS = 64 };

/** The names of the RDNs, first the object's own; the DC ones joined to one domain at the end. */
struct path {
    struct ex_str names[MOST_RDNS];
    size_t n;
    struct ex_str domain;
};

static bool split_dn(const struct ex_conv *conv, struct ex_str dn, struct path *out)
{
    while (dn.n > 0) {
        struct ex_str rdn = take_rdn(&dn);
        struct ex_str name = ex_dn_name(conv, rdn);
        if (out->n == MOST_RDNS || name.n == 0)
            return false;
        if (!ex_str_istarts(rdn, EX_STR("DC=")))
            out->names[out->n++] = name;
        else if (out->domain.p)
            out->domain = ex_arena_printf(conv->arena, "%.*s.%.*s", EX_FMT(out->domain),
                                          EX_FMT(name));
        else
            out->domain = name;
    }
    return out->n > 0;
}

/** Position of a container above the object, or 0. */
static size_t above(const struct path *path, struct ex_str container)
{
    for (size_t i = 1; i < path->n; i++) {
        if (ex_str_ieq(path->names[i], container))
            return i;
    }
    return 0;
}

/** "contoso.com/Users/Anna" */
static struct ex_str canonical(const struct ex_conv *conv, const struct path *path)
{
    struct ex_str text = path->domain;
    for (size_t i = path->n; i-- > 0;)
        text = ex_arena_printf(conv->arena, "%.*s/%.*s", EX_FMT(text), EX_FMT(path->names[i]));
    return text;
}

/** The path from a container down to the object: "\Sales\Berlin". */
static struct ex_str below(const struct ex_conv *conv, const struct path *path, size_t container)
{
    struct ex_str text = EX_STR("");
    for (size_t i = container; i-- > 0;)
        text = ex_arena_printf(conv->arena, "%.*s\\%.*s", EX_FMT(text), EX_FMT(path->names[i]));
    return text;
}

/** Whether an object is known by its canonical name: users, sites, the schema. */
static bool has_canonical_name(const struct path *path)
{
    if (!ex_str_ieq(path->names[path->n - 1], EX_STR("Configuration")))
        return true;
    struct ex_str container = path->n > 1 ? path->names[path->n - 2] : EX_STR("");
    return ex_str_ieq(container, EX_STR("Sites")) || ex_str_ieq(container, EX_STR("Schema"));
}

struct ex_str ex_dn_identity(const struct ex_conv *conv, struct ex_str dn)
{
    struct path path = {.n = 0};
    if (!split_dn(conv, dn, &path) || !path.domain.p)
        return ex_dn_name(conv, dn);
    if (has_canonical_name(&path))
        return canonical(conv, &path);
    size_t servers = above(&path, EX_STR("Servers"));
    size_t lists = above(&path, EX_STR("Address Lists Container"));
    if (servers > 1)
        return ex_arena_printf(conv->arena, "%.*s\\%.*s", EX_FMT(path.names[servers - 1]),
                               EX_FMT(path.names[0]));
    return lists > 1 ? below(conv, &path, lists - 1) : path.names[0];
}
