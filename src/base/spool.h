/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A spool: bytes that arrive as a stream (members of an archive, standard
 * input) and are read later, in any order and by any thread. A small spool
 * stays in memory; a large one goes to a temporary file that has no name, so
 * that nothing is left behind however the program ends.
 *
 * Counted references: each source over a spool holds one. References are
 * taken and dropped by one thread; ex_spool_read() may be called by many, once
 * nothing is added any more.
 */
#ifndef EX_BASE_SPOOL_H
#define EX_BASE_SPOOL_H

#include "base/ex.h"
#include "base/str.h"

struct ex_spool;

/** A new, empty spool with one reference. */
struct ex_spool *ex_spool_new(void);

/** Take one more reference; returns the spool. */
struct ex_spool *ex_spool_keep(struct ex_spool *spool);

/** Drop a reference; the last one frees the bytes. NULL is allowed. */
void ex_spool_drop(struct ex_spool *spool);
void ex_spool_auto(struct ex_spool **spool); /**< ex_spool_drop() for EX_AUTO */

/** Bytes added so far. */
uint64_t ex_spool_size(const struct ex_spool *spool);

/**
 * Add to the end.
 *
 * @return NULL, or why it failed (static text): no room in the folder for temporary files
 */
EX_MUSTUSE const char *ex_spool_add(struct ex_spool *spool, struct ex_str bytes);

/**
 * Read exactly `n` bytes at `offset`.
 *
 * @return NULL, or why it failed (static text)
 */
EX_MUSTUSE const char *ex_spool_read(const struct ex_spool *spool, uint64_t offset,
                                     unsigned char *to, size_t n);

/**
 * Add all that a descriptor gives until its end.
 *
 * @param max bytes that are taken at most; more is a failure
 * @return NULL, or why it failed (static text)
 */
EX_MUSTUSE const char *ex_spool_fill(struct ex_spool *spool, int fd, uint64_t max);

#endif
