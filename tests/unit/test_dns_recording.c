/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of recordings: what is written is read back byte for byte, and what is
 * damaged or made to harm is named and left out.
 */
#include "dns/recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD                                                                                      \
    "{\"exlintDns\": 1, \"exlint\": \"1\", \"time\": \"t\", \"plan\": \"p\", "                    \
    "\"views\": {\"public\": \"192.0.2.53:53\"}, \"answers\": ["
#define GOOD                                                                                      \
    "{\"view\": \"public\", \"name\": \"contoso.com\", \"type\": \"A\", \"status\": \"NODATA\", " \
    "\"rcode\": 0, \"records\": []}"

struct loaded {
    struct ex_dns_answers answers;
    struct ex_diags diags;
    struct ex_source *source;
    bool good;
};

static void load(struct loaded *l, struct ex_str text)
{
    ex_diags_init(&l->diags);
    ex_dns_answers_init(&l->answers);
    l->source = ex_source_from_bytes(text, EX_STR("dns.json"));
    l->good = ex_dns_load(l->source, &l->answers, &l->diags);
}

static void unload(struct loaded *l)
{
    ex_dns_answers_free(&l->answers);
    ex_diags_free(&l->diags);
    ex_source_free(l->source);
}

static void add(struct ex_dns_answers *answers, enum ex_dns_type type, enum ex_dns_status status,
                const struct ex_dns_record *records, size_t n)
{
    struct ex_dns_answer *answer = EX_PUSH(&answers->items, struct ex_dns_answer);

    *answer = (struct ex_dns_answer){
        .question = {EX_DNS_PUBLIC, (uint16_t)type,
                     ex_arena_printf(answers->arena, "n%02zu.contoso.com", answers->items.n)},
        .status = status,
        .authenticated = n > 1,
        .server = EX_STR("192.0.2.53:53"),
        .off = UINT64_MAX};
    answer->records = EX_NEW_ARRAY(answers->arena, n, struct ex_dns_record);
    answer->n_records = n;
    for (size_t i = 0; i < n; i++) {
        answer->records[i] = records[i];
        answer->records[i].owner = EX_STR("contoso.com");
    }
}

static void test_round_trip(void **state EX_UNUSED)
{
    static const struct ex_dns_record records[] = {
        {.type = EX_DNS_A, .ttl = 0x7FFFFFFF, .data = {"192.0.2.1", 9}},
        {.type = EX_DNS_NS, .data = {"", 0}},
        {.type = EX_DNS_PTR, .data = {"a\\.b\\228.com", 12}},
        {.type = EX_DNS_MX, .preference = 10, .data = {"mail.contoso.com", 16}},
        {.type = EX_DNS_MX, .data = {"", 0}},
        {.type = EX_DNS_TXT, .data = {"a \"b\" \\ \0\x1B[1m\xC3\xA4\xE2\x80\xAE\xF0\x9F\x98\x80", 22}},
        {.type = EX_DNS_TXT, .data = {"", 0}},
        {.type = EX_DNS_TXT, .data = {".", 1}},
        {.type = EX_DNS_AAAA, .data = {"2001:db8::1", 11}},
        {.type = EX_DNS_SRV, .preference = 1, .weight = 65535, .port = 443, .data = {"m.x", 3}},
        {.type = EX_DNS_TLSA, .preference = 3, .weight = 1, .port = 1, .data = {"00ff", 4}},
    };
    struct ex_dns_answers answers;
    struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;
    struct loaded l;

    ex_dns_answers_init(&answers);
    answers.asked[EX_DNS_PUBLIC] = true;
    answers.resolvers[EX_DNS_PUBLIC] = EX_STR("192.0.2.53:53");
    answers.time = EX_STR("2026-01-15T00:00:00Z");
    answers.plan = EX_STR("\"answers\": [");
    for (size_t i = 0; i < EX_COUNT(records); i++)
        add(&answers, (enum ex_dns_type)records[i].type, EX_DNS_ANSWERED, &records[i], 1);
    add(&answers, EX_DNS_SOA, EX_DNS_NXDOMAIN, NULL, 0);
    add(&answers, EX_DNS_CNAME, EX_DNS_TIMEOUT, NULL, 0);
    ex_dns_sort(&answers);
    ex_dns_write(&answers, EX_STR("1.0"), &first);
    load(&l, ex_buf_str(&first));
    assert_true(l.good);
    assert_int_equal(l.diags.items.n, 0);
    assert_int_equal(l.answers.items.n, answers.items.n);
    for (size_t i = 0; i < answers.items.n; i++) {
        const struct ex_dns_answer *a = EX_AT(&answers.items, struct ex_dns_answer, i);
        const struct ex_dns_answer *b = EX_AT(&l.answers.items, struct ex_dns_answer, i);

        assert_int_equal(a->status, b->status);
        assert_int_equal(a->n_records, b->n_records);
        assert_true(!a->n_records || ex_str_eq(a->records[0].data, b->records[0].data));
        assert_true(!a->n_records || a->records[0].weight == b->records[0].weight);
        assert_memory_equal(first.p + b->off, "{\"view\": \"public\"", 17);
    }
    ex_dns_write(&l.answers, EX_STR("1.0"), &second);
    assert_string_equal(first.p, second.p);
    for (size_t i = 0; i < first.n; i++)
        assert_true((first.p[i] & 0xFF) >= ' ' || first.p[i] == '\n');
    unload(&l);
    ex_dns_answers_free(&answers);
}

