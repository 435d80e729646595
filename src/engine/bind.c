/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Types come from schema.def and are constant. Fields of a kind are numbered:
 * its properties, then its reverse links.
 *
 * Lists of kinds and reverse lists that may lack objects are partial. Where
 * the missing objects stand is not known, so that their indexes are unknown
 * too - except while a finding is written down (`showing`), when "the first
 * one" means the first that is there, and a list of which nothing is there is
 * empty: one missing cmdlet does not take the words from what others showed.
 */
#include "engine/bind.h"

#include "engine/functions.h"

/* ---- types ---- */

/* What `host` of an object type points at. */
struct described {
    bool structure;
    uint16_t id; /* enum ex_kind_id or enum ex_struct_id */
};

static const struct described kind_hosts[EX_N_KINDS] = {
#define EX_KIND(noun, ...) {false, EX_KIND_##noun},
#include "model/schema.def"
};

static const struct described struct_hosts[EX_N_STRUCTS] = {
#define EX_STRUCTURE(name) {true, EX_STRUCT_##name},
#include "model/schema.def"
};

#define OBJECT_TYPE(text, null, described_by)                                                      \
    {                                                                                              \
        .kind = CEL_OBJECT, .nullable = (null), .name = {(text), sizeof(text) - 1},                \
        .host = (described_by)                                                                     \
    }
#define LIST_TYPE(of)                                                                              \
    {                                                                                              \
        .kind = CEL_LIST, .elem = (of)                                                             \
    }

static const struct cel_type kind_types[EX_N_KINDS] = {
#define EX_KIND(noun, ...) OBJECT_TYPE(#noun, false, &kind_hosts[EX_KIND_##noun]),
#include "model/schema.def"
};
static const struct cel_type kind_or_null[EX_N_KINDS] = {
#define EX_KIND(noun, ...) OBJECT_TYPE(#noun, true, &kind_hosts[EX_KIND_##noun]),
#include "model/schema.def"
};
static const struct cel_type kind_lists[EX_N_KINDS] = {
#define EX_KIND(noun, ...) LIST_TYPE(&kind_types[EX_KIND_##noun]),
#include "model/schema.def"
};
static const struct cel_type struct_types[EX_N_STRUCTS] = {
#define EX_STRUCTURE(name) OBJECT_TYPE(#name, false, &struct_hosts[EX_STRUCT_##name]),
#include "model/schema.def"
};
static const struct cel_type struct_or_null[EX_N_STRUCTS] = {
#define EX_STRUCTURE(name) OBJECT_TYPE(#name, true, &struct_hosts[EX_STRUCT_##name]),
#include "model/schema.def"
};
static const struct cel_type struct_lists[EX_N_STRUCTS] = {
#define EX_STRUCTURE(name) LIST_TYPE(&struct_types[EX_STRUCT_##name]),
#include "model/schema.def"
};

/* A simple type as it is, as one that may be null, and as a list. */
struct simple_types {
    struct cel_type or_null;
    struct cel_type list;
};

#define SIMPLE_TYPES(cel_kind, type)                                                               \
    {                                                                                              \
        {.kind = (cel_kind), .nullable = true}, LIST_TYPE(&(type))                                 \
    }

static const struct simple_types simple[] = {
    [EX_T_BOOL] = SIMPLE_TYPES(CEL_BOOL, cel_type_bool),
    [EX_T_INT] = SIMPLE_TYPES(CEL_INT, cel_type_int),
    [EX_T_DOUBLE] = SIMPLE_TYPES(CEL_DOUBLE, cel_type_double),
    [EX_T_STRING] = SIMPLE_TYPES(CEL_STRING, cel_type_string),
    [EX_T_GUID] = SIMPLE_TYPES(CEL_STRING, cel_type_string),
    [EX_T_TIME] = SIMPLE_TYPES(CEL_TIMESTAMP, cel_type_timestamp),
    [EX_T_SPAN] = SIMPLE_TYPES(CEL_DURATION, cel_type_duration),
    [EX_T_SIZE] = SIMPLE_TYPES(CEL_INT, cel_type_int),
    [EX_T_ENUM] = SIMPLE_TYPES(CEL_STRING, cel_type_string),
    [EX_T_FLAGS] = SIMPLE_TYPES(CEL_STRING, cel_type_string),
};

