/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of importing files of JSON: recognition, kinds, flavours, states.
 */
#include "formats/import/import.h"
#include "formats/import/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct ex_wanted everything = {.all = true};

static void import(struct ex_batch *batch, const char *name, const char *text)
{
    ex_batch_init(batch, &everything);
    batch->file.name = ex_str(name);
    batch->file.source = ex_source_from_bytes(ex_str(text), batch->file.name);
    ex_import_file(batch);
}

static const struct ex_node *node_at(const struct ex_batch *batch, size_t i)
{
    return *EX_AT(&batch->nodes, struct ex_node *, i);
}

static void assert_str(struct ex_str actual, const char *expected)
{
    assert_int_equal(actual.n, strlen(expected));
    if (actual.n)
        assert_memory_equal(actual.p, expected, actual.n);
}

/* ---- recognition ---- */

static bool is_json(const char *text)
{
    return ex_importer_json.sniff(ex_str(text), ex_str(text));
}

static void test_json_is_recognized(void **state)
{
    static const char *const files[] = {
        "{\"a\":1}",
        "{ \"a\" : 1}",
        "\xEF\xBB\xBF{\"a\":1}",
        "\r\n[\r\n  {\r\n    \"a\":  1",
        "[[{\"a\":1}]]",
        "[]",
        "[ ]\r\n",
        "{}",
        "[\"a\",",
        "null",
        "null\r\n",
        "[null,{}]",
        "{\"a\\\"b\":1}",
        "{\"the head ends here",
        "{'a': 1}",
        "{ // a comment\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(files); i++) {
        if (!is_json(files[i]))
            fail_msg("not recognized: %s", files[i]);
    }
}

static void test_other_texts_are_not_taken_for_json(void **state)
{
    static const char *const files[] = {
        "",
        "x",
        "[2024-11-22 10:00:00] started\n",
        "[2024] started\n",
        "[10:15] started\n",
        "[INFO] started\n",
        "[settings]\nkey=value\n",
        "[true]\n",
        "[-] nothing\n",
        "{ Get-Mailbox }",
        "{\r\n  Get-Mailbox | Export-Clixml x.xml\r\n}",
        "{\"text\" | clip}",
        "{",
        "[",
        "[] one\n",
        "[[section]]\n",
        "nullable",
        "null x",
        "<a/>",
        "\"a\",\"b\"\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(files); i++) {
        if (is_json(files[i]))
            fail_msg("recognized: %s", files[i]);
    }
}

/* ---- kinds ---- */

#define DOMAIN "\"DomainName\":\"contoso.com\",\"DomainType\":0,\"Default\":true"

static void test_a_record_becomes_an_object(void **state)
{
    static const char text[] = "[{" DOMAIN ",\"Name\":\"Main\",\"Identity\":\"Main\"}]";
    struct ex_batch batch;
    const struct ex_node *node;
    const struct ex_value *type;

    (void)state;
    import(&batch, "domains.json", text);
    assert_int_equal(batch.file.state, EX_FILE_READ);
    assert_int_equal(batch.file.objects, 1);
    assert_str(batch.file.format, "JSON");
    node = node_at(&batch, 0);
    assert_int_equal(node->kind, EX_KIND_AcceptedDomain);
    assert_str(node->identity, "Main");
    assert_int_equal(node->off, 1);
    assert_int_equal(node->end, sizeof text - 2);
    type = &node->cells[EX_P_AcceptedDomain_DomainType];
    assert_str(ex_value_str(type), "Authoritative");
    assert_int_equal(type->off, strstr(text, "0,") - text);
    assert_int_equal(node->cells[EX_PROP_NAME].off, strstr(text, "Main") - text);
    ex_batch_free(&batch);
}

