/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The order of boxes within columns: by the mean place of what they are joined to
 * (the barycenter method of Sugiyama, Tagawa and Toda, 1981), to and fro until it gets no better.
 * Boxes of a frame stay together. All arithmetic is on integers, so that every machine finds the
 * same order.
 */
#include "report/diagram_build.h"

#include <stdlib.h>

enum {
    SWEEPS = 12,
    SCALE = 10000,         /* places are counted from 0 to this */
    MAX_COUNTED = 4000,    /* segments of which crossings are counted */
};

static struct ex_dia_slot *slot(const struct ex_dia_plan *plan, uint32_t i)
{
    return EX_AT(&plan->slots, struct ex_dia_slot, i);
}

static const struct ex_dia_segment *segment(const struct ex_dia_plan *plan, size_t i)
{
    return EX_AT(&plan->segments, struct ex_dia_segment, i);
}

/* ---- crossings -------------------------------------------------------------------- */

static bool cross(const struct ex_dia_plan *plan, const struct ex_dia_segment *a,
                  const struct ex_dia_segment *b)
{
    int64_t left = (int64_t)slot(plan, a->left)->at - slot(plan, b->left)->at;
    int64_t right = (int64_t)slot(plan, a->right)->at - slot(plan, b->right)->at;
    return slot(plan, a->left)->column == slot(plan, b->left)->column &&
           ((left < 0 && right > 0) || (left > 0 && right < 0));
}

static size_t count_crossings(const struct ex_dia_plan *plan)
{
    size_t n = plan->segments.n < MAX_COUNTED ? plan->segments.n : MAX_COUNTED;
    size_t crossings = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            crossings += cross(plan, segment(plan, i), segment(plan, k));
    }
    return crossings;
}

/* ---- sorting a column --------------------------------------------------------------- */

static int64_t place(const struct ex_dia_plan *plan, const struct ex_dia_slot *s)
{
    return (2 * (int64_t)s->at + 1) * SCALE / (2 * (int64_t)plan->n_in[s->column]);
}

/* Sums of the places of neighbours on one side, for the slots of a column. */
static void set_keys(const struct ex_dia_plan *plan, unsigned column, bool from_left, int64_t *sums,
                     int64_t *counts)
{
    for (size_t i = 0; i < plan->segments.n; i++) {
        const struct ex_dia_segment *s = segment(plan, i);
        uint32_t own = from_left ? s->right : s->left;
        uint32_t other = from_left ? s->left : s->right;
        if (slot(plan, own)->column != column)
            continue;
        sums[own] += place(plan, slot(plan, other));
        counts[own]++;
    }
    for (size_t i = 0; i < plan->n_in[column]; i++) {
        uint32_t own = plan->columns[column][i];
        struct ex_dia_slot *s = slot(plan, own);
        s->key = counts[own] ? sums[own] / counts[own] : place(plan, s);
    }
}

/* The key of a frame is the mean of those in it. */
static int64_t outer_key(const struct ex_dia_plan *plan, const struct ex_dia_slot *s)
{
    int64_t sum = 0, n = 0;
    if (s->group == EX_DIA_NONE)
        return s->key;
    for (size_t i = 0; i < plan->n_in[s->column]; i++) {
        const struct ex_dia_slot *other = slot(plan, plan->columns[s->column][i]);
        if (other->group == s->group) {
            sum += other->key;
            n++;
        }
    }
    return sum / n;
}

/* A slot while it is sorted. */
struct entry {
    int64_t outer;
    uint32_t group;  /* frames with the same key stay apart */
    int64_t key;
    uint32_t at;
    uint32_t slot;
};

static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->outer != y->outer)
        return x->outer < y->outer ? -1 : 1;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void sort_column(const struct ex_dia_plan *plan, unsigned column)
{
    size_t n = plan->n_in[column];
    struct entry *entries EX_AUTO(ex_free_auto) = ex_alloc((n + 1) * sizeof *entries);
    for (size_t i = 0; i < n; i++) {
        uint32_t index = plan->columns[column][i];
        const struct ex_dia_slot *s = slot(plan, index);
        entries[i] = (struct entry){outer_key(plan, s), s->group, s->key, s->at, index};
    }
    qsort(entries, n, sizeof *entries, entry_order);
    for (size_t i = 0; i < n; i++) {
        plan->columns[column][i] = entries[i].slot;
        slot(plan, entries[i].slot)->at = (uint32_t)i;
    }
}

static void sweep(const struct ex_dia_plan *plan, bool from_left)
{
    size_t bytes = (plan->slots.n + 1) * sizeof(int64_t);
    int64_t *sums EX_AUTO(ex_free_auto) = ex_alloc(bytes);
    int64_t *counts EX_AUTO(ex_free_auto) = ex_alloc(bytes);
    size_t n = plan->diagram->n_columns;
    for (size_t i = 1; i < n; i++) {
        unsigned column = (unsigned)(from_left ? i : n - 1 - i);
        memset(sums, 0, bytes);
        memset(counts, 0, bytes);
        set_keys(plan, column, from_left, sums, counts);
        sort_column(plan, column);
    }
}

/* ---- the whole ------------------------------------------------------------------------ */

static void restore(const struct ex_dia_plan *plan, const uint32_t *best)
{
    for (uint32_t i = 0; i < plan->slots.n; i++) {
        struct ex_dia_slot *s = slot(plan, i);
        s->at = best[i];
        plan->columns[s->column][s->at] = i;
    }
}

static void keep(const struct ex_dia_plan *plan, uint32_t *best)
{
    for (uint32_t i = 0; i < plan->slots.n; i++)
        best[i] = slot(plan, i)->at;
}

/* Bring the boxes of each frame together, as sorting keeps them. */
static void gather_groups(const struct ex_dia_plan *plan)
{
    for (unsigned c = 0; c < plan->diagram->n_columns; c++) {
        for (size_t i = 0; i < plan->n_in[c]; i++) {
            struct ex_dia_slot *s = slot(plan, plan->columns[c][i]);
            s->key = place(plan, s);
        }
        sort_column(plan, c);
    }
}

void ex_dia_order(struct ex_dia_plan *plan)
{
    uint32_t *best EX_AUTO(ex_free_auto) = ex_alloc((plan->slots.n + 1) * sizeof *best);
    gather_groups(plan);
    keep(plan, best);
    size_t fewest = count_crossings(plan);
    for (unsigned i = 0; i < SWEEPS && fewest > 0; i++) {
        sweep(plan, i % 2 == 0);
        size_t crossings = count_crossings(plan);
        if (crossings >= fewest)
            continue;
        fewest = crossings;
        keep(plan, best);
    }
    restore(plan, best);
}
