/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The tests inside rule files: each builds a small graph, runs its rule and
 * compares.
 */
#ifndef EX_ENGINE_TEST_H
#define EX_ENGINE_TEST_H

#include "engine/bind.h"
#include "engine/finding.h"
#include "engine/rule.h"

enum ex_test_state { EX_TEST_PASSED, EX_TEST_FAILED, EX_TEST_SKIPPED };

/** What tests need of other layers; the command line supplies it. */
struct ex_test_world {
    void *ctx;
    /** The graph of a folder of the corpus, for tests with `files`; NULL: it is not here. */
    struct ex_graph *(*load)(void *ctx, struct ex_str folder, struct ex_diags *diags);
    /**
     * Add what the test says of DNS to its linked graph, and what it assumes to the parameters;
     * false after a message.
     */
    bool (*answer)(void *ctx, const struct ex_rule_test *test, struct ex_graph *graph,
                   struct ex_parameters *parameters, struct ex_diags *diags);
};

/** What a rule made of the input of a test. */
struct ex_test_run {
    struct ex_graph *graph;
    struct ex_results *results; /**< refers to the graph; NULL: the input is not here */
};

/**
 * Run a rule on the input of one of its tests.
 *
 * @param world NULL: there is no input with `files`, `dns` or `assume`
 * @param why   set to the reason when there is no input, in `arena`
 * @return false when there is no input; free in any case
 */
EX_MUSTUSE bool ex_rule_try_test(const struct ex_rules *rules, const struct ex_rule *rule,
                                 const struct ex_rule_test *test,
                                 const struct ex_test_world *world, struct ex_arena *arena,
                                 struct ex_test_run *run, struct ex_str *why);
void ex_test_run_free(struct ex_test_run *run); /**< fits EX_AUTO */

/**
 * Run one test of a rule.
 *
 * @param world NULL: tests with `files`, `dns` or `assume` are skipped
 * @param why   set to what differed, in `arena`
 */
enum ex_test_state ex_rule_run_test(const struct ex_rules *rules, const struct ex_rule *rule,
                                    const struct ex_rule_test *test,
                                    const struct ex_test_world *world, struct ex_arena *arena,
                                    struct ex_str *why);

#endif
