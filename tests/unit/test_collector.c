/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Files of collectors: what is recognized, how far each part of one speaks
 * for the organization, and what its values are not.
 */
#include "model_fixture.h"

#include "model/collector.h"

#define DIRECTORY   "Microsoft.Exchange.Data.Directory."
#define SEND        "Selected." DIRECTORY "SystemConfiguration.SmtpSendConnectorConfig"
#define OWA         DIRECTORY "SystemConfiguration.ADOwaVirtualDirectory"
#define SERVER      DIRECTORY "Management.ExchangeServer"
#define CERTIFICATE "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate"

/* ---- a file of HealthChecker ---- */

struct healthchecker {
    struct ex_raw *top;
    struct ex_raw *data;
    struct ex_raw *organization;
    struct ex_raw *server; /* ExchangeInformation */
};

static struct healthchecker healthchecker(struct fixture *f)
{
    struct healthchecker hc = {object_raw(f, NULL), object_raw(f, NULL), object_raw(f, NULL),
                               object_raw(f, NULL)};
    with_text(f, hc.data, "GenerationTime", "2026-01-10T08:15:00Z");
    with_text(f, hc.data, "HealthCheckerVersion", "25.12.09.1712");
    with_text(f, hc.data, "ServerName", "EX01.contoso.com");
    with(hc.data, "OrganizationInformation", hc.organization);
    with(hc.data, "ExchangeInformation", hc.server);
    with(hc.top, "HealthCheckerExchangeServer", hc.data);
    return hc;
}

static struct ex_raw *named(struct fixture *f, const char *type, const char *name)
{
    return with_text(f, object_raw(f, type), "Name", name);
}

static struct ex_node *node(struct fixture *f, size_t i)
{
    assert_true(i < f->batch.nodes.n);
    return *EX_AT(&f->batch.nodes, struct ex_node *, i);
}

static bool none(const struct fixture *f, enum ex_kind_id kind)
{
    return f->batch.file.none[kind / 64] >> (kind % 64) & 1;
}

static void assert_cell(struct fixture *f, const struct ex_node *n, int prop, const char *text)
{
    assert_text(ex_value_text(f->arena, &n->cells[prop]), text);
}

/* ---- recognition ---- */

static void the_file_says_who_wrote_it(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    ex_ingest(&f->batch, hc.top);
    assert_text(f->batch.file.flavour, "HealthChecker 25.12.09.1712");
    assert_text(f->batch.file.server, "EX01.contoso.com");
    assert_int_equal(f->batch.file.clock, EX_CLOCK_CONTENT);
}

static void classes_of_2022_are_recognized(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *data = object_raw(f, "HealthChecker.HealthCheckerExchangeServer");
    struct ex_raw *server = object_raw(f, "HealthChecker.ExchangeInformation");
    with_text(f, data, "HealthCheckerVersion", "22.12.12.1826");
    with_text(f, data, "ServerName", "EX01");
    with(data, "ExchangeInformation", with(server, "GetOwaVirtualDirectory", named(f, OWA, "owa")));
    struct ex_raw *top = object_raw(f, "HealthChecker.AnalyzedInformation");
    assert_int_equal(ex_ingest(&f->batch, with(top, "HealthCheckerExchangeServer", data)), 1);
    assert_false(node(f, 0)->loose);
}

static void a_bundle_that_only_looks_like_one_is_a_bundle(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *top = with_text(f, object_raw(f, NULL), "Metadata", "mine");
    with(top, "Servers", with(object_raw(f, NULL), "GetSendConnector", named(f, SEND, "x")));
    assert_int_equal(ex_ingest(&f->batch, top), 1);
    assert_int_equal(f->batch.file.collector, EX_NO_COLLECTOR);
}

static void the_time_may_be_in_the_name_of_the_file(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    hc.data->members = hc.data->members->next;
    f->batch.file.name = EX_STR("a/HealthChecker-EX01-20260110081500.xml");
    ex_ingest(&f->batch, hc.top);
    assert_int_equal(f->batch.file.clock, EX_CLOCK_NAME);
    assert_true(f->batch.file.exported > 0);
}

