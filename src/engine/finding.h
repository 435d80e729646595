/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Results of a run: findings with their evidence, and for each rule what
 * became of it. Writers render these and compute nothing of their own.
 */
#ifndef EX_ENGINE_FINDING_H
#define EX_ENGINE_FINDING_H

#include "base/diag.h"
#include "engine/bind.h"
#include "engine/rule.h"
#include "model/graph.h"

/** One place that a finding points at. */
struct ex_evidence {
    const struct ex_node *node;   /**< the object; NULL: the list of a kind was searched */
    const struct ex_value *value; /**< the property or list item; NULL: the object as a whole */
    uint16_t kind;                /**< enum ex_kind_id */
    struct ex_str property;       /**< its name, or empty */
    struct ex_str text;           /**< the whole property as Format-List shows it; for a searched
                                       list a sentence ("searched 3 Send connectors") */
    size_t mark_at;               /**< bytes of `text` to mark: the offending token */
    size_t mark_n;                /**< 0: all of it */
    struct ex_str label;          /**< a few words; may be empty */
    uint32_t file;                /**< index in the graph, or UINT32_MAX: no file */
    uint64_t off;                 /**< offset in the file */
    struct ex_place at;           /**< set by ex_results_locate(); line 0: not known */
    size_t token_n;               /**< code points that the value takes at `at`; at least 1 */
    struct ex_str line_text;      /**< the line of the file, cut; set by ex_results_locate() */
};

struct ex_finding {
    const struct ex_rule *rule;
    enum ex_severity severity;
    const struct ex_node *node;   /**< the object; NULL: the organization as a whole */
    struct ex_str object;         /**< its identity, or the name of the organization */
    struct ex_str server;         /**< name of the server that it belongs to, or empty */
    struct ex_str property;       /**< name of the offending property, or empty */
    struct ex_str message;        /**< one sentence, no full stop at the end */
    struct ex_str fix;            /**< PowerShell with values filled in and quoted */
    struct ex_str verify;
    struct ex_evidence *evidence; /**< the primary one first */
    size_t n_evidence;
    char fingerprint[17];         /**< 16 hexadecimal digits and NUL: hash of rule, kind, identity
                                       and property (fingerprint.c) */
    uint32_t fold;                /**< findings with the same number differ only in their object */
};

/** What became of one rule. */
struct ex_rule_result {
    const struct ex_rule *rule;
    size_t counts[EX_N_OUTCOMES];  /**< objects (or 1) by outcome */
    enum ex_outcome outcome;           /**< of the rule: finding, else not assessed, else pass,
                                            else not applicable */
    const struct cel_unknown *missing; /**< attributes (ex_missing) that would decide it, or NULL;
                                            EX_WHOLE_LIST with a `file`: of the ExchangeServer in
                                            that row */
    struct ex_str error;           /**< first evaluation error, or empty */
};

struct ex_results {
    struct ex_arena *arena;            /**< owned */
    const struct ex_graph *graph;
    const struct ex_rules *rules;
    struct cel_time now;
    const struct ex_finding *findings; /**< by severity (worst first), rule, object, property */
    size_t n_findings;
    const struct ex_rule_result *rule_results; /**< one a rule, by id */
    size_t n_rule_results;
};

struct ex_run_options {
    struct cel_time now;
    unsigned jobs;
    const struct ex_parameters *parameters; /**< NULL: the defaults */
};

/**
 * Evaluate all rules over a graph.
 *
 * @return free with ex_results_free(); refers to graph and rules
 */
struct ex_results *ex_run(const struct ex_graph *graph, const struct ex_rules *rules,
                          const struct ex_run_options *options);
void ex_results_free(struct ex_results *results);
void ex_results_auto(struct ex_results **results);

/** Findings whose evidence gets the text of its line: a line may be long, and findings many. */
#define EX_MAX_LINE_TEXTS 5000u

/**
 * Fill the places of all evidence by reading the files again. `line_text` is left empty
 * behind the first EX_MAX_LINE_TEXTS findings.
 */
void ex_results_locate(struct ex_results *results);

/** Number of findings of a severity. */
size_t ex_results_count(const struct ex_results *results, enum ex_severity severity);

/**
 * What a rule that was not assessed needs, as a reader should see it: "Get-OutlookAnywhere",
 * "Get-OwaVirtualDirectory of EX02", "Services of Get-ExchangeCertificate"; sorted, without
 * duplicates.
 */
const struct ex_str *ex_result_needs(const struct ex_results *results,
                                     const struct ex_rule_result *result, struct ex_arena *arena,
                                     size_t *n);

/** The text as a PowerShell expression that gives it back: `'O''Brien'`; with control characters
 * `('a' + [char]10 + 'b')`. */
void ex_powershell_quote(struct ex_buf *out, struct ex_str text);

#endif
