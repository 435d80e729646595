/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a finding points at: the values of `at`, or the properties that were
 * read. A value from the graph knows the property that it is part of; the
 * evidence shows the whole property and marks the part.
 */
#include "engine/run.h"

#include "base/utf8.h"

enum { MAX_ITEMS = 20, MAX_TRACED = 6, MAX_EVIDENCE = 64, MAX_NESTING = 2 };

struct gatherer {
    struct ex_rule_task *task;
    struct ex_str label;
    struct ex_vec items; /* of struct ex_evidence */
};

/* ---- one piece ---- */

/* The property that a value belongs to; NULL when it is not part of one. */
static const struct ex_value *property_of(const struct ex_value *value)
{
    const struct ex_node *node = value->owner;

    if (!node || value->prop >= ex_kind((enum ex_kind_id)node->kind)->n_props)
        return NULL;
    return &node->cells[value->prop];
}

static bool is_within(const struct ex_value *value, const struct ex_value *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (value == &items[i])
            return true;
        if (items[i].tag == EX_STRUCT && is_within(value, items[i].u.items, items[i].n))
            return true;
    }
    return false;
}

/* Whether a value is the property or inside it: an item of a reverse list is not. */
static bool is_part(const struct ex_value *value, const struct ex_value *property)
{
    return value == property || ((property->tag == EX_LIST || property->tag == EX_STRUCT) &&
                                 is_within(value, property->u.items, property->n));
}

/* Mark the item of a list that holds the value. The items stand in `text` in their order. */
static void mark_item(struct ex_evidence *e, const struct ex_value *property,
                      const struct ex_value *value, struct ex_arena *arena)
{
    size_t from = 0;

    for (uint32_t i = 0; i < property->n; i++) {
        const struct ex_value *item = &property->u.items[i];
        struct ex_str text = ex_value_text(arena, item);
        size_t at = ex_str_find_str(ex_str_slice(e->text, from, e->text.n), text);

        if (at == SIZE_MAX)
            return;
        if (value == item || is_within(value, item, 1)) {
            e->mark_at = from + at;
            e->mark_n = text.n;
            return;
        }
        from += at + text.n;
    }
}

/* Where a value stands; what has no place of its own stands where the whole does. */
static uint64_t offset_of(const struct ex_value *value, const struct ex_value *property)
{
    if (value->off != EX_NO_OFFSET)
        return value->off;
    return property->off != EX_NO_OFFSET ? property->off : property->owner->off;
}

static bool is_known(const struct gatherer *g, const struct ex_evidence *e)
{
    for (size_t i = 0; i < g->items.n; i++) {
        const struct ex_evidence *other = EX_AT(&g->items, struct ex_evidence, i);

        if (other->node == e->node && other->value == e->value && other->kind == e->kind)
            return true;
    }
    return false;
}

static void add(struct gatherer *g, struct ex_evidence *e)
{
    struct ex_str marked = e->mark_n ? ex_str_slice(e->text, e->mark_at, e->mark_at + e->mark_n)
                                     : e->text;

    if (g->items.n >= MAX_EVIDENCE || is_known(g, e))
        return;
    e->token_n = ex_utf8_count(marked);
    if (e->token_n == 0)
        e->token_n = 1;
    e->label = g->label;
    *EX_PUSH(&g->items, struct ex_evidence) = *e;
}

static void add_property(struct gatherer *g, const struct ex_value *value,
                         const struct ex_value *property)
{
    const struct ex_node *node = property->owner;
    struct ex_arena *keep = g->task->keep;
    struct ex_evidence e = {.node = node, .value = value, .kind = node->kind, .file = node->file};

    e.property = ex_kind((enum ex_kind_id)node->kind)->props[value->prop].name;
    e.text = ex_value_text(keep, property);
    if (property->tag == EX_LIST && value != property)
        mark_item(&e, property, value, keep);
    e.off = offset_of(value, property);
    add(g, &e);
}

static void add_object(struct gatherer *g, const struct ex_node *node)
{
    struct ex_evidence e = {.node = node, .kind = node->kind, .text = node->identity,
                            .file = node->file, .off = node->off};

    add(g, &e);
}

/* ---- lists that were searched ---- */

/* "mailboxes", "address policies", "connectors". */
static struct ex_str plural(struct ex_arena *arena, struct ex_str noun, size_t n)
{
    static const char *const hissing[] = {"s", "x", "ch", "sh"};

    if (n == 1 || noun.n < 2)
        return noun;
    if (noun.p[noun.n - 1] == 'y' && !strchr("aeiou", noun.p[noun.n - 2]))
        return ex_arena_printf(arena, "%.*sies", EX_FMT(ex_str_slice(noun, 0, noun.n - 1)));
    for (size_t i = 0; i < EX_COUNT(hissing); i++) {
        if (ex_str_ends(noun, ex_str(hissing[i])))
            return ex_arena_printf(arena, "%.*ses", EX_FMT(noun));
    }
    return ex_arena_printf(arena, "%.*ss", EX_FMT(noun));
}

/* A file that holds objects of the kind, else one that by its name should. */
static uint32_t file_of_kind(const struct ex_graph *graph, enum ex_kind_id kind)
{
    for (size_t i = 0; i < ex_graph_count(graph, kind); i++) {
        const struct ex_node *node = ex_graph_node(graph, kind, i);

        if (node->file != UINT32_MAX)
            return node->file;
    }
    for (size_t i = 0; i < ex_graph_files(graph); i++) {
        if (ex_graph_file(graph, i)->hint == kind)
            return (uint32_t)i;
    }
    return UINT32_MAX;
}

