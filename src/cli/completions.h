/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Completion scripts: for each shell a template beside this file, in which a line `#@part` stands
 * for what the tables of commands, options, values and rules say.
 */
#ifndef EX_CLI_COMPLETIONS_H
#define EX_CLI_COMPLETIONS_H

#include "base/buf.h"
#include "cli/options.h"
#include "cli/values.h"

/** A part of a template. */
struct ex_completion_part {
    const char *marker; /**< "#@options" */
    void (*write)(const struct ex_rules *rules, struct ex_buf *out);
};

/** A shell. */
struct ex_completion {
    const char *shell;    /**< "bash" */
    const char *template; /**< its name in the source tree */
    const struct ex_completion_part *parts;
    size_t n_parts;
};

extern const struct ex_completion ex_completion_bash;
extern const struct ex_completion ex_completion_zsh;
extern const struct ex_completion ex_completion_fish;
extern const struct ex_completion ex_completion_powershell;

/** What an option does in a few words: its help up to the first semicolon. */
struct ex_str ex_completion_doc(const struct ex_option *option);

/** Which of an option's commands a row of values is for: EX_FOR() of them. */
unsigned ex_completion_commands(const struct ex_values *values);

#endif
