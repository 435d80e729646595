/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Baselines: the findings that were known at a date. A later report is put
 * beside one, so that each finding is new, unchanged or changed, and each
 * entry without a finding is mended or could not be assessed: that is never
 * taken for mended.
 *
 * A baseline holds no values of the configuration, only digests of them.
 * Findings that a valid waiver covers are not in it: the waiver is their record.
 */
#ifndef EX_REPORT_BASELINE_H
#define EX_REPORT_BASELINE_H

#include "report/report.h"

/** The version of the file: `exlint-baseline/1`. */
#define EX_BASELINE_SCHEMA "exlint-baseline/1"

/** One finding that is known. Texts come from a dump or a file and are untrusted. */
struct ex_baseline_entry {
    char fingerprint[17];
    struct ex_str rule;       /**< its id */
    enum ex_severity severity;
    struct ex_str kind;       /**< noun, or empty: the organization */
    struct ex_str object;
    struct ex_str property;   /**< or empty */
    /** "sha256:..." of each value that the finding pointed at, ascending; none: only its presence
     * counts */
    const struct ex_str *values;
    size_t n_values;
    struct ex_str since;      /**< date of the baseline that held it first */
};

struct ex_baseline {
    struct ex_arena *arena;   /**< owned */
    struct ex_str file;       /**< as reports name it; empty: it was not read from one */
    struct ex_str version;    /**< of the exlint that wrote it */
    struct ex_str date;       /**< that the dump was judged by: 2026-01-31 */
    struct ex_str organization;
    struct ex_str forest;
    const struct ex_str *rules;  /**< ids of those that could judge anything; ascending */
    size_t n_rules;
    const struct ex_str *partly; /**< of these, those that could not judge every object */
    size_t n_partly;
    struct ex_baseline_entry *entries; /**< by rule, kind, object, property, fingerprint */
    size_t n_entries;
};

/**
 * The findings of a report as a baseline: all but those that a valid waiver covers.
 *
 * @return free with ex_baseline_free(); refers to nothing of the report
 */
struct ex_baseline *ex_baseline_of(const struct ex_report *report);

/**
 * Read the file of a baseline.
 *
 * @param file  as messages name it
 * @param diags gets an error that says what is wrong and where
 * @return NULL when it is none of a version that is understood; else free with ex_baseline_free()
 */
struct ex_baseline *ex_baseline_read(struct ex_str file, struct ex_str text,
                                     struct ex_diags *diags);

void ex_baseline_free(struct ex_baseline *baseline); /**< NULL is allowed */
void ex_baseline_auto(struct ex_baseline **baseline); /**< fits EX_AUTO */

/** Why a rule that is not in a report took no part in the run: a clause. */
struct ex_absent_rule {
    struct ex_str (*why)(const void *ctx, struct ex_str rule); /**< NULL: that is not known */
    const void *ctx;
};

/**
 * Give the findings of a report their states beside a baseline, and the report the entries that
 * it has no finding for. What an earlier call said is forgotten.
 *
 * Beside a baseline of another organization all findings are new, and nothing is fixed.
 * A finding is changed when it points at a value that it did not point at before, or is worse
 * than it was. (That it points at less may mean that less was exported.)
 */
void ex_baseline_apply(const struct ex_baseline *baseline, const struct ex_absent_rule *absent,
                       struct ex_report *report);

/** Take the findings that the baseline knows out of a report; it counts them from then on. */
void ex_report_only_new(struct ex_report *report);

/** How a report stands to its baseline. Findings that a valid waiver covers are not counted. */
struct ex_baseline_counts {
    size_t new_ones;
    size_t unchanged;     /**< those that were taken out of the report as well */
    size_t changed;
    size_t fixed;
    size_t not_assessed;
};

/** Count the states of findings and of entries without one. */
struct ex_baseline_counts ex_baseline_count(const struct ex_report *report);

/**
 * Whether a report and the baseline are of different organizations, as far as both say of which
 * they are.
 */
bool ex_baseline_is_foreign(const struct ex_baseline *baseline, const struct ex_report *report);

/** What bringing a baseline up to date does. Lists are in its arena. */
struct ex_baseline_update {
    struct ex_baseline *after; /**< owned: free with ex_baseline_free() */
    const struct ex_report_finding **taken; /**< new and changed ones that it takes in */
    size_t n_taken;
    size_t n_severe;           /**< of these, of severity high or worse */
    const struct ex_baseline_entry **fixed;  /**< that it drops: mended */
    size_t n_fixed;
    const struct ex_baseline_entry **waived; /**< that it drops: a waiver covers them now */
    size_t n_waived;
    size_t kept;               /**< not assessed: kept as they were */
    size_t unchanged;
};

/**
 * Work out the baseline that comes after one. Nothing is dropped that was not assessed.
 *
 * @param report of the same organization that `before` was applied to; still with all findings
 */
struct ex_baseline_update ex_baseline_update_of(const struct ex_baseline *before,
                                                const struct ex_report *report);

#endif
