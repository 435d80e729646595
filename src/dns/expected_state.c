/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Expected records beside what DNS says. Placeholders take anything of the sort.
 */
#include "base/buf.h"
#include "dns/expected.h"
#include "dns/policy.h"
#include "dns/spf.h"

enum { MAX_FOUND = 4 };

/* What a record of the type is to the expectation. */
enum match { UNRELATED, OTHER, GOOD };

struct comparing {
    const struct ex_dns_assumed *assumed;
    const struct ex_dns_answers *answers;
    struct ex_arena *arena;
};

struct ex_str ex_dns_expected_state_name(enum ex_dns_expected_state state)
{
    static const char *const names[EX_N_DNS_EXPECTED_STATES] = {
        [EX_DNS_NOT_ASKED] = "",        [EX_DNS_NOT_KNOWN] = "not answered",
        [EX_DNS_PRESENT] = "present",   [EX_DNS_MISSING] = "missing",
        [EX_DNS_DIFFERENT] = "different", [EX_DNS_NOT_NEEDED] = "not needed",
    };

    return ex_str(names[state]);
}

/* Whether a policy lets mail out of every declared address. */
static enum match match_spf(struct comparing *c, const struct ex_dns_expected *expected,
                            struct ex_str text)
{
    if (!ex_spf_is(text))
        return UNRELATED;
    for (size_t i = 0; i < c->assumed->outbound.n; i++) {
        struct ex_str address = *EX_AT(&c->assumed->outbound, struct ex_str, i);

        if (ex_spf_check(c->answers, expected->name, text, address, c->arena) == EX_SPF_NOT_PASS)
            return OTHER;
    }
    return GOOD;
}

static struct ex_str text_of(struct comparing *c, const struct ex_dns_record *record)
{
    switch (record->type) {
    case EX_DNS_MX:
        return ex_arena_printf(c->arena, "%u %.*s", record->preference,
                               EX_FMT(record->data.n ? record->data : EX_STR(".")));
    case EX_DNS_SRV:
        return ex_arena_printf(c->arena, "%u %u %u %.*s", record->preference, record->weight,
                               record->port, EX_FMT(record->data.n ? record->data : EX_STR(".")));
    default:
        return record->data;
    }
}

/* Behind the last space: the target of MX and SRV, without their numbers. */
static struct ex_str target_of(struct ex_str data)
{
    size_t space = ex_str_rfind(data, ' ');

    return space == SIZE_MAX ? data : ex_str_slice(data, space + 1, data.n);
}

static enum match match_target(const struct ex_dns_expected *expected,
                               const struct ex_dns_record *record)
{
    bool good = expected->placeholder ? record->data.n > 0
                                      : ex_str_eq(target_of(expected->data), record->data);

    return good ? GOOD : OTHER;
}

static enum match match(struct comparing *c, const struct ex_dns_expected *expected,
                        const struct ex_dns_record *record)
{
    bool address = expected->placeholder && expected->type == EX_DNS_A;

    if (record->type != expected->type && !(address && record->type == EX_DNS_AAAA))
        return UNRELATED;
    switch (expected->purpose) {
    case EX_DNS_FOR_SENDING:
        return match_spf(c, expected, record->data);
    case EX_DNS_FOR_POLICY:
        return ex_policy_is(EX_POLICY_DMARC, record->data) ? GOOD : UNRELATED;
    case EX_DNS_FOR_HOST:
        return expected->placeholder || ex_str_eq(expected->data, record->data) ? GOOD : OTHER;
    default:
        return match_target(expected, record);
    }
}

static void add_found(struct ex_buf *text, size_t *n, struct ex_str found)
{
    if (*n < MAX_FOUND)
        ex_buf_printf(text, "%s%.*s", *n ? ", " : "", EX_FMT(found));
    else if (*n == MAX_FOUND)
        ex_buf_add_text(text, ", ...");
    (*n)++;
}

static void compare_records(struct comparing *c, struct ex_dns_expected *expected,
                            const struct ex_dns_answer *answer)
{
    struct ex_buf EX_AUTO(ex_buf_free) found = EX_BUF_INIT;
    size_t n = 0;
    bool good = false;

    for (size_t i = 0; i < answer->n_records; i++) {
        enum match m = match(c, expected, &answer->records[i]);

        good = good || m == GOOD;
        if (m != UNRELATED)
            add_found(&found, &n, text_of(c, &answer->records[i]));
    }
    expected->found = ex_arena_str(c->arena, ex_buf_str(&found));
    expected->state = good ? EX_DNS_PRESENT : n ? EX_DNS_DIFFERENT : EX_DNS_MISSING;
}

