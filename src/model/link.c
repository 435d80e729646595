/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Links: from what an object says of another one to that object. By GUID,
 * then distinguished name, then identity, name or FQDN, ignoring case; what is not
 * in the dump becomes a stub, of which only the name is known.
 */
#include "model/convert.h"
#include "model/graph_impl.h"

static void put(struct ex_graph *graph, enum ex_kind_id kind, struct ex_str key,
                struct ex_node *node)
{
    if (key.n == 0)
        return;
    struct ex_node *known = ex_map_get(graph->index[kind], key);
    if (known != node)
        ex_map_put(graph->index[kind], key, known ? &graph->ambiguous : node);
}

static struct ex_str fqdn_of(const struct ex_node *node)
{
    if (node->kind == EX_KIND_ExchangeServer)
        return ex_cell_text(node, EX_P_ExchangeServer_Fqdn);
    if (node->kind == EX_KIND_ClientAccessService)
        return ex_cell_text(node, EX_P_ClientAccessService_Fqdn);
    return (struct ex_str){NULL, 0};
}

void ex_link_index(struct ex_graph *graph, enum ex_kind_id kind)
{
    size_t n = graph->nodes[kind].n;
    for (size_t i = 0; i < n; i++) {
        struct ex_node *node = ex_graph_at(graph, kind, i);
        put(graph, kind, ex_cell_text(node, EX_PROP_GUID), node);
        put(graph, kind, ex_cell_text(node, EX_PROP_DISTINGUISHED_NAME), node);
        put(graph, kind, node->identity, node);
        put(graph, kind, ex_cell_text(node, EX_PROP_NAME), node);
        put(graph, kind, fqdn_of(node), node);
    }
}

struct ex_node *ex_index_find(const struct ex_graph *graph, enum ex_kind_id kind,
                              struct ex_str name)
{
    struct ex_node *node = name.n ? ex_map_get(graph->index[kind], name) : NULL;
    return node == &graph->ambiguous ? NULL : node;
}

/** What a link says of its target. */
struct target {
    struct ex_str guid;
    struct ex_str dn;
    struct ex_str text;
    struct ex_str name;
};

static struct ex_str field_text(const struct ex_value *value, int field)
{
    const struct ex_value *f = &value->u.items[field];
    return f->tag == EX_STRING ? ex_value_str(f) : (struct ex_str){NULL, 0};
}

static struct target target_of(const struct ex_value *value)
{
    struct target t = {
        field_text(value, EX_F_ADObjectId_ObjectGuid),
        field_text(value, EX_F_ADObjectId_DistinguishedName),
        field_text(value, EX_F_ADObjectId_text),
        field_text(value, EX_F_ADObjectId_Name),
    };
    if (ex_str_istarts(t.name, EX_STR("cn="))) /* from a legacy distinguished name */
        t.name = ex_str_slice(t.name, 3, t.name.n);
    return t;
}

/** "EX01" of "EX01.contoso.com", when nothing says that EX01 has another domain. */
static struct ex_node *by_first_label(const struct ex_graph *graph, struct ex_str fqdn)
{
    size_t dot = ex_str_find(fqdn, '.');
    if (dot == SIZE_MAX)
        return NULL;
    struct ex_node *server =
        ex_index_find(graph, EX_KIND_ExchangeServer, ex_str_slice(fqdn, 0, dot));
    return server && !fqdn_of(server).n ? server : NULL;
}

static struct ex_node *exported(const struct ex_graph *graph, enum ex_kind_id kind,
                                const struct target *t)
{
    struct ex_node *node = ex_index_find(graph, kind, t->guid);
    if (!node)
        node = ex_index_find(graph, kind, t->dn);
    if (!node)
        node = ex_index_find(graph, kind, t->text);
    if (!node && (kind == EX_KIND_ExchangeServer || ex_kind(kind)->scope != EX_SCOPE_SERVER))
        node = ex_index_find(graph, kind, t->name);
    if (!node && kind == EX_KIND_ExchangeServer)
        node = by_first_label(graph, t->text);
    struct ex_str guid = node ? ex_cell_text(node, EX_PROP_GUID) : EX_STR("");
    return guid.n && t->guid.n && !ex_str_eq(guid, t->guid) ? NULL : node;
}

