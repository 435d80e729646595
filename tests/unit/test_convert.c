/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Texts of exports become values: each type in each of its forms, and what
 * cannot be read stays unknown.
 */
#include "model_fixture.h"

#include "model/convert.h"
#include "model/host.h"

static const struct ex_type BOOL = {EX_T_BOOL, false, 0};
static const struct ex_type INT = {EX_T_INT, false, 0};
static const struct ex_type STRING = {EX_T_STRING, false, 0};
static const struct ex_type HOST = {EX_T_STRING, false, 1};
static const struct ex_type GUID = {EX_T_GUID, false, 0};
static const struct ex_type TIME = {EX_T_TIME, false, 0};
static const struct ex_type SPAN = {EX_T_SPAN, false, 0};
static const struct ex_type SIZE = {EX_T_SIZE, false, 0};
static const struct ex_type DOMAIN_TYPE = {EX_T_ENUM, false, EX_ENUM_AcceptedDomainType};
static const struct ex_type SERVICES = {EX_T_FLAGS, false, EX_ENUM_AllowedServices};
static const struct ex_type STRINGS = {EX_T_STRING, true, 0};

static struct ex_type structure(enum ex_struct_id id)
{
    return (struct ex_type){EX_T_STRUCT, false, (uint16_t)id};
}

static struct ex_type structures(enum ex_struct_id id)
{
    return (struct ex_type){EX_T_STRUCT, true, (uint16_t)id};
}

/** A text and what it becomes; NULL: it is unreadable. */
struct sample {
    const char *text;
    const char *expected;
};

static void check(void **state, struct ex_type type, const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct ex_raw *raw = text_raw(*state, samples[i].text);
        if (samples[i].expected)
            assert_converts(*state, raw, type, samples[i].expected);
        else
            assert_int_equal(tag_of(*state, raw, type), EX_ABSENT);
    }
}

static void booleans(void **state)
{
    static const struct sample samples[] = {
        {"true", "True"}, {"False", "False"}, {"$true", "True"}, {"0", "False"}, {"maybe", NULL}};
    check(state, BOOL, samples, EX_COUNT(samples));
}

static void integers(void **state)
{
    static const struct sample samples[] = {
        {"25", "25"}, {"-1", "-1"}, {"9223372036854775808", NULL}, {"0x10", NULL}, {"1e3", NULL}};
    check(state, INT, samples, EX_COUNT(samples));
}

static void sizes(void **state)
{
    static const struct sample samples[] = {
        {"36 MB (37,748,736 bytes)", "37748736"},
        {"36 MB (37.748.736 Bytes)", "37748736"},
        {"36 MB (37\xC2\xA0" "748\xE2\x80\xAF" "736 octets)", "37748736"},
        {"3 MB (3,67,00,160 bytes)", "36700160"},
        {"25MB", "26214400"},
        {"1.5 GB", "1610612736"},
        {"1024", "1024"},
        {"36 MB (99999999999999999999 bytes)", NULL},
        {"1,5 GB", NULL},
        {"9999999999 TB", NULL},
        {"huge", NULL},
        {"36 MB ()", NULL},
    };
    check(state, SIZE, samples, EX_COUNT(samples));
}

static void times(void **state)
{
    static const struct sample samples[] = {
        {"2021-10-06T15:24:05-04:00", "2021-10-06T19:24:05Z"},
        {"2023-01-05T12:08:37.6177687Z", "2023-01-05T12:08:37Z"},
        {"2024-02-29T00:00:00", "2024-02-29T00:00:00Z"},
        {"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59Z"},
        {"/Date(1700000000000)/", "2023-11-14T22:13:20Z"},
        {"/Date(1700000000000+0100)/", "2023-11-14T22:13:20Z"},
        {"2023-02-29T00:00:00", NULL},
        {"2023-13-01T00:00:00", NULL},
        {"9/9/2024 8:58:55 PM", NULL},
        {"09.09.2024 20:58:55", NULL},
        {"/Date(9e99)/", NULL},
        {"/Date(99999999999999999)/", NULL},
    };
    check(state, TIME, samples, EX_COUNT(samples));
}

static void a_time_never_set_is_null(void **state)
{
    assert_int_equal(tag_of(*state, text_raw(*state, "0001-01-01T00:00:00"), TIME), EX_NULL);
    assert_int_equal(tag_of(*state, text_raw(*state, "/Date(-62135596800000)/"), TIME), EX_NULL);
}

