/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of src/report: what building a report from a run and reading a
 * saved one share.
 */
#ifndef EX_REPORT_BUILD_H
#define EX_REPORT_BUILD_H

#include "report/report.h"

/** An empty report. */
struct ex_report *ex_report_new(void);

/** The value that an evidence points at: the marked part, else the property; else nothing. */
struct ex_str ex_evidence_value(const struct ex_report_evidence *evidence);

/**
 * Digests of the values that a finding points at, ascending, in the arena; none when only its
 * presence can be compared (baseline.c).
 */
const struct ex_str *ex_finding_values(const struct ex_report_finding *finding,
                                       struct ex_arena *arena, size_t *n);

/** Why a rule could not judge everything: a clause, in the arena (baseline.c). */
struct ex_str ex_rule_why_not_assessed(const struct ex_report_rule *rule, struct ex_arena *arena);

#endif
