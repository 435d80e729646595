/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From what rules did not find to what an administrator should export: the
 * missing facts of all rules, by cmdlet.
 */
#include "engine/gaps.h"

#include <stdlib.h>

/* What is missing of one kind. */
struct need {
    bool whole;               /* its list, or that of a server */
    uint8_t *servers;         /* by row: whose list */
    uint8_t *properties;      /* by index */
    struct ex_vec rules;      /* of const struct ex_rule * */
    unsigned weight;
    enum ex_severity severity;
};

struct gatherer {
    const struct ex_results *results;
    struct ex_arena *arena;
    struct need needs[EX_N_KINDS];
};

const char *ex_gap_reason_name(enum ex_gap_reason reason)
{
    static const char *const names[] = {
        [EX_GAP_MISSING] = "missing",
        [EX_GAP_PARTIAL] = "partial",
        [EX_GAP_SERVERS] = "servers",
        [EX_GAP_PROPERTIES] = "properties",
    };

    return names[reason];
}

static void add_rule(struct need *need, const struct ex_rule *rule)
{
    static const unsigned weights[EX_N_SEVERITIES] = {1, 2, 4, 8, 16};

    if (need->rules.n &&
        *EX_AT(&need->rules, const struct ex_rule *, need->rules.n - 1) == rule)
        return;
    *EX_PUSH(&need->rules, const struct ex_rule *) = rule;
    need->weight += weights[rule->severity];
    if (need->rules.n == 1 || rule->severity > need->severity)
        need->severity = rule->severity;
}

static bool is_damaged(const struct ex_graph *graph, const struct ex_cmdlet *cmdlet)
{
    for (size_t i = 0; i < cmdlet->n_files; i++) {
        if (ex_graph_file(graph, cmdlet->files[i])->state != EX_FILE_READ)
            return true;
    }
    return false;
}

/*
 * Whether an export is only incomplete because nobody knows which servers there are: then it is
 * the list of servers that is missing.
 */
static bool lacks_servers_only(const struct ex_graph *graph, struct ex_missing m)
{
    enum ex_kind_id kind = (enum ex_kind_id)m.kind;
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(graph, kind);

    return m.prop == EX_WHOLE_LIST && ex_kind(kind)->scope == EX_SCOPE_SERVER &&
           ex_graph_coverage(graph, EX_KIND_ExchangeServer) != EX_COMPLETE &&
           cmdlet->coverage == EX_PARTIAL && !cmdlet->n_missing && !is_damaged(graph, cmdlet);
}

static void add_missing(struct gatherer *g, struct ex_missing m, const struct ex_rule *rule)
{
    const struct ex_graph *graph = g->results->graph;
    size_t n_servers = ex_graph_count(graph, EX_KIND_ExchangeServer);

    if (lacks_servers_only(graph, m))
        m = (struct ex_missing){EX_KIND_ExchangeServer, EX_WHOLE_LIST, UINT32_MAX};
    struct need *need = &g->needs[m.kind];
    if (!need->servers) {
        need->servers = EX_NEW_ARRAY(g->arena, n_servers + 1, uint8_t);
        need->properties =
            EX_NEW_ARRAY(g->arena, ex_kind((enum ex_kind_id)m.kind)->n_props, uint8_t);
        need->rules = (struct ex_vec)EX_VEC(const struct ex_rule *);
    }
    add_rule(need, rule);
    if (m.prop != EX_WHOLE_LIST)
        need->properties[m.prop] = 1;
    else if (m.file < n_servers)
        need->servers[m.file] = 1;
    else
        need->whole = true;
}

static void gather(struct gatherer *g)
{
    for (size_t i = 0; i < g->results->n_rule_results; i++) {
        const struct ex_rule_result *r = &g->results->rule_results[i];

        for (size_t k = 0; r->missing && k < r->missing->n; k++) {
            struct ex_missing m = ex_missing_unpack(r->missing->attributes[k]);

            if (m.kind < EX_N_KINDS && !ex_kind_is_abstract((enum ex_kind_id)m.kind))
                add_missing(g, m, r->rule);
        }
    }
}

