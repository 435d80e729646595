/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The importer for the text of Format-List: files that `>` and Out-File
 * wrote, output that somebody pasted, transcripts with prompts.
 *
 * An object is a run of lines `Name   : value` whose values all begin in one
 * column; long and multi-line values go on below, indented to that column.
 * Objects are separated by blank lines. A prompt names the cmdlet of what follows.
 * One object is held at a time.
 */
#include "formats/import/text.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <inttypes.h>

/* ---- lines ---- */

/* `Name   : value` */
struct property_line {
    struct ex_str name;
    size_t column; /* where the value begins */
};

static bool is_property_line(struct ex_str line, struct property_line *out)
{
    size_t n = 0;
    size_t colon;

    while (n < line.n && (ex_is_alpha(line.p[n]) || line.p[n] == '_' ||
                          (n > 0 && ex_is_digit(line.p[n]))))
        n++;
    colon = n;
    while (colon < line.n && line.p[colon] == ' ')
        colon++;
    if (n == 0 || n > 256 || colon == n || colon >= line.n || line.p[colon] != ':' ||
        (colon + 1 < line.n && line.p[colon + 1] != ' '))
        return false;
    out->name = ex_str_slice(line, 0, n);
    out->column = colon + 2;
    return true;
}

static size_t count_blanks(struct ex_str line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

static bool is_blank(struct ex_str line)
{
    return ex_str_trim(line).n == 0;
}

/* A command line: behind a prompt, or pasted alone. */
static bool is_command(struct ex_str line, struct ex_str *command)
{
    size_t close = ex_str_find(line, '>');
    struct ex_str prompt = ex_str_slice(line, 0, close);
    bool prompted = ex_str_starts(prompt, EX_STR("[PS] ")) || ex_str_eq(prompt, EX_STR("PS")) ||
                    (ex_str_starts(prompt, EX_STR("PS ")) && ex_str_find(prompt, ':') == 4) ||
                    (ex_str_starts(prompt, EX_STR("[")) &&
                     ex_str_find_str(prompt, EX_STR("]: PS ")) != SIZE_MAX);

    if (close != SIZE_MAX && prompted) {
        *command = ex_str_trim(ex_str_slice(line, close + 1, line.n));
        return true;
    }
    *command = ex_str_trim(line);
    return ex_str_istarts(line, EX_STR("Get-")) && ex_str_find(line, '|') != SIZE_MAX;
}

/* ---- objects ---- */

/* A property of the object that is being read. */
struct member {
    struct ex_str name;
    uint64_t hash;
    size_t first; /* of its pieces */
    bool cut;
};

struct reader {
    bool (*take)(void *ctx, const struct ex_text_record *record); /* false: stop */
    void *ctx;
    struct ex_arena *arena;  /* of an object */
    struct ex_buf command;   /* that printed what is read */
    struct ex_vec members;   /* of struct member; none: between objects */
    struct ex_vec pieces;    /* of struct ex_text_piece */
    struct ex_vec last;      /* of uint64_t: names of the object before, hashed */
    size_t column;           /* where its values begin */
    size_t width;            /* of its longest line, in code points */
    bool after_command;      /* the line before is a command line */
    size_t blanks;           /* blank lines since the last other line */
    bool keeps_blanks;       /* there are blanks at the ends of lines, as they were printed */
    bool padded;             /* there are more than were printed */
    bool ambiguous;          /* it may be two objects */
    bool large;
    bool stopped;
    bool after_junk;         /* the line before is no part of anything */
    uint64_t start;
    uint64_t end;
    uint64_t objects;
    uint64_t junk_before;    /* lines that are no part of anything, before the first object */
    /* damage: how often, and where first */
    struct damage {
        uint64_t n;
        uint64_t off;
    } broken, unclear, shorter, too_large, open_end;
};

static void note(struct damage *damage, uint64_t off)
{
    if (!damage->n++)
        damage->off = off;
}

static void reader_init(struct reader *r)
{
    *r = (struct reader){.arena = ex_arena_new(),
                         .members = EX_VEC(struct member),
                         .pieces = EX_VEC(struct ex_text_piece),
                         .last = EX_VEC(uint64_t)};
}

static void reader_free(struct reader *r)
{
    ex_arena_free(r->arena);
    ex_buf_free(&r->command);
    ex_vec_free(&r->members);
    ex_vec_free(&r->pieces);
    ex_vec_free(&r->last);
}

static struct member *member_at(const struct reader *r, size_t i)
{
    return EX_AT(&r->members, struct member, i);
}

static void add_piece(struct reader *r, struct ex_str text, uint64_t off)
{
    if (ex_arena_used(r->arena) > EX_MAX_RECORD_BYTES / 4 || r->pieces.n >= EX_MAX_LIST_ITEMS) {
        r->large = true;
        return;
    }
    *EX_PUSH(&r->pieces, struct ex_text_piece) =
        (struct ex_text_piece){ex_arena_str(r->arena, text), off, 0};
}

/* Line ends before the text that goes on. */
static void add_blank_lines(struct reader *r, uint64_t off)
{
    for (; r->blanks > 0; r->blanks--)
        add_piece(r, EX_STR(""), off);
}

static bool has_member(const struct reader *r, uint64_t hash)
{
    for (size_t i = 0; i < r->members.n; i++) {
        if (member_at(r, i)->hash == hash)
            return true;
    }
    return false;
}

static bool is_multi_line(const struct reader *r)
{
    return r->pieces.n - member_at(r, r->members.n - 1)->first > 1;
}

/* How wide lines are, and what their ends say about whether blanks are still there. */
static void look_at_end(struct reader *r, struct ex_str line)
{
    size_t n = line.n;
    size_t width = ex_utf8_count(line);

    if (width > r->width)
        r->width = width;
    while (n > 0 && line.p[n - 1] == ' ')
        n--;
    if (line.n - n > 1)
        r->padded = true;
    else if (line.n - n == 1 && n > 0 && line.p[n - 1] == ':' && line.n == r->column)
        r->keeps_blanks = true;
}

static void add_member(struct reader *r, struct ex_str line, const struct property_line *property,
                       uint64_t off)
{
    if (r->members.n >= EX_MAX_TEXT_COLUMNS) {
        r->large = true;
        return;
    }
    *EX_PUSH(&r->members, struct member) =
        (struct member){ex_arena_str(r->arena, property->name), ex_str_ihash(property->name),
                        r->pieces.n, false};
    add_piece(r, ex_str_slice(line, property->column, line.n), off + property->column);
    look_at_end(r, line);
}

static void begin_object(struct reader *r, struct ex_str line,
                         const struct property_line *property, uint64_t off)
{
    if (r->after_junk && r->blanks == 0)
        note(&r->broken, off);
    r->column = property->column;
    r->start = off;
    add_member(r, line, property, off);
}

static struct ex_text_record record_of(const struct reader *r)
{
    struct ex_text_record record = {.arena = r->arena,
                                    .form = EX_TEXT_LIST,
                                    .keeps_blanks = r->keeps_blanks && !r->padded,
                                    .width = r->width - r->column,
                                    .command = ex_buf_str(&r->command),
                                    .start = r->start,
                                    .end = r->end,
                                    .n = r->members.n};

    record.members = EX_NEW_ARRAY(r->arena, record.n, struct ex_text_member);
    for (size_t i = 0; i < record.n; i++) {
        const struct member *member = member_at(r, i);
        size_t stop = i + 1 < record.n ? member_at(r, i + 1)->first : r->pieces.n;

        record.members[i] = (struct ex_text_member){
            member->name, EX_AT(&r->pieces, struct ex_text_piece, member->first),
            stop - member->first, member->cut};
        /* Padding is no part of a value. */
        for (size_t p = 0; r->padded && p < record.members[i].n_pieces; p++) {
            struct ex_str *text = &record.members[i].pieces[p].text;

            while (text->n > 0 && text->p[text->n - 1] == ' ')
                text->n--;
        }
    }
    return record;
}

/* Whether the object has the first properties of the one before, but not all of them. */
static bool is_shorter(const struct reader *r)
{
    if (r->members.n >= r->last.n)
        return false;
    for (size_t i = 0; i < r->members.n; i++) {
        if (member_at(r, i)->hash != *EX_AT(&r->last, uint64_t, i))
            return false;
    }
    return true;
}

static void remember_names(struct reader *r)
{
    r->last.n = 0;
    for (size_t i = 0; i < r->members.n; i++)
        *EX_PUSH(&r->last, uint64_t) = member_at(r, i)->hash;
}

static void end_object(struct reader *r)
{
    if (r->members.n == 0)
        return;
    r->objects++;
    if (r->large || r->ambiguous) {
        note(r->large ? &r->too_large : &r->unclear, r->start);
    } else {
        struct ex_text_record record = record_of(r);

        if (is_shorter(r))
            note(&r->shorter, r->start);
        else
            remember_names(r);
        r->stopped = r->stopped || !r->take(r->ctx, &record);
    }
    r->members.n = 0;
    r->pieces.n = 0;
    r->width = 0;
    r->keeps_blanks = r->padded = r->ambiguous = r->large = false;
    ex_arena_reset(r->arena);
}

/* Something stands in the object that is no part of it: what came last may not be whole. */
static void break_object(struct reader *r, uint64_t off)
{
    member_at(r, r->members.n - 1)->cut = true;
    note(&r->broken, off);
    end_object(r);
}

static void take_property(struct reader *r, struct ex_str line,
                          const struct property_line *property, uint64_t off)
{
    uint64_t hash = ex_str_ihash(property->name);
    bool open = r->members.n > 0;
    bool known = open && has_member(r, hash);
    bool fits = open && !known && property->column == r->column;

    if (fits && r->blanks == 0) {
        add_member(r, line, property, off);
        return;
    }
    /* Without the blanks of its lines, a value that ends in a blank line looks like the end. */
    if (fits && is_multi_line(r) && !(r->keeps_blanks && !r->padded)) {
        r->ambiguous = true;
        add_member(r, line, property, off);
        return;
    }
    if (open && r->blanks == 0 && member_at(r, 0)->hash != hash)
        break_object(r, off);
    else
        end_object(r);
    begin_object(r, line, property, off);
}

static void take_command(struct reader *r, struct ex_str command)
{
    end_object(r);
    ex_buf_clear(&r->command);
    ex_buf_add(&r->command, ex_str_slice(command, 0, 4096));
    r->after_command = true;
    r->last.n = 0;
}

static void take_other(struct reader *r, struct ex_str line, uint64_t off)
{
    if (r->after_command && r->blanks == 0) {
        ex_buf_add(&r->command, ex_str_slice(line, 0, 4096));
        r->after_command = r->command.n < EX_MAX_TEXT_LINE_BYTES;
        return;
    }
    r->after_command = false;
    if (r->members.n && r->blanks == 0)
        break_object(r, off);
    else
        end_object(r);
    r->after_junk = !ex_str_starts(line, EX_STR("****"));
    r->junk_before += r->objects == 0 && r->after_junk;
}

/* One line without its end. */
static void take_line(struct reader *r, struct ex_str line, uint64_t off)
{
    struct property_line property;
    struct ex_str command;
    bool junk = r->after_junk;

    if (is_blank(line)) {
        r->after_command = false;
        if (r->members.n && line.n == r->column && line.n > 0) {
            add_blank_lines(r, off);
            add_piece(r, EX_STR(""), off);
            r->keeps_blanks = true;
        } else {
            r->blanks++;
        }
        return;
    }
    r->after_junk = false;
    if (r->members.n && count_blanks(line) >= r->column) {
        add_blank_lines(r, off);
        add_piece(r, ex_str_slice(line, r->column, line.n), off + r->column);
        look_at_end(r, line);
    } else if (is_property_line(line, &property)) {
        r->after_junk = junk;
        r->after_command = false;
        take_property(r, line, &property, off);
        r->after_junk = false;
    } else if (is_command(line, &command)) {
        take_command(r, command);
    } else {
        take_other(r, line, off);
    }
    r->blanks = 0;
    r->end = off + line.n;
}

/* ---- streams ---- */

/* Cuts a stream into lines. */
struct lines {
    struct ex_buf buf;
    uint64_t start; /* of the line */
    bool after_cr;
    bool large;
};

static void end_line(struct reader *r, struct lines *lines, uint64_t next)
{
    if (lines->large) {
        end_object(r);
        note(&r->too_large, lines->start);
    } else {
        take_line(r, ex_buf_str(&lines->buf), lines->start);
    }
    ex_buf_clear(&lines->buf);
    lines->large = false;
    lines->start = next;
}

static void add_text(struct lines *lines, struct ex_str text)
{
    lines->large = lines->large || lines->buf.n + text.n > EX_MAX_TEXT_LINE_BYTES;
    if (!lines->large)
        ex_buf_add(&lines->buf, text);
}

static void take_piece(struct reader *r, struct lines *lines, struct ex_str piece, uint64_t offset)
{
    size_t from = 0;

    for (size_t i = 0; i < piece.n && !r->stopped; i++) {
        char c = piece.p[i];
        bool line_feed = lines->after_cr && c == '\n';

        lines->after_cr = c == '\r';
        if (c != '\n' && c != '\r')
            continue;
        if (line_feed) {
            lines->start = offset + i + 1;
        } else {
            add_text(lines, ex_str_slice(piece, from, i));
            end_line(r, lines, offset + i + 1);
        }
        from = i + 1;
    }
    add_text(lines, ex_str_slice(piece, from, piece.n));
}

/* The last line, and the last object. */
static void finish(struct reader *r, struct lines *lines)
{
    if (lines->buf.n > 0 || lines->large) {
        bool large = lines->large;

        end_line(r, lines, lines->start);
        if (r->members.n && r->blanks == 0 && !large) {
            member_at(r, r->members.n - 1)->cut = true;
            note(&r->open_end, r->end > 0 ? r->end - 1 : 0);
        }
    }
    end_object(r);
    ex_buf_free(&lines->buf);
}

/* ---- into a batch ---- */

struct import {
    struct reader reader;
    struct ex_text_reader text;
};

static bool take_record(void *ctx, const struct ex_text_record *record)
{
    struct import *import = ctx;
    struct ex_batch *batch = import->text.batch;
    enum ex_kind_id kind = ex_text_kind(record, (enum ex_kind_id)batch->file.hint);
    bool expected = record->command.n ? ex_text_command_kind(record->command) != EX_N_KINDS
                                      : batch->file.hint != EX_N_KINDS || batch->file.objects > 0;

    if (kind == EX_N_KINDS && !expected)
        return true;
    (void)ex_text_take(&import->text, record, kind);
    return true;
}

static const char again[] = "run the cmdlet with Export-Clixml";

static void report_damage(struct ex_batch *batch, const struct damage *damage, const char *text)
{
    if (damage->n)
        ex_text_say(batch, EX_WARNING, damage->off, again, "%s (%" PRIu64 ")", text, damage->n);
}

static bool report_all(struct import *import)
{
    struct ex_batch *batch = import->text.batch;
    const struct reader *r = &import->reader;
    const struct damage unknown = {import->text.unknown, import->text.unknown_off};
    struct ex_str why;
    bool failed = ex_source_failed(batch->file.source, &why);

    report_damage(batch, &r->broken, "a line is no part of the object in which it stands");
    report_damage(batch, &r->unclear,
                  "it cannot be told where this object ends; it was set aside");
    report_damage(batch, &r->shorter,
                  "the object has fewer properties than the one before: the text was cut off");
    report_damage(batch, &r->too_large,
                  "a line or an object is longer than the limit (1 MiB, 256 MiB)");
    report_damage(batch, &r->open_end,
                  "the file ends without a line end: its last value may be cut off");
    report_damage(batch, &unknown, "it cannot be told what this object is");
    if (failed)
        ex_text_say(batch, EX_WARNING, EX_NO_OFFSET, NULL, "reading failed: %.*s", EX_FMT(why));
    return !failed && !r->broken.n && !r->unclear.n && !r->shorter.n && !r->too_large.n &&
           !r->open_end.n && !unknown.n && !import->text.unserved;
}

static void report(struct import *import)
{
    struct ex_batch *batch = import->text.batch;
    struct ex_file *file = &batch->file;

    if (file->objects == 0 && !import->text.unserved && !import->reader.unclear.n) {
        file->state = EX_FILE_OTHER;
        ex_text_say(batch, file->hint == EX_N_KINDS ? EX_NOTE : EX_WARNING, EX_NO_OFFSET, NULL,
                    "the file is the text of Format-List, but not of a cmdlet that exlint knows");
        return;
    }
    if (report_all(import))
        file->state = file->objects ? EX_FILE_READ : EX_FILE_UNREADABLE;
    else
        file->state = file->objects ? EX_FILE_TRUNCATED : EX_FILE_UNREADABLE;
    ex_text_say(batch, EX_NOTE, EX_NO_OFFSET, "what is missing in it is not assessed",
                "the file is the text of Format-List, which loses times and parts of lists; "
                "Export-Clixml keeps everything");
    ex_text_report(&import->text);
}

static void import(struct ex_batch *batch)
{
    struct import import;
    struct lines lines = {.buf = EX_BUF_INIT};
    struct ex_str piece;
    uint64_t offset = 0;

    reader_init(&import.reader);
    ex_text_reader_init(&import.text, batch);
    import.reader.take = take_record;
    import.reader.ctx = &import;
    while (ex_source_read(batch->file.source, &piece)) {
        take_piece(&import.reader, &lines, piece, offset);
        offset += piece.n;
    }
    finish(&import.reader, &lines);
    report(&import);
    ex_text_reader_free(&import.text);
    reader_free(&import.reader);
}

/* ---- recognition ---- */

struct sniffing {
    struct reader reader;
    bool found;
};

static bool has_name(const struct ex_text_record *record)
{
    for (size_t i = 0; i < record->n; i++) {
        if (ex_str_ieq(record->members[i].name, EX_STR("Name")) ||
            ex_str_ieq(record->members[i].name, EX_STR("Identity")))
            return true;
    }
    return false;
}

/* An object of a known kind; or one with a name, if nothing else stands before it. */
static bool sniff_record(void *ctx, const struct ex_text_record *record)
{
    struct sniffing *sniffing = ctx;
    bool alone = sniffing->reader.junk_before == 0 || record->command.n > 0;

    sniffing->found = ex_text_kind(record, EX_N_KINDS) != EX_N_KINDS ||
                      (alone && record->n > 1 && has_name(record));
    return !sniffing->found;
}

static bool sniff(struct ex_str head, struct ex_str raw EX_UNUSED)
{
    struct sniffing sniffing = {.found = false};
    struct lines lines = {.buf = EX_BUF_INIT};

    reader_init(&sniffing.reader);
    sniffing.reader.take = sniff_record;
    sniffing.reader.ctx = &sniffing;
    take_piece(&sniffing.reader, &lines, head, 0);
    finish(&sniffing.reader, &lines);
    sniffing.found = sniffing.found ||
                     (sniffing.reader.unclear.n > 0 && sniffing.reader.junk_before == 0);
    reader_free(&sniffing.reader);
    return sniffing.found;
}

const struct ex_importer ex_importer_format_list = {"Format-List", sniff, import};
