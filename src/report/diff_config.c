/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The configuration of two dumps: which objects belong together, and what
 * differs in them. Objects are the same by GUID, else by distinguished name,
 * else by identity. That one was added or removed is said only where the
 * other side is known to hold all there are.
 */
#include "report/diff_impl.h"

#include <stdlib.h>

static struct ex_str cell_text(const struct ex_node *node, int prop)
{
    const struct ex_value *cell = &node->cells[prop];
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

/* ---- building ----------------------------------------------------------------------------- */

void ex_diff_begin(struct ex_diff_builder *b, struct ex_diff *diff,
                   const struct ex_diff_options *options)
{
    *b = (struct ex_diff_builder){.diff = diff,
                                  .arena = diff->arena,
                                  .view = {.arena = diff->arena, .of_servers = diff->of_servers},
                                  .kinds = EX_VEC(struct ex_diff_kind),
                                  .places = EX_VEC(struct ex_diff_mark)};
    ex_diff_risks_of(options->rules, b->arena, &b->risks);
}

static void mark(struct ex_diff_builder *b, enum ex_diff_of side, const struct ex_node *node,
                 uint64_t off, struct ex_diff_place *place)
{
    *place = (struct ex_diff_place){.file = UINT32_MAX};
    if (off == EX_NO_OFFSET)
        off = node->off;
    if (node->file == UINT32_MAX || off == EX_NO_OFFSET)
        return;
    place->file = node->file;
    *EX_PUSH(&b->places, struct ex_diff_mark) = (struct ex_diff_mark){side, node->file, off, place};
}

static int by_file(const void *pa, const void *pb)
{
    const struct ex_diff_mark *a = pa;
    const struct ex_diff_mark *b = pb;
    if (a->side != b->side)
        return a->side < b->side ? -1 : 1;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->off > b->off) - (a->off < b->off);
}

/* The places in one file, in one pass over it; `marks` are in the order of their offsets. */
static void locate(const struct ex_graph *graph, struct ex_diff_mark *marks, size_t n)
{
    struct ex_source *source = ex_graph_file(graph, marks[0].file)->source;
    struct ex_source_mark *found = ex_alloc((n + 1) * sizeof *found);
    for (size_t i = 0; i < n; i++)
        found[i] = (struct ex_source_mark){.offset = marks[i].off};
    if (source) {
        ex_source_places(source, found, n);
        ex_source_rest(source);
    }
    for (size_t i = 0; i < n; i++)
        marks[i].place->at = found[i].place;
    free(found);
}

static void locate_all(struct ex_diff_builder *b)
{
    struct ex_diff_mark *marks = b->places.items;
    if (b->places.n)
        qsort(marks, b->places.n, sizeof *marks, by_file);
    for (size_t i = 0, end; i < b->places.n; i = end) {
        for (end = i + 1; end < b->places.n && marks[end].side == marks[i].side &&
                          marks[end].file == marks[i].file;
             end++)
            continue;
        locate(b->diff->sides[marks[i].side].graph, &marks[i], end - i);
    }
}

static int by_risk(bool read_a, enum ex_severity a, bool read_b, enum ex_severity b)
{
    if (read_a != read_b)
        return read_a ? -1 : 1;
    return a == b ? 0 : a > b ? -1 : 1;
}

static int kinds_by_risk(const void *pa, const void *pb)
{
    const struct ex_diff_kind *a = pa;
    const struct ex_diff_kind *b = pb;
    int order = by_risk(a->read, a->severity, b->read, b->severity);
    return order ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

/* Cmdlets of which no side has anything. */
static void list_missing(struct ex_diff_builder *b, const uint8_t *could)
{
    struct ex_str *names = EX_NEW_ARRAY(b->arena, EX_N_KINDS, struct ex_str);
    size_t n = 0;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        bool there = false;
        for (size_t k = 0; k < b->kinds.n && !there; k++)
            there = EX_AT(&b->kinds, struct ex_diff_kind, k)->kind == i;
        if (could[i] && !there)
            names[n++] = ex_kind((enum ex_kind_id)i)->cmdlet;
    }
    b->diff->missing = names;
    b->diff->n_missing = n;
}

