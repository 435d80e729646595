/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Files of certificates: every form in every encoding, what is said about them,
 * and how they come into the graph. The fixtures under tests/unit/data/certfile are
 * made by make.sh there; text is made of them here.
 */
#include "base/limits.h"
#include "formats/import/import.h"
#include "model/cert_file.h"
#include "model/ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* One file, imported. */
struct file {
    struct ex_arena *arena;
    struct ex_batch batch;
};

static int setup(void **state)
{
    struct file *f = ex_alloc(sizeof *f);
    *f = (struct file){.arena = ex_arena_new()};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct file *f = *state;
    if (f->batch.arena)
        ex_batch_free(&f->batch);
    ex_arena_free(f->arena);
    free(f);
    return 0;
}

static struct ex_str fixture(struct ex_arena *arena, const char *name)
{
    const char *folder = getenv("EXLINT_SRCDIR");
    struct ex_str path = ex_arena_printf(arena, "%s/tests/unit/data/certfile/%s",
                                         folder ? folder : ".", name);
    FILE *stream = fopen(path.p, "rb");
    if (!stream)
        fail_msg("%s is missing", path.p);
    size_t room = 1u << 16;
    char *p = ex_arena_bytes(arena, room);
    size_t n = fread(p, 1, room, stream);
    fclose(stream);
    return ex_str_n(p, n);
}

static struct ex_str base64(struct ex_arena *arena, struct ex_str bytes, size_t width,
                            const char *line_end)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    size_t column = 0;
    for (size_t i = 0; i < bytes.n; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < bytes.n ? (unsigned char)bytes.p[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            ex_buf_add_char(&out, i + k > bytes.n ? '=' : digits[group >> (18 - 6 * k) & 63]);
        column += 4;
        if (column >= width) {
            ex_buf_add_text(&out, line_end);
            column = 0;
        }
    }
    if (column)
        ex_buf_add_text(&out, line_end);
    return ex_arena_str(arena, ex_buf_str(&out));
}

static struct ex_str armored(struct ex_arena *arena, const char *label, struct ex_str der,
                             const char *line_end)
{
    struct ex_str body = base64(arena, der, 64, line_end);
    return ex_arena_printf(arena, "-----BEGIN %s-----%s%.*s-----END %s-----%s", label, line_end,
                           EX_FMT(body), label, line_end);
}

static struct ex_str joined(struct ex_arena *arena, struct ex_str a, struct ex_str b)
{
    char *p = ex_arena_bytes(arena, a.n + b.n + 1);
    memcpy(p, a.p, a.n);
    memcpy(p + a.n, b.p, b.n);
    return ex_str_n(p, a.n + b.n);
}

static struct ex_str utf16(struct ex_arena *arena, struct ex_str ascii, bool big, bool mark)
{
    char *p = ex_arena_alloc(arena, 2 * ascii.n + 2);
    size_t n = 0;
    if (mark) {
        p[0] = big ? (char)0xFE : (char)0xFF;
        p[1] = big ? (char)0xFF : (char)0xFE;
        n = 2;
    }
    for (size_t i = 0; i < ascii.n; i++, n += 2)
        p[n + big] = ascii.p[i];
    return ex_str_n(p, n);
}

static const struct ex_wanted everything = {.all = true};

/* Import bytes under a name, with a password or NULL. */
static void import_with(struct file *f, const char *name, struct ex_str bytes,
                        const char *password)
{
    if (f->batch.arena)
        ex_batch_free(&f->batch);
    ex_batch_init(&f->batch, &everything);
    f->batch.file.name = ex_str(name);
    f->batch.file.source = ex_source_from_bytes(bytes, ex_str(name));
    f->batch.pfx_password = ex_str(password);
    ex_import_file(&f->batch);
}

static void import(struct file *f, struct ex_str bytes)
{
    import_with(f, "a.bin", bytes, NULL);
}

static bool said(const struct file *f, const char *text)
{
    for (size_t i = 0; i < f->batch.diags.items.n; i++) {
        const struct ex_diag *d = EX_AT(&f->batch.diags.items, struct ex_diag, i);
        if (ex_str_find_str(d->message, ex_str(text)) != SIZE_MAX)
            return true;
    }
    return false;
}

static void assert_said(const struct file *f, const char *text)
{
    if (said(f, text))
        return;
    for (size_t i = 0; i < f->batch.diags.items.n; i++) {
        const struct ex_diag *d = EX_AT(&f->batch.diags.items, struct ex_diag, i);
        print_error("said: %.*s\n", EX_FMT(d->message));
    }
    fail_msg("not said: %s", text);
}

