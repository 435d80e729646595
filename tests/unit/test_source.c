/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of sources: encodings, reading in pieces, places, and files that are
 * not what they should be.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"
#include "base/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define BAD "\xEF\xBF\xBD"

/* All of the stream from where it stands. */
static void read_all(struct ex_source *source, struct ex_buf *out)
{
    struct ex_str chunk;

    ex_buf_clear(out);
    while (ex_source_read(source, &chunk))
        ex_buf_add(out, chunk);
}

struct encoding_case {
    struct ex_str bytes;
    enum ex_encoding encoding;
    const char *text;
    uint64_t bad;
};

#define CASE(bytes, encoding, text, bad) {{bytes, sizeof(bytes) - 1}, encoding, text, bad}

static const struct encoding_case encoding_cases[] = {
    CASE("", EX_UTF8, "", 0),
    CASE("plain", EX_UTF8, "plain", 0),
    CASE("\xC3\xA4", EX_UTF8, "\xC3\xA4", 0),
    CASE("\xEF\xBB\xBFx", EX_UTF8_BOM, "x", 0),
    CASE("\xEF\xBB\xBF", EX_UTF8_BOM, "", 0),
    CASE("\xEF\xBB\xBF\xFFy", EX_UTF8_BOM, BAD "y", 1),
    CASE("\xFF\xFE", EX_UTF16LE, "", 0),
    CASE("\xFE\xFF", EX_UTF16BE, "", 0),
    CASE("\xFF\xFE" "a\0\xAC\x20", EX_UTF16LE, "a\xE2\x82\xAC", 0),
    CASE("\xFE\xFF\0a\x20\xAC", EX_UTF16BE, "a\xE2\x82\xAC", 0),
    CASE("\xFF\xFE" "a\0b", EX_UTF16LE, "a" BAD, 1),
    CASE("\xFF\xFE\x3D\xD8\x00\xDE", EX_UTF16LE, "\xF0\x9F\x98\x80", 0),
    CASE("\xFF\xFE\x3D\xD8z\0", EX_UTF16LE, BAD "z", 1),
    CASE("\xFF\xFE\x00\xDEz\0", EX_UTF16LE, BAD "z", 1),
    CASE("\xFF\xFE\x3D\xD8", EX_UTF16LE, BAD, 1),
    CASE("\xFF\xFE\x3D\xD8\x00", EX_UTF16LE, BAD BAD, 2),
    CASE("\xFF\xFE\0\0a\0\0\0", EX_UTF32LE, "a", 0),
    CASE("\0\0\xFE\xFF\0\0\0a\0\x11\0\0", EX_UTF32BE, "a" BAD, 1),
    CASE("\xFF\xFE\0\0a\0\0\0z", EX_UTF32LE, "a" BAD, 1),
    CASE("<\0?\0x\0", EX_UTF16LE, "<?x", 0),
    CASE("\0<\0?\0x", EX_UTF16BE, "<?x", 0),
    CASE("#\0T\0", EX_UTF16LE, "#T", 0),
    CASE("{\0}\0", EX_UTF16LE, "{}", 0),
    CASE("N\0a\0m\0e\0,\0\xE4\0", EX_UTF16LE, "Name,\xC3\xA4", 0),
    CASE("<\0\0\0a\0\0\0", EX_UTF32LE, "<a", 0),
    CASE("\0\0\0<\0\0\0a", EX_UTF32BE, "<a", 0),
    CASE("K\xE4se \x80\x81", EX_WINDOWS1252, "K\xC3\xA4se \xE2\x82\xAC\xC2\x81", 0),
    CASE("cut \xE2\x82", EX_WINDOWS1252, "cut \xC3\xA2\xE2\x80\x9A", 0),
};

static void encodings_are_recognized_and_decoded(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;

    (void)state;
    for (size_t i = 0; i < EX_COUNT(encoding_cases); i++) {
        const struct encoding_case *c = &encoding_cases[i];
        EX_AUTO(ex_source_auto) struct ex_source *source =
            ex_source_from_bytes(c->bytes, EX_STR("test"));

        read_all(source, &text);
        if (ex_source_encoding(source) != c->encoding ||
            !ex_str_eq(ex_buf_str(&text), ex_str(c->text)) || ex_source_bad_bytes(source) != c->bad)
            fail_msg("case %zu: %s, '%.*s', %llu bad", i,
                     ex_encoding_name(ex_source_encoding(source)), EX_FMT(ex_buf_str(&text)),
                     (unsigned long long)ex_source_bad_bytes(source));
        assert_true(ex_str_eq(ex_source_head(source), ex_str(c->text)));
        assert_false(ex_source_failed(source, NULL));
    }
}

