/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The mail-flow map: accepted domains with their MX hosts, Receive connectors, Send connectors.
 */
#include "report/environment_build.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "model/object.h"

#include <stdlib.h>

enum { SMTP_PORT = 25 };

static enum ex_answer both(enum ex_answer a, enum ex_answer b)
{
    if (a == EX_NO || b == EX_NO)
        return EX_NO;
    return a == EX_YES && b == EX_YES ? EX_YES : EX_DONT_KNOW;
}


/* ---- accepted domains ------------------------------------------------------- */

static int mx_order(const void *a, const void *b)
{
    const struct ex_env_mx *x = a, *y = b;
    if (x->preference != y->preference)
        return x->preference < y->preference ? -1 : 1;
    return ex_str_cmp(x->host, y->host);
}

static void list_mx(struct ex_env_make *m, const struct ex_value *records,
                    struct ex_env_domain *domain)
{
    size_t n = records->n < EX_MAX_ENV_ITEMS ? records->n : EX_MAX_ENV_ITEMS;
    struct ex_env_mx *hosts = EX_NEW_ARRAY(m->arena, n, struct ex_env_mx);
    for (size_t i = 0; i < n; i++) {
        const struct ex_value *fields = records->u.items[i].u.items;
        const struct ex_value *host = &fields[EX_F_DnsMx_Exchange];
        const struct ex_value *preference = &fields[EX_F_DnsMx_Preference];
        struct ex_str name = host->tag == EX_STRING ? ex_value_str(host) : EX_STR("");
        if (name.n && !ex_str_eq(name, EX_STR(".")))
            hosts[domain->n_hosts++] = (struct ex_env_mx){
                ex_env_text(m, name), preference->tag == EX_INT ? preference->u.i : 0};
    }
    if (domain->n_hosts > 1)
        qsort(hosts, domain->n_hosts, sizeof *hosts, mx_order);
    domain->hosts = hosts;
    domain->mx = domain->n_hosts ? EX_MX_HOSTS : n ? EX_MX_NULL : EX_MX_NONE;
}

static void ask_mx(struct ex_env_make *m, struct ex_str name, struct ex_env_domain *domain)
{
    struct ex_str identity = ex_arena_printf(m->arena, "%.*s (public)", EX_FMT(name));
    const struct ex_node *node = ex_graph_find(m->graph, EX_KIND_DnsName, identity);
    if (!node)
        return;
    const struct ex_value *records = &node->cells[EX_P_DnsName_MX];
    const struct ex_value *exists = &node->cells[EX_P_DnsName_Exists];
    if (records->tag == EX_LIST)
        list_mx(m, records, domain);
    else if (exists->tag == EX_BOOL && !exists->u.b)
        domain->mx = EX_MX_NONE;
    else if (node->cells[EX_P_DnsName_Failure].tag == EX_STRING)
        domain->mx = EX_MX_FAILED;
}

static struct ex_str field(const struct ex_value *value, int index)
{
    const struct ex_value *f = &value->u.items[index];
    return f->tag == EX_STRING ? ex_value_str(f) : EX_STR("");
}

static struct ex_env_domain describe_domain(struct ex_env_make *m, const struct ex_node *node)
{
    const struct ex_value *name = &node->cells[EX_P_AcceptedDomain_DomainName];
    const struct ex_value *below = &node->cells[EX_P_AcceptedDomain_MatchSubDomains];
    struct ex_env_domain domain = {
        .name = ex_env_name(m, node),
        .type = ex_env_fact(m, &node->cells[EX_P_AcceptedDomain_DomainType]),
        .is_default = ex_env_answer(&node->cells[EX_P_AcceptedDomain_Default]),
    };
    if (name->tag != EX_STRUCT)
        return domain;
    struct ex_str bare = field(name, EX_F_SmtpDomain_Domain);
    domain.name = ex_env_text(m, ex_value_text(m->arena, name));
    if (ex_env_answer(below) == EX_YES && !ex_str_starts(domain.name, EX_STR("*")))
        domain.name = ex_arena_printf(m->arena, "*.%.*s", EX_FMT(domain.name));
    if (bare.n)
        ask_mx(m, bare, &domain);
    return domain;
}

