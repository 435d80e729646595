/* SPDX-License-Identifier: MIT */
/**
 * @file
 * How wide text is, and how it is made to fit a box. Which font a reader has
 * is not known: the widths are those of Helvetica (and Arial, Liberation
 * Sans) with so much added that wider ones (DejaVu Sans) fit as well.
 */
#include "report/diagram_build.h"

#include "base/buf.h"
#include "base/utf8.h"

enum {
    ADD_PLAIN = 115,   /* percent of Helvetica */
    ADD_STRONG = 126,  /* bold letters are wider */
    OTHER_WIDTH = 640, /* of a letter beyond ASCII, in thousandths of the size */
    WIDE_WIDTH = 1000,
    ESCAPE_WIDTH = 4500, /* of what is written as <U+202E> */
};

/* Of ' ' to '~', in thousandths of the size. */
static const unsigned short widths[] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};

static int rune_width(uint32_t rune)
{
    if (ex_rune_is_unsafe(rune))
        return ESCAPE_WIDTH;
    if (rune >= ' ' && rune - ' ' < EX_COUNT(widths))
        return widths[rune - ' '];
    int columns = ex_rune_width(rune);
    return columns == 0 ? 0 : columns == 2 ? WIDE_WIDTH : OTHER_WIDTH;
}

int ex_dia_text_width(struct ex_str text, bool strong)
{
    int64_t sum = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        i += ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        sum += rune_width(rune);
    }
    int64_t scaled = sum * EX_DIA_TEXT * (strong ? ADD_STRONG : ADD_PLAIN);
    scaled = (scaled + 99999) / 100000;
    return scaled > 1000000 ? 1000000 : (int)scaled;
}

/* The longest beginning that is no wider than `most`. */
static size_t fitting_head(struct ex_str text, bool strong, int most)
{
    size_t end = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        i += ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        if (ex_dia_text_width(ex_str_slice(text, 0, i), strong) > most)
            break;
        end = i;
        if (end > 400) /* no box is that wide */
            break;
    }
    return end;
}

/* The longest end that is no wider than `most`; where it begins. */
static size_t fitting_tail(struct ex_str text, bool strong, int most)
{
    size_t begin = text.n;
    while (begin > 0 && text.n - begin < 400) {
        size_t i = begin - 1;
        while (i > 0 && ((unsigned char)text.p[i] & 0xC0) == 0x80)
            i--;
        if (ex_dia_text_width(ex_str_slice(text, i, text.n), strong) > most)
            break;
        begin = i;
    }
    return begin;
}

struct ex_str ex_dia_cut(struct ex_arena *arena, struct ex_str text, bool strong, int most)
{
    struct ex_str dots = EX_STR("\xE2\x80\xA6");
    if (ex_dia_text_width(text, strong) <= most)
        return text;
    int room = most - ex_dia_text_width(dots, strong);
    size_t head = fitting_head(text, strong, room * 3 / 5);
    size_t tail = fitting_tail(text, strong, room * 2 / 5);
    struct ex_str end = ex_str_slice(text, tail > head ? tail : head, text.n);
    return ex_arena_printf(arena, "%.*s%.*s%.*s", EX_FMT(ex_str_slice(text, 0, head)),
                           EX_FMT(dots), EX_FMT(end));
}

/* ---- wrapping ----------------------------------------------------------------- */

/* Whether a line may end behind a byte. */
static bool may_break_after(char c)
{
    return c == ' ' || c == '.' || c == ',' || c == '-' || c == '/' || c == '\\' || c == '_' ||
           c == ';' || c == '@' || c == ':';
}

/* How many bytes the first line takes: up to a good place, or as many as fit. */
static size_t first_line(struct ex_str text, bool strong, int most)
{
    size_t fits = fitting_head(text, strong, most), best = 0, blank = 0;
    if (fits >= text.n)
        return text.n;
    for (size_t i = 0; i < fits; i++) {
        if (text.p[i] == ' ')
            blank = i + 1;
        if (may_break_after(text.p[i]))
            best = i + 1;
    }
    if (blank * 2 > fits)
        return blank;
    return best * 3 > fits ? best : fits;
}

/* A line of a box as up to `most_lines` lines; what is too long even so is cut. */
static void wrap(struct ex_arena *arena, struct ex_dia_line line, size_t most_lines,
                 struct ex_vec *out)
{
    int most = EX_DIA_MAX_TEXT - (line.word ? EX_DIA_WORD : 0);
    struct ex_str rest = line.text;
    for (size_t i = 0; rest.n && i < most_lines; i++) {
        struct ex_dia_line *shown = EX_PUSH(out, struct ex_dia_line);
        *shown = line;
        shown->sign = line.word && i == 0;
        if (i + 1 == most_lines) {
            shown->text = ex_dia_cut(arena, rest, line.strong, most);
            return;
        }
        size_t n = first_line(rest, line.strong, most);
        n = n ? n : rest.n;
        shown->text = ex_str_trim(ex_str_slice(rest, 0, n));
        rest = ex_str_trim(ex_str_slice(rest, n, rest.n));
    }
}

void ex_dia_fit(struct ex_arena *arena, struct ex_dia_node *node)
{
    enum { LINES_OF_A_TEXT = 3 };
    struct ex_vec shown = EX_VEC(struct ex_dia_line);
    for (size_t i = 0; i < node->n_lines; i++)
        wrap(arena, node->lines[i], LINES_OF_A_TEXT, &shown);
    if (shown.n > EX_DIA_MAX_LINES)
        shown.n = EX_DIA_MAX_LINES;
    struct ex_dia_line *lines = EX_NEW_ARRAY(arena, shown.n, struct ex_dia_line);
    int width = 0;
    for (size_t i = 0; i < shown.n; i++) {
        lines[i] = *EX_AT(&shown, struct ex_dia_line, i);
        int w = ex_dia_text_width(lines[i].text, lines[i].strong) +
                (lines[i].word ? EX_DIA_WORD : 0);
        width = w > width ? w : width;
    }
    node->shown = lines;
    node->n_shown = shown.n;
    node->w = width + 2 * EX_DIA_PAD;
    node->h = (int)shown.n * EX_DIA_LINE + 2 * EX_DIA_PAD_TOP;
    ex_vec_free(&shown);
}
