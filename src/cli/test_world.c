/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Dumps and answers of DNS for the tests inside rules.
 */
#include "cli/test_world.h"

#include "dns/zone.h"
#include "formats/import/import.h"

#include <sys/stat.h>

bool ex_cli_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The graph of a folder below the corpus, which `ctx` names. */
static struct ex_graph *load_folder(void *ctx, struct ex_str folder, struct ex_diags *diags)
{
    const struct ex_str *corpus = ctx;
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_vec EX_AUTO(ex_dump_files_free) files = EX_VEC(struct ex_dump_file);
    struct ex_wanted EX_AUTO(ex_wanted_free) wanted;
    ex_wanted_init(&wanted);
    wanted.all = true;
    struct ex_str path = ex_arena_printf(arena, "%.*s/%.*s", EX_FMT(*corpus), EX_FMT(folder));
    if (!corpus->n || !ex_cli_is_folder(path.p) || !ex_dump_list(arena, path, &files, diags))
        return NULL;
    struct ex_graph *graph = ex_graph_new();
    ex_dump_import(&files, &(struct ex_dump_options){.wanted = &wanted, .jobs = 1}, graph);
    return graph;
}

/* Each view is asked by a plan of its own. */
static bool answer_view(const struct ex_cli_dns *dns, const struct ex_rule_test *test,
                        enum ex_dns_view view, const struct ex_graph *graph,
                        struct ex_dns_answers *answers, struct ex_diags *diags)
{
    bool views[EX_N_DNS_VIEWS] = {false};
    struct ex_str wrong = {NULL, 0};
    views[view] = true;
    struct ex_dns_plan *plan EX_AUTO(ex_dns_plan_auto) =
        ex_dns_plan_new(graph, &dns->assumed, views);
    if (ex_dns_answer_from_zone(test->dns[view], view, plan, answers, &wrong))
        return true;
    ex_diag(diags, EX_ERROR, EX_STR(""), (struct ex_place){0, 0},
            "'%.*s' is no record: write NAME [TTL] TYPE DATA", EX_FMT(wrong));
    return false;
}

/* The answers that a test gives, as if they had been recorded. */
static bool answer_test(void *ctx EX_UNUSED, const struct ex_rule_test *test,
                        struct ex_graph *graph, struct ex_parameters *parameters,
                        struct ex_diags *diags)
{
    struct ex_cli_dns EX_AUTO(ex_cli_dns_free) dns;
    bool good = ex_cli_dns_assumed(&dns, test->assume, test->n_assume);
    for (unsigned v = 0; v < EX_N_DNS_VIEWS && good; v++) {
        if (test->dns[v].p)
            good = answer_view(&dns, test, (enum ex_dns_view)v, graph, &dns.answers, diags);
    }
    if (!good)
        return false;
    ex_cli_dns_parameters(&dns, ex_graph_arena(graph), parameters);
    if (!test->dns[EX_DNS_PUBLIC].p && !test->dns[EX_DNS_INTERNAL].p)
        return true;
    ex_dns_sort(&dns.answers);
    ex_cli_dns_facts(&dns, graph);
    return true;
}

struct ex_test_world ex_cli_test_world(struct ex_str *corpus)
{
    return (struct ex_test_world){corpus, load_folder, answer_test};
}
