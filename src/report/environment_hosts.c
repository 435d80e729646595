/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The namespace map: host names, what they are used for, and which
 * certificate of each server covers them. The judgement is that of the rules about
 * certificates (EXL4001): valid certificates enabled for IIS count, and the name of a
 * service connection point may lead to any server.
 */
#include "report/environment_build.h"

#include "base/limits.h"
#include "base/vec.h"
#include "model/object.h"

#include <stdlib.h>

/* One property that names a host. */
struct use {
    struct ex_str host;   /* of the graph */
    struct ex_str text;
    enum ex_env_service service;
    bool external;
    bool tls;
    uint32_t server;
    const struct ex_node *node;
};

/* How a server stands to a host. */
struct stand {
    enum ex_env_cover cover;
    uint32_t certificate;
    bool elsewhere;
    uint32_t server;
};

/* What is collected for one host. */
struct gather {
    struct ex_env_make *m;
    const struct use *uses; /* of the host */
    size_t n;
    bool asked_all;         /* `anywhere` is known */
    struct stand anywhere;  /* what certificates of any server do */
};

/* ---- uses ------------------------------------------------------------------- */

static struct ex_str field(const struct ex_value *url, int index)
{
    const struct ex_value *value = &url->u.items[index];
    return value->tag == EX_STRING ? ex_value_str(value) : EX_STR("");
}

/* False when the property names no host. */
static bool read_use(const struct ex_value *cell, struct use *use)
{
    if (cell->tag == EX_STRING) {
        use->host = use->text = ex_value_str(cell);
        use->tls = true;
    } else if (cell->tag == EX_STRUCT) {
        use->host = field(cell, EX_F_Url_host);
        use->text = field(cell, EX_F_Url_text);
        use->tls = ex_str_ieq(field(cell, EX_F_Url_scheme), EX_STR("https"));
    }
    return use->host.n > 0;
}

static void add_uses(struct ex_env_make *m, const struct ex_env_source *source, bool external,
                     struct ex_vec *uses)
{
    int server = ex_prop_find(ex_kind(source->kind), EX_STR("Server"));
    if (source->props[external] < 0)
        return;
    for (size_t i = 0; i < ex_graph_count(m->graph, source->kind); i++) {
        const struct ex_node *node = ex_graph_node(m->graph, source->kind, i);
        struct use use = {.service = source->service, .external = external, .node = node,
                          .server = ex_env_server_of(m, &node->cells[server])};
        if (!ex_env_is_front_end(source, node) ||
            !read_use(&node->cells[source->props[external]], &use))
            continue;
        if (uses->n < EX_MAX_ENV_USES)
            *EX_PUSH(uses, struct use) = use;
        else
            m->env->hosts_list.left_out++;
    }
}

/* Uses of a host stand together, and in them what differs in the server only. */
static int same_use_order(const struct use *x, const struct use *y)
{
    int order = ex_str_cmp(x->host, y->host);
    if (order)
        return order;
    if (x->service != y->service)
        return x->service < y->service ? -1 : 1;
    if (x->external != y->external)
        return x->external ? 1 : -1;
    return ex_str_cmp(x->text, y->text);
}

static int use_order(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    int order = same_use_order(x, y);
    if (order)
        return order;
    if (x->server != y->server)
        return x->server < y->server ? -1 : 1;
    return ex_str_cmp(x->node->identity, y->node->identity);
}

static struct ex_env_use join_uses(struct ex_env_make *m, const struct use *uses, size_t n)
{
    uint32_t *servers = EX_NEW_ARRAY(m->arena, n, uint32_t);
    struct ex_str *objects = EX_NEW_ARRAY(m->arena, n, struct ex_str);
    struct ex_env_use out = {uses->service, uses->external, ex_env_text(m, uses->text), uses->tls,
                             {servers, 0}, objects};
    for (size_t i = 0; i < n; i++) {
        if (uses[i].server == EX_ENV_NONE)
            continue;
        objects[out.servers.n] = ex_env_text(m, uses[i].node->identity);
        servers[out.servers.n++] = uses[i].server;
    }
    return out;
}

