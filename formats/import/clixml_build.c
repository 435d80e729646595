/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From XML events to records.
 *
 * CLIXML in short: below the root `Objs` stand the objects of the pipeline.
 * An `Obj` has type names (`TN`, or `TNRef` to an earlier one), perhaps a
 * `ToString`, perhaps a primitive value or a list (`LST`, `IE`, `STK`, `QUE`)
 * or dictionary (`DCT` of `En` of Key and Value), its .NET properties in
 * `Props`, and what PowerShell added in `MS`; members carry their name in
 * the attribute N. A primitive is an element named after its type. `Ref`
 * stands for an object that was written before. Order is not relied on, and
 * unknown elements are skipped with all they contain.
 *
 * Each open element has a frame on a stack of fixed height. A record is what
 * stands directly below a root; its memory is dropped when the sink has seen
 * it. A list at the top whose own type is no known kind is an array that was
 * exported as one object: its items are records too, so that memory stays flat.
 */
#include "base/limits.h"
#include "formats/import/clixml.h"

#include <stdlib.h>

#define MAX_TYPES        256u /* in one TN */
#define BASE64_OF(bytes) ((bytes) / 3u * 4u + 4096u)

const struct ex_str ex_clixml_names[EX_CLIXML_N_TAGS] = {
#define NAME(tag) {#tag, sizeof #tag - 1},
    EX_CLIXML_TAGS(NAME)
#undef NAME
};

static struct ex_clixml_frame *top(struct ex_clixml_builder *b)
{
    return &b->frames[b->depth - 1];
}

static bool halt(struct ex_clixml_builder *b, enum ex_clixml_stop why, uint64_t offset)
{
    b->stop = (uint8_t)why;
    b->stop_offset = offset;
    return false;
}

/* ---- placing a value ---- */

static void append(struct ex_raw **first, struct ex_raw **last, struct ex_raw *raw)
{
    if (*last)
        (*last)->next = raw;
    else
        *first = raw;
    *last = raw;
}

static struct ex_raw *new_raw(struct ex_clixml_builder *b, const struct ex_xml_element *element)
{
    struct ex_raw *raw = EX_NEW(b->arena, struct ex_raw);

    raw->off = raw->start = element->start;
    if (element->attributes[EX_XML_N].p)
        raw->name = ex_clixml_unescape(b->arena, element->attributes[EX_XML_N]);
    return raw;
}

static void add_item(struct ex_clixml_builder *b, struct ex_clixml_frame *owner, struct ex_raw *raw)
{
    if (owner->n_items >= EX_MAX_LIST_ITEMS) {
        /* A list that is not complete must not look as if it were. */
        b->counts.long_lists += owner->raw->kind != EX_RAW_LOST;
        owner->raw->kind = EX_RAW_LOST;
        return;
    }
    owner->n_items++;
    append(&owner->raw->items, &owner->last_item, raw);
}

/* A new value below `parent`, or NULL where none can stand. */
static struct ex_raw *place(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                            const struct ex_xml_element *element)
{
    struct ex_clixml_frame *owner = &b->frames[parent->owner];
    struct ex_raw *raw = new_raw(b, element);

    switch (parent->role) {
    case EX_CLIXML_ROOT:
        return raw;
    case EX_CLIXML_MEMBERS:
        raw->note = parent->notes;
        append(&owner->raw->members, &owner->last_member, raw);
        return raw;
    case EX_CLIXML_ITEMS:
        raw->name = (struct ex_str){NULL, 0};
        add_item(b, owner, raw);
        return raw;
    case EX_CLIXML_ENTRY:
        if (ex_str_ieq(raw->name, EX_STR("Key")))
            parent->key = raw;
        else if (ex_str_ieq(raw->name, EX_STR("Value")))
            parent->value = raw;
        else
            return NULL;
        return raw;
    default:
        return NULL;
    }
}

/* ---- start tags ---- */

typedef bool start_fn(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                      struct ex_clixml_frame *frame, const struct ex_xml_element *element);

static bool start_root(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                       struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    struct ex_str version = element->attributes[EX_XML_VERSION];

    if (parent && parent->role != EX_CLIXML_ROOT)
        return true;
    if (version.p && !ex_str_starts(version, EX_STR("1.")) && !ex_str_eq(version, EX_STR("1")))
        return halt(b, EX_CLIXML_STOP_VERSION, element->start);
    frame->role = EX_CLIXML_ROOT;
    b->roots += !parent;
    return true;
}