static int domain_order(const void *a, const void *b)
{
    const struct ex_env_domain *x = a, *y = b;
    if ((x->is_default == EX_YES) != (y->is_default == EX_YES))
        return x->is_default == EX_YES ? -1 : 1;
    return ex_env_order(x->name, y->name);
}

static void list_domains(struct ex_env_make *m)
{
    struct ex_environment *env = m->env;
    size_t all = ex_graph_count(m->graph, EX_KIND_AcceptedDomain);
    struct ex_env_domain *list = EX_NEW_ARRAY(m->arena, all, struct ex_env_domain);
    env->dns_asked = ex_graph_coverage(m->graph, EX_KIND_DnsName) == EX_COMPLETE;
    env->domains_list.coverage = ex_graph_coverage(m->graph, EX_KIND_AcceptedDomain);
    for (size_t i = 0; i < all; i++)
        list[i] = describe_domain(m, ex_graph_node(m->graph, EX_KIND_AcceptedDomain, i));
    if (all > 1)
        qsort(list, all, sizeof *list, domain_order);
    env->domains = list;
    env->n_domains = ex_env_limit(&env->domains_list, all, EX_MAX_ENV_DOMAINS);
}

/* ---- Receive connectors ----------------------------------------------------- */

static enum ex_answer listens_on_25(const struct ex_value *bindings)
{
    if (bindings->tag == EX_ABSENT)
        return EX_DONT_KNOW;
    enum ex_answer answer = EX_NO;
    for (uint32_t i = 0; bindings->tag == EX_LIST && i < bindings->n; i++) {
        const struct ex_value *binding = &bindings->u.items[i];
        const struct ex_value *port =
            binding->tag == EX_STRUCT ? &binding->u.items[EX_F_IPBinding_Port] : binding;
        if (port->tag == EX_INT && port->u.i == SMTP_PORT)
            return EX_YES;
        if (port->tag != EX_INT)
            answer = EX_DONT_KNOW;
    }
    return answer;
}