static void fill_uses(const struct gather *g, struct ex_env_host *host)
{
    struct ex_env_use *list = EX_NEW_ARRAY(g->m->arena, g->n, struct ex_env_use);
    for (size_t i = 0, end; i < g->n; i = end) {
        for (end = i + 1; end < g->n && !same_use_order(&g->uses[i], &g->uses[end]); end++)
            continue;
        host->internal = host->internal || !g->uses[i].external;
        host->external = host->external || g->uses[i].external;
        list[host->n_uses++] = join_uses(g->m, &g->uses[i], end - i);
    }
    host->uses = list;
}

/* ---- certificates ----------------------------------------------------------- */

/* Whether a certificate is enabled for IIS. */
static enum ex_answer serves_clients(const struct ex_node *node)
{
    const struct ex_value *services = &node->cells[EX_P_ExchangeCertificate_Services];
    if (services->tag != EX_LIST)
        return services->tag == EX_ABSENT ? EX_DONT_KNOW : EX_NO;
    for (uint32_t i = 0; i < services->n; i++) {
        if (ex_str_ieq(ex_value_str(&services->u.items[i]), EX_STR("IIS")))
            return EX_YES;
    }
    return EX_NO;
}

/* Whether it covers a host; not known when that has been asked too often. */
static enum ex_answer covers(struct ex_env_make *m, const struct ex_node *node, struct ex_str host)
{
    bool yes = false;
    m->comparisons += 1 + node->cells[EX_P_ExchangeCertificate_CertificateDomains].n;
    if (m->comparisons > EX_MAX_ENV_COMPARISONS || ex_certificate_covers(node, host, &yes))
        return EX_DONT_KNOW;
    return yes ? EX_YES : EX_NO;
}

/* What one certificate does for a host; EX_COVER_GAP: nothing. */
static enum ex_env_cover cover_by(struct ex_env_make *m, const struct ex_node *node,
                                  struct ex_str host)
{
    enum ex_answer enabled = serves_clients(node);
    enum ex_answer yes = enabled == EX_NO ? EX_NO : covers(m, node, host);
    enum ex_env_validity validity = ex_env_validity_of(m, node);
    if (yes == EX_NO)
        return EX_COVER_GAP;
    if (validity == EX_EXPIRED || validity == EX_NOT_YET_VALID)
        return enabled == EX_YES && yes == EX_YES ? EX_COVER_OUTDATED : EX_COVER_GAP;
    return enabled == EX_YES && yes == EX_YES && validity == EX_VALID ? EX_COVERED
                                                                      : EX_COVER_UNKNOWN;
}

/* Of two certificates that cover a host, the one to name: issued by others, valid for longer. */
static bool is_better(const struct ex_env_make *m, uint32_t a, uint32_t b)
{
    if (a == EX_ENV_NONE || b == EX_ENV_NONE)
        return b == EX_ENV_NONE && a != EX_ENV_NONE;
    bool self_a = m->env->certificates[a].self_signed == EX_YES;
    bool self_b = m->env->certificates[b].self_signed == EX_YES;
    return self_a == self_b ? a > b : !self_a; /* the last to expire comes last */
}

static void add_certificate(struct ex_env_make *m, struct stand *stand, const struct ex_node *node,
                            struct ex_str host)
{
    enum ex_env_cover cover = cover_by(m, node, host);
    uint32_t index = m->certificate_of_row[node->row];
    if (cover == EX_COVER_GAP)
        return;
    if (cover < stand->cover || (cover == stand->cover && !is_better(m, index, stand->certificate)))
        return;
    stand->cover = cover;
    stand->certificate = index;
}

/* Certificates that were not exported may cover what the others do not. */
static void allow_for_missing(struct stand *stand, bool all_known)
{
    if (!all_known && stand->cover < EX_COVER_UNKNOWN)
        stand->cover = EX_COVER_UNKNOWN;
    if (stand->cover == EX_COVER_UNKNOWN)
        stand->certificate = EX_ENV_NONE;
}

