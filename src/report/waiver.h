/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Waivers: findings that somebody decided to live with, for a reason and
 * until a date. They are data beside the rules, never in the dump, and work
 * on a report, whether it was made now or read from a saved result.
 */
#ifndef EX_REPORT_WAIVER_H
#define EX_REPORT_WAIVER_H

#include "report/report.h"

enum ex_waiver_kind {
    EX_WAIVER_ACCEPTED,       /**< the risk is accepted */
    EX_WAIVER_PLANNED,        /**< it will be mended until the date */
    EX_WAIVER_FALSE_POSITIVE, /**< the rule is wrong here */
    EX_N_WAIVER_KINDS
};

/** What became of a waiver in a run. */
enum ex_waiver_state {
    EX_WAIVER_USED,         /**< valid, and covers findings */
    EX_WAIVER_EXPIRED,      /**< its date has passed */
    EX_WAIVER_UNUSED,       /**< valid, and there is no such finding */
    EX_WAIVER_NOT_ASSESSED, /**< valid, and nobody can say: not all was run and assessed */
    EX_N_WAIVER_STATES
};

struct ex_waiver {
    struct ex_str rule;    /**< id, beginning of ids, or name; or a pattern of them */
    struct ex_str object;  /**< pattern of `identity` or `Kind:identity`: of the object, or of
                                what the finding points at first */
    struct ex_str value;   /**< pattern of the offending value; p NULL: any */
    enum ex_waiver_kind kind;
    struct ex_str reason;
    struct ex_str owner;   /**< or empty */
    struct ex_str ticket;  /**< or empty */
    struct ex_str expires; /**< the last day on which it is valid, in UTC: "2026-12-31" */
    int64_t ends;          /**< seconds since 1970: from then on it is not valid */
    struct ex_str file;    /**< where it is written; never an absolute path */
    struct ex_place at;
    size_t findings;       /**< set by ex_waivers_apply(): so many are covered, or were */
    enum ex_waiver_state state; /**< the same */
};

/** "accepted", "planned", "false-positive". */
const char *ex_waiver_kind_name(enum ex_waiver_kind kind);
/** false when it is none of them. */
EX_MUSTUSE bool ex_waiver_kind_parse(struct ex_str name, enum ex_waiver_kind *out);

/** "used", "expired", "unused", "not-assessed". */
const char *ex_waiver_state_name(enum ex_waiver_state state);
/** false when it is none of them. */
EX_MUSTUSE bool ex_waiver_state_parse(struct ex_str name, enum ex_waiver_state *out);

/** What a waiver does to a finding: "", "waived", "planned", "expired". */
const char *ex_waived_name(enum ex_waived waived);

/** What a waiver does to a finding by a time. */
enum ex_waived ex_waiver_effect(const struct ex_waiver *waiver, struct cel_time now);

/** A date as YYYY-MM-DD: the first second after that day in UTC. false when it is none. */
EX_MUSTUSE bool ex_waiver_date(struct ex_str text, int64_t *ends);

/**
 * Whether a text fits a pattern in which `*` stands for any characters and `?` for one; the case
 * of ASCII letters does not matter. There is no escape, and a backslash is itself.
 */
bool ex_glob(struct ex_str pattern, struct ex_str text);

/** Whether a waiver is about a rule. */
bool ex_waiver_names(const struct ex_waiver *waiver, struct ex_str id, struct ex_str name);

/** An object as a waiver can name it: "OwaVirtualDirectory:EX01\owa (...)". */
struct ex_str ex_waiver_object(struct ex_arena *arena, uint16_t kind, struct ex_str identity);

/**
 * Let waivers work on a report: marks the findings that they cover and keeps copies in the
 * report. Of several the first valid one counts. By the time of the report, not by the clock.
 *
 * @param diags gets messages about waivers that cover nothing, or nearly everything
 */
void ex_waivers_apply(struct ex_report *report, const struct ex_waiver *waivers, size_t n,
                      struct ex_diags *diags);

/** Findings of a report that a waiver treats so. */
size_t ex_report_waived(const struct ex_report *report, enum ex_waived waived);

/** Waivers of a report with a state. */
size_t ex_report_waivers(const struct ex_report *report, enum ex_waiver_state state);

#endif
