/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The table of standard functions and operators, by overload.
 */
#include "cel/run.h"

static const struct cel_type list_a = {.kind = CEL_LIST, .elem = &cel_type_param_a};
static const struct cel_type list_string = {.kind = CEL_LIST, .elem = &cel_type_string};
static const struct cel_type map_ab = {
    .kind = CEL_MAP, .key = &cel_type_param_a, .elem = &cel_type_param_b};
static const struct cel_type type_of_a = {.kind = CEL_TYPE, .elem = &cel_type_param_a};

#define A &cel_type_param_a
#define B &cel_type_param_b
#define LIST_A &list_a
#define MAP_AB &map_ab
#define DYN &cel_type_dyn
#define BOOL &cel_type_bool
#define INT &cel_type_int
#define UINT &cel_type_uint
#define DOUBLE &cel_type_double
#define STRING &cel_type_string
#define BYTES &cel_type_bytes
#define STAMP &cel_type_timestamp
#define SPAN &cel_type_duration

#define GLOBAL(name, fn, doc, result, n, ...)                                                      \
    {name, false, n, {__VA_ARGS__}, result, fn, false, doc}
#define METHOD(name, fn, doc, result, n, ...)                                                      \
    {name, true, n, {__VA_ARGS__}, result, fn, false, doc}

#define OP1(name, fn, doc, t) GLOBAL(name, fn, doc, t, 1, t)
#define OP2(name, fn, doc, t) GLOBAL(name, fn, doc, t, 2, t, t)
#define PRED(name, fn, doc, a, b) GLOBAL(name, fn, doc, BOOL, 2, a, b)

#define ORDERED(name, fn, doc)                                                                     \
    PRED(name, fn, doc, BOOL, BOOL), PRED(name, fn, doc, INT, INT),                                \
        PRED(name, fn, doc, UINT, UINT), PRED(name, fn, doc, DOUBLE, DOUBLE),                      \
        PRED(name, fn, doc, STRING, STRING), PRED(name, fn, doc, BYTES, BYTES),                    \
        PRED(name, fn, doc, STAMP, STAMP), PRED(name, fn, doc, SPAN, SPAN),                        \
        PRED(name, fn, doc, INT, UINT), PRED(name, fn, doc, INT, DOUBLE),                          \
        PRED(name, fn, doc, UINT, INT), PRED(name, fn, doc, UINT, DOUBLE),                         \
        PRED(name, fn, doc, DOUBLE, INT), PRED(name, fn, doc, DOUBLE, UINT)

#define NUMERIC(name, fn, doc)                                                                     \
    OP2(name, fn, doc, INT), OP2(name, fn, doc, UINT), OP2(name, fn, doc, DOUBLE)

#define CONVERT(name, fn, doc, to, from) GLOBAL(name, fn, doc, to, 1, from)

#define DATE(name, fn, doc)                                                                        \
    METHOD(name, fn, doc, INT, 1, STAMP), METHOD(name, fn, doc, INT, 2, STAMP, STRING)

