/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the questions that an organization raises.
 */
#include "model_fixture.h"

#include "base/limits.h"
#include "dns/plan.h"

#include <stdlib.h>

#define CONFIG "Microsoft.Exchange.Data.Directory.SystemConfiguration."
#define MANAGEMENT "Microsoft.Exchange.Data.Directory.Management."

/* A graph, and the plan that is made of it. */
struct world {
    struct fixture *f;
    struct ex_graph *graph;
    struct ex_dns_assumed assumed;
    struct ex_dns_plan *plan;
};

static int set_up(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    void *f = NULL;

    fixture_setup(&f);
    w->f = f;
    w->graph = ex_graph_new();
    w->assumed = (struct ex_dns_assumed){EX_VEC(struct ex_str), EX_VEC(struct ex_str),
                                         EX_VEC(struct ex_str)};
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    void *f = w->f;

    ex_dns_plan_free(w->plan);
    ex_vec_free(&w->assumed.gateways);
    ex_vec_free(&w->assumed.outbound);
    ex_vec_free(&w->assumed.dkim_selectors);
    ex_graph_free(w->graph);
    fixture_teardown(&f);
    free(w);
    return 0;
}

static void add(struct world *w, struct ex_raw *raw)
{
    struct ex_batch batch;

    ex_batch_init(&batch, &w->f->wanted);
    batch.file.name = EX_STR("test.xml");
    batch.file.state = EX_FILE_READ;
    ex_ingest(&batch, raw);
    ex_graph_merge(w->graph, &batch);
}

static void add_domain(struct world *w, const char *name)
{
    struct ex_raw *raw = object_raw(w->f, CONFIG "AcceptedDomain");

    with_text(w->f, raw, "Name", name);
    add(w, with_text(w->f, raw, "DomainName", name));
}

static void make_plan(struct world *w, bool public, bool internal)
{
    bool views[EX_N_DNS_VIEWS] = {public, internal};

    ex_graph_link(w->graph);
    w->plan = ex_dns_plan_new(w->graph, &w->assumed, views);
}

/* All questions so far as lines "public contoso.com MX". */
static const char *questions(struct world *w)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_dns_question q;

    ex_buf_add_char(&out, '\n');
    while (ex_dns_plan_next(w->plan, &q))
        ex_buf_printf(&out, "%.*s %.*s %.*s\n",
                      EX_FMT(ex_dns_view_name((enum ex_dns_view)q.view)), EX_FMT(q.name),
                      EX_FMT(ex_dns_type_name((enum ex_dns_type)q.type)));
    return ex_arena_str(w->f->arena, ex_buf_str(&out)).p;
}

static bool has(const char *lines, const char *line)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();

    return strstr(lines, ex_arena_printf(arena, "\n%s\n", line).p) != NULL;
}

static size_t count(const char *lines)
{
    size_t n = 0;

    for (; *lines; lines++)
        n += *lines == '\n';
    return n - 1;
}

/* Tell the plan that a name has one record. */
static void tell(struct world *w, enum ex_dns_view view, const char *name, enum ex_dns_type type,
                 const char *data)
{
    struct ex_dns_record record = {
        .owner = ex_str(name), .type = (uint16_t)type, .data = ex_str(data)};
    struct ex_dns_answer answer = {.question = {(uint8_t)view, (uint16_t)type, ex_str(name)},
                                   .status = EX_DNS_ANSWERED,
                                   .records = &record,
                                   .n_records = 1};

    ex_dns_plan_answered(w->plan, &answer);
}

static void a_domain_in_both_views(void **state)
{
    static const char *const lines[] = {
        "public mail.contoso.com MX",        "public mail.contoso.com TXT",
        "public _dmarc.mail.contoso.com TXT", "public _dmarc.contoso.com TXT",
        "public _mta-sts.mail.contoso.com TXT", "public _smtp._tls.mail.contoso.com TXT",
        "public autodiscover.mail.contoso.com A", "public autodiscover.mail.contoso.com AAAA",
        "internal autodiscover.mail.contoso.com A", "internal autodiscover.mail.contoso.com AAAA",
        "public _autodiscover._tcp.mail.contoso.com SRV",
        "internal _autodiscover._tcp.mail.contoso.com SRV",
        "public s1._domainkey.mail.contoso.com TXT"};
    struct world *w = *state;

    add_domain(w, "mail.contoso.com");
    *EX_PUSH(&w->assumed.dkim_selectors, struct ex_str) = EX_STR("s1");
    make_plan(w, true, true);
    const char *all = questions(w);
    for (size_t i = 0; i < EX_COUNT(lines); i++) {
        if (!has(all, lines[i]))
            fail_msg("%s is not asked", lines[i]);
    }
    assert_int_equal(count(all), EX_COUNT(lines));
    assert_int_equal(ex_dns_plan_count(w->plan), EX_COUNT(lines));
}

