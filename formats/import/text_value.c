/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a text says for certain, given the type of its property: putting
 * wrapped values together, taking lists apart. See text.h for the rules.
 */
#include "formats/import/text.h"

#include "base/utf8.h"

/* ---- the text of a value ---- */

/* How a value of a type may look, as far as putting it together goes. */
enum look {
    LOOK_WORDS, /* no blank in it, but for those between items */
    LOOK_LINE,  /* blanks, but one line */
    LOOK_FREE,  /* anything, line ends included */
};

static bool is_single_line(const struct ex_kind *kind, int prop)
{
    static const struct ex_str names[] = {
        {"MetabasePath", 12}, {"LegacyExchangeDN", 16}, {"ServerLegacyDN", 14},
        {"Subject", 7},       {"Issuer", 6},            {"Thumbprint", 10},
        {"SerialNumber", 12}, {"Path", 4},              {"RecipientFilter", 15},
        {"WebSite", 7},       {"LdapRecipientFilter", 19},
    };

    if (prop < EX_N_COMMON_PROPS)
        return true;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_ieq(kind->props[prop].name, names[i]))
            return true;
    }
    return false;
}

/* Lists of texts that are names or addresses of hosts or services: no blanks or commas in them. */
static bool is_host_list(const struct ex_kind *kind, int prop)
{
    static const struct ex_str names[] = {
        {"CertificateDomains", 18}, {"SenderDomainIs", 14},     {"RecipientDomainIs", 17},
        {"InternalDNSServers", 18}, {"ExternalDNSServers", 18}, {"ServicesRunning", 15},
        {"ServicesNotRunning", 18}, {"StaticDomainControllers", 23},
        {"DatabaseAvailabilityGroupIpAddresses", 36},
        {"DatabaseAvailabilityGroupIpv4Addresses", 38},
    };

    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_ieq(kind->props[prop].name, names[i]))
            return kind->props[prop].type.base == EX_T_STRING;
    }
    return false;
}

static enum look look_of(const struct ex_kind *kind, int prop)
{
    struct ex_type type = kind->props[prop].type;

    switch (type.base) {
    case EX_T_STRING:
        if (type.of == 1 || is_host_list(kind, prop))
            return LOOK_WORDS;
        return is_single_line(kind, prop) ? LOOK_LINE : LOOK_FREE;
    case EX_T_SIZE:
    case EX_T_TIME:
        return LOOK_LINE;
    case EX_T_REF:
        return type.of == EX_KIND_ExchangeServer && type.list ? LOOK_WORDS : LOOK_LINE;
    case EX_T_STRUCT:
        break;
    default:
        return LOOK_WORDS;
    }
    switch (type.of) {
    case EX_STRUCT_UnlimitedSize:
    case EX_STRUCT_UnlimitedInt:
    case EX_STRUCT_UnlimitedSpan:
    case EX_STRUCT_X509Identifier:
    case EX_STRUCT_Version:
    case EX_STRUCT_ADObjectId:
        return LOOK_LINE;
    default:
        return LOOK_WORDS;
    }
}

static struct ex_str without_end_blanks(struct ex_str text)
{
    while (text.n > 0 && ex_is_space(text.p[text.n - 1]))
        text.n--;
    return text;
}

/* One text of the pieces; their places in it are noted. `comma`: ends of lines after a comma
   have lost a blank. */
static struct ex_str joined(struct ex_arena *arena, const struct ex_text_member *member, bool comma)
{
    size_t room = 0;
    size_t n = 0;
    char *text;

    if (member->n_pieces == 1)
        return member->pieces[0].text;
    for (size_t i = 0; i < member->n_pieces; i++)
        room += member->pieces[i].text.n + 1;
    text = ex_arena_bytes(arena, room);
    for (size_t i = 0; i < member->n_pieces; i++) {
        struct ex_text_piece *piece = &member->pieces[i];

        piece->at = n;
        if (piece->text.n)
            memcpy(text + n, piece->text.p, piece->text.n);
        n += piece->text.n;
        if (comma && n > 0 && text[n - 1] == ',' && i + 1 < member->n_pieces)
            text[n++] = ' ';
    }
    return ex_str_n(text, n);
}

