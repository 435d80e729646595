/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of src/model/cert.h. The certificates under tests/unit/data/cert are
 * fixed; damaged ones are made from them here by replacing bytes, which leaves
 * the encoding intact where the replacement has the same length.
 */
#include "model/cert.h"

#include "base/buf.h"
#include "base/limits.h"
#include "model/value.h"

#include <openssl/err.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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

/* A file relative to the source folder; `p` NULL when there is none. */
static struct ex_str file(struct ex_arena *arena, const char *path)
{
    const char *folder = getenv("EXLINT_SRCDIR");
    struct ex_str full = ex_arena_printf(arena, "%s/%s", folder ? folder : ".", path);
    FILE *stream = fopen(full.p, "rb");
    if (!stream)
        return (struct ex_str){NULL, 0};
    size_t room = 1u << 20;
    char *p = ex_arena_bytes(arena, room);
    size_t n = fread(p, 1, room, stream);
    fclose(stream);
    return ex_str_n(p, n);
}

static struct ex_str fixture(struct ex_arena *arena, const char *name)
{
    struct ex_str path = ex_arena_printf(arena, "tests/unit/data/cert/%s", name);
    struct ex_str der = file(arena, path.p);
    if (!der.p)
        fail_msg("%s is missing", path.p);
    return der;
}

/* A copy in which the first `from` is `to`, of the same length. */
static struct ex_str patched(struct ex_arena *arena, struct ex_str der, struct ex_str from,
                             struct ex_str to)
{
    size_t at = ex_str_find_str(der, from);
    assert_true(at != SIZE_MAX && from.n == to.n);
    char *p = ex_arena_bytes(arena, der.n);
    memcpy(p, der.p, der.n);
    memcpy(p + at, to.p, to.n);
    return ex_str_n(p, der.n);
}

static struct ex_cert read_der(struct ex_arena *arena, struct ex_str der)
{
    struct ex_cert cert;
    const char *why = "?";
    if (!ex_cert_read(arena, der.p, der.n, &cert, &why))
        fail_msg("not read: %s", why);
    return cert;
}

static struct ex_cert read_fixture(struct ex_arena *arena, const char *name)
{
    return read_der(arena, fixture(arena, name));
}

static void assert_refused(struct ex_arena *arena, struct ex_str der, const char *expected)
{
    struct ex_cert cert;
    const char *why = NULL;
    assert_false(ex_cert_read(arena, der.p, der.n, &cert, &why));
    assert_string_equal(why, expected);
    assert_int_equal(ERR_peek_error(), 0);
}

static int64_t ticks(int64_t unix_seconds)
{
    return EX_UNIX_EPOCH_TICKS + unix_seconds * EX_TICKS_PER_SECOND;
}

/* ---- what certificates say ---- */

static void names_are_in_the_order_of_dotnet(void **state)
{
    struct ex_cert cert = read_fixture(*state, "mail.der");
    assert_str(cert.subject, "CN=mail.contoso.com, OU=Mail, O=\"Contoso, Ltd.\", L=Redmond, "
                             "S=Washington, C=US");
    assert_str(cert.issuer, "CN=mail.contoso.com, OU=Mail, O=\"Contoso, Ltd.\", L=Redmond, "
                            "S=Washington, C=US");
    assert_str(cert.common_name, "mail.contoso.com");
}

static void names_are_quoted_and_keyed_as_in_dotnet(void **state)
{
    struct ex_cert cert = read_fixture(*state, "names.der");
    assert_str(cert.subject,
               "CN=m\xC3\xBCnchen.de, SERIALNUMBER=12, SN=Sur + G=Given, "
               "OID.1.3.6.1.4.1.311.60.2.1.3=US, E=a@contoso.com, OU=\" led \", "
               "O=\"say \"\"hi\"\"; <b>\", CN=first, DC=local");
    assert_str(cert.common_name, "m\xC3\xBCnchen.de");
}