static void test_refused(void **state EX_UNUSED)
{
    static const char *const texts[] = {
        "", "[]", "text", "{}", "{\"exlintDns\": \"1\"}", "{\"exlintDns\": 2, \"answers\": []}",
        HEAD, HEAD GOOD, HEAD GOOD "]", HEAD GOOD ",]}", HEAD GOOD "]} x", HEAD "{]}", HEAD "{\"a}]}",
        "{\"exlintDns\": 1, \"exlintDns\": 1}", "{\"exlintDns\": 1, \"answers\": [], \"answers\": []}",
        "{\"exlintDns\": 1 \"answers\": []}", "{\"exlintDns\"}", "{1: 2}",
    };

    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct loaded l;
        load(&l, ex_str(texts[i]));
        if (l.good || l.diags.items.n != 1)
            fail_msg("%s", texts[i]);
        unload(&l);
    }
}

static void test_bad_answers(void **state EX_UNUSED)
{
    static const struct {
        const char *part;
        const char *instead;
    } rows[] = {
        {"\"public\"", "\"internal\""}, /* a view that was not asked */
        {"\"public\"", "\"outer\""},
        {"\"contoso.com\"", "\"\""},
        {"\"contoso.com\"", "7"},
        {"\"A\"", "\"HINFO\""},
        {"\"NODATA\"", "\"FINE\""},
        {"\"NODATA\"", "\"NOERROR\""}, /* an answer without records */
        {"\"rcode\": 0", "\"rcode\": -1"},
        {"\"rcode\": 0", "\"rcode\": 65536"},
        {"\"rcode\": 0", "\"rcode\": 1e3"},
        {"[]", "[7]"},
        {"[]", "[{\"name\": \"contoso.com\", \"type\": \"A\", \"ttl\": 1, \"data\": \"1.2.3.4\"}]"},
        {"[]", "[{\"name\": \"contoso.com\", \"type\": \"MX\", \"ttl\": 1, \"data\": \"x y\"}]"},
        {"[]", "[{\"name\": \"contoso.com\", \"type\": \"SRV\", \"ttl\": 1, \"data\": \"1 2\"}]"},
        {"[]", "[{\"name\": \"contoso.com\", \"type\": \"TXT\", \"ttl\": -1, \"data\": \"\"}]"},
        {"[]", "[{\"name\": \"contoso.com\", \"type\": \"TXT\", \"ttl\": 1}]"},
    };

    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        struct ex_str good = EX_STR(GOOD);
        size_t at = ex_str_find_str(good, ex_str(rows[i].part));
        struct loaded l;

        ex_buf_printf(&text, HEAD GOOD ", %.*s%s%s]}", (int)at, GOOD, rows[i].instead,
                      &GOOD[at + strlen(rows[i].part)]);
        load(&l, ex_buf_str(&text));
        assert_true(l.good);
        assert_int_equal(l.answers.items.n, 1);
        assert_int_equal(l.diags.items.n, 1);
        assert_int_equal(EX_AT(&l.diags.items, struct ex_diag, 0)->at.column,
                         strlen(HEAD GOOD ", ") + 1);
        unload(&l);
    }
}

static void test_other_order(void **state EX_UNUSED)
{
    struct loaded l;
    struct ex_str text = EX_STR("\n{\"answers\": [" GOOD ",\n" GOOD
                                "], \"x\": \"\\\"answers\\\": [\", \"views\": {\"public\": \"a\"}, "
                                "\"exlintDns\": 1}");

    load(&l, text);
    assert_true(l.good);
    assert_int_equal(l.answers.items.n, 1); /* one for a question */
    assert_int_equal(EX_AT(&l.answers.items, struct ex_dns_answer, 0)->off, 14);
    unload(&l);
}

static void test_deep(void **state EX_UNUSED)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct loaded l;

    ex_buf_add_text(&text, HEAD);
    ex_buf_add_repeat(&text, '[', 1000000);
    load(&l, ex_buf_str(&text));
    assert_false(l.good);
    unload(&l);
    ex_buf_add_repeat(&text, ']', 1000001);
    ex_buf_add_char(&text, '}');
    load(&l, ex_buf_str(&text));
    assert_false(l.good);
    unload(&l);
}

static void test_many_messages(void **state EX_UNUSED)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct loaded l;

    ex_buf_add_text(&text, HEAD "0");
    for (int i = 0; i < 1000; i++)
        ex_buf_add_text(&text, ", 0");
    ex_buf_add_text(&text, "]}");
    load(&l, ex_buf_str(&text));
    assert_true(l.good);
    assert_in_range(l.diags.items.n, 1, 50);
    unload(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_bad_answers), cmocka_unit_test(test_other_order),
        cmocka_unit_test(test_deep),        cmocka_unit_test(test_many_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
