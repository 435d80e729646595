/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Records are recognized in every flavour of export, and become objects.
 */
#include "model_fixture.h"

#define SEND_TYPE "Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig"

/** A Send connector without types, as in JSON. */
static struct ex_raw *send_connector(struct fixture *f, const char *type)
{
    struct ex_raw *raw = object_raw(f, type);
    with_text(f, raw, "Name", "Internet");
    with_text(f, raw, "SmartHostsString", "");
    with_text(f, raw, "dnsroutingenabled", "true");
    return with(raw, "AddressSpaces", item(list_raw(f), text_raw(f, "SMTP:*;1")));
}

static struct ex_node *first(struct fixture *f)
{
    return *EX_AT(&f->batch.nodes, struct ex_node *, 0);
}

static void assert_cell(struct fixture *f, const struct ex_node *node, int prop, const char *text)
{
    assert_text(ex_value_text(f->arena, &node->cells[prop]), text);
}

static void every_flavour_of_type_name_is_recognized(void **state)
{
    static const char *const types[] = {SEND_TYPE, "Deserialized." SEND_TYPE,
                                        "Selected." SEND_TYPE,
                                        "Selected.Deserialized." SEND_TYPE};
    for (size_t i = 0; i < EX_COUNT(types); i++)
        assert_int_equal(ex_kind_of_record(object_raw(*state, types[i]), EX_N_KINDS),
                         EX_KIND_SendConnector);
}

static void a_foreign_type_of_the_same_name_is_not(void **state)
{
    assert_int_equal(ex_kind_of_record(object_raw(*state, "Contoso.Tools.User"), EX_N_KINDS),
                     EX_N_KINDS);
}

static void untyped_records_are_recognized_by_their_properties(void **state)
{
    assert_int_equal(ex_kind_of_record(send_connector(*state, NULL), EX_N_KINDS),
                     EX_KIND_SendConnector);
}

static void the_file_name_decides_last(void **state)
{
    struct ex_raw *raw = with_text(*state, object_raw(*state, NULL), "Name", "x");
    assert_int_equal(ex_kind_of_record(raw, EX_KIND_ADSite), EX_KIND_ADSite);
    assert_int_equal(ex_kind_of_record(send_connector(*state, NULL), EX_KIND_ADSite),
                     EX_KIND_SendConnector);
}

static void the_file_name_does_not_decide_for_the_nameless(void **state)
{
    struct ex_raw *raw = with_text(*state, object_raw(*state, NULL), "Color", "x");
    assert_int_equal(ex_kind_of_record(raw, EX_KIND_ADSite), EX_N_KINDS);
}

static void properties_become_cells_whatever_their_case(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ex_ingest(&f->batch, send_connector(f, SEND_TYPE)), 1);
    assert_cell(f, first(f), EX_P_SendConnector_DNSRoutingEnabled, "True");
    assert_cell(f, first(f), EX_P_SendConnector_AddressSpaces, "{SMTP:*;1}");
}

static void what_is_not_there_is_absent(void **state)
{
    struct fixture *f = *state;
    ex_ingest(&f->batch, send_connector(f, SEND_TYPE));
    assert_int_equal(first(f)->cells[EX_P_SendConnector_Enabled].tag, EX_ABSENT);
}

static void values_know_their_object_and_place(void **state)
{
    struct fixture *f = *state;
    ex_ingest(&f->batch, send_connector(f, SEND_TYPE));
    const struct ex_value *list = &first(f)->cells[EX_P_SendConnector_AddressSpaces];
    const struct ex_value *address = &list->u.items[0].u.items[EX_F_AddressSpace_Address];
    assert_ptr_equal(address->owner, first(f));
    assert_int_equal(address->prop, EX_P_SendConnector_AddressSpaces);
    assert_int_equal(address->off, 7);
}

static void unwanted_properties_are_left_out(void **state)
{
    struct fixture *f = *state;
    f->wanted.all = false;
    ex_wanted_add(&f->wanted, EX_KIND_SendConnector, EX_P_SendConnector_AddressSpaces);
    ex_ingest(&f->batch, send_connector(f, SEND_TYPE));
    assert_int_equal(first(f)->cells[EX_P_SendConnector_DNSRoutingEnabled].tag, EX_ABSENT);
    assert_int_equal(first(f)->cells[EX_P_SendConnector_AddressSpaces].tag, EX_LIST);
    ex_wanted_free(&f->wanted);
}

