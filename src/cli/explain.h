/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of `exlint explain`: what is said about a rule, before it has a
 * format.
 */
#ifndef EX_CLI_EXPLAIN_H
#define EX_CLI_EXPLAIN_H

#include "cli/cli.h"
#include "engine/yaml.h"

/** A named text of a rule: a `let` and its expression, a cmdlet and the properties read of it. */
struct ex_explain_pair {
    struct ex_str name;
    struct ex_str text;
};

/** A test of a rule as an example of what it finds, or does not. */
struct ex_explain_example {
    const struct ex_rule_test *test; /**< NULL: the rule has none of this kind */
    struct ex_str input;             /**< its objects and answers as written; empty: a dump */
    size_t n_findings;               /**< that it has; the rest is of the first one */
    struct ex_str object;
    struct ex_str message;
    struct ex_str fix;
};

/** A rule with what its file and its programs say. All memory is the arena's. */
struct ex_explanation {
    const struct ex_rule *rule;
    const struct ex_yaml *root;         /**< of its file, or NULL when that cannot be read */
    struct ex_str each;                 /**< as written; empty: the organization */
    struct ex_str when;
    struct ex_str assertion;
    const struct ex_explain_pair *lets;
    size_t n_lets;
    const struct ex_explain_pair *reads;
    size_t n_reads;
    const struct ex_explain_pair *settings; /**< parameters and their defaults */
    size_t n_settings;
    /* Only after ex_explain_more(): */
    struct ex_str condition;            /**< all of the above as written, with its comments */
    const struct ex_rule *const *related; /**< rules that its file mentions */
    size_t n_related;
    struct ex_explain_example finding;
    struct ex_explain_example silent;
};

/** Gather all about a rule; its file is read again for the conditions as written. */
struct ex_explanation ex_explain(struct ex_arena *arena, const struct ex_rule *rule);

/** What a whole page needs besides; runs tests of the rule. */
void ex_explain_more(struct ex_explanation *e, struct ex_arena *arena,
                     const struct ex_rules *rules);

/**
 * A member of a map as it stands in the file: its key and value with the comments above it,
 * without the indentation and without a line end at the end.
 */
struct ex_str ex_explain_source(struct ex_arena *arena, const struct ex_yaml *value);

/** The explanation in one of the formats; Markdown needs ex_explain_more(). */
void ex_explain_text(const struct ex_explanation *e, struct ex_buf *out);
void ex_explain_markdown(const struct ex_explanation *e, struct ex_buf *out);
void ex_explain_json(const struct ex_explanation *const *all, size_t n, struct ex_buf *out);

#endif