static const struct cel_function_decl functions[] = {
    PRED("_==_", cel_op_equal, "Equality; numbers of different types are compared.", A, A),
    PRED("_!=_", cel_op_not_equal, "Inequality.", A, A),
    ORDERED("_<_", cel_op_less, "Less than."),
    ORDERED("_<=_", cel_op_less_equal, "Less than or equal."),
    ORDERED("_>_", cel_op_greater, "Greater than."),
    ORDERED("_>=_", cel_op_greater_equal, "Greater than or equal."),
    PRED("@in", cel_op_in, "Whether a list has an item.", A, LIST_A),
    PRED("@in", cel_op_in, "Whether a map has a key.", A, MAP_AB),
    GLOBAL("_[_]", cel_op_index, "Item of a list.", A, 2, LIST_A, INT),
    GLOBAL("_[_]", cel_op_index, "Value of a key.", B, 2, MAP_AB, A),
    NUMERIC("_+_", cel_op_add, "Sum."),
    OP2("_+_", cel_op_add, "Concatenation.", STRING),
    OP2("_+_", cel_op_add, "Concatenation.", BYTES),
    OP2("_+_", cel_op_add, "Concatenation.", LIST_A),
    OP2("_+_", cel_op_add, "Sum.", SPAN),
    GLOBAL("_+_", cel_op_add, "A later time.", STAMP, 2, STAMP, SPAN),
    GLOBAL("_+_", cel_op_add, "A later time.", STAMP, 2, SPAN, STAMP),
    NUMERIC("_-_", cel_op_subtract, "Difference."),
    OP2("_-_", cel_op_subtract, "Difference.", SPAN),
    GLOBAL("_-_", cel_op_subtract, "Time between.", SPAN, 2, STAMP, STAMP),
    GLOBAL("_-_", cel_op_subtract, "An earlier time.", STAMP, 2, STAMP, SPAN),
    NUMERIC("_*_", cel_op_multiply, "Product."),
    NUMERIC("_/_", cel_op_divide, "Quotient."),
    OP2("_%_", cel_op_modulo, "Remainder.", INT),
    OP2("_%_", cel_op_modulo, "Remainder.", UINT),
    OP1("-_", cel_op_negate, "Negation.", INT),
    OP1("-_", cel_op_negate, "Negation.", DOUBLE),
    OP1("!_", cel_op_not, "Logical not.", BOOL),

#define SIZE(t)                                                                                    \
    GLOBAL("size", cel_fn_size, "Number of code points, bytes, items or entries.", INT, 1, t),     \
        METHOD("size", cel_fn_size, "Number of code points, bytes, items or entries.", INT, 1, t)
    SIZE(STRING),
    SIZE(BYTES),
    SIZE(LIST_A),
    SIZE(MAP_AB),

#define TO_INT(t) CONVERT("int", cel_fn_int, "As an int; times in seconds since 1970.", INT, t)
    TO_INT(INT),
    TO_INT(UINT),
    TO_INT(DOUBLE),
    TO_INT(STRING),
    TO_INT(STAMP),
#define TO_UINT(t) CONVERT("uint", cel_fn_uint, "As a uint.", UINT, t)
    TO_UINT(INT),
    TO_UINT(UINT),
    TO_UINT(DOUBLE),
    TO_UINT(STRING),
#define TO_DOUBLE(t) CONVERT("double", cel_fn_double, "As a double.", DOUBLE, t)
    TO_DOUBLE(INT),
    TO_DOUBLE(UINT),
    TO_DOUBLE(DOUBLE),
    TO_DOUBLE(STRING),
#define TO_STRING(t) CONVERT("string", cel_fn_string, "As a string.", STRING, t)
    TO_STRING(BOOL),
    TO_STRING(INT),
    TO_STRING(UINT),
    TO_STRING(DOUBLE),
    TO_STRING(STRING),
    TO_STRING(BYTES),
    TO_STRING(STAMP),
    TO_STRING(SPAN),
    CONVERT("bytes", cel_fn_bytes, "As UTF-8.", BYTES, STRING),
    CONVERT("bytes", cel_fn_bytes, "As it is.", BYTES, BYTES),
    CONVERT("bool", cel_fn_bool, "As a bool.", BOOL, BOOL),
    CONVERT("bool", cel_fn_bool, "From true, false, t, f, 1 or 0.", BOOL, STRING),
    CONVERT("timestamp", cel_fn_timestamp, "As it is.", STAMP, STAMP),
    CONVERT("timestamp", cel_fn_timestamp, "From RFC 3339 text.", STAMP, STRING),
    CONVERT("timestamp", cel_fn_timestamp, "From seconds since 1970.", STAMP, INT),
    CONVERT("duration", cel_fn_duration, "As it is.", SPAN, SPAN),
    CONVERT("duration", cel_fn_duration, "From text such as 1h30m.", SPAN, STRING),
    CONVERT("type", cel_fn_type, "The type of a value.", &type_of_a, A),
    CONVERT("dyn", cel_fn_dyn, "The value, unchecked.", DYN, A),

    DATE("getFullYear", cel_fn_full_year, "The year."),
    DATE("getMonth", cel_fn_month, "The month, from 0."),
    DATE("getDate", cel_fn_date, "The day of the month, from 1."),
    DATE("getDayOfMonth", cel_fn_day_of_month, "The day of the month, from 0."),
    DATE("getDayOfWeek", cel_fn_day_of_week, "The day of the week, Sunday is 0."),
    DATE("getDayOfYear", cel_fn_day_of_year, "The day of the year, from 0."),
    DATE("getHours", cel_fn_hours, "The hour."),
    DATE("getMinutes", cel_fn_minutes, "The minute."),
    DATE("getSeconds", cel_fn_seconds, "The second."),
    DATE("getMilliseconds", cel_fn_milliseconds, "The milliseconds of the second."),
    METHOD("getHours", cel_fn_duration_hours, "In hours.", INT, 1, SPAN),
    METHOD("getMinutes", cel_fn_duration_minutes, "In minutes.", INT, 1, SPAN),
    METHOD("getSeconds", cel_fn_duration_seconds, "In seconds.", INT, 1, SPAN),
    METHOD("getMilliseconds", cel_fn_duration_milliseconds, "The milliseconds of the second.",
           INT, 1, SPAN),

#define TEXT_TEST(name, fn, doc) METHOD(name, fn, doc, BOOL, 2, STRING, STRING)
    TEXT_TEST("contains", cel_fn_contains, "Whether the string has a part."),
    TEXT_TEST("startsWith", cel_fn_starts_with, "Whether the string begins with a part."),
    TEXT_TEST("endsWith", cel_fn_ends_with, "Whether the string ends with a part."),
    TEXT_TEST("matches", cel_fn_matches, "Whether an RE2 expression matches anywhere."),
    GLOBAL("matches", cel_fn_matches, "Whether an RE2 expression matches anywhere.", BOOL, 2,
           STRING, STRING),
    METHOD("charAt", cel_fn_char_at, "The character at a position.", STRING, 2, STRING, INT),
    METHOD("indexOf", cel_fn_index_of, "First position of a part, or -1.", INT, 2, STRING,
           STRING),
    METHOD("indexOf", cel_fn_index_of, "First position from a position on.", INT, 3, STRING,
           STRING, INT),
    METHOD("lastIndexOf", cel_fn_last_index_of, "Last position of a part, or -1.", INT, 2,
           STRING, STRING),
    METHOD("lastIndexOf", cel_fn_last_index_of, "Last position up to a position.", INT, 3,
           STRING, STRING, INT),
    METHOD("lowerAscii", cel_fn_lower_ascii, "ASCII letters in lower case.", STRING, 1, STRING),
    METHOD("upperAscii", cel_fn_upper_ascii, "ASCII letters in upper case.", STRING, 1, STRING),
    METHOD("replace", cel_fn_replace, "With each part replaced.", STRING, 3, STRING, STRING,
           STRING),
    METHOD("replace", cel_fn_replace, "With the first parts replaced.", STRING, 4, STRING, STRING,
           STRING, INT),
    METHOD("split", cel_fn_split, "The pieces between separators.", &list_string, 2, STRING,
           STRING),
    METHOD("split", cel_fn_split, "At most so many pieces.", &list_string, 3, STRING, STRING,
           INT),
    METHOD("substring", cel_fn_substring, "From a position on.", STRING, 2, STRING, INT),
    METHOD("substring", cel_fn_substring, "From one position to another.", STRING, 3, STRING, INT,
           INT),
    METHOD("trim", cel_fn_trim, "Without white space at both ends.", STRING, 1, STRING),
    METHOD("join", cel_fn_join, "The strings in a row.", STRING, 1, &list_string),
    METHOD("join", cel_fn_join, "The strings with a separator.", STRING, 2, &list_string, STRING),
    METHOD("reverse", cel_fn_reverse, "The characters in reverse.", STRING, 1, STRING),
    GLOBAL("strings.quote", cel_fn_quote, "The string as a literal.", STRING, 1, STRING),
};

const struct cel_function_decl *cel_std_function(size_t i)
{
    return i < EX_COUNT(functions) ? &functions[i] : NULL;
}
