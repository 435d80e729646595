/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Waivers in the JSON format.
 */
#include "formats/report/json_waivers.h"

#include "formats/report/json_dump.h"

static void write_decision(struct ex_json *j, const struct ex_waiver *w)
{
    ex_json_text(j, "kind", ex_waiver_kind_name(w->kind));
    ex_json_str(j, "reason", w->reason);
    ex_json_opt(j, "owner", w->owner);
    ex_json_opt(j, "ticket", w->ticket);
    ex_json_str(j, "expires", w->expires);
}

static void write_waiver(struct ex_json *j, const struct ex_waiver *w)
{
    ex_json_object(j, NULL);
    ex_json_str(j, "rule", w->rule);
    ex_json_str(j, "object", w->object);
    if (w->value.p)
        ex_json_str(j, "value", w->value);
    write_decision(j, w);
    if (w->file.n) {
        ex_json_str(j, "file", w->file);
        ex_json_place(j, w->at);
    }
    ex_json_text(j, "state", ex_waiver_state_name(w->state));
    ex_json_uint(j, "findings", w->findings);
    ex_json_end(j);
}

void ex_json_waivers(struct ex_json *json, const struct ex_report *report)
{
    if (!report->n_waivers)
        return;
    ex_json_array(json, "waivers");
    for (size_t i = 0; i < report->n_waivers; i++)
        write_waiver(json, report->waivers[i]);
    ex_json_end(json);
}

void ex_json_waiver_of(struct ex_json *json, const struct ex_report *report,
                       const struct ex_report_finding *finding)
{
    if (finding->waived == EX_NOT_WAIVED)
        return;
    size_t index = 0;
    while (index + 1 < report->n_waivers && report->waivers[index] != finding->waiver)
        index++;
    ex_json_object(json, "waiver");
    ex_json_text(json, "state", ex_waived_name(finding->waived));
    ex_json_uint(json, "index", index);
    write_decision(json, finding->waiver);
    ex_json_end(json);
}
