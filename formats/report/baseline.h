/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Baselines as bytes: the file itself, and what a terminal shows of it.
 */
#ifndef EX_REPORT_BASELINE_OUT_H
#define EX_REPORT_BASELINE_OUT_H

#include "formats/report/writer.h"
#include "report/baseline.h"

/**
 * The file `exlint-baseline/1` (baseline.schema.json): one finding a line, so that git can merge
 * what two people took in.
 */
void ex_baseline_json(const struct ex_baseline *baseline, struct ex_buf *out);

/** The findings as a table, worst first. */
void ex_baseline_text(const struct ex_baseline *baseline, const struct ex_write_options *options,
                      struct ex_buf *out);

/**
 * What bringing a baseline up to date changes.
 *
 * @param refused nothing was written, because of findings that are too severe
 */
void ex_baseline_update_text(const struct ex_baseline_update *update, bool refused,
                             const struct ex_write_options *options, struct ex_buf *out);

#endif
