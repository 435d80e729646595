/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the YAML trees: structure, refusals, and the way back from the
 * content of a scalar to the file.
 */
#include "base/limits.h"
#include "engine/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define assert_str(s, literal) assert_true(ex_str_eq((s), EX_STR(literal)))

struct fixture {
    struct ex_arena *arena;
    struct ex_diags diags;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = ex_arena_new();
    ex_diags_init(&f->diags);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    ex_diags_free(&f->diags);
    ex_arena_free(f->arena);
    free(f);
    return 0;
}

static const struct ex_yaml *read_text(struct fixture *f, const char *text)
{
    return ex_yaml_read(f->arena, EX_STR("t.yaml"), ex_str(text), &f->diags);
}

static const struct ex_yaml *value_of(struct fixture *f, const char *text)
{
    const struct ex_yaml *root = read_text(f, text);

    assert_non_null(root);
    const struct ex_yaml *value = ex_yaml_get(root, EX_STR("k"));
    assert_non_null(value);
    return value;
}

/* Every character of the content that is not white space is found where it stands in the file. */
static void assert_mapped(const struct ex_yaml *scalar)
{
    struct ex_str file = scalar->document->text;

    for (size_t i = 0; i < scalar->text.n; i++) {
        size_t at = ex_yaml_offset(scalar, i);

        if (scalar->text.p[i] == ' ' || scalar->text.p[i] == '\n')
            continue;
        assert_true(at < file.n);
        assert_int_equal(file.p[at], scalar->text.p[i]);
    }
}

static void assert_refused(struct fixture *f, const char *text, uint64_t line, uint64_t column,
                           const char *message)
{
    assert_null(read_text(f, text));
    assert_int_equal(f->diags.items.n, 1);
    const struct ex_diag *diag = EX_AT(&f->diags.items, struct ex_diag, 0);
    assert_true(ex_str_eq(diag->message, ex_str(message)));
    assert_int_equal(diag->at.line, line);
    assert_int_equal(diag->at.column, column);
    assert_int_equal(diag->level, EX_ERROR);
}

static void a_map_keeps_the_order_of_its_keys(void **state)
{
    const struct ex_yaml *root = read_text(*state, "b: 1\na: 2\n");

    assert_int_equal(root->kind, EX_YAML_MAP);
    assert_int_equal(root->n, 2);
    assert_str(root->first->key->text, "b");
    assert_str(root->first->next->text, "2");
    assert_null(root->first->next->next);
}

static void sequences_and_maps_nest(void **state)
{
    const struct ex_yaml *value = value_of(*state, "k: [{a: x}, [y, z]]\n");

    assert_int_equal(value->n, 2);
    assert_str(ex_yaml_get(value->first, EX_STR("a"))->text, "x");
    assert_str(value->first->next->first->next->text, "z");
}

static void a_missing_key_is_null(void **state)
{
    assert_null(ex_yaml_get(read_text(*state, "a: 1\n"), EX_STR("k")));
}

static void quoting_is_remembered(void **state)
{
    assert_int_equal(value_of(*state, "k: null\n")->style, EX_YAML_PLAIN);
    assert_int_equal(value_of(*state, "k: 'null'\n")->style, EX_YAML_SINGLE);
    assert_int_equal(value_of(*state, "k: \"null\"\n")->style, EX_YAML_DOUBLE);
    assert_int_equal(value_of(*state, "k: |\n  null\n")->style, EX_YAML_BLOCK);
}

static void a_plain_scalar_maps_to_the_file(void **state)
{
    const struct ex_yaml *value = value_of(*state, "a: 1\nk:   x + y\n");

    assert_mapped(value);
    assert_int_equal(ex_yaml_offset(value, 4), 14);
    assert_int_equal(ex_yaml_offset(value, 5), 15);
}

static void a_plain_scalar_over_lines_maps_to_the_file(void **state)
{
    assert_mapped(value_of(*state, "k: first\n   second  third\n\n   fourth\n"));
}

static void a_single_quoted_scalar_maps_over_doubled_quotes(void **state)
{
    const struct ex_yaml *value = value_of(*state, "k: 'it''s x'\n");

    assert_mapped(value);
    assert_int_equal(ex_yaml_offset(value, 3), 8);
}

static void a_double_quoted_scalar_maps_over_escapes(void **state)
{
    const struct ex_yaml *value = value_of(*state, "k: \"a\\\"b \\u00e4 \\x41 c\"\n");

    assert_str(value->text, "a\"b \xC3\xA4 A c");
    assert_int_equal(ex_yaml_offset(value, 1), 5);  /* the escaped quote */
    assert_int_equal(ex_yaml_offset(value, 2), 7);  /* b */
    assert_int_equal(ex_yaml_offset(value, 4), 9);  /* \u00e4 */
    assert_int_equal(ex_yaml_offset(value, 9), 21); /* c */
}

static void a_double_quoted_scalar_maps_over_continued_lines(void **state)
{
    const struct ex_yaml *value = value_of(*state, "k: \"ab\\\n  cd\"\n");

    assert_str(value->text, "abcd");
    assert_mapped(value);
}

