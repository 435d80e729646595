/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The graph after linking: completeness, links and stubs, duplicates,
 * organizations, derived properties.
 */
#include "model_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define CONFIG(org) \
    ",CN=" org ",CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=" org ",DC=com"
#define MEDDS "Microsoft.Exchange.Data.Directory.SystemConfiguration."
#define MEDDM "Microsoft.Exchange.Data.Directory.Management."

/** A graph under construction: one batch a file. */
struct world {
    struct fixture *f;
    struct ex_graph *graph;
};

static int world_setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    void *f = NULL;
    fixture_setup(&f);
    w->f = f;
    w->graph = ex_graph_new();
    *state = w;
    return 0;
}

static int world_teardown(void **state)
{
    struct world *w = *state;
    void *f = w->f;
    fixture_teardown(&f);
    ex_graph_free(w->graph);
    ex_free_auto(&w);
    return 0;
}

/** Merge a file with one record (NULL: none). */
static void add_file(struct world *w, const char *name, enum ex_file_state how, struct ex_raw *raw)
{
    struct ex_batch batch;
    ex_batch_init(&batch, &w->f->wanted);
    batch.file.name = ex_str(name);
    batch.file.state = how;
    batch.file.empty = !raw && how == EX_FILE_READ;
    if (raw)
        ex_ingest(&batch, raw);
    ex_graph_merge(w->graph, &batch);
}

static void add(struct world *w, const char *name, struct ex_raw *raw)
{
    add_file(w, name, EX_FILE_READ, raw);
}

static struct ex_raw *server(struct world *w, const char *name, const char *role,
                             const char *version)
{
    struct ex_raw *raw = with_text(w->f, object_raw(w->f, MEDDM "ExchangeServer"), "Name", name);
    char *fqdn = ex_arena_bytes(w->f->arena, 64);
    snprintf(fqdn, 64, "%s.contoso.com", name);
    with_text(w->f, raw, "Fqdn", fqdn);
    with_text(w->f, raw, "ServerRole", role);
    return with_text(w->f, raw, "AdminDisplayVersion", version);
}

static struct ex_raw *receive_connector(struct world *w, const char *server_name, const char *name)
{
    struct ex_raw *raw = object_raw(w->f, MEDDS "ReceiveConnector");
    with_text(w->f, raw, "Server", server_name);
    return with_text(w->f, raw, "Identity", name);
}

static struct ex_raw *send_connector(struct world *w, const char *source)
{
    struct ex_raw *raw = object_raw(w->f, MEDDS "SmtpSendConnectorConfig");
    with_text(w->f, raw, "Identity", "Internet");
    return with(raw, "SourceTransportServers", item(list_raw(w->f), text_raw(w->f, source)));
}

static struct ex_raw *domain(struct world *w, const char *name, const char *match)
{
    struct ex_raw *raw = object_raw(w->f, MEDDS "AcceptedDomain");
    with_text(w->f, raw, "Name", name);
    with_text(w->f, raw, "DomainName", name);
    return with_text(w->f, raw, "MatchSubDomains", match);
}

static const struct ex_node *source_server(struct world *w)
{
    const struct ex_node *c = ex_graph_node(w->graph, EX_KIND_SendConnector, 0);
    return c->cells[EX_P_SendConnector_SourceTransportServers].u.items[0].u.node;
}

static const struct ex_value *server_cell(struct world *w, int prop)
{
    return &ex_graph_node(w->graph, EX_KIND_ExchangeServer, 0)->cells[prop];
}

static void nothing_exported_is_missing(void **state)
{
    struct world *w = *state;
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_SendConnector), EX_MISSING);
}

static void an_exported_object_completes_its_kind(void **state)
{
    struct world *w = *state;
    add(w, "SendConnector.xml", send_connector(w, "EX01"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_SendConnector), EX_COMPLETE);
}

static void an_empty_file_means_there_are_none(void **state)
{
    struct world *w = *state;
    add(w, "Get-SendConnector.xml", NULL);
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_SendConnector), EX_COMPLETE);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_SendConnector), 0);
}

static void a_truncated_file_makes_its_kind_partial(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", send_connector(w, "EX01"));
    add_file(w, "b.xml", EX_FILE_TRUNCATED, send_connector(w, "EX02"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_SendConnector), EX_PARTIAL);
}

static void an_unreadable_file_makes_the_kind_of_its_name_partial(void **state)
{
    struct world *w = *state;
    add_file(w, "Get-SendConnector.xml", EX_FILE_UNREADABLE, NULL);
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_SendConnector), EX_PARTIAL);
}

static void an_unknown_target_becomes_a_listed_stub(void **state)
{
    struct world *w = *state;
    add(w, "s.xml", send_connector(w, "EX01"));
    ex_graph_link(w->graph);
    assert_true(source_server(w)->stub);
    assert_text(source_server(w)->identity, "EX01");
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ExchangeServer), 1);
    assert_int_equal(source_server(w)->cells[EX_P_ExchangeServer_Fqdn].tag, EX_ABSENT);
}

