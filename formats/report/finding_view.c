/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What writers for other programs say of a finding.
 */
#include "formats/report/finding_view.h"

#include "base/utf8.h"
#include "formats/report/json_dump.h"
#include "formats/report/text.h"
#include "report/waiver.h"

enum { MAX_NEEDS = 4, REASON_MAX = 300 };

/* The value may go on behind the line that is known, or be longer than any reader wants. */
static uint64_t end_of(const struct ex_report_evidence *e)
{
    uint64_t n = e->token_n ? e->token_n : 1;
    uint64_t start = e->at.column > EX_LINE_TEXT_BEFORE ? e->at.column - EX_LINE_TEXT_BEFORE : 1;
    uint64_t end = start + ex_utf8_count(e->line_text);
    return end > e->at.column && e->at.column + n > end ? end : e->at.column + n;
}

struct ex_view_place ex_view_evidence(struct ex_arena *arena, const struct ex_report *report,
                                      const struct ex_report_evidence *evidence)
{
    struct ex_view_place place = {.placed = true, .at = {1, 1}, .end_column = 2};
    place.file = ex_json_file_name(arena, report, &report->files[evidence->file]);
    if (evidence->at.line) {
        place.at = evidence->at;
        place.end_column = end_of(evidence);
    }
    return place;
}

static bool is_placed(const struct ex_report_finding *finding)
{
    return finding->n_evidence && finding->evidence[0].file != UINT32_MAX;
}

struct ex_view_place ex_view_place(struct ex_arena *arena, const struct ex_report *report,
                                   const struct ex_report_finding *finding)
{
    struct ex_view_place place = {.at = {1, 1}, .end_column = 2};
    if (is_placed(finding))
        return ex_view_evidence(arena, report, &finding->evidence[0]);
    if (report->n_files)
        place.file = ex_json_file_name(arena, report, &report->files[0]);
    return place;
}

/* Files are in the order of their names. */
int ex_view_by_place(const void *pa, const void *pb)
{
    static const struct ex_report_evidence nowhere;
    const struct ex_report_finding *a = *(const struct ex_report_finding *const *)pa;
    const struct ex_report_finding *b = *(const struct ex_report_finding *const *)pb;
    const struct ex_report_evidence *ea = is_placed(a) ? &a->evidence[0] : &nowhere;
    const struct ex_report_evidence *eb = is_placed(b) ? &b->evidence[0] : &nowhere;
    if (ea->file != eb->file)
        return ea->file < eb->file ? -1 : 1;
    if (ea->at.line != eb->at.line)
        return ea->at.line < eb->at.line ? -1 : 1;
    if (ea->at.column != eb->at.column)
        return ea->at.column < eb->at.column ? -1 : 1;
    int order = ex_str_cmp(a->rule->id, b->rule->id);
    return order ? order : a < b ? -1 : a > b;
}

struct ex_str ex_view_kind(const struct ex_report_finding *finding)
{
    return finding->kind < EX_N_KINDS ? ex_kind((enum ex_kind_id)finding->kind)->name
                                      : EX_STR("Organization");
}

bool ex_view_is_settled(const struct ex_report_finding *finding)
{
    return finding->waived == EX_WAIVED;
}

const char *ex_view_level(const struct ex_report_finding *finding)
{
    return ex_finding_counts(finding) ? ex_style_level(finding->severity) : "note";
}

const char *ex_view_status(const struct ex_report_finding *finding)
{
    if (finding->waived == EX_NOT_WAIVED || !finding->waiver)
        return "open";
    if (finding->waived == EX_WAIVED_EXPIRED)
        return "expired";
    return ex_waiver_kind_name(finding->waiver->kind);
}