static void a_literal_block_maps_to_the_file(void **state)
{
    assert_mapped(value_of(*state, "k: | # why\n  first\n    second\n\n  third\n"));
}

static void a_folded_block_maps_to_the_file(void **state)
{
    const struct ex_yaml *value = value_of(*state, "k: >-\n  a &&\n  b\n");

    assert_str(value->text, "a && b");
    assert_mapped(value);
    assert_int_equal(ex_yaml_offset(value, 5), 15);
}

static void text_before_that_is_not_ascii_does_not_shift(void **state)
{
    const struct ex_yaml *value = value_of(*state, "\xC3\xA4: \xE2\x82\xAC\nk: x\n");

    assert_int_equal(value->start, 11);
}

static void a_byte_order_mark_is_left_out(void **state)
{
    assert_int_equal(value_of(*state, "\xEF\xBB\xBFk: x\n")->start, 3);
}

static void a_duplicate_key_is_refused(void **state)
{
    assert_refused(*state, "a: 1\na: 2\n", 2, 1, "duplicate key 'a'");
}

static void an_anchor_is_refused(void **state)
{
    assert_refused(*state, "a: &x 1\n", 1, 4, "anchors and tags are not allowed here");
}

static void an_alias_is_refused(void **state)
{
    assert_refused(*state, "a: *x\n", 1, 4, "aliases are not allowed here");
}

static void a_tag_is_refused(void **state)
{
    assert_refused(*state, "a: !!int 1\n", 1, 4, "anchors and tags are not allowed here");
}

static void a_second_document_is_refused(void **state)
{
    assert_refused(*state, "a: 1\n---\nb: 1\n", 2, 1, "a second document is not allowed here");
}

static void a_key_that_is_no_word_is_refused(void **state)
{
    assert_refused(*state, "? [a]\n: 1\n", 1, 3, "a key must be a word");
}

static void an_empty_file_is_refused(void **state)
{
    assert_refused(*state, "# nothing\n", 1, 1, "the file is empty");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    assert_refused(*state, "a: 1\nb: \xFF\n", 2, 4, "the file is not UTF-8");
}

static void broken_syntax_has_a_place(void **state)
{
    struct fixture *f = *state;

    assert_null(read_text(f, "a: 1\nb: [x\n"));
    const struct ex_diag *diag = EX_AT(&f->diags.items, struct ex_diag, 0);
    assert_true(diag->at.line >= 2);
    assert_true(diag->message.n > 0);
}

static void deep_nesting_is_refused(void **state)
{
    struct fixture *f = *state;
    char text[EX_MAX_YAML_DEPTH + 2];

    memset(text, '[', sizeof text);
    assert_null(ex_yaml_read(f->arena, EX_STR("t"), ex_str_n(text, sizeof text), &f->diags));
    assert_str(EX_AT(&f->diags.items, struct ex_diag, 0)->message, "nested more than 32 deep");
}

static void a_long_file_is_refused(void **state)
{
    struct fixture *f = *state;
    size_t n = EX_MAX_RULE_FILE_BYTES + 1;
    char *text = malloc(n);

    memset(text, 'a', n);
    assert_null(ex_yaml_read(f->arena, EX_STR("t"), ex_str_n(text, n), &f->diags));
    free(text);
    assert_str(EX_AT(&f->diags.items, struct ex_diag, 0)->message,
               "the file is longer than 262144 bytes");
}

static void a_mark_stays_on_its_line(void **state)
{
    struct fixture *f = *state;
    const struct ex_yaml *value = value_of(f, "k: |\n  abc\n  def\n");
    const struct ex_diag *diag = ex_yaml_error_at(&f->diags, value, 1, 6, "x");

    assert_int_equal(diag->at.line, 2);
    assert_int_equal(diag->at.column, 4);
    assert_int_equal(diag->marked, 2);
    assert_str(diag->line_text, "  abc");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_map_keeps_the_order_of_its_keys),
        TEST(sequences_and_maps_nest),
        TEST(a_missing_key_is_null),
        TEST(quoting_is_remembered),
        TEST(a_plain_scalar_maps_to_the_file),
        TEST(a_plain_scalar_over_lines_maps_to_the_file),
        TEST(a_single_quoted_scalar_maps_over_doubled_quotes),
        TEST(a_double_quoted_scalar_maps_over_escapes),
        TEST(a_double_quoted_scalar_maps_over_continued_lines),
        TEST(a_literal_block_maps_to_the_file),
        TEST(a_folded_block_maps_to_the_file),
        TEST(text_before_that_is_not_ascii_does_not_shift),
        TEST(a_byte_order_mark_is_left_out),
        TEST(a_duplicate_key_is_refused),
        TEST(an_anchor_is_refused),
        TEST(an_alias_is_refused),
        TEST(a_tag_is_refused),
        TEST(a_second_document_is_refused),
        TEST(a_key_that_is_no_word_is_refused),
        TEST(an_empty_file_is_refused),
        TEST(bytes_that_are_no_text_are_refused),
        TEST(broken_syntax_has_a_place),
        TEST(deep_nesting_is_refused),
        TEST(a_long_file_is_refused),
        TEST(a_mark_stays_on_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
