/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From a file of JSON to records.
 *
 * A file is one value, or several one after the other (one in a line, or
 * because somebody appended). Records are the items of arrays, or an object
 * by itself. Windows PowerShell wraps some arrays in an object with the members
 * `value` and `Count`, as do web services; and a bundle is an object whose
 * members are the results of cmdlets, perhaps in further objects.
 *
 * An object is passed over once, which checks it and lists its members. Then
 * it is known what it is, and only the members that something reads are made
 * into a record. An object that is too large for that (a bundle of all
 * recipients) is passed over without keeping it, and read again member by member.
 */
#include "formats/import/json.h"

#include "base/buf.h"
#include "model/ingest.h"

#include <inttypes.h>

/* What is kept of an object before it is known whether it is a bundle. */
#define MODEST_BYTES ((size_t)32 << 20)

/* How often the file is read again from its beginning, two times each. */
#define MAX_SURVEYS 8u

enum problem {
    NO_PROBLEM,
    PROBLEM_SCAN,    /* see the fault of the scanner */
    PROBLEM_GARBAGE, /* behind the first value */
    PROBLEM_OBJECTS, /* EX_MAX_OBJECTS */
    PROBLEM_SOURCE,
};

struct reader {
    struct ex_json_scan scan;
    struct ex_diags *diags;
    const struct ex_json_sink *sink;
    void *ctx;
    struct ex_arena *arena;         /* the current record */
    struct ex_json_members members; /* of the current object */
    struct ex_json_shape shape;
    struct ex_json_counts counts;
    unsigned surveys;
    size_t records;
    size_t formatted; /* of these, the output of Format-List or Format-Table */
    size_t items;     /* values that are something, at places where records stand */
    size_t roots;
    enum problem problem;
    uint64_t problem_offset;
};

static bool stop(struct reader *r, enum problem problem, uint64_t offset)
{
    r->problem = problem;
    r->problem_offset = offset;
    return false;
}

static bool skip(struct reader *r)
{
    return ex_json_skip(&r->scan) || stop(r, PROBLEM_SCAN, r->scan.fault_offset);
}

static bool step(struct reader *r, bool first, struct ex_str *name, bool *escaped, bool *more)
{
    return ex_json_step(&r->scan, first, name, escaped, more) ||
           stop(r, PROBLEM_SCAN, r->scan.fault_offset);
}

/* ---- one record ---- */

static void set_aside(struct reader *r, uint64_t start)
{
    if (r->counts.large_records++ == 0)
        r->counts.first_large = start;
}

static bool hand_over(struct reader *r, struct ex_str name, const struct ex_raw *record)
{
    if (r->records >= EX_MAX_OBJECTS)
        return stop(r, PROBLEM_OBJECTS, record->start);
    r->records++;
    r->formatted += r->shape.formatted;
    r->sink->record(r->ctx, name, record);
    return true;
}

static void note_duplicates(struct reader *r, uint64_t start)
{
    if (r->shape.duplicates && r->counts.duplicates == 0)
        r->counts.first_duplicate = start;
    r->counts.duplicates += r->shape.duplicates;
}

/* The record of the members that are taken. */
static struct ex_raw *build_members(struct reader *r, struct ex_json_builder *b)
{
    struct ex_raw *record = EX_NEW(r->arena, struct ex_raw);
    struct ex_raw **link = &record->members;
    size_t i;

    record->kind = EX_RAW_OBJECT;
    for (i = 0; i < r->shape.n && !b->full; i++) {
        struct ex_raw *member;

        if (!r->shape.take[i])
            continue;
        member = EX_NEW(r->arena, struct ex_raw);
        member->name = r->shape.plain[i];
        ex_json_build(b, r->members.items[i].start, member);
        *link = member;
        link = &member->next;
    }
    return record;
}

/* An object that is in memory, with its members listed; the reading position is behind it. */
static bool take_record(struct reader *r, struct ex_str name, uint64_t start)
{
    struct ex_json_builder b = {
        .p = r->scan.p, .base = r->scan.base, .arena = r->arena, .counts = &r->counts};
    struct ex_raw *record;

    ex_arena_reset(r->arena);
    record = build_members(r, &b);
    record->off = record->start = start;
    record->end = ex_json_offset(&r->scan);
    note_duplicates(r, start);
    if (b.full) {
        set_aside(r, start);
        return true;
    }
    return hand_over(r, name, record);
}

/* ---- arrays, bundles, wrappings ---- */

static bool walk(struct reader *r, struct ex_str name, unsigned level);

