/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of a run: shared by run.c (rules and objects), outcome.c (one
 * object), evidence.c, show.c (texts), fingerprint.c and fold.c.
 */
#ifndef EX_ENGINE_RUN_H
#define EX_ENGINE_RUN_H

#include "base/buf.h"
#include "engine/bind.h"
#include "engine/finding.h"

/** Expressions are evaluated once to judge and, for a finding, once more to show. */
struct ex_eval {
    struct cel_eval_ctx ctx;
    struct cel_value *slots; /**< globals, then the object, then what `let` names */
};

/** One rule over one graph; used by one thread. */
struct ex_rule_task {
    const struct ex_graph *graph;
    const struct ex_rule *rule;
    struct ex_arena *keep;    /**< for what results hold */
    struct ex_arena *scratch; /**< for one object */
    struct ex_eval judge;
    struct ex_eval show;
    const struct ex_node *node; /**< the object, or NULL */
    struct ex_vec findings;     /**< of struct ex_finding */
    struct ex_rule_result result;
    uint64_t steps;
};

/** Prepare a task; the bindings are those of ex_bind_graph() and ex_bind_graph_showing(). */
void ex_task_init(struct ex_rule_task *task, const struct ex_rule *rule,
                  const struct ex_binding *judged, const struct ex_binding *shown,
                  struct ex_arena *keep, struct ex_arena *scratch);

/** Give an evaluation its object and its `let` values. */
void ex_eval_begin(struct ex_rule_task *task, struct ex_eval *eval);

/** Evaluate an expression of the rule and count its steps. */
struct cel_value ex_eval_run(struct ex_rule_task *task, struct ex_eval *eval,
                             const struct cel_program *program);

/** What the rule says of the task's object; what is missing or wrong is noted in the result. */
enum ex_outcome ex_judge(struct ex_rule_task *task);

/** Note attributes as missing; may be NULL. */
void ex_task_missing(struct ex_rule_task *task, const struct cel_unknown *unknown);
void ex_task_missing_kind(struct ex_rule_task *task, enum ex_kind_id kind);

/** The finding for the task's object. */
void ex_find(struct ex_rule_task *task);

/** Fill `evidence`, `n_evidence` and `property` of a finding. */
void ex_finding_evidence(struct ex_rule_task *task, struct ex_finding *finding);

/** A text with the values of its expressions. `quote`: for PowerShell. */
struct ex_str ex_show_template(struct ex_rule_task *task, const struct ex_template *text,
                               bool quote);

/** The commands whose conditions hold, with their values filled in and quoted. */
struct ex_str ex_show_commands(struct ex_rule_task *task, const struct ex_commands *commands);

/** Sort findings, give them fingerprints and fold numbers. */
void ex_findings_sort(struct ex_finding *findings, size_t n);
void ex_findings_fingerprint(struct ex_finding *findings, size_t n);
void ex_findings_fold(struct ex_finding *findings, size_t n);

/** As ex_run(), for one rule of the set. */
struct ex_results *ex_run_rule(const struct ex_graph *graph, const struct ex_rules *rules,
                               const struct ex_rule *rule, const struct ex_run_options *options);

#endif