const struct cel_type *ex_bind_kind_type(enum ex_kind_id kind)
{
    return &kind_types[kind];
}

const struct cel_type *ex_bind_struct_type(enum ex_struct_id structure, bool list)
{
    return list ? &struct_lists[structure] : &struct_types[structure];
}

const struct cel_type *ex_bind_type(struct ex_type type)
{
    if (type.base == EX_T_STRUCT)
        return type.list ? &struct_lists[type.of] : &struct_or_null[type.of];
    if (type.base == EX_T_REF)
        return type.list ? &kind_lists[type.of] : &kind_or_null[type.of];
    if (type.list || type.base == EX_T_FLAGS)
        return &simple[type.base].list;
    return &simple[type.base].or_null;
}

/* The i-th reverse link of a kind, or NULL. */
static const struct ex_reverse *reverse_at(enum ex_kind_id target, size_t i)
{
    size_t n;
    const struct ex_reverse *all = ex_reverses(&n);

    for (size_t j = 0; j < n; j++) {
        if (all[j].target == target && i-- == 0)
            return &all[j];
    }
    return NULL;
}

static bool find_kind_field(enum ex_kind_id id, struct ex_str name, const struct cel_type **type,
                            uint32_t *field)
{
    const struct ex_kind *kind = ex_kind(id);
    int prop = ex_prop_find(kind, name);
    const struct ex_reverse *link;

    if (prop >= 0 && ex_str_eq(kind->props[prop].name, name)) {
        *type = ex_bind_type(kind->props[prop].type);
        *field = (uint32_t)prop;
        return true;
    }
    int reverse = ex_reverse_find(id, name, &link);
    if (reverse < 0 || !ex_str_eq(ex_kind((enum ex_kind_id)link->source)->name, name))
        return false;
    *type = &kind_lists[link->source];
    *field = (uint32_t)reverse + kind->n_props;
    return true;
}

static bool find_struct_field(enum ex_struct_id id, struct ex_str name,
                              const struct cel_type **type, uint32_t *field)
{
    const struct ex_structure *structure = ex_structure(id);
    int i = ex_field_find(structure, name);

    if (i < 0 || !ex_str_eq(structure->fields[i].name, name))
        return false;
    *type = ex_bind_type(structure->fields[i].type);
    *field = (uint32_t)i;
    return true;
}

static bool find_field(const void *ctx, const struct cel_type *object, struct ex_str name,
                       const struct cel_type **type, uint32_t *field)
{
    const struct described *d = object->host;

    (void)ctx;
    if (d->structure)
        return find_struct_field((enum ex_struct_id)d->id, name, type, field);
    return find_kind_field((enum ex_kind_id)d->id, name, type, field);
}

static struct ex_str field_name(const void *ctx, const struct cel_type *object, size_t i)
{
    const struct described *d = object->host;

    (void)ctx;
    if (d->structure) {
        const struct ex_structure *structure = ex_structure((enum ex_struct_id)d->id);

        return i < structure->n_fields ? structure->fields[i].name : ex_str(NULL);
    }
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)d->id);
    if (i < kind->n_props)
        return kind->props[i].name;
    const struct ex_reverse *link = reverse_at((enum ex_kind_id)d->id, i - kind->n_props);
    return link ? ex_kind((enum ex_kind_id)link->source)->name : ex_str(NULL);
}

const struct cel_host *ex_bind_host(void)
{
    static const struct cel_host host = {NULL, find_field, field_name};

    return &host;
}

bool ex_bind_field(const struct cel_type *object, uint32_t field, enum ex_kind_id *kind, int *prop)
{
    const struct described *d = object->host;

    *kind = EX_N_KINDS;
    *prop = -1;
    if (!d || d->structure)
        return false;
    uint16_t n_props = ex_kind((enum ex_kind_id)d->id)->n_props;
    if (field < n_props) {
        *kind = (enum ex_kind_id)d->id;
        *prop = (int)field;
        return true;
    }
    const struct ex_reverse *link = reverse_at((enum ex_kind_id)d->id, field - n_props);
    if (link)
        *kind = (enum ex_kind_id)link->source;
    return false;
}

struct cel_env *ex_bind_env(struct ex_arena *arena)
{
    struct cel_env *env = cel_env_new(arena, ex_bind_host());