static void a_stub_of_a_complete_kind_is_not_listed(void **state)
{
    struct world *w = *state;
    add(w, "e.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "s.xml", send_connector(w, "GONE"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ExchangeServer), 1);
    assert_int_equal(source_server(w)->row, UINT32_MAX);
}

static void a_deleted_target_is_not_listed(void **state)
{
    struct world *w = *state;
    add(w, "s.xml", send_connector(w, "EX01\nDEL:38142983-080a-4e34-90b6-401759c3f3e7"));
    ex_graph_link(w->graph);
    assert_true(source_server(w)->stub);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ExchangeServer), 0);
}

static void one_server_by_name_and_fqdn_is_one_stub(void **state)
{
    struct world *w = *state;
    add(w, "s.xml", send_connector(w, "EX01"));
    add(w, "r.xml", receive_connector(w, "ex01.contoso.com", "EX01\\Default"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ExchangeServer), 1);
}

static void links_are_found_by_any_name(void **state)
{
    (void)state;
    static const char *const names[] = {"EX01", "ex01", "EX01.contoso.com",
                                        "/o=Contoso/cn=Servers/cn=EX01"};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        void *made = NULL;
        world_setup(&made);
        struct world *w = made;
        add(w, "e.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
        add(w, "s.xml", send_connector(w, names[i]));
        ex_graph_link(w->graph);
        assert_false(source_server(w)->stub);
        world_teardown(&made);
    }
}

static void reverse_list_holds_the_objects_of_a_server(void **state)
{
    struct world *w = *state;
    add(w, "e.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "r1.xml", receive_connector(w, "EX01", "EX01\\a"));
    add(w, "r2.xml", receive_connector(w, "EX01", "EX01\\b"));
    ex_graph_link(w->graph);
    const struct ex_node *node = ex_graph_node(w->graph, EX_KIND_ExchangeServer, 0);
    int i = ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("ReceiveConnector"), NULL);
    assert_int_equal(node->reverse[i].n, 2);
    assert_true(ex_graph_reverse_complete(w->graph, node, (size_t)i));
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ReceiveConnector), EX_COMPLETE);
}

static void a_server_without_any_was_probably_not_asked(void **state)
{
    struct world *w = *state;
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "e2.xml", server(w, "EX02", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "r1.xml", receive_connector(w, "EX01", "EX01\\a"));
    ex_graph_link(w->graph);
    size_t i = (size_t)ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("ReceiveConnector"), NULL);
    const struct ex_node *one = ex_graph_find(w->graph, EX_KIND_ExchangeServer, EX_STR("EX01"));
    const struct ex_node *two = ex_graph_find(w->graph, EX_KIND_ExchangeServer, EX_STR("EX02"));
    assert_true(ex_graph_reverse_complete(w->graph, one, i));
    assert_false(ex_graph_reverse_complete(w->graph, two, i));
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ReceiveConnector), EX_PARTIAL);
}

static struct ex_raw *changed_domain(struct world *w, const char *when, const char *type)
{
    struct ex_raw *raw = domain(w, "contoso.com", "false");
    with_text(w->f, raw, "WhenChanged", when);
    return with_text(w->f, raw, "DomainType", type);
}

static void the_latest_of_duplicates_wins(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", changed_domain(w, "2024-02-01T00:00:00Z", "InternalRelay"));
    add(w, "b.xml", changed_domain(w, "2024-01-01T00:00:00Z", "Authoritative"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_AcceptedDomain), 1);
    const struct ex_node *node = ex_graph_node(w->graph, EX_KIND_AcceptedDomain, 0);
    assert_text(ex_value_str(&node->cells[EX_P_AcceptedDomain_DomainType]), "InternalRelay");
}

static struct ex_raw *guid_domain(struct world *w, const char *guid)
{
    return with_text(w->f, domain(w, "contoso.com", "false"), "Guid", guid);
}

static void different_guids_are_no_duplicates(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", guid_domain(w, "38142983-080a-4e34-90b6-401759c3f3e7"));
    add(w, "b.xml", guid_domain(w, "38142983-080a-4e34-90b6-401759c3f3e8"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_AcceptedDomain), 2);
}

static struct ex_raw *with_dn(struct world *w, struct ex_raw *raw, const char *dn)
{
    return with_text(w->f, raw, "DistinguishedName", dn);
}

static void the_smaller_organization_is_set_aside(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", with_dn(w, domain(w, "a.com", "false"), "CN=a" CONFIG("contoso")));
    add(w, "b.xml", with_dn(w, domain(w, "b.com", "false"), "CN=b" CONFIG("contoso")));
    add(w, "c.xml", with_dn(w, domain(w, "c.com", "false"), "CN=c" CONFIG("fabrikam")));
    ex_graph_link(w->graph);
    assert_text(ex_graph_organization(w->graph), "contoso");
    assert_text(ex_graph_forest(w->graph), "contoso.com");
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_AcceptedDomain), 2);
    assert_int_equal(ex_diags_count(ex_graph_diags(w->graph), EX_WARNING), 1);
}

