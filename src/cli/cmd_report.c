/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint report`: the report of a dump, or of a result that was saved,
 * without analysing again. It is no gate: what was found does not matter for the exit status.
 */
#include "cli/analysis.h"
#include "cli/config.h"
#include "cli/targets.h"

static int read_or_run(const struct ex_args *args, struct ex_report **report)
{
    if (args->rest.n == 1 && ex_cli_is_saved(ex_args_rest(args, 0))) {
        *report = ex_cli_read_saved(ex_args_rest(args, 0));
        if (*report && args->config->waivers.n)
            ex_cli_apply_config(args, *report);
        return *report ? EX_EXIT_OK : EX_EXIT_INPUT;
    }
    struct ex_analysis EX_AUTO(ex_analysis_free) analysis;
    if (!ex_analysis_options(&analysis, args))
        return EX_EXIT_USAGE;
    int status = ex_analysis_run(&analysis, report);
    if (*report)
        (*report)->fail_never = true;
    return status;
}

int ex_cmd_report(const struct ex_args *args)
{
    struct ex_targets EX_AUTO(ex_targets_free) targets = {.args = args};
    struct ex_write_options how = {.fold = ex_args_flag(args, EX_OPT_FOLD, true),
                                   .show_waived = ex_args_flag(args, EX_OPT_SHOW_WAIVED, false)};
    struct ex_report *EX_AUTO(ex_report_auto) report = NULL;
    if (!ex_targets_read(&targets, args) || !ex_cli_terminal(args, &how))
        return EX_EXIT_USAGE;
    int status = read_or_run(args, &report);
    if (!report)
        return status;
    return ex_targets_write(&targets, report, &how) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
