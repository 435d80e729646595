/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the containers, text functions and messages in src/base.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

#define assert_str(s, literal) assert_true(ex_str_eq((s), EX_STR(literal)))

/* ---- str ---- */

static void slice_is_clamped(void **state)
{
    (void)state;
    assert_str(ex_str_slice(EX_STR("abc"), 1, 9), "bc");
    assert_str(ex_str_slice(EX_STR("abc"), 3, 1), "");
    assert_null(ex_str_slice(ex_str(NULL), 0, 4).p);
}

static void comparison_is_by_bytes(void **state)
{
    (void)state;
    assert_true(ex_str_cmp(EX_STR("a"), EX_STR("ab")) < 0);
    assert_true(ex_str_cmp(EX_STR("\xC3\xA4"), EX_STR("z")) > 0);
    assert_int_equal(ex_str_cmp(ex_str(NULL), EX_STR("")), 0);
}

static void case_is_ignored_for_ascii_only(void **state)
{
    (void)state;
    assert_true(ex_str_ieq(EX_STR("MailBox[@"), EX_STR("mAILbOX[@")));
    assert_false(ex_str_ieq(EX_STR("["), EX_STR("{")));
    assert_false(ex_str_ieq(EX_STR("\xC3\x84"), EX_STR("\xC3\xA4")));
}

static void beginnings_and_ends_are_found(void **state)
{
    (void)state;
    assert_true(ex_str_starts(EX_STR("Get-Mailbox"), EX_STR("Get-")));
    assert_false(ex_str_starts(EX_STR("Ge"), EX_STR("Get-")));
    assert_true(ex_str_iends(EX_STR("dump.XML"), EX_STR(".xml")));
    assert_false(ex_str_ends(EX_STR("dump.XML"), EX_STR(".xml")));
    assert_true(ex_str_istarts(EX_STR("dump"), EX_STR("")));
}

static void find_gives_the_offset_or_size_max(void **state)
{
    (void)state;
    assert_int_equal(ex_str_find(EX_STR("a.b.c"), '.'), 1);
    assert_int_equal(ex_str_rfind(EX_STR("a.b.c"), '.'), 3);
    assert_true(ex_str_find(ex_str(NULL), '.') == SIZE_MAX);
    assert_int_equal(ex_str_find_str(EX_STR("aab"), EX_STR("ab")), 1);
    assert_int_equal(ex_str_find_str(EX_STR("aab"), EX_STR("")), 0);
    assert_true(ex_str_find_str(EX_STR("aab"), EX_STR("aabb")) == SIZE_MAX);
}

static void trim_drops_white_space_at_both_ends(void **state)
{
    (void)state;
    assert_str(ex_str_trim(EX_STR(" \t\r\nx y\v\f ")), "x y");
    assert_str(ex_str_trim(EX_STR("   ")), "");
}

static void split_keeps_empty_pieces(void **state)
{
    struct ex_str rest = EX_STR("a,,b,");
    struct ex_str piece;

    (void)state;
    assert_true(ex_str_split(&rest, ',', &piece));
    assert_str(piece, "a");
    assert_true(ex_str_split(&rest, ',', &piece));
    assert_str(piece, "");
    assert_true(ex_str_split(&rest, ',', &piece));
    assert_str(piece, "b");
    assert_true(ex_str_split(&rest, ',', &piece));
    assert_str(piece, "");
    assert_false(ex_str_split(&rest, ',', &piece));
}

