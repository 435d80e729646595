/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The environment of a saved result (formats/report/json_environment.c writes
 * it). A server or certificate that is referred to and not listed is none.
 */
#include "report/read_environment.h"

#include "base/map.h"
#include "engine/rule_impl.h"

/* What the parts share. */
struct reader {
    struct ex_get *get;
    struct ex_environment *env;
    struct ex_map *servers;      /* of const struct ex_env_server *, by name */
    struct ex_map *certificates; /* of const struct ex_env_certificate *, by thumbprint */
};

/* ---- values --------------------------------------------------------------------- */

static struct ex_fact read_fact(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return (struct ex_fact){EX_FACT_UNKNOWN, EX_STR("")};
    struct ex_str text = ex_get_opt(r->get, object, key);
    return (struct ex_fact){json_is_string(value) ? EX_FACT_SET : EX_FACT_UNSET, text};
}

static enum ex_answer read_answer(struct reader *r, const json_t *object, const char *key)
{
    if (!json_object_get(object, key))
        return EX_DONT_KNOW;
    return ex_get_flag(r->get, object, key) ? EX_YES : EX_NO;
}

static struct ex_texts read_texts(struct reader *r, const json_t *object, const char *key)
{
    struct ex_texts texts = {.known = json_is_array(json_object_get(object, key))};
    texts.items = ex_get_strings(r->get, object, key, &texts.n);
    return texts;
}

/* The number of the name that a member holds. */
static size_t read_name(struct reader *r, const json_t *object, const char *key,
                        const char *(*name)(size_t i), size_t n)
{
    struct ex_str text = ex_get_str(r->get, object, key);
    for (size_t i = 0; i < n; i++) {
        if (ex_str_eq(text, ex_str(name(i))))
            return i;
    }
    ex_get_fail(r->get, key, "has the value '%.*s', which is not known", EX_FMT(text));
    return 0;
}

static const char *service_name(size_t i)
{
    return ex_env_service_id((enum ex_env_service)i);
}

static const char *cover_name(size_t i)
{
    return ex_env_cover_id((enum ex_env_cover)i);
}

static const char *validity_name(size_t i)
{
    return ex_env_validity_id((enum ex_env_validity)i);
}

static const char *mx_name(size_t i)
{
    return ex_env_mx_id((enum ex_env_mx_state)i);
}

static const char *coverage_name(size_t i)
{
    static const char *const names[] = {
        [EX_MISSING] = "missing", [EX_PARTIAL] = "partial", [EX_COMPLETE] = "complete"};
    return names[i];
}

static enum ex_env_service read_service(struct reader *r, const json_t *object)
{
    return (enum ex_env_service)read_name(r, object, "service", service_name, EX_ENV_N_SERVICES);
}

static enum ex_env_cover read_cover(struct reader *r, const json_t *object)
{
    return (enum ex_env_cover)read_name(r, object, "cover", cover_name, EX_N_COVERS);
}

/* ---- references ------------------------------------------------------------------ */

static uint32_t server_named(const struct reader *r, struct ex_str name)
{
    const struct ex_env_server *server = name.n ? ex_map_get(r->servers, name) : NULL;
    return server ? (uint32_t)(server - r->env->servers) : EX_ENV_NONE;
}

static uint32_t read_server(struct reader *r, const json_t *object, const char *key)
{
    return server_named(r, ex_get_opt(r->get, object, key));
}

static uint32_t read_certificate(struct reader *r, const json_t *object)
{
    struct ex_str thumbprint = ex_get_opt(r->get, object, "certificate");
    const struct ex_env_certificate *c =
        thumbprint.n ? ex_map_get(r->certificates, thumbprint) : NULL;
    return c ? (uint32_t)(c - r->env->certificates) : EX_ENV_NONE;
}

static struct ex_env_servers read_servers_named(struct reader *r, const json_t *object,
                                                const char *key)
{
    struct ex_env_servers servers = {NULL, 0};
    size_t n;
    const struct ex_str *names = ex_get_strings(r->get, object, key, &n);
    uint32_t *items = EX_NEW_ARRAY(r->get->arena, n, uint32_t);
    for (size_t i = 0; i < n; i++) {
        uint32_t server = server_named(r, names[i]);
        if (server != EX_ENV_NONE)
            items[servers.n++] = server;
    }
    servers.items = items;
    return servers;
}

/* ---- lists ------------------------------------------------------------------------- */

/* An array of objects that is being read; its items have `size` bytes. */
struct items {
    void *list;
    size_t n;
};

