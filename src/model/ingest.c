/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Recognizing records and taking them in.
 */
#include "model/ingest.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/convert.h"
#include "model/ingest_state.h"

enum { SLOTS = 512 }; /* more than twice the properties of any kind */

struct ex_ingest_state *ex_ingest_state(struct ex_batch *batch)
{
    if (!batch->ingest)
        batch->ingest = EX_NEW(batch->arena, struct ex_ingest_state);
    return batch->ingest;
}

struct ex_str ex_ingest_keep(void *ctx, struct ex_str s)
{
    struct ex_batch *batch = ctx;
    if (s.n == 0)
        return EX_STR("");
    if (s.n > 128)
        return ex_arena_str(batch->arena, s);
    struct ex_ingest_state *state = ex_ingest_state(batch);
    struct ex_str *slot = &state->texts[ex_str_hash(s) % EX_COUNT(state->texts)];
    if (!ex_str_eq(*slot, s))
        *slot = ex_arena_str(batch->arena, s);
    return *slot;
}

static uint16_t *prop_slots(struct ex_batch *batch, enum ex_kind_id kind)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    if (state->slots[kind])
        return state->slots[kind];
    const struct ex_kind *k = ex_kind(kind);
    uint16_t *slots = EX_NEW_ARRAY(batch->arena, SLOTS, uint16_t);
    for (uint16_t i = 0; i < k->n_props; i++) {
        size_t at = ex_str_ihash(k->props[i].name) % SLOTS;
        while (slots[at])
            at = (at + 1) % SLOTS;
        slots[at] = (uint16_t)(i + 1);
    }
    state->slots[kind] = slots;
    return slots;
}

int ex_ingest_prop(struct ex_batch *batch, enum ex_kind_id kind, struct ex_str name)
{
    const uint16_t *slots = prop_slots(batch, kind);
    const struct ex_kind *k = ex_kind(kind);
    size_t at = ex_str_ihash(name) % SLOTS;
    for (; slots[at]; at = (at + 1) % SLOTS) {
        if (ex_str_ieq(k->props[slots[at] - 1].name, name))
            return slots[at] - 1;
    }
    return -1;
}

void ex_cell_own(struct ex_value *cell)
{
    if (cell->tag != EX_LIST && cell->tag != EX_STRUCT)
        return;
    for (uint32_t i = 0; i < cell->n; i++) {
        struct ex_value *inner = &cell->u.items[i];
        inner->owner = cell->owner;
        inner->prop = cell->prop;
        if (inner->off == EX_NO_OFFSET || inner->off == 0)
            inner->off = cell->off;
        ex_cell_own(inner); /* a list of structures of plain values: three levels */
    }
}

/** A value as a message quotes it. */
static struct ex_str quoted(struct ex_str text)
{
    struct ex_str part = ex_str_slice(text, 0, 60);
    return ex_str_slice(part, 0, ex_utf8_span(part));
}

/** Line and column of a value of the file that is being read, and the text of its line. */
static struct ex_place place_of(struct ex_batch *batch, uint64_t off, struct ex_str *line)
{
    if (!batch->file.source || off == EX_NO_OFFSET)
        return (struct ex_place){0, 0};
    return ex_source_place(batch->file.source, off, batch->diags.arena, line);
}

/** Whether a value is a number of an enumeration whose name is not known here. */
static bool is_nameless(struct ex_type type, struct ex_str text)
{
    int64_t number;
    return (type.base == EX_T_ENUM || type.base == EX_T_FLAGS) && ex_str_to_int(text, &number);
}

/**
 * What reports about the file itself say. When an object changed is not judged by rules, and that a
 * number has no known name is not the fault of the file.
 */
static void note_unreadable(struct ex_batch *batch, const struct ex_kind *k, int prop,
                            const struct ex_raw *raw)
{
    struct ex_file *file = &batch->file;
    if (prop == EX_PROP_WHEN_CHANGED || is_nameless(k->props[prop].type, ex_raw_text(raw)) ||
        file->unreadable++ > 0)
        return;
    file->unreadable_at = raw->off;
    file->unreadable_what =
        ex_arena_printf(batch->arena, "%.*s of %.*s: '%.*s'", EX_FMT(k->props[prop].name),
                        EX_FMT(k->cmdlet), EX_FMT(quoted(ex_raw_text(raw))));
}