static void names_of_the_inside_stay_inside(void **state)
{
    static const char *const names[] = {"contoso.local", "corp.contoso.internal", "home.arpa",
                                        "mail.home.arpa", "contoso"};
    struct world *w = *state;

    for (size_t i = 0; i < EX_COUNT(names); i++)
        add_domain(w, names[i]);
    make_plan(w, true, true);
    const char *all = questions(w);
    assert_null(strstr(all, "public"));
    assert_true(has(all, "internal autodiscover.contoso.local A"));
    tell(w, EX_DNS_INTERNAL, "_autodiscover._tcp.contoso.local", EX_DNS_SRV, "mail.contoso.local");
    all = questions(w);
    assert_null(strstr(all, "public"));
    assert_true(has(all, "internal mail.contoso.local A"));
}

static void an_answer_from_outside_raises_no_question_about_the_inside(void **state)
{
    struct world *w = *state;

    add_domain(w, "contoso.com");
    make_plan(w, true, true);
    (void)questions(w);
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "mail.contoso.local");
    assert_int_equal(count(questions(w)), 0);
}

static void only_views_that_are_asked(void **state)
{
    struct world *w = *state;

    add_domain(w, "contoso.com");
    make_plan(w, true, false);
    const char *all = questions(w);
    assert_null(strstr(all, "internal"));
    assert_non_null(strstr(all, "public"));
}

static void domains_that_are_patterns(void **state)
{
    struct world *w = *state;

    add_domain(w, "*");
    add_domain(w, "*.contoso.com");
    make_plan(w, true, true);
    const char *all = questions(w);
    assert_true(has(all, "public contoso.com MX"));
    assert_null(strchr(all, '*'));
    assert_int_equal(count(all), 11);
}

static void names_in_idna(void **state)
{
    struct world *w = *state;

    add_domain(w, "B\xC3\x9C" "CHER.contoso.com");
    make_plan(w, true, false);
    assert_true(has(questions(w), "public xn--bcher-kva.contoso.com MX"));
}

static void hosts_and_servers(void **state)
{
    struct world *w = *state;
    struct ex_raw *owa = object_raw(w->f, MANAGEMENT "ADOwaVirtualDirectory");
    struct ex_raw *server = object_raw(w->f, MANAGEMENT "ExchangeServer");

    with_text(w->f, owa, "Identity", "EX01\\owa (Default Web Site)");
    with_text(w->f, owa, "ExternalUrl", "https://mail.contoso.com/owa");
    add(w, with_text(w->f, owa, "InternalUrl", "https://192.0.2.7/owa"));
    with_text(w->f, server, "Name", "EX01");
    add(w, with_text(w->f, server, "Fqdn", "ex01.ad.contoso.com"));
    make_plan(w, true, true);
    const char *all = questions(w);
    assert_true(has(all, "public mail.contoso.com A"));
    assert_true(has(all, "internal mail.contoso.com AAAA"));
    assert_true(has(all, "internal ex01.ad.contoso.com A"));
    assert_null(strstr(all, "public ex01"));
    assert_null(strstr(all, "192.0.2.7")); /* an address is no name */
}

static void what_is_assumed(void **state)
{
    struct world *w = *state;

    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("192.0.2.1");
    *EX_PUSH(&w->assumed.outbound, struct ex_str) = EX_STR("2001:db8::1");
    *EX_PUSH(&w->assumed.gateways, struct ex_str) = EX_STR("gate.contoso.com");
    make_plan(w, true, true);
    const char *all = questions(w);
    assert_true(has(all, "public 1.2.0.192.in-addr.arpa PTR"));
    assert_true(has(all, "public 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
                         "ip6.arpa PTR"));
    assert_true(has(all, "public gate.contoso.com A"));
    tell(w, EX_DNS_PUBLIC, "1.2.0.192.in-addr.arpa", EX_DNS_PTR, "out.contoso.com");
    assert_true(has(questions(w), "public out.contoso.com AAAA"));
}

