/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A bounded reader of the .NET binary format (MS-NRBF), as far as
 * SerializationData of an ExchangeCertificate needs it.
 *
 * A stream is a header and then records until MessageEnd. A class record
 * carries the names and types of its members and then their values; a member
 * that is not a primitive is a record of its own, standing in line or
 * referred to by an id. Newer builds wrap the stream: `#sig#`, its length,
 * the stream, 32 bytes of authentication, which is not checked.
 *
 * The reader walks over all records (so that damage is noticed), keeps the
 * class layouts by id, and notes the values of the root's members. Method
 * calls (records 21 and 22) are refused: data holds none. CertData is a row
 * of properties, each with id, encoding and length; 11 is the friendly name.
 */
#include "formats/import/nrbf.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

enum record {
    REC_HEADER = 0,
    REC_CLASS_WITH_ID = 1,
    REC_SYSTEM_CLASS = 2,
    REC_CLASS = 3,
    REC_SYSTEM_CLASS_TYPED = 4,
    REC_CLASS_TYPED = 5,
    REC_STRING = 6,
    REC_ARRAY = 7,
    REC_PRIMITIVE = 8,
    REC_REFERENCE = 9,
    REC_NULL = 10,
    REC_END = 11,
    REC_LIBRARY = 12,
    REC_NULLS_256 = 13,
    REC_NULLS = 14,
    REC_ARRAY_PRIMITIVE = 15,
    REC_ARRAY_OBJECT = 16,
    REC_ARRAY_STRING = 17,
    N_RECORDS
};

enum member_type {
    TYPE_PRIMITIVE = 0,
    TYPE_STRING = 1,
    TYPE_OBJECT = 2,
    TYPE_SYSTEM_CLASS = 3,
    TYPE_CLASS = 4,
    TYPE_OBJECT_ARRAY = 5,
    TYPE_STRING_ARRAY = 6,
    TYPE_PRIMITIVE_ARRAY = 7,
};

enum primitive {
    PRIM_BOOLEAN = 1,
    PRIM_BYTE = 2,
    PRIM_CHAR = 3,
    PRIM_DECIMAL = 5,
    PRIM_INT32 = 8,
    PRIM_STRING = 18,
    N_PRIMITIVES
};

/* Bytes of a primitive; 0: not of a fixed size, or not allowed. */
static const uint8_t primitive_size[N_PRIMITIVES] = {
    [1] = 1,  [2] = 1,  [6] = 8,  [7] = 2,  [8] = 4,  [9] = 8,  [10] = 1,
    [11] = 4, [12] = 8, [13] = 8, [14] = 2, [15] = 4, [16] = 8,
};

#define MAX_MEMBERS        1024u
#define MAX_STRING_BYTES   (1u << 20)
#define MAX_ITEMS          (16u << 20)
#define PROP_FRIENDLY_NAME 11u

struct member {
    struct ex_str name;
    uint8_t type;
    uint8_t primitive;
};

struct layout {
    struct layout *next;
    int32_t id;
    struct ex_str name;
    uint32_t n;
    struct member *members;
};

enum value_kind {
    VALUE_NONE,
    VALUE_NULL,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_BYTES,
    VALUE_REFERENCE
};

/* What is remembered of a value: enough for enumerations, strings and byte arrays. */
struct value {
    uint8_t kind;
    int64_t number;     /* also the target of a reference */
    struct ex_str text; /* slice of the stream */
};

/* A value that others may refer to. */
struct named {
    struct named *next;
    int32_t id;
    struct value value;
};

struct root {
    struct layout *layout;
    struct value *values;
};

struct reader {
    struct ex_arena *arena;
    struct ex_rd rd;
    const char *why;
    uint32_t records;
    uint32_t nulls; /* left over of a run of nulls in an array */
    int32_t root_id;
    bool ended;
    struct layout *layouts;
    struct named *named;
    struct root root;
};