static void note_id(struct ex_clixml_builder *b, struct ex_clixml_frame *frame,
                    const struct ex_xml_element *element)
{
    frame->has_id = ex_clixml_id(element->attributes[EX_XML_REFID], &frame->id);
    if (frame->has_id)
        ex_clixml_refs_define(&b->refs, frame->id, frame->raw);
}

static bool start_object(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                         struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    frame->shared = parent->role == EX_CLIXML_OBJECT;
    if (frame->shared) {
        /* An object around another: one value, whose parts may stand in either. */
        frame->raw = parent->raw;
        frame->last_member = parent->last_member;
        frame->last_item = parent->last_item;
        frame->n_items = parent->n_items;
    } else {
        frame->raw = place(b, parent, element);
    }
    if (!frame->raw)
        return true;
    frame->role = EX_CLIXML_OBJECT;
    frame->raw->kind = EX_RAW_OBJECT;
    note_id(b, frame, element);
    return true;
}

static bool start_types(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                        struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    if (parent->role != EX_CLIXML_OBJECT && parent->role != EX_CLIXML_SKIM)
        return true;
    frame->role = EX_CLIXML_TYPES;
    frame->raw = parent->raw;
    frame->has_id = ex_clixml_id(element->attributes[EX_XML_REFID], &frame->id);
    while (b->type_names.n)
        ex_vec_pop(&b->type_names);
    return true;
}

static bool start_type(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                       struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    if (parent->role != EX_CLIXML_TYPES)
        return true;
    frame->role = EX_CLIXML_TEXT;
    frame->keep_text = true;
    frame->content = element->content;
    ex_buf_clear(&b->text);
    return true;
}

static void take_types(struct ex_raw *raw, const struct ex_clixml_types *types)
{
    if (!raw || !types || raw->n_types)
        return;
    raw->types = types->names;
    raw->n_types = types->n;
}

static bool start_type_ref(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                           struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    uint32_t id;

    frame->role = EX_CLIXML_EMPTY;
    if (parent->role != EX_CLIXML_OBJECT)
        return true;
    if (ex_clixml_id(element->attributes[EX_XML_REFID], &id))
        take_types(parent->raw, ex_clixml_ids_get(&b->refs.types, id));
    return true;
}

static bool start_to_string(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                            struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    if (parent->role != EX_CLIXML_OBJECT)
        return true;
    frame->role = EX_CLIXML_TEXT;
    frame->keep_text = true;
    frame->raw = parent->raw;
    frame->content = element->empty ? element->start : element->content;
    ex_buf_clear(&b->text);
    return true;
}

/* Objects of one type share their type names, so the last answer mostly holds. */
static int kind_by_types(struct ex_clixml_builder *b, const struct ex_raw *raw)
{
    if (raw->members || !raw->n_types)
        return b->sink->kind(b->ctx, raw);
    if (raw->types != b->last_types)
        b->last_kind = b->sink->kind(b->ctx, raw);
    b->last_types = raw->types;
    return b->last_kind;
}

static bool start_members(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                          struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    bool notes = frame->tag == EX_CLIXML_MS;

    if (parent->role == EX_CLIXML_MEMBERS && notes) {
        /* A member set: members below a name of their own. */
        frame->raw = place(b, parent, element);
        frame->raw->kind = EX_RAW_OBJECT;
        frame->owner = (uint16_t)(b->depth - 1);
    } else if (parent->role != EX_CLIXML_OBJECT) {
        return true;
    } else {
        frame->owner = (uint16_t)(b->depth - 2);
    }
    if (b->frames[frame->owner].record && b->kind < 0)
        b->kind = kind_by_types(b, b->frames[frame->owner].raw);
    frame->role = EX_CLIXML_MEMBERS;
    frame->notes = notes;
    return true;
}

/* The object becomes a mere container, and its items the records. */
static void become_root(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                        struct ex_clixml_frame *frame)
{
    parent->raw = NULL;
    parent->role = EX_CLIXML_SKIP;
    parent->record = false;
    frame->role = EX_CLIXML_ROOT;
    b->record_depth = 0;
    ex_clixml_refs_record_end(&b->refs);
    ex_arena_reset(b->arena);
}

