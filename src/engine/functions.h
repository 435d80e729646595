/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The functions that rules have beyond CEL's own; rules/README.md lists them.
 */
#ifndef EX_ENGINE_FUNCTIONS_H
#define EX_ENGINE_FUNCTIONS_H

#include "cel/cel.h"
#include "model/schema.h"

/**
 * Declare all functions in an environment that lives in `arena`. Their evaluation needs a
 * struct ex_binding.
 */
void ex_functions_declare(struct cel_env *env, struct ex_arena *arena);

/**
 * What the functions that an expression seems to call read of the graph.
 *
 * @param add called for each kind and property; prop -1 means the objects of the kind
 */
void ex_functions_reads(struct ex_str expression,
                        void (*add)(void *ctx, enum ex_kind_id kind, int prop), void *ctx);

#endif
