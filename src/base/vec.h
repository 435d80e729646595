/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Growing arrays of any element type.
 *
 *     struct ex_vec names = EX_VEC(struct ex_str);
 *     *(struct ex_str *)ex_vec_push(&names) = s;
 *     struct ex_str *first = ex_vec_at(&names, 0);
 *     ex_vec_free(&names);
 */
#ifndef EX_BASE_VEC_H
#define EX_BASE_VEC_H

#include "base/ex.h"

struct ex_vec {
    void *items;   /**< owned; moves when the vector grows */
    size_t n;      /**< number of elements */
    size_t cap;    /**< room, in elements */
    size_t size;   /**< bytes of one element */
};

/** An empty vector of `type`. */
#define EX_VEC(type) {NULL, 0, 0, sizeof(type)}

/** Add a zeroed element and return it; the address is good until the next push. */
void *ex_vec_push(struct ex_vec *vec);

/** The element at `i`, which must exist. */
void *ex_vec_at(const struct ex_vec *vec, size_t i);

/** Drop the last element, which must exist. */
void ex_vec_pop(struct ex_vec *vec);

/** Free the elements; the vector is empty and usable again. Fits EX_AUTO. */
void ex_vec_free(struct ex_vec *vec);

/** Typed access without a cast at the use. */
#define EX_AT(vec, type, i) ((type *)ex_vec_at((vec), (i)))
#define EX_PUSH(vec, type) ((type *)ex_vec_push(vec))

#endif
