/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Diagrams as JSON, for programs that draw for themselves.
 */
#ifndef EX_REPORT_JSON_DIAGRAM_H
#define EX_REPORT_JSON_DIAGRAM_H

#include "base/buf.h"
#include "report/diagram.h"

/** The form `exlint-diagram/1`: columns, groups, nodes with their full texts, and edges. */
void ex_diagram_json(const struct ex_diagram *diagram, struct ex_buf *out);

#endif
