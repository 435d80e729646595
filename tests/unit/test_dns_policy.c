/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of policies in TXT records: SPF (RFC 7208), DMARC, MTA-STS, TLS-RPT, DKIM.
 */
#include "dns/policy.h"
#include "dns/spf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
    struct ex_arena *arena;
    struct ex_dns_answers answers;
};

static int set_up(void **state)
{
    struct fixture *f = ex_alloc(sizeof *f);

    f->arena = ex_arena_new();
    ex_dns_answers_init(&f->answers);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    ex_arena_free(f->arena);
    ex_dns_answers_free(&f->answers);
    free(f);
    return 0;
}

/* One answer; data NULL: none of the status. Sorted at once. */
static void answer(struct fixture *f, const char *name, enum ex_dns_type type,
                   enum ex_dns_status status, const char *data)
{
    struct ex_dns_answer *one = EX_PUSH(&f->answers.items, struct ex_dns_answer);

    *one = (struct ex_dns_answer){.question = {EX_DNS_PUBLIC, (uint16_t)type, ex_str(name)},
                                  .status = status};
    if (data) {
        one->records = EX_NEW(f->arena, struct ex_dns_record);
        *one->records = (struct ex_dns_record){
            .owner = ex_str(name), .type = (uint16_t)type, .data = ex_str(data)};
        one->n_records = 1;
    }
    ex_dns_sort(&f->answers);
}

static void has(struct fixture *f, const char *name, enum ex_dns_type type, const char *data)
{
    answer(f, name, type, EX_DNS_ANSWERED, data);
}

/* ---- SPF: syntax ---- */

static void test_spf_is(void **state EX_UNUSED)
{
    assert_true(ex_spf_is(EX_STR("v=spf1")));
    assert_true(ex_spf_is(EX_STR("V=SPF1 -all")));
    assert_false(ex_spf_is(EX_STR("v=spf10 -all")));
    assert_false(ex_spf_is(EX_STR(" v=spf1 -all")));
    assert_false(ex_spf_is(EX_STR("spf2.0/pra -all")));
}

static void test_spf_syntax(void **state)
{
    static const char *const good[] = {
        "", "-all", "+ALL", "a", "a/24", "a//64", "a/24//64", "a:mail.contoso.com/0",
        "mx:contoso.com//128", "ptr", "ptr:contoso.com", "ip4:192.0.2.1", "ip4:192.0.2.0/24",
        "ip6:2001:db8::/32", "ip6:::1", "include:_spf.contoso.com", "?include:contoso.com.",
        "exists:%{ir}.%{v}._spf.%{d2}", "exists:%{l/}.contoso.com", "a:%{d}/24",
        "redirect=_spf.contoso.com", "exp=explain.%{d}", "x-other=any%%thing", "a   mx",
        "include:a%_b.contoso.com", "a:x/y.contoso.com",
    };
    static const char *const bad[] = {
        "foo", "-", "all:x", "all/24", "a:", "a:contoso", "a/33", "a/", "a//129", "a/024",
        "a:192.0.2.1", "mx/24/64", "ptr/24", "ip4", "ip4:", "ip4:192.0.2", "ip4:2001:db8::1",
        "ip4:192.0.2.1/33", "ip6:192.0.2.1", "ip6:[2001:db8::1]", "ip6:2001:db8::/129", "include",
        "include:", "include:x y", "include=contoso.com", "exists", "exists:%{x}.contoso.com",
        "exists:%{d.contoso.com", "exists:%.contoso.com", "redirect", "redirect:contoso.com",
        "-redirect=contoso.com", "redirect=a.com redirect=b.com", "exp=a.com exp=b.com", "?x=y",
        "ipv4:192.0.2.1", "include:contoso.com/24", "mx;", "x=%a", "include:a..%",
    };
    struct fixture *f = *state;
    struct ex_spf spf;

    for (size_t i = 0; i < EX_COUNT(good); i++) {
        ex_spf_parse(ex_arena_printf(f->arena, "v=spf1 %s", good[i]), f->arena, &spf);
        if (spf.error.p)
            fail_msg("%s: %s", good[i], spf.error.p);
    }
    for (size_t i = 0; i < EX_COUNT(bad); i++) {
        ex_spf_parse(ex_arena_printf(f->arena, "v=spf1 %s", bad[i]), f->arena, &spf);
        if (!spf.error.p)
            fail_msg("%s", bad[i]);
    }
}

