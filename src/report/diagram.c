/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Sketching diagrams: boxes, edges, frames, and what is said of gaps in the dump.
 */
#include "report/diagram_build.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdlib.h>

const char *ex_dia_kind_id(enum ex_dia_kind kind)
{
    static const char *const ids[EX_DIA_N_KINDS] = {
        "internet", "senders", "domain",  "receive",     "server", "send",
        "nexthop",  "host",    "service", "certificate", "dag",    "note"};
    return ids[kind];
}

const char *ex_dia_state_id(enum ex_dia_state state)
{
    static const char *const ids[EX_DIA_N_STATES] = {"plain", "ok", "gap", "unknown", "disabled"};
    return ids[state];
}

const char *ex_dia_state_legend(enum ex_dia_state state)
{
    static const char *const texts[EX_DIA_N_STATES] = {
        "as configured", "covered by a certificate", "a gap", "not known", "disabled"};
    return texts[state];
}

struct ex_dia_sketch ex_dia_begin(const struct ex_environment *env, struct ex_arena *arena,
                                  const char *type, const char *title, const char *const *columns,
                                  size_t n_columns)
{
    struct ex_diagram *diagram = EX_NEW(arena, struct ex_diagram);
    diagram->type = ex_str(type);
    diagram->title = ex_str(title);
    diagram->columns = EX_NEW_ARRAY(arena, n_columns, struct ex_dia_column);
    diagram->n_columns = n_columns;
    for (size_t i = 0; i < n_columns; i++)
        diagram->columns[i].title = ex_str(columns[i]);
    return (struct ex_dia_sketch){.arena = arena,
                                  .env = env,
                                  .diagram = diagram,
                                  .nodes = EX_VEC(struct ex_dia_node),
                                  .edges = EX_VEC(struct ex_dia_edge),
                                  .groups = EX_VEC(struct ex_dia_group),
                                  .lines = EX_VEC(struct ex_dia_line)};
}

/* ---- boxes ---------------------------------------------------------------------- */

void ex_dia_line(struct ex_dia_sketch *sketch, struct ex_str text, bool strong)
{
    *EX_PUSH(&sketch->lines, struct ex_dia_line) = (struct ex_dia_line){text, strong, false, false};
}

static struct ex_str format(struct ex_arena *arena, const char *fmt, va_list args)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    ex_buf_vprintf(&text, fmt, args);
    return ex_arena_str(arena, ex_buf_str(&text));
}

void ex_dia_linef(struct ex_dia_sketch *sketch, bool strong, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    ex_dia_line(sketch, format(sketch->arena, fmt, args), strong);
    va_end(args);
}

void ex_dia_word(struct ex_dia_sketch *sketch, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    *EX_PUSH(&sketch->lines, struct ex_dia_line) =
        (struct ex_dia_line){format(sketch->arena, fmt, args), false, true, true};
    va_end(args);
}

uint32_t ex_dia_node(struct ex_dia_sketch *sketch, enum ex_dia_kind kind, enum ex_dia_state state,
                     unsigned column, uint32_t group)
{
    struct ex_dia_node *node = EX_PUSH(&sketch->nodes, struct ex_dia_node);
    struct ex_dia_line *lines = EX_NEW_ARRAY(sketch->arena, sketch->lines.n, struct ex_dia_line);
    for (size_t i = 0; i < sketch->lines.n; i++)
        lines[i] = *EX_AT(&sketch->lines, struct ex_dia_line, i);
    *node = (struct ex_dia_node){
        .id = ex_arena_printf(sketch->arena, "%s%zu", ex_dia_kind_id(kind), sketch->nodes.n),
        .kind = kind,
        .state = state,
        .column = column,
        .group = group,
        .lines = lines,
        .n_lines = sketch->lines.n};
    sketch->lines.n = 0;
    return (uint32_t)(sketch->nodes.n - 1);
}

uint32_t ex_dia_note(struct ex_dia_sketch *sketch, unsigned column, enum ex_dia_state state,
                     const char *what, const char *why)
{
    ex_dia_line(sketch, ex_str(what), false);
    ex_dia_word(sketch, "%s", why);
    return ex_dia_node(sketch, EX_DIA_NOTE, state, column, EX_DIA_NONE);
}

