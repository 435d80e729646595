/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Exceptions in the HTML report: who decided to live with what, why and until
 * when. Those that have expired come first.
 */
#include "base/limits.h"
#include "formats/report/html.h"
#include "report/waiver.h"

enum { MAX_TEXT = 500, MAX_FINDINGS = 20 };

/* How a waiver is shown; they come in this order. */
static const struct group {
    const char *id;
    const char *title;
    const char *lead;
    const char *looks;
} groups[] = {
    {"expired", "Expired", "The date has passed: what they covered is open again.", "bad"},
    {"planned", "Planned", "To be mended until the date; they stand in the action plan.", "plain"},
    {"accepted", "Accepted", "The risk was accepted until the date.", "plain"},
    {"false-positives", "False positives", "The rule was judged to be wrong here.", "plain"},
    {"unused", "Without a finding", "Nothing that they are about was found; they can go.", "plain"},
    {"undecided", "Not decided", "The rules that they are about were not run or not assessed.",
     "unknown"},
};

static size_t group_of(const struct ex_waiver *w)
{
    if (w->state == EX_WAIVER_EXPIRED)
        return 0;
    if (w->state == EX_WAIVER_UNUSED)
        return 4;
    if (w->state == EX_WAIVER_NOT_ASSESSED)
        return 5;
    return w->kind == EX_WAIVER_PLANNED ? 1 : w->kind == EX_WAIVER_ACCEPTED ? 2 : 3;
}

/* The findings that a waiver covers or covered. */
static void write_findings(struct ex_html *h, const struct ex_waiver *w)
{
    size_t n = 0;
    for (size_t i = 0; i < h->report->n_findings; i++) {
        const struct ex_report_finding *f = &h->report->findings[i];
        if (f->waiver != w || n++ >= MAX_FINDINGS)
            continue;
        if (h->chosen[i])
            EX_HTML(h, "<li><a href=\"#f-$\">$</a> ", ex_str(f->fingerprint), f->rule->id);
        else {
            ex_html_raw(h, "<li");
            ex_html_id(h, "f-", ex_str(f->fingerprint));
            EX_HTML(h, ">$ ", f->rule->id);
        }
        ex_html_severity(h, f->severity);
        ex_html_raw(h, " <span class=\"v\">");
        ex_html_cut(h, f->object, MAX_TEXT);
        ex_html_raw(h, "</span>: ");
        ex_html_cut(h, f->message, MAX_TEXT);
        ex_html_raw(h, "</li>");
    }
    if (n > MAX_FINDINGS)
        EX_HTML(h, "<li>and $; the JSON result has them</li>",
                ex_html_counted(h, n - MAX_FINDINGS, "more finding"));
}

static void write_waiver(struct ex_html *h, const struct ex_waiver *w, const char *looks)
{
    EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span>", w->rule);
    EX_HTML(h, "<span class=\"on\">on <span class=\"v\">$</span></span>",
            w->object.n ? w->object : EX_STR("every object"));
    if (w->value.p)
        EX_HTML(h, "<span class=\"on\">with <span class=\"v\">$</span></span>", w->value);
    ex_html_raw(h, "</th><td>");
    ex_html_cut(h, w->reason, MAX_TEXT);
    if (w->ticket.n)
        EX_HTML(h, " <span class=\"on\">$</span>", w->ticket);
    ex_html_raw(h, "</td><td>");
    ex_html_cut(h, w->owner, MAX_TEXT);
    ex_html_raw(h, "</td><td>");
    ex_html_badge(h, looks, w->expires);
    ex_html_raw(h, "</td><td><ul>");
    write_findings(h, w);
    ex_html_raw(h, "</ul></td></tr>\n");
}

static void write_group(struct ex_html *h, size_t group)
{
    size_t n = 0;
    for (size_t i = 0; i < h->report->n_waivers; i++)
        n += group_of(h->report->waivers[i]) == group;
    if (!n)
        return;
    EX_HTML(h, "<h3 id=\"exceptions-$\">$ <span class=\"count\">$</span></h3>\n",
            ex_str(groups[group].id), ex_str(groups[group].title),
            ex_html_counted(h, n, "exception"));
    EX_HTML(h, "<p class=\"lead\">$</p>\n", ex_str(groups[group].lead));
    ex_html_table(h, ex_arena_printf(h->arena, "Exceptions: %s", groups[group].title),
                  "Rule and object|Reason|Owner|Until|Findings", "titled lists waivers");
    for (size_t i = 0; i < h->report->n_waivers; i++) {
        if (group_of(h->report->waivers[i]) == group)
            write_waiver(h, h->report->waivers[i], groups[group].looks);
    }
    ex_html_table_end(h);
}

void ex_html_exceptions(struct ex_html *h)
{
    ex_html_raw(h, "<p class=\"lead\">Findings that an exception covers are not counted, except "
                   "when it has expired.</p>\n");
    for (size_t i = 0; i < EX_COUNT(groups); i++)
        write_group(h, i);
}
