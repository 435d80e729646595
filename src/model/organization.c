/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which organization the dump is of. Objects of the configuration have the
 * organization in their distinguished name:
 *
 *     ...,CN=<organization>,CN=Microsoft Exchange,CN=Services,CN=Configuration,<forest root>
 *
 * The organization with most objects is the dump's; those of others are set
 * aside, since mixing two would make up findings. An Edge Transport server
 * has such a tree of its own, below CN=Configuration,CN={GUID}.
 */
#include "model/convert.h"
#include "model/graph_impl.h"

#include "base/buf.h"

struct organization {
    struct ex_str key;  /**< the DN from its own RDN on */
    struct ex_str root; /**< of the forest: "DC=contoso,DC=com" */
    size_t objects;
    uint32_t files[3];  /**< the first that hold some of it */
    size_t n_files;
    uint32_t last_file;
};

static size_t ifind(struct ex_str s, struct ex_str part)
{
    for (size_t i = 0; i + part.n <= s.n; i++) {
        if (ex_lower(s.p[i]) == ex_lower(part.p[0]) &&
            ex_str_istarts(ex_str_slice(s, i, s.n), part))
            return i;
    }
    return SIZE_MAX;
}

/** The organization's DN in that of an object; empty when it is not below one. */
static struct ex_str organization_of(struct ex_str dn, struct ex_str *root)
{
    struct ex_str marker = EX_STR(",CN=Microsoft Exchange,CN=Services,CN=Configuration,");
    size_t at = ifind(dn, marker);
    if (at == SIZE_MAX)
        return EX_STR("");
    *root = ex_str_slice(dn, at + marker.n, dn.n);
    size_t from = at;
    while (from > 0 && !(dn.p[from - 1] == ',' && (from < 2 || dn.p[from - 2] != '\\')))
        from--;
    return ex_str_slice(dn, from, dn.n);
}

static bool is_edge(const struct organization *o)
{
    return ex_str_istarts(o->root, EX_STR("CN={"));
}

static struct organization *find(struct ex_vec *all, struct ex_str key)
{
    for (size_t i = 0; i < all->n; i++) {
        if (ex_str_ieq(EX_AT(all, struct organization, i)->key, key))
            return EX_AT(all, struct organization, i);
    }
    return NULL;
}

/** "contoso" of "CN=contoso,CN=Microsoft Exchange,...". */
static struct ex_str name_of(const struct organization *o)
{
    return ex_str_slice(o->key, 3, ex_str_find(o->key, ','));
}

/** "contoso.com" of "DC=contoso,DC=com". */
static struct ex_str dns_name(struct ex_arena *arena, struct ex_str root)
{
    EX_AUTO(ex_buf_free) struct ex_buf buf = EX_BUF_INIT;
    struct ex_str piece;
    while (ex_str_split(&root, ',', &piece)) {
        if (!ex_str_istarts(piece, EX_STR("DC=")))
            continue;
        if (buf.n > 0)
            ex_buf_add_char(&buf, '.');
        ex_buf_add(&buf, ex_str_slice(piece, 3, piece.n));
    }
    char *out = ex_arena_bytes(arena, buf.n + 1);
    for (size_t i = 0; i < buf.n; i++)
        out[i] = ex_lower(buf.p[i]);
    return ex_str_n(out, buf.n);
}

static void count(struct ex_graph *graph, struct ex_vec *all, const struct ex_node *node)
{
    struct ex_str root = EX_STR("");
    struct ex_str key = organization_of(ex_cell_text(node, EX_PROP_DISTINGUISHED_NAME), &root);
    if (key.n == 0)
        return;
    struct organization *o = find(all, key);
    if (!o) {
        o = EX_PUSH(all, struct organization);
        *o = (struct organization){.key = key, .root = root, .last_file = UINT32_MAX};
    }
    o->objects++;
    struct ex_file *file = ex_graph_file(graph, node->file);
    if (!is_edge(o) && !file->organization.n) {
        file->organization = name_of(o);
        file->forest = dns_name(graph->arena, o->root);
    }
    if (o->last_file != node->file && o->n_files < EX_COUNT(o->files))
        o->files[o->n_files++] = node->file;
    o->last_file = node->file;
}

static const struct organization *most(const struct ex_vec *all)
{
    const struct organization *best = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct organization *o = EX_AT(all, struct organization, i);
        bool better = !best || (is_edge(best) && !is_edge(o)) ||
                      (is_edge(best) == is_edge(o) && o->objects > best->objects);
        if (better)
            best = o;
    }
    return best;
}

