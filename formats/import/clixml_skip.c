/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Most members of a recipient are read by no rule. Whether one is, is asked
 * of the sink once for each kind and name, and remembered in a hash table that
 * is simply overwritten: a wrong slot costs a question, never an answer.
 */
#include "formats/import/clixml.h"

#include <stdlib.h>

#define N_SLOTS  2048u
#define N_PROBES 8u
#define MAX_NAME 55u

struct slot {
    int kind;
    bool skipped;
    uint8_t n; /* 0: empty */
    char name[MAX_NAME];
};

struct ex_clixml_skips {
    struct slot slots[N_SLOTS + N_PROBES];
};

struct ex_clixml_skips *ex_clixml_skips_new(void)
{
    return ex_alloc(sizeof(struct ex_clixml_skips));
}

void ex_clixml_skips_free(struct ex_clixml_skips *skips)
{
    free(skips);
}

/* Names differ at their ends or in length. */
static size_t slot_of(int kind, struct ex_str name)
{
    uint64_t first = 0;
    uint64_t last = 0;
    size_t n = name.n < 8 ? name.n : 8;

    memcpy(&first, name.p, n);
    memcpy(&last, name.p + name.n - n, n);
    first = (first ^ last << 17 ^ last >> 29) + (uint64_t)(unsigned)kind * 31 + name.n;
    return (size_t)(first * UINT64_C(0x9E3779B97F4A7C15) >> 32) % N_SLOTS;
}

static bool is_it(const struct slot *slot, int kind, struct ex_str name)
{
    return slot->n == name.n && slot->kind == kind && memcmp(slot->name, name.p, name.n) == 0;
}

/* Its slot, or one to put it in. */
static struct slot *find_slot(struct ex_clixml_skips *skips, int kind, struct ex_str name)
{
    struct slot *slot = &skips->slots[slot_of(kind, name)];
    unsigned i;

    for (i = 0; i < N_PROBES && slot[i].n; i++) {
        if (is_it(&slot[i], kind, name))
            return &slot[i];
    }
    return i < N_PROBES ? &slot[i] : slot;
}

bool ex_clixml_skips_ask(struct ex_clixml_skips *skips, const struct ex_clixml_sink *sink,
                         void *ctx, int kind, struct ex_str member)
{
    struct slot *slot;

    if (member.n == 0 || member.n > MAX_NAME)
        return false;
    slot = find_slot(skips, kind, member);
    if (slot->n && is_it(slot, kind, member))
        return slot->skipped;
    slot->kind = kind;
    slot->n = (uint8_t)member.n;
    memcpy(slot->name, member.p, member.n);
    /* An escaped name could be any. */
    slot->skipped = ex_str_find_str(member, EX_STR("_x")) == SIZE_MAX &&
                    ex_str_find_str(member, EX_STR("_X")) == SIZE_MAX &&
                    sink->skips(ctx, kind, member);
    return slot->skipped;
}