static void note_cut_off(struct ex_batch *batch, const struct ex_kind *k, int prop, uint64_t off)
{
    struct ex_file *file = &batch->file;
    if (file->cut_off++ > 0)
        return;
    file->cut_off_at = off;
    file->cut_off_what = ex_arena_printf(batch->arena, "%.*s of %.*s",
                                         EX_FMT(k->props[prop].name), EX_FMT(k->cmdlet));
}

static void say_unreadable(struct ex_batch *batch, const struct ex_node *node, int prop,
                           const struct ex_raw *raw)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    const struct ex_kind *k = ex_kind((enum ex_kind_id)node->kind);
    note_unreadable(batch, k, prop, raw);
    if (!state->told[node->kind])
        state->told[node->kind] = EX_NEW_ARRAY(batch->arena, k->n_props, uint8_t);
    if (prop == EX_PROP_WHEN_CHANGED || state->told[node->kind][prop] ||
        batch->diags.items.n >= EX_MAX_DIAGS_PER_FILE)
        return;
    state->told[node->kind][prop] = 1;
    struct ex_str text = quoted(ex_raw_text(raw));
    struct ex_str line = {NULL, 0};
    struct ex_place at = place_of(batch, raw->off, &line);
    struct ex_diag *d =
        ex_diag(&batch->diags, EX_WARNING, batch->file.name, at,
                "'%.*s' of %.*s cannot be read: '%.*s'", EX_FMT(k->props[prop].name),
                EX_FMT(k->name), EX_FMT(text));
    if (!is_nameless(k->props[prop].type, text))
        d->rule = "EXL0005";
    d->line_text = line;
    d->marked = ex_utf8_count(text);
    ex_diag_hint(&batch->diags, d,
                 "what needs it is not assessed; export with %.*s | Export-Clixml",
                 EX_FMT(k->cmdlet));
}

static void say_cut_off(struct ex_batch *batch, const struct ex_node *node, int prop)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    const struct ex_kind *k = ex_kind((enum ex_kind_id)node->kind);
    note_cut_off(batch, k, prop, node->cells[prop].off);
    if (state->told_depth)
        return;
    state->told_depth = true;
    struct ex_str line = {NULL, 0};
    struct ex_place at = place_of(batch, node->cells[prop].off, &line);
    struct ex_diag *d = ex_diag(&batch->diags, EX_WARNING, batch->file.name, at,
                                "values were cut off by the depth of the export, such as '%.*s' of "
                                "'%.*s'",
                                EX_FMT(k->props[prop].name), EX_FMT(k->name));
    d->rule = "EXL0004";
    ex_diag_hint(&batch->diags, d,
                 "what needs them is not assessed; export with %.*s | Export-Clixml, which keeps "
                 "them all; ConvertTo-Json loses some at any -Depth",
                 EX_FMT(k->cmdlet));
}

/** Whether the exporter cut off a part of a value: the size in a limit, say. */
static bool is_cut_off(const struct ex_value *value)
{
    if (value->tag == EX_ABSENT)
        return value->flags == EX_LOST_BY_DEPTH;
    bool parts = value->tag == EX_LIST || value->tag == EX_STRUCT;
    for (uint32_t i = 0; parts && i < value->n; i++) {
        if (is_cut_off(&value->u.items[i])) /* a list of structures: three levels */
            return true;
    }
    return false;
}

void ex_ingest_cell(struct ex_batch *batch, struct ex_node *node, int prop,
                    const struct ex_raw *raw)
{
    const struct ex_kind *k = ex_kind((enum ex_kind_id)node->kind);
    struct ex_value *cell = &node->cells[prop];
    ex_convert(batch, raw, k->props[prop].type, cell);
    cell->prop = (uint16_t)prop;
    cell->owner = node;
    ex_cell_own(cell);
    if (!ex_wanted_matters(batch->wanted, (enum ex_kind_id)node->kind, prop))
        return;
    if (cell->tag == EX_ABSENT && cell->flags == EX_UNREADABLE)
        say_unreadable(batch, node, prop, raw);
    else if (is_cut_off(cell))
        say_cut_off(batch, node, prop);
}

/**
 * Whether a property is read from members: derived ones are not, but for links that somebody
 * added.
 */
static bool is_readable(const struct ex_batch *batch, enum ex_kind_id kind, int prop)
{
    const struct ex_prop *p = &ex_kind(kind)->props[prop];
    return ex_wanted_has(batch->wanted, kind, prop) && (!p->derived || p->type.base == EX_T_REF);
}

