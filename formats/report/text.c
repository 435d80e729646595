/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The text format, for people: every finding in full, findings that differ
 * only in their object folded into one, and the summary of the run.
 */
#include "formats/report/text.h"

#include <stdlib.h>

/* Findings with the same fold number, from this many on, are shown as one. */
enum { FOLD_FROM = 3 };

static int by_fold(const void *pa, const void *pb)
{
    const struct ex_report_finding *a = *(const struct ex_report_finding *const *)pa;
    const struct ex_report_finding *b = *(const struct ex_report_finding *const *)pb;
    if (a->fold != b->fold)
        return a->fold < b->fold ? -1 : 1;
    if (a->baseline != b->baseline)
        return a->baseline < b->baseline ? -1 : 1;
    if (a->waiver != b->waiver)
        return (uintptr_t)a->waiver < (uintptr_t)b->waiver ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* What is new is not folded into what is known, nor what a waiver covers into what it does not. */
static bool is_alike(const struct ex_report_finding *a, const struct ex_report_finding *b)
{
    return a->fold == b->fold && a->baseline == b->baseline && a->waiver == b->waiver;
}

/* Findings by fold number, and for each finding where its group is. */
struct folds {
    const struct ex_report_finding **order;
    size_t *start; /* by index of the finding: its group in `order` */
    size_t *count;
};

static struct folds folds_of(const struct ex_report *report)
{
    size_t n = report->n_findings;
    struct folds f = {ex_alloc((n + 1) * sizeof *f.order), ex_alloc((n + 1) * sizeof *f.start),
                      ex_alloc((n + 1) * sizeof *f.count)};
    for (size_t i = 0; i < n; i++)
        f.order[i] = &report->findings[i];
    qsort(f.order, n, sizeof *f.order, by_fold);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && is_alike(f.order[end], f.order[i]); end++)
            continue;
        for (size_t j = i; j < end; j++) {
            size_t index = (size_t)(f.order[j] - report->findings);
            f.start[index] = i;
            f.count[index] = end - i;
        }
    }
    return f;
}

static void folds_free(struct folds *f)
{
    free(f->order);
    free(f->start);
    free(f->count);
}

static void write_findings(const struct ex_style *style, const struct ex_report *report)
{
    struct folds EX_AUTO(folds_free) f = folds_of(report);
    for (size_t i = 0; i < report->n_findings; i++) {
        bool folded = style->options->fold && f.count[i] >= FOLD_FROM;
        if (report->findings[i].waived == EX_WAIVED && !style->options->show_waived)
            continue;
        const struct ex_report_finding *const *group = f.order + f.start[i];
        if (folded && group[0] != &report->findings[i])
            continue;
        ex_text_finding(style, report, &report->findings[i], group + 1,
                        folded ? f.count[i] - 1 : 0);
    }
}

static void write_text(const struct ex_report *report, const struct ex_write_options *options,
                       struct ex_buf *out)
{
    struct ex_style style = ex_style_of(options, out);
    write_findings(&style, report);
    if (options->summary)
        ex_text_summary(report, options, out);
}

const struct ex_writer ex_writer_text = {
    .name = "text",
    .extension = ".txt",
    .doc = "findings in full with a summary, for people",
    .write = write_text,
};