static void dns_names_stand_as_they_are(void **state)
{
    static const char *const names[] = {"mail.contoso.com", "autodiscover.contoso.com",
                                        "*.contoso.com", "mail.contoso.com"};
    struct ex_cert cert = read_fixture(*state, "mail.der");
    assert_true(cert.has_san);
    assert_int_equal(cert.n_dns_names, EX_COUNT(names));
    for (size_t i = 0; i < EX_COUNT(names); i++)
        assert_str(cert.dns_names[i], names[i]);
}

static void names_of_other_kinds_are_no_san(void **state)
{
    struct ex_cert cert = read_fixture(*state, "teletex.der");
    assert_false(cert.has_san);
    assert_int_equal(cert.n_dns_names, 0);
    assert_str(cert.common_name, "cnXevil");
}

static void validity_is_in_ticks(void **state)
{
    struct ex_cert cert = read_fixture(*state, "issued.der");
    assert_int_equal(cert.not_before, ticks(1709209845)); /* 2024-02-29T12:30:45Z */
    assert_int_equal(cert.not_after, ticks(1772281845));  /* 2026-02-28T12:30:45Z */
}

static void years_of_both_centuries_are_read(void **state)
{
    struct ex_cert cert = read_fixture(*state, "ca.der");
    assert_int_equal(cert.not_before, ticks(946684799));  /* 1999-12-31T23:59:59Z */
    assert_int_equal(cert.not_after, ticks(2840140800));  /* 2060-01-01, a GeneralizedTime */
}

static void the_last_second_of_9999_is_read(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "ca.der"), EX_STR("20600101000000Z"),
                                EX_STR("99991231235959Z"));
    assert_int_equal(read_der(*state, der).not_after, INT64_C(3155378975990000000));
}

static void thumbprint_and_serial_number_are_upper_case(void **state)
{
    struct ex_cert cert = read_fixture(*state, "mail.der");
    assert_str(cert.thumbprint, "F48DC63293E03ED11FF7D14D949DBB863DB807D2");
    assert_str(cert.serial_number, "00C0FFEE0123456789ABCDEF00000001");
    assert_str(read_fixture(*state, "issued.der").serial_number, "7F");
}

/* As openssl dgst computes them of the file, and of openssl x509 -pubkey in DER. */
static void digests_are_those_of_tlsa_records(void **state)
{
    struct ex_cert cert = read_fixture(*state, "mail.der");
    assert_str(cert.sha256, "300cebc23eedab7685307fa4556f6dc88c44318960b769c2650febc98f17c3d6");
    assert_str(cert.sha512,
               "5ab9c2fae5d78190851cf646b5063fe0e49fcf7f9377eb0780a882415ae49d20"
               "c0e047715890b12d81f6e32f361bfa1f8c10704d3e42133d88f56d83f49ad269");
    assert_str(cert.key_sha256, "a7b36ca2b88f41660db9b41a062f8f5cb7fbf2ca8ddea2b301f45e627303748e");
    assert_str(cert.key_sha512,
               "7d9927e1098df3697cfb44bb9a3701d6a8548746df24d673e5f92c8facaac427"
               "86457e03a9aeaf78c8a358d545ca9c14b8bb13d6c923788027f8ddfc61382b36");
}

static void algorithms_have_the_names_of_windows(void **state)
{
    static const struct {
        const char *file;
        const char *key;
        int64_t bits;
        const char *signature;
        const char *hash;
    } rows[] = {
        {"mail.der", "RSA", 2048, "sha256RSA", "sha256"},
        {"md5.der", "RSA", 1024, "md5RSA", "md5"},
        {"sha1.der", "RSA", 1024, "sha1RSA", "sha1"},
        {"ca.der", "ECC", 256, "sha384ECDSA", "sha384"},
        {"pss.der", "RSA", 1024, "RSASSA-PSS", "sha384"},
        {"ed25519.der", "Ed25519", 256, "Ed25519", ""},
        {"hugekey.der", "RSA", 17000, "sha256RSA", "sha256"},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        struct ex_cert cert = read_fixture(*state, rows[i].file);
        assert_str(cert.key_algorithm, rows[i].key);
        assert_int_equal(cert.key_bits, rows[i].bits);
        assert_str(cert.signature_algorithm, rows[i].signature);
        assert_str(cert.signature_hash, rows[i].hash);
    }
}

