/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint collect`: the script that makes a complete dump, or the list of what it runs.
 */
#include "cli/cli.h"
#include "cli/collect.h"

enum { COMMAND_COLUMNS = 56, PART_COLUMNS = 14 };

/* ---- the list -------------------------------------------------------------------- */

static void add_column(struct ex_buf *out, size_t start, size_t columns)
{
    size_t used = out->n - start;
    ex_buf_add_repeat(out, ' ', used + 2 <= columns ? columns - used : 2);
}

static void add_names(struct ex_buf *out, const struct ex_vec *names)
{
    for (size_t i = 0; i < names->n; i++)
        ex_buf_printf(out, "%s%.*s", i ? "," : "", EX_FMT(*EX_AT(names, struct ex_str, i)));
}

/* `*`, `*-Secret` or `Name,Identity`. */
static void add_properties(struct ex_buf *out, const struct ex_collect_run *run,
                           const struct ex_wanted *wanted)
{
    struct ex_vec EX_AUTO(ex_vec_free) properties = EX_VEC(struct ex_str);
    struct ex_vec EX_AUTO(ex_vec_free) secrets = EX_VEC(struct ex_str);
    ex_collect_properties(run, wanted, &properties);
    ex_collect_secrets(run, &secrets);
    if (!properties.n)
        ex_buf_add_text(out, "*");
    add_names(out, &properties);
    for (size_t i = 0; i < secrets.n; i++)
        ex_buf_printf(out, "-%.*s", EX_FMT(*EX_AT(&secrets, struct ex_str, i)));
}

/* Whether objects of a kind are those of another one, or are shown in its list. */
static bool shows(enum ex_kind_id target, enum ex_kind_id kind)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    for (size_t i = 0; i < n; i++) {
        if (views[i].target == target && views[i].source == kind)
            return true;
    }
    return target == kind;
}

static bool reads(const struct ex_rule *rule, enum ex_kind_id kind)
{
    for (size_t i = 0; i < rule->n_reads; i++) {
        if (shows((enum ex_kind_id)ex_missing_unpack(rule->reads[i]).kind, kind))
            return true;
    }
    return false;
}

static void add_readers(struct ex_buf *out, const struct ex_rules *rules, enum ex_kind_id kind)
{
    bool any = false;
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        if (!reads(rule, kind))
            continue;
        ex_buf_printf(out, "%s%.*s", any ? "," : "", EX_FMT(rule->id));
        any = true;
    }
    if (!any)
        ex_buf_add_char(out, '-');
}

static void list_run(struct ex_buf *out, const struct ex_collect_run *run, struct ex_str cmdlet,
                     const struct ex_rules *rules, const struct ex_wanted *wanted)
{
    static const char *const parts[EX_N_COLLECT_PARTS] = {"once", "each server", "recipients",
                                                          "-AllRecipients"};
    size_t start = out->n;
    ex_buf_add(out, cmdlet);
    if (run->address.n)
        ex_buf_printf(out, " %.*s <server>", EX_FMT(run->address));
    if (run->parameters.n)
        ex_buf_printf(out, " %.*s", EX_FMT(run->parameters));
    add_column(out, start, COMMAND_COLUMNS);
    start = out->n;
    ex_buf_add_text(out, parts[run->part]);
    add_column(out, start, PART_COLUMNS + 2);
    add_properties(out, run, wanted);
    ex_buf_add_text(out, "  ");
    add_readers(out, rules, run->kind);
    ex_buf_add_char(out, '\n');
}

/* What the script runs about the session itself. */
static void list_session(struct ex_buf *out)
{
    static const char *const commands[] = {
        "Get-ADServerSettings",
        "Set-ADServerSettings -ViewEntireForest $true",
        "Set-ADServerSettings -ViewEntireForest $false",
        "Set-ADServerSettings -RecipientViewRoot <as it was>",
    };
    for (size_t i = 0; i < EX_COUNT(commands); i++) {
        size_t start = out->n;
        ex_buf_add_text(out, commands[i]);
        add_column(out, start, COMMAND_COLUMNS);
        ex_buf_add_text(out, "this session    -  -\n");
    }
}

static void list(struct ex_buf *out, const struct ex_vec *runs, const struct ex_rules *rules,
                 const struct ex_wanted *wanted)
{
    ex_buf_printf(out, "%-*s%-*s%s\n", COMMAND_COLUMNS, "# command", PART_COLUMNS + 2, "when",
                  "properties  rules that read it");
    list_session(out);
    for (size_t i = 0; i < runs->n; i++) {
        const struct ex_collect_run *run = EX_AT(runs, struct ex_collect_run, i);
        list_run(out, run, run->cmdlet, rules, wanted);
        if (run->before.n)
            list_run(out, run, run->before, rules, wanted);
    }
}

/* ---- the command ------------------------------------------------------------------- */

int ex_cmd_collect(const struct ex_args *args)
{
    if (args->rest.n) {
        ex_cli_error("`exlint collect >collect.ps1` writes the script",
                     "'%s' is not expected here", ex_args_rest(args, 0));
        return EX_EXIT_USAGE;
    }
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, false);
    if (!rules)
        return EX_EXIT_USAGE;
    struct ex_wanted EX_AUTO(ex_wanted_free) wanted;
    struct ex_vec EX_AUTO(ex_vec_free) runs = EX_VEC(struct ex_collect_run);
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_wanted_init(&wanted);
    ex_rules_wanted(rules, &wanted);
    ex_collect_runs(&wanted, &runs);
    if (ex_args_flag(args, EX_OPT_CMDLETS, false))
        list(&out, &runs, rules, &wanted);
    else
        ex_collect_script(&runs, &wanted, &out);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
