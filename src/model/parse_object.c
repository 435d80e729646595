/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values that an exporter wrote as their members, and what it leaves of values that it cut off.
 *
 * ConvertTo-Json writes no text of an object: a host name is {"HostnameString": ...}, an IPv4
 * address is a number. Beyond -Depth it writes a text instead of the members: that of the object,
 * or the name of its class when it has none.
 */
#include "model/convert.h"
#include "model/host.h"

/** A text without the prefixes that remoting and Select-Object put before the name of a class. */
static struct ex_str without_prefixes(struct ex_str text)
{
    static const struct ex_str prefixes[] = {{"Selected.", 9}, {"Deserialized.", 13}};
    for (size_t i = 0; i < EX_COUNT(prefixes); i++) {
        if (ex_str_starts(text, prefixes[i]))
            text = ex_str_slice(text, prefixes[i].n, text.n);
    }
    return text;
}

/** Whether a text is the name of a class and nothing more: "System.Byte[]", "A.B`1[[C, D]]". */
static bool is_class_name(struct ex_str text)
{
    static const struct ex_str spaces[] = {
        {"System.", 7}, {"Microsoft.Exchange.Data.", 24}, {"Microsoft.Exchange.Management.", 30}};
    bool known = false;
    for (size_t i = 0; i < EX_COUNT(spaces) && !known; i++)
        known = ex_str_starts(text, spaces[i]);
    for (size_t i = 0; known && i < text.n; i++) {
        char c = text.p[i];
        if (c == '`' || c == '[')
            return text.p[text.n - 1] == ']';
        if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '.' && c != '_' && c != '+')
            return false;
    }
    return known;
}

bool ex_is_leftover(struct ex_str text)
{
    text = ex_str_trim(text);
    return (ex_str_starts(text, EX_STR("@{")) && ex_str_ends(text, EX_STR("}"))) ||
           is_class_name(without_prefixes(text));
}

/** The member of exactly that name: the wrapper's "value" is not the "Value" of an object. */
static const struct ex_raw *exact_member(const struct ex_raw *raw, struct ex_str name)
{
    for (const struct ex_raw *m = raw->members; m; m = m->next) {
        if (ex_str_eq(m->name, name))
            return ex_raw_target(m);
    }
    return NULL;
}

const struct ex_raw *ex_unwrapped(const struct ex_raw *raw)
{
    enum { MOST = 4 };
    for (size_t i = 0; i < MOST; i++) {
        if (!raw || raw->kind != EX_RAW_OBJECT || raw->is_list || raw->has_text ||
            raw->to_string.p)
            return raw;
        const struct ex_raw *inner = exact_member(raw, EX_STR("value"));
        if (!inner)
            return raw;
        /* {"value": 2, "Value": "Name"}: the name says more than the number */
        const struct ex_raw *named = exact_member(raw, EX_STR("Value"));
        raw = named && named->kind == EX_RAW_TEXT ? named : inner;
    }
    return raw;
}

struct ex_str ex_member_text(const struct ex_raw *raw, const char *name)
{
    const struct ex_raw *member = ex_unwrapped(ex_raw_member(raw, ex_str(name)));
    struct ex_str none = {NULL, 0};
    if (!member || member->kind == EX_RAW_NULL || member->kind == EX_RAW_LOST)
        return none;
    struct ex_str text = ex_raw_text(member);
    return text.p && ex_is_leftover(text) ? none : text;
}

static bool has_member(const struct ex_raw *raw, const char *name)
{
    return ex_raw_member(raw, ex_str(name)) != NULL;
}

/**
 * The members of a System.Net.IPAddress: IPv4 is a number, first byte lowest. Of IPv6 its public
 * properties do not say the address.
 */