static void unknown_algorithms_are_named_by_number(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "ed25519.der"),
                                EX_STR("\x2A\x30\x05\x06\x03\x2B\x65\x70\x03"),
                                EX_STR("\x2A\x30\x05\x06\x03\x2B\x65\x7F\x03"));
    struct ex_cert cert = read_der(*state, der);
    assert_str(cert.key_algorithm, "1.3.101.127");
    assert_int_equal(cert.key_bits, 0);
    assert_false(cert.self_signed);
}

static void self_signed_needs_a_signature_that_verifies(void **state)
{
    static const struct {
        const char *file;
        bool issued;
        bool signed_by_itself;
    } rows[] = {
        {"mail.der", true, true},     {"ca.der", true, true},      {"ed25519.der", true, true},
        {"pss.der", true, true},      {"md5.der", true, true},     {"sha1.der", true, true},
        {"forged.der", true, false},  {"issued.der", false, false},
        {"hugekey.der", true, false},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        struct ex_cert cert = read_fixture(*state, rows[i].file);
        if (cert.self_issued != rows[i].issued || cert.self_signed != rows[i].signed_by_itself)
            fail_msg("%s", rows[i].file);
    }
}

static void only_basic_constraints_make_a_ca(void **state)
{
    assert_true(read_fixture(*state, "ca.der").is_ca);
    assert_false(read_fixture(*state, "issued.der").is_ca);
    assert_false(read_fixture(*state, "mail.der").is_ca);
}

static void usage_for_servers(void **state)
{
    assert_true(read_fixture(*state, "mail.der").server_auth);    /* listed */
    assert_true(read_fixture(*state, "ca.der").server_auth);      /* no list */
    assert_true(read_fixture(*state, "ed25519.der").server_auth); /* any usage */
    assert_false(read_fixture(*state, "issued.der").server_auth); /* clients only */
}

/* ---- hostile ones ---- */

static void a_nul_in_a_dns_name_leaves_it_out(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "mail.der"), EX_STR("autodiscover.c"),
                                EX_STR("autodiscover\0c"));
    struct ex_cert cert = read_der(*state, der);
    assert_true(cert.has_san);
    assert_int_equal(cert.n_dns_names, 3);
    assert_str(cert.dns_names[1], "*.contoso.com");
}

static void bytes_beyond_ascii_leave_a_dns_name_out(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "issued.der"),
                                EX_STR("\x82\x12" "ex01.contoso.local"),
                                EX_STR("\x82\x12" "\xC3\xA9" "01.contoso.local"));
    struct ex_cert cert = read_der(*state, der);
    assert_true(cert.has_san);
    assert_int_equal(cert.n_dns_names, 0);
}

static void a_nul_in_the_common_name_empties_it(void **state)
{
    struct ex_str der =
        patched(*state, fixture(*state, "teletex.der"), EX_STR("cnXevil"), EX_STR("cn\0evil"));
    der = patched(*state, der, EX_STR("cnXevil"), EX_STR("cn\0evil"));
    struct ex_cert cert = read_der(*state, der);
    assert_int_equal(cert.common_name.n, 0);
    assert_str(cert.subject, "CN=#636E006576696C");
}

static void a_teletex_name_becomes_utf8(void **state)
{
    struct ex_str der =
        patched(*state, fixture(*state, "teletex.der"), EX_STR("cnXevil"), EX_STR("cn\xFC""evil"));
    der = patched(*state, der, EX_STR("cnXevil"), EX_STR("cn\xFC""evil"));
    assert_str(read_der(*state, der).common_name, "cn\xC3\xBC""evil");
}

static void a_name_that_is_not_utf8_is_refused(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "forged.der"),
                                EX_STR("forged.contoso.com"), EX_STR("\xFF\xFFrged.contoso.com"));
    assert_refused(*state, der, "it is not an X.509 certificate in DER");
}

