/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A worker pool for independent tasks. The only file of exlint with threads
 * and locks.
 */
#ifndef EX_BASE_POOL_H
#define EX_BASE_POOL_H

#include "base/ex.h"

/**
 * Run `task(ctx, i)` for each i below `count` on up to `jobs` threads, and wait.
 * Tasks are taken in order; each must write only to what belongs to its `i`,
 * so that results do not depend on `jobs`.
 *
 * @param jobs at least 1; 1 runs everything on the calling thread
 */
void ex_pool_run(unsigned jobs, size_t count, void (*task)(void *ctx, size_t i), void *ctx);

/** Processors that this process may use, at least 1. */
unsigned ex_pool_cpus(void);

#endif
