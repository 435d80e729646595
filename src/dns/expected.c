/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the configuration to records. What no export says (public addresses,
 * the host that takes mail) stands in angle brackets, unless it was declared.
 */
#include "dns/expected.h"

#include "base/buf.h"
#include "base/map.h"
#include "model/host.h"

#include <stdlib.h>

/* A host that clients use in one view. */
struct host {
    struct ex_str name;
    unsigned view;
    unsigned uses;                 /* directories and the like that name it */
    struct ex_buf services;        /* "OWA, ECP" */
    const struct ex_node *server;  /* of those that name it, the first; may be NULL */
    bool several;                  /* there are more of them */
};

struct expecting {
    const struct ex_graph *graph;
    const struct ex_dns_assumed *assumed;
    struct ex_arena *arena;
    struct ex_vec *out;
    struct ex_map *known;      /* what was added, by "0 contoso.com MX 10 mail.contoso.com" */
    struct ex_vec hosts;       /* of struct host *, in their order */
    struct ex_map *by_name;    /* of struct host *, by "0 owa.contoso.com" */
    struct ex_map *domains;    /* accepted domains */
};

/* The accepted domain that a name belongs to, the longest; else what was registered. */
static struct ex_str domain_of(struct expecting *e, struct ex_str name)
{
    struct ex_str rest = name;

    while (rest.n) {
        if (ex_map_get(e->domains, rest))
            return rest;
        size_t dot = ex_str_find(rest, '.');
        rest = ex_str_slice(rest, dot == SIZE_MAX ? rest.n : dot + 1, rest.n);
    }
    struct ex_str registrable = ex_host_registrable(name);
    return registrable.n ? registrable : name;
}

static void expect(struct expecting *e, struct ex_dns_expected record)
{
    struct ex_str key =
        ex_arena_printf(e->arena, "%u %.*s %u %.*s", record.view, EX_FMT(record.name),
                        (unsigned)record.type, EX_FMT(record.data));

    if (ex_map_get(e->known, key))
        return;
    ex_map_put(e->known, key, e);
    record.placeholder = ex_str_find(record.data, '<') != SIZE_MAX;
    record.domain = ex_arena_str(e->arena, domain_of(e, record.name));
    *EX_PUSH(e->out, struct ex_dns_expected) = record;
}

/* ---- hosts ---- */

static struct ex_str host_in(const struct ex_value *cell)
{
    if (cell->tag == EX_STRUCT && cell->flags == EX_STRUCT_Url)
        cell = &cell->u.items[EX_F_Url_host];
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

static struct host *find_host(const struct expecting *e, unsigned view, struct ex_str name)
{
    return ex_map_get(e->by_name, ex_arena_printf(e->arena, "%u %.*s", view, EX_FMT(name)));
}

static struct host *add_host(struct expecting *e, unsigned view, struct ex_str name)
{
    struct host *host = find_host(e, view, name);

    if (host)
        return host;
    host = EX_NEW(e->arena, struct host);
    *host = (struct host){.name = ex_arena_str(e->arena, name), .view = view,
                          .services = EX_BUF_INIT};
    ex_map_put(e->by_name, ex_arena_printf(e->arena, "%u %.*s", view, EX_FMT(name)), host);
    *EX_PUSH(&e->hosts, struct host *) = host;
    return host;
}

static bool has_service(struct ex_str services, struct ex_str service)
{
    struct ex_str part;

    while (ex_str_split(&services, ',', &part)) {
        if (ex_str_eq(ex_str_trim(part), service))
            return true;
    }
    return false;
}

/* A use of a host; what DNS cannot have, or the Internet does not know, is left out. */
static void use_host(struct expecting *e, unsigned view, struct ex_str name,
                     const struct ex_value *server, struct ex_str service)
{
    struct ex_ip ip;

    if (!ex_host_valid(name) || ex_ip_parse(name, &ip) ||
        (view == EX_DNS_PUBLIC && !ex_host_public(name)))
        return;
    struct host *host = add_host(e, view, name);
    host->uses++;
    if (!has_service(ex_buf_str(&host->services), service))
        ex_buf_printf(&host->services, "%s%.*s", host->services.n ? ", " : "", EX_FMT(service));
    if (!server || server->tag != EX_NODE)
        return;
    host->several = host->several || (host->server && host->server != server->u.node);
    if (!host->server)
        host->server = server->u.node;
}

static bool is_back_end(const struct ex_value *flag)
{
    return flag->tag == EX_BOOL && flag->u.b;
}

/* No client reads the URLs of the Autodiscover directories. */
static void use_directories(struct expecting *e)
{
    size_t n = ex_graph_count(e->graph, EX_KIND_ExchangeVirtualDirectory);

    for (size_t i = 0; i < n; i++) {
        const struct ex_value *cells =
            ex_graph_node(e->graph, EX_KIND_ExchangeVirtualDirectory, i)->cells;
        const struct ex_value *server = &cells[EX_P_ExchangeVirtualDirectory_Server];
        const struct ex_value *service = &cells[EX_P_ExchangeVirtualDirectory_Service];
        struct ex_str external = host_in(&cells[EX_P_ExchangeVirtualDirectory_ExternalUrl]);
        struct ex_str internal = host_in(&cells[EX_P_ExchangeVirtualDirectory_InternalUrl]);
        struct ex_str name = service->tag == EX_STRING ? ex_value_str(service) : EX_STR("clients");

        if (is_back_end(&cells[EX_P_ExchangeVirtualDirectory_BackEnd]) ||
            ex_str_eq(name, EX_STR("Autodiscover")))
            continue;
        use_host(e, EX_DNS_PUBLIC, external, server, name);
        use_host(e, EX_DNS_INTERNAL, internal, server, name);
    }
}

static void use_other_hosts(struct expecting *e)
{
    static const struct {
        enum ex_kind_id kind;
        int host;
        int server;
        enum ex_dns_view view;
        const char *service;
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
            use_host(e, hosts[i].view, host_in(&node->cells[hosts[i].host]),
                     &node->cells[hosts[i].server], ex_str(hosts[i].service));
        }
    }
}

