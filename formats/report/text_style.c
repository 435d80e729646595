/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Glyphs, colours and wrapping of the text format. Colour is never the only
 * sign: the severity is also a word, the primary mark also a heavier line.
 */
#include "base/utf8.h"
#include "formats/report/text.h"

enum { DEFAULT_WIDTH = 100, MIN_WIDTH = 40, MAX_WIDTH = 400 };

static const struct ex_glyphs boxes = {
    .first = "╭▸",
    .next = "├▸",
    .bar = "│",
    .gap = "┆",
    .tee = "├",
    .end = "╰",
    .primary = "━",
    .secondary = "─",
    .ellipsis = "…",
    .chevron = " › ",
    .dot = " · ",
    .times = " ×",
    .rule = "─",
    .bullet = "•",
    .yes = "●",
    .no = "·",
};

static const struct ex_glyphs ascii = {
    .first = "-->",
    .next = "-->",
    .bar = "|",
    .gap = ":",
    .tee = "=",
    .end = "=",
    .primary = "^",
    .secondary = "-",
    .ellipsis = "...",
    .chevron = " > ",
    .dot = " - ",
    .times = " x",
    .rule = "-",
    .bullet = "*",
    .yes = "x",
    .no = ".",
};

struct ex_style ex_style_of(const struct ex_write_options *options, struct ex_buf *out)
{
    size_t width = options->width ? options->width : DEFAULT_WIDTH;
    if (width < MIN_WIDTH)
        width = MIN_WIDTH;
    if (width > MAX_WIDTH)
        width = MAX_WIDTH;
    return (struct ex_style){out, options, options->unicode ? &boxes : &ascii, width};
}

void ex_style_tint(const struct ex_style *style, enum ex_tint tint)
{
    static const char *const codes[] = {"",           "\033[1;31m", "\033[1;33m",
                                        "\033[1;36m", "\033[1;32m", "\033[2m"};
    if (style->options->color)
        ex_buf_add_text(style->out, codes[tint]);
}

void ex_style_plain(const struct ex_style *style)
{
    if (style->options->color)
        ex_buf_add_text(style->out, "\033[0m");
}

static const struct {
    const char *level;
    enum ex_tint tint;
} severities[EX_N_SEVERITIES] = {
    [EX_INFO] = {"note", EX_TINT_BLUE},
    [EX_LOW] = {"note", EX_TINT_BLUE},
    [EX_MEDIUM] = {"warning", EX_TINT_YELLOW},
    [EX_HIGH] = {"error", EX_TINT_RED},
    [EX_CRITICAL] = {"error", EX_TINT_RED},
};

enum ex_tint ex_style_severity(enum ex_severity severity)
{
    return severities[severity].tint;
}

const char *ex_style_level(enum ex_severity severity)
{
    return severities[severity].level;
}

/* The first rune of a text: its columns, and in `used` its bytes. */
static size_t rune_columns(struct ex_str text, size_t *used)
{
    uint32_t rune;
    *used = ex_utf8_decode(text, &rune);
    int columns = ex_rune_width(rune);
    return columns > 0 ? (size_t)columns : 0;
}

size_t ex_text_columns(struct ex_str text)
{
    size_t columns = 0;
    for (size_t i = 0, used; i < text.n; i += used)
        columns += rune_columns(ex_str_slice(text, i, text.n), &used);
    return columns;
}

size_t ex_text_head(struct ex_str text, size_t columns)
{
    size_t taken = 0;
    size_t used;
    for (size_t i = 0; i < text.n; i += used) {
        taken += rune_columns(ex_str_slice(text, i, text.n), &used);
        if (taken > columns)
            return i;
    }
    return text.n;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t ex_text_tail(struct ex_str text, size_t columns)
{
    size_t taken = 0;
    size_t start = text.n;
    while (start > 0) {
        size_t at = start - 1;
        while (at > 0 && is_continuation(text.p[at]))
            at--;
        size_t used;
        taken += rune_columns(ex_str_slice(text, at, text.n), &used);
        if (taken > columns)
            break;
        start = at;
    }
    return text.n - start;
}

void ex_style_field(const struct ex_style *style, struct ex_str text, size_t columns)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_text_escape(&safe, text);
    struct ex_str all = ex_buf_str(&safe);
    size_t head = ex_text_head(all, columns);
    ex_buf_add(style->out, ex_str_slice(all, 0, head));
    if (head == all.n)
        return;
    ex_buf_add_text(style->out, style->glyphs->ellipsis);
    ex_buf_printf(style->out, " (%zu more characters)",
                  ex_utf8_count(ex_str_slice(all, head, all.n)));
}

void ex_style_wrap(const struct ex_style *style, struct ex_str text, const char *lead,
                   size_t indent, size_t column)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    size_t lead_columns = ex_text_columns(ex_str(lead));
    bool first = true;
    struct ex_str word;
    while (ex_str_split(&text, ' ', &word)) {
        word = ex_str_trim(word);
        if (!word.n)
            continue;
        ex_buf_clear(&safe);
        ex_text_escape(&safe, word);
        size_t n = ex_text_columns(ex_buf_str(&safe));
        if (!first && column + 1 + n > style->width) {
            ex_buf_add_char(style->out, '\n');
            ex_buf_add_text(style->out, lead);
            ex_buf_add_repeat(style->out, ' ', indent > lead_columns ? indent - lead_columns : 0);
            column = indent;
        } else if (!first) {
            ex_buf_add_char(style->out, ' ');
            column++;
        }
        ex_buf_add(style->out, ex_buf_str(&safe));
        column += n;
        first = false;
    }
}

void ex_style_place(const struct ex_style *style, struct ex_str folder, struct ex_str name,
                    struct ex_place at)
{
    if (folder.n) {
        ex_text_escape_line(style->out, folder);
        if (!ex_str_ends(folder, EX_STR("/")))
            ex_buf_add_char(style->out, '/');
        ex_text_escape(style->out, name);
    } else {
        ex_text_escape_line(style->out, name);
    }
    if (at.line)
        ex_buf_printf(style->out, ":%llu:%llu", (unsigned long long)at.line,
                      (unsigned long long)at.column);
}
