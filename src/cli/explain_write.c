/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Explanations of rules as text and JSON.
 */
#include "cli/explain.h"

#include "formats/report/json_rule.h"
#include "formats/report/text.h"

enum { WIDTH = 80, INDENT = 2 };

/* ---- text ------------------------------------------------------------------------ */

static void heading(struct ex_buf *out, const char *title)
{
    ex_buf_printf(out, "\n%s\n", title);
}

static void paragraph(struct ex_buf *out, struct ex_str text)
{
    struct ex_write_options options = {.width = WIDTH};
    struct ex_style style = ex_style_of(&options, out);
    struct ex_buf EX_AUTO(ex_buf_free) flat = EX_BUF_INIT;
    for (size_t i = 0; i < text.n; i++)
        ex_buf_add_char(&flat, text.p[i] == '\n' ? ' ' : text.p[i]);
    ex_buf_add_repeat(out, ' ', INDENT);
    ex_style_wrap(&style, ex_buf_str(&flat), "", INDENT, INDENT);
    ex_buf_add_char(out, '\n');
}

static void block(struct ex_buf *out, struct ex_str text, size_t indent)
{
    struct ex_str line;
    text = ex_str_trim(text);
    while (ex_str_split(&text, '\n', &line)) {
        if (line.n)
            ex_buf_add_repeat(out, ' ', indent);
        ex_text_escape(out, line);
        ex_buf_add_char(out, '\n');
    }
}

static void labelled(struct ex_buf *out, const char *label, struct ex_str text)
{
    if (!text.n)
        return;
    struct ex_str trimmed = ex_str_trim(text);
    bool lines = ex_str_find(trimmed, '\n') != SIZE_MAX;
    ex_buf_printf(out, "  %-7s%s", label, lines ? "\n" : "");
    block(out, trimmed, lines ? 4 : 0);
}

static void condition_text(const struct ex_explanation *e, struct ex_buf *out)
{
    heading(out, "Condition");
    labelled(out, "each", e->each);
    for (size_t i = 0; i < e->n_lets; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        ex_buf_printf(&text, "%.*s = %.*s", EX_FMT(e->lets[i].name), EX_FMT(e->lets[i].text));
        labelled(out, "let", ex_buf_str(&text));
    }
    labelled(out, "when", e->when);
    labelled(out, "assert", e->assertion);
}

static void reads_text(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->n_reads)
        return;
    heading(out, "Reads");
    for (size_t i = 0; i < e->n_reads; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        ex_buf_printf(&text, "%.*s%s%.*s", EX_FMT(e->reads[i].name),
                      e->reads[i].text.n ? ": " : "", EX_FMT(e->reads[i].text));
        paragraph(out, ex_buf_str(&text));
    }
}

static const char *about_setting(struct ex_str key)
{
    return ex_parameter(ex_parameter_find(key))->about;
}

static void settings_text(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->n_settings)
        return;
    heading(out, "Settings (exlint.yaml or --set)");
    for (size_t i = 0; i < e->n_settings; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        ex_buf_printf(&text, "%.*s (default %.*s): %s", EX_FMT(e->settings[i].name),
                      EX_FMT(e->settings[i].text), about_setting(e->settings[i].name));
        paragraph(out, ex_buf_str(&text));
    }
}

static void examples_text(const struct ex_rule *rule, struct ex_buf *out)
{
    if (!rule->n_tests)
        return;
    heading(out, "Examples (tests of the rule)");
    for (size_t i = 0; i < rule->n_tests; i++) {
        ex_buf_printf(out, "  %-14s  ", ex_outcome_name(rule->tests[i].expect));
        ex_text_escape(out, rule->tests[i].name);
        ex_buf_add_char(out, '\n');
    }
}

static void references_text(const struct ex_rule *rule, struct ex_buf *out)
{
    if (!rule->n_references)
        return;
    heading(out, "References");
    for (size_t i = 0; i < rule->n_references; i++) {
        ex_buf_add_text(out, "  ");
        ex_text_escape(out, rule->references[i].title);
        ex_buf_add_text(out, "\n  ");
        ex_text_escape(out, rule->references[i].url);
        ex_buf_add_char(out, '\n');
    }
}