static void the_configuration_of_edge_is_only_noted(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", with_dn(w, domain(w, "a.com", "false"), "CN=a" CONFIG("contoso")));
    add(w, "c.xml",
        with_dn(w, domain(w, "c.com", "false"),
                "CN=c,CN=First Organization,CN=Microsoft Exchange,CN=Services,CN=Configuration,"
                "CN={38142983-080A-4E34-90B6-401759C3F3E7}"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_AcceptedDomain), 1);
    assert_int_equal(ex_diags_count(ex_graph_diags(w->graph), EX_WARNING), 0);
    assert_int_equal(ex_diags_count(ex_graph_diags(w->graph), EX_NOTE), 1);
}

/** What follows from role and version. */
static void check_server(const char *role, const char *version, const char *product, bool clients,
                         bool transport)
{
    void *made = NULL;
    world_setup(&made);
    struct world *w = made;
    add(w, "e.xml", server(w, "EX01", role, version));
    ex_graph_link(w->graph);
    assert_text(ex_value_str(server_cell(w, EX_P_ExchangeServer_Product)), product);
    assert_int_equal(server_cell(w, EX_P_ExchangeServer_ClientAccess)->u.b, clients);
    assert_int_equal(server_cell(w, EX_P_ExchangeServer_Transport)->u.b, transport);
    world_teardown(&made);
}

static void roles_follow_the_version(void **state)
{
    (void)state;
    check_server("ClientAccess", "Version 14.3 (Build 123.4)", "2010", true, false);
    check_server("HubTransport", "Version 14.3 (Build 123.4)", "2010", false, true);
    check_server("ClientAccess", "Version 15.0 (Build 847.32)", "2013", true, false);
    check_server("Mailbox", "Version 15.0 (Build 847.32)", "2013", false, true);
    check_server("Mailbox", "Version 15.1 (Build 2507.6)", "2016", true, true);
    check_server("Mailbox", "Version 15.2 (Build 1544.4)", "2019", true, true);
    check_server("Mailbox", "Version 15.2 (Build 2562.17)", "SE", true, true);
    check_server("Edge", "Version 15.2 (Build 1544.4)", "2019", false, true);
}

static void roles_are_unknown_without_version(void **state)
{
    struct world *w = *state;
    add(w, "e.xml", server(w, "EX01", "Mailbox", ""));
    ex_graph_link(w->graph);
    assert_int_equal(server_cell(w, EX_P_ExchangeServer_ClientAccess)->tag, EX_ABSENT);
}

static void back_end_directories_are_told_apart(void **state)
{
    struct world *w = *state;
    struct ex_raw *raw = object_raw(w->f, MEDDS "ADOwaVirtualDirectory");
    add(w, "o.xml", with_text(w->f, raw, "Identity", "EX01\\owa (Exchange Back End)"));
    ex_graph_link(w->graph);
    const struct ex_node *node = ex_graph_node(w->graph, EX_KIND_OwaVirtualDirectory, 0);
    assert_true(node->cells[EX_P_OwaVirtualDirectory_BackEnd].u.b);
    assert_text(node->cells[EX_P_OwaVirtualDirectory_Server].u.node->identity, "EX01");
}

static struct ex_raw *directory(struct world *w, const char *type, const char *identity)
{
    struct ex_raw *raw = object_raw(w->f, type);
    with_text(w->f, raw, "Server", "EX01");
    return with_text(w->f, raw, "Identity", identity);
}

static void virtual_directories_are_one_list(void **state)
{
    struct world *w = *state;
    add(w, "e.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "o.xml", directory(w, MEDDS "ADOwaVirtualDirectory", "EX01\\owa (Default Web Site)"));
    add(w, "m.xml", directory(w, MEDDS "ADMapiVirtualDirectory", "EX01\\mapi (Default Web Site)"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeVirtualDirectory), EX_PARTIAL);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ExchangeVirtualDirectory), 2);
    const struct ex_node *node = ex_graph_node(w->graph, EX_KIND_ExchangeVirtualDirectory, 1);
    assert_text(ex_value_str(&node->cells[EX_P_ExchangeVirtualDirectory_Service]), "MAPI");
    assert_text(ex_value_str(&node->cells[EX_P_ExchangeVirtualDirectory_Noun]),
                "MapiVirtualDirectory");
}

static void no_file_is_of_a_kind_that_no_cmdlet_returns(void **state)
{
    (void)state;
    assert_int_equal(ex_kind_by_file_name(EX_STR("ExchangeVirtualDirectory.xml")), EX_N_KINDS);
}

/** Whether it is known that a server has no MAPI directory when none was exported. */
static bool has_no_mapi(const char *version)
{
    void *made;
    world_setup(&made);
    struct world *w = made;
    add(w, "e.xml", server(w, "EX01", "ClientAccess", version));
    ex_graph_link(w->graph);
    bool complete = ex_graph_coverage(w->graph, EX_KIND_MapiVirtualDirectory) == EX_COMPLETE;
    world_teardown(&made);
    return complete;
}

static void no_mapi_directory_is_expected_before_2013_sp1(void **state)
{
    (void)state;
    assert_true(has_no_mapi("Version 14.3 (Build 123.4)"));
    assert_true(has_no_mapi("Version 15.0 (Build 775.38)"));
    assert_false(has_no_mapi("Version 15.0 (Build 847.32)"));
    assert_false(has_no_mapi("Version 15.1 (Build 225.42)"));
    assert_false(has_no_mapi(""));
}

