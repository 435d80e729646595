/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The namespace map: host name, services, servers, certificate. Services and servers
 * have a box for each host, as it depends on the host what covers it;
 * certificates are shared.
 */
#include "report/diagram_build.h"

#include "base/buf.h"
#include "base/map.h"

#include <stdlib.h>

enum { HOSTS, SERVICES, SERVERS, CERTIFICATES };

enum {
    MOST_HOSTS = 30,  /* host names that are shown */
    MOST_USES = 64,   /* URLs of one that are looked at */
    MOST_SETS = 8,    /* boxes of services of one */
    FOLD = 3,         /* so many own names of servers become one box */
};

/* What is drawn of a host. */
struct drawing {
    struct ex_dia_sketch *sketch;
    uint32_t *certificates;  /* box of each certificate, or EX_DIA_NONE */
};

/* ---- services ------------------------------------------------------------------ */

enum { INTERNAL = 1, EXTERNAL = 2, PLAIN_HTTP = 4 };

/* Services that have the same servers. */
struct set {
    const struct ex_env_servers *servers;
    unsigned services[EX_ENV_N_SERVICES]; /* bits of their sides */
};

static bool same_servers(const struct ex_env_servers *a, const struct ex_env_servers *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->items, b->items, a->n * sizeof *a->items) == 0);
}

static size_t collect_sets(const struct ex_env_host *host, struct set sets[MOST_SETS])
{
    size_t n = 0;
    for (size_t i = 0; i < host->n_uses && i < MOST_USES; i++) {
        const struct ex_env_use *use = &host->uses[i];
        size_t at = 0;
        while (at < n && !same_servers(sets[at].servers, &use->servers))
            at++;
        if (at == MOST_SETS)
            at = MOST_SETS - 1;
        else if (at == n)
            sets[n++] = (struct set){.servers = &use->servers};
        sets[at].services[use->service] |=
            (use->external ? EXTERNAL : INTERNAL) | (use->tls ? 0u : PLAIN_HTTP);
    }
    return n;
}

/* The services of a set that are for these sides. */
static bool add_services(struct ex_dia_sketch *s, const struct set *set, unsigned sides)
{
    struct ex_buf EX_AUTO(ex_buf_free) names = EX_BUF_INIT;
    for (size_t i = 0; i < EX_ENV_N_SERVICES; i++) {
        if ((set->services[i] & (INTERNAL | EXTERNAL)) != sides)
            continue;
        ex_buf_printf(&names, "%s%s%s", names.n ? ", " : "",
                      ex_env_service_name((enum ex_env_service)i),
                      set->services[i] & PLAIN_HTTP ? " (http)" : "");
    }
    if (names.n)
        ex_dia_line(s, ex_arena_str(s->arena, ex_buf_str(&names)), true);
    return names.n > 0;
}

static uint32_t draw_set(struct ex_dia_sketch *s, const struct set *set)
{
    if (add_services(s, set, INTERNAL | EXTERNAL))
        ex_dia_line(s, EX_STR("internal and external"), false);
    if (add_services(s, set, EXTERNAL))
        ex_dia_line(s, EX_STR("external"), false);
    if (add_services(s, set, INTERNAL))
        ex_dia_line(s, EX_STR("internal"), false);
    return ex_dia_node(s, EX_DIA_SERVICE, EX_DIA_PLAIN, SERVICES, EX_DIA_NONE);
}

/* ---- certificates ------------------------------------------------------------------ */

static enum ex_dia_state state_of(enum ex_env_cover cover)
{
    static const enum ex_dia_state states[EX_N_COVERS] = {
        [EX_COVER_GAP] = EX_DIA_GAP,         [EX_COVER_OUTDATED] = EX_DIA_GAP,
        [EX_COVER_UNKNOWN] = EX_DIA_UNKNOWN, [EX_COVERED] = EX_DIA_OK,
        [EX_COVER_NOT_NEEDED] = EX_DIA_PLAIN};
    return states[cover];
}

