/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The tests inside rule files: each builds a small graph, runs its rule and
 * compares.
 */
#ifndef EX_ENGINE_TEST_H
#define EX_ENGINE_TEST_H

#include "engine/rule.h"

enum ex_test_state { EX_TEST_PASSED, EX_TEST_FAILED, EX_TEST_SKIPPED };

/** How a test that names files gets its graph; the command line supplies the importers. */
typedef struct ex_graph *ex_graph_loader(void *ctx, struct ex_str folder, struct ex_diags *diags);

/**
 * Run one test of a rule.
 *
 * @param load  for tests with `files`; NULL, or NULL returned: such tests are skipped
 * @param why   set to what differed, in `arena`
 */
enum ex_test_state ex_rule_run_test(const struct ex_rules *rules, const struct ex_rule *rule,
                                    const struct ex_rule_test *test, ex_graph_loader *load,
                                    void *load_ctx, struct ex_arena *arena, struct ex_str *why);

#endif
