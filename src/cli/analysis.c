/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the command line to a report: options, rules, the dump, DNS, the run.
 */
#include "cli/analysis.h"
#include "cli/config.h"
#include "report/waiver.h"

#include <stdlib.h>
#include <unistd.h>

/* Messages about one file that are shown without -v. */
enum { MESSAGES_PER_FILE = 3, MESSAGES_ABOUT_CONFIG = 20 };

bool ex_analysis_options(struct ex_analysis *a, const struct ex_args *args)
{
    *a = (struct ex_analysis){.args = args};
    a->run.parameters = &a->parameters;
    if (!ex_cli_dns_init(&a->dns, args) || !ex_cli_parameters(args, &a->parameters))
        return false;
    ex_cli_dns_parameters(&a->dns, a->dns.arena, &a->parameters);
    return ex_cli_stdin_fits(args, args->rest.n) && ex_cli_now(args, &a->run.now) &&
           ex_cli_jobs(args, &a->run.jobs);
}

void ex_analysis_free(struct ex_analysis *a)
{
    ex_cli_dump_free(&a->dump);
    free(a->selected);
    ex_rules_free(a->rules);
    ex_cli_dns_free(&a->dns);
}

static bool is_path(const char *name)
{
    struct ex_str text = ex_str(name);
    return ex_str_find(text, '/') != SIZE_MAX || ex_str_find(text, '.') != SIZE_MAX;
}

/* A word that is no path may be a misspelt command. */
static int load(struct ex_analysis *a)
{
    const char *first = ex_args_rest(a->args, 0);
    if (!first) {
        ex_cli_error("name the folder with the exported configuration: exlint check DUMP",
                     "no dump was given");
        return EX_EXIT_INPUT;
    }
    struct ex_str near = ex_command_suggest(ex_str(first));
    if (!a->args->explicit_command && near.n && !is_path(first) && access(first, F_OK) != 0) {
        struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
        ex_cli_error(hint.p, "'%s' is neither a command nor a dump", first);
        return EX_EXIT_USAGE;
    }
    unsigned more = a->everything ? EX_LOAD_REST : 0;
    if (a->dns.ask || a->dns.replay)
        more |= EX_LOAD_DNS;
    return ex_cli_load_for(&a->dump, a->args, a->rules, a->run.jobs, more);
}

static void show_messages(const struct ex_analysis *a, const struct ex_diags *diags,
                          struct ex_str folder)
{
    bool verbose = ex_args_flag(a->args, EX_OPT_VERBOSE, false);
    bool quiet = ex_args_flag(a->args, EX_OPT_QUIET, false);
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

/* Rules about DNS run when it is asked, or when they were asked for. */
static void leave_out_dns(struct ex_analysis *a)
{
    if (a->dns.ask || a->dns.replay || ex_args_last(a->args, EX_OPT_SELECT))
        return;
    a->dns_not_asked = ex_cli_leave_out_dns(a->rules, a->selected);
}

static struct ex_report *run(struct ex_analysis *a)
{
    struct ex_diags *diags = ex_graph_diags(a->dump.graph);
    struct ex_results *EX_AUTO(ex_results_auto) results = ex_run(a->dump.graph, a->rules, &a->run);
    ex_cli_filter(results, a->selected);
    quiet_repetitions(diags, results);
    show_messages(a, diags, a->dump.folder);
    ex_results_locate(results);
    struct ex_report *report = ex_report_build(results, diags);
    ex_cli_report_run(report, &a->dump);
    ex_cli_apply_config(a->args, report);
    report->dns_not_asked = a->dns_not_asked;
    a->damaged = ex_cli_is_damaged(a->dump.graph);
    return report;
}

void ex_cli_apply_config(const struct ex_args *args, struct ex_report *report)
{
    const struct ex_config *config = args->config;
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    bool quiet = ex_args_flag(args, EX_OPT_QUIET, false);
    bool verbose = ex_args_flag(args, EX_OPT_VERBOSE, false);
    ex_diags_init(&diags);
    report->config = ex_arena_str(report->arena, config->shown);
    if (config->profile)
        report->profile = ex_arena_str(report->arena, config->profile->name);
    if (config->waivers.n)
        ex_waivers_apply(report, config->waivers.items, config->waivers.n, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){
                                verbose ? EX_NOTE : quiet ? EX_ERROR : EX_WARNING,
                                verbose ? 0 : MESSAGES_ABOUT_CONFIG, {NULL, 0}});
    ex_diags_append(&report->messages, &diags);
}

void ex_cli_report_run(struct ex_report *report, const struct ex_cli_dump *dump)
{
    report->version = ex_str(ex_version());
    report->dump = ex_arena_str(report->arena, dump->folder);
    report->prefix = ex_arena_str(report->arena, dump->prefix);
    report->vcs_uri = ex_arena_str(report->arena, dump->vcs_uri);
    report->vcs_revision = ex_arena_str(report->arena, dump->vcs_revision);
    report->vcs_branch = ex_arena_str(report->arena, dump->vcs_branch);
}

static bool load_rules(struct ex_analysis *a)
{
    a->rules = ex_cli_rules(a->args, false);
    a->selected = a->rules ? ex_cli_select(a->args, a->rules) : NULL;
    if (!a->selected)
        return false;
    leave_out_dns(a);
    return true;
}

int ex_analysis_run(struct ex_analysis *a, struct ex_report **report)
{
    *report = NULL;
    if (!load_rules(a))
        return EX_EXIT_USAGE;
    int status = load(a);
    if (status)
        return status;
    if (!a->dump.usable) {
        show_messages(a, ex_graph_diags(a->dump.graph), a->dump.folder);
        ex_cli_unusable();
        return EX_EXIT_INPUT;
    }
    if (a->dns.ask || a->dns.replay) {
        bool progress = !ex_args_flag(a->args, EX_OPT_QUIET, false);
        if (!ex_cli_dns_answers(&a->dns, a->dump.graph, progress))
            return EX_EXIT_INPUT;
        ex_cli_dns_facts(&a->dns, a->dump.graph);
    }
    *report = run(a);
    return EX_EXIT_OK;
}
