/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint report`: the report of a dump, or of a result that was saved,
 * without analysing again. It is no gate: what was found does not matter for the exit status.
 */
#include "cli/analysis.h"
#include "cli/baseline.h"
#include "cli/config.h"
#include "cli/targets.h"

static int read_saved(const struct ex_args *args, const struct ex_cli_baseline *baseline,
                      struct ex_report **report)
{
    const char *path = ex_args_rest(args, 0);
    *report = ex_cli_read_saved(path);
    if (!*report || (baseline->baseline && !ex_cli_is_whole(*report, path)))
        return EX_EXIT_INPUT;
    if (args->config->waivers.n)
        ex_cli_apply_config(args, *report);
    ex_cli_baseline_apply(baseline, NULL, *report);
    return EX_EXIT_OK;
}

static int read_or_run(const struct ex_args *args, const struct ex_cli_baseline *baseline,
                       struct ex_report **report)
{
    if (args->rest.n == 1 && ex_cli_is_saved(ex_args_rest(args, 0)))
        return read_saved(args, baseline, report);
    struct ex_analysis EX_AUTO(ex_analysis_free) analysis;
    if (!ex_analysis_options(&analysis, args))
        return EX_EXIT_USAGE;
    int status = ex_analysis_run(&analysis, report);
    if (!*report)
        return status;
    (*report)->fail_never = true;
    ex_cli_baseline_apply(baseline, &analysis, *report);
    return status;
}

int ex_cmd_report(const struct ex_args *args)
{
    struct ex_targets EX_AUTO(ex_targets_free) targets = {.args = args};
    struct ex_write_options how = {.fold = ex_args_flag(args, EX_OPT_FOLD, true),
                                   .show_waived = ex_args_flag(args, EX_OPT_SHOW_WAIVED, false)};
    struct ex_cli_baseline EX_AUTO(ex_cli_baseline_free) baseline = {0};
    struct ex_report *EX_AUTO(ex_report_auto) report = NULL;
    if (!ex_targets_read(&targets, args) || !ex_cli_terminal(args, &how) ||
        !ex_cli_baseline_init(&baseline, args))
        return EX_EXIT_USAGE;
    int status = read_or_run(args, &baseline, &report);
    if (status)
        return status;
    return ex_targets_write(&targets, report, &how) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
