/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values of options that are times or numbers. The clock is read here and
 * nowhere else, and only for the date of today.
 */
#include "cli/cli.h"

#include "base/pool.h"
#include "engine/yaml.h"
#include "engine/rule_impl.h"

#include <stdlib.h>
#include <time.h>

enum { SECONDS_A_DAY = 86400, MAX_JOBS = 256 };

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

/* --max-age has a parameter of its own. */
static bool read_max_age(const struct ex_args *args, struct ex_parameters *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_MAX_AGE);
    const struct ex_parameter *p = ex_parameter(EX_PARAMETER_max_age);
    struct cel_time age = {0, 0};
    if (!use)
        return true;
    if (!ex_duration_parse(use->value, &age.seconds)) {
        ex_cli_use_error(use, "write 30d, 12w or 36h", "'%.*s' is not an age", EX_FMT(use->value));
        return false;
    }
    if (age.seconds < p->least || age.seconds > p->most) {
        ex_cli_use_error(use, "it is from 1h to 3650d", "'%.*s' is no sensible age",
                         EX_FMT(use->value));
        return false;
    }
    out->values[EX_PARAMETER_max_age] = (struct cel_value){.kind = CEL_DURATION, .t = age};
    return true;
}

/* One NAME=VALUE. */
static bool set_parameter(const struct ex_option_use *use, struct ex_arena *arena,
                          struct ex_parameters *out)
{
    struct ex_parameter_problem problem;
    size_t equals = ex_str_find(use->value, '=');
    if (equals == SIZE_MAX) {
        ex_cli_use_error(use, "for example: --set certificate-expiry=45d",
                         "'%.*s' is not NAME=VALUE", EX_FMT(use->value));
        return false;
    }
    if (ex_parameter_set(out, ex_str_slice(use->value, 0, equals),
                         ex_str_slice(use->value, equals + 1, use->value.n), arena, &problem))
        return true;
    struct ex_option_use at = *use;
    if (problem.about_key && at.node && at.node->key)
        at.node = at.node->key;
    ex_cli_use_error(&at, problem.hint.p, "%.*s", EX_FMT(problem.text));
    return false;
}

bool ex_cli_parameters(const struct ex_args *args, struct ex_parameters *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    *out = ex_parameters_default();
    for (size_t i = 0; i < args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id == EX_OPT_SET && !set_parameter(use, arena, out))
            return false;
    }
    return read_max_age(args, out);
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