static bool has_address(const struct ex_dns_answer *answer, struct ex_str address)
{
    for (size_t i = 0; answer && i < answer->n_records; i++) {
        if (answer->records[i].type == answer->question.type &&
            ex_str_eq(answer->records[i].data, address))
            return true;
    }
    return false;
}

/* A CNAME may as well be the addresses of the host that it would lead to. */
static void compare_alias(struct comparing *c, struct ex_dns_expected *expected,
                          const struct ex_dns_answer *answer)
{
    const struct ex_dns_answer *target = ex_dns_find(
        c->answers, (enum ex_dns_view)expected->view, expected->data, answer->question.type);
    struct ex_buf EX_AUTO(ex_buf_free) found = EX_BUF_INIT;
    size_t n = 0;
    bool good = false;

    for (size_t i = 0; i < answer->n_records; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        good = good || ex_str_eq(record->data, expected->data) ||
               (record->type != EX_DNS_CNAME && has_address(target, record->data));
        add_found(&found, &n, record->data);
    }
    expected->found = ex_arena_str(c->arena, ex_buf_str(&found));
    expected->state = good ? EX_DNS_PRESENT : n ? EX_DNS_DIFFERENT : EX_DNS_MISSING;
}

/* Hosts may have addresses of either family; the other one counts when the first has none. */
static const struct ex_dns_answer *answer_to(const struct comparing *c,
                                             const struct ex_dns_expected *expected)
{
    bool address = expected->type == EX_DNS_CNAME ||
                   (expected->type == EX_DNS_A && expected->placeholder);
    enum ex_dns_view view = (enum ex_dns_view)expected->view;
    const struct ex_dns_answer *answer =
        ex_dns_find(c->answers, view, expected->name,
                    address ? EX_DNS_A : (enum ex_dns_type)expected->type);

    if (address && answer && answer->status != EX_DNS_ANSWERED) {
        const struct ex_dns_answer *other =
            ex_dns_find(c->answers, view, expected->name, EX_DNS_AAAA);
        return other && other->status == EX_DNS_ANSWERED ? other : answer;
    }
    return answer;
}

static void compare(struct comparing *c, struct ex_dns_expected *expected)
{
    const struct ex_dns_answer *answer = answer_to(c, expected);

    if (!answer && !c->answers->asked[expected->view])
        return;
    if (!answer || !ex_dns_is_final(answer->status))
        expected->state = EX_DNS_NOT_KNOWN;
    else if (expected->type == EX_DNS_CNAME)
        compare_alias(c, expected, answer);
    else
        compare_records(c, expected, answer);
}

/* Of the two ways to Autodiscover one is enough; they stand beside each other. */
static void settle_alternative(struct ex_vec *records, size_t at)
{
    struct ex_dns_expected *alternative = EX_AT(records, struct ex_dns_expected, at);

    for (size_t i = at; i-- > 0;) {
        struct ex_dns_expected *r = EX_AT(records, struct ex_dns_expected, i);

        if (r->view != alternative->view || !ex_str_eq(r->domain, alternative->domain))
            return;
        if (r->purpose != EX_DNS_FOR_AUTODISCOVER)
            continue;
        if (r->state == EX_DNS_PRESENT && alternative->state == EX_DNS_MISSING)
            alternative->state = EX_DNS_NOT_NEEDED;
        else if (r->state == EX_DNS_MISSING && alternative->state == EX_DNS_PRESENT)
            r->state = EX_DNS_NOT_NEEDED;
        return;
    }
}

void ex_dns_expected_compare(const struct ex_dns_assumed *assumed,
                             const struct ex_dns_answers *answers, struct ex_arena *arena,
                             struct ex_vec *records)
{
    struct comparing c = {assumed, answers, arena};

    for (size_t i = 0; i < records->n; i++)
        compare(&c, EX_AT(records, struct ex_dns_expected, i));
    for (size_t i = 0; i < records->n; i++) {
        if (EX_AT(records, struct ex_dns_expected, i)->alternative)
            settle_alternative(records, i);
    }
}
