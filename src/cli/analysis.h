/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One run over a dump as the command line asks for it, for every command
 * that needs its report.
 */
#ifndef EX_CLI_ANALYSIS_H
#define EX_CLI_ANALYSIS_H

#include "cli/cli.h"

/** A run, before and after. */
struct ex_analysis {
    const struct ex_args *args;
    struct ex_run_options run;
    struct ex_parameters parameters;
    struct ex_cli_dns dns;
    struct ex_rules *rules;
    bool *selected;        /**< one flag a rule */
    size_t dns_not_asked;  /**< rules that are not run because DNS is not asked */
    struct ex_cli_dump dump;
    bool everything;       /**< keep what no rule reads as well; set before the run */
    bool damaged;          /**< a file of the dump could not be read, or not to its end */
};

/** Read the options of the run; false after a message. Free in any case. */
EX_MUSTUSE bool ex_analysis_options(struct ex_analysis *analysis, const struct ex_args *args);
void ex_analysis_free(struct ex_analysis *analysis); /**< fits EX_AUTO */

/**
 * Load rules and dump, ask DNS if wanted, run. Messages go to standard error.
 *
 * @param report set to the report, or to NULL; free with ex_report_free()
 * @return EX_EXIT_OK, or the status to exit with when there is no report
 */
EX_MUSTUSE int ex_analysis_run(struct ex_analysis *analysis, struct ex_report **report);

/**
 * Note in a report which configuration and profile were used, and let the waivers of the
 * configuration work on it. Messages go to standard error and into the report.
 */
void ex_cli_apply_config(const struct ex_args *args, struct ex_report *report);

/** Note in a report which exlint made it of which dump. */
void ex_cli_report_run(struct ex_report *report, const struct ex_cli_dump *dump);

#endif