static void test_spf_terms(void **state)
{
    struct fixture *f = *state;
    struct ex_spf spf;

    ex_spf_parse(EX_STR("v=spf1 ~a:Mail.Contoso.com/24//64 include:%{d}.x.com ?all"), f->arena,
                 &spf);
    assert_null(spf.error.p);
    assert_int_equal(spf.n, 3);
    assert_int_equal(spf.terms[0].qualifier, '~');
    assert_true(ex_str_eq(spf.terms[0].value, EX_STR("mail.contoso.com")));
    assert_int_equal(spf.terms[0].bits4, 24);
    assert_int_equal(spf.terms[0].bits6, 64);
    assert_true(spf.terms[1].macro);
    assert_false(spf.terms[0].macro);
    assert_int_equal(spf.terms[2].mechanism, EX_SPF_ALL);
}

/* ---- SPF: counting ---- */

static struct ex_spf_walk count(struct fixture *f, const char *record)
{
    struct ex_spf_walk walk;

    ex_spf_count(&f->answers, EX_STR("contoso.com"), ex_str(record), f->arena, &walk);
    return walk;
}

static void test_spf_count(void **state)
{
    struct fixture *f = *state;
    struct ex_spf_walk walk;

    has(f, "contoso.com", EX_DNS_A, "192.0.2.1");
    has(f, "contoso.com", EX_DNS_MX, "mail.contoso.com");
    has(f, "one.com", EX_DNS_TXT, "v=spf1 a:contoso.com include:two.com -all");
    has(f, "two.com", EX_DNS_TXT, "v=spf1 mx:contoso.com ptr exists:%{i}.two.com ?all");
    answer(f, "contoso.com", EX_DNS_AAAA, EX_DNS_NODATA, NULL);
    walk = count(f, "v=spf1 ip4:192.0.2.1 a mx include:one.com -all include:behind.com");
    assert_int_equal(walk.lookups, 8);
    assert_int_equal(walk.void_lookups, 0);
    assert_false(walk.unknown);
    assert_null(walk.error.p);
    walk = count(f, "v=spf1 redirect=one.com");
    assert_int_equal(walk.lookups, 6);
    walk = count(f, "v=spf1 redirect=one.com ?all"); /* has no effect beside all */
    assert_int_equal(walk.lookups, 0);
}

static void test_spf_count_missing(void **state)
{
    struct fixture *f = *state;
    struct ex_spf_walk walk;

    answer(f, "gone.com", EX_DNS_TXT, EX_DNS_NXDOMAIN, NULL);
    answer(f, "gone.com", EX_DNS_A, EX_DNS_NXDOMAIN, NULL);
    answer(f, "gone.com", EX_DNS_AAAA, EX_DNS_NXDOMAIN, NULL);
    answer(f, "slow.com", EX_DNS_TXT, EX_DNS_TIMEOUT, NULL);
    has(f, "bare.com", EX_DNS_TXT, "hello");
    has(f, "bad.com", EX_DNS_TXT, "v=spf1 foo -all");
    walk = count(f, "v=spf1 include:gone.com a:gone.com -all");
    assert_int_equal(walk.lookups, 2);
    assert_int_equal(walk.void_lookups, 2);
    assert_non_null(walk.error.p);
    walk = count(f, "v=spf1 include:bare.com -all");
    assert_int_equal(walk.void_lookups, 0);
    assert_non_null(walk.error.p);
    assert_non_null(count(f, "v=spf1 include:bad.com -all").error.p);
    /* what was not asked or not answered is not known */
    assert_true(count(f, "v=spf1 include:slow.com -all").unknown);
    assert_true(count(f, "v=spf1 include:never.com -all").unknown);
    assert_true(count(f, "v=spf1 a:never.com -all").unknown);
    assert_true(count(f, "v=spf1 include:%{d}.com -all").unknown);
    assert_null(count(f, "v=spf1 include:slow.com -all").error.p);
}

static void test_spf_count_bounds(void **state)
{
    struct fixture *f = *state;
    struct ex_spf_walk walk;

    has(f, "contoso.com", EX_DNS_TXT, "v=spf1 include:a.com -all");
    has(f, "a.com", EX_DNS_TXT, "v=spf1 include:contoso.com -all");
    walk = count(f, "v=spf1 include:a.com -all");
    assert_int_equal(walk.lookups, 2);
    assert_non_null(walk.error.p);
    /* a tree that would be 2^20 policies */
    for (int i = 0; i < 20; i++)
        has(f, ex_arena_printf(f->arena, "t%d.com", i).p, EX_DNS_TXT,
            ex_arena_printf(f->arena, "v=spf1 include:t%d.com include:t%d.com", i + 1, i + 1).p);
    assert_in_range(count(f, "v=spf1 include:t0.com").lookups, 11, 300);
}

/* ---- SPF: an address ---- */

