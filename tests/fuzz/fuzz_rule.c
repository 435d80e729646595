/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rule files from strangers: the bytes are loaded as a rule, and the tests of
 * a rule that loads are run. Needs tests/fuzz/rule.dict.
 */
#include "engine/rule.h"
#include "engine/test.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void run_tests(const struct ex_rules *rules, const struct ex_rule *rule)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_str why;

    for (size_t i = 0; i < rule->n_tests && i < 8; i++)
        (void)ex_rule_run_test(rules, rule, &rule->tests[i], NULL, arena, &why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    EX_AUTO(ex_rules_auto) struct ex_rules *rules = ex_rules_new();
    EX_AUTO(ex_diags_free) struct ex_diags diags;

    ex_diags_init(&diags);
    if (ex_rules_add_text(rules, EX_STR("fuzz.yaml"), ex_str_n((const char *)data, n), false,
                          &diags))
        run_tests(rules, ex_rules_at(rules, 0));
    return 0;
}
