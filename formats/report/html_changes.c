/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Changes in the HTML report: the findings beside those of a baseline.
 */
#include "formats/report/html.h"

enum { MAX_GONE = 500, MAX_TEXT = 300 };

static void write_gone(struct ex_html *h, bool not_assessed)
{
    size_t n = 0;
    for (size_t i = 0; i < h->report->n_gone; i++)
        n += h->report->gone[i].not_assessed == not_assessed;
    if (!n)
        return;
    EX_HTML(h, "<h3>$ <span class=\"count\">$</span></h3>\n",
            ex_str(not_assessed ? "No longer assessed" : "Fixed"),
            ex_html_counted(h, n, "finding"));
    ex_html_table(h,
                  ex_str(not_assessed ? "Findings that nobody can tell of now"
                                      : "Findings of the baseline that are gone"),
                  not_assessed ? "Severity|Rule|Object|Why" : "Severity|Rule|Object", "titled");
    size_t shown = 0;
    for (size_t i = 0; i < h->report->n_gone && shown < MAX_GONE; i++) {
        const struct ex_report_gone *g = &h->report->gone[i];
        if (g->not_assessed != not_assessed)
            continue;
        ex_html_raw(h, "<tr><td>");
        ex_html_severity(h, g->severity);
        EX_HTML(h, "</td><td>$ <span class=\"id\">$</span></td><td><span class=\"v\">", g->title,
                g->rule);
        ex_html_cut(h, g->object, MAX_TEXT);
        ex_html_raw(h, "</span></td>");
        if (not_assessed)
            EX_HTML(h, "<td>$</td>", g->why);
        ex_html_raw(h, "</tr>\n");
        shown++;
    }
    ex_html_table_end(h);
    if (shown < n)
        EX_HTML(h, "<p class=\"left-out\">$ not shown.</p>\n",
                ex_html_counted(h, n - shown, "more finding"));
}

void ex_html_changes(struct ex_html *h)
{
    const struct ex_report *report = h->report;
    size_t states[EX_BASELINE_CHANGED + 1] = {0};
    size_t fixed = 0;
    for (size_t i = 0; i < report->n_findings; i++)
        states[report->findings[i].baseline]++;
    for (size_t i = 0; i < report->n_gone; i++)
        fixed += !report->gone[i].not_assessed;
    ex_html_table(h, EX_STR("Findings beside the baseline"),
                  "New|Changed|Unchanged|Fixed|No longer assessed", "");
    EX_HTML(
        h,
        "<tr><td>$</td><td>$</td><td>$</td>"
        "<td>$</td><td>$</td></tr>\n",
        ex_html_number(h, states[EX_BASELINE_NEW]), ex_html_number(h, states[EX_BASELINE_CHANGED]),
        ex_html_number(h, states[EX_BASELINE_UNCHANGED] + (report->only_new ? report->known : 0)),
        ex_html_number(h, fixed), ex_html_number(h, report->n_gone - fixed));
    ex_html_table_end(h);
    if (report->only_new)
        EX_HTML(h, "<p class=\"note\">$ of the baseline left out of this report.</p>\n",
                ex_arena_printf(h->arena, "%zu known finding%s", report->known,
                                report->known == 1 ? " was" : "s were"));
    ex_html_raw(h, "<p class=\"lead\">New and changed findings carry these words in the section "
                   "of findings; a finding is not called fixed because data is missing.</p>\n");
    write_gone(h, false);
    write_gone(h, true);
}
