/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The mail-flow map: from the Internet by the MX of accepted domains through
 * Receive connectors to servers, and through Send connectors to the next hop.
 */
#include "report/diagram_build.h"

#include "base/buf.h"
#include "base/map.h"
#include "model/host.h"

#include <stdlib.h>

enum { SENDERS, DOMAINS, RECEIVE, SERVERS, SEND, NEXT_HOP };

enum {
    MOST_DOMAINS = 10,   /* boxes of domains */
    MOST_RECEIVE = 16,   /* boxes of Receive connectors */
    MOST_SERVERS = 24,   /* boxes of servers */
    MOST_SEND = 16,      /* boxes of Send connectors */
    MOST_HOPS = 16,      /* boxes of smart hosts */
    MOST_LINES = 3,      /* address spaces in a box */
};

struct flow {
    struct ex_dia_sketch *sketch;
    const struct ex_environment *env;
    uint32_t *receive;   /* box of each Receive connector, or EX_DIA_NONE */
    uint32_t *send;      /* the same of Send connectors */
    uint32_t *servers;   /* the same of servers */
    uint32_t internet, own, out;
    struct ex_vec open;  /* of uint32_t: boxes of connectors for mail from outside, as connectors */
};

static enum ex_dia_state state_of(enum ex_answer enabled)
{
    return enabled == EX_NO ? EX_DIA_DISABLED : enabled == EX_YES ? EX_DIA_PLAIN : EX_DIA_UNKNOWN;
}

/* ---- Receive connectors ------------------------------------------------------------ */

/* The port of "0.0.0.0:25". */
static struct ex_str port_of(struct ex_str binding)
{
    size_t colon = ex_str_rfind(binding, ':');
    return colon == SIZE_MAX ? EX_STR("") : ex_str_slice(binding, colon + 1, binding.n);
}

static struct ex_str ports_of(struct ex_dia_sketch *s, const struct ex_env_receive *c)
{
    enum { MOST = 4 };
    struct ex_str ports[MOST];
    size_t n = 0;
    for (size_t i = 0; i < c->bindings.n && n < MOST; i++) {
        struct ex_str port = port_of(c->bindings.items[i]);
        struct ex_texts known = {true, ports, n};
        if (port.n && !ex_texts_have(&known, port))
            ports[n++] = port;
    }
    return ex_dia_join(s->arena, ports, n, MOST);
}

static bool has_port(const struct ex_env_receive *c, const char *port)
{
    for (size_t i = 0; i < c->bindings.n; i++) {
        if (ex_str_eq(port_of(c->bindings.items[i]), ex_str(port)))
            return true;
    }
    return false;
}

/* What Setup makes for mail between servers: no sender outside comes by it. */
static bool is_internal(const struct ex_env_receive *c)
{
    static const char *const ports[] = {"2525", "465", "717", "475"};
    if (c->anonymous != EX_NO || !c->bindings.known || !c->bindings.n)
        return false;
    size_t internal = 0;
    for (size_t i = 0; i < c->bindings.n; i++) {
        for (size_t k = 0; k < EX_COUNT(ports); k++)
            internal += ex_str_eq(port_of(c->bindings.items[i]), ex_str(ports[k]));
    }
    return internal == c->bindings.n;
}

/* Whether any remote address is one of the Internet: a gateway in front, or all of it. */
static bool has_public_range(const struct ex_env_receive *c)
{
    for (size_t i = 0; i < c->ranges.n; i++) {
        struct ex_ip_range range;
        if (ex_ip_range_parse(c->ranges.items[i], &range) &&
            (!ex_ip_special(&range.low) || !ex_ip_special(&range.high) ||
             ex_ip_ranges_cover_public_v4(&range, 1)))
            return true;
    }
    return false;
}

/* Whether mail from outside may come in by it. */
static enum ex_answer takes_from_outside(const struct ex_env_receive *c)
{
    bool smtp = !c->bindings.known || has_port(c, "25");
    if (c->internet != EX_NO)
        return c->internet;
    return c->anonymous != EX_NO && smtp && has_public_range(c) ? EX_YES : EX_NO;
}

