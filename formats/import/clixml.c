/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The importer for CLIXML, what Export-Clixml writes.
 *
 * A file is one XML document with the root `Objs`; several stand one after
 * the other when somebody appended, and output of `powershell -OutputFormat
 * XML` has the line `#< CLIXML` in front. Records are taken in as they close,
 * so that memory does not depend on the size of the file.
 *
 * References to earlier records: nothing of a closed record is kept. When a
 * property that rules read refers to an object of an earlier one (rare: the
 * usual OrganizationId is read by no rule), its id is noted; at the end, what
 * was taken in is thrown away and the file is read once more, now keeping
 * the objects with these ids. Everything else is one pass.
 */
#include "formats/import/clixml.h"

#include "base/limits.h"
#include "model/ingest.h"

#include <inttypes.h>

#define MAX_GUESSES 100000u

enum problem {
    NO_PROBLEM,
    PROBLEM_XML,     /* see `error` */
    PROBLEM_BUILDER, /* see the builder's `stop` */
    PROBLEM_TRUNCATED,
    PROBLEM_GARBAGE,   /* behind the root element */
    PROBLEM_DOCUMENTS, /* too many of them */
    PROBLEM_SOURCE,
};

struct reader {
    struct ex_source *source;
    struct ex_diags *diags;
    struct ex_clixml_builder builder;
    struct ex_xml *xml; /* NULL between documents */
    uint32_t documents; /* begun so far */
    bool in_line;       /* skipping the line that begins with # */
    uint64_t offset;    /* of the piece */
    enum problem problem;
    uint64_t problem_offset;
    struct ex_xml_error error;
};

static bool stop(struct reader *r, enum problem problem, uint64_t offset)
{
    r->problem = problem;
    r->problem_offset = offset;
    return false;
}

/* Before, between and behind documents: white space, a stray mark, the line `#< CLIXML`. */
static size_t skip_between(struct reader *r, struct ex_str piece)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t i = 0;

    while (i < piece.n) {
        if (r->in_line) {
            r->in_line = piece.p[i] != '\n';
            i++;
        } else if (ex_is_space(piece.p[i])) {
            i++;
        } else if (ex_str_starts(ex_str_slice(piece, i, piece.n), EX_STR(mark))) {
            i += sizeof mark - 1;
        } else if (piece.p[i] == '#') {
            r->in_line = true;
        } else {
            break;
        }
    }
    return i;
}

static bool begin_document(struct reader *r, struct ex_str rest, uint64_t offset)
{
    if (rest.p[0] != '<')
        return stop(r, r->documents ? PROBLEM_GARBAGE : PROBLEM_TRUNCATED, offset);
    if (r->documents >= EX_MAX_XML_DOCUMENTS)
        return stop(r, PROBLEM_DOCUMENTS, offset);
    ex_clixml_builder_document(&r->builder, r->documents++);
    r->xml = ex_xml_new(&ex_clixml_handler, &r->builder, ex_clixml_names, EX_CLIXML_N_TAGS, offset);
    return true;
}

static void end_document(struct reader *r)
{
    ex_xml_free(r->xml);
    r->xml = NULL;
}

static bool take_state(struct reader *r, enum ex_xml_state state)
{
    if (state == EX_XML_STOPPED) {
        bool other = r->builder.stop == EX_CLIXML_STOP_ROOT && r->documents > 1;

        return stop(r, other ? PROBLEM_GARBAGE : PROBLEM_BUILDER, r->builder.stop_offset);
    }
    if (state == EX_XML_FAILED) {
        r->error = ex_xml_error(r->xml);
        return stop(r, PROBLEM_XML, r->error.offset);
    }
    return true;
}

/* One piece of the stream, in which documents may end and begin. */
static bool take_piece(struct reader *r, struct ex_str piece)
{
    size_t used = 0;

    while (used < piece.n) {
        struct ex_str rest = ex_str_slice(piece, used, piece.n);
        enum ex_xml_state state;

        if (!r->xml) {
            used += skip_between(r, rest);
            rest = ex_str_slice(piece, used, piece.n);
            if (rest.n && !begin_document(r, rest, r->offset + used))
                return false;
            if (!rest.n)
                break;
        }
        state = ex_clixml_feed(&r->builder, r->xml, rest);
        if (!take_state(r, state))
            return false;
        if (state == EX_XML_MORE)
            break;
        used = (size_t)(ex_xml_end(r->xml) - r->offset);
        end_document(r);
    }
    return true;
}

