/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Timestamps, durations and time zones of CEL.
 */
#include "cel_fixture.h"

static void timestamps_are_read_with_offset_and_fraction(void **state)
{
    assert_prints(*state, "string(timestamp('2020-02-29T23:30:00.250-01:30'))",
                  "\"2020-03-01T01:00:00.25Z\"");
    assert_prints(*state, "int(timestamp('1969-12-31T23:59:59Z'))", "-1");
    assert_prints(*state, "timestamp(0)", "timestamp(\"1970-01-01T00:00:00Z\")");
}

static void malformed_timestamps_are_errors(void **state)
{
    assert_fails(*state, "timestamp('2021-02-29T00:00:00Z')", "RFC 3339");
    assert_fails(*state, "timestamp('2021-02-28 00:00:00Z')", "RFC 3339");
    assert_fails(*state, "timestamp('2021-02-28T24:00:00Z')", "RFC 3339");
    assert_fails(*state, "timestamp('2021-02-28T00:00:00')", "RFC 3339");
    assert_fails(*state, "timestamp('2021-02-28T00:00:00.Z')", "RFC 3339");
    assert_fails(*state, "timestamp('2021-02-28T00:00:00Zx')", "RFC 3339");
}

static void times_keep_to_their_range(void **state)
{
    assert_fails(*state, "timestamp('0000-12-31T23:59:59Z')", "out of range");
    assert_fails(*state, "timestamp('9999-12-31T23:59:59Z') + duration('1s')", "out of range");
    assert_fails(*state, "timestamp('0001-01-01T00:00:00Z') - duration('1ns')", "out of range");
    assert_fails(*state, "timestamp(253402300800)", "out of range");
    assert_fails(*state, "duration('2562047h') + duration('2h')", "out of range");
    assert_fails(*state, "duration('9223372037s')", "out of range");
}

static void durations_are_read_in_all_units(void **state)
{
    assert_prints(*state, "duration('1h30m') == duration('5400s')", "true");
    assert_prints(*state, "duration('-1.5ms')", "duration(\"-0.0015s\")");
    assert_prints(*state, "duration('3us2ns')", "duration(\"0.000003002s\")");
    assert_prints(*state, "duration('0')", "duration(\"0s\")");
    assert_fails(*state, "duration('1')", "no duration");
    assert_fails(*state, "duration('1x')", "no duration");
    assert_fails(*state, "duration('')", "no duration");
    assert_fails(*state, "duration('.s')", "no duration");
}

static void sums_carry_nanoseconds_of_either_sign(void **state)
{
    assert_prints(*state, "duration('1.5s') - duration('2.25s')", "duration(\"-0.75s\")");
    assert_prints(*state, "duration('-1.5s') + duration('2.25s')", "duration(\"0.75s\")");
    assert_prints(*state, "timestamp(10) - duration('0.5s')",
                  "timestamp(\"1970-01-01T00:00:09.5Z\")");
    assert_prints(*state, "timestamp(10) - timestamp(12)", "duration(\"-2s\")");
}

static void parts_of_a_date_are_those_of_utc(void **state)
{
    assert_prints(*state,
                  "cel.bind(t, timestamp('2024-12-31T23:59:58.987Z'), [t.getFullYear(), "
                  "t.getMonth(), t.getDate(), t.getDayOfMonth(), t.getDayOfWeek(), "
                  "t.getDayOfYear(), t.getHours(), t.getMinutes(), t.getSeconds(), "
                  "t.getMilliseconds()])",
                  "[2024, 11, 31, 30, 2, 365, 23, 59, 58, 987]");
}

static void fixed_offsets_shift_the_date(void **state)
{
    assert_prints(*state, "timestamp('2024-12-31T23:59:58Z').getFullYear('+01:00')", "2025");
    assert_prints(*state, "timestamp('2024-01-01T00:00:00Z').getFullYear('-00:01')", "2023");
    assert_prints(*state, "timestamp('2024-01-01T00:00:00Z').getHours('02:30')", "2");
    assert_fails(*state, "timestamp(0).getHours('+25:00')", "unknown time zone");
}

static void named_zones_follow_their_rules_also_in_the_future(void **state)
{
    assert_prints(*state, "timestamp('2020-07-01T12:00:00Z').getHours('Europe/Berlin')", "14");
    assert_prints(*state, "timestamp('2020-01-01T12:00:00Z').getHours('Europe/Berlin')", "13");
    assert_prints(*state, "timestamp('2060-07-01T12:00:00Z').getHours('Europe/Berlin')", "14");
    assert_prints(*state, "timestamp('2060-01-01T12:00:00Z').getHours('Australia/Sydney')", "23");
    assert_prints(*state, "timestamp('2060-07-01T12:00:00Z').getHours('Australia/Sydney')", "22");
    assert_prints(*state, "timestamp('2060-07-01T12:00:00Z').getHours('Asia/Tokyo')", "21");
}

static void zone_names_cannot_leave_their_folder(void **state)
{
    assert_fails(*state, "timestamp(0).getHours('../../../etc/hostname')", "unknown time zone");
    assert_fails(*state, "timestamp(0).getHours('/etc/localtime')", "unknown time zone");
    assert_fails(*state, "timestamp(0).getHours('Nowhere/City')", "unknown time zone");
    assert_fails(*state, "timestamp(0).getHours('')", "unknown time zone");
}

static void durations_are_converted_to_whole_units(void **state)
{
    assert_prints(*state,
                  "cel.bind(d, duration('3730.5s'), [d.getHours(), d.getMinutes(), "
                  "d.getSeconds(), d.getMilliseconds()])",
                  "[1, 62, 3730, 500]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(timestamps_are_read_with_offset_and_fraction),
        TEST(malformed_timestamps_are_errors),
        TEST(times_keep_to_their_range),
        TEST(durations_are_read_in_all_units),
        TEST(sums_carry_nanoseconds_of_either_sign),
        TEST(parts_of_a_date_are_those_of_utc),
        TEST(fixed_offsets_shift_the_date),
        TEST(named_zones_follow_their_rules_also_in_the_future),
        TEST(zone_names_cannot_leave_their_folder),
        TEST(durations_are_converted_to_whole_units),
    };
    return cmocka_run_group_tests_name("cel_time", tests, NULL, NULL);
}
