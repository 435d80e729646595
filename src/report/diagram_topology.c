/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The topology: servers in the frames of their sites, database availability
 * groups, and where mail comes in and goes out.
 */
#include "report/diagram_build.h"

#include "base/buf.h"
#include "base/map.h"

#include <stdlib.h>

enum { IN, SERVERS, GROUPS, OUT };

enum {
    MOST_SERVERS = 40, /* boxes of servers */
    MOST_GROUPS = 24,  /* boxes of DAGs */
    MOST_OUT = 12,     /* boxes of Send connectors */
    FOLD = 12,         /* more servers share boxes where they are alike */
};

struct topology {
    struct ex_dia_sketch *sketch;
    const struct ex_environment *env;
    enum ex_answer *open;  /* of each server: mail from the Internet may come in */
    uint32_t *groups;      /* box of each DAG, or EX_DIA_NONE */
    uint32_t internet;
};

static void note_left_out(struct ex_dia_sketch *s, unsigned column, size_t n, const char *what)
{
    if (!n)
        return;
    ex_dia_linef(s, false, "%zu %s", n, what);
    (void)ex_dia_node(s, EX_DIA_NOTE, EX_DIA_PLAIN, column, EX_DIA_NONE);
}

/* ---- servers --------------------------------------------------------------------- */

/* What a box says of a server. */
static void add_server_lines(struct topology *t, const struct ex_env_server *server)
{
    struct ex_dia_sketch *s = t->sketch;
    if (server->product.text.n || server->build.text.n)
        ex_dia_linef(s, false, "%s%.*s%s%.*s", server->product.text.n ? "Exchange " : "",
                     EX_FMT(server->product.text),
                     server->product.text.n && server->build.text.n ? ", " : "",
                     EX_FMT(server->build.text));
    if (server->roles.n)
        ex_dia_line(s, ex_dia_join(s->arena, server->roles.items, server->roles.n, 4), false);
}

static struct ex_str likeness(struct topology *t, uint32_t index)
{
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    const struct ex_env_server *s = &t->env->servers[index];
    ex_buf_printf(&key, "%d%d%d %.*s\n%.*s\n%.*s\n", (int)s->site.state, (int)s->exported,
                  (int)t->open[index], EX_FMT(s->site.text), EX_FMT(s->version.text),
                  EX_FMT(s->dag.text));
    for (size_t i = 0; i < s->roles.n; i++)
        ex_buf_printf(&key, "%.*s ", EX_FMT(s->roles.items[i]));
    for (size_t i = 0; i < t->env->n_send && i < MOST_OUT; i++) {
        const struct ex_env_servers *of = &t->env->send[i].servers;
        for (size_t k = 0; k < of->n; k++) {
            if (of->items[k] == index)
                ex_buf_printf(&key, "s%zu ", i);
        }
    }
    if (t->env->n_servers <= FOLD)
        ex_buf_printf(&key, "\n%u", index);
    return ex_arena_str(t->sketch->arena, ex_buf_str(&key));
}

static uint32_t frame_of(struct topology *t, struct ex_map *frames,
                         const struct ex_env_server *server)
{
    struct ex_dia_sketch *s = t->sketch;
    struct ex_str title =
        server->site.state == EX_FACT_SET
            ? ex_arena_printf(s->arena, "Site %.*s", EX_FMT(server->site.text))
        : server->site.state == EX_FACT_UNSET ? EX_STR("No site")
                                              : EX_STR("Site not exported");
    uint32_t *frame = ex_map_get(frames, title);
    if (!frame) {
        frame = EX_NEW(s->arena, uint32_t);
        *frame = ex_dia_group(s, SERVERS, title);
        ex_map_put(frames, title, frame);
    }
    return *frame;
}

/* Servers that share a box. */
struct box {
    uint32_t *items;
    struct ex_env_servers list;
    uint32_t node;
};