static void assert_silent(const struct file *f)
{
    for (size_t i = 0; i < f->batch.diags.items.n; i++)
        fail_msg("said: %.*s", EX_FMT(EX_AT(&f->batch.diags.items, struct ex_diag, i)->message));
}

static struct ex_str cell(const struct file *f, size_t node, int prop)
{
    const struct ex_node *n = *EX_AT(&f->batch.nodes, struct ex_node *, node);
    return ex_value_text(f->batch.arena, &n->cells[prop]);
}

/* The certificate of the fixtures, and with `chain` that of its issuer behind it. */
static void assert_leaf(const struct file *f, bool chain)
{
    assert_int_equal(f->batch.file.state, EX_FILE_READ);
    assert_int_equal(f->batch.file.objects, chain ? 2 : 1);
    assert_int_equal(f->batch.nodes.n, chain ? 2 : 1);
    struct ex_str domains = cell(f, 0, EX_P_ExchangeCertificate_CertificateDomains);
    struct ex_str ips = cell(f, 0, EX_P_ExchangeCertificate_IPAddresses);
    assert_true(ex_str_find_str(domains, EX_STR("autodiscover.contoso.com")) != SIZE_MAX);
    assert_true(ex_str_find_str(ips, EX_STR("192.0.2.25")) != SIZE_MAX);
    assert_true(ex_str_find_str(ips, EX_STR("2001:db8::25")) != SIZE_MAX);
    const struct ex_node *node = *EX_AT(&f->batch.nodes, struct ex_node *, 0);
    assert_true(node->loose && node->bare);
    assert_int_equal(node->cells[EX_P_ExchangeCertificate_Services].tag, EX_ABSENT);
    assert_int_equal(node->cells[EX_P_ExchangeCertificate_Status].tag, EX_ABSENT);
}

/* ---- forms ---- */

static void der_is_read(void **state)
{
    struct file *f = *state;
    import(f, fixture(f->arena, "leaf.der"));
    assert_leaf(f, false);
    assert_silent(f);
    assert_true(ex_str_eq(f->batch.file.format, EX_STR("certificate")));
}

static void the_ending_of_the_name_means_nothing(void **state)
{
    static const char *const names[] = {"a.cer", "a.pem", "a.pfx", "a.req", "a.xml", "a.txt", "a"};
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        import_with(f, names[i], fixture(f->arena, "leaf.der"), NULL);
        assert_leaf(f, false);
    }
}

static void pem_is_read_in_every_encoding_and_with_every_label(void **state)
{
    static const char *const labels[] = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"};
    static const char *const ends[] = {"\n", "\r\n", "\r", "  \r\n"};
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(labels); i++) {
        for (size_t k = 0; k < EX_COUNT(ends); k++) {
            struct ex_str pem =
                armored(f->arena, labels[i], fixture(f->arena, "leaf.der"), ends[k]);
            import(f, pem);
            assert_leaf(f, false);
            import(f, joined(f->arena, EX_STR("\xEF\xBB\xBF"), pem));
            assert_leaf(f, false);
            for (unsigned form = 0; form < 4; form++) {
                import(f, utf16(f->arena, pem, form & 1, form & 2));
                assert_leaf(f, false);
            }
            assert_silent(f);
        }
    }
}

static void a_chain_with_attributes_is_read(void **state)
{
    struct file *f = *state;
    struct ex_str leaf = armored(f->arena, "CERTIFICATE", fixture(f->arena, "leaf.der"), "\r\n");
    struct ex_str ca = armored(f->arena, "CERTIFICATE", fixture(f->arena, "ca.der"), "\n");
    struct ex_str text = ex_arena_printf(
        f->arena,
        "Bag Attributes\r\n    friendlyName: mail\r\nsubject=CN = mail\r\n%.*s\r\nissuer: CA\n%.*s",
        EX_FMT(leaf), EX_FMT(ca));
    import(f, text);
    assert_leaf(f, true);
    assert_silent(f);
    const struct ex_node *second = *EX_AT(&f->batch.nodes, struct ex_node *, 1);
    assert_int_equal(second->off, ex_str_find_str(text, EX_STR("issuer: CA\n")) + 11);
    assert_int_equal(second->end, text.n);
}

static void what_openssl_puts_behind_a_trusted_certificate_is_passed_over(void **state)
{
    struct file *f = *state;
    import(f, fixture(f->arena, "trusted.pem"));
    assert_leaf(f, false);
    assert_silent(f);
}

