/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The matrix of URLs: what each server tells clients for each service, and
 * where servers of a site differ. A host that is a server's own name (as URLs
 * of PowerShell have it) does not make it differ.
 */
#include "report/environment_build.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"

#include <stdlib.h>

enum { MANY_SERVERS = 8 /* more than these share columns */ };

/* A cell, and what it is compared by. */
struct value {
    struct ex_fact fact;
    struct ex_str key;     /* without case, own name and slash at the end; of states "?" and "-" */
    struct ex_str general; /* the value with EX_ENV_OWN_NAME for the own name */
    bool differs;
};

struct matrix {
    struct ex_env_make *m;
    struct ex_arena *scratch;
    const uint32_t *servers; /* with a column of their own */
    size_t n_servers;
    struct ex_env_row *rows;
    size_t n_rows;
    struct value *values;  /* n_rows for each of the servers */
};

static struct value *value_at(const struct matrix *x, size_t row, size_t server)
{
    return &x->values[server * x->n_rows + row];
}

/* ---- one cell --------------------------------------------------------------- */

static struct ex_str host_of(const struct ex_value *cell)
{
    const struct ex_value *host = cell->tag == EX_STRUCT ? &cell->u.items[EX_F_Url_host] : cell;
    return host->tag == EX_STRING ? ex_value_str(host) : EX_STR("");
}

static bool is_own_name(const struct ex_env_server *server, struct ex_str host)
{
    return host.n && (ex_str_ieq(host, server->name) ||
                      (server->fqdn.state == EX_FACT_SET && ex_str_ieq(host, server->fqdn.text)));
}

/* The text with something else in place of the host. */
static struct ex_str without_host(struct ex_env_make *m, struct ex_str text, struct ex_str host)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t i = 0; i + host.n <= text.n; i++) {
        if (!ex_str_ieq(ex_str_slice(text, i, i + host.n), host))
            continue;
        ex_buf_add(&out, ex_str_slice(text, 0, i));
        ex_buf_add_text(&out, EX_ENV_OWN_NAME);
        ex_buf_add(&out, ex_str_slice(text, i + host.n, text.n));
        return ex_arena_str(m->arena, ex_buf_str(&out));
    }
    return text;
}

