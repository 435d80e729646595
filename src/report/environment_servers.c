/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Servers, the groups they form, and Edge subscriptions.
 */
#include "report/environment_build.h"

#include "base/limits.h"
#include "base/map.h"

#include <stdlib.h>

/* A server to be sorted. */
struct entry {
    struct ex_str name;
    const struct ex_node *node;
};

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = ex_env_order(x->name, y->name);
    return order ? order : ex_str_cmp(x->node->identity, y->node->identity);
}

/* ---- one server ------------------------------------------------------------- */

static struct ex_fact build_of(struct ex_env_make *m, const struct ex_value *version)
{
    static const int fields[] = {EX_F_Version_Major, EX_F_Version_Minor, EX_F_Version_Build,
                                 EX_F_Version_Revision};
    long long parts[EX_COUNT(fields)] = {0};
    if (version->tag != EX_STRUCT)
        return (struct ex_fact){EX_FACT_UNKNOWN, EX_STR("")};
    for (size_t i = 0; i < EX_COUNT(fields); i++) {
        const struct ex_value *part = &version->u.items[fields[i]];
        if (part->tag != EX_INT)
            return (struct ex_fact){EX_FACT_UNKNOWN, EX_STR("")};
        parts[i] = part->u.i;
    }
    return (struct ex_fact){EX_FACT_SET, ex_arena_printf(m->arena, "%lld.%lld.%lld.%lld", parts[0],
                                                         parts[1], parts[2], parts[3])};
}

static struct ex_env_server describe(struct ex_env_make *m, const struct entry *entry)
{
    const struct ex_value *cells = entry->node->cells;
    const struct ex_value *version = &cells[EX_P_ExchangeServer_AdminDisplayVersion];
    struct ex_env_server server = {
        .name = entry->name,
        .exported = !entry->node->stub,
        .fqdn = ex_env_fact(m, &cells[EX_P_ExchangeServer_Fqdn]),
        .version = ex_env_fact(m, version),
        .product = ex_env_fact(m, &cells[EX_P_ExchangeServer_Product]),
        .build = build_of(m, version),
        .edition = ex_env_fact(m, &cells[EX_P_ExchangeServer_Edition]),
        .roles = ex_env_texts(m, &cells[EX_P_ExchangeServer_ServerRole]),
        .site = ex_env_fact(m, &cells[EX_P_ExchangeServer_Site]),
        .client_access = ex_env_answer(&cells[EX_P_ExchangeServer_ClientAccess]),
        .transport = ex_env_answer(&cells[EX_P_ExchangeServer_Transport]),
    };
    if (server.roles.known)
        server.edge = ex_texts_have(&server.roles, EX_STR("Edge")) ? EX_YES : EX_NO;
    return server;
}

/* Names are what parts of the environment refer to one another by: each is there once. */
static void make_unique(struct ex_env_make *m, struct entry *entries, size_t n)
{
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(true);
    for (size_t i = 0; i < n; i++) {
        struct ex_str name = entries[i].name;
        if (ex_map_get(known, name))
            name = ex_env_text(m, entries[i].node->identity);
        for (unsigned k = 2; ex_map_get(known, name); k++)
            name = ex_arena_printf(m->arena, "%.*s (%u)", EX_FMT(entries[i].name), k);
        entries[i].name = name;
        ex_map_put(known, name, &entries[i]);
    }
}

static void list_servers(struct ex_env_make *m)
{
    size_t all = ex_graph_count(m->graph, EX_KIND_ExchangeServer);
    struct entry *entries EX_AUTO(ex_free_auto) = ex_alloc((all + 1) * sizeof *entries);
    m->server_of_row = EX_NEW_ARRAY(m->arena, all + 1, uint32_t);
    for (size_t i = 0; i < all; i++) {
        const struct ex_node *node = ex_graph_node(m->graph, EX_KIND_ExchangeServer, i);
        entries[i] = (struct entry){ex_env_name(m, node), node};
        m->server_of_row[i] = EX_ENV_NONE;
    }
    qsort(entries, all, sizeof *entries, by_name);
    m->env->servers_list.coverage = ex_graph_coverage(m->graph, EX_KIND_ExchangeServer);
    size_t n = ex_env_limit(&m->env->servers_list, all, EX_MAX_ENV_SERVERS);
    make_unique(m, entries, n);
    struct ex_env_server *servers = EX_NEW_ARRAY(m->arena, n, struct ex_env_server);
    m->nodes = EX_NEW_ARRAY(m->arena, n, const struct ex_node *);
    for (size_t i = 0; i < n; i++) {
        servers[i] = describe(m, &entries[i]);
        m->nodes[i] = entries[i].node;
        m->server_of_row[entries[i].node->row] = (uint32_t)i;
    }
    m->env->servers = servers;
    m->env->n_servers = n;
}

/* ---- groups ----------------------------------------------------------------- */

static struct ex_env_server *server_at(struct ex_env_make *m, uint32_t i)
{
    /* The environment is constant for everybody else only. */
    return i == EX_ENV_NONE ? NULL : (struct ex_env_server *)(uintptr_t)&m->env->servers[i];
}

