/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of reading JSON: containers, values, places, mistakes, damage, limits.
 */
#include "json_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

static const char *text_of(const struct ex_buf *buf)
{
    return buf->p ? buf->p : "";
}

/* Compare all records and messages of a file. */
static void assert_read(const char *file, const char *records, const char *messages)
{
    struct json_read EX_AUTO(json_read_free) r = {0};

    json_read_text(&r, file);
    assert_string_equal(text_of(&r.records), records);
    assert_string_equal(text_of(&r.messages), messages);
    assert_int_equal(r.wrong_places, 0);
    assert_int_equal(r.result.whole, messages[0] == '\0');
}

/* The same for a file that holds no object: the cmdlet returned nothing. */
static void assert_empty(const char *file, bool empty)
{
    struct json_read EX_AUTO(json_read_free) r = {0};

    json_read_text(&r, file);
    assert_string_equal(text_of(&r.messages), "");
    assert_true(r.result.whole);
    assert_int_equal(r.result.empty, empty);
}

static void assert_value(const char *value, const char *printed)
{
    char file[1024];
    char records[1024];

    (void)snprintf(file, sizeof file, "{\"Kind\": %s}", value);
    (void)snprintf(records, sizeof records, "{Kind=%s}\n", printed);
    assert_read(file, records, "");
}

/* ---- containers ---- */

static void test_items_of_arrays_and_objects_are_records(void **state)
{
    (void)state;
    assert_read("{\"Kind\":1}", "{Kind=1}\n", "");
    assert_read("[{\"Kind\":1},{\"Kind\":2}]", "{Kind=1}\n{Kind=2}\n", "");
    assert_read("[[{\"Kind\":1}],{\"Kind\":2}]", "{Kind=1}\n{Kind=2}\n", "");
}

static void test_wrapped_arrays_are_unwrapped(void **state)
{
    (void)state;
    assert_read("{\"value\":[{\"Kind\":1},{\"Kind\":2}],\"Count\":2}", "{Kind=1}\n{Kind=2}\n", "");
    assert_read("{\"Count\":1,\"value\":[{\"Kind\":1}]}", "{Kind=1}\n", "");
    assert_read("{\"Get-A\":{\"value\":[{\"Kind\":1}],\"Count\":1}}", "Get-A: {Kind=1}\n", "");
    assert_read("{\"Get-A\":{\"value\":[],\"Count\":0}}", "Get-A: none\n", "");
}

static void test_answers_of_web_services_are_unwrapped(void **state)
{
    (void)state;
    assert_read("{\"@odata.context\":\"https://x/$metadata\",\"value\":[{\"Kind\":1}]}",
                "{Kind=1}\n", "");
    assert_read(
        "{\"adminapi.warnings@odata.type\":\"#Collection(String)\",\"@adminapi.warnings\":[],"
        "\"value\":[{\"Kind\":1}]}",
        "{Kind=1}\n", "");
}

static void test_a_page_of_more_is_not_whole(void **state)
{
    (void)state;
    assert_read("{\"value\":[{\"Kind\":1}],\n\"@odata.nextLink\":\"https://x/?skip=1\"}",
                "{Kind=1}\n", "1:1 results that end with a link to their next page: 1\n");
}

static void test_an_object_with_value_and_more_is_a_record(void **state)
{
    (void)state;
    assert_read("{\"value\":[{\"Kind\":1}],\"Kind\":2}", "{value=[{Kind=1}]; Kind=2}\n", "");
    assert_read("{\"value\":\"x\",\"Count\":2}", "", "");
}

static void test_bundles_name_their_records(void **state)
{
    (void)state;
    assert_read("{\"SendConnector\":[{\"Kind\":1}],\"Get-AcceptedDomain\":[],\"Time\":\"x\","
                "\"One\":{\"Kind\":2}}",
                "SendConnector: {Kind=1}\nGet-AcceptedDomain: none\nOne: {Kind=2}\n", "");
    assert_read("{\"A\":{\"B\":{\"C\":[{\"Kind\":1}]},\"D\":[[]]}}", "C: {Kind=1}\nD: none\n", "");
    assert_read("{\"Send\\u0043onnector\":[{\"Kind\":1}]}", "SendConnector: {Kind=1}\n", "");
}

