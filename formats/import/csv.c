/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The importer for CSV, what Export-Csv writes: RFC 4180 with a line `#TYPE`
 * in front (Windows PowerShell) or without (PowerShell 7, -NoTypeInformation),
 * and `,`, `;` or a tab between fields (-UseCulture, Excel). One row is held at a
 * time.
 *
 * A row that does not have as many fields as there are headings is set
 * aside: a quotation mark or separator was lost, and nobody can tell where. The
 * file is then not whole, so that nothing counts as complete.
 */
#include "formats/import/text.h"

#include "base/buf.h"
#include "base/limits.h"

#include <inttypes.h>

/* ---- rows ---- */

enum state {
    AT_FIELD, /* before the first character of a field */
    IN_PLAIN,
    IN_QUOTES,
    AT_QUOTE, /* behind a quotation mark that ends the field, unless another follows */
};

enum row_end {
    ROW_GOES_ON,
    ROW_ENDS,
};

/* Where text stands: from a byte of the row's text on, until the next piece. */
struct piece {
    size_t at;
    uint64_t off;
};

struct field {
    size_t at;    /* in the row's text */
    size_t piece; /* its first */
};

/* Takes rows apart, byte by byte. */
struct splitter {
    char separator;
    enum state state;
    bool after_cr;
    bool malformed;    /* something behind the closing quotation mark */
    bool closed;       /* the last field ended in a quotation mark */
    bool large;        /* the row is longer than the limit: its text is not kept */
    uint64_t start;    /* of the row */
    uint64_t bad;      /* where it is malformed, or where the quotation mark is that stays open */
    struct ex_buf text;
    struct ex_vec fields; /* of struct field */
    struct ex_vec pieces; /* of struct piece */
};

static void begin_piece(struct splitter *s, uint64_t off)
{
    if (s->pieces.n < EX_MAX_TEXT_COLUMNS * 64u)
        *EX_PUSH(&s->pieces, struct piece) = (struct piece){s->text.n, off};
    else
        s->large = true;
}

static void begin_field(struct splitter *s, uint64_t off)
{
    s->state = AT_FIELD;
    s->closed = false;
    if (s->fields.n > EX_MAX_TEXT_COLUMNS) {
        s->large = true;
        return;
    }
    *EX_PUSH(&s->fields, struct field) = (struct field){s->text.n, s->pieces.n};
    begin_piece(s, off);
}

static void begin_row(struct splitter *s, uint64_t off)
{
    ex_buf_clear(&s->text);
    s->fields.n = 0;
    s->pieces.n = 0;
    s->malformed = false;
    s->large = false;
    s->start = off;
    begin_field(s, off);
}

static void add(struct splitter *s, char c)
{
    if (s->text.n >= EX_MAX_RECORD_BYTES / 4)
        s->large = true;
    else
        ex_buf_add_char(&s->text, c);
}

static enum row_end take_plain(struct splitter *s, char c, uint64_t off)
{
    if (c == s->separator) {
        begin_field(s, off + 1);
    } else if (c == '\n' || c == '\r') {
        return ROW_ENDS;
    } else {
        if (s->state == AT_QUOTE && !s->malformed) {
            s->malformed = true;
            s->bad = off;
        }
        s->state = IN_PLAIN;
        s->closed = false;
        add(s, c);
    }
    return ROW_GOES_ON;
}

static enum row_end take_byte(struct splitter *s, char c, uint64_t off)
{
    bool line_feed = s->after_cr && c == '\n';

    s->after_cr = false;
    if (line_feed && s->state != IN_QUOTES) {
        begin_row(s, off + 1);
        return ROW_GOES_ON;
    }
    if (s->state == IN_QUOTES) {
        if (c != '"')
            add(s, c);
        else
            s->state = AT_QUOTE;
        return ROW_GOES_ON;
    }
    if (s->state == AT_FIELD && c == '"') {
        s->state = IN_QUOTES;
        s->bad = off;
        EX_AT(&s->pieces, struct piece, s->pieces.n - 1)->off = off + 1;
        return ROW_GOES_ON;
    }
    if (s->state == AT_QUOTE && c == '"') {
        s->state = IN_QUOTES;
        add(s, c);
        begin_piece(s, off + 1);
        return ROW_GOES_ON;
    }
    s->closed = s->state == AT_QUOTE;
    return take_plain(s, c, off);
}