/* ---- long texts in every encoding ---- */

static const uint32_t sample_runes[] = {'a', 'b', '\n', 0xE4, 'c', '\r', '\n', 0x20AC, '\r',
                                        0x1F600, '\r', '\r', '\n', 'd', '\n', '\n'};

/* Code points in a reproducible but irregular order, with stretches of ASCII. */
static uint32_t sample_rune(size_t i, uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    if (i / 1000 % 3 == 0)
        return 'x';
    return sample_runes[*random >> 28];
}

static void add_unit(struct ex_buf *out, uint32_t unit, size_t size, bool big)
{
    for (size_t i = 0; i < size; i++)
        ex_buf_add_char(out, (char)(unit >> 8 * (big ? size - 1 - i : i)));
}

static void add_encoded(struct ex_buf *out, uint32_t rune, enum ex_encoding encoding)
{
    bool big = encoding == EX_UTF16BE || encoding == EX_UTF32BE;

    if (encoding == EX_UTF8 || encoding == EX_UTF8_BOM) {
        ex_buf_add_rune(out, rune);
    } else if (encoding == EX_UTF32LE || encoding == EX_UTF32BE) {
        add_unit(out, rune, 4, big);
    } else if (rune < 0x10000) {
        add_unit(out, rune, 2, big);
    } else {
        add_unit(out, 0xD800 + ((rune - 0x10000) >> 10), 2, big);
        add_unit(out, 0xDC00 + (rune & 0x3FF), 2, big);
    }
}

/* `n` sample code points; every encoding but plain UTF-8 begins with its mark. */
static void make_sample(struct ex_buf *out, size_t n, enum ex_encoding encoding)
{
    uint32_t random = 1;

    if (encoding != EX_UTF8)
        add_encoded(out, 0xFEFF, encoding);
    for (size_t i = 0; i < n; i++)
        add_encoded(out, sample_rune(i, &random), encoding);
}

#define SAMPLE_RUNES 150000u

static const enum ex_encoding unicode_encodings[] = {EX_UTF8,    EX_UTF8_BOM, EX_UTF16LE,
                                                     EX_UTF16BE, EX_UTF32LE,  EX_UTF32BE};

static void long_texts_come_out_the_same_in_all_encodings(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf expected = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;

    (void)state;
    make_sample(&expected, SAMPLE_RUNES, EX_UTF8);
    for (size_t i = 0; i < EX_COUNT(unicode_encodings); i++) {
        EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
        EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

        make_sample(&stored, SAMPLE_RUNES, unicode_encodings[i]);
        source = ex_source_from_bytes(ex_buf_str(&stored), EX_STR("test"));
        assert_int_equal(ex_source_encoding(source), unicode_encodings[i]);
        for (int round = 0; round < 2; round++) {
            read_all(source, &text);
            assert_true(ex_str_eq(ex_buf_str(&text), ex_buf_str(&expected)));
            assert_true(ex_source_rewind(source));
        }
        assert_int_equal(ex_source_bad_bytes(source), 0);
    }
}

static void check_place(struct ex_source *source, struct ex_str text, uint64_t offset,
                        struct ex_arena *arena)
{
    struct ex_str line;
    struct ex_str expected_line;
    struct ex_place place = ex_source_place(source, offset, arena, &line);
    struct ex_place expected = ex_place_of(text, (size_t)offset, &expected_line);

    if (place.line != expected.line || place.column != expected.column)
        fail_msg("offset %llu is %llu:%llu, not %llu:%llu", (unsigned long long)offset,
                 (unsigned long long)place.line, (unsigned long long)place.column,
                 (unsigned long long)expected.line, (unsigned long long)expected.column);
    if (expected_line.n <= EX_LINE_TEXT_BEFORE)
        assert_true(ex_str_eq(line, expected_line));
}

static void places_are_exact_in_all_encodings(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;

    (void)state;
    make_sample(&text, SAMPLE_RUNES, EX_UTF8);
    for (size_t i = 0; i < EX_COUNT(unicode_encodings); i++) {
        EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
        EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

        make_sample(&stored, SAMPLE_RUNES, unicode_encodings[i]);
        source = ex_source_from_bytes(ex_buf_str(&stored), EX_STR("test"));
        /* Without having read anything, backwards and forwards, and behind the end. */
        check_place(source, ex_buf_str(&text), text.n / 2, arena);
        for (uint64_t offset = 0; offset < text.n; offset += 9973)
            check_place(source, ex_buf_str(&text), offset, arena);
        check_place(source, ex_buf_str(&text), 0, arena);
        check_place(source, ex_buf_str(&text), text.n, arena);
        assert_int_equal(ex_source_place(source, UINT64_MAX, NULL, NULL).line,
                         ex_place_of(ex_buf_str(&text), text.n, NULL).line);
    }
}