static struct ex_raw *certificate(struct world *w)
{
    struct ex_raw *raw = object_raw(
        w->f, "Selected.Microsoft.Exchange.Management."
              "SystemConfigurationTasks.ExchangeCertificate");
    with_text(w->f, raw, "Thumbprint", "0123");
    return with_text(w->f, raw, "Services", "IIS");
}

static void a_certificate_belongs_to_the_server_in_its_file_name(void **state)
{
    struct world *w = *state;
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "e2.xml", server(w, "EX02", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "EX02_ExchangeCertificate.xml", certificate(w));
    ex_graph_link(w->graph);
    assert_text(ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, 0)->identity, "EX02\\0123");
}

static void the_name_of_a_file_says_more_than_that_of_its_folder(void **state)
{
    struct world *w = *state;
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "e2.xml", server(w, "CONTOSO", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "Dump-Contoso/Get-ExchangeCertificate_EX01.xml", certificate(w));
    ex_graph_link(w->graph);
    assert_text(ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, 0)->identity, "EX01\\0123");
}

static void a_certificate_of_an_unknown_server_leaves_all_lists_open(void **state)
{
    struct world *w = *state;
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "e2.xml", server(w, "EX02", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "certs.xml", certificate(w));
    add(w, "EX02_certs.xml", certificate(w));
    ex_graph_link(w->graph);
    size_t i =
        (size_t)ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("ExchangeCertificate"), NULL);
    const struct ex_node *two = ex_graph_find(w->graph, EX_KIND_ExchangeServer, EX_STR("EX02"));
    assert_int_equal(two->reverse[i].n, 1);
    assert_false(ex_graph_reverse_complete(w->graph, two, i));
}

static void the_only_server_has_the_certificates(void **state)
{
    struct world *w = *state;
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "certs.xml", certificate(w));
    ex_graph_link(w->graph);
    assert_text(ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, 0)->identity, "EX01\\0123");
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_COMPLETE);
}

/* ---- certificates by themselves ---- */

static struct ex_rd leaf_der(struct world *w, const char *name)
{
    const char *folder = getenv("EXLINT_SRCDIR");
    struct ex_str path = ex_arena_printf(w->f->arena, "%s/tests/unit/data/certfile/%s",
                                         folder ? folder : ".", name);
    FILE *stream = fopen(path.p, "rb");
    assert_non_null(stream);
    char *p = ex_arena_bytes(w->f->arena, 4096);
    size_t n = fread(p, 1, 4096, stream);
    fclose(stream);
    return ex_rd(p, n);
}

/** Merge a file with a certificate of the fixtures; returns its thumbprint. */
static const char *add_bare(struct world *w, const char *name, const char *fixture)
{
    struct ex_batch batch;
    const char *why = NULL;
    ex_batch_init(&batch, &w->f->wanted);
    batch.file.name = ex_str(name);
    assert_true(ex_ingest_x509(&batch, leaf_der(w, fixture), 40, 90, &why));
    const struct ex_node *node = *EX_AT(&batch.nodes, struct ex_node *, 0);
    struct ex_str thumbprint =
        ex_value_str(&node->cells[EX_P_ExchangeCertificate_Thumbprint]);
    const char *text = ex_arena_str(w->f->arena, thumbprint).p;
    ex_graph_merge(w->graph, &batch);
    return text;
}

/** What Get-ExchangeCertificate | Select-Object Thumbprint, Services exports. */
static struct ex_raw *selected(struct world *w, const char *thumbprint)
{
    struct ex_raw *raw = object_raw(
        w->f, "Selected.Microsoft.Exchange.Management."
              "SystemConfigurationTasks.ExchangeCertificate");
    with_text(w->f, raw, "Thumbprint", thumbprint);
    return with_text(w->f, raw, "Services", "IIS");
}

static void add_servers(struct world *w)
{
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    add(w, "e2.xml", server(w, "EX02", "Mailbox", "Version 15.1 (Build 1.1)"));
}

static const struct ex_value *certificate_cell(struct world *w, size_t i, int prop)
{
    return &ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, i)->cells[prop];
}

static size_t certificates(struct world *w)
{
    return ex_graph_count(w->graph, EX_KIND_ExchangeCertificate);
}

static bool list_is_known(struct world *w, const char *name)
{
    size_t i =
        (size_t)ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("ExchangeCertificate"), NULL);
    return ex_graph_reverse_complete(
        w->graph, ex_graph_find(w->graph, EX_KIND_ExchangeServer, ex_str(name)), i);
}

static bool told(struct world *w, const char *text)
{
    const struct ex_diags *diags = ex_graph_diags(w->graph);
    for (size_t i = 0; i < diags->items.n; i++) {
        const struct ex_diag *d = EX_AT(&diags->items, struct ex_diag, i);
        if (ex_str_find_str(d->message, ex_str(text)) != SIZE_MAX)
            return true;
    }
    return false;
}