/* Whether a value has mail addresses of sorts that hold blanks. */
static bool has_directory_address(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        struct ex_str rest = ex_str_slice(text, i, text.n);

        if (ex_str_istarts(rest, EX_STR("X500:")) || ex_str_istarts(rest, EX_STR("X400:")) ||
            ex_str_istarts(rest, EX_STR("EUM:")))
            return true;
    }
    return false;
}

/* Where a byte of the value stands in the file. */
static uint64_t off_of(const struct ex_text_member *member, size_t at)
{
    size_t i = member->n_pieces - 1;

    while (i > 0 && member->pieces[i].at > at)
        i--;
    return member->pieces[i].off + (at - member->pieces[i].at);
}

/* Whether lines were broken where PowerShell breaks: a line is full, or ends in a blank (which
   may have been lost behind a comma). */
static bool are_wrapped(const struct ex_text_record *record, const struct ex_text_member *member)
{
    for (size_t i = 0; i + 1 < member->n_pieces; i++) {
        struct ex_str text = member->pieces[i].text;
        char last = text.n ? text.p[text.n - 1] : '\0';

        if (!last || ex_str_trim(member->pieces[i + 1].text).n == 0)
            return false;
        if (last != ' ' && !(last == ',' && !record->keeps_blanks) &&
            ex_utf8_count(text) != record->width)
            return false;
    }
    return true;
}

/* Lines of Format-List as one text; p NULL when that is not certain. */
static struct ex_str unwrapped(const struct ex_text_record *record,
                               const struct ex_text_member *member, enum look look)
{
    struct ex_str none = {NULL, 0};
    struct ex_str text;

    if (member->n_pieces == 1 || record->form == EX_TEXT_CSV)
        return joined(record->arena, member, false);
    if (!are_wrapped(record, member) || look == LOOK_FREE ||
        (look == LOOK_LINE && !record->keeps_blanks))
        return none;
    if (record->keeps_blanks)
        return joined(record->arena, member, false);
    for (size_t i = 0; i < member->n_pieces; i++)
        member->pieces[i].text = without_end_blanks(member->pieces[i].text);
    text = joined(record->arena, member, true);
    return has_directory_address(text) ? none : text;
}

/* ---- what a text can be ---- */

static bool has_any(struct ex_str text, const char *chars)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] && strchr(chars, text.p[i]))
            return true;
    }
    return false;
}

#define BREAKS " \t\r\n,;|"

/* Letters, digits, what is not ASCII, and `others`; at least one. */
static bool made_of(struct ex_str text, const char *others)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool plain = ex_is_alpha(c) || ex_is_digit(c) || (unsigned char)c >= 0x80;

        if (!plain && (!c || !strchr(others, c)))
            return false;
    }
    return text.n > 0;
}

static bool is_host(struct ex_str text)
{
    return made_of(text, ".-_*[]:%");
}

static bool is_mail(struct ex_str text)
{
    size_t at = ex_str_find(text, '@');

    return at != SIZE_MAX && !has_any(text, BREAKS "\"?") &&
           is_host(ex_str_slice(text, at + 1, text.n));
}

static bool is_url(struct ex_str text)
{
    size_t scheme = ex_str_find_str(text, EX_STR("://"));
    struct ex_str rest = ex_str_slice(text, scheme == SIZE_MAX ? text.n : scheme + 3, text.n);
    struct ex_str host = ex_str_slice(rest, 0, ex_str_find(rest, '/'));

    return scheme != SIZE_MAX && made_of(ex_str_slice(text, 0, scheme), "+-.") && host.n &&
           !has_any(text, " \t\r\n|\"") && !has_any(host, "?,;") &&
           ex_str_find_str(rest, EX_STR("://")) == SIZE_MAX;
}

/* "SMTP:*.contoso.com;1" */
static bool is_address_space(struct ex_str text)
{
    size_t semicolon;
    uint64_t cost;

    if (ex_str_istarts(text, EX_STR("Local:")))
        text = ex_str_slice(text, 6, text.n);
    if (!ex_str_istarts(text, EX_STR("SMTP:")))
        return false;
    semicolon = ex_str_find(text, ';');
    return semicolon != SIZE_MAX && is_host(ex_str_slice(text, 5, semicolon)) &&
           ex_str_to_uint(ex_str_slice(text, semicolon + 1, text.n), &cost);
}

static const struct ex_str prefixes[] = {{"SMTP:", 5}, {"SIP:", 4},  {"X500:", 5},
                                         {"X400:", 5}, {"EUM:", 4},  {"SPO:", 4}};

