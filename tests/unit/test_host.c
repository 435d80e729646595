/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of src/model/host.h: names, public suffixes, addresses and URLs.
 */
#include "model/host.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        struct ex_str a_ = (actual);                                                               \
        struct ex_str e_ = ex_str(expected);                                                       \
        if (!ex_str_eq(a_, e_))                                                                    \
            fail_msg("'%.*s' is not '%.*s'", EX_FMT(a_), EX_FMT(e_));                              \
    } while (0)

static int setup(void **state)
{
    *state = ex_arena_new();
    return 0;
}

static int teardown(void **state)
{
    ex_arena_free(*state);
    return 0;
}

static struct ex_ip ip(const char *text)
{
    struct ex_ip out = {{0}, false};
    if (!ex_ip_parse(ex_str(text), &out))
        fail_msg("'%s' is no address", text);
    return out;
}

/* ---- names ---- */

static void canonical_form_of_names(void **state)
{
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"", ""},
        {".", ""},
        {"Mail.Contoso.COM", "mail.contoso.com"},
        {"mail.contoso.com.", "mail.contoso.com"},
        {"mail.contoso.com..", "mail.contoso.com."},
        {"M\xC3\xBCnchen.de", "xn--mnchen-3ya.de"},
        {"M\xC3\x9CNCHEN.de.", "xn--mnchen-3ya.de"},
        {"mu\xCC\x88nchen.de", "xn--mnchen-3ya.de"},
        {"XN--Mnchen-3ya.de", "xn--mnchen-3ya.de"},
        {"fa\xC3\x9F.de", "xn--fa-hia.de"},
        {"a\xE3\x80\x82""com", "a.com"},
        {"A_b.com", "a_b.com"},
        {"-\xC3\xBC.DE", "-\xC3\xBC.de"},
        {"\xFF.DE", "\xFF.de"},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++)
        assert_str(ex_host_canonical(*state, ex_str(rows[i].in)), rows[i].out);
}

static void canonical_form_keeps_nul_bytes(void **state)
{
    struct ex_str in = EX_STR("\xC3\xBC\0B");
    assert_true(ex_str_eq(ex_host_canonical(*state, in), EX_STR("\xC3\xBC\0b")));
}

static void canonical_form_of_an_endless_name_is_only_lower_case(void **state)
{
    size_t n = EX_MAX_HOST_BYTES + 2;
    char *p = ex_arena_bytes(*state, n);
    memset(p, 'A', n);
    memcpy(p, "\xC3\xBC", 2);
    struct ex_str out = ex_host_canonical(*state, ex_str_n(p, n));
    assert_int_equal(out.n, n);
    assert_int_equal(out.p[n - 1], 'a');
}

static void valid_names(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "ex01", "mail.contoso.com", "xn--mnchen-3ya.de",
                                       "3com.com"};
    for (size_t i = 0; i < EX_COUNT(good); i++)
        assert_true(ex_host_valid(ex_str(good[i])));
}

static void invalid_names(void **state)
{
    (void)state;
    static const char *const bad[] = {"", ".", "a..b", ".a", "a.", "-a.com", "a-.com", "a_b.com",
                                      "A.com", "*.com", "a b", "m\xC3\xBC.de", "[::1]"};
    for (size_t i = 0; i < EX_COUNT(bad); i++)
        assert_false(ex_host_valid(ex_str(bad[i])));
}

static void lengths_of_labels_and_names_are_limited(void **state)
{
    (void)state;
    char name[255];
    memset(name, 'a', sizeof name);
    assert_true(ex_host_valid(ex_str_n(name, 63)));
    assert_false(ex_host_valid(ex_str_n(name, 64)));
    name[63] = name[127] = name[191] = '.';
    assert_true(ex_host_valid(ex_str_n(name, 253)));
    assert_false(ex_host_valid(ex_str_n(name, 254)));
}

static void a_host_is_under_its_domain(void **state)
{
    (void)state;
    assert_true(ex_host_under(ex_str("contoso.com"), ex_str("contoso.com")));
    assert_true(ex_host_under(ex_str("a.b.contoso.com"), ex_str("contoso.com")));
    assert_false(ex_host_under(ex_str("notcontoso.com"), ex_str("contoso.com")));
    assert_false(ex_host_under(ex_str("contoso.com"), ex_str("mail.contoso.com")));
    assert_false(ex_host_under(ex_str("contoso.com"), ex_str("")));
    assert_false(ex_host_under(ex_str(""), ex_str("com")));
}

static void labels_are_counted(void **state)
{
    (void)state;
    assert_int_equal(ex_host_labels(ex_str("")), 0);
    assert_int_equal(ex_host_labels(ex_str("ex01")), 1);
    assert_int_equal(ex_host_labels(ex_str("mail.contoso.com")), 3);
}

