/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values of options that are times or numbers. The clock is read here and
 * nowhere else, and only for the date of today.
 */
#include "cli/cli.h"

#include "base/pool.h"

#include <stdlib.h>
#include <time.h>

enum { SECONDS_A_DAY = 86400, MAX_JOBS = 256 };

/* Days since 1970-01-01 of a date in the Gregorian calendar. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t in_era = y - era * 400;
    int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_in(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Exactly `n` digits at the front. */
static bool take_digits(struct ex_str *text, size_t n, int64_t *out)
{
    if (text->n < n)
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (!ex_is_digit(text->p[i]))
            return false;
        *out = *out * 10 + (text->p[i] - '0');
    }
    *text = ex_str_slice(*text, n, text->n);
    return true;
}

static bool take_char(struct ex_str *text, char c)
{
    if (!text->n || ex_lower(text->p[0]) != ex_lower(c))
        return false;
    *text = ex_str_slice(*text, 1, text->n);
    return true;
}

static bool take_date(struct ex_str *text, int64_t *days)
{
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    if (!take_digits(text, 4, &year) || !take_char(text, '-') || !take_digits(text, 2, &month) ||
        !take_char(text, '-') || !take_digits(text, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *days = days_of(year, month, day);
    return true;
}

static bool take_fraction(struct ex_str *text, int32_t *nanos)
{
    int32_t unit = 100000000;
    if (!take_char(text, '.'))
        return true;
    if (!text->n || !ex_is_digit(text->p[0]))
        return false;
    for (int64_t digit = 0; take_digits(text, 1, &digit); unit /= 10)
        *nanos += (int32_t)digit * unit;
    return true;
}

/* `Z` or `+02:00`, as seconds east of UTC. */
static bool take_zone(struct ex_str *text, int64_t *east)
{
    int64_t hours = 0;
    int64_t minutes = 0;
    *east = 0;
    if (take_char(text, 'Z'))
        return true;
    int64_t sign = take_char(text, '+') ? 1 : take_char(text, '-') ? -1 : 0;
    if (!sign || !take_digits(text, 2, &hours) || !take_char(text, ':') ||
        !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *east = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool ex_time_parse(struct ex_str text, struct cel_time *out)
{
    int64_t days = 0;
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;
    int64_t east = 0;
    *out = (struct cel_time){0, 0};
    if (!take_date(&text, &days))
        return false;
    out->seconds = days * SECONDS_A_DAY;
    if (!text.n)
        return true;
    if (!take_char(&text, 'T') && !take_char(&text, ' '))
        return false;
    if (!take_digits(&text, 2, &hour) || !take_char(&text, ':') || !take_digits(&text, 2, &minute) ||
        !take_char(&text, ':') || !take_digits(&text, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59 || !take_fraction(&text, &out->nanos) ||
        !take_zone(&text, &east))
        return false;
    out->seconds += hour * 3600 + minute * 60 + second - east;
    return text.n == 0;
}

bool ex_cli_now(const struct ex_args *args, struct cel_time *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_NOW);
    struct ex_str epoch = ex_str(getenv("SOURCE_DATE_EPOCH"));
    *out = (struct cel_time){0, 0};
    if (use) {
        if (ex_time_parse(use->value, out))
            return true;
        ex_cli_error("write 2026-01-31 or 2026-01-31T12:00:00Z", "'%.*s' is not a date",
                     EX_FMT(use->value));
        return false;
    }
    if (epoch.n) {
        if (ex_str_to_int(epoch, &out->seconds) && out->seconds >= 0)
            return true;
        ex_cli_error("it is a number of seconds since 1970", "SOURCE_DATE_EPOCH is '%.*s'",
                     EX_FMT(epoch));
        return false;
    }
    int64_t clock = (int64_t)time(NULL);
    out->seconds = clock - clock % SECONDS_A_DAY;
    return true;
}

bool ex_cli_jobs(const struct ex_args *args, unsigned *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_JOBS);
    uint64_t number = 0;
    *out = ex_pool_cpus();
    if (!use)
        return true;
    if (!ex_str_to_uint(use->value, &number) || number < 1 || number > MAX_JOBS) {
        ex_cli_error("it is a number from 1 to 256", "unknown value '%.*s' of --jobs",
                     EX_FMT(use->value));
        return false;
    }
    *out = (unsigned)number;
    return true;
}