static void test_unknown_objects_with_a_name_go_over_whole(void **state)
{
    (void)state;
    assert_read("{\"Name\":\"x\",\"A\":[{\"B\":1}]}", "{Name=\"x\"; A=[{B=1}]}\n", "");
    assert_read("{\"Name\":\"x\",\"A\":1}", "", "");
}

static void test_output_of_format_list_is_handed_on(void **state)
{
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    json_read_text(&r, "[{\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\":\"x\",\"a\":null}]");
    assert_string_equal(text_of(&r.records),
                        "{ClassId2e4f51ef21dd47e99d3c952918aff9cd=\"x\"; a=null}\n");
    assert_false(r.result.whole);
    assert_int_equal(r.result.records, 0);
}

static void test_values_may_stand_one_after_the_other(void **state)
{
    (void)state;
    assert_read("{\"Kind\":1}\n{\"Kind\":2}\r\n", "{Kind=1}\n{Kind=2}\n", "");
    assert_read("{\r\n    \"Kind\":  1\r\n}\r\n{\r\n    \"Kind\":  2\r\n}\r\n",
                "{Kind=1}\n{Kind=2}\n", "");
    assert_read("{\"Kind\":1}\xEF\xBB\xBF{\"Kind\":2}\xEF\xBB\xBF", "{Kind=1}\n{Kind=2}\n", "");
    assert_read("[{\"Kind\":1}][{\"Kind\":2}]", "{Kind=1}\n{Kind=2}\n", "");
}

static void test_nothing_is_an_empty_result(void **state)
{
    (void)state;
    assert_empty("", true);
    assert_empty("\xEF\xBB\xBF", true);
    assert_empty(" \r\n", true);
    assert_empty("null\n", true);
    assert_empty("[]", true);
    assert_empty("[null]", true);
    assert_empty("{\"value\":[],\"Count\":0}", true);
    assert_empty("{\"@odata.context\":\"x\",\"value\":[]}", true);
    assert_empty("{}", false);
    assert_empty("[\"x\"]", false);
    assert_empty("[5]", false);
    assert_empty("{\"A\":[]}", false);
}

/* ---- values ---- */

static void test_each_value_keeps_its_type(void **state)
{
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    assert_value("null", "null");
    assert_value("true", "true");
    assert_value("false", "false");
    assert_value("\"x\"", "\"x\"");
    assert_value("\"\"", "\"\"");
    assert_value("[]", "[]");
    assert_value("{}", "{}");
    assert_value("[1, \"a\", [null], {\"b\": {}}]", "[1; \"a\"; [null]; {b={}}]");
    json_read_text(&r, "{}");
    assert_int_equal(r.result.records, 0);
}

static void test_numbers_keep_their_text(void **state)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "-1",
        "18446744073709551616",
        "123456789012345678901234567890",
        "0.10",
        "-1.5",
        "1e5",
        "1E+999",
        "2.50e-3",
        "NaN",
        "Infinity",
        "-Infinity",
    };
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(numbers); i++)
        assert_value(numbers[i], numbers[i]);
}

static void test_escapes_are_undone(void **state)
{
    (void)state;
    assert_value("\"O\\u0027Neil \\u003c\\u003E\"", "\"O'Neil <>\"");
    assert_value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\"\\/\b\f\n\r\t\"");
    assert_value("\"\\/Date(1700000000000)\\/\"", "\"/Date(1700000000000)/\"");
    assert_value("\"\\u00e9\\u20AC\"", "\"\xC3\xA9\xE2\x82\xAC\"");
    assert_value("\"\\ud83d\\ude00x\"", "\"\xF0\x9F\x98\x80x\"");
}