static void facts_text(const struct ex_rule *rule, struct ex_buf *out)
{
    ex_text_escape(out, rule->id);
    ex_buf_add_text(out, "  ");
    ex_text_escape(out, rule->title);
    ex_buf_printf(out, "\n\n  name      %.*s\n  severity  %s", EX_FMT(rule->name),
                  ex_severity_name(rule->severity));
    if (rule->severity_when)
        ex_buf_printf(out, " (%s for some objects)", ex_severity_name(rule->severity_to));
    ex_buf_printf(out, "\n  area      %.*s\n", EX_FMT(rule->area));
    for (size_t i = 0; i < rule->n_document; i++)
        ex_buf_printf(out, "  %s%s\n", i ? "          " : "document  ",
                      ex_document_step(rule->document[i]) ? ex_document_step(rule->document[i])
                                                          : "");
}

static void change_text(const struct ex_rule *rule, struct ex_buf *out)
{
    if (rule->change_risk == EX_RISK_UNKNOWN)
        return;
    heading(out, "Change");
    ex_buf_printf(out, "  risk    %s: %s\n", ex_change_risk_name(rule->change_risk),
                  ex_change_risk_meaning(rule->change_risk));
    ex_buf_printf(out, "  effort  %s: %s\n", ex_effort_name(rule->effort),
                  ex_effort_meaning(rule->effort));
}

void ex_explain_text(const struct ex_explanation *e, struct ex_buf *out)
{
    const struct ex_rule *rule = e->rule;
    facts_text(rule, out);
    heading(out, "Why");
    paragraph(out, rule->why);
    if (rule->impact.n) {
        heading(out, "Impact");
        paragraph(out, rule->impact);
    }
    condition_text(e, out);
    reads_text(e, out);
    settings_text(e, out);
    if (rule->fix.text.n)
        heading(out, "Fix");
    block(out, rule->fix.text, INDENT);
    change_text(rule, out);
    if (rule->verify.text.n)
        heading(out, "Verify");
    block(out, rule->verify.text, INDENT);
    if (rule->manual.n) {
        heading(out, "By hand");
        paragraph(out, rule->manual);
    }
    examples_text(rule, out);
    references_text(rule, out);
}

/* ---- JSON ---------------------------------------------------------------------------- */

static void pairs_json(struct ex_json *j, const char *key, const char *name, const char *text,
                       const struct ex_explain_pair *pairs, size_t n)
{
    ex_json_array(j, key);
    for (size_t i = 0; i < n; i++) {
        ex_json_object(j, NULL);
        ex_json_str(j, name, pairs[i].name);
        ex_json_str(j, text, pairs[i].text);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void lists_json(struct ex_json *j, const struct ex_rule *rule)
{
    ex_json_references(j, rule);
    ex_json_array(j, "examples");
    for (size_t i = 0; i < rule->n_tests; i++) {
        ex_json_object(j, NULL);
        ex_json_str(j, "name", rule->tests[i].name);
        ex_json_text(j, "expect", ex_outcome_name(rule->tests[i].expect));
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void rule_json(struct ex_json *j, const struct ex_explanation *e)
{
    const struct ex_rule *rule = e->rule;
    ex_json_object(j, NULL);
    ex_json_rule(j, rule);
    ex_json_array(j, "document");
    for (size_t i = 0; i < rule->n_document; i++)
        ex_json_str(j, NULL, rule->document[i]);
    ex_json_end(j);
    ex_json_str(j, "why", rule->why);
    ex_json_change(j, rule);
    ex_json_opt(j, "each", e->each);
    pairs_json(j, "let", "name", "expression", e->lets, e->n_lets);
    ex_json_opt(j, "when", e->when);
    ex_json_str(j, "assert", e->assertion);
    pairs_json(j, "reads", "cmdlet", "properties", e->reads, e->n_reads);
    pairs_json(j, "settings", "name", "default", e->settings, e->n_settings);
    ex_json_opt(j, "fix", rule->fix.text);
    ex_json_opt(j, "verify", rule->verify.text);
    ex_json_opt(j, "manual", rule->manual);
    lists_json(j, rule);
    ex_json_end(j);
}

void ex_explain_json(const struct ex_explanation *const *all, size_t n, struct ex_buf *out)
{
    struct ex_json j = {.out = out, .indent = 2};
    ex_json_object(&j, NULL);
    ex_json_text(&j, "schema", "exlint-explain/1");
    ex_json_array(&j, "rules");
    for (size_t i = 0; i < n; i++)
        rule_json(&j, all[i]);
    ex_json_end(&j);
    ex_json_end(&j);
    ex_buf_add_char(out, '\n');
}
