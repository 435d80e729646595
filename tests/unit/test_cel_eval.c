/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Evaluation of CEL: operators, errors, macros, collections and strings.
 */
#include "cel_fixture.h"

static void overflow_is_an_error(void **state)
{
    assert_fails(*state, "9223372036854775807 + 1", "overflow");
    assert_fails(*state, "-9223372036854775808 - 1", "overflow");
    assert_fails(*state, "-(-9223372036854775808)", "overflow");
    assert_fails(*state, "-9223372036854775808 / -1", "overflow");
    assert_fails(*state, "-9223372036854775808 % -1", "overflow");
    assert_fails(*state, "3037000500 * 3037000500", "overflow");
    assert_fails(*state, "1u - 2u", "overflow");
}

static void division_by_zero_is_an_error_for_integers_only(void **state)
{
    assert_fails(*state, "1 / 0", "divide by zero");
    assert_fails(*state, "1u % 0u", "modulus by zero");
    assert_prints(*state, "1.0 / 0.0", "double('Infinity')");
}

static void errors_carry_the_place_of_their_cause(void **state)
{
    struct cel_value value = evaluate(*state, "true && 1 / 0 > 2");
    assert_int_equal(value.kind, CEL_ERROR);
    assert_int_equal(value.error->offset, 8);
    assert_int_equal(value.error->length, 5);
}

static void logic_passes_over_errors_when_it_can(void **state)
{
    assert_prints(*state, "1 / 0 > 0 || true", "true");
    assert_prints(*state, "1 / 0 > 0 && false", "false");
    assert_fails(*state, "1 / 0 > 0 || false", "divide by zero");
    assert_fails(*state, "dyn(1) && true", "no such overload");
    assert_prints(*state, "false ? 1 / 0 : 2", "2");
}

static void numbers_of_different_types_are_compared_by_value(void **state)
{
    assert_prints(*state, "dyn(1) == 1u && dyn(1u) == 1.0 && dyn(2) != 2.5", "true");
    assert_prints(*state, "dyn(9223372036854775807) < 9223372036854777857.0", "true");
    assert_prints(*state, "dyn(9223372036854775807) < 9223372036854775808.0", "false");
    assert_prints(*state, "dyn(9007199254740991) == 9007199254740992.0", "false");
    assert_prints(*state, "-1 < 0u", "true");
    assert_prints(*state, "dyn(18446744073709551615u) > 1e19", "true");
}

static void nan_is_neither_equal_nor_ordered(void **state)
{
    assert_prints(*state, "cel.bind(n, 0.0 / 0.0, [n == n, n != n, n < n, n >= n, n < 1.0])",
                  "[false, true, false, false, false]");
}

static void values_of_different_kinds_are_not_equal(void **state)
{
    assert_prints(*state, "dyn(1) == 'a' || dyn(null) == 0 || dyn([]) == {}", "false");
}

static void collections_are_equal_by_content(void **state)
{
    assert_prints(*state, "[1, [2, {'a': 3}]] == [1, [2, {'a': 3}]]", "true");
    assert_prints(*state, "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true");
    assert_prints(*state, "{'a': 1} == {'a': 1, 'b': 2}", "false");
    assert_prints(*state, "dyn({1: 'x'}) == {1u: 'x'}", "true");
}

static void maps_are_selected_by_any_equal_number(void **state)
{
    assert_prints(*state, "{1: 'a', 2u: 'b'}[dyn(2.0)]", "\"b\"");
    assert_fails(*state, "{1: 'a'}[2]", "no such key: 2");
    assert_fails(*state, "{'a': 1}.b", "no such key: 'b'");
    assert_prints(*state, "[has({'a': 1}.a), has({'a': 1}.b)]", "[true, false]");
}

static void keys_of_a_map_are_checked(void **state)
{
    assert_fails(*state, "{dyn(1.5): 1}", "unsupported key type");
    assert_fails(*state, "{1: 1, 1u: 2}", "repeated key");
}

static void lists_are_indexed_by_whole_numbers(void **state)
{
    assert_prints(*state, "[7, 8][1]", "8");
    assert_prints(*state, "[7, 8][dyn(1.0)]", "8");
    assert_fails(*state, "[7, 8][2]", "out of bounds");
    assert_fails(*state, "[7, 8][dyn(0.5)]", "whole number");
}

static void quantifiers_pass_over_errors_when_decided(void **state)
{
    assert_prints(*state, "[0, 1].exists(x, 1 / x == 1)", "true");
    assert_prints(*state, "[0, 1].all(x, 1 / x == 2)", "false");
    assert_fails(*state, "[0, 1].all(x, 1 / x == 1)", "divide by zero");
    assert_fails(*state, "[1, 1, 0].exists_one(x, 1 / x == 1)", "divide by zero");
}

