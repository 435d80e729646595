/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From objects as text to records of the model: of what kind they are, which
 * of their values are certain, and what to say about the others.
 */
#include "formats/import/text.h"

#include "base/buf.h"
#include "base/map.h"
#include "model/ingest.h"

#include <inttypes.h>

struct ex_diag *ex_text_say(struct ex_batch *batch, enum ex_diag_level level, uint64_t off,
                            const char *hint, const char *fmt, ...)
{
    struct ex_str line = {NULL, 0};
    struct ex_place place = {0, 0};
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_diag *diag;
    va_list args;

    va_start(args, fmt);
    ex_buf_vprintf(&text, fmt, args);
    va_end(args);
    if (off != EX_NO_OFFSET)
        place = ex_source_place(batch->file.source, off, batch->diags.arena, &line);
    diag = ex_diag(&batch->diags, level, batch->file.name, place, "%.*s",
                   EX_FMT(ex_buf_str(&text)));
    diag->line_text = line;
    diag->marked = line.n ? 1 : 0;
    if (hint)
        ex_diag_hint(&batch->diags, diag, "%s", hint);
    return diag;
}

void ex_text_reader_init(struct ex_text_reader *reader, struct ex_batch *batch)
{
    *reader = (struct ex_text_reader){
        .batch = batch, .kind = EX_N_KINDS, .props = EX_VEC(struct ex_text_prop)};
    batch->file.text = true;
}

void ex_text_reader_free(struct ex_text_reader *reader)
{
    ex_map_free(reader->nameless);
    ex_vec_free(&reader->props);
}

/* ---- kinds ---- */

static bool is_word(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c) || c == '-';
}

/* The cmdlet that a command line begins with, past `$name =` and brackets. */
static struct ex_str first_cmdlet(struct ex_str command)
{
    size_t n = 0;

    command = ex_str_trim(command);
    if (ex_str_starts(command, EX_STR("$"))) {
        size_t equals = ex_str_find(command, '=');

        command = ex_str_trim(ex_str_slice(command, equals == SIZE_MAX ? command.n : equals + 1,
                                           command.n));
    }
    while (command.n > 0 && (command.p[0] == '(' || command.p[0] == '&' || command.p[0] == ' '))
        command = ex_str_slice(command, 1, command.n);
    while (n < command.n && is_word(command.p[n]))
        n++;
    return ex_str_slice(command, 0, n);
}

enum ex_kind_id ex_text_command_kind(struct ex_str command)
{
    struct ex_str cmdlet = first_cmdlet(command);

    if (!ex_str_istarts(cmdlet, EX_STR("Get-")) && !ex_str_istarts(cmdlet, EX_STR("Test-")))
        return EX_N_KINDS;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (ex_str_ieq(ex_kind((enum ex_kind_id)i)->cmdlet, cmdlet))
            return (enum ex_kind_id)i;
    }
    return ex_str_istarts(cmdlet, EX_STR("Get-")) ? ex_kind_named(cmdlet) : EX_N_KINDS;
}

/* Parameters that do not make a cmdlet show fewer objects. */
static bool is_harmless(struct ex_str word, enum ex_kind_id kind)
{
    static const struct ex_str names[] = {
        {"-ADPropertiesOnly", 17},          {"-ShowMailboxVirtualDirectories", 30},
        {"-Status", 7},                     {"-IncludePreExchange2013", 23},
        {"-IncludeAcceptedDomainMX", 24},   {"Unlimited", 9},
    };

    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_ieq(word, names[i]))
            return true;
    }
    return ex_str_ieq(word, EX_STR("-Server")) && ex_kind(kind)->scope == EX_SCOPE_SERVER;
}

/* Whether the first part of a pipeline asks for all objects (of a server). */
static bool asks_for_all(struct ex_str part, enum ex_kind_id kind)
{
    struct ex_str word;
    bool server = false;

    part = ex_str_trim(part);
    (void)ex_str_split(&part, ' ', &word);
    while (ex_str_split(&part, ' ', &word)) {
        if (word.n == 0 || ex_str_ieq(word, EX_STR("-ResultSize")))
            continue;
        if (!server && !is_harmless(word, kind))
            return false;
        server = !server && ex_str_ieq(word, EX_STR("-Server"));
    }
    return true;
}

/* Whether a later part of a pipeline passes all objects on. */
static bool passes_all(struct ex_str part)
{
    static const struct ex_str names[] = {
        {"fl", 2},   {"Format-List", 11}, {"Out-File", 8},  {"Out-String", 10},
        {"sort", 4}, {"Sort-Object", 11}, {"Out-Host", 8},  {"Tee-Object", 10},
    };
    struct ex_str word;

    part = ex_str_trim(part);
    (void)ex_str_split(&part, ' ', &word);
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_ieq(word, names[i]))
            return ex_str_find_str(part, EX_STR("-Unique")) == SIZE_MAX;
    }
    return false;
}