void ex_dia_note_list(struct ex_dia_sketch *sketch, unsigned column, const char *cmdlet,
                      const struct ex_env_list *list)
{
    if (list->coverage != EX_COMPLETE)
        (void)ex_dia_note(sketch, column, EX_DIA_UNKNOWN, cmdlet,
                          list->coverage == EX_MISSING ? "not exported" : "not all of it exported");
    if (!list->left_out)
        return;
    ex_dia_linef(sketch, false, "%zu more are not shown", list->left_out);
    (void)ex_dia_node(sketch, EX_DIA_NOTE, EX_DIA_PLAIN, column, EX_DIA_NONE);
}

uint32_t ex_dia_group(struct ex_dia_sketch *sketch, unsigned column, struct ex_str title)
{
    *EX_PUSH(&sketch->groups, struct ex_dia_group) =
        (struct ex_dia_group){.title = title, .full = title, .column = column};
    return (uint32_t)(sketch->groups.n - 1);
}

void ex_dia_edge(struct ex_dia_sketch *sketch, uint32_t from, uint32_t to, enum ex_dia_state state)
{
    for (size_t i = 0; i < sketch->edges.n; i++) {
        const struct ex_dia_edge *edge = EX_AT(&sketch->edges, struct ex_dia_edge, i);
        if (edge->from == from && edge->to == to)
            return;
    }
    *EX_PUSH(&sketch->edges, struct ex_dia_edge) =
        (struct ex_dia_edge){.from = from, .to = to, .state = state};
}

/* ---- names ------------------------------------------------------------------------ */

struct ex_str ex_dia_join(struct ex_arena *arena, const struct ex_str *items, size_t n,
                          size_t most)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t shown = n <= most + 1 ? n : most;
    for (size_t i = 0; i < shown; i++) {
        ex_buf_add_text(&text, i ? ", " : "");
        ex_buf_add(&text, items[i]);
    }
    if (shown < n)
        ex_buf_printf(&text, " and %zu more", n - shown);
    return ex_arena_str(arena, ex_buf_str(&text));
}

struct ex_str ex_dia_servers(struct ex_dia_sketch *sketch, const struct ex_env_servers *servers)
{
    enum { SHOWN = 3 };
    struct ex_str names[SHOWN + 1];
    size_t n = servers->n <= SHOWN + 1 ? servers->n : SHOWN;
    for (size_t i = 0; i < n; i++)
        names[i] = sketch->env->servers[servers->items[i]].name;
    struct ex_str text = ex_dia_join(sketch->arena, names, n, SHOWN);
    if (n == servers->n)
        return text;
    return ex_arena_printf(sketch->arena, "%.*s and %zu more", EX_FMT(text), servers->n - n);
}

/* ---- the end ------------------------------------------------------------------------- */

static void *take(struct ex_arena *arena, struct ex_vec *vec)
{
    void *items = ex_arena_array(arena, vec->n + 1, vec->size);
    if (vec->n)
        memcpy(items, vec->items, vec->n * vec->size);
    return items;
}

static void note_states(struct ex_diagram *diagram)
{
    for (size_t i = 0; i < diagram->n_nodes; i++)
        diagram->states[diagram->nodes[i].state] = true;
    for (size_t i = 0; i < diagram->n_edges; i++)
        diagram->states[diagram->edges[i].state] = true;
}

const struct ex_diagram *ex_dia_end(struct ex_dia_sketch *sketch, const char *description, ...)
{
    struct ex_diagram *diagram = sketch->diagram;
    va_list args;
    va_start(args, description);
    diagram->description = format(sketch->arena, description, args);
    va_end(args);
    diagram->n_nodes = sketch->nodes.n;
    diagram->nodes = take(sketch->arena, &sketch->nodes);
    diagram->n_edges = sketch->edges.n;
    diagram->edges = take(sketch->arena, &sketch->edges);
    diagram->n_groups = sketch->groups.n;
    diagram->groups = take(sketch->arena, &sketch->groups);
    ex_vec_free(&sketch->nodes);
    ex_vec_free(&sketch->edges);
    ex_vec_free(&sketch->groups);
    ex_vec_free(&sketch->lines);
    note_states(diagram);
    for (size_t i = 0; i < diagram->n_nodes; i++)
        ex_dia_fit(sketch->arena, &diagram->nodes[i]);
    ex_dia_layout(diagram, sketch->arena);
    return diagram;
}
