/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Syntax of CEL: literals, precedence, names, and what is refused.
 */
#include "cel_fixture.h"

static void numbers_are_read_in_all_forms(void **state)
{
    assert_prints(*state, "[0, 0x1F, -5, -0x10]", "[0, 31, -5, -16]");
    assert_prints(*state, "[7u, 0xFFU]", "[7u, 255u]");
    assert_prints(*state, "[1.5, .5, 2e3, 1e-7, -0.0]", "[1.5, 0.5, 2000.0, 1e-07, -0.0]");
}

static void the_ends_of_the_number_ranges_are_literals(void **state)
{
    assert_prints(*state, "-9223372036854775808", "-9223372036854775808");
    assert_prints(*state, "9223372036854775807", "9223372036854775807");
    assert_prints(*state, "18446744073709551615u", "18446744073709551615u");
}

static void numbers_out_of_range_are_refused_at_their_place(void **state)
{
    struct ex_diag *d = assert_refused(*state, "1 + 9223372036854775808", "out of range");
    assert_int_equal(d->at.column, 5);
    assert_int_equal(d->marked, 19);
    assert_refused(*state, "18446744073709551616u", "out of range");
    assert_refused(*state, "1e400", "out of range");
}

static void a_number_does_not_run_into_a_word(void **state)
{
    assert_refused(*state, "12abc", "malformed number");
    assert_refused(*state, "0x", "malformed number");
}

static void escapes_of_strings_are_code_points(void **state)
{
    assert_prints(*state, "'\\x41\\101\\u00e4\\U0001F600'", "\"AA\xC3\xA4\xF0\x9F\x98\x80\"");
    assert_prints(*state, "'\\xe4' == '\\u00e4'", "true");
}

static void escapes_of_bytes_are_bytes(void **state)
{
    assert_prints(*state, "b'\\xe4\\344'", "b\"\\xe4\\xe4\"");
    assert_prints(*state, "size(b'\\u00e4')", "2");
}

static void raw_strings_keep_their_backslashes(void **state)
{
    assert_prints(*state, "r'a\\d' == 'a\\\\d'", "true");
    assert_prints(*state, "br'\\x'", "b\"\\\\x\"");
}

static void triple_quotes_span_lines(void **state)
{
    assert_prints(*state, "'''a'\n\"b'''", "\"a'\\n\\\"b\"");
    assert_refused(*state, "'a\nb'", "no end");
}

static void bad_escapes_are_refused_at_their_place(void **state)
{
    struct ex_diag *d = assert_refused(*state, "'ab\\q'", "invalid escape");
    assert_int_equal(d->at.column, 4);
    assert_refused(*state, "'\\ud800'", "invalid escape");
    assert_refused(*state, "'\\U00110000'", "invalid escape");
    assert_refused(*state, "'\\x4'", "invalid escape");
}

static void operators_have_the_usual_precedence(void **state)
{
    assert_prints(*state, "1 + 2 * 3 - 4 / 2", "5");
    assert_prints(*state, "1 + 1 == 2 && 3 > 2 || false", "true");
    assert_prints(*state, "true ? 1 : false ? 2 : 3", "1");
    assert_prints(*state, "10 - 3 - 2", "5");
    assert_prints(*state, "-2 * -3", "6");
}

static void lists_and_maps_may_end_in_a_comma(void **state)
{
    assert_prints(*state, "[1, 2,]", "[1, 2]");
    assert_prints(*state, "{'a': 1,}", "{\"a\": 1}");
}

static void reserved_words_are_fields_but_no_variables(void **state)
{
    assert_prints(*state, "{'for': 1}.for", "1");
    assert_refused(*state, "for", "reserved word");
    assert_refused(*state, "{'in': 1}.in", "unexpected 'in'");
}

static void quoted_fields_may_hold_other_characters(void **state)
{
    assert_prints(*state, "{'a-b/c.d': 1}.`a-b/c.d`", "1");
    assert_refused(*state, "{'a': 1}.``", "malformed quoted");
}

