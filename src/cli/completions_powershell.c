/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Completion for PowerShell: tables of `@(word, what it means)`.
 */
#include "cli/completions.h"

/* Text in single quotes; an empty one would be refused as a tool tip. */
static void quoted(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'')
            ex_buf_add_char(out, '\'');
        ex_buf_add_char(out, text.p[i]);
    }
    ex_buf_add_char(out, '\'');
}

/* `,@('word', 'what it means')`: the comma keeps the pair together. */
static void pair(struct ex_buf *out, const char *indent, struct ex_str word, struct ex_str doc)
{
    ex_buf_printf(out, "%s,@(", indent);
    quoted(out, word);
    ex_buf_add_text(out, ", ");
    quoted(out, doc.n ? doc : word);
    ex_buf_add_text(out, ")\n");
}

/* ---- lists of words ---------------------------------------------------------------------- */

static void list(const struct ex_values *values, const struct ex_rules *rules, const char *indent,
                 struct ex_buf *out)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_value_word);
    ex_values_words(values, rules, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct ex_value_word *word = EX_AT(&all, struct ex_value_word, i);
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        ex_buf_printf(&text, "%.*s%s", EX_FMT(word->text), word->suffix);
        pair(out, indent, ex_buf_str(&text), word->doc);
    }
}

static void commands_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(&(struct ex_values){.kind = EX_VALUE_COMMAND}, rules, "        ", out);
}

static void rules_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(&(struct ex_values){.kind = EX_VALUE_RULE}, rules, "        ", out);
}

static void terms_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(&(struct ex_values){.kind = EX_VALUE_TERMS}, rules, "        ", out);
}

static void valued_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        if (o->argument)
            ex_buf_printf(out, "        '--%s'\n", o->name);
        if (o->argument && o->letter)
            ex_buf_printf(out, "        '-%c'\n", o->letter);
    }
}

/* ---- options and values -------------------------------------------------------------------- */

static void options_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        ex_buf_printf(out, "        '%s' = @(\n", ex_command((enum ex_command_id)c)->name);
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            const struct ex_option *o = ex_option((enum ex_option_id)i);
            struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
            if (!(o->commands & 1u << c))
                continue;
            ex_buf_printf(&name, "--%s%s", o->name, o->argument ? "=" : "");
            pair(out, "            ", ex_buf_str(&name), ex_completion_doc(o));
            if (!o->negatable)
                continue;
            ex_buf_printf(out, "            ,@('--no-%s', 'turn off --%s')\n", o->name, o->name);
        }
        ex_buf_add_text(out, "        )\n");
    }
}

/* `'check --format' = @(...)`; nothing for names of files, which PowerShell completes itself. */
static void entry(struct ex_buf *out, const char *command, const char *option,
                  const struct ex_values *values)
{
    ex_buf_printf(out, "        '%s %s' = ", command, option);
    if (values->kind == EX_VALUE_RULE || values->kind == EX_VALUE_TERMS) {
        ex_buf_printf(out, "$%s\n", values->kind == EX_VALUE_RULE ? "rules" : "terms");
        return;
    }
    ex_buf_add_text(out, "@(\n");
    list(values, NULL, "            ", out);
    ex_buf_add_text(out, "        )\n");
}

static bool has_words(const struct ex_values *values)
{
    return values->kind != EX_VALUE_NONE && values->kind != EX_VALUE_TEXT &&
           values->kind != EX_VALUE_FILE && values->kind != EX_VALUE_FOLDER;
}

static void row(struct ex_buf *out, const struct ex_values *values)
{
    const struct ex_option *o = ex_option(values->option);
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        const char *command = ex_command((enum ex_command_id)c)->name;
        struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
        if (!(ex_completion_commands(values) & 1u << c))
            continue;
        ex_buf_printf(&name, "--%s", o->name);
        entry(out, command, name.p, values);
        if (!o->letter)
            continue;
        ex_buf_clear(&name);
        ex_buf_printf(&name, "-%c", o->letter);
        entry(out, command, name.p, values);
    }
}

static void values_part(const struct ex_rules *rules, struct ex_buf *out)
{
    size_t n;
    const struct ex_values *rows = ex_values(&n);
    (void)rules;
    for (size_t i = 0; i < n; i++) {
        if (has_words(&rows[i]))
            row(out, &rows[i]);
    }
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        struct ex_values values = ex_argument_values((enum ex_command_id)c);
        if (has_words(&values))
            entry(out, ex_command((enum ex_command_id)c)->name, "", &values);
    }
}

static const struct ex_completion_part parts[] = {
    {"#@commands", commands_part}, {"#@rules", rules_part},     {"#@terms", terms_part},
    {"#@valued", valued_part},     {"#@options", options_part}, {"#@values", values_part},
};

const struct ex_completion ex_completion_powershell = {
    .shell = "powershell",
    .template = "src/cli/completions.ps1",
    .parts = parts,
    .n_parts = EX_COUNT(parts),
};
