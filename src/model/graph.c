/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The graph as a container: files and objects come in, lists go out.
 */
#include "model/graph_impl.h"

#include "model/ingest.h"
#include "model/manifest.h"

#include <stdlib.h>

struct ex_graph *ex_graph_new(void)
{
    struct ex_graph *graph = memset(ex_alloc(sizeof *graph), 0, sizeof *graph);
    graph->arena = ex_arena_new();
    graph->arenas = (struct ex_vec)EX_VEC(struct ex_arena *);
    graph->files = (struct ex_vec)EX_VEC(struct ex_file *);
    graph->bare = (struct ex_vec)EX_VEC(struct ex_node *);
    graph->foreign = ex_map_new(true);
    graph->domains = ex_map_new(true);
    graph->subdomains = ex_map_new(true);
    ex_diags_init(&graph->diags);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        graph->nodes[i] = (struct ex_vec)EX_VEC(struct ex_node *);
        graph->stubs[i] = (struct ex_vec)EX_VEC(struct ex_node *);
        graph->index[i] = ex_map_new(true);
        graph->stubbed[i] = ex_map_new(true);
    }
    ex_link_lists(graph);
    return graph;
}

void ex_graph_free(struct ex_graph *graph)
{
    if (!graph)
        return;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        ex_vec_free(&graph->nodes[i]);
        ex_vec_free(&graph->stubs[i]);
        ex_map_free(graph->index[i]);
        ex_map_free(graph->stubbed[i]);
    }
    for (size_t i = 0; i < graph->files.n; i++)
        ex_source_free((*EX_AT(&graph->files, struct ex_file *, i))->source);
    for (size_t i = 0; i < graph->arenas.n; i++)
        ex_arena_free(*EX_AT(&graph->arenas, struct ex_arena *, i));
    ex_vec_free(&graph->files);
    ex_vec_free(&graph->bare);
    ex_vec_free(&graph->arenas);
    ex_map_free(graph->foreign);
    ex_map_free(graph->domains);
    ex_map_free(graph->subdomains);
    ex_diags_free(&graph->diags);
    ex_arena_free(graph->arena);
    free(graph);
}

void ex_graph_auto(struct ex_graph **graph)
{
    ex_graph_free(*graph);
}

/** Importers that make nodes themselves keep no tallies. */
static void complete_tallies(struct ex_graph *graph, struct ex_file *file,
                             const struct ex_vec *nodes)
{
    struct ex_tally found[EX_N_KINDS] = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < file->n_tallies; i++)
        found[file->tallies[i].kind] = file->tallies[i];
    struct ex_tally kept[EX_N_KINDS] = {{0}};
    for (size_t i = 0; i < nodes->n; i++) {
        const struct ex_node *node = *EX_AT(nodes, struct ex_node *, i);
        kept[node->kind].objects++;
        kept[node->kind].loose += node->loose;
    }
    for (uint16_t i = 0; i < EX_N_KINDS; i++) {
        if (kept[i].objects >= found[i].objects)
            found[i] = kept[i];
        found[i].kind = i;
        if (found[i].objects)
            found[n++] = found[i];
    }
    file->tallies = EX_NEW_ARRAY(graph->arena, n, struct ex_tally);
    file->n_tallies = n;
    memcpy(file->tallies, found, n * sizeof *found);
}

void ex_graph_merge(struct ex_graph *graph, struct ex_batch *batch)
{
    struct ex_file *file = EX_NEW(graph->arena, struct ex_file);
    *file = batch->file;
    file->name = ex_arena_str(graph->arena, file->name);
    file->format = ex_arena_str(graph->arena, file->format);
    file->flavour = ex_arena_str(graph->arena, file->flavour);
    file->server = ex_arena_str(graph->arena, file->server);
    file->why = ex_arena_str(graph->arena, file->why);
    complete_tallies(graph, file, &batch->nodes);
    if (file->hint == EX_N_KINDS)
        file->hint = (uint16_t)ex_kind_by_file_name(file->name);
    uint32_t index = (uint32_t)graph->files.n;
    *EX_PUSH(&graph->files, struct ex_file *) = file;
    for (size_t i = 0; i < batch->nodes.n; i++) {
        struct ex_node *node = *EX_AT(&batch->nodes, struct ex_node *, i);
        node->file = index;
        graph->held[node->kind] = true;
        *EX_PUSH(&graph->nodes[node->kind], struct ex_node *) = node;
    }
    *EX_PUSH(&graph->arenas, struct ex_arena *) = batch->arena;
    ex_diags_append(&graph->diags, &batch->diags);
    batch->arena = NULL;
    batch->file.source = NULL;
    ex_batch_free(batch);
}

