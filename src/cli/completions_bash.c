/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Completion for bash: lists of words in single quotes. No word of the tables has a space or a
 * quote in it.
 */
#include "cli/completions.h"

/* ---- words ------------------------------------------------------------------------- */

static void words(const struct ex_values *values, const struct ex_rules *rules,
                  const char *separator, struct ex_buf *out)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_value_word);
    ex_values_words(values, rules, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct ex_value_word *word = EX_AT(&all, struct ex_value_word, i);
        ex_buf_printf(out, "%s%.*s%s", i ? separator : "", EX_FMT(word->text), word->suffix);
    }
}

static void rules_part(const struct ex_rules *rules, struct ex_buf *out)
{
    words(&(struct ex_values){.kind = EX_VALUE_RULE}, rules, "\n", out);
    ex_buf_add_char(out, '\n');
}

static void terms_part(const struct ex_rules *rules, struct ex_buf *out)
{
    words(&(struct ex_values){.kind = EX_VALUE_TERMS}, rules, "\n", out);
    ex_buf_add_char(out, '\n');
}

/* With a space on each side, so that ` word ` can be looked for. */
static void commands_part(const struct ex_rules *rules, struct ex_buf *out)
{
    ex_buf_add_char(out, ' ');
    words(&(struct ex_values){.kind = EX_VALUE_COMMAND}, rules, " ", out);
    ex_buf_add_text(out, " \n");
}

static void valued_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        if (o->argument)
            ex_buf_printf(out, " --%s", o->name);
        if (o->argument && o->letter)
            ex_buf_printf(out, " -%c", o->letter);
    }
    ex_buf_add_text(out, " \n");
}

/* ---- options ------------------------------------------------------------------------ */

static void options_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        ex_buf_printf(out, "    %s) options='", ex_command((enum ex_command_id)c)->name);
        const char *separator = "";
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            const struct ex_option *o = ex_option((enum ex_option_id)i);
            if (!(o->commands & 1u << c))
                continue;
            ex_buf_printf(out, "%s--%s%s", separator, o->name, o->argument ? "=" : "");
            if (o->negatable)
                ex_buf_printf(out, " --no-%s", o->name);
            separator = " ";
        }
        ex_buf_add_text(out, "' ;;\n");
    }
}

/* ---- values ------------------------------------------------------------------------- */

static void action(const struct ex_values *values, struct ex_buf *out)
{
    static const char *const functions[] = {
        [EX_VALUE_NONE] = "_exlint_nothing",   [EX_VALUE_TEXT] = "_exlint_nothing",
        [EX_VALUE_WORD] = "_exlint_words",     [EX_VALUE_WRITER] = "_exlint_words",
        [EX_VALUE_COMMAND] = "_exlint_words",  [EX_VALUE_START] = "_exlint_starts",
        [EX_VALUE_PROFILE] = "_exlint_words",  [EX_VALUE_PARAMETER] = "_exlint_starts",
        [EX_VALUE_RULE] = "_exlint_words",     [EX_VALUE_TERMS] = "_exlint_list",
        [EX_VALUE_FILE] = ":",                 [EX_VALUE_FOLDER] = "_exlint_folders",
        [EX_VALUE_OUTPUT] = "_exlint_formats",
    };
    ex_buf_printf(out, ") %s", functions[values->kind]);
    if (values->kind == EX_VALUE_RULE || values->kind == EX_VALUE_TERMS) {
        ex_buf_printf(out, " \"$%s\"",
                      values->kind == EX_VALUE_RULE ? "_exlint_rules" : "_exlint_terms");
    } else {
        struct ex_buf EX_AUTO(ex_buf_free) list = EX_BUF_INIT;
        words(values, NULL, " ", &list);
        if (list.n)
            ex_buf_printf(out, " '%.*s'", EX_FMT(ex_buf_str(&list)));
    }
    ex_buf_add_text(out, " ;;\n");
}

/* `'check --format' | 'check -f'`, with `*` for all commands that have the option. */
static void patterns(const struct ex_values *values, struct ex_buf *out)
{
    const struct ex_option *o = ex_option(values->option);
    unsigned of = ex_completion_commands(values);
    const char *separator = "    ";
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        if (of != o->commands && !(of & 1u << c))
            continue;
        const char *name = of == o->commands ? "" : ex_command((enum ex_command_id)c)->name;
        const char *any = of == o->commands ? "*" : "";
        ex_buf_printf(out, "%s%s'%s --%s'", separator, any, name, o->name);
        separator = " | ";
        if (o->letter)
            ex_buf_printf(out, "%s%s'%s -%c'", separator, any, name, o->letter);
        if (of == o->commands)
            return;
    }
}

static void values_part(const struct ex_rules *rules, struct ex_buf *out)
{
    size_t n;
    const struct ex_values *rows = ex_values(&n);
    (void)rules;
    for (size_t i = 0; i < n; i++) {
        patterns(&rows[i], out);
        action(&rows[i], out);
    }
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        struct ex_values values = ex_argument_values((enum ex_command_id)c);
        ex_buf_printf(out, "    '%s '", ex_command((enum ex_command_id)c)->name);
        action(&values, out);
    }
}

static const struct ex_completion_part parts[] = {
    {"#@rules", rules_part},     {"#@terms", terms_part},   {"#@commands", commands_part},
    {"#@valued", valued_part},   {"#@options", options_part}, {"#@values", values_part},
};

const struct ex_completion ex_completion_bash = {
    .shell = "bash",
    .template = "src/cli/completions.bash",
    .parts = parts,
    .n_parts = EX_COUNT(parts),
};
