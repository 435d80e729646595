/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of facts about the dump: files, cmdlets, servers, clocks.
 */
#include "model_fixture.h"

#include "model/graph_impl.h"

#define SERVER  "Microsoft.Exchange.Data.Directory.Management.ExchangeServer"
#define OWA     "Microsoft.Exchange.Data.Directory.Management.ADOwaVirtualDirectory"
#define DOMAINS "Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain"

/* Hand a batch to the graph and begin the next. */
static void merge(struct fixture *f, struct ex_graph *graph)
{
    ex_graph_merge(graph, &f->batch);
    ex_batch_init(&f->batch, &f->wanted);
}

static void begin(struct fixture *f, const char *name)
{
    f->batch.file.name = ex_str(name);
    f->batch.file.state = EX_FILE_READ;
}

static void add_server(struct fixture *f, const char *name, const char *roles)
{
    struct ex_raw *raw = object_raw(f, SERVER);
    with_text(f, raw, "Name", name);
    if (roles)
        with_text(f, raw, "ServerRole", roles);
    with_text(f, raw, "AdminDisplayVersion", "Version 15.2 (Build 1544.4)");
    assert_int_equal(ex_ingest(&f->batch, raw), 1);
}

static void add_owa(struct fixture *f, const char *server)
{
    struct ex_raw *raw = object_raw(f, OWA);
    with_text(f, raw, "Name", "owa (Default Web Site)");
    with_text(f, raw, "Server", server);
    assert_int_equal(ex_ingest(&f->batch, raw), 1);
}

static void add_domain(struct fixture *f, const char *name, const char *changed)
{
    struct ex_raw *raw = object_raw(f, DOMAINS);
    with_text(f, raw, "Name", name);
    with_text(f, raw, "DomainName", name);
    if (changed)
        with_text(f, raw, "WhenChangedUTC", changed);
    assert_int_equal(ex_ingest(&f->batch, raw), 1);
}

static const struct ex_node *fact(const struct ex_graph *graph, enum ex_kind_id kind,
                                  const char *name)
{
    for (size_t i = 0; i < ex_graph_count(graph, kind); i++) {
        const struct ex_node *node = ex_graph_node(graph, kind, i);
        if (ex_str_eq(node->identity, ex_str(name)))
            return node;
    }
    fail_msg("no %s", name);
    return NULL;
}

static const char *shown(struct fixture *f, const struct ex_node *node, int prop)
{
    return ex_value_text(f->arena, &node->cells[prop]).p;
}

static void test_a_file_says_what_it_holds(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "a.xml");
    add_domain(f, "a.example", NULL);
    add_domain(f, "b.example", NULL);
    add_server(f, "EX01", "Mailbox");
    f->batch.file.clock = EX_CLOCK_CONTENT;
    f->batch.file.exported = EX_UNIX_EPOCH_TICKS;
    merge(f, graph);
    ex_graph_link(graph);
    const struct ex_node *file = fact(graph, EX_KIND_ExportFile, "a.xml");
    assert_int_equal(file->file, 0);
    assert_string_equal(shown(f, file, EX_P_ExportFile_Objects), "3");
    assert_string_equal(shown(f, file, EX_P_ExportFile_Cmdlets),
                        "{Get-ExchangeServer, Get-AcceptedDomain}");
    assert_string_equal(shown(f, file, EX_P_ExportFile_Exported), "1970-01-01T00:00:00Z");
    assert_string_equal(shown(f, file, EX_P_ExportFile_ExportedBy), "Content");
    assert_string_equal(shown(f, file, EX_P_ExportFile_State), "Read");
    assert_int_equal(ex_graph_coverage(graph, EX_KIND_ExportFile), EX_COMPLETE);
    assert_int_equal(ex_graph_coverage(graph, EX_KIND_Cmdlet), EX_COMPLETE);
    for (size_t i = 0; i < EX_P_ExportFile_N; i++)
        assert_int_not_equal(file->cells[i].tag, EX_ABSENT);
}