static void unix_epoch_has_its_ticks(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, text_raw(f, "1970-01-01T00:00:00Z"), TIME, &value);
    assert_true(value.u.i == EX_UNIX_EPOCH_TICKS);
}

static void spans(void **state)
{
    static const struct sample samples[] = {
        {"00:10:00", "00:10:00"},
        {"30.00:00:00", "30.00:00:00"},
        {"-1.00:00:00.5000000", "-1.00:00:00.5000000"},
        {"PT30M", "00:30:00"},
        {"P10675199DT2H48M5.4775807S", "10675199.02:48:05.4775807"},
        {"-P10675199DT2H48M5.4775808S", "-10675199.02:48:05.4775808"},
        {"-PT1H", "-01:00:00"},
        {"P1Y2M", NULL},
        {"P99999999999D", NULL},
        {"25:00:00", NULL},
        {"10", NULL},
    };
    check(state, SPAN, samples, EX_COUNT(samples));
}

static void span_of_json_members_is_its_ticks(void **state)
{
    struct ex_raw *raw = with_text(*state, object_raw(*state, NULL), "Ticks", "6000000000");
    assert_converts(*state, raw, SPAN, "00:10:00");
}

static void guids(void **state)
{
    static const struct sample samples[] = {
        {"38142983-080A-4E34-90B6-401759C3F3E7", "38142983-080a-4e34-90b6-401759c3f3e7"},
        {"{38142983-080a-4e34-90b6-401759c3f3e7}", "38142983-080a-4e34-90b6-401759c3f3e7"},
        {"38142983080a4e3490b6401759c3f3e7", "38142983-080a-4e34-90b6-401759c3f3e7"},
        {"00000000-0000-0000-0000-000000000000", ""},
        {"38142983-080a-4e34-90b6-401759c3f3eg", NULL},
    };
    check(state, GUID, samples, EX_COUNT(samples));
}

static void enumerations(void **state)
{
    static const struct sample samples[] = {
        {"Authoritative", "Authoritative"}, {"internalrelay", "InternalRelay"},
        {"1", "ExternalRelay"},             {"FutureValue", "FutureValue"},
        {"77", NULL},                       {"two words", NULL},
    };
    check(state, DOMAIN_TYPE, samples, EX_COUNT(samples));
}

static void a_number_without_certain_name_is_unreadable(void **state)
{
    const struct ex_type status = {EX_T_ENUM, false, EX_ENUM_CertificateStatus};
    assert_int_equal(tag_of(*state, text_raw(*state, "7"), status), EX_ABSENT);
}

static void flags(void **state)
{
    static const struct sample samples[] = {
        {"IMAP, POP, IIS, SMTP", "IMAP, POP, IIS, SMTP"},
        {"27", "IMAP, POP, IIS, SMTP"},
        {"16", "SMTP"},
        {"0", "None"},
        {"None", "None"},
        {"4096", NULL},
    };
    check(state, SERVICES, samples, EX_COUNT(samples));
}

static void address_spaces(void **state)
{
    static const struct sample samples[] = {
        {"SMTP:*;1", "SMTP:*;1"},
        {"smtp:*.Contoso.com;5", "SMTP:*.contoso.com;5"},
        {"contoso.com", "SMTP:contoso.com;1"},
        {"X400:c=US;a= ;p=Contoso;1", "X400:c=US;a= ;p=Contoso;1"},
        {"SMTP:a b;1", NULL},
        {"SMTP:;1", NULL},
    };
    check(state, structure(EX_STRUCT_AddressSpace), samples, EX_COUNT(samples));
}

static void star_below_a_domain_is_not_the_star(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, text_raw(f, "SMTP:*.contoso.com;1"), structure(EX_STRUCT_AddressSpace),
               &value);
    assert_text(ex_value_str(&value.u.items[EX_F_AddressSpace_Address]), "*.contoso.com");
    assert_text(ex_value_str(&value.u.items[EX_F_AddressSpace_Domain]), "contoso.com");
    assert_true(value.u.items[EX_F_AddressSpace_IncludeSubDomains].u.b);
}