static void base64_alone_is_read(void **state)
{
    struct file *f = *state;
    struct ex_str der = fixture(f->arena, "leaf.der");
    import(f, base64(f->arena, der, 76, "\r\n"));
    assert_leaf(f, false);
    import(f, base64(f->arena, der, SIZE_MAX, ""));
    assert_leaf(f, false);
    import(f, utf16(f->arena, base64(f->arena, der, 64, "\r\n"), false, true));
    assert_leaf(f, false);
    assert_silent(f);
}

static void base64_of_anything_else_is_no_certificate(void **state)
{
    struct file *f = *state;
    import(f, base64(f->arena, EX_STR("just a line of text that somebody encoded"), 64, "\n"));
    assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
    assert_said(f, "no export of a known form");
    /* A word that happens to be base64, and the certificate as a value in something else. */
    import(f, EX_STR("MIIB"));
    assert_said(f, "no export of a known form");
    struct ex_str der = fixture(f->arena, "leaf.der");
    struct ex_str text = base64(f->arena, der, SIZE_MAX, "");
    import(f, ex_arena_printf(f->arena, "RawData: %.*s", EX_FMT(text)));
    assert_int_equal(f->batch.nodes.n, 0);
}

static void pkcs7_is_read_in_every_dress(void **state)
{
    static const char *const labels[] = {"PKCS7", "CERTIFICATE", "CMS"};
    struct file *f = *state;
    struct ex_str der = fixture(f->arena, "chain.p7b");
    import(f, der);
    assert_leaf(f, true);
    for (size_t i = 0; i < EX_COUNT(labels); i++) {
        import(f, armored(f->arena, labels[i], der, "\r\n"));
        assert_leaf(f, true);
        assert_silent(f);
    }
    import(f, fixture(f->arena, "chain-crl.p7b"));
    assert_leaf(f, true);
}

static void requests_are_named_and_no_certificates(void **state)
{
    static const char *const labels[] = {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"};
    struct file *f = *state;
    struct ex_str der = fixture(f->arena, "request.der");
    for (size_t i = 0; i < 2 * EX_COUNT(labels); i++) {
        import(f, i < 2 ? armored(f->arena, labels[i], der, "\r\n") : der);
        assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
        assert_int_equal(f->batch.nodes.n + f->batch.file.objects, 0);
        assert_said(f, "a certificate request for 'CN=mail.contoso.com, O=exlint tests' with the "
                       "names mail.contoso.com, autodiscover.contoso.com, not a certificate");
    }
}

static void other_forms_are_named(void **state)
{
    struct file *f = *state;
    import(f, fixture(f->arena, "revoked.der"));
    assert_said(f, "a list of revoked certificates");
    import(f, armored(f->arena, "X509 CRL", fixture(f->arena, "revoked.der"), "\n"));
    assert_said(f, "a list of revoked certificates");
    import(f, fixture(f->arena, "public.der"));
    assert_said(f, "a public key");
    import(f, armored(f->arena, "PUBLIC KEY", fixture(f->arena, "public.der"), "\n"));
    assert_said(f, "a public key");
    import(f, EX_STR("-----BEGIN RSA PUBLIC KEY-----\nMAA=\n-----END RSA PUBLIC KEY-----\n"));
    assert_said(f, "a public key");
    assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
    assert_int_equal(f->batch.file.private_keys, 0);
    import(f, EX_STR("\0\0\0\0CERT"));
    assert_said(f, "a store of certificates (.sst)");
}

/* ---- private keys ---- */

static void assert_keys(const struct file *f, size_t keys, bool open, uint64_t off)
{
    assert_int_equal(f->batch.file.private_keys, keys);
    assert_int_equal(f->batch.file.secret_off, off);
    assert_said(f, open ? "that no password protects" : "protected by a password");
    assert_false(said(f, open ? "protected by a password" : "that no password protects"));
}

static void keys_in_der_are_counted(void **state)
{
    static const char *const open[] = {"test-key-pkcs8.der", "test-key-pkcs1.der",
                                       "test-key-sec1.der"};
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(open); i++) {
        import(f, fixture(f->arena, open[i]));
        assert_keys(f, 1, true, 0);
        assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
    }
    import(f, fixture(f->arena, "test-key-locked.der"));
    assert_keys(f, 1, false, 0);
}

