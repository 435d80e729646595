/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the records that an organization should publish.
 */
#include "model_fixture.h"

#include "dns/expected.h"
#include "dns/zone.h"

#define SERVER  "Microsoft.Exchange.Data.Directory.Management.ExchangeServer"
#define OWA     "Microsoft.Exchange.Data.Directory.Management.ADOwaVirtualDirectory"
#define EWS     "Microsoft.Exchange.Data.Directory.Management.ADWebServicesVirtualDirectory"
#define DOMAINS "Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain"

/* What a test works on: records of an organization, and what follows from them. */
struct world {
    struct fixture *f;
    struct ex_graph *graph;
    struct ex_dns_assumed assumed;
    struct ex_dns_answers answers;
    struct ex_vec records;
};

static int setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    void *fixture;
    if (fixture_setup(&fixture) != 0)
        return -1;
    *w = (struct world){.f = fixture, .records = EX_VEC(struct ex_dns_expected)};
    w->assumed.gateways = (struct ex_vec)EX_VEC(struct ex_str);
    w->assumed.outbound = (struct ex_vec)EX_VEC(struct ex_str);
    w->assumed.dkim_selectors = (struct ex_vec)EX_VEC(struct ex_str);
    ex_dns_answers_init(&w->answers);
    w->f->batch.file.state = EX_FILE_READ;
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    void *fixture = w->f;
    ex_vec_free(&w->records);
    ex_vec_free(&w->assumed.gateways);
    ex_vec_free(&w->assumed.outbound);
    ex_vec_free(&w->assumed.dkim_selectors);
    ex_dns_answers_free(&w->answers);
    ex_graph_free(w->graph);
    ex_free_auto(&w);
    return fixture_teardown(&fixture);
}

static void add_server(struct world *w, const char *name, const char *fqdn)
{
    struct ex_raw *raw = object_raw(w->f, SERVER);
    with_text(w->f, raw, "Name", name);
    with_text(w->f, raw, "Fqdn", fqdn);
    assert_int_equal(ex_ingest(&w->f->batch, raw), 1);
}

static void add_directory(struct world *w, const char *type, const char *server,
                          const char *internal, const char *external)
{
    struct ex_raw *raw = object_raw(w->f, type);
    with_text(w->f, raw, "Name", ex_str_eq(ex_str(type), EX_STR(OWA)) ? "owa (Default Web Site)"
                                                                      : "EWS (Default Web Site)");
    with_text(w->f, raw, "Server", server);
    with_text(w->f, raw, "InternalUrl", internal);
    with_text(w->f, raw, "ExternalUrl", external);
    assert_int_equal(ex_ingest(&w->f->batch, raw), 1);
}

static void add_domain(struct world *w, const char *name)
{
    struct ex_raw *raw = object_raw(w->f, DOMAINS);
    with_text(w->f, raw, "Name", name);
    with_text(w->f, raw, "DomainName", name);
    assert_int_equal(ex_ingest(&w->f->batch, raw), 1);
}

static void link_graph(struct world *w)
{
    w->graph = ex_graph_new();
    ex_graph_merge(w->graph, &w->f->batch);
    ex_batch_init(&w->f->batch, &w->f->wanted);
    ex_graph_link(w->graph);
}

/* The records without answers, after everything was added. */
static void expect_records(struct world *w)
{
    link_graph(w);
    ex_dns_expect(w->graph, &w->assumed, NULL, w->f->arena, &w->records);
}

/* The records beside what a public zone answers. */
static void expect_beside(struct world *w, const char *zone)
{
    const bool views[EX_N_DNS_VIEWS] = {true, false};
    struct ex_str wrong;
    link_graph(w);
    struct ex_dns_plan *plan EX_AUTO(ex_dns_plan_auto) =
        ex_dns_plan_new(w->graph, &w->assumed, views);
    assert_true(ex_dns_answer_from_zone(ex_str(zone), EX_DNS_PUBLIC, plan, &w->answers, &wrong));
    ex_dns_sort(&w->answers);
    ex_dns_expect(w->graph, &w->assumed, &w->answers, w->f->arena, &w->records);
}

static const struct ex_dns_expected *find(const struct world *w, enum ex_dns_view view,
                                          const char *name, enum ex_dns_type type)
{
    for (size_t i = 0; i < w->records.n; i++) {
        const struct ex_dns_expected *r = EX_AT(&w->records, struct ex_dns_expected, i);
        if (r->view == view && r->type == type && ex_str_eq(r->name, ex_str(name)))
            return r;
    }
    return NULL;
}

static void assert_data(const struct world *w, enum ex_dns_view view, const char *name,
                        enum ex_dns_type type, const char *data)
{
    const struct ex_dns_expected *record = find(w, view, name, type);
    assert_non_null(record);
    assert_text(record->data, data);
}

static void assert_state(const struct world *w, const char *name, enum ex_dns_type type,
                         enum ex_dns_expected_state state)
{
    const struct ex_dns_expected *record = find(w, EX_DNS_PUBLIC, name, type);
    assert_non_null(record);
    assert_int_equal(record->state, state);
}

