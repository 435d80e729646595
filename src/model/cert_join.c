/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Certificates by themselves: from files (.cer, .pem, .p7b, .pfx), or exported as .NET's own
 * type. Nothing says that a server uses them, so they must not look like an export of
 * Get-ExchangeCertificate, nor make one look incomplete. They are taken out of the list before
 * anything is concluded from it, and come back in two ways only:
 *
 * - Get-ExchangeCertificate exported the same thumbprint: facts that the export lacks
 *   (through Select-Object or JSON it has no RawData) are filled in.
 * - The path of their file names a server whose certificates were not exported: then
 *   they are listed as loose objects of that server, with unknown services.
 *
 * This is done once servers are known and duplicates are gone, and before links are resolved.
 */
#include "base/buf.h"
#include "model/graph_impl.h"
#include "model/ingest_state.h"

#define KIND EX_KIND_ExchangeCertificate

/** Why certificates of a file are not used. */
enum reason { NO_SERVER, NOT_INSTALLED, AUTHORITY, N_REASONS };

/** What is known while bare certificates are gone through. */
struct join {
    struct ex_graph *graph;
    struct ex_map *bare;     /**< by thumbprint: the first of its kind */
    struct ex_map *joined;   /**< thumbprints that were exported */
    struct ex_map *exported; /**< names of servers whose certificates were exported */
    struct ex_map *listed;   /**< identities of those that were given a server */
    uint32_t file;           /**< whose certificates are being gone through */
    struct ex_node *server;  /**< of that file, or NULL */
    size_t unused[N_REASONS];
    const struct ex_node *first[N_REASONS];
};

static bool put_aside(void *ctx, struct ex_node *node)
{
    struct ex_graph *graph = ctx;
    if (!node->bare)
        return true;
    *EX_PUSH(&graph->bare, struct ex_node *) = node;
    return false;
}

void ex_link_bare(struct ex_graph *graph)
{
    ex_graph_filter(graph, KIND, put_aside, graph);
}

static struct ex_str thumbprint(const struct ex_node *node)
{
    return ex_cell_text(node, EX_P_ExchangeCertificate_Thumbprint);
}

/**
 * A value for an object of another file. It stands where the thumbprint does, by which the
 * two were found to be the same.
 */
static void fill_in(struct ex_graph *graph, struct ex_node *node, int prop,
                    const struct ex_value *from)
{
    struct ex_value *cell = &node->cells[prop];
    *cell = *from;
    cell->owner = node;
    cell->prop = (uint16_t)prop;
    cell->off = node->cells[EX_P_ExchangeCertificate_Thumbprint].off;
    if (from->tag != EX_LIST)
        return;
    cell->u.items = EX_NEW_ARRAY(graph->arena, from->n, struct ex_value);
    for (uint32_t i = 0; i < from->n; i++) {
        cell->u.items[i] = from->u.items[i];
        cell->u.items[i].off = EX_NO_OFFSET;
    }
    ex_cell_own(cell);
}

/** What the export of a certificate lacks, from the certificate itself. */
static void complete(struct ex_graph *graph, struct ex_node *node, const struct ex_node *bare)
{
    for (int i = EX_N_COMMON_PROPS; i < EX_P_ExchangeCertificate_N; i++) {
        if (i != EX_P_ExchangeCertificate_Server && node->cells[i].tag == EX_ABSENT &&
            bare->cells[i].tag != EX_ABSENT)
            fill_in(graph, node, i, &bare->cells[i]);
    }
}

/** The exported server of a certificate, or NULL. */
static struct ex_node *server_of(const struct ex_graph *graph, const struct ex_node *node)
{
    const struct ex_value *link = &node->cells[EX_P_ExchangeCertificate_Server];
    if (link->tag != EX_STRUCT)
        return NULL;
    return ex_index_find(graph, EX_KIND_ExchangeServer,
                         ex_value_str(&link->u.items[EX_F_ADObjectId_text]));
}

static void join_exported(struct join *join)
{
    struct ex_graph *graph = join->graph;
    for (size_t i = 0; i < graph->nodes[KIND].n; i++) {
        struct ex_node *node = ex_graph_at(graph, KIND, i);
        struct ex_node *bare = thumbprint(node).n ? ex_map_get(join->bare, thumbprint(node)) : NULL;
        struct ex_node *server = server_of(graph, node);
        if (server && !node->loose)
            ex_map_put(join->exported, server->identity, server);
        if (!bare)
            continue;
        complete(graph, node, bare);
        ex_map_put(join->joined, thumbprint(node), bare);
    }
}