static void line_ends_across_pieces_count_once(void **state)
{
    static const char *const ends[] = {"\r\n", "\r\r", "\n\r", "\n\n", "\rx", "\r\xC3\xA4"};

    (void)state;
    for (size_t k = 0; k < EX_COUNT(ends); k++) {
        EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
        EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
        EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

        ex_buf_add_repeat(&text, 'a', 65535);
        ex_buf_add_text(&text, ends[k]);
        ex_buf_add_text(&text, "tail\r");
        source = ex_source_from_bytes(ex_buf_str(&text), EX_STR("test"));
        for (uint64_t offset = 65533; offset <= text.n; offset++)
            check_place(source, ex_buf_str(&text), offset, arena);
    }
}

static void nothing_but_line_ends_is_counted(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

    (void)state;
    ex_buf_add_repeat(&text, '\n', 100000);
    ex_buf_add_repeat(&text, '\r', 100000);
    source = ex_source_from_bytes(ex_buf_str(&text), EX_STR("test"));
    assert_int_equal(ex_source_place(source, text.n, NULL, NULL).line, 200001);
}

static void many_places_at_once_equal_single_ones(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;
    struct ex_source_mark marks[200];

    (void)state;
    make_sample(&text, SAMPLE_RUNES, EX_UTF8);
    make_sample(&stored, SAMPLE_RUNES, EX_UTF16LE);
    source = ex_source_from_bytes(ex_buf_str(&stored), EX_STR("test"));
    for (size_t i = 0; i < EX_COUNT(marks); i++)
        marks[i].offset = (i * 7919 * 31) % (text.n + 100);
    ex_source_places(source, marks, EX_COUNT(marks));
    for (size_t i = 0; i < EX_COUNT(marks); i++) {
        struct ex_place expected = ex_place_of(ex_buf_str(&text), marks[i].offset, NULL);

        assert_true(i == 0 || marks[i - 1].offset <= marks[i].offset);
        assert_int_equal(marks[i].place.line, expected.line);
        assert_int_equal(marks[i].place.column, expected.column);
    }
}

static void text_of_a_long_line_is_cut_around_the_offset(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;
    struct ex_place place;
    struct ex_str line;

    (void)state;
    for (size_t i = 0; i < 100000; i++)
        ex_buf_add_text(&text, i == 50000 ? "!" : "\xC3\xA4");
    source = ex_source_from_bytes(ex_buf_str(&text), EX_STR("test"));
    place = ex_source_place(source, 100000, arena, &line);
    assert_int_equal(place.column, 50001);
    assert_int_equal(ex_str_find(line, '!'), 2 * EX_LINE_TEXT_BEFORE);
    assert_true(line.n <= 2 * EX_LINE_TEXT_BEFORE + EX_LINE_TEXT_AFTER);
    assert_true((unsigned char)line.p[line.n - 1] == 0xA4);
}

static void looking_up_does_not_disturb_reading(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf expected = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;
    struct ex_str chunk;

    (void)state;
    make_sample(&expected, SAMPLE_RUNES, EX_UTF8);
    make_sample(&stored, SAMPLE_RUNES, EX_UTF16BE);
    source = ex_source_from_bytes(ex_buf_str(&stored), EX_STR("test"));
    while (ex_source_read(source, &chunk)) {
        ex_source_place(source, expected.n - text.n, NULL, NULL);
        ex_source_sha256(source);
        ex_source_head(source);
        ex_buf_add(&text, chunk);
    }
    assert_true(ex_str_eq(ex_buf_str(&text), ex_buf_str(&expected)));
}

static void bad_bytes_after_the_head_are_replaced_and_counted_once(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

    (void)state;
    ex_buf_add_repeat(&stored, 'a', 70000);
    ex_buf_add_text(&stored, "\xFFz\xE2\x82");
    source = ex_source_from_bytes(ex_buf_str(&stored), EX_STR("test"));
    assert_int_equal(ex_source_encoding(source), EX_UTF8);
    read_all(source, &text);
    assert_string_equal(text.p + 70000, BAD "z" BAD BAD);
    assert_true(ex_source_rewind(source));
    read_all(source, &text);
    assert_int_equal(ex_source_bad_bytes(source), 3);
}

