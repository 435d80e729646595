/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing CSV.
 */
#include "base/utf8.h"
#include "formats/report/csv.h"
#include "formats/report/finding_view.h"

void ex_csv_begin(struct ex_buf *out)
{
    ex_buf_add_rune(out, 0xFEFF);
}

/* What spreadsheets begin a formula with, in full width as well: a Japanese Excel takes those. */
static bool is_formula(struct ex_str text)
{
    static const char ascii[] = "=+-@\t\r\n";
    static const uint32_t wide[] = {0xFF1D, 0xFF0B, 0xFF0D, 0xFF20};
    if (text.n == 0)
        return false;
    if (memchr(ascii, text.p[0], sizeof ascii - 1))
        return true;
    uint32_t rune;
    (void)ex_utf8_decode(text, &rune);
    for (size_t i = 0; i < EX_COUNT(wide); i++) {
        if (rune == wide[i])
            return true;
    }
    return false;
}

static bool needs_quotes(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (memchr(",;\"\t\n", text.p[i], 5))
            return true;
    }
    return text.n && (ex_is_space(text.p[0]) || ex_is_space(text.p[text.n - 1]));
}

static void add_quoted(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            ex_buf_add_char(out, '"');
        ex_buf_add_char(out, text.p[i]);
    }
    ex_buf_add_char(out, '"');
}

void ex_csv_cell(struct ex_buf *out, struct ex_str text, bool first)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    if (is_formula(text))
        ex_buf_add_char(&safe, '\'');
    ex_view_lines(&safe, text);
    if (!first)
        ex_buf_add_char(out, ',');
    if (needs_quotes(ex_buf_str(&safe)))
        add_quoted(out, ex_buf_str(&safe));
    else
        ex_buf_add(out, ex_buf_str(&safe));
}

void ex_csv_end(struct ex_buf *out)
{
    ex_buf_add_text(out, "\r\n");
}

void ex_csv_row(struct ex_buf *out, const struct ex_str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ex_csv_cell(out, cells[i], i == 0);
    ex_csv_end(out);
}