/* Covers everything, as Exchange writes it. */
static bool is_everywhere(const struct ex_texts *ranges)
{
    struct ex_ip_range range;
    for (size_t i = 0; i < ranges->n; i++) {
        if (ex_ip_range_parse(ranges->items[i], &range) && ex_ip_ranges_cover_public_v4(&range, 1))
            return true;
    }
    return false;
}

static void add_receive_lines(struct ex_dia_sketch *s, const struct ex_env_receive *c)
{
    struct ex_str ports = ports_of(s, c);
    const char *who = c->anonymous == EX_YES  ? "anonymous senders"
                      : c->anonymous == EX_NO ? "authenticated senders"
                                              : "senders not known";
    if (ports.n)
        ex_dia_linef(s, false, "port %.*s, %s", EX_FMT(ports), who);
    else
        ex_dia_linef(s, false, "%s", who);
    if (!c->ranges.known)
        ex_dia_line(s, EX_STR("from: not exported"), false);
    else if (is_everywhere(&c->ranges))
        ex_dia_line(s, EX_STR("from any address"), false);
    else
        ex_dia_linef(s, false, "from %.*s",
                     EX_FMT(ex_dia_join(s->arena, c->ranges.items, c->ranges.n, 2)));
}

/* The name without that of the server, which is another one for each. */
static struct ex_str common_name(struct flow *f, const struct ex_env_receive *c)
{
    struct ex_str server = c->server < f->env->n_servers ? f->env->servers[c->server].name
                                                         : EX_STR("");
    if (server.n && ex_str_iends(c->name, server) && c->name.n > server.n)
        return ex_str_trim(ex_str_slice(c->name, 0, c->name.n - server.n));
    return c->name;
}

static void draw_receive(struct flow *f, uint32_t index, size_t alike)
{
    struct ex_dia_sketch *s = f->sketch;
    const struct ex_env_receive *c = &f->env->receive[index];
    enum ex_answer outside = takes_from_outside(c);
    enum ex_dia_state state = state_of(c->enabled);
    ex_dia_line(s, alike > 1 ? common_name(f, c) : c->name, true);
    if (alike > 1)
        ex_dia_linef(s, false, "alike on %zu servers", alike);
    add_receive_lines(s, c);
    if (state == EX_DIA_DISABLED) {
        ex_dia_word(s, "disabled");
    } else if (state == EX_DIA_UNKNOWN || c->anonymous == EX_DONT_KNOW) {
        state = EX_DIA_UNKNOWN;
        ex_dia_word(s, "not known who may send");
    }
    f->receive[index] = ex_dia_node(s, EX_DIA_RECEIVE, state, RECEIVE, EX_DIA_NONE);
    if (outside != EX_NO || (c->enabled == EX_NO && has_port(c, "25") && c->anonymous == EX_YES &&
                             has_public_range(c))) {
        *EX_PUSH(&f->open, uint32_t) = index;
        return;
    }
    if (f->own == EX_DIA_NONE) {
        ex_dia_line(s, EX_STR("Own hosts and clients"), true);
        f->own = ex_dia_node(s, EX_DIA_SENDERS, EX_DIA_PLAIN, SENDERS, EX_DIA_NONE);
    }
    ex_dia_edge(s, f->own, f->receive[index], state);
}

static void note_left_out(struct ex_dia_sketch *s, unsigned column, size_t n, const char *what)
{
    if (!n)
        return;
    ex_dia_linef(s, false, "%zu %s", n, what);
    (void)ex_dia_node(s, EX_DIA_NOTE, EX_DIA_PLAIN, column, EX_DIA_NONE);
}

/* Whether a connector is like an earlier one; its box is that one's. */
static bool is_repeated(const struct ex_environment *env, size_t i)
{
    return env->receive[i].alike < i;
}

