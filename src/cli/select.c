/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which rules take part, how severe they are, and which findings matter: loading, --severity,
 * --select, --ignore and --fail-on.
 */
#include "cli/cli.h"
#include "cli/config.h"

#include <stdlib.h>

/* ---- terms ---------------------------------------------------------------------- */

static bool is_tagged(const struct ex_rule *rule, struct ex_str term)
{
    for (size_t i = 0; i < rule->n_tags; i++) {
        if (ex_str_ieq(rule->tags[i], term))
            return true;
    }
    return false;
}

#define BY_SEVERITY EX_STR("severity:")

/* `severity:high`: that and worse; a plus sign behind it says the same. */
static bool is_as_severe(const struct ex_rule *rule, struct ex_str term)
{
    enum ex_severity least;
    if (!ex_str_istarts(term, BY_SEVERITY))
        return false;
    term = ex_str_slice(term, BY_SEVERITY.n, ex_str_ends(term, EX_STR("+")) ? term.n - 1 : term.n);
    return ex_severity_parse(term, &least) && rule->severity >= least;
}

/* How narrowly a term names a rule: from an id down to everything; 0 when it does not. */
static size_t closeness(const struct ex_rule *rule, struct ex_str term)
{
    enum { ALL = 1, SEVERITY, AREA, TAG, PREFIX, NAME = 1000 };
    if (ex_str_ieq(rule->id, term) || ex_str_ieq(rule->name, term))
        return NAME;
    if (ex_str_istarts(rule->id, term))
        return PREFIX + term.n;
    if (is_tagged(rule, term))
        return TAG;
    if (ex_str_ieq(rule->area, term))
        return AREA;
    if (is_as_severe(rule, term))
        return SEVERITY;
    return ex_str_ieq(term, EX_STR("all")) ? ALL : 0;
}

static bool matches(const struct ex_rule *rule, struct ex_str term)
{
    return closeness(rule, term) > 0;
}

static bool matches_any(const struct ex_rules *rules, struct ex_str term)
{
    for (size_t i = 0; i < ex_rules_count(rules) && term.n; i++) {
        if (matches(ex_rules_at(rules, i), term))
            return true;
    }
    return false;
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

static void hint_term(struct ex_buf *hint, const struct ex_rules *rules, struct ex_str term)
{
    struct ex_str near = ex_suggest(term, next_term, rules);
    if (near.n)
        ex_buf_printf(hint, "did you mean '%.*s'?", EX_FMT(near));
    else if (ex_str_istarts(term, BY_SEVERITY))
        ex_buf_add_text(hint, "severities are critical, high, medium, low, info");
    else
        ex_buf_add_text(hint, "`exlint rules` lists the rules");
}

void ex_cli_no_rule(const struct ex_rules *rules, struct ex_str name)
{
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    hint_term(&hint, rules, name);
    ex_cli_error(hint.p, "no rule is called '%.*s'", EX_FMT(name));
}

static void no_such_term(const struct ex_option_use *use, const struct ex_rules *rules,
                         struct ex_str term)
{
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    hint_term(&hint, rules, term);
    ex_cli_use_error(use, hint.p, "no rule is called '%.*s'", EX_FMT(term));
}

static bool mark_use(const struct ex_option_use *use, const struct ex_rules *rules, bool value,
                     bool *flags)
{
    struct ex_str terms = use->value;
    struct ex_str term;
    while (ex_str_split(&terms, ',', &term)) {
        term = ex_str_trim(term);
        if (!matches_any(rules, term)) {
            no_such_term(use, rules, term);
            return false;
        }
        for (size_t i = 0; i < ex_rules_count(rules); i++)
            flags[i] = matches(ex_rules_at(rules, i), term) ? value : flags[i];
    }
    return true;
}

static bool mark_uses(const struct ex_args *args, const struct ex_rules *rules,
                      enum ex_option_id id, bool value, bool *flags)
{
    for (size_t i = 0; i < args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id == id && !mark_use(use, rules, value, flags))
            return false;
    }
    return true;
}

/* ---- severities ------------------------------------------------------------------ */

/* `TERM=SEVERITY`, where the severity may be `off`. */
struct override {
    const struct ex_option_use *use;
    struct ex_str term;
    struct ex_str level;
};