/** Names of objects in the Deleted Objects container carry a line break and DEL. */
static bool is_deleted(const struct target *t)
{
    const struct ex_str texts[] = {t->dn, t->text, t->name};
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        if (ex_str_find_str(texts[i], EX_STR("\nDEL:")) != SIZE_MAX ||
            ex_str_find_str(texts[i], EX_STR("\\0ADEL:")) != SIZE_MAX)
            return true;
    }
    return false;
}

static void stub_cell(struct ex_node *node, int prop, struct ex_str text)
{
    if (text.n)
        ex_set_string(&node->cells[prop], text);
}

static struct ex_node *new_stub(struct ex_graph *graph, enum ex_kind_id kind,
                                const struct target *t)
{
    size_t n = ex_kind(kind)->n_props;
    struct ex_node *node = EX_NEW(graph->arena, struct ex_node);
    *node = (struct ex_node){.kind = (uint16_t)kind, .stub = true, .row = UINT32_MAX,
                             .file = UINT32_MAX};
    node->cells = EX_NEW_ARRAY(graph->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++) {
        node->cells[i].prop = (uint16_t)i;
        node->cells[i].owner = node;
        node->cells[i].off = EX_NO_OFFSET;
    }
    node->identity = t->text.n ? t->text : t->name;
    stub_cell(node, EX_PROP_IDENTITY, node->identity);
    stub_cell(node, EX_PROP_NAME, t->name.n ? t->name : t->text);
    stub_cell(node, EX_PROP_DISTINGUISHED_NAME, t->dn);
    stub_cell(node, EX_PROP_GUID, t->guid);
    if (!is_deleted(t))
        *EX_PUSH(&graph->stubs[kind], struct ex_node *) = node;
    return node;
}

/** A server is called by its FQDN in one place and by its name in another: the first label. */
static void use_short_name(struct target *t)
{
    if (t->dn.n == 0 && ex_str_eq(t->name, t->text))
        t->name = ex_str_slice(t->name, 0, ex_str_find(t->name, '.'));
}

static struct ex_node *stub_for(struct ex_graph *graph, enum ex_kind_id kind, struct target *t)
{
    if (kind == EX_KIND_ExchangeServer)
        use_short_name(t);
    const struct ex_str keys[] = {t->guid, t->dn, t->text, t->name};
    bool by_name = kind == EX_KIND_ExchangeServer || ex_kind(kind)->scope != EX_SCOPE_SERVER;
    size_t n = by_name ? 4 : 3;
    struct ex_node *node = NULL;
    for (size_t i = 0; i < n && !node; i++)
        node = keys[i].n ? ex_map_get(graph->stubbed[kind], keys[i]) : NULL;
    if (!node)
        node = new_stub(graph, kind, t);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].n && !ex_map_get(graph->stubbed[kind], keys[i]))
            ex_map_put(graph->stubbed[kind], keys[i], node);
    }
    return node;
}

static void resolve(struct ex_graph *graph, enum ex_kind_id kind, struct ex_value *value)
{
    if (value->tag != EX_STRUCT)
        return;
    struct target t = target_of(value);
    struct ex_node *node = exported(graph, kind, &t);
    ex_set_null(value);
    value->tag = EX_NODE;
    value->u.node = node ? node : stub_for(graph, kind, &t);
}

static void resolve_cell(struct ex_graph *graph, struct ex_type type, struct ex_value *cell)
{
    if (cell->tag != EX_LIST) {
        resolve(graph, (enum ex_kind_id)type.of, cell);
        return;
    }
    for (uint32_t i = 0; i < cell->n; i++)
        resolve(graph, (enum ex_kind_id)type.of, &cell->u.items[i]);
}

void ex_link_references(struct ex_graph *graph)
{
    for (size_t kind = 0; kind < EX_N_KINDS; kind++) {
        const struct ex_kind *k = ex_kind((enum ex_kind_id)kind);
        for (size_t prop = 0; prop < k->n_props; prop++) {
            if (k->props[prop].type.base != EX_T_REF)
                continue;
            for (size_t i = 0; i < graph->nodes[kind].n; i++)
                resolve_cell(graph, k->props[prop].type,
                             &ex_graph_at(graph, kind, i)->cells[prop]);
        }
    }
}

