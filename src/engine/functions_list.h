/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Functions over lists; see functions.h.
 */
#ifndef EX_ENGINE_FUNCTIONS_LIST_H
#define EX_ENGINE_FUNCTIONS_LIST_H

#include "cel/cel.h"

/** `list.distinct()`: the items without repetitions, in their order. */
struct cel_value ex_fn_distinct(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n);

/** `list.sort()`: the items in ascending order; an error unless all are of one simple type. */
struct cel_value ex_fn_sort(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n);

/** `list.flatten()`: the items of a list of lists, one level. */
struct cel_value ex_fn_flatten(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n);

#endif