void ex_graph_filter(struct ex_graph *graph, enum ex_kind_id kind,
                     bool (*keep)(void *ctx, struct ex_node *node), void *ctx)
{
    struct ex_vec *nodes = &graph->nodes[kind];
    size_t kept = 0;
    for (size_t i = 0; i < nodes->n; i++) {
        struct ex_node *node = ex_graph_at(graph, kind, i);
        if (keep(ctx, node))
            *EX_AT(nodes, struct ex_node *, kept++) = node;
    }
    while (nodes->n > kept)
        ex_vec_pop(nodes);
}

/** Whether objects of a kind get their identity only with their server. */
static bool is_named_late(enum ex_kind_id kind)
{
    return kind == EX_KIND_ExchangeCertificate || kind == EX_KIND_ServiceHealth;
}

static void remove_duplicates(struct ex_graph *graph, bool late)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (is_named_late((enum ex_kind_id)i) == late)
            ex_link_duplicates(graph, (enum ex_kind_id)i);
    }
}

void ex_graph_link(struct ex_graph *graph)
{
    ex_manifests_apply(graph);
    ex_link_newest(graph);
    ex_link_organizations(graph);
    ex_link_bare(graph); /* before completeness is judged: they say nothing about it */
    ex_coverage_of_files(graph); /* before duplicates: a damaged file counts even so */
    remove_duplicates(graph, false);
    ex_link_index(graph, EX_KIND_ExchangeServer);
    ex_link_attach(graph);
    remove_duplicates(graph, true);
    ex_link_certificates(graph);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (i != EX_KIND_ExchangeServer)
            ex_link_index(graph, (enum ex_kind_id)i);
    }
    ex_link_references(graph);
    ex_derive(graph);
    ex_link_views(graph);
    ex_link_domains(graph);
    ex_coverage_of_servers(graph);
    ex_link_facts(graph);
    ex_link_lists(graph);
    ex_link_reverses(graph);
}

void ex_graph_add(struct ex_graph *graph, struct ex_batch *batch, enum ex_kind_id kind)
{
    ex_graph_merge(graph, batch);
    graph->coverage[kind] = EX_COMPLETE;
    ex_link_index(graph, kind);
    ex_link_list(graph, kind);
}

struct ex_str ex_cell_text(const struct ex_node *node, int prop)
{
    const struct ex_value *cell = &node->cells[prop];
    return cell->tag == EX_STRING ? ex_value_str(cell) : (struct ex_str){NULL, 0};
}

int ex_server_prop(enum ex_kind_id kind)
{
    const struct ex_kind *k = ex_kind(kind);
    int prop = ex_prop_find(k, EX_STR("Server"));
    if (prop < 0 || k->props[prop].type.base != EX_T_REF || k->props[prop].type.list ||
        k->props[prop].type.of != EX_KIND_ExchangeServer)
        return -1;
    return prop;
}

struct ex_diags *ex_graph_diags(struct ex_graph *graph)
{
    return &graph->diags;
}

struct ex_arena *ex_graph_arena(struct ex_graph *graph)
{
    return graph->arena;
}

struct ex_str ex_graph_organization(const struct ex_graph *graph)
{
    return graph->organization;
}

struct ex_str ex_graph_forest(const struct ex_graph *graph)
{
    return graph->forest;
}

size_t ex_graph_count(const struct ex_graph *graph, enum ex_kind_id kind)
{
    return graph->lists[kind].n;
}

const struct ex_node *ex_graph_node(const struct ex_graph *graph, enum ex_kind_id kind, size_t row)
{
    return ex_graph_at(graph, kind, row);
}

const struct ex_value *ex_graph_list(const struct ex_graph *graph, enum ex_kind_id kind)
{
    return &graph->lists[kind];
}

enum ex_coverage ex_graph_coverage(const struct ex_graph *graph, enum ex_kind_id kind)
{
    return graph->coverage[kind];
}

const struct ex_node *ex_graph_standin(const struct ex_graph *graph, enum ex_kind_id source)
{
    return graph->standins[source];
}

size_t ex_graph_files(const struct ex_graph *graph)
{
    return graph->files.n;
}

struct ex_file *ex_graph_file(const struct ex_graph *graph, size_t i)
{
    return *EX_AT(&graph->files, struct ex_file *, i);
}

struct ex_str ex_file_encoding(const struct ex_file *file)
{
    if (!file->source || file->binary)
        return (struct ex_str){NULL, 0};
    return ex_str(ex_encoding_name(ex_source_encoding(file->source)));
}

const struct ex_node *ex_graph_find(const struct ex_graph *graph, enum ex_kind_id kind,
                                    struct ex_str name)
{
    const struct ex_node *node = ex_index_find(graph, kind, name);
    return node ? node : ex_map_get(graph->stubbed[kind], name);
}
