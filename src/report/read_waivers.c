/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading waivers back. The end of one is computed from its date, so that a
 * result cannot say that an expired waiver is valid.
 */
#include "report/read_waivers.h"

static void read_waiver(struct ex_get *get, const json_t *object, const struct ex_report *report,
                        struct ex_waiver *w)
{
    w->rule = ex_get_str(get, object, "rule");
    w->object = ex_get_str(get, object, "object");
    if (json_object_get(object, "value"))
        w->value = ex_get_str(get, object, "value");
    struct ex_str kind = ex_get_str(get, object, "kind");
    if (!ex_waiver_kind_parse(kind, &w->kind))
        ex_get_fail(get, "kind", "has the value '%.*s', which is not known", EX_FMT(kind));
    w->reason = ex_get_str(get, object, "reason");
    w->owner = ex_get_opt(get, object, "owner");
    w->ticket = ex_get_opt(get, object, "ticket");
    w->expires = ex_get_str(get, object, "expires");
    if (!ex_waiver_date(w->expires, &w->ends))
        ex_get_fail(get, "expires", "is not a date: '%.*s'", EX_FMT(w->expires));
    w->file = ex_get_opt(get, object, "file");
    w->at.line = ex_get_opt_uint(get, object, "line", 0);
    w->at.column = ex_get_opt_uint(get, object, "column", w->at.line ? 1 : 0);
    struct ex_str state = ex_get_str(get, object, "state");
    if (!ex_waiver_state_parse(state, &w->state) ||
        (w->state == EX_WAIVER_EXPIRED) != (report->now.seconds >= w->ends))
        ex_get_fail(get, "state", "has the value '%.*s', which cannot be", EX_FMT(state));
    w->findings = (size_t)ex_get_uint(get, object, "findings");
}

void ex_read_waivers(struct ex_get *get, const json_t *root, struct ex_report *report)
{
    const json_t *array = ex_get_array(get, root, "waivers", true);
    size_t n = json_array_size(array);
    struct ex_waiver *waivers = EX_NEW_ARRAY(report->arena, n + 1, struct ex_waiver);
    const struct ex_waiver **list = EX_NEW_ARRAY(report->arena, n + 1, const struct ex_waiver *);
    ex_get_enter(get, "waivers", 0);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = ex_get_item(get, array, i);
        if (item)
            read_waiver(get, item, report, &waivers[i]);
        list[i] = &waivers[i];
        ex_get_leave(get);
    }
    ex_get_leave(get);
    report->waivers = list;
    report->n_waivers = n;
}

void ex_read_waiver_of(struct ex_get *get, const json_t *object, const struct ex_report *report,
                       struct ex_report_finding *finding)
{
    const json_t *waiver = ex_get_object(get, object, "waiver", true);
    if (!waiver)
        return;
    ex_get_enter(get, "waiver", 0);
    uint64_t index = ex_get_uint(get, waiver, "index");
    if (index >= report->n_waivers) {
        ex_get_fail(get, "index", "names a waiver that is not in the document");
    } else {
        finding->waiver = report->waivers[index];
        finding->waived = ex_waiver_effect(finding->waiver, report->now);
    }
    ex_get_leave(get);
}
