/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Macros: `has`, the comprehensions and `cel.bind`. They become nodes of
 * their own instead of the general fold of the language definition, which
 * gives the evaluator what it needs for lists that are not complete.
 */
#include "cel/ast.h"

static const struct {
    const char *name;
    size_t n_args;
    enum cel_macro macro;
} comprehensions[] = {
    {"all", 2, CEL_M_ALL},
    {"exists", 2, CEL_M_EXISTS},
    {"exists_one", 2, CEL_M_EXISTS_ONE},
    {"existsOne", 2, CEL_M_EXISTS_ONE},
    {"filter", 2, CEL_M_FILTER},
    {"map", 2, CEL_M_MAP},
    {"map", 3, CEL_M_MAP_FILTER},
};

static struct cel_node *expand_has(struct cel_compile *c, size_t at, struct cel_node *arg)
{
    if (arg->kind != CEL_N_SELECT || arg->has) {
        cel_compile_error(c, arg->from, arg->to - arg->from,
                          "has() needs a field selection such as has(a.b)");
        return NULL;
    }
    arg->has = true;
    arg->from = (uint32_t)at;
    return arg;
}

static bool is_variable(struct cel_compile *c, const struct cel_node *node)
{
    if (node->kind == CEL_N_IDENT && !node->absolute)
        return true;
    cel_compile_error(c, node->from, node->to - node->from,
                      "the first argument of a macro must be a simple name");
    return false;
}

static struct cel_node *expand(struct cel_compile *c, struct cel_node *target, size_t at,
                               size_t len, struct cel_node *const *args, size_t n)
{
    bool bind = !target;
    struct cel_node *nodes[3] = {bind ? args[1] : target, bind ? args[2] : args[1],
                                 !bind && n == 3 ? args[2] : NULL};
    if (!is_variable(c, args[0]))
        return NULL;
    struct cel_node *node = cel_node_new(c, bind ? CEL_N_BIND : CEL_N_MACRO, at, len);
    if (!node)
        return NULL;
    node->name = args[0]->name;
    cel_node_args(c, node, nodes, nodes[2] ? 3 : 2);
    return node;
}

bool cel_macro_expand(struct cel_compile *c, struct cel_node *target, struct ex_str name,
                      size_t at, struct cel_node *const *args, size_t n, struct cel_node **out)
{
    *out = NULL;
    if (!target) {
        if (!ex_str_eq(name, EX_STR("has")) || n != 1)
            return false;
        *out = expand_has(c, at, args[0]);
        return true;
    }
    if (ex_str_eq(name, EX_STR("bind")) && n == 3 && target->kind == CEL_N_IDENT &&
        ex_str_eq(target->name, EX_STR("cel"))) {
        *out = expand(c, NULL, at, name.n, args, n);
        return true;
    }
    for (size_t i = 0; i < EX_COUNT(comprehensions); i++) {
        if (comprehensions[i].n_args != n || !ex_str_eq(name, ex_str(comprehensions[i].name)))
            continue;
        *out = expand(c, target, at, name.n, args, n);
        if (*out)
            (*out)->macro = comprehensions[i].macro;
        return true;
    }
    return false;
}
