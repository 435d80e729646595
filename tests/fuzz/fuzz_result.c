/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as a saved result. What is read must write itself and be read
 * again as the same bytes, and every writer must be able to write it. It is
 * compared with itself and with nothing, and a baseline made of it knows all.
 */
#include "formats/report/baseline.h"
#include "formats/report/diff.h"
#include "formats/report/writer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ex_report *load(struct ex_str bytes)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;

    ex_diags_init(&diags);
    struct ex_report *report = ex_report_read(EX_STR("result.json"), bytes, &diags);
    if (!report && !ex_diags_count(&diags, EX_ERROR))
        abort();
    return report;
}

static void write_as(const struct ex_report *report, const struct ex_writer *writer,
                     struct ex_buf *out)
{
    struct ex_write_options options = {.fold = true, .summary = true, .show_not_assessed = true};

    writer->write(report, &options, out);
}

static void write_all(const struct ex_report *report)
{
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);

    for (size_t i = 0; i < n; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        write_as(report, writers[i], &out);
    }
}

static void compare(const struct ex_report *old, const struct ex_report *newer, bool same)
{
    struct ex_diff_side sides[EX_N_SIDES] = {{.report = old}, {.report = newer}};
    struct ex_diff_options options = {.findings = true, .config = true};
    struct ex_write_options how = {.fold = true, .summary = true};
    struct ex_diff *EX_AUTO(ex_diff_auto) diff = ex_diff_new(sides, &options);
    size_t n = 0;
    const struct ex_diff_writer *writers = ex_diff_writers(&n);

    if (same && diff->counts[EX_DIFF_CHANGED])
        abort();
    for (size_t i = 0; i < n; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        writers[i].write(diff, &how, &out);
    }
}

static void make_baseline(struct ex_report *report)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) baseline = ex_baseline_of(report);

    ex_diags_init(&diags);
    ex_baseline_json(baseline, &out);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) again =
        ex_baseline_read(EX_STR("baseline.json"), ex_buf_str(&out), &diags);
    if (again)
        ex_baseline_apply(again, NULL, report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ex_writer *json = ex_writer_find(EX_STR("json"));
    struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;
    struct ex_report *EX_AUTO(ex_report_auto) report = load(ex_str_n((const char *)data, size));

    if (!report)
        return 0;
    write_all(report);
    write_as(report, json, &first);
    struct ex_report *EX_AUTO(ex_report_auto) again = load(ex_buf_str(&first));
    if (!again)
        abort();
    write_as(again, json, &second);
    if (!ex_str_eq(ex_buf_str(&first), ex_buf_str(&second)))
        abort();
    compare(report, again, true);
    again->n_findings = again->n_rules = 0;
    compare(report, again, false);
    compare(again, report, false);
    make_baseline(report);
    return 0;
}