static void finish(struct reader *r)
{
    enum ex_xml_state state;

    if (ex_source_failed(r->source, NULL)) {
        (void)stop(r, PROBLEM_SOURCE, r->offset);
        return;
    }
    if (!r->xml)
        return;
    state = ex_xml_finish(r->xml);
    if (take_state(r, state) && state == EX_XML_MORE && (r->builder.started || r->documents == 1))
        (void)stop(r, PROBLEM_TRUNCATED, r->offset);
}

static void run_pass(struct reader *r)
{
    struct ex_str piece;
    bool going = true;

    r->documents = 0;
    r->in_line = false;
    r->offset = 0;
    r->problem = NO_PROBLEM;
    while (going && ex_source_read(r->source, &piece)) {
        going = take_piece(r, piece);
        r->offset += piece.n;
    }
    if (going)
        finish(r);
    end_document(r);
    /* The checksum of the file needs its end. */
    while (!going && ex_source_read(r->source, &piece))
        continue;
}

/* ---- messages ---- */

static struct ex_diag *say(struct reader *r, enum ex_diag_level level, uint64_t offset,
                           struct ex_str text)
{
    struct ex_str line = {NULL, 0};
    struct ex_place place = {0, 0};
    struct ex_diag *diag;

    if (offset != EX_NO_OFFSET)
        place = ex_source_place(r->source, offset, r->diags->arena, &line);
    diag = ex_diag(r->diags, level, ex_source_name(r->source), place, "%.*s", EX_FMT(text));
    diag->line_text = line;
    diag->marked = line.n ? 1 : 0;
    return diag;
}

static void warn(struct reader *r, uint64_t offset, const char *text, const char *hint)
{
    ex_diag_hint(r->diags, say(r, EX_WARNING, offset, ex_str(text)), "%s", hint);
}

static const char keep_hint[] =
    "what stands before it was read; run the cmdlet with Export-Clixml again";

static void report_xml(struct reader *r)
{
    static const char *const texts[] = {
        [EX_XML_DOCTYPE] = "the file has a document type declaration, which is not read",
        [EX_XML_LONG_TAG] = "a tag is longer than the limit of 1 MiB",
        [EX_XML_MANY_ATTRIBUTES] = "an element has more attributes than the limit of 64",
    };
    struct ex_str text;

    if (r->error.fault == EX_XML_DOCTYPE) {
        warn(r, r->error.offset, texts[EX_XML_DOCTYPE], "Export-Clixml writes none; export again");
        return;
    }
    if (r->error.fault != EX_XML_MALFORMED) {
        warn(r, r->error.offset, texts[r->error.fault], keep_hint);
        return;
    }
    text = ex_arena_printf(r->diags->arena, "the XML is damaged: %.*s", EX_FMT(r->error.reason));
    ex_diag_hint(r->diags, say(r, EX_WARNING, r->error.offset, text), "%s", keep_hint);
}

static void report_builder(struct reader *r)
{
    static const struct {
        const char *text;
        const char *hint;
    } texts[] = {
        [EX_CLIXML_NO_STOP] = {"reading was stopped", keep_hint},
        [EX_CLIXML_STOP_DEPTH] = {"elements are nested deeper than the limit of 256", keep_hint},
        [EX_CLIXML_STOP_VERSION] = {"CLIXML of a version other than 1 is not known",
                                    "export with Windows PowerShell 5.1 or PowerShell 7"},
        [EX_CLIXML_STOP_ROOT] = {"the root element is not 'Objs'",
                                 "export objects with Export-Clixml"},
        [EX_CLIXML_STOP_OBJECTS] = {"there are more objects than the limit of 20000000",
                                    "split the export"},
    };

    warn(r, r->problem_offset, texts[r->builder.stop].text, texts[r->builder.stop].hint);
}

static void report_source(struct reader *r)
{
    struct ex_str why = {NULL, 0};

    (void)ex_source_failed(r->source, &why);
    say(r, EX_WARNING, EX_NO_OFFSET,
        ex_arena_printf(r->diags->arena, "reading failed: %.*s", EX_FMT(why)));
}

static void report_truncated(struct reader *r)
{
    warn(r, r->problem_offset,
         r->builder.depth > 1 ? "the file ends inside an object"
                              : "the file ends before the end of its root element",
         "the export was interrupted or the disk was full: complete objects were read; run the "
         "cmdlet with Export-Clixml again");
}

