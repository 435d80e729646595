/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From what a file says to a value of a property's type: one reader for each
 * type, lists, and the signs that an exporter cut a value off.
 */
#include "model/convert.h"

#include "base/limits.h"
#include "model/host.h"
#include "model/ingest.h"
#include "model/ingest_state.h"

struct ex_str ex_conv_keep(const struct ex_conv *conv, struct ex_str s)
{
    return conv->keep(conv->ctx, s);
}

void ex_set_absent(struct ex_value *value, enum ex_absence why)
{
    value->tag = EX_ABSENT;
    value->flags = (uint8_t)why;
    value->n = 0;
    value->u.i = 0;
}

void ex_set_null(struct ex_value *value)
{
    ex_set_absent(value, EX_NOT_IN_EXPORT);
    value->tag = EX_NULL;
}

void ex_set_bool(struct ex_value *value, bool b)
{
    ex_set_null(value);
    value->tag = EX_BOOL;
    value->u.b = b;
}

void ex_set_int(struct ex_value *value, int64_t i)
{
    ex_set_null(value);
    value->tag = EX_INT;
    value->u.i = i;
}

void ex_set_string(struct ex_value *value, struct ex_str kept)
{
    ex_set_null(value);
    value->tag = EX_STRING;
    value->u.s = kept.p ? kept.p : "";
    value->n = (uint32_t)kept.n;
}

void ex_set_list(struct ex_value *value, struct ex_value *items, size_t n, bool flags)
{
    ex_set_null(value);
    value->tag = EX_LIST;
    value->flags = flags;
    value->u.items = items;
    value->n = (uint32_t)n;
}

struct ex_value *ex_set_struct(struct ex_value *value, enum ex_struct_id id,
                               struct ex_arena *arena)
{
    size_t n = ex_structure(id)->n_fields;
    struct ex_value *fields = EX_NEW_ARRAY(arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++)
        fields[i].off = EX_NO_OFFSET;
    ex_set_null(value);
    value->tag = EX_STRUCT;
    value->flags = (uint8_t)id;
    value->u.items = fields;
    value->n = (uint32_t)n;
    return fields;
}

/** What one reader works on: a value of which there is a text or an object. */
struct reading {
    const struct ex_conv *conv;
    const struct ex_raw *raw; /**< never a reference */
    struct ex_str text;       /**< p NULL: none */
    struct ex_type type;
};

static bool read_bool(const struct reading *in, struct ex_value *out)
{
    bool b = false;
    if (!ex_parse_bool(ex_str_trim(in->text), &b))
        return false;
    ex_set_bool(out, b);
    return true;
}

static bool read_int(const struct reading *in, struct ex_value *out)
{
    int64_t i = 0;
    if (!ex_str_to_int(ex_str_trim(in->text), &i))
        return false;
    ex_set_int(out, i);
    return true;
}

static bool read_double(const struct reading *in, struct ex_value *out)
{
    double d = 0;
    if (!ex_parse_double(ex_str_trim(in->text), &d))
        return false;
    ex_set_null(out);
    out->tag = EX_DOUBLE;
    out->u.d = d;
    return true;
}

static bool read_string(const struct reading *in, struct ex_value *out)
{
    struct ex_str text = in->text.p ? in->text : ex_members_text(in->conv, in->raw);
    if (!text.p)
        return false;
    if (in->type.of == 1) {
        text = ex_str_trim(text);
        if (text.n == 0) {
            ex_set_null(out);
            return true;
        }
        text = ex_host_canonical(in->conv->arena, text);
    }
    ex_set_string(out, ex_conv_keep(in->conv, text));
    return true;
}

static bool read_guid(const struct reading *in, struct ex_value *out)
{
    char digits[36];
    if (ex_str_ieq(ex_str_trim(in->text), EX_STR("00000000-0000-0000-0000-000000000000"))) {
        ex_set_null(out);
        return true;
    }
    if (!ex_parse_guid(in->text, digits))
        return false;
    ex_set_string(out, ex_arena_str(in->conv->arena, ex_str_n(digits, sizeof digits)));
    return true;
}

/** 0001-01-01 is how .NET says that a time was never set. */
static bool read_time(const struct reading *in, struct ex_value *out)
{
    int64_t ticks = 0;
    if (!ex_parse_time(in->text, &ticks))
        return false;
    ex_set_int(out, ticks);
    out->tag = ticks < 864000000000 ? EX_NULL : EX_TIME;
    return true;
}

