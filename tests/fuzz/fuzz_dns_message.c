/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as a response of DNS: the first two choose the type that was asked for, then comes
 * the message. The question is taken from the message, so that it is the right one.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "dns/message.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* The name of the question, when it is a plain one. */
static size_t read_name(const uint8_t *data, size_t size, char name[256])
{
    size_t n = 0;

    for (size_t at = 12; at < size && data[at] && data[at] < 64;) {
        size_t label = data[at++];

        if (size - at < label || n + label > 250)
            return n;
        if (n)
            name[n++] = '.';
        for (size_t i = 0; i < label; i++)
            name[n++] = ex_lower((char)data[at++]);
    }
    return n;
}

static void check_answer(const struct ex_dns_answer *answer)
{
    size_t found = 0;

    check(answer->n_records <= EX_MAX_DNS_RECORDS);
    for (size_t i = 0; i < answer->n_records; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        check(record->type == answer->question.type || record->type == EX_DNS_CNAME);
        check(ex_utf8_valid(record->data) && ex_utf8_valid(record->owner));
        check(ex_dns_type_name((enum ex_dns_type)record->type).n > 0);
        found += record->type == answer->question.type;
    }
    check(!ex_dns_is_final(answer->status) || (found > 0) == (answer->status == EX_DNS_ANSWERED));
    check(ex_dns_is_final(answer->status) || answer->n_records == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *scratch = ex_arena_new();
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_dns_answer answer;
    char name[256];

    if (size < 2)
        return 0;
    struct ex_dns_question question = {
        EX_DNS_PUBLIC, (uint16_t)(data[0] << 8 | data[1]), {name, 0}};
    question.name.n = read_name(data + 2, size - 2, name);
    struct ex_str end = ex_dns_read(ex_str_n((const char *)data + 2, size - 2), &question, scratch,
                                    arena, &answer);
    check(!end.p || answer.n_records > 0);
    check_answer(&answer);
    return 0;
}
