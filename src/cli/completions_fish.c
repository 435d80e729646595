/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Completion for fish: a `complete` for each option and each row of values.
 */
#include "cli/completions.h"

/* Text in single quotes. */
static void quoted(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'' || text.p[i] == '\\')
            ex_buf_add_char(out, '\\');
        ex_buf_add_char(out, text.p[i]);
    }
    ex_buf_add_char(out, '\'');
}

/* `complete -c exlint -n '__exlint_is check dns'`; before a command is named, it is check. */
static void begin(struct ex_buf *out, unsigned commands)
{
    ex_buf_add_text(out, "complete -c exlint");
    if (commands == EX_FOR_ALL)
        return;
    ex_buf_printf(out, " -n '__exlint_is%s", commands & EX_FOR(check) ? " none" : "");
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        if (commands & 1u << c)
            ex_buf_printf(out, " %s", ex_command((enum ex_command_id)c)->name);
    }
    ex_buf_add_char(out, '\'');
}

/* ---- lists of words -------------------------------------------------------------------- */

/* Lines `'word' 'what it means' \`, the arguments of printf. */
static void list(enum ex_value_kind kind, const struct ex_rules *rules, struct ex_buf *out)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_value_word);
    ex_values_words(&(struct ex_values){.kind = kind}, rules, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct ex_value_word *word = EX_AT(&all, struct ex_value_word, i);
        ex_buf_printf(out, "        %.*s ", EX_FMT(word->text));
        quoted(out, word->doc);
        ex_buf_add_text(out, " \\\n");
    }
}

static void rules_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(EX_VALUE_RULE, rules, out);
}

static void terms_part(const struct ex_rules *rules, struct ex_buf *out)
{
    list(EX_VALUE_TERMS, rules, out);
}

static void names_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    ex_buf_add_text(out, "            case");
    for (size_t c = 0; c < EX_N_COMMANDS; c++)
        ex_buf_printf(out, " %s", ex_command((enum ex_command_id)c)->name);
    ex_buf_add_char(out, '\n');
}

static void valued_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    ex_buf_add_text(out, "            case");
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        if (o->argument)
            ex_buf_printf(out, " --%s", o->name);
        if (o->argument && o->letter)
            ex_buf_printf(out, " -%c", o->letter);
    }
    ex_buf_add_char(out, '\n');
}

/* ---- completions ------------------------------------------------------------------------- */

/* What may stand there: ` -x -a 'text json'`. */
static void action(struct ex_buf *out, const struct ex_values *values)
{
    static const char *const actions[] = {
        [EX_VALUE_NONE] = "-f",     [EX_VALUE_TEXT] = "-x",
        [EX_VALUE_WORD] = "-x",     [EX_VALUE_WRITER] = "-x",
        [EX_VALUE_COMMAND] = "-x",  [EX_VALUE_START] = "-x",
        [EX_VALUE_PROFILE] = "-x",  [EX_VALUE_PARAMETER] = "-x",
        [EX_VALUE_RULE] = "-x -a '(__exlint_rules)'",
        [EX_VALUE_TERMS] = "-x -a '(__fish_complete_list , __exlint_terms)'",
        [EX_VALUE_FILE] = "-r -F",
        [EX_VALUE_FOLDER] = "-x -a '(__fish_complete_directories (commandline -ct))'",
        [EX_VALUE_OUTPUT] = "-r -F",
    };
    ex_buf_printf(out, " %s", actions[values->kind]);
    if (values->kind == EX_VALUE_RULE || values->kind == EX_VALUE_TERMS)
        return;
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct ex_value_word);
    ex_values_words(values, NULL, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct ex_value_word *word = EX_AT(&all, struct ex_value_word, i);
        ex_buf_printf(out, "%s%.*s%s", i ? " " : " -a '", EX_FMT(word->text), word->suffix);
    }
    if (all.n)
        ex_buf_add_char(out, '\'');
}

static void commands_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        const struct ex_command *command = ex_command((enum ex_command_id)c);
        ex_buf_printf(out, "complete -c exlint -n '__exlint_is none' -a %s -d ", command->name);
        quoted(out, ex_str(command->summary));
        ex_buf_add_char(out, '\n');
    }
}

static void arguments_part(const struct ex_rules *rules, struct ex_buf *out)
{
    (void)rules;
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        struct ex_values values = ex_argument_values((enum ex_command_id)c);
        if (values.kind == EX_VALUE_FILE)
            continue;
        begin(out, 1u << c);
        action(out, &values);
        ex_buf_add_char(out, '\n');
    }
}

/* A row of values, or a switch without one. */
static void option(struct ex_buf *out, const struct ex_option *o, unsigned commands,
                   const struct ex_values *values)
{
    begin(out, commands);
    ex_buf_printf(out, " -l %s", o->name);
    if (o->letter)
        ex_buf_printf(out, " -s %c", o->letter);
    if (values)
        action(out, values);
    ex_buf_add_text(out, " -d ");
    quoted(out, ex_completion_doc(o));
    ex_buf_add_char(out, '\n');
}

static void options_part(const struct ex_rules *rules, struct ex_buf *out)
{
    size_t n;
    const struct ex_values *rows = ex_values(&n);
    (void)rules;
    for (size_t i = 0; i < n; i++)
        option(out, ex_option(rows[i].option), ex_completion_commands(&rows[i]), &rows[i]);
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        if (!o->argument)
            option(out, o, o->commands, NULL);
        if (!o->negatable)
            continue;
        begin(out, o->commands);
        ex_buf_printf(out, " -l no-%s -d 'turn off --%s'\n", o->name, o->name);
    }
}

static const struct ex_completion_part parts[] = {
    {"#@rules", rules_part},       {"#@terms", terms_part},         {"#@names", names_part},
    {"#@valued", valued_part},     {"#@commands", commands_part},
    {"#@arguments", arguments_part}, {"#@options", options_part},
};

const struct ex_completion ex_completion_fish = {
    .shell = "fish",
    .template = "src/cli/completions.fish",
    .parts = parts,
    .n_parts = EX_COUNT(parts),
};
