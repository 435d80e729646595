/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which cmdlets `exlint collect` runs and how: schema.def, and collect.def for exceptions.
 */
#include "cli/collect.h"

struct exception {
    enum ex_kind_id kind;
    struct ex_str text;
};

#define ROW(noun, text) {EX_KIND_##noun, {text, sizeof(text) - 1}},

static const struct exception addresses[] = {
#define EX_COLLECT_ADDRESS(noun, parameter) ROW(noun, parameter)
#include "cli/collect.def"
};

static const struct exception with[] = {
#define EX_COLLECT_WITH(noun, parameters) ROW(noun, parameters)
#include "cli/collect.def"
};

static const struct exception before[] = {
#define EX_COLLECT_BEFORE(noun, cmdlet) ROW(noun, cmdlet)
#include "cli/collect.def"
};

static const struct exception without[] = {
#define EX_COLLECT_WITHOUT(noun, property) ROW(noun, property)
#include "cli/collect.def"
};

static const struct exception whole[] = {
#define EX_COLLECT_WHOLE(noun) ROW(noun, "")
#include "cli/collect.def"
};

/* The row of a kind, or NULL. */
static const struct exception *row_of(const struct exception *rows, size_t n, enum ex_kind_id kind)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].kind == kind)
            return &rows[i];
    }
    return NULL;
}

#define TEXT_OF(rows, kind, otherwise) text_of(row_of(rows, EX_COUNT(rows), kind), otherwise)

static struct ex_str text_of(const struct exception *row, struct ex_str otherwise)
{
    return row ? row->text : otherwise;
}

static enum ex_collect_part part_of(enum ex_kind_id kind, const struct ex_wanted *wanted)
{
    if (ex_kind(kind)->large)
        return ex_wanted_has(wanted, kind, -1) ? EX_COLLECT_RECIPIENT : EX_COLLECT_OTHER;
    return ex_kind(kind)->scope == EX_SCOPE_SERVER ? EX_COLLECT_SERVER : EX_COLLECT_ORGANIZATION;
}

static struct ex_collect_run run_of(enum ex_kind_id kind, const struct ex_wanted *wanted)
{
    enum ex_collect_part part = part_of(kind, wanted);
    struct ex_str plain = ex_kind(kind)->large ? EX_STR("-ResultSize Unlimited") : EX_STR("");
    struct ex_str address = part == EX_COLLECT_SERVER ? EX_STR("-Server") : EX_STR("");
    return (struct ex_collect_run){
        .kind = kind,
        .part = part,
        .cmdlet = ex_kind(kind)->cmdlet,
        .before = TEXT_OF(before, kind, EX_STR("")),
        .address = TEXT_OF(addresses, kind, address),
        .parameters = TEXT_OF(with, kind, plain),
        .whole = row_of(whole, EX_COUNT(whole), kind) != NULL,
    };
}

void ex_collect_runs(const struct ex_wanted *wanted, struct ex_vec *runs)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (ex_kind_is_exported((enum ex_kind_id)i))
            *EX_PUSH(runs, struct ex_collect_run) = run_of((enum ex_kind_id)i, wanted);
    }
}

void ex_collect_properties(const struct ex_collect_run *run, const struct ex_wanted *wanted,
                           struct ex_vec *properties)
{
    const struct ex_kind *kind = ex_kind(run->kind);
    for (int i = 0; kind->large && i < kind->n_props; i++) {
        bool chosen = run->part == EX_COLLECT_OTHER || ex_wanted_has(wanted, run->kind, i);
        if (chosen && !kind->props[i].derived)
            *EX_PUSH(properties, struct ex_str) = kind->props[i].name;
    }
}

void ex_collect_secrets(const struct ex_collect_run *run, struct ex_vec *properties)
{
    for (size_t i = 0; i < EX_COUNT(without); i++) {
        if (without[i].kind == run->kind)
            *EX_PUSH(properties, struct ex_str) = without[i].text;
    }
}
