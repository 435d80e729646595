/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The evaluator: walks the checked tree. Errors and unknowns are values; a
 * call hands on the union of the unknowns among its arguments, or else the
 * first error, before its function is asked.
 */
#include "cel/run.h"

/* ---- fields --------------------------------------------------------- */

static struct cel_value select_object(struct cel_run *run, const struct cel_node *node,
                                      struct cel_value object)
{
    struct cel_eval_ctx *ctx = run->ctx;
    const struct cel_object_ops *ops = object.object.ops;
    uint32_t field = node->index;
    if (!node->object && !(ops->find && ops->find(object.object.p, node->name, &field)))
        return cel_errorf(ctx, "no such field '%.*s'", EX_FMT(node->name));
    if (node->has)
        return ops->has(ctx, object.object.p, field);
    struct cel_value value = ops->get(ctx, object.object.p, field);
    if (ctx->trace)
        ctx->trace(ctx->trace_ctx, object.object.p, field, value);
    return value;
}

static struct cel_value select_key(struct cel_run *run, const struct cel_node *node,
                                   struct cel_value map)
{
    struct cel_value value;
    bool found = cel_map_find(map.map, cel_string(node->name), &value);
    if (!cel_step(run->ctx, map.map->n / 8))
        return run->stop;
    if (node->has)
        return cel_bool(found);
    if (!found)
        return cel_errorf(run->ctx, "no such key: '%.*s'", EX_FMT(node->name));
    if (!value.origin)
        value.origin = map.origin;
    return value;
}

static struct cel_value eval_select(struct cel_run *run, const struct cel_node *node,
                                    struct cel_value operand)
{
    run->node = node;
    switch (operand.kind) {
    case CEL_UNKNOWN:
    case CEL_ERROR:
        return operand;
    case CEL_OBJECT:
        return select_object(run, node, operand);
    case CEL_MAP:
        return select_key(run, node, operand);
    case CEL_NULL:
        return cel_errorf(run->ctx, "no such field '%.*s': the value before it is null",
                          EX_FMT(node->name));
    default:
        return cel_errorf(run->ctx, "no such field '%.*s': type '%.*s' has none",
                          EX_FMT(node->name),
                          EX_FMT(cel_type_base_name(cel_value_type(&operand))));
    }
}

/* ---- calls ---------------------------------------------------------- */

static bool value_fits(struct cel_eval_ctx *ctx, const struct cel_type *param,
                       const struct cel_type *seen, const struct cel_value *value);

/* Whether items that the checker could not vouch for have the declared type. */
static bool items_fit(struct cel_eval_ctx *ctx, const struct cel_type *param,
                      const struct cel_type *seen, const struct cel_list *list)
{
    bool sure = seen->kind == CEL_LIST && seen->elem->kind == param->elem->kind &&
                (param->elem->nullable || !seen->elem->nullable) &&
                param->elem->kind != CEL_LIST && param->elem->kind != CEL_MAP;
    if (param->elem->kind == CEL_DYN || sure)
        return true;
    for (size_t i = 0; i < list->n && cel_step(ctx, 1); i++) {
        struct cel_value item = cel_list_at(ctx, list, i);
        if (!value_fits(ctx, param->elem, &cel_type_dyn, &item))
            return false;
    }
    return true;
}

static bool entries_fit(struct cel_eval_ctx *ctx, const struct cel_type *param,
                        const struct cel_map *map)
{
    for (size_t i = 0; i < map->n && cel_step(ctx, 1); i++) {
        if (!value_fits(ctx, param->key, &cel_type_dyn, &map->keys[i]) ||
            !value_fits(ctx, param->elem, &cel_type_dyn, &map->values[i]))
            return false;
    }
    return true;
}

static bool value_fits(struct cel_eval_ctx *ctx, const struct cel_type *param,
                       const struct cel_type *seen, const struct cel_value *value)
{
    if (param->kind == CEL_DYN || value->kind == CEL_UNKNOWN)
        return true;
    if (value->kind == CEL_NULL && param->nullable)
        return true;
    if (value->kind != param->kind)
        return false;
    if (param->kind == CEL_OBJECT)
        return ex_str_eq(cel_value_type(value)->name, param->name);
    if (param->kind == CEL_LIST)
        return items_fit(ctx, param, seen, value->list);
    return param->kind != CEL_MAP || entries_fit(ctx, param, value->map);
}

