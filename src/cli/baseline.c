/* SPDX-License-Identifier: MIT */
/**
 * @file
 * --baseline, --only-new and --fail-on-new.
 */
#include "cli/baseline.h"

#include "base/limits.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- the file --------------------------------------------------------------------- */

/* Reports name it so that the same run gives the same bytes anywhere. */
static struct ex_str shown_name(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    bool outside = ex_str_starts(path, EX_STR("/")) ||
                   ex_str_find_str(path, EX_STR("..")) != SIZE_MAX;
    return outside && slash != SIZE_MAX ? ex_str_slice(path, slash + 1, path.n) : path;
}

static struct ex_baseline *read_file(const char *path, struct ex_diags *diags)
{
    struct ex_source *EX_AUTO(ex_source_auto) source = ex_source_open(path, ex_str(path), diags);
    if (!source)
        return NULL;
    if (ex_source_size(source) > EX_MAX_RESULT_BYTES) {
        ex_diag(diags, EX_ERROR, ex_str(path), (struct ex_place){0, 0},
                "a baseline has at most %u bytes", EX_MAX_RESULT_BYTES);
        return NULL;
    }
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_str text = ex_source_slurp(source, EX_MAX_RESULT_BYTES, arena);
    struct ex_baseline *baseline = ex_baseline_read(ex_str(path), text, diags);
    if (baseline)
        baseline->file = ex_arena_str(baseline->arena, shown_name(ex_str(path)));
    return baseline;
}

struct ex_baseline *ex_cli_read_baseline(const char *path, const struct ex_option_use *use)
{
    static const struct ex_option_use usual = {.id = EX_OPT_BASELINE};
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    if (access(path, F_OK) != 0) {
        char text[128] = "unknown reason";
        ex_cli_use_error(use ? use : &usual, "make one with `exlint baseline create DUMP`",
                         "the baseline '%s' cannot be read: %s", path,
                         strerror_r(errno, text, sizeof text));
        return NULL;
    }
    struct ex_baseline *baseline = read_file(path, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    return baseline;
}

/* ---- options ----------------------------------------------------------------------- */

bool ex_cli_baseline_init(struct ex_cli_baseline *out, const struct ex_args *args)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_BASELINE);
    use = use && !use->negated ? use : NULL;
    *out = (struct ex_cli_baseline){
        .only_new = ex_args_flag(args, EX_OPT_ONLY_NEW, false),
        .fail_on_new = ex_args_flag(args, EX_OPT_FAIL_ON_NEW, false),
    };
    if (!use && (out->only_new || out->fail_on_new)) {
        ex_cli_error("add --baseline=" EX_BASELINE_FILE
                     "; `exlint baseline create DUMP` makes one",
                     "%s needs to know what is not new",
                     out->only_new ? "--only-new" : "--fail-on-new");
        return false;
    }
    if (use)
        out->baseline = ex_cli_read_baseline(use->value.p, use);
    return !use || out->baseline;
}

void ex_cli_baseline_free(struct ex_cli_baseline *baseline)
{
    ex_baseline_free(baseline->baseline);
}

/* ---- the report ----------------------------------------------------------------------- */

static bool is_selected(const struct ex_analysis *a, const struct ex_rule *rule)
{
    for (size_t i = 0; i < ex_rules_count(a->rules); i++) {
        if (ex_rules_at(a->rules, i) == rule)
            return a->selected[i];
    }
    return false;
}

static struct ex_str why_absent(const void *ctx, struct ex_str id)
{
    const struct ex_analysis *a = ctx;
    const struct ex_rule *rule = ex_rules_find(a->rules, id);
    if (!rule)
        return EX_STR("the rule is not in this version, nor in --rules");
    if (!is_selected(a, rule) && a->dns_not_asked && ex_rule_reads_dns(rule))
        return EX_STR("DNS was not asked");
    return EX_STR("the rule was not selected");
}

struct ex_absent_rule ex_cli_absent_rule(const struct ex_analysis *analysis)
{
    return analysis ? (struct ex_absent_rule){why_absent, analysis}
                    : (struct ex_absent_rule){NULL, NULL};
}

static void say_foreign(const struct ex_baseline *baseline, struct ex_report *report)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    struct ex_str theirs = baseline->forest.n ? baseline->forest : baseline->organization;
    struct ex_diag *d = ex_diag(&diags, EX_WARNING, baseline->file, (struct ex_place){0, 0},
                                "the baseline is of the organization '%.*s', the dump of '%.*s'",
                                EX_FMT(theirs), EX_FMT(ex_report_organization(report)));
    ex_diag_hint(&diags, d, "make one of its own with `exlint baseline create DUMP`");
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    ex_diags_append(&report->messages, &diags);
}

bool ex_cli_is_whole(const struct ex_report *report, const char *path)
{
    if (!report->only_new || !report->known)
        return true;
    ex_cli_error("save one without --only-new",
                 "'%s' was saved with --only-new: %zu findings that were known are not in it",
                 path, report->known);
    return false;
}

void ex_cli_baseline_apply(const struct ex_cli_baseline *baseline,
                           const struct ex_analysis *analysis, struct ex_report *report)
{
    if (!baseline->baseline)
        return;
    if (ex_baseline_is_foreign(baseline->baseline, report))
        say_foreign(baseline->baseline, report);
    struct ex_absent_rule absent = ex_cli_absent_rule(analysis);
    ex_baseline_apply(baseline->baseline, &absent, report);
    report->fail_on_new = baseline->fail_on_new;
    if (baseline->only_new)
        ex_report_only_new(report);
}
