/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the HTML report says of checks without findings: those that could not
 * be made and what they need, and those that passed.
 */
#include "formats/report/html.h"

#include <stdlib.h>

enum { MAX_NEEDS = 6, MAX_TITLE = 200, MAX_ALL_NEEDS = 60 };

/* ---- needs --------------------------------------------------------------------- */

static int by_name(const void *pa, const void *pb)
{
    const struct ex_html_need *a = pa;
    const struct ex_html_need *b = pb;
    return ex_str_cmp(a->name, b->name);
}

static int by_rules(const void *pa, const void *pb)
{
    const struct ex_html_need *a = pa;
    const struct ex_html_need *b = pb;
    if (a->rules != b->rules)
        return a->rules > b->rules ? -1 : 1;
    return ex_str_cmp(a->name, b->name);
}

/* `Get-OutlookAnywhere of EX01` is the same need for every server, `MX of DNS` for every record. */
static struct ex_str without_server(struct ex_str need)
{
    if (ex_str_ends(need, EX_STR(" of DNS")))
        return EX_STR("Answers of DNS");
    if (!ex_str_starts(need, EX_STR("Get-")))
        return need;
    return ex_str_slice(need, 0, ex_str_find_str(need, EX_STR(" of ")));
}

/* The needs of one rule, each once. */
static void add_needs(struct ex_vec *all, const struct ex_report_rule *rule)
{
    size_t from = all->n;
    for (size_t i = 0; i < rule->n_needs; i++) {
        struct ex_str name = without_server(rule->needs[i]);
        bool known = false;
        for (size_t k = from; k < all->n && !known; k++)
            known = ex_str_eq(EX_AT(all, struct ex_html_need, k)->name, name);
        if (!known)
            *EX_PUSH(all, struct ex_html_need) = (struct ex_html_need){name, 1};
    }
}

const struct ex_html_need *ex_html_needs(struct ex_html *h, size_t *n)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_html_need);
    for (size_t i = 0; i < h->report->n_rules; i++) {
        if (h->report->rules[i].outcome == EX_OUTCOME_NOT_ASSESSED)
            add_needs(&all, &h->report->rules[i]);
    }
    struct ex_html_need *needs = EX_NEW_ARRAY(h->arena, all.n + 1, struct ex_html_need);
    *n = 0;
    if (all.n > 1)
        qsort(all.items, all.n, sizeof *needs, by_name);
    for (size_t i = 0; i < all.n; i++) {
        const struct ex_html_need *need = EX_AT(&all, struct ex_html_need, i);
        if (*n && ex_str_eq(needs[*n - 1].name, need->name))
            needs[*n - 1].rules++;
        else
            needs[(*n)++] = *need;
    }
    if (*n > 1)
        qsort(needs, *n, sizeof *needs, by_rules);
    return needs;
}

static void write_needs(struct ex_html *h)
{
    size_t n = 0;
    const struct ex_html_need *needs = ex_html_needs(h, &n);
    if (!n)
        return;
    ex_html_raw(h, "<h3>What would decide them</h3>\n"
                   "<p class=\"lead\"><code>exlint inventory</code> says how to export each of "
                   "these; <code>exlint collect</code> writes a script that exports all.</p>\n");
    ex_html_table(h, EX_STR("Missing exports"), "Missing|Checks that need it", "titled");
    for (size_t i = 0; i < n && i < MAX_ALL_NEEDS; i++)
        EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span></th><td>$</td></tr>\n",
                needs[i].name, ex_html_number(h, needs[i].rules));
    ex_html_table_end(h);
    if (n > MAX_ALL_NEEDS)
        EX_HTML(h, "<p class=\"left-out\">$ not shown.</p>\n",
                ex_html_counted(h, n - MAX_ALL_NEEDS, "more need"));
}

/* ---- not assessed -------------------------------------------------------------- */

static void write_rule(struct ex_html *h, const struct ex_report_rule *rule)
{
    ex_html_raw(h, "<tr><td>");
    ex_html_severity(h, rule->severity);
    ex_html_raw(h, "</td><th scope=\"row\">");
    ex_html_cut(h, rule->title, MAX_TITLE);
    EX_HTML(h, " <span class=\"id\">$</span></th>", rule->id);
}

static void write_why(struct ex_html *h, const struct ex_report_rule *rule)
{
    ex_html_raw(h, "<td>");
    if (rule->n_needs)
        ex_html_list(h, rule->needs, rule->n_needs, MAX_NEEDS);
    else if (rule->error.n)
        EX_HTML(h, "could not be evaluated: $", rule->error);
    else
        ex_html_raw(h, "could not be evaluated");
    ex_html_raw(h, "</td></tr>\n");
}