static bool start_items(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                        struct ex_clixml_frame *frame,
                        const struct ex_xml_element *element EX_UNUSED)
{
    if (parent->role != EX_CLIXML_OBJECT)
        return true;
    if (parent->record && b->sink->kind(b->ctx, parent->raw) < 0) {
        become_root(b, parent, frame);
        return true;
    }
    frame->role = EX_CLIXML_ITEMS;
    frame->owner = (uint16_t)(b->depth - 2);
    parent->raw->is_list = true;
    return true;
}

static bool start_dictionary(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                             struct ex_clixml_frame *frame,
                             const struct ex_xml_element *element EX_UNUSED)
{
    if (parent->role != EX_CLIXML_OBJECT)
        return true;
    frame->role = EX_CLIXML_DICT;
    frame->owner = (uint16_t)(b->depth - 2);
    parent->raw->is_list = true;
    return true;
}

static bool start_entry(struct ex_clixml_builder *b EX_UNUSED, struct ex_clixml_frame *parent,
                        struct ex_clixml_frame *frame,
                        const struct ex_xml_element *element EX_UNUSED)
{
    if (parent->role != EX_CLIXML_DICT)
        return true;
    frame->role = EX_CLIXML_ENTRY;
    frame->owner = parent->owner;
    return true;
}

static bool start_null(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                       struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    frame->raw = place(b, parent, element);
    frame->role = EX_CLIXML_EMPTY;
    return true;
}

/*
 * Whether something that rules read would be lost with a reference from here:
 * the outermost object of a known kind decides by its member that we are in.
 */
static bool is_wanted(struct ex_clixml_builder *b)
{
    size_t i;
    size_t holder = b->record_depth;

    for (i = b->record_depth; i < b->depth; i++) {
        if (b->frames[i].role == EX_CLIXML_OBJECT && b->frames[i].raw &&
            b->sink->kind(b->ctx, b->frames[i].raw) >= 0) {
            holder = i;
            break;
        }
    }
    if (holder + 2 >= b->depth || !b->frames[holder].raw || !b->frames[holder + 2].raw)
        return false;
    return b->sink->wanted(b->ctx, b->frames[holder].raw, b->frames[holder + 2].raw->name);
}

static bool is_open(const struct ex_clixml_builder *b, const struct ex_raw *object)
{
    size_t i;

    for (i = b->record_depth; i < b->depth; i++) {
        if (b->frames[i].role == EX_CLIXML_OBJECT && b->frames[i].raw == object)
            return true;
    }
    return false;
}

/* Set a value to what a reference leads to; a cycle is lost, for nobody could print it. */
static void refer(struct ex_clixml_builder *b, struct ex_raw *raw,
                  const struct ex_xml_element *element)
{
    const struct ex_raw *target = NULL;
    enum ex_clixml_target found = EX_CLIXML_NONE;
    uint32_t id;

    raw->kind = EX_RAW_LOST;
    if (ex_clixml_id(element->attributes[EX_XML_REFID], &id))
        found = ex_clixml_refs_find(&b->refs, id, &target);
    if (found == EX_CLIXML_NONE && b->counts.unresolved++ == 0)
        b->counts.first_unresolved = element->start;
    if (found == EX_CLIXML_GONE && !b->second_pass && is_wanted(b))
        ex_clixml_refs_want(&b->refs, id);
    if (found != EX_CLIXML_HERE || is_open(b, target))
        return;
    if (target->kind == EX_RAW_REF)
        target = target->ref;
    raw->kind = target && target->kind != EX_RAW_LOST ? EX_RAW_REF : EX_RAW_LOST;
    raw->ref = target;
}

static bool start_ref(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                      struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    struct ex_raw aside = {.kind = EX_RAW_LOST};

    frame->role = EX_CLIXML_EMPTY;
    if (parent->role == EX_CLIXML_ROOT)
        return true; /* the same object again */
    if (parent->role == EX_CLIXML_OBJECT) {
        refer(b, &aside, element);
        parent->base = aside.ref;
        return true;
    }
    frame->raw = place(b, parent, element);
    if (frame->raw)
        refer(b, frame->raw, element);
    return true;
}

