/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The state of one evaluation, and what the functions of the language share.
 * A step is one node, item or comparison; memory is what the arena handed out
 * since the evaluation began. Whoever exceeds a limit stops the run: from
 * then on every node is the same error.
 */
#ifndef EX_CEL_RUN_H
#define EX_CEL_RUN_H

#include "cel/ast.h"
#include "cel/regex.h"

struct cel_run {
    struct cel_eval_ctx *ctx;
    const struct cel_node *node; /**< what is being evaluated, for the place of errors */
    struct cel_value *locals;
    struct cel_matcher *matcher;
    size_t base;     /**< bytes of the arena used before */
    unsigned depth;  /**< of nested comparisons */
    bool stopped;
    struct cel_value stop; /**< the error, once stopped */
};

/** Evaluate a node. */
struct cel_value cel_run_eval(struct cel_run *run, const struct cel_node *root);

/** Evaluate a CEL_N_MACRO over its range. */
struct cel_value cel_run_macro(struct cel_run *run, const struct cel_node *node,
                               struct cel_value range);

/** Count steps; false when the evaluation must end (see cel_stop_value()). */
bool cel_step(struct cel_eval_ctx *ctx, size_t n);

/** Whether `bytes` more may be allocated; if not, the evaluation is stopped. */
bool cel_room(struct cel_eval_ctx *ctx, size_t bytes);

/** The error of a stopped evaluation. */
struct cel_value cel_stop_value(const struct cel_eval_ctx *ctx);

/** The error for arguments that no overload of the current function takes. */
struct cel_value cel_no_overload(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n);

/** An unknown value over a set. */
struct cel_value cel_unknown_value(const struct cel_unknown *unknown);

/** A list value over n items; `missing` may be NULL. */
struct cel_value cel_list_value(struct cel_eval_ctx *ctx, const struct cel_value *items, size_t n,
                                const struct cel_unknown *missing, bool gaps);

/** A string value that copies `s` into the arena, if there is room. */
struct cel_value cel_text_value(struct cel_eval_ctx *ctx, struct ex_str s);

/** The value of a key in a map; false when it has none. Numbers of different types are compared. */
bool cel_map_find(const struct cel_map *map, struct cel_value key, struct cel_value *out);

/** Whether a map may have such a key (numbers with fractions only look up). */
bool cel_is_key(const struct cel_value *value);

/** The run-time type of a value. */
const struct cel_type *cel_value_type(const struct cel_value *value);

/** Whether it is one of the three number kinds. */
static inline bool cel_is_number(enum cel_kind kind)
{
    return kind == CEL_INT || kind == CEL_UINT || kind == CEL_DOUBLE;
}

/** Order of two numbers of any type (as doubles, if one is): -1, 0, 1; 2 when one is no number. */
int cel_number_compare(const struct cel_value *a, const struct cel_value *b);

/** Order of two points in time or spans. */
int cel_time_compare(struct cel_time a, struct cel_time b);

/** A double as the shortest text that reads as it again, such as `1`, `-0.0045` or `1e+21`. */
void cel_double_text(double d, struct ex_buf *out);

/* ---- text of times (time.c) ------------------------------------------ */

/** Read a span such as `1h30m` or `-3.5s`; false when it is none. */
bool cel_duration_parse(struct ex_str s, struct cel_time *out);
/** Write as RFC 3339, or as seconds with `s`. */
void cel_timestamp_text(struct cel_time t, struct ex_buf *out);
void cel_duration_text(struct cel_time t, struct ex_buf *out);

/** Whether a timestamp (0001 to 9999) or a duration (64-bit nanoseconds) is in its range. */
bool cel_timestamp_fits(struct cel_time t);
bool cel_duration_fits(struct cel_time t);

/** The offset from UTC in seconds of a zone (`UTC`, `+02:00`, `Europe/Berlin`) at a time. */
bool cel_zone_offset(struct ex_str zone, int64_t at, int32_t *offset);

/* ---- the standard functions ------------------------------------------- */

#define CEL_FN(name)                                                                               \
    struct cel_value name(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)

CEL_FN(cel_op_equal);
CEL_FN(cel_op_not_equal);
CEL_FN(cel_op_less);
CEL_FN(cel_op_less_equal);
CEL_FN(cel_op_greater);
CEL_FN(cel_op_greater_equal);
CEL_FN(cel_op_in);
CEL_FN(cel_op_index);
CEL_FN(cel_op_add);
CEL_FN(cel_op_subtract);
CEL_FN(cel_op_multiply);
CEL_FN(cel_op_divide);
CEL_FN(cel_op_modulo);
CEL_FN(cel_op_negate);
CEL_FN(cel_op_not);

CEL_FN(cel_fn_size);
CEL_FN(cel_fn_int);
CEL_FN(cel_fn_uint);
CEL_FN(cel_fn_double);
CEL_FN(cel_fn_string);
CEL_FN(cel_fn_bytes);
CEL_FN(cel_fn_bool);
CEL_FN(cel_fn_timestamp);
CEL_FN(cel_fn_duration);
CEL_FN(cel_fn_type);
CEL_FN(cel_fn_dyn);

CEL_FN(cel_fn_full_year);
CEL_FN(cel_fn_month);
CEL_FN(cel_fn_date);
CEL_FN(cel_fn_day_of_month);
CEL_FN(cel_fn_day_of_week);
CEL_FN(cel_fn_day_of_year);
CEL_FN(cel_fn_hours);
CEL_FN(cel_fn_minutes);
CEL_FN(cel_fn_seconds);
CEL_FN(cel_fn_milliseconds);
CEL_FN(cel_fn_duration_hours);
CEL_FN(cel_fn_duration_minutes);
CEL_FN(cel_fn_duration_seconds);
CEL_FN(cel_fn_duration_milliseconds);

CEL_FN(cel_fn_contains);
CEL_FN(cel_fn_starts_with);
CEL_FN(cel_fn_ends_with);
CEL_FN(cel_fn_matches);
CEL_FN(cel_fn_char_at);
CEL_FN(cel_fn_index_of);
CEL_FN(cel_fn_last_index_of);
CEL_FN(cel_fn_lower_ascii);
CEL_FN(cel_fn_upper_ascii);
CEL_FN(cel_fn_replace);
CEL_FN(cel_fn_split);
CEL_FN(cel_fn_substring);
CEL_FN(cel_fn_trim);
CEL_FN(cel_fn_join);
CEL_FN(cel_fn_reverse);
CEL_FN(cel_fn_quote);

#endif
