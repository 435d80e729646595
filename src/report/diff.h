/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Two states of an organization, or two servers of one, side by side: what
 * changed in the findings and why, and what changed in the configuration.
 *
 * Nothing counts as fixed, removed or added because data is missing: what only
 * one side knows is not compared, and says so.
 *
 * A comparison refers to the reports and graphs that it was made of. All
 * texts come from dumps and saved results and are untrusted.
 */
#ifndef EX_REPORT_DIFF_H
#define EX_REPORT_DIFF_H

#include "report/baseline.h"
#include "report/report.h"

/** The version of the JSON form: `exlint-diff/1`. */
#define EX_DIFF_SCHEMA "exlint-diff/1"

/** The sides of a comparison. */
enum ex_diff_of { EX_OLD, EX_NEW_SIDE, EX_N_SIDES };

/** One side. */
struct ex_diff_side {
    const struct ex_report *report;
    const struct ex_graph *graph;  /**< NULL: a saved result, which holds no configuration */
    const struct ex_node *server;  /**< the one that is compared; NULL: all */
    struct ex_str label;           /**< as the user named it */
    struct ex_str name;            /**< the same for machine formats */
    struct ex_str exported;        /**< date of its first export; filled in; empty: not known */
    struct ex_absent_rule absent;  /**< why rules took no part */
};

/* ---- findings ------------------------------------------------------------------------ */

/** What became of a finding. */
enum ex_diff_state {
    EX_DIFF_NEW,
    EX_DIFF_CHANGED,
    EX_DIFF_NEWLY_ASSESSED,    /**< the old side could not judge this, or not everything */
    EX_DIFF_FIXED,
    EX_DIFF_NO_LONGER_ASSESSED, /**< the new side cannot judge this, or not everything */
    EX_DIFF_UNCHANGED,
    EX_N_DIFF_STATES,
};

/** "new", "changed", "newly-assessed", "fixed", "no-longer-assessed", "unchanged". */
const char *ex_diff_state_id(enum ex_diff_state state);

struct ex_diff_finding {
    enum ex_diff_state state;
    const struct ex_report_finding *old;  /**< NULL: new */
    const struct ex_report_finding *newer; /**< NULL: gone */
    bool worse;            /**< changed: its severity rose, or it counts again */
    bool other_value;      /**< changed: the offending value is another one */
    struct ex_str why;     /**< a clause, or empty */
};

/** The side of a finding that is shown: the new one unless it is gone. */
const struct ex_report_finding *ex_diff_shown(const struct ex_diff_finding *finding);

/* ---- configuration ---------------------------------------------------------------------- */

/** Where something stands. */
struct ex_diff_place {
    uint32_t file;         /**< index in the files of the side's report; UINT32_MAX: nowhere */
    struct ex_place at;    /**< line 0: not known */
};

/** A property that differs. */
struct ex_diff_change {
    struct ex_str property;
    bool read;                  /**< rules read it; the worst of them is of this severity: */
    enum ex_severity severity;
    bool secret;                /**< values are not shown */
    bool own_name;              /**< of servers: only the name of each differs */
    bool set[EX_N_SIDES];       /**< false: exported as nothing */
    struct ex_str text[EX_N_SIDES]; /**< the whole value; own names as `<server>` */
    bool is_list;               /**< then these are the items that only one side has */
    const struct ex_str *items[EX_N_SIDES];
    size_t n_items[EX_N_SIDES]; /**< 0 and 0: the same items in another order, which matters */
    struct ex_diff_place at[EX_N_SIDES];
};

/** How an object of one side stands to the other. */
enum ex_diff_object_state {
    EX_OBJECT_CHANGED,
    EX_OBJECT_ADDED,     /**< the old side is known not to have it */
    EX_OBJECT_REMOVED,   /**< the new side is known not to have it */
    EX_OBJECT_ONLY_OLD,  /**< the new side may have it: not everything was exported */
    EX_OBJECT_ONLY_NEW,
    EX_OBJECT_OWN_NAME,  /**< of servers: it differs only by the name of each */
    EX_N_OBJECT_STATES,
};

/** "changed", "added", "removed", "only-old", "only-new", "own-name". */
const char *ex_diff_object_id(enum ex_diff_object_state state);

struct ex_diff_object {
    enum ex_diff_object_state state;
    uint16_t kind;              /**< enum ex_kind_id */
    struct ex_str identity;     /**< of the new side, where it is there */
    struct ex_str was;          /**< the old identity, when it is another one */
    struct ex_str server;       /**< or empty */
    bool read;                  /**< as of the worst change; of others, of the kind */
    enum ex_severity severity;
    const struct ex_diff_change *changes; /**< of highest severity first */
    size_t n_changes;
    struct ex_diff_place at[EX_N_SIDES];
    uint32_t fold;              /**< changed objects with the same number changed alike */
};

/** All objects of a kind. */
struct ex_diff_kind {
    uint16_t kind;
    enum ex_coverage coverage[EX_N_SIDES];
    size_t objects[EX_N_SIDES];
    const struct ex_diff_object *const *items; /**< what differs, of highest severity first */
    size_t n_items;
    size_t counts[EX_N_OBJECT_STATES];
    size_t unchanged;
    bool read;                  /**< as of the worst object */
    enum ex_severity severity;
    /** Properties that only this side says something of */
    const struct ex_str *only[EX_N_SIDES];
    size_t n_only[EX_N_SIDES];
};

struct ex_diff {
    struct ex_arena *arena;     /**< owned */
    bool of_servers;            /**< the sides are two servers of one dump */
    struct ex_diff_side sides[EX_N_SIDES];
    const struct ex_str *warnings; /**< sentences without a full stop */
    size_t n_warnings;
    bool with_findings;
    const struct ex_diff_finding *findings; /**< by state, then as in reports */
    size_t n_findings;          /**< without unchanged ones */
    size_t counts[EX_N_DIFF_STATES];
    bool with_config;
    struct ex_str config_why;   /**< why the configuration was not compared */
    const struct ex_diff_kind *kinds; /**< those that both sides or one have, riskiest first */
    size_t n_kinds;
    const struct ex_str *missing; /**< cmdlets that could have been compared, and no side has */
    size_t n_missing;
    size_t object_counts[EX_N_OBJECT_STATES];
    size_t objects_unchanged;
    size_t properties_changed;
    struct ex_str version;      /**< of exlint; this and what follows by the command line */
    enum ex_severity fail_on;
    bool fail_never;
    int exit_status;
};

/** What to compare. */
struct ex_diff_options {
    const struct ex_rules *rules; /**< whose reading makes a property risky; NULL: none */
    bool findings;
    bool config;
};

/**
 * Compare an older and a newer side.
 *
 * @return free with ex_diff_free(); refers to the sides' reports and graphs
 */
struct ex_diff *ex_diff_new(const struct ex_diff_side sides[EX_N_SIDES],
                            const struct ex_diff_options *options);

/** Compare two servers of one graph, by what is said of them and their objects. */
struct ex_diff *ex_diff_of_servers(const struct ex_diff_side sides[EX_N_SIDES],
                                   const struct ex_diff_options *options);

void ex_diff_free(struct ex_diff *diff); /**< NULL is allowed */
void ex_diff_auto(struct ex_diff **diff); /**< fits EX_AUTO */

/** Findings that fail: new, newly assessed or worse ones at or above the threshold. */
size_t ex_diff_failing(const struct ex_diff *diff);

/** Whether anything could not be compared. */
bool ex_diff_is_partial(const struct ex_diff *diff);

#endif