static struct ex_str ip_of_members(const struct ex_conv *conv, const struct ex_raw *raw)
{
    struct ex_str text = ex_member_text(raw, "IPAddressToString");
    struct ex_str family = ex_member_text(raw, "AddressFamily");
    bool v4 = ex_str_eq(family, EX_STR("2")) || ex_str_ieq(family, EX_STR("InterNetwork"));
    uint64_t number = 0;
    if (text.p || !v4 || !ex_str_to_uint(ex_member_text(raw, "Address"), &number) ||
        number > UINT32_MAX)
        return text;
    struct ex_ip ip = {.v6 = false};
    for (size_t i = 0; i < 4; i++)
        ip.bytes[12 + i] = (uint8_t)(number >> (8 * i));
    return ex_ip_text(conv->arena, &ip);
}

/** "15.2.986.5"; p NULL when it is no version. */
static struct ex_str version_of_members(const struct ex_conv *conv, const struct ex_raw *raw)
{
    static const char *const names[] = {"Minor", "Build", "Revision", "BuildRevision"};
    struct ex_str text = ex_member_text(raw, "Major");
    for (size_t i = 0; text.p && i < EX_COUNT(names); i++) {
        struct ex_str part = ex_member_text(raw, names[i]);
        if (part.p && !ex_str_eq(part, EX_STR("-1")))
            text = ex_arena_printf(conv->arena, "%.*s.%.*s", EX_FMT(text), EX_FMT(part));
    }
    return text;
}

/** "0.20 (15.1.0.0)" of an ExchangeObjectVersion. */
static struct ex_str object_version(const struct ex_conv *conv, const struct ex_raw *raw)
{
    struct ex_str version = version_of_members(conv, raw);
    struct ex_str build = ex_member_text(raw, "ExchangeBuild");
    if (!build.p)
        build = version_of_members(conv, ex_raw_member(raw, EX_STR("ExchangeBuild")));
    if (!version.p || !build.p)
        return (struct ex_str){NULL, 0};
    return ex_arena_printf(conv->arena, "%.*s (%.*s)", EX_FMT(version), EX_FMT(build));
}

/** "netbios:EX01" of a network address. */
static struct ex_str network_address(const struct ex_conv *conv, const struct ex_raw *raw)
{
    struct ex_str protocol = ex_member_text(raw, "ProtocolType");
    struct ex_str address = ex_member_text(raw, "AddressString");
    if (!protocol.n || !address.p)
        return (struct ex_str){NULL, 0};
    return ex_arena_printf(conv->arena, "%.*s:%.*s", EX_FMT(protocol), EX_FMT(address));
}

struct ex_str ex_members_text(const struct ex_conv *conv, const struct ex_raw *raw)
{
    static const char *const names[] = {"HostnameString", "PathName", "OriginalString",
                                        "ProxyAddressString", "Expression", "Address",
                                        "Domain", "Name", "Value"};
    struct ex_str text = ex_member_text(raw, "DistinguishedName");
    if (text.n)
        return ex_dn_identity(conv, text);
    if (has_member(raw, "AddressFamily"))
        return has_member(raw, "Port") ? (struct ex_str){NULL, 0} : ip_of_members(conv, raw);
    if (has_member(raw, "ProtocolType"))
        return network_address(conv, raw);
    if (has_member(raw, "ExchangeBuild"))
        return object_version(conv, raw);
    text = version_of_members(conv, raw);
    for (size_t i = 0; !text.p && i < EX_COUNT(names); i++)
        text = ex_member_text(raw, names[i]);
    return text;
}

struct ex_str ex_deep_text(const struct ex_conv *conv, const struct ex_raw *raw, const char *name)
{
    struct ex_str text = ex_member_text(raw, name);
    const struct ex_raw *member = ex_unwrapped(ex_raw_member(raw, ex_str(name)));
    bool deeper = !text.p && member && member->kind == EX_RAW_OBJECT && !member->is_list &&
                  !ex_raw_text(member).p;
    return deeper ? ex_members_text(conv, member) : text;
}
