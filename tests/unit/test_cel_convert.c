/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Conversions between the types of CEL.
 */
#include "cel_fixture.h"

static void int_cuts_off_and_keeps_its_range(void **state)
{
    assert_prints(*state, "[int(2.9), int(-2.9), int(7u), int('-12')]", "[2, -2, 7, -12]");
    assert_fails(*state, "int(9.3e18)", "range");
    assert_fails(*state, "int(-9223372036854775808.0)", "range");
    assert_fails(*state, "int(0.0 / 0.0)", "range");
    assert_fails(*state, "int(9223372036854775808u)", "range");
    assert_fails(*state, "int('9223372036854775808')", "cannot convert");
    assert_fails(*state, "int(' 1')", "cannot convert");
}

static void uint_refuses_what_is_negative(void **state)
{
    assert_prints(*state, "[uint(2.9), uint(7), uint('12')]", "[2u, 7u, 12u]");
    assert_fails(*state, "uint(-1)", "range");
    assert_fails(*state, "uint(-1.0)", "range");
    assert_fails(*state, "uint(1.9e19)", "range");
}

static void double_reads_decimals_only(void **state)
{
    assert_prints(*state, "[double('1e3'), double('-.5'), double(3)]", "[1000.0, -0.5, 3.0]");
    assert_prints(*state, "double('NaN') != double('NaN')", "true");
    assert_prints(*state, "double('-Infinity') < -1e300", "true");
    assert_fails(*state, "double('0x10')", "cannot convert");
    assert_fails(*state, "double('1e')", "cannot convert");
    assert_fails(*state, "double('')", "cannot convert");
}

static void string_writes_the_shortest_double(void **state)
{
    assert_prints(*state, "string(0.1)", "\"0.1\"");
    assert_prints(*state, "string(5e-324)", "\"5e-324\"");
    assert_prints(*state, "string(1e20)", "\"100000000000000000000\"");
    assert_prints(*state, "string(1e21)", "\"1e+21\"");
    assert_prints(*state, "string(123456789.125)", "\"123456789.125\"");
    assert_prints(*state, "string(-0.00001)", "\"-1e-05\"");
}

static void string_needs_valid_utf8(void **state)
{
    assert_prints(*state, "string(b'\\xc3\\xa4') == '\\u00e4'", "true");
    assert_fails(*state, "string(b'\\xff')", "invalid UTF-8");
}

static void bool_reads_the_usual_words(void **state)
{
    assert_prints(*state, "[bool('true'), bool('T' + 'RUE'), bool('0')]", "[true, true, false]");
    assert_fails(*state, "bool('yes')", "cannot convert");
}

static void type_tells_the_kind_at_run_time(void **state)
{
    assert_prints(*state, "[1, 'a', null].map(x, type(x))", "[int, string, null_type]");
    assert_prints(*state, "type([1]) == list && type(type(1)) == type", "true");
}

static void conversions_of_the_wrong_type_are_refused(void **state)
{
    assert_refused(*state, "int([1])", "no matching overload");
    assert_fails(*state, "int(dyn([1]))", "no such overload");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(int_cuts_off_and_keeps_its_range),
        TEST(uint_refuses_what_is_negative),
        TEST(double_reads_decimals_only),
        TEST(string_writes_the_shortest_double),
        TEST(string_needs_valid_utf8),
        TEST(bool_reads_the_usual_words),
        TEST(type_tells_the_kind_at_run_time),
        TEST(conversions_of_the_wrong_type_are_refused),
    };
    return cmocka_run_group_tests_name("cel_convert", tests, NULL, NULL);
}
