/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The table of parameters, and setting them from text.
 */
#include "engine/parameter.h"

#include "base/buf.h"
#include "engine/yaml.h"

enum { MAX_DAYS = 3652425 }; /* 10,000 years */

static const struct cel_list no_texts = {0};
static const struct cel_type list_of_texts = {.kind = CEL_LIST, .elem = &cel_type_string};

#define TYPE_DURATION (&cel_type_duration)
#define TYPE_INT (&cel_type_int)
#define TYPE_BOOL (&cel_type_bool)
#define TYPE_TEXTS (&list_of_texts)
#define VALUE_DURATION(seconds) {.kind = CEL_DURATION, .t = {(seconds), 0}}
#define VALUE_INT(number) {.kind = CEL_INT, .i = (number)}
#define VALUE_BOOL(truth) {.kind = CEL_BOOL, .b = (truth)}
#define VALUE_TEXTS(none) {.kind = CEL_LIST, .list = &no_texts}

static const struct ex_parameter parameters[EX_N_PARAMETERS] = {
#define EX_PARAMETER(name, key, type, value, least, most, option, about) \
    {#name, key, EX_PARAMETER_##type, TYPE_##type, VALUE_##type(value), least, most, option, about},
#include "engine/parameters.def"
#undef EX_PARAMETER
};

static const struct {
    char unit;
    int64_t seconds;
} units[] = {{'w', 7 * 86400}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

const struct ex_parameter *ex_parameter(enum ex_parameter_id id)
{
    return &parameters[id];
}

enum ex_parameter_id ex_parameter_find(struct ex_str key)
{
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        if (ex_str_eq(key, ex_str(parameters[i].key)))
            return (enum ex_parameter_id)i;
    }
    return EX_N_PARAMETERS;
}

/* Keys that --set takes: the first one at or after i. */
static struct ex_str next_key(const void *ctx, size_t i)
{
    size_t seen = 0;
    (void)ctx;
    for (size_t k = 0; k < EX_N_PARAMETERS; k++) {
        if (!parameters[k].option && seen++ == i)
            return ex_str(parameters[k].key);
    }
    return (struct ex_str){NULL, 0};
}

struct ex_str ex_parameter_suggest(struct ex_str key)
{
    return ex_suggest(key, next_key, NULL);
}

struct ex_parameters ex_parameters_default(void)
{
    struct ex_parameters out;

    for (size_t i = 0; i < EX_N_PARAMETERS; i++)
        out.values[i] = parameters[i].value;
    return out;
}

/* ---- values ---- */

bool ex_duration_parse(struct ex_str text, int64_t *seconds)
{
    uint64_t number = 0;

    if (text.n < 2 || !ex_str_to_uint(ex_str_slice(text, 0, text.n - 1), &number))
        return false;
    for (size_t i = 0; i < EX_COUNT(units); i++) {
        if (units[i].unit != text.p[text.n - 1])
            continue;
        if (number > (uint64_t)MAX_DAYS * 86400 / (uint64_t)units[i].seconds)
            return false;
        *seconds = (int64_t)number * units[i].seconds;
        return true;
    }
    return false;
}

/* In the largest unit that fits; days rather than weeks. */
static struct ex_str duration_text(struct ex_arena *arena, int64_t seconds)
{
    for (size_t i = 1; i < EX_COUNT(units); i++) {
        if (seconds % units[i].seconds == 0)
            return ex_arena_printf(arena, "%lld%c", (long long)(seconds / units[i].seconds),
                                   units[i].unit);
    }
    return ex_arena_printf(arena, "%llds", (long long)seconds);
}

static struct ex_str texts_text(struct ex_arena *arena, const struct cel_list *list)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;

    for (size_t i = 0; i < list->n; i++)
        ex_buf_printf(&out, "%s%.*s", i ? ", " : "", EX_FMT(list->items[i].s));
    return ex_arena_str(arena, ex_buf_str(&out));
}

struct ex_str ex_parameter_text(struct ex_arena *arena, struct cel_value value)
{
    switch (value.kind) {
    case CEL_DURATION:
        return duration_text(arena, value.t.seconds);
    case CEL_INT:
        return ex_arena_printf(arena, "%lld", (long long)value.i);
    case CEL_BOOL:
        return value.b ? EX_STR("true") : EX_STR("false");
    default:
        return texts_text(arena, value.list);
    }
}