static void longer_numbers_are_no_time(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    hc.data->members = hc.data->members->next;
    f->batch.file.name = EX_STR("HealthChecker-120260110081500.xml");
    ex_ingest(&f->batch, hc.top);
    assert_int_equal(f->batch.file.clock, EX_CLOCK_NONE);
}

/* ---- for whom it speaks ---- */

static void send_connectors_are_those_of_the_organization(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.organization, "GetSendConnector", item(list_raw(f), named(f, SEND, "Internet")));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 1);
    assert_false(node(f, 0)->loose);
}

static void an_empty_list_of_send_connectors_means_none(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    struct ex_raw *list = with_text(f, list_raw(f), "Capacity", "0");
    with(hc.organization, "GetSendConnector", with_text(f, list, "Count", "0"));
    ex_ingest(&f->batch, hc.top);
    assert_true(none(f, EX_KIND_SendConnector));
}

static void nothing_and_unknown_are_not_none(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.organization, "GetSendConnector", null_raw(f));
    with_text(f, hc.organization, "GetSettingOverride", "Unknown");
    with(hc.server, "GetExchangeServer", list_raw(f));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 0);
    for (size_t i = 0; i < EX_N_KINDS; i++)
        assert_false(none(f, (enum ex_kind_id)i));
}

static void an_edge_server_does_not_speak_for_the_organization(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.server, "GetExchangeServer",
         with_text(f, named(f, SERVER, "EDGE01"), "IsEdgeServer", "true"));
    with(hc.organization, "GetSendConnector", list_raw(f));
    with(hc.organization, "GetAcceptedDomain",
         named(f, DIRECTORY "SystemConfiguration.AcceptedDomain", "x"));
    ex_ingest(&f->batch, hc.top);
    assert_false(none(f, EX_KIND_SendConnector));
    assert_true(node(f, 0)->loose);
    assert_true(node(f, 1)->loose);
}

static void one_server_is_not_the_list_of_servers(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.server, "GetExchangeServer", named(f, SERVER, "EX01"));
    ex_ingest(&f->batch, hc.top);
    assert_true(node(f, 0)->loose);
}

static void the_wild_card_domain_is_not_the_list_of_domains(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    struct ex_raw *domain = named(f, DIRECTORY "SystemConfiguration.AcceptedDomain", "any");
    with(hc.organization, "AcceptedDomain",
         with(object_raw(f, NULL), "WildCardAcceptedDomain", domain));
    ex_ingest(&f->batch, hc.top);
    assert_true(node(f, 0)->loose);
    assert_false(none(f, EX_KIND_AcceptedDomain));
}

static void what_healthchecker_makes_of_it_is_left_out(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.top, "DisplayResults", named(f, SEND, "shown"));
    struct ex_raw *override = with_text(f, object_raw(f, NULL), "ComponentName", "a");
    with_text(f, override, "SectionName", "b");
    with_text(f, override, "Parameters", "c");
    with(hc.server, "SettingOverrides",
         with(object_raw(f, NULL), "SimpleSettingOverrides", item(list_raw(f), override)));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 0);
}

static void objects_without_types_are_known_by_their_place(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    struct ex_raw *directory = named(f, NULL, "owa (Default Web Site)");
    with_text(f, directory, "Server", "EX01");
    with(hc.server, "VirtualDirectories",
         with(object_raw(f, NULL), "GetOwaVirtualDirectory", item(list_raw(f), directory)));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 1);
    assert_int_equal(node(f, 0)->kind, EX_KIND_OwaVirtualDirectory);
    assert_false(node(f, 0)->loose);
}

/* ---- values ---- */

static struct ex_raw *owa(struct fixture *f, const char *path)
{
    struct ex_raw *raw = named(f, OWA, "owa (Default Web Site)");
    with_text(f, raw, "InternalUrl", "https://mail.contoso.com/owa");
    with_text(f, raw, "BasicAuthentication", "false");
    return path ? with_text(f, raw, "Path", path) : raw;
}