static void code_points_across_pieces_stay_whole(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;

    (void)state;
    for (size_t before = 65533; before <= 65536; before++) {
        EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
        EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

        ex_buf_add_repeat(&stored, 'a', before);
        ex_buf_add_rune(&stored, 0x1F600);
        source = ex_source_from_bytes(ex_buf_str(&stored), EX_STR("test"));
        assert_int_equal(ex_source_encoding(source), EX_UTF8);
        read_all(source, &text);
        assert_true(ex_str_eq(ex_buf_str(&text), ex_buf_str(&stored)));
        assert_int_equal(ex_source_bad_bytes(source), 0);
    }
}

/* ---- files ---- */

/* A folder of its own for each test, with one file in it. */
struct folder {
    char path[64];
    char file[80];
};

static int make_folder(void **state)
{
    struct folder *folder = ex_alloc(sizeof *folder);

    *state = folder;
    snprintf(folder->path, sizeof folder->path, "/tmp/exlint-test-XXXXXX");
    if (!mkdtemp(folder->path))
        return -1;
    snprintf(folder->file, sizeof folder->file, "%s/file", folder->path);
    return 0;
}

static int remove_folder(void **state)
{
    struct folder *folder = *state;

    unlink(folder->file);
    rmdir(folder->path);
    free(folder);
    return 0;
}

static void write_file(const struct folder *folder, struct ex_str bytes)
{
    FILE *out = fopen(folder->file, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, out), bytes.n);
    assert_int_equal(fclose(out), 0);
}

/* Opening must fail with a warning that says `reason`. */
static void expect_refused(const char *path, const char *reason)
{
    EX_AUTO(ex_diags_free) struct ex_diags diags;
    const struct ex_diag *diag;

    ex_diags_init(&diags);
    assert_null(ex_source_open(path, EX_STR("name"), &diags));
    assert_int_equal(diags.items.n, 1);
    diag = EX_AT(&diags.items, struct ex_diag, 0);
    assert_int_equal(diag->level, EX_WARNING);
    assert_true(ex_str_find_str(diag->message, ex_str(reason)) != SIZE_MAX);
    assert_true(ex_str_find_str(diag->message, EX_STR("'name'")) != SIZE_MAX);
}

static void what_is_not_a_file_is_refused(void **state)
{
    const struct folder *folder = *state;

    expect_refused(folder->file, "No such file");
    expect_refused(folder->path, "folder");
    expect_refused("/dev/zero", "regular file");
}

static void a_fifo_does_not_block(void **state)
{
    const struct folder *folder = *state;

    assert_int_equal(mkfifo(folder->file, 0600), 0);
    alarm(10);
    expect_refused(folder->file, "regular file");
    alarm(0);
}

static void a_symbolic_link_is_not_followed(void **state)
{
    const struct folder *folder = *state;

    assert_int_equal(symlink("/etc/passwd", folder->file), 0);
    expect_refused(folder->file, "symbolic link");
}

static void a_huge_file_is_refused(void **state)
{
    const struct folder *folder = *state;

    write_file(folder, EX_STR("x"));
    if (truncate(folder->file, (off_t)65 << 30) != 0)
        skip();
    expect_refused(folder->file, "64 GiB");
}

static struct ex_source *open_file(const struct folder *folder)
{
    EX_AUTO(ex_diags_free) struct ex_diags diags;
    struct ex_source *source;

    ex_diags_init(&diags);
    source = ex_source_open(folder->file, EX_STR("name"), &diags);
    assert_non_null(source);
    return source;
}

static void an_empty_file_is_an_empty_stream(void **state)
{
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_str chunk;
    struct ex_str line;

    write_file(*state, EX_STR(""));
    source = open_file(*state);
    assert_false(ex_source_read(source, &chunk));
    assert_false(ex_source_failed(source, NULL));
    assert_int_equal(ex_source_head(source).n, 0);
    assert_int_equal(ex_source_place(source, 5, arena, &line).line, 1);
    assert_int_equal(line.n, 0);
    assert_non_null(ex_source_slurp(source, 10, arena).p);
    assert_true(ex_str_starts(ex_source_sha256(source), EX_STR("e3b0c442")));
}