static void a_certificate_file_fills_in_what_the_export_lacks(void **state)
{
    struct world *w = *state;
    add_servers(w);
    const char *thumbprint = add_bare(w, "mail.cer", "leaf.der");
    add(w, "EX01_certs.xml", selected(w, thumbprint));
    add(w, "EX02_certs.xml", selected(w, thumbprint));
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 2);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_COMPLETE);
    for (size_t i = 0; i < 2; i++) {
        const struct ex_node *node = ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, i);
        const struct ex_value *names =
            certificate_cell(w, i, EX_P_ExchangeCertificate_CertificateDomains);
        assert_int_equal(names->n, 2);
        assert_ptr_equal(names->owner, node);
        assert_ptr_equal(names->u.items[1].owner, node);
        assert_int_equal(names->off, 7); /* of the thumbprint in this file, not of the other */
        assert_int_equal(names->u.items[1].off, 7);
        assert_true(certificate_cell(w, i, EX_P_ExchangeCertificate_HasSan)->u.b);
        assert_text(ex_value_text(w->f->arena,
                                  certificate_cell(w, i, EX_P_ExchangeCertificate_Services)),
                    "IIS");
    }
    assert_false(told(w, "is not used"));
}

static void what_the_export_has_stays(void **state)
{
    struct world *w = *state;
    add_servers(w);
    const char *thumbprint = add_bare(w, "EX02/mail.cer", "leaf.der");
    struct ex_raw *raw = selected(w, thumbprint);
    with_text(w->f, raw, "Subject", "CN=as exported");
    add(w, "EX01_certs.xml", raw);
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 1); /* and none on EX02, whose folder it is in */
    assert_text(ex_value_str(certificate_cell(w, 0, EX_P_ExchangeCertificate_Subject)),
                "CN=as exported");
    assert_text(ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, 0)->identity,
                ex_arena_printf(w->f->arena, "EX01\\%s", thumbprint).p);
}

static void an_authority_in_a_chain_only_joins(void **state)
{
    struct world *w = *state;
    add_servers(w);
    const char *thumbprint = add_bare(w, "EX01/chain.pem", "ca.der");
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 0);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_MISSING);
    assert_true(told(w, "it is of a certification authority"));
    ex_graph_free(w->graph);
    w->graph = ex_graph_new();
    add_servers(w);
    (void)add_bare(w, "chain.pem", "ca.der");
    add(w, "EX01_certs.xml", selected(w, thumbprint));
    ex_graph_link(w->graph);
    assert_true(certificate_cell(w, 0, EX_P_ExchangeCertificate_IsCA)->u.b);
}

static void a_file_of_a_server_without_export_is_listed_and_leaves_the_list_open(void **state)
{
    struct world *w = *state;
    add_servers(w);
    const char *thumbprint = add_bare(w, "EX01/mail.cer", "leaf.der");
    (void)add_bare(w, "EX01/mail.pem", "leaf.der");
    (void)add_bare(w, "ex02.contoso.com.cer", "leaf.der");
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 2);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_PARTIAL);
    assert_text(ex_graph_node(w->graph, EX_KIND_ExchangeCertificate, 0)->identity,
                ex_arena_printf(w->f->arena, "EX01\\%s", thumbprint).p);
    assert_int_equal(certificate_cell(w, 0, EX_P_ExchangeCertificate_Services)->tag, EX_ABSENT);
    assert_false(list_is_known(w, "EX01"));
    assert_false(list_is_known(w, "EX02"));
}

static void a_file_beside_the_export_of_another_server_is_listed(void **state)
{
    struct world *w = *state;
    add_servers(w);
    add(w, "EX01_certs.xml", selected(w, "0123"));
    (void)add_bare(w, "EX02/mail.cer", "leaf.der");
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 2);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_PARTIAL);
    assert_true(list_is_known(w, "EX01"));
    assert_false(list_is_known(w, "EX02"));
}

static void what_the_server_does_not_have_is_left_out(void **state)
{
    struct world *w = *state;
    add_servers(w);
    add(w, "EX01_certs.xml", selected(w, "0123"));
    add(w, "EX02_certs.xml", selected(w, "4567"));
    (void)add_bare(w, "EX01/old.cer", "leaf.der");
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 2);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_COMPLETE);
    assert_true(list_is_known(w, "EX01"));
    assert_true(told(w, "Get-ExchangeCertificate does not show it on the server"));
}

static void a_damaged_export_proves_nothing(void **state)
{
    struct world *w = *state;
    add_servers(w);
    add_file(w, "EX01_certs.xml", EX_FILE_TRUNCATED, selected(w, "0123"));
    (void)add_bare(w, "EX01/mail.cer", "leaf.der");
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 2);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_PARTIAL);
}

static void a_file_of_no_server_changes_nothing(void **state)
{
    static const char *const names[] = {
        "mail.cer",           "EX010.cer",         "owa.ex01.contoso.com.cer",
        "EX01.fabrikam.com.cer", "EX01.contoso.com.au.cer", "EX01-EX02.cer", "xEX01/a.cer"};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct world *w = *state;
        ex_graph_free(w->graph);
        w->graph = ex_graph_new();
        add_servers(w);
        add(w, "EX01_certs.xml", selected(w, "0123"));
        (void)add_bare(w, names[i], "leaf.der");
        ex_graph_link(w->graph);
        if (certificates(w) != 1)
            fail_msg("%s belongs to a server", names[i]);
        assert_true(list_is_known(w, "EX01"));
        assert_true(told(w, "the name of its own names no server"));
    }
}