static void add_searched(struct gatherer *g, enum ex_kind_id kind, size_t n,
                         const struct ex_node *of)
{
    struct ex_arena *keep = g->task->keep;
    struct ex_str noun = plural(keep, ex_kind(kind)->description, n);
    struct ex_evidence e = {.kind = (uint16_t)kind, .file = file_of_kind(g->task->graph, kind)};

    if (of)
        e.text = ex_arena_printf(keep, "searched %zu %.*s of %.*s", n, EX_FMT(noun),
                                 EX_FMT(of->identity));
    else
        e.text = ex_arena_printf(keep, "searched %zu %.*s", n, EX_FMT(noun));
    add(g, &e);
}

/* The kind whose list it is, or EX_N_KINDS. */
static enum ex_kind_id kind_of_list(const struct ex_graph *graph, const struct ex_value *list)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (ex_graph_list(graph, (enum ex_kind_id)i) == list)
            return (enum ex_kind_id)i;
    }
    return EX_N_KINDS;
}

/* Whether the list is that of a kind, or a reverse list, and then what was searched. */
static bool add_if_searched(struct gatherer *g, const struct ex_value *list)
{
    enum ex_kind_id kind = kind_of_list(g->task->graph, list);
    size_t n;
    const struct ex_reverse *links = ex_reverses(&n);
    const struct ex_node *node = list->owner;
    size_t index = 0;

    if (kind != EX_N_KINDS) {
        add_searched(g, kind, list->n, NULL);
        return true;
    }
    for (size_t i = 0; node && i < n; i++) {
        if (links[i].target != node->kind)
            continue;
        if (list == &node->reverse[index++]) {
            add_searched(g, (enum ex_kind_id)links[i].source, list->n, node);
            return true;
        }
    }
    return false;
}

/* ---- values ---- */

static void add_single(struct gatherer *g, struct cel_value value)
{
    const struct ex_value *origin = value.origin;
    const struct ex_value *property = origin ? property_of(origin) : NULL;
    const struct ex_node *node = ex_bind_as_node(value);

    if (property && is_part(origin, property))
        add_property(g, origin, property);
    else if (node)
        add_object(g, node);
}

static void add_value(struct gatherer *g, struct cel_value value, unsigned depth)
{
    const struct ex_value *origin = value.origin;

    if (value.kind == CEL_UNKNOWN || value.kind == CEL_ERROR)
        return;
    if (value.kind != CEL_LIST) {
        add_single(g, value);
        return;
    }
    if (value.list->n == 0 && value.list->missing)
        return; /* nothing of it was exported */
    if (origin && value.list->host == origin) {
        /* A list of the graph as it is. */
        const struct ex_value *property = property_of(origin);

        if (add_if_searched(g, origin))
            return;
        if (property && is_part(origin, property)) {
            add_property(g, origin, property);
            return;
        }
    }
    for (size_t i = 0; depth < MAX_NESTING && i < value.list->n && i < MAX_ITEMS; i++)
        add_value(g, cel_list_at(&g->task->show.ctx, value.list, i), depth + 1);
}

/* ---- without `at`: what was read ---- */

static void trace(void *ctx, const void *object, uint32_t field, struct cel_value value)
{
    struct gatherer *g = ctx;
    const struct ex_value *origin = value.origin;
    const struct ex_value *property = origin ? property_of(origin) : NULL;

    (void)object;
    (void)field;
    if (g->items.n >= MAX_TRACED || !property || property->tag == EX_NODE ||
        property->tag == EX_ABSENT || !is_part(origin, property))
        return;
    add_property(g, property, property);
}

static void visit_variable(void *ctx, uint32_t slot)
{
    struct gatherer *g = ctx;

    if (slot < EX_N_KINDS && g->items.n < MAX_TRACED)
        add_searched(g, (enum ex_kind_id)slot,
                     ex_graph_count(g->task->graph, (enum ex_kind_id)slot), NULL);
}

static void gather_read(struct gatherer *g)
{
    struct ex_rule_task *task = g->task;
    const struct ex_rule *rule = task->rule;

    task->show.ctx.trace = trace;
    task->show.ctx.trace_ctx = g;
    (void)ex_eval_run(task, &task->show, rule->assertion);
    task->show.ctx.trace = NULL;
    if (g->items.n > 0)
        return;
    for (size_t i = 0; i < rule->n_lets; i++)
        cel_program_variables(rule->lets[i].program, visit_variable, g);
    cel_program_variables(rule->assertion, visit_variable, g);
}

void ex_finding_evidence(struct ex_rule_task *task, struct ex_finding *finding)
{
    struct gatherer g = {.task = task, .items = EX_VEC(struct ex_evidence)};
    const struct ex_rule *rule = task->rule;

    for (size_t i = 0; i < rule->n_at; i++) {
        g.label = rule->at[i].label;
        add_value(&g, ex_eval_run(task, &task->show, rule->at[i].program), 0);
    }
    g.label = (struct ex_str){NULL, 0};
    if (g.items.n == 0)
        gather_read(&g);
    if (g.items.n == 0 && task->node)
        add_object(&g, task->node);
    struct ex_evidence *kept = EX_NEW_ARRAY(task->keep, g.items.n, struct ex_evidence);
    if (g.items.n)
        memcpy(kept, g.items.items, g.items.n * sizeof *kept);
    finding->evidence = kept;
    finding->n_evidence = g.items.n;
    if (g.items.n)
        finding->property = kept[0].property;
    ex_vec_free(&g.items);
}
