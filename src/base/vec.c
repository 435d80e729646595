/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Growing arrays: the room doubles, so that n pushes cost O(n).
 */
#include "base/vec.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void *ex_vec_push(struct ex_vec *vec)
{
    void *item;

    if (vec->n == vec->cap) {
        vec->cap = vec->cap ? vec->cap * 2 : 8;
        vec->items = ex_realloc(vec->items, vec->cap, vec->size);
    }
    item = (unsigned char *)vec->items + vec->n * vec->size;
    vec->n++;
    return memset(item, 0, vec->size);
}

void *ex_vec_at(const struct ex_vec *vec, size_t i)
{
    if (i >= vec->n)
        EX_BUG("element %zu of a vector of %zu", i, vec->n);
    return (unsigned char *)vec->items + i * vec->size;
}

void ex_vec_pop(struct ex_vec *vec)
{
    if (vec->n == 0)
        EX_BUG("pop from an empty vector");
    vec->n--;
}

void ex_vec_free(struct ex_vec *vec)
{
    free(vec->items);
    vec->items = NULL;
    vec->n = 0;
    vec->cap = 0;
}