/* How a value is compared: IIS ignores case, and a slash at the end says nothing. */
static struct ex_str key_of(struct ex_arena *arena, struct ex_str text)
{
    while (text.n && text.p[text.n - 1] == '/')
        text.n--;
    char *bytes = ex_arena_bytes(arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        bytes[i] = ex_lower(text.p[i]);
    return ex_str_n(bytes, text.n);
}

static struct value read_cell(const struct matrix *x, uint32_t server, const struct ex_value *cell)
{
    struct ex_env_make *m = x->m;
    struct value value = {.fact = ex_env_fact(m, cell)};
    struct ex_str host = host_of(cell);
    value.general = value.fact.text;
    if (is_own_name(&m->env->servers[server], host))
        value.general = without_host(m, value.fact.text, host);
    value.key = value.fact.state == EX_FACT_SET     ? key_of(x->scratch, value.general)
                : value.fact.state == EX_FACT_UNSET ? EX_STR("-")
                                                    : EX_STR("?");
    return value;
}

static struct ex_str joined(struct ex_env_make *m, struct ex_str a, struct ex_str b)
{
    return ex_arena_printf(m->arena, "%.*s, %.*s", EX_FMT(a), EX_FMT(b));
}

/* Which of two values to show when they are not both texts: not even unknown beside unset. */
static int rank(enum ex_fact_state state)
{
    static const int ranks[] = {[EX_FACT_UNSET] = 0, [EX_FACT_UNKNOWN] = 1, [EX_FACT_SET] = 2};
    return ranks[state];
}

/* A server may have a directory in more than one web site. */
static void add_value(struct ex_env_make *m, struct value *value, struct value other)
{
    if (!value->key.n || rank(other.fact.state) > rank(value->fact.state)) {
        *value = other;
    } else if (value->fact.state == EX_FACT_SET && other.fact.state == EX_FACT_SET &&
               !ex_str_eq(value->key, other.key) &&
               value->fact.text.n + other.fact.text.n < EX_MAX_ENV_TEXT_BYTES) {
        value->fact.text = joined(m, value->fact.text, other.fact.text);
        value->general = joined(m, value->general, other.general);
        value->key = joined(m, value->key, other.key);
    }
}

static const struct ex_value *objects_of(const struct ex_env_make *m, uint32_t server,
                                         enum ex_kind_id kind)
{
    int reverse = ex_reverse_find(EX_KIND_ExchangeServer, ex_kind(kind)->name, NULL);
    return m->nodes[server]->reverse ? &m->nodes[server]->reverse[reverse] : NULL;
}

static void fill_value(const struct matrix *x, size_t row, size_t column)
{
    struct ex_env_make *m = x->m;
    const struct ex_env_source *source = ex_env_source(x->rows[row].service);
    uint32_t server = x->servers[column];
    struct value *value = value_at(x, row, column);
    const struct ex_value *objects = objects_of(m, server, source->kind);
    int prop = source->props[x->rows[row].external];
    for (uint32_t i = 0; objects && i < objects->n; i++) {
        const struct ex_node *node = objects->u.items[i].u.node;
        if (ex_env_is_front_end(source, node))
            add_value(m, value, read_cell(x, server, &node->cells[prop]));
    }
    if (value->key.n)
        return;
    bool none = ex_env_knows_all(m, server, source->kind);
    value->fact.state = none ? EX_FACT_UNSET : EX_FACT_UNKNOWN;
    value->key = none ? EX_STR("-") : EX_STR("?");
}

/* ---- what differs ----------------------------------------------------------- */

/* Servers that should agree: those of a site, Exchange 2010 and earlier by themselves. */
static struct ex_str peers_of(const struct matrix *x, size_t column)
{
    const struct ex_env_server *server = &x->m->env->servers[x->servers[column]];
    bool old = ex_str_eq(server->product.text, EX_STR("2010")) ||
               ex_str_eq(server->product.text, EX_STR("2007"));
    return ex_arena_printf(x->scratch, "%s:%.*s", old ? "old" : "new", EX_FMT(server->site.text));
}

/* How many servers have a value, as a map from "peers, value". */
struct count {
    size_t n;
    size_t most;   /* of the peers alone: the largest count */
    size_t holders; /* how many values have it */
    size_t values; /* how many values there are */
};

static struct count *count_at(struct ex_map *counts, struct ex_arena *arena, struct ex_str key)
{
    struct count *count = ex_map_get(counts, key);
    if (count)
        return count;
    count = EX_NEW(arena, struct count);
    ex_map_put(counts, key, count);
    return count;
}

static struct ex_str value_key(const struct matrix *x, struct ex_str peers, struct ex_str key)
{
    return ex_arena_printf(x->scratch, "%.*s\n%.*s", EX_FMT(peers), EX_FMT(key));
}

static void count_values(const struct matrix *x, size_t row, const struct ex_str *peers,
                         struct ex_map *counts)
{
    for (size_t i = 0; i < x->n_servers; i++) {
        const struct value *value = value_at(x, row, i);
        if (value->fact.state == EX_FACT_UNKNOWN)
            continue;
        struct count *all = count_at(counts, x->scratch, peers[i]);
        struct count *one = count_at(counts, x->scratch, value_key(x, peers[i], value->key));
        all->values += one->n++ == 0;
        if (one->n > all->most)
            *all = (struct count){0, one->n, 1, all->values};
        else if (one->n == all->most)
            all->holders++;
    }
}

/* A value differs when another one is the most common, or when none is. */
static void mark_row(const struct matrix *x, size_t row, const struct ex_str *peers)
{
    struct ex_map *EX_AUTO(ex_map_auto) counts = ex_map_new(false);
    count_values(x, row, peers, counts);
    for (size_t i = 0; i < x->n_servers; i++) {
        struct value *value = value_at(x, row, i);
        if (value->fact.state == EX_FACT_UNKNOWN)
            continue;
        const struct count *all = ex_map_get(counts, peers[i]);
        const struct count *one = ex_map_get(counts, value_key(x, peers[i], value->key));
        value->differs = all->values > 1 && (one->n < all->most || all->holders > 1);
        x->rows[row].differs = x->rows[row].differs || value->differs;
    }
}

/* ---- columns ---------------------------------------------------------------- */

/* Servers with the same text share a column. */
static struct ex_str column_key(const struct matrix *x, size_t column)
{
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    const struct ex_env_server *server = &x->m->env->servers[x->servers[column]];
    ex_buf_printf(&key, "%d:%.*s", (int)server->site.state, EX_FMT(server->site.text));
    for (size_t row = 0; row < x->n_rows; row++) {
        const struct value *value = value_at(x, row, column);
        ex_buf_printf(&key, "\n%d%.*s", (int)value->differs, EX_FMT(value->key));
    }
    return ex_arena_str(x->scratch, ex_buf_str(&key));
}

/* Which columns share one, by the first of them: `of` has the number of the shared column. */
static size_t share_columns(const struct matrix *x, size_t *of)
{
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(false);
    bool share = x->n_servers > MANY_SERVERS;
    size_t n = 0;
    for (size_t i = 0; i < x->n_servers; i++) {
        struct ex_str key = share ? column_key(x, i) : EX_STR("");
        size_t *first = share ? ex_map_get(known, key) : NULL;
        of[i] = first ? *first : n++;
        if (share && !first)
            ex_map_put(known, key, &of[i]);
    }
    return n;
}

static void fill_column(const struct matrix *x, const size_t *of, size_t number,
                        struct ex_env_column *column, struct ex_env_cell *cells, size_t stride)
{
    uint32_t *servers = EX_NEW_ARRAY(x->m->arena, x->n_servers, uint32_t);
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < x->n_servers; i++) {
        if (of[i] != number)
            continue;
        first = first == SIZE_MAX ? i : first;
        servers[column->servers.n++] = x->servers[i];
    }
    column->servers.items = servers;
    column->site = x->m->env->servers[servers[0]].site;
    for (size_t row = 0; row < x->n_rows; row++) {
        const struct value *value = value_at(x, row, first);
        cells[row * stride + number] = (struct ex_env_cell){value->fact, value->differs};
        if (column->servers.n > 1)
            cells[row * stride + number].value.text = value->general;
    }
}