static void smart_hosts(void **state)
{
    static const struct sample samples[] = {
        {"Mail.Contoso.com", "mail.contoso.com"},
        {"[10.0.0.5]", "[10.0.0.5]"},
        {"10.0.0.5", "[10.0.0.5]"},
        {"[mail]", NULL},
        {"a b", NULL},
    };
    check(state, structure(EX_STRUCT_SmartHost), samples, EX_COUNT(samples));
}

static void smart_host_of_members(void **state)
{
    struct ex_raw *raw = object_raw(*state, NULL);
    with_text(*state, raw, "Address", "0.0.0.0");
    with_text(*state, raw, "IsIPAddress", "false");
    with_text(*state, raw, "Domain", "mail.contoso.com");
    assert_converts(*state, raw, structure(EX_STRUCT_SmartHost), "mail.contoso.com");
}

static void bindings(void **state)
{
    static const struct sample samples[] = {
        {"0.0.0.0:25", "0.0.0.0:25"}, {"[::]:25", "[::]:25"}, {"0.0.0.0:70000", NULL},
        {"0.0.0.0", NULL},            {"host:25", NULL},
    };
    check(state, structure(EX_STRUCT_IPBinding), samples, EX_COUNT(samples));
}

static void ranges(void **state)
{
    static const struct sample samples[] = {
        {"0.0.0.0-255.255.255.255", "0.0.0.0-255.255.255.255"},
        {"10.0.0.0/8", "10.0.0.0/8"},
        {"10.0.0.0/99", NULL},
    };
    check(state, structure(EX_STRUCT_IPRange), samples, EX_COUNT(samples));
}

static void proxy_addresses(void **state)
{
    static const struct sample samples[] = {
        {"SMTP:Jane@Contoso.com", "SMTP:Jane@Contoso.com"},
        {"smtp:jane@contoso.com", "smtp:jane@contoso.com"},
        {"X500:/o=First Organization/cn=jane", "X500:/o=First Organization/cn=jane"},
        {"SMTP:jane", NULL},
    };
    check(state, structure(EX_STRUCT_ProxyAddress), samples, EX_COUNT(samples));
}

static void templates_have_their_domain(void **state)
{
    static const char *const texts[] = {"SMTP:%m@contoso.com", "smtp:@contoso.com",
                                        "%g.%s@Contoso.com", "@contoso.com"};
    struct fixture *f = *state;
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct ex_value value = {.off = 0};
        ex_convert(&f->batch, text_raw(f, texts[i]), structure(EX_STRUCT_AddressTemplate), &value);
        assert_int_equal(value.tag, EX_STRUCT);
        assert_text(ex_value_str(&value.u.items[EX_F_AddressTemplate_Domain]), "contoso.com");
    }
}

static void a_small_prefix_is_not_primary(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, text_raw(f, "smtp:@contoso.com"), structure(EX_STRUCT_AddressTemplate),
               &value);
    assert_false(value.u.items[EX_F_AddressTemplate_IsPrimary].u.b);
}

static void limits(void **state)
{
    static const struct sample samples[] = {
        {"Unlimited", "Unlimited"},
        {"35 MB (36,700,160 bytes)", "35 MB (36,700,160 bytes)"},
        {"big", NULL},
    };
    check(state, structure(EX_STRUCT_UnlimitedSize), samples, EX_COUNT(samples));
}

static void a_limit_whose_value_was_cut_off_is_not_unlimited(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "IsUnlimited", "false");
    with(raw, "Value", object_raw(f, NULL));
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, raw, structure(EX_STRUCT_UnlimitedSize), &value);
    assert_false(value.u.items[EX_F_UnlimitedSize_IsUnlimited].u.b);
    assert_int_equal(value.u.items[EX_F_UnlimitedSize_Value].tag, EX_ABSENT);
    assert_int_equal(value.u.items[EX_F_UnlimitedSize_Value].flags, EX_LOST_BY_DEPTH);
}

static void versions(void **state)
{
    static const struct sample samples[] = {
        {"Version 15.2 (Build 986.5)", "Version 15.2 (Build 986.5)"},
        {"15.1.2375.7", "Version 15.1 (Build 2375.7)"},
        {"0.20 (15.1.0.0)", NULL},
        {"none", NULL},
    };
    check(state, structure(EX_STRUCT_Version), samples, EX_COUNT(samples));
}

