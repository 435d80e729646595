/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Completion for zsh: specifications of _arguments, and lists `word:what it means` of _describe.
 */
#include "cli/completions.h"

/* The inside of single quotes; brackets and colons mean something to _arguments and _describe. */
static void quote(struct ex_buf *out, struct ex_str text, const char *specials)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'')
            ex_buf_add_text(out, "'\\'");
        else if (strchr(specials, text.p[i]))
            ex_buf_add_char(out, '\\');
        ex_buf_add_char(out, text.p[i]);
    }
}

/* ---- lists of words ------------------------------------------------------------------ */

/* Lines `'word:what it means'`. */
static void list(enum ex_value_kind kind, const struct ex_rules *rules, struct ex_buf *out)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_value_word);
    ex_values_words(&(struct ex_values){.kind = kind}, rules, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct ex_value_word *word = EX_AT(&all, struct ex_value_word, i);
        ex_buf_printf(out, "        '%.*s:", EX_FMT(word->text));
        quote(out, word->doc, "\\:");
        ex_buf_add_text(out, "'\n");
    }
}

static void commands_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(EX_VALUE_COMMAND, rules, out);
}

static void rules_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(EX_VALUE_RULE, rules, out);
}

static void terms_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(EX_VALUE_TERMS, rules, out);
}

/* `(--select|--ignore)`: behind these stands a value. */
static void valued_part(const struct ex_rules *rules, struct ex_buf *out)
{
    const char *separator = "        (";
    (void)rules;
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        if (!o->argument)
            continue;
        ex_buf_printf(out, "%s--%s", separator, o->name);
        separator = "|";
        if (o->letter)
            ex_buf_printf(out, "|-%c", o->letter);
    }
    ex_buf_add_text(out, ")\n");
}

/* ---- specifications -------------------------------------------------------------------- */

/* `:message:what completes it` of a value. */
static void action(const struct ex_values *values, struct ex_buf *out)
{
    static const char *const actions[] = {
        [EX_VALUE_NONE] = ":value: ",        [EX_VALUE_TEXT] = ":value: ",
        [EX_VALUE_WORD] = ":value:(",        [EX_VALUE_WRITER] = ":format:(",
        [EX_VALUE_COMMAND] = ":command:_exlint_commands",
        [EX_VALUE_PROFILE] = ":profile:(",
        [EX_VALUE_START] = ":value: compadd -S = - ",
        [EX_VALUE_PARAMETER] = ":parameter: compadd -S = - ",
        [EX_VALUE_RULE] = ":rule:_exlint_rules",
        [EX_VALUE_TERMS] = ":rules:_exlint_terms",
        [EX_VALUE_FILE] = ":file:_files",    [EX_VALUE_FOLDER] = ":folder:_files -/",
        [EX_VALUE_OUTPUT] = ":file: _exlint_output ",
    };
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_value_word);
    ex_buf_add_text(out, actions[values->kind]);
    if (values->kind == EX_VALUE_COMMAND)
        return;
    ex_values_words(values, NULL, &all); /* without rules: their words are in a function */
    for (size_t i = 0; i < all.n; i++) {
        ex_buf_printf(out, "%s%.*s", i ? " " : "",
                      EX_FMT(EX_AT(&all, struct ex_value_word, i)->text));
    }
    if (ex_str_ends(ex_str(actions[values->kind]), EX_STR("(")))
        ex_buf_add_char(out, ')');
}

/* `'*--format=[what it does]:format:(text json)'` */
static void spec(struct ex_buf *out, const struct ex_option *o, const char *name,
                 const struct ex_values *values)
{
    ex_buf_printf(out, "            '%s%s[", values ? "*" : "", name);
    quote(out, ex_completion_doc(o), "\\[]:");
    ex_buf_add_char(out, ']');
    if (values)
        action(values, out);
    ex_buf_add_text(out, "'\n");
}

static void option(struct ex_buf *out, enum ex_option_id id, enum ex_command_id command)
{
    const struct ex_option *o = ex_option(id);
    const struct ex_values *values = o->argument ? ex_option_values(id, command) : NULL;
    struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
    ex_buf_printf(&name, "--%s%s", o->name, values ? "=" : "");
    spec(out, o, name.p, values);
    if (o->letter) {
        ex_buf_clear(&name);
        ex_buf_printf(&name, "-%c%s", o->letter, values ? "+" : "");
        spec(out, o, name.p, values);
    }
    if (o->negatable) {
        ex_buf_printf(out, "            '--no-%s[turn off --%s]'\n", o->name, o->name);
    }
}

static void arguments(struct ex_buf *out, enum ex_command_id id)
{
    struct ex_values values = ex_argument_values(id);
    if (values.kind == EX_VALUE_NONE)
        return;
    bool many = ex_str_ends(ex_str(ex_command(id)->arguments), EX_STR("..."));
    ex_buf_printf(out, "            '%s", many ? "*" : "1");
    action(&values, out);
    ex_buf_add_text(out, "'\n");
}

static void specs_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        enum ex_command_id id = (enum ex_command_id)c;
        ex_buf_printf(out, "    (%s)\n        specs=(\n", ex_command(id)->name);
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            if (ex_option((enum ex_option_id)i)->commands & 1u << c)
                option(out, (enum ex_option_id)i, id);
        }
        arguments(out, id);
        ex_buf_add_text(out, "        ) ;;\n");
    }
}

static const struct ex_completion_part parts[] = {
    {"#@commands", commands_part}, {"#@rules", rules_part}, {"#@terms", terms_part},
    {"#@valued", valued_part},     {"#@specs", specs_part},
};

const struct ex_completion ex_completion_zsh = {
    .shell = "zsh",
    .template = "src/cli/completions.zsh",
    .parts = parts,
    .n_parts = EX_COUNT(parts),
};