static const struct {
    uint8_t primitive;
    bool kept;
} primitives[EX_CLIXML_N_TAGS] = {
    [EX_CLIXML_S] = {EX_RAW_STRING, true},
    [EX_CLIXML_C] = {EX_RAW_STRING, true},
    [EX_CLIXML_B] = {EX_RAW_BOOLEAN, true},
    [EX_CLIXML_By] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_SB] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_U16] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_I16] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_U32] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_I32] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_U64] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_I64] = {EX_RAW_INTEGER, true},
    [EX_CLIXML_Sg] = {EX_RAW_FLOAT, true},
    [EX_CLIXML_Db] = {EX_RAW_FLOAT, true},
    [EX_CLIXML_D] = {EX_RAW_FLOAT, true},
    [EX_CLIXML_DT] = {EX_RAW_DATETIME, true},
    [EX_CLIXML_TS] = {EX_RAW_TIMESPAN, true},
    [EX_CLIXML_BA] = {EX_RAW_BASE64, false},
    [EX_CLIXML_G] = {EX_RAW_GUID, true},
    [EX_CLIXML_URI] = {EX_RAW_URI, true},
    [EX_CLIXML_Version] = {EX_RAW_VERSION, true},
    [EX_CLIXML_SemanticVersion] = {EX_RAW_VERSION, true},
    [EX_CLIXML_XD] = {EX_RAW_OTHER, false},
    [EX_CLIXML_SBK] = {EX_RAW_OTHER, false},
    [EX_CLIXML_SS] = {EX_RAW_OTHER, false},
    [EX_CLIXML_PR] = {EX_RAW_OTHER, false},
};

/* Of byte arrays only certificates are kept, and what belongs to them. */
static bool is_kept(const struct ex_clixml_builder *b, const struct ex_clixml_frame *parent,
                    const struct ex_clixml_frame *frame)
{
    const struct ex_raw *owner = b->frames[parent->owner].raw;

    if (frame->tag != EX_CLIXML_BA || parent->role != EX_CLIXML_MEMBERS)
        return primitives[frame->tag].kept;
    return ex_str_ieq(frame->raw->name, EX_STR("RawData")) ||
           (ex_str_ieq(frame->raw->name, EX_STR("SerializationData")) &&
            ex_clixml_is_certificate(owner));
}

static bool start_primitive(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                            struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    bool direct = parent->role == EX_CLIXML_OBJECT;

    frame->raw = direct ? parent->raw : place(b, parent, element);
    if (!frame->raw)
        return true;
    frame->role = EX_CLIXML_TEXT;
    frame->shared = direct;
    frame->content = element->empty ? element->start : element->content;
    frame->keep_text = is_kept(b, parent, frame);
    ex_buf_clear(&b->text);
    if (direct)
        return true;
    frame->raw->kind = EX_RAW_TEXT;
    frame->raw->primitive = primitives[frame->tag].primitive;
    frame->raw->off = frame->content;
    return true;
}

static start_fn *const starts[EX_CLIXML_N_TAGS] = {
    [EX_CLIXML_Objs] = start_root,      [EX_CLIXML_Obj] = start_object,
    [EX_CLIXML_TN] = start_types,       [EX_CLIXML_T] = start_type,
    [EX_CLIXML_TNRef] = start_type_ref, [EX_CLIXML_ToString] = start_to_string,
    [EX_CLIXML_Props] = start_members,  [EX_CLIXML_MS] = start_members,
    [EX_CLIXML_Ref] = start_ref,        [EX_CLIXML_Nil] = start_null,
    [EX_CLIXML_LST] = start_items,      [EX_CLIXML_STK] = start_items,
    [EX_CLIXML_QUE] = start_items,      [EX_CLIXML_IE] = start_items,
    [EX_CLIXML_DCT] = start_dictionary, [EX_CLIXML_En] = start_entry,
};

static start_fn *start_of(size_t tag)
{
    if (tag >= EX_CLIXML_N_TAGS)
        return NULL;
    return starts[tag] ? starts[tag] : start_primitive;
}

bool ex_clixml_is_simple(size_t tag)
{
    return tag < EX_CLIXML_N_TAGS && tag != EX_CLIXML_PR && (!starts[tag] || tag == EX_CLIXML_Nil);
}

/* Items of other streams than the output are not objects of the pipeline. */
static bool is_output(struct ex_clixml_builder *b, const struct ex_xml_element *element)
{
    struct ex_str stream = element->attributes[EX_XML_S];

    if (!stream.p || ex_str_ieq(stream, EX_STR("Output")))
        return true;
    b->counts.errors += ex_str_ieq(stream, EX_STR("Error"));
    b->counts.warnings += ex_str_ieq(stream, EX_STR("Warning"));
    return false;
}