/* ---- the public DNS ---- */

static void public_names(void **state)
{
    (void)state;
    static const char *const names[] = {"contoso.com", "mail.fabrikam.com", "example.com",
                                        "a.co.uk", "xn--mnchen-3ya.de", "x.xn--fiqs8s", "www.ck"};
    for (size_t i = 0; i < EX_COUNT(names); i++)
        if (!ex_host_public(ex_str(names[i])))
            fail_msg("%s is public", names[i]);
}

static void names_that_are_not_public(void **state)
{
    (void)state;
    static const char *const names[] = {
        "", "com", "ex01", "contoso.local", "contoso.lan", "mail.contoso.corp", "a.example",
        "a.test", "a.invalid", "a.localhost", "router.home.arpa", "1.in-addr.arpa", "abc.onion",
        "a.internal", "a.alt", "a.intern", "a.private", "a.home", "10.0.0.1", "8.8.8.8",
        "contoso.notatld", "a_b.com", "a..com"};
    for (size_t i = 0; i < EX_COUNT(names); i++)
        if (ex_host_public(ex_str(names[i])))
            fail_msg("%s is not public", names[i]);
}

static void registrable_domains(void **state)
{
    (void)state;
    assert_str(ex_host_registrable(ex_str("mail.contoso.co.uk")), "contoso.co.uk");
    assert_str(ex_host_registrable(ex_str("contoso.com")), "contoso.com");
    assert_str(ex_host_registrable(ex_str("ex01.ad.contoso.local")), "contoso.local");
    assert_str(ex_host_registrable(ex_str("com")), "");
    assert_str(ex_host_registrable(ex_str("co.uk")), "");
    assert_str(ex_host_registrable(ex_str("10.1.2.3")), "");
    assert_str(ex_host_registrable(ex_str("a..b")), "");
}

static void public_suffixes(void **state)
{
    (void)state;
    assert_true(ex_host_public_suffix(ex_str("com")));
    assert_true(ex_host_public_suffix(ex_str("co.uk")));
    assert_false(ex_host_public_suffix(ex_str("contoso.com")));
    assert_false(ex_host_public_suffix(ex_str("local")));
    assert_false(ex_host_public_suffix(ex_str("")));
}

/* ---- addresses ---- */

static void addresses_have_one_text(void **state)
{
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1"}, {"::", "::"},
        {"[::1]", "::1"},           {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::ffff:1.2.3.4", "::ffff:1.2.3.4"},
        {"fffe:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
         "fffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        struct ex_ip address = ip(rows[i].in);
        assert_str(ex_ip_text(*state, &address), rows[i].out);
    }
}

static void addresses_have_a_reverse_name(void **state)
{
    struct ex_ip v4 = ip("203.0.113.25");
    struct ex_ip v6 = ip("2001:db8::25");
    assert_str(ex_ip_reverse_name(*state, &v4), "25.113.0.203.in-addr.arpa");
    assert_str(ex_ip_reverse_name(*state, &v6),
               "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

static void texts_that_are_no_address(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "01.2.3.4",
                                      "[1.2.3.4]", "[::1", "::1]", "[]", "fe80::1%4", ":::",
                                      "1::2::3", "12345::", "a", "1.2.3.4:25", "0x7f.0.0.1"};
    struct ex_ip out;
    for (size_t i = 0; i < EX_COUNT(bad); i++)
        if (ex_ip_parse(ex_str(bad[i]), &out))
            fail_msg("'%s' is no address", bad[i]);
    assert_false(ex_ip_parse(EX_STR("1.2.3.4\0"), &out));
}

static void addresses_are_ordered_by_family_then_bytes(void **state)
{
    (void)state;
    struct ex_ip a = ip("9.0.0.0");
    struct ex_ip b = ip("10.0.0.0");
    struct ex_ip c = ip("::");
    assert_true(ex_ip_cmp(&a, &b) < 0);
    assert_true(ex_ip_cmp(&c, &b) > 0);
    assert_int_equal(ex_ip_cmp(&b, &b), 0);
}

static void special_addresses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0.0.0.0", "10.255.255.255", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.0",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1",
        "::ffff:8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002::1", "3fff::1",
        "5f00::1", "fc00::1", "fdff::1", "fe80::1", "fec0::1", "ff02::1"};
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct ex_ip address = ip(texts[i]);
        if (!ex_ip_special(&address))
            fail_msg("%s is special", texts[i]);
    }
}

static void addresses_that_are_not_special(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1.0.0.0", "8.8.8.8", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.0", "192.0.0.9", "192.0.0.10", "192.0.1.0", "192.167.1.1", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "64:ff9b::808:808", "::2", "2001:4860:4860::8888",
        "2001:3::1", "2001:1::1", "2001:200::1", "2600::1", "4000::1"};
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct ex_ip address = ip(texts[i]);
        if (ex_ip_special(&address))
            fail_msg("%s is not special", texts[i]);
    }
}