static void draw_all_receive(struct flow *f)
{
    const struct ex_environment *env = f->env;
    size_t *alike EX_AUTO(ex_free_auto) = ex_alloc((env->n_receive + 1) * sizeof *alike);
    size_t shown = 0, left_out = 0, internal = 0;
    for (size_t i = 0; i < env->n_receive; i++)
        alike[is_repeated(env, i) ? env->receive[i].alike : i]++;
    for (uint32_t i = 0; i < env->n_receive; i++) {
        f->receive[i] = EX_DIA_NONE;
        if (is_internal(&env->receive[i]))
            internal++;
        else if (is_repeated(env, i))
            f->receive[i] = f->receive[env->receive[i].alike];
        else if (shown++ < MOST_RECEIVE)
            draw_receive(f, i, alike[i]);
        else
            left_out++;
    }
    note_left_out(f->sketch, RECEIVE, left_out, "more are not shown");
    note_left_out(f->sketch, RECEIVE, internal, "for mail between servers are not shown");
    ex_dia_note_list(f->sketch, RECEIVE, "Get-ReceiveConnector", &env->receive_list);
    if (!env->n_receive && env->receive_list.coverage == EX_COMPLETE)
        (void)ex_dia_note(f->sketch, RECEIVE, EX_DIA_GAP, "no Receive connector", "gap");
}

/* ---- accepted domains ---------------------------------------------------------------- */

/* Domains whose mail goes to the same hosts. */
struct domains {
    const struct ex_env_domain *first;
    struct ex_vec names; /* of struct ex_str */
};

static struct ex_str mx_key(struct ex_dia_sketch *s, const struct ex_env_domain *domain)
{
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    ex_buf_printf(&key, "%d", (int)domain->mx);
    for (size_t i = 0; i < domain->n_hosts; i++)
        ex_buf_printf(&key, "\n%lld %.*s", (long long)domain->hosts[i].preference,
                      EX_FMT(domain->hosts[i].host));
    return ex_arena_str(s->arena, ex_buf_str(&key));
}

static enum ex_dia_state add_mx(struct ex_dia_sketch *s, const struct ex_env_domain *domain)
{
    for (size_t i = 0; i < domain->n_hosts && i < MOST_LINES; i++)
        ex_dia_linef(s, false, "MX %lld %.*s", (long long)domain->hosts[i].preference,
                     EX_FMT(domain->hosts[i].host));
    if (domain->n_hosts > MOST_LINES)
        ex_dia_linef(s, false, "and %zu more", domain->n_hosts - MOST_LINES);
    switch (domain->mx) {
    case EX_MX_NOT_ASKED:
        ex_dia_word(s, "MX: not asked");
        return EX_DIA_UNKNOWN;
    case EX_MX_FAILED:
        ex_dia_word(s, "MX: no answer");
        return EX_DIA_UNKNOWN;
    case EX_MX_NONE:
        ex_dia_line(s, EX_STR("no MX record"), false);
        return EX_DIA_PLAIN;
    case EX_MX_NULL:
        ex_dia_line(s, EX_STR("null MX: takes no mail"), false);
        return EX_DIA_PLAIN;
    default:
        return EX_DIA_PLAIN;
    }
}

static void lead_inside(struct flow *f, uint32_t node, enum ex_dia_state state)
{
    for (size_t i = 0; i < f->open.n; i++) {
        uint32_t index = *EX_AT(&f->open, uint32_t, i);
        const struct ex_env_receive *c = &f->env->receive[index];
        enum ex_dia_state of = state_of(c->enabled);
        if (of == EX_DIA_PLAIN)
            of = takes_from_outside(c) == EX_DONT_KNOW ? EX_DIA_UNKNOWN : state;
        ex_dia_edge(f->sketch, node, f->receive[index], of);
    }
}