void ex_link_list(struct ex_graph *graph, enum ex_kind_id kind)
{
    size_t n = graph->nodes[kind].n;
    struct ex_value *items = EX_NEW_ARRAY(graph->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++) {
        struct ex_node *node = ex_graph_at(graph, kind, i);
        node->row = (uint32_t)i;
        items[i] = (struct ex_value){
            .tag = EX_NODE, .u.node = node, .owner = node, .off = EX_NO_OFFSET};
    }
    graph->lists[kind].off = EX_NO_OFFSET;
    ex_set_list(&graph->lists[kind], items, n, false);
}

void ex_link_lists(struct ex_graph *graph)
{
    for (size_t kind = 0; kind < EX_N_KINDS; kind++) {
        const struct ex_vec *stubs = &graph->stubs[kind];
        for (size_t i = 0; i < stubs->n && graph->coverage[kind] != EX_COMPLETE; i++)
            *EX_PUSH(&graph->nodes[kind], struct ex_node *) =
                *EX_AT(stubs, struct ex_node *, i);
        ex_link_list(graph, (enum ex_kind_id)kind);
    }
}

/** Calls `visit` for each object that a link of `node` leads to. */
static void each_target(struct ex_node *node, const struct ex_reverse *r,
                        void (*visit)(struct ex_graph *, struct ex_node *, struct ex_node *,
                                      size_t),
                        struct ex_graph *graph, size_t index)
{
    struct ex_value *cell = &node->cells[r->prop];
    if (cell->tag == EX_NODE)
        visit(graph, cell->u.node, node, index);
    for (uint32_t i = 0; cell->tag == EX_LIST && i < cell->n; i++) {
        if (cell->u.items[i].tag == EX_NODE)
            visit(graph, cell->u.items[i].u.node, node, index);
    }
}

/** The reverse lists of a node, made when first needed. */
static struct ex_value *reverse_of(struct ex_graph *graph, struct ex_node *node, size_t index)
{
    size_t n = ex_reverse_count((enum ex_kind_id)node->kind);
    if (!node->reverse) {
        struct ex_value *lists = EX_NEW_ARRAY(graph->arena, n, struct ex_value);
        for (size_t i = 0; i < n; i++) {
            lists[i].owner = node;
            lists[i].off = EX_NO_OFFSET;
            ex_set_list(&lists[i], NULL, 0, false);
        }
        node->reverse = lists;
    }
    /* The graph owns the lists; only other readers see them as constant. */
    return (struct ex_value *)(uintptr_t)&node->reverse[index];
}

static void count_one(struct ex_graph *graph, struct ex_node *target, struct ex_node *source,
                      size_t index)
{
    (void)source;
    reverse_of(graph, target, index)->n++;
}

static void add_one(struct ex_graph *graph, struct ex_node *target, struct ex_node *source,
                    size_t index)
{
    struct ex_value *list = reverse_of(graph, target, index);
    if (!list->u.items) {
        list->u.items = EX_NEW_ARRAY(graph->arena, list->n, struct ex_value);
        list->n = 0;
    }
    list->u.items[list->n++] =
        (struct ex_value){.tag = EX_NODE, .u.node = source, .owner = target, .off = EX_NO_OFFSET};
}

static void make_empty(struct ex_graph *graph, enum ex_kind_id kind)
{
    if (ex_reverse_count(kind) == 0)
        return;
    for (size_t i = 0; i < graph->nodes[kind].n; i++)
        (void)reverse_of(graph, ex_graph_at(graph, kind, i), 0);
    for (size_t i = 0; i < graph->stubs[kind].n; i++)
        (void)reverse_of(graph, *EX_AT(&graph->stubs[kind], struct ex_node *, i), 0);
}

void ex_link_reverses(struct ex_graph *graph)
{
    size_t n = 0;
    const struct ex_reverse *all = ex_reverses(&n);
    for (size_t kind = 0; kind < EX_N_KINDS; kind++)
        make_empty(graph, (enum ex_kind_id)kind);
    for (size_t i = 0; i < n; i++) {
        const struct ex_reverse *r = &all[i];
        size_t index = (size_t)ex_reverse_find((enum ex_kind_id)r->target,
                                               ex_kind((enum ex_kind_id)r->source)->name, NULL);
        struct ex_vec *sources = &graph->nodes[r->source];
        for (size_t j = 0; j < sources->n; j++)
            each_target(ex_graph_at(graph, r->source, j), r, count_one, graph, index);
        for (size_t j = 0; j < sources->n; j++)
            each_target(ex_graph_at(graph, r->source, j), r, add_one, graph, index);
    }
}