static void report_problem(struct reader *r)
{
    switch (r->problem) {
    case PROBLEM_XML:
        report_xml(r);
        break;
    case PROBLEM_BUILDER:
        report_builder(r);
        break;
    case PROBLEM_TRUNCATED:
        report_truncated(r);
        break;
    case PROBLEM_GARBAGE:
        warn(r, r->problem_offset, "there is something behind the end of the export",
             "the objects before it were read; run the cmdlet with Export-Clixml again");
        break;
    case PROBLEM_DOCUMENTS:
        warn(r, r->problem_offset, "there are more exports in the file than the limit of 1000",
             "write each export to a file of its own");
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
    struct ex_diag *diag;

    if (!count)
        return;
    diag =
        say(r, EX_WARNING, offset, ex_arena_printf(r->diags->arena, "%s: %" PRIu64, what, count));
    if (hint)
        ex_diag_hint(r->diags, diag, "%s", hint);
}

static void report_streams(struct reader *r)
{
    const struct ex_clixml_counts *counts = &r->builder.counts;

    report_count(r, counts->errors, EX_NO_OFFSET, "errors recorded in the export",
                 "the cmdlet failed for some objects, which are missing; run it again");
    if (counts->warnings)
        say(r, EX_NOTE, EX_NO_OFFSET,
            ex_arena_printf(r->diags->arena, "warnings recorded in the export: %" PRIu64,
                            counts->warnings));
    if (r->builder.roots > 1)
        say(r, EX_NOTE, EX_NO_OFFSET,
            ex_arena_printf(r->diags->arena,
                            "%" PRIu32 " exports stand one after the other; all were read",
                            r->builder.roots));
}

static void report_counts(struct reader *r)
{
    const struct ex_clixml_counts *counts = &r->builder.counts;
    struct ex_str text;

    report_streams(r);
    report_count(r, counts->large_records, counts->first_large,
                 "objects set aside because they need more memory than the limit of 256 MiB", NULL);
    report_count(
        r, counts->long_texts, EX_NO_OFFSET,
        "texts left out because they are longer than the limit of 64 MiB (certificates: 1 MiB)",
        NULL);
    report_count(r, counts->long_lists, EX_NO_OFFSET,
                 "lists left out because they have more items than the limit of 1000000", NULL);
    report_count(
        r, counts->unresolved, counts->first_unresolved,
        "references that lead to no object of the file",
        "their values are unknown; the file was edited or cut: run the cmdlet with Export-Clixml "
        "again");
    if (!counts->bad_blobs)
        return;
    text = ex_arena_printf(r->diags->arena,
                           "certificates whose SerializationData cannot be read: %" PRIu64 " (%s)",
                           counts->bad_blobs, counts->blob_why);
    ex_diag_hint(r->diags, say(r, EX_WARNING, counts->first_blob, text),
                 "their Services and Status are unknown; run Get-ExchangeCertificate | "
                 "Export-Clixml again");
}

/* ---- reading ---- */

struct ex_clixml_result ex_clixml_read(struct ex_source *source, struct ex_diags *diags,
                                       const struct ex_clixml_sink *sink, void *ctx)
{
    struct reader r = {.source = source, .diags = diags};
    const struct ex_clixml_counts *counts = &r.builder.counts;
    struct ex_clixml_result result;

    ex_clixml_builder_init(&r.builder, sink, ctx);
    run_pass(&r);
    if (r.builder.refs.pins.n && ex_source_rewind(source)) {
        sink->restart(ctx);
        ex_clixml_builder_again(&r.builder);
        run_pass(&r);
    }
    report_problem(&r);
    report_counts(&r);
    result = (struct ex_clixml_result){
        .records = r.builder.records - counts->formatted,
        .whole = r.problem == NO_PROBLEM && !counts->large_records && !counts->errors &&
                 !counts->formatted,
        .errors = counts->errors,
        .secrets = counts->secrets,
        .first_secret = counts->first_secret,
    };
    result.empty = result.whole && r.builder.items == 0 && !counts->warnings;
    ex_clixml_builder_free(&r.builder);
    return result;
}

/* ---- into a batch ---- */

struct import {
    struct ex_batch *batch;
    size_t n_diags; /* before reading */
    uint32_t guesses;
};

static bool is_bundle_type(struct ex_str type)
{
    return ex_str_ends(type, EX_STR(".PSCustomObject")) || ex_str_ends(type, EX_STR(".PSObject")) ||
           ex_str_ends(type, EX_STR(".Hashtable")) ||
           ex_str_ends(type, EX_STR(".OrderedDictionary"));
}

/* How the objects were made, by the type name of the first one. */
static struct ex_str flavour_of(const struct ex_raw *record)
{
    struct ex_str type = record->n_types ? record->types[0] : (struct ex_str){NULL, 0};

    if (ex_str_istarts(type, EX_STR("Selected.")))
        return EX_STR("Selected");
    if (ex_str_istarts(type, EX_STR("Deserialized.")))
        return EX_STR("Deserialized");
    if (is_bundle_type(type))
        return EX_STR("Bundle");
    return type.n ? EX_STR("Live") : EX_STR("Untyped");
}

static void take_record(void *ctx, const struct ex_raw *record)
{
    struct import *import = ctx;

    if (!import->batch->file.flavour.n)
        import->batch->file.flavour = flavour_of(record);
    (void)ex_ingest(import->batch, record);
}

static int kind_of(void *ctx EX_UNUSED, const struct ex_raw *object)
{
    enum ex_kind_id kind = ex_kind_of_record(object, EX_N_KINDS);

    return kind == EX_N_KINDS ? -1 : (int)kind;
}

static bool is_skipped(void *ctx, int kind, struct ex_str member)
{
    struct import *import = ctx;

    return !ex_ingest_reads(import->batch->wanted, (enum ex_kind_id)kind, member);
}

/* Of an object whose kind is not known yet: whether any kind has such a property. */
static bool guess_wanted(struct import *import, struct ex_str member)
{
    int kind;

    if (import->guesses++ >= MAX_GUESSES)
        return false;
    for (kind = 0; kind < EX_N_KINDS; kind++) {
        int prop = ex_prop_find(ex_kind((enum ex_kind_id)kind), member);

        if (prop >= 0 && ex_wanted_has(import->batch->wanted, (enum ex_kind_id)kind, prop))
            return true;
    }
    return false;
}

static bool is_wanted(void *ctx, const struct ex_raw *object, struct ex_str member)
{
    struct import *import = ctx;
    enum ex_kind_id kind = ex_kind_of_record(object, (enum ex_kind_id)import->batch->file.hint);
    int prop;

    if (kind == EX_N_KINDS)
        return guess_wanted(import, member);
    prop = ex_prop_find(ex_kind(kind), member);
    return prop >= 0 && ex_wanted_has(import->batch->wanted, kind, prop);
}

static void start_again(void *ctx)
{
    struct import *import = ctx;

    ex_batch_restart(import->batch, import->n_diags);
}

static enum ex_file_state state_of(const struct ex_clixml_result *result, size_t objects)
{
    if (result->whole)
        return EX_FILE_READ;
    return objects || result->records ? EX_FILE_TRUNCATED : EX_FILE_UNREADABLE;
}

static void import_clixml(struct ex_batch *batch)
{
    static const struct ex_clixml_sink sink = {take_record, kind_of, is_skipped, is_wanted,
                                               start_again};
    struct import import = {.batch = batch, .n_diags = batch->diags.items.n};
    struct ex_clixml_result result;

    result = ex_clixml_read(batch->file.source, &batch->diags, &sink, &import);
    batch->file.state = state_of(&result, batch->file.objects);
    batch->file.empty = result.empty;
    batch->file.passwords += result.secrets;
    if (result.secrets && batch->file.secret_off == EX_NO_OFFSET)
        batch->file.secret_off = result.first_secret;
}

/* ---- recognition ---- */

static bool sniff(struct ex_str head, struct ex_str raw EX_UNUSED)
{
    struct ex_str rest = head;
    size_t open;

    while (ex_str_starts(rest, EX_STR("\xEF\xBB\xBF")))
        rest = ex_str_slice(rest, 3, rest.n);
    rest = ex_str_trim(rest);
    if (ex_str_starts(rest, EX_STR("#< CLIXML")))
        return true;
    /* The first element, past a declaration and comments. */
    while (ex_str_starts(rest, EX_STR("<?")) || ex_str_starts(rest, EX_STR("<!--"))) {
        bool comment = rest.p[1] == '!';
        size_t end = ex_str_find_str(rest, comment ? EX_STR("-->") : EX_STR("?>"));

        if (end == SIZE_MAX)
            return false;
        rest = ex_str_trim(ex_str_slice(rest, end + (comment ? 3 : 2), rest.n));
    }
    if (ex_str_starts(rest, EX_STR("<!DOCTYPE")))
        return ex_str_find_str(rest, EX_STR("<Objs")) != SIZE_MAX;
    open = ex_str_find(ex_str_slice(rest, 0, 64), ':');
    if (open != SIZE_MAX && ex_str_starts(ex_str_slice(rest, open + 1, rest.n), EX_STR("Objs")) &&
        ex_str_find(ex_str_slice(rest, 0, open), ' ') == SIZE_MAX)
        return rest.p[0] == '<';
    return ex_str_starts(rest, EX_STR("<Objs"));
}

const struct ex_importer ex_importer_clixml = {"CLIXML", sniff, import_clixml};