static void test_kinds_that_nobody_wants_are_counted(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    f->wanted.all = false;
    begin(f, "Get-RemoteDomain.xml");
    struct ex_raw *raw = object_raw(
        f, "Microsoft.Exchange.Data.Directory.SystemConfiguration.DomainContentConfig");
    with_text(f, raw, "Name", "Default");
    assert_int_equal(ex_ingest(&f->batch, raw), 1);
    merge(f, graph);
    ex_graph_link(graph);
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(graph, EX_KIND_RemoteDomain);
    assert_int_equal(ex_graph_count(graph, EX_KIND_RemoteDomain), 0);
    assert_int_equal(cmdlet->objects, 1);
    assert_int_equal(cmdlet->n_files, 1);
    assert_int_equal(cmdlet->coverage, EX_COMPLETE);
}

static void test_a_cmdlet_that_returned_nothing_was_run(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "Get-SendConnector.xml");
    f->batch.file.empty = true;
    merge(f, graph);
    ex_graph_link(graph);
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(graph, EX_KIND_SendConnector);
    assert_int_equal(cmdlet->n_files, 1);
    assert_int_equal(cmdlet->objects, 0);
    assert_int_equal(cmdlet->coverage, EX_COMPLETE);
    assert_int_equal(ex_graph_cmdlet(graph, EX_KIND_AcceptedDomain)->coverage, EX_MISSING);
    assert_null(ex_graph_cmdlet(graph, EX_KIND_ExchangeVirtualDirectory));
}

static void test_a_view_is_no_export(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "Get-Mailbox.xml");
    struct ex_raw *raw = object_raw(f, "Microsoft.Exchange.Data.Directory.Management.Mailbox");
    with_text(f, raw, "Name", "anna");
    assert_int_equal(ex_ingest(&f->batch, raw), 1);
    merge(f, graph);
    ex_graph_link(graph);
    assert_int_equal(ex_graph_coverage(graph, EX_KIND_Recipient), EX_PARTIAL);
    assert_int_equal(ex_graph_cmdlet(graph, EX_KIND_Recipient)->coverage, EX_MISSING);
    assert_int_equal(ex_graph_cmdlet(graph, EX_KIND_Mailbox)->coverage, EX_COMPLETE);
}

static void test_servers_that_should_have_objects(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "all.xml");
    add_server(f, "EX01", "Mailbox");
    add_server(f, "EX02", "Mailbox");
    add_server(f, "EDGE01", "Edge");
    add_server(f, "EX03", NULL); /* what it does is not known */
    add_owa(f, "EX01");
    merge(f, graph);
    ex_graph_link(graph);
    const struct ex_node *cmdlet = fact(graph, EX_KIND_Cmdlet, "Get-OwaVirtualDirectory");
    assert_string_equal(shown(f, cmdlet, EX_P_Cmdlet_Servers), "{EX01}");
    assert_string_equal(shown(f, cmdlet, EX_P_Cmdlet_MissingServers), "{EX02}");
    assert_string_equal(shown(f, cmdlet, EX_P_Cmdlet_Coverage), "Partial");
    /* Of no server at all: the export is missing, not that of servers. */
    assert_int_equal(ex_graph_cmdlet(graph, EX_KIND_EcpVirtualDirectory)->n_missing, 0);
}

static void test_times_span_the_files_of_a_cmdlet(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();
    const int64_t days[] = {3, 1, 2};

    for (size_t i = 0; i < EX_COUNT(days); i++) {
        begin(f, ex_arena_printf(f->arena, "%zu.xml", i).p);
        add_domain(f, ex_arena_printf(f->arena, "d%zu.example", i).p, NULL);
        f->batch.file.clock = EX_CLOCK_NAME;
        f->batch.file.exported = days[i] * 86400 * EX_TICKS_PER_SECOND + EX_UNIX_EPOCH_TICKS;
        merge(f, graph);
    }
    begin(f, "undated.xml");
    add_domain(f, "e.example", NULL);
    merge(f, graph);
    ex_graph_link(graph);
    const struct ex_node *cmdlet = fact(graph, EX_KIND_Cmdlet, "Get-AcceptedDomain");
    assert_string_equal(shown(f, cmdlet, EX_P_Cmdlet_Earliest), "1970-01-02T00:00:00Z");
    assert_string_equal(shown(f, cmdlet, EX_P_Cmdlet_Latest), "1970-01-04T00:00:00Z");
    assert_int_equal(fact(graph, EX_KIND_ExportFile, "undated.xml")
                         ->cells[EX_P_ExportFile_Exported].tag,
                     EX_NULL);
}