static void assert_spf(struct fixture *f, const char *record, const char *address,
                       enum ex_spf_result expected)
{
    enum ex_spf_result result = ex_spf_check(&f->answers, EX_STR("contoso.com"), ex_str(record),
                                             ex_str(address), f->arena);

    if (result != expected)
        fail_msg("%s of %s: %d, not %d", address, record, (int)result, (int)expected);
}

static void test_spf_check(void **state)
{
    struct fixture *f = *state;

    has(f, "contoso.com", EX_DNS_MX, "mail.contoso.com");
    has(f, "mail.contoso.com", EX_DNS_A, "192.0.2.25");
    answer(f, "mail.contoso.com", EX_DNS_AAAA, EX_DNS_NODATA, NULL);
    has(f, "null.com", EX_DNS_MX, "");
    has(f, "one.com", EX_DNS_TXT, "v=spf1 ip4:192.0.2.0/24 -all");
    has(f, "soft.com", EX_DNS_TXT, "v=spf1 ~all");
    answer(f, "gone.com", EX_DNS_TXT, EX_DNS_NXDOMAIN, NULL);
    answer(f, "slow.com", EX_DNS_TXT, EX_DNS_SERVFAIL, NULL);
    assert_spf(f, "v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.255", EX_SPF_PASS);
    assert_spf(f, "v=spf1 ip4:192.0.2.0/24 -all", "192.0.3.0", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 ip6:2001:db8::/33 -all", "2001:db8:7fff::1", EX_SPF_PASS);
    assert_spf(f, "v=spf1 ip6:2001:db8::/33 -all", "2001:db8:8000::1", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 ip4:0.0.0.0/0 -all", "2001:db8::1", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 mx -all", "192.0.2.25", EX_SPF_PASS);
    assert_spf(f, "v=spf1 mx/24 -all", "192.0.2.1", EX_SPF_PASS);
    assert_spf(f, "v=spf1 mx -all", "2001:db8::1", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 mx:null.com -all", "192.0.2.25", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 a:mail.contoso.com", "192.0.2.25", EX_SPF_PASS);
    assert_spf(f, "v=spf1 exists:mail.contoso.com -all", "198.51.100.1", EX_SPF_PASS);
    assert_spf(f, "v=spf1 include:one.com -all", "192.0.2.7", EX_SPF_PASS);
    assert_spf(f, "v=spf1 include:soft.com +all", "192.0.2.7", EX_SPF_PASS);
    assert_spf(f, "v=spf1 redirect=one.com", "192.0.2.7", EX_SPF_PASS);
    assert_spf(f, "v=spf1 -ip4:192.0.2.7 +all", "192.0.2.7", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1", "192.0.2.7", EX_SPF_NOT_PASS);
    /* errors end the check, whatever follows */
    assert_spf(f, "v=spf1 include:gone.com +all", "192.0.2.7", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 redirect=gone.com", "192.0.2.7", EX_SPF_NOT_PASS);
    assert_spf(f, "v=spf1 +all foo", "192.0.2.7", EX_SPF_NOT_PASS);
    /* not known, unless what stands before decides */
    assert_spf(f, "v=spf1 include:slow.com ip4:192.0.2.7 -all", "192.0.2.7", EX_SPF_UNKNOWN);
    assert_spf(f, "v=spf1 ip4:192.0.2.7 include:slow.com -all", "192.0.2.7", EX_SPF_PASS);
    assert_spf(f, "v=spf1 a:never.com -all", "192.0.2.7", EX_SPF_UNKNOWN);
    assert_spf(f, "v=spf1 exists:%{i}.contoso.com -all", "192.0.2.7", EX_SPF_UNKNOWN);
    assert_spf(f, "v=spf1 ptr -all", "192.0.2.7", EX_SPF_UNKNOWN);
    assert_spf(f, "v=spf1 +all", "nobody", EX_SPF_UNKNOWN);
}

static void test_spf_check_limit(void **state)
{
    struct fixture *f = *state;

    has(f, "no.com", EX_DNS_A, "198.51.100.1");
    assert_spf(f, "v=spf1 a:no.com a:no.com a:no.com a:no.com a:no.com a:no.com a:no.com a:no.com "
                  "a:no.com a:no.com ip4:192.0.2.7", "192.0.2.7", EX_SPF_PASS);
    assert_spf(f, "v=spf1 a:no.com a:no.com a:no.com a:no.com a:no.com a:no.com a:no.com a:no.com "
                  "a:no.com a:no.com a:no.com ip4:192.0.2.7", "192.0.2.7", EX_SPF_NOT_PASS);
    has(f, "loop.com", EX_DNS_TXT, "v=spf1 include:loop.com +all");
    assert_spf(f, "v=spf1 include:loop.com +all", "192.0.2.7", EX_SPF_NOT_PASS);
}

/* ---- lists of tags ---- */

static void assert_policies(struct fixture *f, enum ex_policy_kind kind, const char *const *texts,
                            bool good)
{
    for (; *texts; texts++) {
        struct ex_policy policy;

        ex_policy_parse(kind, ex_str(*texts), f->arena, &policy);
        if (good == (policy.error.p != NULL))
            fail_msg("%s: %s", *texts, policy.error.p ? policy.error.p : "no error");
    }
}

static void test_dmarc(void **state)
{
    static const char *const good[] = {
        "v=DMARC1; p=none", "v=DMARC1;p=reject;sp=quarantine;pct=100;",
        "v = DMARC1 ; P = Reject ; rua = mailto:a@contoso.com!10m , mailto:b@contoso.com",
        "v=DMARC1; p=none; adkim=s; aspf=r; unknown=x", NULL};
    static const char *const bad[] = {
        "v=DMARC1", "v=dmarc1; p=none", "v=DMARC1 p=none", "v=DMARC1; p=block",
        "v=DMARC1; p=none; pct=101", "v=DMARC1; p=none; pct=x", "v=DMARC1; p=none; p=reject",
        "v=DMARC1; p=none; rua=a@contoso.com", "v=DMARC1; p=none; rua=mailto:contoso.com",
        "v=DMARC1; p=none; rua=mailto:@contoso.com", "v=DMARC1; p=none; reject",
        "v=DMARC1; p=none; adkim=strict", "v=DMARC1; p=", "v=DMARC1; p=none; sp=x", NULL};
    struct fixture *f = *state;
    struct ex_policy policy;

    assert_policies(f, EX_POLICY_DMARC, good, true);
    assert_policies(f, EX_POLICY_DMARC, bad, false);
    assert_true(ex_policy_is(EX_POLICY_DMARC, EX_STR("v=dmarc1 p=none")));
    assert_false(ex_policy_is(EX_POLICY_DMARC, EX_STR("v=DMARC10; p=none")));
    assert_false(ex_policy_is(EX_POLICY_DMARC, EX_STR("v=spf1 -all")));
    assert_false(ex_policy_is(EX_POLICY_DMARC, EX_STR("")));
    ex_policy_parse(EX_POLICY_DMARC, ex_str(good[2]), f->arena, &policy);
    assert_int_equal(policy.n_uris, 2);
    assert_int_equal(policy.percent, 100);
    assert_null(policy.subdomain.p);
}

static void test_other_policies(void **state)
{
    static const char *const sts[] = {"v=STSv1; id=20260115T00", NULL};
    static const char *const bad_sts[] = {
        "v=STSv1", "v=STSv1; id=", "v=STSv1; id=a-b", "v=stsv1; id=1",
        "v=STSv1; id=123456789012345678901234567890123", NULL};
    static const char *const rpt[] = {
        "v=TLSRPTv1; rua=mailto:a@contoso.com,https://contoso.com/x", NULL};
    static const char *const bad_rpt[] = {
        "v=TLSRPTv1", "v=TLSRPTv1; rua=", "v=TLSRPTv1; rua=http://contoso.com", NULL};
    static const char *const dkim[] = {"v=DKIM1; k=rsa; p=MIGf MA0/+=", "p=", "k=ed25519; p=AA==", NULL};
    static const char *const bad_dkim[] = {"v=DKIM1; k=rsa", "v=DKIM1; p=*", "v=dkim1; p=AA==", NULL};
    struct fixture *f = *state;
    struct ex_policy policy;

    assert_policies(f, EX_POLICY_MTA_STS, sts, true);
    assert_policies(f, EX_POLICY_MTA_STS, bad_sts, false);
    assert_policies(f, EX_POLICY_TLS_RPT, rpt, true);
    assert_policies(f, EX_POLICY_TLS_RPT, bad_rpt, false);
    assert_policies(f, EX_POLICY_DKIM, dkim, true);
    assert_policies(f, EX_POLICY_DKIM, bad_dkim, false);
    ex_policy_parse(EX_POLICY_DKIM, EX_STR("p="), f->arena, &policy);
    assert_true(policy.revoked);
    assert_true(ex_policy_is(EX_POLICY_DKIM, EX_STR("p=AA==")));
    assert_false(ex_policy_is(EX_POLICY_DKIM, EX_STR("hello")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_spf_is),           TEST(test_spf_syntax),      TEST(test_spf_terms),
        TEST(test_spf_count),        TEST(test_spf_count_missing), TEST(test_spf_count_bounds),
        TEST(test_spf_check),        TEST(test_spf_check_limit), TEST(test_dmarc),
        TEST(test_other_policies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
