/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values as an administrator knows them from Format-List.
 */
#include "model/value.h"

#include "base/buf.h"
#include "model/convert.h"
#include "model/graph.h"

/** What the writers below share. */
struct writer {
    struct ex_arena *arena; /**< for pieces */
    struct ex_buf *buf;
    bool is_size;           /**< integers are bytes */
};

static void write(struct writer *w, const struct ex_value *value);

static void write_field(struct writer *w, const struct ex_value *value, int field)
{
    write(w, &value->u.items[field]);
}

static bool is_true(const struct ex_value *value, int field)
{
    return value->u.items[field].tag == EX_BOOL && value->u.items[field].u.b;
}

static void write_address_space(struct writer *w, const struct ex_value *value)
{
    write_field(w, value, EX_F_AddressSpace_Type);
    ex_buf_add_char(w->buf, ':');
    write_field(w, value, EX_F_AddressSpace_Address);
    ex_buf_add_char(w->buf, ';');
    write_field(w, value, EX_F_AddressSpace_Cost);
}

static void write_smart_host(struct writer *w, const struct ex_value *value)
{
    bool is_ip = is_true(value, EX_F_SmartHost_IsIPAddress);
    ex_buf_add_text(w->buf, is_ip ? "[" : "");
    write_field(w, value, is_ip ? EX_F_SmartHost_Address : EX_F_SmartHost_Domain);
    ex_buf_add_text(w->buf, is_ip ? "]" : "");
}

static void write_binding(struct writer *w, const struct ex_value *value)
{
    const struct ex_value *address = &value->u.items[EX_F_IPBinding_Address];
    bool v6 = address->tag == EX_STRING && ex_str_find(ex_value_str(address), ':') != SIZE_MAX;
    ex_buf_add_text(w->buf, v6 ? "[" : "");
    write(w, address);
    ex_buf_add_text(w->buf, v6 ? "]:" : ":");
    write_field(w, value, EX_F_IPBinding_Port);
}

/** A prefix in capitals marks the primary address. */
static void write_prefixed(struct writer *w, const struct ex_value *value, int prefix, int primary,
                           int text)
{
    const struct ex_value *p = &value->u.items[prefix];
    bool small = !is_true(value, primary);
    for (uint32_t i = 0; p->tag == EX_STRING && i < p->n; i++)
        ex_buf_add_char(w->buf, small ? ex_lower(p->u.s[i]) : p->u.s[i]);
    ex_buf_add_char(w->buf, ':');
    write_field(w, value, text);
}

static void write_proxy_address(struct writer *w, const struct ex_value *value)
{
    write_prefixed(w, value, EX_F_ProxyAddress_Prefix, EX_F_ProxyAddress_IsPrimaryAddress,
                   EX_F_ProxyAddress_AddressString);
}

static void write_template(struct writer *w, const struct ex_value *value)
{
    write_prefixed(w, value, EX_F_AddressTemplate_Prefix, EX_F_AddressTemplate_IsPrimary,
                   EX_F_AddressTemplate_Template);
}

static void write_unlimited(struct writer *w, const struct ex_value *value)
{
    if (is_true(value, EX_F_UnlimitedSize_IsUnlimited))
        ex_buf_add_text(w->buf, "Unlimited");
    else
        write_field(w, value, EX_F_UnlimitedSize_Value);
}

static void write_unlimited_size(struct writer *w, const struct ex_value *value)
{
    struct writer sizes = {w->arena, w->buf, true};
    write_unlimited(&sizes, value);
}

static void write_x509(struct writer *w, const struct ex_value *value)
{
    ex_buf_add_text(w->buf, "<I>");
    write_field(w, value, EX_F_X509Identifier_CertificateIssuer);
    ex_buf_add_text(w->buf, "<S>");
    write_field(w, value, EX_F_X509Identifier_CertificateSubject);
}

static void write_version(struct writer *w, const struct ex_value *value)
{
    ex_buf_add_text(w->buf, "Version ");
    write_field(w, value, EX_F_Version_Major);
    ex_buf_add_char(w->buf, '.');
    write_field(w, value, EX_F_Version_Minor);
    ex_buf_add_text(w->buf, " (Build ");
    write_field(w, value, EX_F_Version_Build);
    ex_buf_add_char(w->buf, '.');
    write_field(w, value, EX_F_Version_Revision);
    ex_buf_add_char(w->buf, ')');
}

/** A DNS record as zone files have it, without the TTL, which comes last; "." is the root. */
static void write_dns_record(struct writer *w, const struct ex_value *value)
{
    for (uint32_t i = 0; i + 1 < value->n; i++) {
        const struct ex_value *field = &value->u.items[i];
        ex_buf_add_text(w->buf, i > 0 ? " " : "");
        if (field->tag == EX_STRING && field->n == 0)
            ex_buf_add_char(w->buf, '.');
        else
            write(w, field);
    }
}

/** Structures of which one field says it all. */
static int telling_field(uint8_t id)
{
    static const struct {
        enum ex_struct_id id;
        int field;
    } fields[] = {
        {EX_STRUCT_IPRange, EX_F_IPRange_Expression},
        {EX_STRUCT_SmtpDomain, EX_F_SmtpDomain_Address},
        {EX_STRUCT_SmtpAddress, EX_F_SmtpAddress_Address},
        {EX_STRUCT_Url, EX_F_Url_text},
        {EX_STRUCT_ADObjectId, EX_F_ADObjectId_text},
    };
    for (size_t i = 0; i < EX_COUNT(fields); i++) {
        if (fields[i].id == id)
            return fields[i].field;
    }
    return 0;
}