static bool walk_array(struct reader *r, struct ex_str name, unsigned level)
{
    struct ex_str none;
    bool escaped;
    bool more;

    if (!ex_json_open(&r->scan, false))
        return stop(r, PROBLEM_SCAN, r->scan.fault_offset);
    if (!step(r, true, &none, &escaped, &more))
        return false;
    if (!more && name.p)
        r->sink->none(r->ctx, name);
    while (more) {
        if (!walk(r, name, level + 1) || !step(r, false, &none, &escaped, &more))
            return false;
    }
    return true;
}

/* A name that lives on when the window moves. */
static struct ex_str copy_name(struct ex_buf *copy, struct ex_str name, bool escaped)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = escaped ? ex_arena_new() : NULL;

    ex_buf_clear(copy);
    ex_buf_add(copy, escaped ? ex_json_unescape(arena, name) : name);
    ex_buf_add_text(copy, "");
    return ex_buf_str(copy);
}

/* A bundle: what stands in each member is of its name. Of a wrapping only `value` counts. */
static bool walk_members(struct reader *r, struct ex_str outer, unsigned level, bool list)
{
    struct ex_buf EX_AUTO(ex_buf_free) copy = EX_BUF_INIT;
    struct ex_str name;
    bool escaped;
    bool more;
    bool good;

    if (!ex_json_open(&r->scan, true))
        return stop(r, PROBLEM_SCAN, r->scan.fault_offset);
    good = step(r, true, &name, &escaped, &more);
    while (good && more) {
        char c = r->scan.p[r->scan.at];

        name = copy_name(&copy, name, escaped);
        if (list ? ex_str_ieq(name, EX_STR("value")) : c == '{' || c == '[')
            good = walk(r, list ? outer : name, level + 1);
        else
            good = skip(r);
        good = good && step(r, false, &name, &escaped, &more);
    }
    return good;
}

/* ---- objects ---- */

static size_t count_containers(const struct reader *r)
{
    size_t i;
    size_t n = 0;

    for (i = 0; i < r->members.n; i++)
        n += r->members.items[i].kind >= EX_JSON_ARRAY;
    return n;
}

static bool has_cmdlet(const struct reader *r)
{
    size_t i;

    for (i = 0; i < r->shape.n; i++) {
        if (r->members.items[i].kind >= EX_JSON_ARRAY &&
            r->sink->is_cmdlet(r->ctx, r->shape.plain[i]))
            return true;
    }
    return false;
}

/*
 * Whether records stand inside of the object. One that is damaged or cut off may be the
 * beginning of a record, unless a cmdlet is named in it or it has no plain values at all.
 */
static bool is_container(const struct reader *r, bool damaged)
{
    const struct ex_json_shape *shape = &r->shape;
    size_t n;

    if (shape->list)
        return true;
    if (shape->kind >= 0 || shape->formatted || shape->named)
        return false;
    n = count_containers(r);
    return n > 0 && (!damaged || n == shape->n || has_cmdlet(r));
}

static bool walk_again(struct reader *r, struct ex_str name, unsigned level, uint64_t start)
{
    bool list = r->shape.list;

    r->problem = NO_PROBLEM;
    if (list && r->shape.pages && r->counts.pages++ == 0)
        r->counts.first_page = start;
    if (start < r->scan.base) {
        if (!ex_json_seek(&r->scan, start))
            return stop(r, PROBLEM_SOURCE, start);
    } else {
        r->scan.at = (size_t)(start - r->scan.base);
    }
    return walk_members(r, name, level, list);
}

/* Whether nothing can be made of an object: it is of no kind, and nothing stands inside of it. */
static bool is_nothing(const struct reader *r)
{
    return r->shape.kind == -1 && !r->shape.formatted && count_containers(r) == 0;
}

/* Unknown objects are handed over, whole, when something may be found in them. */
static bool take_object(struct reader *r, struct ex_str name, uint64_t start)
{
    if (is_nothing(r))
        return true;
    if (r->members.n < EX_MAX_LIST_ITEMS)
        return take_record(r, name, start);
    set_aside(r, start);
    return true;
}

/* Pass over an object and find out what it is. */
static bool look(struct reader *r, struct ex_str name, bool keep_names)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) names = keep_names ? ex_arena_new() : NULL;
    unsigned depth = r->scan.depth;
    bool good;

    r->members.expected = r->shape.names;
    r->members.n_expected = r->shape.n;
    good = ex_json_scan_object(&r->scan, &r->members, names);
    if (!good)
        (void)stop(r, PROBLEM_SCAN, r->scan.fault_offset);
    r->scan.depth = depth;
    if (keep_names || r->scan.keep != EX_NO_OFFSET)
        ex_json_shape_of(&r->shape, &r->scan, &r->members, name, r->sink, r->ctx);
    return good;
}

