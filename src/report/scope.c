/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What was looked at: servers by product, files and objects.
 */
#include "report/report.h"

/* From which build on a version of Exchange is which product. */
static const struct {
    int64_t major;
    int64_t minor;
    int64_t build;
    const char *product;
} products[] = {
    {15, 2, 2562, "SE"},  {15, 2, 0, "2019"}, {15, 1, 0, "2016"}, {15, 0, 0, "2013"},
    {14, 0, 0, "2010"},   {8, 0, 0, "2007"},
};

/* Further servers: of no known version. */
enum { OTHER = EX_COUNT(products) };

static int64_t version_part(const struct ex_value *version, size_t field)
{
    if (field >= version->n || version->u.items[field].tag != EX_INT)
        return -1;
    return version->u.items[field].u.i;
}

static size_t product_of(const struct ex_node *server)
{
    if (!server->cells ||
        server->cells[EX_P_ExchangeServer_AdminDisplayVersion].tag != EX_STRUCT)
        return OTHER;
    const struct ex_value *version = &server->cells[EX_P_ExchangeServer_AdminDisplayVersion];
    int64_t major = version_part(version, EX_F_Version_Major);
    int64_t minor = version_part(version, EX_F_Version_Minor);
    int64_t build = version_part(version, EX_F_Version_Build);
    for (size_t i = 0; i < OTHER; i++) {
        if (major == products[i].major &&
            (minor == products[i].minor ? build >= products[i].build : products[i].major < 15))
            return i;
    }
    return OTHER;
}

struct ex_str ex_server_product(const struct ex_node *server)
{
    size_t product = product_of(server);
    return product == OTHER ? EX_STR("") : ex_str(products[product].product);
}

static void count_servers(const struct ex_graph *graph, struct ex_report_scope *scope,
                          struct ex_arena *arena)
{
    size_t counts[OTHER + 1] = {0};
    for (size_t i = 0; i < ex_graph_count(graph, EX_KIND_ExchangeServer); i++) {
        const struct ex_node *server = ex_graph_node(graph, EX_KIND_ExchangeServer, i);
        if (server->stub)
            continue;
        counts[product_of(server)]++;
        scope->servers++;
    }
    scope->servers_known = scope->servers ||
                           ex_graph_coverage(graph, EX_KIND_ExchangeServer) != EX_MISSING;
    struct ex_report_product *list = EX_NEW_ARRAY(arena, OTHER, struct ex_report_product);
    for (size_t i = 0; i < OTHER; i++) {
        if (counts[i])
            list[scope->n_products++] =
                (struct ex_report_product){ex_str(products[i].product), counts[i]};
    }
    scope->products = list;
}

struct ex_report_scope ex_report_scope_of(const struct ex_graph *graph, struct ex_arena *arena)
{
    struct ex_report_scope scope = {0};
    count_servers(graph, &scope, arena);
    for (size_t i = 0; i < ex_graph_files(graph); i++) {
        const struct ex_file *file = ex_graph_file(graph, i);
        if (file->outside)
            continue;
        scope.files++;
        scope.objects += file->objects;
        scope.damaged += file->state == EX_FILE_TRUNCATED || file->state == EX_FILE_UNREADABLE;
    }
    return scope;
}
