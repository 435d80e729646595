/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From findings to actions.
 */
#include "report/plan.h"

#include "base/map.h"

#include <stdlib.h>

/* What of a fix is shown as the means. */
enum { MAX_CMDLETS = 4 };

const char *ex_wave_name(enum ex_wave wave)
{
    static const char *const names[EX_N_WAVES] = {
        [EX_WAVE_NOW] = "now",
        [EX_WAVE_MONTH] = "this month",
        [EX_WAVE_WINDOW] = "next change window",
    };
    return names[wave];
}

const char *ex_wave_meaning(enum ex_wave wave)
{
    static const char *const meanings[EX_N_WAVES] = {
        [EX_WAVE_NOW] = "critical findings whatever their fix takes, and high findings whose fix "
                        "interrupts nothing and is done within hours",
        [EX_WAVE_MONTH] = "medium, low and informational findings whose fix interrupts nothing "
                          "and is done within hours",
        [EX_WAVE_WINDOW] = "fixes that restart something or may interrupt mail or client access, "
                           "that take days, or of which the rule does not say what they take",
    };
    return meanings[wave];
}

/* What is broken now does not wait for a window; what is not known is treated with care. */
enum ex_wave ex_wave_of(enum ex_severity severity, enum ex_change_risk risk, enum ex_effort effort)
{
    bool gentle = risk == EX_RISK_NONE || risk == EX_RISK_RELOAD;
    bool soon = effort == EX_EFFORT_MINUTES || effort == EX_EFFORT_HOURS;
    if (severity == EX_CRITICAL)
        return EX_WAVE_NOW;
    if (!gentle || !soon)
        return EX_WAVE_WINDOW;
    return severity == EX_HIGH ? EX_WAVE_NOW : EX_WAVE_MONTH;
}

enum ex_change_risk ex_change_risk_of(struct ex_str name)
{
    for (int i = 0; i < EX_N_CHANGE_RISKS; i++) {
        if (ex_str_eq(name, ex_str(ex_change_risk_name((enum ex_change_risk)i))))
            return (enum ex_change_risk)i;
    }
    return EX_RISK_UNKNOWN;
}

enum ex_effort ex_effort_of(struct ex_str name)
{
    for (int i = 0; i < EX_N_EFFORTS; i++) {
        if (ex_str_eq(name, ex_str(ex_effort_name((enum ex_effort)i))))
            return (enum ex_effort)i;
    }
    return EX_EFFORT_UNKNOWN;
}

/* ---- the cmdlets of a fix ------------------------------------------------------ */

static bool is_word(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c);
}

/* The Verb-Noun that a line begins with, or nothing. */
static struct ex_str cmdlet_of(struct ex_str line)
{
    size_t verb = 0;
    line = ex_str_trim(line);
    while (verb < line.n && ex_is_alpha(line.p[verb]))
        verb++;
    if (verb == 0 || verb + 1 >= line.n || line.p[verb] != '-' || !ex_is_alpha(line.p[verb + 1]))
        return EX_STR("");
    size_t end = verb + 1;
    while (end < line.n && is_word(line.p[end]))
        end++;
    return ex_str_slice(line, 0, end);
}

static bool is_in(const struct ex_str *items, size_t n, struct ex_str text)
{
    for (size_t i = 0; i < n; i++) {
        if (ex_str_eq(items[i], text))
            return true;
    }
    return false;
}

/* Looking is no means. */
static void add_cmdlets(struct ex_action *action, struct ex_arena *arena)
{
    struct ex_str *cmdlets = EX_NEW_ARRAY(arena, MAX_CMDLETS, struct ex_str);
    struct ex_str rest = action->findings[0]->fix;
    struct ex_str line;
    while (action->n_cmdlets < MAX_CMDLETS && ex_str_split(&rest, '\n', &line)) {
        struct ex_str cmdlet = cmdlet_of(line);
        if (cmdlet.n && !ex_str_istarts(cmdlet, EX_STR("Get-")) &&
            !is_in(cmdlets, action->n_cmdlets, cmdlet))
            cmdlets[action->n_cmdlets++] = cmdlet;
    }
    action->cmdlets = cmdlets;
}

/* ---- grouping ------------------------------------------------------------------ */

/* The action of the finding before is looked at first: findings come by rule. */
struct group {
    const struct ex_report_rule *rule;
    const struct ex_waiver *planned;
    enum ex_severity severity;
    struct ex_vec findings; /* of const struct ex_report_finding * */
};

static bool is_planned(const struct ex_report_finding *finding)
{
    return finding->waived == EX_WAIVED_PLANNED;
}

static struct group *group_of(struct ex_vec *groups, const struct ex_report_finding *finding)
{
    const struct ex_waiver *planned = is_planned(finding) ? finding->waiver : NULL;
    for (size_t i = groups->n; i-- > 0;) {
        struct group *g = EX_AT(groups, struct group, i);
        if (g->rule == finding->rule && g->planned == planned)
            return g;
    }
    struct group *g = EX_PUSH(groups, struct group);
    *g = (struct group){finding->rule, planned, finding->severity,
                        EX_VEC(const struct ex_report_finding *)};
    return g;
}

