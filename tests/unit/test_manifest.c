/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Manifests of `exlint collect` (src/model/manifest.h): they date files, say what failed, and can
 * make a file count for less than it seems to be, never for more.
 */
#include "model_fixture.h"

#define MEDDS "Microsoft.Exchange.Data.Directory.SystemConfiguration."
#define MEDDM "Microsoft.Exchange.Data.Directory.Management."

/** A dump under construction: one batch a file, and a manifest. */
struct dump {
    struct fixture *f;
    struct ex_graph *graph;
    struct ex_raw *manifest;
    struct ex_raw *runs;
};

static int dump_setup(void **state)
{
    struct dump *d = ex_alloc(sizeof *d);
    void *f = NULL;
    fixture_setup(&f);
    d->f = f;
    d->graph = ex_graph_new();
    d->manifest = object_raw(d->f, "System.Management.Automation.PSCustomObject");
    d->runs = list_raw(d->f);
    with_text(d->f, d->manifest, "ExlintManifest", "1");
    with_text(d->f, d->manifest, "Started", "2026-01-14T08:00:00Z");
    with(d->manifest, "Cmdlets", d->runs);
    *state = d;
    return 0;
}

static int dump_teardown(void **state)
{
    struct dump *d = *state;
    void *f = d->f;
    fixture_teardown(&f);
    ex_graph_free(d->graph);
    ex_free_auto(&d);
    return 0;
}

/** Merge a file with one record (NULL: none). */
static void add(struct dump *d, const char *name, enum ex_file_state state, struct ex_raw *raw)
{
    struct ex_batch batch;
    ex_batch_init(&batch, &d->f->wanted);
    batch.file.name = ex_str(name);
    batch.file.state = state;
    batch.file.empty = !raw && state == EX_FILE_READ;
    if (raw)
        ex_ingest(&batch, raw);
    ex_graph_merge(d->graph, &batch);
}

static void add_connector(struct dump *d, const char *name)
{
    struct ex_raw *raw = object_raw(d->f, MEDDS "SmtpSendConnectorConfig");
    add(d, name, EX_FILE_READ, with_text(d->f, raw, "Identity", "Internet"));
}

static void add_mailbox(struct dump *d, const char *name)
{
    struct ex_raw *raw = object_raw(d->f, MEDDM "Mailbox");
    add(d, name, EX_FILE_READ, with_text(d->f, raw, "Identity", "contoso.com/Users/Kim"));
}

static struct ex_raw *run(struct dump *d, const char *cmdlet, const char *file, const char *objects,
                          const char *error)
{
    struct ex_raw *raw = object_raw(d->f, "System.Management.Automation.PSCustomObject");
    with_text(d->f, raw, "Cmdlet", cmdlet);
    with_text(d->f, raw, "Server", "");
    with_text(d->f, raw, "File", file);
    with_text(d->f, raw, "Objects", objects);
    item(d->runs, with_text(d->f, raw, "Error", error));
    return raw;
}

/** Merge the manifest and link. */
static void link_with(struct dump *d, const char *name)
{
    add(d, name, EX_FILE_READ, d->manifest);
    ex_graph_link(d->graph);
}

static enum ex_coverage coverage(struct dump *d, enum ex_kind_id kind)
{
    return ex_graph_coverage(d->graph, kind);
}

static const struct ex_diag *only_message(struct dump *d)
{
    struct ex_diags *diags = ex_graph_diags(d->graph);
    assert_int_equal(diags->items.n, 1);
    return EX_AT(&diags->items, struct ex_diag, 0);
}

static void a_manifest_dates_the_files_beside_it(void **state)
{
    struct dump *d = *state;
    int64_t ticks = EX_UNIX_EPOCH_TICKS + INT64_C(1768377600) * EX_TICKS_PER_SECOND;
    add_connector(d, "client.zip/Get-SendConnector.xml");
    add_mailbox(d, "client.zip/Get-Mailbox.xml");
    add_connector(d, "Get-SendConnector.xml");
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "1", "");
    with_text(d->f, run(d, "Get-Mailbox", "get-mailbox.xml", "1", ""), "Started",
              "2026-01-14T08:00:01Z");
    link_with(d, "client.zip/exlint-manifest.xml");
    assert_int_equal(ex_graph_file(d->graph, 0)->clock, EX_CLOCK_CONTENT);
    assert_int_equal(ex_graph_file(d->graph, 0)->exported, ticks);
    assert_int_equal(ex_graph_file(d->graph, 1)->exported, ticks + EX_TICKS_PER_SECOND);
    assert_int_equal(ex_graph_file(d->graph, 2)->clock, EX_CLOCK_NONE);
    assert_int_equal(ex_graph_diags(d->graph)->items.n, 0);
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_COMPLETE);
}

static void an_error_makes_its_file_incomplete(void **state)
{
    struct dump *d = *state;
    add_connector(d, "Get-SendConnector.xml");
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "1", "The LDAP server is unavailable.");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_PARTIAL);
    assert_int_equal(only_message(d)->level, EX_WARNING);
    assert_text(only_message(d)->message,
                "Get-SendConnector failed: The LDAP server is unavailable.");
}

static void an_error_makes_an_empty_export_unknown(void **state)
{
    struct dump *d = *state;
    add(d, "Get-SendConnector.xml", EX_FILE_READ, NULL);
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "0", "Access is denied.");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_PARTIAL);
}