static void nonsense_dates_fail_the_certificate(void **state)
{
    static const char *const dates[] = {"20601301000000Z", "20600230000000Z", "2060010100000xZ",
                                        "20600101250000Z", "00000101000000Z", "hello, world!!!"};
    struct ex_str der = fixture(*state, "ca.der");
    for (size_t i = 0; i < EX_COUNT(dates); i++)
        assert_refused(*state,
                       patched(*state, der, EX_STR("20600101000000Z"), ex_str(dates[i])),
                       "its validity dates cannot be read");
}

static void data_behind_the_certificate_is_refused(void **state)
{
    struct ex_str der = fixture(*state, "ca.der");
    char *p = ex_arena_bytes(*state, der.n + 1);
    memcpy(p, der.p, der.n);
    p[der.n] = '\0';
    assert_refused(*state, ex_str_n(p, der.n + 1), "more data follows the certificate");
}

static void cut_certificates_are_refused(void **state)
{
    struct ex_str der = fixture(*state, "ca.der");
    assert_refused(*state, ex_str_n("", 0), "it is empty");
    for (size_t n = 1; n < der.n; n++)
        assert_refused(*state, ex_str_n(der.p, n), "it is not an X.509 certificate in DER");
}

static void a_certificate_beyond_the_limit_is_refused(void **state)
{
    size_t n = EX_MAX_CERTIFICATE_BYTES + 1;
    char *p = ex_arena_alloc(*state, n);
    assert_refused(*state, ex_str_n(p, n), "it is longer than the limit for one certificate");
}

static void an_extension_that_is_there_twice_is_refused(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "mail.der"), EX_STR("\x55\x1D\x25"),
                                EX_STR("\x55\x1D\x11"));
    assert_refused(*state, der, "it has the same extension twice");
}

static void alternative_names_that_cannot_be_read_are_not_taken_for_none(void **state)
{
    struct ex_str der = patched(*state, fixture(*state, "issued.der"),
                                EX_STR("\x30\x14\x82\x12" "ex01"),
                                EX_STR("\x30\x14\x82\x7F" "ex01"));
    assert_refused(*state, der, "one of its extensions cannot be read");
}

static void the_reason_may_be_left_out(void **state)
{
    struct ex_cert cert;
    assert_false(ex_cert_read(*state, "x", 1, &cert, NULL));
}

static void add_der_header(struct ex_buf *buf, char tag, size_t length)
{
    ex_buf_add_char(buf, tag);
    ex_buf_add_char(buf, (char)0x83);
    for (int shift = 16; shift >= 0; shift -= 8)
        ex_buf_add_char(buf, (char)(unsigned char)(length >> shift));
}

/*
 * The issued certificate with `count` times "a" as alternative names and no
 * other extension: every length around the names is written anew.
 */
static struct ex_str with_names(struct ex_arena *arena, size_t count)
{
    struct ex_str der = fixture(arena, "issued.der");
    size_t san = ex_str_find_str(der, EX_STR("\x06\x03\x55\x1D\x11"));
    size_t extensions = ex_str_find_str(der, EX_STR("\xA3\x41\x30\x3F"));
    assert_true(san != SIZE_MAX && extensions != SIZE_MAX);
    size_t names_n = 3 * count;
    size_t octets_n = names_n + 5;
    size_t extension_n = 5 + octets_n + 5;
    size_t list_n = extension_n + 5;
    struct ex_str head = ex_str_slice(der, 8, extensions);
    struct ex_str tail = ex_str_slice(der, extensions + 2 + 0x41, der.n);
    size_t tbs_n = head.n + list_n + 5 + 5;

    EX_AUTO(ex_buf_free) struct ex_buf buf = EX_BUF_INIT;
    add_der_header(&buf, 0x30, tbs_n + 5 + tail.n);
    add_der_header(&buf, 0x30, tbs_n);
    ex_buf_add(&buf, head);
    add_der_header(&buf, (char)0xA3, list_n + 5);
    add_der_header(&buf, 0x30, list_n);
    add_der_header(&buf, 0x30, extension_n);
    ex_buf_add(&buf, ex_str_slice(der, san, san + 5));
    add_der_header(&buf, 0x04, octets_n);
    add_der_header(&buf, 0x30, names_n);
    for (size_t i = 0; i < count; i++)
        ex_buf_add(&buf, EX_STR("\x82\x01" "a"));
    ex_buf_add(&buf, tail);
    return ex_arena_str(arena, ex_buf_str(&buf));
}

