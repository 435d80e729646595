/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the configuration to records. What no export says (public addresses,
 * the host that takes mail) stands in angle brackets, unless it was declared.
 */
#include "dns/expected.h"

#include "base/buf.h"
#include "base/map.h"
#include "dns/policy.h"
#include "dns/spf.h"
#include "model/host.h"

#include <stdlib.h>

enum { MAX_FOUND = 4 };

struct expecting {
    const struct ex_graph *graph;
    const struct ex_dns_assumed *assumed;
    const struct ex_dns_answers *answers;
    struct ex_arena *arena;
    struct ex_vec *out;
    struct ex_map *known;      /* "0 1 owa.contoso.com" of each record */
    struct ex_str clients;     /* host that clients outside use, or p NULL */
};

struct ex_str ex_dns_expected_state_name(enum ex_dns_expected_state state)
{
    static const char *const names[EX_N_DNS_EXPECTED_STATES] = {
        [EX_DNS_NOT_ASKED] = "",        [EX_DNS_NOT_KNOWN] = "not answered",
        [EX_DNS_PRESENT] = "present",   [EX_DNS_MISSING] = "missing",
        [EX_DNS_DIFFERENT] = "different",
    };

    return ex_str(names[state]);
}

static struct ex_str key_of(struct expecting *e, enum ex_dns_view view, struct ex_str name,
                            enum ex_dns_type type)
{
    return ex_arena_printf(e->arena, "%u %u %.*s", view, (unsigned)type, EX_FMT(name));
}

static void expect(struct expecting *e, enum ex_dns_view view, struct ex_str name,
                   enum ex_dns_type type, struct ex_str data, struct ex_str reason)
{
    struct ex_str key = key_of(e, view, name, type);

    if (ex_map_get(e->known, key))
        return;
    /* A CNAME stands alone: a host that has its own address needs none. */
    if (type == EX_DNS_CNAME && ex_map_get(e->known, key_of(e, view, name, EX_DNS_A)))
        return;
    ex_map_put(e->known, key, e);
    *EX_PUSH(e->out, struct ex_dns_expected) = (struct ex_dns_expected){
        .view = (uint8_t)view,
        .name = ex_arena_str(e->arena, name),
        .type = (uint16_t)type,
        .data = data,
        .placeholder = ex_str_find(data, '<') != SIZE_MAX,
        .reason = reason,
    };
}

/* ---- hosts ---- */

static struct ex_str host_in(const struct ex_value *cell)
{
    if (cell->tag == EX_STRUCT && cell->flags == EX_STRUCT_Url)
        cell = &cell->u.items[EX_F_Url_host];
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

static struct ex_str server_name(const struct ex_node *node, int prop)
{
    const struct ex_value *link = &node->cells[prop];

    return link->tag == EX_NODE ? link->u.node->identity : EX_STR("the server");
}

static void expect_host(struct expecting *e, enum ex_dns_view view, struct ex_str host,
                        struct ex_str server, struct ex_str reason)
{
    struct ex_ip ip;
    struct ex_str data = view == EX_DNS_PUBLIC
                             ? EX_STR("<public address>")
                             : ex_arena_printf(e->arena, "<address of %.*s>", EX_FMT(server));

