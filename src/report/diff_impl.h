/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of comparisons: what their files share.
 */
#ifndef EX_REPORT_DIFF_IMPL_H
#define EX_REPORT_DIFF_IMPL_H

#include "base/map.h"
#include "base/vec.h"
#include "report/diff.h"

/* ---- diff_value.c ----------------------------------------------------------------------- */

/** How two values are compared. */
struct ex_diff_view {
    struct ex_arena *arena;
    bool of_servers;
    struct ex_str names[EX_N_SIDES]; /**< of the servers, for own names */
};

/** Whether two values mean the same. What only one of them says does not count. */
bool ex_diff_same(const struct ex_value *a, const struct ex_value *b);

/** Whether a value is exported as nothing: null, an empty text or an empty list. */
bool ex_diff_is_unset(const struct ex_value *value);

/** Fill texts and items of a change; false when the values are the same after all. */
EX_MUSTUSE bool ex_diff_fill(const struct ex_diff_view *view, const struct ex_value *const cells[2],
                             bool ordered, struct ex_diff_change *out);

/** A text with `<server>` for every word that is the name. */
struct ex_str ex_diff_neutral(struct ex_arena *arena, struct ex_str text, struct ex_str name);

/* ---- diff_risk.c -------------------------------------------------------------------------- */

/** Of which severity the rules are that read a property, or a kind: 0 none, else severity + 1. */
struct ex_diff_risks {
    uint8_t kinds[EX_N_KINDS];
    uint8_t *props[EX_N_KINDS];
};

/** Which rules read what; in the arena. `rules` NULL: none. */
void ex_diff_risks_of(const struct ex_rules *rules, struct ex_arena *arena,
                      struct ex_diff_risks *out);

/** How to look at a property (diff.def). */
struct ex_diff_look {
    bool passed_over;
    bool secret;
    bool ordered;
    bool machine; /**< passed over between servers */
};
struct ex_diff_look ex_diff_look_at(enum ex_kind_id kind, int prop); /**< see ex_diff_look */

/* ---- diff_config.c -------------------------------------------------------------------------- */

/** The kinds of a comparison while they are made. */
struct ex_diff_builder {
    struct ex_diff *diff;
    struct ex_arena *arena;
    struct ex_diff_view view;
    struct ex_diff_risks risks;
    struct ex_vec kinds;    /**< of struct ex_diff_kind */
    struct ex_vec places;   /**< of struct ex_diff_mark */
};

/** An offset that becomes a place. */
struct ex_diff_mark {
    enum ex_diff_of side;
    uint32_t file;
    uint64_t off;
    struct ex_diff_place *place;
};

/** One kind while its objects are compared. */
struct ex_diff_gather {
    struct ex_diff_builder *b;
    struct ex_diff_kind kind;
    struct ex_vec objects;      /**< of struct ex_diff_object * */
    uint8_t *only[EX_N_SIDES];  /**< one flag a property */
};

/** Begin a builder for a comparison. */
void ex_diff_begin(struct ex_diff_builder *b, struct ex_diff *diff,
                   const struct ex_diff_options *options);
/**
 * Sort kinds, find places, hand it all to the comparison.
 *
 * @param could one flag a kind: whether it would have been compared
 */
void ex_diff_finish(struct ex_diff_builder *b, const uint8_t *could);

/** Begin and end a kind. */
void ex_diff_begin_kind(struct ex_diff_gather *g, struct ex_diff_builder *b, enum ex_kind_id kind);
void ex_diff_end_kind(struct ex_diff_gather *g);

/** Compare the properties of an object that both sides have. */
void ex_diff_pair(struct ex_diff_gather *g, const struct ex_node *const nodes[2]);

/** Note an object that one side has. */
void ex_diff_single(struct ex_diff_gather *g, const struct ex_node *node, enum ex_diff_of side,
                    bool known);

/* ---- diff_match.c --------------------------------------------------------------------------- */

/** Whether a property is shown with another object that says the same: see diff_match.c. */
bool ex_diff_skip_repeated(const struct ex_diff_builder *b, const struct ex_node *const nodes[2],
                           int prop);

/** Whether an object is one that a cmdlet showed as of its kind. */
bool ex_diff_is_object(const struct ex_node *node);

/** Compare the configuration of two dumps. */
void ex_diff_config(struct ex_diff *diff, const struct ex_diff_options *options);

/* ---- diff_servers.c -------------------------------------------------------------------------- */

/** What an object is called on its server: "Default Frontend <server>"; of a server: "<server>". */
struct ex_str ex_diff_own_name(struct ex_arena *arena, const struct ex_node *node);

/* ---- diff_cause.c ------------------------------------------------------------------------- */

/** Objects that differ, by kind and identity. */
struct ex_diff_index {
    struct ex_arena *arena;  /**< owned */
    struct ex_map *objects;  /**< owned; of const struct ex_diff_object * */
};

/** Index the objects of a comparison; free with ex_diff_index_free(), which fits EX_AUTO. */
void ex_diff_index_make(struct ex_diff_index *index, const struct ex_diff *diff);
void ex_diff_index_free(struct ex_diff_index *index); /**< see ex_diff_index_make() */

/** The object of a kind, or of a kind that it shows, which differs; NULL: it does not. */
const struct ex_diff_object *ex_diff_find(const struct ex_diff_index *index, uint16_t kind,
                                          struct ex_str identity);

/** "the Send connector 'Internet' was removed" */
struct ex_str ex_diff_say_object(struct ex_arena *arena, const struct ex_diff_object *object);

/**
 * What in the configuration makes a finding new, fixed or another one: a clause; empty when that
 * cannot be told.
 *
 * @param rules for what its rule reads; NULL: not known
 */
struct ex_str ex_diff_cause(const struct ex_diff *diff, const struct ex_diff_index *index,
                            const struct ex_report_finding *finding, const struct ex_rules *rules);

#endif