static size_t count_changes(const struct ex_diff_object *o)
{
    size_t n = 0;
    for (size_t i = 0; i < o->n_changes; i++)
        n += !o->changes[i].own_name;
    return n;
}

void ex_diff_finish(struct ex_diff_builder *b, const uint8_t *could)
{
    struct ex_diff *diff = b->diff;
    size_t n = b->kinds.n;
    struct ex_diff_kind *kinds = EX_NEW_ARRAY(b->arena, n + 1, struct ex_diff_kind);
    if (n) {
        memcpy(kinds, b->kinds.items, n * sizeof *kinds);
        qsort(kinds, n, sizeof *kinds, kinds_by_risk);
    }
    locate_all(b);
    list_missing(b, could);
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < EX_N_OBJECT_STATES; s++)
            diff->object_counts[s] += kinds[i].counts[s];
        diff->objects_unchanged += kinds[i].unchanged;
        for (size_t k = 0; k < kinds[i].n_items; k++)
            diff->properties_changed += count_changes(kinds[i].items[k]);
    }
    diff->kinds = kinds;
    diff->n_kinds = n;
    diff->with_config = true;
    ex_vec_free(&b->kinds);
    ex_vec_free(&b->places);
}

/* ---- one kind ------------------------------------------------------------------------------- */

void ex_diff_begin_kind(struct ex_diff_gather *g, struct ex_diff_builder *b, enum ex_kind_id kind)
{
    *g = (struct ex_diff_gather){.b = b,
                                 .kind = {.kind = (uint16_t)kind},
                                 .objects = EX_VEC(struct ex_diff_object *)};
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        g->only[side] = EX_NEW_ARRAY(b->arena, ex_kind(kind)->n_props + 1, uint8_t);
        if (b->diff->sides[side].graph)
            g->kind.coverage[side] = ex_graph_coverage(b->diff->sides[side].graph, kind);
    }
}

static int objects_by_risk(const void *pa, const void *pb)
{
    const struct ex_diff_object *a = *(const struct ex_diff_object *const *)pa;
    const struct ex_diff_object *b = *(const struct ex_diff_object *const *)pb;
    int order = by_risk(a->read, a->severity, b->read, b->severity);
    if (!order)
        order = (a->state > b->state) - (a->state < b->state);
    return order ? order : ex_str_cmp(a->identity, b->identity);
}

static void add_text(struct ex_buf *key, struct ex_str text)
{
    ex_buf_printf(key, "%zu:", text.n);
    ex_buf_add(key, text);
}

/* Changed objects with the same key changed alike. */
static void fold_key(const struct ex_diff_object *o, struct ex_buf *key)
{
    for (size_t i = 0; i < o->n_changes; i++) {
        const struct ex_diff_change *c = &o->changes[i];
        add_text(key, c->property);
        for (size_t side = 0; side < EX_N_SIDES; side++) {
            if (!c->is_list)
                add_text(key, c->text[side]);
            for (size_t k = 0; k < c->n_items[side]; k++)
                add_text(key, c->items[side][k]);
            ex_buf_add_char(key, ';');
        }
    }
}

static void number_folds(struct ex_diff_gather *g)
{
    struct ex_map *EX_AUTO(ex_map_auto) seen = ex_map_new(false);
    struct ex_buf EX_AUTO(ex_buf_free) key = EX_BUF_INIT;
    for (size_t i = 0; i < g->objects.n; i++) {
        struct ex_diff_object *o = *EX_AT(&g->objects, struct ex_diff_object *, i);
        o->fold = (uint32_t)i;
        if (o->state != EX_OBJECT_CHANGED)
            continue;
        ex_buf_clear(&key);
        fold_key(o, &key);
        struct ex_diff_object *first = ex_map_get(seen, ex_buf_str(&key));
        if (first)
            o->fold = first->fold;
        else
            ex_map_put(seen, ex_arena_str(g->b->arena, ex_buf_str(&key)), o);
    }
}