static void draw_box(struct topology *t, struct box *box, struct ex_map *frames)
{
    struct ex_dia_sketch *s = t->sketch;
    uint32_t first = box->list.items[0];
    const struct ex_env_server *server = &t->env->servers[first];
    ex_dia_line(s, ex_dia_servers(s, &box->list), true);
    if (box->list.n > 1)
        ex_dia_linef(s, false, "%zu servers alike", box->list.n);
    add_server_lines(t, server);
    if (!server->exported)
        ex_dia_word(s, "not exported");
    box->node = ex_dia_node(s, EX_DIA_SERVER, server->exported ? EX_DIA_PLAIN : EX_DIA_UNKNOWN,
                            SERVERS, frame_of(t, frames, server));
    if (t->open[first] != EX_NO)
        ex_dia_edge(s, t->internet, box->node,
                    t->open[first] == EX_YES ? EX_DIA_PLAIN : EX_DIA_UNKNOWN);
    for (size_t i = 0; i < t->env->n_dags && i < MOST_GROUPS; i++) {
        if (server->dag.state == EX_FACT_SET && ex_str_ieq(server->dag.text, t->env->dags[i].name))
            ex_dia_edge(s, box->node, t->groups[i], EX_DIA_PLAIN);
    }
}

/* Boxes of all servers; `nodes` gets that of each. */
static void draw_servers(struct topology *t, uint32_t *nodes)
{
    const struct ex_environment *env = t->env;
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(false);
    struct ex_map *EX_AUTO(ex_map_auto) frames = ex_map_new(true);
    size_t left_out = 0;
    for (uint32_t i = 0; i < env->n_servers; i++) {
        struct ex_str key = likeness(t, i);
        struct box *box = ex_map_get(known, key);
        nodes[i] = EX_DIA_NONE;
        if (!box) {
            box = EX_NEW(t->sketch->arena, struct box);
            box->items = EX_NEW_ARRAY(t->sketch->arena, env->n_servers - i, uint32_t);
            box->list.items = box->items;
            ex_map_put(known, key, box);
        }
        box->items[box->list.n++] = i;
    }
    for (size_t i = 0; i < ex_map_count(known); i++) {
        struct box *box = ex_map_value_at(known, i);
        if (i >= MOST_SERVERS) {
            left_out += box->list.n;
            continue;
        }
        draw_box(t, box, frames);
        for (size_t k = 0; k < box->list.n; k++)
            nodes[box->items[k]] = box->node;
    }
    note_left_out(t->sketch, SERVERS, left_out, "more servers are not shown");
    ex_dia_note_list(t->sketch, SERVERS, "Get-ExchangeServer", &env->servers_list);
}

/* ---- groups ------------------------------------------------------------------------ */

static void draw_groups(struct topology *t)
{
    const struct ex_environment *env = t->env;
    struct ex_dia_sketch *s = t->sketch;
    for (size_t i = 0; i < env->n_dags && i < MOST_GROUPS; i++) {
        const struct ex_env_dag *dag = &env->dags[i];
        ex_dia_line(s, dag->name, true);
        ex_dia_linef(s, false, "%zu members", dag->members.n);
        if (dag->witness.state == EX_FACT_SET)
            ex_dia_linef(s, false, "witness %.*s", EX_FMT(dag->witness.text));
        t->groups[i] = ex_dia_node(s, EX_DIA_DAG, EX_DIA_PLAIN, GROUPS, EX_DIA_NONE);
    }
    note_left_out(s, GROUPS, env->n_dags > MOST_GROUPS ? env->n_dags - MOST_GROUPS : 0,
                  "more are not shown");
    ex_dia_note_list(s, GROUPS, "Get-DatabaseAvailabilityGroup", &env->dags_list);
    if (!env->n_dags && env->dags_list.coverage == EX_COMPLETE) {
        ex_dia_line(s, EX_STR("none"), false);
        (void)ex_dia_node(s, EX_DIA_NOTE, EX_DIA_PLAIN, GROUPS, EX_DIA_NONE);
    }
}

/* ---- mail ---------------------------------------------------------------------------- */

/* Where no connector of a server is known to be open, its connectors may not all be known. */
static void find_open(struct topology *t)
{
    const struct ex_environment *env = t->env;
    for (size_t i = 0; i < env->n_servers; i++)
        t->open[i] = EX_NO;
    for (size_t i = 0; i < env->n_receive; i++) {
        uint32_t server = env->receive[i].server;
        if (server >= env->n_servers || t->open[server] == EX_YES)
            continue;
        if (env->receive[i].internet != EX_NO)
            t->open[server] = env->receive[i].internet;
    }
}

