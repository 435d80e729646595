/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the reader of DNS responses, on packets made by hand.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "dns/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES(text) ex_str_n(text, sizeof(text) - 1)

enum { AUTHORITATIVE = 0x8400, RECURSIVE = 0x8180, TRUNCATED = 0x0200, VALIDATED = 0x0020 };
enum { ANSWER = 6, AUTHORITY = 8, ADDITIONAL = 10 };

/* A packet that grows, and what is read from it. */
struct packet {
    struct ex_buf bytes;
    struct ex_arena *scratch;
    struct ex_arena *arena;
    struct ex_dns_question question;
    struct ex_dns_answer answer;
    struct ex_str end;
};

static int set_up(void **state)
{
    struct packet *p = ex_alloc(sizeof *p);

    p->scratch = ex_arena_new();
    p->arena = ex_arena_new();
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct packet *p = *state;

    ex_buf_free(&p->bytes);
    ex_arena_free(p->scratch);
    ex_arena_free(p->arena);
    free(p);
    return 0;
}

static void add_u16(struct packet *p, unsigned value)
{
    ex_buf_add_char(&p->bytes, (char)(value >> 8));
    ex_buf_add_char(&p->bytes, (char)value);
}

static void set_u16(struct packet *p, size_t at, unsigned value)
{
    p->bytes.p[at] = (char)(value >> 8);
    p->bytes.p[at + 1] = (char)value;
}

/* A name without compression. */
static void add_name(struct packet *p, const char *name)
{
    struct ex_str rest = ex_str(name);
    struct ex_str label;

    while (rest.n && ex_str_split(&rest, '.', &label)) {
        ex_buf_add_char(&p->bytes, (char)label.n);
        ex_buf_add(&p->bytes, label);
    }
    ex_buf_add_char(&p->bytes, 0);
}

static void begin(struct packet *p, unsigned flags, const char *name, enum ex_dns_type type)
{
    ex_buf_clear(&p->bytes);
    add_u16(p, 0x1234);
    add_u16(p, flags);
    add_u16(p, 1);
    for (int i = 0; i < 3; i++)
        add_u16(p, 0);
    add_name(p, name);
    add_u16(p, type);
    add_u16(p, 1);
    p->question = (struct ex_dns_question){EX_DNS_PUBLIC, (uint16_t)type, ex_str(name)};
}

static void count_one(struct packet *p, size_t section)
{
    unsigned high = (unsigned char)p->bytes.p[section];
    unsigned low = (unsigned char)p->bytes.p[section + 1];

    set_u16(p, section, (high << 8 | low) + 1);
}

static void add_fixed(struct packet *p, size_t section, unsigned type, struct ex_str data)
{
    count_one(p, section);
    add_u16(p, type);
    add_u16(p, 1);
    add_u16(p, 0);
    add_u16(p, 300);
    add_u16(p, (unsigned)data.n);
    ex_buf_add(&p->bytes, data);
}

static void add_record(struct packet *p, size_t section, const char *owner, unsigned type,
                       struct ex_str data)
{
    add_name(p, owner);
    add_fixed(p, section, type, data);
}

/* A record whose data is a name. */
static void add_named(struct packet *p, size_t section, const char *owner, unsigned type,
                      const char *target)
{
    struct packet data = {.bytes = EX_BUF_INIT};

    add_name(&data, target);
    add_record(p, section, owner, type, ex_buf_str(&data.bytes));
    ex_buf_free(&data.bytes);
}

static void add_soa(struct packet *p, const char *zone)
{
    add_record(p, AUTHORITY, zone, EX_DNS_SOA,
               BYTES("\2ns\0\1h\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1"));
}

static enum ex_dns_status read_packet(struct packet *p)
{
    p->end = ex_dns_read(ex_buf_str(&p->bytes), &p->question, p->scratch, p->arena, &p->answer);
    return p->answer.status;
}

static void assert_data(const struct packet *p, size_t i, const char *expected)
{
    assert_true(i < p->answer.n_records);
    struct ex_str data = p->answer.records[i].data;
    assert_int_equal(data.n, strlen(expected));
    assert_memory_equal(data.p, expected, data.n);
}