    if (host.n == 0 || ex_ip_parse(host, &ip) || (view == EX_DNS_PUBLIC && !ex_host_public(host)))
        return;
    expect(e, view, host, EX_DNS_A, data, reason);
}

static bool is_back_end(const struct ex_node *node)
{
    const struct ex_value *flag = &node->cells[EX_P_ExchangeVirtualDirectory_BackEnd];

    return flag->tag == EX_BOOL && flag->u.b;
}

static void expect_directories(struct expecting *e)
{
    size_t n = ex_graph_count(e->graph, EX_KIND_ExchangeVirtualDirectory);

    for (size_t i = 0; i < n; i++) {
        const struct ex_node *node = ex_graph_node(e->graph, EX_KIND_ExchangeVirtualDirectory, i);
        const struct ex_value *service = &node->cells[EX_P_ExchangeVirtualDirectory_Service];
        struct ex_str external = host_in(&node->cells[EX_P_ExchangeVirtualDirectory_ExternalUrl]);
        struct ex_str internal = host_in(&node->cells[EX_P_ExchangeVirtualDirectory_InternalUrl]);
        struct ex_str server = server_name(node, EX_P_ExchangeVirtualDirectory_Server);
        struct ex_str reason =
            service->tag == EX_STRING ? ex_value_str(service) : EX_STR("clients");

        if (is_back_end(node))
            continue;
        if (!e->clients.p && ex_host_public(external))
            e->clients = external;
        expect_host(e, EX_DNS_PUBLIC, external, server, reason);
        expect_host(e, EX_DNS_INTERNAL, internal, server, reason);
        expect_host(e, EX_DNS_INTERNAL, external, server, reason);
    }
}

static void expect_other_hosts(struct expecting *e)
{
    static const struct {
        enum ex_kind_id kind;
        int host;
        int server;
        enum ex_dns_view view;
        const char *reason;
    } hosts[] = {
        {EX_KIND_OutlookAnywhere, EX_P_OutlookAnywhere_ExternalHostname,
         EX_P_OutlookAnywhere_Server, EX_DNS_PUBLIC, "Outlook Anywhere"},
        {EX_KIND_OutlookAnywhere, EX_P_OutlookAnywhere_InternalHostname,
         EX_P_OutlookAnywhere_Server, EX_DNS_INTERNAL, "Outlook Anywhere"},
        {EX_KIND_ClientAccessService, EX_P_ClientAccessService_AutoDiscoverServiceInternalUri,
         EX_P_ClientAccessService_Server, EX_DNS_INTERNAL, "Autodiscover"},
    };

    for (size_t i = 0; i < EX_COUNT(hosts); i++) {
        size_t n = ex_graph_count(e->graph, hosts[i].kind);

        for (size_t j = 0; j < n; j++) {
            const struct ex_node *node = ex_graph_node(e->graph, hosts[i].kind, j);
            expect_host(e, hosts[i].view, host_in(&node->cells[hosts[i].host]),
                        server_name(node, hosts[i].server), ex_str(hosts[i].reason));
        }
    }
}

/* ---- domains ---- */

static struct ex_str mail_host(const struct expecting *e)
{
    for (size_t i = 0; i < e->assumed->gateways.n; i++) {
        struct ex_str gateway = *EX_AT(&e->assumed->gateways, struct ex_str, i);
        struct ex_ip ip;

        if (!ex_ip_parse(gateway, &ip))
            return gateway;
    }
    return EX_STR("<host that takes mail>");
}

/* What is declared to send mail, and the hosts that take it. */
static struct ex_str spf_record(struct expecting *e)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t n = e->assumed->outbound.n;

    ex_buf_add_text(&text, "v=spf1 mx");
    for (size_t i = 0; i < n; i++) {
        struct ex_str address = *EX_AT(&e->assumed->outbound, struct ex_str, i);
        ex_buf_printf(&text, " ip%c:%.*s", ex_str_find(address, ':') == SIZE_MAX ? '4' : '6',
                      EX_FMT(address));
    }
    ex_buf_add_text(&text, n ? " -all" : " <what else sends mail> -all");
    return ex_arena_str(e->arena, ex_buf_str(&text));
}

static void expect_domain(struct expecting *e, struct ex_str domain)
{
    struct ex_str mail = ex_arena_printf(e->arena, "mail for %.*s", EX_FMT(domain));
    struct ex_str autodiscover =
        ex_arena_printf(e->arena, "autodiscover.%.*s", EX_FMT(domain));
    struct ex_str host = mail_host(e);

    if (!ex_host_public(domain))
        return;
    expect(e, EX_DNS_PUBLIC, domain, EX_DNS_MX,
           ex_arena_printf(e->arena, "10 %.*s", EX_FMT(host)), mail);
    expect(e, EX_DNS_PUBLIC, domain, EX_DNS_TXT, spf_record(e), EX_STR("SPF"));
    expect(e, EX_DNS_PUBLIC, ex_arena_printf(e->arena, "_dmarc.%.*s", EX_FMT(domain)), EX_DNS_TXT,
           ex_arena_printf(e->arena, "v=DMARC1; p=none; rua=mailto:<mailbox>@%.*s", EX_FMT(domain)),
           EX_STR("DMARC"));
    if (e->clients.p && !ex_str_eq(e->clients, autodiscover)) {
        expect(e, EX_DNS_PUBLIC, autodiscover, EX_DNS_CNAME, e->clients,
                     EX_STR("Autodiscover"));
        expect(e, EX_DNS_INTERNAL, autodiscover, EX_DNS_CNAME, e->clients,
                     EX_STR("Autodiscover"));
    }
}

static void expect_domains(struct expecting *e)
{
    size_t n = ex_graph_count(e->graph, EX_KIND_AcceptedDomain);

    for (size_t i = 0; i < n; i++) {
        struct ex_str domain = ex_dns_domain(ex_graph_node(e->graph, EX_KIND_AcceptedDomain, i));

        if (domain.n)
            expect_domain(e, domain);
    }
    for (size_t i = 0; i < e->assumed->gateways.n; i++)
        expect_host(e, EX_DNS_PUBLIC, *EX_AT(&e->assumed->gateways, struct ex_str, i),
                    EX_STR(""), EX_STR("mail"));
}