static void add_way(struct ex_dia_sketch *s, const struct ex_env_send *c)
{
    if (c->dns_routing == EX_YES)
        ex_dia_line(s, EX_STR("by the MX of recipients"), false);
    else if (c->smart_hosts.n)
        ex_dia_linef(s, false, "through %.*s",
                     EX_FMT(ex_dia_join(s->arena, c->smart_hosts.items, c->smart_hosts.n, 2)));
}

static void draw_way_out(struct topology *t, const struct ex_env_send *c, const uint32_t *nodes)
{
    struct ex_dia_sketch *s = t->sketch;
    enum ex_dia_state state = c->enabled == EX_YES  ? EX_DIA_PLAIN
                              : c->enabled == EX_NO ? EX_DIA_DISABLED
                                                    : EX_DIA_UNKNOWN;
    ex_dia_line(s, EX_STR("Internet"), true);
    ex_dia_linef(s, false, "Send connector %.*s", EX_FMT(c->name));
    add_way(s, c);
    if (state == EX_DIA_DISABLED)
        ex_dia_word(s, "disabled");
    else if (state == EX_DIA_UNKNOWN)
        ex_dia_word(s, "not known whether enabled");
    uint32_t node = ex_dia_node(s, EX_DIA_INTERNET, state, OUT, EX_DIA_NONE);
    for (size_t i = 0; i < c->servers.n; i++) {
        if (nodes[c->servers.items[i]] != EX_DIA_NONE)
            ex_dia_edge(s, nodes[c->servers.items[i]], node, state);
    }
}

static size_t draw_ways_out(struct topology *t, const uint32_t *nodes)
{
    const struct ex_environment *env = t->env;
    size_t n = 0, unknown = 0;
    for (size_t i = 0; i < env->n_send && i < MOST_OUT; i++) {
        unknown += env->send[i].internet == EX_DONT_KNOW;
        if (env->send[i].internet != EX_YES)
            continue;
        draw_way_out(t, &env->send[i], nodes);
        n++;
    }
    ex_dia_note_list(t->sketch, OUT, "Get-SendConnector", &env->send_list);
    if (!n && !unknown && env->send_list.coverage == EX_COMPLETE)
        (void)ex_dia_note(t->sketch, OUT, EX_DIA_GAP, "no Send connector for SMTP:*", "gap");
    else if (!n && unknown)
        (void)ex_dia_note(t->sketch, OUT, EX_DIA_UNKNOWN, "address spaces of Send connectors",
                          "not exported");
    return n;
}

const struct ex_diagram *ex_diagram_topology(const struct ex_environment *env,
                                             struct ex_arena *arena)
{
    static const char *const columns[] = {"Mail in", "Servers", "Availability groups", "Mail out"};
    struct ex_dia_sketch sketch =
        ex_dia_begin(env, arena, "topology", "Topology", columns, EX_COUNT(columns));
    enum ex_answer *open EX_AUTO(ex_free_auto) = ex_alloc((env->n_servers + 1) * sizeof *open);
    uint32_t *groups EX_AUTO(ex_free_auto) = ex_alloc((env->n_dags + 1) * sizeof *groups);
    uint32_t *nodes EX_AUTO(ex_free_auto) = ex_alloc((env->n_servers + 1) * sizeof *nodes);
    struct topology t = {&sketch, env, open, groups, EX_DIA_NONE};
    ex_dia_line(&sketch, EX_STR("Internet"), true);
    t.internet = ex_dia_node(&sketch, EX_DIA_INTERNET, EX_DIA_PLAIN, IN, EX_DIA_NONE);
    ex_dia_note_list(&sketch, IN, "Get-ReceiveConnector", &env->receive_list);
    find_open(&t);
    draw_groups(&t);
    draw_servers(&t, nodes);
    size_t ways = draw_ways_out(&t, nodes);
    return ex_dia_end(&sketch,
                      "%zu servers, %zu database availability groups, and %zu Send connectors "
                      "that carry mail to the Internet.",
                      env->n_servers, env->n_dags, ways);
}