static void paths_name_servers(void **state)
{
    static const char *const names[] = {
        "EX01.cer",  "ex01/a.cer", "certs/EX01_mail.pem", "EX01.contoso.com.cer",
        "EX01.contoso.com/a.b.cer", "mail-EX01-20260101.pfx", "EX01.contoso.com-2026.cer",
        "a.b.c/EX01", "EX01"};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct world *w = *state;
        ex_graph_free(w->graph);
        w->graph = ex_graph_new();
        add_servers(w);
        (void)add_bare(w, names[i], "leaf.der");
        ex_graph_link(w->graph);
        if (certificates(w) != 1)
            fail_msg("%s belongs to no server", names[i]);
    }
}

static void the_only_server_does_not_have_every_certificate(void **state)
{
    struct world *w = *state;
    add(w, "e1.xml", server(w, "EX01", "Mailbox", "Version 15.1 (Build 1.1)"));
    (void)add_bare(w, "mail.cer", "leaf.der");
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 0);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_ExchangeCertificate), EX_MISSING);
}

static void a_certificate_of_dotnet_is_as_one_in_a_file(void **state)
{
    struct world *w = *state;
    add_servers(w);
    add(w, "EX01_certs.xml", selected(w, "0123"));
    struct ex_raw *raw = object_raw(
        w->f, "Deserialized.System.Security.Cryptography.X509Certificates.X509Certificate2");
    add(w, "store.xml", with_text(w->f, raw, "Thumbprint", "89AB"));
    ex_graph_link(w->graph);
    assert_int_equal(certificates(w), 1);
    assert_true(list_is_known(w, "EX01"));
}

static void components_of_one_server_are_no_duplicates(void **state)
{
    struct world *w = *state;
    static const char *const names[] = {"HubTransport", "ServerWideOffline"};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct ex_raw *raw = object_raw(w->f, MEDDM "ServerComponentStatePresentationObject");
        with_text(w->f, raw, "Identity", "EX01");
        add(w, "c.xml", with_text(w->f, raw, "Component", names[i]));
    }
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ServerComponentState), 2);
}

static void accepted_domains_are_found(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", domain(w, "contoso.com", "false"));
    add(w, "b.xml", domain(w, "fabrikam.com", "true"));
    add(w, "c.xml", domain(w, "*.tailspin.com", "false"));
    ex_graph_link(w->graph);
    const struct ex_graph *g = w->graph;
    assert_text(ex_graph_accepted_domain(g, EX_STR("contoso.com"))->identity, "contoso.com");
    assert_null(ex_graph_accepted_domain(g, EX_STR("sub.contoso.com")));
    assert_text(ex_graph_accepted_domain(g, EX_STR("a.b.fabrikam.com"))->identity, "fabrikam.com");
    assert_text(ex_graph_accepted_domain(g, EX_STR("x.tailspin.com"))->identity, "*.tailspin.com");
    assert_null(ex_graph_accepted_domain(g, EX_STR("nottailspin.com")));
    assert_null(ex_graph_accepted_domain(g, EX_STR("")));
}

static void a_domain_without_name_leaves_the_list_open(void **state)
{
    struct world *w = *state;
    add(w, "a.xml", with_text(w->f, object_raw(w->f, MEDDS "AcceptedDomain"), "Name", "x"));
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_AcceptedDomain), EX_PARTIAL);
}

static void exactly_a_thousand_mailboxes_are_not_believed(void **state)
{
    struct world *w = *state;
    struct ex_raw *list = list_raw(w->f);
    for (int i = 0; i < 1000; i++) {
        char *name = ex_arena_bytes(w->f->arena, 16);
        snprintf(name, 16, "m%d", i);
        struct ex_raw *mailbox = with_text(w->f, object_raw(w->f, MEDDM "Mailbox"), "Name", name);
        mailbox->next = list->items;
        list->items = mailbox;
    }
    add(w, "Mailbox.xml", list);
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_Mailbox), 1000);
    assert_int_equal(ex_graph_coverage(w->graph, EX_KIND_Mailbox), EX_PARTIAL);
}

/* ---- exports of one server ---- */

static enum ex_coverage coverage(struct world *w, enum ex_kind_id kind)
{
    return ex_graph_coverage(w->graph, kind);
}

static struct ex_raw *aspect(struct world *w, const char *type, const char *name)
{
    return with_text(w->f, object_raw(w->f, type), "Name", name);
}