static void begin_record(struct ex_clixml_builder *b, struct ex_clixml_frame *frame,
                         const struct ex_xml_element *element)
{
    frame->record = true;
    b->record_depth = b->depth - 1;
    b->kind = -1;
    b->value_start = element->start;
    b->items++;
}

/* Drop the record that is being read; the rest of it is skipped. */
static void drop_record(struct ex_clixml_builder *b)
{
    size_t i;

    if (b->counts.large_records++ == 0)
        b->counts.first_large = b->value_start;
    for (i = b->record_depth; i < b->depth; i++) {
        b->frames[i].role = EX_CLIXML_SKIP;
        b->frames[i].raw = NULL;
    }
    ex_clixml_refs_record_end(&b->refs);
    ex_arena_reset(b->arena);
}

/* Of what is skipped, type names and the numbers of objects still count. */
static bool skim(struct ex_clixml_builder *b, struct ex_clixml_frame *parent,
                 struct ex_clixml_frame *frame, const struct ex_xml_element *element)
{
    uint32_t id;

    if (element->tag == EX_CLIXML_TN)
        return start_types(b, parent, frame, element);
    frame->role = EX_CLIXML_SKIM;
    if (element->tag == EX_CLIXML_Obj && ex_clixml_id(element->attributes[EX_XML_REFID], &id))
        ex_clixml_refs_skip(&b->refs, id);
    return true;
}

/* The second pass skips nothing: a reference may lead into what the first one skipped. */
static bool is_skipped(struct ex_clixml_builder *b, const struct ex_clixml_frame *parent,
                       const struct ex_xml_element *element)
{
    return b->kind >= 0 && !b->second_pass && parent->role == EX_CLIXML_MEMBERS &&
           b->frames[parent->owner].record &&
           ex_clixml_skips_ask(b->skips, b->sink, b->ctx, b->kind, element->attributes[EX_XML_N]);
}

static bool on_start(void *ctx, const struct ex_xml_element *element)
{
    struct ex_clixml_builder *b = ctx;
    struct ex_clixml_frame *parent = b->depth ? top(b) : NULL;
    struct ex_clixml_frame *frame = &b->frames[b->depth];
    start_fn *start = start_of(element->tag);

    if (b->depth >= EX_MAX_XML_DEPTH)
        return halt(b, EX_CLIXML_STOP_DEPTH, element->start);
    b->depth++;
    b->started = true;
    *frame = (struct ex_clixml_frame){.role = EX_CLIXML_SKIP, .tag = (uint8_t)element->tag};
    if (!parent)
        return element->tag == EX_CLIXML_Objs ? start_root(b, NULL, frame, element)
                                              : halt(b, EX_CLIXML_STOP_ROOT, element->start);
    if (!start || parent->role == EX_CLIXML_SKIP || parent->role == EX_CLIXML_TEXT ||
        parent->role == EX_CLIXML_EMPTY)
        return true;
    if (parent->role == EX_CLIXML_SKIM || is_skipped(b, parent, element))
        return skim(b, parent, frame, element);
    if (parent->role == EX_CLIXML_ROOT && element->tag != EX_CLIXML_Objs) {
        if (!is_output(b, element))
            return true;
        if (b->items >= EX_MAX_OBJECTS)
            return halt(b, EX_CLIXML_STOP_OBJECTS, element->start);
        begin_record(b, frame, element);
    }
    if (!start(b, parent, frame, element))
        return false;
    if (ex_arena_used(b->arena) > EX_MAX_RECORD_BYTES)
        drop_record(b);
    return true;
}

/* ---- text ---- */

static size_t text_limit(const struct ex_clixml_frame *frame)
{
    if (frame->tag != EX_CLIXML_BA)
        return EX_MAX_STRING_BYTES;
    return ex_str_ieq(frame->raw->name, EX_STR("RawData")) ? BASE64_OF(EX_MAX_CERTIFICATE_BYTES)
                                                           : BASE64_OF(EX_MAX_NRBF_BYTES);
}

/* That a file holds a password is worth knowing, even where its object is skipped. */
static void note_secret(struct ex_clixml_builder *b, struct ex_clixml_frame *frame, uint64_t offset)
{
    if (!frame->secret && b->counts.secrets++ == 0)
        b->counts.first_secret = offset;
    frame->secret = true;
}