static void add_files(struct ex_buf *buf, const struct ex_graph *graph,
                      const struct organization *o)
{
    for (size_t i = 0; i < o->n_files; i++) {
        if (i > 0)
            ex_buf_add_text(buf, ", ");
        ex_buf_add(buf, ex_graph_file(graph, o->files[i])->name);
    }
}

static void say_aside(struct ex_graph *graph, const struct organization *main,
                      const struct organization *other)
{
    EX_AUTO(ex_buf_free) struct ex_buf theirs = EX_BUF_INIT;
    EX_AUTO(ex_buf_free) struct ex_buf ours = EX_BUF_INIT;
    add_files(&theirs, graph, other);
    add_files(&ours, graph, main);
    struct ex_str file = ex_graph_file(graph, other->files[0])->name;
    struct ex_place whole = {0, 0};
    if (is_edge(other)) {
        ex_diag(&graph->diags, EX_NOTE, file, whole,
                "an Edge Transport server's own configuration was set aside (%.*s)",
                EX_FMT(ex_buf_str(&theirs)));
        return;
    }
    struct ex_str our_forest = dns_name(graph->arena, main->root);
    struct ex_str their_forest = dns_name(graph->arena, other->root);
    struct ex_diag *d = ex_diag(&graph->diags, EX_WARNING, file, whole,
                                "the dump is of the organization '%.*s' of %.*s (%.*s); objects of "
                                "'%.*s' of %.*s were set aside (%.*s)",
                                EX_FMT(name_of(main)), EX_FMT(our_forest),
                                EX_FMT(ex_buf_str(&ours)), EX_FMT(name_of(other)),
                                EX_FMT(their_forest), EX_FMT(ex_buf_str(&theirs)));
    d->rule = "EXL0003";
    ex_diag_hint(&graph->diags, d, "give each organization its own folder");
}

struct choice {
    struct ex_graph *graph;
    struct ex_vec *all;
    const struct organization *main;
};

/** Whether a DN outside of the configuration belongs to another forest than the dump's. */
static bool in_other_forest(const struct choice *choice, struct ex_str dn)
{
    size_t longest = 0;
    bool other = false;
    for (size_t i = 0; i < choice->all->n; i++) {
        const struct organization *o = EX_AT(choice->all, struct organization, i);
        if (o->root.n <= longest || !ex_str_iends(dn, o->root))
            continue;
        longest = o->root.n;
        other = !ex_str_ieq(o->root, choice->main->root);
    }
    return other;
}

static bool keep(void *ctx, struct ex_node *node)
{
    const struct choice *choice = ctx;
    struct ex_str root;
    struct ex_str dn = ex_cell_text(node, EX_PROP_DISTINGUISHED_NAME);
    struct ex_str key = organization_of(dn, &root);
    bool ours = key.n > 0 ? ex_str_ieq(key, choice->main->key) : !in_other_forest(choice, dn);
    if (ours || node->kind != EX_KIND_ExchangeServer)
        return ours;
    const int names[] = {EX_PROP_NAME, EX_P_ExchangeServer_Fqdn};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        struct ex_str name = ex_cell_text(node, names[i]);
        if (name.n > 0)
            ex_map_put(choice->graph->foreign, name, node);
    }
    return false;
}

void ex_link_organizations(struct ex_graph *graph)
{
    EX_AUTO(ex_vec_free) struct ex_vec all = EX_VEC(struct organization);
    for (size_t kind = 0; kind < EX_N_KINDS; kind++) {
        for (size_t i = 0; i < graph->nodes[kind].n; i++)
            count(graph, &all, ex_graph_at(graph, kind, i));
    }
    const struct organization *main = most(&all);
    if (!main)
        return;
    graph->organization = name_of(main);
    graph->forest = dns_name(graph->arena, main->root);
    for (size_t i = 0; i < all.n; i++) {
        const struct organization *o = EX_AT(&all, struct organization, i);
        if (o != main)
            say_aside(graph, main, o);
    }
    if (all.n < 2)
        return;
    struct choice choice = {graph, &all, main};
    for (size_t kind = 0; kind < EX_N_KINDS; kind++)
        ex_graph_filter(graph, (enum ex_kind_id)kind, keep, &choice);
}