static void keys_in_pem_are_counted_without_being_read(void **state)
{
    static const struct {
        const char *label;
        const char *body;
        bool open;
    } rows[] = {
        {"PRIVATE KEY", "c2VjcmV0", true},
        {"RSA PRIVATE KEY", "not even base64", true},
        {"EC PRIVATE KEY", "c2VjcmV0", true},
        {"DSA PRIVATE KEY", "c2VjcmV0", true},
        {"ENCRYPTED PRIVATE KEY", "c2VjcmV0", false},
        {"RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2VjcmV0", false},
        {"OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ", true},
        {"OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI", false},
        {"ANY PRIVATE KEY", "c2VjcmV0", true},
    };
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(rows); i++) {
        struct ex_str text =
            ex_arena_printf(f->arena, "x\n-----BEGIN %s-----\n%s\n-----END %s-----\n",
                            rows[i].label, rows[i].body, rows[i].label);
        import(f, text);
        assert_keys(f, 1, rows[i].open, 2);
        for (size_t k = 0; k < f->batch.diags.items.n; k++)
            assert_false(said(f, "c2Vjc"));
    }
    import(f, EX_STR("-----BEGIN PRIVATE KEY-----\nc2Vj")); /* cut off, but a key all the same */
    assert_keys(f, 1, true, 0);
}

static void a_certificate_beside_its_key_is_read(void **state)
{
    struct file *f = *state;
    struct ex_str key =
        armored(f->arena, "PRIVATE KEY", fixture(f->arena, "test-key-pkcs8.der"), "\n");
    struct ex_str leaf = armored(f->arena, "CERTIFICATE", fixture(f->arena, "leaf.der"), "\n");
    import(f, joined(f->arena, leaf, joined(f->arena, key, key)));
    assert_leaf(f, false);
    assert_keys(f, 2, true, leaf.n);
}

/* ---- PKCS #12 ---- */

static void a_pfx_opens_with_its_password(void **state)
{
    static const char *const names[] = {"test-locked.pfx", "test-nomac.pfx"};
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct ex_str der = fixture(f->arena, names[i]);
        import_with(f, "a.pfx", der, "test");
        assert_leaf(f, true);
        assert_keys(f, 1, false, 0);
        import_with(f, "a.pfx", armored(f->arena, "CERTIFICATE", der, "\r\n"), "test");
        assert_leaf(f, true);
        import_with(f, "a.txt", base64(f->arena, der, 64, "\r\n"), "test");
        assert_leaf(f, true);
    }
}

static void a_pfx_with_the_ciphers_of_old_windows_opens(void **state)
{
    struct file *f = *state;
    import_with(f, "a.pfx", fixture(f->arena, "test-legacy.pfx"), "test");
    if (said(f, "is not known to this OpenSSL"))
        skip(); /* its legacy provider is not installed */
    assert_leaf(f, true);
}

static void a_pfx_without_its_password_stays_closed(void **state)
{
    static const char *const names[] = {"test-locked.pfx", "test-nomac.pfx", "test-legacy.pfx"};
    static const char *const passwords[] = {NULL, "", "Test", "test "};
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(names) * EX_COUNT(passwords); i++) {
        import_with(f, "a.pfx", fixture(f->arena, names[i / EX_COUNT(passwords)]),
                    passwords[i % EX_COUNT(passwords)]);
        assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
        assert_int_equal(f->batch.nodes.n, 0);
        assert_said(f, "the certificates of the PFX file are not read: its ");
        assert_keys(f, 1, false, 0);
    }
    import(f, fixture(f->arena, "locked-certificates.pfx"));
    assert_said(f, "its password was not given");
    assert_int_equal(f->batch.file.private_keys, 0);
}

static void a_pfx_with_the_empty_password_protects_nothing(void **state)
{
    struct file *f = *state;
    import(f, fixture(f->arena, "test-empty.pfx"));
    assert_leaf(f, true);
    assert_keys(f, 1, true, 0);
    import_with(f, "a.pfx", fixture(f->arena, "test-empty.pfx"), "test");
    assert_leaf(f, true);
    assert_keys(f, 1, true, 0);
}

static void open_parts_of_a_pfx_need_no_password(void **state)
{
    struct file *f = *state;
    import(f, fixture(f->arena, "test-plain.pfx"));
    assert_leaf(f, true);
    assert_keys(f, 1, false, 0);
    import(f, fixture(f->arena, "test-open-key.pfx"));
    assert_leaf(f, true);
    assert_keys(f, 1, true, 0);
}

