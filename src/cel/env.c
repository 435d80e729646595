/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Environments: what names mean. Looked at only when compiling, so lists are
 * good enough.
 */
#include "cel/ast.h"

struct cel_env *cel_env_new(struct ex_arena *arena, const struct cel_host *host)
{
    struct cel_env *env = EX_NEW(arena, struct cel_env);
    env->arena = arena;
    env->host = host;
    return env;
}

struct cel_env *cel_env_extend(struct ex_arena *arena, const struct cel_env *parent)
{
    struct cel_env *env = cel_env_new(arena, parent->host);
    env->parent = parent;
    env->n_slots = parent->n_slots;
    return env;
}

uint32_t cel_env_variable(struct cel_env *env, struct ex_str name, const struct cel_type *type)
{
    struct cel_variable *variable = EX_NEW(env->arena, struct cel_variable);
    variable->name = ex_arena_str(env->arena, name);
    variable->type = type;
    variable->slot = (uint32_t)env->n_slots++;
    variable->next = env->variables;
    env->variables = variable;
    return variable->slot;
}

void cel_env_function(struct cel_env *env, const struct cel_function_decl *decl)
{
    struct cel_function_entry *entry = EX_NEW(env->arena, struct cel_function_entry);
    entry->decl = decl;
    entry->next = env->functions;
    env->functions = entry;
}

size_t cel_env_slots(const struct cel_env *env)
{
    return env->n_slots;
}

const struct cel_variable *cel_env_find(const struct cel_env *env, struct ex_str name)
{
    for (; env; env = env->parent) {
        for (const struct cel_variable *v = env->variables; v; v = v->next) {
            if (ex_str_eq(v->name, name))
                return v;
        }
    }
    return NULL;
}

struct cel_function_walk cel_env_functions(const struct cel_env *env)
{
    return (struct cel_function_walk){env, env->functions, 0};
}

const struct cel_function_decl *cel_env_next(struct cel_function_walk *walk)
{
    while (walk->scope && !walk->at) {
        walk->scope = walk->scope->parent;
        walk->at = walk->scope ? walk->scope->functions : NULL;
    }
    if (!walk->at)
        return cel_std_function(walk->std++);
    const struct cel_function_decl *decl = walk->at->decl;
    walk->at = walk->at->next;
    return decl;
}

bool cel_env_has_function(const struct cel_env *env, struct ex_str name, bool method)
{
    struct cel_function_walk walk = cel_env_functions(env);
    const struct cel_function_decl *decl;
    while ((decl = cel_env_next(&walk))) {
        if (decl->method == method && ex_str_eq(ex_str(decl->name), name))
            return true;
    }
    return false;
}

struct ex_str cel_env_variable_name(const void *ctx, size_t i)
{
    for (const struct cel_env *env = ctx; env; env = env->parent) {
        for (const struct cel_variable *v = env->variables; v; v = v->next) {
            if (i-- == 0)
                return v->name;
        }
    }
    return ex_str(NULL);
}

struct ex_str cel_env_function_name(const void *ctx, size_t i)
{
    struct cel_function_walk walk = cel_env_functions(ctx);
    const struct cel_function_decl *decl;
    while ((decl = cel_env_next(&walk))) {
        if (i-- == 0)
            return ex_str(decl->name);
    }
    return ex_str(NULL);
}