static void draw_domains(struct flow *f, const struct domains *d)
{
    struct ex_dia_sketch *s = f->sketch;
    const struct ex_env_domain *first = d->first;
    ex_dia_line(s, ex_dia_join(s->arena, d->names.items, d->names.n, MOST_LINES), true);
    if (d->names.n == 1 && first->type.state == EX_FACT_SET)
        ex_dia_linef(s, false, "%.*s%s", EX_FMT(first->type.text),
                     first->is_default == EX_YES ? ", default" : "");
    enum ex_dia_state state = add_mx(s, first);
    uint32_t node = ex_dia_node(s, EX_DIA_DOMAIN, state, DOMAINS, EX_DIA_NONE);
    if (first->mx == EX_MX_NONE || first->mx == EX_MX_NULL)
        return;
    ex_dia_edge(s, f->internet, node, state);
    lead_inside(f, node, state);
}

static void draw_all_domains(struct flow *f)
{
    const struct ex_environment *env = f->env;
    struct ex_dia_sketch *s = f->sketch;
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(false);
    for (size_t i = 0; i < env->n_domains; i++) {
        struct ex_str key = mx_key(s, &env->domains[i]);
        struct domains *d = ex_map_get(known, key);
        if (!d) {
            d = EX_NEW(s->arena, struct domains);
            *d = (struct domains){&env->domains[i], EX_VEC(struct ex_str)};
            ex_map_put(known, key, d);
        }
        *EX_PUSH(&d->names, struct ex_str) = env->domains[i].name;
    }
    size_t n = ex_map_count(known), left_out = 0;
    for (size_t i = 0; i < n; i++) {
        struct domains *d = ex_map_value_at(known, i);
        if (i < MOST_DOMAINS)
            draw_domains(f, d);
        else
            left_out += d->names.n;
        ex_vec_free(&d->names);
    }
    note_left_out(s, DOMAINS, left_out, "more domains are not shown");
    ex_dia_note_list(s, DOMAINS, "Get-AcceptedDomain", &env->domains_list);
    if (!n && env->domains_list.coverage == EX_COMPLETE)
        (void)ex_dia_note(s, DOMAINS, EX_DIA_GAP, "no accepted domain", "gap");
    if (!n) /* where mail comes in is known even so */
        lead_inside(f, f->internet, EX_DIA_UNKNOWN);
}

/* ---- Send connectors -------------------------------------------------------------------- */

static uint32_t hop(struct flow *f, struct ex_map *known, struct ex_str name)
{
    struct ex_dia_sketch *s = f->sketch;
    uint32_t *node = ex_map_get(known, name);
    if (node)
        return *node;
    node = EX_NEW(s->arena, uint32_t);
    if (ex_map_count(known) < MOST_HOPS) {
        ex_dia_line(s, name, true);
        ex_dia_line(s, EX_STR("smart host"), false);
    } else {
        ex_dia_line(s, EX_STR("further smart hosts"), true);
    }
    *node = ex_dia_node(s, EX_DIA_NEXT_HOP, EX_DIA_PLAIN, NEXT_HOP, EX_DIA_NONE);
    ex_map_put(known, name, node);
    return *node;
}

/* Beyond the most, all lead to one box. */
static uint32_t hop_named(struct flow *f, struct ex_map *known, struct ex_str name)
{
    bool full = ex_map_count(known) >= MOST_HOPS && !ex_map_get(known, name);
    return hop(f, known, full ? EX_STR("\n") : name);
}

static uint32_t outside(struct flow *f)
{
    if (f->out == EX_DIA_NONE) {
        ex_dia_line(f->sketch, EX_STR("Internet"), true);
        ex_dia_line(f->sketch, EX_STR("by the MX of recipients"), false);
        f->out = ex_dia_node(f->sketch, EX_DIA_INTERNET, EX_DIA_PLAIN, NEXT_HOP, EX_DIA_NONE);
    }
    return f->out;
}

static void lead_outside(struct flow *f, struct ex_map *hops, const struct ex_env_send *c,
                         uint32_t node)
{
    enum ex_dia_state state = state_of(c->enabled);
    if (c->dns_routing == EX_YES) {
        ex_dia_edge(f->sketch, node, outside(f), state);
    } else {
        for (size_t i = 0; i < c->smart_hosts.n; i++)
            ex_dia_edge(f->sketch, node, hop_named(f, hops, c->smart_hosts.items[i]), state);
    }
}

