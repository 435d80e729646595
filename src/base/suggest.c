/* SPDX-License-Identifier: MIT */
/**
 * @file
 * "Did you mean": the Damerau-Levenshtein distance in its optimal string
 * alignment form (insert, delete, replace, swap two neighbours), over bytes
 * and without regard to the case of ASCII letters.
 */
#include "base/diag.h"

/* Longer names are not compared. */
#define MAX_NAME 128u

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return ex_lower(a) == ex_lower(b);
}

/* One row: the distances of the first `i` bytes of `a` to all beginnings of `b`. */
static void next_row(struct ex_str a, struct ex_str b, size_t i, const size_t *before2,
                     const size_t *before, size_t *row)
{
    row[0] = i;
    for (size_t j = 1; j <= b.n; j++) {
        size_t replace = before[j - 1] + (same(a.p[i - 1], b.p[j - 1]) ? 0 : 1);

        row[j] = least(replace, least(before[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && same(a.p[i - 1], b.p[j - 2]) && same(a.p[i - 2], b.p[j - 1]))
            row[j] = least(row[j], before2[j - 2] + 1);
    }
}

static size_t distance(struct ex_str a, struct ex_str b)
{
    size_t rows[3][MAX_NAME + 1];

    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++)
        next_row(a, b, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
    return rows[a.n % 3][b.n];
}

struct ex_str ex_suggest(struct ex_str wrong, struct ex_str (*next)(const void *ctx, size_t i),
                         const void *ctx)
{
    struct ex_str best = {NULL, 0};
    size_t limit = wrong.n / 3 > 1 ? wrong.n / 3 : 1;
    struct ex_str candidate;

    if (wrong.n == 0 || wrong.n > MAX_NAME)
        return best;
    for (size_t i = 0; (candidate = next(ctx, i)).p; i++) {
        size_t gap = candidate.n > wrong.n ? candidate.n - wrong.n : wrong.n - candidate.n;
        size_t edits;

        if (candidate.n > MAX_NAME || gap > limit)
            continue;
        edits = distance(wrong, candidate);
        /* As many edits as bytes: the names have nothing in common. */
        if (edits > limit || edits >= wrong.n)
            continue;
        best = candidate;
        /* From here on only a nearer one counts, so that the earlier wins a tie. */
        if (edits == 0)
            break;
        limit = edits - 1;
    }
    return best;
}