static void test_names_of_files_and_members_help(void **state)
{
    struct ex_batch batch;

    (void)state;
    import(&batch, "Get-SendConnector.json", "{\"Name\":\"x\",\"Fqdn\":\"a\"}");
    assert_int_equal(batch.nodes.n, 1);
    assert_int_equal(node_at(&batch, 0)->kind, EX_KIND_SendConnector);
    assert_false(node_at(&batch, 0)->loose);
    ex_batch_free(&batch);
    import(&batch, "all.json",
           "{\"Get-SendConnector\":{\"value\":[{\"Name\":\"x\",\"Fqdn\":\"a\"}],\"Count\":1},"
           "\"RemoteDomain\":[]}");
    assert_int_equal(batch.nodes.n, 1);
    assert_int_equal(node_at(&batch, 0)->kind, EX_KIND_SendConnector);
    assert_false(node_at(&batch, 0)->loose);
    assert_true(batch.file.none[EX_KIND_RemoteDomain / 64] >> (EX_KIND_RemoteDomain % 64) & 1);
    assert_false(batch.file.empty);
    ex_batch_free(&batch);
    import(&batch, "all.json", "[{\"Name\":\"x\",\"Fqdn\":\"a\"}]");
    assert_int_equal(batch.nodes.n, 0);
    assert_int_equal(batch.file.state, EX_FILE_READ);
    ex_batch_free(&batch);
}

static void test_objects_in_an_object_with_a_name_are_loose(void **state)
{
    struct ex_batch batch;

    (void)state;
    import(&batch, "server.json", "{\"Name\":\"EX01\",\"Get-AcceptedDomain\":[{" DOMAIN "}]}");
    assert_int_equal(batch.nodes.n, 1);
    assert_true(node_at(&batch, 0)->loose);
    ex_batch_free(&batch);
}

/* Members that nothing reads must not change what is read. */
static void test_skipping_changes_nothing_that_is_wanted(void **state)
{
    static const char text[] = "[{\"Whatever\":{\"a\":[1]}," DOMAIN ",\"Name\":\"Main\","
                               "\"Identity\":{\"DistinguishedName\":\"CN=a,DC=b\"},"
                               "\"WhenChangedUTC\":\"\\/Date(1700000000000)\\/\"}]";
    struct ex_wanted few;
    struct ex_batch batch;
    const struct ex_node *node;

    (void)state;
    ex_wanted_init(&few);
    ex_wanted_add(&few, EX_KIND_AcceptedDomain, -1);
    ex_batch_init(&batch, &few);
    batch.file.name = EX_STR("x.json");
    batch.file.source = ex_source_from_bytes(EX_STR(text), batch.file.name);
    ex_import_file(&batch);
    assert_int_equal(batch.nodes.n, 1);
    node = node_at(&batch, 0);
    assert_int_equal(node->kind, EX_KIND_AcceptedDomain);
    assert_str(ex_value_str(&node->cells[EX_PROP_DISTINGUISHED_NAME]), "CN=a,DC=b");
    assert_int_equal(node->cells[EX_PROP_WHEN_CHANGED].tag, EX_TIME);
    ex_wanted_free(&few);
    ex_batch_free(&batch);
}

/* ---- what the file is found to be ---- */

static void test_the_writer_is_found_out(void **state)
{
    static const struct {
        const char *text;
        const char *flavour;
    } files[] = {
        {"[\r\n    {\r\n        \"Name\":  \"a\"\r\n    }\r\n]\r\n", "Windows PowerShell"},
        {"[{\"Name\":\"O\\u0027Neil\"}]", "Windows PowerShell"},
        {"[{\"When\":\"\\/Date(1700000000000)\\/\"}]", "Windows PowerShell"},
        {"[\n  {\n    \"Name\": \"a\"\n  }\n]\n", "PowerShell"},
        {"{\r\n  \"Name\": \"a\"\r\n}\r\n", "PowerShell"},
        {"{\"Name\":\"a\"}\n{\"Name\":\"b\"}\n", "NDJSON"},
        {"{\"Name\":\"a\"}\n", ""},
        {"[]", ""},
    };
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(files); i++) {
        struct ex_batch batch;

        import(&batch, "x.json", files[i].text);
        assert_str(batch.file.flavour, files[i].flavour);
        ex_batch_free(&batch);
    }
}