static struct override override_of(const struct ex_option_use *use)
{
    size_t equals = ex_str_find(use->value, '=');
    return (struct override){use, ex_str_trim(ex_str_slice(use->value, 0, equals)),
                             equals == SIZE_MAX ? EX_STR("")
                                                : ex_str_slice(use->value, equals + 1,
                                                               use->value.n)};
}

static bool is_off(struct ex_str level)
{
    return ex_str_eq(level, EX_STR("off"));
}

static bool check_override(const struct override *o, const struct ex_rules *rules)
{
    enum ex_severity severity;
    struct ex_option_use key = *o->use;
    if (key.node && key.node->key)
        key.node = key.node->key;
    if (!matches_any(rules, o->term)) {
        no_such_term(&key, rules, o->term);
        return false;
    }
    if (is_off(o->level) || ex_severity_parse(o->level, &severity))
        return true;
    ex_cli_use_error(o->use, "severities are critical, high, medium, low, info; or off",
                     "unknown severity '%.*s'", EX_FMT(o->level));
    return false;
}

static bool is_same_source(const struct ex_option_use *a, const struct ex_option_use *b)
{
    return !a->node == !b->node && ex_str_eq(a->profile, b->profile);
}

/* What holds for a rule: from the strongest source, which is the last, the narrowest term. */
static struct override override_for(const struct ex_args *args, const struct ex_rule *rule)
{
    struct override best = {NULL, {NULL, 0}, {NULL, 0}};
    for (size_t i = 0; i < args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id != EX_OPT_SEVERITY)
            continue;
        struct override o = override_of(use);
        size_t close = closeness(rule, o.term);
        if (close && (!best.use || !is_same_source(best.use, use) ||
                      close >= closeness(rule, best.term)))
            best = o;
    }
    return best;
}

const struct ex_option_use *ex_cli_severity_use(const struct ex_args *args,
                                                const struct ex_rule *rule)
{
    return override_for(args, rule).use;
}

/* All are found before any is set: `severity:high` is about what rules say themselves. */
static bool set_severities(const struct ex_args *args, struct ex_rules *rules)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    size_t n = ex_rules_count(rules);
    struct override *all = EX_NEW_ARRAY(arena, n + 1, struct override);
    for (size_t i = 0; i < args->uses.n; i++) {
        struct override o = override_of(EX_AT(&args->uses, struct ex_option_use, i));
        if (o.use->id == EX_OPT_SEVERITY && !check_override(&o, rules))
            return false;
    }
    for (size_t i = 0; i < n; i++)
        all[i] = override_for(args, ex_rules_at(rules, i));
    for (size_t i = 0; i < n; i++) {
        enum ex_severity severity;
        if (all[i].use && ex_severity_parse(all[i].level, &severity))
            ex_rules_set_severity(rules, i, severity);
    }
    return true;
}

/* ---- loading --------------------------------------------------------------------- */

static bool check_waivers(const struct ex_args *args, const struct ex_rules *rules)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    bool good = !args->config || ex_config_check_waivers(args->config, rules, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    return good;
}

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
    if (!rules || (set_severities(args, rules) && check_waivers(args, rules)))
        return rules;
    ex_rules_free(rules);
    return NULL;
}

/* ---- selecting ------------------------------------------------------------------- */

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
        for (size_t i = 0; i < ex_rules_count(rules); i++)
            flags[i] = flags[i] && !is_off(override_for(args, ex_rules_at(rules, i)).level);
        if (memchr(flags, true, ex_rules_count(rules)))
            return flags;
        ex_cli_error("`exlint config` shows what selects them", "no rule is left to run");
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

/* ---- the gate -------------------------------------------------------------------- */

bool ex_cli_gate(const struct ex_args *args, struct ex_gate *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_FAIL_ON);
    *out = (struct ex_gate){EX_HIGH, false};
    if (!use)
        return true;
    out->never = ex_str_eq(use->value, EX_STR("never"));
    if (out->never || ex_severity_parse(use->value, &out->fail_on))
        return true;
    ex_cli_use_error(use, "severities are critical, high, medium, low, info; or never",
                     "unknown severity '%.*s'", EX_FMT(use->value));
    return false;
}