static void test_lone_surrogates_are_replaced(void **state)
{
    (void)state;
    assert_value("\"\\ud83d\"", "\"\xEF\xBF\xBD\"");
    assert_value("\"\\ude00x\"", "\"\xEF\xBF\xBDx\"");
    assert_value("\"\\ud83d\\ud83d\\ude00\"", "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\"");
    assert_value("\"\\ud83d\\n\"", "\"\xEF\xBF\xBD\n\"");
    assert_value("\"\\ud83dxxxxxxxx\"", "\"\xEF\xBF\xBDxxxxxxxx\"");
}

static void test_nul_is_kept(void **state)
{
    static const char printed[] = "{Kind=\"a\0b\"}\n";
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    json_read_text(&r, "{\"Kind\":\"a\\u0000b\"}");
    assert_int_equal(r.records.n, sizeof printed - 1);
    assert_memory_equal(r.records.p, printed, sizeof printed - 1);
}

static void test_equal_names_are_one_message(void **state)
{
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    json_read_text(&r, "[{\"Kind\":1,\"Id\":2,\"ID\":3},\n{\"Kind\":1,\"Id\":2,\"ID\":4},\n"
                       "{\"Kind\":{\"a\":1,\"\\u0061\":2,\"b\":3}}]");
    assert_string_equal(text_of(&r.records), "{Kind=1; ID=3}\n{Kind=1; ID=4}\n{Kind={a=2; b=3}}\n");
    assert_string_equal(
        text_of(&r.messages),
        "1:2 names that stand more than once in an object, but for their case: 3\n");
    assert_true(r.result.whole);
}

static void test_secrets_are_counted_and_hidden(void **state)
{
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    json_read_text(&r, "[{\"Kind\":1,\"Password\":\"one\",\"Credential\":{\"UserName\":\"u\","
                       "\"password\":\"two\"},\"KeyAsPlainText\":\"three\",\"PasswordEnabled\":"
                       "\"no\",\"Other\":{\"Password\":\"\"}},{\"Name\":\"x\",\"Password\":"
                       "\"System.Security.SecureString\",\"a\":[{\"PASSWORD\":\"four\"}]}]");
    assert_string_equal(text_of(&r.records),
                        "{Kind=1; Password=*; Credential={UserName=\"u\"; password=*}; "
                        "KeyAsPlainText=*; PasswordEnabled=\"no\"; Other={Password=\"\"}}\n"
                        "{Name=\"x\"; Password=*; a=[{PASSWORD=*}]}\n");
    assert_int_equal(r.result.passwords, 4);
    assert_int_equal(r.result.secret_off, 23);
}

static void test_secrets_in_what_is_skipped_are_counted_once(void **state)
{
    struct json_read EX_AUTO(json_read_free) r = {.skipped = "Credential"};

    (void)state;
    json_read_text(&r, "{\"A\":{\"Get-B\":[{\"Kind\":1,\"Credential\":{\"Password\":\"one\"}}]},"
                       "\"Password\":\"two\"}");
    assert_string_equal(text_of(&r.records), "Get-B: {Kind=1}\n");
    assert_int_equal(r.result.passwords, 2);
}

/* ---- shapes ---- */

static void test_equal_names_are_asked_for_once(void **state)
{
    struct json_read EX_AUTO(json_read_free) r = {.skipped = "B"};

    (void)state;
    json_read_text(&r, "[{\"Kind\":1,\"B\":2},{\"Kind\":[],\"B\":{}},{ \"Kind\" :\"x\",\n\"B\":4},"
                       "{\"Kind\":5},{\"Kind\":6,\"B\":7,\"C\":8},{\"B\":1,\"Kind\":9}]");
    assert_string_equal(text_of(&r.records),
                        "{Kind=1}\n{Kind=[]}\n{Kind=\"x\"}\n{Kind=5}\n{Kind=6; C=8}\n{Kind=9}\n");
    assert_int_equal(r.asked, 4);
    assert_int_equal(r.wrong_places, 0);
}