static void name_only(struct ex_diff_gather *g, enum ex_diff_of side)
{
    const struct ex_kind *k = ex_kind((enum ex_kind_id)g->kind.kind);
    struct ex_str *names = EX_NEW_ARRAY(g->b->arena, k->n_props + 1, struct ex_str);
    for (size_t i = 0; i < k->n_props; i++) {
        if (g->only[side][i])
            names[g->kind.n_only[side]++] = k->props[i].name;
    }
    g->kind.only[side] = names;
}

static void keep_objects(struct ex_diff_gather *g)
{
    size_t n = g->objects.n;
    const struct ex_diff_object **items =
        EX_NEW_ARRAY(g->b->arena, n + 1, const struct ex_diff_object *);
    if (n)
        memcpy(items, g->objects.items, n * sizeof *items);
    g->kind.items = items;
    g->kind.n_items = n;
}

void ex_diff_end_kind(struct ex_diff_gather *g)
{
    if (g->objects.n)
        qsort(g->objects.items, g->objects.n, sizeof(struct ex_diff_object *), objects_by_risk);
    number_folds(g);
    keep_objects(g);
    name_only(g, EX_OLD);
    name_only(g, EX_NEW_SIDE);
    for (size_t i = 0; i < g->kind.n_items; i++) {
        const struct ex_diff_object *o = g->kind.items[i];
        g->kind.counts[o->state]++;
        if (i == 0) {
            g->kind.read = o->read;
            g->kind.severity = o->severity;
        }
    }
    ex_vec_free(&g->objects);
    *EX_PUSH(&g->b->kinds, struct ex_diff_kind) = g->kind;
}

/* ---- one object ------------------------------------------------------------------------------ */

/* A change, and the property that it is of. */
struct found {
    struct ex_diff_change change;
    int prop;
};

static int found_by_risk(const void *pa, const void *pb)
{
    const struct found *a = pa;
    const struct found *b = pb;
    if (a->change.own_name != b->change.own_name)
        return a->change.own_name ? 1 : -1;
    int order = by_risk(a->change.read, a->change.severity, b->change.read, b->change.severity);
    return order ? order : (a->prop > b->prop) - (a->prop < b->prop);
}

static void rate(uint8_t level, bool *read, enum ex_severity *severity)
{
    *read = level > 0;
    *severity = level > 0 ? (enum ex_severity)(level - 1) : EX_INFO;
}

/* A renamed or moved object has another distinguished name, which follows. */
static bool is_skipped(struct ex_diff_gather *g, const struct ex_node *const nodes[2], int prop)
{
    struct ex_diff_look look = ex_diff_look_at((enum ex_kind_id)g->kind.kind, prop);
    if (look.passed_over || (g->b->diff->of_servers && (look.machine || prop < EX_N_COMMON_PROPS)))
        return true;
    if (prop == EX_PROP_DISTINGUISHED_NAME)
        return !ex_str_eq(cell_text(nodes[0], EX_PROP_NAME), cell_text(nodes[1], EX_PROP_NAME)) ||
               ex_str_ieq(cell_text(nodes[0], prop), cell_text(nodes[1], prop));
    return ex_diff_skip_repeated(g->b, nodes, prop);
}

static bool compare_prop(struct ex_diff_gather *g, const struct ex_node *const nodes[2], int prop,
                         struct found *out)
{
    enum ex_kind_id kind = (enum ex_kind_id)g->kind.kind;
    const struct ex_value *const cells[2] = {&nodes[0]->cells[prop], &nodes[1]->cells[prop]};
    struct ex_diff_look look = ex_diff_look_at(kind, prop);
    if (is_skipped(g, nodes, prop))
        return false;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        if (cells[side]->tag != EX_ABSENT && cells[1 - side]->tag == EX_ABSENT)
            g->only[side][prop] = 1;
    }
    *out = (struct found){.prop = prop, .change = {.property = ex_kind(kind)->props[prop].name,
                                                   .secret = look.secret}};
    rate(g->b->risks.props[kind][prop], &out->change.read, &out->change.severity);
    return ex_diff_fill(&g->b->view, cells, look.ordered, &out->change);
}

