/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The tables of values.def, and the words that stand behind a row.
 */
#include "cli/values.h"

#include "engine/embedded.h"
#include "engine/parameter.h"
#include "engine/profile.h"
#include "formats/report/writer.h"

static const struct ex_values rows[] = {
#define EX_VALUES(option, commands, kind, words) \
    {EX_OPT_##option, commands, EX_VALUE_##kind, words},
#include "cli/values.def"
};

static const struct ex_values arguments[EX_N_COMMANDS] = {
#define EX_ARGUMENT(command, kind, words) \
    [EX_CMD_##command] = {EX_N_OPTIONS, EX_FOR(command), EX_VALUE_##kind, words},
#include "cli/values.def"
};

const struct ex_values *ex_values(size_t *n)
{
    *n = EX_COUNT(rows);
    return rows;
}

const struct ex_values *ex_option_values(enum ex_option_id option, enum ex_command_id command)
{
    const struct ex_values *found = NULL;
    unsigned wanted = command == EX_N_COMMANDS ? ex_option(option)->commands : 1u << command;
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        if (rows[i].option != option || !(rows[i].commands & wanted))
            continue;
        if (found)
            return NULL;
        found = &rows[i];
    }
    return found;
}

struct ex_values ex_argument_values(enum ex_command_id command)
{
    return arguments[command];
}

/* ---- words ---------------------------------------------------------------------- */

static struct ex_value_word *add(struct ex_vec *words, struct ex_str text, struct ex_str doc)
{
    struct ex_value_word *word = EX_PUSH(words, struct ex_value_word);
    *word = (struct ex_value_word){.text = text, .doc = doc, .suffix = ""};
    return word;
}

static void add_fixed(struct ex_str list, const char *suffix, struct ex_vec *words)
{
    struct ex_str piece;
    while (list.n && ex_str_split(&list, ' ', &piece)) {
        bool is_default = ex_str_ends(piece, EX_STR("*"));
        struct ex_str text = ex_str_slice(piece, 0, piece.n - (is_default ? 1 : 0));
        struct ex_value_word *word = add(words, text, EX_STR(""));
        word->is_default = is_default;
        word->suffix = suffix;
    }
}

static void add_writers(const char *suffix, struct ex_vec *words)
{
    size_t n;
    const struct ex_writer *const *writers = ex_writers(&n);
    for (size_t i = 0; i < n; i++) {
        struct ex_value_word *word =
            add(words, ex_str(writers[i]->name), ex_str(writers[i]->doc));
        word->is_default = i == 0;
        word->suffix = suffix;
    }
}

/* Names of files such as rules/profiles/pre-change.yaml. */
static void add_profiles(struct ex_vec *words)
{
    for (size_t i = 0; i < ex_embedded_rules_n; i++) {
        struct ex_str file = ex_str(ex_embedded_rules[i].name);
        struct ex_str folder = EX_STR("rules/" EX_PROFILES_FOLDER "/");
        size_t end = ex_str_rfind(file, '.');
        if (ex_str_starts(file, folder))
            add(words, ex_str_slice(file, folder.n, end), EX_STR(""));
    }
}

/* Those that no option sets. */
static void add_parameters(struct ex_vec *words)
{
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        const struct ex_parameter *p = ex_parameter((enum ex_parameter_id)i);
        if (!p->option)
            add(words, ex_str(p->key), ex_str(p->about))->suffix = "=";
    }
}

static void add_commands(struct ex_vec *words)
{
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        const struct ex_command *c = ex_command((enum ex_command_id)i);
        add(words, ex_str(c->name), ex_str(c->summary));
    }
}

static void add_once(struct ex_vec *words, struct ex_str text, struct ex_str doc)
{
    for (size_t i = 0; i < words->n; i++) {
        if (ex_str_eq(EX_AT(words, struct ex_value_word, i)->text, text))
            return;
    }
    add(words, text, doc);
}

static void add_rules(const struct ex_rules *rules, bool terms, struct ex_vec *words)
{
    for (size_t i = 0; i < ex_rules_count(rules); i++)
        add(words, ex_rules_at(rules, i)->id, ex_rules_at(rules, i)->title);
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        if (!terms)
            add(words, rule->name, rule->title);
        else
            add_once(words, rule->area, EX_STR("an area"));
    }
    for (size_t i = 0; terms && i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        for (size_t k = 0; k < rule->n_tags; k++)
            add_once(words, rule->tags[k], EX_STR("a tag"));
    }
}

void ex_values_words(const struct ex_values *values, const struct ex_rules *rules,
                     struct ex_vec *words)
{
    switch (values->kind) {
    case EX_VALUE_WORD:
        add_fixed(ex_str(values->words), "", words);
        break;
    case EX_VALUE_START:
        add_fixed(ex_str(values->words), "=", words);
        break;
    case EX_VALUE_WRITER:
        add_writers("", words);
        break;
    case EX_VALUE_OUTPUT:
        add_writers("=", words);
        break;
    case EX_VALUE_PROFILE:
        add_profiles(words);
        break;
    case EX_VALUE_PARAMETER:
        add_parameters(words);
        break;
    case EX_VALUE_COMMAND:
        add_commands(words);
        break;
    case EX_VALUE_RULE:
    case EX_VALUE_TERMS:
        if (rules)
            add_rules(rules, values->kind == EX_VALUE_TERMS, words);
        break;
    case EX_VALUE_NONE:
    case EX_VALUE_TEXT:
    case EX_VALUE_FILE:
    case EX_VALUE_FOLDER:
        break;
    }
}

void ex_values_list(const struct ex_values *values, struct ex_buf *out)
{
    struct ex_vec EX_AUTO(ex_vec_free) words = EX_VEC(struct ex_value_word);
    if (values->kind != EX_VALUE_WORD && values->kind != EX_VALUE_WRITER &&
        values->kind != EX_VALUE_PROFILE)
        return;
    ex_values_words(values, NULL, &words);
    for (size_t i = 0; i < words.n; i++) {
        const struct ex_value_word *word = EX_AT(&words, struct ex_value_word, i);
        ex_buf_printf(out, "%s%.*s%s", i ? ", " : "", EX_FMT(word->text),
                      word->is_default ? " (default)" : "");
    }
}