static bool read_span(const struct reading *in, struct ex_value *out)
{
    int64_t ticks = 0;
    struct ex_str text = in->text.p ? in->text : ex_member_text(in->raw, "Ticks");
    bool plain = !in->text.p;
    if (plain ? !ex_str_to_int(text, &ticks) : !ex_parse_span(text, &ticks))
        return false;
    ex_set_int(out, ticks);
    out->tag = EX_SPAN;
    return true;
}

static bool read_size(const struct reading *in, struct ex_value *out)
{
    int64_t bytes = 0;
    if (!ex_parse_size(in->text, &bytes))
        return false;
    ex_set_int(out, bytes);
    return true;
}

/** Whether a text has the form of a name in a .NET enumeration. */
static bool is_identifier(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!ex_is_alpha(text.p[i]) && text.p[i] != '_' && !(i > 0 && ex_is_digit(text.p[i])))
            return false;
    }
    return text.n > 0;
}

/** The canonical name of an enumeration's text; p NULL when it is none. */
static struct ex_str enum_name(const struct ex_conv *conv, const struct ex_enumeration *e,
                               struct ex_str text)
{
    int64_t number = 0;
    if (ex_str_to_int(text, &number))
        return ex_enum_by_number(e, number);
    struct ex_str name = ex_enum_by_name(e, text);
    if (!name.p && is_identifier(text))
        name = ex_conv_keep(conv, text);
    return name;
}

static bool read_enum(const struct reading *in, struct ex_value *out)
{
    struct ex_str name = enum_name(in->conv, ex_enumeration((enum ex_enum_id)in->type.of),
                                   ex_str_trim(in->text));
    if (!name.p)
        return false;
    ex_set_string(out, name);
    return true;
}

/** The names of the bits of a number; false when a bit has no name. */
static bool flags_of_number(const struct ex_enumeration *e, int64_t number, struct ex_value *items,
                            size_t *n)
{
    struct ex_str whole = ex_enum_by_number(e, number);
    if (whole.p && number != 0) {
        ex_set_string(&items[(*n)++], whole);
        return true;
    }
    for (size_t i = 0; i < e->n; i++) {
        int64_t bit = e->values[i].number;
        if (bit <= 0 || (number & bit) != bit)
            continue;
        number &= ~bit;
        ex_set_string(&items[(*n)++], e->values[i].name);
    }
    return number == 0;
}

static bool flags_of_names(const struct reading *in, const struct ex_enumeration *e,
                           struct ex_value *items, size_t room, size_t *n)
{
    struct ex_str rest = in->text;
    struct ex_str piece;
    while (ex_str_split(&rest, ',', &piece)) {
        struct ex_str name = enum_name(in->conv, e, ex_str_trim(piece));
        if (!name.p || *n == room)
            return false;
        if (!ex_str_eq(name, ex_enum_by_number(e, 0)))
            ex_set_string(&items[(*n)++], name);
    }
    return true;
}

static bool read_flags(const struct reading *in, struct ex_value *out)
{
    const struct ex_enumeration *e = ex_enumeration((enum ex_enum_id)in->type.of);
    enum { ROOM = 64 };
    struct ex_value *items = EX_NEW_ARRAY(in->conv->arena, ROOM, struct ex_value);
    int64_t number = 0;
    size_t n = 0;
    bool read = ex_str_to_int(ex_str_trim(in->text), &number)
                    ? flags_of_number(e, number, items, &n)
                    : in->text.p && flags_of_names(in, e, items, ROOM, &n);
    if (read)
        ex_set_list(out, items, n, true);
    return read;
}

static bool read_struct(const struct reading *in, struct ex_value *out)
{
    return ex_parse_struct(in->conv, in->raw, in->text, (enum ex_struct_id)in->type.of, out);
}

/** Until links are resolved, a link is what it says of its target. */
static bool read_ref(const struct reading *in, struct ex_value *out)
{
    return ex_parse_struct(in->conv, in->raw, in->text, EX_STRUCT_ADObjectId, out);
}

/** Whether nothing is left of an object: no text, members or items. */
static bool is_hollow(const struct ex_raw *raw)
{
    return raw->kind == EX_RAW_OBJECT && !raw->members && !raw->items && !ex_raw_text(raw).p;
}

