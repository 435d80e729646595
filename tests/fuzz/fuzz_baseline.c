/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as the file of a baseline. What is read must write itself and be
 * read again as the same bytes; what is not must say why.
 */
#include "formats/report/baseline.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ex_baseline *load(struct ex_str bytes)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;

    ex_diags_init(&diags);
    struct ex_baseline *baseline = ex_baseline_read(EX_STR("baseline.json"), bytes, &diags);
    if (!baseline && !ex_diags_count(&diags, EX_ERROR))
        abort();
    return baseline;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_write_options options = {.width = 80};
    struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) baseline =
        load(ex_str_n((const char *)data, size));

    if (!baseline)
        return 0;
    ex_baseline_text(baseline, &options, &text);
    ex_baseline_json(baseline, &first);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) again = load(ex_buf_str(&first));
    if (!again)
        abort();
    ex_baseline_json(again, &second);
    if (!ex_str_eq(ex_buf_str(&first), ex_buf_str(&second)))
        abort();
    return 0;
}