static void url_is_split(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, text_raw(f, "https://Mail.Contoso.com:444/owa"),
               structure(EX_STRUCT_Url), &value);
    assert_text(ex_value_str(&value.u.items[EX_F_Url_host]), "mail.contoso.com");
    assert_int_equal(value.u.items[EX_F_Url_port].u.i, 444);
    assert_true(value.u.items[EX_F_Url_absolute].u.b);
}

static void a_password_in_a_url_is_masked(void **state)
{
    struct fixture *f = *state;
    assert_converts(f, text_raw(f, "https://user:secret@mail.contoso.com/owa?a@b"),
                    structure(EX_STRUCT_Url), "https://***@mail.contoso.com/owa?a@b");
    assert_converts(f, text_raw(f, "https://user:se cret@mail.contoso.com"),
                    structure(EX_STRUCT_Url), "https://***@mail.contoso.com");
    assert_text(ex_url_mask(f->arena, EX_STR("<URI>http://a:b@c/d@e</URI> //f:g@h/i")),
                "<URI>http://***@c/d@e</URI> //***@h/i");
}

static void a_text_that_is_no_url_is_kept(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, text_raw(f, "mail contoso"), structure(EX_STRUCT_Url), &value);
    assert_int_equal(value.tag, EX_STRUCT);
    assert_false(value.u.items[EX_F_Url_absolute].u.b);
}

static void hosts_are_canonical(void **state)
{
    assert_converts(*state, text_raw(*state, "Mail.Contoso.COM."), HOST, "mail.contoso.com");
}

static void host_of_json_members(void **state)
{
    struct ex_raw *raw =
        with_text(*state, object_raw(*state, NULL), "HostnameString", "mail.contoso.com");
    assert_converts(*state, raw, HOST, "mail.contoso.com");
}

static void to_string_comes_before_members(void **state)
{
    struct ex_raw *raw = with_text(*state, shown_raw(*state, "Authoritative"), "value", "1");
    assert_converts(*state, raw, DOMAIN_TYPE, "Authoritative");
}

static void empty_text_is_null_but_for_strings(void **state)
{
    assert_int_equal(tag_of(*state, text_raw(*state, ""), structure(EX_STRUCT_Url)), EX_NULL);
    assert_int_equal(tag_of(*state, text_raw(*state, ""), INT), EX_NULL);
    assert_int_equal(tag_of(*state, text_raw(*state, ""), STRING), EX_STRING);
}

static void leftovers_of_depth_are_unknown(void **state)
{
    static const char *const texts[] = {"System.Collections.Hashtable", "@{Name=x; Value=y}",
                                        "Microsoft.Exchange.Data.MultiValuedProperty`1[[x]]"};
    struct fixture *f = *state;
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct ex_value value = {.off = 0};
        ex_convert(&f->batch, text_raw(f, texts[i]), STRING, &value);
        assert_int_equal(value.tag, EX_ABSENT);
        assert_int_equal(value.flags, EX_LOST_BY_DEPTH);
    }
}

static void an_empty_object_is_unknown(void **state)
{
    assert_int_equal(tag_of(*state, object_raw(*state, NULL), SIZE), EX_ABSENT);
    assert_int_equal(tag_of(*state, object_raw(*state, NULL), STRINGS), EX_ABSENT);
}

static void null_is_an_empty_list_of_a_list_type(void **state)
{
    assert_converts(*state, null_raw(*state), STRINGS, "{}");
}

static void one_value_is_a_list_of_one(void **state)
{
    assert_converts(*state, text_raw(*state, "SMTP:*;1"), structures(EX_STRUCT_AddressSpace),
                    "{SMTP:*;1}");
}

static void joined_items_are_unknown(void **state)
{
    assert_int_equal(tag_of(*state, text_raw(*state, "EX01 EX02"), STRINGS), EX_ABSENT);
}

static void one_unreadable_item_makes_the_list_unknown(void **state)
{
    struct ex_raw *list = item(list_raw(*state), text_raw(*state, "0.0.0.0:25"));
    item(list, text_raw(*state, "nonsense"));
    assert_int_equal(tag_of(*state, list, structures(EX_STRUCT_IPBinding)), EX_ABSENT);
}