static void fill(struct ex_batch *batch, const struct ex_raw *record, struct ex_node *node)
{
    enum ex_kind_id kind = (enum ex_kind_id)node->kind;
    const struct ex_shelf *shelf = ex_ingest_state(batch)->shelf;
    bool directory_only = ex_is_directory_only(record, kind);
    for (const struct ex_raw *m = record->members; m; m = m->next) {
        int prop = ex_ingest_prop(batch, kind, m->name);
        if (prop < 0 || !is_readable(batch, kind, prop))
            continue;
        if (directory_only && !ex_is_in_directory(m->name))
            continue;
        if (shelf && !ex_shelf_keeps(shelf, m))
            continue;
        bool seen = node->cells[prop].off != EX_NO_OFFSET;
        if (!seen || m->note)
            ex_ingest_cell(batch, node, prop, m);
    }
}

/** A common property that is absent, from another member that says the same. */
static void fill_from(struct ex_batch *batch, struct ex_node *node, int prop,
                      const struct ex_raw *raw)
{
    if (raw && node->cells[prop].tag == EX_ABSENT)
        ex_ingest_cell(batch, node, prop, raw);
}

static bool has_text(const struct ex_value *cell)
{
    return cell->tag == EX_STRING && cell->n > 0;
}

/** The name in a link that is not resolved yet; empty when there is none. */
static struct ex_str link_name(const struct ex_node *node, struct ex_str prop)
{
    int i = ex_prop_find(ex_kind((enum ex_kind_id)node->kind), prop);
    if (i < 0 || node->cells[i].tag != EX_STRUCT || node->cells[i].flags != EX_STRUCT_ADObjectId)
        return EX_STR("");
    return ex_value_str(&node->cells[i].u.items[EX_F_ADObjectId_Name]);
}

/** The first text among properties that can stand for an object. */
static struct ex_str any_name(struct ex_batch *batch, const struct ex_node *node)
{
    static const char *const names[] = {"Identity", "Name", "DistinguishedName",
                                        "Guid",     "Thumbprint", "Role"};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        int prop = ex_ingest_prop(batch, (enum ex_kind_id)node->kind, ex_str(names[i]));
        if (prop >= 0 && has_text(&node->cells[prop]))
            return ex_value_str(&node->cells[prop]);
    }
    return ex_arena_printf(batch->arena, "%.*s %zu",
                           EX_FMT(ex_kind((enum ex_kind_id)node->kind)->name), batch->nodes.n);
}

static void set_identity(struct ex_batch *batch, struct ex_node *node)
{
    struct ex_str identity = any_name(batch, node);
    bool on_server = ex_kind((enum ex_kind_id)node->kind)->scope == EX_SCOPE_SERVER;
    struct ex_str server = on_server ? link_name(node, EX_STR("Server")) : EX_STR("");
    const struct ex_value *component = NULL;
    if (node->kind == EX_KIND_ServerComponentState)
        component = &node->cells[EX_P_ServerComponentState_Component];
    if (component && has_text(component))
        identity = ex_arena_printf(batch->arena, "%.*s\\%.*s", EX_FMT(identity),
                                   EX_FMT(ex_value_str(component)));
    else if (server.n > 0 && ex_str_find(identity, '\\') == SIZE_MAX)
        identity = ex_arena_printf(batch->arena, "%.*s\\%.*s", EX_FMT(server), EX_FMT(identity));
    node->identity = identity;
}

/** Whether the record is of .NET's own type of certificates, and not of that of Exchange. */
static bool is_bare_certificate(const struct ex_raw *record)
{
    bool typed = false;
    for (size_t i = 0; i < record->n_types; i++) {
        struct ex_str noun = ex_raw_type_noun(record->types[i]);
        if (ex_str_ieq(noun, EX_STR("ExchangeCertificate")))
            return false;
        typed = typed || ex_str_ieq(noun, EX_STR("X509Certificate2"));
    }
    return typed;
}

/** Whether the record does not come from Get-ExchangeCertificate. */
static bool is_loose_certificate(const struct ex_raw *record)
{
    for (size_t i = 0; i < record->n_types; i++) {
        if (ex_str_ieq(ex_raw_type_noun(record->types[i]), EX_STR("ExchangeCertificate")))
            return false;
    }
    return !ex_raw_member(record, EX_STR("Services"));
}

