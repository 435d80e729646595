/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Names and order of views, types, statuses, questions and answers.
 */
#include "dns/dns.h"

#include "model/host.h"

#include <stdlib.h>

struct ex_str ex_dns_view_name(enum ex_dns_view view)
{
    return view == EX_DNS_PUBLIC ? EX_STR("public") : EX_STR("internal");
}

bool ex_dns_askable(struct ex_str name)
{
    struct ex_str rest = name;
    struct ex_str label;
    struct ex_ip ip;

    if (name.n == 0 || name.n > EX_DNS_NAME_BYTES || ex_ip_parse(name, &ip))
        return false;
    while (ex_str_split(&rest, '.', &label)) {
        if (label.n == 0 || label.n > 63)
            return false;
        for (size_t i = 0; i < label.n; i++) {
            char c = label.p[i];
            if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '-' && c != '_')
                return false;
        }
    }
    return true;
}

static const struct {
    enum ex_dns_type type;
    const char *name;
} types[] = {
    {EX_DNS_A, "A"},     {EX_DNS_NS, "NS"},   {EX_DNS_CNAME, "CNAME"}, {EX_DNS_SOA, "SOA"},
    {EX_DNS_PTR, "PTR"}, {EX_DNS_MX, "MX"},   {EX_DNS_TXT, "TXT"},     {EX_DNS_AAAA, "AAAA"},
    {EX_DNS_SRV, "SRV"}, {EX_DNS_TLSA, "TLSA"},
};

struct ex_str ex_dns_type_name(enum ex_dns_type type)
{
    for (size_t i = 0; i < EX_COUNT(types); i++) {
        if (types[i].type == type)
            return ex_str(types[i].name);
    }
    return EX_STR("");
}

enum ex_dns_type ex_dns_type_named(struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(types); i++) {
        if (ex_str_eq(ex_str(types[i].name), name))
            return types[i].type;
    }
    return (enum ex_dns_type)0;
}

static const char *const statuses[EX_N_DNS_STATUSES] = {
    [EX_DNS_ANSWERED] = "NOERROR",   [EX_DNS_NODATA] = "NODATA",
    [EX_DNS_NXDOMAIN] = "NXDOMAIN",  [EX_DNS_SERVFAIL] = "SERVFAIL",
    [EX_DNS_REFUSED] = "REFUSED",    [EX_DNS_TIMEOUT] = "TIMEOUT",
    [EX_DNS_NETWORK] = "NETWORK",    [EX_DNS_MALFORMED] = "MALFORMED",
    [EX_DNS_REFERRAL] = "REFERRAL",  [EX_DNS_LOOP] = "LOOP",
    [EX_DNS_OTHER] = "OTHER",
};

struct ex_str ex_dns_status_name(enum ex_dns_status status)
{
    return ex_str(statuses[status]);
}

enum ex_dns_status ex_dns_status_named(struct ex_str name)
{
    size_t i = 0;

    while (i < EX_N_DNS_STATUSES && !ex_str_eq(ex_str(statuses[i]), name))
        i++;
    return (enum ex_dns_status)i;
}

void ex_dns_answers_init(struct ex_dns_answers *answers)
{
    *answers = (struct ex_dns_answers){.arena = ex_arena_new(),
                                       .items = EX_VEC(struct ex_dns_answer)};
}

void ex_dns_answers_free(struct ex_dns_answers *answers)
{
    ex_arena_free(answers->arena);
    ex_vec_free(&answers->items);
    *answers = (struct ex_dns_answers){.items = EX_VEC(struct ex_dns_answer)};
}

int ex_dns_compare(const struct ex_dns_question *a, const struct ex_dns_question *b)
{
    int order = (int)a->view - (int)b->view;

    if (!order)
        order = ex_str_cmp(a->name, b->name);
    return order ? order : (int)a->type - (int)b->type;
}

static int by_question(const void *a, const void *b)
{
    const struct ex_dns_answer *x = a;
    const struct ex_dns_answer *y = b;

    return ex_dns_compare(&x->question, &y->question);
}

void ex_dns_sort(struct ex_dns_answers *answers)
{
    struct ex_dns_answer *items = answers->items.items;
    size_t kept = 0;

    if (answers->items.n)
        qsort(items, answers->items.n, sizeof *items, by_question);
    for (size_t i = 0; i < answers->items.n; i++) {
        if (!kept || by_question(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    }
    answers->items.n = kept;
}

const struct ex_dns_answer *ex_dns_find(const struct ex_dns_answers *answers,
                                        enum ex_dns_view view, struct ex_str name,
                                        enum ex_dns_type type)
{
    struct ex_dns_answer key = {.question = {(uint8_t)view, (uint16_t)type, name}};

    if (!answers->items.n)
        return NULL;
    return bsearch(&key, answers->items.items, answers->items.n, sizeof key, by_question);
}