static struct ex_str fqdn_of(const struct ex_node *server)
{
    struct ex_str fqdn =
        server && !server->stub ? host_in(&server->cells[EX_P_ExchangeServer_Fqdn]) : EX_STR("");

    return ex_host_valid(fqdn) ? fqdn : EX_STR("");
}

/* An alias of the server, as the document has it, where the host is that of one server. A domain
 * has other records, so that it cannot be an alias (RFC 1034, 3.6.2). */
static void expect_inside(struct expecting *e, const struct host *host,
                          struct ex_dns_expected record)
{
    struct ex_str server = fqdn_of(host->server);

    if (!host->several && server.n && !ex_str_eq(server, host->name) &&
        !ex_map_get(e->domains, host->name)) {
        record.type = EX_DNS_CNAME;
        record.data = server;
    } else if (host->several) {
        record.data = EX_STR("<address of the servers or their load balancer>");
    } else {
        record.data = EX_STR("<address of the server>");
    }
    expect(e, record);
}

static void expect_hosts(struct expecting *e)
{
    for (size_t i = 0; i < e->hosts.n; i++) {
        struct host *host = *EX_AT(&e->hosts, struct host *, i);
        struct ex_dns_expected record = {
            .view = (uint8_t)host->view,
            .purpose = EX_DNS_FOR_HOST,
            .name = host->name,
            .type = EX_DNS_A,
            .data = EX_STR("<public address>"),
            .reason = ex_arena_str(e->arena, ex_buf_str(&host->services)),
        };

        if (host->view == EX_DNS_INTERNAL)
            expect_inside(e, host, record);
        else
            expect(e, record);
    }
}

/* The host that most clients use; empty when there is none. */
static struct ex_str main_host(const struct expecting *e, unsigned view)
{
    const struct host *best = NULL;

    for (size_t i = 0; i < e->hosts.n; i++) {
        const struct host *host = *EX_AT(&e->hosts, struct host *, i);

        if (host->view == view && (!best || host->uses > best->uses))
            best = host;
    }
    return best ? best->name : EX_STR("");
}

/* ---- mail ---- */

static bool is_address(struct ex_str text)
{
    struct ex_ip ip;

    return ex_ip_parse(text, &ip);
}

static void expect_mx(struct expecting *e, struct ex_str domain)
{
    struct ex_dns_expected record = {
        .view = EX_DNS_PUBLIC,
        .purpose = EX_DNS_FOR_MAIL,
        .name = domain,
        .type = EX_DNS_MX,
        .data = EX_STR("10 <host that takes mail>"),
        .reason = ex_arena_printf(e->arena, "mail for %.*s", EX_FMT(domain)),
    };
    bool declared = false;

    for (size_t i = 0; i < e->assumed->gateways.n; i++) {
        struct ex_str gateway = *EX_AT(&e->assumed->gateways, struct ex_str, i);

        if (is_address(gateway))
            continue;
        record.data = ex_arena_printf(e->arena, "10 %.*s", EX_FMT(gateway));
        expect(e, record);
        declared = true;
    }
    if (!declared)
        expect(e, record);
}