/* The text of a field. */
static struct ex_str field_text(const struct splitter *s, size_t i)
{
    struct ex_str all = ex_buf_str(&s->text);
    size_t from = EX_AT(&s->fields, struct field, i)->at;
    size_t to = i + 1 < s->fields.n ? EX_AT(&s->fields, struct field, i + 1)->at : all.n;

    return ex_str_slice(all, from, to);
}

static bool is_blank_row(const struct splitter *s)
{
    for (size_t i = 0; i < s->fields.n; i++) {
        if (ex_str_trim(field_text(s, i)).n)
            return false;
    }
    return !s->large;
}

static void splitter_free(struct splitter *s)
{
    ex_buf_free(&s->text);
    ex_vec_free(&s->fields);
    ex_vec_free(&s->pieces);
}

static struct splitter splitter_for(char separator)
{
    return (struct splitter){.separator = separator,
                             .fields = EX_VEC(struct field),
                             .pieces = EX_VEC(struct piece)};
}

/* ---- headings ---- */

/* What stands before the rows. */
struct preamble {
    struct ex_str type; /* of `#TYPE`; empty: none */
    char separator;
    size_t columns;     /* 0: these are no headings */
    size_t end;         /* where the headings begin */
};

static bool is_heading(struct ex_str text)
{
    if (text.n == 0 || text.n > 256 || !(ex_is_alpha(text.p[0]) || text.p[0] == '_'))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (!ex_is_alpha(c) && !ex_is_digit(c) && !strchr("_-. ()/", c) && (unsigned char)c < 0x80)
            return false;
    }
    return memchr(text.p, '\0', text.n) == NULL;
}

/* Number of headings with a separator, 0 when one of them is none. */
static size_t count_headings(struct ex_str text, char separator)
{
    struct splitter s = splitter_for(separator);
    size_t n = 0;
    bool good = true;

    begin_row(&s, 0);
    for (size_t i = 0; i < text.n; i++) {
        if (take_byte(&s, text.p[i], i) == ROW_ENDS)
            break;
    }
    for (size_t i = 0; i < s.fields.n; i++) {
        struct ex_str name = ex_str_trim(field_text(&s, i));

        n += is_heading(name);
        good = good && (is_heading(name) || (name.n == 0 && i + 1 == s.fields.n));
    }
    good = good && !s.malformed && !s.large && s.state != IN_QUOTES;
    splitter_free(&s);
    return good ? n : 0;
}

/* The line at the front, and where the next one begins. */
static struct ex_str first_line(struct ex_str text, size_t *next)
{
    size_t n = 0;

    while (n < text.n && text.p[n] != '\n' && text.p[n] != '\r')
        n++;
    *next = n + (n < text.n);
    if (*next < text.n && text.p[n] == '\r' && text.p[*next] == '\n')
        (*next)++;
    return ex_str_slice(text, 0, n);
}

static struct ex_str unquoted(struct ex_str text)
{
    text = ex_str_trim(text);
    return text.n > 1 && text.p[0] == '"' && text.p[text.n - 1] == '"'
               ? ex_str_slice(text, 1, text.n - 1)
               : text;
}

/* `#TYPE` and `sep=;`, in this order or the other, then the headings. */
static struct preamble read_preamble(struct ex_str head)
{
    static const char separators[] = {',', ';', '\t'};
    struct preamble found = {.separator = '\0'};
    struct ex_str line;
    size_t next = 0;

    for (;;) {
        line = first_line(ex_str_slice(head, found.end, head.n), &next);
        if (ex_str_istarts(unquoted(line), EX_STR("#TYPE ")))
            found.type = ex_str_trim(ex_str_slice(unquoted(line), 6, line.n));
        else if (unquoted(line).n == 5 && ex_str_istarts(unquoted(line), EX_STR("sep=")))
            found.separator = unquoted(line).p[4];
        else if (ex_str_trim(line).n || next == 0)
            break;
        found.end += next;
    }
    if (line.n > EX_MAX_TEXT_LINE_BYTES)
        return found;
    head = ex_str_slice(head, found.end, head.n);
    if (found.separator) {
        found.columns = count_headings(head, found.separator);
        return found;
    }
    for (size_t i = 0; i < EX_COUNT(separators); i++) {
        size_t n = count_headings(head, separators[i]);

        if (n > found.columns) {
            found.columns = n;
            found.separator = separators[i];
        }
    }
    return found;
}

