/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The graph as CEL sees it: kinds and structures are object types, the lists
 * of kinds are variables (`SendConnector`), absent properties and incomplete
 * lists are unknown. The `origin` of a value from the graph is its struct
 * ex_value.
 */
#ifndef EX_ENGINE_BIND_H
#define EX_ENGINE_BIND_H

#include "cel/cel.h"
#include "engine/parameter.h"
#include "model/graph.h"

/** The types of the model for the type checker. */
const struct cel_host *ex_bind_host(void);

/** The CEL type of a property, nullable where Exchange may export nothing. */
const struct cel_type *ex_bind_type(struct ex_type type);

/** The object type of a kind. */
const struct cel_type *ex_bind_kind_type(enum ex_kind_id kind);

/** The object type of a structure, or of a list of it. */
const struct cel_type *ex_bind_struct_type(enum ex_struct_id structure, bool list);

/**
 * A new environment: one variable for each kind (slot = enum ex_kind_id),
 * then `now` (slot EX_SLOT_NOW), the parameters, and the functions of the domain.
 */
struct cel_env *ex_bind_env(struct ex_arena *arena);

enum {
    EX_SLOT_NOW = EX_N_KINDS,
    EX_SLOT_PARAMETERS,
    EX_N_GLOBAL_SLOTS = EX_SLOT_PARAMETERS + EX_N_PARAMETERS
};

/** What evaluations over a graph share; `ctx.host` of the evaluator points at it. */
struct ex_binding {
    const struct ex_graph *graph;
    struct cel_time now;
    struct ex_parameters parameters;
    struct cel_value *globals; /**< EX_N_GLOBAL_SLOTS values */
    bool showing;              /**< for writing a finding down: partial lists can be indexed */
};

/**
 * Fill a binding; memory from the arena.
 *
 * @param set parameters; NULL: the defaults
 */
void ex_bind_graph(struct ex_binding *binding, const struct ex_graph *graph, struct cel_time now,
                   const struct ex_parameters *set, struct ex_arena *arena);

/** The same for writing findings down: what is first in a partial list is the first one there. */
void ex_bind_graph_showing(struct ex_binding *binding, const struct ex_binding *judged,
                           struct ex_arena *arena);

/** A value of the graph as a CEL value. `ctx->host` is a struct ex_binding. */
struct cel_value ex_bind_value(struct cel_eval_ctx *ctx, const struct ex_value *value);

/** A node as a CEL value. */
struct cel_value ex_bind_node(const struct ex_node *node);

/**
 * What a list of a kind lacks when it is not complete: that of the organization, or (`node` not
 * NULL) the reverse list of a node. Memory from the arena.
 */
const struct cel_unknown *ex_bind_missing(const struct ex_graph *graph,
                                          const struct ex_node *node, enum ex_kind_id kind,
                                          struct ex_arena *arena);

/** The node behind a CEL object of a kind, or NULL. */
const struct ex_node *ex_bind_as_node(struct cel_value value);

/** The value behind a CEL object of a structure, or NULL. */
const struct ex_value *ex_bind_as_struct(struct cel_value value);

/**
 * What the field visitor of cel_program_fields() sees, as kind and property.
 *
 * @return false for structures (`*kind` is EX_N_KINDS) and reverse lists (`*kind` is the
 *         kind in the list); `*prop` is -1 then
 */
EX_MUSTUSE bool ex_bind_field(const struct cel_type *object, uint32_t field, enum ex_kind_id *kind,
                              int *prop);

#endif
