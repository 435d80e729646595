/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The registry of writers, and the counts that all of them show.
 */
#include "formats/report/report.h"

#include <stdio.h>

#define EX_WRITER(name) extern const struct ex_writer ex_writer_##name;
#include "formats/report/writers.def"
#undef EX_WRITER

static const struct ex_writer *const writers[] = {
#define EX_WRITER(name) &ex_writer_##name,
#include "formats/report/writers.def"
#undef EX_WRITER
};

const struct ex_writer *const *ex_writers(size_t *n)
{
    *n = EX_COUNT(writers);
    return writers;
}

const struct ex_writer *ex_writer_find(struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        if (ex_str_ieq(name, ex_str(writers[i]->name)))
            return writers[i];
    }
    return NULL;
}

const struct ex_writer *ex_writer_for_file(struct ex_str path)
{
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        if (writers[i]->extension && ex_str_iends(path, ex_str(writers[i]->extension)))
            return writers[i];
    }
    return NULL;
}

struct ex_report_coverage ex_coverage_of(const struct ex_results *results)
{
    struct ex_report_coverage c = {.rules = results->n_rule_results, .nothing = true};
    for (size_t i = 0; i < results->n_rule_results; i++) {
        const struct ex_rule_result *r = &results->rule_results[i];
        if (r->counts[EX_OUTCOME_FINDING] || r->counts[EX_OUTCOME_PASS])
            c.nothing = false;
        if (r->outcome == EX_OUTCOME_NOT_ASSESSED) {
            c.not_assessed++;
            continue;
        }
        c.assessed++;
        if (r->outcome == EX_OUTCOME_NOT_APPLICABLE)
            c.not_applicable++;
        if (r->counts[EX_OUTCOME_NOT_ASSESSED])
            c.partly++;
    }
    return c;
}

/* Days since 1970-01-01 as a date of the Gregorian calendar, counted in eras of 400 years. */
static void civil_of_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    days += 719468; /* to 0000-03-01, so that leap days end a year */
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t in_era = days - era * 146097;
    int64_t years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * years + years / 4 - years / 100);
    int64_t shifted = (5 * in_year + 2) / 153;
    *day = (unsigned)(in_year - (153 * shifted + 2) / 5 + 1);
    *month = (unsigned)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = years + era * 400 + (*month <= 2);
}

struct ex_str ex_time_text(struct ex_arena *arena, struct cel_time time)
{
    int64_t days = time.seconds / 86400;
    int64_t rest = time.seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
    civil_of_days(days, &year, &month, &day);
    char fraction[16] = "";
    if (time.nanos) {
        size_t n = (size_t)snprintf(fraction, sizeof fraction, ".%09d", (int)time.nanos);
        while (n > 0 && fraction[n - 1] == '0')
            fraction[--n] = '\0';
    }
    return ex_arena_printf(arena, "%04lld-%02u-%02uT%02lld:%02lld:%02lld%sZ", (long long)year,
                           month, day, (long long)(rest / 3600), (long long)(rest / 60 % 60),
                           (long long)(rest % 60), fraction);
}
