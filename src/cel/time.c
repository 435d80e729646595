/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Timestamps and durations: RFC 3339 text, durations such as `1h30m`, and
 * the parts of a date in a time zone. Days are counted with the proleptic
 * Gregorian calendar; a timestamp lies in the years 1 to 9999, a duration
 * within the nanoseconds of 64 bits.
 */
#include "cel/run.h"

#define NANOS 1000000000
#define DAY 86400

/* ---- the calendar --------------------------------------------------- */

/* Days from 1970-01-01 to a date; years begin in March here, so that leap days come last. */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil {
    int64_t year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
    int of_year; /* 0..365 */
    int of_week; /* Sunday is 0 */
    int seconds; /* of the day */
};

static struct civil civil_of(int64_t seconds)
{
    struct civil c;
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    c.seconds = (int)(seconds - days * DAY);
    c.of_week = (int)(((days + 4) % 7 + 7) % 7);
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t of_era = shifted - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    c.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    c.month = (int)(month < 10 ? month + 3 : month - 9);
    c.year = year + era * 400 + (c.month <= 2);
    c.of_year = (int)(days - days_of(c.year, 1, 1));
    return c;
}

bool cel_timestamp_fits(struct cel_time t)
{
    return t.seconds >= -62135596800 && t.seconds <= 253402300799;
}

bool cel_duration_fits(struct cel_time t)
{
    int64_t nanos;
    return !__builtin_mul_overflow(t.seconds, (int64_t)NANOS, &nanos) &&
           !__builtin_add_overflow(nanos, (int64_t)t.nanos, &nanos);
}

/* ---- reading -------------------------------------------------------- */

static bool take(struct ex_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = ex_str_slice(*s, 1, s->n);
    return true;
}

static bool take_digits(struct ex_str *s, size_t n, int *out)
{
    int value = 0;
    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!ex_is_digit(s->p[i]))
            return false;
        value = value * 10 + (s->p[i] - '0');
    }
    *s = ex_str_slice(*s, n, s->n);
    *out = value;
    return true;
}

/* Digits of a fraction as billionths; what is finer is dropped. */
static bool take_fraction(struct ex_str *s, int64_t *out)
{
    int64_t scale = NANOS / 10;
    size_t n = 0;
    *out = 0;
    for (; n < s->n && ex_is_digit(s->p[n]); n++) {
        *out += (s->p[n] - '0') * scale;
        scale /= 10;
    }
    *s = ex_str_slice(*s, n, s->n);
    return n > 0;
}

/* `+hh:mm` or `-hh:mm`; the sign may be missing when `bare`. */
static bool take_offset(struct ex_str *s, bool bare, int32_t *out)
{
    int hours, minutes;
    bool negative = take(s, '-');
    if (!negative && !take(s, '+') && !bare)
        return false;
    if (!take_digits(s, 2, &hours) || !take(s, ':') || !take_digits(s, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *out = (hours * 60 + minutes) * 60 * (negative ? -1 : 1);
    return true;
}

static bool valid_date(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && leap);
}

static bool take_date(struct ex_str *s, int64_t *days)
{
    int year, month, day;
    if (!take_digits(s, 4, &year) || !take(s, '-') || !take_digits(s, 2, &month) ||
        !take(s, '-') || !take_digits(s, 2, &day) || !valid_date(year, month, day))
        return false;
    *days = days_of(year, month, day);
    return true;
}

static bool take_clock(struct ex_str *s, int64_t *seconds, int64_t *nanos)
{
    int hours, minutes, rest;
    if (!take_digits(s, 2, &hours) || !take(s, ':') || !take_digits(s, 2, &minutes) ||
        !take(s, ':') || !take_digits(s, 2, &rest) || hours > 23 || minutes > 59 || rest > 59)
        return false;
    *seconds = (hours * 60 + minutes) * 60 + rest;
    *nanos = 0;
    return !take(s, '.') || take_fraction(s, nanos);
}

bool cel_timestamp_parse(struct ex_str s, struct cel_time *out)
{
    int64_t days, seconds, nanos;
    int32_t offset = 0;
    if (!take_date(&s, &days) || (!take(&s, 'T') && !take(&s, 't')) ||
        !take_clock(&s, &seconds, &nanos))
        return false;
    if (!take(&s, 'Z') && !take(&s, 'z') && !take_offset(&s, false, &offset))
        return false;
    *out = (struct cel_time){days * DAY + seconds - offset, (int32_t)nanos};
    return s.n == 0 && cel_timestamp_fits(*out);
}

static const struct {
    const char *name;
    int64_t nanos;
} units[] = {
    {"ns", 1},          {"us", 1000},        {"\xC2\xB5s", 1000}, {"\xCE\xBCs", 1000},
    {"ms", 1000000},    {"s", NANOS},        {"m", 60ll * NANOS}, {"h", 3600ll * NANOS},
};

static bool take_unit(struct ex_str *s, int64_t *nanos)
{
    for (size_t i = 0; i < EX_COUNT(units); i++) {
        struct ex_str name = ex_str(units[i].name);
        if (!ex_str_starts(*s, name))
            continue;
        *s = ex_str_slice(*s, name.n, s->n);
        *nanos = units[i].nanos;
        return true;
    }
    return false;
}

/* nanos += whole units and billionths of one; false on overflow. */
static bool add_term(int64_t whole, int64_t fraction, int64_t unit, int64_t *nanos)
{
    int64_t part = unit >= NANOS ? fraction * (unit / NANOS) : fraction * unit / NANOS;
    int64_t product;
    return !__builtin_mul_overflow(whole, unit, &product) &&
           !__builtin_add_overflow(*nanos, product, nanos) &&
           !__builtin_add_overflow(*nanos, part, nanos);
}

/* A number with a unit, added to *nanos. */
static bool take_term(struct ex_str *s, int64_t *nanos)
{
    int64_t whole = 0, fraction = 0, unit;
    size_t n = 0;
    for (; n < s->n && ex_is_digit(s->p[n]); n++) {
        if (whole > (INT64_MAX - 9) / 10)
            return false;
        whole = whole * 10 + (s->p[n] - '0');
    }
    *s = ex_str_slice(*s, n, s->n);
    bool point = take(s, '.');
    bool digits = point && take_fraction(s, &fraction);
    return (n > 0 || digits) && take_unit(s, &unit) && add_term(whole, fraction, unit, nanos);
}

bool cel_duration_parse(struct ex_str s, struct cel_time *out)
{
    bool negative = take(&s, '-');
    if (!negative)
        (void)take(&s, '+');
    int64_t nanos = 0;
    *out = (struct cel_time){0, 0};
    if (ex_str_eq(s, EX_STR("0")))
        return true;
    if (s.n == 0)
        return false;
    while (s.n > 0) {
        if (!take_term(&s, &nanos))
            return false;
    }
    nanos = negative ? -nanos : nanos;
    *out = (struct cel_time){nanos / NANOS, (int32_t)(nanos % NANOS)};
    return true;
}

/* ---- writing -------------------------------------------------------- */

static void add_fraction(int32_t nanos, struct ex_buf *out)
{
    if (nanos == 0)
        return;
    int digits = 9;
    for (; nanos % 10 == 0; nanos /= 10)
        digits--;
    ex_buf_printf(out, ".%0*d", digits, (int)nanos);
}

void cel_timestamp_text(struct cel_time t, struct ex_buf *out)
{
    struct civil c = civil_of(t.seconds);
    ex_buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", (int)c.year, c.month, c.day,
                  c.seconds / 3600, c.seconds / 60 % 60, c.seconds % 60);
    add_fraction(t.nanos, out);
    ex_buf_add_char(out, 'Z');
}

