/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Time zones. Named ones come from the TZif files (RFC 8536) of the system,
 * read here because the C library keeps the zone in a global variable: a
 * header, tables of transitions (twice: 32 and 64 bits), and a POSIX rule for
 * the time after the last transition.
 */
#include "base/utf8.h"
#include "cel/run.h"

#include <stdio.h>
#include <stdlib.h>

#define ZONE_DIR "/usr/share/zoneinfo/"
#define MAX_ZONE_BYTES 65536u
#define DAY 86400

/* ---- fixed offsets -------------------------------------------------- */

static bool two_digits(struct ex_str s, size_t at, int *out)
{
    if (s.n < at + 2 || !ex_is_digit(s.p[at]) || !ex_is_digit(s.p[at + 1]))
        return false;
    *out = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
    return true;
}

/* `+hh:mm`, `-hh:mm` or `hh:mm`. */
static bool fixed_offset(struct ex_str zone, int32_t *offset)
{
    int sign = 1, hours, minutes;
    if (zone.n > 0 && (zone.p[0] == '+' || zone.p[0] == '-')) {
        sign = zone.p[0] == '-' ? -1 : 1;
        zone = ex_str_slice(zone, 1, zone.n);
    }
    if (zone.n != 5 || zone.p[2] != ':' || !two_digits(zone, 0, &hours) ||
        !two_digits(zone, 3, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = sign * (hours * 60 + minutes) * 60;
    return true;
}

/* ---- the rule after the last transition ------------------------------ */

struct rule_date {
    int month, week, day; /* Mm.w.d; month 0: by day */
    int of_year;
    bool skip_leap; /* Jn: 29 February is not counted */
    int32_t time;
};

static bool take_char(struct ex_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = ex_str_slice(*s, 1, s->n);
    return true;
}

static bool take_number(struct ex_str *s, int max, int *out)
{
    size_t n = 0;
    int value = 0;
    for (; n < s->n && n < 4 && ex_is_digit(s->p[n]); n++)
        value = value * 10 + (s->p[n] - '0');
    *s = ex_str_slice(*s, n, s->n);
    *out = value;
    return n > 0 && value <= max;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct ex_str *s, int32_t *out)
{
    int part[3] = {0, 0, 0};
    bool negative = take_char(s, '-');
    if (!negative)
        (void)take_char(s, '+');
    if (!take_number(s, 167, &part[0]))
        return false;
    for (int i = 1; i < 3 && take_char(s, ':'); i++) {
        if (!take_number(s, 59, &part[i]))
            return false;
    }
    *out = (part[0] * 3600 + part[1] * 60 + part[2]) * (negative ? -1 : 1);
    return true;
}

static bool take_name(struct ex_str *s)
{
    size_t n = 0;
    if (take_char(s, '<')) {
        while (n < s->n && s->p[n] != '>')
            n++;
        n++;
    } else {
        while (n < s->n && ex_is_alpha(s->p[n]))
            n++;
    }
    *s = ex_str_slice(*s, n, s->n);
    return n >= 2;
}

static bool take_date(struct ex_str *s, struct rule_date *out)
{
    *out = (struct rule_date){.time = 2 * 3600};
    bool ok;
    if (!take_char(s, ','))
        return false;
    if (take_char(s, 'M')) {
        ok = take_number(s, 12, &out->month) && take_char(s, '.') &&
             take_number(s, 5, &out->week) && take_char(s, '.') && take_number(s, 6, &out->day) &&
             out->month > 0 && out->week > 0;
    } else {
        out->skip_leap = take_char(s, 'J');
        ok = take_number(s, 365, &out->of_year);
    }
    return ok && (!take_char(s, '/') || take_time(s, &out->time));
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01 to 1 January; the year is at least 1. */
static int64_t year_start(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

/* The day of a rule in a year, counted from 1970-01-01. */
static int64_t rule_day(const struct rule_date *rule, int64_t year)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    int64_t start = year_start(year);
    bool leap = is_leap(year);
    if (rule->month == 0 && rule->skip_leap)
        return start + rule->of_year - 1 + (leap && rule->of_year > 59);
    if (rule->month == 0)
        return start + rule->of_year;
    int64_t first = start + before[rule->month - 1] + (leap && rule->month > 2);
    int length = before[rule->month] - before[rule->month - 1] + (leap && rule->month == 2);
    int weekday = (int)(((first + 4) % 7 + 7) % 7);
    int day = (rule->day - weekday + 7) % 7 + 7 * (rule->week - 1);
    return first + (day >= length ? day - 7 : day);
}

static bool rule_offset(struct ex_str rule, int64_t at, int32_t *offset)
{
    int32_t standard, summer;
    struct rule_date begin, end;
    if (!take_name(&rule) || !take_time(&rule, &standard))
        return false;
    standard = -standard;
    *offset = standard;
    if (rule.n == 0)
        return true;
    summer = standard + 3600;
    if (!take_name(&rule))
        return false;
    if (rule.n > 0 && rule.p[0] != ',') {
        if (!take_time(&rule, &summer))
            return false;
        summer = -summer;
    }
    if (!take_date(&rule, &begin) || !take_date(&rule, &end))
        return false;
    int64_t year = 1970 + at / 31556952; /* near enough: rules do not change at new year */
    int64_t from = rule_day(&begin, year) * DAY + begin.time - standard;
    int64_t to = rule_day(&end, year) * DAY + end.time - summer;
    bool inside = from < to ? at >= from && at < to : at >= from || at < to;
    *offset = inside ? summer : standard;
    return true;
}

/* ---- TZif files ----------------------------------------------------- */

struct tables {
    struct ex_rd times, types, infos;
    uint32_t n_times, n_types;
    struct ex_rd rest; /* behind the block */
};

static bool be32(struct ex_rd *rd, uint32_t *out)
{
    uint8_t b[4];
    for (int i = 0; i < 4; i++) {
        if (!ex_rd_u8(rd, &b[i]))
            return false;
    }
    *out = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    return true;
}

/* Reads a header and finds the tables behind it. */
static bool read_block(struct ex_rd *rd, size_t width, struct tables *out, uint8_t *version)
{
    struct ex_rd magic, skipped;
    uint32_t isut, isstd, leap, times, types, chars;
    if (!ex_rd_take(rd, 4, &magic) || memcmp(magic.p, "TZif", 4) != 0 ||
        !ex_rd_u8(rd, version) || !ex_rd_skip(rd, 15) || !be32(rd, &isut) || !be32(rd, &isstd) ||
        !be32(rd, &leap) || !be32(rd, &times) || !be32(rd, &types) || !be32(rd, &chars))
        return false;
    if (times > MAX_ZONE_BYTES || types > 256 || types == 0)
        return false;
    out->n_times = times;
    out->n_types = types;
    size_t tail = (size_t)chars + (size_t)leap * (width + 4) + isstd + isut;
    if (!ex_rd_take(rd, times * width, &out->times) || !ex_rd_take(rd, times, &out->types) ||
        !ex_rd_take(rd, (size_t)types * 6, &out->infos) || !ex_rd_take(rd, tail, &skipped))
        return false;
    out->rest = *rd;
    return true;
}

static int64_t transition(const struct tables *t, uint32_t i)
{
    uint32_t high = 0, low = 0;
    struct ex_rd rd = t->times;
    if (!ex_rd_skip(&rd, (size_t)i * 8) || !be32(&rd, &high) || !be32(&rd, &low))
        return INT64_MAX;
    return (int64_t)((uint64_t)high << 32 | low);
}

static bool type_offset(const struct tables *t, uint32_t type, int32_t *offset)
{
    uint32_t u;
    struct ex_rd rd = t->infos;
    if (!ex_rd_skip(&rd, (size_t)type * 6) || !be32(&rd, &u) || type >= t->n_types)
        return false;
    *offset = (int32_t)u;
    return *offset > -DAY * 2 && *offset < DAY * 2;
}

static bool table_offset(const struct tables *t, int64_t at, int32_t *offset)
{
    uint32_t low = 0, high = t->n_times; /* the first transition after `at` */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (transition(t, middle) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return type_offset(t, 0, offset);
    struct ex_str rule = ex_str_trim(ex_str_n((const char *)t->rest.p, t->rest.n));
    if (low == t->n_times && rule.n > 0 && rule_offset(rule, at, offset))
        return true;
    return type_offset(t, t->types.p[low - 1], offset);
}

static bool safe_name(struct ex_str name)
{
    if (name.n == 0 || name.n > 64 || !ex_is_alpha(name.p[0]))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '/' && c != '_' && c != '-' && c != '+')
            return false;
    }
    return true;
}

static void close_file(FILE **file)
{
    if (*file)
        (void)fclose(*file);
}

static bool file_offset(struct ex_str name, int64_t at, int32_t *offset)
{
    char path[sizeof ZONE_DIR + 64];
    (void)snprintf(path, sizeof path, ZONE_DIR "%.*s", EX_FMT(name));
    EX_AUTO(close_file) FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    EX_AUTO(ex_free_auto) unsigned char *bytes = ex_alloc(MAX_ZONE_BYTES);
    struct ex_rd rd = ex_rd(bytes, fread(bytes, 1, MAX_ZONE_BYTES, file));
    struct tables tables;
    uint8_t version;
    return read_block(&rd, 4, &tables, &version) && version >= '2' &&
           read_block(&rd, 8, &tables, &version) && table_offset(&tables, at, offset);
}

bool cel_zone_offset(struct ex_str zone, int64_t at, int32_t *offset)
{
    *offset = 0;
    if (ex_str_eq(zone, EX_STR("UTC")) || ex_str_eq(zone, EX_STR("Z")) || zone.n == 0)
        return zone.n > 0;
    return fixed_offset(zone, offset) || (safe_name(zone) && file_offset(zone, at, offset));
}
