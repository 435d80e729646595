/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Evidence in the HTML report: the object, its property with the offending
 * part marked, and the line of the file that says so.
 */
#include "base/limits.h"
#include "base/source.h"
#include "base/utf8.h"
#include "formats/report/html.h"

/* Code points of values and lines that are shown. */
enum { MAX_NAME = 300, MAX_MARK = 1000, MAX_SIDE = 300, MAX_LINE_SIDE = 120, MAX_LABEL = 200 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Offset behind `n` code points. */
static size_t skip(struct ex_str text, size_t n)
{
    size_t at = 0;
    uint32_t rune;
    for (; n > 0 && at < text.n; n--)
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
    return at;
}

/* The last `max` code points of a text; what is before them becomes an ellipsis. */
static void write_tail(struct ex_html *h, struct ex_str text, size_t max)
{
    size_t n = ex_utf8_count(text);
    if (n > max) {
        ex_html_raw(h, "…");
        text = ex_str_slice(text, skip(text, n - max), text.n);
    }
    ex_html_text(h, text);
}

static void write_head(struct ex_html *h, struct ex_str text, size_t max)
{
    size_t end = skip(text, max);
    ex_html_text(h, ex_str_slice(text, 0, end));
    if (end < text.n)
        ex_html_raw(h, "…");
}

/* A text with a part of it marked, cut around the mark. */
static void write_marked(struct ex_html *h, struct ex_str text, size_t from, size_t to, size_t side)
{
    write_tail(h, ex_str_slice(text, 0, from), side);
    ex_html_raw(h, "<mark>");
    ex_html_cut(h, ex_str_slice(text, from, to), MAX_MARK);
    ex_html_raw(h, "</mark>");
    write_head(h, ex_str_slice(text, to, text.n), side);
}

static void write_value(struct ex_html *h, const struct ex_report_evidence *e)
{
    if (e->searched && !e->property.n) {
        ex_html_cut(h, e->text, MAX_NAME);
        return;
    }
    if (e->property.n)
        EX_HTML(h, "<span class=\"prop\">$</span> ", e->property);
    ex_html_raw(h, "<code class=\"v\">");
    struct ex_str text = e->text.n ? e->text : EX_STR("(not set)");
    bool all = e->mark_n == 0 || !e->text.n || e->mark_at >= text.n;
    size_t from = all ? 0 : e->mark_at;
    size_t to = all ? text.n : from + least(e->mark_n, text.n - from);
    write_marked(h, text, from, to, MAX_SIDE);
    ex_html_raw(h, "</code>");
}

/* `Get-SendConnector.xml:84:22`, which leads to the checksum of the file. */
static void write_place(struct ex_html *h, const struct ex_report_evidence *e)
{
    if (e->file >= h->report->n_files)
        return;
    bool listed = e->file < EX_MAX_HTML_FILES;
    if (listed)
        EX_HTML(h, "<a class=\"place\" href=\"#file-$\">",
                ex_arena_printf(h->arena, "%u", e->file + 1));
    else
        ex_html_raw(h, "<span class=\"place\">");
    ex_html_cut(h, h->report->files[e->file].name, MAX_NAME);
    if (e->at.line)
        EX_HTML(h, ":$",
                ex_arena_printf(h->arena, "%llu:%llu", (unsigned long long)e->at.line,
                                (unsigned long long)e->at.column));
    ex_html_raw(h, listed ? "</a>" : "</span>");
}

/* The line of the file; of a long one the part around the value (base/source.h). */
static void write_line(struct ex_html *h, const struct ex_report_evidence *e)
{
    struct ex_str line = e->line_text;
    if (!line.n || !e->at.line)
        return;
    size_t before = e->at.column ? (size_t)e->at.column - 1 : 0;
    size_t from = skip(line, least(before, EX_LINE_TEXT_BEFORE));
    size_t to = from + skip(ex_str_slice(line, from, line.n), e->token_n);
    EX_HTML(h, "<pre class=\"src\"><span class=\"ln\">$</span> ",
            ex_arena_printf(h->arena, "%llu", (unsigned long long)e->at.line));
    struct ex_str lead = ex_str_slice(line, 0, from);
    while (lead.n && ex_is_space(lead.p[0]))
        lead = ex_str_slice(lead, 1, lead.n);
    write_tail(h, lead, MAX_LINE_SIDE);
    ex_html_raw(h, "<b>");
    ex_html_cut(h, ex_str_slice(line, from, to), MAX_MARK);
    ex_html_raw(h, "</b>");
    write_head(h, ex_str_slice(line, to, line.n), MAX_LINE_SIDE);
    ex_html_raw(h, "</pre>\n");
}

static void write_label(struct ex_html *h, const struct ex_report_evidence *e)
{
    if (!e->label.n)
        return;
    ex_html_raw(h, " <span class=\"lbl\">");
    ex_html_cut(h, e->label, MAX_LABEL);
    ex_html_raw(h, "</span>");
}

static bool same_object(const struct ex_report_evidence *a, const struct ex_report_evidence *b)
{
    return a->kind == b->kind && a->searched == b->searched && ex_str_eq(a->object, b->object);
}

static bool same_line(const struct ex_report_evidence *a, const struct ex_report_evidence *b)
{
    return a->file == b->file && a->at.line == b->at.line && a->at.column == b->at.column;
}

/* The object of the finding is named above its evidence already. */
static void write_object(struct ex_html *h, const struct ex_report_evidence *e, bool first)
{
    struct ex_str kind = ex_html_kind(h, e->kind);
    if (e->searched || (first && e->own))
        return;
    ex_html_raw(h, "<p class=\"obj\">");
    if (kind.n)
        EX_HTML(h, "$ ", kind);
    ex_html_raw(h, "<b class=\"v\">");
    ex_html_cut(h, e->object, MAX_NAME);
    ex_html_raw(h, "</b></p>\n");
}

void ex_html_evidence(struct ex_html *h, const struct ex_report_finding *finding)
{
    if (!finding->n_evidence)
        return;
    ex_html_raw(h, "<div class=\"ev\">\n");
    for (size_t i = 0; i < finding->n_evidence; i++) {
        const struct ex_report_evidence *e = &finding->evidence[i];
        const struct ex_report_evidence *last = i ? e - 1 : NULL;
        if (!last || !same_object(last, e))
            write_object(h, e, !last);
        ex_html_raw(h, "<p class=\"val\">");
        write_value(h, e);
        write_label(h, e);
        ex_html_raw(h, " ");
        write_place(h, e);
        ex_html_raw(h, "</p>\n");
        if (!last || !same_line(last, e))
            write_line(h, e);
    }
    ex_html_raw(h, "</div>\n");
}

void ex_html_evidence_row(struct ex_html *h, const struct ex_report_finding *finding)
{
    ex_html_raw(h, "<ul class=\"evs\">");
    for (size_t i = 0; i < finding->n_evidence; i++) {
        const struct ex_report_evidence *e = &finding->evidence[i];
        ex_html_raw(h, "<li>");
        write_value(h, e);
        write_label(h, e);
        ex_html_raw(h, " ");
        write_place(h, e);
        ex_html_raw(h, "</li>");
    }
    ex_html_raw(h, "</ul>");
}
