/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Parameters of rules: what a user can set for them, one row of
 * parameters.def each. Expressions see them as variables.
 */
#ifndef EX_ENGINE_PARAMETER_H
#define EX_ENGINE_PARAMETER_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "cel/cel.h"

struct ex_yaml;

/** Parameters: EX_PARAMETER_<name>. */
enum ex_parameter_id {
#define EX_PARAMETER(name, ...) EX_PARAMETER_##name,
#include "engine/parameters.def"
#undef EX_PARAMETER
    EX_N_PARAMETERS
};

enum ex_parameter_type {
    EX_PARAMETER_DURATION,
    EX_PARAMETER_INT,
    EX_PARAMETER_BOOL,
    EX_PARAMETER_TEXTS,
};

/** A row of the table. */
struct ex_parameter {
    const char *name;           /**< of the variable: "certificate_expiry" */
    const char *key;            /**< for users: "certificate-expiry" */
    enum ex_parameter_type type;
    const struct cel_type *cel_type;
    struct cel_value value;     /**< when nobody sets it */
    int64_t least;              /**< of what can be set: seconds, or the number itself */
    int64_t most;
    const char *option;         /**< the option that alone sets it, or NULL */
    const char *about;
};

/** What a user set for rules. */
struct ex_parameters {
    struct cel_value values[EX_N_PARAMETERS];
};

/** A row of the table. */
const struct ex_parameter *ex_parameter(enum ex_parameter_id id);

/** By its key; EX_N_PARAMETERS when there is none. */
enum ex_parameter_id ex_parameter_find(struct ex_str key);

/** The most similar key that can be set by --set, or the empty string. */
struct ex_str ex_parameter_suggest(struct ex_str key);

/** All parameters as they are when nobody sets them. */
struct ex_parameters ex_parameters_default(void);

/** What is wrong with a setting, and what to do; in the arena that was given. */
struct ex_parameter_problem {
    bool about_key;      /**< else about the value */
    struct ex_str text;
    struct ex_str hint;  /**< may be empty */
};

/**
 * Set a parameter from text: "60d", "2048", "true".
 *
 * @return false, with the problem, when there is no such key, another option sets it, or the
 *         value is of another type or out of bounds
 */
EX_MUSTUSE bool ex_parameter_set(struct ex_parameters *set, struct ex_str key, struct ex_str value,
                                 struct ex_arena *arena, struct ex_parameter_problem *problem);

/** Set what a map of keys and values says; false after errors at their places. */
EX_MUSTUSE bool ex_parameters_set_map(struct ex_parameters *set, const struct ex_yaml *map,
                                      struct ex_diags *diags);

/** A value as a user writes it: "60d", "2048", "true", "a, b". */
struct ex_str ex_parameter_text(struct ex_arena *arena, struct cel_value value);

/** A duration: a number and s, m, h, d or w. false when it is none, or longer than 10,000 years. */
EX_MUSTUSE bool ex_duration_parse(struct ex_str text, int64_t *seconds);

#endif
