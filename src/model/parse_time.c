/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Times and time spans from the texts of exports, and back.
 *
 * Times are xs:dateTime as PowerShell writes it (up to seven digits of
 * fractions, with `Z`, an offset, or neither), or the `/Date(ms)/` of older JSON
 * serializers. Spans are xs:duration without years and months, or the text of
 * .NET's TimeSpan, `[-][days.]hh:mm:ss[.fffffff]`. Localized texts are ambiguous and not read.
 */
#include "model/convert.h"

#define TICKS_PER_DAY (INT64_C(86400) * EX_TICKS_PER_SECOND)
#define MAX_TIME INT64_C(3155378975999999999) /* 9999-12-31T23:59:59.9999999 */

/** Days from 0001-01-01 to a date of the proleptic Gregorian calendar; `month` from 1. */
static int64_t days_before(int64_t year, int64_t month, int64_t day)
{
    static const int64_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t y = year - 1;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return y * 365 + y / 4 - y / 100 + y / 400 + before[month - 1] + (leap && month > 2) + day - 1;
}

static bool take_char(struct ex_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = ex_str_slice(*s, 1, s->n);
    return true;
}

/** Between `least` and `most` digits from the front. */
static bool take_number(struct ex_str *s, size_t least, size_t most, int64_t *out)
{
    size_t n = 0;
    while (n < s->n && n < most && ex_is_digit(s->p[n]))
        n++;
    if (n < least || !ex_str_to_int(ex_str_slice(*s, 0, n), out))
        return false;
    *s = ex_str_slice(*s, n, s->n);
    return true;
}

/** Digits after a decimal point as ticks; true when there is no point. */
static bool take_fraction(struct ex_str *s, int64_t *ticks)
{
    *ticks = 0;
    if (!take_char(s, '.'))
        return true;
    int64_t scale = EX_TICKS_PER_SECOND;
    size_t n = 0;
    for (; n < s->n && ex_is_digit(s->p[n]); n++) {
        scale /= 10;
        *ticks += (s->p[n] - '0') * scale;
    }
    *s = ex_str_slice(*s, n, s->n);
    return n > 0;
}

/** hh:mm:ss[.fffffff] */
static bool take_clock(struct ex_str *s, int64_t *ticks)
{
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;
    int64_t fraction = 0;
    if (!take_number(s, 2, 2, &hour) || !take_char(s, ':') || !take_number(s, 2, 2, &minute) ||
        !take_char(s, ':') || !take_number(s, 2, 2, &second) || !take_fraction(s, &fraction))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ticks = ((hour * 60 + minute) * 60 + second) * EX_TICKS_PER_SECOND + fraction;
    return true;
}

/** "Z", "+01:00", "+0100" or nothing, as ticks east of UTC. */
static bool take_offset(struct ex_str *s, int64_t *ticks)
{
    *ticks = 0;
    if (s->n == 0 || take_char(s, 'Z'))
        return true;
    bool west = s->p[0] == '-';
    if (!take_char(s, west ? '-' : '+'))
        return false;
    int64_t hour = 0;
    int64_t minute = 0;
    if (!take_number(s, 2, 2, &hour))
        return false;
    (void)take_char(s, ':');
    if (!take_number(s, 2, 2, &minute) || hour > 14 || minute > 59)
        return false;
    *ticks = (hour * 60 + minute) * 60 * EX_TICKS_PER_SECOND * (west ? -1 : 1);
    return true;
}

/**
 * /Date(1700000000000)/ or /Date(1700000000000+0100)/: milliseconds since 1970, in UTC in any
 * case.
 */
static bool json_date(struct ex_str text, int64_t *ticks)
{
    if (!ex_str_ends(text, EX_STR(")/")))
        return false;
    struct ex_str inner = ex_str_slice(text, 6, text.n - 2);
    for (size_t i = 1; i < inner.n; i++) {
        if (inner.p[i] == '+' || inner.p[i] == '-')
            inner = ex_str_slice(inner, 0, i);
    }
    int64_t ms = 0;
    return ex_str_to_int(inner, &ms) && !__builtin_mul_overflow(ms, 10000, ticks) &&
           !__builtin_add_overflow(*ticks, EX_UNIX_EPOCH_TICKS, ticks) && *ticks >= 0 &&
           *ticks <= MAX_TIME;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    return month == 12 ? 31 : days_before(year, month + 1, 1) - days_before(year, month, 1);
}

