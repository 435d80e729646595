/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Hash maps from strings to pointers. Keys are not copied: they must live as
 * long as the map. The hash is seeded once a process, so that a dump cannot
 * be made to collide; iteration is in order of insertion, so that output does
 * not depend on the seed.
 */
#ifndef EX_BASE_MAP_H
#define EX_BASE_MAP_H

#include "base/ex.h"
#include "base/str.h"

struct ex_map;

/** A new map; `fold_case` makes keys that differ in the case of ASCII letters the same. */
struct ex_map *ex_map_new(bool fold_case);

/** Free the map, not its keys and values. NULL is allowed. */
void ex_map_free(struct ex_map *map);
void ex_map_auto(struct ex_map **map);

/** The value of a key, or NULL. */
void *ex_map_get(const struct ex_map *map, struct ex_str key);

/** Set the value of a key (not NULL). Returns the value it replaces, or NULL. */
void *ex_map_put(struct ex_map *map, struct ex_str key, void *value);

/** Number of keys. */
size_t ex_map_count(const struct ex_map *map);

/** The `i`-th pair in order of insertion; `i` is less than the count. */
struct ex_str ex_map_key_at(const struct ex_map *map, size_t i);
void *ex_map_value_at(const struct ex_map *map, size_t i);

#endif