/* Addresses of gateways that were declared: they are those of the host when there is only one. */
static void expect_gateway(struct expecting *e, struct ex_str host, bool only)
{
    struct ex_dns_expected record = {
        .view = EX_DNS_PUBLIC,
        .purpose = EX_DNS_FOR_HOST,
        .name = host,
        .type = EX_DNS_A,
        .data = EX_STR("<public address>"),
        .reason = EX_STR("mail"),
    };
    bool declared = false;

    for (size_t i = 0; only && i < e->assumed->gateways.n; i++) {
        struct ex_str address = *EX_AT(&e->assumed->gateways, struct ex_str, i);

        if (!is_address(address))
            continue;
        record.type = ex_str_find(address, ':') == SIZE_MAX ? EX_DNS_A : EX_DNS_AAAA;
        record.data = address;
        expect(e, record);
        declared = true;
    }
    if (!declared && ex_host_public(host) && !find_host(e, EX_DNS_PUBLIC, host))
        expect(e, record);
}

static void expect_gateways(struct expecting *e)
{
    size_t names = 0;

    for (size_t i = 0; i < e->assumed->gateways.n; i++)
        names += !is_address(*EX_AT(&e->assumed->gateways, struct ex_str, i));
    for (size_t i = 0; i < e->assumed->gateways.n; i++) {
        struct ex_str gateway = *EX_AT(&e->assumed->gateways, struct ex_str, i);

        if (!is_address(gateway))
            expect_gateway(e, gateway, names == 1);
    }
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

static void expect_policies(struct expecting *e, struct ex_str domain)
{
    expect(e, (struct ex_dns_expected){.view = EX_DNS_PUBLIC,
                                       .purpose = EX_DNS_FOR_SENDING,
                                       .name = domain,
                                       .type = EX_DNS_TXT,
                                       .data = spf_record(e),
                                       .reason = EX_STR("SPF")});
    expect(e, (struct ex_dns_expected){
                  .view = EX_DNS_PUBLIC,
                  .purpose = EX_DNS_FOR_POLICY,
                  .name = ex_arena_printf(e->arena, "_dmarc.%.*s", EX_FMT(domain)),
                  .type = EX_DNS_TXT,
                  .data = ex_arena_printf(e->arena, "v=DMARC1; p=none; rua=mailto:<mailbox>@%.*s",
                                          EX_FMT(domain)),
                  .reason = EX_STR("DMARC")});
}

/* The name that servers greet with, when all connectors have the same. */
static struct ex_str greeting(const struct expecting *e)
{
    size_t n = ex_graph_count(e->graph, EX_KIND_SendConnector);
    struct ex_str name = EX_STR("");

    for (size_t i = 0; i < n; i++) {
        const struct ex_node *node = ex_graph_node(e->graph, EX_KIND_SendConnector, i);
        struct ex_str fqdn = host_in(&node->cells[EX_P_SendConnector_Fqdn]);

        if (!fqdn.n)
            continue;
        if ((name.n && !ex_str_eq(name, fqdn)) || !ex_host_valid(fqdn) || !ex_host_public(fqdn))
            return EX_STR("");
        name = fqdn;
    }
    return name;
}

static void expect_reverse(struct expecting *e)
{
    struct ex_str name = greeting(e);

    for (size_t i = 0; i < e->assumed->outbound.n; i++) {
        struct ex_str address = *EX_AT(&e->assumed->outbound, struct ex_str, i);

        expect(e, (struct ex_dns_expected){
                      .view = EX_DNS_PUBLIC,
                      .purpose = EX_DNS_FOR_REVERSE,
                      .name = ex_dns_reverse_name(e->arena, address),
                      .type = EX_DNS_PTR,
                      .data = name.n ? name : EX_STR("<name that the server greets with>"),
                      .reason = ex_arena_printf(e->arena, "mail from %.*s", EX_FMT(address))});
    }
}

/* ---- domains ---- */

static void expect_autodiscover(struct expecting *e, unsigned view, struct ex_str domain,
                                struct ex_str target)
{
    struct ex_str name = ex_arena_printf(e->arena, "autodiscover.%.*s", EX_FMT(domain));

    if (!target.n || ex_str_eq(target, name) || find_host(e, view, name))
        return;
    expect(e, (struct ex_dns_expected){.view = (uint8_t)view,
                                       .purpose = EX_DNS_FOR_AUTODISCOVER,
                                       .name = name,
                                       .type = EX_DNS_CNAME,
                                       .data = target,
                                       .reason = EX_STR("Autodiscover")});
    if (view != EX_DNS_PUBLIC)
        return;
    expect(e, (struct ex_dns_expected){
                  .view = (uint8_t)view,
                  .purpose = EX_DNS_FOR_SERVICE,
                  .name = ex_arena_printf(e->arena, "_autodiscover._tcp.%.*s", EX_FMT(domain)),
                  .type = EX_DNS_SRV,
                  .data = ex_arena_printf(e->arena, "0 0 443 %.*s", EX_FMT(target)),
                  .alternative = true,
                  .reason = EX_STR("Autodiscover, instead")});
}

/* Domains that Microsoft 365 serves itself need nothing. */
static bool is_of_microsoft(struct ex_str domain)
{
    static const char *const suffixes[] = {"onmicrosoft.com", "onmicrosoft.us", "onmicrosoft.de",
                                           "onmschina.cn"};

    for (size_t i = 0; i < EX_COUNT(suffixes); i++) {
        if (ex_host_under(domain, ex_str(suffixes[i])))
            return true;
    }
    return false;
}

static void expect_domains(struct expecting *e)
{
    size_t n = ex_graph_count(e->graph, EX_KIND_AcceptedDomain);
    struct ex_str outside = main_host(e, EX_DNS_PUBLIC);
    struct ex_str inside = main_host(e, EX_DNS_INTERNAL);

    for (size_t i = 0; i < n; i++) {
        struct ex_str domain = ex_dns_domain(ex_graph_node(e->graph, EX_KIND_AcceptedDomain, i));

        if (!ex_map_get(e->domains, domain))
            continue;
        expect_autodiscover(e, EX_DNS_INTERNAL, domain, inside.n ? inside : outside);
        if (!ex_host_public(domain))
            continue;
        expect_mx(e, domain);
        expect_autodiscover(e, EX_DNS_PUBLIC, domain, outside);
        expect_policies(e, domain);
    }
}

static void read_domains(struct expecting *e)
{
    size_t n = ex_graph_count(e->graph, EX_KIND_AcceptedDomain);

    for (size_t i = 0; i < n; i++) {
        struct ex_str domain = ex_dns_domain(ex_graph_node(e->graph, EX_KIND_AcceptedDomain, i));

        if (ex_host_valid(domain) && !is_of_microsoft(domain))
            ex_map_put(e->domains, domain, e);
    }
}

/* ---- order ---- */

static int by_place(const void *pa, const void *pb)
{
    const struct ex_dns_expected *a = pa;
    const struct ex_dns_expected *b = pb;

    if (a->view != b->view)
        return a->view < b->view ? -1 : 1;
    /* Reverse zones are somebody else's, often: they stand at the end. */
    if ((a->purpose == EX_DNS_FOR_REVERSE) != (b->purpose == EX_DNS_FOR_REVERSE))
        return a->purpose == EX_DNS_FOR_REVERSE ? 1 : -1;
    int order = ex_str_cmp(a->domain, b->domain);
    if (order == 0 && a->purpose != b->purpose)
        order = a->purpose < b->purpose ? -1 : 1;
    if (order == 0)
        order = ex_str_cmp(a->name, b->name);
    return order ? order : ex_str_cmp(a->data, b->data);
}

static void free_expecting(struct expecting *e)
{
    for (size_t i = 0; i < e->hosts.n; i++)
        ex_buf_free(&(*EX_AT(&e->hosts, struct host *, i))->services);
    ex_vec_free(&e->hosts);
    ex_map_free(e->known);
    ex_map_free(e->by_name);
    ex_map_free(e->domains);
}

void ex_dns_expect(const struct ex_graph *graph, const struct ex_dns_assumed *assumed,
                   const struct ex_dns_answers *answers, struct ex_arena *arena,
                   struct ex_vec *out)
{
    struct expecting EX_AUTO(free_expecting) e = {
        .graph = graph, .assumed = assumed, .arena = arena, .out = out,
        .known = ex_map_new(false), .hosts = EX_VEC(struct host *),
        .by_name = ex_map_new(false), .domains = ex_map_new(false)};

    read_domains(&e);
    use_directories(&e);
    use_other_hosts(&e);
    expect_hosts(&e);
    expect_gateways(&e);
    expect_domains(&e);
    expect_reverse(&e);
    if (out->n)
        qsort(out->items, out->n, sizeof(struct ex_dns_expected), by_place);
    if (answers)
        ex_dns_expected_compare(assumed, answers, arena, out);
}
