/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The page of a rule in Markdown. Its links are those of a folder that has
 * `ID.md` for each rule and the list of all in `README.md`; pages of our own
 * rules stand in docs/rules and may lead to other files of the source.
 */
#include "cli/explain.h"
#include "cli/markdown.h"

#define SOURCE "../../"

/* ---- pieces -------------------------------------------------------------------------- */

static void heading(struct ex_buf *out, const char *title)
{
    ex_buf_printf(out, "\n## %s\n\n", title);
}

static void link_rule(struct ex_buf *out, const struct ex_rule *rule)
{
    ex_buf_printf(out, "[%.*s](%.*s.md)", EX_FMT(rule->id), EX_FMT(rule->id));
}

static const struct ex_rule *rule_at(const struct ex_explanation *e, struct ex_str text)
{
    for (size_t i = 0; i < e->n_related; i++) {
        if (ex_str_starts(text, e->related[i]->id))
            return e->related[i];
    }
    return NULL;
}

/* A text in which the ids of other rules are links. */
static void add_prose(const struct ex_explanation *e, struct ex_buf *out, struct ex_str text)
{
    size_t from = 0;
    text = ex_str_trim(text);
    for (size_t i = 0; i < text.n;) {
        const struct ex_rule *rule = rule_at(e, ex_str_slice(text, i, text.n));
        if (!rule) {
            i++;
            continue;
        }
        ex_markdown_text(out, ex_str_slice(text, from, i));
        link_rule(out, rule);
        from = i += rule->id.n;
    }
    ex_markdown_text(out, ex_str_slice(text, from, text.n));
}

static void prose(const struct ex_explanation *e, struct ex_buf *out, const char *title,
                  struct ex_str text)
{
    if (!text.n)
        return;
    heading(out, title);
    add_prose(e, out, text);
    ex_buf_add_char(out, '\n');
}

/* ---- facts --------------------------------------------------------------------------- */

static void add_list_link(struct ex_buf *out, struct ex_str title)
{
    ex_buf_add_char(out, '[');
    ex_markdown_text(out, title);
    ex_buf_add_text(out, "](README.md#");
    ex_markdown_anchor(out, title);
    ex_buf_add_char(out, ')');
}

static void add_severity(const struct ex_rule *rule, struct ex_buf *out)
{
    ex_buf_printf(out, "**%s**", ex_severity_name(rule->severity));
    if (rule->severity_when)
        ex_buf_printf(out, "; **%s** for some", ex_severity_name(rule->severity_to));
}

static void add_steps(const struct ex_rule *rule, struct ex_buf *out)
{
    for (size_t i = 0; i < rule->n_document; i++) {
        const char *title = ex_document_step(rule->document[i]);
        ex_buf_add_text(out, i ? ", " : "");
        add_list_link(out, title ? ex_str(title) : rule->document[i]);
    }
}

static void add_tags(const struct ex_rule *rule, struct ex_buf *out)
{
    for (size_t i = 0; i < rule->n_tags; i++) {
        ex_buf_add_text(out, i ? ", " : "");
        ex_markdown_text(out, rule->tags[i]);
    }
}

static void facts(const struct ex_rule *rule, struct ex_buf *out)
{
    ex_buf_printf(out, "# %.*s: ", EX_FMT(rule->id));
    ex_markdown_text(out, rule->title);
    ex_buf_add_text(out, "\n\n| Severity | Area | Step of the document | Tags | Name |\n"
                         "|---|---|---|---|---|\n| ");
    add_severity(rule, out);
    ex_buf_add_text(out, " | ");
    add_list_link(out, rule->area);
    ex_buf_add_text(out, " | ");
    add_steps(rule, out);
    ex_buf_add_text(out, " | ");
    add_tags(rule, out);
    ex_buf_add_text(out, " | ");
    ex_markdown_code(out, rule->name);
    ex_buf_add_text(out, " |\n");
}

/* ---- what it does -------------------------------------------------------------------- */

static void reads(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->n_reads)
        return;
    heading(out, "What it reads");
    for (size_t i = 0; i < e->n_reads; i++) {
        ex_buf_add_text(out, "- ");
        ex_markdown_code(out, e->reads[i].name);
        ex_buf_add_text(out, e->reads[i].text.n ? ": " : "");
        ex_markdown_text(out, e->reads[i].text);
        ex_buf_add_char(out, '\n');
    }
}

static void settings(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->n_settings)
        return;
    heading(out, "Settings");
    for (size_t i = 0; i < e->n_settings; i++) {
        struct ex_str name = e->settings[i].name;
        ex_buf_add_text(out, "- ");
        ex_markdown_code(out, name);
        ex_buf_add_text(out, ", by default ");
        ex_markdown_code(out, e->settings[i].text);
        ex_buf_printf(out, ": %s\n", ex_parameter(ex_parameter_find(name))->about);
    }
}

static void condition(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->condition.n)
        return;
    heading(out, "Condition");
    ex_markdown_fence(out, "yaml", e->condition);
}

static void commands(struct ex_buf *out, const char *title, const struct ex_commands *commands)
{
    struct ex_str text = ex_str_trim(commands->text);
    if (!text.n)
        return;
    heading(out, title);
    ex_markdown_fence(out, "powershell", text);
}