    for (size_t i = 0; i < EX_N_KINDS; i++)
        (void)cel_env_variable(env, kind_types[i].name, &kind_lists[i]);
    (void)cel_env_variable(env, EX_STR("now"), &cel_type_timestamp);
    for (size_t i = 0; i < EX_N_PARAMETERS; i++)
        (void)cel_env_variable(env, ex_str(ex_parameter((enum ex_parameter_id)i)->name),
                               ex_parameter((enum ex_parameter_id)i)->cel_type);
    ex_functions_declare(env, arena);
    return env;
}

/* ---- values ---- */

/* What is missing when a property is absent: of an object that was not exported, the object. */
static struct cel_value unknown_property(struct cel_eval_ctx *ctx, const struct ex_value *value)
{
    struct ex_missing m = {EX_N_KINDS, EX_WHOLE_LIST, UINT32_MAX};

    if (value->owner) {
        m.kind = value->owner->kind;
        if (!value->owner->stub) {
            m.prop = value->prop;
            m.file = value->owner->file;
        }
    }
    struct cel_value unknown = cel_unknown_of(ctx, ex_missing_pack(m));
    unknown.origin = value;
    return unknown;
}

static struct cel_value list_item(struct cel_eval_ctx *ctx, const struct cel_list *list, size_t i)
{
    const struct ex_value *value = list->host;

    return ex_bind_value(ctx, &value->u.items[i]);
}

static struct cel_value bind_list(struct cel_eval_ctx *ctx, const struct ex_value *value)
{
    struct cel_list *list = EX_NEW(ctx->arena, struct cel_list);

    list->at = list_item;
    list->host = value;
    list->n = value->tag == EX_LIST ? value->n : 0;
    return (struct cel_value){.kind = CEL_LIST, .origin = value, .list = list};
}

static const struct cel_object_ops struct_ops;
static const struct cel_object_ops node_ops;

/* .NET ticks as seconds and nanoseconds, the latter not negative. */
static struct cel_time time_of_ticks(int64_t ticks)
{
    int64_t seconds = ticks / EX_TICKS_PER_SECOND;
    int64_t rest = ticks % EX_TICKS_PER_SECOND;

    if (rest < 0) {
        rest += EX_TICKS_PER_SECOND;
        seconds--;
    }
    return (struct cel_time){seconds, (int32_t)(rest * 100)};
}

/* Seconds and nanoseconds of a span have the same sign. */
static struct cel_time span_of_ticks(int64_t ticks)
{
    return (struct cel_time){ticks / EX_TICKS_PER_SECOND,
                             (int32_t)(ticks % EX_TICKS_PER_SECOND * 100)};
}

static bool is_list_property(const struct ex_value *value)
{
    if (!value->owner)
        return false;
    const struct ex_value *cell = &value->owner->cells[value->prop];
    struct ex_type type = ex_kind((enum ex_kind_id)value->owner->kind)->props[value->prop].type;
    return value == cell && (type.list || type.base == EX_T_FLAGS);
}

struct cel_value ex_bind_value(struct cel_eval_ctx *ctx, const struct ex_value *value)
{
    struct cel_value out = {.kind = CEL_NULL, .origin = value};

    switch ((enum ex_tag)value->tag) {
    case EX_ABSENT:
        return unknown_property(ctx, value);
    case EX_NULL:
        return is_list_property(value) ? bind_list(ctx, value) : out;
    case EX_BOOL:
        out.kind = CEL_BOOL;
        out.b = value->u.b;
        return out;
    case EX_INT:
        out.kind = CEL_INT;
        out.i = value->u.i;
        return out;
    case EX_DOUBLE:
        out.kind = CEL_DOUBLE;
        out.d = value->u.d;
        return out;
    case EX_STRING:
        out.kind = CEL_STRING;
        out.s = ex_value_str(value);
        return out;
    case EX_TIME:
        out.kind = CEL_TIMESTAMP;
        out.t = time_of_ticks(value->u.i - EX_UNIX_EPOCH_TICKS);
        return out;
    case EX_SPAN:
        out.kind = CEL_DURATION;
        out.t = span_of_ticks(value->u.i);
        return out;
    case EX_LIST:
        return bind_list(ctx, value);
    case EX_STRUCT:
        out.kind = CEL_OBJECT;
        out.object.p = value;
        out.object.ops = &struct_ops;
        return out;
    case EX_NODE:
        out = ex_bind_node(value->u.node);
        out.origin = value;
        return out;
    }
    return out;
}