static struct stand stand_of(struct ex_env_make *m, uint32_t server, struct ex_str host)
{
    struct stand stand = {EX_COVER_GAP, EX_ENV_NONE, false, server};
    int reverse = ex_reverse_find(EX_KIND_ExchangeServer, EX_STR("ExchangeCertificate"), NULL);
    const struct ex_value *lists = m->nodes[server]->reverse;
    for (uint32_t i = 0; lists && i < lists[reverse].n; i++)
        add_certificate(m, &stand, lists[reverse].u.items[i].u.node, host);
    allow_for_missing(&stand, ex_env_knows_all(m, server, EX_KIND_ExchangeCertificate));
    return stand;
}

/* What certificates of any server do. */
static struct stand stand_anywhere(struct gather *g)
{
    struct ex_env_make *m = g->m;
    if (g->asked_all)
        return g->anywhere;
    struct stand stand = {EX_COVER_GAP, EX_ENV_NONE, true, EX_ENV_NONE};
    for (size_t i = 0; i < ex_graph_count(m->graph, EX_KIND_ExchangeCertificate); i++)
        add_certificate(m, &stand, ex_graph_node(m->graph, EX_KIND_ExchangeCertificate, i),
                        g->uses->host);
    allow_for_missing(&stand, ex_graph_coverage(m->graph, EX_KIND_ExchangeCertificate) ==
                                  EX_COMPLETE);
    g->asked_all = true;
    g->anywhere = stand;
    return stand;
}

/* ---- a host ----------------------------------------------------------------- */

/* How a host is used on a server. */
struct usage {
    bool tls;
    bool here; /* the server itself answers by this name */
};

static struct stand judge(struct gather *g, uint32_t server, struct usage usage)
{
    if (!usage.tls)
        return (struct stand){EX_COVER_NOT_NEEDED, EX_ENV_NONE, false, server};
    if (server == EX_ENV_NONE)
        return (struct stand){EX_COVER_UNKNOWN, EX_ENV_NONE, false, server};
    struct stand stand = stand_of(g->m, server, g->uses->host);
    if (usage.here || stand.cover == EX_COVERED)
        return stand;
    struct stand anywhere = stand_anywhere(g);
    if (anywhere.cover <= stand.cover)
        return stand;
    anywhere.server = server;
    return anywhere;
}

static int use_by_server(const void *a, const void *b)
{
    const struct use *x = *(const struct use *const *)a, *y = *(const struct use *const *)b;
    return (x->server > y->server) - (x->server < y->server);
}

static size_t judge_servers(struct gather *g, struct stand *stands)
{
    const struct use **uses EX_AUTO(ex_free_auto) = ex_alloc((g->n + 1) * sizeof *uses);
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        uses[i] = &g->uses[i];
    qsort(uses, g->n, sizeof *uses, use_by_server);
    for (size_t i = 0, end; i < g->n; i = end) {
        struct usage usage = {false, false};
        for (end = i; end < g->n && uses[end]->server == uses[i]->server; end++) {
            usage.tls = usage.tls || uses[end]->tls;
            bool lookup = uses[end]->service == EX_ENV_AUTODISCOVER;
            usage.here = usage.here || (uses[end]->tls && !lookup);
        }
        stands[n++] = judge(g, uses[i]->server, usage);
    }
    return n;
}

static int alike_order(const struct stand *x, const struct stand *y)
{
    if (x->cover != y->cover)
        return x->cover < y->cover ? -1 : 1;
    if (x->certificate != y->certificate)
        return x->certificate < y->certificate ? -1 : 1;
    return (int)x->elsewhere - (int)y->elsewhere;
}

static int stand_order(const void *a, const void *b)
{
    const struct stand *x = a, *y = b;
    int order = alike_order(x, y);
    return order ? order : (x->server > y->server) - (x->server < y->server);
}