static void integers_are_read_up_to_their_limits(void **state)
{
    int64_t i = 0;
    uint64_t u = 0;

    (void)state;
    assert_true(ex_str_to_int(EX_STR("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(ex_str_to_int(EX_STR("9223372036854775807"), &i) && i == INT64_MAX);
    assert_false(ex_str_to_int(EX_STR("9223372036854775808"), &i));
    assert_true(ex_str_to_uint(EX_STR("18446744073709551615"), &u) && u == UINT64_MAX);
    assert_false(ex_str_to_uint(EX_STR("18446744073709551616"), &u));
    assert_true(ex_str_to_int(EX_STR("-0"), &i) && i == 0);
}

static void what_is_not_a_number_is_refused(void **state)
{
    static const char *const wrong[] = {"", "-", "+", "--1", "1 ", " 1", "0x1", "1.0", "+-1"};
    int64_t i;

    (void)state;
    for (size_t k = 0; k < EX_COUNT(wrong); k++)
        assert_false(ex_str_to_int(ex_str(wrong[k]), &i));
}

static void hash_is_fnv1a(void **state)
{
    (void)state;
    assert_true(ex_str_hash(EX_STR("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(ex_str_ihash(EX_STR("FooBar")) == ex_str_hash(EX_STR("foobar")));
}

/* ---- arena, vec, map, buf ---- */

static void arena_memory_is_zeroed_and_aligned(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();

    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t size = 0; size < 3000; size += 7) {
            unsigned char *p = ex_arena_alloc(arena, size);

            assert_int_equal((uintptr_t)p % 16, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xAA, size);
            ex_arena_bytes(arena, 1)[0] = 'x';
        }
        ex_arena_reset(arena);
        assert_int_equal(ex_arena_used(arena), 0);
    }
}

static void arena_serves_large_allocations(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    unsigned char *small = ex_arena_alloc(arena, 16);
    unsigned char *large = ex_arena_alloc(arena, (size_t)5 << 20);

    (void)state;
    memset(large, 1, (size_t)5 << 20);
    assert_int_equal(small[15], 0);
    /* The block of small things is still being filled. */
    assert_ptr_equal(ex_arena_alloc(arena, 16), small + 16);
}

static void arena_text_ends_in_nul(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_str copy = ex_arena_str(arena, ex_str_n("abcdef", 3));
    struct ex_str empty = ex_arena_str(arena, ex_str(NULL));
    struct ex_str longer = ex_arena_printf(arena, "%0500d|%s", 7, "end");

    (void)state;
    assert_string_equal(copy.p, "abc");
    assert_string_equal(empty.p, "");
    assert_int_equal(longer.n, 504);
    assert_string_equal(longer.p + 499, "7|end");
}

static void vec_grows_and_keeps_its_elements(void **state)
{
    struct ex_vec vec = EX_VEC(size_t);

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        *EX_PUSH(&vec, size_t) = i;
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(*EX_AT(&vec, size_t, i), i);
    ex_vec_pop(&vec);
    assert_int_equal(vec.n, 999);
    assert_int_equal(*EX_PUSH(&vec, size_t), 0);
    ex_vec_free(&vec);
    assert_int_equal(vec.n, 0);
}

static void map_finds_what_was_put(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    EX_AUTO(ex_map_auto) struct ex_map *map = ex_map_new(false);

    (void)state;
    for (size_t i = 0; i < 5000; i++) {
        struct ex_str key = ex_arena_printf(arena, "key %zu", i * 7919);

        assert_null(ex_map_get(map, key));
        assert_null(ex_map_put(map, key, arena));
    }
    assert_int_equal(ex_map_count(map), 5000);
    for (size_t i = 0; i < 5000; i++)
        assert_ptr_equal(ex_map_get(map, ex_arena_printf(arena, "key %zu", i * 7919)), arena);
    assert_null(ex_map_get(map, EX_STR("key")));
}

static void map_keeps_the_order_of_insertion(void **state)
{
    EX_AUTO(ex_map_auto) struct ex_map *map = ex_map_new(false);
    int values[3];

    (void)state;
    ex_map_put(map, EX_STR("z"), &values[0]);
    ex_map_put(map, EX_STR("a"), &values[1]);
    assert_ptr_equal(ex_map_put(map, EX_STR("z"), &values[2]), &values[0]);
    assert_str(ex_map_key_at(map, 0), "z");
    assert_ptr_equal(ex_map_value_at(map, 0), &values[2]);
    assert_str(ex_map_key_at(map, 1), "a");
}

static void map_folds_case_when_asked(void **state)
{
    EX_AUTO(ex_map_auto) struct ex_map *folding = ex_map_new(true);
    EX_AUTO(ex_map_auto) struct ex_map *exact = ex_map_new(false);
    int value;

    (void)state;
    ex_map_put(folding, EX_STR("MaxSendSize[@`{]"), &value);
    ex_map_put(exact, EX_STR("MaxSendSize"), &value);
    assert_ptr_equal(ex_map_get(folding, EX_STR("maxSENDsize[@`{]")), &value);
    assert_null(ex_map_get(folding, EX_STR("maxSENDsize{@`{]")));
    assert_null(ex_map_get(exact, EX_STR("maxsendsize")));
    ex_map_put(folding, EX_STR("\xC3\x84Z"), &value);
    assert_ptr_equal(ex_map_get(folding, EX_STR("\xC3\x84z")), &value);
    assert_null(ex_map_get(folding, EX_STR("\xC3\xA4z")));
}

static void map_has_empty_and_binary_keys(void **state)
{
    EX_AUTO(ex_map_auto) struct ex_map *map = ex_map_new(true);
    int values[3];

    (void)state;
    ex_map_put(map, EX_STR(""), &values[0]);
    ex_map_put(map, EX_STR("\0"), &values[1]);
    ex_map_put(map, EX_STR("\0\0\0\0\0\0\0\0"), &values[2]);
    assert_ptr_equal(ex_map_get(map, ex_str(NULL)), &values[0]);
    assert_ptr_equal(ex_map_get(map, EX_STR("\0")), &values[1]);
    assert_ptr_equal(ex_map_get(map, EX_STR("\0\0\0\0\0\0\0\0")), &values[2]);
}

static void buf_collects_text(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf buf = EX_BUF_INIT;

    (void)state;
    ex_buf_add_text(&buf, "a");
    ex_buf_add_char(&buf, 'b');
    ex_buf_add_repeat(&buf, '-', 3);
    ex_buf_add_rune(&buf, 0x20AC);
    ex_buf_add_rune(&buf, 0xD800);
    ex_buf_printf(&buf, "%d", 42);
    assert_string_equal(buf.p, "ab---\xE2\x82\xAC\xEF\xBF\xBD" "42");
    ex_buf_clear(&buf);
    assert_str(ex_buf_str(&buf), "");
    ex_buf_printf(&buf, "%01000d", 1);
    assert_int_equal(buf.n, 1000);
    assert_int_equal(strlen(buf.p), 1000);
}

static void reader_stops_at_the_end(void **state)
{
    static const unsigned char bytes[] = {1, 2, 3, 0xFE, 0xFF, 0xFF, 0xFF, 9, 9};
    struct ex_rd rd = ex_rd(bytes, sizeof bytes);
    struct ex_rd piece;
    uint8_t u8;
    uint16_t u16;
    uint64_t u64;
    int32_t i32;

    (void)state;
    assert_true(ex_rd_u8(&rd, &u8) && u8 == 1);
    assert_true(ex_rd_u16le(&rd, &u16) && u16 == 0x0302);
    assert_true(ex_rd_i32le(&rd, &i32) && i32 == -2);
    assert_false(ex_rd_u64le(&rd, &u64));
    assert_false(ex_rd_take(&rd, 3, &piece));
    assert_int_equal(rd.n, 2);
    assert_true(ex_rd_take(&rd, 2, &piece) && piece.n == 2 && piece.p[0] == 9);
    assert_false(ex_rd_skip(&rd, SIZE_MAX));
    assert_true(ex_rd_skip(&rd, 0));
}

/* The decoded text, or NULL. */
static const char *decode64(const char *text, char out[64])
{
    size_t n;

    if (!ex_base64_decode(ex_str(text), (unsigned char *)out, &n))
        return NULL;
    out[n] = '\0';
    return out;
}

static void base64_decodes_the_vectors_of_rfc_4648(void **state)
{
    char out[64];

    (void)state;
    assert_string_equal(decode64("", out), "");
    assert_string_equal(decode64("Zg==", out), "f");
    assert_string_equal(decode64("Zm8=", out), "fo");
    assert_string_equal(decode64("Zm9v", out), "foo");
    assert_string_equal(decode64("Zm9v\r\n YmFy", out), "foobar");
    assert_string_equal(decode64("+/+/", out), "\xfb\xff\xbf");
}

static void base64_encodes_the_vectors_of_rfc_4648(void **state)
{
    static const char *const texts[][2] = {
        {"", ""},             {"f", "Zg=="},         {"fo", "Zm8="},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "+/8="},
    };
    (void)state;
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        ex_base64_encode(&out, texts[i][0], strlen(texts[i][0]));
        assert_string_equal(out.p ? out.p : "", texts[i][1]);
    }
}

static void base64_refuses_what_is_not_base64(void **state)
{
    static const char *const wrong[] = {"Z", "Zg", "Zg=", "Zg===", "Zg==Zg==", "Zm9v=", "Z-8=",
                                        "====", "Zm9v*"};
    char out[64];

    (void)state;
    for (size_t i = 0; i < EX_COUNT(wrong); i++)
        assert_null(decode64(wrong[i], out));
}

/* ---- utf8 ---- */

static void utf8_round_trip_of_all_code_points(void **state)
{
    (void)state;
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune++) {
        char bytes[4];
        uint32_t back;
        size_t n;

        if (rune >= 0xD800 && rune <= 0xDFFF)
            continue;
        n = ex_utf8_encode(rune, bytes);
        assert_int_equal(ex_utf8_decode(ex_str_n(bytes, n), &back), n);
        assert_int_equal(back, rune);
    }
}

static void utf8_ill_formed_bytes_use_one(void **state)
{
    static const char *const wrong[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
                                        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "\xC3("};

    (void)state;
    for (size_t i = 0; i < EX_COUNT(wrong); i++) {
        uint32_t rune;

        assert_int_equal(ex_utf8_decode(ex_str(wrong[i]), &rune), 1);
        assert_int_equal(rune, EX_RUNE_BAD);
        assert_false(ex_utf8_valid(ex_str(wrong[i])));
    }
}

static void utf8_count_and_span(void **state)
{
    (void)state;
    assert_int_equal(ex_utf8_count(EX_STR("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")), 4);
    assert_int_equal(ex_utf8_count(EX_STR("a\xE2\x82z")), 4);
    assert_int_equal(ex_utf8_span(EX_STR("0123456789012345678901234567890123456789\xFFz")), 40);
    assert_true(ex_utf8_valid(EX_STR("\xC3\xA4 and 0123456789012345678901234567890123456789")));
}

static void unsafe_code_points_are_known(void **state)
{
    static const uint32_t bad[] = {0, 0x1B, 0x7F, 0x9B, 0x61C, 0x200B, 0x200E, 0x2028, 0x202E,
                                   0x2066, 0xFEFF, 0xE0041};
    static const uint32_t good[] = {' ', 'a', 0xE4, 0x4E2D, 0x1F600, 0x2013, 0x10FFFD};

    (void)state;
    for (size_t i = 0; i < EX_COUNT(bad); i++)
        assert_true(ex_rune_is_unsafe(bad[i]));
    for (size_t i = 0; i < EX_COUNT(good); i++)
        assert_false(ex_rune_is_unsafe(good[i]));
}

static void widths_are_those_of_terminals(void **state)
{
    (void)state;
    assert_int_equal(ex_rune_width('a'), 1);
    assert_int_equal(ex_rune_width(0xE4), 1);
    assert_int_equal(ex_rune_width(0x301), 0);
    assert_int_equal(ex_rune_width(0x4E2D), 2);
    assert_int_equal(ex_rune_width(0xAC00), 2);
    assert_int_equal(ex_rune_width(0x1F600), 2);
    assert_int_equal(ex_rune_width(0x200D), 0);
    assert_int_equal(ex_rune_width('\n'), 0);
    assert_int_equal(ex_rune_width(0xFFFD), 1);
}

/* ---- diag ---- */

static void diags_are_recorded_and_counted(void **state)
{
    EX_AUTO(ex_diags_free) struct ex_diags diags;
    EX_AUTO(ex_diags_free) struct ex_diags copy;
    struct ex_diag *diag;

    (void)state;
    ex_diags_init(&diags);
    ex_diags_init(&copy);
    ex_diag(&diags, EX_NOTE, EX_STR("f"), (struct ex_place){1, 2}, "note");
    diag = ex_diag(&diags, EX_ERROR, EX_STR("g"), (struct ex_place){3, 4}, "no '%s'", "x");
    ex_diag_hint(&diags, diag, "try %d", 5);
    ex_diags_append(&copy, &diags);
    assert_int_equal(ex_diags_count(&copy, EX_NOTE), 2);
    assert_int_equal(ex_diags_count(&copy, EX_WARNING), 1);
    diag = EX_AT(&copy.items, struct ex_diag, 1);
    assert_str(diag->message, "no 'x'");
    assert_str(diag->hint, "try 5");
    assert_str(diag->file, "g");
    assert_int_equal(diag->at.column, 4);
}

struct expected_place {
    size_t offset;
    uint64_t line;
    uint64_t column;
    const char *text;
};

static void places_count_every_kind_of_line_end(void **state)
{
    static const struct expected_place expected[] = {
        {0, 1, 1, "a"},
        {1, 1, 2, "a"},
        {2, 1, 3, "a"},
        {3, 2, 1, "b"},
        {5, 3, 1, ""},
        {6, 4, 1, "\xC3\xA4z"},
        {7, 4, 1, "\xC3\xA4z"},
        {8, 4, 2, "\xC3\xA4z"},
        {10, 5, 1, ""},
        {99, 5, 1, ""},
    };
    const struct ex_str text = EX_STR("a\r\nb\r\r\xC3\xA4z\n");

    (void)state;
    for (size_t i = 0; i < EX_COUNT(expected); i++) {
        struct ex_str line;
        struct ex_place place = ex_place_of(text, expected[i].offset, &line);

        assert_int_equal(place.line, expected[i].line);
        assert_int_equal(place.column, expected[i].column);
        assert_true(ex_str_eq(line, ex_str(expected[i].text)));
    }
}

static struct ex_str next_name(const void *ctx, size_t i)
{
    const char *const *names = ctx;

    return ex_str(names[i]);
}

static void suggestions_are_near(void **state)
{
    static const char *const names[] = {"Mailbox", "MailUser", "Mailboy", "TransportRule", NULL};

    (void)state;
    assert_str(ex_suggest(EX_STR("mialbox"), next_name, names), "Mailbox");
    assert_str(ex_suggest(EX_STR("Mailbo"), next_name, names), "Mailbox");
    assert_str(ex_suggest(EX_STR("mailboy"), next_name, names), "Mailboy");
    assert_str(ex_suggest(EX_STR("TransprotRules"), next_name, names), "TransportRule");
    assert_null(ex_suggest(EX_STR("Database"), next_name, names).p);
    assert_null(ex_suggest(EX_STR(""), next_name, names).p);
}

static void one_letter_suggests_nothing_unrelated(void **state)
{
    static const char *const names[] = {"b", "ab", NULL};

    (void)state;
    assert_null(ex_suggest(EX_STR("x"), next_name, names).p);
}

/* ---- sha256, pool ---- */

static void sha256_gives_the_digests_of_fips_180(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();

    (void)state;
    assert_string_equal(ex_sha256_of(EX_STR(""), arena).p,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(ex_sha256_of(EX_STR("abc"), arena).p,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(
        ex_sha256_of(EX_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), arena).p,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void sha256_of_a_million_letters_in_odd_pieces(void **state)
{
    unsigned char digest[EX_SHA256_BYTES];
    char hex[2 * EX_SHA256_BYTES + 1];
    char letters[997];
    struct ex_sha256 hash;
    size_t left = 1000000;

    (void)state;
    memset(letters, 'a', sizeof letters);
    ex_sha256_init(&hash);
    for (size_t n = 1; left; n = n % sizeof letters + 1) {
        size_t part = n < left ? n : left;

        ex_sha256_add(&hash, letters, part);
        left -= part;
    }
    ex_sha256_finish(&hash, digest);
    ex_sha256_hex(digest, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void count_task(void *ctx, size_t i)
{
    atomic_int *counts = ctx;

    atomic_fetch_add(&counts[i], 1);
}

static void pool_runs_each_task_once(void **state)
{
    static const unsigned jobs[] = {0, 1, 2, 7, 64};

    (void)state;
    for (size_t k = 0; k < EX_COUNT(jobs); k++) {
        atomic_int counts[50] = {0};

        ex_pool_run(jobs[k], EX_COUNT(counts), count_task, counts);
        for (size_t i = 0; i < EX_COUNT(counts); i++)
            assert_int_equal(counts[i], 1);
    }
    ex_pool_run(4, 0, count_task, NULL);
    assert_true(ex_pool_cpus() >= 1);
}

int main(void)
{
    const struct CMUnitTest text[] = {
        cmocka_unit_test(slice_is_clamped),
        cmocka_unit_test(comparison_is_by_bytes),
        cmocka_unit_test(case_is_ignored_for_ascii_only),
        cmocka_unit_test(beginnings_and_ends_are_found),
        cmocka_unit_test(find_gives_the_offset_or_size_max),
        cmocka_unit_test(trim_drops_white_space_at_both_ends),
        cmocka_unit_test(split_keeps_empty_pieces),
        cmocka_unit_test(integers_are_read_up_to_their_limits),
        cmocka_unit_test(what_is_not_a_number_is_refused),
        cmocka_unit_test(hash_is_fnv1a),
        cmocka_unit_test(utf8_round_trip_of_all_code_points),
        cmocka_unit_test(utf8_ill_formed_bytes_use_one),
        cmocka_unit_test(utf8_count_and_span),
        cmocka_unit_test(unsafe_code_points_are_known),
        cmocka_unit_test(widths_are_those_of_terminals),
    };
    const struct CMUnitTest containers[] = {
        cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
        cmocka_unit_test(arena_serves_large_allocations),
        cmocka_unit_test(arena_text_ends_in_nul),
        cmocka_unit_test(vec_grows_and_keeps_its_elements),
        cmocka_unit_test(map_finds_what_was_put),
        cmocka_unit_test(map_keeps_the_order_of_insertion),
        cmocka_unit_test(map_folds_case_when_asked),
        cmocka_unit_test(map_has_empty_and_binary_keys),
        cmocka_unit_test(buf_collects_text),
        cmocka_unit_test(reader_stops_at_the_end),
        cmocka_unit_test(base64_decodes_the_vectors_of_rfc_4648),
        cmocka_unit_test(base64_encodes_the_vectors_of_rfc_4648),
        cmocka_unit_test(base64_refuses_what_is_not_base64),
    };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(diags_are_recorded_and_counted),
        cmocka_unit_test(places_count_every_kind_of_line_end),
        cmocka_unit_test(suggestions_are_near),
        cmocka_unit_test(one_letter_suggests_nothing_unrelated),
        cmocka_unit_test(sha256_gives_the_digests_of_fips_180),
        cmocka_unit_test(sha256_of_a_million_letters_in_odd_pieces),
        cmocka_unit_test(pool_runs_each_task_once),
    };
    int failed = cmocka_run_group_tests_name("text", text, NULL, NULL);

    failed += cmocka_run_group_tests_name("containers", containers, NULL, NULL);
    return failed + cmocka_run_group_tests_name("others", others, NULL, NULL);
}