/* ---- types ---- */

static void test_addresses(void **state)
{
    struct packet *p = *state;
    static const struct {
        char bytes[17];
        const char *text;
    } rows[] = {
        {"\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", "2001:db8::1"},
        {"\x20\1\x0d\xb8\0\0\0\1\0\1\0\1\0\1\0\1", "2001:db8:0:1:1:1:1:1"},
        {"\x20\1\0\0\0\0\0\1\0\0\0\0\0\0\0\1", "2001:0:0:1::1"},
        {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "::"},
        {"\xFE\x80\0\0\0\0\0\0\0\0\0\0\0\0\xAB\xCD", "fe80::abcd"},
    };

    begin(p, RECURSIVE, "a.contoso.com", EX_DNS_A);
    add_record(p, ANSWER, "a.contoso.com", EX_DNS_A, BYTES("\xC0\0\2\x19"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_data(p, 0, "192.0.2.25");
    assert_int_equal(p->answer.records[0].ttl, 300);
    assert_null(p->end.p);
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        begin(p, RECURSIVE, "a.contoso.com", EX_DNS_AAAA);
        add_record(p, ANSWER, "a.contoso.com", EX_DNS_AAAA, ex_str_n(rows[i].bytes, 16));
        assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
        assert_data(p, 0, rows[i].text);
    }
    begin(p, RECURSIVE, "a.contoso.com", EX_DNS_A);
    add_record(p, ANSWER, "a.contoso.com", EX_DNS_A, BYTES("\xC0\0\2"));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_targets(void **state)
{
    static const enum ex_dns_type types[] = {EX_DNS_NS, EX_DNS_PTR, EX_DNS_CNAME};
    struct packet *p = *state;

    for (size_t i = 0; i < EX_COUNT(types); i++) {
        begin(p, RECURSIVE, "x.contoso.com", types[i]);
        add_named(p, ANSWER, "x.contoso.com", types[i], "Target.Contoso.com");
        assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
        assert_data(p, 0, "target.contoso.com");
    }
    begin(p, RECURSIVE, "x.contoso.com", EX_DNS_MX);
    add_record(p, ANSWER, "x.contoso.com", EX_DNS_MX, BYTES("\0\x0A\4mail\3com\0"));
    add_record(p, ANSWER, "x.contoso.com", EX_DNS_MX, BYTES("\0\0\0"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_int_equal(p->answer.records[0].preference, 10);
    assert_data(p, 0, "mail.com");
    assert_data(p, 1, "");
    begin(p, RECURSIVE, "_sip._tcp.contoso.com", EX_DNS_SRV);
    add_record(p, ANSWER, "_sip._tcp.contoso.com", EX_DNS_SRV,
               BYTES("\0\1\0\2\1\xBB\4mail\3com\0"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_int_equal(p->answer.records[0].preference, 1);
    assert_int_equal(p->answer.records[0].weight, 2);
    assert_int_equal(p->answer.records[0].port, 443);
    assert_data(p, 0, "mail.com");
}

static void test_texts(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "contoso.com", EX_DNS_TXT);
    add_record(p, ANSWER, "contoso.com", EX_DNS_TXT, BYTES("\7v=spf1 \4-all"));
    add_record(p, ANSWER, "contoso.com", EX_DNS_TXT, BYTES("\2\xC3\1\xA4\xFF"));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED); /* a string longer than the record */
    begin(p, RECURSIVE, "contoso.com", EX_DNS_TXT);
    add_record(p, ANSWER, "contoso.com", EX_DNS_TXT, BYTES("\7v=spf1 \4-all"));
    add_record(p, ANSWER, "contoso.com", EX_DNS_TXT, BYTES("\1\xC3\2\xA4\xFF"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_data(p, 0, "v=spf1 -all");
    assert_data(p, 1, "\xC3\xA4\xEF\xBF\xBD"); /* a rune over two strings, then a bad byte */
}

static void test_tlsa(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "_25._tcp.contoso.com", EX_DNS_TLSA);
    add_record(p, ANSWER, "_25._tcp.contoso.com", EX_DNS_TLSA, BYTES("\3\1\1\xAB\xCD\0"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_int_equal(p->answer.records[0].preference, 3);
    assert_int_equal(p->answer.records[0].weight, 1);
    assert_int_equal(p->answer.records[0].port, 1);
    assert_data(p, 0, "abcd00");
    begin(p, RECURSIVE, "_25._tcp.contoso.com", EX_DNS_TLSA);
    add_record(p, ANSWER, "_25._tcp.contoso.com", EX_DNS_TLSA, BYTES("\3\1\1"));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

/* ---- names ---- */

static void test_compression(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "contoso.com", EX_DNS_MX);
    ex_buf_add(&p->bytes, BYTES("\xC0\x0C")); /* the name of the question */
    add_fixed(p, ANSWER, EX_DNS_MX, BYTES("\0\5\4mail\xC0\x0C"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_data(p, 0, "mail.contoso.com");
    /* pointers may only lead backwards */
    static const char *const bad[] = {"\xC0\x1D", "\xC0\xFF", "\xFF\xFF", "\xC0\x1E"};
    for (size_t i = 0; i < EX_COUNT(bad); i++) {
        begin(p, RECURSIVE, "contoso.com", EX_DNS_MX);
        ex_buf_add(&p->bytes, ex_str_n(bad[i], 2));
        add_fixed(p, ANSWER, EX_DNS_MX, BYTES("\0\5\4mail\xC0\x0C"));
        assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
    }
    /* a circle over two names */
    begin(p, RECURSIVE, "contoso.com", EX_DNS_NS);
    ex_buf_add(&p->bytes, BYTES("\xC0\x0C"));
    add_fixed(p, ANSWER, EX_DNS_NS, BYTES("\1a\xC0\x29"));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_labels(void **state)
{
    struct packet *p = *state;
    char longest[5 * 64 + 1];

    begin(p, RECURSIVE, "contoso.com", EX_DNS_NS);
    add_record(p, ANSWER, "contoso.com", EX_DNS_NS, BYTES("\5a.b\\\n\2\"\xE4\0"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_data(p, 0, "a\\.b\\\\\\010.\\\"\\228");
    begin(p, RECURSIVE, "contoso.com", EX_DNS_NS);
    add_record(p, ANSWER, "contoso.com", EX_DNS_NS, BYTES("\x41" "a\0")); /* reserved kind */
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
    /* 4 x 64 + 1 bytes are two more than a name may have */
    for (size_t i = 0; i < 4 * 64; i++)
        longest[i] = i % 64 == 0 ? 63 : 'a';
    longest[4 * 64] = 0;
    begin(p, RECURSIVE, "contoso.com", EX_DNS_NS);
    add_record(p, ANSWER, "contoso.com", EX_DNS_NS, ex_str_n(longest, 4 * 64 + 1));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_case(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "CoNtOsO.cOm", EX_DNS_A);
    p->question.name = EX_STR("contoso.com");
    add_record(p, ANSWER, "CONTOSO.com", EX_DNS_A, BYTES("\1\2\3\4"));
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_data(p, 0, "1.2.3.4");
}

/* ---- damage ---- */

static void make_rich(struct packet *p)
{
    begin(p, RECURSIVE, "www.contoso.com", EX_DNS_A);
    add_named(p, ANSWER, "www.contoso.com", EX_DNS_CNAME, "web.contoso.com");
    add_record(p, ANSWER, "web.contoso.com", EX_DNS_A, BYTES("\1\2\3\4"));
    add_soa(p, "contoso.com");
    add_record(p, ADDITIONAL, "", 41, BYTES(""));
}

static void test_cut_everywhere(void **state)
{
    struct packet *p = *state;

    make_rich(p);
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    struct ex_str whole = ex_arena_str(p->arena, ex_buf_str(&p->bytes));
    for (size_t n = 0; n < whole.n; n++) {
        /* a copy of its own length, so that sanitizers see every step behind it */
        char *copy = ex_alloc(n);
        memcpy(copy, whole.p, n);
        (void)ex_dns_read(ex_str_n(copy, n), &p->question, p->scratch, p->arena, &p->answer);
        assert_int_equal(p->answer.status, EX_DNS_MALFORMED);
        assert_int_equal(p->answer.n_records, 0);
        free(copy);
    }
}

static void test_counts_that_lie(void **state)
{
    struct packet *p = *state;

    for (size_t section = 4; section <= ADDITIONAL; section += 2) {
        make_rich(p);
        set_u16(p, section, 0xFFFF);
        assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
    }
    make_rich(p);
    set_u16(p, 4, 0);
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_too_many_records(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "a.b", EX_DNS_A);
    for (unsigned i = 0; i <= EX_MAX_DNS_RECORDS; i++)
        add_record(p, ANSWER, "", EX_DNS_A, BYTES("\1\2\3\4"));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_other_question(void **state)
{
    struct packet *p = *state;

    make_rich(p);
    p->question.name = EX_STR("w.contoso.com");
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
    make_rich(p);
    p->question.type = EX_DNS_AAAA;
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
    make_rich(p);
    set_u16(p, 2, 0x0100); /* a query, not a response */
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_truncation(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE | TRUNCATED, "contoso.com", EX_DNS_TXT);
    assert_true(ex_dns_is_truncated(ex_buf_str(&p->bytes)));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
    make_rich(p);
    assert_false(ex_dns_is_truncated(ex_buf_str(&p->bytes)));
    assert_false(ex_dns_is_truncated(EX_STR("")));
}

/* ---- what the answer means ---- */

static void test_statuses(void **state)
{
    static const struct {
        unsigned rcode;
        enum ex_dns_status status;
    } rows[] = {{0, EX_DNS_NODATA},  {1, EX_DNS_OTHER},   {2, EX_DNS_SERVFAIL},
                {3, EX_DNS_NXDOMAIN}, {4, EX_DNS_OTHER}, {5, EX_DNS_REFUSED}};
    struct packet *p = *state;

    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        begin(p, RECURSIVE | rows[i].rcode, "contoso.com", EX_DNS_A);
        assert_int_equal(read_packet(p), rows[i].status);
        assert_int_equal(p->answer.rcode, rows[i].rcode);
        assert_null(p->end.p);
    }
    /* who refuses may leave the question out; who answers may not */
    begin(p, RECURSIVE | 5, "contoso.com", EX_DNS_A);
    set_u16(p, 4, 0);
    p->bytes.n = 12;
    assert_int_equal(read_packet(p), EX_DNS_REFUSED);
    set_u16(p, 2, RECURSIVE);
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

static void test_extended_code(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "contoso.com", EX_DNS_A);
    add_name(p, "");
    count_one(p, ADDITIONAL);
    ex_buf_add(&p->bytes, BYTES("\0\x29\4\xD0\1\0\0\0\0\0")); /* BADVERS */
    assert_int_equal(read_packet(p), EX_DNS_OTHER);
    assert_int_equal(p->answer.rcode, 16);
}

static void test_validated(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE | VALIDATED, "contoso.com", EX_DNS_A);
    assert_int_equal(read_packet(p), EX_DNS_NODATA);
    assert_true(p->answer.authenticated);
    begin(p, RECURSIVE, "contoso.com", EX_DNS_A);
    (void)read_packet(p);
    assert_false(p->answer.authenticated);
}

static void test_referral(void **state)
{
    struct packet *p = *state;

    begin(p, 0x8000, "contoso.com", EX_DNS_A);
    add_named(p, AUTHORITY, "com", EX_DNS_NS, "a.gtld.net");
    assert_int_equal(read_packet(p), EX_DNS_REFERRAL);
    begin(p, AUTHORITATIVE, "contoso.com", EX_DNS_A);
    add_named(p, AUTHORITY, "contoso.com", EX_DNS_NS, "ns.contoso.com");
    add_soa(p, "contoso.com");
    assert_int_equal(read_packet(p), EX_DNS_NODATA);
}

static void test_chain(void **state)
{
    struct packet *p = *state;

    make_rich(p);
    assert_int_equal(read_packet(p), EX_DNS_ANSWERED);
    assert_int_equal(p->answer.n_records, 2);
    assert_int_equal(p->answer.records[0].type, EX_DNS_CNAME);
    assert_data(p, 0, "web.contoso.com");
    assert_data(p, 1, "1.2.3.4");
    assert_null(p->end.p);
    /* the end lies elsewhere */
    begin(p, RECURSIVE, "www.contoso.com", EX_DNS_A);
    add_named(p, ANSWER, "www.contoso.com", EX_DNS_CNAME, "web.fabrikam.com");
    (void)read_packet(p);
    assert_true(ex_str_eq(p->end, EX_STR("web.fabrikam.com")));
    assert_int_equal(p->answer.n_records, 1);
    /* ... or is denied: once by SOA, once by NXDOMAIN */
    add_soa(p, "fabrikam.com");
    assert_int_equal(read_packet(p), EX_DNS_NODATA);
    assert_null(p->end.p);
    begin(p, RECURSIVE | 3, "www.contoso.com", EX_DNS_A);
    add_named(p, ANSWER, "www.contoso.com", EX_DNS_CNAME, "web.fabrikam.com");
    assert_int_equal(read_packet(p), EX_DNS_NXDOMAIN);
    assert_int_equal(p->answer.n_records, 1);
    assert_null(p->end.p);
    /* the SOA of another zone denies nothing */
    begin(p, RECURSIVE, "www.contoso.com", EX_DNS_A);
    add_named(p, ANSWER, "www.contoso.com", EX_DNS_CNAME, "web.fabrikam.com");
    add_soa(p, "contoso.com");
    (void)read_packet(p);
    assert_non_null(p->end.p);
}

static void test_circles(void **state)
{
    struct packet *p = *state;
    char from[16];
    char to[16];

    begin(p, RECURSIVE, "a.b", EX_DNS_A);
    add_named(p, ANSWER, "a.b", EX_DNS_CNAME, "c.d");
    add_named(p, ANSWER, "c.d", EX_DNS_CNAME, "a.b");
    assert_int_equal(read_packet(p), EX_DNS_LOOP);
    /* as long as is followed, and one longer */
    for (unsigned n = EX_MAX_DNS_CNAMES; n <= EX_MAX_DNS_CNAMES + 1; n++) {
        begin(p, RECURSIVE, "n0.b", EX_DNS_A);
        for (unsigned i = 0; i < n; i++) {
            (void)snprintf(from, sizeof from, "n%u.b", i);
            (void)snprintf(to, sizeof to, "n%u.b", i + 1);
            add_named(p, ANSWER, from, EX_DNS_CNAME, to);
        }
        add_record(p, ANSWER, to, EX_DNS_A, BYTES("\1\2\3\4"));
        assert_int_equal(read_packet(p),
                         n == EX_MAX_DNS_CNAMES ? EX_DNS_ANSWERED : EX_DNS_LOOP);
    }
}

static void test_foreign_records(void **state)
{
    struct packet *p = *state;

    begin(p, RECURSIVE, "contoso.com", EX_DNS_A);
    add_record(p, ANSWER, "fabrikam.com", EX_DNS_A, BYTES("\1\2\3\4"));
    add_record(p, ANSWER, "contoso.com", EX_DNS_TXT, BYTES("\1x"));
    add_record(p, ANSWER, "contoso.com", 257, BYTES("garbage"));
    assert_int_equal(read_packet(p), EX_DNS_NODATA);
    assert_int_equal(p->answer.n_records, 0);
    /* records of a name that does not exist */
    begin(p, RECURSIVE | 3, "contoso.com", EX_DNS_A);
    add_record(p, ANSWER, "contoso.com", EX_DNS_A, BYTES("\1\2\3\4"));
    assert_int_equal(read_packet(p), EX_DNS_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_targets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tlsa, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_compression, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_labels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut_everywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_counts_that_lie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_records, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_question, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_truncation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_statuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_extended_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_validated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_referral, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_chain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_circles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_foreign_records, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