static void test_names_that_begin_alike_are_told_apart(void **state)
{
    (void)state;
    assert_read("[{\"Kind\":1,\"Ab\":2},{\"Kind\":3,\"Abc\":4},{\"Kind\":5,\"A\":6}]",
                "{Kind=1; Ab=2}\n{Kind=3; Abc=4}\n{Kind=5; A=6}\n", "");
}

static void test_a_wrapping_is_known_by_its_value(void **state)
{
    (void)state;
    assert_read("[{\"value\":[{\"Kind\":1}]},{\"value\":{\"Kind\":2}},{\"value\":[{\"Kind\":3}]}]",
                "{Kind=1}\nvalue: {Kind=2}\n{Kind=3}\n", "");
}

/* ---- mistakes ---- */

#define FIRST   "{\"Kind\":1}"
#define DAMAGED "the JSON is damaged: "

static void assert_mistake(const char *value, const char *message)
{
    char file[512];
    char messages[512];

    /* The second record begins in column 2 of line 2. */
    (void)snprintf(file, sizeof file, "[" FIRST ",\n {\"a\":%s}]", value);
    (void)snprintf(messages, sizeof messages, "%s\n", message);
    assert_read(file, "{Kind=1}\n", messages);
}

static void test_each_mistake_has_its_place(void **state)
{
    static const struct {
        const char *value;
        const char *message;
    } mistakes[] = {
        {"1,", "2:8 " DAMAGED "a comma with nothing behind it"},
        {"[1,]", "2:9 " DAMAGED "a comma with nothing behind it"},
        {"[,1]", "2:8 " DAMAGED "a comma or bracket where a value is expected"},
        {"[1 2]", "2:10 " DAMAGED "something else where ',' or ']' is expected"},
        {"1 \"b\":2", "2:9 " DAMAGED "something else where ',' or '}' is expected"},
        {"1, b:2", "2:10 " DAMAGED "something else where a name in double quotes is expected"},
        {"1, 'b':2", "2:10 " DAMAGED "a text in single quotes; JSON has double quotes"},
        {"'x'", "2:7 " DAMAGED "a text in single quotes; JSON has double quotes"},
        {"1 // x\n", "2:9 " DAMAGED "a comment, which JSON does not have"},
        {"/* x */ 1", "2:7 " DAMAGED "a comment, which JSON does not have"},
        {"{\"b\" 1}", "2:12 " DAMAGED "something else where a colon is expected"},
        {"[1}", "2:9 " DAMAGED "something else where ',' or ']' is expected"},
        {"]", "2:7 " DAMAGED "a comma or bracket where a value is expected"},
        {"tru", "2:7 " DAMAGED "a word that is no JSON value"},
        {"True", "2:7 " DAMAGED "a word that is no JSON value"},
        {"nulls", "2:7 " DAMAGED "a word that is no JSON value"},
        {"undefined", "2:7 " DAMAGED "a word that is no JSON value"},
        {"01", "2:8 " DAMAGED "a number in a form that JSON does not have"},
        {"0x1F", "2:8 " DAMAGED "a number in a form that JSON does not have"},
        {"1.", "2:9 " DAMAGED "a number without digits behind the point"},
        {"1.e5", "2:9 " DAMAGED "a number without digits behind the point"},
        {"1e", "2:9 " DAMAGED "a number without digits in its exponent"},
        {"1e+", "2:10 " DAMAGED "a number without digits in its exponent"},
        {"-", "2:8 " DAMAGED "a number without digits"},
        {"-x", "2:8 " DAMAGED "a number without digits"},
        {"+5", "2:7 " DAMAGED "something else where a value is expected"},
        {".5", "2:7 " DAMAGED "something else where a value is expected"},
        {"1.5.2", "2:10 " DAMAGED "a number in a form that JSON does not have"},
        {"\"\\x\"", "2:8 " DAMAGED "an escape that JSON does not know"},
        {"\"\\u12G4\"", "2:8 " DAMAGED "'\\u' without four hexadecimal digits"},
        {"\"a\nb\"", "2:9 " DAMAGED "a line break or control character inside a text"},
        {"\"a\tb\"", "2:9 " DAMAGED "a line break or control character inside a text"},
        {"-Infinit", "2:7 " DAMAGED "a word that is no JSON value"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(mistakes); i++)
        assert_mistake(mistakes[i].value, mistakes[i].message);
}

static void test_columns_count_characters(void **state)
{
    (void)state;
    assert_read("[" FIRST ",{\"a\":\"\xC3\xA9\xF0\x9F\x98\x80\",}]", "{Kind=1}\n",
                "1:22 " DAMAGED "a comma with nothing behind it\n");
}

static void test_what_stands_behind_is_named(void **state)
{
    (void)state;
    assert_read("[" FIRST "]\nx", "{Kind=1}\n",
                "2:1 there is something behind the end of the export\n");
    assert_read("[" FIRST "]]", "{Kind=1}\n",
                "1:13 there is something behind the end of the export\n");
    assert_read(FIRST "," FIRST, "{Kind=1}\n",
                "1:11 there is something behind the end of the export\n");
}

static void test_a_mistake_in_a_bundle_keeps_what_stands_before(void **state)
{
    (void)state;
    assert_read("{\"Get-A\":[" FIRST "],\"Get-B\":[{\"Kind\":2},{\"Kind\":x}]}",
                "Get-A: {Kind=1}\nGet-B: {Kind=2}\n",
                "1:51 " DAMAGED "a word that is no JSON value\n");
    assert_read("{\"value\":[" FIRST ",{\"Kind\":", "{Kind=1}\n",
                "1:30 the file ends inside a value\n");
    assert_read("{\"Things\":[" FIRST "],", "Things: {Kind=1}\n",
                "1:24 the file ends inside a value\n");
    /* These may be the beginnings of records. */
    assert_read("{\"Size\":1,\"Things\":[" FIRST "],", "", "1:33 the file ends inside a value\n");
    assert_read("{\"Name\":\"x\",\"Get-A\":[" FIRST "],", "",
                "1:34 the file ends inside a value\n");
}

/* ---- damage and pieces ---- */

#define THREE                                                                                      \
    "[\n  {\"Kind\": \"a\\u00e9\xC3\xA9\", \"n\": -1.5e3, \"l\": [true, null, {\"x\": \"\"}]},\n"  \
    "  {\"Kind\": \"b\", \"n\": 0, \"l\": []},\n  {\"Kind\": Infinity, \"\\u0061\": {}}\n]\n"

static void test_a_file_may_end_anywhere(void **state)
{
    const char *whole = THREE;
    size_t last = strlen(whole) - 1;
    size_t seen = 0;
    size_t n;

    (void)state;
    for (n = 1; n < last; n++) {
        struct json_read EX_AUTO(json_read_free) r = {0};

        json_read_bytes(&r, whole, n);
        assert_false(r.result.whole);
        assert_non_null(strstr(text_of(&r.messages), "the file ends inside a value"));
        assert_true(r.result.records >= seen);
        seen = r.result.records;
    }
    assert_int_equal(seen, 3);
}

/* Pieces of the source are 64 KiB: the end of one falls on every byte of the records. */
static void test_pieces_may_end_anywhere(void **state)
{
    struct json_read EX_AUTO(json_read_free) reference = {0};
    size_t n = strlen(THREE);
    char *file = ex_alloc(65536 + n);
    size_t k;

    (void)state;
    json_read_text(&reference, THREE);
    assert_int_equal(reference.result.records, 3);
    for (k = 0; k < n; k++) {
        struct json_read EX_AUTO(json_read_free) r = {0};

        memset(file, ' ', 65536 - k);
        memcpy(file + 65536 - k, THREE, n);
        json_read_bytes(&r, file, 65536 - k + n);
        assert_string_equal(text_of(&r.records), text_of(&reference.records));
        assert_string_equal(text_of(&r.messages), "");
        assert_int_equal(r.wrong_places, 0);
    }
    free(file);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Records of random length, so that pieces end in all of them. */
static void test_records_across_pieces_are_whole(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) expected = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {0};
    unsigned seed = 1;
    unsigned i;

    (void)state;
    for (i = 0; i < 300; i++) {
        unsigned length = next_random(&seed) % 4000;

        ex_buf_printf(&file, "{\"Kind\":%u,\"\\u0054ext\":[\"\xE2\x82\xAC", i);
        ex_buf_add_repeat(&file, 'x', length);
        ex_buf_printf(&file, "\"]}\n");
        ex_buf_printf(&expected, "{Kind=%u; Text=[\"\xE2\x82\xAC", i);
        ex_buf_add_repeat(&expected, 'x', length);
        ex_buf_printf(&expected, "\"]}\n");
    }
    json_read_bytes(&r, file.p, file.n);
    assert_string_equal(text_of(&r.records), text_of(&expected));
    assert_int_equal(r.wrong_places, 0);
    assert_int_equal(r.result.roots, 300);
}

static void test_every_encoding_is_read(void **state)
{
    static const char utf16le[] = "\xFF\xFE{\0\"\0K\0i\0n\0d\0\"\0:\0\"\0\xAC\x20\"\0}";
    static const char utf16be[] = "\0{\0\"\0K\0i\0n\0d\0\"\0:\0\"\x20\xAC\0\"\0}";
    static const char utf32[] = "\xFF\xFE\0\0[\0\0\0]\0\0";
    struct json_read EX_AUTO(json_read_free) little = {0};
    struct json_read EX_AUTO(json_read_free) big = {0};
    struct json_read EX_AUTO(json_read_free) wide = {0};

    (void)state;
    json_read_bytes(&little, utf16le, sizeof utf16le);
    assert_string_equal(text_of(&little.records), "{Kind=\"\xE2\x82\xAC\"}\n");
    json_read_bytes(&big, utf16be, sizeof utf16be - 1);
    assert_string_equal(text_of(&big.records), "{Kind=\"\xE2\x82\xAC\"}\n");
    json_read_bytes(&wide, utf32, sizeof utf32);
    assert_true(wide.result.empty);
}

/* ---- against another reader ---- */

/* Whether the importer takes the bytes as one value. */
static bool is_taken(const char *bytes, size_t n)
{
    struct json_read EX_AUTO(json_read_free) r = {.quiet = true};

    json_read_bytes(&r, bytes, n);
    return r.result.whole && r.result.roots == 1;
}

static bool is_taken_by_jansson(const char *bytes, size_t n)
{
    json_error_t error;
    json_t *root = json_loadb(bytes, n, JSON_ALLOW_NUL, &error);
    bool good = root != NULL;

    json_decref(root);
    return good;
}

/* One character of a good file is replaced, removed or added; both must say the same of it. */
static void test_the_grammar_is_that_of_others(void **state)
{
    static const char good[] = "[{\"Kind\":[-1,0.5,1e3,2E-3,\"\\u00e9\\n\\\\\"],\"b\":{\"c\":true,"
                               "\"d\":[],\"e\":{}},\"f\":false,\"g\":null,\"h\":\"x\"} , 7 ]";
    static const char letters[] = "[]{}:,\"\\ 0123-+.eEutrnfa/'\n\t#x";
    unsigned seed = 7;
    unsigned round;
    unsigned taken = 0;

    (void)state;
    for (round = 0; round < 20000; round++) {
        char bytes[256];
        size_t n = sizeof good - 1;
        size_t at = next_random(&seed) % n;
        unsigned how = next_random(&seed) % 3;

        memcpy(bytes, good, at);
        if (how)
            bytes[at] = letters[next_random(&seed) % (sizeof letters - 1)];
        memcpy(bytes + at + (how > 0), good + at + (how < 2), n - at - (how < 2));
        n = n - (how < 2) + (how > 0);
        if (is_taken(bytes, n) != is_taken_by_jansson(bytes, n))
            fail_msg("%.*s", (int)n, bytes);
        taken += is_taken(bytes, n);
    }
    assert_in_range(taken, 1000, 19000);
}

/* ---- limits ---- */

static void add_times(struct ex_buf *buf, const char *text, size_t n)
{
    while (n-- > 0)
        ex_buf_add_text(buf, text);
}

static void test_nesting_is_limited(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) good = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) deep = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {0};
    struct json_read EX_AUTO(json_read_free) d = {0};

    (void)state;
    ex_buf_add_text(&good, "{\"Kind\":");
    add_times(&good, "[", EX_MAX_JSON_DEPTH - 1);
    add_times(&good, "]", EX_MAX_JSON_DEPTH - 1);
    ex_buf_add_text(&good, "}");
    json_read_bytes(&r, good.p, good.n);
    assert_int_equal(r.result.records, 1);
    assert_true(r.result.whole);

    ex_buf_add_text(&deep, "[{\"Kind\":1},");
    add_times(&deep, "{\"a\":[", 500000);
    json_read_bytes(&d, deep.p, deep.n);
    assert_string_equal(text_of(&d.records), "{Kind=1}\n");
    assert_non_null(strstr(text_of(&d.messages), "values are nested deeper than the limit of 256"));
}