static void fix(const struct ex_rule *rule, struct ex_buf *out)
{
    commands(out, "Fix", &rule->fix);
    if (ex_str_find(rule->fix.text, '{') != SIZE_MAX)
        ex_buf_printf(out, "\nExpressions in braces stand for values of the finding%s.\n",
                      ex_str_find_str(rule->fix.text, EX_STR("{{")) != SIZE_MAX
                          ? "; doubled braces are braces"
                          : "");
    if (rule->change_risk == EX_RISK_UNKNOWN)
        return;
    ex_buf_printf(out, "\n- Risk of the change: **%s** (%s)\n- Effort: **%s** (%s)\n",
                  ex_change_risk_name(rule->change_risk),
                  ex_change_risk_meaning(rule->change_risk), ex_effort_name(rule->effort),
                  ex_effort_meaning(rule->effort));
}

/* ---- examples ------------------------------------------------------------------------ */

static void example_input(const struct ex_rule *rule, const struct ex_explain_example *example,
                          struct ex_buf *out)
{
    struct ex_str files = example->test->files;
    if (example->input.n) {
        ex_markdown_fence(out, "yaml", example->input);
        return;
    }
    ex_buf_add_text(out, "The dump ");
    ex_buf_add_text(out, rule->built_in ? "[" : "");
    ex_markdown_code(out, files);
    if (rule->built_in) {
        ex_buf_add_text(out, "](" SOURCE "corpus/");
        ex_markdown_url(out, files);
        ex_buf_add_char(out, ')');
    }
    ex_buf_add_text(out, " of the corpus.\n");
}

static void example_finding(const struct ex_explain_example *example, struct ex_buf *out)
{
    struct ex_str fix = ex_str_trim(example->fix);
    if (!example->n_findings)
        return;
    ex_buf_add_text(out, "\nwhich is reported");
    if (example->object.n) {
        ex_buf_add_text(out, " for ");
        ex_markdown_code(out, example->object);
    }
    if (example->n_findings > 1)
        ex_buf_printf(out, ", the first of %zu findings,", example->n_findings);
    ex_buf_add_text(out, " as\n\n> ");
    ex_markdown_text(out, example->message);
    ex_buf_add_text(out, "\n");
    if (!fix.n)
        return;
    ex_buf_add_text(out, "\nwith the fix\n\n");
    ex_markdown_fence(out, "powershell", fix);
}

static void example(const struct ex_rule *rule, const struct ex_explain_example *example,
                    const char *what, struct ex_buf *out)
{
    if (!example->test)
        return;
    ex_buf_printf(out, "\n### %s: ", what);
    ex_markdown_text(out, example->test->name);
    ex_buf_add_text(out, "\n\n");
    example_input(rule, example, out);
    example_finding(example, out);
}

static void cases(const struct ex_rule *rule, struct ex_buf *out)
{
    ex_buf_add_text(out, "\n### All cases of its tests\n\n| Case | Outcome |\n|---|---|\n");
    for (size_t i = 0; i < rule->n_tests; i++) {
        ex_buf_add_text(out, "| ");
        ex_markdown_text(out, rule->tests[i].name);
        ex_buf_printf(out, " | %s |\n", ex_outcome_name(rule->tests[i].expect));
    }
}

static void examples(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->rule->n_tests)
        return;
    ex_buf_add_text(out, "\n## Examples\n");
    example(e->rule, &e->finding, "A finding", out);
    example(e->rule, &e->silent, "No finding", out);
    cases(e->rule, out);
}

/* ---- links --------------------------------------------------------------------------- */

static void related(const struct ex_explanation *e, struct ex_buf *out)
{
    if (!e->n_related)
        return;
    heading(out, "Related rules");
    for (size_t i = 0; i < e->n_related; i++) {
        ex_buf_add_text(out, "- ");
        link_rule(out, e->related[i]);
        ex_buf_add_text(out, ": ");
        ex_markdown_text(out, e->related[i]->title);
        ex_buf_add_char(out, '\n');
    }
}

static void references(const struct ex_rule *rule, struct ex_buf *out)
{
    heading(out, "References");
    for (size_t i = 0; i < rule->n_references; i++) {
        ex_buf_add_text(out, "- [");
        ex_markdown_text(out, rule->references[i].title);
        ex_buf_add_text(out, "](");
        ex_markdown_url(out, rule->references[i].url);
        ex_buf_add_text(out, ")\n");
    }
    if (!rule->built_in)
        return;
    ex_buf_add_text(out, "- The rule itself: [");
    ex_markdown_text(out, rule->file);
    ex_buf_add_text(out, "](" SOURCE);
    ex_markdown_url(out, rule->file);
    ex_buf_add_text(out, ")\n");
}

void ex_explain_markdown(const struct ex_explanation *e, struct ex_buf *out)
{
    const struct ex_rule *rule = e->rule;
    facts(rule, out);
    prose(e, out, "What it means", rule->why);
    prose(e, out, "Impact", rule->impact);
    reads(e, out);
    condition(e, out);
    settings(e, out);
    fix(rule, out);
    commands(out, "Verify", &rule->verify);
    prose(e, out, "What only the running system shows", rule->manual);
    examples(e, out);
    related(e, out);
    references(rule, out);
}