/* ---- reading ---- */

struct reader {
    struct ex_batch *batch;
    struct ex_text_reader text;
    struct splitter rows;
    struct ex_arena *arena; /* of a row */
    struct preamble before;
    enum ex_kind_id kind;
    struct ex_arena *kept;  /* of the file */
    struct ex_vec headings; /* of struct ex_str; empty for a column that is not read */
    bool has_headings;
    uint64_t records;
    uint64_t bad_rows;
    uint64_t first_bad;
    size_t bad_fields; /* in that row */
    uint64_t strange;  /* rows of another kind */
    uint64_t first_strange;
    bool too_many;
    bool open_end; /* the file ends inside a row */
};

/* A row as an object; `cut`: the last field may go on. */
static struct ex_text_record record_of(struct reader *r, uint64_t end, bool cut)
{
    struct splitter *s = &r->rows;
    struct ex_text_record record = {.arena = r->arena,
                                    .form = EX_TEXT_CSV,
                                    .type = r->before.type,
                                    .start = s->start,
                                    .end = end};

    record.members = EX_NEW_ARRAY(r->arena, r->headings.n, struct ex_text_member);
    for (size_t i = 0; i < r->headings.n && i < s->fields.n; i++) {
        size_t first = EX_AT(&s->fields, struct field, i)->piece;
        size_t last = i + 1 < s->fields.n ? EX_AT(&s->fields, struct field, i + 1)->piece
                                          : s->pieces.n;
        struct ex_str text = field_text(s, i);
        size_t at = EX_AT(&s->fields, struct field, i)->at;
        struct ex_text_member *member = &record.members[record.n];

        if (EX_AT(&r->headings, struct ex_str, i)->n == 0)
            continue;
        record.n++;
        member->name = *EX_AT(&r->headings, struct ex_str, i);
        member->cut = cut && i + 1 == s->fields.n;
        member->n_pieces = last - first;
        member->pieces = EX_NEW_ARRAY(r->arena, last - first, struct ex_text_piece);
        for (size_t p = first; p < last; p++) {
            const struct piece *piece = EX_AT(&s->pieces, struct piece, p);
            size_t stop = p + 1 < last ? EX_AT(&s->pieces, struct piece, p + 1)->at - at : text.n;

            member->pieces[p - first] = (struct ex_text_piece){
                ex_str_slice(text, piece->at - at, stop), piece->off, piece->at - at};
        }
    }
    return record;
}

/* Of two columns of one name nobody can tell which counts. */
static void drop_double_headings(struct reader *r)
{
    for (size_t i = 0; i < r->headings.n; i++) {
        struct ex_str *name = EX_AT(&r->headings, struct ex_str, i);
        bool twice = false;

        for (size_t j = i + 1; name->n && j < r->headings.n; j++) {
            struct ex_str *other = EX_AT(&r->headings, struct ex_str, j);

            if (!ex_str_ieq(*name, *other))
                continue;
            twice = true;
            *other = (struct ex_str){NULL, 0};
        }
        if (!twice)
            continue;
        ex_text_say(r->batch, EX_WARNING, r->rows.start, "leave one of them",
                    "the column '%.*s' occurs more than once; none of them is read", EX_FMT(*name));
        *name = (struct ex_str){NULL, 0};
    }
}

static void take_headings(struct reader *r, uint64_t end)
{
    struct ex_text_record record;

    r->has_headings = true;
    if (r->rows.malformed || r->rows.large)
        return;
    for (size_t i = 0; i < r->rows.fields.n; i++)
        *EX_PUSH(&r->headings, struct ex_str) =
            ex_arena_str(r->kept, ex_str_trim(field_text(&r->rows, i)));
    drop_double_headings(r);
    record = record_of(r, end, false);
    r->kind = ex_text_kind(&record, (enum ex_kind_id)r->batch->file.hint);
}

/*
 * Whether a row is of another kind than the headings: Export-Csv writes all
 * objects with the properties of the first, and leaves empty what others do not
 * have.
 */
