/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the parser, the checker and the evaluator share: the syntax tree, the
 * environment and the program.
 *
 * The first argument of a node often is a long chain (`a.b.c`, `1 + 2 + 3`,
 * `!!x`). Such a *spine* is walked with a loop: down by args[0], and up again
 * by `up`. Only the other arguments are recursion, whose depth the parser
 * limits.
 */
#ifndef EX_CEL_AST_H
#define EX_CEL_AST_H

#include "base/limits.h"
#include "cel/cel.h"

#define CEL_MAX_PARAMS 5u

enum cel_node_kind {
    CEL_N_CONST,
    CEL_N_IDENT,  /**< a name; after checking one of the next two, a constant or a failure */
    CEL_N_SLOT,   /**< variable of the activation */
    CEL_N_LOCAL,  /**< variable of a macro */
    CEL_N_FAIL,   /**< evaluates to an error with `name` as the message (unchecked programs) */
    CEL_N_AND,    /**< any number of operands */
    CEL_N_OR,
    CEL_N_LIST,
    CEL_N_MAP,    /**< key, value, key, value, ... */
    CEL_N_SELECT, /**< from here on: spine nodes, which need args[0] first */
    CEL_N_CALL,
    CEL_N_COND,
    CEL_N_MACRO,  /**< range, then what the macro is about */
    CEL_N_BIND,   /**< value, body */
};

enum cel_macro {
    CEL_M_ALL,
    CEL_M_EXISTS,
    CEL_M_EXISTS_ONE,
    CEL_M_FILTER,
    CEL_M_MAP,        /**< range, transformation */
    CEL_M_MAP_FILTER, /**< range, condition, transformation */
};

struct cel_regex;

struct cel_node {
    enum cel_node_kind kind;
    enum cel_macro macro;
    bool has;       /**< SELECT: only test for presence */
    bool method;    /**< CALL: written as a.f() */
    bool direct;    /**< CALL: the function checks its arguments itself */
    bool absolute;  /**< IDENT: written with a leading dot */
    uint32_t at;    /**< the token that messages point at */
    uint32_t len;
    uint32_t from;  /**< the whole sub-expression */
    uint32_t to;
    uint32_t index; /**< of the slot, the local variable or the field */
    struct ex_str name;
    const struct cel_type *type;
    const struct cel_type *object; /**< SELECT: type of the operand, when it is an object */
    struct cel_node *up;
    struct cel_node **args;
    size_t n_args;
    struct cel_value value; /**< CONST */
    const struct cel_function_decl **calls;
    size_t n_calls;
    struct cel_regex *regex; /**< CALL of matches() with a constant pattern */
};

/** Whether the node continues a chain on its first argument, which is walked in a loop. */
static inline bool cel_node_is_spine(const struct cel_node *node)
{
    return node->kind >= CEL_N_SELECT && node->n_args > 0;
}

/* ---- environment ---------------------------------------------------- */

struct cel_variable {
    struct ex_str name;
    const struct cel_type *type;
    uint32_t slot;
    const struct cel_variable *next;
};

struct cel_function_entry {
    const struct cel_function_decl *decl;
    const struct cel_function_entry *next;
};

struct cel_env {
    struct ex_arena *arena;
    const struct cel_host *host;
    const struct cel_env *parent;
    const struct cel_variable *variables; /**< newest first */
    const struct cel_function_entry *functions;
    size_t n_slots;
};

/** The innermost variable of that name, or NULL. */
const struct cel_variable *cel_env_find(const struct cel_env *env, struct ex_str name);

/** A walk over all functions: of the environment, of its parents, and the standard ones. */
struct cel_function_walk {
    const struct cel_env *scope;
    const struct cel_function_entry *at;
    size_t std;
};

/** Start such a walk. */
struct cel_function_walk cel_env_functions(const struct cel_env *env);

/** The next function of the walk, or NULL at its end. */
const struct cel_function_decl *cel_env_next(struct cel_function_walk *walk);

/** Whether any function of that name and style exists. */
bool cel_env_has_function(const struct cel_env *env, struct ex_str name, bool method);

/** The i-th name of a variable, or of a function, for suggestions. */
struct ex_str cel_env_variable_name(const void *env, size_t i);
struct ex_str cel_env_function_name(const void *env, size_t i);

/** The type that a name denotes (`int`, `google.protobuf.Timestamp`), or NULL. */
const struct cel_type *cel_type_by_name(struct ex_str name);

/** The name that cel_type_by_name() knows a type by, without parameters. */
struct ex_str cel_type_base_name(const struct cel_type *type);

/** The standard functions; NULL past the end. */
const struct cel_function_decl *cel_std_function(size_t i);

/* ---- programs ------------------------------------------------------- */

struct cel_field_use {
    const struct cel_type *object;
    uint32_t field;
    const struct cel_field_use *next;
};

struct cel_slot_use {
    uint32_t slot;
    const struct cel_slot_use *next;
};

struct cel_program {
    const struct cel_node *root;
    const struct cel_env *env;
    uint32_t n_locals;
    const struct cel_field_use *fields;
    const struct cel_slot_use *slots;
};

/** What one compilation has: handed from phase to phase. */
struct cel_compile {
    struct ex_arena *arena;
    const struct cel_env *env;
    const struct cel_source *source;
    struct ex_diags *diags;
    bool unchecked;
    size_t n_nodes;
    size_t n_errors;
    uint32_t n_locals;
    const struct cel_field_use *fields;
    const struct cel_slot_use *slots;
};

/** Record an error at bytes of the expression; the message may be completed with a hint. */
struct ex_diag *cel_compile_error(struct cel_compile *c, size_t at, size_t len, const char *fmt,
                                  ...) EX_PRINTF(4, 5);

/** A node over bytes of the expression, or NULL with an error when there are too many. */
struct cel_node *cel_node_new(struct cel_compile *c, enum cel_node_kind kind, size_t at,
                              size_t len);

/** Give a node its arguments and tie the spine. */
void cel_node_args(struct cel_compile *c, struct cel_node *node, struct cel_node *const *args,
                   size_t n);

/** Parse the source; NULL after an error. */
struct cel_node *cel_parse(struct cel_compile *c);

/**
 * Expand a macro call.
 *
 * @param target NULL for a global call
 * @param out    set to the node, or to NULL after an error
 * @return false when the call is none of a macro
 */
bool cel_macro_expand(struct cel_compile *c, struct cel_node *target, struct ex_str name,
                      size_t at, struct cel_node *const *args, size_t n, struct cel_node **out);

/** Check types and resolve names; errors are recorded. */
void cel_check(struct cel_compile *c, struct cel_node *root, const struct cel_type *expect);

/** Whether a value of type `from` may stand where `to` is wanted. */
bool cel_type_assignable(const struct cel_type *to, const struct cel_type *from);

/** The narrowest type that holds both: dyn when they have nothing in common. */
const struct cel_type *cel_type_join(struct ex_arena *arena, const struct cel_type *a,
                                     const struct cel_type *b);

/** Whether it is one of the type parameters of generic functions. */
bool cel_type_is_param(const struct cel_type *type);

/** The type of the items of an empty literal: dyn, but it joins with any type to that type. */
extern const struct cel_type cel_type_none;

#endif
