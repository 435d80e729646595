/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One object under one rule: what is true, what is false, and what cannot be
 * said because it is not in the dump.
 */
#include "engine/run.h"

#include "base/limits.h"

static void eval_init(struct ex_eval *eval, const struct ex_rule *rule,
                      const struct ex_binding *binding, struct ex_arena *keep,
                      struct ex_arena *scratch)
{
    size_t n = EX_N_GLOBAL_SLOTS + 2 + rule->n_lets; /* the object, the item of a command */

    eval->slots = EX_NEW_ARRAY(keep, n, struct cel_value);
    memcpy(eval->slots, binding->globals, EX_N_GLOBAL_SLOTS * sizeof *eval->slots);
    eval->ctx = (struct cel_eval_ctx){.arena = scratch, .slots = eval->slots, .host = binding,
                                      .index_gaps = binding->showing};
}

void ex_task_init(struct ex_rule_task *task, const struct ex_rule *rule,
                  const struct ex_binding *judged, const struct ex_binding *shown,
                  struct ex_arena *keep, struct ex_arena *scratch)
{
    *task = (struct ex_rule_task){.graph = judged->graph, .rule = rule, .keep = keep,
                                  .scratch = scratch,
                                  .findings = EX_VEC(struct ex_finding)};
    task->result.rule = rule;
    eval_init(&task->judge, rule, judged, keep, scratch);
    eval_init(&task->show, rule, shown, keep, scratch);
}

struct cel_value ex_eval_run(struct ex_rule_task *task, struct ex_eval *eval,
                             const struct cel_program *program)
{
    eval->ctx.steps = 0;
    struct cel_value value = cel_eval(&eval->ctx, program);
    task->steps += eval->ctx.steps;
    return value;
}

void ex_eval_begin(struct ex_rule_task *task, struct ex_eval *eval)
{
    const struct ex_rule *rule = task->rule;

    if (task->node)
        eval->slots[rule->each_slot] = ex_bind_node(task->node);
    for (size_t i = 0; i < rule->n_lets; i++)
        eval->slots[rule->lets[i].slot] = ex_eval_run(task, eval, rule->lets[i].program);
}

static bool contains(const struct cel_unknown *set, uint64_t attribute)
{
    size_t low = 0;
    size_t high = set->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (set->attributes[middle] < attribute)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set->n && set->attributes[low] == attribute;
}

static bool has_all(const struct cel_unknown *set, const struct cel_unknown *of)
{
    for (size_t i = 0; i < of->n; i++) {
        if (!set || !contains(set, of->attributes[i]))
            return false;
    }
    return true;
}

void ex_task_missing(struct ex_rule_task *task, const struct cel_unknown *unknown)
{
    const struct cel_unknown *known = task->result.missing;

    /* The same few facts are missing for each of many objects. */
    if (!unknown || has_all(known, unknown) || (known && known->n >= EX_MAX_RULE_MISSING))
        return;
    struct cel_unknown *copy = EX_NEW(task->keep, struct cel_unknown);
    const struct cel_unknown *joined = cel_unknown_join(task->scratch, known, unknown);
    uint64_t *attributes = EX_NEW_ARRAY(task->keep, joined->n, uint64_t);
    memcpy(attributes, joined->attributes, joined->n * sizeof *attributes);
    *copy = (struct cel_unknown){joined->n, attributes};
    task->result.missing = copy;
}

void ex_task_missing_kind(struct ex_rule_task *task, enum ex_kind_id kind)
{
    ex_task_missing(task, ex_bind_missing(task->graph, NULL, kind, task->scratch));
}

/* Note why a value is neither true nor false. */
static enum ex_outcome not_assessed(struct ex_rule_task *task, struct cel_value value)
{
    struct ex_str message = EX_STR("the expression is null");

    if (value.kind == CEL_UNKNOWN) {
        ex_task_missing(task, value.unknown);
        return EX_OUTCOME_NOT_ASSESSED;
    }
    if (value.kind == CEL_ERROR)
        message = value.error->message;
    if (!task->result.error.n)
        task->result.error = ex_arena_str(task->keep, message);
    return EX_OUTCOME_NOT_ASSESSED;
}

enum ex_outcome ex_judge(struct ex_rule_task *task)
{
    const struct ex_rule *rule = task->rule;

    ex_eval_begin(task, &task->judge);
    if (rule->when) {
        struct cel_value when = ex_eval_run(task, &task->judge, rule->when);

        if (when.kind != CEL_BOOL)
            return not_assessed(task, when);
        if (!when.b)
            return EX_OUTCOME_NOT_APPLICABLE;
    }
    struct cel_value value = ex_eval_run(task, &task->judge, rule->assertion);
    if (value.kind != CEL_BOOL)
        return not_assessed(task, value);
    return value.b ? EX_OUTCOME_PASS : EX_OUTCOME_FINDING;
}

/* The other severity only when that is certain. */
static enum ex_severity severity_of(struct ex_rule_task *task)
{
    const struct ex_rule *rule = task->rule;

    if (!rule->severity_when)
        return rule->severity;
    struct cel_value value = ex_eval_run(task, &task->judge, rule->severity_when);
    return value.kind == CEL_BOOL && value.b ? rule->severity_to : rule->severity;
}

/* Name of the server that an object is or belongs to. */
static struct ex_str server_of(const struct ex_node *node)
{
    if (!node || node->kind == EX_KIND_ExchangeServer)
        return node ? node->identity : (struct ex_str){NULL, 0};
    int prop = ex_prop_find(ex_kind((enum ex_kind_id)node->kind), EX_STR("Server"));
    if (prop < 0 || node->cells[prop].tag != EX_NODE)
        return (struct ex_str){NULL, 0};
    return node->cells[prop].u.node->identity;
}

void ex_find(struct ex_rule_task *task)
{
    const struct ex_rule *rule = task->rule;
    const struct ex_node *node = task->node;
    struct ex_finding *f = EX_PUSH(&task->findings, struct ex_finding);

    f->rule = rule;
    f->severity = severity_of(task);
    f->node = node;
    f->object = node ? node->identity : ex_graph_organization(task->graph);
    f->server = server_of(node);
    ex_eval_begin(task, &task->show);
    f->message = ex_str_trim(ex_show_template(task, &rule->message, false));
    f->fix = ex_show_commands(task, &rule->fix);
    f->verify = ex_show_commands(task, &rule->verify);
    ex_finding_evidence(task, f);
}