static void add_contoso(struct world *w)
{
    add_server(w, "EX01", "ex01.corp.contoso.com");
    add_directory(w, OWA, "EX01", "https://owa.contoso.com/owa", "https://owa.contoso.com/owa");
    add_directory(w, EWS, "EX01", "https://mail.contoso.com/EWS/Exchange.asmx",
                  "https://mail.contoso.com/EWS/Exchange.asmx");
    add_domain(w, "contoso.com");
}

static void the_tables_of_the_document(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    expect_records(w);
    assert_data(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "10 <host that takes mail>");
    assert_data(w, EX_DNS_PUBLIC, "mail.contoso.com", EX_DNS_A, "<public address>");
    assert_data(w, EX_DNS_PUBLIC, "owa.contoso.com", EX_DNS_A, "<public address>");
    assert_data(w, EX_DNS_PUBLIC, "autodiscover.contoso.com", EX_DNS_CNAME, "owa.contoso.com");
    assert_data(w, EX_DNS_INTERNAL, "mail.contoso.com", EX_DNS_CNAME, "ex01.corp.contoso.com");
    assert_data(w, EX_DNS_INTERNAL, "owa.contoso.com", EX_DNS_CNAME, "ex01.corp.contoso.com");
    assert_null(find(w, EX_DNS_INTERNAL, "contoso.com", EX_DNS_MX));
}

static void several_servers_have_no_alias(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    add_server(w, "EX02", "ex02.corp.contoso.com");
    add_directory(w, EWS, "EX02", "https://mail.contoso.com/EWS/Exchange.asmx",
                  "https://mail.contoso.com/EWS/Exchange.asmx");
    expect_records(w);
    assert_null(find(w, EX_DNS_INTERNAL, "mail.contoso.com", EX_DNS_CNAME));
    assert_true(find(w, EX_DNS_INTERNAL, "mail.contoso.com", EX_DNS_A)->placeholder);
    /* The host that more directories name is the one of Autodiscover. */
    assert_data(w, EX_DNS_PUBLIC, "autodiscover.contoso.com", EX_DNS_CNAME, "mail.contoso.com");
}

static void a_domain_is_no_alias(void **state)
{
    struct world *w = *state;
    add_server(w, "EX01", "ex01.corp.contoso.com");
    add_directory(w, OWA, "EX01", "https://contoso.com/owa", "https://contoso.com/owa");
    add_domain(w, "contoso.com");
    expect_records(w);
    assert_null(find(w, EX_DNS_INTERNAL, "contoso.com", EX_DNS_CNAME));
    assert_non_null(find(w, EX_DNS_INTERNAL, "contoso.com", EX_DNS_A));
}

static void inner_domains_are_private(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    add_domain(w, "contoso.local");
    expect_records(w);
    assert_null(find(w, EX_DNS_PUBLIC, "contoso.local", EX_DNS_MX));
    assert_null(find(w, EX_DNS_PUBLIC, "contoso.local", EX_DNS_TXT));
    assert_null(find(w, EX_DNS_PUBLIC, "autodiscover.contoso.local", EX_DNS_CNAME));
    assert_non_null(find(w, EX_DNS_INTERNAL, "autodiscover.contoso.local", EX_DNS_CNAME));
}

static void domains_of_microsoft_need_nothing(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    add_domain(w, "contoso.onmicrosoft.com");
    add_domain(w, "contoso.mail.onmicrosoft.com");
    expect_records(w);
    for (size_t i = 0; i < w->records.n; i++)
        assert_true(ex_str_find_str(EX_AT(&w->records, struct ex_dns_expected, i)->name,
                                    EX_STR("onmicrosoft")) == SIZE_MAX);
}

/* Nothing that a zone file could take for more than a name gets into it. */
static void names_that_dns_cannot_have(void **state)
{
    struct world *w = *state;
    add_server(w, "EX01", "ex01\n$INCLUDE /etc/passwd");
    add_directory(w, OWA, "EX01", "https://a;b.contoso.com/owa", "https://a b.contoso.com/owa");
    add_domain(w, "contoso.com");
    add_domain(w, "evil.com. IN A 192.0.2.1");
    expect_records(w);
    for (size_t i = 0; i < w->records.n; i++) {
        struct ex_str name = EX_AT(&w->records, struct ex_dns_expected, i)->name;
        for (size_t k = 0; k < name.n; k++)
            assert_true(ex_is_alpha(name.p[k]) || ex_is_digit(name.p[k]) || name.p[k] == '.' ||
                        name.p[k] == '-' || name.p[k] == '_');
    }
    assert_non_null(find(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX));
}

static void declared_gateways_and_outbound_addresses(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    *EX_PUSH(&w->assumed.gateways, struct ex_str) = EX_STR("mx.contoso.net");
    *EX_PUSH(&w->assumed.gateways, struct ex_str) = EX_STR("192.0.2.25");
    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("192.0.2.26");
    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("2001:db8::26");
    expect_records(w);
    assert_data(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "10 mx.contoso.net");
    assert_data(w, EX_DNS_PUBLIC, "mx.contoso.net", EX_DNS_A, "192.0.2.25");
    assert_data(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_TXT,
                "v=spf1 mx ip4:192.0.2.26 ip6:2001:db8::26 -all");
    assert_non_null(find(w, EX_DNS_PUBLIC, "26.2.0.192.in-addr.arpa", EX_DNS_PTR));
}