static void convert_one(const struct ex_conv *conv, const struct ex_raw *raw, struct ex_type type,
                        struct ex_value *out)
{
    static bool (*const readers[])(const struct reading *, struct ex_value *) = {
        [EX_T_BOOL] = read_bool,     [EX_T_INT] = read_int,     [EX_T_DOUBLE] = read_double,
        [EX_T_STRING] = read_string, [EX_T_GUID] = read_guid,   [EX_T_TIME] = read_time,
        [EX_T_SPAN] = read_span,     [EX_T_SIZE] = read_size,   [EX_T_ENUM] = read_enum,
        [EX_T_FLAGS] = read_flags,   [EX_T_STRUCT] = read_struct, [EX_T_REF] = read_ref,
    };
    raw = ex_unwrapped(ex_raw_target(raw));
    if (raw)
        out->off = raw->off;
    if (!raw || raw->kind == EX_RAW_LOST || is_hollow(raw)) {
        ex_set_absent(out, EX_LOST_BY_DEPTH);
        return;
    }
    if (raw->kind == EX_RAW_NULL) {
        ex_set_null(out);
        return;
    }
    struct reading in = {conv, raw, ex_raw_text(raw), type};
    if (in.text.p && ex_is_leftover(in.text)) {
        ex_set_absent(out, EX_LOST_BY_DEPTH);
        return;
    }
    if (in.text.p && ex_str_trim(in.text).n == 0 && type.base != EX_T_STRING &&
        type.base != EX_T_FLAGS) {
        ex_set_null(out);
        return;
    }
    /* Of an object that has a text, that text is lost when its members do not say the value. */
    if (!readers[type.base](&in, out))
        ex_set_absent(out, !in.text.p && raw->members ? EX_LOST_BY_DEPTH : EX_UNREADABLE);
}

/** Whether a distinguished name begins after a blank: "CN=a,DC=x CN=b,DC=x". */
static bool has_second_dn(struct ex_str text)
{
    for (size_t i = 1; i < text.n; i++) {
        if (text.p[i] == ' ' && text.p[i - 1] != ',' &&
            ex_is_dn(ex_str_slice(text, i + 1, text.n)))
            return true;
    }
    return false;
}

/** Whether a domain with a slash begins after a blank: "contoso.com/a contoso.com/b". */
static bool has_second_path(struct ex_str text)
{
    struct ex_str rest = text;
    struct ex_str piece;
    size_t n = 0;
    while (ex_str_split(&rest, ' ', &piece)) {
        size_t slash = ex_str_find(piece, '/');
        n += slash != SIZE_MAX && ex_str_find(ex_str_slice(piece, 0, slash), '.') != SIZE_MAX;
    }
    return n > 1;
}

/**
 * Whether a text with blanks or commas is surely one item: the form of a name says so.
 * "EX01\owa (Default Web Site)", "contoso.com/Users/Anna Smith", a distinguished name.
 */
static bool is_one_name(struct ex_str text)
{
    size_t blank = ex_str_find(text, ' ');
    size_t comma = ex_str_find(text, ',');
    if (ex_is_dn(text))
        return !has_second_dn(text);
    size_t slash = ex_str_find(text, '/');
    if (comma == SIZE_MAX && slash < blank &&
        ex_str_find(ex_str_slice(text, 0, slash), '.') != SIZE_MAX)
        return !has_second_path(text);
    size_t backslash = ex_str_find(text, '\\');
    return comma == SIZE_MAX && backslash < blank && backslash == ex_str_rfind(text, '\\');
}

/** Whether a text may be several items that an exporter joined into one. */
static bool maybe_joined(struct ex_str text)
{
    bool several = ex_str_find(text, ' ') != SIZE_MAX || ex_str_find(text, ',') != SIZE_MAX;
    return ex_str_starts(text, EX_STR("{")) || (several && !is_one_name(text));
}

/** Whether values of a type (of SMTP) have no blanks, so that joined ones come apart at blanks. */
static bool is_without_blanks(struct ex_type type)
{
    static const bool structs[EX_N_STRUCTS] = {
        [EX_STRUCT_SmartHost] = true,  [EX_STRUCT_IPBinding] = true,   [EX_STRUCT_IPRange] = true,
        [EX_STRUCT_SmtpDomain] = true, [EX_STRUCT_SmtpAddress] = true,
        [EX_STRUCT_ProxyAddress] = true, [EX_STRUCT_AddressSpace] = true,
    };
    return type.base == EX_T_ENUM || type.base == EX_T_GUID || type.base == EX_T_INT ||
           (type.base == EX_T_REF && type.of == EX_KIND_ExchangeServer) ||
           (type.base == EX_T_STRUCT && structs[type.of]);
}