static void test_older_versions_are_counted_where_they_stand(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "new.xml");
    add_domain(f, "a.example", "2026-01-10T00:00:00Z");
    add_domain(f, "same.example", "2026-01-01T00:00:00Z");
    merge(f, graph);
    begin(f, "old.xml");
    add_domain(f, "a.example", "2026-01-05T00:00:00Z");
    add_domain(f, "same.example", "2026-01-01T00:00:00Z");
    merge(f, graph);
    ex_graph_link(graph);
    assert_int_equal(ex_graph_file(graph, 0)->outdated, 0);
    assert_int_equal(ex_graph_file(graph, 1)->outdated, 1);
}

static void test_the_first_lost_value_is_named(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "a.xml");
    struct ex_raw *raw = object_raw(f, DOMAINS);
    with_text(f, raw, "Name", "a.example");
    with_text(f, raw, "Default", "vielleicht");
    with_text(f, raw, "WhenChanged", "gestern");  /* no rule judges that */
    with_text(f, raw, "DomainType", "17");        /* a number without a known name */
    assert_int_equal(ex_ingest(&f->batch, raw), 1);
    merge(f, graph);
    ex_graph_link(graph);
    const struct ex_node *file = fact(graph, EX_KIND_ExportFile, "a.xml");
    assert_string_equal(shown(f, file, EX_P_ExportFile_Unreadable), "1");
    assert_string_equal(shown(f, file, EX_P_ExportFile_FirstUnreadable),
                        "Default of Get-AcceptedDomain: 'vielleicht'");
    assert_int_equal(file->cells[EX_P_ExportFile_Unreadable].off, 7);
}

static void test_a_reason_comes_from_the_worst_message(void **state)
{
    struct fixture *f = *state;
    EX_AUTO(ex_graph_auto) struct ex_graph *graph = ex_graph_new();

    begin(f, "a.xml");
    f->batch.file.state = EX_FILE_UNREADABLE;
    ex_diag(&f->batch.diags, EX_NOTE, EX_STR("a.xml"), (struct ex_place){0, 0}, "by the way");
    ex_diag(&f->batch.diags, EX_WARNING, EX_STR("a.xml"), (struct ex_place){0, 0}, "it is broken");
    merge(f, graph);
    ex_graph_link(graph);
    assert_string_equal(shown(f, fact(graph, EX_KIND_ExportFile, "a.xml"), EX_P_ExportFile_Why),
                        "it is broken");
}

static void test_reading_again_counts_once(void **state)
{
    struct fixture *f = *state;

    begin(f, "a.xml");
    add_domain(f, "a.example", NULL);
    f->batch.file.cut_off = 2;
    ex_batch_restart(&f->batch, 0);
    add_domain(f, "a.example", NULL);
    assert_int_equal(f->batch.file.objects, 1);
    assert_int_equal(f->batch.file.n_tallies, 1);
    assert_int_equal(f->batch.file.tallies[0].objects, 1);
    assert_int_equal(f->batch.file.cut_off, 0);
    assert_true(ex_str_eq(f->batch.file.name, EX_STR("a.xml")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_file_says_what_it_holds),
        TEST(test_kinds_that_nobody_wants_are_counted),
        TEST(test_a_cmdlet_that_returned_nothing_was_run),
        TEST(test_a_view_is_no_export),
        TEST(test_servers_that_should_have_objects),
        TEST(test_times_span_the_files_of_a_cmdlet),
        TEST(test_older_versions_are_counted_where_they_stand),
        TEST(test_the_first_lost_value_is_named),
        TEST(test_a_reason_comes_from_the_worst_message),
        TEST(test_reading_again_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
