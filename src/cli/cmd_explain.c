/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint explain`: all about one or more rules, by id or name.
 */
#include "cli/explain.h"

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

static void write_all(const struct ex_explanation *const *all, size_t n, enum format format,
                      struct ex_buf *out)
{
    if (format == FORMAT_JSON) {
        ex_explain_json(all, n, out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (i)
            ex_buf_add_text(out, "\n");
        if (format == FORMAT_MARKDOWN)
            ex_explain_markdown(all[i], out);
        else
            ex_explain_text(all[i], out);
    }
}

int ex_cmd_explain(const struct ex_args *args)
{
    enum format format = read_format(args);
    if (format == N_FORMATS)
        return EX_EXIT_USAGE;
    if (!args->rest.n) {
        ex_cli_error("`exlint rules` lists the rules", "name a rule to explain");
        return EX_EXIT_USAGE;
    }
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, false);
    if (!rules)
        return EX_EXIT_USAGE;
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    const struct ex_explanation **all =
        EX_NEW_ARRAY(arena, args->rest.n, const struct ex_explanation *);
    for (size_t i = 0; i < args->rest.n; i++) {
        struct ex_str name = ex_str(ex_args_rest(args, i));
        const struct ex_rule *rule = ex_rules_find(rules, name);
        if (!rule) {
            ex_cli_no_rule(rules, name);
            return EX_EXIT_USAGE;
        }
        struct ex_explanation *e = EX_NEW(arena, struct ex_explanation);
        *e = ex_explain(arena, rule);
        if (format == FORMAT_MARKDOWN)
            ex_explain_more(e, arena, rules);
        all[i] = e;
    }
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    write_all(all, args->rest.n, format, &out);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