/** Files hold objects of one kind, bundles of a few dozen. */
static void count_object(struct ex_batch *batch, enum ex_kind_id kind, bool loose)
{
    struct ex_file *file = &batch->file;
    size_t i = 0;
    file->objects++;
    while (i < file->n_tallies && file->tallies[i].kind != kind)
        i++;
    if (i == file->n_tallies) {
        if (!file->tallies)
            file->tallies = EX_NEW_ARRAY(batch->arena, EX_N_KINDS, struct ex_tally);
        file->tallies[file->n_tallies++] = (struct ex_tally){.kind = (uint16_t)kind};
    }
    file->tallies[i].objects++;
    file->tallies[i].loose += loose;
}

struct ex_node *ex_ingest_object(struct ex_batch *batch, const struct ex_raw *record,
                                 enum ex_kind_id kind, bool loose)
{
    count_object(batch, kind, loose);
    if (!ex_wanted_has(batch->wanted, kind, -1))
        return NULL;
    struct ex_node *node = ex_batch_node(batch, kind);
    node->off = record->start;
    node->end = record->end;
    node->loose = loose;
    fill(batch, record, node);
    const struct ex_raw *identity = ex_raw_member(record, EX_STR("Identity"));
    fill_from(batch, node, EX_PROP_WHEN_CHANGED, ex_raw_member(record, EX_STR("WhenChangedUTC")));
    if (kind != EX_KIND_ServerComponentState) { /* there it is the identity of the server */
        fill_from(batch, node, EX_PROP_DISTINGUISHED_NAME,
                  ex_raw_member(identity, EX_STR("DistinguishedName")));
        fill_from(batch, node, EX_PROP_GUID, ex_raw_member(identity, EX_STR("ObjectGuid")));
    }
    if (kind == EX_KIND_ExchangeCertificate) {
        bool shelved = ex_ingest_state(batch)->shelf != NULL; /* a collector says whose it is */
        node->bare = !shelved && is_bare_certificate(record);
        node->loose = loose || node->bare || (!shelved && is_loose_certificate(record));
        ex_ingest_certificate(batch, record, node);
    }
    set_identity(batch, node);
    return node;
}

/** Whether a .NET type name is Exchange's (or a certificate's), and not just ends like one. */
static bool may_be_kind(struct ex_str type)
{
    return ex_str_find_str(type, EX_STR("Microsoft.Exchange.")) != SIZE_MAX ||
           ex_str_ends(type, EX_STR(".X509Certificate2"));
}

enum ex_kind_id ex_kind_by_types(const struct ex_raw *record)
{
    for (size_t i = 0; i < record->n_types; i++) {
        if (!may_be_kind(record->types[i]))
            continue;
        enum ex_kind_id kind = ex_kind_by_type(ex_raw_type_noun(record->types[i]));
        if (kind != EX_N_KINDS)
            return kind;
    }
    return EX_N_KINDS;
}

/** One of 64 bits for a name, whatever its case. */
static uint64_t bit_of(struct ex_str name)
{
    unsigned first = (unsigned char)name.p[0] | 0x20u;
    unsigned last = (unsigned char)name.p[name.n - 1] | 0x20u;
    return UINT64_C(1) << ((first * 7 + last * 3 + (unsigned)name.n) % 64);
}

/** The bits of all names: most kinds are ruled out by them. */
static uint64_t bits_of_members(const struct ex_raw *record)
{
    uint64_t bits = 0;
    for (const struct ex_raw *m = record->members; m; m = m->next) {
        if (m->name.n > 0)
            bits |= bit_of(m->name);
    }
    return bits;
}

static bool has_all(const struct ex_raw *record, uint64_t bits, const char *const *names)
{
    if (!*names)
        return false;
    for (size_t i = 0; names[i]; i++) {
        if (!(bits & bit_of(ex_str(names[i]))))
            return false;
    }
    for (; *names; names++) {
        if (!ex_raw_member(record, ex_str(*names)))
            return false;
    }
    return true;
}

static enum ex_kind_id kind_by_members(const struct ex_raw *record)
{
    if (!record->members)
        return EX_N_KINDS;
    uint64_t bits = bits_of_members(record);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (has_all(record, bits, ex_kind((enum ex_kind_id)i)->fingerprint))
            return (enum ex_kind_id)i;
    }
    return EX_N_KINDS;
}

bool ex_raw_is_untyped(const struct ex_raw *record)
{
    static const struct ex_str generic[] = {
        {"PSCustomObject", 14}, {"PSObject", 8}, {"Object", 6}, {"Hashtable", 9},
        {"OrderedDictionary", 17}, {"Array", 5}, {"ArrayList", 9}, {"List", 4},
    };
    for (size_t i = 0; i < record->n_types; i++) {
        struct ex_str noun = ex_raw_type_noun(record->types[i]);
        bool known = false;
        for (size_t j = 0; j < EX_COUNT(generic) && !known; j++)
            known = ex_str_ieq(noun, generic[j]);
        if (!known)
            return false;
    }
    return true;
}

