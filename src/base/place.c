/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Lines and columns of a source.
 *
 * While a file is read, every piece is only counted: line ends by comparing
 * 16 bytes at a time, and code points after the last line end. A place is
 * then found from the checkpoint before it, code point by code point.
 */
#include "base/source_impl.h"
#include "base/utf8.h"

#include <stdlib.h>

/* ---- counting while reading ---- */

/* Sixteen bytes, as the compiler's vectors. Comparisons give all ones for true: -1. */
typedef uint8_t lanes __attribute__((vector_size(16)));

struct counts {
    size_t lf;
    size_t cr;
    size_t crlf; /* CR followed by LF, both inside */
};

static size_t sum_lanes(lanes v)
{
    size_t sum = 0;

    for (size_t i = 0; i < sizeof v; i++)
        sum += v[i];
    return sum;
}

static void count_byte(struct counts *counts, const char *p, size_t i)
{
    counts->lf += p[i] == '\n';
    counts->cr += p[i] == '\r';
    counts->crlf += i > 0 && p[i] == '\n' && p[i - 1] == '\r';
}

/* At most 255 vectors from p[from] on: no lane can overflow. `from` is at least 1. */
static void count_vectors(struct counts *counts, const char *p, size_t from, size_t vectors)
{
    lanes lf = {0};
    lanes cr = {0};
    lanes crlf = {0};

    for (size_t k = 0; k < vectors; k++) {
        lanes here;
        lanes before;

        memcpy(&here, p + from + k * sizeof here, sizeof here);
        memcpy(&before, p + from + k * sizeof here - 1, sizeof before);
        lf -= (lanes)(here == '\n');
        cr -= (lanes)(here == '\r');
        crlf -= (lanes)((here == '\n') & (before == '\r'));
    }
    counts->lf += sum_lanes(lf);
    counts->cr += sum_lanes(cr);
    counts->crlf += sum_lanes(crlf);
}

static struct counts count_line_ends(struct ex_str s)
{
    struct counts counts = {0, 0, 0};
    size_t i = 1;

    if (s.n == 0)
        return counts;
    count_byte(&counts, s.p, 0);
    while (s.n - i >= sizeof(lanes)) {
        size_t vectors = (s.n - i) / sizeof(lanes);

        vectors = vectors < 255 ? vectors : 255;
        count_vectors(&counts, s.p, i, vectors);
        i += vectors * sizeof(lanes);
    }
    for (; i < s.n; i++)
        count_byte(&counts, s.p, i);
    return counts;
}

/* Code points of well-formed UTF-8: the bytes that do not continue one. */
static uint64_t count_runes(struct ex_str s)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t count = s.n;
    size_t i = 0;

    for (; s.n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t w;

        memcpy(&w, s.p + i, sizeof w);
        /* One bit for each byte 10xxxxxx; the product adds them up in its top byte. */
        count -= ((w >> 7 & ~w >> 6 & ones) * ones) >> 56;
    }
    for (; i < s.n; i++)
        count -= ((unsigned char)s.p[i] & 0xC0) == 0x80;
    return count;
}

void ex_lines_advance(struct ex_line_state *lines, struct ex_str text)
{
    struct counts counts = count_line_ends(text);
    bool ends_in_cr;
    struct ex_str closed;
    size_t last = SIZE_MAX;

    if (text.n == 0)
        return;
    /* The CR before was a line end of its own unless LF follows. */
    if (lines->after_cr && text.p[0] != '\n') {
        lines->line++;
        lines->column = 0;
    }
    /* A CR at the end is left for the next piece to judge. */
    ends_in_cr = text.p[text.n - 1] == '\r';
    closed = ex_str_slice(text, 0, text.n - (ends_in_cr ? 1 : 0));
    lines->line += counts.lf + counts.cr - counts.crlf - (ends_in_cr ? 1 : 0);
    lines->after_cr = ends_in_cr;
    if (counts.lf)
        last = ex_str_rfind(closed, '\n');
    if (counts.cr) {
        size_t cr = ex_str_rfind(closed, '\r');

        last = last == SIZE_MAX || (cr != SIZE_MAX && cr > last) ? cr : last;
    }
    if (last != SIZE_MAX) {
        lines->column = 0;
        text = ex_str_slice(text, last + 1, text.n);
    }
    lines->column += count_runes(text);
}

/* ---- looking up ---- */

/* A piece that was read again. */
struct piece {
    struct ex_checkpoint from;
    struct ex_str text;
};

/* Read on until somebody has read past `offset`; false on failure. */
static bool read_up_to(struct ex_source *source, uint64_t offset)
{
    while (source->end.offset <= offset) {
        struct ex_str text;
        char *error;

        source->probe.offset = source->end.offset;
        source->probe.file = source->end.file;
        if (ex_source_next(source, &source->probe, &text, &error))
            continue;
        if (!error)
            return true;
        free(error);
        return false;
    }
    return true;
}

/* The last checkpoint at or before `offset`; there is at least one. */
static const struct ex_checkpoint *find_checkpoint(const struct ex_source *source, uint64_t offset)
{
    size_t from = 0;
    size_t to = source->checkpoints.n;

    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;

        if (EX_AT(&source->checkpoints, struct ex_checkpoint, middle)->offset <= offset)
            from = middle;
        else
            to = middle;
    }
    return EX_AT(&source->checkpoints, struct ex_checkpoint, from);
}

/*
 * The piece that holds `*offset`, which is moved to the end of the stream if
 * it is behind that. An empty stream has one empty piece.
 */