static bool damaged(struct reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

static bool too_short(struct reader *r)
{
    return damaged(r, "the stream ends too early");
}

static bool read_string(struct reader *r, struct ex_str *out)
{
    uint32_t n = 0;
    unsigned shift;
    uint8_t part = 0x80;
    struct ex_rd text;

    for (shift = 0; part & 0x80; shift += 7) {
        if (shift > 28 || !ex_rd_u8(&r->rd, &part))
            return damaged(r, "a string has a bad length");
        n |= (uint32_t)(part & 0x7f) << shift;
    }
    if (n > MAX_STRING_BYTES)
        return damaged(r, "a string is too long");
    if (!ex_rd_take(&r->rd, n, &text))
        return too_short(r);
    *out = ex_str_n((const char *)text.p, text.n);
    return true;
}

static bool skip_char(struct reader *r)
{
    uint8_t first;
    size_t more;

    if (!ex_rd_u8(&r->rd, &first))
        return too_short(r);
    more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    return ex_rd_skip(&r->rd, more) || too_short(r);
}

static bool read_primitive(struct reader *r, uint8_t type, struct value *out)
{
    uint8_t byte;
    int32_t number;

    *out = (struct value){.kind = VALUE_NUMBER};
    if (type == PRIM_CHAR)
        return skip_char(r);
    if (type == PRIM_DECIMAL || type == PRIM_STRING) {
        out->kind = VALUE_STRING;
        return read_string(r, &out->text);
    }
    if (type >= N_PRIMITIVES || !primitive_size[type])
        return damaged(r, "a primitive of unknown type");
    if (type == PRIM_BOOLEAN || type == PRIM_BYTE) {
        if (!ex_rd_u8(&r->rd, &byte))
            return too_short(r);
        out->number = byte;
        return true;
    }
    if (type == PRIM_INT32) {
        if (!ex_rd_i32le(&r->rd, &number))
            return too_short(r);
        out->number = number;
        return true;
    }
    out->kind = VALUE_NONE;
    return ex_rd_skip(&r->rd, primitive_size[type]) || too_short(r);
}

static void remember(struct reader *r, int32_t id, const struct value *value)
{
    struct named *named = EX_NEW(r->arena, struct named);

    *named = (struct named){r->named, id, *value};
    r->named = named;
}

static struct layout *find_layout(const struct reader *r, int32_t id)
{
    struct layout *layout = r->layouts;

    while (layout && layout->id != id)
        layout = layout->next;
    return layout;
}

static bool read_record(struct reader *r, unsigned depth, struct value *out);

/* A member or item that is not a primitive: library records may stand before it. */
static bool read_object(struct reader *r, unsigned depth, struct value *out)
{
    uint8_t next = REC_LIBRARY;

    while (r->rd.n && (next = r->rd.p[0]) == REC_LIBRARY) {
        if (!read_record(r, depth, out))
            return false;
    }
    if (next == REC_END)
        return damaged(r, "the stream ends inside an object");
    return read_record(r, depth, out);
}

/* Only the root's values are kept; of the others, an enumeration has one. */
static bool read_members(struct reader *r, int32_t id, struct layout *layout, unsigned depth,
                         struct value *out)
{
    bool is_root = id == r->root_id;
    struct value *values = is_root ? EX_NEW_ARRAY(r->arena, layout->n, struct value) : NULL;
    struct value value = {.kind = VALUE_NONE};
    uint32_t i;

    for (i = 0; i < layout->n; i++) {
        const struct member *member = &layout->members[i];
        bool good = member->type == TYPE_PRIMITIVE ? read_primitive(r, member->primitive, &value)
                                                   : read_object(r, depth + 1, &value);
        if (!good)
            return false;
        if (r->nulls)
            return damaged(r, "a run of nulls outside an array");
        if (is_root)
            values[i] = value;
    }
    *out = (struct value){.kind = VALUE_NONE};
    if (layout->n == 1 && ex_str_eq(layout->members[0].name, EX_STR("value__")))
        *out = value;
    remember(r, id, out);
    if (is_root)
        r->root = (struct root){layout, values};
    return true;
}

static bool read_element_type(struct reader *r, uint8_t type, uint8_t *primitive)
{
    struct ex_str name;
    int32_t library;

    switch (type) {
    case TYPE_PRIMITIVE:
    case TYPE_PRIMITIVE_ARRAY:
        return ex_rd_u8(&r->rd, primitive) || too_short(r);
    case TYPE_SYSTEM_CLASS:
        return read_string(r, &name);
    case TYPE_CLASS:
        return read_string(r, &name) && (ex_rd_i32le(&r->rd, &library) || too_short(r));
    case TYPE_STRING:
    case TYPE_OBJECT:
    case TYPE_OBJECT_ARRAY:
    case TYPE_STRING_ARRAY:
        return true;
    default:
        return damaged(r, "a member of unknown type");
    }
}

static bool read_member_types(struct reader *r, struct layout *layout)
{
    uint32_t i;

    for (i = 0; i < layout->n; i++) {
        if (!ex_rd_u8(&r->rd, &layout->members[i].type))
            return too_short(r);
    }
    for (i = 0; i < layout->n; i++) {
        struct member *member = &layout->members[i];

        if (!read_element_type(r, member->type, &member->primitive))
            return false;
    }
    return true;
}

static bool read_layout(struct reader *r, bool typed, struct layout **out)
{
    struct layout *layout = EX_NEW(r->arena, struct layout);
    int32_t n;
    uint32_t i;

    if (!ex_rd_i32le(&r->rd, &layout->id))
        return too_short(r);
    if (!read_string(r, &layout->name))
        return false;
    if (!ex_rd_i32le(&r->rd, &n))
        return too_short(r);
    if (n < 0 || n > (int32_t)MAX_MEMBERS || (size_t)n > r->rd.n)
        return damaged(r, "a class has too many members");
    layout->n = (uint32_t)n;
    layout->members = EX_NEW_ARRAY(r->arena, layout->n, struct member);
    for (i = 0; i < layout->n; i++) {
        layout->members[i].type = TYPE_OBJECT;
        if (!read_string(r, &layout->members[i].name))
            return false;
    }
    layout->next = r->layouts;
    r->layouts = layout;
    *out = layout;
    return !typed || read_member_types(r, layout);
}

static bool read_class(struct reader *r, bool typed, bool library, unsigned depth,
                       struct value *out)
{
    struct layout *layout;
    int32_t library_id;

    if (!read_layout(r, typed, &layout))
        return false;
    if (library && !ex_rd_i32le(&r->rd, &library_id))
        return too_short(r);
    return read_members(r, layout->id, layout, depth, out);
}

static bool read_class_again(struct reader *r, unsigned depth, struct value *out)
{
    int32_t id;
    int32_t like;
    struct layout *layout;

    if (!ex_rd_i32le(&r->rd, &id) || !ex_rd_i32le(&r->rd, &like))
        return too_short(r);
    layout = find_layout(r, like);
    if (!layout)
        return damaged(r, "an object of a class that is not described");
    return read_members(r, id, layout, depth, out);
}

static bool read_items(struct reader *r, uint32_t n, unsigned depth)
{
    struct value item;

    while (n > 0) {
        if (!read_object(r, depth + 1, &item))
            return false;
        n--;
        if (r->nulls > n)
            return damaged(r, "more items than the array has");
        n -= r->nulls;
        r->nulls = 0;
    }
    return true;
}

static bool read_primitives(struct reader *r, uint8_t type, uint32_t n, struct value *out)
{
    size_t size = type < N_PRIMITIVES ? primitive_size[type] : 0;
    struct value item;
    struct ex_rd bytes;

    if (size) {
        if (!ex_rd_take(&r->rd, size * n, &bytes))
            return too_short(r);
        out->kind = type == PRIM_BYTE ? VALUE_BYTES : VALUE_NONE;
        out->text = ex_str_n((const char *)bytes.p, bytes.n);
        return true;
    }
    while (n-- > 0) {
        if (!read_primitive(r, type, &item))
            return false;
    }
    return true;
}

static bool read_length(struct reader *r, uint32_t *out)
{
    int32_t n;

    if (!ex_rd_i32le(&r->rd, &n))
        return too_short(r);
    if (n < 0 || (uint32_t)n > MAX_ITEMS)
        return damaged(r, "an array has a bad length");
    *out = (uint32_t)n;
    return true;
}

/* Records 15, 16 and 17: one dimension, starting at 0. */
static bool read_simple_array(struct reader *r, uint8_t kind, unsigned depth, struct value *out)
{
    int32_t id;
    uint32_t n;
    uint8_t type = 0;

    *out = (struct value){.kind = VALUE_NONE};
    if (!ex_rd_i32le(&r->rd, &id))
        return too_short(r);
    if (!read_length(r, &n))
        return false;
    if (kind != REC_ARRAY_PRIMITIVE) {
        remember(r, id, out);
        return read_items(r, n, depth);
    }
    if (!ex_rd_u8(&r->rd, &type))
        return too_short(r);
    if (!read_primitives(r, type, n, out))
        return false;
    remember(r, id, out);
    return true;
}

/* Record 7: any rank, any lower bounds (kinds 3 to 5). */
static bool read_array(struct reader *r, unsigned depth, struct value *out)
{
    int32_t id;
    int32_t rank;
    int32_t i;
    uint8_t kind;
    uint8_t type;
    uint8_t primitive = 0;
    uint32_t n;
    uint64_t total = 1;

    *out = (struct value){.kind = VALUE_NONE};
    if (!ex_rd_i32le(&r->rd, &id) || !ex_rd_u8(&r->rd, &kind) || !ex_rd_i32le(&r->rd, &rank))
        return too_short(r);
    if (rank < 1 || rank > 32 || kind > 5)
        return damaged(r, "an array of unknown shape");
    for (i = 0; i < rank; i++) {
        if (!read_length(r, &n))
            return false;
        total *= n;
        if (total > MAX_ITEMS)
            return damaged(r, "an array has a bad length");
    }
    if (kind >= 3 && !ex_rd_skip(&r->rd, (size_t)rank * 4))
        return too_short(r);
    if (!ex_rd_u8(&r->rd, &type))
        return too_short(r);
    if (!read_element_type(r, type, &primitive))
        return false;
    remember(r, id, out);
    return type == TYPE_PRIMITIVE ? read_primitives(r, primitive, (uint32_t)total, out)
                                  : read_items(r, (uint32_t)total, depth);
}

static bool read_object_string(struct reader *r, struct value *out)
{
    int32_t id;

    if (!ex_rd_i32le(&r->rd, &id))
        return too_short(r);
    *out = (struct value){.kind = VALUE_STRING};
    if (!read_string(r, &out->text))
        return false;
    remember(r, id, out);
    return true;
}

static bool read_reference(struct reader *r, struct value *out)
{
    int32_t id;

    if (!ex_rd_i32le(&r->rd, &id))
        return too_short(r);
    *out = (struct value){.kind = VALUE_REFERENCE, .number = id};
    return true;
}

static bool read_library(struct reader *r)
{
    int32_t id;
    struct ex_str name;

    if (!ex_rd_i32le(&r->rd, &id))
        return too_short(r);
    return read_string(r, &name);
}

static bool read_nulls(struct reader *r, bool small, struct value *out)
{
    uint8_t byte = 0;
    int32_t n = 0;

    *out = (struct value){.kind = VALUE_NULL};
    if (small ? !ex_rd_u8(&r->rd, &byte) : !ex_rd_i32le(&r->rd, &n))
        return too_short(r);
    if (small)
        n = byte;
    if (n < 1)
        return damaged(r, "a run of nulls has a bad length");
    r->nulls = (uint32_t)n - 1;
    return true;
}

static bool read_boxed(struct reader *r, struct value *out)
{
    uint8_t type;

    if (!ex_rd_u8(&r->rd, &type))
        return too_short(r);
    return read_primitive(r, type, out);
}

static bool read_header(struct reader *r)
{
    int32_t header_id;
    int32_t major;
    int32_t minor;

    if (!ex_rd_i32le(&r->rd, &r->root_id) || !ex_rd_i32le(&r->rd, &header_id) ||
        !ex_rd_i32le(&r->rd, &major) || !ex_rd_i32le(&r->rd, &minor))
        return too_short(r);
    return (major == 1 && minor == 0) || damaged(r, "a stream of another version");
}

static bool dispatch(struct reader *r, uint8_t kind, unsigned depth, struct value *out)
{
    switch (kind) {
    case REC_CLASS_WITH_ID:
        return read_class_again(r, depth, out);
    case REC_SYSTEM_CLASS:
    case REC_CLASS:
        return read_class(r, false, kind == REC_CLASS, depth, out);
    case REC_SYSTEM_CLASS_TYPED:
    case REC_CLASS_TYPED:
        return read_class(r, true, kind == REC_CLASS_TYPED, depth, out);
    case REC_STRING:
        return read_object_string(r, out);
    case REC_ARRAY:
        return read_array(r, depth, out);
    case REC_PRIMITIVE:
        return read_boxed(r, out);
    case REC_REFERENCE:
        return read_reference(r, out);
    case REC_NULL:
        out->kind = VALUE_NULL;
        return true;
    case REC_END:
        r->ended = true;
        return true;
    case REC_LIBRARY:
        return read_library(r);
    case REC_NULLS_256:
    case REC_NULLS:
        return read_nulls(r, kind == REC_NULLS_256, out);
    case REC_ARRAY_PRIMITIVE:
    case REC_ARRAY_OBJECT:
    case REC_ARRAY_STRING:
        return read_simple_array(r, kind, depth, out);
    default:
        return damaged(r, "a record of unknown type");
    }
}

static bool read_record(struct reader *r, unsigned depth, struct value *out)
{
    uint8_t kind;

    *out = (struct value){.kind = VALUE_NONE};
    if (depth > EX_MAX_NRBF_DEPTH)
        return damaged(r, "objects are nested too deeply");
    if (++r->records > EX_MAX_NRBF_RECORDS)
        return damaged(r, "too many records");
    if (!ex_rd_u8(&r->rd, &kind))
        return too_short(r);
    return dispatch(r, kind, depth, out);
}

/* The wrapper of newer builds: take what is inside. */
static bool unwrap(struct reader *r)
{
    static const char mark[] = "#sig#";
    const size_t mark_n = sizeof mark - 1;
    uint32_t n;

    if (r->rd.n < mark_n || memcmp(r->rd.p, mark, mark_n) != 0)
        return true;
    if (!ex_rd_skip(&r->rd, mark_n) || !ex_rd_u32le(&r->rd, &n) || !ex_rd_take(&r->rd, n, &r->rd))
        return damaged(r, "the signed wrapper is longer than its content");
    return true;
}

static bool read_stream(struct reader *r)
{
    uint8_t kind;
    struct value ignored;

    if (!unwrap(r))
        return false;
    if (!ex_rd_u8(&r->rd, &kind))
        return too_short(r);
    if (kind != REC_HEADER)
        return damaged(r, "not a .NET binary stream");
    if (!read_header(r))
        return false;
    while (!r->ended) {
        r->nulls = 0;
        if (!read_record(r, 0, &ignored))
            return false;
    }
    return true;
}

static struct value resolve(const struct reader *r, struct value value)
{
    const struct named *named;

    if (value.kind != VALUE_REFERENCE)
        return value;
    for (named = r->named; named; named = named->next) {
        if (named->id == value.number)
            return named->value.kind == VALUE_REFERENCE ? (struct value){.kind = VALUE_NONE}
                                                        : named->value;
    }
    return (struct value){.kind = VALUE_NONE};
}

static struct ex_str utf16_text(struct ex_arena *arena, struct ex_rd bytes)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    uint16_t unit;
    uint16_t low;

    while (ex_rd_u16le(&bytes, &unit) && unit != 0) {
        struct ex_rd ahead = bytes;
        uint32_t rune = unit;

        if (unit >= 0xD800 && unit < 0xDC00 && ex_rd_u16le(&ahead, &low) && low >= 0xDC00 &&
            low < 0xE000) {
            rune = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (low - 0xDC00u);
            bytes = ahead;
        }
        ex_buf_add_rune(&text, rune);
    }
    return ex_arena_str(arena, ex_buf_str(&text));
}