static void the_number_of_alternative_names_is_limited(void **state)
{
    struct ex_cert cert = read_der(*state, with_names(*state, EX_MAX_CERTIFICATE_NAMES));
    assert_int_equal(cert.n_dns_names, EX_MAX_CERTIFICATE_NAMES);
    assert_refused(*state, with_names(*state, EX_MAX_CERTIFICATE_NAMES + 1),
                   "it has more alternative names than the limit");
}

/* ---- names and hosts ---- */

struct pair {
    const char *name;
    const char *host;
};

static void names_that_cover(void **state)
{
    (void)state;
    static const struct pair rows[] = {
        {"mail.contoso.com", "mail.contoso.com"},
        {"MAIL.Contoso.com", "mail.contoso.COM"},
        {"mail.contoso.com", "mail.contoso.com."},
        {"ex01", "EX01"},
        {"localhost", "localhost"},
        {"*.contoso.com", "mail.contoso.com"},
        {"*.CONTOSO.com", "Mail.contoso.com"},
        {"*.contoso.com", "mail.contoso.com."},
        {"*.a.b.contoso.com", "x.a.b.contoso.com"},
        {"*.contoso.local", "ex01.contoso.local"},
        {"*.contoso.com", "xn--mnchen-3ya.contoso.com"},
        {"*.contoso.com", "a_b.contoso.com"},
        {"_sip.contoso.com", "_sip.contoso.com"},
        {"xn--mnchen-3ya.de", "m\xC3\xBCnchen.de"},
        {"M\xC3\x9CNCHEN.de", "xn--mnchen-3ya.de"},
        {"*.m\xC3\xBCnchen.de", "mail.xn--mnchen-3ya.de"},
        {"mail.1and1.com", "mail.1and1.com"},
        {"*.github.io", "contoso.github.io"},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++)
        if (!ex_cert_name_covers(ex_str(rows[i].name), ex_str(rows[i].host)))
            fail_msg("%s covers %s", rows[i].name, rows[i].host);
}

static void names_that_do_not_cover(void **state)
{
    (void)state;
    static const struct pair rows[] = {
        {"", ""}, {"", "a.com"}, {"a.com", ""}, {".", "."}, {"*", "contoso"}, {"*", "a.com"},
        {"*.", "a."}, {"*.com", "contoso.com"}, {"*.co.uk", "contoso.co.uk"},
        {"*.CO.uk", "contoso.co.uk"}, {"*.ck", "foo.ck"}, {"*.local", "contoso.local"},
        {"*.foo.ck", "a.foo.ck"},
        {"*.contoso.com", "contoso.com"}, {"*.contoso.com", "a.mail.contoso.com"},
        {"*.contoso.com", ".contoso.com"}, {"*.contoso.com", "mail.fabrikam.com"},
        {"*.contoso.com", "*.contoso.com"}, {"*.*.contoso.com", "a.b.contoso.com"},
        {"a.*.contoso.com", "a.b.contoso.com"}, {"m*.contoso.com", "mail.contoso.com"},
        {"*l.contoso.com", "mail.contoso.com"}, {"m*l.contoso.com", "mail.contoso.com"},
        {"xn--*.contoso.com", "xn--mnchen-3ya.contoso.com"},
        {"xn--*-3ya.contoso.com", "xn--mnchen-3ya.contoso.com"},
        {"**.contoso.com", "a.contoso.com"}, {"*a.contoso.com", "aa.contoso.com"},
        {"contoso.com", "mail.contoso.com"}, {"mail.contoso.com", "contoso.com"},
        {"mail.contoso.com.", "mail.contoso.com"}, {"*.contoso.com.", "mail.contoso.com"},
        {"mail..contoso.com", "mail..contoso.com"}, {".contoso.com", "mail.contoso.com"},
        {"mail.contoso.com", "mail.contoso.com.."}, {"a b.com", "a b.com"},
        {"-a.com", "-a.com"}, {"10.0.0.1", "10.0.0.1"}, {"*.0.0.1", "10.0.0.1"},
        {"::1", "::1"}, {"[::1]", "[::1]"}, {"*.contoso.com:443", "a.contoso.com:443"},
        {"https://a.com", "https://a.com"}, {"*.m\xC3\xBCnchen.de", "xn--mnchen-3ya.de"},
        {"f*.m\xC3\xBCnchen.de", "foo.xn--mnchen-3ya.de"},
        {"m\xC3\xBCnchen.de.", "xn--mnchen-3ya.de"}, {"\xFF.de", "\xFF.de"},
    };
    for (size_t i = 0; i < EX_COUNT(rows); i++)
        if (ex_cert_name_covers(ex_str(rows[i].name), ex_str(rows[i].host)))
            fail_msg("%s does not cover %s", rows[i].name, rows[i].host);
}