static void on_text(void *ctx, struct ex_str text, uint64_t offset)
{
    struct ex_clixml_builder *b = ctx;
    struct ex_clixml_frame *frame = b->depth ? top(b) : NULL;

    if (frame && frame->tag == EX_CLIXML_SS && ex_str_trim(text).n)
        note_secret(b, frame, offset);
    if (!frame || frame->role != EX_CLIXML_TEXT || !frame->keep_text)
        return;
    if (b->text.n == 0)
        frame->content = offset;
    if (b->text.n + text.n > text_limit(frame)) {
        frame->keep_text = false;
        frame->too_long = true;
        return;
    }
    ex_buf_add(&b->text, text);
}

/* ---- end tags ---- */

static void end_type(struct ex_clixml_builder *b)
{
    struct ex_str name = ex_buf_str(&b->text);
    size_t room = ex_arena_used(b->type_arena) + name.n;
    struct ex_arena *arena = room > EX_MAX_TYPE_NAME_BYTES ? b->arena : b->type_arena;

    if (b->type_names.n < MAX_TYPES)
        *EX_PUSH(&b->type_names, struct ex_str) = ex_clixml_unescape(arena, name);
}

static bool is_formatted(const struct ex_raw *raw)
{
    return raw->n_types &&
           ex_str_find_str(raw->types[0], EX_STR("Commands.Internal.Format.")) != SIZE_MAX;
}

/* Type names past their limit live with the record, and cannot be referred to. */
static void end_types(struct ex_clixml_builder *b, struct ex_clixml_frame *frame)
{
    size_t n = b->type_names.n;
    bool full = ex_arena_used(b->type_arena) > EX_MAX_TYPE_NAME_BYTES - 4096;
    struct ex_arena *arena = full ? b->arena : b->type_arena;
    struct ex_clixml_types *types = EX_NEW(arena, struct ex_clixml_types);
    struct ex_str *names = EX_NEW_ARRAY(arena, n, struct ex_str);

    if (n)
        memcpy(names, b->type_names.items, n * sizeof *names);
    *types = (struct ex_clixml_types){names, n};
    take_types(frame->raw, types);
    b->last_types = full ? NULL : b->last_types;
    if (frame->has_id && !full)
        ex_clixml_ids_set(&b->refs.types, frame->id, types);
}

static struct ex_str decode_text(struct ex_clixml_builder *b, const struct ex_clixml_frame *frame)
{
    struct ex_str text = ex_buf_str(&b->text);

    switch (frame->tag) {
    case EX_CLIXML_S:
    case EX_CLIXML_URI:
    case EX_CLIXML_ToString:
        return ex_clixml_unescape(b->arena, text);
    case EX_CLIXML_C:
        return ex_clixml_char(b->arena, text);
    default:
        return ex_arena_str(b->arena, text);
    }
}

static void end_certificate(struct ex_clixml_builder *b, struct ex_clixml_frame *frame)
{
    const char *why;

    frame->raw->off = frame->content;
    if (ex_clixml_certificate(b->arena, ex_buf_str(&b->text), frame->raw, &why))
        return;
    if (b->counts.bad_blobs++ == 0) {
        b->counts.first_blob = frame->content;
        b->counts.blob_why = why;
    }
}

static void end_primitive(struct ex_clixml_builder *b, struct ex_clixml_frame *frame)
{
    struct ex_raw *raw = frame->raw;
    bool is_blob = frame->tag == EX_CLIXML_BA && frame->keep_text && !frame->shared;

    if (is_blob && !ex_str_ieq(raw->name, EX_STR("RawData"))) {
        end_certificate(b, frame);
        return;
    }
    raw->primitive = primitives[frame->tag].primitive;
    if (frame->keep_text)
        raw->text = decode_text(b, frame);
    raw->has_text = frame->shared;
    if (!frame->shared || !raw->to_string.p)
        raw->off = frame->content;
}

static void end_text(struct ex_clixml_builder *b, struct ex_clixml_frame *frame)
{
    if (frame->too_long) {
        b->counts.long_texts++;
        if (frame->raw)
            frame->raw->kind = EX_RAW_LOST;
        return;
    }
    if (frame->tag == EX_CLIXML_T) {
        end_type(b);
    } else if (frame->tag == EX_CLIXML_ToString) {
        frame->raw->to_string = decode_text(b, frame);
        frame->raw->off = frame->content;
    } else {
        end_primitive(b, frame);
    }
}

