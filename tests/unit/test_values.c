/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the table of values (src/cli/values.h).
 */
#include "cli/values.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka.h needs the three above. */
#include <cmocka.h>

/* How many rows of an option are for a command. */
static size_t count_rows(enum ex_option_id option, unsigned command)
{
    size_t n;
    size_t found = 0;
    const struct ex_values *rows = ex_values(&n);
    for (size_t i = 0; i < n; i++)
        found += rows[i].option == option && (rows[i].commands & command);
    return found;
}

static void every_value_is_in_the_table_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        const struct ex_option *o = ex_option((enum ex_option_id)i);
        for (size_t c = 0; c < EX_N_COMMANDS; c++) {
            if (!(o->commands & 1u << c))
                continue;
            size_t wanted = o->argument ? 1 : 0;
            if (count_rows((enum ex_option_id)i, 1u << c) != wanted)
                fail_msg("--%s of %s: %zu rows in values.def, not %zu", o->name,
                         ex_command((enum ex_command_id)c)->name,
                         count_rows((enum ex_option_id)i, 1u << c), wanted);
        }
    }
}

static void every_argument_is_in_the_table(void **state)
{
    (void)state;
    for (size_t c = 0; c < EX_N_COMMANDS; c++) {
        bool takes = ex_command((enum ex_command_id)c)->arguments[0] != '\0';
        bool known = ex_argument_values((enum ex_command_id)c).kind != EX_VALUE_NONE;
        if (takes != known)
            fail_msg("%s: values.def does not fit its arguments",
                     ex_command((enum ex_command_id)c)->name);
    }
}

static void assert_words(const struct ex_values *values, const char *expected)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_values_list(values, &out);
    assert_string_equal(out.p, expected);
}

static void defaults_are_named(void **state)
{
    (void)state;
    assert_words(&(struct ex_values){.kind = EX_VALUE_WORD, .words = "a b* c"},
                 "a, b (default), c");
    assert_words(ex_option_values(EX_OPT_COLOR, EX_CMD_check), "auto (default), always, never");
}

static void formats_depend_on_the_command(void **state)
{
    (void)state;
    assert_null(ex_option_values(EX_OPT_FORMAT, EX_N_COMMANDS));
    assert_words(ex_option_values(EX_OPT_FORMAT, EX_CMD_query), "json (default), cel");
    assert_null(ex_option_values(EX_OPT_FORMAT, EX_CMD_version));
}

/* Whether a word is among the first `n`. */
static bool is_among(const struct ex_vec *words, size_t n, struct ex_str text)
{
    for (size_t i = 0; i < n; i++) {
        if (ex_str_eq(EX_AT(words, struct ex_value_word, i)->text, text))
            return true;
    }
    return false;
}

static void terms_are_ids_areas_and_tags_once(void **state)
{
    (void)state;
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_vec EX_AUTO(ex_vec_free) words = EX_VEC(struct ex_value_word);
    ex_diags_init(&diags);
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_rules_load(true, NULL, 0, &diags);
    assert_non_null(rules);
    ex_values_words(&(struct ex_values){.kind = EX_VALUE_TERMS}, rules, &words);
    assert_true(is_among(&words, words.n, EX_STR("EXL3103")));
    assert_true(is_among(&words, words.n, EX_STR("client-access")));
    for (size_t i = 0; i < words.n; i++)
        assert_false(is_among(&words, i, EX_AT(&words, struct ex_value_word, i)->text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_in_the_table_once),
        cmocka_unit_test(every_argument_is_in_the_table),
        cmocka_unit_test(defaults_are_named),
        cmocka_unit_test(formats_depend_on_the_command),
        cmocka_unit_test(terms_are_ids_areas_and_tags_once),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
