/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The list of rules in Markdown: the index of their pages.
 */
#include "cli/markdown.h"
#include "cli/rules.h"

static void begin_table(struct ex_buf *out)
{
    ex_buf_add_text(out, "\n| Rule | Severity | What it finds | Risk of the change | Effort |\n"
                         "|---|---|---|---|---|\n");
}

static void add_row(struct ex_buf *out, const struct ex_rule *rule)
{
    ex_buf_printf(out, "| [%.*s](%.*s.md) | %s | ", EX_FMT(rule->id), EX_FMT(rule->id),
                  ex_severity_name(rule->severity));
    ex_markdown_text(out, rule->title);
    ex_buf_printf(out, " | %s | %s |\n", ex_change_risk_name(rule->change_risk),
                  ex_effort_name(rule->effort));
}

/* Rules in the order of ids; of each area together, as in the list as text. */
static void add_areas(struct ex_buf *out, const struct ex_rules *rules, const bool *selected)
{
    struct ex_str area = {NULL, 0};
    ex_buf_add_text(out, "\n## By area\n");
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        if (!selected[i])
            continue;
        if (!ex_str_eq(rule->area, area)) {
            ex_buf_printf(out, "\n### %.*s\n", EX_FMT(rule->area));
            begin_table(out);
            area = rule->area;
        }
        add_row(out, rule);
    }
}

static void add_step(struct ex_buf *out, const struct ex_rules *rules, const bool *selected,
                     const struct ex_step *step)
{
    bool any = false;
    ex_buf_printf(out, "\n### %s\n", step->title);
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        if (!selected[i] || !ex_rule_is_of_step(ex_rules_at(rules, i), step->id))
            continue;
        if (!any)
            begin_table(out);
        add_row(out, ex_rules_at(rules, i));
        any = true;
    }
    if (!any)
        ex_buf_add_text(out, "\nNo rules.\n");
}

static void add_steps(struct ex_buf *out, const struct ex_rules *rules, const bool *selected)
{
    size_t n;
    const struct ex_step *steps = ex_document_steps(&n);
    ex_buf_add_text(out, "\n## By step of the document\n\n[" EX_DOCUMENT "](" EX_DOCUMENT_URL
                         ")\n");
    for (size_t i = 0; i < n; i++)
        add_step(out, rules, selected, &steps[i]);
}

void ex_rules_markdown(struct ex_buf *out, const struct ex_rules *rules, const bool *selected,
                       bool document)
{
    size_t n = 0;
    for (size_t i = 0; i < ex_rules_count(rules); i++)
        n += selected[i];
    ex_buf_printf(out, "# Rules\n\n%zu rule%s", n, n == 1 ? "" : "s");
    ex_buf_add_text(out, document ? ".\n" : ", [by area](#by-area) and [by step of the document]"
                                             "(#by-step-of-the-document).\n");
    if (!document)
        add_areas(out, rules, selected);
    add_steps(out, rules, selected);
}
