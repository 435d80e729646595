/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Hash maps: the pairs in an array in order of insertion, and an open
 * addressing table of indexes into it (linear probing, at most 3/4 full).
 *
 * The hash is SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input
 * PRF"): a keyed function over words of eight bytes, one round for each word
 * and three at the end, whose collisions cannot be prepared without the key.
 */
#include "base/map.h"

#include "base/arena.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#define FIRST_SLOTS 16u
#define MAX_PAIRS 0xfffffffeu

struct pair {
    struct ex_str key;
    void *value;
    uint64_t hash;
};

struct ex_map {
    struct ex_vec pairs; /* of struct pair */
    uint32_t *slots;     /* 1 + index into `pairs`, or 0 */
    size_t slot_count;   /* a power of two */
    bool fold_case;
};

/* Set once, before the first map exists, and only read after that. */
static uint64_t seed[2];
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

static void make_seed(void)
{
    struct timespec now = {0, 0};

    if (getrandom(seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed)
        return;
    /* Early at boot or in a tight sandbox: weaker, but still not known to the writer of a dump. */
    clock_gettime(CLOCK_REALTIME, &now);
    seed[0] = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u ^ (uint64_t)now.tv_sec;
    seed[1] = (uint64_t)(uintptr_t)&now;
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32) + v[3];
    v[2] += v[1];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* Lower-case the ASCII letters among eight bytes at once. */
static uint64_t lower_word(uint64_t w)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t low = w & (ones * 0x7f);
    uint64_t from_a = low + ones * (0x80 - 'A');
    uint64_t above_z = low + ones * (0x7f - 'Z');
    uint64_t upper = (from_a ^ above_z) & ~w & (ones * 0x80);

    return w | upper >> 2;
}

static uint64_t hash_key(const struct ex_map *map, struct ex_str key)
{
    uint64_t v[4] = {
        seed[0] ^ 0x736f6d6570736575u,
        seed[1] ^ 0x646f72616e646f6du,
        seed[0] ^ 0x6c7967656e657261u,
        seed[1] ^ 0x7465646279746573u,
    };

    /* One word more than full ones: the rest with the length in its top byte. */
    for (size_t i = 0; i <= key.n / 8; i++) {
        size_t left = key.n - i * 8;
        uint64_t w = 0;

        if (left)
            memcpy(&w, key.p + i * 8, left < 8 ? left : 8);
        if (map->fold_case)
            w = lower_word(w);
        if (left < 8)
            w |= (uint64_t)key.n << 56;
        v[3] ^= w;
        sip_round(v);
        v[0] ^= w;
    }
    v[2] ^= 0xff;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct ex_map *ex_map_new(bool fold_case)
{
    struct ex_map *map = ex_alloc(sizeof *map);

    pthread_once(&seed_once, make_seed);
    map->pairs = (struct ex_vec)EX_VEC(struct pair);
    map->fold_case = fold_case;
    return map;
}

void ex_map_free(struct ex_map *map)
{
    if (!map)
        return;
    ex_vec_free(&map->pairs);
    free(map->slots);
    free(map);
}

void ex_map_auto(struct ex_map **map)
{
    ex_map_free(*map);
}

static bool same_key(const struct ex_map *map, const struct pair *pair, struct ex_str key)
{
    return map->fold_case ? ex_str_ieq(pair->key, key) : ex_str_eq(pair->key, key);
}

/* The slot of the key, or the free slot where it belongs. The table is never full. */
static uint32_t *find_slot(const struct ex_map *map, struct ex_str key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;

    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        const struct pair *pair;

        if (map->slots[i] == 0)
            return &map->slots[i];
        pair = EX_AT(&map->pairs, struct pair, map->slots[i] - 1);
        if (pair->hash == hash && same_key(map, pair, key))
            return &map->slots[i];
    }
}

void *ex_map_get(const struct ex_map *map, struct ex_str key)
{
    uint32_t slot;

    if (map->slot_count == 0)
        return NULL;
    slot = *find_slot(map, key, hash_key(map, key));
    return slot ? EX_AT(&map->pairs, struct pair, slot - 1)->value : NULL;
}

static void grow(struct ex_map *map)
{
    size_t count = map->slot_count ? map->slot_count * 2 : FIRST_SLOTS;

    free(map->slots);
    map->slots = ex_alloc(count * sizeof *map->slots);
    map->slot_count = count;
    for (size_t k = 0; k < map->pairs.n; k++) {
        size_t i = (size_t)EX_AT(&map->pairs, struct pair, k)->hash & (count - 1);

        while (map->slots[i])
            i = (i + 1) & (count - 1);
        map->slots[i] = (uint32_t)k + 1;
    }
}

void *ex_map_put(struct ex_map *map, struct ex_str key, void *value)
{
    uint64_t hash = hash_key(map, key);
    struct pair *pair;
    uint32_t *slot;

    if (!value)
        EX_BUG("NULL as a value of a map");
    if (map->pairs.n >= map->slot_count / 4 * 3)
        grow(map);
    slot = find_slot(map, key, hash);
    if (*slot) {
        void *old;

        pair = EX_AT(&map->pairs, struct pair, *slot - 1);
        old = pair->value;
        pair->value = value;
        return old;
    }
    if (map->pairs.n >= MAX_PAIRS)
        EX_BUG("too many keys in a map");
    pair = EX_PUSH(&map->pairs, struct pair);
    *pair = (struct pair){key, value, hash};
    *slot = (uint32_t)map->pairs.n;
    return NULL;
}

size_t ex_map_count(const struct ex_map *map)
{
    return map->pairs.n;
}

struct ex_str ex_map_key_at(const struct ex_map *map, size_t i)
{
    return EX_AT(&map->pairs, struct pair, i)->key;
}

void *ex_map_value_at(const struct ex_map *map, size_t i)
{
    return EX_AT(&map->pairs, struct pair, i)->value;
}
