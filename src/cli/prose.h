/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The texts of help and manual pages (prose.def), and what both say alike of options.
 */
#ifndef EX_CLI_PROSE_H
#define EX_CLI_PROSE_H

#include "base/buf.h"
#include "cli/options.h"

/** A section of exlint(1). */
struct ex_prose {
    const char *section;
    const char *text; /**< a line is a paragraph; lines that begin with a space keep their form */
};

/** How a command is used. */
struct ex_example {
    enum ex_command_id command;
    const char *what;
    const char *lines; /**< each begins with a space and ends in a newline */
};

/** What an exit status means to some commands. */
struct ex_status {
    int status;
    unsigned commands; /**< EX_FOR() of them */
    const char *text;
};

enum { EX_N_STATUSES = 5 };

/** The rows of the tables; `*n` is their number. */
const struct ex_prose *ex_prose(size_t *n);
const struct ex_example *ex_examples(size_t *n);

/** What is said of a command besides its summary, or NULL. */
const char *ex_command_prose(enum ex_command_id command);

/** Title of a group of options. */
const char *ex_option_group_name(enum ex_option_group group);

/** What an option does, with the values that it knows; EX_N_COMMANDS: whichever the command. */
void ex_option_doc(const struct ex_option *option, enum ex_command_id command,
                   struct ex_buf *out);

/**
 * What an exit status means: `findings ...; with query: the expression has no value`.
 *
 * @param command EX_N_COMMANDS: to each of them
 * @return false when commands never end with it
 */
bool ex_status_doc(int status, enum ex_command_id command, struct ex_buf *out);

#endif