static enum ex_answer covers_internet(const struct ex_value *ranges)
{
    if (ranges->tag == EX_ABSENT)
        return EX_DONT_KNOW;
    size_t n = ranges->tag == EX_LIST ? ranges->n : 0, known = 0;
    struct ex_ip_range *list EX_AUTO(ex_free_auto) = ex_alloc((n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++)
        known += ex_value_range(&ranges->u.items[i], &list[known]);
    if (ex_ip_ranges_cover_public_v4(list, known))
        return EX_YES;
    return known == n ? EX_NO : EX_DONT_KNOW;
}

/* Where rights were granted one by one (Custom), the groups do not tell who may submit. */
static enum ex_answer is_anonymous(const struct ex_texts *groups)
{
    if (ex_texts_have(groups, EX_STR("AnonymousUsers")))
        return EX_YES;
    return !groups->known || ex_texts_have(groups, EX_STR("Custom")) ? EX_DONT_KNOW : EX_NO;
}

static struct ex_env_receive describe_receive(struct ex_env_make *m, const struct ex_node *node)
{
    const struct ex_value *cells = node->cells;
    const struct ex_value *bindings = &cells[EX_P_ReceiveConnector_Bindings];
    const struct ex_value *ranges = &cells[EX_P_ReceiveConnector_RemoteIPRanges];
    struct ex_env_receive c = {
        .name = ex_env_name(m, node),
        .identity = ex_env_text(m, node->identity),
        .server = ex_env_server_of(m, &cells[EX_P_ReceiveConnector_Server]),
        .enabled = ex_env_answer(&cells[EX_P_ReceiveConnector_Enabled]),
        .role = ex_env_fact(m, &cells[EX_P_ReceiveConnector_TransportRole]),
        .bindings = ex_env_texts(m, bindings),
        .ranges = ex_env_texts(m, ranges),
        .permissions = ex_env_texts(m, &cells[EX_P_ReceiveConnector_PermissionGroups]),
        .fqdn = ex_env_fact(m, &cells[EX_P_ReceiveConnector_Fqdn]),
    };
    c.anonymous = is_anonymous(&c.permissions);
    c.internet = both(both(c.enabled, c.anonymous),
                      both(listens_on_25(bindings), covers_internet(ranges)));
    return c;
}

static int receive_order(const void *a, const void *b)
{
    const struct ex_env_receive *x = a, *y = b;
    if (x->server != y->server)
        return x->server < y->server ? -1 : 1;
    int order = ex_env_order(x->name, y->name);
    return order ? order : ex_str_cmp(x->identity, y->identity);
}

/* A text without the name of the server in it. */
static void add_without(struct ex_buf *key, struct ex_str text, struct ex_str name)
{
    for (size_t i = 0; i < text.n;) {
        if (name.n && ex_str_istarts(ex_str_slice(text, i, text.n), name)) {
            ex_buf_add_char(key, '\1');
            i += name.n;
        } else {
            ex_buf_add_char(key, ex_lower(text.p[i++]));
        }
    }
    ex_buf_add_char(key, '\n');
}

static void add_texts(struct ex_buf *key, const struct ex_texts *texts)
{
    ex_buf_printf(key, "%d:", (int)texts->known);
    for (size_t i = 0; i < texts->n; i++)
        add_without(key, texts->items[i], EX_STR(""));
    ex_buf_add_char(key, '\n');
}

/* The same for connectors that differ in nothing but their server. */
static struct ex_str likeness(struct ex_env_make *m, const struct ex_env_receive *c)
{
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    struct ex_str server = EX_STR("");
    if (c->server != EX_ENV_NONE)
        server = m->env->servers[c->server].name;
    ex_buf_printf(&key, "%d%d%d%d\n", (int)c->enabled, (int)c->role.state, (int)c->fqdn.state,
                  (int)c->internet);
    add_without(&key, c->name, server);
    add_without(&key, c->role.text, EX_STR(""));
    add_without(&key, c->fqdn.text, server);
    add_texts(&key, &c->bindings);
    add_texts(&key, &c->ranges);
    add_texts(&key, &c->permissions);
    return ex_arena_str(m->arena, ex_buf_str(&key));
}

static void find_alike(struct ex_env_make *m, struct ex_env_receive *list, size_t n)
{
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(false);
    for (size_t i = 0; i < n; i++) {
        struct ex_str key = likeness(m, &list[i]);
        struct ex_env_receive *first = ex_map_get(known, key);
        list[i].alike = (uint32_t)(first ? first - list : (ptrdiff_t)i);
        if (!first)
            ex_map_put(known, key, &list[i]);
    }
}

static void list_receive(struct ex_env_make *m)
{
    struct ex_environment *env = m->env;
    size_t all = ex_graph_count(m->graph, EX_KIND_ReceiveConnector);
    struct ex_env_receive *list = EX_NEW_ARRAY(m->arena, all, struct ex_env_receive);
    env->receive_list.coverage = ex_graph_coverage(m->graph, EX_KIND_ReceiveConnector);
    for (size_t i = 0; i < all; i++)
        list[i] = describe_receive(m, ex_graph_node(m->graph, EX_KIND_ReceiveConnector, i));
    if (all > 1)
        qsort(list, all, sizeof *list, receive_order);
    env->receive = list;
    env->n_receive = ex_env_limit(&env->receive_list, all, EX_MAX_ENV_CONNECTORS);
    find_alike(m, list, env->n_receive);
}

/* ---- Send connectors -------------------------------------------------------- */

static void list_spaces(struct ex_env_make *m, const struct ex_value *spaces,
                        struct ex_env_send *c)
{
    size_t n = spaces->tag == EX_LIST ? spaces->n : 0;
    n = n < EX_MAX_ENV_ITEMS ? n : EX_MAX_ENV_ITEMS;
    struct ex_env_space *list = EX_NEW_ARRAY(m->arena, n, struct ex_env_space);
    c->spaces_known = spaces->tag != EX_ABSENT;
    c->internet = c->spaces_known ? EX_NO : EX_DONT_KNOW;
    for (size_t i = 0; i < n; i++) {
        const struct ex_value *space = &spaces->u.items[i];
        if (space->tag != EX_STRUCT) {
            c->internet = c->internet == EX_YES ? EX_YES : EX_DONT_KNOW;
            c->spaces_known = false;
            continue;
        }
        const struct ex_value *cost = &space->u.items[EX_F_AddressSpace_Cost];
        struct ex_str type = field(space, EX_F_AddressSpace_Type);
        struct ex_str address = field(space, EX_F_AddressSpace_Address);
        list[c->n_spaces++] =
            (struct ex_env_space){ex_env_text(m, type), ex_env_text(m, address),
                                  cost->tag == EX_INT && cost->u.i >= 0 ? cost->u.i : -1};
        if (ex_str_ieq(type, EX_STR("SMTP")) && ex_str_eq(address, EX_STR("*")))
            c->internet = EX_YES;
    }
    c->spaces = list;
    if (!c->spaces_known)
        c->n_spaces = 0;
}

static void list_sources(struct ex_env_make *m, const struct ex_value *links,
                         struct ex_env_send *c)
{
    c->sources = ex_env_texts(m, links);
    size_t n = links->tag == EX_LIST ? links->n : 0;
    uint32_t *servers = EX_NEW_ARRAY(m->arena, n < EX_MAX_ENV_ITEMS ? n : EX_MAX_ENV_ITEMS,
                                     uint32_t);
    for (size_t i = 0; i < n && i < EX_MAX_ENV_ITEMS; i++) {
        uint32_t server = ex_env_server_of(m, &links->u.items[i]);
        if (server != EX_ENV_NONE)
            servers[c->servers.n++] = server;
    }
    c->servers.items = servers;
}

static struct ex_env_send describe_send(struct ex_env_make *m, const struct ex_node *node)
{
    const struct ex_value *cells = node->cells;
    struct ex_env_send c = {
        .name = ex_env_name(m, node),
        .identity = ex_env_text(m, node->identity),
        .enabled = ex_env_answer(&cells[EX_P_SendConnector_Enabled]),
        .dns_routing = ex_env_answer(&cells[EX_P_SendConnector_DNSRoutingEnabled]),
        .smart_hosts = ex_env_texts(m, &cells[EX_P_SendConnector_SmartHosts]),
        .scoped = ex_env_answer(&cells[EX_P_SendConnector_IsScopedConnector]),
        .proxied = ex_env_answer(&cells[EX_P_SendConnector_FrontendProxyEnabled]),
        .fqdn = ex_env_fact(m, &cells[EX_P_SendConnector_Fqdn]),
    };
    list_spaces(m, &cells[EX_P_SendConnector_AddressSpaces], &c);
    list_sources(m, &cells[EX_P_SendConnector_SourceTransportServers], &c);
    return c;
}

static int send_order(const void *a, const void *b)
{
    const struct ex_env_send *x = a, *y = b;
    if ((x->internet == EX_YES) != (y->internet == EX_YES))
        return x->internet == EX_YES ? -1 : 1;
    int order = ex_env_order(x->name, y->name);
    return order ? order : ex_str_cmp(x->identity, y->identity);
}

static void list_send(struct ex_env_make *m)
{
    struct ex_environment *env = m->env;
    size_t all = ex_graph_count(m->graph, EX_KIND_SendConnector);
    struct ex_env_send *list = EX_NEW_ARRAY(m->arena, all, struct ex_env_send);
    env->send_list.coverage = ex_graph_coverage(m->graph, EX_KIND_SendConnector);
    for (size_t i = 0; i < all; i++)
        list[i] = describe_send(m, ex_graph_node(m->graph, EX_KIND_SendConnector, i));
    if (all > 1)
        qsort(list, all, sizeof *list, send_order);
    env->send = list;
    env->n_send = ex_env_limit(&env->send_list, all, EX_MAX_ENV_CONNECTORS);
}

void ex_env_make_mail(struct ex_env_make *m)
{
    list_domains(m);
    list_receive(m);
    list_send(m);
}