/* Changes of an object; `*n` is their number. */
static struct ex_diff_change *compare_props(struct ex_diff_gather *g,
                                            const struct ex_node *const nodes[2], size_t *n)
{
    struct ex_vec EX_AUTO(ex_vec_free) found = EX_VEC(struct found);
    struct found one;
    for (int prop = 0; prop < ex_kind((enum ex_kind_id)g->kind.kind)->n_props; prop++) {
        if (compare_prop(g, nodes, prop, &one))
            *EX_PUSH(&found, struct found) = one;
    }
    *n = found.n;
    if (!found.n)
        return NULL;
    qsort(found.items, found.n, sizeof(struct found), found_by_risk);
    struct ex_diff_change *changes = EX_NEW_ARRAY(g->b->arena, found.n, struct ex_diff_change);
    for (size_t i = 0; i < found.n; i++) {
        const struct found *f = EX_AT(&found, struct found, i);
        changes[i] = f->change;
        for (int side = 0; side < EX_N_SIDES; side++)
            mark(g->b, (enum ex_diff_of)side, nodes[side], nodes[side]->cells[f->prop].off,
                 &changes[i].at[side]);
    }
    return changes;
}

static struct ex_str server_of(const struct ex_node *node)
{
    int prop = ex_prop_find(ex_kind((enum ex_kind_id)node->kind), EX_STR("Server"));
    if (prop < 0 || node->cells[prop].tag != EX_NODE)
        return EX_STR("");
    return node->cells[prop].u.node->identity;
}

static struct ex_diff_object *new_object(struct ex_diff_gather *g, const struct ex_node *node,
                                         enum ex_diff_object_state state)
{
    struct ex_diff_object *o = EX_NEW(g->b->arena, struct ex_diff_object);
    *o = (struct ex_diff_object){.state = state,
                                 .kind = node->kind,
                                 .identity = node->identity,
                                 .server = server_of(node)};
    if (g->b->diff->of_servers)
        o->identity = ex_diff_own_name(g->b->arena, node);
    o->at[EX_OLD].file = o->at[EX_NEW_SIDE].file = UINT32_MAX;
    *EX_PUSH(&g->objects, struct ex_diff_object *) = o;
    return o;
}

void ex_diff_pair(struct ex_diff_gather *g, const struct ex_node *const nodes[2])
{
    size_t n = 0;
    struct ex_diff_change *changes = compare_props(g, nodes, &n);
    if (!n) {
        g->kind.unchanged++;
        return;
    }
    struct ex_diff_object *o = new_object(g, nodes[EX_NEW_SIDE], EX_OBJECT_CHANGED);
    if (!g->b->diff->of_servers && !ex_str_ieq(nodes[EX_OLD]->identity, o->identity))
        o->was = nodes[EX_OLD]->identity;
    o->changes = changes;
    o->n_changes = n;
    if (changes[0].own_name) {
        o->state = EX_OBJECT_OWN_NAME;
    } else {
        o->read = changes[0].read;
        o->severity = changes[0].severity;
    }
    for (int side = 0; side < EX_N_SIDES; side++)
        mark(g->b, (enum ex_diff_of)side, nodes[side], nodes[side]->off, &o->at[side]);
}

void ex_diff_single(struct ex_diff_gather *g, const struct ex_node *node, enum ex_diff_of side,
                    bool known)
{
    enum ex_diff_object_state state =
        side == EX_OLD ? (known ? EX_OBJECT_REMOVED : EX_OBJECT_ONLY_OLD)
                       : (known ? EX_OBJECT_ADDED : EX_OBJECT_ONLY_NEW);
    struct ex_diff_object *o = new_object(g, node, state);
    if (known)
        rate(g->b->risks.kinds[node->kind], &o->read, &o->severity);
    mark(g->b, side, node, node->off, &o->at[side]);
}