static void items_keep_their_order(void **state)
{
    struct ex_raw *list = item(list_raw(*state), text_raw(*state, "b"));
    item(list, text_raw(*state, "a"));
    assert_converts(*state, list, STRINGS, "{b, a}");
}

static void references_are_followed(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *ref = EX_NEW(f->arena, struct ex_raw);
    ref->kind = EX_RAW_REF;
    ref->ref = text_raw(f, "true");
    assert_converts(f, ref, BOOL, "True");
}

static void a_reference_to_nothing_is_unknown(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *ref = EX_NEW(f->arena, struct ex_raw);
    ref->kind = EX_RAW_REF;
    assert_int_equal(tag_of(f, ref, BOOL), EX_ABSENT);
}

static void secrets_are_never_shown(void **state)
{
    struct ex_raw *raw = text_raw(*state, "01000000d08c9ddf");
    raw->primitive = EX_RAW_OTHER;
    assert_int_equal(tag_of(*state, raw, STRING), EX_ABSENT);
}

static void doubles(void **state)
{
    static const struct sample samples[] = {
        {"0.5", "0.5"}, {"-2.25e1", "-22.5"}, {"1e999", NULL}, {"NaN", NULL}, {"1,5", NULL}};
    check(state, (struct ex_type){EX_T_DOUBLE, false, 0}, samples, EX_COUNT(samples));
}

/* What ConvertTo-Json makes of objects. */

static const struct ex_type IDS = {EX_T_STRUCT, true, EX_STRUCT_ADObjectId};
static const struct ex_type SERVERS = {EX_T_REF, true, EX_KIND_ExchangeServer};
static const struct ex_type METHODS = {EX_T_ENUM, true, EX_ENUM_AuthenticationMethod};

static struct ex_raw *id_raw(struct fixture *f, const char *name, const char *dn)
{
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Name", name);
    return with_text(f, raw, "DistinguishedName", dn);
}

#define EXCHANGE "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=contoso"
#define GROUP "CN=Exchange Administrative Group,CN=Administrative Groups," EXCHANGE

static void an_object_id_is_called_as_exchange_calls_it(void **state)
{
    static const struct {
        const char *dn;
        const char *identity;
    } samples[] = {
        {"CN=Anna Smith,OU=Sales,DC=corp,DC=contoso", "corp.contoso/Sales/Anna Smith"},
        {"CN=Smith\\, Anna,CN=Users,DC=contoso", "contoso/Users/Smith, Anna"},
        {"CN=EX01,CN=Servers," GROUP, "EX01"},
        {"CN=Default EX01,CN=SMTP Receive Connectors,CN=Protocols,CN=EX01,CN=Servers," GROUP,
         "EX01\\Default EX01"},
        {"CN=Internet,CN=Connections," GROUP, "Internet"},
        {"CN=All Rooms,CN=All Address Lists,CN=Address Lists Container," EXCHANGE, "\\All Rooms"},
        {"CN=HQ,CN=Sites,CN=Configuration,DC=contoso", "contoso/Configuration/Sites/HQ"},
        {"CN=x,CN=Deleted Objects,CN=Configuration,DC=contoso", "x"},
    };
    for (size_t i = 0; i < EX_COUNT(samples); i++)
        assert_converts(*state, id_raw(*state, "n", samples[i].dn), STRING, samples[i].identity);
}

static void an_ip_address_is_a_number(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *ip = with_text(f, object_raw(f, NULL), "Address", "419561664");
    with(with_text(f, ip, "AddressFamily", "2"), "ScopeId", null_raw(f));
    assert_converts(f, ip, STRING, "192.0.2.25");
    struct ex_raw *binding = with_text(f, object_raw(f, NULL), "Port", "25");
    assert_converts(f, with(binding, "Address", ip), structure(EX_STRUCT_IPBinding),
                    "192.0.2.25:25");
}

static void an_ipv6_address_is_lost(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *ip = with(object_raw(f, NULL), "Address", null_raw(f));
    with_text(f, with_text(f, ip, "AddressFamily", "23"), "ScopeId", "0");
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, ip, STRING, &value);
    assert_int_equal(value.tag, EX_ABSENT);
    assert_int_equal(value.flags, EX_LOST_BY_DEPTH);
}

