/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint completions`: the completion script of a shell.
 */
#include "cli/cli.h"
#include "cli/completions.h"
#include "engine/embedded.h"

static const struct ex_completion *const shells[] = {
    &ex_completion_bash,
    &ex_completion_zsh,
    &ex_completion_fish,
    &ex_completion_powershell,
};

struct ex_str ex_completion_doc(const struct ex_option *option)
{
    struct ex_str help = ex_str(option->help);
    size_t end = ex_str_find_str(help, EX_STR("; "));
    return ex_str_slice(help, 0, end == SIZE_MAX ? help.n : end);
}

unsigned ex_completion_commands(const struct ex_values *values)
{
    return ex_option(values->option)->commands & values->commands;
}

/* ---- templates -------------------------------------------------------------------- */

static struct ex_str template_of(const struct ex_completion *shell)
{
    for (size_t i = 0; i < ex_embedded_completions_n; i++) {
        const struct ex_embedded *file = &ex_embedded_completions[i];
        if (ex_str_eq(ex_str(file->name), ex_str(shell->template)))
            return ex_str_n((const char *)file->bytes, file->n);
    }
    EX_BUG("no template of %s", shell->shell);
}

static const struct ex_completion_part *part_of(const struct ex_completion *shell,
                                                struct ex_str line)
{
    for (size_t i = 0; i < shell->n_parts; i++) {
        if (ex_str_eq(ex_str_trim(line), ex_str(shell->parts[i].marker)))
            return &shell->parts[i];
    }
    return NULL;
}

static void add_line(struct ex_buf *out, struct ex_str line)
{
    struct ex_str version = EX_STR("@VERSION@");
    size_t at = ex_str_find_str(line, version);
    size_t before = at == SIZE_MAX ? line.n : at;
    ex_buf_add(out, ex_str_slice(line, 0, before));
    if (at != SIZE_MAX) {
        ex_buf_add_text(out, ex_version());
        ex_buf_add(out, ex_str_slice(line, at + version.n, line.n));
    }
    ex_buf_add_char(out, '\n');
}

static void write_script(const struct ex_completion *shell, const struct ex_rules *rules,
                         struct ex_buf *out)
{
    struct ex_str rest = template_of(shell);
    struct ex_str line;
    while (rest.n && ex_str_split(&rest, '\n', &line)) {
        const struct ex_completion_part *part = part_of(shell, line);
        if (part)
            part->write(rules, out);
        else
            add_line(out, line);
    }
}

/* ---- the command -------------------------------------------------------------------- */

static const struct ex_completion *find_shell(const struct ex_args *args)
{
    const char *name = ex_args_rest(args, 0);
    for (size_t i = 0; name && !ex_args_rest(args, 1) && i < EX_COUNT(shells); i++) {
        if (ex_str_eq(ex_str(name), ex_str(shells[i]->shell)))
            return shells[i];
    }
    struct ex_values values = ex_argument_values(EX_CMD_completions);
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    ex_buf_add_text(&hint, "shells are ");
    ex_values_list(&values, &hint);
    if (!name)
        ex_cli_error(hint.p, "name a shell");
    else if (ex_args_rest(args, 1))
        ex_cli_error(hint.p, "'%s' is not expected here", ex_args_rest(args, 1));
    else
        ex_cli_error(hint.p, "unknown shell '%s'", name);
    return NULL;
}

int ex_cmd_completions(const struct ex_args *args)
{
    const struct ex_completion *shell = find_shell(args);
    if (!shell)
        return EX_EXIT_USAGE;
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, false);
    if (!rules)
        return EX_EXIT_USAGE;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    write_script(shell, rules, &out);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
