/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a saved result says of the baseline that it was put beside.
 */
#include "report/read_baseline.h"

static void read_fingerprint(struct ex_get *get, const json_t *object, char out[17])
{
    struct ex_str text = ex_get_str(get, object, "fingerprint");
    bool right = text.n == 16;
    for (size_t i = 0; i < text.n && right; i++)
        right = ex_hex_value(text.p[i]) >= 0;
    if (right)
        memcpy(out, text.p, text.n);
    else
        ex_get_fail(get, "fingerprint", "is not 16 hexadecimal digits");
}

void ex_read_baseline_state(struct ex_get *get, const json_t *object,
                            struct ex_report_finding *finding)
{
    struct ex_str name = ex_get_opt(get, object, "baselineState");
    finding->since = ex_get_opt(get, object, "since");
    finding->baseline_why = ex_get_opt(get, object, "baselineWhy");
    for (int i = EX_BASELINE_NONE; i <= EX_BASELINE_CHANGED; i++) {
        if (ex_str_eq(name, ex_str(ex_baseline_state_name((enum ex_baseline_state)i)))) {
            finding->baseline = (enum ex_baseline_state)i;
            return;
        }
    }
    ex_get_fail(get, "baselineState", "has the value '%.*s', which is not known", EX_FMT(name));
}

static void read_gone(struct ex_get *get, const json_t *object, struct ex_report_gone *out)
{
    read_fingerprint(get, object, out->fingerprint);
    out->rule = ex_get_str(get, object, "rule");
    out->title = ex_get_opt(get, object, "title");
    struct ex_str severity = ex_get_str(get, object, "severity");
    if (!ex_severity_parse(severity, &out->severity))
        ex_get_fail(get, "severity", "has the value '%.*s', which is not known",
                    EX_FMT(severity));
    out->kind = ex_get_opt(get, object, "kind");
    out->object = ex_get_str(get, object, "object");
    out->property = ex_get_opt(get, object, "property");
    struct ex_str state = ex_get_str(get, object, "state");
    out->not_assessed = ex_str_eq(state, EX_STR("not-assessed"));
    if (!out->not_assessed && !ex_str_eq(state, EX_STR("fixed")))
        ex_get_fail(get, "state", "has the value '%.*s', which is not known", EX_FMT(state));
    out->why = ex_get_opt(get, object, "why");
}

static void read_all_gone(struct ex_get *get, const json_t *object, struct ex_report *report)
{
    const json_t *array = ex_get_array(get, object, "gone", false);
    size_t n = json_array_size(array);
    struct ex_report_gone *gone = EX_NEW_ARRAY(report->arena, n + 1, struct ex_report_gone);
    ex_get_enter(get, "gone", 0);
    for (size_t i = 0; i < n && !ex_get_failed(get); i++) {
        const json_t *item = ex_get_item(get, array, i);
        if (item)
            read_gone(get, item, &gone[i]);
        ex_get_leave(get);
    }
    ex_get_leave(get);
    report->gone = gone;
    report->n_gone = n;
}

void ex_read_baseline(struct ex_get *get, const json_t *root, struct ex_report *report)
{
    const json_t *object = ex_get_object(get, root, "baseline", true);
    if (!object)
        return;
    ex_get_enter(get, "baseline", 0);
    report->baseline = ex_get_str(get, object, "file");
    report->baseline_date = ex_get_str(get, object, "date");
    report->only_new = ex_get_flag(get, object, "onlyNew");
    report->fail_on_new = ex_get_flag(get, object, "failOnNew");
    report->known = (size_t)ex_get_opt_uint(get, object, "known", 0);
    read_all_gone(get, object, report);
    ex_get_leave(get);
}