static void unwanted_kinds_are_only_counted(void **state)
{
    struct fixture *f = *state;
    f->wanted.all = false;
    ex_ingest(&f->batch, send_connector(f, SEND_TYPE));
    assert_int_equal(f->batch.nodes.n, 0);
    assert_int_equal(f->batch.file.objects, 1);
}

static void notes_hide_properties_of_the_same_name(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = with_text(f, object_raw(f, SEND_TYPE), "Comment", "property");
    with_text(f, raw, "Comment", "note");
    raw->members->next->note = true;
    ex_ingest(&f->batch, raw);
    assert_cell(f, first(f), EX_P_SendConnector_Comment, "note");
}

static void bundles_are_searched(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *list = item(list_raw(f), send_connector(f, NULL));
    item(list, send_connector(f, NULL));
    struct ex_raw *inner = with(object_raw(f, NULL), "GetSendConnector", list);
    assert_int_equal(ex_ingest(&f->batch, with(object_raw(f, NULL), "Inner", inner)), 2);
}

static void objects_under_another_name_do_not_make_a_list(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *bundle = object_raw(f, NULL);
    with(bundle, "WildCard", send_connector(f, NULL));
    with(bundle, "SendConnector", send_connector(f, NULL));
    ex_ingest(&f->batch, bundle);
    assert_true(first(f)->loose);
    assert_false((*EX_AT(&f->batch.nodes, struct ex_node *, 1))->loose);
}

static void shared_references_are_counted_once(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *shared = send_connector(f, NULL);
    struct ex_raw *bundle = with(object_raw(f, NULL), "SendConnector", shared);
    struct ex_raw *ref = EX_NEW(f->arena, struct ex_raw);
    ref->kind = EX_RAW_REF;
    ref->ref = shared;
    with(bundle, "Again", ref);
    assert_int_equal(ex_ingest(&f->batch, bundle), 1);
}

static void deep_nesting_ends(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = send_connector(f, NULL);
    for (int i = 0; i < 100000; i++)
        raw = with(object_raw(f, NULL), "x", raw);
    assert_int_equal(ex_ingest(&f->batch, raw), 0);
}

static void output_of_format_list_gives_one_warning(void **state)
{
    struct fixture *f = *state;
    static const char type[] = "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData";
    for (int i = 0; i < 3; i++)
        assert_int_equal(ex_ingest(&f->batch, object_raw(f, type)), 0);
    assert_int_equal(ex_diags_count(&f->batch.diags, EX_WARNING), 1);
}

static void cloud_objects_are_passed_over_with_a_note(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ex_ingest(&f->batch, object_raw(f, "Deserialized.Microsoft.Exchange.Data."
                                                        "TenantInboundConnector")),
                     0);
    assert_int_equal(ex_diags_count(&f->batch.diags, EX_NOTE), 1);
}

static void an_unreadable_property_gives_one_warning_a_file(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 5; i++)
        ex_ingest(&f->batch, with_text(f, object_raw(f, SEND_TYPE), "Port", "many"));
    assert_int_equal(ex_diags_count(&f->batch.diags, EX_NOTE), 1);
    assert_int_equal(first(f)->cells[EX_P_SendConnector_Port].flags, EX_UNREADABLE);
}

static void objects_without_identity_get_one(void **state)
{
    struct fixture *f = *state;
    ex_ingest(&f->batch, object_raw(f, SEND_TYPE));
    assert_true(first(f)->identity.n > 0);
}

static void identity_of_json_has_its_server(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw =
        object_raw(f, "Microsoft.Exchange.Data.Directory.SystemConfiguration."
                      "ADOwaVirtualDirectory");
    with_text(f, raw, "Name", "owa (Default Web Site)");
    struct ex_raw *server = with_text(f, object_raw(f, NULL), "Name", "EX01");
    with(raw, "Server", with_text(f, server, "Rdn", "CN=EX01"));
    ex_ingest(&f->batch, raw);
    assert_text(first(f)->identity, "EX01\\owa (Default Web Site)");
}

