/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The type checker: gives every node a type, names their meaning and calls
 * their candidates. Gradual, as the language definition wants it: dyn fits
 * everywhere and is checked when evaluated.
 *
 * After an error the node is dyn, so that one mistake gives one message. An
 * unchecked compilation turns what would be reported into nodes that fail
 * when evaluated.
 */
#include "cel/run.h"

/* Maps of constants with more entries are made when evaluated. */
#define MAX_CONSTANT_ENTRIES 1000u

/* A name has at most so many parts with dots. */
#define MAX_NAME_PARTS 8u

struct scope {
    struct ex_str name;
    const struct cel_type *type;
    uint32_t local;
    const struct scope *next;
};

struct checker {
    struct cel_compile *c;
    const struct scope *scope;
    uint32_t n_scopes;
};

struct bindings {
    const struct cel_type *a;
    const struct cel_type *b;
};

static void check(struct checker *k, struct cel_node *root);

static void fail(struct cel_node *node, struct ex_str message)
{
    node->kind = CEL_N_FAIL;
    node->name = message;
    node->type = &cel_type_dyn;
    node->n_args = 0;
}

static const char *type_text(struct checker *k, const struct cel_type *type)
{
    return cel_type_name(k->c->arena, type).p;
}

/* ---- names ---------------------------------------------------------- */

static void use_slot(struct checker *k, uint32_t slot)
{
    for (const struct cel_slot_use *use = k->c->slots; use; use = use->next) {
        if (use->slot == slot)
            return;
    }
    struct cel_slot_use *use = EX_NEW(k->c->arena, struct cel_slot_use);
    use->slot = slot;
    use->next = k->c->slots;
    k->c->slots = use;
}

static void use_field(struct checker *k, const struct cel_type *object, uint32_t field)
{
    for (const struct cel_field_use *use = k->c->fields; use; use = use->next) {
        if (use->object == object && use->field == field)
            return;
    }
    struct cel_field_use *use = EX_NEW(k->c->arena, struct cel_field_use);
    use->object = object;
    use->field = field;
    use->next = k->c->fields;
    k->c->fields = use;
}

/* Makes `node` the variable or type of that name. */
static bool resolve(struct checker *k, struct cel_node *node, struct ex_str name)
{
    const struct cel_variable *variable = cel_env_find(k->c->env, name);
    if (variable) {
        node->kind = CEL_N_SLOT;
        node->index = variable->slot;
        node->type = variable->type;
        node->n_args = 0;
        use_slot(k, variable->slot);
        return true;
    }
    const struct cel_type *named = cel_type_by_name(name);
    if (!named)
        return false;
    struct cel_type *type = EX_NEW(k->c->arena, struct cel_type);
    *type = (struct cel_type){.kind = CEL_TYPE, .elem = named};
    node->kind = CEL_N_CONST;
    node->value = (struct cel_value){.kind = CEL_TYPE, .type = named};
    node->type = type;
    node->n_args = 0;
    return true;
}

static bool resolve_local(struct checker *k, struct cel_node *node)
{
    for (const struct scope *s = k->scope; s; s = s->next) {
        if (!ex_str_eq(s->name, node->name))
            continue;
        node->kind = CEL_N_LOCAL;
        node->index = s->local;
        node->type = s->type;
        return true;
    }
    return false;
}

static void undeclared(struct checker *k, struct cel_node *node)
{
    struct ex_str name = node->name;
    fail(node, ex_arena_printf(k->c->arena, "undeclared reference to '%.*s'", EX_FMT(name)));
    if (k->c->unchecked)
        return;
    struct ex_diag *d = cel_compile_error(k->c, node->at, node->len, "%.*s", EX_FMT(node->name));
    struct ex_str near = ex_suggest(name, cel_env_variable_name, k->c->env);
    if (near.n > 0)
        ex_diag_hint(k->c->diags, d, "did you mean '%.*s'?", EX_FMT(near));
}

/*
 * A name, with as many of the selects above it (below `root`) as belong to it:
 * the longest declared name wins. Returns the node that the name ends at.
 */
static struct cel_node *check_name(struct checker *k, struct cel_node *node,
                                   const struct cel_node *root)
{
    if (!node->absolute && resolve_local(k, node))
        return node;
    struct cel_node *parts[MAX_NAME_PARTS];
    struct ex_str names[MAX_NAME_PARTS];
    size_t n = 1;
    parts[0] = node;
    names[0] = node->name;
    while (n < MAX_NAME_PARTS && parts[n - 1] != root) {
        struct cel_node *up = parts[n - 1]->up;
        if (up->kind != CEL_N_SELECT || up->has)
            break;
        parts[n] = up;
        names[n] = ex_arena_printf(k->c->arena, "%.*s.%.*s", EX_FMT(names[n - 1]),
                                   EX_FMT(up->name));
        n++;
    }
    while (n > 0) {
        n--;
        if (resolve(k, parts[n], names[n]))
            return parts[n];
    }
    undeclared(k, node);
    return node;
}

