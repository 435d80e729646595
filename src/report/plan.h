/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The action plan of a report: findings that the same change mends are one
 * action, with what the change risks and costs, in the order in which a team
 * would take them up.
 *
 * One rule has one fix, so an action is a rule with its objects; findings that
 * somebody has planned until a date are an action of their own. Findings that
 * a valid waiver covers otherwise are in none. Everything lives in the arena that was
 * given and points into the report.
 */
#ifndef EX_REPORT_PLAN_H
#define EX_REPORT_PLAN_H

#include "report/report.h"

/** When an action is to be taken. */
enum ex_wave {
    EX_WAVE_NOW,
    EX_WAVE_MONTH,
    EX_WAVE_WINDOW,
    EX_N_WAVES,
};

/** "now", "this month", "next change window". */
const char *ex_wave_name(enum ex_wave wave);
/** Which actions these are, as part of a sentence. */
const char *ex_wave_meaning(enum ex_wave wave);

/** One thing to do. */
struct ex_action {
    size_t number; /**< in the plan, from 1 on */
    enum ex_wave wave;
    const struct ex_report_rule *rule;
    enum ex_severity severity; /**< the worst of the findings */
    enum ex_change_risk risk;
    enum ex_effort effort;
    const struct ex_report_finding *const *findings;
    size_t n_findings;
    const struct ex_str *objects; /**< without duplicates, in the order of the findings */
    size_t n_objects;
    const struct ex_str *servers; /**< that they belong to */
    size_t n_servers;
    const struct ex_str *cmdlets; /**< that change something in the fix, in its order */
    size_t n_cmdlets;
    const struct ex_waiver *planned; /**< who mends it until when; NULL: nobody has said */
};

struct ex_plan {
    const struct ex_action *actions; /**< by wave, severity, risk of the change, effort, rule */
    size_t n;
    size_t waves[EX_N_WAVES]; /**< actions in each */
    size_t findings;          /**< in all actions */
};

/** Make the plan of a report. */
struct ex_plan ex_plan_of(const struct ex_report *report, struct ex_arena *arena);

/** The action that mends a finding, or NULL. */
const struct ex_action *ex_plan_action(const struct ex_plan *plan,
                                       const struct ex_report_finding *finding);

/** The wave of a change, by the rule that ex_wave_meaning() tells. */
enum ex_wave ex_wave_of(enum ex_severity severity, enum ex_change_risk risk, enum ex_effort effort);

/** From the words of a report; EX_RISK_UNKNOWN and EX_EFFORT_UNKNOWN for any other word. */
enum ex_change_risk ex_change_risk_of(struct ex_str name);
enum ex_effort ex_effort_of(struct ex_str name);

#endif