static void what_only_iis_knows_is_unknown_without_it(void **state)
{
    struct fixture *f = *state;
    ex_ingest(&f->batch, owa(f, ""));
    assert_int_equal(node(f, 0)->cells[EX_P_OwaVirtualDirectory_BasicAuthentication].tag,
                     EX_ABSENT);
    assert_int_equal(node(f, 0)->cells[EX_P_OwaVirtualDirectory_Path].tag, EX_ABSENT);
    assert_cell(f, node(f, 0), EX_P_OwaVirtualDirectory_InternalUrl,
                "https://mail.contoso.com/owa");
}

static void a_directory_with_a_path_or_a_selection_is_taken_as_it_is(void **state)
{
    static const char *const paths[] = {"C:\\owa", NULL};
    struct fixture *f = *state;
    for (size_t i = 0; i < EX_COUNT(paths); i++) {
        ex_ingest(&f->batch, owa(f, paths[i]));
        assert_cell(f, node(f, i), EX_P_OwaVirtualDirectory_BasicAuthentication, "False");
    }
}

/* ---- certificates ---- */

/** An item of CustomCertificates. */
static struct ex_raw *described(struct fixture *f, struct ex_raw *object, const char *thumbprint,
                                const char *services)
{
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Thumbprint", thumbprint);
    with_text(f, raw, "Services", services);
    with_text(f, raw, "Status", "Unknown");
    with_text(f, raw, "FriendlyName", "made up");
    return with(raw, "CertificateObject", object);
}

static struct ex_raw *reference(struct fixture *f, const struct ex_raw *to)
{
    struct ex_raw *ref = EX_NEW(f->arena, struct ex_raw);
    ref->kind = EX_RAW_REF;
    ref->ref = to;
    return ref;
}

static struct ex_raw *certificate(struct fixture *f, const char *thumbprint)
{
    return with_text(f, object_raw(f, CERTIFICATE), "Thumbprint", thumbprint);
}

static void a_certificate_and_its_description_are_one_object(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    struct ex_raw *object = certificate(f, "AA11");
    struct ex_raw *information = object_raw(f, NULL);
    with(information, "Certificates", item(list_raw(f), object));
    with(information, "CustomCertificates",
         item(list_raw(f), described(f, reference(f, object), "aa11", "IIS, SMTP")));
    with(hc.server, "ExchangeCertificateInformation", information);
    assert_int_equal(ex_ingest(&f->batch, hc.top), 1);
    assert_cell(f, node(f, 0), EX_P_ExchangeCertificate_Services, "IIS, SMTP");
    assert_cell(f, node(f, 0), EX_P_ExchangeCertificate_Server, "EX01.contoso.com");
    assert_int_equal(node(f, 0)->cells[EX_P_ExchangeCertificate_Status].tag, EX_ABSENT);
    assert_int_equal(node(f, 0)->cells[EX_P_ExchangeCertificate_FriendlyName].tag, EX_ABSENT);
    assert_false(node(f, 0)->loose);
}

static void older_descriptions_hold_the_certificate(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    struct ex_raw *list = item(list_raw(f), described(f, certificate(f, "AA"), "AA", "IIS"));
    with(hc.server, "ExchangeCertificates",
         item(list, described(f, certificate(f, "BB"), "BB", "None")));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 2);
    assert_cell(f, node(f, 0), EX_P_ExchangeCertificate_Services, "IIS");
    assert_cell(f, node(f, 1), EX_P_ExchangeCertificate_Services, "None");
}

static void no_services_at_all_are_lost_ones(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    struct ex_raw *list = item(list_raw(f), described(f, certificate(f, "AA"), "AA", "None"));
    with(hc.server, "ExchangeCertificates",
         item(list, described(f, certificate(f, "BB"), "BB", "None")));
    ex_ingest(&f->batch, hc.top);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(node(f, i)->cells[EX_P_ExchangeCertificate_Services].tag, EX_ABSENT);
}

static void certificates_from_elsewhere_are_not_the_servers(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.server, "InternalCertificate", certificate(f, "CC"));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 0);
}

