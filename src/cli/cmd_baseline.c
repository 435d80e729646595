/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint baseline create|update|show`: the findings that are known, in a
 * file that belongs beside the dump in version control.
 */
#include "cli/baseline.h"

#include "formats/report/baseline.h"

#include <unistd.h>

static struct ex_str next_action(const void *ctx, size_t i)
{
    static const char *const names[] = {"create", "update", "show"};
    (void)ctx;
    return i < EX_COUNT(names) ? ex_str(names[i]) : (struct ex_str){NULL, 0};
}

/* ---- what is looked at ------------------------------------------------------------------ */

/* A run over a dump, or a result that was saved; then there is no analysis. */
struct look {
    struct ex_args args;
    struct ex_analysis analysis;
    bool is_saved;
    struct ex_report *report;
};

static void look_free(struct look *look)
{
    ex_report_free(look->report);
    if (!look->is_saved)
        ex_analysis_free(&look->analysis);
}

static int look_at(struct look *look, const struct ex_args *args, const char *action)
{
    *look = (struct look){.args = ex_args_part(args, 1, args->rest.n), .is_saved = true};
    const char *path = ex_args_rest(&look->args, 0);
    if (!path) {
        struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
        ex_buf_printf(&hint, "for example: exlint baseline %s dump/", action);
        ex_cli_error(hint.p, "neither a dump nor a saved result was given");
        return EX_EXIT_INPUT;
    }
    if (look->args.rest.n == 1 && ex_cli_is_saved(path)) {
        look->report = ex_cli_read_saved(path);
        return look->report && ex_cli_is_whole(look->report, path) ? EX_EXIT_OK : EX_EXIT_INPUT;
    }
    look->is_saved = false;
    if (!ex_analysis_options(&look->analysis, &look->args))
        return EX_EXIT_USAGE;
    return ex_analysis_run(&look->analysis, &look->report);
}

static bool read_how(const struct ex_args *args, struct ex_write_options *how)
{
    *how = (struct ex_write_options){0};
    return ex_cli_terminal(args, how);
}

/* ---- writing ------------------------------------------------------------------------------ */

/* "12 findings known on 2026-01-15 in exlint-baseline.json" */
static int write_baseline(const struct ex_args *args, const struct ex_baseline *baseline,
                          struct ex_str path, size_t waived)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_baseline_json(baseline, &out);
    if (ex_str_eq(path, EX_STR("-")))
        return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
    if (!ex_cli_write_file(path, ex_buf_str(&out)))
        return EX_EXIT_INTERNAL;
    if (ex_args_flag(args, EX_OPT_QUIET, false))
        return EX_EXIT_OK;
    ex_buf_clear(&out);
    ex_text_escape(&out, path);
    ex_buf_printf(&out, ": %zu finding%s known on %.*s", baseline->n_entries,
                  baseline->n_entries == 1 ? "" : "s", EX_FMT(baseline->date));
    if (waived)
        ex_buf_printf(&out, "; %zu with a waiver %s not in it", waived, waived == 1 ? "is" : "are");
    if (baseline->n_partly)
        ex_buf_printf(&out, "; %zu rules could not judge every object", baseline->n_partly);
    ex_buf_add_char(&out, '\n');
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

static struct ex_str output_of(const struct ex_args *args, struct ex_str otherwise)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_OUTPUT);
    return use ? use->value : otherwise;
}

static struct ex_str baseline_of(const struct ex_args *args)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_BASELINE);
    return use && !use->negated ? use->value : EX_STR(EX_BASELINE_FILE);
}

/* ---- the actions --------------------------------------------------------------------------- */

static int create(const struct ex_args *args)
{
    struct ex_str path = output_of(args, baseline_of(args));
    if (args->rest.n > 1 && !ex_str_eq(path, EX_STR("-")) && access(path.p, F_OK) == 0 &&
        !ex_args_flag(args, EX_OPT_FORCE, false)) {
        ex_cli_error("`exlint baseline update` brings it up to date; --force replaces it",
                     "'%.*s' is there already", EX_FMT(path));
        return EX_EXIT_USAGE;
    }
    struct look EX_AUTO(look_free) look = {0};
    int status = look_at(&look, args, "create");
    if (status)
        return status;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) baseline = ex_baseline_of(look.report);
    return write_baseline(args, baseline, path, look.report->n_findings - baseline->n_entries);
}

static bool is_ours(const struct ex_baseline *baseline, const struct ex_report *report)
{
    if (!ex_baseline_is_foreign(baseline, report))
        return true;
    struct ex_str theirs = baseline->forest.n ? baseline->forest : baseline->organization;
    ex_cli_error("make one of its own with `exlint baseline create DUMP -o FILE`",
                 "the baseline is of the organization '%.*s', the dump of '%.*s'", EX_FMT(theirs),
                 EX_FMT(ex_report_organization(report)));
    return false;
}

static int write_update(const struct ex_args *args, const struct ex_write_options *how,
                        struct ex_str path, const struct ex_baseline *before,
                        const struct ex_report *report)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_baseline_update update = ex_baseline_update_of(before, report);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) after = update.after;
    bool refused = update.n_severe && !ex_args_flag(args, EX_OPT_ACCEPT_HIGH, false);
    ex_baseline_update_text(&update, refused, how, &out);
    struct ex_str told = ex_buf_str(&out);
    if ((!ex_args_flag(args, EX_OPT_QUIET, false) || refused) &&
        !ex_str_eq(path, EX_STR("-")) && !ex_cli_print(told))
        return EX_EXIT_INTERNAL;
    if (!refused)
        return write_baseline(args, after, path, 0);
    ex_cli_error("mend them, waive them, or take them in with --accept-high",
                 "'%.*s' was not changed: %zu new or changed finding%s of severity high or worse",
                 EX_FMT(path), update.n_severe, update.n_severe == 1 ? " is" : "s are");
    return EX_EXIT_FINDINGS;
}

static int update(const struct ex_args *args)
{
    struct ex_write_options how;
    struct ex_str path = baseline_of(args);
    if (!read_how(args, &how))
        return EX_EXIT_USAGE;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) before =
        ex_cli_read_baseline(path.p, ex_args_last(args, EX_OPT_BASELINE));
    if (!before)
        return EX_EXIT_USAGE;
    struct look EX_AUTO(look_free) look = {0};
    int status = look_at(&look, args, "update");
    if (status)
        return status;
    if (!is_ours(before, look.report))
        return EX_EXIT_USAGE;
    struct ex_absent_rule absent =
        ex_cli_absent_rule(look.is_saved ? NULL : &look.analysis);
    ex_baseline_apply(before, &absent, look.report);
    return write_update(args, &how, output_of(args, path), before, look.report);
}

static int show(const struct ex_args *args)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_write_options how;
    const struct ex_option_use *format = ex_args_last(args, EX_OPT_FORMAT);
    const char *given = ex_args_rest(args, 1);
    bool json = format && ex_str_eq(format->value, EX_STR("json"));
    if (format && !json && !ex_str_eq(format->value, EX_STR("text"))) {
        ex_cli_error("it is text or json", "unknown format '%.*s'", EX_FMT(format->value));
        return EX_EXIT_USAGE;
    }
    if (!read_how(args, &how))
        return EX_EXIT_USAGE;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) baseline =
        ex_cli_read_baseline(given ? given : baseline_of(args).p,
                             given ? NULL : ex_args_last(args, EX_OPT_BASELINE));
    if (!baseline)
        return EX_EXIT_USAGE;
    if (json)
        ex_baseline_json(baseline, &out);
    else
        ex_baseline_text(baseline, &how, &out);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

int ex_cmd_baseline(const struct ex_args *args)
{
    static int (*const actions[])(const struct ex_args *) = {create, update, show};
    struct ex_str name = ex_str(ex_args_rest(args, 0));
    for (size_t i = 0; i < EX_COUNT(actions); i++) {
        if (ex_str_eq(name, next_action(NULL, i)))
            return actions[i](args);
    }
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    struct ex_str near = name.n ? ex_suggest(name, next_action, NULL) : name;
    if (near.n)
        ex_buf_printf(&hint, "did you mean 'exlint baseline %.*s'?", EX_FMT(near));
    else
        ex_buf_add_text(&hint, "exlint baseline create DUMP, update DUMP, show");
    if (name.n)
        ex_cli_error(hint.p, "unknown action '%.*s'", EX_FMT(name));
    else
        ex_cli_error(hint.p, "what to do with the baseline was not given");
    return EX_EXIT_USAGE;
}
