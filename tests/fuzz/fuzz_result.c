/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as a saved result. What is read must write itself and be read
 * again as the same bytes, and every writer must be able to write it.
 */
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
    return 0;
}