/* The number that is compared with the bounds. */
static bool parse(const struct ex_parameter *p, struct ex_str text, struct cel_value *out,
                  int64_t *number)
{
    *out = p->value;
    *number = 0;
    switch (p->type) {
    case EX_PARAMETER_DURATION:
        if (!ex_duration_parse(text, number))
            return false;
        out->t = (struct cel_time){*number, 0};
        return true;
    case EX_PARAMETER_INT:
        if (!ex_str_to_int(text, number))
            return false;
        out->i = *number;
        return true;
    case EX_PARAMETER_BOOL:
        out->b = ex_str_eq(text, EX_STR("true"));
        return out->b || ex_str_eq(text, EX_STR("false"));
    case EX_PARAMETER_TEXTS:
        break;
    }
    return false;
}

static struct ex_str expected(const struct ex_parameter *p)
{
    if (p->type == EX_PARAMETER_DURATION)
        return EX_STR("write a number and a unit: 90d, 12w, 36h, 30m or 45s");
    if (p->type == EX_PARAMETER_BOOL)
        return EX_STR("write true or false");
    return EX_STR("write a number");
}

static struct ex_str bound_text(struct ex_arena *arena, const struct ex_parameter *p, int64_t bound)
{
    return p->type == EX_PARAMETER_DURATION ? duration_text(arena, bound)
                                            : ex_arena_printf(arena, "%lld", (long long)bound);
}

static bool wrong_key(enum ex_parameter_id id, struct ex_str key, struct ex_arena *arena,
                      struct ex_parameter_problem *problem)
{
    problem->about_key = true;
    if (id == EX_N_PARAMETERS) {
        struct ex_str near = ex_parameter_suggest(key);

        problem->text = ex_arena_printf(arena, "there is no parameter '%.*s'", EX_FMT(key));
        problem->hint = near.n ? ex_arena_printf(arena, "did you mean '%.*s'?", EX_FMT(near))
                               : EX_STR("`exlint config` lists the parameters");
        return false;
    }
    problem->text = ex_arena_printf(arena, "'%.*s' is no parameter to set but an option of its own",
                                    EX_FMT(key));
    problem->hint = ex_arena_printf(arena, "write it as '%s' in exlint.yaml, or --%s",
                                    parameters[id].option, parameters[id].option);
    return false;
}

bool ex_parameter_set(struct ex_parameters *set, struct ex_str key, struct ex_str value,
                      struct ex_arena *arena, struct ex_parameter_problem *problem)
{
    enum ex_parameter_id id = ex_parameter_find(key);
    struct cel_value parsed;
    int64_t number;

    *problem = (struct ex_parameter_problem){0};
    if (id == EX_N_PARAMETERS || parameters[id].option)
        return wrong_key(id, key, arena, problem);
    const struct ex_parameter *p = &parameters[id];
    if (!parse(p, value, &parsed, &number)) {
        problem->text = ex_arena_printf(arena, "'%.*s' is no value of '%s'", EX_FMT(value), p->key);
        problem->hint = expected(p);
        return false;
    }
    if (p->most && (number < p->least || number > p->most)) {
        problem->text = ex_arena_printf(arena, "'%.*s' is out of the bounds of '%s'",
                                        EX_FMT(value), p->key);
        problem->hint = ex_arena_printf(arena, "it is from %.*s to %.*s",
                                        EX_FMT(bound_text(arena, p, p->least)),
                                        EX_FMT(bound_text(arena, p, p->most)));
        return false;
    }
    set->values[id] = parsed;
    return true;
}

bool ex_parameters_set_map(struct ex_parameters *set, const struct ex_yaml *map,
                           struct ex_diags *diags)
{
    size_t before = ex_diags_count(diags, EX_ERROR);
    struct ex_parameter_problem problem;

    if (map->kind != EX_YAML_MAP) {
        ex_yaml_error(diags, map, "'parameters' must be a map of names and values");
        return false;
    }
    for (const struct ex_yaml *item = map->first; item; item = item->next) {
        bool scalar = item->kind == EX_YAML_SCALAR;
        struct ex_str value = scalar ? item->text : EX_STR("a list or map");

        if (ex_parameter_set(set, item->key->text, value, diags->arena, &problem))
            continue;
        struct ex_diag *d = ex_yaml_error(diags, problem.about_key ? item->key : item, "%.*s",
                                          EX_FMT(problem.text));
        ex_diag_hint(diags, d, "%.*s", EX_FMT(problem.hint));
    }
    return ex_diags_count(diags, EX_ERROR) == before;
}