/* Whether a command line shows all objects of a kind. */
static bool is_whole_list(struct ex_str command, enum ex_kind_id kind)
{
    struct ex_str part;
    bool first = true;

    if (ex_text_command_kind(command) != kind || ex_str_find(command, ';') != SIZE_MAX ||
        !ex_str_istarts(command, first_cmdlet(command)))
        return false;
    command = ex_str_slice(command, 0, ex_str_find(command, '>'));
    while (ex_str_split(&command, '|', &part)) {
        if (first ? !asks_for_all(part, kind) : !passes_all(part))
            return false;
        first = false;
    }
    return true;
}

/* Names and texts as the model sees them, to tell the kind. */
static struct ex_raw *raw_record(const struct ex_text_record *record)
{
    struct ex_raw *raw = EX_NEW(record->arena, struct ex_raw);
    struct ex_raw *members = EX_NEW_ARRAY(record->arena, record->n, struct ex_raw);
    struct ex_str *type = EX_NEW(record->arena, struct ex_str);

    raw->kind = EX_RAW_OBJECT;
    raw->off = raw->start = record->start;
    raw->end = record->end;
    raw->members = record->n ? members : NULL;
    for (size_t i = 0; i < record->n; i++) {
        members[i].kind = EX_RAW_TEXT;
        members[i].name = record->members[i].name;
        members[i].text = record->members[i].pieces[0].text;
        members[i].off = members[i].start = record->members[i].pieces[0].off;
        members[i].next = i + 1 < record->n ? &members[i + 1] : NULL;
    }
    *type = record->type;
    raw->types = type;
    raw->n_types = record->type.n ? 1 : 0;
    return raw;
}

/* Number of properties of a kind, besides those that all kinds have. */
static size_t count_known(const struct ex_text_record *record, enum ex_kind_id kind)
{
    size_t n = 0;

    for (size_t i = 0; i < record->n; i++)
        n += ex_prop_find(ex_kind(kind), record->members[i].name) >= EX_N_COMMON_PROPS;
    return n;
}

enum ex_kind_id ex_text_kind(const struct ex_text_record *record, enum ex_kind_id hint)
{
    const struct ex_raw *raw = raw_record(record);
    enum ex_kind_id named = ex_text_command_kind(record->command);
    enum ex_kind_id kind = ex_kind_of_record(raw, EX_N_KINDS);

    if (kind != EX_N_KINDS)
        return kind;
    if (record->command.n)
        hint = named;
    kind = ex_kind_of_record(raw, hint);
    return kind != EX_N_KINDS && count_known(record, kind) > 0 ? kind : EX_N_KINDS;
}

/* ---- taking in ---- */

static int prop_at(struct ex_text_reader *reader, size_t i, struct ex_str name)
{
    uint64_t hash = ex_str_ihash(name);
    struct ex_text_prop *known;

    while (reader->props.n <= i)
        *EX_PUSH(&reader->props, struct ex_text_prop) = (struct ex_text_prop){0, -1};
    known = EX_AT(&reader->props, struct ex_text_prop, i);
    if (known->hash != hash)
        *known = (struct ex_text_prop){hash, ex_prop_find(ex_kind(reader->kind), name)};
    return known->prop;
}

static void note_loss(struct ex_text_reader *reader, enum ex_text_loss loss, int prop, uint64_t off)
{
    if (!reader->losses[loss].n++) {
        reader->losses[loss].off = off;
        reader->losses[loss].kind = ex_kind(reader->kind);
        reader->losses[loss].prop = prop;
    }
}

/* What taking in would look into, though nothing of it is certain in text. */
static bool is_passed_over(struct ex_str name)
{
    static const struct ex_str names[] = {
        {"RawData", 7}, {"SerializationData", 17}, {"WhenChangedUTC", 14}};

    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_ieq(name, names[i]))
            return true;
    }
    return false;
}

/* A member, if it is certain what it is; false when it is left out. */
static bool read_member(struct ex_text_reader *reader, const struct ex_text_record *record,
                        size_t i, struct ex_raw *out)
{
    const struct ex_text_member *member = &record->members[i];
    int prop = prop_at(reader, i, member->name);
    enum ex_text_loss loss;

    if (is_passed_over(member->name))
        return false;
    if (prop < 0 || !ex_wanted_has(reader->batch->wanted, reader->kind, prop))
        return member->n_pieces == 1 && !member->cut;
    loss = ex_text_value(record, member, ex_kind(reader->kind), prop, out);
    if (loss == EX_TEXT_KEPT)
        return true;
    if (prop != EX_PROP_WHEN_CHANGED)
        note_loss(reader, loss, prop, member->pieces[0].off);
    return false;
}