static void add_spaces(struct ex_dia_sketch *s, const struct ex_env_send *c)
{
    for (size_t i = 0; i < c->n_spaces && i < MOST_LINES; i++) {
        const struct ex_env_space *space = &c->spaces[i];
        struct ex_str text = ex_arena_printf(s->arena, "%.*s:%.*s", EX_FMT(space->type),
                                             EX_FMT(space->address));
        if (space->cost >= 0)
            ex_dia_linef(s, false, "%.*s, cost %lld", EX_FMT(text), (long long)space->cost);
        else
            ex_dia_line(s, text, false);
    }
    if (c->n_spaces > MOST_LINES)
        ex_dia_linef(s, false, "and %zu more", c->n_spaces - MOST_LINES);
    if (!c->spaces_known)
        ex_dia_line(s, EX_STR("address spaces: not exported"), false);
    if (c->scoped == EX_YES)
        ex_dia_line(s, EX_STR("only for its own site"), false);
}

/* Source servers that are no servers of the organization. */
static struct ex_str missing_sources(struct flow *f, const struct ex_env_send *c)
{
    struct ex_buf EX_AUTO(ex_buf_free) names = EX_BUF_INIT;
    if (f->env->servers_list.coverage != EX_COMPLETE || f->env->servers_list.left_out)
        return EX_STR("");
    for (size_t i = 0; i < c->sources.n && c->sources.n > c->servers.n; i++) {
        bool found = false;
        for (size_t k = 0; k < c->servers.n && !found; k++)
            found = ex_str_ieq(f->env->servers[c->servers.items[k]].name, c->sources.items[i]);
        if (!found)
            ex_buf_printf(&names, "%s%.*s", names.n ? ", " : "", EX_FMT(c->sources.items[i]));
    }
    return ex_arena_str(f->sketch->arena, ex_buf_str(&names));
}

static enum ex_dia_state add_send_state(struct flow *f, const struct ex_env_send *c)
{
    struct ex_dia_sketch *s = f->sketch;
    struct ex_str missing = missing_sources(f, c);
    enum ex_dia_state state = state_of(c->enabled);
    if (state == EX_DIA_DISABLED) {
        ex_dia_word(s, "disabled");
    } else if (c->sources.known && !c->sources.n) {
        ex_dia_word(s, "gap: no source server");
        return EX_DIA_GAP;
    } else if (c->dns_routing == EX_NO && c->smart_hosts.known && !c->smart_hosts.n) {
        ex_dia_word(s, "gap: no way to the next hop");
        return EX_DIA_GAP;
    } else if (missing.n) {
        ex_dia_word(s, "gap: no such server: %.*s", EX_FMT(missing));
        return EX_DIA_GAP;
    } else if (state == EX_DIA_UNKNOWN || !c->sources.known ||
               (c->dns_routing != EX_YES && !c->smart_hosts.known)) {
        ex_dia_word(s, "not known: not all exported");
        return EX_DIA_UNKNOWN;
    }
    return state;
}

static void draw_all_send(struct flow *f)
{
    const struct ex_environment *env = f->env;
    struct ex_dia_sketch *s = f->sketch;
    struct ex_map *EX_AUTO(ex_map_auto) hops = ex_map_new(true);
    size_t left_out = 0, internet = 0;
    for (size_t i = 0; i < env->n_send; i++) {
        const struct ex_env_send *c = &env->send[i];
        f->send[i] = EX_DIA_NONE;
        internet += c->internet != EX_NO;
        if (i >= MOST_SEND) {
            left_out++;
            continue;
        }
        ex_dia_line(s, c->name, true);
        add_spaces(s, c);
        enum ex_dia_state state = add_send_state(f, c);
        f->send[i] = ex_dia_node(s, EX_DIA_SEND, state, SEND, EX_DIA_NONE);
        lead_outside(f, hops, c, f->send[i]);
    }
    note_left_out(s, SEND, left_out, "more are not shown");
    ex_dia_note_list(s, SEND, "Get-SendConnector", &env->send_list);
    if (!internet && env->send_list.coverage == EX_COMPLETE)
        (void)ex_dia_note(s, SEND, EX_DIA_GAP, "no Send connector for SMTP:*", "gap");
}

