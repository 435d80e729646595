/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values of options that are times or numbers. The clock is read here and
 * nowhere else, and only for the date of today.
 */
#include "cli/cli.h"

#include "base/pool.h"
#include "engine/rule_impl.h"

#include <stdlib.h>
#include <time.h>

enum { SECONDS_A_DAY = 86400, MAX_JOBS = 256, MAX_AGE = 1000000 };

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

/* "30d": a number and a unit. */
static bool parse_age(struct ex_str text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'h', 3600}, {'d', SECONDS_A_DAY}, {'w', 7 * SECONDS_A_DAY}};
    uint64_t number = 0;
    if (text.n < 2 || !ex_str_to_uint(ex_str_slice(text, 0, text.n - 1), &number) ||
        number > MAX_AGE)
        return false;
    for (size_t i = 0; i < EX_COUNT(units); i++) {
        *seconds = (int64_t)number * units[i].seconds;
        if (units[i].unit == text.p[text.n - 1])
            return true;
    }
    return false;
}

static bool read_profile(const struct ex_args *args, struct ex_parameters *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_PROFILE);
    if (!use || ex_parameters_profile(out, use->value))
        return true;
    ex_cli_error("it is pre-change", "unknown profile '%.*s'", EX_FMT(use->value));
    return false;
}

bool ex_cli_parameters(const struct ex_args *args, struct ex_parameters *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_MAX_AGE);
    struct cel_time age = {0, 0};
    *out = ex_parameters_default();
    if (!read_profile(args, out))
        return false;
    if (!use)
        return true;
    if (!parse_age(use->value, &age.seconds)) {
        ex_cli_error("write 30d, 12w or 36h", "'%.*s' is not an age", EX_FMT(use->value));
        return false;
    }
    out->values[EX_PARAMETER_max_age] = (struct cel_value){.kind = CEL_DURATION, .t = age};
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