/* ---- selects -------------------------------------------------------- */

struct field_names {
    const struct cel_host *host;
    const struct cel_type *object;
};

static struct ex_str field_name(const void *ctx, size_t i)
{
    const struct field_names *names = ctx;
    return names->host->field_name(names->host->ctx, names->object, i);
}

static void undefined_field(struct checker *k, struct cel_node *node,
                            const struct cel_type *object)
{
    struct ex_diag *d =
        cel_compile_error(k->c, node->at, node->len, "undefined field '%.*s' of type '%s'",
                          EX_FMT(node->name), type_text(k, object));
    const struct cel_host *host = k->c->env->host;
    if (!host || !host->field_name)
        return;
    struct field_names names = {host, object};
    struct ex_str near = ex_suggest(node->name, field_name, &names);
    if (near.n > 0)
        ex_diag_hint(k->c->diags, d, "did you mean '%.*s'?", EX_FMT(near));
}

static void check_field(struct checker *k, struct cel_node *node, const struct cel_type *object)
{
    const struct cel_host *host = k->c->env->host;
    const struct cel_type *type = NULL;
    uint32_t field = 0;
    if (!host || !host->find_field(host->ctx, object, node->name, &type, &field)) {
        if (!k->c->unchecked)
            undefined_field(k, node, object);
        return;
    }
    node->object = object;
    node->index = field;
    node->type = type;
    use_field(k, object, field);
}

static void check_select(struct checker *k, struct cel_node *node)
{
    const struct cel_type *operand = node->args[0]->type;
    if (operand->kind == CEL_OBJECT)
        check_field(k, node, operand);
    else if (operand->kind == CEL_MAP && cel_type_assignable(operand->key, &cel_type_string))
        node->type = operand->elem;
    else if (operand->kind != CEL_DYN && !k->c->unchecked)
        cel_compile_error(k->c, node->at, node->len,
                          "type '%s' does not support field selection", type_text(k, operand));
    if (node->has)
        node->type = &cel_type_bool;
}

/* ---- calls ---------------------------------------------------------- */

static bool match_param(struct checker *k, const struct cel_type **bound,
                        const struct cel_type *arg)
{
    if (!*bound) {
        *bound = arg;
        return true;
    }
    if (!cel_type_assignable(*bound, arg) && !cel_type_assignable(arg, *bound))
        return false;
    *bound = cel_type_join(k->c->arena, *bound, arg);
    return true;
}

/* What stands in a dynamic argument may be anything: so may what the parameters in it stand for. */
static bool match_dyn(struct checker *k, struct bindings *bound, const struct cel_type *param,
                      const struct cel_type *arg)
{
    if (cel_type_is_param(param))
        return match_param(k, param == &cel_type_param_a ? &bound->a : &bound->b, arg);
    if (param->key)
        (void)match_dyn(k, bound, param->key, arg);
    return !param->elem || match_dyn(k, bound, param->elem, arg);
}

static bool match(struct checker *k, struct bindings *bound, const struct cel_type *param,
                  const struct cel_type *arg)
{
    if (arg->kind == CEL_DYN || cel_type_is_param(param))
        return match_dyn(k, bound, param, arg);
    if (arg->kind != param->kind)
        return cel_type_assignable(param, arg);
    if (param->kind == CEL_LIST)
        return match(k, bound, param->elem, arg->elem);
    if (param->kind == CEL_MAP)
        return match(k, bound, param->key, arg->key) && match(k, bound, param->elem, arg->elem);
    return cel_type_assignable(param, arg);
}

static const struct cel_type *substitute(struct checker *k, const struct bindings *bound,
                                         const struct cel_type *type)
{
    if (cel_type_is_param(type)) {
        const struct cel_type *to = type == &cel_type_param_a ? bound->a : bound->b;
        return to ? to : &cel_type_dyn;
    }
    if (type->kind == CEL_LIST)
        return cel_type_list(k->c->arena, substitute(k, bound, type->elem));
    if (type->kind == CEL_MAP)
        return cel_type_map(k->c->arena, substitute(k, bound, type->key),
                            substitute(k, bound, type->elem));
    if (type->kind != CEL_TYPE)
        return type;
    struct cel_type *result = EX_NEW(k->c->arena, struct cel_type);
    *result = *type;
    result->elem = substitute(k, bound, type->elem);
    return result;
}

