/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the values of options and the arguments of commands can be (values.def).
 */
#ifndef EX_CLI_VALUES_H
#define EX_CLI_VALUES_H

#include "base/buf.h"
#include "cli/options.h"
#include "engine/rule.h"

enum ex_value_kind {
    EX_VALUE_NONE,    /**< nothing is expected */
    EX_VALUE_TEXT,    /**< whatever the user writes */
    EX_VALUE_WORD,    /**< one of the words */
    EX_VALUE_WRITER,  /**< the name of a writer of reports */
    EX_VALUE_COMMAND, /**< the name of a command */
    EX_VALUE_PROFILE, /**< the name of a built-in profile, or of one of the user's */
    EX_VALUE_START,   /**< NAME=VALUE, where the name is one of the words */
    EX_VALUE_PARAMETER, /**< the same with a parameter of rules */
    EX_VALUE_RULE,    /**< id or name of a rule */
    EX_VALUE_TERMS,   /**< ids, areas and tags of rules, with commas between them */
    EX_VALUE_FILE,
    EX_VALUE_FOLDER,
    EX_VALUE_OUTPUT,  /**< [FORMAT=]FILE */
};

/** A row of the table. */
struct ex_values {
    enum ex_option_id option; /**< EX_N_OPTIONS: the arguments of a command */
    unsigned commands;        /**< EX_FOR() of those that have the option */
    enum ex_value_kind kind;
    const char *words;
};

/** The rows of options; `*n` is their number. */
const struct ex_values *ex_values(size_t *n);

/**
 * What a value of an option can be; NULL when that depends on the command.
 *
 * @param command EX_N_COMMANDS: for any of them
 */
const struct ex_values *ex_option_values(enum ex_option_id option, enum ex_command_id command);

/** What the arguments of a command can be; of kind EX_VALUE_NONE when it has none. */
struct ex_values ex_argument_values(enum ex_command_id command);

/** A word that a value can be. */
struct ex_value_word {
    struct ex_str text;
    struct ex_str doc;  /**< what it means, or empty */
    bool is_default;
    const char *suffix; /**< "=" when a value follows, else "" */
};

/**
 * All words that a value can be, in the order of the table; those of rules in the order of ids.
 *
 * @param rules for EX_VALUE_RULE and EX_VALUE_TERMS; the words live as long as they; NULL: none
 * @param words of struct ex_value_word, appended to
 */
void ex_values_words(const struct ex_values *values, const struct ex_rules *rules,
                     struct ex_vec *words);

/** `text (default), json`, when the words are few and fixed; else nothing. */
void ex_values_list(const struct ex_values *values, struct ex_buf *out);

#endif