static void ranges_as_exchange_writes_them(void **state)
{
    static const struct {
        const char *in;
        const char *low;
        const char *high;
    } rows[] = {
        {"10.1.2.3", "10.1.2.3", "10.1.2.3"},
        {"10.0.0.1-10.0.0.9", "10.0.0.1", "10.0.0.9"},
        {" 10.0.0.1 - 10.0.0.9 ", "10.0.0.1", "10.0.0.9"},
        {"192.168.1.77/24", "192.168.1.0", "192.168.1.255"},
        {"0.0.0.0/0", "0.0.0.0", "255.255.255.255"},
        {"10.0.0.1/32", "10.0.0.1", "10.0.0.1"},
        {"10.1.2.3/12", "10.0.0.0", "10.15.255.255"},
        {"192.168.1.7(255.255.255.0)", "192.168.1.0", "192.168.1.255"},
        {"10.1.2.3(255.255.252.0)", "10.1.0.0", "10.1.3.255"},
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"2001:db8::/33", "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        struct ex_ip_range range;
        assert_true(ex_ip_range_parse(ex_str(rows[i].in), &range));
        assert_str(ex_ip_text(*state, &range.low), rows[i].low);
        assert_str(ex_ip_text(*state, &range.high), rows[i].high);
    }
}

static void texts_that_are_no_range(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "-", "10.0.0.9-10.0.0.1", "10.0.0.1-::1", "10.0.0.0/33", "::/129", "10.0.0.0/",
        "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8x", "10.0.0.0(255.0.255.0)", "10.0.0.0(ffff::)",
        "10.0.0.0(255.0.0.0", "10.0.0.0()", "a-b", "10.0.0.0/00000000008"};
    struct ex_ip_range range;
    for (size_t i = 0; i < EX_COUNT(bad); i++)
        if (ex_ip_range_parse(ex_str(bad[i]), &range))
            fail_msg("'%s' is no range", bad[i]);
}

/* Whether ranges, separated by ',', cover the public part of IPv4. */
static bool cover(const char *text)
{
    struct ex_ip_range ranges[16];
    size_t n = 0;
    struct ex_str rest = ex_str(text);
    struct ex_str piece;
    while (rest.n > 0 && ex_str_split(&rest, ',', &piece))
        assert_true(ex_ip_range_parse(piece, &ranges[n++]));
    return ex_ip_ranges_cover_public_v4(ranges, n);
}

static void ranges_that_cover_the_internet(void **state)
{
    (void)state;
    assert_true(cover("0.0.0.0-255.255.255.255"));
    assert_true(cover("0.0.0.0/0"));
    assert_true(cover("::/0,128.0.0.0/1,0.0.0.0/1"));
    assert_true(cover("1.0.0.0-223.255.255.255"));
    assert_true(cover("100.0.0.0-255.255.255.255,0.0.0.0-150.0.0.0,20.0.0.0-21.0.0.0"));
    assert_true(cover("0.0.0.0-9.255.255.255,11.0.0.0-172.15.255.255,172.32.0.0-192.167.255.255,"
                      "192.169.0.0-255.255.255.255"));
}

static void ranges_that_do_not_cover_the_internet(void **state)
{
    (void)state;
    assert_false(ex_ip_ranges_cover_public_v4(NULL, 0));
    assert_false(cover("10.0.0.0/8,192.168.0.0/16,172.16.0.0/12"));
    assert_false(cover("::/0"));
    assert_false(cover("::ffff:0:0/96"));
    assert_false(cover("0.0.0.0-8.8.8.7,8.8.8.9-255.255.255.255"));
    assert_false(cover("1.0.0.1-255.255.255.255"));
    assert_false(cover("0.0.0.0-223.255.255.254"));
}

/* ---- URLs ---- */

static struct ex_url url(void **state, const char *text)
{
    struct ex_url out;
    if (!ex_url_parse(*state, ex_str(text), &out))
        fail_msg("'%s' is no URL", text);
    return out;
}

static void a_url_is_split(void **state)
{
    struct ex_url u = url(state, "HTTPS://User:pw@Mail.Contoso.com.:443/OWA/%20?a=b?c#d#e");
    assert_true(u.absolute);
    assert_str(u.scheme, "https");
    assert_str(u.userinfo, "User:pw");
    assert_str(u.host, "mail.contoso.com");
    assert_int_equal(u.port, 443);
    assert_str(u.path, "/OWA/%20");
    assert_str(u.query, "a=b?c");
    assert_str(u.fragment, "d#e");
}