/* A copy with every `from` replaced; both have the same length. */
static struct ex_str patched(struct ex_arena *arena, struct ex_str bytes, struct ex_str from,
                             struct ex_str to)
{
    char *p = ex_arena_bytes(arena, bytes.n);
    memcpy(p, bytes.p, bytes.n);
    assert_true(ex_str_find_str(bytes, from) != SIZE_MAX);
    for (size_t at = 0; at + from.n <= bytes.n; at++) {
        if (memcmp(p + at, from.p, from.n) == 0)
            memcpy(p + at, to.p, to.n);
    }
    return ex_str_n(p, bytes.n);
}

static void expensive_key_derivation_is_not_begun(void **state)
{
    struct file *f = *state;
    struct ex_str slow = fixture(f->arena, "test-slow.pfx");
    import_with(f, "a.pfx", slow, "test");
    assert_leaf(f, true);
    static const struct ex_str hundred_thousand = {"\x02\x03\x01\x86\xA0", 5};
    static const struct ex_str many[] = {
        {"\x02\x03\x7F\xFF\xFF", 5}, {"\x02\x03\x0F\x42\x41", 5}, {"\x02\x03\x80\x01\x01", 5}};
    for (size_t i = 0; i < EX_COUNT(many); i++) {
        import_with(f, "a.pfx", patched(f->arena, slow, hundred_thousand, many[i]), "test");
        assert_said(f, "deriving its keys takes more iterations than the limit");
        assert_int_equal(f->batch.nodes.n, 0);
        assert_int_equal(f->batch.file.private_keys, 1);
    }
}

/* ---- damaged and hostile ---- */

static void cut_files_end_in_a_message(void **state)
{
    static const char *const names[] = {"leaf.der", "chain.p7b", "test-locked.pfx", "request.der"};
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct ex_str der = fixture(f->arena, names[i]);
        for (size_t n = 1; n < der.n; n += 7) {
            import_with(f, "a.cer", ex_str_n(der.p, n), "test");
            assert_int_equal(f->batch.nodes.n, 0);
            assert_true(f->batch.diags.items.n > 0);
            assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
        }
    }
}

static void blocks_that_cannot_be_read_are_named(void **state)
{
    struct file *f = *state;
    import(f, EX_STR("\n-----BEGIN CERTIFICATE-----\nMII!\n-----END CERTIFICATE-----\n"));
    assert_said(f, "a block of PEM cannot be read: it is not base64");
    assert_int_equal(EX_AT(&f->batch.diags.items, struct ex_diag, 0)->at.line, 2);
    import(f, EX_STR("-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"));
    assert_said(f, "it holds nothing that it may hold");
    import(f, EX_STR("-----BEGIN CERTIFICATE-----\nQUJD\n-----END PKCS7-----\n"));
    assert_said(f, "it has no end");
    struct ex_str der = fixture(f->arena, "leaf.der");
    struct ex_str bad = patched(f->arena, der, EX_STR("\x06\x03\x55\x1D\x11\x04"),
                                EX_STR("\x06\x03\x55\x1D\x25\x04"));
    import(f, bad);
    assert_said(f, "a certificate cannot be read: it has the same extension twice");
}

static void a_broken_block_does_not_hide_the_next(void **state)
{
    struct file *f = *state;
    struct ex_str leaf = armored(f->arena, "CERTIFICATE", fixture(f->arena, "leaf.der"), "\n");
    import(f, joined(f->arena, EX_STR("-----BEGIN CERTIFICATE-----\nMII\n"), leaf));
    assert_leaf(f, false);
    assert_said(f, "it has no end");
}

static void other_binary_files_are_not_taken(void **state)
{
    static const struct ex_str files[] = {
        {"0\x82\x01\x00\x30\x82\x00\x01", 8},
        {"0\x82\x01\x00\x02\x01\x03\x00", 8},
        {"0\x03\x02\x01\x00", 5},
        {"0\x84\xFF\xFF\xFF\xFF\x30\x84\xFF\xFF\xFF\xFF\x02\x01", 14},
        {"0\x89", 2},
        {"0\x80\x30\x80\x30\x80\x30\x80", 8},
        {"0\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01", 13},
        {"0123456789", 10},
    };
    struct file *f = *state;
    for (size_t i = 0; i < EX_COUNT(files); i++) {
        assert_int_equal(ex_cert_form(ex_rd(files[i].p, files[i].n)), EX_FORM_NONE);
        import(f, files[i]);
        assert_int_equal(f->batch.file.format.n, 0);
    }
}

