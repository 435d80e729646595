/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Baselines in the JSON result.
 */
#include "formats/report/json_baseline.h"
#include "report/baseline.h"

void ex_json_baseline_state(struct ex_json *json, const struct ex_report_finding *finding)
{
    ex_json_opt(json, "baselineState", ex_str(ex_baseline_state_name(finding->baseline)));
    ex_json_opt(json, "since", finding->since);
    ex_json_opt(json, "baselineWhy", finding->baseline_why);
}

static void write_gone(struct ex_json *json, const struct ex_report_gone *gone)
{
    ex_json_object(json, NULL);
    ex_json_text(json, "fingerprint", gone->fingerprint);
    ex_json_str(json, "rule", gone->rule);
    ex_json_opt(json, "title", gone->title);
    ex_json_text(json, "severity", ex_severity_name(gone->severity));
    ex_json_opt(json, "kind", gone->kind);
    ex_json_str(json, "object", gone->object);
    ex_json_opt(json, "property", gone->property);
    ex_json_text(json, "state", gone->not_assessed ? "not-assessed" : "fixed");
    ex_json_opt(json, "why", gone->why);
    ex_json_end(json);
}

void ex_json_baseline(struct ex_json *json, const struct ex_report *report)
{
    struct ex_baseline_counts c = ex_baseline_count(report);
    if (!report->baseline.p)
        return;
    ex_json_object(json, "baseline");
    ex_json_str(json, "file", report->baseline);
    ex_json_str(json, "date", report->baseline_date);
    ex_json_uint(json, "new", c.new_ones);
    ex_json_uint(json, "unchanged", c.unchanged);
    ex_json_uint(json, "changed", c.changed);
    ex_json_uint(json, "fixed", c.fixed);
    ex_json_uint(json, "notAssessed", c.not_assessed);
    ex_json_bool(json, "onlyNew", report->only_new);
    ex_json_bool(json, "failOnNew", report->fail_on_new);
    ex_json_uint(json, "known", report->known);
    ex_json_array(json, "gone");
    for (size_t i = 0; i < report->n_gone; i++)
        write_gone(json, &report->gone[i]);
    ex_json_end(json);
    ex_json_end(json);
}
