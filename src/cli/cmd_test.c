/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint test`: run the tests inside rules. With a folder its rules are
 * tested (beside those of --rules), else the built-in ones.
 */
#include "cli/test_world.h"

#include <stdlib.h>

struct counts {
    size_t n[EX_TEST_SKIPPED + 1];
    struct ex_buf out;
};

static void counts_free(struct counts *counts)
{
    ex_buf_free(&counts->out);
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
        if (ex_cli_is_folder(candidates[i].p))
            return candidates[i];
    }
    return (struct ex_str){NULL, 0};
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
        struct ex_test_world world = ex_cli_test_world(corpus);
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