static void test_nothing_in_a_file_of_a_cmdlet_is_a_result(void **state)
{
    static const char *const files[] = {"",     "\xEF\xBB\xBF", "\r\n",
                                        "null", "[]",           "{\"value\":[],\"Count\":0}"};
    struct ex_batch batch;
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(files); i++) {
        import(&batch, "Get-SendConnector.json", files[i]);
        assert_int_equal(batch.file.state, EX_FILE_READ);
        assert_true(batch.file.empty);
        assert_str(batch.file.format, "JSON");
        assert_int_equal(batch.diags.items.n, 0);
        ex_batch_free(&batch);
    }
    /* Export-Clixml writes a frame, and nobody knows what this was. */
    import(&batch, "Get-SendConnector.xml", "");
    assert_int_equal(batch.file.state, EX_FILE_UNREADABLE);
    ex_batch_free(&batch);
    import(&batch, "notes.json", "");
    assert_int_equal(batch.file.state, EX_FILE_OTHER);
    ex_batch_free(&batch);
}

static void test_damage_is_a_matter_of_state(void **state)
{
    struct ex_batch batch;
    const struct ex_diag *diag;

    (void)state;
    import(&batch, "Get-AcceptedDomain.json", "[{" DOMAIN "},\n{\"Name\":'x'}]");
    assert_int_equal(batch.file.state, EX_FILE_TRUNCATED);
    assert_int_equal(batch.file.objects, 1);
    assert_int_equal(batch.diags.items.n, 1);
    diag = EX_AT(&batch.diags.items, struct ex_diag, 0);
    assert_int_equal(diag->at.line, 2);
    assert_int_equal(diag->at.column, 9);
    assert_str(diag->line_text, "{\"Name\":'x'}]");
    assert_int_equal(diag->marked, 1);
    ex_batch_free(&batch);
    import(&batch, "Get-AcceptedDomain.json", "{" DOMAIN);
    assert_int_equal(batch.file.state, EX_FILE_UNREADABLE);
    assert_false(batch.file.empty);
    ex_batch_free(&batch);
}

static void test_passwords_are_a_fact_about_the_file(void **state)
{
    static const char text[] = "[{" DOMAIN ",\"Credential\":{\"Password\":\"secret\"}}]";
    struct ex_batch batch;

    (void)state;
    import(&batch, "x.json", text);
    assert_int_equal(batch.file.passwords, 1);
    assert_int_equal(batch.file.secret_off, strstr(text, "secret") - text);
    ex_batch_free(&batch);
}

/* The message would quote the line. */
static void test_passwords_are_not_quoted(void **state)
{
    struct ex_batch batch;
    const struct ex_diag *diag;

    (void)state;
    import(&batch, "x.json", "[{" DOMAIN ",\"Password\":\"secret\"},]");
    diag = EX_AT(&batch.diags.items, struct ex_diag, 0);
    assert_int_equal(diag->at.line, 1);
    assert_int_equal(diag->line_text.n, 0);
    ex_batch_free(&batch);
}

static void test_formatted_output_is_told(void **state)
{
    struct ex_batch batch;

    (void)state;
    import(&batch, "Get-SendConnector.json",
           "[{\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\":\"033ecb2bc07a4d43b5ef94ed5a35d280\","
           "\"autosizeInfo\":null}]");
    assert_int_equal(batch.nodes.n, 0);
    assert_int_equal(batch.diags.items.n, 1);
    assert_str(EX_AT(&batch.diags.items, struct ex_diag, 0)->message,
               "holds the output of Format-List or Format-Table, not objects");
    assert_int_not_equal(batch.file.state, EX_FILE_READ);
    ex_batch_free(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_is_recognized),
        cmocka_unit_test(test_other_texts_are_not_taken_for_json),
        cmocka_unit_test(test_a_record_becomes_an_object),
        cmocka_unit_test(test_names_of_files_and_members_help),
        cmocka_unit_test(test_objects_in_an_object_with_a_name_are_loose),
        cmocka_unit_test(test_skipping_changes_nothing_that_is_wanted),
        cmocka_unit_test(test_the_writer_is_found_out),
        cmocka_unit_test(test_nothing_in_a_file_of_a_cmdlet_is_a_result),
        cmocka_unit_test(test_damage_is_a_matter_of_state),
        cmocka_unit_test(test_passwords_are_a_fact_about_the_file),
        cmocka_unit_test(test_passwords_are_not_quoted),
        cmocka_unit_test(test_formatted_output_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
