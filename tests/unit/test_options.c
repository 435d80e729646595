/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the command line parser (src/cli/options.h).
 */
#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka.h needs the three above. */
#include <cmocka.h>

#define MAX_ARGS 16

/* A parsed command line with its messages. */
struct line {
    struct ex_args args;
    struct ex_diags diags;
    bool ok;
};

static struct line parse(const char *const *words)
{
    struct line line;
    static char program[] = "exlint";
    char *argv[MAX_ARGS] = {program};
    int argc = 1;
    union {
        const char *in;
        char *out;
    } word;
    for (; words[argc - 1]; argc++) {
        word.in = words[argc - 1];
        argv[argc] = word.out;
    }
    ex_diags_init(&line.diags);
    line.ok = ex_args_parse(&line.args, argc, argv, &line.diags);
    return line;
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})

static void done(struct line *line)
{
    ex_args_free(&line->args);
    ex_diags_free(&line->diags);
}

static void assert_text(struct ex_str actual, const char *expected)
{
    assert_true(ex_str_eq(actual, ex_str(expected)));
}

static const struct ex_diag *only_message(const struct line *line)
{
    assert_int_equal(line->diags.items.n, 1);
    return EX_AT(&line->diags.items, struct ex_diag, 0);
}

static void check_is_the_default_command(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("dump");
    assert_int_equal(line.args.command, EX_CMD_check);
    assert_false(line.args.explicit_command);
    assert_string_equal(ex_args_rest(&line.args, 0), "dump");
}

static void first_word_that_is_a_command_is_one(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--format", "json", "rules");
    assert_true(line.ok);
    assert_int_equal(line.args.command, EX_CMD_rules);
    assert_int_equal(line.args.rest.n, 0);
}

static void later_word_that_is_a_command_is_an_argument(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("query", "check");
    assert_int_equal(line.args.command, EX_CMD_query);
    assert_string_equal(ex_args_rest(&line.args, 0), "check");
}

static void value_may_follow_an_equals_sign(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--format=sarif", "dump");
    assert_text(ex_args_last(&line.args, EX_OPT_FORMAT)->value, "sarif");
}

static void value_may_be_the_next_word(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--format", "sarif", "dump");
    assert_text(ex_args_last(&line.args, EX_OPT_FORMAT)->value, "sarif");
    assert_int_equal(line.args.rest.n, 1);
}

static void letters_cluster_and_the_last_takes_the_rest(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("-qvoout.sarif", "dump");
    assert_true(line.ok);
    assert_true(ex_args_flag(&line.args, EX_OPT_QUIET, false));
    assert_true(ex_args_flag(&line.args, EX_OPT_VERBOSE, false));
    assert_text(ex_args_last(&line.args, EX_OPT_OUTPUT)->value, "out.sarif");
}

static void no_switches_off(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--no-fold", "dump");
    assert_false(ex_args_flag(&line.args, EX_OPT_FOLD, true));
}

static void no_color_takes_no_value(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--no-color", "dump");
    assert_true(line.ok);
    assert_string_equal(ex_args_rest(&line.args, 0), "dump");
}

static void last_use_wins(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--fail-on", "low", "--fail-on=high", "dump");
    assert_text(ex_args_last(&line.args, EX_OPT_FAIL_ON)->value, "high");
}

static void two_hyphens_end_options(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("query", "--", "-x");
    assert_true(line.ok);
    assert_string_equal(ex_args_rest(&line.args, 0), "-x");
}

static void hyphen_before_a_digit_begins_an_argument(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("query", "-1 + 2");
    assert_true(line.ok);
    assert_string_equal(ex_args_rest(&line.args, 0), "-1 + 2");
}

static void single_hyphen_is_an_argument(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("check", "-");
    assert_string_equal(ex_args_rest(&line.args, 0), "-");
}

static void unknown_option_gets_a_suggestion(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--formt=json", "dump");
    assert_false(line.ok);
    assert_text(only_message(&line)->message, "unknown option '--formt'");
    assert_text(only_message(&line)->hint, "did you mean '--format'?");
}

static void option_of_another_command_is_refused(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("rules", "--strict");
    assert_false(line.ok);
    assert_text(only_message(&line)->hint, "it belongs to `exlint check`");
}

static void missing_value_is_refused(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("dump", "--format");
    assert_false(line.ok);
    assert_text(only_message(&line)->message, "a value is missing after '--format'");
}

static void value_of_a_switch_is_refused(void **state)
{
    (void)state;
    struct line line EX_AUTO(done) = PARSE("--strict=yes", "dump");
    assert_false(line.ok);
}

static void misspelt_command_gets_a_suggestion(void **state)
{
    (void)state;
    assert_text(ex_command_suggest(EX_STR("explian")), "explain");
}

static void every_option_has_help_and_a_command(void **state)
{
    (void)state;
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        assert_true(o->help[0] != '\0');
        assert_true(o->commands != 0);
    }
}

static void names_and_letters_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct ex_option *a = ex_option((enum ex_option_id)i);
            const struct ex_option *b = ex_option((enum ex_option_id)k);
            assert_string_not_equal(a->name, b->name);
            assert_false(a->letter && a->letter == b->letter);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_is_the_default_command),
        cmocka_unit_test(first_word_that_is_a_command_is_one),
        cmocka_unit_test(later_word_that_is_a_command_is_an_argument),
        cmocka_unit_test(value_may_follow_an_equals_sign),
        cmocka_unit_test(value_may_be_the_next_word),
        cmocka_unit_test(letters_cluster_and_the_last_takes_the_rest),
        cmocka_unit_test(no_switches_off),
        cmocka_unit_test(no_color_takes_no_value),
        cmocka_unit_test(last_use_wins),
        cmocka_unit_test(two_hyphens_end_options),
        cmocka_unit_test(hyphen_before_a_digit_begins_an_argument),
        cmocka_unit_test(single_hyphen_is_an_argument),
        cmocka_unit_test(unknown_option_gets_a_suggestion),
        cmocka_unit_test(option_of_another_command_is_refused),
        cmocka_unit_test(missing_value_is_refused),
        cmocka_unit_test(value_of_a_switch_is_refused),
        cmocka_unit_test(misspelt_command_gets_a_suggestion),
        cmocka_unit_test(every_option_has_help_and_a_command),
        cmocka_unit_test(names_and_letters_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