static bool decl_fits(struct cel_run *run, const struct cel_node *node,
                      const struct cel_function_decl *decl, const struct cel_value *args)
{
    for (size_t i = 0; i < node->n_args; i++) {
        if (!value_fits(run->ctx, decl->params[i], node->args[i]->type, &args[i]))
            return false;
    }
    return true;
}

/* What a strict call is without looking at the function: unknown, an error, or nothing. */
static bool settle(struct cel_run *run, const struct cel_value *args, size_t n,
                   struct cel_value *out)
{
    const struct cel_unknown *unknown = NULL;
    const struct cel_value *error = NULL;
    for (size_t i = 0; i < n; i++) {
        if (args[i].kind == CEL_UNKNOWN)
            unknown = cel_unknown_join(run->ctx->arena, unknown, args[i].unknown);
        else if (args[i].kind == CEL_ERROR && !error)
            error = &args[i];
    }
    if (unknown)
        *out = cel_unknown_value(unknown);
    else if (error)
        *out = *error;
    return unknown || error;
}

static bool has_error(const struct cel_value *args, size_t n, struct cel_value *out)
{
    for (size_t i = 0; i < n; i++) {
        if (args[i].kind == CEL_ERROR) {
            *out = args[i];
            return true;
        }
    }
    return false;
}

static struct cel_value eval_call(struct cel_run *run, const struct cel_node *node,
                                  struct cel_value first)
{
    struct cel_value args[CEL_MAX_PARAMS] = {first};
    struct cel_value out;
    size_t n = node->n_args;
    if (n > CEL_MAX_PARAMS) {
        run->node = node;
        return cel_no_overload(run->ctx, NULL, 0);
    }
    for (size_t i = 1; i < n; i++)
        args[i] = cel_run_eval(run, node->args[i]);
    run->node = node;
    bool open = node->n_calls > 0 && node->calls[0]->takes_unknown;
    if (open ? has_error(args, n, &out) : settle(run, args, n, &out))
        return out;
    if (node->direct)
        return node->calls[0]->call(run->ctx, args, n);
    for (size_t i = 0; i < node->n_calls; i++) {
        if (decl_fits(run, node, node->calls[i], args))
            return node->calls[i]->call(run->ctx, args, n);
    }
    return cel_no_overload(run->ctx, args, n);
}

/* ---- the other nodes ------------------------------------------------ */

static struct cel_value eval_logic(struct cel_run *run, const struct cel_node *node)
{
    bool decisive = node->kind == CEL_N_OR;
    const struct cel_unknown *unknown = NULL;
    struct cel_value error = {.kind = CEL_NULL};
    for (size_t i = 0; i < node->n_args; i++) {
        struct cel_value v = cel_run_eval(run, node->args[i]);
        if (v.kind == CEL_BOOL) {
            if (v.b == decisive)
                return cel_bool(decisive);
            continue;
        }
        if (v.kind == CEL_UNKNOWN) {
            unknown = cel_unknown_join(run->ctx->arena, unknown, v.unknown);
            continue;
        }
        if (v.kind != CEL_ERROR) {
            run->node = node->args[i];
            v = cel_errorf(run->ctx, "no such overload: '%s' needs bool", decisive ? "||" : "&&");
        }
        if (error.kind != CEL_ERROR)
            error = v;
    }
    if (unknown)
        return cel_unknown_value(unknown);
    return error.kind == CEL_ERROR ? error : cel_bool(!decisive);
}

static struct cel_value eval_conditional(struct cel_run *run, const struct cel_node *node,
                                         struct cel_value condition)
{
    if (condition.kind == CEL_BOOL)
        return cel_run_eval(run, node->args[condition.b ? 1 : 2]);
    if (condition.kind == CEL_UNKNOWN || condition.kind == CEL_ERROR)
        return condition;
    run->node = node->args[0];
    return cel_errorf(run->ctx, "no such overload: the condition of '?:' needs bool");
}

/* The values of all arguments; false with *out set when that is an error or unknown. */
static struct cel_value *eval_items(struct cel_run *run, const struct cel_node *node,
                                    struct cel_value *out)
{
    if (!cel_room(run->ctx, node->n_args * sizeof(struct cel_value))) {
        *out = run->stop;
        return NULL;
    }
    struct cel_value *items = EX_NEW_ARRAY(run->ctx->arena, node->n_args, struct cel_value);
    for (size_t i = 0; i < node->n_args; i++)
        items[i] = cel_run_eval(run, node->args[i]);
    run->node = node;
    return settle(run, items, node->n_args, out) ? NULL : items;
}