/* The servers of which something is missing: those of the dump, or those that rules asked for. */
static void fill_servers(const struct gatherer *g, const struct need *need, struct ex_gap *gap)
{
    const struct ex_graph *graph = g->results->graph;
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(graph, gap->kind);
    size_t n = ex_graph_count(graph, EX_KIND_ExchangeServer);

    if (is_damaged(graph, cmdlet))
        return;
    if (cmdlet->n_missing) {
        gap->servers = cmdlet->missing;
        gap->n_servers = cmdlet->n_missing;
        return;
    }
    gap->servers = EX_NEW_ARRAY(g->arena, n, const struct ex_node *);
    for (size_t i = 0; i < n && !need->whole; i++) {
        if (need->servers[i])
            gap->servers[gap->n_servers++] = ex_graph_node(graph, EX_KIND_ExchangeServer, i);
    }
}

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

static void fill_properties(const struct gatherer *g, const struct need *need, struct ex_gap *gap)
{
    const struct ex_kind *kind = ex_kind(gap->kind);
    struct ex_str *names = EX_NEW_ARRAY(g->arena, kind->n_props, struct ex_str);

    for (uint16_t i = 0; i < kind->n_props; i++) {
        if (need->properties[i])
            names[gap->n_properties++] = kind->props[i].name;
    }
    if (gap->n_properties)
        qsort(names, gap->n_properties, sizeof *names, by_text);
    gap->properties = names;
}

/* Whether lists are missing, and not only properties of what is there. */
static bool lacks_objects(const struct gatherer *g, const struct need *need)
{
    size_t n = ex_graph_count(g->results->graph, EX_KIND_ExchangeServer);

    return need->whole || memchr(need->servers, 1, n + 1);
}

static void fill(struct gatherer *g, enum ex_kind_id kind, struct ex_gap *gap)
{
    struct need *need = &g->needs[kind];
    size_t n = need->rules.n;

    *gap = (struct ex_gap){.kind = kind, .reason = EX_GAP_PROPERTIES, .severity = need->severity};
    gap->rules = EX_NEW_ARRAY(g->arena, n, const struct ex_rule *);
    memcpy(gap->rules, need->rules.items, n * sizeof *gap->rules);
    gap->n_rules = n;
    fill_properties(g, need, gap);
    if (lacks_objects(g, need)) {
        bool missing = ex_graph_cmdlet(g->results->graph, kind)->coverage == EX_MISSING;

        if (!missing)
            fill_servers(g, need, gap);
        gap->reason = missing          ? EX_GAP_MISSING
                      : gap->n_servers ? EX_GAP_SERVERS
                                       : EX_GAP_PARTIAL;
    }
    gap->command = ex_export_command(g->arena, kind, gap->servers, gap->n_servers);
}

static int by_weight(const void *a, const void *b, void *ctx)
{
    const struct gatherer *g = ctx;
    const struct ex_gap *x = a;
    const struct ex_gap *y = b;
    unsigned x_weight = g->needs[x->kind].weight;
    unsigned y_weight = g->needs[y->kind].weight;

    if (x_weight != y_weight)
        return x_weight > y_weight ? -1 : 1;
    return ex_str_cmp(ex_kind(x->kind)->cmdlet, ex_kind(y->kind)->cmdlet);
}

const struct ex_gap *ex_results_gaps(const struct ex_results *results, struct ex_arena *arena,
                                     size_t *n)
{
    struct gatherer g = {.results = results, .arena = arena};
    struct ex_gap *gaps = EX_NEW_ARRAY(arena, EX_N_KINDS, struct ex_gap);

    *n = 0;
    gather(&g);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (!g.needs[i].rules.n)
            continue;
        fill(&g, (enum ex_kind_id)i, &gaps[(*n)++]);
        ex_vec_free(&g.needs[i].rules);
    }
    if (*n > 1)
        qsort_r(gaps, *n, sizeof *gaps, by_weight, &g);
    return gaps;
}
