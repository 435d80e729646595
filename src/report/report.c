/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What all readers of a report count alike.
 */
#include "report/report.h"

#include "cel/run.h"

const char *ex_baseline_state_name(enum ex_baseline_state state)
{
    static const char *const names[] = {
        [EX_BASELINE_NONE] = "",
        [EX_BASELINE_NEW] = "new",
        [EX_BASELINE_UNCHANGED] = "unchanged",
        [EX_BASELINE_CHANGED] = "changed",
    };
    return names[state];
}

struct ex_report_coverage ex_coverage_of(const struct ex_report *report)
{
    struct ex_report_coverage c = {.rules = report->n_rules, .nothing = true};
    for (size_t i = 0; i < report->n_rules; i++) {
        const struct ex_report_rule *r = &report->rules[i];
        bool judged = r->outcome == EX_OUTCOME_FINDING || r->outcome == EX_OUTCOME_PASS;
        if (judged && !r->about_dump)
            c.nothing = false;
        if (r->outcome == EX_OUTCOME_NOT_ASSESSED) {
            c.not_assessed++;
            continue;
        }
        c.assessed++;
        if (r->outcome == EX_OUTCOME_NOT_APPLICABLE)
            c.not_applicable++;
        if (r->counts[EX_OUTCOME_NOT_ASSESSED])
            c.partly++;
    }
    c.nothing = c.nothing && (c.not_assessed || !c.rules);
    return c;
}

bool ex_finding_counts(const struct ex_report_finding *finding)
{
    return finding->waived == EX_NOT_WAIVED || finding->waived == EX_WAIVED_EXPIRED;
}

size_t ex_report_count(const struct ex_report *report, enum ex_severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_findings; i++)
        n += report->findings[i].severity == severity && ex_finding_counts(&report->findings[i]);
    return n;
}

size_t ex_report_failing(const struct ex_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_findings && !report->fail_never; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        bool known = report->fail_on_new && f->baseline == EX_BASELINE_UNCHANGED;
        n += f->severity >= report->fail_on && ex_finding_counts(f) && !known;
    }
    return n;
}

const struct ex_report_rule *ex_report_rule(const struct ex_report *report, struct ex_str id)
{
    for (size_t i = 0; i < report->n_rules; i++) {
        if (ex_str_ieq(report->rules[i].id, id))
            return &report->rules[i];
    }
    return NULL;
}

size_t ex_report_holes(const struct ex_report_rule *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < rule->n_message; i++)
        n += !rule->message[i].p;
    return n;
}

struct ex_str ex_report_organization(const struct ex_report *report)
{
    return report->forest.n ? report->forest : report->organization;
}

struct ex_str ex_report_folder(const struct ex_report *report, const struct ex_report_file *file)
{
    return file->outside ? EX_STR("") : report->dump;
}

struct ex_str ex_report_time(struct ex_arena *arena, struct cel_time time)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    cel_timestamp_text(time, &out);
    return ex_arena_str(arena, ex_buf_str(&out));
}