static void services_come_from_serialization_data(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = object_raw(
        f, "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate");
    struct ex_raw *blob = with_text(f, object_raw(f, NULL), "Services", "24");
    with_text(f, blob, "Status", "1");
    with_text(f, blob, "Identity", "ex01.contoso.com\\0123");
    ex_ingest(&f->batch, with(raw, "SerializationData", blob));
    assert_cell(f, first(f), EX_P_ExchangeCertificate_Services, "IIS, SMTP");
    assert_cell(f, first(f), EX_P_ExchangeCertificate_Status, "Valid");
    assert_cell(f, first(f), EX_P_ExchangeCertificate_Server, "ex01.contoso.com");
}

static void services_stay_unknown_without_it(void **state)
{
    struct fixture *f = *state;
    ex_ingest(&f->batch, object_raw(f, "Deserialized.Microsoft.Exchange.Management."
                                       "SystemConfigurationTasks.ExchangeCertificate"));
    assert_int_equal(first(f)->cells[EX_P_ExchangeCertificate_Services].tag, EX_ABSENT);
}

static void damaged_raw_data_gives_a_warning(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = object_raw(
        f, "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate");
    ex_ingest(&f->batch, with_text(f, raw, "RawData", "AAAAAAAA"));
    assert_int_equal(ex_diags_count(&f->batch.diags, EX_WARNING), 1);
    assert_int_equal(first(f)->cells[EX_P_ExchangeCertificate_NotAfter].tag, EX_ABSENT);
}

static bool none(const struct fixture *f, enum ex_kind_id kind)
{
    return f->batch.file.none[kind / 64] >> (kind % 64) & 1;
}

static void a_member_named_as_the_cmdlet_holds_all_of_it(void **state)
{
    static const char *const names[] = {"Get-SendConnector", "SendConnectors", "getsendconnector"};
    struct fixture *f = *state;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        assert_int_equal(ex_ingest_member(&f->batch, ex_str(names[i]), send_connector(f, NULL)), 1);
        assert_false((*EX_AT(&f->batch.nodes, struct ex_node *, i))->loose);
    }
}

static void a_member_of_another_name_holds_some(void **state)
{
    static const char *const names[] = {"SendConnectorsOfEX01", "Connectors", "Get-Mailbox", ""};
    struct fixture *f = *state;
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        assert_int_equal(ex_ingest_member(&f->batch, ex_str(names[i]), send_connector(f, NULL)), 1);
        assert_true((*EX_AT(&f->batch.nodes, struct ex_node *, i))->loose);
    }
}

static void an_empty_member_named_as_the_cmdlet_means_none(void **state)
{
    struct fixture *f = *state;
    ex_ingest_none(&f->batch, EX_STR("Get-SendConnector"));
    ex_ingest_none(&f->batch, EX_STR("RemoteDomainsOld"));
    ex_ingest_none(&f->batch, EX_STR("Color"));
    assert_true(none(f, EX_KIND_SendConnector));
    assert_false(none(f, EX_KIND_RemoteDomain));
}

static void empty_lists_in_a_bundle_mean_none(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *bundle = with(object_raw(f, NULL), "RemoteDomains", list_raw(f));
    struct ex_raw *foreign = with_text(f, list_raw(f), "Capacity", "0");
    with(bundle, "Get-SendConnector", with_text(f, foreign, "Count", "0"));
    with(bundle, "AcceptedDomain", null_raw(f));
    with(bundle, "Get-MailboxDatabase", with_text(f, list_raw(f), "Name", "x"));
    ex_ingest(&f->batch, with(object_raw(f, NULL), "Inner", bundle));
    assert_true(none(f, EX_KIND_RemoteDomain));
    assert_true(none(f, EX_KIND_SendConnector));
    assert_false(none(f, EX_KIND_AcceptedDomain));
    assert_false(none(f, EX_KIND_MailboxDatabase));
}