/* Read each item of an array with a function that fills it. */
static struct items read_items(struct reader *r, const json_t *object, const char *key, size_t size,
                               void (*read)(struct reader *r, const json_t *item, void *out))
{
    const json_t *array = ex_get_array(r->get, object, key, false);
    struct items items = {NULL, json_array_size(array)};
    char *bytes = ex_arena_array(r->get->arena, items.n + 1, size);
    items.list = bytes;
    ex_get_enter(r->get, key, 0);
    for (size_t i = 0; i < items.n && !r->get->failed; i++) {
        const json_t *item = ex_get_item(r->get, array, i);
        if (item)
            read(r, item, bytes + i * size);
        ex_get_leave(r->get);
    }
    ex_get_leave(r->get);
    return items;
}

static struct items read_list(struct reader *r, const json_t *root, const char *key,
                              struct ex_env_list *list, size_t size,
                              void (*read)(struct reader *r, const json_t *item, void *out))
{
    const json_t *object = ex_get_object(r->get, root, key, false);
    struct items items = {NULL, 0};
    if (!object)
        return items;
    ex_get_enter(r->get, key, 0);
    list->coverage = (enum ex_coverage)read_name(r, object, "coverage", coverage_name, 3);
    list->left_out = (size_t)ex_get_opt_uint(r->get, object, "leftOut", 0);
    items = read_items(r, object, "items", size, read);
    ex_get_leave(r->get);
    return items;
}

/* ---- servers ------------------------------------------------------------------------- */

static void read_one_server(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_server *s = out;
    s->name = ex_get_str(r->get, o, "name");
    s->exported = ex_get_flag(r->get, o, "exported");
    s->fqdn = read_fact(r, o, "fqdn");
    s->version = read_fact(r, o, "version");
    s->product = read_fact(r, o, "product");
    s->build = read_fact(r, o, "build");
    s->edition = read_fact(r, o, "edition");
    s->roles = read_texts(r, o, "roles");
    s->site = read_fact(r, o, "site");
    s->dag = read_fact(r, o, "dag");
    s->client_access = read_answer(r, o, "clientAccess");
    s->transport = read_answer(r, o, "transport");
    s->edge = read_answer(r, o, "edge");
}

static void read_dag(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_dag *dag = out;
    dag->name = ex_get_str(r->get, o, "name");
    dag->members = read_servers_named(r, o, "members");
    dag->witness = read_fact(r, o, "witness");
}

static void read_subscription(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_subscription *subscription = out;
    subscription->name = ex_get_str(r->get, o, "name");
    subscription->site = read_fact(r, o, "site");
}

static void read_topology(struct reader *r, const json_t *root)
{
    struct ex_environment *env = r->env;
    struct items items = read_list(r, root, "servers", &env->servers_list,
                                   sizeof(struct ex_env_server), read_one_server);
    env->servers = items.list;
    env->n_servers = items.n;
    for (size_t i = 0; i < items.n; i++) {
        if (env->servers[i].name.p && !ex_map_get(r->servers, env->servers[i].name))
            ex_map_put(r->servers, env->servers[i].name,
                       (struct ex_env_server *)items.list + i);
    }
    items = read_list(r, root, "databaseAvailabilityGroups", &env->dags_list,
                      sizeof(struct ex_env_dag), read_dag);
    env->dags = items.list;
    env->n_dags = items.n;
    items = read_list(r, root, "edgeSubscriptions", &env->subscriptions_list,
                      sizeof(struct ex_env_subscription), read_subscription);
    env->subscriptions = items.list;
    env->n_subscriptions = items.n;
}

/* ---- certificates ---------------------------------------------------------------------- */

static void read_holder(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_holder *holder = out;
    holder->server = read_server(r, o, "server");
    holder->services = read_texts(r, o, "services");
}

static void read_one_certificate(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_certificate *c = out;
    c->thumbprint = ex_get_str(r->get, o, "thumbprint");
    c->subject = read_fact(r, o, "subject");
    c->issuer = read_fact(r, o, "issuer");
    c->friendly_name = read_fact(r, o, "friendlyName");
    c->names = read_texts(r, o, "names");
    c->self_signed = read_answer(r, o, "selfSigned");
    c->not_before = read_fact(r, o, "notBefore");
    c->not_after = read_fact(r, o, "notAfter");
    c->validity =
        (enum ex_env_validity)read_name(r, o, "validity", validity_name, EX_N_VALIDITIES);
    if (c->not_after.state == EX_FACT_SET)
        c->days = ex_get_int(r->get, o, "daysLeft");
    c->in_use = read_answer(r, o, "inUse");
    struct items on = read_items(r, o, "on", sizeof(struct ex_env_holder), read_holder);
    c->holders = on.list;
    c->n_holders = on.n;
}

