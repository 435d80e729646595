/* SPDX-License-Identifier: MIT */
/**
 * @file
 * How a report stands to a baseline, as members of JSON documents.
 */
#ifndef EX_REPORT_JSON_BASELINE_H
#define EX_REPORT_JSON_BASELINE_H

#include "formats/report/jsonout.h"
#include "report/report.h"

/** `baselineState`, `since` and `baselineWhy` of a finding; nothing without a baseline. */
void ex_json_baseline_state(struct ex_json *json, const struct ex_report_finding *finding);

/** The member `baseline`: counts, and what the report has no finding for; nothing without one. */
void ex_json_baseline(struct ex_json *json, const struct ex_report *report);

#endif
