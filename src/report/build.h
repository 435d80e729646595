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

#endif