/* The text that a dictionary's key names its value by. */
static struct ex_str key_text(const struct ex_raw *key)
{
    if (key->kind == EX_RAW_REF && key->ref)
        key = key->ref;
    return key->to_string.p ? key->to_string : key->text;
}

static void end_entry(struct ex_clixml_builder *b, struct ex_clixml_frame *frame)
{
    struct ex_clixml_frame *owner = &b->frames[frame->owner];

    if (!frame->key || !frame->value)
        return;
    frame->value->name = key_text(frame->key);
    add_item(b, owner, frame->value);
}

static void end_object(struct ex_clixml_builder *b, struct ex_clixml_frame *frame, uint64_t end)
{
    struct ex_raw *raw = frame->raw;
    struct ex_clixml_frame *parent = frame - 1;

    raw->end = end;
    if (frame->base && !raw->members && !raw->is_list && !raw->has_text && !raw->to_string.p) {
        raw->kind = EX_RAW_REF;
        raw->ref = frame->base;
    }
    if (frame->shared) {
        parent->last_member = frame->last_member;
        parent->last_item = frame->last_item;
        parent->n_items = frame->n_items;
    }
    if (b->second_pass && frame->has_id)
        ex_clixml_refs_close(&b->refs, frame->id, raw);
}

static void end_record(struct ex_clixml_builder *b, const struct ex_clixml_frame *frame,
                       uint64_t end)
{
    if (frame->raw && frame->raw->kind != EX_RAW_NULL) {
        frame->raw->end = end;
        b->counts.formatted += is_formatted(frame->raw);
        b->records++;
        b->sink->record(b->ctx, frame->raw);
    }
    ex_clixml_refs_record_end(&b->refs);
    ex_arena_reset(b->arena);
    b->record_depth = 0;
}

static bool on_end(void *ctx, uint64_t end)
{
    struct ex_clixml_builder *b = ctx;
    struct ex_clixml_frame *frame = top(b);

    if (frame->role == EX_CLIXML_TEXT)
        end_text(b, frame);
    else if (frame->role == EX_CLIXML_OBJECT)
        end_object(b, frame, end);
    else if (frame->role == EX_CLIXML_TYPES)
        end_types(b, frame);
    else if (frame->role == EX_CLIXML_ENTRY)
        end_entry(b, frame);
    if (frame->record)
        end_record(b, frame, end);
    b->depth--;
    return true;
}

const struct ex_xml_handler ex_clixml_handler = {on_start, on_text, on_end};

/* ---- life ---- */

void ex_clixml_builder_init(struct ex_clixml_builder *b, const struct ex_clixml_sink *sink,
                            void *ctx)
{
    *b = (struct ex_clixml_builder){
        .sink = sink,
        .ctx = ctx,
        .arena = ex_arena_new(),
        .type_arena = ex_arena_new(),
        .type_names = EX_VEC(struct ex_str),
        .frames = ex_alloc((EX_MAX_XML_DEPTH + 1) * sizeof *b->frames),
    };
    b->skips = ex_clixml_skips_new();
    ex_clixml_refs_init(&b->refs);
}

void ex_clixml_builder_free(struct ex_clixml_builder *b)
{
    ex_arena_free(b->arena);
    ex_arena_free(b->type_arena);
    ex_vec_free(&b->type_names);
    ex_buf_free(&b->text);
    ex_clixml_skips_free(b->skips);
    ex_clixml_refs_free(&b->refs);
    free(b->frames);
}

void ex_clixml_builder_document(struct ex_clixml_builder *b, uint32_t number)
{
    b->depth = 0;
    b->record_depth = 0;
    b->started = false;
    ex_clixml_refs_document(&b->refs, number);
    ex_arena_reset(b->arena);
}

void ex_clixml_builder_again(struct ex_clixml_builder *b)
{
    b->second_pass = true;
    b->counts = (struct ex_clixml_counts){0};
    b->records = b->items = 0;
    b->roots = 0;
    b->stop = EX_CLIXML_NO_STOP;
    b->last_types = NULL;
    ex_clixml_refs_second_pass(&b->refs);
    ex_arena_reset(b->type_arena);
}