/* ---- comparison ---- */

/* Whether a record does what is expected; placeholders take anything of the sort. */
static bool satisfies(const struct ex_dns_expected *expected, const struct ex_dns_record *record)
{
    switch (expected->type) {
    case EX_DNS_MX:
        return expected->placeholder || ex_str_ends(expected->data, record->data);
    case EX_DNS_TXT:
        return ex_str_starts(expected->data, EX_STR("v=spf1"))
                   ? ex_spf_is(record->data)
                   : ex_policy_is(EX_POLICY_DMARC, record->data);
    default:
        return true;
    }
}

static struct ex_str text_of(struct expecting *e, const struct ex_dns_record *record)
{
    if (record->type == EX_DNS_MX)
        return ex_arena_printf(e->arena, "%u %.*s", record->preference, EX_FMT(record->data));
    return record->data;
}

static struct ex_str list_found(struct expecting *e, const struct ex_dns_answer *answer,
                                uint16_t type)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t n = 0;

    for (size_t i = 0; i < answer->n_records && n < MAX_FOUND; i++) {
        if (answer->records[i].type != type)
            continue;
        ex_buf_add_text(&text, n++ ? ", " : "");
        ex_buf_add(&text, text_of(e, &answer->records[i]));
    }
    return ex_arena_str(e->arena, ex_buf_str(&text));
}

static void compare_records(struct expecting *e, struct ex_dns_expected *expected,
                            const struct ex_dns_answer *answer)
{
    bool any = false;
    bool good = false;

    for (size_t i = 0; i < answer->n_records; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        if (record->type != expected->type)
            continue;
        any = true;
        good = good || satisfies(expected, record);
    }
    expected->found = list_found(e, answer, expected->type);
    expected->state = good ? EX_DNS_PRESENT : EX_DNS_MISSING;
    if (any && !good && expected->type == EX_DNS_MX)
        expected->state = EX_DNS_DIFFERENT;
}

/* A CNAME may as well be the addresses of the host that it would lead to. */
static void compare_alias(struct expecting *e, struct ex_dns_expected *expected,
                          const struct ex_dns_answer *answer)
{
    const struct ex_dns_answer *target =
        ex_dns_find(e->answers, (enum ex_dns_view)expected->view, expected->data, EX_DNS_A);
    bool good = false;

    for (size_t i = 0; i < answer->n_records && !good; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        good = record->type == EX_DNS_CNAME && ex_str_eq(record->data, expected->data);
        for (size_t k = 0; target && k < target->n_records && !good; k++)
            good = record->type == EX_DNS_A && target->records[k].type == EX_DNS_A &&
                   ex_str_eq(record->data, target->records[k].data);
    }
    expected->found = list_found(e, answer, EX_DNS_CNAME);
    if (!expected->found.n)
        expected->found = list_found(e, answer, EX_DNS_A);
    expected->state = good                ? EX_DNS_PRESENT
                      : answer->n_records ? EX_DNS_DIFFERENT
                                          : EX_DNS_MISSING;
}

static void compare(struct expecting *e, struct ex_dns_expected *expected)
{
    bool alias = expected->type == EX_DNS_CNAME;
    enum ex_dns_type type = alias ? EX_DNS_A : (enum ex_dns_type)expected->type;
    const struct ex_dns_answer *answer =
        ex_dns_find(e->answers, (enum ex_dns_view)expected->view, expected->name, type);

    if (!answer && !e->answers->asked[expected->view])
        return;
    if (!answer || !ex_dns_is_final(answer->status))
        expected->state = EX_DNS_NOT_KNOWN;
    else if (alias)
        compare_alias(e, expected, answer);
    else
        compare_records(e, expected, answer);
}

static int by_name(const void *pa, const void *pb)
{
    const struct ex_dns_expected *a = pa;
    const struct ex_dns_expected *b = pb;
    struct ex_dns_question x = {a->view, a->type, a->name};
    struct ex_dns_question y = {b->view, b->type, b->name};

    return ex_dns_compare(&x, &y);
}

void ex_dns_expect(const struct ex_graph *graph, const struct ex_dns_assumed *assumed,
                   const struct ex_dns_answers *answers, struct ex_arena *arena,
                   struct ex_vec *out)
{
    struct expecting e = {.graph = graph, .assumed = assumed, .answers = answers,
                          .arena = arena, .out = out, .known = ex_map_new(false)};

    expect_directories(&e);
    expect_other_hosts(&e);
    expect_domains(&e);
    for (size_t i = 0; answers && i < out->n; i++)
        compare(&e, EX_AT(out, struct ex_dns_expected, i));
    if (out->n)
        qsort(out->items, out->n, sizeof(struct ex_dns_expected), by_name);
    ex_map_free(e.known);
}
