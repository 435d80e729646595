/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint check`: read a dump, run the rules over it, write the reports.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

/* Messages about one file that are shown without -v. */
enum { MESSAGES_PER_FILE = 3 };

/* One thing to write. */
struct target {
    const struct ex_writer *writer;
    struct ex_str path; /* empty: standard output */
};

/* All that the options say. */
struct job {
    const struct ex_args *args;
    struct ex_report_options report;
    struct ex_run_options run;
    struct ex_cli_dns dns;
    struct ex_parameters parameters;
    struct ex_vec targets; /* of struct target */
    bool stdout_used;
    bool stdout_text;      /* standard output holds the text format, with its summary */
};

static void job_free(struct job *job)
{
    ex_vec_free(&job->targets);
    ex_cli_dns_free(&job->dns);
}

/* ---- options ------------------------------------------------------------------ */

static struct ex_str next_format(const void *ctx, size_t i)
{
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    (void)ctx;
    return i < n ? ex_str(writers[i]->name) : (struct ex_str){NULL, 0};
}

static const struct ex_writer *find_writer(struct ex_str name)
{
    const struct ex_writer *writer = ex_writer_find(name);
    if (writer)
        return writer;
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    struct ex_str near = ex_suggest(name, next_format, NULL);
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    if (near.n)
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
    else
        ex_buf_add_text(&hint, "formats are");
    for (size_t i = 0; i < n && !near.n; i++)
        ex_buf_printf(&hint, "%s %s", i ? "," : "", writers[i]->name);
    ex_cli_error(hint.p, "unknown format '%.*s'", EX_FMT(name));
    return NULL;
}

static void add_target(struct job *job, const struct ex_writer *writer, struct ex_str path)
{
    *EX_PUSH(&job->targets, struct target) = (struct target){writer, path};
}

/* `sarif=out.json`, `out.sarif`, `-`: by the name before `=`, by the ending, by --format. */
static bool read_output(struct job *job, struct ex_str value, const struct ex_writer *format)
{
    size_t equals = ex_str_find(value, '=');
    const struct ex_writer *writer = NULL;
    if (equals != SIZE_MAX)
        writer = ex_writer_find(ex_str_slice(value, 0, equals));
    if (writer)
        value = ex_str_slice(value, equals + 1, value.n);
    bool to_stdout = ex_str_eq(value, EX_STR("-"));
    if (!writer && !to_stdout)
        writer = ex_writer_for_file(value);
    if (!writer)
        writer = format ? format : to_stdout ? ex_writer_find(EX_STR("text")) : NULL;
    if (!writer || !value.n) {
        ex_cli_error("write --output=FORMAT=PATH, or end the name in .sarif, .json or .txt",
                     "the format of '%.*s' is not known", EX_FMT(value));
        return false;
    }
    if (to_stdout && job->stdout_used) {
        ex_cli_error(NULL, "only one report can go to standard output");
        return false;
    }
    job->stdout_used = job->stdout_used || to_stdout;
    add_target(job, writer, to_stdout ? (struct ex_str){NULL, 0} : value);
    return true;
}

static bool read_targets(struct job *job)
{
    const struct ex_option_use *use = ex_args_last(job->args, EX_OPT_FORMAT);
    const struct ex_writer *format = use ? find_writer(use->value) : NULL;
    bool covered = false;
    if (use && !format)
        return false;
    for (size_t i = 0; i < job->args->uses.n; i++) {
        use = EX_AT(&job->args->uses, struct ex_option_use, i);
        if (use->id != EX_OPT_OUTPUT)
            continue;
        if (!read_output(job, use->value, format))
            return false;
        covered = covered ||
                  EX_AT(&job->targets, struct target, job->targets.n - 1)->writer == format;
    }
    if (!job->stdout_used && (job->targets.n == 0 || (format && !covered))) {
        add_target(job, format ? format : ex_writer_find(EX_STR("text")),
                   (struct ex_str){NULL, 0});
        job->stdout_used = true;
    }
    for (size_t i = 0; i < job->targets.n; i++) {
        const struct target *t = EX_AT(&job->targets, struct target, i);
        if (!t->path.n && t->writer == ex_writer_find(EX_STR("text")))
            job->stdout_text = true;
    }
    return true;
}

static bool read_fail_on(struct job *job)
{
    const struct ex_option_use *use = ex_args_last(job->args, EX_OPT_FAIL_ON);
    job->report.fail_on = EX_HIGH;
    if (!use)
        return true;
    job->report.fail_never = ex_str_eq(use->value, EX_STR("never"));
    if (job->report.fail_never || ex_severity_parse(use->value, &job->report.fail_on))
        return true;
    ex_cli_error("severities are critical, high, medium, low, info; or never",
                 "unknown severity '%.*s'", EX_FMT(use->value));
    return false;
}

static bool read_options(struct job *job)
{
    const struct ex_args *args = job->args;
    job->report.version = ex_version();
    job->report.fold = ex_args_flag(args, EX_OPT_FOLD, true);
    job->report.summary = !ex_args_flag(args, EX_OPT_QUIET, false);
    job->report.show_not_assessed = ex_args_flag(args, EX_OPT_SHOW_NOT_ASSESSED, false);
    job->run.parameters = &job->parameters;
    if (!ex_cli_dns_init(&job->dns, args) || !ex_cli_parameters(args, &job->parameters))
        return false;
    ex_cli_dns_parameters(&job->dns, job->dns.arena, &job->parameters);
    return ex_cli_stdin_fits(args, args->rest.n) && read_fail_on(job) && read_targets(job) &&
           ex_cli_terminal(args, &job->report) &&
           ex_cli_now(args, &job->run.now) && ex_cli_jobs(args, &job->run.jobs);
}

/* ---- the run --------------------------------------------------------------------- */

static bool is_path(const char *name)
{
    struct ex_str text = ex_str(name);
    return ex_str_find(text, '/') != SIZE_MAX || ex_str_find(text, '.') != SIZE_MAX;
}

/* A word that is no path may be a misspelt command. */
static int load(struct job *job, const struct ex_rules *rules, struct ex_cli_dump *dump)
{
    const char *first = ex_args_rest(job->args, 0);
    if (!first) {
        ex_cli_error("name the folder with the exported configuration: exlint check DUMP",
                     "no dump was given");
        return EX_EXIT_INPUT;
    }
    struct ex_str near = ex_command_suggest(ex_str(first));
    if (!job->args->explicit_command && near.n && !is_path(first) && access(first, F_OK) != 0) {
        struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
        ex_cli_error(hint.p, "'%s' is neither a command nor a dump", first);
        return EX_EXIT_USAGE;
    }
    bool dns = job->dns.ask || job->dns.replay;
    return ex_cli_load_for(dump, job->args, rules, job->run.jobs, dns);
}

static void show_messages(const struct job *job, const struct ex_diags *diags,
                          struct ex_str folder)
{
    bool verbose = ex_args_flag(job->args, EX_OPT_VERBOSE, false);
    bool quiet = ex_args_flag(job->args, EX_OPT_QUIET, false);
    struct ex_message_options o = {verbose ? EX_NOTE : quiet ? EX_ERROR : EX_WARNING,
                                   verbose ? 0 : MESSAGES_PER_FILE, folder};
    ex_cli_messages(diags, &o);
}

/* What a finding says as well is only a note. */
static void quiet_repetitions(struct ex_diags *diags, const struct ex_results *results)
{
    for (size_t i = 0; i < diags->items.n; i++) {
        struct ex_diag *d = EX_AT(&diags->items, struct ex_diag, i);
        for (size_t k = 0; d->rule && k < results->n_rule_results; k++) {
            const struct ex_rule_result *r = &results->rule_results[k];
            if (r->counts[EX_OUTCOME_FINDING] && ex_str_eq(r->rule->id, ex_str(d->rule)))
                d->level = EX_NOTE;
        }
    }
}

/* 3 before 1 before 0. */
static int status_of(const struct job *job, const struct ex_results *results)
{
    struct ex_report_coverage c = ex_coverage_of(results);
    size_t failing = 0;
    if (c.nothing)
        return EX_EXIT_INPUT;
    if (ex_args_flag(job->args, EX_OPT_STRICT, false) &&
        (c.not_assessed || c.partly || ex_cli_is_damaged(results->graph)))
        return EX_EXIT_INPUT;
    for (size_t s = job->report.fail_on; s < EX_N_SEVERITIES && !job->report.fail_never; s++)
        failing += ex_results_count(results, (enum ex_severity)s);
    return failing && !ex_args_flag(job->args, EX_OPT_EXIT_ZERO, false) ? EX_EXIT_FINDINGS
                                                                         : EX_EXIT_OK;
}

static bool write_target(const struct job *job, const struct ex_results *results,
                         const struct target *target)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_report_options options = job->report;
    if (target->path.n) {
        options.color = false;
        options.unicode = !ex_args_flag(job->args, EX_OPT_ASCII, false);
        if (!ex_args_last(job->args, EX_OPT_WIDTH))
            options.width = 0;
    }
    target->writer->write(results, &options, &out);
    return target->path.n ? ex_cli_write_file(target->path, ex_buf_str(&out))
                          : ex_cli_print(ex_buf_str(&out));
}

/* The summary beside machine formats: on standard error when standard output is taken. */
static bool write_summary(const struct job *job, const struct ex_results *results)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_report_options options = job->report;
    if (!options.summary || job->stdout_text)
        return true;
    if (job->stdout_used)
        options.color = false;
    ex_text_summary(results, &options, &out);
    if (!job->stdout_used)
        return ex_cli_print(ex_buf_str(&out));
    (void)fwrite(out.p, 1, out.n, stderr);
    return true;
}

static int report(struct job *job, struct ex_results *results)
{
    bool ok = true;
    job->report.exit_status = status_of(job, results);
    for (size_t i = 0; i < job->targets.n; i++)
        ok = write_target(job, results, EX_AT(&job->targets, struct target, i)) && ok;
    ok = write_summary(job, results) && ok;
    return ok ? job->report.exit_status : EX_EXIT_INTERNAL;
}

static int run(struct job *job, const struct ex_rules *rules, const bool *selected,
               struct ex_cli_dump *dump)
{
    struct ex_diags *diags = ex_graph_diags(dump->graph);
    if (!dump->usable) {
        show_messages(job, diags, dump->folder);
        ex_cli_unusable();
        return EX_EXIT_INPUT;
    }
    if (job->dns.ask || job->dns.replay) {
        bool progress = !ex_args_flag(job->args, EX_OPT_QUIET, false);
        if (!ex_cli_dns_answers(&job->dns, dump->graph, progress))
            return EX_EXIT_INPUT;
        ex_cli_dns_facts(&job->dns, dump->graph);
    }
    struct ex_results *EX_AUTO(ex_results_auto) results = ex_run(dump->graph, rules, &job->run);
    ex_cli_filter(results, selected);
    quiet_repetitions(diags, results);
    show_messages(job, diags, dump->folder);
    ex_results_locate(results);
    job->report.dump = dump->folder;
    job->report.prefix = dump->prefix;
    job->report.diags = diags;
    job->report.vcs_uri = dump->vcs_uri;
    job->report.vcs_revision = dump->vcs_revision;
    job->report.vcs_branch = dump->vcs_branch;
    return report(job, results);
}

/* Rules about DNS run when it is asked, or when they were asked for. */
static void leave_out_dns(struct job *job, const struct ex_rules *rules, bool *selected)
{
    if (job->dns.ask || job->dns.replay || ex_args_last(job->args, EX_OPT_SELECT))
        return;
    job->report.dns_not_asked = ex_cli_leave_out_dns(rules, selected);
}

int ex_cmd_check(const struct ex_args *args)
{
    struct job EX_AUTO(job_free) job = {.args = args, .targets = EX_VEC(struct target)};
    if (!read_options(&job))
        return EX_EXIT_USAGE;
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, false);
    if (!rules)
        return EX_EXIT_USAGE;
    bool *selected EX_AUTO(ex_free_auto) = ex_cli_select(args, rules);
    if (!selected)
        return EX_EXIT_USAGE;
    leave_out_dns(&job, rules, selected);
    struct ex_cli_dump EX_AUTO(ex_cli_dump_free) dump = {0};
    int status = load(&job, rules, &dump);
    return status ? status : run(&job, rules, selected, &dump);
}