static void a_description_that_is_no_object_is_left_out(void **state)
{
    struct fixture *f = *state;
    struct healthchecker hc = healthchecker(f);
    with(hc.server, "ExchangeCertificates",
         item(list_raw(f), described(f, text_raw(f, "[Subject]"), "AA", "IIS")));
    assert_int_equal(ex_ingest(&f->batch, hc.top), 0);
}

/* ---- EDCA ---- */

static struct ex_raw *edca(struct fixture *f, struct ex_raw *exchange)
{
    struct ex_raw *about = with_text(f, object_raw(f, NULL), "ToolName", "EDCA");
    with_text(f, about, "ToolVersion", "v1.0.0.4");
    with_text(f, about, "ServerName", "ex01.contoso.com");
    struct ex_raw *top = with(object_raw(f, NULL), "Metadata", about);
    struct ex_raw *server = with(object_raw(f, NULL), "Exchange", exchange);
    return with(top, "Servers", item(list_raw(f), server));
}

static void of_edca_only_what_is_the_same_is_taken(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *connector = with_text(f, object_raw(f, NULL), "Identity", "Internet");
    with_text(f, connector, "Fqdn", "mail.contoso.com");
    with_text(f, connector, "TlsAuthLevel", "");
    with(connector, "SmartHosts", list_raw(f));
    with(connector, "AddressSpaces", item(list_raw(f), text_raw(f, "*")));
    struct ex_raw *exchange =
        with(object_raw(f, NULL), "SendConnectors", item(list_raw(f), connector));
    assert_int_equal(ex_ingest(&f->batch, edca(f, exchange)), 1);
    assert_cell(f, node(f, 0), EX_P_SendConnector_Fqdn, "mail.contoso.com");
    static const int unknown[] = {EX_P_SendConnector_TlsAuthLevel, EX_P_SendConnector_SmartHosts,
                                  EX_P_SendConnector_AddressSpaces};
    for (size_t i = 0; i < EX_COUNT(unknown); i++)
        assert_int_equal(node(f, 0)->cells[unknown[i]].tag, EX_ABSENT);
    assert_true(node(f, 0)->loose);
}

static void an_empty_list_of_edca_means_nothing(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *exchange = with(object_raw(f, NULL), "SendConnectors", list_raw(f));
    with(exchange, "AcceptedDomains", list_raw(f));
    assert_int_equal(ex_ingest(&f->batch, edca(f, exchange)), 0);
    assert_false(none(f, EX_KIND_SendConnector));
    assert_false(none(f, EX_KIND_AcceptedDomain));
    assert_text(f->batch.file.flavour, "EDCA v1.0.0.4");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_file_says_who_wrote_it),
        TEST(classes_of_2022_are_recognized),
        TEST(a_bundle_that_only_looks_like_one_is_a_bundle),
        TEST(the_time_may_be_in_the_name_of_the_file),
        TEST(longer_numbers_are_no_time),
        TEST(send_connectors_are_those_of_the_organization),
        TEST(an_empty_list_of_send_connectors_means_none),
        TEST(nothing_and_unknown_are_not_none),
        TEST(an_edge_server_does_not_speak_for_the_organization),
        TEST(one_server_is_not_the_list_of_servers),
        TEST(the_wild_card_domain_is_not_the_list_of_domains),
        TEST(what_healthchecker_makes_of_it_is_left_out),
        TEST(objects_without_types_are_known_by_their_place),
        TEST(what_only_iis_knows_is_unknown_without_it),
        TEST(a_directory_with_a_path_or_a_selection_is_taken_as_it_is),
        TEST(a_certificate_and_its_description_are_one_object),
        TEST(older_descriptions_hold_the_certificate),
        TEST(no_services_at_all_are_lost_ones),
        TEST(certificates_from_elsewhere_are_not_the_servers),
        TEST(a_description_that_is_no_object_is_left_out),
        TEST(of_edca_only_what_is_the_same_is_taken),
        TEST(an_empty_list_of_edca_means_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
