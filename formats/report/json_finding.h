/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Parts of exlint-result/1 that other JSON documents have as well (json.c).
 */
#ifndef EX_REPORT_JSON_FINDING_H
#define EX_REPORT_JSON_FINDING_H

#include "formats/report/jsonout.h"
#include "formats/report/writer.h"

/** The version of the form with one finding a line (ndjson.c). */
#define EX_FINDINGS_SCHEMA "exlint-findings/1"

/** A finding, as an object of its own. `arena` is for what is made on the way. */
void ex_json_finding(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report,
                     const struct ex_report_finding *finding);

/** The member "summary". */
void ex_json_summary(struct ex_json *json, const struct ex_report *report);

#endif
