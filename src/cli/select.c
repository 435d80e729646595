/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which rules take part: loading, --select and --ignore.
 */
#include "cli/cli.h"

#include <stdlib.h>

struct ex_rules *ex_cli_rules(const struct ex_args *args, bool folders)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_vec EX_AUTO(ex_vec_free) dirs = EX_VEC(const char *);
    ex_diags_init(&diags);
    for (size_t i = 0; i < args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id == EX_OPT_RULES)
            *EX_PUSH(&dirs, const char *) = use->value.p;
    }
    for (size_t i = 0; folders && i < args->rest.n; i++)
        *EX_PUSH(&dirs, const char *) = ex_args_rest(args, i);
    bool builtin = !folders || args->rest.n == 0;
    struct ex_rules *rules = ex_rules_load(builtin, dirs.items, dirs.n, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    return rules;
}

/* ---- terms ---------------------------------------------------------------------- */

static bool is_tagged(const struct ex_rule *rule, struct ex_str term)
{
    for (size_t i = 0; i < rule->n_tags; i++) {
        if (ex_str_ieq(rule->tags[i], term))
            return true;
    }
    return false;
}

static bool matches(const struct ex_rule *rule, struct ex_str term)
{
    return ex_str_istarts(rule->id, term) || ex_str_ieq(rule->name, term) ||
           ex_str_ieq(rule->area, term) || is_tagged(rule, term) ||
           ex_str_ieq(term, EX_STR("all"));
}

/* What a term could have been meant as: id, name and area of every rule in turn. */
static struct ex_str next_term(const void *ctx, size_t i)
{
    const struct ex_rules *rules = ctx;
    if (i / 3 >= ex_rules_count(rules))
        return (struct ex_str){NULL, 0};
    const struct ex_rule *rule = ex_rules_at(rules, i / 3);
    const struct ex_str terms[] = {rule->id, rule->name, rule->area};
    return terms[i % 3];
}

void ex_cli_no_rule(const struct ex_rules *rules, struct ex_str name)
{
    struct ex_str near = ex_suggest(name, next_term, rules);
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    if (near.n)
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
    else
        ex_buf_add_text(&hint, "`exlint rules` lists the rules");
    ex_cli_error(hint.p, "no rule is called '%.*s'", EX_FMT(name));
}

static bool mark_terms(const struct ex_rules *rules, struct ex_str terms, bool value, bool *flags)
{
    struct ex_str term;
    while (ex_str_split(&terms, ',', &term)) {
        term = ex_str_trim(term);
        bool any = false;
        for (size_t i = 0; i < ex_rules_count(rules) && term.n; i++) {
            if (!matches(ex_rules_at(rules, i), term))
                continue;
            flags[i] = value;
            any = true;
        }
        if (!any) {
            ex_cli_no_rule(rules, term);
            return false;
        }
    }
    return true;
}

static bool mark_uses(const struct ex_args *args, const struct ex_rules *rules,
                      enum ex_option_id id, bool value, bool *flags)
{
    for (size_t i = 0; i < args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id == id && !mark_terms(rules, use->value, value, flags))
            return false;
    }
    return true;
}

size_t ex_cli_leave_out_dns(const struct ex_rules *rules, bool *selected)
{
    size_t n = 0;
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        if (!selected[i] || !ex_rule_reads_dns(ex_rules_at(rules, i)))
            continue;
        selected[i] = false;
        n++;
    }
    return n;
}

bool *ex_cli_select(const struct ex_args *args, const struct ex_rules *rules)
{
    bool *flags = ex_alloc(ex_rules_count(rules) + 1);
    bool all = !ex_args_last(args, EX_OPT_SELECT);
    for (size_t i = 0; i < ex_rules_count(rules); i++)
        flags[i] = all;
    if (mark_uses(args, rules, EX_OPT_SELECT, true, flags) &&
        mark_uses(args, rules, EX_OPT_IGNORE, false, flags)) {
        if (memchr(flags, true, ex_rules_count(rules)))
            return flags;
        ex_cli_error("`exlint rules` lists the rules", "no rule is left to run");
    }
    free(flags);
    return NULL;
}

static bool is_selected(const struct ex_rules *rules, const bool *selected,
                        const struct ex_rule *rule)
{
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        if (ex_rules_at(rules, i) == rule)
            return selected[i];
    }
    return false;
}

void ex_cli_filter(struct ex_results *results, const bool *selected)
{
    struct ex_finding *findings =
        EX_NEW_ARRAY(results->arena, results->n_findings + 1, struct ex_finding);
    struct ex_rule_result *rules =
        EX_NEW_ARRAY(results->arena, results->n_rule_results + 1, struct ex_rule_result);
    size_t n_findings = 0;
    size_t n_rules = 0;
    for (size_t i = 0; i < results->n_findings; i++) {
        if (is_selected(results->rules, selected, results->findings[i].rule))
            findings[n_findings++] = results->findings[i];
    }
    for (size_t i = 0; i < results->n_rule_results; i++) {
        if (is_selected(results->rules, selected, results->rule_results[i].rule))
            rules[n_rules++] = results->rule_results[i];
    }
    results->findings = findings;
    results->n_findings = n_findings;
    results->rule_results = rules;
    results->n_rule_results = n_rules;
}