static bool starts_address(struct ex_str text)
{
    for (size_t i = 0; i < EX_COUNT(prefixes); i++) {
        if (ex_str_istarts(text, prefixes[i]))
            return true;
    }
    return false;
}

/* `alone`: nothing but the prefix of the next could stand behind it. */
static bool is_proxy_address(struct ex_str text, bool alone)
{
    struct ex_str rest = ex_str_slice(text, ex_str_find(text, ':') + 1, text.n);

    if (!starts_address(text))
        return false;
    if (ex_str_istarts(text, prefixes[0]) || ex_str_istarts(text, prefixes[1]))
        return is_mail(rest);
    if (ex_str_istarts(text, prefixes[2]) && ex_str_starts(rest, EX_STR("/")))
        return !has_any(rest, "\r\n|") && !ex_str_ends(rest, EX_STR(";")) &&
               !ex_str_ends(rest, EX_STR(","));
    return alone;
}

/* Whether items of a type can be told apart, and whether a text is one. */
static bool is_item(struct ex_type type, struct ex_str text, bool alone)
{
    switch (type.base) {
    case EX_T_STRING:
        return type.of == 1 && is_host(text);
    case EX_T_ENUM:
    case EX_T_FLAGS:
        return made_of(text, "_") && !ex_is_digit(text.p[0]);
    case EX_T_GUID:
    case EX_T_INT:
    case EX_T_BOOL:
        return made_of(text, "-");
    case EX_T_REF:
        return type.of == EX_KIND_ExchangeServer && made_of(text, ".-_");
    case EX_T_STRUCT:
        break;
    default:
        return false;
    }
    switch (type.of) {
    case EX_STRUCT_AddressSpace:
        return is_address_space(text);
    case EX_STRUCT_SmartHost:
    case EX_STRUCT_IPBinding:
    case EX_STRUCT_SmtpDomain:
        return is_host(text);
    case EX_STRUCT_IPRange:
        return made_of(text, ".-:/()%");
    case EX_STRUCT_SmtpAddress:
        return is_mail(text);
    case EX_STRUCT_ProxyAddress:
    case EX_STRUCT_AddressTemplate:
        return is_proxy_address(text, alone);
    case EX_STRUCT_Url:
        return is_url(text);
    default:
        return false;
    }
}

/* Whether items of a type have a form by which they can be told apart. */
static bool has_form(struct ex_type type)
{
    switch (type.base) {
    case EX_T_STRING:
        return type.of == 1;
    case EX_T_REF:
        return type.of == EX_KIND_ExchangeServer;
    case EX_T_STRUCT:
        return type.of != EX_STRUCT_ADObjectId;
    default:
        return true;
    }
}

/* What is left of an object or list whose text nobody wrote. */
static bool is_type_name(struct ex_str text)
{
    static const struct ex_str starts[] = {
        {"System.Collections", 18}, {"System.Object", 13}, {"System.String", 13},
        {"System.Byte", 11}, {"Microsoft.Exchange.Data.", 24},
        {"Microsoft.Exchange.Management.", 30}, {"Microsoft.Exchange.MessagingPolicies.", 37},
        {"Deserialized.", 13}, {"Selected.", 9}, {"@{", 2},
    };

    for (size_t i = 0; i < EX_COUNT(starts); i++) {
        if (ex_str_starts(text, starts[i]))
            return true;
    }
    return false;
}

static bool ends_in_dots(struct ex_str text)
{
    return ex_str_ends(text, EX_STR("...")) || ex_str_ends(text, EX_STR("\xE2\x80\xA6"));
}

/* A question mark where the type allows none: Export-Csv writes it for letters beyond ASCII. */
static bool is_mangled(struct ex_type type, struct ex_str text)
{
    size_t mark = ex_str_find(text, '?');
    struct ex_str rest;

    if (mark == SIZE_MAX)
        return false;
    if (type.base == EX_T_REF || (type.base == EX_T_STRING && type.of == 1))
        return true;
    if (type.base != EX_T_STRUCT)
        return false;
    if (type.of != EX_STRUCT_Url)
        return true;
    rest = ex_str_slice(text, ex_str_find_str(text, EX_STR("://")), mark);
    return ex_str_find(ex_str_slice(rest, 3, rest.n), '/') == SIZE_MAX;
}

