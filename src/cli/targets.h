/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The outputs of a command that writes reports: several files in several
 * formats, and at most one report on standard output.
 */
#ifndef EX_CLI_TARGETS_H
#define EX_CLI_TARGETS_H

#include "cli/cli.h"

struct ex_targets {
    const struct ex_args *args;
    struct ex_vec items;
    bool stdout_used;
    bool stdout_text; /**< standard output holds the text format, with its summary */
    enum ex_sarif_profile sarif_profile;
};

/**
 * What --format and --output ask for; without either, text on standard output.
 *
 * @return false after a message; free in any case
 */
EX_MUSTUSE bool ex_targets_read(struct ex_targets *targets, const struct ex_args *args);
void ex_targets_free(struct ex_targets *targets); /**< fits EX_AUTO */

/**
 * Write them all, and the summary beside machine formats. One that cannot be written does not
 * keep back the others.
 *
 * @return false when one could not be written, after a message
 */
EX_MUSTUSE bool ex_targets_write(const struct ex_targets *targets, const struct ex_report *report,
                                 const struct ex_write_options *options);

#endif
