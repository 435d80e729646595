/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Baselines on the command line: reading their files, and putting the report
 * of a run beside one.
 */
#ifndef EX_CLI_BASELINE_H
#define EX_CLI_BASELINE_H

#include "cli/analysis.h"
#include "report/baseline.h"

/** The file of a baseline when none is named. */
#define EX_BASELINE_FILE "exlint-baseline.json"

/** What the options say of a baseline. */
struct ex_cli_baseline {
    struct ex_baseline *baseline; /**< owned; NULL: none was given */
    bool only_new;
    bool fail_on_new;
};

/** Read --baseline and its file; false after a message. Free in any case. */
EX_MUSTUSE bool ex_cli_baseline_init(struct ex_cli_baseline *out, const struct ex_args *args);
void ex_cli_baseline_free(struct ex_cli_baseline *baseline); /**< fits EX_AUTO */

/**
 * Read a baseline, whose file must be there; NULL after messages.
 *
 * @param use what named it; NULL: it is the usual one
 */
struct ex_baseline *ex_cli_read_baseline(const char *path, const struct ex_option_use *use);

/**
 * Put a report beside the baseline; nothing without one.
 *
 * @param analysis that made the report, for why rules took no part; NULL: it was saved
 */
void ex_cli_baseline_apply(const struct ex_cli_baseline *baseline,
                           const struct ex_analysis *analysis, struct ex_report *report);

/** Why a rule took no part in a run. */
struct ex_absent_rule ex_cli_absent_rule(const struct ex_analysis *analysis);

/** Whether a saved result has all its findings; false after a message. */
EX_MUSTUSE bool ex_cli_is_whole(const struct ex_report *report, const char *path);

#endif