/** Whether a piece of a text is surely a whole item: of names only those that are known. */
static bool is_whole_piece(struct ex_type type, struct ex_str piece)
{
    if (type.base == EX_T_ENUM)
        return ex_enum_by_name(ex_enumeration((enum ex_enum_id)type.of), piece).p != NULL;
    /* of other protocols an address or address space may have blanks */
    bool prefixed = type.base == EX_T_STRUCT &&
                    (type.of == EX_STRUCT_ProxyAddress || type.of == EX_STRUCT_AddressSpace);
    return !prefixed || ex_str_istarts(piece, EX_STR("SMTP:"));
}

/** "Basic Fba", "0.0.0.0:25 [::]:25": false when a piece is not surely a value of the type. */
static bool convert_joined(const struct ex_conv *conv, const struct ex_raw *raw,
                           struct ex_type element, struct ex_value *out)
{
    enum { MOST = 256 };
    struct ex_str rest = ex_raw_text(raw);
    struct ex_str piece;
    struct ex_value *items = EX_NEW_ARRAY(conv->arena, MOST, struct ex_value);
    size_t n = 0;
    if (!rest.p || !is_without_blanks(element))
        return false;
    while (ex_str_split(&rest, ' ', &piece)) {
        struct ex_raw one = {.kind = EX_RAW_TEXT, .text = piece, .off = raw->off};
        if (n == MOST || !is_whole_piece(element, piece))
            return false;
        convert_one(conv, &one, element, &items[n]);
        if (items[n].tag == EX_ABSENT || items[n].tag == EX_NULL)
            return false;
        n++;
    }
    ex_set_list(out, items, n, false);
    return true;
}

/** A list that stands as one value: the list of it, unless several were joined. */
static void convert_scalar_list(const struct ex_conv *conv, const struct ex_raw *raw,
                                struct ex_type element, struct ex_value *out)
{
    struct ex_str text = ex_raw_text(raw);
    if (text.p && (maybe_joined(ex_str_trim(text)) || ex_is_leftover(text))) {
        if (!convert_joined(conv, raw, element, out))
            ex_set_absent(out, EX_LOST_BY_DEPTH);
        return;
    }
    struct ex_value *item = EX_NEW(conv->arena, struct ex_value);
    convert_one(conv, raw, element, item);
    if (item->tag == EX_ABSENT)
        ex_set_absent(out, (enum ex_absence)item->flags);
    else
        ex_set_list(out, item, item->tag != EX_NULL && (!text.p || text.n > 0), false);
}

/** The items of a list but nulls; one that cannot be read makes the whole list unknown. */
static void convert_items(const struct ex_conv *conv, const struct ex_raw *first,
                          struct ex_type element, struct ex_value *out)
{
    size_t n = 0;
    for (const struct ex_raw *item = first; item && n < EX_MAX_LIST_ITEMS; item = item->next)
        n++;
    struct ex_value *items = EX_NEW_ARRAY(conv->arena, n, struct ex_value);
    size_t kept = 0;
    const struct ex_raw *item = first;
    for (size_t i = 0; i < n; i++, item = item->next) {
        items[kept].off = EX_NO_OFFSET;
        convert_one(conv, item, element, &items[kept]);
        if (items[kept].tag == EX_ABSENT) {
            ex_set_absent(out, (enum ex_absence)items[kept].flags);
            return;
        }
        kept += items[kept].tag != EX_NULL;
    }
    if (item)
        ex_set_absent(out, EX_UNREADABLE); /* more items than the limit */
    else
        ex_set_list(out, items, kept, false);
}

static void convert_list(const struct ex_conv *conv, const struct ex_raw *raw, struct ex_type type,
                         struct ex_value *out)
{
    struct ex_type element = {type.base, false, type.of};
    raw = ex_unwrapped(ex_raw_target(raw)); /* Windows PowerShell wraps some arrays */
    if (raw)
        out->off = raw->off;
    if (!raw || raw->kind == EX_RAW_LOST || (!raw->is_list && is_hollow(raw))) {
        ex_set_absent(out, EX_LOST_BY_DEPTH);
        return;
    }
    if (raw->kind == EX_RAW_NULL) {
        ex_set_list(out, NULL, 0, false);
        return;
    }
    if (!raw->is_list) {
        convert_scalar_list(conv, raw, element, out);
        return;
    }
    convert_items(conv, raw->items, element, out);
}

void ex_convert(struct ex_batch *batch, const struct ex_raw *raw, struct ex_type type,
                struct ex_value *out)
{
    struct ex_conv conv = {batch->arena, ex_ingest_keep, batch};
    out->off = EX_NO_OFFSET;
    if (type.list)
        convert_list(&conv, raw, type, out);
    else
        convert_one(&conv, raw, type, out);
}