static bool is_strange(const struct reader *r, const struct ex_text_record *record)
{
    const struct ex_kind *kind = ex_kind(r->kind);
    bool empty = false;

    for (const char *const *name = kind->fingerprint; *name; name++) {
        int prop = ex_prop_find(kind, ex_str(*name));
        bool plain = prop >= 0 && !kind->props[prop].type.list &&
                     (kind->props[prop].type.base == EX_T_BOOL ||
                      kind->props[prop].type.base == EX_T_ENUM ||
                      kind->props[prop].type.base == EX_T_FLAGS);

        for (size_t i = 0; plain && i < record->n; i++) {
            if (!ex_str_ieq(record->members[i].name, ex_str(*name)))
                continue;
            if (ex_str_trim(record->members[i].pieces[0].text).n)
                return false;
            empty = true;
        }
    }
    return empty;
}

static void set_aside(struct reader *r, uint64_t off)
{
    if (!r->bad_rows++) {
        r->first_bad = off;
        r->bad_fields = r->rows.malformed || r->rows.large ? 0 : r->rows.fields.n;
    }
}

/* A row is complete. `cut`: by the end of the file. */
static void take_row(struct reader *r, uint64_t end, bool cut)
{
    struct ex_text_record record;

    if (is_blank_row(&r->rows))
        return;
    if (!r->has_headings) {
        take_headings(r, end);
        return;
    }
    if (r->kind == EX_N_KINDS || r->too_many)
        return;
    if (r->rows.fields.n != r->headings.n || r->rows.malformed || r->rows.large) {
        set_aside(r, r->rows.malformed ? r->rows.bad : r->rows.start);
        return;
    }
    if (r->records++ >= EX_MAX_OBJECTS) {
        r->too_many = true;
        return;
    }
    record = record_of(r, end, cut);
    if (is_strange(r, &record)) {
        if (!r->strange++)
            r->first_strange = r->rows.start;
    } else {
        (void)ex_text_take(&r->text, &record, r->kind);
    }
    ex_arena_reset(r->arena);
}

static void take_piece(struct reader *r, struct ex_str piece, uint64_t offset)
{
    uint64_t before = offset < r->before.end ? r->before.end - offset : 0;

    for (size_t i = before < piece.n ? (size_t)before : piece.n; i < piece.n; i++) {
        uint64_t off = offset + i;

        if (take_byte(&r->rows, piece.p[i], off) != ROW_ENDS)
            continue;
        take_row(r, off, false);
        begin_row(&r->rows, off + 1);
        r->rows.after_cr = piece.p[i] == '\r';
    }
}

static void take_end(struct reader *r, uint64_t end)
{
    bool quoted = r->rows.state == AT_QUOTE;

    if (is_blank_row(&r->rows) && r->rows.state != IN_QUOTES)
        return;
    if (r->rows.state == IN_QUOTES) {
        r->open_end = true;
        return;
    }
    r->open_end = r->has_headings && !quoted;
    take_row(r, end, !quoted);
}

static void read_all(struct reader *r)
{
    struct ex_str piece;
    uint64_t offset = 0;

    begin_row(&r->rows, r->before.end);
    while (ex_source_read(r->batch->file.source, &piece)) {
        take_piece(r, piece, offset);
        offset += piece.n;
    }
    take_end(r, offset);
}

/* ---- messages ---- */

static const char again[] = "run the cmdlet with Export-Clixml";

static void report_rows(struct reader *r)
{
    if (r->bad_rows && r->bad_fields)
        ex_text_say(r->batch, EX_WARNING, r->first_bad, again,
                    "rows set aside because they do not have %zu fields: %" PRIu64
                    "; this one has %zu",
                    r->headings.n, r->bad_rows, r->bad_fields);
    else if (r->bad_rows)
        ex_text_say(r->batch, EX_WARNING, r->first_bad, again,
                    "rows set aside because their quotation marks do not fit or they are too "
                    "large: %" PRIu64,
                    r->bad_rows);
    if (r->strange)
        ex_text_say(r->batch, EX_WARNING, r->first_strange,
                    "write the output of each cmdlet to a file of its own",
                    "rows set aside because they are not of the kind of the headings: %" PRIu64,
                    r->strange);
    if (r->too_many)
        ex_text_say(r->batch, EX_WARNING, EX_NO_OFFSET, "split the export",
                    "there are more rows than the limit of %u", EX_MAX_OBJECTS);
    if (r->open_end && r->rows.state == IN_QUOTES)
        ex_text_say(r->batch, EX_WARNING, r->rows.bad, again,
                    "this quotation mark is not closed before the end of the file");
    else if (r->open_end)
        ex_text_say(r->batch, EX_WARNING, r->rows.start, again,
                    "the file ends without a line end: its last value may be cut off");
}