static void ask_mailbox_servers(struct ex_env_make *m)
{
    for (size_t i = 0; i < ex_graph_count(m->graph, EX_KIND_MailboxServer); i++) {
        const struct ex_node *node = ex_graph_node(m->graph, EX_KIND_MailboxServer, i);
        const struct ex_value *link = &node->cells[EX_P_MailboxServer_Server];
        struct ex_env_server *server = server_at(m, ex_env_server_of(m, link));
        if (server && server->dag.state == EX_FACT_UNKNOWN)
            server->dag =
                ex_env_fact(m, &node->cells[EX_P_MailboxServer_DatabaseAvailabilityGroup]);
    }
}

/* What groups say of their members; who is in none of them is in none when all are known. */
static void ask_groups(struct ex_env_make *m)
{
    bool all = ex_graph_coverage(m->graph, EX_KIND_DatabaseAvailabilityGroup) == EX_COMPLETE;
    for (size_t i = 0; i < ex_graph_count(m->graph, EX_KIND_DatabaseAvailabilityGroup); i++) {
        const struct ex_node *node =
            ex_graph_node(m->graph, EX_KIND_DatabaseAvailabilityGroup, i);
        const struct ex_value *members = &node->cells[EX_P_DatabaseAvailabilityGroup_Servers];
        all = all && members->tag != EX_ABSENT;
        for (uint32_t j = 0; members->tag == EX_LIST && j < members->n; j++) {
            struct ex_env_server *server =
                server_at(m, ex_env_server_of(m, &members->u.items[j]));
            if (server && server->dag.state != EX_FACT_SET)
                server->dag = (struct ex_fact){EX_FACT_SET, ex_env_name(m, node)};
        }
    }
    for (uint32_t i = 0; all && i < m->env->n_servers; i++) {
        struct ex_env_server *server = server_at(m, i);
        if (server->dag.state == EX_FACT_UNKNOWN)
            server->dag.state = EX_FACT_UNSET;
    }
}

static int dag_order(const void *a, const void *b)
{
    const struct ex_env_dag *x = a, *y = b;
    return ex_env_order(x->name, y->name);
}

static void list_members(struct ex_env_make *m, struct ex_env_dag *dag)
{
    uint32_t *items = EX_NEW_ARRAY(m->arena, m->env->n_servers, uint32_t);
    for (uint32_t i = 0; i < m->env->n_servers; i++) {
        const struct ex_fact *of = &m->env->servers[i].dag;
        if (of->state == EX_FACT_SET && ex_str_ieq(of->text, dag->name))
            items[dag->members.n++] = i;
    }
    dag->members.items = items;
}

static void list_groups(struct ex_env_make *m)
{
    size_t n = ex_graph_count(m->graph, EX_KIND_DatabaseAvailabilityGroup);
    m->env->dags_list.coverage = ex_graph_coverage(m->graph, EX_KIND_DatabaseAvailabilityGroup);
    n = ex_env_limit(&m->env->dags_list, n, EX_MAX_ENV_GROUPS);
    struct ex_env_dag *dags = EX_NEW_ARRAY(m->arena, n, struct ex_env_dag);
    for (size_t i = 0; i < n; i++) {
        const struct ex_node *node =
            ex_graph_node(m->graph, EX_KIND_DatabaseAvailabilityGroup, i);
        const struct ex_value *witness =
            &node->cells[EX_P_DatabaseAvailabilityGroup_WitnessServer];
        dags[i] = (struct ex_env_dag){.name = ex_env_name(m, node),
                                      .witness = ex_env_fact(m, witness)};
        list_members(m, &dags[i]);
    }
    if (n > 1)
        qsort(dags, n, sizeof *dags, dag_order);
    m->env->dags = dags;
    m->env->n_dags = n;
}

static int subscription_order(const void *a, const void *b)
{
    const struct ex_env_subscription *x = a, *y = b;
    return ex_env_order(x->name, y->name);
}

static void list_subscriptions(struct ex_env_make *m)
{
    size_t n = ex_graph_count(m->graph, EX_KIND_EdgeSubscription);
    m->env->subscriptions_list.coverage = ex_graph_coverage(m->graph, EX_KIND_EdgeSubscription);
    n = ex_env_limit(&m->env->subscriptions_list, n, EX_MAX_ENV_GROUPS);
    struct ex_env_subscription *list = EX_NEW_ARRAY(m->arena, n, struct ex_env_subscription);
    for (size_t i = 0; i < n; i++) {
        const struct ex_node *node = ex_graph_node(m->graph, EX_KIND_EdgeSubscription, i);
        list[i] = (struct ex_env_subscription){
            ex_env_name(m, node), ex_env_fact(m, &node->cells[EX_P_EdgeSubscription_Site])};
    }
    if (n > 1)
        qsort(list, n, sizeof *list, subscription_order);
    m->env->subscriptions = list;
    m->env->n_subscriptions = n;
}

void ex_env_make_servers(struct ex_env_make *m)
{
    list_servers(m);
    ask_mailbox_servers(m);
    ask_groups(m);
    list_groups(m);
    list_subscriptions(m);
}