static bool decl_matches(struct checker *k, const struct cel_function_decl *decl,
                         const struct cel_node *node, struct bindings *bound)
{
    if (decl->n_params != node->n_args)
        return false;
    for (size_t i = 0; i < node->n_args; i++) {
        if (!k->c->unchecked && !match(k, bound, decl->params[i], node->args[i]->type))
            return false;
    }
    return true;
}

static bool same_name(const struct cel_function_decl *decl, const struct cel_node *node)
{
    return decl->method == node->method && ex_str_eq(ex_str(decl->name), node->name);
}

static void add_candidate(struct checker *k, struct cel_node *node,
                          const struct cel_function_decl *decl, const struct cel_type *type)
{
    const struct cel_function_decl **calls =
        EX_NEW_ARRAY(k->c->arena, node->n_calls + 1, const struct cel_function_decl *);
    if (node->n_calls > 0)
        memcpy(calls, node->calls, node->n_calls * sizeof(const struct cel_function_decl *));
    calls[node->n_calls] = decl;
    node->direct = (node->n_calls == 0 || (node->direct && calls[0]->call == decl->call)) &&
                   !ex_is_alpha(decl->name[0]);
    node->type = node->n_calls == 0 ? type : cel_type_join(k->c->arena, node->type, type);
    node->calls = calls;
    node->n_calls++;
}

/* Collects the overloads that fit; returns whether any function has the name at all. */
static bool collect(struct checker *k, struct cel_node *node)
{
    bool named = false;
    struct cel_function_walk walk = cel_env_functions(k->c->env);
    const struct cel_function_decl *decl;
    while ((decl = cel_env_next(&walk))) {
        if (!same_name(decl, node))
            continue;
        named = true;
        struct bindings bound = {NULL, NULL};
        if (decl_matches(k, decl, node, &bound))
            add_candidate(k, node, decl, substitute(k, &bound, decl->result));
    }
    return named;
}

static void no_function(struct checker *k, struct cel_node *node)
{
    struct cel_compile *c = k->c;
    struct ex_diag *d = cel_compile_error(c, node->at, node->len,
                                          "undeclared reference to function '%.*s'",
                                          EX_FMT(node->name));
    if (cel_env_has_function(c->env, node->name, !node->method)) {
        ex_diag_hint(c->diags, d, node->method ? "call it as %.*s(...)" : "call it as x.%.*s(...)",
                     EX_FMT(node->name));
        return;
    }
    struct ex_str near = ex_suggest(node->name, cel_env_function_name, c->env);
    if (near.n > 0)
        ex_diag_hint(c->diags, d, "did you mean '%.*s'?", EX_FMT(near));
}

static void no_overload(struct checker *k, struct cel_node *node)
{
    EX_AUTO(ex_buf_free) struct ex_buf types = EX_BUF_INIT;
    for (size_t i = 0; i < node->n_args; i++) {
        if (i > 0)
            ex_buf_add_text(&types, node->method && i == 1 ? ".(" : ", ");
        ex_buf_add_text(&types, type_text(k, node->args[i]->type));
    }
    if (node->method)
        ex_buf_add_text(&types, node->n_args > 1 ? ")" : ".()");
    struct ex_diag *d = cel_compile_error(
        k->c, node->at, node->len, "found no matching overload for '%.*s' applied to '%s%.*s%s'",
        EX_FMT(node->name), node->method ? "" : "(", EX_FMT(ex_buf_str(&types)),
        node->method ? "" : ")");
    if (node->n_args == 2 && node->name.p[0] == '_')
        ex_diag_hint(k->c->diags, d, "both sides must have types that go together; convert one "
                                     "with int(), string(), ... or compare as dyn()");
}

static void check_regex(struct checker *k, struct cel_node *node)
{
    if (!ex_str_eq(node->name, EX_STR("matches")) || node->n_args != 2)
        return;
    const struct cel_node *pattern = node->args[1];
    if (pattern->kind != CEL_N_CONST || pattern->value.kind != CEL_STRING)
        return;
    struct ex_str message;
    node->regex = cel_regex_compile(k->c->arena, pattern->value.s, &message);
    if (!node->regex && !k->c->unchecked)
        cel_compile_error(k->c, pattern->at, pattern->len, "%.*s", EX_FMT(message));
}