/*
 * What TLS clients agree on, or, where they differ, the side that ex_cert_name_covers() takes.
 * Compared with the public tests of Chromium, mozilla::pkix, webpki, Go, OpenSSL, curl, Node.js
 * and x509-limbo.
 */
static const struct {
    const char *name;
    const char *host;
    bool covers;
} vectors[] = {
    /* single labels, case, digits */
    {"i", "h", false}, {"f", "f", true}, {"aBc", "Abc", true}, {"a1", "a1", true},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", true},
    {"3com.example", "3com.example", true}, {"0.1.2.3.a", "0.1.2.3.a", true},
    {"a.1-1", "a.1-1", true}, {"1a", "1a", true},
    /* what clients take for an address is covered by no name, even the same */
    {"1", "1", false}, {"a.1", "a.1", false}, {"10.1", "10.1", false}, {"a.0x1F", "a.0x1f", false},
    {"0x", "0x", false}, {"192.168.0.1", "192.168.0.1", false}, {"*.168.0.1", "192.168.0.1", false},
    {"*.0.1", "192.168.0.1", false}, {"fe80::b619", "fe80::b619", false},
    {"a.0xg", "a.0xg", true}, {"_1", "_1", true}, {"example.1_", "example.1_", true},
    /* one whole label, and not none */
    {"*.b.a", "c.b.a", true}, {"*.b.a", "b.a", false}, {"*.b.a", "b.a.", false},
    {"*.b.a", ".b.a", false}, {"*.b.a", "d.c.b.a", false}, {"*.test.FR", "wwW.tESt.fr", true},
    {"*.a.b.c", "*.a.b.c", false}, {"www.a.b", "*.a.b", false}, {"*.a.b", "localhost", false},
    /* not in another label, not twice, not as a part of a label */
    {"d.*.b.a", "d.c.b.a", false}, {"*.*.foo.com", "www.bar.foo.com", false},
    {"*.bar.*.com", "foo.bar.example.com", false}, {"foo.b.*", "foo.b.com", false},
    {"c*.b.a", "c.b.a", false}, {"baz*.example.net", "baz1.example.net", false},
    {"*baz.example.net", "foobaz.example.net", false},
    {"b*z.example.net", "buzz.example.net", false},
    {"ww*ww.bar.foo.com", "wwww.bar.foo.com", false}, {"**.foo.com", "a.foo.com", false},
    {"?.bar.foo.com", "w.bar.foo.com", false}, {"(www|ftp).foo.com", "www.foo.com", false},
    {" *.e.llo", "h.e.llo", false}, {"*.foo.com", " h.foo.com", false}, {"*", "foo", false},
    {"**llo", "hello", false}, {"*.", "foo.", false}, {"*.", "foo", false},
    /* not right above a suffix where anyone registers names, nor above a single label */
    {"*.com", "foo.com", false}, {"*.us", "foo.us", false}, {"*.com", "example.com.", false},
    {"*.example", "test.example", false}, {"*.co.uk", "foo.co.uk", false},
    {"*.com.br", "xn--poema-9qae5a.com.br", false}, {"*.xn--mgbaam7a8h", "a.xn--mgbaam7a8h", false},
    {"*.example.co.uk", "test.example.co.uk", true}, {"*.test.example", "www.test.example", true},
    {"*.example.xn--mgbaam7a8h", "test.example.xn--mgbaam7a8h", true},
    /* but a private suffix belongs to one owner */
    {"*.appspot.com", "www.appspot.com", true},
    {"*.s3.amazonaws.com", "foo.s3.amazonaws.com", true},
    /* internationalized names */
    {"xn--poema-9qae5a.com.br", "xn--poema-9qae5a.com.br", true},
    {"*.xn--poema-9qae5a.com.br", "www.xn--poema-9qae5a.com.br", true},
    {"*.xn--poema-9qae5a.com.br", "xn--poema-9qae5a.com.br", false},
    {"xn--*-9qae5a.com.br", "xn--poema-9qae5a.com.br", false},
    {"*--poema-9qae5a.com.br", "xn--poema-9qae5a.com.br", false},
    {"x*.b.a", "xn--a.b.a", false}, {"xn*.b.a", "xn--a.b.a", false},
    {"xn-*.b.a", "xn--a.b.a", false},
    {"xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com", false},
    {"*.example.net", "xn--l8j.example.net", true}, {"xn--l8j.*.net", "xn--l8j.example.net", false},
    {"xn--cnn.com", "xn--cnn.com", true}, {"xn--", "xn--", false}, {"a.xn--", "a.xn--", false},
    /* only the host may be absolute */
    {"foo.com", "foo.com.", true}, {"f", "f.", true}, {"*.bar.foo.com", "w.bar.foo.com.", true},
    {"foo.com.", "foo.com", false}, {"foo.com.", "foo.com.", false}, {"f.", "f", false},
    {"*.bar.foo.com.", "w.bar.foo.com", false}, {"*.com.", "example.com.", false},
    {"foo.com..", "foo.com.", false}, {".", ".", false}, {"", ".", false}, {".", "", false},
    /* labels */
    {"a..b", "a..b", false}, {"*.example..com", "www.example..com", false}, {".uk", "f.uk", false},
    {"..a", "..a", false}, {"a_b", "a_b", true}, {"_", "_", true}, {"___", "___", true},
    {"*.example.com", "_.example.com", true}, {"*._._", "x._._", true},
    {"*.uses_underscore.example.com", "a.uses_underscore.example.com", true},
    {"a--1.b", "a--1.b", true}, {"-a.b", "-a.b", false}, {"a-.b", "a-.b", false},
    {"a!b", "a!b", false}, {"a@b.c", "a@b.c", false}, {"a\tb", "a\tb", false}, {" a", " a", false},
    {"*.example.com", "https://www.example.com", false}, {"a.com:443", "a.com:443", false},
    {"ww%57.foo.com", "www.foo.com", false}, {"www&.foo.com", "www&.foo.com", false},
    /* others */
    {"*.example.com", "bar.foo.example.com", false}, {"example2.com", "example.com", false},
    {"badexample.com", "example.com", false}, {"example.com", "www.example.com", false},
    {"*.test.de", "www.test.co.jp", false}, {"www.test.co.uk", "www.test.co.jp", false},
};

