/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The action plan of the HTML report: what to do in which order, with room
 * for who does it and until when.
 */
#include "formats/report/html.h"

enum { MAX_OBJECTS = 4, MAX_TITLE = 200 };

/* ---- a row --------------------------------------------------------------------- */

static void write_action(struct ex_html *h, const struct ex_action *a)
{
    EX_HTML(h, "<td class=\"what\"><a href=\"#$\">", ex_html_token(h, a->rule->id));
    ex_html_cut(h, a->rule->title, MAX_TITLE);
    ex_html_raw(h, "</a>");
    if (a->n_cmdlets) {
        ex_html_raw(h, " <span class=\"means\">");
        for (size_t i = 0; i < a->n_cmdlets; i++)
            EX_HTML(h, "<code>$</code> ", a->cmdlets[i]);
        ex_html_raw(h, "</span>");
    }
    ex_html_raw(h, "</td>");
}

static void write_objects(struct ex_html *h, const struct ex_action *a)
{
    ex_html_raw(h, "<td class=\"objects\">");
    if (a->n_objects > 1)
        EX_HTML(h, "<b>$</b> ", ex_html_number(h, a->n_objects));
    ex_html_list(h, a->objects, a->n_objects, MAX_OBJECTS);
    ex_html_raw(h, "</td>");
}

static void write_row(struct ex_html *h, const struct ex_action *a)
{
    EX_HTML(h, "<tr><td class=\"n\">$</td><td>", ex_html_number(h, a->number));
    ex_html_severity(h, a->severity);
    ex_html_raw(h, "</td>");
    write_action(h, a);
    write_objects(h, a);
    EX_HTML(h, "<td>$</td><td>$</td>", ex_str(ex_change_risk_name(a->risk)),
            ex_str(ex_effort_name(a->effort)));
    EX_HTML(h, "<td class=\"blank\">$</td><td class=\"blank\">$</td></tr>\n",
            ex_html_owner(a->planned), ex_html_due(a->planned));
}

static void write_wave(struct ex_html *h, enum ex_wave wave)
{
    struct ex_str number = ex_arena_printf(h->arena, "%d", (int)wave + 1);
    struct ex_str name = ex_html_title(h, ex_str(ex_wave_name(wave)));
    EX_HTML(h, "<h3 id=\"wave-$\">$ <span class=\"count\">$</span></h3>\n", number, name,
            ex_html_counted(h, h->plan.waves[wave], "action"));
    EX_HTML(h, "<p class=\"lead\">$.</p>\n", ex_html_title(h, ex_str(ex_wave_meaning(wave))));
    if (!h->plan.waves[wave])
        return;
    ex_html_table(h, ex_arena_printf(h->arena, "Actions: %s", ex_wave_name(wave)),
                  "#|Severity|What to mend|Objects|Risk of change|Effort|Owner|Due", "titled plan");
    for (size_t i = 0; i < h->plan.n; i++) {
        if (h->plan.actions[i].wave == wave)
            write_row(h, &h->plan.actions[i]);
    }
    ex_html_table_end(h);
}

/* ---- the rule that orders it --------------------------------------------------- */

static void write_words(struct ex_html *h)
{
    ex_html_raw(h, "<details open class=\"small\"><summary>What the words mean</summary>\n"
                   "<dl class=\"words\">\n");
    for (int i = EX_RISK_NONE; i < EX_N_CHANGE_RISKS; i++)
        EX_HTML(h, "<div><dt>Risk: $</dt><dd>$</dd></div>\n",
                ex_str(ex_change_risk_name((enum ex_change_risk)i)),
                ex_str(ex_change_risk_meaning((enum ex_change_risk)i)));
    for (int i = EX_EFFORT_MINUTES; i < EX_N_EFFORTS; i++)
        EX_HTML(h, "<div><dt>Effort: $</dt><dd>$</dd></div>\n",
                ex_str(ex_effort_name((enum ex_effort)i)),
                ex_str(ex_effort_meaning((enum ex_effort)i)));
    ex_html_raw(h, "</dl>\n</details>\n");
}

void ex_html_plan(struct ex_html *h)
{
    if (!h->plan.n) {
        ex_html_raw(h, "<p>There is nothing to mend among what could be checked.</p>\n");
        return;
    }
    EX_HTML(h,
            "<p class=\"lead\">$ in $: findings of one rule are one action. Within a wave the "
            "worst severity comes first, then the smaller risk of the change, then the "
            "smaller effort. Risk and effort are those of the usual fix; whoever knows the "
            "environment decides.</p>\n",
            ex_html_counted(h, h->plan.findings, "finding"),
            ex_html_counted(h, h->plan.n, "action"));
    for (size_t w = 0; w < EX_N_WAVES; w++)
        write_wave(h, (enum ex_wave)w);
    write_words(h);
    ex_html_raw(h, "<p class=\"note\">The same rows for a spreadsheet: <code>exlint report "
                   "… -o action-plan.csv</code></p>\n");
}
