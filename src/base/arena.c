/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Bump allocation over blocks that double in size from 64 KiB to 1 MiB.
 * What would waste a good part of a block gets a block of its own.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ALIGNMENT 16u
#define FIRST_BLOCK ((size_t)64 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)

enum { EXIT_NO_MEMORY = 4 };

struct block {
    struct block *next;
    size_t size; /* bytes of data */
    _Alignas(ALIGNMENT) unsigned char data[];
};

struct ex_arena {
    struct block *blocks; /* the first one is being filled */
    struct block *large;  /* one allocation each */
    size_t fill;          /* bytes of the first block in use */
    size_t used;
};

static EX_NORETURN void out_of_memory(void)
{
    static const char line[] = "exlint: out of memory\n";

    fwrite(line, 1, sizeof line - 1, stderr);
    exit(EXIT_NO_MEMORY);
}

void *ex_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *ex_realloc(void *p, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    p = realloc(p, bytes ? bytes : 1);
    if (!p)
        out_of_memory();
    return p;
}

void ex_free_auto(void *pointer_to_pointer)
{
    void *p;

    /* By bytes: the variable may be a pointer to any type. */
    memcpy(&p, pointer_to_pointer, sizeof p);
    free(p);
}

struct ex_arena *ex_arena_new(void)
{
    return ex_alloc(sizeof(struct ex_arena));
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
}

void ex_arena_free(struct ex_arena *arena)
{
    if (!arena)
        return;
    free_blocks(arena->blocks);
    free_blocks(arena->large);
    free(arena);
}

void ex_arena_auto(struct ex_arena **arena)
{
    ex_arena_free(*arena);
}

void ex_arena_reset(struct ex_arena *arena)
{
    free_blocks(arena->large);
    arena->large = NULL;
    if (arena->blocks) {
        free_blocks(arena->blocks->next);
        arena->blocks->next = NULL;
    }
    arena->fill = 0;
    arena->used = 0;
}

size_t ex_arena_used(const struct ex_arena *arena)
{
    return arena->used;
}

static struct block *new_block(size_t size, struct block *next)
{
    struct block *block;

    if (size > SIZE_MAX / 2)
        out_of_memory();
    block = malloc(sizeof *block + size);
    if (!block)
        out_of_memory();
    block->next = next;
    block->size = size;
    return block;
}

/* Make a new first block and take the first `size` bytes of it. */
static void *take_from_new_block(struct ex_arena *arena, size_t size)
{
    size_t room = FIRST_BLOCK;

    if (arena->blocks) {
        room = arena->blocks->size;
        room = room < LARGEST_BLOCK ? room * 2 : room;
    }
    arena->blocks = new_block(room, arena->blocks);
    arena->fill = size;
    return arena->blocks->data;
}

static void *take(struct ex_arena *arena, size_t size, size_t alignment)
{
    size_t start = (arena->fill + alignment - 1) / alignment * alignment;

    arena->used += size;
    if (arena->blocks && start <= arena->blocks->size && size <= arena->blocks->size - start) {
        arena->fill = start + size;
        return arena->blocks->data + start;
    }
    if (size <= FIRST_BLOCK / 4)
        return take_from_new_block(arena, size);
    arena->large = new_block(size, arena->large);
    return arena->large->data;
}

void *ex_arena_alloc(struct ex_arena *arena, size_t size)
{
    return memset(take(arena, size, ALIGNMENT), 0, size);
}

void *ex_arena_array(struct ex_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    return ex_arena_alloc(arena, bytes);
}

char *ex_arena_bytes(struct ex_arena *arena, size_t size)
{
    return take(arena, size, 1);
}

struct ex_str ex_arena_str(struct ex_arena *arena, struct ex_str s)
{
    char *copy;

    if (s.n == SIZE_MAX)
        out_of_memory();
    copy = ex_arena_bytes(arena, s.n + 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    return (struct ex_str){copy, s.n};
}

struct ex_str ex_arena_printf(struct ex_arena *arena, const char *fmt, ...)
{
    char small[256];
    va_list args;
    char *text;
    int n;

    va_start(args, fmt);
    n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (n < 0)
        EX_BUG("cannot format '%s'", fmt);
    if ((size_t)n < sizeof small)
        return ex_arena_str(arena, ex_str_n(small, (size_t)n));
    text = ex_arena_bytes(arena, (size_t)n + 1);
    va_start(args, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    return ex_str_n(text, (size_t)n);
}