/* The friendly name among the properties of CertData. */
static bool find_friendly_name(struct ex_arena *arena, struct ex_str data, struct ex_str *out)
{
    struct ex_rd rd = ex_rd(data.p, data.n);
    struct ex_rd bytes;
    uint32_t id;
    uint32_t encoding;
    uint32_t n;

    while (ex_rd_u32le(&rd, &id) && ex_rd_u32le(&rd, &encoding) && ex_rd_u32le(&rd, &n) &&
           ex_rd_take(&rd, n, &bytes)) {
        if (id == PROP_FRIENDLY_NAME) {
            *out = utf16_text(arena, bytes);
            return true;
        }
    }
    return false;
}

static struct value root_member(const struct reader *r, struct ex_str name)
{
    uint32_t i;

    for (i = 0; i < r->root.layout->n; i++) {
        if (ex_str_eq(r->root.layout->members[i].name, name))
            return resolve(r, r->root.values[i]);
    }
    return (struct value){.kind = VALUE_NONE};
}

static bool take_number(const struct reader *r, struct ex_str name, int64_t *out)
{
    struct value value = root_member(r, name);

    *out = value.number;
    return value.kind == VALUE_NUMBER;
}

static bool take_bool(const struct reader *r, struct ex_str name, bool *out)
{
    int64_t number;
    bool found = take_number(r, name, &number);

    *out = found && number != 0;
    return found;
}

