/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which files of a dump count: by-products of collectors and twins do not, and
 * a sentence counts only when it is all there is.
 */
#include "formats/import/choose.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MAX_FILES 8

/* What is done with the last of some files. */
static enum ex_file_state last_of(const char *const *names, size_t n, bool *quiet)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_vec EX_AUTO(ex_vec_free) files = EX_VEC(struct ex_dump_file);
    struct ex_choice choices[MAX_FILES];
    size_t i;

    for (i = 0; i < n; i++)
        *EX_PUSH(&files, struct ex_dump_file) =
            (struct ex_dump_file){.path = ex_str(names[i]), .name = ex_str(names[i])};
    ex_choose(arena, &files, choices);
    *quiet = choices[n - 1].quiet;
    assert_int_equal(choices[n - 1].state == EX_FILE_READ, choices[n - 1].why.n == 0);
    return choices[n - 1].state;
}

static void check(const char *first, const char *second, enum ex_file_state state, bool quiet)
{
    const char *const names[] = {first, second};
    bool is_quiet = false;

    assert_int_equal(last_of(names, 2, &is_quiet), state);
    assert_int_equal(is_quiet, quiet);
}

static void the_text_of_an_export_is_set_aside(void **state)
{
    (void)state;
    check("EX01/Get-SendConnector.xml", "EX01/Get-SendConnector.txt", EX_FILE_SET_ASIDE, true);
    check("EX01/Get-SendConnector.xml", "EX01/Get-SendConnector.csv", EX_FILE_SET_ASIDE, true);
    check("EX01/Get-SendConnector.XML", "EX01/get-sendconnector.TXT", EX_FILE_SET_ASIDE, true);
}

static void a_text_without_its_export_is_read(void **state)
{
    (void)state;
    check("EX01/Get-SendConnector.xml", "EX02/Get-SendConnector.txt", EX_FILE_READ, false);
    check("Get-SendConnector.json", "Get-SendConnector.txt", EX_FILE_READ, false);
    check(".xml", ".txt", EX_FILE_READ, false);
}

static void by_products_of_health_checker_are_named(void **state)
{
    (void)state;
    check("a", "HealthChecker-ScriptDebugObject.xml", EX_FILE_OTHER, false);
    check("a", "x/healthchecker-exchangedccoreratio-20260101000000.xml", EX_FILE_OTHER, false);
    check("a", "HealthChecker-VulnerabilityReport-20260101.json", EX_FILE_OTHER, false);
    check("a", "HealthChecker-EX01-20260110081500.xml", EX_FILE_READ, false);
}

static void by_products_of_the_log_collector_are_passed_over_quietly(void **state)
{
    (void)state;
    check("a", "EX01/Exchange_Server_Data/EX01_GCM.txt", EX_FILE_OTHER, true);
    check("a", "EX01/Exchange_Server_Data/regServerComponentStates.TXT", EX_FILE_OTHER, true);
    check("a", "EX01/ConfigNC_msExchVirtualDirectory_All.CSV", EX_FILE_OTHER, true);
    check("a", "EX01/Exchange_Server_Data/Config/EdgeTransport.exe.config", EX_FILE_OTHER, true);
    check("a", "EX01/EX01_GCM.txt/Get-SendConnector.xml", EX_FILE_READ, false);
}

/* ---- "No Transport Rules Found" ---- */

static struct ex_file import(const char *text, const char *name)
{
    static const struct ex_wanted everything = {.all = true};
    struct ex_batch batch;
    struct ex_file file;

    ex_batch_init(&batch, &everything);
    batch.file.name = ex_str(name);
    batch.file.source = ex_source_from_bytes(ex_str(text), ex_str(name));
    ex_import_file(&batch);
    file = batch.file;
    file.source = NULL;
    ex_batch_free(&batch);
    return file;
}

static void the_sentence_means_that_there_are_none(void **state)
{
    struct ex_file file = import("\xEF\xBB\xBFNo Transport Rules Found\r\n", "TransportRules.txt");

    (void)state;
    assert_int_equal(file.state, EX_FILE_READ);
    assert_int_equal(file.hint, EX_KIND_TransportRule);
    assert_true(file.empty);
}

static void any_other_sentence_does_not(void **state)
{
    (void)state;
    assert_false(import("No Transport Rules Found.", "TransportRules.txt").empty);
    assert_false(import("No Transport Rules Found\nName : x", "TransportRules.txt").empty);
    assert_false(import("no transport rules found", "TransportRules.txt").empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_of_an_export_is_set_aside),
        cmocka_unit_test(a_text_without_its_export_is_read),
        cmocka_unit_test(by_products_of_health_checker_are_named),
        cmocka_unit_test(by_products_of_the_log_collector_are_passed_over_quietly),
        cmocka_unit_test(the_sentence_means_that_there_are_none),
        cmocka_unit_test(any_other_sentence_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
