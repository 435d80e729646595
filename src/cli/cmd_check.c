/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint check`: judge a dump, write the reports, and say by the exit status
 * whether all is well.
 */
#include "cli/analysis.h"
#include "cli/baseline.h"
#include "cli/targets.h"

static bool read_how(const struct ex_args *args, struct ex_write_options *how)
{
    *how = (struct ex_write_options){
        .fold = ex_args_flag(args, EX_OPT_FOLD, true),
        .summary = !ex_args_flag(args, EX_OPT_QUIET, false),
        .show_waived = ex_args_flag(args, EX_OPT_SHOW_WAIVED, false),
        .show_not_assessed = ex_args_flag(args, EX_OPT_SHOW_NOT_ASSESSED, false),
    };
    return ex_cli_terminal(args, how);
}

/* 3 before 1 before 0. */
static int status_of(const struct ex_analysis *a, const struct ex_report *report)
{
    struct ex_report_coverage c = ex_coverage_of(report);
    bool strict = ex_args_flag(a->args, EX_OPT_STRICT, false);
    if (c.nothing || (strict && (c.not_assessed || c.partly || a->damaged)))
        return EX_EXIT_INPUT;
    if (ex_args_flag(a->args, EX_OPT_EXIT_ZERO, false))
        return EX_EXIT_OK;
    return ex_report_failing(report) ? EX_EXIT_FINDINGS : EX_EXIT_OK;
}

int ex_cmd_check(const struct ex_args *args)
{
    struct ex_analysis EX_AUTO(ex_analysis_free) analysis;
    struct ex_targets EX_AUTO(ex_targets_free) targets = {.args = args};
    struct ex_cli_baseline EX_AUTO(ex_cli_baseline_free) baseline = {0};
    struct ex_write_options how;
    struct ex_gate gate;
    if (!ex_analysis_options(&analysis, args) || !ex_cli_gate(args, &gate) ||
        !ex_targets_read(&targets, args) || !read_how(args, &how) ||
        !ex_cli_baseline_init(&baseline, args))
        return EX_EXIT_USAGE;
    struct ex_report *EX_AUTO(ex_report_auto) report = NULL;
    int status = ex_analysis_run(&analysis, &report);
    if (!report)
        return status;
    report->fail_on = gate.fail_on;
    report->fail_never = gate.never;
    ex_cli_baseline_apply(&baseline, &analysis, report);
    report->exit_status = status_of(&analysis, report);
    return ex_targets_write(&targets, report, &how) ? report->exit_status : EX_EXIT_INTERNAL;
}
