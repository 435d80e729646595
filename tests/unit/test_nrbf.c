/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the reader of SerializationData, on the streams in
 * tests/fuzz/corpus/nrbf and on damaged forms of them.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "formats/import/nrbf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEADER    "\0\1\0\0\0\xFF\xFF\xFF\xFF\1\0\0\0\0\0\0\0"
#define LIT(text) text, sizeof(text) - 1

struct fixture {
    struct ex_arena *arena;
    unsigned char bytes[8192];
    size_t n;
};

static int set_up(void **state)
{
    struct fixture *f = ex_alloc(sizeof *f);

    f->arena = ex_arena_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    ex_arena_free(f->arena);
    free(f);
    return 0;
}

static void load(struct fixture *f, const char *name)
{
    const char *root = getenv("EXLINT_SRCDIR");
    char path[4096];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/tests/fuzz/corpus/nrbf/%s", root ? root : ".", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    f->n = fread(f->bytes, 1, sizeof f->bytes, file);
    (void)fclose(file);
    assert_true(f->n > 0);
}

static void expect_facts(struct fixture *f)
{
    struct ex_nrbf_certificate facts;
    const char *why = NULL;

    assert_true(ex_nrbf_read(f->arena, f->bytes, f->n, &facts, &why));
    assert_null(why);
    assert_true(facts.has_services && facts.services == 24);
    assert_true(facts.has_status && facts.status == 1);
    assert_true(facts.has_root_ca_type && facts.root_ca_type == 1);
    assert_true(facts.has_self_signed && !facts.self_signed);
    assert_true(facts.has_exportable && facts.exportable);
    assert_true(facts.has_identity && ex_str_eq(facts.identity, EX_STR("ex01.contoso.com\\00AA")));
    assert_true(facts.has_friendly_name && ex_str_eq(facts.friendly_name, EX_STR("Mail")));
}

static void expect_refusal(struct fixture *f, const void *bytes, size_t n, const char *wanted)
{
    struct ex_nrbf_certificate facts;
    const char *why = NULL;

    assert_false(ex_nrbf_read(f->arena, bytes, n, &facts, &why));
    assert_string_equal(why, wanted);
    assert_false(facts.has_services);
}

static void test_facts_of_a_certificate(void **state)
{
    load(*state, "certificate.bin");
    expect_facts(*state);
}

static void test_the_signed_wrapper_is_taken_off(void **state)
{
    load(*state, "signed.bin");
    expect_facts(*state);
}

static void test_another_class_is_refused(void **state)
{
    struct fixture *f = *state;

    load(f, "plain.bin");
    expect_refusal(f, f->bytes, f->n, "not an ExchangeCertificate");
}

static void test_every_truncation_is_refused(void **state)
{
    struct fixture *f = *state;
    struct ex_nrbf_certificate facts;
    size_t n;

    load(f, "certificate.bin");
    for (n = 0; n < f->n; n++)
        assert_false(ex_nrbf_read(f->arena, f->bytes, n, &facts, NULL));
}

static void test_every_changed_byte_is_survived(void **state)
{
    struct fixture *f = *state;
    struct ex_nrbf_certificate facts;
    size_t refused = 0;
    size_t i;

    load(f, "certificate.bin");
    for (i = 0; i < f->n; i++) {
        unsigned char was = f->bytes[i];

        f->bytes[i] = 0xFF;
        refused += !ex_nrbf_read(f->arena, f->bytes, f->n, &facts, NULL);
        f->bytes[i] = was;
    }
    assert_true(refused > 50);
}

static void test_bad_streams_are_refused(void **state)
{
    struct fixture *f = *state;

    expect_refusal(f, LIT(""), "the stream ends too early");
    expect_refusal(f, LIT("\5"), "not a .NET binary stream");
    expect_refusal(f, LIT("\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0"), "a stream of another version");
    expect_refusal(f, LIT(HEADER "\25"), "a record of unknown type");
    expect_refusal(f, LIT(HEADER "\13"), "not an ExchangeCertificate");
    expect_refusal(f, LIT("#sig#\xFF\xFF\xFF\xFF\0"),
                   "the signed wrapper is longer than its content");
    expect_refusal(f, LIT("#sig#"), "the signed wrapper is longer than its content");
}

