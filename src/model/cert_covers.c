/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Whether a name of a certificate stands for a host, after RFC 9525 section
 * 6.3 with the choices that TLS clients made: no wildcard in a part of a label,
 * none but in the leftmost label, none above a public suffix. Names in ASCII
 * are compared in place; only others are brought to their canonical form.
 */
#include "model/cert.h"

#include "base/limits.h"
#include "model/host.h"

#define MAX_NAME 253u
#define MAX_LABEL 63u

/* Letters, digits, hyphens inside, and the underscore, which clients accept. */
static bool label_comparable(struct ex_str label)
{
    if (label.n == 0 || label.n > MAX_LABEL)
        return false;
    if (label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '-' && c != '_')
            return false;
    }
    return true;
}

static bool comparable(struct ex_str name)
{
    if (name.n == 0 || name.n > MAX_NAME)
        return false;
    struct ex_str label;
    while (ex_str_split(&name, '.', &label)) {
        if (!label_comparable(label))
            return false;
    }
    return true;
}

/* Whether the last label is a number: then clients take the whole for an IPv4 address. */
static bool ends_in_number(struct ex_str name)
{
    struct ex_str last = ex_str_slice(name, ex_str_rfind(name, '.') + 1, name.n);
    bool hex = ex_str_istarts(last, EX_STR("0x"));
    for (size_t i = hex ? 2 : 0; i < last.n; i++) {
        if (hex ? ex_hex_value(last.p[i]) < 0 : !ex_is_digit(last.p[i]))
            return false;
    }
    return true;
}

/* What may stand behind "*.": two labels at least, and not a public suffix. */
static bool wildcard_base(struct ex_str base)
{
    if (!comparable(base) || ex_str_find(base, '.') == SIZE_MAX)
        return false;
    char lower[MAX_NAME];
    for (size_t i = 0; i < base.n; i++)
        lower[i] = ex_lower(base.p[i]);
    return !ex_host_public_suffix(ex_str_n(lower, base.n));
}

static bool covers_wildcard(struct ex_str base, struct ex_str host)
{
    size_t dot = ex_str_find(host, '.');
    if (dot == SIZE_MAX || !ex_str_ieq(ex_str_slice(host, dot + 1, host.n), base))
        return false;
    return wildcard_base(base);
}

static bool covers_ascii(struct ex_str name, struct ex_str host)
{
    if (host.n > 0 && host.p[host.n - 1] == '.')
        host = ex_str_slice(host, 0, host.n - 1);
    if (!comparable(host) || ends_in_number(host))
        return false;
    if (ex_str_starts(name, EX_STR("*.")))
        return covers_wildcard(ex_str_slice(name, 2, name.n), host);
    return comparable(name) && ex_str_ieq(name, host);
}

static bool is_ascii(struct ex_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

/* The canonical form, with the wildcard and a trailing dot as they were. */
static struct ex_str encoded(struct ex_arena *arena, struct ex_str name)
{
    if (is_ascii(name))
        return name;
    bool wildcard = ex_str_starts(name, EX_STR("*."));
    bool dotted = name.p[name.n - 1] == '.';
    struct ex_str rest = wildcard ? ex_str_slice(name, 2, name.n) : name;
    struct ex_str canonical = ex_host_canonical(arena, rest);
    return ex_arena_printf(arena, "%s%.*s%s", wildcard ? "*." : "", EX_FMT(canonical),
                           dotted ? "." : "");
}

bool ex_cert_name_covers(struct ex_str certificate_name, struct ex_str host)
{
    if (certificate_name.n > EX_MAX_HOST_BYTES || host.n > EX_MAX_HOST_BYTES)
        return false;
    if (is_ascii(certificate_name) && is_ascii(host))
        return covers_ascii(certificate_name, host);

    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    return covers_ascii(encoded(arena, certificate_name), encoded(arena, host));
}
