/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Hostile expressions: depth, length, steps and memory are bounded, and long
 * chains are not depth.
 */
#include "cel_fixture.h"

/* `head`, n times `part`, then `tail`. */
static const char *repeat(struct fixture *f, const char *head, const char *part, size_t n,
                          const char *tail)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    ex_buf_add_text(&text, head);
    for (size_t i = 0; i < n; i++)
        ex_buf_add_text(&text, part);
    ex_buf_add_text(&text, tail);
    return ex_arena_str(f->arena, ex_buf_str(&text)).p;
}

static void deep_nesting_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, repeat(f, "", "(", 60000, ""), "nested more than");
    assert_refused(f, repeat(f, "", "[", 60000, ""), "nested more than");
    assert_refused(f, repeat(f, "", "{1:", 20000, ""), "nested more than");
    assert_refused(f, repeat(f, "", "true?1:", 9000, "1"), "nested more than");
}

static void more_than_the_longest_source_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, repeat(f, "'", "x", CEL_MAX_SOURCE_BYTES, "'"), "longer than");
    assert_refused(f, repeat(f, "", "(", 100000, ""), "longer than");
}

static void too_many_parts_are_refused(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, repeat(f, "[", "1,", 25000, "1]"), "parts");
}

static void messages_about_one_expression_are_limited(void **state)
{
    struct fixture *f = *state;
    assert_null(compile(f, repeat(f, "[", "nix,", 15000, "]")));
    assert_int_equal(f->diags.items.n, 20);
}

static void thirty_levels_of_everything_are_allowed(void **state)
{
    struct fixture *f = *state;
    const char *open = repeat(f, "", "[(", 32, "7");
    const char *text = repeat(f, open, ")]", 32, "");
    assert_prints(f, repeat(f, text, "[0]", 32, ""), "7");
}

static void long_chains_are_no_depth(void **state)
{
    struct fixture *f = *state;
    assert_prints(f, repeat(f, "0", " + 1", 9000, ""), "9000");
    assert_prints(f, repeat(f, "", "!", 10000, "true"), "true");
    assert_prints(f, repeat(f, "", "-", 10001, "1"), "-1");
    assert_prints(f, repeat(f, "true", " && true", 7000, ""), "true");
    assert_prints(f, repeat(f, "false", " || false", 6000, ""), "false");
    assert_fails(f, repeat(f, "{'a': dyn(1)}", ".a", 15000, ""), "no such field");
    assert_prints(f, repeat(f, "'a'", ".trim()", 9000, ""), "\"a\"");
}

static void steps_are_limited(void **state)
{
    struct fixture *f = *state;
    const char *ten = "[1,2,3,4,5,6,7,8,9,10]";
    const char *text = ex_arena_printf(f->arena,
                                       "%s.all(a, %s.all(b, %s.all(c, %s.all(d, %s.all(e, a > "
                                       "0)))))",
                                       ten, ten, ten, ten, ten).p;
    f->ctx.max_steps = 10000;
    assert_fails(f, text, "too many steps");
    f->ctx.max_steps = 0;
    assert_prints(f, text, "true");
}

static void memory_is_limited(void **state)
{
    struct fixture *f = *state;
    const char *text = "'0123456789abcdef'";
    for (int i = 0; i < 30; i++)
        text = ex_arena_printf(f->arena, "cel.bind(x, %s, x + x)", text).p;
    assert_fails(f, text, "too much memory");
    assert_fails(f, "cel.bind(s, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', cel.bind(t, s.replace('a', s)"
                    ".replace('a', s), t.replace('', t)))",
                 "too much memory");
}

static void a_costly_pattern_is_an_error(void **state)
{
    struct fixture *f = *state;
    const char *subject = repeat(f, "'", "a", 40, "b'");
    const char *text = ex_arena_printf(f->arena, "%s.matches('^(a|aa)+$')", subject).p;
    assert_fails(f, ex_arena_printf(f->arena, "%s || false", text).p, "too long");
}

static void a_stopped_evaluation_is_an_error_whatever_is_around(void **state)
{
    struct fixture *f = *state;
    f->ctx.max_steps = 5;
    assert_fails(f, "[1, 2, 3, 4].map(x, x + x).size() > 100 || true", "too many steps");
}

static void every_prefix_of_an_expression_is_survived(void **state)
{
    struct fixture *f = *state;
    const char *text = "cel.bind(x, {'a': [1u, -2.5e3, b'\\xff']}, has(x.a) ? x.a.map(y, y != "
                       "null, [y])[0] == [] : r'''q''' == \"\\u00e4\" || !(1 in [2]))";
    size_t accepted = 0;
    for (size_t n = 0; n <= strlen(text); n++) {
        struct cel_source source = {.text = ex_str_n(text, n)};
        size_t before = f->diags.items.n;
        bool ok = cel_compile(f->arena, f->env, &source, NULL, &f->diags) != NULL;
        assert_true(ok || f->diags.items.n > before);
        accepted += ok;
    }
    assert_int_equal(accepted, 1); /* the whole */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(deep_nesting_is_refused),
        TEST(more_than_the_longest_source_is_refused),
        TEST(too_many_parts_are_refused),
        TEST(messages_about_one_expression_are_limited),
        TEST(thirty_levels_of_everything_are_allowed),
        TEST(long_chains_are_no_depth),
        TEST(steps_are_limited),
        TEST(memory_is_limited),
        TEST(a_costly_pattern_is_an_error),
        TEST(a_stopped_evaluation_is_an_error_whatever_is_around),
        TEST(every_prefix_of_an_expression_is_survived),
    };
    return cmocka_run_group_tests_name("cel_limits", tests, NULL, NULL);
}
