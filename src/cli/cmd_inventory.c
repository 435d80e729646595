/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint inventory`: what a dump holds, what rules lack, and what was not used.
 */
#include "cli/analysis.h"

#include "formats/report/inventory.h"

/* All that the options say. */
struct job {
    const struct ex_args *args;
    struct ex_write_options how;
    size_t dns_not_asked;
    struct ex_run_options run;
    struct ex_parameters parameters;
    bool json;
    struct ex_str path; /* empty: standard output */
};

/* `-o json=PATH`, `-o PATH.json`, else by --format. */
static void read_output(struct job *job)
{
    const struct ex_option_use *use = ex_args_last(job->args, EX_OPT_OUTPUT);
    if (!use)
        return;
    struct ex_str value = use->value;
    size_t equals = ex_str_find(value, '=');
    struct ex_str format = ex_str_slice(value, 0, equals == SIZE_MAX ? 0 : equals);
    bool json = ex_str_eq(format, EX_STR("json"));
    if (json || ex_str_eq(format, EX_STR("text"))) {
        value = ex_str_slice(value, equals + 1, value.n);
        job->json = json;
    } else if (!ex_args_last(job->args, EX_OPT_FORMAT)) {
        job->json = ex_str_iends(value, EX_STR(".json"));
    }
    if (!ex_str_eq(value, EX_STR("-")))
        job->path = value;
}

static bool read_options(struct job *job)
{
    const struct ex_args *args = job->args;
    const struct ex_option_use *format = ex_args_last(args, EX_OPT_FORMAT);
    job->json = format && ex_str_eq(format->value, EX_STR("json"));
    if (format && !job->json && !ex_str_eq(format->value, EX_STR("text"))) {
        ex_cli_error("it is text or json", "unknown format '%.*s'", EX_FMT(format->value));
        return false;
    }
    read_output(job);
    job->how.fold = ex_args_flag(args, EX_OPT_FOLD, true);
    job->run.parameters = &job->parameters;
    return ex_cli_stdin_fits(args, args->rest.n) && ex_cli_terminal(args, &job->how) &&
           ex_cli_now(args, &job->run.now) &&
           ex_cli_parameters(args, &job->parameters) && ex_cli_jobs(args, &job->run.jobs);
}

static bool write_inventory(const struct job *job, const struct ex_results *results,
                            const struct ex_report *report)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_write_options options = job->how;
    if (job->path.n) {
        options.color = false;
        options.unicode = !ex_args_flag(job->args, EX_OPT_ASCII, false);
        if (!ex_args_last(job->args, EX_OPT_WIDTH))
            options.width = 0;
    }
    if (job->json)
        ex_inventory_json(results, report, &out);
    else
        ex_inventory_text(results, report, &options, &out);
    return job->path.n ? ex_cli_write_file(job->path, ex_buf_str(&out))
                       : ex_cli_print(ex_buf_str(&out));
}

static int status_of(const struct job *job, const struct ex_report *report,
                     const struct ex_cli_dump *dump)
{
    struct ex_report_coverage c = ex_coverage_of(report);
    if (!dump->usable) {
        ex_cli_unusable();
        return EX_EXIT_INPUT;
    }
    bool strict = ex_args_flag(job->args, EX_OPT_STRICT, false);
    return strict && (c.not_assessed || c.partly || ex_cli_is_damaged(dump->graph))
               ? EX_EXIT_INPUT
               : EX_EXIT_OK;
}

static int run(struct job *job, const struct ex_rules *rules, const bool *selected,
               struct ex_cli_dump *dump)
{
    const struct ex_diags *diags = ex_graph_diags(dump->graph);
    if (ex_args_flag(job->args, EX_OPT_VERBOSE, false))
        ex_cli_messages(diags, &(struct ex_message_options){EX_NOTE, 0, dump->folder});
    struct ex_results *EX_AUTO(ex_results_auto) results = ex_run(dump->graph, rules, &job->run);
    ex_cli_filter(results, selected);
    struct ex_report *EX_AUTO(ex_report_auto) report = ex_report_build(results, diags);
    ex_cli_report_run(report, dump);
    report->dns_not_asked = job->dns_not_asked;
    if (!write_inventory(job, results, report))
        return EX_EXIT_INTERNAL;
    return status_of(job, report, dump);
}

int ex_cmd_inventory(const struct ex_args *args)
{
    struct job job = {.args = args};
    if (!args->rest.n) {
        ex_cli_error("name the folder with the exported configuration: exlint inventory DUMP",
                     "no dump was given");
        return EX_EXIT_INPUT;
    }
    if (!read_options(&job))
        return EX_EXIT_USAGE;
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, false);
    bool *selected EX_AUTO(ex_free_auto) = rules ? ex_cli_select(args, rules) : NULL;
    if (!selected)
        return EX_EXIT_USAGE;
    /* Answers of DNS are no part of a dump. */
    if (!ex_args_last(args, EX_OPT_SELECT))
        job.dns_not_asked = ex_cli_leave_out_dns(rules, selected);
    struct ex_cli_dump EX_AUTO(ex_cli_dump_free) dump = {0};
    int status = ex_cli_load_for(&dump, args, rules, job.run.jobs, 0);
    return status ? status : run(&job, rules, selected, &dump);
}
