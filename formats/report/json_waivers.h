/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Waivers as members of JSON documents.
 */
#ifndef EX_REPORT_JSON_WAIVERS_H
#define EX_REPORT_JSON_WAIVERS_H

#include "formats/report/jsonout.h"
#include "report/waiver.h"

/** `waivers`: all that were given, and what became of them; nothing when there are none. */
void ex_json_waivers(struct ex_json *json, const struct ex_report *report);

/** `waiver` of a finding: what the waiver does, and which one it is; nothing without one. */
void ex_json_waiver_of(struct ex_json *json, const struct ex_report *report,
                       const struct ex_report_finding *finding);

#endif