static void take_facts(const struct reader *r, struct ex_nrbf_certificate *out)
{
    struct value identity = root_member(r, EX_STR("Identity"));
    struct value data = root_member(r, EX_STR("CertData"));

    out->has_self_signed = take_bool(r, EX_STR("SelfSigned"), &out->self_signed);
    out->has_exportable = take_bool(r, EX_STR("PrivateKeyExportable"), &out->exportable);
    out->has_status = take_number(r, EX_STR("Status"), &out->status);
    out->has_root_ca_type = take_number(r, EX_STR("RootCAType"), &out->root_ca_type);
    out->has_services = take_number(r, EX_STR("Services"), &out->services);
    if (identity.kind == VALUE_STRING && ex_utf8_valid(identity.text)) {
        out->has_identity = true;
        out->identity = ex_arena_str(r->arena, identity.text);
    }
    if (data.kind == VALUE_BYTES)
        out->has_friendly_name = find_friendly_name(r->arena, data.text, &out->friendly_name);
}

bool ex_nrbf_read(struct ex_arena *arena, const void *bytes, size_t n,
                  struct ex_nrbf_certificate *out, const char **why)
{
    struct reader r = {.arena = arena, .rd = ex_rd(bytes, n)};
    bool good;

    *out = (struct ex_nrbf_certificate){0};
    if (n > EX_MAX_NRBF_BYTES)
        good = damaged(&r, "longer than the limit for SerializationData");
    else
        good = read_stream(&r);
    if (good &&
        (!r.root.layout || !ex_str_ends(r.root.layout->name, EX_STR(".ExchangeCertificate"))))
        good = damaged(&r, "not an ExchangeCertificate");
    if (good)
        take_facts(&r, out);
    if (why)
        *why = r.why;
    return good;
}