static void one_server_in_a_file_of_its_name_is_not_the_list(void **state)
{
    static const char *const names[] = {"Get-ExchangeServer_EX01.xml", "ex01_ExchangeServer.xml",
                                        "EX01/Exchange_Server_Data/Servers.xml"};
    struct world *w = *state;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct ex_graph *graph = ex_graph_new();
        struct world one = {w->f, graph};
        add(&one, names[i], server(w, "EX01", "Mailbox", "15.2.1.0"));
        ex_graph_link(graph);
        assert_int_equal(coverage(&one, EX_KIND_ExchangeServer), EX_PARTIAL);
        assert_int_equal(ex_diags_count(ex_graph_diags(graph), EX_NOTE), 1);
        ex_graph_free(graph);
    }
}

static void the_name_must_be_a_word_of_its_own(void **state)
{
    struct world *w = *state;
    add(w, "EX011/Get-ExchangeServer.xml", server(w, "EX01", "Mailbox", "15.2.1.0"));
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_ExchangeServer), EX_COMPLETE);
}

static void several_servers_in_a_file_are_the_list(void **state)
{
    struct world *w = *state;
    struct ex_raw *list = item(list_raw(w->f), server(w, "EX01", "Mailbox", "15.2.1.0"));
    add(w, "EX01/Get-ExchangeServer.xml", item(list, server(w, "EX02", "Mailbox", "15.2.1.0")));
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_ExchangeServer), EX_COMPLETE);
}

static void all_servers_one_by_one_are_no_list_of_servers(void **state)
{
    struct world *w = *state;
    add(w, "EX01_ExchangeServer.xml", server(w, "EX01", "Mailbox", "15.2.1.0"));
    add(w, "EX02_ExchangeServer.xml", server(w, "EX02", "Mailbox", "15.2.1.0"));
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_ExchangeServer), EX_PARTIAL);
}

static void aspects_of_all_known_servers_are_complete(void **state)
{
    struct world *w = *state;
    struct ex_raw *list = item(list_raw(w->f), server(w, "EX01", "Mailbox", "15.2.1.0"));
    add(w, "Get-ExchangeServer.xml", item(list, server(w, "EX02", "Mailbox", "15.2.1.0")));
    add(w, "EX01_TransportServer.xml", aspect(w, MEDDM "TransportServer", "EX01"));
    add(w, "EX02_TransportServer.xml", aspect(w, MEDDM "TransportServer", "EX02"));
    add(w, "EX01_MailboxServer.xml", aspect(w, MEDDM "MailboxServer", "EX01"));
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_TransportService), EX_COMPLETE);
    assert_int_equal(coverage(w, EX_KIND_MailboxServer), EX_PARTIAL);
}

static void an_aspect_is_all_that_its_server_has(void **state)
{
    struct world *w = *state;
    add(w, "EX01_ExchangeServer.xml", server(w, "EX01", "Mailbox", "15.2.1.0"));
    add(w, "EX01_TransportServer.xml", aspect(w, MEDDM "TransportServer", "EX01"));
    ex_graph_link(w->graph);
    const struct ex_node *n = ex_graph_node(w->graph, EX_KIND_ExchangeServer, 0);
    int reverse = ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("TransportService"), NULL);
    assert_true(ex_graph_reverse_complete(w->graph, n, (size_t)reverse));
}

static void one_database_in_a_file_of_its_name_is_not_the_list(void **state)
{
    struct world *w = *state;
    add(w, "DB01_MailboxDatabase.xml", aspect(w, MEDDS "MailboxDatabase", "DB01"));
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_MailboxDatabase), EX_PARTIAL);
}

static void an_empty_file_of_one_server_means_nothing(void **state)
{
    struct world *w = *state;
    add(w, "Get-ExchangeServer.xml", server(w, "EX01", "Mailbox", "15.2.1.0"));
    add(w, "EX01_ClientAccessServer.xml", NULL);
    add(w, "Get-RemoteDomain.xml", NULL);
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_ClientAccessService), EX_MISSING);
    assert_int_equal(coverage(w, EX_KIND_RemoteDomain), EX_COMPLETE);
}

static void an_empty_file_of_another_cmdlet_means_nothing(void **state)
{
    struct world *w = *state;
    add(w, "Get-MailboxStatistics.xml", NULL);
    add(w, "DB01_MailboxDatabaseCopyStatus.xml", NULL);
    ex_graph_link(w->graph);
    assert_int_equal(coverage(w, EX_KIND_Mailbox), EX_MISSING);
    assert_int_equal(coverage(w, EX_KIND_MailboxDatabase), EX_MISSING);
}

static void the_file_name_goes_before_the_folder(void **state)
{
    struct world *w = *state;
    struct ex_raw *list = item(list_raw(w->f), server(w, "EX01", "Mailbox", "15.2.1.0"));
    add(w, "Get-ExchangeServer.xml", item(list, server(w, "EXCHANGE02", "Mailbox", "15.2.1.0")));
    add(w, "EXCHANGE02/Health_EX01.xml",
        with_text(w->f, object_raw(w->f, "Microsoft.Exchange.Monitoring.ExchangeServicesStatus"),
                  "Role", "Mailbox"));
    ex_graph_link(w->graph);
    assert_text(ex_graph_node(w->graph, EX_KIND_ServiceHealth, 0)->identity, "EX01\\Mailbox");
}

/* ---- collections of one server ---- */