static void answers_raise_questions(void **state)
{
    struct world *w = *state;

    add_domain(w, "contoso.com");
    make_plan(w, true, false);
    (void)questions(w);
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "mail.fabrikam.com");
    const char *all = questions(w);
    assert_int_equal(count(all), 3);
    assert_true(has(all, "public mail.fabrikam.com A"));
    assert_true(has(all, "public mail.fabrikam.com AAAA"));
    assert_true(has(all, "public _25._tcp.mail.fabrikam.com TLSA"));
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "mail.fabrikam.com");
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, ""); /* a null MX */
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "192.0.2.1");
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "a b.contoso.com");
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_TXT, "hello");
    assert_int_equal(count(questions(w)), 0);
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_TXT,
         "v=spf1 mx a:a.com include:%{d}.x.com include:b.com exists:e.com redirect=c.com");
    all = questions(w);
    assert_int_equal(count(all), 5);
    assert_true(has(all, "public b.com TXT"));
    assert_true(has(all, "public c.com TXT"));
    assert_true(has(all, "public e.com A"));
}

/* Each answer raises another question: it ends. */
static void bounds(void **state)
{
    struct world *w = *state;
    struct ex_dns_question q;
    size_t asked = 0;

    add_domain(w, "contoso.com");
    make_plan(w, true, false);
    while (ex_dns_plan_next(w->plan, &q)) {
        asked++;
        if (q.type == EX_DNS_TXT)
            tell(w, EX_DNS_PUBLIC, ex_arena_str(w->f->arena, q.name).p, EX_DNS_TXT,
                 ex_arena_printf(w->f->arena, "v=spf1 include:x%zu.com include:y%zu.com", asked,
                                 asked).p);
        assert_true(asked < 1000);
    }
    assert_true(ex_dns_plan_is_full(w->plan));
}

static void an_endless_chain(void **state)
{
    struct world *w = *state;
    struct ex_dns_question q;
    size_t asked = 0;

    add_domain(w, "contoso.com");
    make_plan(w, true, false);
    (void)questions(w);
    tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_TXT, "v=spf1 include:x.com");
    while (ex_dns_plan_next(w->plan, &q)) {
        asked++;
        tell(w, EX_DNS_PUBLIC, ex_arena_str(w->f->arena, q.name).p, EX_DNS_TXT,
             ex_arena_printf(w->f->arena, "v=spf1 include:x%zu.com", asked).p);
        assert_true(asked < 100);
    }
    assert_false(ex_dns_plan_is_full(w->plan));
}

static void the_fingerprint_knows_no_order(void **state)
{
    struct world *w = *state;
    bool views[EX_N_DNS_VIEWS] = {true, true};
    struct ex_str prints[3];

    for (int i = 0; i < 3; i++) {
        struct ex_graph *graph = ex_graph_new();
        ex_graph_free(w->graph);
        w->graph = graph;
        add_domain(w, i == 1 ? "fabrikam.com" : "contoso.com");
        add_domain(w, i == 1 ? "contoso.com" : i == 2 ? "fabrikam.net" : "fabrikam.com");
        ex_graph_link(graph);
        struct ex_dns_plan *plan = ex_dns_plan_new(graph, &w->assumed, views);
        prints[i] = ex_dns_plan_fingerprint(plan, w->f->arena);
        w->plan = plan;
        tell(w, EX_DNS_PUBLIC, "contoso.com", EX_DNS_MX, "mail.contoso.com");
        /* answers do not change it */
        assert_true(ex_str_eq(prints[i], ex_dns_plan_fingerprint(plan, w->f->arena)));
        ex_dns_plan_free(plan);
        w->plan = NULL;
    }
    assert_true(ex_str_eq(prints[0], prints[1]));
    assert_false(ex_str_eq(prints[0], prints[2]));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_domain_in_both_views),
        TEST(names_of_the_inside_stay_inside),
        TEST(an_answer_from_outside_raises_no_question_about_the_inside),
        TEST(only_views_that_are_asked),
        TEST(domains_that_are_patterns),
        TEST(names_in_idna),
        TEST(hosts_and_servers),
        TEST(what_is_assumed),
        TEST(answers_raise_questions),
        TEST(bounds),
        TEST(an_endless_chain),
        TEST(the_fingerprint_knows_no_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
