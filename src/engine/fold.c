/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The order of findings, and which of them a reader may see as one: those of
 * one rule and severity that concern the same property.
 */
#include "engine/run.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const struct ex_finding *x = a;
    const struct ex_finding *y = b;
    int order = (int)y->severity - (int)x->severity;

    if (order == 0)
        order = ex_str_cmp(x->rule->id, y->rule->id);
    if (order == 0)
        order = ex_str_cmp(x->object, y->object);
    if (order == 0)
        order = ex_str_cmp(x->property, y->property);
    if (order == 0)
        order = ex_str_cmp(x->message, y->message);
    if (order == 0 && x->node && y->node)
        order = (x->node->row > y->node->row) - (x->node->row < y->node->row);
    return order;
}

void ex_findings_sort(struct ex_finding *findings, size_t n)
{
    if (n > 1)
        qsort(findings, n, sizeof *findings, compare);
}

static bool belong_together(const struct ex_finding *a, const struct ex_finding *b)
{
    return a->rule == b->rule && a->severity == b->severity &&
           ex_str_eq(a->property, b->property);
}

void ex_findings_fold(struct ex_finding *findings, size_t n)
{
    size_t first = 0; /* of the findings of the same rule and severity */
    uint32_t next = 0;

    for (size_t i = 0; i < n; i++) {
        struct ex_finding *f = &findings[i];

        if (i > 0 && (f->rule != findings[first].rule ||
                      f->severity != findings[first].severity))
            first = i;
        size_t j = first;
        /* There are few properties, so the search ends soon. */
        while (j < i && !belong_together(&findings[j], f))
            j++;
        f->fold = j < i ? findings[j].fold : next++;
    }
}