static bool is_partly(const struct ex_report_rule *rule)
{
    return rule->outcome != EX_OUTCOME_NOT_ASSESSED && rule->counts[EX_OUTCOME_NOT_ASSESSED];
}

static void write_partly(struct ex_html *h)
{
    ex_html_raw(h, "<h3>Assessed in part</h3>\n<p class=\"lead\">These checks have findings, and "
                   "might have more: some objects could not be judged.</p>\n");
    ex_html_table(h, EX_STR("Checks that could not judge every object"),
                  "Severity|Check|Objects not judged|Needs", "titled");
    for (size_t i = 0; i < h->report->n_rules; i++) {
        const struct ex_report_rule *rule = &h->report->rules[i];
        if (!is_partly(rule))
            continue;
        write_rule(h, rule);
        EX_HTML(h, "<td class=\"n\">$</td>",
                ex_html_number(h, rule->counts[EX_OUTCOME_NOT_ASSESSED]));
        write_why(h, rule);
    }
    ex_html_table_end(h);
}

void ex_html_not_assessed(struct ex_html *h)
{
    struct ex_report_coverage c = ex_coverage_of(h->report);
    if (h->report->dns_not_asked)
        EX_HTML(h,
                "<p>DNS was not asked: $ about it were not made. <code>exlint dns</code> records "
                "the answers, <code>--dns-replay</code> uses them.</p>\n",
                ex_html_counted(h, h->report->dns_not_asked, "check"));
    if (!c.not_assessed && !c.partly) {
        ex_html_raw(h, "<p>Every check that took part could be made, for every object.</p>\n");
        return;
    }
    if (c.not_assessed) {
        ex_html_raw(h, "<p class=\"lead\">The exports do not hold what these checks need. They are "
                       "neither passed nor failed: nothing is known.</p>\n");
        ex_html_table(h, EX_STR("Checks that could not be made"), "Severity|Check|Needs", "titled");
        for (size_t i = 0; i < h->report->n_rules; i++) {
            if (h->report->rules[i].outcome != EX_OUTCOME_NOT_ASSESSED)
                continue;
            write_rule(h, &h->report->rules[i]);
            write_why(h, &h->report->rules[i]);
        }
        ex_html_table_end(h);
        write_needs(h);
    }
    if (c.partly)
        write_partly(h);
}

/* ---- passed -------------------------------------------------------------------- */

static void write_outcome(struct ex_html *h, enum ex_outcome outcome, const char *caption,
                          const char *heads)
{
    ex_html_table(h, ex_str(caption), heads, "titled compact");
    for (size_t i = 0; i < h->report->n_rules; i++) {
        const struct ex_report_rule *rule = &h->report->rules[i];
        if (rule->outcome != outcome)
            continue;
        EX_HTML(h, "<tr><td class=\"id\">$</td><th scope=\"row\">", rule->id);
        ex_html_cut(h, rule->title, MAX_TITLE);
        EX_HTML(h, "</th><td>$</td>", ex_html_area(h, rule->area));
        if (outcome == EX_OUTCOME_PASS)
            EX_HTML(h, "<td class=\"n\">$</td>", ex_html_number(h, rule->counts[outcome]));
        ex_html_raw(h, "</tr>\n");
    }
    ex_html_table_end(h);
}

void ex_html_passed(struct ex_html *h)
{
    size_t counts[EX_N_OUTCOMES] = {0};
    for (size_t i = 0; i < h->report->n_rules; i++)
        counts[h->report->rules[i].outcome]++;
    if (!counts[EX_OUTCOME_PASS])
        ex_html_raw(h, "<p>No check passed.</p>\n");
    else {
        EX_HTML(h,
                "<p class=\"lead\">$ found nothing wrong. The titles name what they look "
                "for.</p>\n",
                ex_html_counted(h, counts[EX_OUTCOME_PASS], "check"));
        write_outcome(h, EX_OUTCOME_PASS, "Checks that passed",
                      "Rule|Looked for|Area|Objects judged");
    }
    if (counts[EX_OUTCOME_NOT_APPLICABLE]) {
        ex_html_raw(h, "<h3>Nothing to judge</h3>\n<p class=\"lead\">The exports hold nothing that "
                       "these checks are about.</p>\n");
        write_outcome(h, EX_OUTCOME_NOT_APPLICABLE, "Checks that do not apply",
                      "Rule|Looked for|Area");
    }
}