static void public_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < EX_COUNT(vectors); i++) {
        struct ex_str name = ex_str(vectors[i].name);
        if (ex_cert_name_covers(name, ex_str(vectors[i].host)) != vectors[i].covers)
            fail_msg("%s %s %s", vectors[i].name, vectors[i].covers ? "covers" : "does not cover",
                     vectors[i].host);
    }
}

static void nul_bytes_never_match(void **state)
{
    (void)state;
    assert_false(ex_cert_name_covers(EX_STR("a.com\0.evil.com"), EX_STR("a.com")));
    assert_false(ex_cert_name_covers(EX_STR("a.com\0"), EX_STR("a.com\0")));
    assert_false(ex_cert_name_covers(EX_STR("a.com\0"), EX_STR("a.com")));
    assert_false(ex_cert_name_covers(EX_STR("a.com\0*.a.com"), EX_STR("a.com")));
    assert_false(ex_cert_name_covers(EX_STR("\0a"), EX_STR("a")));
    assert_false(ex_cert_name_covers(EX_STR("m\xC3\xBC.de\0.evil.com"), EX_STR("m\xC3\xBC.de")));
}

static void overlong_names_never_match(void **state)
{
    (void)state;
    char name[260];
    memset(name, 'a', sizeof name);
    name[63] = name[127] = name[191] = '.';
    assert_true(ex_cert_name_covers(ex_str_n(name, 253), ex_str_n(name, 253)));
    assert_false(ex_cert_name_covers(ex_str_n(name, 254), ex_str_n(name, 254)));
    name[63] = 'a';
    assert_false(ex_cert_name_covers(ex_str_n(name, 200), ex_str_n(name, 200)));
}