/* Of an object that does not fit the modest buffer it is known what it is. */
static bool walk_surveyed(struct reader *r, struct ex_str name, unsigned level, uint64_t start,
                          bool good)
{
    if (is_container(r, !good))
        return walk_again(r, name, level, start);
    if (!good || is_nothing(r))
        return good;
    if (!ex_json_seek(&r->scan, start))
        return stop(r, PROBLEM_SOURCE, start);
    ex_json_keep(&r->scan, EX_MAX_RECORD_BYTES);
    good = look(r, name, false);
    if (good && r->scan.keep != EX_NO_OFFSET)
        good = take_object(r, name, start);
    else if (good)
        set_aside(r, start);
    r->scan.keep = EX_NO_OFFSET;
    return good;
}

static bool walk_large(struct reader *r, struct ex_str name, unsigned level, uint64_t start,
                       bool good)
{
    if (r->surveys == MAX_SURVEYS) {
        r->items++;
        if (good)
            set_aside(r, start);
        return good;
    }
    r->surveys++;
    if (!ex_json_seek(&r->scan, start))
        return stop(r, PROBLEM_SOURCE, start);
    good = look(r, name, true);
    r->items += !r->shape.list;
    return walk_surveyed(r, name, level, start, good);
}

static bool walk_kept(struct reader *r, struct ex_str name, unsigned level, uint64_t start,
                      bool good)
{
    if (is_container(r, !good))
        return walk_again(r, name, level, start);
    return good && take_object(r, name, start);
}

static bool walk_object(struct reader *r, struct ex_str name, unsigned level)
{
    uint64_t start = ex_json_offset(&r->scan);
    bool inside = r->scan.keep != EX_NO_OFFSET; /* of an object that is kept */
    bool good;

    if (!inside)
        ex_json_keep(&r->scan, r->surveys < MAX_SURVEYS ? MODEST_BYTES : EX_MAX_RECORD_BYTES);
    good = look(r, name, false);
    if (r->scan.keep == EX_NO_OFFSET)
        return walk_large(r, name, level, start, good);
    r->items += !r->shape.list;
    good = walk_kept(r, name, level, start, good);
    if (!inside)
        r->scan.keep = EX_NO_OFFSET;
    return good;
}

static bool walk(struct reader *r, struct ex_str name, unsigned level)
{
    char c = r->scan.p[r->scan.at];

    if (level <= EX_MAX_REF_HOPS && c == '{')
        return walk_object(r, name, level);
    if (level <= EX_MAX_REF_HOPS && c == '[')
        return walk_array(r, name, level);
    r->items += c != 'n';
    return skip(r);
}

/* ---- the file ---- */

/* To the next value, past white space and stray marks; false at the end of the file. */
static bool next_root(struct reader *r)
{
    static const char mark[] = "\xEF\xBB\xBF";

    for (;;) {
        struct ex_str rest;

        (void)ex_json_next(&r->scan);
        rest = ex_str_n(r->scan.p + r->scan.at, r->scan.n - r->scan.at);
        if (!ex_str_starts(rest, EX_STR(mark)))
            return rest.n > 0;
        r->scan.at += sizeof mark - 1;
    }
}

static bool walk_root(struct reader *r)
{
    struct ex_str none = {NULL, 0};
    char c = r->scan.p[r->scan.at];
    uint64_t start = ex_json_offset(&r->scan);

    if (r->roots && !(c && strchr("{[\"-tfnNI0123456789", c)))
        return stop(r, PROBLEM_GARBAGE, start);
    if (!walk(r, none, 0))
        return false;
    r->roots++;
    return true;
}

static void run(struct reader *r)
{
    struct ex_str piece;

    while (next_root(r)) {
        if (!walk_root(r))
            break;
    }
    if (ex_source_failed(r->scan.source, NULL))
        (void)stop(r, PROBLEM_SOURCE, ex_json_offset(&r->scan));
    /* The checksum of the file needs its end. */
    while (ex_source_read(r->scan.source, &piece))
        continue;
}

/* ---- messages ---- */

static const char keep_hint[] =
    "what stands before it was read; run the cmdlet with Export-Clixml or ConvertTo-Json again";