static void test_long_numbers_are_texts(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    ex_buf_add_text(&file, "{\"Kind\":1");
    ex_buf_add_repeat(&file, '0', 1000000);
    ex_buf_add_text(&file, "}");
    json_read_bytes(&r, file.p, file.n);
    assert_int_equal(r.records.n, 1000001 + 8);
    assert_int_equal(r.wrong_places, 0);
}

static void test_long_lists_are_left_out(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    ex_buf_add_text(&file, "{\"Kind\":[1");
    add_times(&file, ",1", EX_MAX_LIST_ITEMS);
    ex_buf_add_text(&file, "],\"b\":2}");
    json_read_bytes(&r, file.p, file.n);
    assert_string_equal(text_of(&r.records), "{Kind=lost; b=2}\n");
    assert_string_equal(text_of(&r.messages), "0:0 lists left out because they have more items "
                                              "than the limit of 1000000: 1\n");
}

/* Each name comes twice: work that grows with the square would not end. */
static void test_many_names_are_told_apart(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {.quiet = true};
    unsigned i;

    (void)state;
    ex_buf_add_text(&file, "{\"Kind\":{\"x\":1");
    for (i = 0; i < 100000; i++)
        ex_buf_printf(&file, ",\"n%u\":1,\"N%u\":2", i, i);
    ex_buf_add_text(&file, "}");
    for (i = 0; i < 100000; i++)
        ex_buf_printf(&file, ",\"n%u\":1,\"N%u\":2", i, i);
    ex_buf_add_text(&file, "}");
    json_read_bytes(&r, file.p, file.n);
    assert_int_equal(r.result.records, 1);
    assert_string_equal(text_of(&r.messages), "1:21 names that stand more than once in an object, "
                                              "but for their case: 200000\n");
}