static void read_certificates(struct reader *r, const json_t *root)
{
    struct ex_environment *env = r->env;
    struct items items = read_list(r, root, "certificates", &env->certificates_list,
                                   sizeof(struct ex_env_certificate), read_one_certificate);
    struct ex_env_certificate *list = items.list;
    env->certificates = list;
    env->n_certificates = items.n;
    for (size_t i = 0; i < items.n; i++) {
        if (list[i].thumbprint.p && !ex_map_get(r->certificates, list[i].thumbprint))
            ex_map_put(r->certificates, list[i].thumbprint, &list[i]);
    }
}

/* ---- namespaces -------------------------------------------------------------------------- */

/* Servers and objects stand beside each other; what is on no known server is passed over. */
static void read_use(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_use *use = out;
    use->service = read_service(r, o);
    use->external = ex_get_flag(r->get, o, "external");
    use->text = ex_get_str(r->get, o, "text");
    use->tls = ex_get_flag(r->get, o, "tls");
    const json_t *on = ex_get_array(r->get, o, "on", false);
    size_t n = json_array_size(on);
    uint32_t *servers = EX_NEW_ARRAY(r->get->arena, n, uint32_t);
    struct ex_str *objects = EX_NEW_ARRAY(r->get->arena, n, struct ex_str);
    ex_get_enter(r->get, "on", 0);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = ex_get_item(r->get, on, i);
        uint32_t server = item ? read_server(r, item, "server") : EX_ENV_NONE;
        if (server != EX_ENV_NONE) {
            objects[use->servers.n] = ex_get_str(r->get, item, "object");
            servers[use->servers.n++] = server;
        }
        ex_get_leave(r->get);
    }
    ex_get_leave(r->get);
    use->servers.items = servers;
    use->objects = objects;
}

static void read_covering(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_covering *covering = out;
    covering->cover = read_cover(r, o);
    covering->certificate = read_certificate(r, o);
    covering->elsewhere = ex_get_flag(r->get, o, "elsewhere");
    covering->servers = read_servers_named(r, o, "servers");
}

static void read_host(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_host *host = out;
    host->name = ex_get_str(r->get, o, "name");
    host->internal = ex_get_flag(r->get, o, "internal");
    host->external = ex_get_flag(r->get, o, "external");
    host->cover = read_cover(r, o);
    struct items uses = read_items(r, o, "uses", sizeof(struct ex_env_use), read_use);
    host->uses = uses.list;
    host->n_uses = uses.n;
    struct items covering =
        read_items(r, o, "covering", sizeof(struct ex_env_covering), read_covering);
    host->covering = covering.list;
    host->n_covering = covering.n;
}

static void read_hosts(struct reader *r, const json_t *root)
{
    struct items items = read_list(r, root, "hosts", &r->env->hosts_list,
                                   sizeof(struct ex_env_host), read_host);
    r->env->hosts = items.list;
    r->env->n_hosts = items.n;
    r->env->hosts_missing = read_texts(r, json_object_get(root, "hosts"), "missing");
}

static void read_column(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_column *column = out;
    column->servers = read_servers_named(r, o, "servers");
    column->site = read_fact(r, o, "site");
}

static void read_cell(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_cell *cell = out;
    cell->value = read_fact(r, o, "value");
    cell->differs = ex_get_flag(r->get, o, "differs");
}

static void read_row(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_row *row = out;
    row->service = read_service(r, o);
    row->external = ex_get_flag(r->get, o, "external");
    struct items cells = read_items(r, o, "cells", sizeof(struct ex_env_cell), read_cell);
    row->cells = cells.list;
    if (cells.n != r->env->n_columns)
        ex_get_fail(r->get, "cells", "has %zu items for %zu columns", cells.n, r->env->n_columns);
    for (size_t i = 0; i < cells.n; i++)
        row->differs = row->differs || row->cells[i].differs;
}

static void read_matrix(struct reader *r, const json_t *root)
{
    const json_t *object = ex_get_object(r->get, root, "urls", false);
    if (!object)
        return;
    ex_get_enter(r->get, "urls", 0);
    r->env->columns_left_out = (size_t)ex_get_opt_uint(r->get, object, "leftOut", 0);
    struct items columns =
        read_items(r, object, "columns", sizeof(struct ex_env_column), read_column);
    r->env->columns = columns.list;
    r->env->n_columns = columns.n;
    struct items rows = read_items(r, object, "rows", sizeof(struct ex_env_row), read_row);
    r->env->rows = rows.list;
    r->env->n_rows = rows.n;
    ex_get_leave(r->get);
}

/* ---- mail flow ------------------------------------------------------------------------------ */

static void read_mx(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_mx *mx = out;
    mx->host = ex_get_str(r->get, o, "host");
    mx->preference = ex_get_int(r->get, o, "preference");
}