static void test_bad_lengths_are_refused(void **state)
{
    struct fixture *f = *state;

    /* a class with 2^31-1, then with -1 members; a string of 2^34 and of 200 bytes */
    expect_refusal(f, LIT(HEADER "\5\1\0\0\0\1A\xFF\xFF\xFF\x7F"), "a class has too many members");
    expect_refusal(f, LIT(HEADER "\5\1\0\0\0\1A\xFF\xFF\xFF\xFF"), "a class has too many members");
    expect_refusal(f, LIT(HEADER "\6\1\0\0\0\xFF\xFF\xFF\xFF\xFF\1"), "a string has a bad length");
    expect_refusal(f, LIT(HEADER "\6\1\0\0\0\xC8\1abc"), "the stream ends too early");
    /* arrays of 2^31-1, of -1 and of 100 bytes; of rank 33 */
    expect_refusal(f, LIT(HEADER "\17\1\0\0\0\xFF\xFF\xFF\x7F\2"), "an array has a bad length");
    expect_refusal(f, LIT(HEADER "\17\1\0\0\0\xFF\xFF\xFF\xFF\2"), "an array has a bad length");
    expect_refusal(f, LIT(HEADER "\17\1\0\0\0\x64\0\0\0\2abc"), "the stream ends too early");
    expect_refusal(f, LIT(HEADER "\7\1\0\0\0\2\x21\0\0\0"), "an array of unknown shape");
    expect_refusal(f, LIT(HEADER "\16\0\0\0\0"), "a run of nulls has a bad length");
}

static void test_an_object_of_no_described_class_is_refused(void **state)
{
    expect_refusal(*state, LIT(HEADER "\1\2\0\0\0\7\0\0\0"),
                   "an object of a class that is not described");
}

static void test_more_nulls_than_items_are_refused(void **state)
{
    expect_refusal(*state, LIT(HEADER "\20\1\0\0\0\2\0\0\0\15\5"), "more items than the array has");
}

/* A class whose only member is, in line, an object of the same class, and so on. */
static void test_nesting_is_limited(void **state)
{
    static const char first[] = HEADER "\4\1\0\0\0\1A\1\0\0\0\1m\2";
    static const char next[] = "\1\2\0\0\0\1\0\0\0";
    struct ex_buf EX_AUTO(ex_buf_free) bytes = EX_BUF_INIT;
    unsigned i;

    ex_buf_add(&bytes, EX_STR(first));
    for (i = 0; i < 5000; i++)
        ex_buf_add(&bytes, EX_STR(next));
    expect_refusal(*state, bytes.p, bytes.n, "objects are nested too deeply");
}

static void test_records_are_counted(void **state)
{
    static const char head[] = HEADER;
    struct ex_buf EX_AUTO(ex_buf_free) bytes = EX_BUF_INIT;

    ex_buf_add(&bytes, EX_STR(head));
    ex_buf_add_repeat(&bytes, '\12', 2 * EX_MAX_NRBF_RECORDS);
    expect_refusal(*state, bytes.p, bytes.n, "too many records");
}

static void test_a_blob_past_the_limit_is_refused(void **state)
{
    unsigned char *EX_AUTO(ex_free_auto) bytes = ex_alloc(EX_MAX_NRBF_BYTES + 1);

    expect_refusal(*state, bytes, EX_MAX_NRBF_BYTES + 1,
                   "longer than the limit for SerializationData");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_facts_of_a_certificate),
        TEST(test_the_signed_wrapper_is_taken_off),
        TEST(test_another_class_is_refused),
        TEST(test_every_truncation_is_refused),
        TEST(test_every_changed_byte_is_survived),
        TEST(test_bad_streams_are_refused),
        TEST(test_bad_lengths_are_refused),
        TEST(test_an_object_of_no_described_class_is_refused),
        TEST(test_more_nulls_than_items_are_refused),
        TEST(test_nesting_is_limited),
        TEST(test_records_are_counted),
        TEST(test_a_blob_past_the_limit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