static void check_call(struct checker *k, struct cel_node *node)
{
    for (size_t i = node->n_args > 0 ? 1 : 0; i < node->n_args; i++)
        check(k, node->args[i]);
    bool named = collect(k, node);
    if (node->n_calls > 0) {
        check_regex(k, node);
        return;
    }
    if (!k->c->unchecked) {
        if (named)
            no_overload(k, node);
        else
            no_function(k, node);
    }
    node->type = &cel_type_dyn;
}

/* ---- the other nodes ------------------------------------------------ */

static void want_bool(struct checker *k, const struct cel_node *node)
{
    if (k->c->unchecked || cel_type_assignable(&cel_type_bool, node->type))
        return;
    cel_compile_error(k->c, node->from, node->to - node->from,
                      "expected a condition of type 'bool', found '%s'",
                      type_text(k, node->type));
}

static void check_all(struct checker *k, struct cel_node *node)
{
    for (size_t i = 0; i < node->n_args; i++)
        check(k, node->args[i]);
}

static bool all_constant(const struct cel_node *node)
{
    for (size_t i = 0; i < node->n_args; i++) {
        if (node->args[i]->kind != CEL_N_CONST)
            return false;
    }
    return true;
}

static void become_constant(struct cel_node *node, struct cel_value value)
{
    node->kind = CEL_N_CONST;
    node->value = value;
    node->n_args = 0;
}

/* A literal of constants is a constant itself, made once. */
static void fold_list(struct checker *k, struct cel_node *node)
{
    if (!all_constant(node))
        return;
    struct cel_value *items = EX_NEW_ARRAY(k->c->arena, node->n_args, struct cel_value);
    for (size_t i = 0; i < node->n_args; i++)
        items[i] = node->args[i]->value;
    struct cel_list *list = EX_NEW(k->c->arena, struct cel_list);
    *list = (struct cel_list){.n = node->n_args, .items = items};
    become_constant(node, (struct cel_value){.kind = CEL_LIST, .list = list});
}

/* As fold_list(); keys that are wrong or repeated stay for the evaluator to refuse. */
static void fold_map(struct checker *k, struct cel_node *node)
{
    size_t n = node->n_args / 2;
    if (n > MAX_CONSTANT_ENTRIES || !all_constant(node))
        return;
    struct cel_value *entries = EX_NEW_ARRAY(k->c->arena, n * 2, struct cel_value);
    struct cel_map *map = EX_NEW(k->c->arena, struct cel_map);
    map->keys = entries;
    map->values = entries + n;
    for (; map->n < n; map->n++) {
        struct cel_value before;
        const struct cel_value *key = &node->args[2 * map->n]->value;
        if (!cel_is_key(key) || cel_map_find(map, *key, &before))
            return;
        entries[map->n] = *key;
        entries[n + map->n] = node->args[2 * map->n + 1]->value;
    }
    become_constant(node, (struct cel_value){.kind = CEL_MAP, .map = map});
}

static void check_list(struct checker *k, struct cel_node *node)
{
    check_all(k, node);
    const struct cel_type *elem = &cel_type_none;
    for (size_t i = 0; i < node->n_args; i++)
        elem = cel_type_join(k->c->arena, elem, node->args[i]->type);
    node->type = cel_type_list(k->c->arena, elem);
    fold_list(k, node);
}

static bool is_key(const struct cel_type *type)
{
    return type->kind == CEL_BOOL || type->kind == CEL_INT || type->kind == CEL_UINT ||
           type->kind == CEL_STRING || type->kind == CEL_DYN;
}

static void check_map(struct checker *k, struct cel_node *node)
{
    check_all(k, node);
    const struct cel_type *key = &cel_type_none, *elem = &cel_type_none;
    for (size_t i = 0; i + 1 < node->n_args; i += 2) {
        const struct cel_node *at = node->args[i];
        if (!is_key(at->type) && !k->c->unchecked)
            cel_compile_error(k->c, at->from, at->to - at->from, "unsupported key type: '%s'",
                              type_text(k, at->type));
        key = cel_type_join(k->c->arena, key, at->type);
        elem = cel_type_join(k->c->arena, elem, node->args[i + 1]->type);
    }
    node->type = cel_type_map(k->c->arena, key, elem);
    fold_map(k, node);
}

static void check_logic(struct checker *k, struct cel_node *node)
{
    check_all(k, node);
    for (size_t i = 0; i < node->n_args; i++)
        want_bool(k, node->args[i]);
    node->type = &cel_type_bool;
}