/* More than is kept of an object whose kind is not known yet. */
static void add_large(struct ex_buf *file, size_t bytes)
{
    size_t i;

    for (i = 0; i < bytes / 1024; i++) {
        ex_buf_printf(file, "%s{\"Kind\":%zu,\"t\":\"", i ? "," : "", i);
        ex_buf_add_repeat(file, 'x', 1000);
        ex_buf_add_text(file, "\"}");
    }
}

#define LARGE ((size_t)40 << 20)

static void test_a_large_bundle_is_read_member_by_member(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {.quiet = true};

    (void)state;
    ex_buf_add_text(&file, "{\"A\":{\"Get-Mailbox\":[");
    add_large(&file, LARGE);
    ex_buf_add_text(&file, "],\"Password\":\"x\",\"Get-Empty\":[]}}");
    json_read_bytes(&r, file.p, file.n);
    assert_int_equal(r.result.records, LARGE / 1024);
    assert_true(r.result.whole);
    assert_string_equal(text_of(&r.records), "Get-Empty: none\n");
    assert_int_equal(r.result.passwords, 1);
    /* Cut off inside of the list. */
    {
        struct json_read EX_AUTO(json_read_free) cut = {.quiet = true};

        json_read_bytes(&cut, file.p, file.n - 1000);
        assert_false(cut.result.whole);
        assert_int_equal(cut.result.records, LARGE / 1024 - 1);
    }
}

