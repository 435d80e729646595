/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Bump allocation. Everything that lives as long as a phase (one record, one
 * file, one run) comes from an arena and is freed with it. When memory runs
 * out the program ends with one line and exit status 4; limits.h is what
 * keeps a dump from getting there.
 */
#ifndef EX_BASE_ARENA_H
#define EX_BASE_ARENA_H

#include "base/ex.h"
#include "base/str.h"

struct ex_arena;

/** A new, empty arena; free it with ex_arena_free(). Not thread safe: one thread at a time. */
struct ex_arena *ex_arena_new(void);

/** Free the arena and all that was allocated from it. NULL is allowed. */
void ex_arena_free(struct ex_arena *arena);

/** For EX_AUTO. */
void ex_arena_auto(struct ex_arena **arena);

/** Forget all allocations but keep one block for reuse. */
void ex_arena_reset(struct ex_arena *arena);

/** Bytes handed out since the arena was made or reset. */
size_t ex_arena_used(const struct ex_arena *arena);

/** `size` bytes, zeroed and aligned for any type. Never NULL. */
void *ex_arena_alloc(struct ex_arena *arena, size_t size);

/** `count` zeroed elements of `size` bytes; an overflow ends the program. */
void *ex_arena_array(struct ex_arena *arena, size_t count, size_t size);

/** `size` bytes without alignment or zeroing, for text. */
char *ex_arena_bytes(struct ex_arena *arena, size_t size);

/** A copy in the arena; it ends in NUL, which `n` does not count. */
struct ex_str ex_arena_str(struct ex_arena *arena, struct ex_str s);

/** Formatted text in the arena, ending in NUL. */
struct ex_str ex_arena_printf(struct ex_arena *arena, const char *fmt, ...) EX_PRINTF(2, 3);

#define EX_NEW(arena, type) ((type *)ex_arena_alloc((arena), sizeof(type)))
#define EX_NEW_ARRAY(arena, count, type) ((type *)ex_arena_array((arena), (count), sizeof(type)))

/* The heap, for what does not fit an arena: the same contract, freed with free(). */
void *ex_alloc(size_t size);
void *ex_realloc(void *p, size_t count, size_t size);

/** For EX_AUTO on any heap pointer. */
void ex_free_auto(void *pointer_to_pointer);

#endif