/* ---- servers --------------------------------------------------------------------------------- */

/* Servers that have the same connectors, in the same site. */
struct servers {
    struct ex_env_servers list;
    uint32_t *items;
    struct ex_vec receive; /* of uint32_t: connectors of the first */
    struct ex_vec send;
};

static void add_number(struct ex_vec *list, uint32_t number)
{
    *EX_PUSH(list, uint32_t) = number;
}

/* The connectors of each server, as lists. */
static void collect(struct flow *f, struct servers *of)
{
    const struct ex_environment *env = f->env;
    for (uint32_t i = 0; i < env->n_receive; i++) {
        uint32_t server = env->receive[i].server;
        if (server < env->n_servers && f->receive[i] != EX_DIA_NONE)
            add_number(&of[server].receive, i);
    }
    for (uint32_t i = 0; i < env->n_send; i++) {
        for (size_t k = 0; k < env->send[i].servers.n && f->send[i] != EX_DIA_NONE; k++)
            add_number(&of[env->send[i].servers.items[k]].send, i);
    }
}

static struct ex_str likeness(struct flow *f, uint32_t server, const struct servers *of)
{
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    const struct ex_env_server *s = &f->env->servers[server];
    ex_buf_printf(&key, "%d %d %d %.*s\n%.*s\n", (int)s->site.state, (int)s->exported,
                  (int)s->edge, EX_FMT(s->site.text), EX_FMT(s->product.text));
    for (size_t i = 0; i < of->receive.n; i++)
        ex_buf_printf(&key, "r%u ", f->receive[*EX_AT(&of->receive, uint32_t, i)]);
    for (size_t i = 0; i < of->send.n; i++)
        ex_buf_printf(&key, "s%u ", f->send[*EX_AT(&of->send, uint32_t, i)]);
    return ex_arena_str(f->sketch->arena, ex_buf_str(&key));
}

static uint32_t site_frame(struct flow *f, struct ex_map *sites, const struct ex_env_server *server)
{
    struct ex_dia_sketch *s = f->sketch;
    if (server->site.state != EX_FACT_SET)
        return EX_DIA_NONE;
    uint32_t *frame = ex_map_get(sites, server->site.text);
    if (frame)
        return *frame;
    frame = EX_NEW(s->arena, uint32_t);
    *frame = ex_dia_group(s, SERVERS,
                          ex_arena_printf(s->arena, "Site %.*s", EX_FMT(server->site.text)));
    ex_map_put(sites, server->site.text, frame);
    return *frame;
}

static void draw_servers(struct flow *f, const struct servers *of, uint32_t frame)
{
    struct ex_dia_sketch *s = f->sketch;
    const struct ex_env_server *first = &f->env->servers[of->list.items[0]];
    ex_dia_line(s, ex_dia_servers(s, &of->list), true);
    if (of->list.n > 1)
        ex_dia_linef(s, false, "%zu servers alike", of->list.n);
    if (first->product.text.n || first->edge == EX_YES)
        ex_dia_linef(s, false, "%s%.*s%s", first->product.text.n ? "Exchange " : "",
                     EX_FMT(first->product.text), first->edge == EX_YES ? " Edge Transport" : "");
    if (!first->exported)
        ex_dia_word(s, "not exported");
    uint32_t node = ex_dia_node(s, EX_DIA_SERVER, first->exported ? EX_DIA_PLAIN : EX_DIA_UNKNOWN,
                                SERVERS, frame);
    for (size_t i = 0; i < of->receive.n; i++) {
        uint32_t c = *EX_AT(&of->receive, uint32_t, i);
        ex_dia_edge(s, f->receive[c], node, state_of(f->env->receive[c].enabled));
    }
    for (size_t i = 0; i < of->send.n; i++) {
        uint32_t c = *EX_AT(&of->send, uint32_t, i);
        ex_dia_edge(s, node, f->send[c], state_of(f->env->send[c].enabled));
    }
}