static void test_a_large_record_is_one_record(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {.skipped = "Photo"};

    (void)state;
    ex_buf_add_text(&file, "[{\"Photo\":\"");
    ex_buf_add_repeat(&file, 'x', LARGE);
    ex_buf_add_text(&file, "\",\"Kind\":1},{\"Kind\":2}]");
    json_read_bytes(&r, file.p, file.n);
    assert_string_equal(text_of(&r.records), "{Kind=1}\n{Kind=2}\n");
    assert_string_equal(text_of(&r.messages), "");
    assert_int_equal(r.wrong_places, 0);
}

/* Nothing but the size says that the object is not empty. */
static void test_a_large_object_is_not_nothing(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    struct json_read EX_AUTO(json_read_free) r = {0};

    (void)state;
    ex_buf_add_text(&file, "{\"Text\":\"");
    ex_buf_add_repeat(&file, 'x', LARGE);
    ex_buf_add_text(&file, "\"}");
    json_read_bytes(&r, file.p, file.n);
    assert_true(r.result.whole);
    assert_false(r.result.empty);
    assert_int_equal(r.result.records, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items_of_arrays_and_objects_are_records),
        cmocka_unit_test(test_wrapped_arrays_are_unwrapped),
        cmocka_unit_test(test_answers_of_web_services_are_unwrapped),
        cmocka_unit_test(test_a_page_of_more_is_not_whole),
        cmocka_unit_test(test_an_object_with_value_and_more_is_a_record),
        cmocka_unit_test(test_bundles_name_their_records),
        cmocka_unit_test(test_unknown_objects_with_a_name_go_over_whole),
        cmocka_unit_test(test_output_of_format_list_is_handed_on),
        cmocka_unit_test(test_values_may_stand_one_after_the_other),
        cmocka_unit_test(test_nothing_is_an_empty_result),
        cmocka_unit_test(test_each_value_keeps_its_type),
        cmocka_unit_test(test_numbers_keep_their_text),
        cmocka_unit_test(test_escapes_are_undone),
        cmocka_unit_test(test_lone_surrogates_are_replaced),
        cmocka_unit_test(test_nul_is_kept),
        cmocka_unit_test(test_equal_names_are_one_message),
        cmocka_unit_test(test_secrets_are_counted_and_hidden),
        cmocka_unit_test(test_secrets_in_what_is_skipped_are_counted_once),
        cmocka_unit_test(test_equal_names_are_asked_for_once),
        cmocka_unit_test(test_names_that_begin_alike_are_told_apart),
        cmocka_unit_test(test_a_wrapping_is_known_by_its_value),
        cmocka_unit_test(test_each_mistake_has_its_place),
        cmocka_unit_test(test_columns_count_characters),
        cmocka_unit_test(test_what_stands_behind_is_named),
        cmocka_unit_test(test_a_mistake_in_a_bundle_keeps_what_stands_before),
        cmocka_unit_test(test_a_file_may_end_anywhere),
        cmocka_unit_test(test_pieces_may_end_anywhere),
        cmocka_unit_test(test_records_across_pieces_are_whole),
        cmocka_unit_test(test_every_encoding_is_read),
        cmocka_unit_test(test_the_grammar_is_that_of_others),
        cmocka_unit_test(test_nesting_is_limited),
        cmocka_unit_test(test_long_numbers_are_texts),
        cmocka_unit_test(test_long_lists_are_left_out),
        cmocka_unit_test(test_many_names_are_told_apart),
        cmocka_unit_test(test_a_large_bundle_is_read_member_by_member),
        cmocka_unit_test(test_a_large_record_is_one_record),
        cmocka_unit_test(test_a_large_object_is_not_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