/* A time that means the same everywhere: "2024-12-03T14:45:58Z", or with an offset. */
static bool is_absolute_time(struct ex_str text)
{
    struct ex_str tail = ex_str_slice(text, 19, text.n);

    return text.n > 19 && text.p[4] == '-' && text.p[10] == 'T' &&
           (ex_str_ends(tail, EX_STR("Z")) || has_any(tail, "+-"));
}

/* Whether Exchange leaves values of a type empty; of others an empty text says nothing. */
static bool may_be_empty(struct ex_type type)
{
    if (type.list)
        return true;
    switch (type.base) {
    case EX_T_BOOL:
    case EX_T_INT:
    case EX_T_DOUBLE:
    case EX_T_SIZE:
    case EX_T_SPAN:
    case EX_T_FLAGS:
        return false;
    case EX_T_STRUCT:
        return type.of != EX_STRUCT_UnlimitedSize && type.of != EX_STRUCT_UnlimitedInt &&
               type.of != EX_STRUCT_UnlimitedSpan && type.of != EX_STRUCT_Version &&
               type.of != EX_STRUCT_IPBinding && type.of != EX_STRUCT_IPRange;
    default:
        return true;
    }
}

/* ---- values ---- */

static void set_text(struct ex_raw *out, struct ex_str text, uint64_t off)
{
    out->kind = EX_RAW_TEXT;
    out->primitive = EX_RAW_STRING;
    out->text = text;
    out->off = off;
    out->start = off;
}

/* A list that items are added to. */
struct items {
    const struct ex_text_record *record;
    const struct ex_text_member *member;
    struct ex_str text; /* the whole value */
    struct ex_raw **tail;
};

static void add_item(struct items *items, struct ex_str text)
{
    struct ex_raw *item = EX_NEW(items->record->arena, struct ex_raw);

    set_text(item, text, off_of(items->member, (size_t)(text.p - items->text.p)));
    *items->tail = item;
    items->tail = &item->next;
}

static struct items begin_list(const struct ex_text_record *record,
                               const struct ex_text_member *member, struct ex_str text,
                               struct ex_raw *out)
{
    out->kind = EX_RAW_OBJECT;
    out->is_list = true;
    out->off = off_of(member, 0);
    out->start = out->off;
    return (struct items){record, member, text, &out->items};
}

/* A list of one item. */
static enum ex_text_loss read_one(struct items *items, struct ex_str text, struct ex_type type,
                                  bool alone)
{
    if (is_type_name(text))
        return EX_TEXT_TYPE;
    if (is_mangled(type, text))
        return EX_TEXT_MANGLED;
    if (has_form(type) && !is_item(type, text, alone))
        return EX_TEXT_JOINED;
    add_item(items, text);
    return EX_TEXT_KEPT;
}

/* "{a, b}" without its braces. */
static enum ex_text_loss read_braces(struct items *items, struct ex_str inner, struct ex_type type)
{
    struct ex_str element = inner;
    bool one = ex_str_find_str(inner, EX_STR(", ")) == SIZE_MAX;

    if (inner.n == 0)
        return EX_TEXT_KEPT;
    if (ends_in_dots(inner))
        return EX_TEXT_LIMITED;
    if (one)
        return read_one(items, inner, type, true);
    while (inner.p) {
        size_t comma = ex_str_find_str(inner, EX_STR(", "));

        element = ex_str_slice(inner, 0, comma);
        if (!is_item(type, element, true))
            return is_type_name(element) ? EX_TEXT_TYPE : EX_TEXT_JOINED;
        add_item(items, element);
        inner = comma == SIZE_MAX ? (struct ex_str){NULL, 0}
                                  : ex_str_slice(inner, comma + 2, inner.n);
    }
    return EX_TEXT_KEPT;
}

/* Where the next item of joined mail addresses starts: at a prefix behind a separator. */
static size_t next_address(struct ex_str text)
{
    for (size_t i = 1; i < text.n; i++) {
        struct ex_str before = ex_str_slice(text, i - 1, i);

        if (has_any(before, BREAKS) && starts_address(ex_str_slice(text, i, text.n)))
            return i;
    }
    return text.n;
}

/* The end of the first of several items that something joined. */
static size_t end_of_item(struct ex_str text, struct ex_type type, const char *breaks)
{
    size_t n = 0;

    if (type.base == EX_T_STRUCT &&
        (type.of == EX_STRUCT_ProxyAddress || type.of == EX_STRUCT_AddressTemplate))
        return next_address(text);
    while (n < text.n && !strchr(breaks, text.p[n]))
        n++;
    return n;
}