/** A file of HealthChecker with a Receive connector. */
static void collect(struct world *w, const char *file, const char *name, const char *time,
                    const char *connector)
{
    struct fixture *f = w->f;
    struct ex_raw *data = with_text(f, object_raw(f, NULL), "HealthCheckerVersion", "25.1.1.1");
    with_text(f, data, "ServerName", name);
    with_text(f, data, "GenerationTime", time);
    add(w, file,
        with(data, "ExchangeInformation",
             with(object_raw(f, NULL), "GetReceiveConnector",
                  receive_connector(w, "EX01", connector))));
}

static void the_latest_collection_of_a_server_counts(void **state)
{
    struct world *w = *state;
    collect(w, "a.xml", "EX01.contoso.com", "2026-01-10T00:00:00Z", "EX01\\new");
    collect(w, "b.xml", "ex01", "2025-11-03T00:00:00Z", "EX01\\removed since");
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ReceiveConnector), 1);
    assert_int_equal(ex_graph_file(w->graph, 0)->state, EX_FILE_READ);
    assert_int_equal(ex_graph_file(w->graph, 1)->state, EX_FILE_SET_ASIDE);
    assert_true(ex_graph_file(w->graph, 1)->why.n > 0);
    assert_int_equal(ex_diags_count(ex_graph_diags(w->graph), EX_NOTE), 1);
}

static void collections_of_different_servers_all_count(void **state)
{
    struct world *w = *state;
    collect(w, "a.xml", "EX01.contoso.com", "2026-01-10T00:00:00Z", "EX01\\a");
    collect(w, "b.xml", "EX02.contoso.com", "2025-11-03T00:00:00Z", "EX01\\b");
    collect(w, "c.xml", "EX01.fabrikam.com", "2025-11-03T00:00:00Z", "EX01\\c");
    ex_graph_link(w->graph);
    assert_int_equal(ex_graph_count(w->graph, EX_KIND_ReceiveConnector), 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_exported_is_missing),
        TEST(an_exported_object_completes_its_kind),
        TEST(an_empty_file_means_there_are_none),
        TEST(a_truncated_file_makes_its_kind_partial),
        TEST(an_unreadable_file_makes_the_kind_of_its_name_partial),
        TEST(an_unknown_target_becomes_a_listed_stub),
        TEST(a_stub_of_a_complete_kind_is_not_listed),
        TEST(a_deleted_target_is_not_listed),
        TEST(one_server_by_name_and_fqdn_is_one_stub),
        cmocka_unit_test(links_are_found_by_any_name),
        TEST(reverse_list_holds_the_objects_of_a_server),
        TEST(a_server_without_any_was_probably_not_asked),
        TEST(the_latest_of_duplicates_wins),
        TEST(different_guids_are_no_duplicates),
        TEST(the_smaller_organization_is_set_aside),
        TEST(the_configuration_of_edge_is_only_noted),
        cmocka_unit_test(roles_follow_the_version),
        TEST(roles_are_unknown_without_version),
        TEST(back_end_directories_are_told_apart),
        TEST(virtual_directories_are_one_list),
        TEST(no_file_is_of_a_kind_that_no_cmdlet_returns),
        cmocka_unit_test(no_mapi_directory_is_expected_before_2013_sp1),
        TEST(a_certificate_belongs_to_the_server_in_its_file_name),
        TEST(the_name_of_a_file_says_more_than_that_of_its_folder),
        TEST(a_certificate_of_an_unknown_server_leaves_all_lists_open),
        TEST(the_only_server_has_the_certificates),
        TEST(a_certificate_file_fills_in_what_the_export_lacks),
        TEST(what_the_export_has_stays),
        TEST(an_authority_in_a_chain_only_joins),
        TEST(a_file_of_a_server_without_export_is_listed_and_leaves_the_list_open),
        TEST(a_file_beside_the_export_of_another_server_is_listed),
        TEST(what_the_server_does_not_have_is_left_out),
        TEST(a_damaged_export_proves_nothing),
        TEST(a_file_of_no_server_changes_nothing),
        TEST(paths_name_servers),
        TEST(the_only_server_does_not_have_every_certificate),
        TEST(a_certificate_of_dotnet_is_as_one_in_a_file),
        TEST(components_of_one_server_are_no_duplicates),
        TEST(accepted_domains_are_found),
        TEST(a_domain_without_name_leaves_the_list_open),
        TEST(exactly_a_thousand_mailboxes_are_not_believed),
        TEST(one_server_in_a_file_of_its_name_is_not_the_list),
        TEST(the_name_must_be_a_word_of_its_own),
        TEST(several_servers_in_a_file_are_the_list),
        TEST(all_servers_one_by_one_are_no_list_of_servers),
        TEST(aspects_of_all_known_servers_are_complete),
        TEST(an_aspect_is_all_that_its_server_has),
        TEST(one_database_in_a_file_of_its_name_is_not_the_list),
        TEST(an_empty_file_of_one_server_means_nothing),
        TEST(an_empty_file_of_another_cmdlet_means_nothing),
        TEST(the_file_name_goes_before_the_folder),
        TEST(the_latest_collection_of_a_server_counts),
        TEST(collections_of_different_servers_all_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
