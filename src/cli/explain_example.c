/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the page of a rule says beyond its own words: the condition as it was
 * written, rules that it mentions, and examples from its tests.
 */
#include "cli/explain.h"
#include "cli/test_world.h"

/* ---- pieces of the file ------------------------------------------------------------ */

static void add_member(struct ex_buf *out, struct ex_arena *arena, const struct ex_yaml *map,
                       const char *name)
{
    const struct ex_yaml *value = ex_yaml_get(map, ex_str(name));
    if (!value)
        return;
    if (out->n)
        ex_buf_add_char(out, '\n');
    ex_buf_add(out, ex_explain_source(arena, value));
}

static struct ex_str members(struct ex_arena *arena, const struct ex_yaml *map,
                             const char *const *names, size_t n)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t i = 0; i < n; i++)
        add_member(&out, arena, map, names[i]);
    return ex_arena_str(arena, ex_buf_str(&out));
}

/* ---- related rules ------------------------------------------------------------------- */

static bool mentions(struct ex_str text, struct ex_str id)
{
    return ex_str_find_str(text, id) != SIZE_MAX;
}

/* Folders of tests are named after rules, which says nothing. */
static void find_related(struct ex_explanation *e, struct ex_arena *arena,
                         const struct ex_rules *rules)
{
    const struct ex_yaml *tests = ex_yaml_get(e->root, EX_STR("tests"));
    struct ex_str text = e->root->document->text;
    struct ex_str words = ex_str_slice(text, 0, tests ? tests->key->start : text.n);
    const struct ex_rule **related =
        EX_NEW_ARRAY(arena, ex_rules_count(rules), const struct ex_rule *);
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        if (rule != e->rule && mentions(words, rule->id))
            related[e->n_related++] = rule;
    }
    e->related = related;
}

/* ---- examples -------------------------------------------------------------------------- */

/* The first test that ends like this: of small objects if there is one, else of a dump. */
static const struct ex_rule_test *find_test(const struct ex_rule *rule, enum ex_outcome expect)
{
    const struct ex_rule_test *found = NULL;
    for (size_t i = 0; i < rule->n_tests; i++) {
        const struct ex_rule_test *test = &rule->tests[i];
        if (test->expect == expect && test->given)
            return test;
        if (test->expect == expect && !found)
            found = test;
    }
    return found;
}

static const struct ex_yaml *node_of(const struct ex_explanation *e,
                                     const struct ex_rule_test *test)
{
    const struct ex_yaml *tests = ex_yaml_get(e->root, EX_STR("tests"));
    const struct ex_yaml *node = tests ? tests->first : NULL;
    for (const struct ex_rule_test *t = e->rule->tests; node && t < test; t++)
        node = node->next;
    return node;
}

static void run_example(struct ex_explain_example *example, struct ex_arena *arena,
                        const struct ex_rules *rules, const struct ex_rule *rule)
{
    struct ex_test_run EX_AUTO(ex_test_run_free) run = {NULL, NULL};
    struct ex_str corpus = {NULL, 0};
    struct ex_str why = {NULL, 0};
    struct ex_test_world world = ex_cli_test_world(&corpus);
    if (!ex_rule_try_test(rules, rule, example->test, &world, arena, &run, &why) ||
        run.results->n_findings == 0)
        return;
    const struct ex_finding *finding = &run.results->findings[0];
    example->n_findings = run.results->n_findings;
    example->object = finding->node ? ex_arena_str(arena, finding->object) : ex_str(NULL);
    example->message = ex_arena_str(arena, finding->message);
    example->fix = ex_arena_str(arena, finding->fix);
}

static void make_example(struct ex_explain_example *example, const struct ex_explanation *e,
                         struct ex_arena *arena, const struct ex_rules *rules)
{
    static const char *const names[] = {"given", "dns", "assume", "profile", "now"};
    if (!example->test || !example->test->given)
        return;
    const struct ex_yaml *node = node_of(e, example->test);
    if (!node)
        return;
    example->input = members(arena, node, names, EX_COUNT(names));
    run_example(example, arena, rules, e->rule);
}

void ex_explain_more(struct ex_explanation *e, struct ex_arena *arena,
                     const struct ex_rules *rules)
{
    static const char *const names[] = {"each", "let", "when", "assert", "severity-when"};
    if (!e->root)
        return;
    e->condition = members(arena, e->root, names, EX_COUNT(names));
    find_related(e, arena, rules);
    e->finding.test = find_test(e->rule, EX_OUTCOME_FINDING);
    e->silent.test = find_test(e->rule, EX_OUTCOME_PASS);
    make_example(&e->finding, e, arena, rules);
    make_example(&e->silent, e, arena, rules);
}
