/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of src/report: how a saved result stood to a baseline.
 */
#ifndef EX_REPORT_READ_BASELINE_H
#define EX_REPORT_READ_BASELINE_H

#include "report/json_get.h"
#include "report/report.h"

/** The state of a finding, if it has one. */
void ex_read_baseline_state(struct ex_get *get, const json_t *object,
                            struct ex_report_finding *finding);

/** The member `baseline` of a result, if there is one. */
void ex_read_baseline(struct ex_get *get, const json_t *root, struct ex_report *report);

#endif
