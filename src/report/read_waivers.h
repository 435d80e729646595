/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Waivers in a saved result.
 */
#ifndef EX_REPORT_READ_WAIVERS_H
#define EX_REPORT_READ_WAIVERS_H

#include "report/json_get.h"
#include "report/waiver.h"

/** Read `waivers` of a document into a report. */
void ex_read_waivers(struct ex_get *get, const json_t *root, struct ex_report *report);

/** Read `waiver` of a finding, once the waivers of the report are there. */
void ex_read_waiver_of(struct ex_get *get, const json_t *object, const struct ex_report *report,
                       struct ex_report_finding *finding);

#endif