static void pem_inside_of_markup_is_left_to_its_format(void **state)
{
    struct file *f = *state;
    struct ex_str pem = armored(f->arena, "CERTIFICATE", fixture(f->arena, "leaf.der"), "\n");
    import(f, ex_arena_printf(f->arena, "<a>\n%.*s</a>", EX_FMT(pem)));
    assert_said(f, "XML, but not written by Export-Clixml");
    import(f, ex_arena_printf(f->arena, "{\"a\": \"\n%.*s\"}", EX_FMT(pem)));
    assert_int_equal(f->batch.nodes.n, 0);
}

static void the_number_of_certificates_is_limited(void **state)
{
    struct file *f = *state;
    struct ex_str der = fixture(f->arena, "leaf.der");
    EX_AUTO(ex_buf_free) struct ex_buf many = EX_BUF_INIT;
    for (size_t i = 0; i < EX_MAX_FILE_CERTIFICATES; i++)
        ex_buf_add(&many, der);
    import(f, ex_buf_str(&many));
    assert_int_equal(f->batch.file.objects, EX_MAX_FILE_CERTIFICATES);
    assert_silent(f);
    ex_buf_add(&many, der);
    import(f, ex_buf_str(&many));
    assert_int_equal(f->batch.file.objects, EX_MAX_FILE_CERTIFICATES);
    assert_said(f, "more certificates than the limit of 1000");
}

static void long_files_are_not_read(void **state)
{
    struct file *f = *state;
    struct ex_str leaf = armored(f->arena, "CERTIFICATE", fixture(f->arena, "leaf.der"), "\n");
    size_t n = EX_MAX_CERTIFICATE_FILE_BYTES + 1;
    char *p = ex_arena_bytes(f->arena, n);
    memset(p, '\n', n);
    memcpy(p, leaf.p, leaf.n);
    import(f, ex_str_n(p, n - 1));
    assert_leaf(f, false);
    import(f, ex_str_n(p, n));
    assert_said(f, "longer than the limit of 4194304 bytes");
    assert_int_equal(f->batch.nodes.n, 0);
}

static void nothing_is_kept_that_nobody_asked_for(void **state)
{
    struct file *f = *state;
    struct ex_wanted nothing;
    ex_wanted_init(&nothing);
    ex_batch_init(&f->batch, &nothing);
    f->batch.file.name = EX_STR("a.cer");
    f->batch.file.source =
        ex_source_from_bytes(fixture(f->arena, "leaf.der"), f->batch.file.name);
    ex_import_file(&f->batch);
    assert_int_equal(f->batch.file.objects, 1);
    assert_int_equal(f->batch.nodes.n, 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest forms[] = {
        TEST(der_is_read),
        TEST(the_ending_of_the_name_means_nothing),
        TEST(pem_is_read_in_every_encoding_and_with_every_label),
        TEST(a_chain_with_attributes_is_read),
        TEST(what_openssl_puts_behind_a_trusted_certificate_is_passed_over),
        TEST(base64_alone_is_read),
        TEST(base64_of_anything_else_is_no_certificate),
        TEST(pkcs7_is_read_in_every_dress),
        TEST(requests_are_named_and_no_certificates),
        TEST(other_forms_are_named),
        TEST(keys_in_der_are_counted),
        TEST(keys_in_pem_are_counted_without_being_read),
        TEST(a_certificate_beside_its_key_is_read),
        TEST(nothing_is_kept_that_nobody_asked_for),
    };
    const struct CMUnitTest pfx[] = {
        TEST(a_pfx_opens_with_its_password),
        TEST(a_pfx_with_the_ciphers_of_old_windows_opens),
        TEST(a_pfx_without_its_password_stays_closed),
        TEST(a_pfx_with_the_empty_password_protects_nothing),
        TEST(open_parts_of_a_pfx_need_no_password),
        TEST(expensive_key_derivation_is_not_begun),
    };
    const struct CMUnitTest hostile[] = {
        TEST(cut_files_end_in_a_message),
        TEST(blocks_that_cannot_be_read_are_named),
        TEST(a_broken_block_does_not_hide_the_next),
        TEST(other_binary_files_are_not_taken),
        TEST(pem_inside_of_markup_is_left_to_its_format),
        TEST(the_number_of_certificates_is_limited),
        TEST(long_files_are_not_read),
    };
    int failed = cmocka_run_group_tests(forms, NULL, NULL);
    failed += cmocka_run_group_tests(pfx, NULL, NULL);
    failed += cmocka_run_group_tests(hostile, NULL, NULL);
    return failed != 0;
}