static void comments_and_blanks_are_skipped(void **state)
{
    assert_prints(*state, "1 // one\n + // plus\n\t2", "3");
}

static void names_with_dots_are_found_longest_first(void **state)
{
    declare(*state, "a.b", &cel_type_dyn, cel_int(1));
    declare(*state, "a.b.c", &cel_type_int, cel_int(2));
    assert_prints(*state, "a.b.c", "2");
    assert_prints(*state, ".a.b", "1");
}

static void a_macro_variable_hides_a_name_with_dots(void **state)
{
    declare(*state, "a.b", &cel_type_int, cel_int(1));
    assert_prints(*state, "[{'b': 5}].map(a, a.b)", "[5]");
    assert_prints(*state, "[{'b': 5}].map(a, .a.b)", "[1]");
}

static void incomplete_input_says_what_is_expected(void **state)
{
    assert_refused(*state, "", "unexpected end");
    assert_refused(*state, "1 +", "expected an expression");
    assert_refused(*state, "(1", "expected ')'");
    assert_refused(*state, "[1 2]", "expected ',' or ']'");
    assert_refused(*state, "1 2", "expected an operator or the end");
    assert_refused(*state, "a = 1", "unexpected character '='");
}

static void invalid_utf8_is_refused_with_its_place(void **state)
{
    struct ex_diag *d = assert_refused(*state, "'a\xFF'", "not valid UTF-8");
    assert_int_equal(d->at.column, 3);
}

static void a_macro_needs_a_simple_variable(void **state)
{
    assert_refused(*state, "[1].map(a.b, 1)", "simple name");
    assert_refused(*state, "has(1)", "field selection");
}

static size_t shift(const void *ctx, size_t offset)
{
    return offset + *(const size_t *)ctx;
}

static void messages_point_into_the_file_around_the_expression(void **state)
{
    struct fixture *f = *state;
    size_t start = 11;
    struct cel_source source = {.text = EX_STR("1 + nix"),
                                .file = EX_STR("rule.yaml"),
                                .file_text = EX_STR("id: a\nwhen: 1 + nix\nmore: b\n"),
                                .map = shift,
                                .map_ctx = &start};
    start = 12;
    assert_null(cel_compile(f->arena, f->env, &source, NULL, &f->diags));
    const struct ex_diag *d = EX_AT(&f->diags.items, struct ex_diag, 0);
    assert_string_equal(d->file.p, "rule.yaml");
    assert_int_equal(d->at.line, 2);
    assert_int_equal(d->at.column, 11);
    assert_int_equal(d->marked, 3);
    assert_string_equal(d->line_text.p, "when: 1 + nix");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_are_read_in_all_forms),
        TEST(the_ends_of_the_number_ranges_are_literals),
        TEST(numbers_out_of_range_are_refused_at_their_place),
        TEST(a_number_does_not_run_into_a_word),
        TEST(escapes_of_strings_are_code_points),
        TEST(escapes_of_bytes_are_bytes),
        TEST(raw_strings_keep_their_backslashes),
        TEST(triple_quotes_span_lines),
        TEST(bad_escapes_are_refused_at_their_place),
        TEST(operators_have_the_usual_precedence),
        TEST(lists_and_maps_may_end_in_a_comma),
        TEST(reserved_words_are_fields_but_no_variables),
        TEST(quoted_fields_may_hold_other_characters),
        TEST(comments_and_blanks_are_skipped),
        TEST(names_with_dots_are_found_longest_first),
        TEST(a_macro_variable_hides_a_name_with_dots),
        TEST(incomplete_input_says_what_is_expected),
        TEST(invalid_utf8_is_refused_with_its_place),
        TEST(a_macro_needs_a_simple_variable),
        TEST(messages_point_into_the_file_around_the_expression),
    };
    return cmocka_run_group_tests_name("cel_parse", tests, NULL, NULL);
}
