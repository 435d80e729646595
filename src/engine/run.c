/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rules are evaluated independently of each other, each by one worker, which
 * writes only its own result; they are put together in the order of ids.
 * Memory for one object is given back before the next.
 */
#include "engine/run.h"

#include "base/limits.h"
#include "base/pool.h"

#include <stdlib.h>

/* What becomes of one rule on one worker. */
struct slot {
    struct ex_rule_task task;
    struct ex_arena *keep;
};

struct run {
    struct ex_results results; /* first: what the caller sees */
    struct ex_binding judged;
    struct ex_binding shown;
    struct slot *slots;
    size_t n;
};

/* The rule takes too long: what is left is not assessed. */
static void give_up(struct ex_rule_task *task, size_t left)
{
    task->result.counts[EX_OUTCOME_NOT_ASSESSED] += left;
    if (!task->result.error.n)
        task->result.error =
            ex_arena_printf(task->keep, "the rule takes more than %llu steps", EX_MAX_RULE_STEPS);
}

static void run_object(struct ex_rule_task *task, const struct ex_node *node)
{
    task->node = node;
    enum ex_outcome outcome = ex_judge(task);
    task->result.counts[outcome]++;
    if (outcome == EX_OUTCOME_FINDING)
        ex_find(task);
    ex_arena_reset(task->scratch);
}

static void run_each(struct ex_rule_task *task, enum ex_kind_id kind)
{
    size_t n = ex_graph_count(task->graph, kind);

    for (size_t i = 0; i < n; i++) {
        if (task->steps > EX_MAX_RULE_STEPS) {
            give_up(task, n - i);
            break;
        }
        run_object(task, ex_graph_node(task->graph, kind, i));
    }
    if (ex_graph_coverage(task->graph, kind) == EX_COMPLETE)
        return;
    /* There may be objects that nobody has seen. */
    task->result.counts[EX_OUTCOME_NOT_ASSESSED]++;
    ex_task_missing_kind(task, kind);
}

/* The outcome that a reader must know of first. */
static enum ex_outcome worst(const size_t counts[EX_N_OUTCOMES])
{
    static const enum ex_outcome order[] = {EX_OUTCOME_FINDING, EX_OUTCOME_NOT_ASSESSED,
                                            EX_OUTCOME_PASS};

    for (size_t i = 0; i < EX_COUNT(order); i++) {
        if (counts[order[i]])
            return order[i];
    }
    return EX_OUTCOME_NOT_APPLICABLE;
}

static void run_rule(void *ctx, size_t i)
{
    struct run *run = ctx;
    struct slot *slot = &run->slots[i];
    const struct ex_rule *rule = slot->task.rule;
    EX_AUTO(ex_arena_auto) struct ex_arena *scratch = ex_arena_new();

    slot->keep = ex_arena_new();
    ex_task_init(&slot->task, rule, &run->judged, &run->shown, slot->keep, scratch);
    if (rule->each == EX_N_KINDS)
        run_object(&slot->task, NULL);
    else
        run_each(&slot->task, (enum ex_kind_id)rule->each);
    slot->task.result.outcome = worst(slot->task.result.counts);
}

static void collect(struct run *run)
{
    struct ex_arena *arena = run->results.arena;
    struct ex_rule_result *rule_results = EX_NEW_ARRAY(arena, run->n, struct ex_rule_result);
    struct ex_finding *findings;
    size_t n = 0;

    for (size_t i = 0; i < run->n; i++)
        n += run->slots[i].task.findings.n;
    findings = EX_NEW_ARRAY(arena, n, struct ex_finding);
    n = 0;
    for (size_t i = 0; i < run->n; i++) {
        struct ex_vec *own = &run->slots[i].task.findings;

        rule_results[i] = run->slots[i].task.result;
        if (own->n)
            memcpy(&findings[n], own->items, own->n * sizeof *findings);
        n += own->n;
        ex_vec_free(own);
    }
    ex_findings_sort(findings, n);
    ex_findings_fingerprint(findings, n);
    ex_findings_fold(findings, n);
    run->results.findings = findings;
    run->results.n_findings = n;
    run->results.rule_results = rule_results;
    run->results.n_rule_results = run->n;
}

static struct run *start(const struct ex_graph *graph, const struct ex_rules *rules, size_t n,
                         const struct ex_run_options *options)
{
    struct run *run = ex_alloc(sizeof *run);
    struct ex_arena *arena = ex_arena_new();

    run->results = (struct ex_results){.arena = arena, .graph = graph, .rules = rules,
                                       .now = options->now};
    ex_bind_graph(&run->judged, graph, options->now, options->parameters, arena);
    ex_bind_graph_showing(&run->shown, &run->judged, arena);
    run->slots = EX_NEW_ARRAY(arena, n, struct slot);
    run->n = n;
    return run;
}

struct ex_results *ex_run(const struct ex_graph *graph, const struct ex_rules *rules,
                          const struct ex_run_options *options)
{
    struct run *run = start(graph, rules, ex_rules_count(rules), options);

    for (size_t i = 0; i < run->n; i++)
        run->slots[i].task.rule = ex_rules_at(rules, i);
    ex_pool_run(options->jobs ? options->jobs : 1, run->n, run_rule, run);
    collect(run);
    return &run->results;
}

struct ex_results *ex_run_rule(const struct ex_graph *graph, const struct ex_rules *rules,
                               const struct ex_rule *rule, const struct ex_run_options *options)
{
    struct run *run = start(graph, rules, 1, options);

    run->slots[0].task.rule = rule;
    run_rule(run, 0);
    collect(run);
    return &run->results;
}

void ex_results_free(struct ex_results *results)
{
    struct run *run = (struct run *)results;

    if (!run)
        return;
    for (size_t i = 0; i < run->n; i++)
        ex_arena_free(run->slots[i].keep);
    ex_arena_free(run->results.arena);
    free(run);
}

void ex_results_auto(struct ex_results **results)
{
    ex_results_free(*results);
}

size_t ex_results_count(const struct ex_results *results, enum ex_severity severity)
{
    size_t n = 0;

    for (size_t i = 0; i < results->n_findings; i++)
        n += results->findings[i].severity == severity;
    return n;
}