static void missing_parts_of_a_url_are_empty(void **state)
{
    struct ex_url u = url(state, "http://ex01");
    assert_true(u.absolute);
    assert_int_equal(u.port, -1);
    assert_str(u.host, "ex01");
    assert_str(u.path, "");
    assert_str(u.userinfo, "");
    assert_str(url(state, "http://ex01?q").query, "q");
    assert_int_equal(url(state, "http://ex01:/").port, -1);
}

static void relative_references(void **state)
{
    assert_false(url(state, "/owa").absolute);
    assert_str(url(state, "/owa").path, "/owa");
    assert_str(url(state, "/owa").host, "");
    assert_str(url(state, "mail.contoso.com").path, "mail.contoso.com");
    assert_false(url(state, "//host/x").absolute);
    assert_str(url(state, "//host/x").host, "host");
    assert_false(url(state, "mailto:a@contoso.com").absolute);
    assert_str(url(state, "mailto:a@contoso.com").path, "a@contoso.com");
    assert_str(url(state, "/a:b").scheme, "");
}

static void hosts_of_urls(void **state)
{
    assert_str(url(state, "https://m\xC3\xBCnchen.de/").host, "xn--mnchen-3ya.de");
    assert_str(url(state, "https://[2001:DB8::0]:8443/").host, "2001:db8::");
    assert_int_equal(url(state, "https://[2001:DB8::0]:8443/").port, 8443);
    assert_str(url(state, "https://10.0.0.1/").host, "10.0.0.1");
    assert_str(url(state, "https://a%20b/").host, "a%20b");
    assert_str(url(state, "file:///c:/x").path, "/c:/x");
}

static void ports_of_urls(void **state)
{
    assert_int_equal(url(state, "http://a:0").port, 0);
    assert_int_equal(url(state, "http://a:65535").port, 65535);
    assert_int_equal(url(state, "http://a:00080").port, 80);
}

static void texts_that_are_no_url(void **state)
{
    static const char *const bad[] = {
        "", " ", "https://a b", " https://a", "https://a\\b", "\\\\server\\share", "https://a\n",
        "http://", "https:///owa", "https:/owa", "https://./", "http://:80", "http://a:65536",
        "http://a:-1", "http://a:+1", "http://a:8x", "http://a:99999999999999999999",
        "http://a:b:1", "http://[::1", "http://[::1]x", "http://[1.2.3.4]/",
        "http://[fe80::1%251]/", "http://[]/", "http://a]b/", "http://u@h@i/",
        "http://<a>/", "http://a\"b/", "http://a|b/", "http://*/"};
    struct ex_url out;
    for (size_t i = 0; i < EX_COUNT(bad); i++)
        if (ex_url_parse(*state, ex_str(bad[i]), &out))
            fail_msg("'%s' is no URL", bad[i]);
    assert_false(ex_url_parse(*state, EX_STR("http://a\0b/"), &out));
}

static void an_endless_text_is_no_url(void **state)
{
    size_t n = EX_MAX_URL_BYTES + 1;
    char *p = ex_arena_bytes(*state, n);
    memset(p, 'a', n);
    struct ex_url out;
    assert_false(ex_url_parse(*state, ex_str_n(p, n), &out));
    assert_true(ex_url_parse(*state, ex_str_n(p, n - 1), &out));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest names[] = {
        TEST(canonical_form_of_names),
        TEST(canonical_form_keeps_nul_bytes),
        TEST(canonical_form_of_an_endless_name_is_only_lower_case),
        TEST(valid_names),
        TEST(invalid_names),
        TEST(lengths_of_labels_and_names_are_limited),
        TEST(a_host_is_under_its_domain),
        TEST(labels_are_counted),
        TEST(public_names),
        TEST(names_that_are_not_public),
        TEST(registrable_domains),
        TEST(public_suffixes),
    };
    const struct CMUnitTest addresses[] = {
        TEST(addresses_have_one_text),
        TEST(addresses_have_a_reverse_name),
        TEST(texts_that_are_no_address),
        TEST(addresses_are_ordered_by_family_then_bytes),
        TEST(special_addresses),
        TEST(addresses_that_are_not_special),
        TEST(ranges_as_exchange_writes_them),
        TEST(texts_that_are_no_range),
        TEST(ranges_that_cover_the_internet),
        TEST(ranges_that_do_not_cover_the_internet),
    };
    const struct CMUnitTest urls[] = {
        TEST(a_url_is_split),
        TEST(missing_parts_of_a_url_are_empty),
        TEST(relative_references),
        TEST(hosts_of_urls),
        TEST(ports_of_urls),
        TEST(texts_that_are_no_url),
        TEST(an_endless_text_is_no_url),
    };
    int failed = cmocka_run_group_tests(names, NULL, NULL);
    failed += cmocka_run_group_tests(addresses, NULL, NULL);
    failed += cmocka_run_group_tests(urls, NULL, NULL);
    return failed != 0;
}