void cel_duration_text(struct cel_time t, struct ex_buf *out)
{
    if (t.seconds < 0 || t.nanos < 0)
        ex_buf_add_char(out, '-');
    ex_buf_printf(out, "%lld", (long long)(t.seconds < 0 ? -t.seconds : t.seconds));
    add_fraction(t.nanos < 0 ? -t.nanos : t.nanos, out);
    ex_buf_add_char(out, 's');
}

/* ---- parts ---------------------------------------------------------- */

/* The calendar date in the zone of args[1], or in UTC. */
static bool local_date(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n,
                       struct civil *out, struct cel_value *error)
{
    int32_t offset = 0;
    if (n > 1 && !cel_zone_offset(args[1].s, args[0].t.seconds, &offset)) {
        *error = cel_errorf(ctx, "unknown time zone '%.*s'",
                            EX_FMT(ex_str_slice(args[1].s, 0, 80)));
        return false;
    }
    *out = civil_of(args[0].t.seconds + offset);
    return true;
}

#define DATE_PART(name, part)                                                                      \
    CEL_FN(name)                                                                                   \
    {                                                                                              \
        struct civil c;                                                                            \
        struct cel_value error;                                                                    \
        return local_date(ctx, args, n, &c, &error) ? cel_int(part) : error;                       \
    }

DATE_PART(cel_fn_full_year, c.year)
DATE_PART(cel_fn_month, c.month - 1)
DATE_PART(cel_fn_date, c.day)
DATE_PART(cel_fn_day_of_month, c.day - 1)
DATE_PART(cel_fn_day_of_week, c.of_week)
DATE_PART(cel_fn_day_of_year, c.of_year)
DATE_PART(cel_fn_hours, c.seconds / 3600)
DATE_PART(cel_fn_minutes, c.seconds / 60 % 60)
DATE_PART(cel_fn_seconds, c.seconds % 60)
DATE_PART(cel_fn_milliseconds, args[0].t.nanos / 1000000)

#define DURATION_PART(name, part)                                                                  \
    CEL_FN(name)                                                                                   \
    {                                                                                              \
        (void)ctx;                                                                                 \
        (void)n;                                                                                   \
        return cel_int(part);                                                                      \
    }

DURATION_PART(cel_fn_duration_hours, args[0].t.seconds / 3600)
DURATION_PART(cel_fn_duration_minutes, args[0].t.seconds / 60)
DURATION_PART(cel_fn_duration_seconds, args[0].t.seconds)
DURATION_PART(cel_fn_duration_milliseconds, args[0].t.nanos / 1000000)