/* ---- structures ---- */

static struct cel_value struct_get(struct cel_eval_ctx *ctx, const void *object, uint32_t field)
{
    const struct ex_value *value = object;
    const struct ex_value *item = &value->u.items[field];

    /* Lists inside structures are never null either. */
    if (item->tag == EX_NULL &&
        ex_structure((enum ex_struct_id)value->flags)->fields[field].type.list)
        return bind_list(ctx, item);
    return ex_bind_value(ctx, item);
}

/* Whether a property or field is set: a value, and not an empty list. */
static struct cel_value value_is_set(struct cel_eval_ctx *ctx, const struct ex_value *value)
{
    if (value->tag == EX_ABSENT)
        return unknown_property(ctx, value);
    return cel_bool(value->tag != EX_NULL && (value->tag != EX_LIST || value->n > 0));
}

static struct cel_value struct_has(struct cel_eval_ctx *ctx, const void *object, uint32_t field)
{
    const struct ex_value *value = object;

    return value_is_set(ctx, &value->u.items[field]);
}

static bool values_equal(const struct ex_value *a, const struct ex_value *b);

/* Structures hold simple values and lists of these, so this ends after two levels. */
static bool items_equal(const struct ex_value *a, const struct ex_value *b)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++) {
        if (!values_equal(&a->u.items[i], &b->u.items[i]))
            return false;
    }
    return true;
}

static bool values_equal(const struct ex_value *a, const struct ex_value *b)
{
    if (a->tag != b->tag)
        return false;
    switch ((enum ex_tag)a->tag) {
    case EX_ABSENT:
    case EX_NULL:
        return true;
    case EX_BOOL:
        return a->u.b == b->u.b;
    case EX_INT:
    case EX_TIME:
    case EX_SPAN:
        return a->u.i == b->u.i;
    case EX_DOUBLE:
        return a->u.d >= b->u.d && a->u.d <= b->u.d;
    case EX_STRING:
        return ex_str_eq(ex_value_str(a), ex_value_str(b));
    case EX_NODE:
        return a->u.node == b->u.node;
    case EX_STRUCT:
        return a->flags == b->flags && items_equal(a, b);
    case EX_LIST:
        return items_equal(a, b);
    }
    return false;
}

static bool struct_equal(const void *a, const void *b)
{
    return values_equal(a, b);
}

static const struct cel_type *struct_type(const void *object)
{
    return &struct_types[((const struct ex_value *)object)->flags];
}

static bool struct_find(const void *object, struct ex_str name, uint32_t *field)
{
    const struct cel_type *type;

    return find_field(NULL, struct_type(object), name, &type, field);
}

static const struct cel_object_ops struct_ops = {struct_get, struct_has, struct_equal, struct_type,
                                                 struct_find};

/* ---- objects of a kind ---- */

/* What a list of a kind lacks: the objects of the organization, or of a server. */
static struct ex_missing missing_of(const struct ex_node *node, enum ex_kind_id kind)
{
    bool server = node && node->kind == EX_KIND_ExchangeServer;

    return (struct ex_missing){(uint16_t)kind, EX_WHOLE_LIST, server ? node->row : UINT32_MAX};
}

static const struct cel_unknown *one_missing(struct ex_arena *arena, struct ex_missing m)
{
    struct cel_unknown *unknown = EX_NEW(arena, struct cel_unknown);
    uint64_t *attribute = EX_NEW(arena, uint64_t);

    *attribute = ex_missing_pack(m);
    *unknown = (struct cel_unknown){1, attribute};
    return unknown;
}

/* Whether all objects of a kind are there: of the node, or (NULL) of the organization. */
static bool has_all_of(const struct ex_graph *graph, const struct ex_node *node,
                       enum ex_kind_id kind)
{
    if (!node)
        return ex_graph_coverage(graph, kind) == EX_COMPLETE;
    int reverse = ex_reverse_find((enum ex_kind_id)node->kind, ex_kind(kind)->name, NULL);
    return reverse >= 0 && ex_graph_reverse_complete(graph, node, (size_t)reverse);
}