static void an_error_without_a_file_is_told(void **state)
{
    struct dump *d = *state;
    struct ex_raw *failed = run(d, "Get-ExchangeCertificate", "", "0", "RPC failed.");
    failed->members->next->text = EX_STR("EX03"); /* Server */
    link_with(d, "exlint-manifest.xml");
    assert_text(only_message(d)->message, "Get-ExchangeCertificate on EX03 failed: RPC failed.");
    assert_int_equal(coverage(d, EX_KIND_ExchangeCertificate), EX_MISSING);
}

static void what_no_rule_needs_is_a_note(void **state)
{
    struct dump *d = *state;
    d->f->wanted.all = false;
    run(d, "Get-PopSettings", "", "0", "Access is denied.");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(only_message(d)->level, EX_NOTE);
}

static void missing_objects_make_a_file_incomplete(void **state)
{
    struct dump *d = *state;
    add_connector(d, "Get-SendConnector.xml");
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "3", "");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_PARTIAL);
    assert_text(only_message(d)->message, "holds 1 objects of the 3 that were exported");
}

static void one_domain_leaves_recipients_incomplete(void **state)
{
    struct dump *d = *state;
    add_connector(d, "Get-SendConnector.xml");
    add_mailbox(d, "Get-Mailbox.xml");
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "1", "");
    run(d, "Get-Mailbox", "Get-Mailbox.xml", "1", "");
    with_text(d->f, d->manifest, "ViewEntireForest", "false");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_COMPLETE);
    assert_int_equal(coverage(d, EX_KIND_Mailbox), EX_PARTIAL);
    assert_int_equal(only_message(d)->level, EX_WARNING);
}

static void a_manifest_makes_nothing_complete(void **state)
{
    struct dump *d = *state;
    add(d, "Get-SendConnector.xml", EX_FILE_TRUNCATED, NULL);
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "0", "");
    run(d, "Get-AcceptedDomain", "Get-AcceptedDomain.xml", "0", "");
    run(d, "Get-Mailbox", "", "0", "");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_PARTIAL);
    assert_int_equal(coverage(d, EX_KIND_AcceptedDomain), EX_MISSING);
    assert_int_equal(coverage(d, EX_KIND_Mailbox), EX_MISSING);
}

static void names_lead_nowhere_else(void **state)
{
    struct dump *d = *state;
    add_connector(d, "a/Get-SendConnector.xml");
    add_connector(d, "b/Get-SendConnector.xml");
    run(d, "Get-SendConnector", "../a/Get-SendConnector.xml", "9", "");
    run(d, "Get-SendConnector", "a\\Get-SendConnector.xml", "9", "");
    run(d, "Get-SendConnector", "..", "9", "");
    link_with(d, "b/exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_COMPLETE);
    assert_int_equal(ex_graph_file(d->graph, 0)->clock, EX_CLOCK_NONE);
}

static void nonsense_is_passed_over(void **state)
{
    struct dump *d = *state;
    add_connector(d, "Get-SendConnector.xml");
    item(d->runs, text_raw(d->f, "Get-SendConnector"));
    item(d->runs, null_raw(d->f));
    item(d->runs, object_raw(d->f, NULL));
    with_text(d->f, run(d, "Get-SendConnector", "Get-SendConnector.xml", "-4", ""), "Started",
              "yesterday");
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "99999999999999999999", "");
    run(d, "Format-C", "Get-SendConnector.xml", "7", "");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_COMPLETE);
    assert_int_equal(ex_graph_diags(d->graph)->items.n, 0);
}

static void another_version_is_set_aside(void **state)
{
    struct dump *d = *state;
    add_connector(d, "Get-SendConnector.xml");
    run(d, "Get-SendConnector", "Get-SendConnector.xml", "3", "");
    d->manifest->members->text = EX_STR("2");
    link_with(d, "exlint-manifest.xml");
    assert_int_equal(only_message(d)->level, EX_WARNING);
    assert_int_equal(coverage(d, EX_KIND_SendConnector), EX_COMPLETE);
}

static void an_object_of_exchange_is_no_manifest(void **state)
{
    struct dump *d = *state;
    struct ex_raw *raw = object_raw(d->f, MEDDS "SmtpSendConnectorConfig");
    with_text(d->f, raw, "Identity", "Internet");
    add(d, "a.xml", EX_FILE_READ, with_text(d->f, raw, "ExlintManifest", "1"));
    ex_graph_link(d->graph);
    assert_int_equal(ex_graph_count(d->graph, EX_KIND_SendConnector), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, dump_setup, dump_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_manifest_dates_the_files_beside_it),
        TEST(an_error_makes_its_file_incomplete),
        TEST(an_error_makes_an_empty_export_unknown),
        TEST(an_error_without_a_file_is_told),
        TEST(what_no_rule_needs_is_a_note),
        TEST(missing_objects_make_a_file_incomplete),
        TEST(one_domain_leaves_recipients_incomplete),
        TEST(a_manifest_makes_nothing_complete),
        TEST(names_lead_nowhere_else),
        TEST(nonsense_is_passed_over),
        TEST(another_version_is_set_aside),
        TEST(an_object_of_exchange_is_no_manifest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