static bool is_whole(struct reader *r)
{
    struct ex_str why;

    if (ex_source_failed(r->batch->file.source, &why)) {
        ex_text_say(r->batch, EX_WARNING, EX_NO_OFFSET, NULL, "reading failed: %.*s", EX_FMT(why));
        return false;
    }
    return !r->bad_rows && !r->strange && !r->too_many && !r->open_end && !r->text.unserved &&
           !r->text.unknown;
}

static void report(struct reader *r)
{
    struct ex_file *file = &r->batch->file;

    if (r->kind == EX_N_KINDS) {
        file->state = EX_FILE_OTHER;
        ex_text_say(r->batch, file->hint == EX_N_KINDS ? EX_NOTE : EX_WARNING, EX_NO_OFFSET, NULL,
                    "the file is CSV, but not of a cmdlet that exlint knows");
        return;
    }
    report_rows(r);
    ex_text_say(r->batch, EX_NOTE, EX_NO_OFFSET, "what is missing in it is not assessed",
                "the file is CSV, which loses lists and times; Export-Clixml keeps everything");
    ex_text_report(&r->text);
    if (is_whole(r))
        file->state = EX_FILE_READ;
    else
        file->state = file->objects ? EX_FILE_TRUNCATED : EX_FILE_UNREADABLE;
}

static void import(struct ex_batch *batch)
{
    struct reader r = {.batch = batch, .kind = EX_N_KINDS, .headings = EX_VEC(struct ex_str)};

    r.before = read_preamble(ex_source_head(batch->file.source));
    r.before.type = ex_arena_str(batch->arena, r.before.type);
    r.rows = splitter_for(r.before.separator);
    r.arena = ex_arena_new();
    r.kept = batch->arena;
    ex_text_reader_init(&r.text, batch);
    batch->file.flavour = r.before.type.n ? EX_STR("Typed") : EX_STR("Untyped");
    read_all(&r);
    report(&r);
    ex_text_reader_free(&r.text);
    ex_vec_free(&r.headings);
    splitter_free(&r.rows);
    ex_arena_free(r.arena);
}

/* ---- recognition ---- */

/* Whether headings are those of a cmdlet, or may be if the name of the file says so. */
static bool are_of_cmdlet(struct ex_str headings, const struct preamble *before)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct splitter s = splitter_for(before->separator);
    struct ex_text_record record = {.arena = arena, .form = EX_TEXT_CSV};
    bool named = false;

    begin_row(&s, 0);
    for (size_t i = 0; i < headings.n; i++) {
        if (take_byte(&s, headings.p[i], i) == ROW_ENDS)
            break;
    }
    record.members = EX_NEW_ARRAY(arena, s.fields.n, struct ex_text_member);
    for (size_t i = 0; i < s.fields.n; i++) {
        struct ex_text_member *member = &record.members[record.n++];

        member->name = ex_str_trim(field_text(&s, i));
        member->pieces = EX_NEW(arena, struct ex_text_piece);
        member->n_pieces = 1;
        named = named || ex_str_ieq(member->name, EX_STR("Name")) ||
                ex_str_ieq(member->name, EX_STR("Identity"));
    }
    named = named || ex_text_kind(&record, EX_N_KINDS) != EX_N_KINDS;
    splitter_free(&s);
    return named;
}

static bool sniff(struct ex_str head, struct ex_str raw EX_UNUSED)
{
    struct preamble before = read_preamble(head);

    if (ex_str_find_str(before.type, EX_STR("Microsoft.Exchange.")) != SIZE_MAX)
        return before.columns > 0;
    return before.columns > 1 &&
           are_of_cmdlet(ex_str_slice(head, before.end, head.n), &before);
}

const struct ex_importer ex_importer_csv = {"CSV", sniff, import};
