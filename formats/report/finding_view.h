/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What writers for other programs say of a finding, each in its own words:
 * where it is, how bad it is, what was decided about it.
 */
#ifndef EX_REPORT_FINDING_VIEW_H
#define EX_REPORT_FINDING_VIEW_H

#include "base/buf.h"
#include "report/report.h"

/** A place for formats that want a file and a line. */
struct ex_view_place {
    struct ex_str file;   /**< as machine formats name it; empty: the dump has no file */
    bool placed;          /**< false: the finding names no file, and this is the first one */
    struct ex_place at;   /**< 1:1 where nothing better is known */
    uint64_t end_column;  /**< behind the value, on the same line */
};

/** Where a finding points. */
struct ex_view_place ex_view_place(struct ex_arena *arena, const struct ex_report *report,
                                   const struct ex_report_finding *finding);

/** The same for one evidence, which has a file. */
struct ex_view_place ex_view_evidence(struct ex_arena *arena, const struct ex_report *report,
                                      const struct ex_report_evidence *evidence);

/** For qsort() over pointers to findings: by file, line, column, rule. */
int ex_view_by_place(const void *a, const void *b);

/** Noun of the cmdlet that shows the object, or "Organization". */
struct ex_str ex_view_kind(const struct ex_report_finding *finding);

/**
 * Whether a waiver keeps a finding out of what makes people act: it is accepted, or no finding
 * at all.
 */
bool ex_view_is_settled(const struct ex_report_finding *finding);

/** "error", "warning" or "note"; what is to be mended until a date is a note. */
const char *ex_view_level(const struct ex_report_finding *finding);

/** "open", "accepted", "false-positive", "planned", "expired". */
const char *ex_view_status(const struct ex_report_finding *finding);

/**
 * What was decided, escaped: "planned until 2026-03-31: new certificate (CHG-4411)"; of a waiver
 * that has expired "was accepted until ..."; empty without one.
 */
struct ex_str ex_view_decision(struct ex_arena *arena, const struct ex_report_finding *finding);

/** The message on one line, escaped and cut behind `max` code points, with what was decided. */
struct ex_str ex_view_message(struct ex_arena *arena, const struct ex_report_finding *finding,
                              size_t max);

/** A text of the report on one line: escaped, and cut behind `max` code points. */
struct ex_str ex_view_text(struct ex_arena *arena, struct ex_str text, size_t max);

/** Commands: escaped, but with their line breaks and tabs; white space at the end goes. */
void ex_view_lines(struct ex_buf *out, struct ex_str text);

/** What a rule needs that could not be assessed: "needs A, B and 3 more", or the error. */
struct ex_str ex_view_needs(struct ex_arena *arena, const struct ex_report_rule *rule);

#endif
