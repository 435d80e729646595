/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Structures from the texts that Exchange's own types print: address spaces,
 * smart hosts, bindings, ranges, domains, mail addresses and templates, URLs,
 * certificate names, versions, limits, directory names.
 */
#include "model/convert.h"
#include "model/host.h"

/** What one reader works on. */
struct source {
    const struct ex_conv *conv;
    const struct ex_raw *raw;
    struct ex_str text; /**< trimmed, not empty; p NULL when there is none */
};

static void set_kept(const struct source *in, struct ex_value *field, struct ex_str text)
{
    ex_set_string(field, ex_conv_keep(in->conv, text));
}

/** Whether a domain is in canonical form already, as nearly all are: this saves the long way. */
static bool is_canonical(struct ex_str domain)
{
    for (size_t i = 0; i < domain.n; i++) {
        char c = domain.p[i];
        bool small = c >= 'a' && c <= 'z';
        if (!small && !ex_is_digit(c) && c != '.' && (c != '-' || i == 0))
            return false;
    }
    return domain.n > 0 && domain.p[domain.n - 1] != '.' &&
           ex_str_find_str(domain, EX_STR("--")) == SIZE_MAX;
}

static void set_domain(const struct source *in, struct ex_value *field, struct ex_str domain)
{
    bool done = is_canonical(domain);
    set_kept(in, field, done ? domain : ex_host_canonical(in->conv->arena, domain));
}

static bool has_space(struct ex_str text)
{
    return ex_str_find(text, ' ') != SIZE_MAX;
}

/** "*.contoso.com" apart: the domain without its star, and whether there was one. */
static struct ex_str without_star(struct ex_str domain, bool *star)
{
    *star = ex_str_starts(domain, EX_STR("*."));
    return ex_str_slice(domain, *star ? 2 : 0, domain.n);
}

/** A domain pattern as Address, Domain and IncludeSubDomains. */
static void set_pattern(const struct source *in, struct ex_str pattern, struct ex_value *address,
                        struct ex_value *domain, struct ex_value *sub)
{
    bool star = false;
    struct ex_str host = ex_host_canonical(in->conv->arena, without_star(pattern, &star));
    set_kept(in, domain, host);
    set_kept(in, address,
             star ? ex_arena_printf(in->conv->arena, "*.%.*s", EX_FMT(host)) : host);
    ex_set_bool(sub, star || ex_str_eq(pattern, EX_STR("*")));
}

/** "SMTP:*.contoso.com;1"; type and cost may be left out. */
static bool read_address_space(const struct source *in, struct ex_value *f)
{
    struct ex_str text = in->text;
    struct ex_str type = EX_STR("SMTP");
    int64_t cost = 1;
    if (!text.p) {
        text = ex_member_text(in->raw, "Address");
        struct ex_str member = ex_member_text(in->raw, "Type");
        type = member.n ? member : type;
        struct ex_str number = ex_member_text(in->raw, "Cost");
        if (!text.n || (number.p && !ex_str_to_int(number, &cost)))
            return false;
    } else {
        if (ex_str_istarts(text, EX_STR("Local:")))
            text = ex_str_slice(text, 6, text.n);
        size_t semicolon = ex_str_rfind(text, ';');
        if (semicolon != SIZE_MAX &&
            ex_str_to_int(ex_str_trim(ex_str_slice(text, semicolon + 1, text.n)), &cost))
            text = ex_str_slice(text, 0, semicolon);
        size_t colon = ex_str_find(text, ':');
        if (colon != SIZE_MAX && colon > 0) {
            type = ex_str_slice(text, 0, colon);
            text = ex_str_slice(text, colon + 1, text.n);
        }
    }
    bool smtp = ex_str_ieq(type, EX_STR("SMTP"));
    if (!text.n || (smtp && has_space(text)))
        return false;
    set_kept(in, &f[EX_F_AddressSpace_Type], smtp ? EX_STR("SMTP") : type);
    ex_set_int(&f[EX_F_AddressSpace_Cost], cost);
    if (smtp) {
        set_pattern(in, text, &f[EX_F_AddressSpace_Address], &f[EX_F_AddressSpace_Domain],
                    &f[EX_F_AddressSpace_IncludeSubDomains]);
        return true;
    }
    set_kept(in, &f[EX_F_AddressSpace_Address], text);
    ex_set_null(&f[EX_F_AddressSpace_Domain]);
    ex_set_bool(&f[EX_F_AddressSpace_IncludeSubDomains], false);
    return true;
}

