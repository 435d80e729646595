/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of `exlint explain`: what is said about a rule, before it has a
 * format.
 */
#ifndef EX_CLI_EXPLAIN_H
#define EX_CLI_EXPLAIN_H

#include "cli/cli.h"

/** A named text of a rule: a `let` and its expression, a cmdlet and the properties read of it. */
struct ex_explain_pair {
    struct ex_str name;
    struct ex_str text;
};

/** A rule with what its file and its programs say. All memory is the arena's. */
struct ex_explanation {
    const struct ex_rule *rule;
    struct ex_str each;                 /**< as written; empty: the organization */
    struct ex_str when;
    struct ex_str assertion;
    const struct ex_explain_pair *lets;
    size_t n_lets;
    const struct ex_explain_pair *reads;
    size_t n_reads;
    const struct ex_explain_pair *settings; /**< parameters and their defaults */
    size_t n_settings;
};

/** Gather all about a rule; its file is read again for the conditions as written. */
struct ex_explanation ex_explain(struct ex_arena *arena, const struct ex_rule *rule);

/** The explanation in one of the formats. */
void ex_explain_text(const struct ex_explanation *e, struct ex_buf *out);
void ex_explain_markdown(const struct ex_explanation *e, struct ex_buf *out);
void ex_explain_json(const struct ex_explanation *const *all, size_t n, struct ex_buf *out);

#endif