/* ---- real exports, where they are at hand ---- */

static void exported_certificates_are_read(void **state)
{
    static const char *const paths[] = {
        "../shared/samples/connectors/GetExchangeCertificate.xml",
        "../shared/samples/connectors/GetExchangeCertificateBroken.xml",
        "../shared/samples/exchange2016-server/GetExchangeCertificate.xml"};
    static const struct ex_str open = {"<BA N=\"RawData\">", 16};
    size_t count = 0;
    for (size_t i = 0; i < EX_COUNT(paths); i++) {
        struct ex_str xml = file(*state, paths[i]);
        for (size_t at = ex_str_find_str(xml, open); at != SIZE_MAX;
             at = ex_str_find_str(xml, open)) {
            xml = ex_str_slice(xml, at + open.n, xml.n);
            struct ex_str text = ex_str_slice(xml, 0, ex_str_find(xml, '<'));
            unsigned char *der = ex_arena_alloc(*state, 3 * (text.n / 4 + 1));
            size_t n = 0;
            assert_true(ex_base64_decode(text, der, &n));
            struct ex_cert cert = read_der(*state, ex_str_n((const char *)der, n));
            assert_true(cert.self_signed);
            assert_int_equal(cert.key_bits, 2048);
            count++;
        }
    }
    if (count == 0)
        skip();
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest facts[] = {
        TEST(names_are_in_the_order_of_dotnet),
        TEST(names_are_quoted_and_keyed_as_in_dotnet),
        TEST(dns_names_stand_as_they_are),
        TEST(names_of_other_kinds_are_no_san),
        TEST(validity_is_in_ticks),
        TEST(years_of_both_centuries_are_read),
        TEST(the_last_second_of_9999_is_read),
        TEST(thumbprint_and_serial_number_are_upper_case),
        TEST(digests_are_those_of_tlsa_records),
        TEST(algorithms_have_the_names_of_windows),
        TEST(unknown_algorithms_are_named_by_number),
        TEST(self_signed_needs_a_signature_that_verifies),
        TEST(only_basic_constraints_make_a_ca),
        TEST(usage_for_servers),
        TEST(exported_certificates_are_read),
    };
    const struct CMUnitTest hostile[] = {
        TEST(a_nul_in_a_dns_name_leaves_it_out),
        TEST(bytes_beyond_ascii_leave_a_dns_name_out),
        TEST(a_nul_in_the_common_name_empties_it),
        TEST(a_teletex_name_becomes_utf8),
        TEST(a_name_that_is_not_utf8_is_refused),
        TEST(nonsense_dates_fail_the_certificate),
        TEST(data_behind_the_certificate_is_refused),
        TEST(cut_certificates_are_refused),
        TEST(a_certificate_beyond_the_limit_is_refused),
        TEST(an_extension_that_is_there_twice_is_refused),
        TEST(alternative_names_that_cannot_be_read_are_not_taken_for_none),
        TEST(the_reason_may_be_left_out),
        TEST(the_number_of_alternative_names_is_limited),
    };
    const struct CMUnitTest names[] = {
        TEST(names_that_cover),
        TEST(names_that_do_not_cover),
        TEST(public_vectors),
        TEST(nul_bytes_never_match),
        TEST(overlong_names_never_match),
    };
    int failed = cmocka_run_group_tests(facts, NULL, NULL);
    failed += cmocka_run_group_tests(hostile, NULL, NULL);
    failed += cmocka_run_group_tests(names, NULL, NULL);
    return failed != 0;
}
