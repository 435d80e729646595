/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Where `exlint diff` writes to: several files in several formats, and at
 * most one comparison on standard output.
 */
#ifndef EX_CLI_DIFF_TARGETS_H
#define EX_CLI_DIFF_TARGETS_H

#include "cli/cli.h"
#include "formats/report/diff.h"

struct ex_diff_targets {
    const struct ex_args *args;
    struct ex_vec items;
    bool stdout_used;
};

/**
 * What --format and --output ask for; without --format and with --output, standard output has
 * nothing.
 *
 * @return false after a message; free in any case
 */
EX_MUSTUSE bool ex_diff_targets_read(struct ex_diff_targets *targets, const struct ex_args *args);
void ex_diff_targets_free(struct ex_diff_targets *targets); /**< fits EX_AUTO */

/**
 * Write them all. One that cannot be written does not keep back the others.
 *
 * @return false when one could not be written, after a message
 */
EX_MUSTUSE bool ex_diff_targets_write(const struct ex_diff_targets *targets,
                                      const struct ex_diff *diff,
                                      const struct ex_write_options *how);

#endif