/** Whether a record may be a virtual directory, and a selection of its properties. */
static bool is_like_virtual_directory(const struct ex_raw *record)
{
    static const char *const members[] = {"InternalUrl", "ExternalUrl", "InternalHostname",
                                          "ExternalHostname", "MetabasePath"};
    for (size_t i = 0; i < EX_COUNT(members); i++) {
        if (ex_raw_member(record, ex_str(members[i])))
            return ex_raw_is_untyped(record) && ex_raw_member(record, EX_STR("Name"));
    }
    return false;
}

bool ex_kind_needs_values(const struct ex_raw *record)
{
    return kind_by_members(record) == EX_N_KINDS && is_like_virtual_directory(record);
}

/**
 * The kind of a virtual directory by its Name, "owa (Default Web Site)": Exchange makes it of the
 * web application and the web site, and administrators do not choose it.
 */
static enum ex_kind_id kind_by_web_application(const struct ex_raw *record)
{
    struct ex_str name = ex_member_text(record, "Name");
    size_t open = ex_str_find(name, '(');
    if (open == SIZE_MAX || !ex_str_ends(name, EX_STR(")")) || !is_like_virtual_directory(record))
        return EX_N_KINDS;
    return ex_kind_by_web_application(ex_str_trim(ex_str_slice(name, 0, open)));
}

enum ex_kind_id ex_kind_of_record(const struct ex_raw *record, enum ex_kind_id hint)
{
    enum ex_kind_id kind = ex_kind_by_types(record);
    if (kind == EX_N_KINDS)
        kind = kind_by_members(record);
    if (kind == EX_N_KINDS)
        kind = kind_by_web_application(record);
    if (kind != EX_N_KINDS || hint == EX_N_KINDS || !ex_raw_is_untyped(record))
        return kind;
    const struct ex_raw *name = ex_raw_member(record, EX_STR("Name"));
    const struct ex_raw *identity = ex_raw_member(record, EX_STR("Identity"));
    if (ex_raw_member(record, EX_STR("Rdn")) || ex_raw_member(record, EX_STR("ObjectGuid")))
        return EX_N_KINDS; /* the name of an object, not an object */
    bool named = (name && ex_raw_text(name).p) || identity ||
                 (hint == EX_KIND_ExchangeCertificate &&
                  ex_raw_member(record, EX_STR("Thumbprint")));
    return named ? hint : EX_N_KINDS;
}

enum ex_kind_id ex_kind_by_file_name(struct ex_str name)
{
    size_t slash = ex_str_rfind(name, '/');
    if (slash != SIZE_MAX)
        name = ex_str_slice(name, slash + 1, name.n);
    return ex_kind_in_text(name);
}

bool ex_is_named_for(struct ex_str name, enum ex_kind_id kind)
{
    size_t slash = ex_str_rfind(name, '/');
    size_t from = slash == SIZE_MAX ? 0 : slash + 1;
    for (size_t i = from; i <= name.n; i++) {
        if (i < name.n && (ex_is_alpha(name.p[i]) || ex_is_digit(name.p[i])))
            continue;
        if (ex_kind_named(ex_str_slice(name, from, i)) == kind)
            return true;
        from = i + 1;
    }
    return false;
}

bool ex_ingest_reads(const struct ex_wanted *wanted, enum ex_kind_id kind, struct ex_str member)
{
    /* What taking in looks at by name, whatever rules read. */
    static const struct ex_str always[] = {
        {"Identity", 8},
        {"WhenChangedUTC", 14},
        {"PSComputerName", 14},
        {"RawData", 7},
        {"Path", 4},
        {"Name", 4},
    };
    for (size_t i = 0; i < EX_COUNT(always); i++) {
        if (ex_str_ieq(always[i], member))
            return true;
    }
    if (kind == EX_KIND_ExchangeCertificate)
        return true;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        int prop = kind == EX_N_KINDS || kind == i
                       ? ex_prop_find(ex_kind((enum ex_kind_id)i), member)
                       : -1;
        if (prop >= 0 && ex_wanted_has(wanted, (enum ex_kind_id)i, prop))
            return true;
    }
    return false;
}