/** The certificates of a file that were not used, one note for each reason. */
static void tell_unused(struct join *join)
{
    static const char *const reasons[N_REASONS] = {
        "no file of Get-ExchangeCertificate shows it, and the name of its own names no server",
        "Get-ExchangeCertificate does not show it on the server that the file is named after",
        "it is of a certification authority",
    };
    for (size_t i = 0; i < N_REASONS; i++) {
        if (join->unused[i] == 0)
            continue;
        struct ex_str subject = ex_cell_text(join->first[i], EX_P_ExchangeCertificate_Subject);
        struct ex_buf EX_AUTO(ex_buf_free) more = EX_BUF_INIT;
        if (join->unused[i] > 1)
            ex_buf_printf(&more, " (and %zu more like it)", join->unused[i] - 1);
        ex_diag(&join->graph->diags, EX_NOTE, ex_graph_file(join->graph, join->file)->name,
                (struct ex_place){0, 0}, "the certificate '%.*s' is not used: %s%s",
                EX_FMT(subject), reasons[i], more.p ? more.p : "");
        join->unused[i] = 0;
    }
}

static void leave_out(struct join *join, const struct ex_node *node, enum reason reason)
{
    if (join->unused[reason]++ == 0)
        join->first[reason] = node;
}

/** Whether the list of a server's certificates is known, so that others are not on it. */
static bool is_list_known(const struct join *join, const struct ex_node *server)
{
    const struct ex_graph *graph = join->graph;
    return !graph->tainted[KIND] && !graph->unattached[KIND] &&
           ex_map_get(join->exported, server->identity);
}

static void list(struct join *join, struct ex_node *node, const struct ex_node *server)
{
    struct ex_graph *graph = join->graph;
    ex_attach_certificate(graph, node, server);
    if (ex_map_get(join->listed, node->identity))
        return;
    ex_map_put(join->listed, node->identity, node);
    *EX_PUSH(&graph->nodes[KIND], struct ex_node *) = node;
    if (graph->coverage[KIND] == EX_MISSING)
        graph->coverage[KIND] = EX_PARTIAL;
}

static void place(struct join *join, struct ex_node *node)
{
    const struct ex_value *ca = &node->cells[EX_P_ExchangeCertificate_IsCA];
    struct ex_node *own = server_of(join->graph, node);
    struct ex_node *server = own ? own : join->server;
    if (thumbprint(node).n && ex_map_get(join->joined, thumbprint(node)))
        return;
    if (ca->tag == EX_BOOL && ca->u.b)
        leave_out(join, node, AUTHORITY);
    else if (!server)
        leave_out(join, node, NO_SERVER);
    else if (is_list_known(join, server))
        leave_out(join, node, NOT_INSTALLED);
    else
        list(join, node, server);
}

static void place_all(struct join *join)
{
    struct ex_graph *graph = join->graph;
    for (size_t i = 0; i < graph->bare.n; i++) {
        struct ex_node *node = *EX_AT(&graph->bare, struct ex_node *, i);
        if (node->file != join->file) {
            tell_unused(join);
            join->file = node->file;
            join->server = ex_server_of_path(graph, ex_graph_file(graph, node->file)->name);
        }
        place(join, node);
    }
    tell_unused(join);
}

void ex_link_certificates(struct ex_graph *graph)
{
    if (graph->bare.n == 0)
        return;
    EX_AUTO(ex_map_auto) struct ex_map *bare = ex_map_new(true);
    EX_AUTO(ex_map_auto) struct ex_map *joined = ex_map_new(true);
    EX_AUTO(ex_map_auto) struct ex_map *exported = ex_map_new(true);
    EX_AUTO(ex_map_auto) struct ex_map *listed = ex_map_new(true);
    struct join join = {.graph = graph, .bare = bare, .joined = joined, .exported = exported,
                        .listed = listed, .file = UINT32_MAX};
    for (size_t i = 0; i < graph->bare.n; i++) {
        struct ex_node *node = *EX_AT(&graph->bare, struct ex_node *, i);
        if (thumbprint(node).n && !ex_map_get(bare, thumbprint(node)))
            ex_map_put(bare, thumbprint(node), node);
    }
    join_exported(&join);
    place_all(&join);
}