static bool find_piece(struct ex_source *source, uint64_t *offset, struct piece *piece)
{
    char *error;

    *piece = (struct piece){{0, 0, {0, 0, false}}, {NULL, 0}};
    if (!read_up_to(source, *offset))
        return false;
    if (*offset > source->end.offset)
        *offset = source->end.offset;
    if (source->checkpoints.n == 0)
        return true;
    piece->from = *find_checkpoint(source, *offset);
    source->probe.offset = piece->from.offset;
    source->probe.file = piece->from.file;
    if (ex_source_next(source, &source->probe, &piece->text, &error))
        return true;
    free(error);
    return false;
}

static void step(struct ex_line_state *lines, char lead)
{
    if (lines->after_cr && lead != '\n') {
        lines->line++;
        lines->column = 0;
    }
    lines->after_cr = lead == '\r';
    if (lead == '\n') {
        lines->line++;
        lines->column = 0;
    } else {
        lines->column++;
    }
}

/* Carry `lines` from text.p[*at] to the code point that holds text.p[to]. */
static void walk(struct ex_line_state *lines, struct ex_str text, size_t *at, size_t to)
{
    while (*at < to) {
        uint32_t rune;
        size_t used = ex_utf8_decode(ex_str_slice(text, *at, text.n), &rune);

        if (*at + used > to)
            break;
        step(lines, text.p[*at]);
        *at += used;
    }
}

/* The place of text.p[at], or of the end of the stream. */
static struct ex_place to_place(struct ex_line_state lines, struct ex_str text, size_t at)
{
    if (lines.after_cr && (at >= text.n || text.p[at] != '\n')) {
        lines.line++;
        lines.column = 0;
    }
    return (struct ex_place){lines.line + 1, lines.column + 1};
}

static int by_offset(const void *a, const void *b)
{
    const struct ex_source_mark *x = a;
    const struct ex_source_mark *y = b;

    return (x->offset > y->offset) - (x->offset < y->offset);
}

static bool holds(const struct piece *piece, uint64_t offset)
{
    return offset >= piece->from.offset && offset - piece->from.offset < piece->text.n;
}

void ex_source_places(struct ex_source *source, struct ex_source_mark *marks, size_t n)
{
    struct piece piece = {{0, 0, {0, 0, false}}, {NULL, 0}};
    struct ex_line_state lines = {0, 0, false};
    size_t at = 0;

    if (n > 1)
        qsort(marks, n, sizeof *marks, by_offset);
    for (size_t i = 0; i < n; i++) {
        uint64_t offset = marks[i].offset;

        marks[i].place = (struct ex_place){0, 0};
        if (!holds(&piece, offset)) {
            if (!find_piece(source, &offset, &piece))
                continue;
            lines = piece.from.lines;
            at = 0;
        }
        offset -= piece.from.offset;
        /* Less than before only if the file was changed meanwhile. */
        if (offset > piece.text.n)
            offset = piece.text.n;
        walk(&lines, piece.text, &at, (size_t)offset);
        marks[i].place = to_place(lines, piece.text, at);
    }
}

/* ---- the text of a line ---- */

/* Append the stream from `from` up to `to`, or as much as there is. */
static void copy_stream(struct ex_source *source, uint64_t from, uint64_t to, struct ex_buf *out)
{
    while (from < to) {
        uint64_t at = from;
        struct piece piece;

        if (!find_piece(source, &at, &piece) || at != from || !holds(&piece, at))
            return;
        at -= piece.from.offset;
        ex_buf_add(out, ex_str_slice(piece.text, (size_t)at, (size_t)(to - piece.from.offset)));
        from = piece.from.offset + piece.text.n;
    }
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The line around text.p[at], cut to EX_LINE_TEXT_BEFORE code points before it. */
static struct ex_str line_around(struct ex_str text, size_t at)
{
    size_t from;
    size_t to;
    size_t runes = 0;

    while (at > 0 && at < text.n && is_continuation(text.p[at]))
        at--;
    /* The LF of a CR LF belongs to the line before it. */
    if (at > 0 && at < text.n && text.p[at] == '\n' && text.p[at - 1] == '\r')
        at--;
    for (from = at; from > 0 && !is_line_end(text.p[from - 1]); from--) {
        if (runes == EX_LINE_TEXT_BEFORE)
            break;
        if (!is_continuation(text.p[from - 1]))
            runes++;
    }
    for (to = at; to < text.n && !is_line_end(text.p[to]); to++)
        ;
    return ex_str_slice(text, from, to);
}

/* Without a code point that was cut off at the end. */
static struct ex_str whole_runes(struct ex_str s)
{
    return ex_str_slice(s, 0, ex_utf8_span(s));
}

struct ex_place ex_source_place(struct ex_source *source, uint64_t offset,
                                struct ex_arena *arena, struct ex_str *line_text)
{
    struct ex_source_mark mark = {offset, {0, 0}};
    EX_AUTO(ex_buf_free) struct ex_buf around = EX_BUF_INIT;
    uint64_t from;

    ex_source_places(source, &mark, 1);
    if (!line_text)
        return mark.place;
    *line_text = (struct ex_str){NULL, 0};
    if (mark.place.line == 0)
        return mark.place;
    if (offset > source->end.offset)
        offset = source->end.offset;
    /* Four bytes are the most that a code point takes; one more code point for the offset's own. */
    from = 4 * (EX_LINE_TEXT_BEFORE + 1);
    from = offset > from ? offset - from : 0;
    copy_stream(source, from, offset + EX_LINE_TEXT_AFTER, &around);
    if (around.n >= offset - from)
        *line_text = ex_arena_str(
            arena, whole_runes(line_around(ex_buf_str(&around), (size_t)(offset - from))));
    return mark.place;
}