/* Stand-ins for what is missing of an abstract kind; NULL when nothing is. */
static const struct cel_standins *standins_of(const struct ex_graph *graph,
                                              const struct ex_node *node, enum ex_kind_id kind,
                                              struct ex_arena *arena)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    struct cel_standins *out = EX_NEW(arena, struct cel_standins);

    out->items = EX_NEW_ARRAY(arena, n, struct cel_standin);
    for (size_t i = 0; i < n; i++) {
        enum ex_kind_id source = (enum ex_kind_id)views[i].source;

        if (views[i].target != kind || has_all_of(graph, node, source))
            continue;
        struct cel_standin *standin = &out->items[out->n++];
        standin->value = ex_bind_node(ex_graph_standin(graph, source));
        standin->missing = one_missing(arena, missing_of(node, source));
    }
    return out->n ? out : NULL;
}

const struct cel_unknown *ex_bind_missing(const struct ex_graph *graph,
                                          const struct ex_node *node, enum ex_kind_id kind,
                                          struct ex_arena *arena)
{
    const struct cel_unknown *missing = NULL;

    if (!ex_kind_is_abstract(kind))
        return one_missing(arena, missing_of(node, kind));
    const struct cel_standins *s = standins_of(graph, node, kind, arena);
    for (size_t i = 0; s && i < s->n; i++)
        missing = cel_unknown_join(arena, missing, s->items[i].missing);
    return missing;
}

/* Say what a list lacks: of the node, or (NULL) of the organization. */
static void make_partial(struct cel_list *list, const struct ex_graph *graph,
                         const struct ex_node *node, enum ex_kind_id kind, struct ex_arena *arena)
{
    list->missing = ex_bind_missing(graph, node, kind, arena);
    if (ex_kind_is_abstract(kind))
        list->standins = standins_of(graph, node, kind, arena);
}

static bool is_showing(const struct cel_eval_ctx *ctx)
{
    return ((const struct ex_binding *)ctx->host)->showing;
}

static struct cel_value bind_reverse(struct cel_eval_ctx *ctx, const struct ex_node *node,
                                     size_t reverse)
{
    const struct ex_binding *binding = ctx->host;
    const struct ex_value *value = &node->reverse[reverse];
    enum ex_kind_id kind =
        (enum ex_kind_id)reverse_at((enum ex_kind_id)node->kind, reverse)->source;
    bool complete = ex_graph_reverse_complete(binding->graph, node, reverse);

    if (!complete && value->n == 0 && !is_showing(ctx) && !ex_kind_is_abstract(kind))
        return cel_unknown_of(ctx, ex_missing_pack(missing_of(node, kind)));
    struct cel_value list = bind_list(ctx, value);
    if (!complete) {
        struct cel_list *partial = EX_NEW(ctx->arena, struct cel_list);

        *partial = *list.list;
        make_partial(partial, binding->graph, node, kind, ctx->arena);
        partial->gaps = !is_showing(ctx);
        list.list = partial;
    }
    return list;
}

/* The cell of a view (model/view.c) is a copy: reports point at the original. */
static const struct ex_value *cell_of(const struct ex_node *node, uint32_t field)
{
    const struct ex_value *cell = &node->cells[field];

    if (!cell->owner || cell->owner == node)
        return cell;
    return &cell->owner->cells[cell->prop];
}

/* What texts call an object of which the property that they ask for was not exported. */
static struct cel_value known_as(const struct ex_node *node, uint32_t field)
{
    struct ex_str name = node->identity;

    if (field == EX_PROP_NAME) {
        size_t slash = ex_str_rfind(name, '\\');
        if (slash == SIZE_MAX)
            slash = ex_str_rfind(name, '/');
        if (slash != SIZE_MAX)
            name = ex_str_slice(name, slash + 1, name.n);
    }
    return (struct cel_value){.kind = CEL_STRING, .s = name};
}

static struct cel_value node_get(struct cel_eval_ctx *ctx, const void *object, uint32_t field)
{
    const struct ex_node *node = object;
    uint16_t n_props = ex_kind((enum ex_kind_id)node->kind)->n_props;