/* A server that mail does not pass is not drawn. */
static bool is_drawn(const struct ex_env_server *server, const struct servers *of)
{
    return of->receive.n || of->send.n || server->transport == EX_YES;
}

static void draw_all_servers(struct flow *f)
{
    const struct ex_environment *env = f->env;
    struct ex_arena *arena = f->sketch->arena;
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(false);
    struct ex_map *EX_AUTO(ex_map_auto) sites = ex_map_new(true);
    struct servers *of EX_AUTO(ex_free_auto) = ex_alloc((env->n_servers + 1) * sizeof *of);
    size_t left_out = 0;
    for (uint32_t i = 0; i < env->n_servers; i++)
        of[i] = (struct servers){.receive = EX_VEC(uint32_t), .send = EX_VEC(uint32_t)};
    collect(f, of);
    for (uint32_t i = 0; i < env->n_servers; i++) {
        struct ex_str key = likeness(f, i, &of[i]);
        struct servers *first = ex_map_get(known, key);
        if (!is_drawn(&env->servers[i], &of[i]))
            continue;
        if (!first) {
            first = &of[i];
            first->items = EX_NEW_ARRAY(arena, env->n_servers - i, uint32_t);
            first->list.items = first->items;
            ex_map_put(known, key, first);
        }
        first->items[first->list.n++] = i;
    }
    for (size_t i = 0; i < ex_map_count(known); i++) {
        const struct servers *first = ex_map_value_at(known, i);
        if (i < MOST_SERVERS)
            draw_servers(f, first, site_frame(f, sites, &env->servers[first->list.items[0]]));
        else
            left_out += first->list.n;
    }
    for (uint32_t i = 0; i < env->n_servers; i++) {
        ex_vec_free(&of[i].receive);
        ex_vec_free(&of[i].send);
    }
    note_left_out(f->sketch, SERVERS, left_out, "more servers are not shown");
    ex_dia_note_list(f->sketch, SERVERS, "Get-ExchangeServer", &env->servers_list);
}

/* ---- the map --------------------------------------------------------------------------------- */

const struct ex_diagram *ex_diagram_mailflow(const struct ex_environment *env,
                                             struct ex_arena *arena)
{
    static const char *const columns[] = {"Senders",         "Domains and MX",  "Receive connectors",
                                          "Servers",         "Send connectors", "Next hop"};
    struct ex_dia_sketch sketch =
        ex_dia_begin(env, arena, "mailflow", "Mail-flow map", columns, EX_COUNT(columns));
    uint32_t *receive EX_AUTO(ex_free_auto) = ex_alloc((env->n_receive + 1) * sizeof *receive);
    uint32_t *send EX_AUTO(ex_free_auto) = ex_alloc((env->n_send + 1) * sizeof *send);
    struct flow f = {.sketch = &sketch, .env = env, .receive = receive, .send = send,
                     .own = EX_DIA_NONE, .out = EX_DIA_NONE, .open = EX_VEC(uint32_t)};
    size_t internet = 0;
    ex_dia_line(&sketch, EX_STR("Internet"), true);
    f.internet = ex_dia_node(&sketch, EX_DIA_INTERNET, EX_DIA_PLAIN, SENDERS, EX_DIA_NONE);
    draw_all_receive(&f);
    draw_all_domains(&f);
    draw_all_send(&f);
    draw_all_servers(&f);
    ex_vec_free(&f.open);
    for (size_t i = 0; i < env->n_send; i++)
        internet += env->send[i].internet == EX_YES && env->send[i].enabled == EX_YES;
    return ex_dia_end(&sketch,
                      "How mail comes in and goes out: %zu accepted domains, %zu Receive "
                      "connectors, %zu servers and %zu Send connectors, of which %zu carry mail "
                      "to the Internet.",
                      env->n_domains, env->n_receive, env->n_servers, env->n_send, internet);
}