static void an_object_with_a_name_is_no_bundle(void **state)
{
    static const char *const own[] = {"Name", "Identity", "DistinguishedName"};
    struct fixture *f = *state;
    for (size_t i = 0; i < EX_COUNT(own); i++) {
        struct ex_raw *object = with_text(f, object_raw(f, NULL), own[i], "x");
        with(object, "SendConnector", send_connector(f, NULL));
        ex_ingest(&f->batch, with(object, "RemoteDomain", list_raw(f)));
        assert_true((*EX_AT(&f->batch.nodes, struct ex_node *, i))->loose);
    }
    assert_false(none(f, EX_KIND_RemoteDomain));
}

static void a_word_of_the_file_name_must_be_the_noun(void **state)
{
    (void)state;
    static const char *const yes[] = {"Get-Mailbox.xml", "a/EX01_Mailboxes.xml",
                                      "OnPrem_Mailbox-2026.xml", "GetMailbox.json"};
    static const char *const no[] = {"Get-MailboxStatistics.xml", "Mailbox/x.xml", "mailbox2.xml",
                                     "EX01_MailboxTransportService.xml", ""};
    for (size_t i = 0; i < EX_COUNT(yes); i++)
        assert_true(ex_is_named_for(ex_str(yes[i]), EX_KIND_Mailbox));
    for (size_t i = 0; i < EX_COUNT(no); i++)
        assert_false(ex_is_named_for(ex_str(no[i]), EX_KIND_Mailbox));
}

static struct ex_raw *directory(struct fixture *f, const char *name)
{
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Name", name);
    return with(raw, "InternalUrl", null_raw(f));
}

static void a_virtual_directory_is_recognized_by_its_name(void **state)
{
    static const struct {
        const char *name;
        enum ex_kind_id kind;
    } samples[] = {
        {"mapi (Default Web Site)", EX_KIND_MapiVirtualDirectory},
        {"PowerShell (Exchange Back End)", EX_KIND_PowerShellVirtualDirectory},
        {"Autodiscover (Default Web Site)", EX_KIND_AutodiscoverVirtualDirectory},
        {"Microsoft-Server-ActiveSync (Default Web Site)", EX_KIND_ActiveSyncVirtualDirectory},
        {"my (Default Web Site)", EX_N_KINDS},
        {"mapi", EX_N_KINDS},
    };
    for (size_t i = 0; i < EX_COUNT(samples); i++)
        assert_int_equal(ex_kind_of_record(directory(*state, samples[i].name), EX_N_KINDS),
                         samples[i].kind);
    assert_int_equal(
        ex_kind_of_record(directory(*state, "mapi (Default Web Site)"),
                          EX_KIND_OwaVirtualDirectory),
        EX_KIND_MapiVirtualDirectory);
    struct ex_raw *group = with_text(*state, object_raw(*state, NULL), "Name", "ecp (Berlin)");
    assert_int_equal(ex_kind_of_record(group, EX_N_KINDS), EX_N_KINDS);
}

static void groups_are_not_taken_for_recipients(void **state)
{
    static const char *const members[] = {"RecipientType", "PrimarySmtpAddress",
                                          "ExpansionServer"};
    struct ex_raw *group = with_text(*state, object_raw(*state, NULL), "Name", "All");
    for (size_t i = 0; i < EX_COUNT(members); i++)
        with_text(*state, group, members[i], "x");
    assert_int_equal(ex_kind_of_record(group, EX_N_KINDS), EX_N_KINDS);
    with(group, "ExternalEmailAddress", null_raw(*state));
    assert_int_equal(ex_kind_of_record(group, EX_N_KINDS), EX_KIND_Recipient);
}

static void a_part_that_was_cut_off_gives_one_warning_a_file(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        struct ex_raw *limit = with_text(f, object_raw(f, NULL), "IsUnlimited", "false");
        with(limit, "Value", object_raw(f, NULL));
        ex_ingest(&f->batch, with(object_raw(f, SEND_TYPE), "MaxMessageSize", limit));
    }
    assert_int_equal(ex_diags_count(&f->batch.diags, EX_NOTE), 1);
    assert_int_equal(f->batch.file.cut_off, 3);
    const struct ex_value *limit = &first(f)->cells[EX_P_SendConnector_MaxMessageSize];
    assert_int_equal(limit->u.items[EX_F_UnlimitedSize_IsUnlimited].u.b, false);
    assert_int_equal(limit->u.items[EX_F_UnlimitedSize_Value].tag, EX_ABSENT);
}