static struct ex_str date_of(const struct ex_fact *time)
{
    return ex_str_slice(time->text, 0, 10);
}

static void add_names(struct ex_dia_sketch *s, const struct ex_env_certificate *c)
{
    if (c->names.n)
        ex_dia_line(s, c->names.items[0], true);
    else
        ex_dia_line(s, c->subject.text.n ? c->subject.text : c->thumbprint, true);
    if (c->names.n == 2)
        ex_dia_line(s, c->names.items[1], false);
    else if (c->names.n > 2)
        ex_dia_linef(s, false, "and %zu more names", c->names.n - 1);
}

static uint32_t draw_certificate(struct drawing *d, uint32_t index)
{
    struct ex_dia_sketch *s = d->sketch;
    const struct ex_env_certificate *c = &s->env->certificates[index];
    if (d->certificates[index] != EX_DIA_NONE)
        return d->certificates[index];
    add_names(s, c);
    if (c->self_signed == EX_YES)
        ex_dia_line(s, EX_STR("self-signed"), false);
    ex_dia_linef(s, false, "%.*s", EX_FMT(ex_str_slice(c->thumbprint, 0, 40)));
    struct ex_str until = date_of(&c->not_after), from = date_of(&c->not_before);
    bool outdated = c->validity == EX_EXPIRED || c->validity == EX_NOT_YET_VALID;
    if (c->validity == EX_EXPIRED)
        ex_dia_word(s, "expired on %.*s", EX_FMT(until));
    else if (c->validity == EX_NOT_YET_VALID)
        ex_dia_word(s, "not valid before %.*s", EX_FMT(from));
    else if (until.n)
        ex_dia_linef(s, false, "until %.*s, %lld days left", EX_FMT(until), (long long)c->days);
    d->certificates[index] = ex_dia_node(s, EX_DIA_CERTIFICATE, outdated ? EX_DIA_GAP : EX_DIA_PLAIN,
                                         CERTIFICATES, EX_DIA_NONE);
    return d->certificates[index];
}

/* ---- servers ------------------------------------------------------------------------- */

static void add_cover(struct ex_dia_sketch *s, const struct ex_env_covering *c)
{
    static const char *const words[EX_N_COVERS] = {
        [EX_COVER_GAP] = "gap: in no certificate for IIS",
        [EX_COVER_OUTDATED] = "gap: only in one that is not valid",
        [EX_COVER_UNKNOWN] = "not known: not in the dump",
        [EX_COVERED] = "covered",
        [EX_COVER_NOT_NEEDED] = NULL,
    };
    if (c->cover == EX_COVERED && c->elsewhere)
        ex_dia_word(s, "covered on another server");
    else if (words[c->cover])
        ex_dia_word(s, "%s", words[c->cover]);
    else
        ex_dia_line(s, EX_STR("http: needs no certificate"), false);
}

static uint32_t draw_servers(struct drawing *d, const struct ex_env_covering *c)
{
    struct ex_dia_sketch *s = d->sketch;
    enum ex_dia_state state = state_of(c->cover);
    struct ex_str names = c->servers.n ? ex_dia_servers(s, &c->servers)
                                       : EX_STR("(a server that is not known)");
    ex_dia_line(s, names, true);
    add_cover(s, c);
    uint32_t node = ex_dia_node(s, EX_DIA_SERVER, state, SERVERS, EX_DIA_NONE);
    if (c->certificate < s->env->n_certificates && c->cover != EX_COVER_UNKNOWN)
        ex_dia_edge(s, node, draw_certificate(d, c->certificate), state);
    return node;
}

static bool have_common(const struct ex_env_servers *a, const struct ex_env_servers *b)
{
    if (a->n == 0 && b->n == 0)
        return true;
    for (size_t i = 0; i < a->n; i++) {
        for (size_t k = 0; k < b->n; k++) {
            if (a->items[i] == b->items[k])
                return true;
        }
    }
    return false;
}

/* ---- hosts ----------------------------------------------------------------------------- */