static struct ex_diag *say(struct reader *r, uint64_t offset, struct ex_str text)
{
    struct ex_str line = {NULL, 0};
    struct ex_place place = {0, 0};
    struct ex_diag *diag;

    if (offset != EX_NO_OFFSET)
        place = ex_source_place(r->scan.source, offset, r->diags->arena, &line);
    diag =
        ex_diag(r->diags, EX_WARNING, ex_source_name(r->scan.source), place, "%.*s", EX_FMT(text));
    /* The line may be the one with a password in it. */
    if (r->scan.passwords == 0) {
        diag->line_text = line;
        diag->marked = line.n ? 1 : 0;
    }
    return diag;
}

static void warn(struct reader *r, uint64_t offset, struct ex_str text, const char *hint)
{
    ex_diag_hint(r->diags, say(r, offset, text), "%s", hint);
}

static void report_scan(struct reader *r)
{
    switch (r->scan.fault) {
    case EX_JSON_DEPTH:
        warn(r, r->problem_offset, EX_STR("values are nested deeper than the limit of 256"),
             keep_hint);
        break;
    case EX_JSON_ENDS:
        warn(r, r->problem_offset, EX_STR("the file ends inside a value"),
             "the export was interrupted or the disk was full: complete objects were read; run "
             "the cmdlet again");
        break;
    case EX_JSON_MALFORMED:
        warn(r, r->problem_offset,
             ex_arena_printf(r->diags->arena, "the JSON is damaged: %s", r->scan.reason),
             keep_hint);
        break;
    case EX_JSON_NO_FAULT:
        break;
    }
}

static void report_source(struct reader *r)
{
    struct ex_str why = {NULL, 0};

    (void)ex_source_failed(r->scan.source, &why);
    say(r, EX_NO_OFFSET, ex_arena_printf(r->diags->arena, "reading failed: %.*s", EX_FMT(why)));
}

static void report_problem(struct reader *r)
{
    switch (r->problem) {
    case PROBLEM_SCAN:
        report_scan(r);
        break;
    case PROBLEM_GARBAGE:
        warn(r, r->problem_offset, EX_STR("there is something behind the end of the export"),
             "the objects before it were read; run the cmdlet again");
        break;
    case PROBLEM_OBJECTS:
        warn(r, r->problem_offset, EX_STR("there are more objects than the limit of 20000000"),
             "split the export");
        break;
    case PROBLEM_SOURCE:
        report_source(r);
        break;
    case NO_PROBLEM:
        break;
    }
}

static void report_count(struct reader *r, uint64_t count, uint64_t offset, const char *what,
                         const char *hint)
{
    if (count)
        warn(r, offset, ex_arena_printf(r->diags->arena, "%s: %" PRIu64, what, count), hint);
}

static void report_counts(struct reader *r)
{
    const struct ex_json_counts *counts = &r->counts;

    report_count(r, counts->large_records, counts->first_large,
                 "objects set aside because they need more memory than the limit of 256 MiB", "");
    report_count(r, counts->long_texts, EX_NO_OFFSET,
                 "texts left out because they are longer than the limit of 64 MiB", "");
    report_count(r, counts->long_lists, EX_NO_OFFSET,
                 "lists left out because they have more items than the limit of 1000000", "");
    report_count(r, counts->pages, counts->first_page,
                 "results that end with a link to their next page", "export all pages");
    report_count(r, counts->duplicates, counts->first_duplicate,
                 "names that stand more than once in an object, but for their case",
                 "the last one counts; export with Export-Clixml");
}

/* ---- reading ---- */

struct ex_json_result ex_json_read(struct ex_source *source, struct ex_diags *diags,
                                   const struct ex_json_sink *sink, void *ctx)
{
    struct reader r = {.diags = diags, .sink = sink, .ctx = ctx};
    struct ex_json_result result;

    r.arena = ex_arena_new();
    ex_json_scan_init(&r.scan, source);
    run(&r);
    report_problem(&r);
    report_counts(&r);
    result = (struct ex_json_result){
        .records = r.records - r.formatted,
        .roots = r.roots,
        .whole =
            r.problem == NO_PROBLEM && !r.counts.large_records && !r.counts.pages && !r.formatted,
        .passwords = r.scan.passwords,
        .secret_off = r.scan.secret_off,
    };
    result.empty = result.whole && r.items == 0;
    ex_json_scan_free(&r.scan);
    ex_json_members_free(&r.members);
    ex_arena_free(r.shape.arena);
    ex_arena_free(r.arena);
    return result;
}