static void an_expanded_identity_is_the_usual_one(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *identity = with_text(f, object_raw(f, NULL), "Name", "Anna");
    with_text(f, identity, "DistinguishedName", "CN=Anna,OU=Sales,DC=contoso,DC=com");
    with_text(f, identity, "ObjectGuid", "9a1c0ed8-5a0e-4a56-b5a1-6d8a3c0e9c11");
    ex_ingest(&f->batch, with(object_raw(f, "Microsoft.Exchange.Data.Directory.Management.Mailbox"),
                              "Identity", identity));
    assert_text(first(f)->identity, "contoso.com/Sales/Anna");
    assert_cell(f, first(f), EX_PROP_GUID, "9a1c0ed8-5a0e-4a56-b5a1-6d8a3c0e9c11");
}

static void lost_raw_data_gives_no_warning(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = object_raw(
        f, "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate");
    with_text(f, with_text(f, raw, "RawData", "System.Byte[]"), "Services", "24");
    ex_ingest(&f->batch, raw);
    assert_int_equal(ex_diags_count(&f->batch.diags, EX_NOTE), 0);
    assert_int_equal(first(f)->cells[EX_P_ExchangeCertificate_NotAfter].tag, EX_ABSENT);
    assert_cell(f, first(f), EX_P_ExchangeCertificate_Services, "IIS, SMTP");
}

static void certificate_domains_may_be_objects(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *domain = with_text(f, object_raw(f, NULL), "Address", "mail.contoso.com");
    with_text(f, domain, "Domain", "mail.contoso.com");
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Thumbprint", "AA01");
    with(with_text(f, raw, "Services", "8"), "CertificateDomains", item(list_raw(f), domain));
    with_text(f, raw, "NotAfter", "/Date(1700000000000)/");
    ex_ingest(&f->batch, raw);
    assert_cell(f, first(f), EX_P_ExchangeCertificate_CertificateDomains, "{mail.contoso.com}");
    assert_cell(f, first(f), EX_P_ExchangeCertificate_NotAfter, "2023-11-14T22:13:20Z");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_flavour_of_type_name_is_recognized),
        TEST(a_foreign_type_of_the_same_name_is_not),
        TEST(untyped_records_are_recognized_by_their_properties),
        TEST(the_file_name_decides_last),
        TEST(the_file_name_does_not_decide_for_the_nameless),
        TEST(properties_become_cells_whatever_their_case),
        TEST(what_is_not_there_is_absent),
        TEST(values_know_their_object_and_place),
        TEST(unwanted_properties_are_left_out),
        TEST(unwanted_kinds_are_only_counted),
        TEST(notes_hide_properties_of_the_same_name),
        TEST(bundles_are_searched),
        TEST(objects_under_another_name_do_not_make_a_list),
        TEST(shared_references_are_counted_once),
        TEST(deep_nesting_ends),
        TEST(output_of_format_list_gives_one_warning),
        TEST(cloud_objects_are_passed_over_with_a_note),
        TEST(an_unreadable_property_gives_one_warning_a_file),
        TEST(objects_without_identity_get_one),
        TEST(identity_of_json_has_its_server),
        TEST(services_come_from_serialization_data),
        TEST(services_stay_unknown_without_it),
        TEST(damaged_raw_data_gives_a_warning),
        TEST(a_member_named_as_the_cmdlet_holds_all_of_it),
        TEST(a_member_of_another_name_holds_some),
        TEST(an_empty_member_named_as_the_cmdlet_means_none),
        TEST(empty_lists_in_a_bundle_mean_none),
        TEST(an_object_with_a_name_is_no_bundle),
        TEST(a_word_of_the_file_name_must_be_the_noun),
        TEST(a_virtual_directory_is_recognized_by_its_name),
        TEST(groups_are_not_taken_for_recipients),
        TEST(a_part_that_was_cut_off_gives_one_warning_a_file),
        TEST(an_expanded_identity_is_the_usual_one),
        TEST(lost_raw_data_gives_no_warning),
        TEST(certificate_domains_may_be_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