static void order_is_by_view_and_domain(void **state)
{
    struct world *w = *state;
    add_domain(w, "woodgrove.com");
    add_contoso(w);
    expect_records(w);
    for (size_t i = 1; i < w->records.n; i++) {
        const struct ex_dns_expected *a = EX_AT(&w->records, struct ex_dns_expected, i - 1);
        const struct ex_dns_expected *b = EX_AT(&w->records, struct ex_dns_expected, i);
        assert_true(a->view <= b->view);
        if (a->view == b->view)
            assert_true(ex_str_cmp(a->domain, b->domain) <= 0);
    }
    assert_text(find(w, EX_DNS_PUBLIC, "owa.contoso.com", EX_DNS_A)->domain, "contoso.com");
}

static void what_is_there_is_present(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    expect_beside(w, "contoso.com MX 10 mail.contoso.com\n"
                     "contoso.com TXT v=spf1 mx -all\n"
                     "_dmarc.contoso.com TXT v=DMARC1; p=reject\n"
                     "mail.contoso.com AAAA 2001:db8::1\n"
                     "owa.contoso.com CNAME mail.contoso.com\n"
                     "autodiscover.contoso.com CNAME owa.contoso.com\n");
    assert_state(w, "contoso.com", EX_DNS_MX, EX_DNS_PRESENT);
    assert_state(w, "contoso.com", EX_DNS_TXT, EX_DNS_PRESENT);
    assert_state(w, "_dmarc.contoso.com", EX_DNS_TXT, EX_DNS_PRESENT);
    assert_state(w, "mail.contoso.com", EX_DNS_A, EX_DNS_PRESENT);
    assert_state(w, "owa.contoso.com", EX_DNS_A, EX_DNS_PRESENT);
    assert_state(w, "autodiscover.contoso.com", EX_DNS_CNAME, EX_DNS_PRESENT);
    assert_state(w, "_autodiscover._tcp.contoso.com", EX_DNS_SRV, EX_DNS_NOT_NEEDED);
    /* The internal view was not asked. */
    assert_int_equal(find(w, EX_DNS_INTERNAL, "owa.contoso.com", EX_DNS_CNAME)->state,
                     EX_DNS_NOT_ASKED);
}

static void missing_different_and_not_answered(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    *EX_PUSH(&w->assumed.gateways, struct ex_str) = EX_STR("mx.contoso.com");
    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("192.0.2.26");
    expect_beside(w, "contoso.com MX 10 mail.contoso.com\n"
                     "contoso.com TXT v=spf1 ip4:192.0.2.99 -all\n"
                     "_dmarc.contoso.com TXT SERVFAIL\n"
                     "mail.contoso.com A 192.0.2.1\n"
                     "autodiscover.contoso.com A 192.0.2.9\n"
                     "_autodiscover._tcp.contoso.com SRV 0 0 443 owa.contoso.com\n");
    assert_state(w, "contoso.com", EX_DNS_MX, EX_DNS_DIFFERENT);
    assert_text(find(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX)->found, "10 mail.contoso.com");
    assert_state(w, "contoso.com", EX_DNS_TXT, EX_DNS_DIFFERENT);
    assert_state(w, "_dmarc.contoso.com", EX_DNS_TXT, EX_DNS_NOT_KNOWN);
    assert_state(w, "owa.contoso.com", EX_DNS_A, EX_DNS_MISSING);
    assert_state(w, "autodiscover.contoso.com", EX_DNS_CNAME, EX_DNS_DIFFERENT);
    assert_state(w, "_autodiscover._tcp.contoso.com", EX_DNS_SRV, EX_DNS_PRESENT);
}

static void an_srv_record_is_enough(void **state)
{
    struct world *w = *state;
    add_contoso(w);
    expect_beside(w, "_autodiscover._tcp.contoso.com SRV 0 0 443 owa.contoso.com\n"
                     "owa.contoso.com A 192.0.2.1\n");
    assert_state(w, "autodiscover.contoso.com", EX_DNS_CNAME, EX_DNS_NOT_NEEDED);
    assert_state(w, "_autodiscover._tcp.contoso.com", EX_DNS_SRV, EX_DNS_PRESENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_tables_of_the_document),
        TEST(several_servers_have_no_alias),
        TEST(a_domain_is_no_alias),
        TEST(inner_domains_are_private),
        TEST(domains_of_microsoft_need_nothing),
        TEST(names_that_dns_cannot_have),
        TEST(declared_gateways_and_outbound_addresses),
        TEST(order_is_by_view_and_domain),
        TEST(what_is_there_is_present),
        TEST(missing_different_and_not_answered),
        TEST(an_srv_record_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