bool ex_parse_time(struct ex_str text, int64_t *ticks)
{
    text = ex_str_trim(text);
    if (ex_str_starts(text, EX_STR("/Date(")))
        return json_date(text, ticks);
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    int64_t clock = 0;
    int64_t offset = 0;
    if (!take_number(&text, 4, 4, &year) || !take_char(&text, '-') ||
        !take_number(&text, 2, 2, &month) || !take_char(&text, '-') ||
        !take_number(&text, 2, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    if (text.n > 0 && ((!take_char(&text, 'T') && !take_char(&text, ' ')) ||
                       !take_clock(&text, &clock) || !take_offset(&text, &offset)))
        return false;
    *ticks = days_before(year, month, day) * TICKS_PER_DAY + clock - offset;
    if (*ticks < 0)
        *ticks = 0;
    return text.n == 0 && *ticks <= MAX_TIME;
}

/** "P10675199DT2H48M5.4775807S" after the sign. */
static bool duration(struct ex_str text, bool negative, int64_t *ticks)
{
    static const struct {
        char unit;
        bool time; /* after the T */
        int64_t seconds;
    } parts[] = {{'D', false, 86400}, {'H', true, 3600}, {'M', true, 60}, {'S', true, 1}};
    bool time = false;
    size_t next = 0;
    int64_t total = 0;
    bool any = false;
    while (text.n > 0) {
        if (!time && take_char(&text, 'T')) {
            time = true;
            continue;
        }
        int64_t number = 0;
        int64_t fraction = 0;
        if (!take_number(&text, 1, 18, &number) || !take_fraction(&text, &fraction))
            return false;
        while (next < EX_COUNT(parts) &&
               (text.n == 0 || parts[next].unit != text.p[0] || parts[next].time != time))
            next++;
        if (next == EX_COUNT(parts) || (fraction != 0 && parts[next].unit != 'S'))
            return false;
        int64_t part = 0;
        if (__builtin_mul_overflow(number, parts[next].seconds * EX_TICKS_PER_SECOND, &part) ||
            __builtin_add_overflow(part, fraction, &part) ||
            (negative ? __builtin_sub_overflow(total, part, &total)
                      : __builtin_add_overflow(total, part, &total)))
            return false;
        text = ex_str_slice(text, 1, text.n);
        next++;
        any = true;
    }
    *ticks = total;
    return any;
}

bool ex_parse_span(struct ex_str text, int64_t *ticks)
{
    text = ex_str_trim(text);
    bool negative = take_char(&text, '-');
    if (take_char(&text, 'P'))
        return duration(text, negative, ticks);
    int64_t days = 0;
    int64_t clock = 0;
    size_t dot = ex_str_find(text, '.');
    size_t colon = ex_str_find(text, ':');
    if (dot != SIZE_MAX && dot < colon &&
        (!take_number(&text, 1, 8, &days) || !take_char(&text, '.')))
        return false;
    if (!take_clock(&text, &clock) || text.n > 0)
        return false;
    int64_t total = 0;
    if (__builtin_mul_overflow(days, TICKS_PER_DAY, &total) ||
        (negative ? __builtin_sub_overflow(-total, clock, &total)
                  : __builtin_add_overflow(total, clock, &total)))
        return false;
    *ticks = total;
    return true;
}

/** Year, month and day of a number of days since 0001-01-01. */
static void civil(int64_t days, int64_t ymd[3])
{
    int64_t year = days / 366 + 1;
    while (days_before(year + 1, 1, 1) <= days)
        year++;
    int64_t month = 1;
    while (month < 12 && days_before(year, month + 1, 1) <= days)
        month++;
    ymd[0] = year;
    ymd[1] = month;
    ymd[2] = days - days_before(year, month, 1) + 1;
}

struct ex_str ex_time_text(struct ex_arena *arena, int64_t ticks)
{
    if (ticks < 0 || ticks > MAX_TIME)
        return EX_STR("");
    int64_t ymd[3];
    civil(ticks / TICKS_PER_DAY, ymd);
    int64_t second = ticks % TICKS_PER_DAY / EX_TICKS_PER_SECOND;
    return ex_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)ymd[0], (int)ymd[1],
                           (int)ymd[2], (int)(second / 3600), (int)(second / 60 % 60),
                           (int)(second % 60));
}

struct ex_str ex_span_text(struct ex_arena *arena, int64_t ticks)
{
    uint64_t size = ticks < 0 ? ~(uint64_t)ticks + 1 : (uint64_t)ticks;
    uint64_t second = size / (uint64_t)EX_TICKS_PER_SECOND;
    uint64_t days = second / 86400;
    struct ex_str day = days ? ex_arena_printf(arena, "%u.", (unsigned)days) : EX_STR("");
    uint64_t fraction = size % (uint64_t)EX_TICKS_PER_SECOND;
    struct ex_str tail = EX_STR("");
    if (fraction)
        tail = ex_arena_printf(arena, ".%07u", (unsigned)fraction);
    return ex_arena_printf(arena, "%s%.*s%02u:%02u:%02u%.*s", ticks < 0 ? "-" : "", EX_FMT(day),
                           (unsigned)(second / 3600 % 24), (unsigned)(second / 60 % 60),
                           (unsigned)(second % 60), EX_FMT(tail));
}
