/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which change of the configuration is behind a finding that came or went:
 * one of a property that it points at, else of its object, else of something
 * that its rule reads.
 */
#include "report/diff_impl.h"

/* Objects of a kind that are looked through for one finding, the riskiest first. */
enum { MAX_SEARCHED = 1000 };

/* ---- finding objects ------------------------------------------------------------------- */

static struct ex_str key_of(struct ex_arena *arena, uint16_t kind, struct ex_str identity)
{
    return ex_arena_printf(arena, "%u %.*s", (unsigned)kind, EX_FMT(identity));
}

static void put(struct ex_diff_index *index, const struct ex_diff_object *o, struct ex_str identity)
{
    struct ex_str key = key_of(index->arena, o->kind, identity);
    const struct ex_diff_object **place = EX_NEW(index->arena, const struct ex_diff_object *);
    *place = o;
    if (identity.n && !ex_map_get(index->objects, key))
        ex_map_put(index->objects, key, place);
}

void ex_diff_index_make(struct ex_diff_index *index, const struct ex_diff *diff)
{
    *index = (struct ex_diff_index){ex_arena_new(), ex_map_new(true)};
    for (size_t i = 0; i < diff->n_kinds; i++) {
        for (size_t k = 0; k < diff->kinds[i].n_items; k++) {
            put(index, diff->kinds[i].items[k], diff->kinds[i].items[k]->identity);
            put(index, diff->kinds[i].items[k], diff->kinds[i].items[k]->was);
        }
    }
}

void ex_diff_index_free(struct ex_diff_index *index)
{
    ex_map_free(index->objects);
    ex_arena_free(index->arena);
}

static const struct ex_diff_object *get(const struct ex_diff_index *index, uint16_t kind,
                                        struct ex_str identity)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    const struct ex_diff_object *const *place =
        ex_map_get(index->objects, key_of(arena, kind, identity));
    return place ? *place : NULL;
}

const struct ex_diff_object *ex_diff_find(const struct ex_diff_index *index, uint16_t kind,
                                          struct ex_str identity)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    const struct ex_diff_object *o = get(index, kind, identity);
    for (size_t i = 0; i < n && !o; i++) {
        if (views[i].target == kind)
            o = get(index, views[i].source, identity);
    }
    return o;
}

/* ---- clauses ------------------------------------------------------------------------------ */

static struct ex_str say_change(struct ex_arena *arena, const struct ex_diff_object *o,
                                struct ex_str property)
{
    return ex_arena_printf(arena, "%.*s of the %.*s '%.*s' was changed", EX_FMT(property),
                           EX_FMT(ex_kind((enum ex_kind_id)o->kind)->description),
                           EX_FMT(o->identity));
}

struct ex_str ex_diff_say_object(struct ex_arena *arena, const struct ex_diff_object *o)
{
    static const char *const verbs[EX_N_OBJECT_STATES] = {
        [EX_OBJECT_CHANGED] = "was changed",
        [EX_OBJECT_ADDED] = "was added",
        [EX_OBJECT_REMOVED] = "was removed",
        [EX_OBJECT_ONLY_OLD] = "is only in the old dump",
        [EX_OBJECT_ONLY_NEW] = "is only in the new dump",
        [EX_OBJECT_OWN_NAME] = "has the name of its server",
    };
    return ex_arena_printf(arena, "the %.*s '%.*s' %s",
                           EX_FMT(ex_kind((enum ex_kind_id)o->kind)->description),
                           EX_FMT(o->identity), verbs[o->state]);
}

static const struct ex_diff_change *change_of(const struct ex_diff_object *o,
                                              struct ex_str property)
{
    for (size_t i = 0; i < o->n_changes; i++) {
        if (ex_str_eq(o->changes[i].property, property))
            return &o->changes[i];
    }
    return NULL;
}

static bool came_or_went(const struct ex_diff_object *o)
{
    return o->state == EX_OBJECT_ADDED || o->state == EX_OBJECT_REMOVED;
}

/* ---- what it points at --------------------------------------------------------------------- */