/** "mail.contoso.com", "[10.0.0.5]" or "10.0.0.5". */
static bool read_smart_host(const struct source *in, struct ex_value *f)
{
    struct ex_str text = in->text;
    if (!text.p) {
        struct ex_str is_ip = ex_member_text(in->raw, "IsIPAddress");
        text = ex_deep_text(in->conv, in->raw,
                            ex_str_ieq(is_ip, EX_STR("true")) ? "Address" : "Domain");
    }
    struct ex_ip ip;
    struct ex_str inner = text;
    if (text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
        inner = ex_str_slice(text, 1, text.n - 1);
    if (!inner.n || has_space(inner))
        return false;
    bool is_ip = ex_ip_parse(inner, &ip);
    if (!is_ip && inner.n != text.n)
        return false;
    ex_set_bool(&f[EX_F_SmartHost_IsIPAddress], is_ip);
    ex_set_null(&f[is_ip ? EX_F_SmartHost_Domain : EX_F_SmartHost_Address]);
    if (is_ip)
        set_kept(in, &f[EX_F_SmartHost_Address], ex_ip_text(in->conv->arena, &ip));
    else
        set_domain(in, &f[EX_F_SmartHost_Domain], text);
    return true;
}

/** "0.0.0.0:25", "[::]:25". */
static bool read_binding(const struct source *in, struct ex_value *f)
{
    struct ex_str address = ex_deep_text(in->conv, in->raw, "Address");
    struct ex_str port = ex_member_text(in->raw, "Port");
    if (in->text.p) {
        size_t colon = ex_str_rfind(in->text, ':');
        if (colon == SIZE_MAX)
            return false;
        address = ex_str_slice(in->text, 0, colon);
        port = ex_str_slice(in->text, colon + 1, in->text.n);
    }
    struct ex_ip ip;
    int64_t number = 0;
    /* of IPv6 an exporter may keep the port and lose the address */
    bool lost = !address.p && ex_raw_member(in->raw, EX_STR("Address"));
    if (!ex_str_to_int(port, &number) || number < 0 || number > 65535 ||
        (!lost && !ex_ip_parse(address, &ip)))
        return false;
    if (lost)
        ex_set_absent(&f[EX_F_IPBinding_Address], EX_LOST_BY_DEPTH);
    else
        set_kept(in, &f[EX_F_IPBinding_Address], ex_ip_text(in->conv->arena, &ip));
    ex_set_int(&f[EX_F_IPBinding_Port], number);
    return true;
}

static bool read_range(const struct source *in, struct ex_value *f)
{
    struct ex_str text = in->text;
    struct ex_str low = ex_member_text(in->raw, "LowerBound");
    struct ex_str high = ex_member_text(in->raw, "UpperBound");
    if (!text.p && low.n && high.n)
        text = ex_arena_printf(in->conv->arena, "%.*s-%.*s", EX_FMT(low), EX_FMT(high));
    struct ex_ip_range range;
    if (!text.n || !ex_ip_range_parse(text, &range))
        return false;
    set_kept(in, &f[EX_F_IPRange_Expression], text);
    set_kept(in, &f[EX_F_IPRange_LowerBound], ex_ip_text(in->conv->arena, &range.low));
    set_kept(in, &f[EX_F_IPRange_UpperBound], ex_ip_text(in->conv->arena, &range.high));
    return true;
}

static bool read_smtp_domain(const struct source *in, struct ex_value *f)
{
    struct ex_str text = in->text;
    if (ex_str_istarts(text, EX_STR("autod:")))
        text = ex_str_slice(text, 6, text.n);
    if (!text.n || has_space(text))
        return false;
    set_pattern(in, text, &f[EX_F_SmtpDomain_Address], &f[EX_F_SmtpDomain_Domain],
                &f[EX_F_SmtpDomain_IncludeSubDomains]);
    ex_set_bool(&f[EX_F_SmtpDomain_IsStar], ex_str_eq(text, EX_STR("*")));
    return true;
}

/** Local part and domain of "local@domain". */
static bool split_mail(const struct source *in, struct ex_str text, struct ex_value *local,
                       struct ex_value *domain)
{
    size_t at = ex_str_rfind(text, '@');
    if (at == SIZE_MAX || at + 1 == text.n)
        return false;
    set_kept(in, local, ex_str_slice(text, 0, at));
    set_domain(in, domain, ex_str_slice(text, at + 1, text.n));
    return true;
}

static bool read_smtp_address(const struct source *in, struct ex_value *f)
{
    struct ex_str text = in->text;
    if (!text.n || !split_mail(in, text, &f[EX_F_SmtpAddress_Local], &f[EX_F_SmtpAddress_Domain]))
        return false;
    set_kept(in, &f[EX_F_SmtpAddress_Address], text);
    return true;
}

/**
 * "SMTP:a" apart. A prefix in capitals marks the primary address of its kind.
 *
 * @param primary what to say of a text without prefix
 */
static struct ex_str split_prefix(const struct source *in, struct ex_str text, bool primary,
                                  struct ex_value *prefix, struct ex_value *is_primary)
{
    size_t colon = ex_str_find(text, ':');
    if (colon == SIZE_MAX || colon == 0) {
        set_kept(in, prefix, EX_STR("SMTP"));
        ex_set_bool(is_primary, primary);
        return text;
    }
    struct ex_str name = ex_str_slice(text, 0, colon);
    char *upper = ex_arena_bytes(in->conv->arena, colon);
    bool capitals = true;
    for (size_t i = 0; i < colon; i++) {
        bool small = name.p[i] >= 'a' && name.p[i] <= 'z';
        capitals = capitals && !small;
        upper[i] = small ? (char)(name.p[i] - ('a' - 'A')) : name.p[i];
    }
    set_kept(in, prefix, ex_str_n(upper, colon));
    ex_set_bool(is_primary, capitals);
    return ex_str_slice(text, colon + 1, text.n);
}

static bool read_proxy_address(const struct source *in, struct ex_value *f)
{
    if (!in->text.n)
        return false;
    struct ex_str address = split_prefix(in, in->text, false, &f[EX_F_ProxyAddress_Prefix],
                                         &f[EX_F_ProxyAddress_IsPrimaryAddress]);
    set_kept(in, &f[EX_F_ProxyAddress_AddressString], address);
    ex_set_null(&f[EX_F_ProxyAddress_Local]);
    ex_set_null(&f[EX_F_ProxyAddress_Domain]);
    if (!ex_str_eq(ex_value_str(&f[EX_F_ProxyAddress_Prefix]), EX_STR("SMTP")))
        return true;
    return split_mail(in, address, &f[EX_F_ProxyAddress_Local], &f[EX_F_ProxyAddress_Domain]);
}

/** "SMTP:%m@contoso.com", "smtp:@contoso.com", "@contoso.com". */
static bool read_template(const struct source *in, struct ex_value *f)
{
    if (!in->text.n)
        return false;
    struct ex_str template = split_prefix(in, in->text, true, &f[EX_F_AddressTemplate_Prefix],
                                          &f[EX_F_AddressTemplate_IsPrimary]);
    set_kept(in, &f[EX_F_AddressTemplate_Template], template);
    ex_set_null(&f[EX_F_AddressTemplate_Domain]);
    if (!ex_str_eq(ex_value_str(&f[EX_F_AddressTemplate_Prefix]), EX_STR("SMTP")))
        return true;
    size_t at = ex_str_rfind(template, '@');
    if (at == SIZE_MAX || at + 1 == template.n)
        return false;
    set_domain(in, &f[EX_F_AddressTemplate_Domain], ex_str_slice(template, at + 1, template.n));
    return true;
}

/**
 * A text that is no URL is still what is configured: it is kept as one that is not absolute.
 * User information is masked, so that no report repeats a password.
 */
static bool read_url(const struct source *in, struct ex_value *f)
{
    struct ex_str text = in->text;
    if (!text.n)
        return false;
    struct ex_url url;
    if (!ex_url_parse(in->conv->arena, text, &url))
        url = (struct ex_url){.port = -1};
    text = ex_url_mask(in->conv->arena, text);
    if (url.userinfo.n)
        url.userinfo = EX_STR(EX_URL_MASK);
    const struct {
        int field;
        struct ex_str value;
    } parts[] = {
        {EX_F_Url_text, text},          {EX_F_Url_scheme, url.scheme},
        {EX_F_Url_userinfo, url.userinfo}, {EX_F_Url_host, url.host},
        {EX_F_Url_path, url.path},      {EX_F_Url_query, url.query},
        {EX_F_Url_fragment, url.fragment},
    };
    for (size_t i = 0; i < EX_COUNT(parts); i++)
        set_kept(in, &f[parts[i].field], parts[i].value);
    ex_set_bool(&f[EX_F_Url_absolute], url.absolute);
    if (url.port < 0)
        ex_set_null(&f[EX_F_Url_port]);
    else
        ex_set_int(&f[EX_F_Url_port], url.port);
    return true;
}

/** "Unlimited", or the text of the value; p NULL when the export does not say. */
static struct ex_str limit_text(const struct source *in)
{
    if (in->text.p)
        return in->text;
    if (ex_str_ieq(ex_member_text(in->raw, "IsUnlimited"), EX_STR("true")))
        return EX_STR("Unlimited");
    int64_t ticks = 0;
    const struct ex_raw *value = ex_raw_member(in->raw, EX_STR("Value"));
    if (ex_str_to_int(ex_member_text(value, "Ticks"), &ticks))
        return ex_span_text(in->conv->arena, ticks);
    return ex_member_text(in->raw, "Value");
}

/** IsUnlimited, then Value: the same in all three structures. */
static bool read_unlimited(const struct source *in, struct ex_value *f,
                           bool (*parse)(struct ex_str, int64_t *), uint8_t tag)
{
    struct ex_str text = limit_text(in);
    bool unlimited = ex_str_ieq(text, EX_STR("Unlimited"));
    ex_set_bool(&f[EX_F_UnlimitedSize_IsUnlimited], unlimited);
    ex_set_null(&f[EX_F_UnlimitedSize_Value]);
    int64_t number = 0;
    if (unlimited)
        return true;
    if (!text.n && ex_str_ieq(ex_member_text(in->raw, "IsUnlimited"), EX_STR("false"))) {
        ex_set_absent(&f[EX_F_UnlimitedSize_Value], EX_LOST_BY_DEPTH);
        return true;
    }
    if (!text.n || !parse(text, &number))
        return false;
    ex_set_int(&f[EX_F_UnlimitedSize_Value], number);
    f[EX_F_UnlimitedSize_Value].tag = tag;
    return true;
}

static bool parse_int(struct ex_str text, int64_t *out)
{
    return ex_str_to_int(text, out);
}

static bool read_unlimited_size(const struct source *in, struct ex_value *f)
{
    return read_unlimited(in, f, ex_parse_size, EX_INT);
}

static bool read_unlimited_int(const struct source *in, struct ex_value *f)
{
    return read_unlimited(in, f, parse_int, EX_INT);
}

static bool read_unlimited_span(const struct source *in, struct ex_value *f)
{
    return read_unlimited(in, f, ex_parse_span, EX_SPAN);
}

/** The first common name in a distinguished name; empty when there is none. */
static struct ex_str common_name(struct ex_str dn)
{
    for (size_t i = 0; i + 3 <= dn.n; i++) {
        bool start = i == 0 || dn.p[i - 1] == ' ' || dn.p[i - 1] == ',';
        if (!start || !ex_str_istarts(ex_str_slice(dn, i, dn.n), EX_STR("CN=")))
            continue;
        struct ex_str rest = ex_str_slice(dn, i + 3, dn.n);
        return ex_str_trim(ex_str_slice(rest, 0, ex_str_find(rest, ',')));
    }
    return EX_STR("");
}

/** "<I>CN=Issuer<S>CN=mail.contoso.com" */
static bool read_x509(const struct source *in, struct ex_value *f)
{
    struct ex_str issuer = ex_member_text(in->raw, "CertificateIssuer");
    struct ex_str subject = ex_member_text(in->raw, "CertificateSubject");
    if (in->text.p) {
        size_t s = ex_str_find_str(in->text, EX_STR("<S>"));
        if (s == SIZE_MAX)
            return false;
        subject = ex_str_slice(in->text, s + 3, in->text.n);
        issuer = EX_STR("");
        if (ex_str_istarts(in->text, EX_STR("<I>")) && s >= 3)
            issuer = ex_str_slice(in->text, 3, s);
    }
    if (!subject.n)
        return false;
    set_kept(in, &f[EX_F_X509Identifier_CertificateIssuer], issuer);
    set_kept(in, &f[EX_F_X509Identifier_CertificateSubject], subject);
    set_kept(in, &f[EX_F_X509Identifier_SubjectCommonName], common_name(subject));
    return true;
}

static bool read_version(const struct source *in, struct ex_value *f)
{
    static const char *const names[] = {"Major", "Minor", "Build", "Revision"};
    int64_t numbers[4] = {0, 0, 0, 0};
    size_t n = 0;
    if (in->text.p) {
        n = ex_parse_version(in->text, numbers);
    } else {
        while (n < 4 && ex_str_to_int(ex_member_text(in->raw, names[n]), &numbers[n]))
            n++;
    }
    for (size_t i = 0; i < n; i++)
        ex_set_int(&f[i], numbers[i]);
    for (size_t i = n; i < 4; i++)
        ex_set_null(&f[i]);
    return n >= 2;
}

/** What a link says of its target: any of text, name, distinguished name and GUID. */
static bool read_object_id(const struct source *in, struct ex_value *f)
{
    struct ex_str dn = ex_member_text(in->raw, "DistinguishedName");
    struct ex_str guid = ex_member_text(in->raw, "ObjectGuid");
    struct ex_str name = ex_member_text(in->raw, "Name");
    struct ex_str text = in->text;
    char digits[36];
    if (!text.n && dn.n)
        text = ex_dn_identity(in->conv, dn);
    if (!dn.n && ex_is_dn(text))
        dn = text;
    if (!guid.n && ex_parse_guid(text, digits))
        guid = text;
    if (!text.n)
        text = name.n ? name : guid;
    if (!text.n)
        return false;
    if (!name.n && dn.n)
        name = ex_dn_name(in->conv, dn);
    if (!name.n) { /* "contoso.com/Users/Anna", "EX01\\owa (Default Web Site)" */
        size_t slash = ex_str_rfind(text, '/');
        if (slash == SIZE_MAX)
            slash = ex_str_rfind(text, '\\');
        name = ex_str_slice(text, slash == SIZE_MAX ? 0 : slash + 1, text.n);
    }
    set_kept(in, &f[EX_F_ADObjectId_text], text);
    set_kept(in, &f[EX_F_ADObjectId_Name], name);
    if (dn.n)
        set_kept(in, &f[EX_F_ADObjectId_DistinguishedName], dn);
    if (guid.n && ex_parse_guid(guid, digits))
        set_kept(in, &f[EX_F_ADObjectId_ObjectGuid], ex_str_n(digits, sizeof digits));
    return true;
}

/**
 * The text of a structure in the members of an object that has none itself: where one member says
 * all. p NULL: there is no such member.
 */
static struct ex_str text_of_members(const struct ex_conv *conv, const struct ex_raw *raw,
                                     enum ex_struct_id id)
{
    static const char *const keys[EX_N_STRUCTS][4] = {
        [EX_STRUCT_IPRange] = {"Expression"},
        [EX_STRUCT_SmtpDomain] = {"Address", "SmtpDomain", "Domain"},
        [EX_STRUCT_SmtpAddress] = {"Address"},
        [EX_STRUCT_ProxyAddress] = {"ProxyAddressString", "Address"},
        [EX_STRUCT_AddressTemplate] = {"ProxyAddressTemplateString"},
        [EX_STRUCT_Url] = {"OriginalString", "AbsoluteUri"},
    };
    struct ex_str text = {NULL, 0};
    for (size_t i = 0; !text.p && keys[id][i]; i++)
        text = ex_deep_text(conv, raw, keys[id][i]);
    struct ex_str prefix = ex_member_text(raw, "PrefixString");
    struct ex_str address = ex_member_text(raw, "AddressString");
    if (!text.p && id == EX_STRUCT_ProxyAddress && prefix.n && address.n)
        text = ex_arena_printf(conv->arena, "%.*s:%.*s", EX_FMT(prefix), EX_FMT(address));
    return text;
}

bool ex_parse_struct(const struct ex_conv *conv, const struct ex_raw *raw, struct ex_str text,
                     enum ex_struct_id id, struct ex_value *out)
{
    static bool (*const readers[EX_N_STRUCTS])(const struct source *, struct ex_value *) = {
        [EX_STRUCT_AddressSpace] = read_address_space,
        [EX_STRUCT_SmartHost] = read_smart_host,
        [EX_STRUCT_IPBinding] = read_binding,
        [EX_STRUCT_IPRange] = read_range,
        [EX_STRUCT_SmtpDomain] = read_smtp_domain,
        [EX_STRUCT_SmtpAddress] = read_smtp_address,
        [EX_STRUCT_ProxyAddress] = read_proxy_address,
        [EX_STRUCT_AddressTemplate] = read_template,
        [EX_STRUCT_Url] = read_url,
        [EX_STRUCT_UnlimitedSize] = read_unlimited_size,
        [EX_STRUCT_UnlimitedInt] = read_unlimited_int,
        [EX_STRUCT_UnlimitedSpan] = read_unlimited_span,
        [EX_STRUCT_X509Identifier] = read_x509,
        [EX_STRUCT_Version] = read_version,
        [EX_STRUCT_ADObjectId] = read_object_id,
    };
    if (!text.p)
        text = text_of_members(conv, raw, id);
    if (text.p) {
        text = ex_str_trim(text);
        if (text.n == 0) {
            ex_set_null(out);
            return true;
        }
    }
    struct source in = {conv, raw, text};
    struct ex_value made = *out;
    struct ex_value *fields = ex_set_struct(&made, id, conv->arena);
    if (!readers[id] || !readers[id](&in, fields)) /* those of DNS are in no export */
        return false;
    *out = made;
    return true;
}
