/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of what becomes of answers in the graph: what DNS denies is empty, what
 * failed or was not asked is absent.
 */
#include "model_fixture.h"

#include "dns/facts.h"

#include <stdlib.h>

struct world {
    struct ex_graph *graph;
    struct ex_dns_answers answers;
    struct ex_dns_assumed assumed;
};

static int set_up(void **state)
{
    struct world *w = ex_alloc(sizeof *w);

    w->graph = ex_graph_new();
    ex_dns_answers_init(&w->answers);
    w->assumed = (struct ex_dns_assumed){EX_VEC(struct ex_str), EX_VEC(struct ex_str),
                                         EX_VEC(struct ex_str)};
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    ex_vec_free(&w->assumed.outbound);
    ex_dns_answers_free(&w->answers);
    ex_graph_free(w->graph);
    free(w);
    return 0;
}

/* An answer; `data` NULL: without records. */
static struct ex_dns_answer *answer(struct world *w, enum ex_dns_type type,
                                    enum ex_dns_status status, const char *data)
{
    struct ex_dns_answer *one = EX_PUSH(&w->answers.items, struct ex_dns_answer);

    *one = (struct ex_dns_answer){
        .question = {EX_DNS_PUBLIC, (uint16_t)type, EX_STR("contoso.com")}, .status = status};
    if (!data)
        return one;
    one->records = EX_NEW(w->answers.arena, struct ex_dns_record);
    *one->records = (struct ex_dns_record){EX_STR("contoso.com"), (uint16_t)type, 300, 10, 0, 0,
                                           ex_str(data)};
    one->n_records = 1;
    return one;
}

/* The cells of the only name. */
static const struct ex_value *facts(struct world *w)
{
    ex_graph_link(w->graph);
    ex_dns_sort(&w->answers);
    ex_dns_facts(&w->answers, &w->assumed,
                 ex_source_from_bytes(EX_STR("{}"), EX_STR("dns.json")), w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_DnsName), 1);
    return ex_graph_node(w->graph, EX_KIND_DnsName, 0)->cells;
}

#define CELL(name) (&cells[EX_P_DnsName_##name])

static void an_answer_is_a_list(void **state)
{
    struct world *w = *state;

    answer(w, EX_DNS_A, EX_DNS_ANSWERED, "192.0.2.1");
    answer(w, EX_DNS_AAAA, EX_DNS_NODATA, NULL);
    answer(w, EX_DNS_MX, EX_DNS_ANSWERED, "mail.contoso.com");
    const struct ex_value *cells = facts(w);
    assert_int_equal(CELL(A)->n, 1);
    assert_text(ex_value_str(&CELL(A)->u.items[0]), "192.0.2.1");
    assert_int_equal(CELL(AAAA)->tag, EX_LIST);
    assert_int_equal(CELL(AAAA)->n, 0);
    assert_int_equal(CELL(Addresses)->n, 1);
    assert_int_equal(CELL(MX)->u.items[0].u.items[EX_F_DnsMx_Preference].u.i, 10);
    assert_int_equal(CELL(Failure)->tag, EX_NULL);
    assert_int_equal(CELL(Exists)->tag, EX_BOOL);
    assert_true(CELL(Exists)->u.b);
    assert_int_equal(CELL(Ttl)->u.i, 300);
    assert_int_equal(CELL(TXT)->tag, EX_ABSENT); /* was not asked */
    assert_int_equal(CELL(Spf)->tag, EX_ABSENT);
}

static void what_is_denied_is_empty(void **state)
{
    struct world *w = *state;

    answer(w, EX_DNS_MX, EX_DNS_NXDOMAIN, NULL);
    answer(w, EX_DNS_TXT, EX_DNS_NXDOMAIN, NULL);
    const struct ex_value *cells = facts(w);
    assert_int_equal(CELL(MX)->tag, EX_LIST);
    assert_int_equal(CELL(MX)->n, 0);
    assert_int_equal(CELL(Spf)->tag, EX_LIST);
    assert_int_equal(CELL(Spf)->n, 0);
    assert_int_equal(CELL(Dmarc)->tag, EX_LIST);
    assert_int_equal(CELL(Exists)->tag, EX_BOOL);
    assert_false(CELL(Exists)->u.b);
}

static void what_failed_is_absent(void **state)
{
    struct world *w = *state;

    for (int status = EX_DNS_SERVFAIL; status < EX_N_DNS_STATUSES; status++) {
        struct ex_dns_answer *one =
            answer(w, EX_DNS_TXT, (enum ex_dns_status)status, "v=spf1 -all");

        if (status == EX_DNS_SERVFAIL)
            one->n_records = 0;
        else
            one->question.type = one->records[0].type = (uint16_t)(status % 2 ? EX_DNS_A : EX_DNS_MX);
    }
    const struct ex_value *cells = facts(w);
    assert_int_equal(CELL(TXT)->tag, EX_ABSENT);
    assert_int_equal(CELL(Spf)->tag, EX_ABSENT);
    assert_int_equal(CELL(A)->tag, EX_ABSENT);
    assert_int_equal(CELL(MX)->tag, EX_ABSENT);
    assert_int_equal(CELL(Addresses)->tag, EX_ABSENT);
    assert_int_equal(CELL(Exists)->tag, EX_ABSENT);
    assert_int_equal(CELL(Failure)->tag, EX_STRING);
}

static const struct ex_value *spf(const struct ex_value *cells, int field)
{
    assert_int_equal(CELL(Spf)->n, 1);
    return &CELL(Spf)->u.items[0].u.items[field];
}

static void counts_that_are_not_certain_are_absent(void **state)
{
    struct world *w = *state;

    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("192.0.2.1");
    answer(w, EX_DNS_TXT, EX_DNS_ANSWERED, "v=spf1 include:slow.com ~all");
    const struct ex_value *cells = facts(w);
    assert_int_equal(spf(cells, EX_F_DnsSpf_Lookups)->tag, EX_ABSENT);
    assert_int_equal(spf(cells, EX_F_DnsSpf_VoidLookups)->tag, EX_ABSENT);
    assert_int_equal(spf(cells, EX_F_DnsSpf_IncludeError)->tag, EX_ABSENT);
    assert_int_equal(spf(cells, EX_F_DnsSpf_Unauthorized)->tag, EX_ABSENT);
    assert_int_equal(spf(cells, EX_F_DnsSpf_Error)->tag, EX_NULL);
    assert_text(ex_value_str(spf(cells, EX_F_DnsSpf_All)), "~all");
}

static void a_count_over_the_limit_is_certain(void **state)
{
    struct world *w = *state;

    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("192.0.2.1");
    answer(w, EX_DNS_TXT, EX_DNS_ANSWERED,
           "v=spf1 ip4:192.0.2.1 a:1.c a:2.c a:3.c a:4.c a:5.c a:6.c a:7.c a:8.c a:9.c a:10.c "
           "a:11.c -all");
    const struct ex_value *cells = facts(w);
    assert_int_equal(spf(cells, EX_F_DnsSpf_Lookups)->u.i, 11);
    assert_int_equal(spf(cells, EX_F_DnsSpf_VoidLookups)->tag, EX_ABSENT);
    assert_int_equal(spf(cells, EX_F_DnsSpf_Unauthorized)->tag, EX_LIST);
    assert_int_equal(spf(cells, EX_F_DnsSpf_Unauthorized)->n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_a_list),
        TEST(what_is_denied_is_empty),
        TEST(what_failed_is_absent),
        TEST(counts_that_are_not_certain_are_absent),
        TEST(a_count_over_the_limit_is_certain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