static struct cel_value eval_list(struct cel_run *run, const struct cel_node *node)
{
    struct cel_value out;
    struct cel_value *items = eval_items(run, node, &out);
    return items ? cel_list_value(run->ctx, items, node->n_args, NULL, false) : out;
}

static struct cel_value eval_map(struct cel_run *run, const struct cel_node *node)
{
    struct cel_value out;
    struct cel_value *items = eval_items(run, node, &out);
    if (!items)
        return out;
    size_t n = node->n_args / 2;
    struct cel_value *entries = EX_NEW_ARRAY(run->ctx->arena, n * 2, struct cel_value);
    struct cel_map *map = EX_NEW(run->ctx->arena, struct cel_map);
    map->keys = entries;
    map->values = entries + n;
    for (size_t i = 0; i < n; i++) {
        struct cel_value before;
        if (!cel_step(run->ctx, i))
            return run->stop;
        if (!cel_is_key(&items[2 * i]))
            return cel_errorf(run->ctx, "unsupported key type: '%.*s'",
                              EX_FMT(cel_type_base_name(cel_value_type(&items[2 * i]))));
        if (cel_map_find(map, items[2 * i], &before))
            return cel_errorf(run->ctx, "repeated key in a map");
        entries[i] = items[2 * i];
        entries[n + i] = items[2 * i + 1];
        map->n = i + 1;
    }
    return (struct cel_value){.kind = CEL_MAP, .map = map};
}

static struct cel_value eval_bind(struct cel_run *run, const struct cel_node *node,
                                  struct cel_value value)
{
    run->locals[node->index] = value;
    return cel_run_eval(run, node->args[1]);
}

static struct cel_value eval_leaf(struct cel_run *run, const struct cel_node *node)
{
    switch (node->kind) {
    case CEL_N_CONST:
        return node->value;
    case CEL_N_SLOT:
        return run->ctx->slots[node->index];
    case CEL_N_LOCAL:
        return run->locals[node->index];
    case CEL_N_AND:
    case CEL_N_OR:
        return eval_logic(run, node);
    case CEL_N_LIST:
        return eval_list(run, node);
    case CEL_N_MAP:
        return eval_map(run, node);
    case CEL_N_CALL: /* without arguments */
        run->node = node;
        return node->n_calls > 0 ? node->calls[0]->call(run->ctx, NULL, 0)
                                 : cel_no_overload(run->ctx, NULL, 0);
    default:
        run->node = node;
        return cel_errorf(run->ctx, "%.*s", EX_FMT(node->name));
    }
}

static struct cel_value eval_spine(struct cel_run *run, const struct cel_node *node,
                                   struct cel_value first)
{
    switch (node->kind) {
    case CEL_N_SELECT:
        return eval_select(run, node, first);
    case CEL_N_CALL:
        return eval_call(run, node, first);
    case CEL_N_COND:
        return eval_conditional(run, node, first);
    case CEL_N_MACRO:
        return cel_run_macro(run, node, first);
    default:
        return eval_bind(run, node, first);
    }
}

struct cel_value cel_run_eval(struct cel_run *run, const struct cel_node *root)
{
    const struct cel_node *node = root;
    while (cel_node_is_spine(node))
        node = node->args[0];
    run->node = node;
    if (!cel_step(run->ctx, 1) || !cel_room(run->ctx, 0))
        return run->stop;
    struct cel_value value = eval_leaf(run, node);
    while (node != root) {
        node = node->up;
        run->node = node;
        if (!cel_step(run->ctx, 1))
            return run->stop;
        value = eval_spine(run, node, value);
    }
    return value;
}

struct cel_value cel_eval(struct cel_eval_ctx *ctx, const struct cel_program *program)
{
    struct cel_run *outer = ctx->run;
    struct cel_run run = {.ctx = ctx, .base = outer ? outer->base : ex_arena_used(ctx->arena)};
    if (program->n_locals > 0)
        run.locals = EX_NEW_ARRAY(ctx->arena, program->n_locals, struct cel_value);
    ctx->run = &run;
    struct cel_value value = cel_run_eval(&run, program->root);
    ctx->run = outer;
    cel_matcher_free(run.matcher);
    return run.stopped ? run.stop : value;
}