    if (field >= n_props)
        return bind_reverse(ctx, node, field - n_props);
    if (is_showing(ctx) && (field == EX_PROP_IDENTITY || field == EX_PROP_NAME) &&
        cell_of(node, field)->tag == EX_ABSENT)
        return known_as(node, field);
    return ex_bind_value(ctx, cell_of(node, field));
}

static struct cel_value node_has(struct cel_eval_ctx *ctx, const void *object, uint32_t field)
{
    const struct ex_node *node = object;
    uint16_t n_props = ex_kind((enum ex_kind_id)node->kind)->n_props;

    if (field < n_props)
        return value_is_set(ctx, cell_of(node, field));
    struct cel_value list = bind_reverse(ctx, node, field - n_props);
    if (list.kind != CEL_LIST)
        return list;
    if (list.list->n == 0 && list.list->missing && !is_showing(ctx))
        return (struct cel_value){.kind = CEL_UNKNOWN, .unknown = list.list->missing};
    return cel_bool(list.list->n > 0);
}

static bool node_equal(const void *a, const void *b)
{
    return a == b;
}

static const struct cel_type *node_type(const void *object)
{
    return &kind_types[((const struct ex_node *)object)->kind];
}

static bool node_find(const void *object, struct ex_str name, uint32_t *field)
{
    const struct cel_type *type;

    return find_field(NULL, node_type(object), name, &type, field);
}

static const struct cel_object_ops node_ops = {node_get, node_has, node_equal, node_type,
                                               node_find};

struct cel_value ex_bind_node(const struct ex_node *node)
{
    struct cel_value value = {.kind = CEL_OBJECT};

    value.object.p = node;
    value.object.ops = &node_ops;
    return value;
}

const struct ex_node *ex_bind_as_node(struct cel_value value)
{
    return value.kind == CEL_OBJECT && value.object.ops == &node_ops ? value.object.p : NULL;
}

const struct ex_value *ex_bind_as_struct(struct cel_value value)
{
    return value.kind == CEL_OBJECT && value.object.ops == &struct_ops ? value.object.p : NULL;
}

/* ---- a graph ---- */

static struct cel_value bind_kind(const struct ex_graph *graph, enum ex_kind_id kind, bool showing,
                                  struct ex_arena *arena)
{
    const struct ex_value *value = ex_graph_list(graph, kind);
    bool complete = ex_graph_coverage(graph, kind) == EX_COMPLETE;
    struct cel_value out = {.kind = CEL_UNKNOWN};

    if (!complete && value->n == 0 && !showing && !ex_kind_is_abstract(kind)) {
        out.unknown = ex_bind_missing(graph, NULL, kind, arena);
        return out;
    }
    struct cel_list *list = EX_NEW(arena, struct cel_list);
    list->n = value->n;
    list->at = list_item;
    list->host = value;
    if (!complete)
        make_partial(list, graph, NULL, kind, arena);
    list->gaps = !complete && !showing;
    out.kind = CEL_LIST;
    out.origin = value;
    out.list = list;
    return out;
}

static struct cel_value *bind_globals(const struct ex_binding *binding, struct ex_arena *arena)
{
    struct cel_value *globals = EX_NEW_ARRAY(arena, EX_N_GLOBAL_SLOTS, struct cel_value);

    for (size_t i = 0; i < EX_N_KINDS; i++)
        globals[i] = bind_kind(binding->graph, (enum ex_kind_id)i, binding->showing, arena);
    globals[EX_SLOT_NOW] = (struct cel_value){.kind = CEL_TIMESTAMP, .t = binding->now};
    for (size_t i = 0; i < EX_N_PARAMETERS; i++)
        globals[EX_SLOT_PARAMETERS + i] = binding->parameters.values[i];
    return globals;
}

void ex_bind_graph(struct ex_binding *binding, const struct ex_graph *graph, struct cel_time now,
                   const struct ex_parameters *set, struct ex_arena *arena)
{
    *binding = (struct ex_binding){.graph = graph, .now = now};
    binding->parameters = set ? *set : ex_parameters_default();
    binding->globals = bind_globals(binding, arena);
}

void ex_bind_graph_showing(struct ex_binding *binding, const struct ex_binding *judged,
                           struct ex_arena *arena)
{
    *binding = *judged;
    binding->showing = true;
    binding->globals = bind_globals(binding, arena);
}