/* Objects of a server that do not say of which: several of one name cannot be told apart. */
static bool is_unserved(struct ex_text_reader *reader, const struct ex_raw *raw)
{
    int prop = ex_prop_find(ex_kind(reader->kind), EX_STR("Server"));
    struct ex_str server = ex_raw_text(ex_raw_member(raw, EX_STR("Server")));
    struct ex_str identity = ex_raw_text(ex_raw_member(raw, EX_STR("Identity")));
    struct ex_str name = ex_raw_text(ex_raw_member(raw, EX_STR("Name")));

    if (prop < 0 || ex_kind(reader->kind)->props[prop].derived ||
        ex_kind(reader->kind)->scope != EX_SCOPE_SERVER || server.n ||
        ex_raw_member(raw, EX_STR("DistinguishedName")) ||
        ex_str_find(identity, '\\') != SIZE_MAX)
        return false;
    if (!reader->nameless)
        reader->nameless = ex_map_new(true);
    name = ex_arena_printf(reader->batch->arena, "%d %.*s", (int)reader->kind, EX_FMT(name));
    return ex_map_put(reader->nameless, name, reader) != NULL;
}

/*
 * The kind as a type, unless the record has one that says it: without the
 * properties that were left out it might not be recognized any more.
 */
static void set_kind(const struct ex_text_record *record, struct ex_raw *raw, enum ex_kind_id kind)
{
    const struct ex_raw typed = {
        .kind = EX_RAW_OBJECT, .types = raw->types, .n_types = raw->n_types};
    const char *noun = ex_kind(kind)->type_names[0];
    struct ex_str *types = EX_NEW_ARRAY(record->arena, 2, struct ex_str);

    if (!noun || ex_kind_of_record(&typed, EX_N_KINDS) == kind)
        return;
    types[0] = record->type;
    types[record->type.n ? 1 : 0] =
        ex_arena_printf(record->arena, "Microsoft.Exchange.%s", noun);
    raw->types = types;
    raw->n_types = record->type.n ? 2 : 1;
}

static size_t ingest(struct ex_batch *batch, const struct ex_text_record *record,
                     const struct ex_raw *raw, enum ex_kind_id kind)
{
    const struct ex_kind *k = ex_kind(kind);
    struct ex_str part;

    if (!record->command.n)
        return ex_ingest(batch, raw);
    if (is_whole_list(record->command, kind))
        return ex_ingest_member(batch, k->name, raw);
    /* Part of the list: a name that speaks of the kind without being its name. */
    part = ex_arena_printf(record->arena, "part of %.*s", EX_FMT(k->name));
    return ex_ingest_member(batch, part, raw);
}

/* Take out of a record what is not certain. */
static void read_members(struct ex_text_reader *reader, const struct ex_text_record *record,
                         struct ex_raw *raw)
{
    struct ex_raw **tail = &raw->members;

    for (size_t i = 0; i < record->n; i++) {
        struct ex_raw *member = *tail;

        if (read_member(reader, record, i, member))
            tail = &member->next;
        else
            *tail = member->next;
    }
}

bool ex_text_take(struct ex_text_reader *reader, const struct ex_text_record *record,
                  enum ex_kind_id kind)
{
    struct ex_raw *raw;

    if (kind == EX_N_KINDS) {
        if (!reader->unknown++)
            reader->unknown_off = record->start;
        return false;
    }
    if (kind != reader->kind)
        reader->props.n = 0;
    reader->kind = kind;
    raw = raw_record(record);
    if (is_unserved(reader, raw)) {
        if (!reader->unserved++)
            reader->unserved_off = record->start;
        return false;
    }
    read_members(reader, record, raw);
    set_kind(record, raw, kind);
    return ingest(reader->batch, record, raw, kind) > 0;
}

/* ---- messages ---- */

static const char *const loss_texts[] = {
    [EX_TEXT_LIMITED] = "lists of which $FormatEnumerationLimit cut off the end",
    [EX_TEXT_JOINED] = "lists whose items cannot be told apart",
    [EX_TEXT_TYPE] = "values of which only the name of their type is left",
    [EX_TEXT_WRAPPED] = "values that were broken into lines and cannot be put together again",
    [EX_TEXT_LOCAL] = "times without time zone, in the form of one language",
    [EX_TEXT_EMPTY] = "empty values that are never empty in Exchange",
    [EX_TEXT_MANGLED] = "names in which letters have become question marks",
    [EX_TEXT_CUT] = "values in which the text ends",
    [EX_TEXT_PARTIAL] = "URLs that are not whole",
};

void ex_text_report(struct ex_text_reader *reader)
{
    struct ex_batch *batch = reader->batch;

    if (reader->unserved)
        ex_text_say(batch, EX_WARNING, reader->unserved_off,
                    "add Server or Identity to the list of properties",
                    "objects set aside because they do not say on which server they are: %" PRIu64,
                    reader->unserved);
    for (size_t i = 0; i < EX_TEXT_N_LOSSES; i++) {
        const struct ex_kind *kind = reader->losses[i].kind;
        struct ex_diag *diag;

        if (!reader->losses[i].n)
            continue;
        diag = ex_text_say(batch, EX_NOTE, reader->losses[i].off, NULL,
                           "left out: %s, such as '%.*s' (%" PRIu64 ")", loss_texts[i],
                           EX_FMT(kind->props[reader->losses[i].prop].name), reader->losses[i].n);
        ex_diag_hint(&batch->diags, diag,
                     "what needs them is not assessed; %.*s | Export-Clixml keeps them",
                     EX_FMT(kind->cmdlet));
    }
}