static struct ex_str trim_breaks(struct ex_str text, const char *breaks)
{
    while (text.n > 0 && strchr(breaks, text.p[0]))
        text = ex_str_slice(text, 1, text.n);
    while (text.n > 0 && strchr(breaks, text.p[text.n - 1]))
        text.n--;
    return text;
}

/* A list without braces: one item, or items that PowerShell or a script joined. */
static enum ex_text_loss read_joined(struct items *items, struct ex_str text, struct ex_type type)
{
    bool is_struct = type.base == EX_T_STRUCT;
    const char *breaks = is_struct && type.of == EX_STRUCT_AddressSpace ? " \t\r\n,|"
                         : is_struct && type.of == EX_STRUCT_Url        ? " \t\r\n"
                                                                        : BREAKS;

    if (is_type_name(text))
        return EX_TEXT_TYPE;
    if (ends_in_dots(text))
        return EX_TEXT_LIMITED;
    if (memchr(text.p, '\0', text.n) || text.p[0] == '{')
        return EX_TEXT_JOINED;
    if (!has_any(text, BREAKS))
        return read_one(items, text, type, false);
    while (text.n > 0) {
        size_t n = end_of_item(text, type, breaks);
        struct ex_str item = trim_breaks(ex_str_slice(text, 0, n), breaks);

        if (!is_item(type, item, false))
            return EX_TEXT_JOINED;
        add_item(items, item);
        text = trim_breaks(ex_str_slice(text, n, text.n), breaks);
    }
    return EX_TEXT_KEPT;
}

static enum ex_text_loss read_list(const struct ex_text_record *record,
                                   const struct ex_text_member *member, struct ex_str text,
                                   struct ex_type type, struct ex_raw *out)
{
    struct ex_str whole = text;
    struct ex_str trimmed = ex_str_trim(text);
    struct items items = begin_list(record, member, whole, out);
    bool braces = record->form == EX_TEXT_LIST && ex_str_starts(trimmed, EX_STR("{"));

    if (trimmed.n == 0)
        return EX_TEXT_KEPT;
    if (!braces)
        return read_joined(&items, trimmed, type);
    if (!ex_str_ends(trimmed, EX_STR("}")))
        return EX_TEXT_WRAPPED;
    return read_braces(&items, ex_str_slice(trimmed, 1, trimmed.n - 1), type);
}

static enum ex_text_loss read_scalar(const struct ex_text_record *record, struct ex_str text,
                                     struct ex_type type, uint64_t off, struct ex_raw *out)
{
    struct ex_str trimmed = ex_str_trim(text);

    set_text(out, text, off);
    if (trimmed.n == 0) {
        out->kind = EX_RAW_NULL;
        return may_be_empty(type) ? EX_TEXT_KEPT : EX_TEXT_EMPTY;
    }
    if (is_type_name(trimmed))
        return EX_TEXT_TYPE;
    if (record->form == EX_TEXT_LIST && trimmed.p[0] == '{' && trimmed.p[trimmed.n - 1] == '}' &&
        type.base != EX_T_GUID)
        return EX_TEXT_JOINED;
    if (type.base == EX_T_TIME && !is_absolute_time(trimmed))
        return EX_TEXT_LOCAL;
    if (is_mangled(type, trimmed))
        return EX_TEXT_MANGLED;
    if (type.base == EX_T_STRUCT && type.of == EX_STRUCT_Url && !is_url(trimmed))
        return EX_TEXT_PARTIAL;
    return EX_TEXT_KEPT;
}

enum ex_text_loss ex_text_value(const struct ex_text_record *record,
                                const struct ex_text_member *member, const struct ex_kind *kind,
                                int prop, struct ex_raw *out)
{
    struct ex_type type = kind->props[prop].type;
    struct ex_type element = {type.base, false, is_host_list(kind, prop) ? 1 : type.of};
    struct ex_str text;

    if (member->cut)
        return EX_TEXT_CUT;
    text = unwrapped(record, member, look_of(kind, prop));
    if (!text.p && member->n_pieces > 1)
        return EX_TEXT_WRAPPED;
    if (type.list)
        return read_list(record, member, text, element, out);
    return read_scalar(record, text, type, off_of(member, 0), out);
}