static void collect(const struct ex_report *report, struct ex_vec *groups)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        if (!ex_finding_counts(f) && !is_planned(f))
            continue;
        struct group *g = group_of(groups, f);
        if (f->severity > g->severity)
            g->severity = f->severity;
        *EX_PUSH(&g->findings, const struct ex_report_finding *) = f;
    }
}

/* The texts that a member of the findings has, each once. */
static const struct ex_str *distinct(struct ex_action *action, struct ex_arena *arena,
                                     struct ex_str (*text_of)(const struct ex_report_finding *f),
                                     size_t *n)
{
    struct ex_map *EX_AUTO(ex_map_auto) seen = ex_map_new(false);
    struct ex_str *texts = EX_NEW_ARRAY(arena, action->n_findings + 1, struct ex_str);
    *n = 0;
    for (size_t i = 0; i < action->n_findings; i++) {
        struct ex_str text = text_of(action->findings[i]);
        if (!text.n || ex_map_put(seen, text, texts))
            continue;
        texts[(*n)++] = text;
    }
    return texts;
}

static struct ex_str object_of(const struct ex_report_finding *finding)
{
    return finding->object;
}

static struct ex_str server_of(const struct ex_report_finding *finding)
{
    return finding->server;
}

static void fill(struct ex_action *action, const struct group *g, struct ex_arena *arena)
{
    const struct ex_report_finding **findings =
        EX_NEW_ARRAY(arena, g->findings.n, const struct ex_report_finding *);
    memcpy(findings, g->findings.items, g->findings.n * sizeof *findings);
    *action = (struct ex_action){
        .rule = g->rule,
        .severity = g->severity,
        .risk = ex_change_risk_of(g->rule->risk),
        .effort = ex_effort_of(g->rule->effort),
        .findings = findings,
        .n_findings = g->findings.n,
        .planned = g->planned,
    };
    action->wave = ex_wave_of(action->severity, action->risk, action->effort);
    action->objects = distinct(action, arena, object_of, &action->n_objects);
    action->servers = distinct(action, arena, server_of, &action->n_servers);
    add_cmdlets(action, arena);
}

/* ---- order --------------------------------------------------------------------- */

/* Not known sorts behind what is known. */
static int place_of(int value, int unknown, int n)
{
    return value == unknown ? n : value;
}

static int compare(const void *pa, const void *pb)
{
    const struct ex_action *a = pa;
    const struct ex_action *b = pb;
    int order = (int)a->wave - (int)b->wave;
    if (order == 0)
        order = (int)b->severity - (int)a->severity;
    if (order == 0)
        order = place_of((int)a->risk, EX_RISK_UNKNOWN, EX_N_CHANGE_RISKS) -
                place_of((int)b->risk, EX_RISK_UNKNOWN, EX_N_CHANGE_RISKS);
    if (order == 0)
        order = place_of((int)a->effort, EX_EFFORT_UNKNOWN, EX_N_EFFORTS) -
                place_of((int)b->effort, EX_EFFORT_UNKNOWN, EX_N_EFFORTS);
    if (order == 0)
        order = ex_str_cmp(a->rule->id, b->rule->id);
    if (order == 0)
        order = (a->findings[0] > b->findings[0]) - (a->findings[0] < b->findings[0]);
    return order;
}

struct ex_plan ex_plan_of(const struct ex_report *report, struct ex_arena *arena)
{
    struct ex_plan plan = {0};
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct group);
    collect(report, &groups);
    struct ex_action *actions = EX_NEW_ARRAY(arena, groups.n + 1, struct ex_action);
    for (size_t i = 0; i < groups.n; i++) {
        struct group *g = EX_AT(&groups, struct group, i);
        fill(&actions[i], g, arena);
        plan.findings += g->findings.n;
        ex_vec_free(&g->findings);
    }
    plan.actions = actions;
    plan.n = groups.n;
    if (plan.n > 1)
        qsort(actions, plan.n, sizeof *actions, compare);
    for (size_t i = 0; i < plan.n; i++) {
        actions[i].number = i + 1;
        plan.waves[actions[i].wave]++;
    }
    return plan;
}

const struct ex_action *ex_plan_action(const struct ex_plan *plan,
                                       const struct ex_report_finding *finding)
{
    const struct ex_waiver *planned = is_planned(finding) ? finding->waiver : NULL;
    if (!ex_finding_counts(finding) && !is_planned(finding))
        return NULL;
    for (size_t i = 0; i < plan->n; i++) {
        if (plan->actions[i].rule == finding->rule && plan->actions[i].planned == planned)
            return &plan->actions[i];
    }
    return NULL;
}