static void a_binding_without_its_address_keeps_the_port(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    struct ex_raw *ip = with(object_raw(f, NULL), "Address", null_raw(f));
    with_text(f, ip, "AddressFamily", "23");
    struct ex_raw *binding = with_text(f, object_raw(f, NULL), "Port", "25");
    ex_convert(&f->batch, with(binding, "Address", ip), structure(EX_STRUCT_IPBinding), &value);
    assert_int_equal(value.u.items[EX_F_IPBinding_Address].tag, EX_ABSENT);
    assert_int_equal(value.u.items[EX_F_IPBinding_Port].u.i, 25);
}

static void a_wrapped_value_is_that_value(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *date = with_text(f, object_raw(f, NULL), "value", "/Date(1700000000000)/");
    with_text(f, date, "DateTime", "Tuesday, November 14, 2023 10:13:20 PM");
    assert_converts(f, date, TIME, "2023-11-14T22:13:20Z");
    struct ex_raw *named = with_text(f, object_raw(f, NULL), "value", "99");
    assert_converts(f, with_text(f, named, "Value", "InternalRelay"), DOMAIN_TYPE,
                    "InternalRelay");
    struct ex_raw *items = item(item(list_raw(f), text_raw(f, "a")), text_raw(f, "b"));
    struct ex_raw *list = with(object_raw(f, NULL), "value", items);
    assert_converts(f, with_text(f, list, "Count", "2"), STRINGS, "{a, b}");
}

static void a_limit_is_not_wrapped(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *limit = with_text(f, object_raw(f, NULL), "IsUnlimited", "false");
    with(limit, "Value", with_text(f, object_raw(f, NULL), "Ticks", "6000000000"));
    assert_converts(f, limit, structure(EX_STRUCT_UnlimitedSpan), "00:10:00");
}

static void an_empty_address_is_null(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Length", "0");
    with_text(f, with(raw, "Local", null_raw(f)), "Address", "");
    assert_int_equal(tag_of(f, raw, structure(EX_STRUCT_SmtpAddress)), EX_NULL);
}

static void a_proxy_address_may_be_in_two_parts(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "PrefixString", "SMTP");
    with_text(f, raw, "AddressString", "anna@contoso.com");
    assert_converts(f, raw, structure(EX_STRUCT_ProxyAddress), "SMTP:anna@contoso.com");
}

static void members_without_the_text_lose_it(void **state)
{
    struct fixture *f = *state;
    struct ex_value value = {.off = 0};
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Requestor", "Functional");
    ex_convert(&f->batch, raw, STRING, &value);
    assert_int_equal(value.tag, EX_ABSENT);
    assert_int_equal(value.flags, EX_LOST_BY_DEPTH);
}

static void a_text_that_only_begins_like_a_class_is_kept(void **state)
{
    static const char *const texts[] = {"System. Do not remove", "Selected. By hand", "@{ is odd",
                                        "System.Foo is broken"};
    for (size_t i = 0; i < EX_COUNT(texts); i++)
        assert_converts(*state, text_raw(*state, texts[i]), STRING, texts[i]);
    static const char *const lost[] = {"System.Byte[]", "Deserialized.System.Object",
                                       "Selected.Deserialized.System.Object[]",
                                       "Microsoft.Exchange.Data.Directory.ADObjectId"};
    for (size_t i = 0; i < EX_COUNT(lost); i++)
        assert_int_equal(tag_of(*state, text_raw(*state, lost[i]), STRING), EX_ABSENT);
}

static void joined_items_without_blanks_come_apart(void **state)
{
    assert_converts(*state, text_raw(*state, "0.0.0.0:25 [::]:25"),
                    structures(EX_STRUCT_IPBinding), "{0.0.0.0:25, [::]:25}");
    assert_converts(*state, text_raw(*state, "Basic Fba"), METHODS, "{Basic, Fba}");
    assert_converts(*state, text_raw(*state, "EX01 EX02"), SERVERS, "{EX01, EX02}");
    assert_converts(*state, text_raw(*state, "SMTP:a@contoso.com smtp:b@contoso.com"),
                    structures(EX_STRUCT_ProxyAddress),
                    "{SMTP:a@contoso.com, smtp:b@contoso.com}");
    assert_int_equal(tag_of(*state, text_raw(*state, "SMTP:a@contoso.com X500:/o=First Org"),
                            structures(EX_STRUCT_ProxyAddress)),
                     EX_ABSENT);
    assert_int_equal(tag_of(*state, text_raw(*state, "Basic  Fba"), METHODS), EX_ABSENT);
    assert_int_equal(tag_of(*state, text_raw(*state, "Basic Nothing"), METHODS), EX_ABSENT);
    assert_int_equal(tag_of(*state, text_raw(*state, "10.0.0.1 x"),
                            structures(EX_STRUCT_IPRange)),
                     EX_ABSENT);
}

