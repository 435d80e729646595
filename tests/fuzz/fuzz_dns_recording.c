/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as a recording of DNS. What is read must write itself and be read
 * again as the same bytes.
 */
#include "dns/recording.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool load(struct ex_str bytes, struct ex_dns_answers *answers)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    EX_AUTO(ex_source_auto) struct ex_source *source =
        ex_source_from_bytes(bytes, EX_STR("dns.json"));

    ex_diags_init(&diags);
    ex_dns_answers_init(answers);
    bool good = ex_dns_load(source, answers, &diags);
    if (!good && !diags.items.n)
        abort();
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_dns_answers answers;
    struct ex_dns_answers again;
    struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;

    if (load(ex_str_n((const char *)data, size), &answers)) {
        ex_dns_write(&answers, EX_STR("1"), &first);
        if (!load(ex_buf_str(&first), &again) || again.items.n != answers.items.n)
            abort();
        ex_dns_write(&again, EX_STR("1"), &second);
        if (!ex_str_eq(ex_buf_str(&first), ex_buf_str(&second)))
            abort();
        ex_dns_answers_free(&again);
    }
    ex_dns_answers_free(&answers);
    return 0;
}