static void fill_columns(const struct matrix *x)
{
    struct ex_environment *env = x->m->env;
    size_t *of EX_AUTO(ex_free_auto) = ex_alloc((x->n_servers + 1) * sizeof *of);
    size_t all = share_columns(x, of);
    size_t n = all < EX_MAX_ENV_COLUMNS ? all : EX_MAX_ENV_COLUMNS;
    struct ex_env_column *columns = EX_NEW_ARRAY(x->m->arena, n, struct ex_env_column);
    struct ex_env_cell *cells = EX_NEW_ARRAY(x->m->arena, n * x->n_rows, struct ex_env_cell);
    for (size_t i = 0; i < n; i++)
        fill_column(x, of, i, &columns[i], cells, n);
    for (size_t row = 0; row < x->n_rows; row++)
        x->rows[row].cells = &cells[row * n];
    env->columns = columns;
    env->n_columns = n;
    env->columns_left_out = all - n;
    env->rows = x->rows;
    env->n_rows = x->n_rows;
}

/* ---- the whole -------------------------------------------------------------- */

/* A server of unknown role has a column when it has anything to show in it. */
static bool has_column(const struct ex_env_make *m, uint32_t server)
{
    const struct ex_env_server *s = &m->env->servers[server];
    if (s->edge == EX_YES || s->client_access != EX_DONT_KNOW)
        return s->edge != EX_YES && s->client_access == EX_YES;
    for (size_t i = 0; i < EX_ENV_N_SERVICES; i++) {
        const struct ex_value *objects =
            objects_of(m, server, ex_env_source((enum ex_env_service)i)->kind);
        if (objects && objects->n)
            return true;
    }
    return false;
}

static void make_rows(struct matrix *x)
{
    x->rows = EX_NEW_ARRAY(x->m->arena, EX_ENV_N_SERVICES * 2, struct ex_env_row);
    for (size_t i = 0; i < EX_ENV_N_SERVICES; i++) {
        const struct ex_env_source *source = ex_env_source((enum ex_env_service)i);
        for (size_t side = 0; side < EX_COUNT(source->props); side++) {
            if (source->props[side] >= 0)
                x->rows[x->n_rows++] = (struct ex_env_row){.service = (enum ex_env_service)i,
                                                           .external = side == 1};
        }
    }
}

void ex_env_make_matrix(struct ex_env_make *m)
{
    struct ex_arena *scratch EX_AUTO(ex_arena_auto) = ex_arena_new();
    struct matrix x = {.m = m, .scratch = scratch};
    uint32_t *servers = EX_NEW_ARRAY(m->arena, m->env->n_servers, uint32_t);
    for (uint32_t i = 0; i < m->env->n_servers; i++) {
        if (has_column(m, i))
            servers[x.n_servers++] = i;
    }
    x.servers = servers;
    make_rows(&x);
    x.values = EX_NEW_ARRAY(scratch, x.n_servers * x.n_rows, struct value);
    struct ex_str *peers = EX_NEW_ARRAY(scratch, x.n_servers, struct ex_str);
    for (size_t i = 0; i < x.n_servers; i++) {
        peers[i] = peers_of(&x, i);
        for (size_t row = 0; row < x.n_rows; row++)
            fill_value(&x, row, i);
    }
    for (size_t row = 0; row < x.n_rows; row++)
        mark_row(&x, row, peers);
    fill_columns(&x);
}
