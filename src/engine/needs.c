/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a rule that was not assessed needs, in the words of an administrator:
 * which cmdlet to run, for which server, or which property of its output.
 */
#include "engine/finding.h"

#include <stdlib.h>

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

/* Whether the whole list of the kind is missing anyway. */
static bool is_covered(const struct cel_unknown *missing, struct ex_missing m)
{
    uint64_t whole = ex_missing_pack((struct ex_missing){m.kind, EX_WHOLE_LIST, UINT32_MAX});

    if (m.prop == EX_WHOLE_LIST && m.file == UINT32_MAX)
        return false;
    for (size_t i = 0; i < missing->n; i++) {
        if (missing->attributes[i] == whole)
            return true;
    }
    return false;
}

/* Answers are not exported but asked for. */
static struct ex_str need_of_dns(const struct ex_graph *graph, struct ex_missing m,
                                 struct ex_arena *arena)
{
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)m.kind);

    if (ex_graph_coverage(graph, (enum ex_kind_id)m.kind) == EX_MISSING)
        return EX_STR("answers of DNS (--dns)");
    if (m.prop == EX_WHOLE_LIST)
        return EX_STR("answers of DNS");
    return ex_arena_printf(arena, "%.*s of DNS", EX_FMT(kind->props[m.prop].name));
}

static struct ex_str need(const struct ex_graph *graph, struct ex_missing m,
                          struct ex_arena *arena)
{
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)m.kind);

    if (kind->scope == EX_SCOPE_DNS)
        return need_of_dns(graph, m, arena);
    if (m.prop != EX_WHOLE_LIST)
        return ex_arena_printf(arena, "%.*s of %.*s", EX_FMT(kind->props[m.prop].name),
                               EX_FMT(kind->cmdlet));
    /* Of a reverse list, `file` is the row of its server. */
    if (m.file >= ex_graph_count(graph, EX_KIND_ExchangeServer))
        return kind->cmdlet;
    const struct ex_node *server = ex_graph_node(graph, EX_KIND_ExchangeServer, m.file);
    return ex_arena_printf(arena, "%.*s of %.*s", EX_FMT(kind->cmdlet), EX_FMT(server->identity));
}

const struct ex_str *ex_result_needs(const struct ex_results *results,
                                     const struct ex_rule_result *result, struct ex_arena *arena,
                                     size_t *n)
{
    const struct cel_unknown *missing = result->missing;
    struct ex_str *needs;
    size_t count = 0;
    size_t kept = 0;

    *n = 0;
    if (!missing || missing->n == 0)
        return NULL;
    needs = EX_NEW_ARRAY(arena, missing->n, struct ex_str);
    for (size_t i = 0; i < missing->n; i++) {
        struct ex_missing m = ex_missing_unpack(missing->attributes[i]);

        if (m.kind < EX_N_KINDS && !is_covered(missing, m))
            needs[count++] = need(results->graph, m, arena);
    }
    if (count > 1)
        qsort(needs, count, sizeof *needs, by_text);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !ex_str_eq(needs[kept - 1], needs[i]))
            needs[kept++] = needs[i];
    }
    *n = kept;
    return needs;
}