/* An object that came or went in a list that was searched. */
static const struct ex_diff_object *in_list(const struct ex_diff *diff, uint16_t kind)
{
    for (size_t i = 0; i < diff->n_kinds; i++) {
        size_t n = diff->kinds[i].kind == kind ? diff->kinds[i].n_items : 0;
        for (size_t k = 0; k < n && k < MAX_SEARCHED; k++) {
            if (came_or_went(diff->kinds[i].items[k]))
                return diff->kinds[i].items[k];
        }
    }
    return NULL;
}

static struct ex_str by_evidence(const struct ex_diff *diff, const struct ex_diff_index *index,
                                 const struct ex_report_evidence *e)
{
    if (e->searched) {
        const struct ex_diff_object *o = in_list(diff, e->kind);
        return o ? ex_diff_say_object(diff->arena, o) : EX_STR("");
    }
    const struct ex_diff_object *o = ex_diff_find(index, e->kind, e->object);
    if (o && came_or_went(o))
        return ex_diff_say_object(diff->arena, o);
    const struct ex_diff_change *c = o ? change_of(o, e->property) : NULL;
    return c ? say_change(diff->arena, o, c->property) : EX_STR("");
}

/* ---- what its rule reads ------------------------------------------------------------------- */

static bool reads(const struct ex_rule *rule, uint16_t kind, struct ex_str property)
{
    for (size_t i = 0; i < rule->n_reads; i++) {
        struct ex_missing m = ex_missing_unpack(rule->reads[i]);
        const struct ex_kind *k = m.kind < EX_N_KINDS ? ex_kind((enum ex_kind_id)m.kind) : NULL;
        bool whole = m.prop == EX_WHOLE_LIST;
        if (!k || (m.kind != kind && !ex_kind_is_abstract((enum ex_kind_id)m.kind)) ||
            whole != !property.n)
            continue;
        if (whole || (m.prop < k->n_props && ex_str_eq(k->props[m.prop].name, property)))
            return true;
    }
    return false;
}

static bool is_near(const struct ex_diff_object *o, struct ex_str server)
{
    return !server.n || !o->server.n || ex_str_ieq(o->server, server) ||
           ex_str_ieq(o->identity, server);
}

static struct ex_str by_object(const struct ex_diff *diff, const struct ex_diff_object *o,
                               const struct ex_rule *rule)
{
    for (size_t i = 0; i < o->n_changes; i++) {
        if (reads(rule, o->kind, o->changes[i].property))
            return say_change(diff->arena, o, o->changes[i].property);
    }
    if (came_or_went(o) && reads(rule, o->kind, EX_STR("")))
        return ex_diff_say_object(diff->arena, o);
    return EX_STR("");
}

static struct ex_str by_rule(const struct ex_diff *diff, const struct ex_report_finding *f,
                             const struct ex_rule *rule)
{
    for (size_t i = 0; i < diff->n_kinds; i++) {
        for (size_t k = 0; k < diff->kinds[i].n_items && k < MAX_SEARCHED; k++) {
            const struct ex_diff_object *o = diff->kinds[i].items[k];
            struct ex_str why =
                is_near(o, f->server) ? by_object(diff, o, rule) : EX_STR("");
            if (why.n)
                return why;
        }
    }
    return EX_STR("");
}

struct ex_str ex_diff_cause(const struct ex_diff *diff, const struct ex_diff_index *index,
                            const struct ex_report_finding *f, const struct ex_rules *rules)
{
    struct ex_str why = EX_STR("");
    for (size_t i = 0; i < f->n_evidence && !why.n; i++)
        why = by_evidence(diff, index, &f->evidence[i]);
    const struct ex_rule *rule = rules ? ex_rules_find(rules, f->rule->id) : NULL;
    const struct ex_diff_object *own =
        f->kind < EX_N_KINDS ? ex_diff_find(index, f->kind, f->object) : NULL;
    if (!why.n && own && rule)
        why = by_object(diff, own, rule);
    if (!why.n && rule)
        why = by_rule(diff, f, rule);
    return why;
}
