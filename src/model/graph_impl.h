/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The inside of a graph, for the files that link it: newest.c, organization.c,
 * coverage.c, duplicate.c, attach.c, cert_join.c, link.c, derive.c, view.c,
 * facts.c. They run once, from ex_graph_link().
 */
#ifndef EX_MODEL_GRAPH_IMPL_H
#define EX_MODEL_GRAPH_IMPL_H

#include "base/map.h"
#include "model/graph.h"

struct ex_graph {
    struct ex_arena *arena;
    struct ex_diags diags;
    struct ex_vec arenas;              /**< of struct ex_arena *: those of the batches */
    struct ex_vec files;               /**< of struct ex_file * */
    struct ex_vec nodes[EX_N_KINDS];   /**< of struct ex_node *: exported, then listed stubs */
    struct ex_vec stubs[EX_N_KINDS];   /**< of struct ex_node * */
    struct ex_vec bare;                /**< of struct ex_node *: certificates by themselves */
    struct ex_map *index[EX_N_KINDS];  /**< exported objects by GUID, DN, identity, name, FQDN */
    struct ex_map *stubbed[EX_N_KINDS]; /**< stubs by the same */
    struct ex_node *standins[EX_N_KINDS]; /**< ex_graph_standin() */
    struct ex_map *foreign;            /**< servers of organizations that were set aside */
    struct ex_map *domains;            /**< accepted domains by name */
    struct ex_map *subdomains;         /**< those that include what is below them */
    struct ex_node *any_domain;        /**< the accepted domain `*` */
    struct ex_node ambiguous;          /**< in an index: several objects have that name */
    struct ex_value lists[EX_N_KINDS];
    enum ex_coverage coverage[EX_N_KINDS];
    bool held[EX_N_KINDS];             /**< files had objects of the kind that were kept */
    struct ex_cmdlet cmdlets[EX_N_KINDS];
    bool tainted[EX_N_KINDS];          /**< part of the objects may have been lost */
    bool unattached[EX_N_KINDS];       /**< some objects could not be given a server */
    struct ex_str organization;
    struct ex_str forest;
};

/** The text of a cell; p NULL when it has none. */
struct ex_str ex_cell_text(const struct ex_node *node, int prop);

/** Index of the property Server that links to ExchangeServer, or -1. */
int ex_server_prop(enum ex_kind_id kind);

/** Where a kind's objects stand. */
static inline struct ex_node *ex_graph_at(const struct ex_graph *graph, size_t kind, size_t i)
{
    return *EX_AT(&graph->nodes[kind], struct ex_node *, i);
}

/** Keep only the objects for which `keep` says so. */
void ex_graph_filter(struct ex_graph *graph, enum ex_kind_id kind,
                     bool (*keep)(void *ctx, struct ex_node *node), void *ctx);

/** Set aside what a collector wrote about a server before it ran again. */
void ex_link_newest(struct ex_graph *graph);
/** Set aside what belongs to another organization. */
void ex_link_organizations(struct ex_graph *graph);
/** Keep one of the objects of a kind that are the same. */
void ex_link_duplicates(struct ex_graph *graph, enum ex_kind_id kind);
/** Make the objects of a kind findable by name. */
void ex_link_index(struct ex_graph *graph, enum ex_kind_id kind);
/** Find the server of what does not name it; certificates get their identity. */
void ex_link_attach(struct ex_graph *graph);
/** The exported server that a file belongs to, by a path that names it; NULL: none, or several. */
struct ex_node *ex_server_of_path(const struct ex_graph *graph, struct ex_str path);
/** Give a certificate its server, and the identity that it has there. */
void ex_attach_certificate(struct ex_graph *graph, struct ex_node *node,
                           const struct ex_node *server);
/** Take certificates that were not exported as those of a server out of the list. */
void ex_link_bare(struct ex_graph *graph);
/** Join them to the exported ones, or give them a server; the others stay out. */
void ex_link_certificates(struct ex_graph *graph);
/** Turn links into nodes, making stubs for what is not there. */
void ex_link_references(struct ex_graph *graph);
/** Number the objects of a kind and make its list. */
void ex_link_list(struct ex_graph *graph, enum ex_kind_id kind);
/** Number the objects and make the lists of kinds and of reverse links. */
void ex_link_lists(struct ex_graph *graph);
void ex_link_reverses(struct ex_graph *graph);
/** Index the accepted domains. */
void ex_link_domains(struct ex_graph *graph);
/** Work out derived properties. */
void ex_derive(struct ex_graph *graph);
/** Add to the kinds that are views (schema.h) what no cmdlet showed as such. */
void ex_link_views(struct ex_graph *graph);
/** Whether a name stands in a text as a word of its own, ignoring case. */
bool ex_has_word(struct ex_str text, struct ex_str word);
/** What files say about completeness, before stubs are listed. */
void ex_coverage_of_files(struct ex_graph *graph);
/** Whether kinds of which each server has objects are there for each. */
void ex_coverage_of_servers(struct ex_graph *graph);

/** Mark the row of each server of which a kind has an object; `marked` has one byte a server. */
void ex_mark_servers(const struct ex_graph *graph, enum ex_kind_id kind, bool with_loose,
                     uint8_t *marked);
/** Whether each server like this one has objects of a kind, as far as is known of it. */
bool ex_server_should_have(const struct ex_node *server, enum ex_kind_id kind);
/** Write down what is known of files and cmdlets: kinds of EX_SCOPE_DUMP. */
void ex_link_facts(struct ex_graph *graph);

/** The exported object that a name means, or NULL: by GUID, DN, identity, name or FQDN. */
struct ex_node *ex_index_find(const struct ex_graph *graph, enum ex_kind_id kind,
                              struct ex_str name);

#endif
