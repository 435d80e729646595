/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Properties that exlint works out (EX_DERIVED in schema.def): what a server
 * does in its version of Exchange, and which virtual directories belong to
 * the back end. Absent when what they follow from is.
 *
 * Roles: until 2010 each service was a role of its own; in 2013 clients connect to
 * the Client Access role and mail is sent by the Mailbox role; from 2016 on there is only
 * the Mailbox role (and Edge Transport).
 */
#include "model/convert.h"
#include "model/graph_impl.h"

static bool has_role(const struct ex_value *roles, const char *name)
{
    for (uint32_t i = 0; i < roles->n; i++) {
        if (ex_str_ieq(ex_value_str(&roles->u.items[i]), ex_str(name)))
            return true;
    }
    return false;
}

static bool client_access(const struct ex_value *roles, int64_t major, int64_t minor)
{
    if (has_role(roles, "Edge"))
        return false;
    if (major > 15 || (major == 15 && minor > 0))
        return has_role(roles, "Mailbox");
    return has_role(roles, "ClientAccess") || has_role(roles, "Cafe");
}

static bool transport(const struct ex_value *roles, int64_t major)
{
    if (has_role(roles, "Edge"))
        return true;
    return has_role(roles, major >= 15 ? "Mailbox" : "HubTransport");
}

/** The year in the product's name; empty for versions that are not known. */
static struct ex_str product(int64_t major, int64_t minor, int64_t build)
{
    static const struct {
        int64_t major;
        int64_t minor; /* -1: any */
        int64_t build; /* at least */
        const char *name;
    } products[] = {
        {8, -1, 0, "2007"},  {14, -1, 0, "2010"},  {15, 0, 0, "2013"},
        {15, 1, 0, "2016"},  {15, 2, 2562, "SE"},  {15, 2, 0, "2019"},
    };
    for (size_t i = 0; i < EX_COUNT(products); i++) {
        if (products[i].major == major && build >= products[i].build &&
            (products[i].minor < 0 || products[i].minor == minor))
            return ex_str(products[i].name);
    }
    return EX_STR("");
}

static int64_t number(const struct ex_value *version, int field)
{
    const struct ex_value *f = &version->u.items[field];
    return f->tag == EX_INT ? f->u.i : 0;
}

static void derive_server(struct ex_node *node)
{
    const struct ex_value *roles = &node->cells[EX_P_ExchangeServer_ServerRole];
    const struct ex_value *version = &node->cells[EX_P_ExchangeServer_AdminDisplayVersion];
    if (version->tag != EX_STRUCT)
        return;
    int64_t major = number(version, EX_F_Version_Major);
    int64_t minor = number(version, EX_F_Version_Minor);
    struct ex_str name = product(major, minor, number(version, EX_F_Version_Build));
    struct ex_value *cell = &node->cells[EX_P_ExchangeServer_Product];
    if (name.n) {
        ex_set_string(cell, name);
        cell->off = version->off;
    }
    if (roles->tag != EX_LIST)
        return;
    ex_set_bool(&node->cells[EX_P_ExchangeServer_ClientAccess],
                client_access(roles, major, minor));
    ex_set_bool(&node->cells[EX_P_ExchangeServer_Transport], transport(roles, major));
    node->cells[EX_P_ExchangeServer_ClientAccess].off = roles->off;
    node->cells[EX_P_ExchangeServer_Transport].off = roles->off;
}

static void derive_back_end(struct ex_node *node, int prop)
{
    struct ex_str mark = EX_STR("(Exchange Back End)");
    struct ex_str name = ex_cell_text(node, EX_PROP_NAME);
    struct ex_str text = ex_str_find(name, '(') != SIZE_MAX ? name : node->identity;
    if (ex_str_find(text, '(') == SIZE_MAX)
        return;
    ex_set_bool(&node->cells[prop], ex_str_find_str(text, mark) != SIZE_MAX);
}

void ex_derive(struct ex_graph *graph)
{
    for (size_t i = 0; i < graph->nodes[EX_KIND_ExchangeServer].n; i++)
        derive_server(ex_graph_at(graph, EX_KIND_ExchangeServer, i));
    for (size_t kind = 0; kind < EX_N_KINDS; kind++) {
        int prop = ex_prop_find(ex_kind((enum ex_kind_id)kind), EX_STR("BackEnd"));
        for (size_t i = 0; prop >= 0 && i < graph->nodes[kind].n; i++)
            derive_back_end(ex_graph_at(graph, kind, i), prop);
    }
}

/** Whether an accepted domain takes mail for what is below it; unknown counts as not. */
static bool includes_subdomains(const struct ex_node *node, const struct ex_value *name)
{
    const struct ex_value *match = &node->cells[EX_P_AcceptedDomain_MatchSubDomains];
    return name->u.items[EX_F_SmtpDomain_IncludeSubDomains].u.b ||
           (match->tag == EX_BOOL && match->u.b);
}

void ex_link_domains(struct ex_graph *graph)
{
    for (size_t i = 0; i < graph->nodes[EX_KIND_AcceptedDomain].n; i++) {
        struct ex_node *node = ex_graph_at(graph, EX_KIND_AcceptedDomain, i);
        const struct ex_value *name = &node->cells[EX_P_AcceptedDomain_DomainName];
        if (name->tag != EX_STRUCT) {
            graph->tainted[EX_KIND_AcceptedDomain] = true;
            graph->coverage[EX_KIND_AcceptedDomain] = EX_PARTIAL;
            continue;
        }
        struct ex_str domain = ex_value_str(&name->u.items[EX_F_SmtpDomain_Domain]);
        if (name->u.items[EX_F_SmtpDomain_IsStar].u.b) {
            graph->any_domain = node;
            continue;
        }
        if (!ex_map_get(graph->domains, domain))
            ex_map_put(graph->domains, domain, node);
        if (includes_subdomains(node, name) && !ex_map_get(graph->subdomains, domain))
            ex_map_put(graph->subdomains, domain, node);
    }
}

const struct ex_node *ex_graph_accepted_domain(const struct ex_graph *graph, struct ex_str domain)
{
    const struct ex_node *node = domain.n ? ex_map_get(graph->domains, domain) : NULL;
    while (!node && domain.n > 0) {
        size_t dot = ex_str_find(domain, '.');
        domain = dot == SIZE_MAX ? EX_STR("") : ex_str_slice(domain, dot + 1, domain.n);
        node = domain.n ? ex_map_get(graph->subdomains, domain) : NULL;
    }
    return node ? node : graph->any_domain;
}