static void only_what_is_surely_one_name_is_one_item(void **state)
{
    static const char *const one[] = {"EX01\\owa (Default Web Site)",
                                      "contoso.com/Users/Anna Smith",
                                      "CN=Anna Smith,CN=Users,DC=contoso,DC=com"};
    static const char *const several[] = {
        "EX01\\a (x) EX02\\a (x)", "EX01 EX02\\a", "contoso.com/Users/A contoso.com/Users/B",
        "CN=A,DC=contoso CN=B,DC=contoso", "Anna Smith", "a,b", "X=1 Y=2"};
    for (size_t i = 0; i < EX_COUNT(one); i++)
        assert_int_equal(tag_of(*state, text_raw(*state, one[i]), IDS), EX_LIST);
    for (size_t i = 0; i < EX_COUNT(several); i++)
        assert_int_equal(tag_of(*state, text_raw(*state, several[i]), IDS), EX_ABSENT);
}

static void versions_of_members(void **state)
{
    struct fixture *f = *state;
    struct ex_raw *build = with_text(f, object_raw(f, NULL), "Major", "15");
    with_text(f, with_text(f, build, "Minor", "1"), "Build", "0");
    with_text(f, build, "BuildRevision", "0");
    struct ex_raw *raw = with_text(f, object_raw(f, NULL), "Major", "0");
    assert_converts(f, with(with_text(f, raw, "Minor", "20"), "ExchangeBuild", build), STRING,
                    "0.20 (15.1.0.0)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(booleans),
        TEST(integers),
        TEST(doubles),
        TEST(sizes),
        TEST(times),
        TEST(a_time_never_set_is_null),
        TEST(unix_epoch_has_its_ticks),
        TEST(spans),
        TEST(span_of_json_members_is_its_ticks),
        TEST(guids),
        TEST(enumerations),
        TEST(a_number_without_certain_name_is_unreadable),
        TEST(flags),
        TEST(address_spaces),
        TEST(star_below_a_domain_is_not_the_star),
        TEST(smart_hosts),
        TEST(smart_host_of_members),
        TEST(bindings),
        TEST(ranges),
        TEST(proxy_addresses),
        TEST(templates_have_their_domain),
        TEST(a_small_prefix_is_not_primary),
        TEST(limits),
        TEST(a_limit_whose_value_was_cut_off_is_not_unlimited),
        TEST(versions),
        TEST(url_is_split),
        TEST(a_password_in_a_url_is_masked),
        TEST(a_text_that_is_no_url_is_kept),
        TEST(hosts_are_canonical),
        TEST(host_of_json_members),
        TEST(to_string_comes_before_members),
        TEST(empty_text_is_null_but_for_strings),
        TEST(leftovers_of_depth_are_unknown),
        TEST(an_empty_object_is_unknown),
        TEST(null_is_an_empty_list_of_a_list_type),
        TEST(one_value_is_a_list_of_one),
        TEST(joined_items_are_unknown),
        TEST(one_unreadable_item_makes_the_list_unknown),
        TEST(items_keep_their_order),
        TEST(references_are_followed),
        TEST(a_reference_to_nothing_is_unknown),
        TEST(secrets_are_never_shown),
        TEST(an_object_id_is_called_as_exchange_calls_it),
        TEST(an_ip_address_is_a_number),
        TEST(an_ipv6_address_is_lost),
        TEST(a_binding_without_its_address_keeps_the_port),
        TEST(a_wrapped_value_is_that_value),
        TEST(a_limit_is_not_wrapped),
        TEST(an_empty_address_is_null),
        TEST(a_proxy_address_may_be_in_two_parts),
        TEST(members_without_the_text_lose_it),
        TEST(a_text_that_only_begins_like_a_class_is_kept),
        TEST(joined_items_without_blanks_come_apart),
        TEST(only_what_is_surely_one_name_is_one_item),
        TEST(versions_of_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
