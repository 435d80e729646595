/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint diff`: two dumps or saved results side by side, or two servers of
 * one dump.
 */
#include "cli/baseline.h"
#include "cli/config.h"
#include "cli/diff_targets.h"

#include <string.h>

/* One side while it is read. */
struct side {
    struct ex_args args;
    struct ex_analysis analysis;
    bool is_run;                /* `analysis` is to be freed */
    struct ex_report *report;
};

/* All that the options say, and both sides. */
struct job {
    const struct ex_args *args;
    struct ex_diff_options options;
    struct ex_gate gate;
    struct ex_write_options how;
    struct side sides[EX_N_SIDES];
    const char *servers[EX_N_SIDES];
    size_t n_servers;
};

static void job_free(struct job *job)
{
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        ex_report_free(job->sides[i].report);
        if (job->sides[i].is_run)
            ex_analysis_free(&job->sides[i].analysis);
    }
}

/* ---- options --------------------------------------------------------------------------- */

static bool read_only(struct job *job)
{
    const struct ex_option_use *use = ex_args_last(job->args, EX_OPT_ONLY);
    bool findings = use && ex_str_eq(use->value, EX_STR("findings"));
    bool config = use && ex_str_eq(use->value, EX_STR("config"));
    job->options.findings = !config;
    job->options.config = !findings;
    if (!use || findings || config)
        return true;
    ex_cli_error("it is findings or config", "unknown value '%.*s' of --only",
                 EX_FMT(use->value));
    return false;
}

static bool read_servers(struct job *job)
{
    for (size_t i = 0; i < job->args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&job->args->uses, struct ex_option_use, i);
        if (use->id == EX_OPT_SERVER && job->n_servers++ < EX_N_SIDES)
            job->servers[job->n_servers - 1] = use->value.p;
    }
    if (!job->n_servers || (job->n_servers == EX_N_SIDES && job->args->rest.n))
        return true;
    ex_cli_error("for example: exlint diff --server EX01 --server EX02 dump/",
                 job->n_servers == EX_N_SIDES ? "no dump was given"
                                              : "--server was not given exactly twice");
    return false;
}

static bool read_paths(const struct job *job)
{
    if (job->n_servers || job->args->rest.n == EX_N_SIDES)
        return true;
    ex_cli_error("for example: exlint diff before/ after/",
                 "two sides are compared, but %s given",
                 job->args->rest.n == 0   ? "none is"
                 : job->args->rest.n == 1 ? "one is"
                                          : "more are");
    return false;
}

static bool read_options(struct job *job)
{
    job->how = (struct ex_write_options){
        .fold = ex_args_flag(job->args, EX_OPT_FOLD, true),
        .summary = !ex_args_flag(job->args, EX_OPT_QUIET, false),
    };
    return read_only(job) && read_servers(job) && read_paths(job) &&
           ex_cli_gate(job->args, &job->gate) && ex_cli_terminal(job->args, &job->how);
}

/* ---- the sides ---------------------------------------------------------------------------- */

static int run_side(struct side *side)
{
    side->is_run = true;
    if (!ex_analysis_options(&side->analysis, &side->args))
        return EX_EXIT_USAGE;
    side->analysis.everything = true;
    return ex_analysis_run(&side->analysis, &side->report);
}

static int read_side(struct job *job, size_t i)
{
    struct side *side = &job->sides[i];
    side->args = ex_args_part(job->args, i, 1);
    const char *path = ex_args_rest(&side->args, 0);
    if (!ex_cli_is_saved(path))
        return run_side(side);
    side->report = ex_cli_read_saved(path);
    if (!side->report || !ex_cli_is_whole(side->report, path))
        return EX_EXIT_INPUT;
    if (job->args->config->waivers.n)
        ex_cli_apply_config(job->args, side->report);
    return EX_EXIT_OK;
}

static struct ex_str without_slash(struct ex_str path)
{
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    return path;
}

static struct ex_str portable(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    bool outside = ex_str_starts(path, EX_STR("/")) ||
                   ex_str_find_str(path, EX_STR("..")) != SIZE_MAX;
    return outside && slash != SIZE_MAX ? ex_str_slice(path, slash + 1, path.n) : path;
}

static struct ex_diff_side side_of(const struct side *side)
{
    struct ex_str path = without_slash(ex_str(ex_args_rest(&side->args, 0)));
    return (struct ex_diff_side){
        .report = side->report,
        .graph = side->is_run ? side->analysis.dump.graph : NULL,
        .label = path,
        .name = portable(path),
        .absent = ex_cli_absent_rule(side->is_run ? &side->analysis : NULL),
    };
}

/* ---- what comes of it ------------------------------------------------------------------------ */

/* 3 before 1 before 0. */
static int status_of(const struct job *job, const struct ex_diff *diff)
{
    bool unusable = false;
    bool strict = ex_args_flag(job->args, EX_OPT_STRICT, false);
    bool partial = ex_diff_is_partial(diff);
    for (size_t i = 0; i < EX_N_SIDES && job->sides[i].report; i++) {
        unusable = unusable ||
                   (diff->with_findings && ex_coverage_of(job->sides[i].report).nothing);
        partial = partial || (job->sides[i].is_run && job->sides[i].analysis.damaged);
    }
    if (unusable || (strict && partial))
        return EX_EXIT_INPUT;
    if (ex_args_flag(job->args, EX_OPT_EXIT_ZERO, false))
        return EX_EXIT_OK;
    return ex_diff_failing(diff) ? EX_EXIT_FINDINGS : EX_EXIT_OK;
}

static int write_diff(const struct job *job, const struct ex_diff_targets *targets,
                      struct ex_diff *diff)
{
    diff->version = ex_str(ex_version());
    diff->fail_on = job->gate.fail_on;
    diff->fail_never = job->gate.never;
    diff->exit_status = status_of(job, diff);
    return ex_diff_targets_write(targets, diff, &job->how) ? diff->exit_status : EX_EXIT_INTERNAL;
}

static int compare_sides(struct job *job, const struct ex_diff_targets *targets)
{
    if (!ex_cli_stdin_fits(job->args, job->args->rest.n))
        return EX_EXIT_USAGE;
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        int status = read_side(job, i);
        if (status)
            return status;
        if (job->sides[i].is_run)
            job->options.rules = job->sides[i].analysis.rules;
    }
    struct ex_diff_side sides[EX_N_SIDES] = {side_of(&job->sides[EX_OLD]),
                                             side_of(&job->sides[EX_NEW_SIDE])};
    struct ex_diff *EX_AUTO(ex_diff_auto) diff = ex_diff_new(sides, &job->options);
    return write_diff(job, targets, diff);
}

/* ---- two servers --------------------------------------------------------------------------- */

static struct ex_str next_server(const void *ctx, size_t i)
{
    const struct ex_graph *graph = ctx;
    return i < ex_graph_count(graph, EX_KIND_ExchangeServer)
               ? ex_graph_node(graph, EX_KIND_ExchangeServer, i)->identity
               : (struct ex_str){NULL, 0};
}

static const struct ex_node *find_server(const struct ex_graph *graph, const char *name)
{
    const struct ex_node *server = ex_graph_find(graph, EX_KIND_ExchangeServer, ex_str(name));
    if (server)
        return server;
    struct ex_str near = ex_suggest(ex_str(name), next_server, graph);
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    if (near.n) {
        ex_buf_add_text(&hint, "did you mean '");
        ex_text_escape(&hint, near);
        ex_buf_add_text(&hint, "'?");
    } else {
        ex_buf_add_text(&hint, "`exlint inventory DUMP` lists the servers");
    }
    ex_cli_error(hint.p, "the dump has no server '%s'", name);
    return NULL;
}

static int compare_servers(struct job *job, const struct ex_diff_targets *targets)
{
    struct side *side = &job->sides[EX_OLD];
    struct ex_diff_side sides[EX_N_SIDES];
    side->args = ex_args_part(job->args, 0, job->args->rest.n);
    int status = run_side(side);
    if (status)
        return status;
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        sides[i] = side_of(side);
        sides[i].server = find_server(side->analysis.dump.graph, job->servers[i]);
        if (!sides[i].server)
            return EX_EXIT_USAGE;
        sides[i].label = sides[i].server->identity;
    }
    if (sides[EX_OLD].server == sides[EX_NEW_SIDE].server) {
        ex_cli_error("name two servers", "'%s' and '%s' are the same server", job->servers[0],
                     job->servers[1]);
        return EX_EXIT_USAGE;
    }
    job->options.rules = side->analysis.rules;
    struct ex_diff *EX_AUTO(ex_diff_auto) diff = ex_diff_of_servers(sides, &job->options);
    return write_diff(job, targets, diff);
}

int ex_cmd_diff(const struct ex_args *args)
{
    struct job EX_AUTO(job_free) job = {.args = args};
    struct ex_diff_targets EX_AUTO(ex_diff_targets_free) targets = {.args = args};
    if (!read_options(&job) || !ex_diff_targets_read(&targets, args))
        return EX_EXIT_USAGE;
    return job.n_servers ? compare_servers(&job, &targets) : compare_sides(&job, &targets);
}