static uint32_t draw_host(struct ex_dia_sketch *s, struct ex_str name, const struct ex_env_host *host)
{
    enum ex_dia_state state = state_of(host->cover);
    ex_dia_line(s, name, true);
    ex_dia_line(s, host->internal && host->external ? EX_STR("internal and external")
                   : host->external                 ? EX_STR("external")
                                                    : EX_STR("internal"), false);
    if (state == EX_DIA_GAP)
        ex_dia_word(s, "gap");
    else if (state == EX_DIA_UNKNOWN)
        ex_dia_word(s, "not known");
    return ex_dia_node(s, EX_DIA_HOST, state == EX_DIA_OK ? EX_DIA_PLAIN : state, HOSTS,
                       EX_DIA_NONE);
}

static void draw(struct drawing *d, const struct ex_env_host *host)
{
    enum { MOST_COVERINGS = 12 };
    struct ex_dia_sketch *s = d->sketch;
    struct set sets[MOST_SETS];
    uint32_t boxes[MOST_SETS];
    size_t n = collect_sets(host, sets);
    uint32_t node = draw_host(s, host->name, host);
    for (size_t i = 0; i < n; i++) {
        boxes[i] = draw_set(s, &sets[i]);
        ex_dia_edge(s, node, boxes[i], EX_DIA_PLAIN);
    }
    for (size_t i = 0; i < host->n_covering && i < MOST_COVERINGS; i++) {
        const struct ex_env_covering *c = &host->covering[i];
        uint32_t server = draw_servers(d, c);
        for (size_t k = 0; k < n; k++) {
            if (have_common(sets[k].servers, &c->servers))
                ex_dia_edge(s, boxes[k], server, state_of(c->cover));
        }
    }
}

/* ---- own names of servers ---------------------------------------------------------------- */

/* The server of which a host is the own name, or EX_ENV_NONE. */
static uint32_t owner_of(const struct ex_environment *env, const struct ex_env_host *host)
{
    if (host->n_covering != 1 || host->covering[0].servers.n != 1)
        return EX_ENV_NONE;
    uint32_t index = host->covering[0].servers.items[0];
    const struct ex_env_server *server = &env->servers[index];
    if (ex_str_ieq(host->name, server->name) || ex_str_ieq(host->name, server->fqdn.text))
        return index;
    return EX_ENV_NONE;
}

/* The same for own names that are used in the same way. */
static struct ex_str likeness(struct ex_dia_sketch *s, const struct ex_env_host *host)
{
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    ex_buf_printf(&key, "%d", (int)host->cover);
    for (size_t i = 0; i < host->n_uses && i < MOST_USES; i++)
        ex_buf_printf(&key, " %d%d%d", (int)host->uses[i].service, (int)host->uses[i].external,
                      (int)host->uses[i].tls);
    return ex_arena_str(s->arena, ex_buf_str(&key));
}

/* Own names that share a box. */
struct fold {
    const struct ex_env_host *first;
    uint32_t *servers;
    struct ex_str *names;
    size_t n;
    bool drawn;
};

static struct ex_map *collect_folds(struct ex_dia_sketch *s, struct fold **of_host)
{
    const struct ex_environment *env = s->env;
    struct ex_map *folds = ex_map_new(false);
    for (size_t i = 0; i < env->n_hosts; i++) {
        uint32_t owner = owner_of(env, &env->hosts[i]);
        if (owner == EX_ENV_NONE)
            continue;
        struct ex_str key = likeness(s, &env->hosts[i]);
        struct fold *fold = ex_map_get(folds, key);
        if (!fold) {
            fold = EX_NEW(s->arena, struct fold);
            fold->first = &env->hosts[i];
            fold->servers = EX_NEW_ARRAY(s->arena, env->n_hosts, uint32_t);
            fold->names = EX_NEW_ARRAY(s->arena, env->n_hosts, struct ex_str);
            ex_map_put(folds, key, fold);
        }
        fold->servers[fold->n] = owner;
        fold->names[fold->n++] = env->hosts[i].name;
        of_host[i] = fold;
    }
    return folds;
}

