/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint rules`: the rules, or the steps of the document with their rules.
 */
#include "cli/rules.h"

#include "formats/report/json_rule.h"

static const struct ex_step steps[] = {
    {"before", "Before you begin"},
    {"step-1", "Step 1: Create a Send connector"},
    {"step-2", "Step 2: Add additional accepted domains"},
    {"step-3", "Step 3: Configure the default email address policy"},
    {"step-4", "Step 4: Configure external URLs"},
    {"step-5", "Step 5: Configure internal URLs"},
    {"step-6", "Step 6: Configure an SSL certificate"},
};

const char *ex_document_step(struct ex_str id)
{
    for (size_t i = 0; i < EX_COUNT(steps); i++) {
        if (ex_str_eq(id, ex_str(steps[i].id)))
            return steps[i].title;
    }
    return NULL;
}

const struct ex_step *ex_document_steps(size_t *n)
{
    *n = EX_COUNT(steps);
    return steps;
}

bool ex_rule_is_of_step(const struct ex_rule *rule, const char *step)
{
    for (size_t i = 0; i < rule->n_document; i++) {
        if (ex_str_eq(rule->document[i], ex_str(step)))
            return true;
    }
    return false;
}

/* ---- text ---------------------------------------------------------------------- */

static void add_line(struct ex_buf *out, const struct ex_rule *rule)
{
    ex_buf_printf(out, "  %-8.*s  %-8s  ", EX_FMT(rule->id), ex_severity_name(rule->severity));
    ex_text_escape(out, rule->title);
    ex_buf_add_char(out, '\n');
}

/* Rules by area, in the order of ids. */
static void list_text(struct ex_buf *out, const struct ex_rules *rules, const bool *selected)
{
    struct ex_str area = {NULL, 0};
    size_t n = 0;
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        if (!selected[i])
            continue;
        if (!ex_str_eq(rule->area, area)) {
            ex_buf_printf(out, "%s%.*s\n", n ? "\n" : "", EX_FMT(rule->area));
            area = rule->area;
        }
        add_line(out, rule);
        n++;
    }
    ex_buf_printf(out, "\n%zu rule%s. `exlint explain ID` says more about one.\n", n,
                  n == 1 ? "" : "s");
}

static void document_text(struct ex_buf *out, const struct ex_rules *rules, const bool *selected)
{
    ex_buf_add_text(out, EX_DOCUMENT "\n");
    for (size_t s = 0; s < EX_COUNT(steps); s++) {
        bool any = false;
        ex_buf_printf(out, "\n%s\n", steps[s].title);
        for (size_t i = 0; i < ex_rules_count(rules); i++) {
            if (!selected[i] || !ex_rule_is_of_step(ex_rules_at(rules, i), steps[s].id))
                continue;
            add_line(out, ex_rules_at(rules, i));
            any = true;
        }
        if (!any)
            ex_buf_add_text(out, "  (no rules)\n");
    }
}

/* ---- JSON ---------------------------------------------------------------------- */

static void add_texts(struct ex_json *j, const char *key, const struct ex_str *texts, size_t n)
{
    ex_json_array(j, key);
    for (size_t i = 0; i < n; i++)
        ex_json_str(j, NULL, texts[i]);
    ex_json_end(j);
}

static void rule_json(struct ex_json *j, const struct ex_rule *rule)
{
    ex_json_object(j, NULL);
    ex_json_rule(j, rule);
    ex_json_change(j, rule);
    add_texts(j, "document", rule->document, rule->n_document);
    add_texts(j, "tags", rule->tags, rule->n_tags);
    ex_json_bool(j, "builtIn", rule->built_in);
    ex_json_end(j);
}

static void rules_json(struct ex_json *j, const struct ex_rules *rules, const bool *selected,
                       const char *step)
{
    ex_json_array(j, "rules");
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        if (selected[i] && (!step || ex_rule_is_of_step(ex_rules_at(rules, i), step)))
            rule_json(j, ex_rules_at(rules, i));
    }
    ex_json_end(j);
}

static void document_json(struct ex_json *j, const struct ex_rules *rules, const bool *selected)
{
    ex_json_text(j, "document", EX_DOCUMENT);
    ex_json_array(j, "steps");
    for (size_t s = 0; s < EX_COUNT(steps); s++) {
        ex_json_object(j, NULL);
        ex_json_text(j, "id", steps[s].id);
        ex_json_text(j, "title", steps[s].title);
        rules_json(j, rules, selected, steps[s].id);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void list_json(struct ex_buf *out, const struct ex_rules *rules, const bool *selected,
                      bool document)
{
    struct ex_json j = {.out = out, .indent = 2};
    ex_json_object(&j, NULL);
    ex_json_text(&j, "schema", "exlint-rules/1");
    if (document)
        document_json(&j, rules, selected);
    else
        rules_json(&j, rules, selected, NULL);
    ex_json_end(&j);
    ex_buf_add_char(out, '\n');
}

enum format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON, N_FORMATS };

static enum format read_format(const struct ex_args *args)
{
    static const char *const names[N_FORMATS] = {"text", "markdown", "json"};
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_FORMAT);
    if (!use)
        return FORMAT_TEXT;
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (ex_str_eq(use->value, ex_str(names[i])))
            return (enum format)i;
    }
    ex_cli_error("it is text, markdown or json", "unknown format '%.*s'", EX_FMT(use->value));
    return N_FORMATS;
}

static void write_list(struct ex_buf *out, const struct ex_rules *rules, const bool *selected,
                       enum format format, bool document)
{
    if (format == FORMAT_JSON)
        list_json(out, rules, selected, document);
    else if (format == FORMAT_MARKDOWN)
        ex_rules_markdown(out, rules, selected, document);
    else if (document)
        document_text(out, rules, selected);
    else
        list_text(out, rules, selected);
}

int ex_cmd_rules(const struct ex_args *args)
{
    enum format format = read_format(args);
    if (format == N_FORMATS)
        return EX_EXIT_USAGE;
    if (args->rest.n) {
        ex_cli_error("`exlint explain RULE` tells about one rule",
                     "'%s' is not expected here", ex_args_rest(args, 0));
        return EX_EXIT_USAGE;
    }
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, false);
    bool *selected EX_AUTO(ex_free_auto) = rules ? ex_cli_select(args, rules) : NULL;
    if (!selected)
        return EX_EXIT_USAGE;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    write_list(&out, rules, selected, format, ex_args_flag(args, EX_OPT_DOCUMENT, false));
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
