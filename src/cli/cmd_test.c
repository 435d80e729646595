/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint test`: run the tests inside rules. With a folder its rules are
 * tested (beside those of --rules), else the built-in ones.
 */
#include "cli/cli.h"

#include "dns/zone.h"
#include "engine/test.h"
#include "formats/import/import.h"

#include <stdlib.h>
#include <sys/stat.h>

struct counts {
    size_t n[EX_TEST_SKIPPED + 1];
    struct ex_buf out;
};

static void counts_free(struct counts *counts)
{
    ex_buf_free(&counts->out);
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* `corpus` beside the folder of rules, here, or in the source tree. */
static struct ex_str find_corpus(const struct ex_args *args, struct ex_arena *arena)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_CORPUS);
    const char *dir = ex_args_rest(args, 0);
    const char *source = getenv("EXLINT_SRCDIR");
    if (use)
        return ex_arena_str(arena, use->value);
    const struct ex_str candidates[] = {
        dir ? ex_arena_printf(arena, "%s/../corpus", dir) : EX_STR("corpus"),
        EX_STR("corpus"),
        source ? ex_arena_printf(arena, "%s/corpus", source) : EX_STR("corpus"),
    };
    for (size_t i = 0; i < EX_COUNT(candidates); i++) {
        if (is_folder(candidates[i].p))
            return candidates[i];
    }
    return (struct ex_str){NULL, 0};
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
    if (!corpus->n || !is_folder(path.p) || !ex_dump_list(arena, path, &files, diags))
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

static void tell(struct ex_buf *out, const struct ex_rule *rule, const struct ex_rule_test *test,
                 const char *what, struct ex_str why)
{
    ex_text_escape(out, rule->file);
    if (test->at.line)
        ex_buf_printf(out, ":%llu:%llu", (unsigned long long)test->at.line,
                      (unsigned long long)test->at.column);
    ex_buf_printf(out, ": %s: %.*s: ", what, EX_FMT(rule->id));
    ex_text_escape(out, test->name);
    ex_buf_add_text(out, ": ");
    ex_text_escape(out, why);
    ex_buf_add_char(out, '\n');
}

static void run_rule(const struct ex_args *args, const struct ex_rules *rules,
                     const struct ex_rule *rule, struct ex_str *corpus, struct counts *counts)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    for (size_t i = 0; i < rule->n_tests; i++) {
        struct ex_str why = {NULL, 0};
        struct ex_test_world world = {corpus, load_folder, answer_test};
        enum ex_test_state state =
            ex_rule_run_test(rules, rule, &rule->tests[i], &world, arena, &why);
        counts->n[state]++;
        if (state == EX_TEST_FAILED)
            tell(&counts->out, rule, &rule->tests[i], "failed", why);
        else if (ex_args_flag(args, EX_OPT_VERBOSE, false))
            tell(&counts->out, rule, &rule->tests[i],
                 state == EX_TEST_SKIPPED ? "skipped" : "passed", why);
    }
}

int ex_cmd_test(const struct ex_args *args)
{
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(args, true);
    bool *selected EX_AUTO(ex_free_auto) = rules ? ex_cli_select(args, rules) : NULL;
    if (!selected)
        return EX_EXIT_USAGE;
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_str corpus = find_corpus(args, arena);
    struct counts EX_AUTO(counts_free) counts = {{0}, EX_BUF_INIT};
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        if (selected[i])
            run_rule(args, rules, ex_rules_at(rules, i), &corpus, &counts);
    }
    ex_buf_printf(&counts.out, "%zu passed, %zu failed, %zu skipped\n", counts.n[EX_TEST_PASSED],
                  counts.n[EX_TEST_FAILED], counts.n[EX_TEST_SKIPPED]);
    if (!ex_cli_print(ex_buf_str(&counts.out)))
        return EX_EXIT_INTERNAL;
    return counts.n[EX_TEST_FAILED] ? EX_EXIT_FINDINGS : EX_EXIT_OK;
}