static void macros_nest_and_hide_variables(void **state)
{
    assert_prints(*state, "[1, 2].map(x, [10, 20].map(y, x + y))", "[[11, 21], [12, 22]]");
    assert_prints(*state, "[1, 2].map(x, [x].map(x, x * 5)[0] + x)", "[6, 12]");
    assert_prints(*state, "[1, 2, 3].map(x, x > 1, x * x)", "[4, 9]");
    assert_prints(*state, "{'a': 1, 'b': 2}.map(k, k + k)", "[\"aa\", \"bb\"]");
}

static void text_functions_count_code_points(void **state)
{
    assert_prints(*state, "'\xC3\xA4\xE2\x82\xAC"
                          "b'.size()",
                  "3");
    assert_prints(*state, "'a\xC3\xA4z'.charAt(1)", "\"\xC3\xA4\"");
    assert_prints(*state, "'a\xC3\xA4z'.indexOf('z')", "2");
    assert_prints(*state, "'z\xC3\xA4z'.lastIndexOf('z', 1)", "0");
    assert_prints(*state, "'a\xC3\xA4z'.substring(1, 2)", "\"\xC3\xA4\"");
    assert_prints(*state, "'a\xC3\xA4z'.reverse()", "\"z\xC3\xA4"
                                                   "a\"");
    assert_fails(*state, "'abc'.charAt(4)", "out of range");
    assert_fails(*state, "'abc'.substring(2, 1)", "substring");
}

static void text_is_taken_apart_and_joined(void **state)
{
    assert_prints(*state, "'a,b,,c'.split(',')", "[\"a\", \"b\", \"\", \"c\"]");
    assert_prints(*state, "'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]");
    assert_prints(*state, "['a', 'b'].join('::')", "\"a::b\"");
    assert_prints(*state, "'aXbXc'.replace('X', '--', 1)", "\"a--bXc\"");
    assert_prints(*state, "'  Ab\\u00a0'.trim().lowerAscii()", "\"ab\"");
}

static void regular_expressions_are_those_of_re2(void **state)
{
    assert_prints(*state, "'foobar'.matches('o+b')", "true");
    assert_prints(*state, "'a\\n'.matches('a$')", "false");
    assert_prints(*state, "'a\\nb'.matches('(?m)a$')", "true");
    assert_prints(*state, "'x\\v'.matches(r'x\\s')", "false");
    assert_prints(*state, "'x\\v'.matches(r'x\\v')", "true");
    assert_prints(*state, "'a{,2}'.matches('a{,2}')", "true");
    assert_prints(*state, "'a.b'.matches(r'^\\Qa.b\\E$')", "true");
    assert_prints(*state, "'axb'.matches(r'^\\Qa.b\\E$')", "false");
    assert_fails(*state, "'a'.matches(['(?=a)'][0])", "look-around");
}

static void printed_values_read_as_themselves(void **state)
{
    static const char *const texts[] = {
        "[1, -2, 3u, 1.5, 1e+100, 2.0]",
        "{\"a\\n\\\"\\u200b\": b\"\\x00\\xff\", true: null}",
        "[timestamp(\"2020-02-29T01:02:03.5Z\"), duration(\"-1.5s\")]",
        "[type, google.protobuf.Duration, list]",
    };
    for (size_t i = 0; i < EX_COUNT(texts); i++)
        assert_prints(*state, texts[i], texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(overflow_is_an_error),
        TEST(division_by_zero_is_an_error_for_integers_only),
        TEST(errors_carry_the_place_of_their_cause),
        TEST(logic_passes_over_errors_when_it_can),
        TEST(numbers_of_different_types_are_compared_by_value),
        TEST(nan_is_neither_equal_nor_ordered),
        TEST(values_of_different_kinds_are_not_equal),
        TEST(collections_are_equal_by_content),
        TEST(maps_are_selected_by_any_equal_number),
        TEST(keys_of_a_map_are_checked),
        TEST(lists_are_indexed_by_whole_numbers),
        TEST(quantifiers_pass_over_errors_when_decided),
        TEST(macros_nest_and_hide_variables),
        TEST(text_functions_count_code_points),
        TEST(text_is_taken_apart_and_joined),
        TEST(regular_expressions_are_those_of_re2),
        TEST(printed_values_read_as_themselves),
    };
    return cmocka_run_group_tests_name("cel_eval", tests, NULL, NULL);
}
