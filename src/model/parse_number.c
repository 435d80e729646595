/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Booleans, numbers, sizes, versions and GUIDs from the texts of exports.
 */
#include "model/convert.h"

bool ex_parse_bool(struct ex_str text, bool *out)
{
    static const struct {
        struct ex_str text;
        bool value;
    } names[] = {
        {{"true", 4}, true}, {{"false", 5}, false}, {{"$true", 5}, true},
        {{"$false", 6}, false}, {{"1", 1}, true}, {{"0", 1}, false},
    };
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_ieq(names[i].text, text)) {
            *out = names[i].value;
            return true;
        }
    }
    return false;
}

/** Decimal digits from the front of `*s`, each worth `scale` in turn; returns their number. */
static size_t take_digits(struct ex_str *s, double *value)
{
    size_t n = 0;
    while (n < s->n && ex_is_digit(s->p[n])) {
        *value = *value * 10 + (s->p[n] - '0');
        n++;
    }
    *s = ex_str_slice(*s, n, s->n);
    return n;
}

static double power_of_ten(int64_t exponent)
{
    double result = 1;
    for (int64_t i = 0; i < exponent; i++)
        result *= 10;
    return result;
}

bool ex_parse_double(struct ex_str text, double *out)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    struct ex_str rest = ex_str_slice(text, negative, text.n);
    double value = 0;
    size_t digits = take_digits(&rest, &value);
    int64_t exponent = 0;
    if (rest.n > 0 && rest.p[0] == '.') {
        rest = ex_str_slice(rest, 1, rest.n);
        size_t fraction = take_digits(&rest, &value);
        digits += fraction;
        exponent = -(int64_t)fraction;
    }
    if (digits == 0 || digits > 300)
        return false;
    if (rest.n > 1 && ex_lower(rest.p[0]) == 'e') {
        int64_t e = 0;
        if (!ex_str_to_int(ex_str_slice(rest, 1, rest.n), &e) || e < -400 || e > 400)
            return false;
        exponent += e;
        rest = ex_str_slice(rest, rest.n, rest.n);
    }
    if (rest.n > 0)
        return false;
    value = exponent < 0 ? value / power_of_ten(-exponent) : value * power_of_ten(exponent);
    *out = negative ? -value : value;
    return value <= 1.7976931348623157e308;
}

/** The digits of a text as one number, whatever groups them; false when none or too many. */
static bool grouped_digits(struct ex_str text, int64_t *out)
{
    int64_t value = 0;
    bool any = false;
    for (size_t i = 0; i < text.n; i++) {
        if (!ex_is_digit(text.p[i]))
            continue;
        any = true;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, text.p[i] - '0', &value))
            return false;
    }
    *out = value;
    return any;
}

/** Bytes of a unit, or 0. */
static int64_t unit_bytes(struct ex_str unit)
{
    static const struct {
        struct ex_str name;
        int64_t bytes;
    } units[] = {
        {{"", 0}, 1},
        {{"B", 1}, 1},
        {{"KB", 2}, INT64_C(1) << 10},
        {{"MB", 2}, INT64_C(1) << 20},
        {{"GB", 2}, INT64_C(1) << 30},
        {{"TB", 2}, INT64_C(1) << 40},
    };
    for (size_t i = 0; i < EX_COUNT(units); i++) {
        if (ex_str_ieq(units[i].name, unit))
            return units[i].bytes;
    }
    return 0;
}

/** "25MB", "1.5 GB": no grouping, since a lone separator could mean either. */
static bool plain_size(struct ex_str text, int64_t *out)
{
    size_t digits = 0;
    while (digits < text.n && (ex_is_digit(text.p[digits]) || text.p[digits] == '.'))
        digits++;
    struct ex_str number = ex_str_slice(text, 0, digits);
    int64_t unit = unit_bytes(ex_str_trim(ex_str_slice(text, digits, text.n)));
    if (unit == 0)
        return false;
    int64_t whole = 0;
    if (ex_str_to_int(number, &whole))
        return !__builtin_mul_overflow(whole, unit, out);
    double value = 0;
    if (!ex_parse_double(number, &value) || value * (double)unit > 9e18)
        return false;
    *out = (int64_t)(value * (double)unit);
    return true;
}

bool ex_parse_size(struct ex_str text, int64_t *out)
{
    text = ex_str_trim(text);
    size_t open = ex_str_find(text, '(');
    if (open == SIZE_MAX)
        return plain_size(text, out);
    size_t close = ex_str_rfind(text, ')');
    if (close == SIZE_MAX || close < open)
        return false;
    return grouped_digits(ex_str_slice(text, open + 1, close), out);
}

size_t ex_parse_version(struct ex_str text, int64_t numbers[4])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; n++) {
        while (i < text.n && !ex_is_digit(text.p[i]))
            i++;
        size_t from = i;
        while (i < text.n && ex_is_digit(text.p[i]))
            i++;
        if (i == from)
            break;
        if (n == 4 || !ex_str_to_int(ex_str_slice(text, from, i), &numbers[n]))
            return 0;
    }
    return n >= 2 ? n : 0;
}

bool ex_parse_guid(struct ex_str text, char out[36])
{
    text = ex_str_trim(text);
    if (text.n == 38 && text.p[0] == '{' && text.p[37] == '}')
        text = ex_str_slice(text, 1, 37);
    bool dashes = text.n == 36;
    if (!dashes && text.n != 32)
        return false;
    size_t from = 0;
    bool zero = true;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash && !dashes) {
            out[i] = '-';
            continue;
        }
        char c = text.p[from++];
        if (dash ? c != '-' : ex_hex_value(c) < 0)
            return false;
        out[i] = ex_lower(c);
        zero = zero && (dash || c == '0');
    }
    return !zero;
}