static void draw_fold(struct drawing *d, struct fold *fold)
{
    struct ex_dia_sketch *s = d->sketch;
    struct set sets[MOST_SETS];
    if (fold->drawn)
        return;
    fold->drawn = true;
    struct ex_env_covering covering = fold->first->covering[0];
    covering.servers = (struct ex_env_servers){fold->servers, fold->n};
    covering.certificate = EX_ENV_NONE; /* each has its own */
    uint32_t node = draw_host(
        s, ex_arena_printf(s->arena, "%zu servers' own names", fold->n), fold->first);
    size_t n = collect_sets(fold->first, sets);
    uint32_t server = draw_servers(d, &covering);
    for (size_t i = 0; i < n; i++) {
        uint32_t box = draw_set(s, &sets[i]);
        ex_dia_edge(s, node, box, EX_DIA_PLAIN);
        ex_dia_edge(s, box, server, state_of(covering.cover));
    }
}

/* ---- the map ------------------------------------------------------------------------------- */

static size_t draw_hosts(struct drawing *d)
{
    const struct ex_environment *env = d->sketch->env;
    struct fold **of_host EX_AUTO(ex_free_auto) = ex_alloc((env->n_hosts + 1) * sizeof *of_host);
    struct ex_map *EX_AUTO(ex_map_auto) folds = collect_folds(d->sketch, of_host);
    size_t left_out = 0, shown = 0;
    for (size_t i = 0; i < env->n_hosts; i++) {
        if (of_host[i] && of_host[i]->n >= FOLD)
            draw_fold(d, of_host[i]);
        else if (shown++ < MOST_HOSTS)
            draw(d, &env->hosts[i]);
        else
            left_out++;
    }
    return left_out;
}

static void add_notes(struct ex_dia_sketch *s, size_t left_out)
{
    const struct ex_environment *env = s->env;
    struct ex_env_list hosts = env->hosts_list;
    struct ex_str missing = ex_dia_join(s->arena, env->hosts_missing.items, env->hosts_missing.n, 3);
    hosts.left_out += left_out;
    ex_dia_note_list(s, HOSTS, missing.n ? missing.p : "host names", &hosts);
    if (!s->nodes.n && !env->n_hosts)
        (void)ex_dia_note(s, HOSTS, EX_DIA_PLAIN, "no URL names a host", "none");
    ex_dia_note_list(s, CERTIFICATES, "Get-ExchangeCertificate", &env->certificates_list);
}

const struct ex_diagram *ex_diagram_namespace(const struct ex_environment *env,
                                              struct ex_arena *arena)
{
    static const char *const columns[] = {"Host names", "Services", "Servers", "Certificates"};
    struct ex_dia_sketch sketch =
        ex_dia_begin(env, arena, "namespace", "Namespace map", columns, EX_COUNT(columns));
    uint32_t *certificates EX_AUTO(ex_free_auto) =
        ex_alloc((env->n_certificates + 1) * sizeof *certificates);
    struct drawing d = {&sketch, certificates};
    size_t counts[EX_N_COVERS] = {0};
    for (size_t i = 0; i < env->n_certificates; i++)
        certificates[i] = EX_DIA_NONE;
    add_notes(&sketch, draw_hosts(&d));
    for (size_t i = 0; i < env->n_hosts; i++)
        counts[env->hosts[i].cover]++;
    return ex_dia_end(&sketch,
                      "Names by which clients find servers, and the certificates that cover them. "
                      "Of %zu host names %zu are covered, %zu have a gap, of %zu it is not known, "
                      "and %zu need no certificate.",
                      env->n_hosts, counts[EX_COVERED],
                      counts[EX_COVER_GAP] + counts[EX_COVER_OUTDATED], counts[EX_COVER_UNKNOWN],
                      counts[EX_COVER_NOT_NEEDED]);
}