static void check_conditional(struct checker *k, struct cel_node *node)
{
    want_bool(k, node->args[0]);
    check(k, node->args[1]);
    check(k, node->args[2]);
    const struct cel_type *yes = node->args[1]->type, *no = node->args[2]->type;
    node->type = cel_type_join(k->c->arena, yes, no);
    bool fits = cel_type_assignable(yes, no) || cel_type_assignable(no, yes) ||
                yes->kind == CEL_NULL || no->kind == CEL_NULL;
    if (!fits && !k->c->unchecked)
        cel_compile_error(k->c, node->at, node->len,
                          "found no matching overload for '_?_:_' applied to '(bool, %s, %s)'",
                          type_text(k, yes), type_text(k, no));
}

/* Checks the arguments from 1 with the macro's variable in scope. */
static void check_body(struct checker *k, struct cel_node *node, const struct cel_type *type)
{
    struct scope scope = {node->name, type, k->n_scopes, k->scope};
    node->index = k->n_scopes++;
    if (k->n_scopes > k->c->n_locals)
        k->c->n_locals = k->n_scopes;
    k->scope = &scope;
    for (size_t i = 1; i < node->n_args; i++)
        check(k, node->args[i]);
    k->scope = scope.next;
    k->n_scopes--;
}

static const struct cel_type *range_item(struct checker *k, const struct cel_node *range)
{
    const struct cel_type *type = range->type;
    if (type->kind == CEL_LIST)
        return type->elem;
    if (type->kind == CEL_MAP)
        return type->key;
    if (type->kind != CEL_DYN && !k->c->unchecked)
        cel_compile_error(k->c, range->from, range->to - range->from,
                          "expression of type '%s' cannot be the range of a comprehension "
                          "(must be list, map, or dynamic)",
                          type_text(k, type));
    return &cel_type_dyn;
}

static void check_macro(struct checker *k, struct cel_node *node)
{
    const struct cel_type *item = range_item(k, node->args[0]);
    check_body(k, node, item);
    if (node->macro != CEL_M_MAP)
        want_bool(k, node->args[1]);
    if (node->macro == CEL_M_FILTER)
        node->type = cel_type_list(k->c->arena, item);
    else if (node->macro == CEL_M_MAP || node->macro == CEL_M_MAP_FILTER)
        node->type = cel_type_list(k->c->arena, node->args[node->n_args - 1]->type);
    else
        node->type = &cel_type_bool;
}

static void check_bind(struct checker *k, struct cel_node *node)
{
    check_body(k, node, node->args[0]->type);
    node->type = node->args[1]->type;
}

static const struct cel_type *constant_type(const struct cel_value *value)
{
    struct ex_str name = EX_STR("null_type");
    if (value->kind != CEL_NULL) {
        struct cel_type probe = {.kind = value->kind};
        name = cel_type_base_name(&probe);
    }
    return cel_type_by_name(name);
}

static void check_constant(struct checker *k, struct cel_node *node)
{
    (void)k;
    if (node->value.kind != CEL_TYPE && node->value.kind != CEL_LIST)
        node->type = constant_type(&node->value);
}

static void (*const checks[])(struct checker *k, struct cel_node *node) = {
    [CEL_N_CONST] = check_constant, [CEL_N_AND] = check_logic,
    [CEL_N_OR] = check_logic,       [CEL_N_LIST] = check_list,
    [CEL_N_MAP] = check_map,        [CEL_N_SELECT] = check_select,
    [CEL_N_CALL] = check_call,      [CEL_N_COND] = check_conditional,
    [CEL_N_MACRO] = check_macro,    [CEL_N_BIND] = check_bind,
};

/* Down the spine to its leaf, then up again to `root`. */
static void check(struct checker *k, struct cel_node *root)
{
    struct cel_node *node = root;
    while (cel_node_is_spine(node))
        node = node->args[0];
    if (node->kind == CEL_N_IDENT)
        node = check_name(k, node, root);
    else if (checks[node->kind])
        checks[node->kind](k, node);
    while (node != root) {
        node = node->up;
        checks[node->kind](k, node);
    }
}

void cel_check(struct cel_compile *c, struct cel_node *root, const struct cel_type *expect)
{
    struct checker k = {.c = c};
    check(&k, root);
    if (!expect || c->unchecked || c->n_errors > 0 || cel_type_assignable(expect, root->type))
        return;
    cel_compile_error(c, root->from, root->to - root->from,
                      "the expression has the type '%s', but must have '%s'",
                      type_text(&k, root->type), type_text(&k, expect));
}
