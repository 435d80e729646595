/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the rule loader: shared by rule_load.c (files and the set),
 * rule_parse.c (keys of a rule), rule_change.c (impact and change), rule_test_parse.c (its
 * tests), template.c and commands.c.
 */
#ifndef EX_ENGINE_RULE_IMPL_H
#define EX_ENGINE_RULE_IMPL_H

#include "engine/profile.h"
#include "engine/rule.h"
#include "engine/yaml.h"

struct ex_rules {
    struct ex_arena *arena;
    struct cel_env *env;
    struct ex_vec rules; /**< of const struct ex_rule *, by id */
    struct ex_profiles profiles;
};

/** A rule file being read. */
struct ex_rule_reader {
    struct ex_arena *arena;
    struct ex_diags *diags;
    const struct ex_yaml *root;
    const struct ex_profiles *profiles; /**< that tests may name */
    struct ex_rule *rule;
    struct cel_env *env;    /**< what expressions of this rule see */
    struct ex_vec programs; /**< of struct ex_rule_program: all expressions so far */
};

/** An expression of a rule and where it stands. */
struct ex_rule_program {
    const struct cel_program *program;
    const struct ex_yaml *node;
    size_t at; /**< in the node's content */
    struct ex_str source;
};

/** A key of a map and what reads its value into `target`. */
struct ex_rule_key {
    const char *name;
    bool required;
    void (*read)(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target);
};

/**
 * Read a map: unknown keys are errors with a suggestion, missing ones errors;
 * values are read in the order of the table. Ends in false when `node` is no map.
 */
EX_MUSTUSE bool ex_rule_read_map(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                 const char *what, const struct ex_rule_key *keys, size_t n,
                                 void *target);

/** Whether the node is a scalar that is not blank; otherwise an error is recorded. */
EX_MUSTUSE bool ex_rule_is_text(struct ex_rule_reader *reader, const struct ex_yaml *node);

/** A text into a `struct ex_str`. */
void ex_rule_read_text(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target);

/** A sequence of texts; `*n` of them. */
const struct ex_str *ex_rule_read_texts(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                        size_t *n);

/** Compile bytes of a scalar as an expression; NULL after an error. */
struct cel_program *ex_rule_compile(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                    size_t from, size_t to, const struct cel_type *expect);

/** Check that `name`, a piece of the node, is an identifier that hides nothing of CEL. */
void ex_rule_check_name(struct ex_rule_reader *reader, const struct ex_yaml *node,
                        struct ex_str name);

/** Read `{expression}` texts. `target`: struct ex_template. */
void ex_template_read(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target);

/** Read commands: a text, or a sequence of texts and `{each, when, do}`. */
void ex_commands_read(struct ex_rule_reader *reader, const struct ex_yaml *node,
                      struct ex_commands *out);

/** Read the sentence `impact`, and the map `change`. `target`: struct ex_rule. */
void ex_rule_read_impact(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target);
void ex_rule_read_change(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target);

/** Compile all of a scalar as an expression; NULL after an error. */
struct cel_program *ex_rule_expression(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                       const struct cel_type *expect);

/** Read the sequence of tests. `target`: struct ex_rule. */
void ex_rule_read_tests(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target);

/** Read and check all of a rule; errors are recorded. */
void ex_rule_read(struct ex_rule_reader *reader);

/** Work out what the rule reads, and refuse what would be quadratic. */
void ex_rule_check_reads(struct ex_rule_reader *reader);

/**
 * A date (2026-01-15) or RFC 3339 time (2026-01-15T08:00:00Z).
 *
 * @return false when it is neither
 */
EX_MUSTUSE bool ex_time_parse(struct ex_str text, struct cel_time *out);

#endif