static void a_file_reads_like_the_same_bytes_in_memory(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf expected = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

    make_sample(&expected, SAMPLE_RUNES, EX_UTF8);
    make_sample(&stored, SAMPLE_RUNES, EX_UTF16LE);
    write_file(*state, ex_buf_str(&stored));
    source = open_file(*state);
    assert_int_equal(ex_source_size(source), stored.n);
    read_all(source, &text);
    assert_true(ex_str_eq(ex_buf_str(&text), ex_buf_str(&expected)));
    for (uint64_t offset = 0; offset < text.n; offset += 30011)
        check_place(source, ex_buf_str(&text), offset, arena);
    assert_true(ex_str_eq(ex_source_sha256(source), ex_sha256_of(ex_buf_str(&stored), arena)));
    assert_true(ex_str_eq(ex_source_slurp(source, stored.n, arena), ex_buf_str(&stored)));
    assert_null(ex_source_slurp(source, stored.n - 1, arena).p);
    assert_true(ex_str_eq(ex_source_raw_head(source), ex_str_slice(ex_buf_str(&stored), 0, 65536)));
}

static void a_resting_source_wakes_for_places_and_checksums(void **state)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    EX_AUTO(ex_buf_free) struct ex_buf stored = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

    make_sample(&stored, SAMPLE_RUNES, EX_UTF8);
    write_file(*state, ex_buf_str(&stored));
    source = open_file(*state);
    read_all(source, &text);
    ex_source_rest(source);
    check_place(source, ex_buf_str(&text), 100001, arena);
    ex_source_rest(source);
    assert_true(ex_str_eq(ex_source_sha256(source), ex_sha256_of(ex_buf_str(&stored), arena)));
    assert_true(ex_str_eq(ex_source_slurp(source, stored.n, arena), ex_buf_str(&stored)));
}

static void a_replaced_file_is_not_taken_for_the_one_that_was_read(void **state)
{
    const struct folder *folder = *state;
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;

    write_file(folder, EX_STR("one\ntwo\n"));
    source = open_file(folder);
    read_all(source, &text);
    ex_source_rest(source);
    write_file(folder, EX_STR("something else\n"));
    assert_int_equal(ex_source_place(source, 4, NULL, NULL).line, 0);
}

static void a_file_that_became_shorter_has_failed(void **state)
{
    const struct folder *folder = *state;
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    EX_AUTO(ex_source_auto) struct ex_source *source = NULL;
    struct ex_str why;

    ex_buf_add_repeat(&text, 'a', 200000);
    write_file(folder, ex_buf_str(&text));
    source = open_file(folder);
    assert_int_equal(truncate(folder->file, 100000), 0);
    read_all(source, &text);
    assert_true(ex_source_failed(source, &why));
    assert_true(ex_str_find_str(why, EX_STR("shorter")) != SIZE_MAX);
    assert_false(ex_source_rewind(source));
    assert_int_equal(ex_source_place(source, 190000, NULL, NULL).line, 0);
    assert_int_equal(ex_source_sha256(source).n, 0);
    assert_null(ex_source_slurp(source, 1000000, arena).p);
}

int main(void)
{
    const struct CMUnitTest streams[] = {
        cmocka_unit_test(encodings_are_recognized_and_decoded),
        cmocka_unit_test(long_texts_come_out_the_same_in_all_encodings),
        cmocka_unit_test(bad_bytes_after_the_head_are_replaced_and_counted_once),
        cmocka_unit_test(code_points_across_pieces_stay_whole),
        cmocka_unit_test(looking_up_does_not_disturb_reading),
    };
    const struct CMUnitTest places[] = {
        cmocka_unit_test(places_are_exact_in_all_encodings),
        cmocka_unit_test(line_ends_across_pieces_count_once),
        cmocka_unit_test(nothing_but_line_ends_is_counted),
        cmocka_unit_test(many_places_at_once_equal_single_ones),
        cmocka_unit_test(text_of_a_long_line_is_cut_around_the_offset),
    };
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest files[] = {
        WITH_FOLDER(what_is_not_a_file_is_refused),
        WITH_FOLDER(a_fifo_does_not_block),
        WITH_FOLDER(a_symbolic_link_is_not_followed),
        WITH_FOLDER(a_huge_file_is_refused),
        WITH_FOLDER(an_empty_file_is_an_empty_stream),
        WITH_FOLDER(a_file_reads_like_the_same_bytes_in_memory),
        WITH_FOLDER(a_resting_source_wakes_for_places_and_checksums),
        WITH_FOLDER(a_replaced_file_is_not_taken_for_the_one_that_was_read),
        WITH_FOLDER(a_file_that_became_shorter_has_failed),
    };
    int failed = cmocka_run_group_tests_name("streams", streams, NULL, NULL);

    failed += cmocka_run_group_tests_name("places", places, NULL, NULL);
    return failed + cmocka_run_group_tests_name("files", files, NULL, NULL);
}