static struct ex_env_covering join_stands(struct ex_env_make *m, const struct stand *stands,
                                          size_t n)
{
    uint32_t *servers = EX_NEW_ARRAY(m->arena, n, uint32_t);
    struct ex_env_covering out = {stands->cover, stands->certificate, stands->elsewhere,
                                  {servers, 0}};
    for (size_t i = 0; i < n; i++) {
        if (stands[i].server != EX_ENV_NONE)
            servers[out.servers.n++] = stands[i].server;
    }
    return out;
}

static void fill_covering(struct gather *g, struct ex_env_host *host)
{
    struct stand *stands EX_AUTO(ex_free_auto) = ex_alloc((g->n + 1) * sizeof *stands);
    size_t n = judge_servers(g, stands);
    qsort(stands, n, sizeof *stands, stand_order);
    struct ex_env_covering *list = EX_NEW_ARRAY(g->m->arena, n, struct ex_env_covering);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && !alike_order(&stands[i], &stands[end]); end++)
            continue;
        list[host->n_covering++] = join_stands(g->m, &stands[i], end - i);
    }
    host->covering = list;
    host->cover = stands[0].cover;
}

static int host_order(const void *a, const void *b)
{
    const struct ex_env_host *x = a, *y = b;
    if (x->external != y->external)
        return x->external ? -1 : 1;
    return ex_str_cmp(x->name, y->name);
}

static void list_hosts(struct ex_env_make *m, const struct use *uses, size_t n)
{
    struct ex_vec hosts = EX_VEC(struct ex_env_host);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && ex_str_eq(uses[end].host, uses[i].host); end++)
            continue;
        struct gather gather = {.m = m, .uses = &uses[i], .n = end - i};
        struct ex_env_host *host = EX_PUSH(&hosts, struct ex_env_host);
        host->name = ex_env_text(m, uses[i].host);
        fill_uses(&gather, host);
        fill_covering(&gather, host);
    }
    if (hosts.n > 1)
        qsort(hosts.items, hosts.n, sizeof(struct ex_env_host), host_order);
    size_t kept = ex_env_limit(&m->env->hosts_list, hosts.n, EX_MAX_ENV_HOSTS);
    struct ex_env_host *list = EX_NEW_ARRAY(m->arena, kept, struct ex_env_host);
    for (size_t i = 0; i < kept; i++)
        list[i] = *EX_AT(&hosts, struct ex_env_host, i);
    m->env->hosts = list;
    m->env->n_hosts = kept;
    ex_vec_free(&hosts);
}

/* Cmdlets that may show further hosts. */
static void note_coverage(struct ex_env_make *m)
{
    struct ex_str *missing = EX_NEW_ARRAY(m->arena, EX_ENV_N_SERVICES, struct ex_str);
    size_t n = 0, none = 0;
    for (size_t i = 0; i < EX_ENV_N_SERVICES; i++) {
        const struct ex_env_source *source = ex_env_source((enum ex_env_service)i);
        enum ex_coverage coverage = ex_graph_coverage(m->graph, source->kind);
        none += coverage == EX_MISSING;
        if (coverage != EX_COMPLETE)
            missing[n++] = ex_kind(source->kind)->cmdlet;
    }
    m->env->hosts_missing = (struct ex_texts){true, missing, n};
    m->env->hosts_list.coverage = n == 0                      ? EX_COMPLETE
                                  : none == EX_ENV_N_SERVICES ? EX_MISSING
                                                              : EX_PARTIAL;
}

void ex_env_make_hosts(struct ex_env_make *m)
{
    struct ex_vec uses = EX_VEC(struct use);
    note_coverage(m);
    for (size_t i = 0; i < EX_ENV_N_SERVICES; i++) {
        add_uses(m, ex_env_source((enum ex_env_service)i), false, &uses);
        add_uses(m, ex_env_source((enum ex_env_service)i), true, &uses);
    }
    if (uses.n > 1)
        qsort(uses.items, uses.n, sizeof(struct use), use_order);
    list_hosts(m, uses.items, uses.n);
    ex_vec_free(&uses);
}
