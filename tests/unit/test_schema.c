/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The table of kinds is consistent, and its look-ups find what they should.
 */
#include "model_fixture.h"

static void kinds_have_unique_names(void **state)
{
    (void)state;
    for (int i = 0; i < EX_N_KINDS; i++)
        assert_int_equal(ex_kind_find(ex_kind((enum ex_kind_id)i)->name), i);
}

static void properties_have_unique_names(void **state)
{
    (void)state;
    for (int i = 0; i < EX_N_KINDS; i++) {
        const struct ex_kind *kind = ex_kind((enum ex_kind_id)i);
        for (int p = 0; p < kind->n_props; p++)
            assert_int_equal(ex_prop_find(kind, kind->props[p].name), p);
    }
}

static void fingerprints_are_properties(void **state)
{
    (void)state;
    for (int i = 0; i < EX_N_KINDS; i++) {
        const struct ex_kind *kind = ex_kind((enum ex_kind_id)i);
        for (const char *const *name = kind->fingerprint; *name; name++)
            assert_true(ex_prop_find(kind, ex_str(*name)) >= 0);
    }
}

static void type_names_lead_to_one_kind(void **state)
{
    (void)state;
    for (int i = 0; i < EX_N_KINDS; i++) {
        for (const char *const *t = ex_kind((enum ex_kind_id)i)->type_names; *t; t++)
            assert_int_equal(ex_kind_by_type(ex_str(*t)), i);
    }
}

static void kinds_begin_with_common_properties(void **state)
{
    (void)state;
    for (int i = 0; i < EX_N_KINDS; i++) {
        const struct ex_kind *kind = ex_kind((enum ex_kind_id)i);
        assert_int_equal(ex_prop_find(kind, EX_STR("whenchanged")), EX_PROP_WHEN_CHANGED);
        assert_true(kind->n_props >= EX_N_COMMON_PROPS);
    }
}

static void reverse_links_are_links_to_their_target(void **state)
{
    (void)state;
    size_t n = 0;
    const struct ex_reverse *all = ex_reverses(&n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        struct ex_type type = ex_kind((enum ex_kind_id)all[i].source)->props[all[i].prop].type;
        assert_int_equal(type.base, EX_T_REF);
        assert_int_equal(type.of, all[i].target);
    }
}

static void enumerations_have_unique_names_and_numbers(void **state)
{
    (void)state;
    for (int i = 0; i < EX_N_ENUMS; i++) {
        const struct ex_enumeration *e = ex_enumeration((enum ex_enum_id)i);
        for (size_t j = 0; j < e->n; j++) {
            assert_ptr_equal(ex_enum_by_name(e, e->values[j].name).p, e->values[j].name.p);
            if (e->values[j].number != EX_NO_NUMBER)
                assert_ptr_equal(ex_enum_by_number(e, e->values[j].number).p,
                                 e->values[j].name.p);
        }
    }
}

static void alias_leads_to_its_kind(void **state)
{
    (void)state;
    assert_int_equal(ex_kind_find(EX_STR("clientaccessserver")), EX_KIND_ClientAccessService);
}

static void file_names_speak_of_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum ex_kind_id kind;
    } names[] = {
        {"Get-SendConnector.xml", EX_KIND_SendConnector},
        {"GetSendConnector.xml", EX_KIND_SendConnector},
        {"dump/SendConnectors.xml", EX_KIND_SendConnector},
        {"sendconnectors.xml", EX_KIND_SendConnector},
        {"EX01_ReceiveConnectors.xml", EX_KIND_ReceiveConnector},
        {"20240102.OnPrem_SendConnectors.xml", EX_KIND_SendConnector},
        {"SendConnectorsInfo.xml", EX_KIND_SendConnector},
        {"OwaVirtualDirectory_EX01.json", EX_KIND_OwaVirtualDirectory},
        {"OwaVirtualDirectories.json", EX_KIND_OwaVirtualDirectory},
        {"FrontendTransportService.xml", EX_KIND_FrontendTransportService},
        {"RemoteMailboxes.xml", EX_KIND_RemoteMailbox},
        {"MailboxDatabases.xml", EX_KIND_MailboxDatabase},
        {"MailboxStatistics.xml", EX_N_KINDS},
        {"Get-MailboxStatistics-EX01.xml", EX_N_KINDS},
        {"Get-MailboxPermission.json", EX_N_KINDS},
        {"MailboxFolderPermission.json", EX_N_KINDS},
        {"Get-MailboxDatabaseCopyStatus.json", EX_N_KINDS},
        {"SendConnectorEX01.json", EX_KIND_SendConnector},
        {"Connectors.xml", EX_N_KINDS},
        {"", EX_N_KINDS},
    };
    for (size_t i = 0; i < EX_COUNT(names); i++)
        assert_int_equal(ex_kind_by_file_name(ex_str(names[i].name)), names[i].kind);
}

static void reverse_link_is_found_by_noun(void **state)
{
    (void)state;
    const struct ex_reverse *r = NULL;
    int i = ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("receiveconnector"), &r);
    assert_true(i >= 0 && (size_t)i < ex_reverse_count(EX_KIND_ExchangeServer));
    assert_int_equal(r->source, EX_KIND_ReceiveConnector);
    assert_int_equal(ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("Mailbox"), NULL), -1);
}

static void a_name_is_that_of_a_cmdlet_or_its_noun(void **state)
{
    static const struct {
        const char *name;
        enum ex_kind_id kind;
    } names[] = {
        {"SendConnector", EX_KIND_SendConnector},
        {"get-sendconnector", EX_KIND_SendConnector},
        {"GetSendConnector", EX_KIND_SendConnector},
        {"SendConnectors", EX_KIND_SendConnector},
        {"Get-EmailAddressPolicies", EX_KIND_EmailAddressPolicy},
        {"Mailboxes", EX_KIND_Mailbox},
        {"Get-ClientAccessServer", EX_KIND_ClientAccessService},
        {"Test-ServiceHealth", EX_KIND_ServiceHealth},
        {"GetIrmConfiguration", EX_KIND_IRMConfiguration},
        {"SendConnectorBackup", EX_N_KINDS},
        {"MySendConnector", EX_N_KINDS},
        {"Get-", EX_N_KINDS},
        {"", EX_N_KINDS},
        {"ExchangeVirtualDirectory", EX_N_KINDS},
        {"SendConnectorsSendConnectorsSendConnectorsSendConnectorsSendConnectors", EX_N_KINDS},
    };
    (void)state;
    for (size_t i = 0; i < EX_COUNT(names); i++)
        assert_int_equal(ex_kind_named(ex_str(names[i].name)), names[i].kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_unique_names),
        cmocka_unit_test(properties_have_unique_names),
        cmocka_unit_test(fingerprints_are_properties),
        cmocka_unit_test(type_names_lead_to_one_kind),
        cmocka_unit_test(kinds_begin_with_common_properties),
        cmocka_unit_test(reverse_links_are_links_to_their_target),
        cmocka_unit_test(enumerations_have_unique_names_and_numbers),
        cmocka_unit_test(alias_leads_to_its_kind),
        cmocka_unit_test(file_names_speak_of_kinds),
        cmocka_unit_test(reverse_link_is_found_by_noun),
        cmocka_unit_test(a_name_is_that_of_a_cmdlet_or_its_noun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