struct ex_str ex_view_decision(struct ex_arena *arena, const struct ex_report_finding *finding)
{
    const struct ex_waiver *w = finding->waiver;
    if (finding->waived == EX_NOT_WAIVED || !w)
        return (struct ex_str){NULL, 0};
    struct ex_str text = ex_arena_printf(
        arena, "%s%s until %.*s: %.*s", finding->waived == EX_WAIVED_EXPIRED ? "was " : "",
        ex_waiver_kind_name(w->kind), EX_FMT(w->expires),
        EX_FMT(ex_view_text(arena, w->reason, REASON_MAX)));
    struct ex_str owner = ex_view_text(arena, w->owner, REASON_MAX);
    struct ex_str ticket = ex_view_text(arena, w->ticket, REASON_MAX);
    if (owner.n || ticket.n)
        text = ex_arena_printf(arena, "%.*s (%.*s%s%.*s)", EX_FMT(text), EX_FMT(owner),
                               owner.n && ticket.n ? ", " : "", EX_FMT(ticket));
    return text;
}

struct ex_str ex_view_message(struct ex_arena *arena, const struct ex_report_finding *finding,
                              size_t max)
{
    struct ex_str message = ex_view_text(arena, finding->message, max);
    struct ex_str decision = ex_view_decision(arena, finding);
    if (!decision.n)
        return message;
    return ex_arena_printf(arena, "%.*s (%.*s)", EX_FMT(message), EX_FMT(decision));
}

struct ex_str ex_view_text(struct ex_arena *arena, struct ex_str text, size_t max)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    size_t at = 0;
    size_t n = 0;
    for (uint32_t rune; at < text.n && n < max; n++)
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
    ex_text_escape(&safe, ex_str_slice(text, 0, at));
    if (at < text.n)
        ex_buf_add_text(&safe, "…");
    return ex_arena_str(arena, ex_buf_str(&safe));
}

static void add_line(struct ex_buf *out, struct ex_str line)
{
    struct ex_str piece;
    bool first = true;
    while (ex_str_split(&line, '\t', &piece)) {
        if (first)
            ex_text_escape_line(out, piece);
        else
            ex_text_escape(out, piece);
        if (line.p)
            ex_buf_add_char(out, '\t');
        first = first && ex_str_trim(piece).n == 0;
    }
}

void ex_view_lines(struct ex_buf *out, struct ex_str text)
{
    while (text.n && ex_is_space(text.p[text.n - 1]))
        text.n--;
    struct ex_str line;
    bool first = true;
    while (text.n && ex_str_split(&text, '\n', &line)) {
        if (!first)
            ex_buf_add_char(out, '\n');
        if (ex_str_ends(line, EX_STR("\r")))
            line.n--;
        add_line(out, line);
        first = false;
    }
}

/* `Get-OutlookAnywhere of EX01` is the same need for every server. */
static struct ex_str without_server(struct ex_str need)
{
    if (!ex_str_starts(need, EX_STR("Get-")))
        return need;
    return ex_str_slice(need, 0, ex_str_find_str(need, EX_STR(" of ")));
}

/* Needs are sorted, so equal ones stand together. */
static void add_needs(struct ex_buf *out, const struct ex_report_rule *rule)
{
    size_t n = 0;
    struct ex_str last = {NULL, 0};
    for (size_t i = 0; i < rule->n_needs; i++) {
        struct ex_str need = without_server(rule->needs[i]);
        if (i && ex_str_eq(need, last))
            continue;
        last = need;
        if (n++ < MAX_NEEDS)
            ex_buf_printf(out, "%s%.*s", n > 1 ? ", " : "needs ", EX_FMT(need));
    }
    if (n > MAX_NEEDS)
        ex_buf_printf(out, " and %zu more", n - MAX_NEEDS);
}

struct ex_str ex_view_needs(struct ex_arena *arena, const struct ex_report_rule *rule)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    add_needs(&text, rule);
    if (rule->error.n)
        ex_buf_printf(&text, "%s%.*s", text.n ? "; " : "", EX_FMT(rule->error));
    if (!text.n)
        ex_buf_add_text(&text, "could not be evaluated");
    return ex_arena_str(arena, ex_buf_str(&text));
}