static void write_struct(struct writer *w, const struct ex_value *value)
{
    static void (*const writers[EX_N_STRUCTS])(struct writer *, const struct ex_value *) = {
        [EX_STRUCT_AddressSpace] = write_address_space,
        [EX_STRUCT_SmartHost] = write_smart_host,
        [EX_STRUCT_IPBinding] = write_binding,
        [EX_STRUCT_ProxyAddress] = write_proxy_address,
        [EX_STRUCT_AddressTemplate] = write_template,
        [EX_STRUCT_UnlimitedSize] = write_unlimited_size,
        [EX_STRUCT_UnlimitedInt] = write_unlimited,
        [EX_STRUCT_UnlimitedSpan] = write_unlimited,
        [EX_STRUCT_X509Identifier] = write_x509,
        [EX_STRUCT_Version] = write_version,
        [EX_STRUCT_DnsMx] = write_dns_record,
        [EX_STRUCT_DnsSrv] = write_dns_record,
        [EX_STRUCT_DnsTlsa] = write_dns_record,
    };
    if (value->flags < EX_N_STRUCTS && writers[value->flags])
        writers[value->flags](w, value);
    else
        write_field(w, value, telling_field(value->flags));
}

static void write_list(struct writer *w, const struct ex_value *value)
{
    bool flags = value->flags == 1;
    if (flags && value->n == 0)
        ex_buf_add_text(w->buf, "None");
    ex_buf_add_text(w->buf, flags ? "" : "{");
    for (uint32_t i = 0; i < value->n; i++) {
        ex_buf_add_text(w->buf, i > 0 ? ", " : "");
        write(w, &value->u.items[i]);
    }
    ex_buf_add_text(w->buf, flags ? "" : "}");
}

/** 37748736 as "37,748,736". */
static void write_grouped(struct writer *w, int64_t number)
{
    struct ex_str digits = ex_arena_printf(w->arena, "%lld", (long long)number);
    for (size_t i = 0; i < digits.n; i++) {
        bool comma = i > 0 && (digits.n - i) % 3 == 0 && digits.p[i - 1] != '-';
        ex_buf_add_text(w->buf, comma ? "," : "");
        ex_buf_add_char(w->buf, digits.p[i]);
    }
}

/** "36 MB (37,748,736 bytes)" */
static void write_size(struct writer *w, int64_t bytes)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    double scaled = (double)bytes;
    size_t unit = 0;
    for (; scaled >= 1024 && unit + 1 < EX_COUNT(units); unit++)
        scaled /= 1024;
    int64_t thousandths = (int64_t)(scaled * 1000 + 0.5);
    ex_buf_printf(w->buf, "%lld", (long long)(thousandths / 1000));
    if (thousandths % 1000 > 0) {
        struct ex_str part = ex_arena_printf(w->arena, ".%03d", (int)(thousandths % 1000));
        while (part.n > 0 && part.p[part.n - 1] == '0')
            part.n--;
        ex_buf_add(w->buf, part);
    }
    ex_buf_printf(w->buf, " %s (", units[unit]);
    write_grouped(w, bytes);
    ex_buf_add_text(w->buf, " bytes)");
}

/** Fifteen significant digits without locale: enough for what Exchange has. */
static void write_double(struct writer *w, double d)
{
    if (d < 0) {
        ex_buf_add_char(w->buf, '-');
        d = -d;
    }
    if (!(d < 1e15)) {
        ex_buf_add_text(w->buf, "(large)");
        return;
    }
    int64_t whole = (int64_t)d;
    struct ex_str part = ex_arena_printf(w->arena, "%06lld",
                                         (long long)((d - (double)whole) * 1e6));
    while (part.n > 0 && part.p[part.n - 1] == '0')
        part.n--;
    ex_buf_printf(w->buf, "%lld%s%.*s", (long long)whole, part.n ? "." : "", EX_FMT(part));
}

static void write_int(struct writer *w, int64_t i)
{
    if (w->is_size)
        write_size(w, i);
    else
        ex_buf_printf(w->buf, "%lld", (long long)i);
}

/** Recursion ends with the type of the property: a list of structures of plain values. */
static void write(struct writer *w, const struct ex_value *value)
{
    switch ((enum ex_tag)value->tag) {
    case EX_ABSENT:
        ex_buf_add_text(w->buf, "(not in the dump)");
        break;
    case EX_NULL:
        break;
    case EX_BOOL:
        ex_buf_add_text(w->buf, value->u.b ? "True" : "False");
        break;
    case EX_INT:
        write_int(w, value->u.i);
        break;
    case EX_DOUBLE:
        write_double(w, value->u.d);
        break;
    case EX_STRING:
        ex_buf_add(w->buf, ex_value_str(value));
        break;
    case EX_TIME:
        ex_buf_add(w->buf, ex_time_text(w->arena, value->u.i));
        break;
    case EX_SPAN:
        ex_buf_add(w->buf, ex_span_text(w->arena, value->u.i));
        break;
    case EX_LIST:
        write_list(w, value);
        break;
    case EX_STRUCT:
        write_struct(w, value);
        break;
    case EX_NODE:
        ex_buf_add(w->buf, value->u.node->identity);
        break;
    }
}

/** Whether the value is of a property of sizes. */
static bool is_size(const struct ex_value *value)
{
    if (!value->owner)
        return false;
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)value->owner->kind);
    return value->prop < kind->n_props && kind->props[value->prop].type.base == EX_T_SIZE;
}

struct ex_str ex_value_text(struct ex_arena *arena, const struct ex_value *value)
{
    EX_AUTO(ex_buf_free) struct ex_buf buf = EX_BUF_INIT;
    struct writer w = {arena, &buf, is_size(value)};
    write(&w, value);
    return ex_arena_str(arena, ex_buf_str(&buf));
}