static void read_domain(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_domain *domain = out;
    domain->name = ex_get_str(r->get, o, "name");
    domain->type = read_fact(r, o, "type");
    domain->is_default = read_answer(r, o, "default");
    domain->mx = (enum ex_env_mx_state)read_name(r, o, "mx", mx_name, EX_N_MX_STATES);
    if (domain->mx != EX_MX_HOSTS)
        return;
    struct items hosts = read_items(r, o, "mxHosts", sizeof(struct ex_env_mx), read_mx);
    domain->hosts = hosts.list;
    domain->n_hosts = hosts.n;
}

static void read_receive(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_receive *c = out;
    c->name = ex_get_str(r->get, o, "name");
    c->identity = ex_get_str(r->get, o, "identity");
    c->server = read_server(r, o, "server");
    c->enabled = read_answer(r, o, "enabled");
    c->role = read_fact(r, o, "role");
    c->bindings = read_texts(r, o, "bindings");
    c->ranges = read_texts(r, o, "remoteRanges");
    c->permissions = read_texts(r, o, "permissionGroups");
    c->fqdn = read_fact(r, o, "fqdn");
    c->anonymous = read_answer(r, o, "anonymous");
    c->internet = read_answer(r, o, "internet");
    uint64_t alike = ex_get_uint(r->get, o, "alike");
    c->alike = alike < UINT32_MAX ? (uint32_t)alike : UINT32_MAX;
}

/* Nothing may be like a connector that comes later, or is not there. */
static void check_alike(struct reader *r, const struct ex_env_receive *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].alike > i)
            ex_get_fail(r->get, "receiveConnectors", "has a connector that is like a later one");
    }
}

static void read_space(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_space *space = out;
    space->type = ex_get_str(r->get, o, "type");
    space->address = ex_get_str(r->get, o, "address");
    space->cost = json_object_get(o, "cost") ? ex_get_int(r->get, o, "cost") : -1;
}

static void read_send(struct reader *r, const json_t *o, void *out)
{
    struct ex_env_send *c = out;
    c->name = ex_get_str(r->get, o, "name");
    c->identity = ex_get_str(r->get, o, "identity");
    c->enabled = read_answer(r, o, "enabled");
    c->spaces_known = json_object_get(o, "addressSpaces") != NULL;
    if (c->spaces_known) {
        struct items spaces =
            read_items(r, o, "addressSpaces", sizeof(struct ex_env_space), read_space);
        c->spaces = spaces.list;
        c->n_spaces = spaces.n;
    }
    c->sources = read_texts(r, o, "sources");
    c->servers = read_servers_named(r, o, "servers");
    c->dns_routing = read_answer(r, o, "dnsRouting");
    c->smart_hosts = read_texts(r, o, "smartHosts");
    c->scoped = read_answer(r, o, "scoped");
    c->proxied = read_answer(r, o, "frontEndProxy");
    c->fqdn = read_fact(r, o, "fqdn");
    c->internet = read_answer(r, o, "internet");
}

static void read_mail(struct reader *r, const json_t *root)
{
    struct ex_environment *env = r->env;
    env->dns_asked = ex_get_flag(r->get, root, "dnsAsked");
    struct items items = read_list(r, root, "acceptedDomains", &env->domains_list,
                                   sizeof(struct ex_env_domain), read_domain);
    env->domains = items.list;
    env->n_domains = items.n;
    items = read_list(r, root, "receiveConnectors", &env->receive_list,
                      sizeof(struct ex_env_receive), read_receive);
    env->receive = items.list;
    env->n_receive = items.n;
    check_alike(r, env->receive, env->n_receive);
    items = read_list(r, root, "sendConnectors", &env->send_list, sizeof(struct ex_env_send),
                      read_send);
    env->send = items.list;
    env->n_send = items.n;
}

const struct ex_environment *ex_environment_read(struct ex_get *get, const json_t *root)
{
    const json_t *object = ex_get_object(get, root, "environment", true);
    if (!object)
        return NULL;
    struct ex_map *EX_AUTO(ex_map_auto) servers = ex_map_new(false);
    struct ex_map *EX_AUTO(ex_map_auto) certificates = ex_map_new(false);
    struct reader r = {get, EX_NEW(get->arena, struct ex_environment), servers, certificates};
    ex_get_enter(get, "environment", 0);
    struct ex_str now = ex_get_str(get, object, "judgedAt");
    if (!get->failed && !ex_time_parse(now, &r.env->now))
        ex_get_fail(get, "judgedAt", "is not a time: '%.*s'", EX_FMT(now));
    read_topology(&r, object);
    read_certificates(&r, object);
    read_hosts(&r, object);
    read_matrix(&r, object);
    read_mail(&r, object);
    ex_get_leave(get);
    return r.env;
}
