/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Comparisons as bytes. Each writer escapes for its medium whatever comes
 * from dumps and saved results.
 */
#ifndef EX_REPORT_DIFF_OUT_H
#define EX_REPORT_DIFF_OUT_H

#include "formats/report/writer.h"
#include "report/diff.h"

/** A format of comparisons. */
struct ex_diff_writer {
    const char *name;      /**< of --format: "text" */
    const char *extension; /**< of -o files: ".md" */
    void (*write)(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out);
};

/** All formats; `*n` is their number. */
const struct ex_diff_writer *ex_diff_writers(size_t *n);

/** For people at a terminal. */
void ex_diff_text(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out);
/** `exlint-diff/1` (diff.schema.json). */
void ex_diff_json(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out);
/** For the comment of a pull request or a wiki. */
void ex_diff_markdown(const struct ex_diff *diff, const struct ex_write_options *options,
                      struct ex_buf *out);
/** One page that needs nothing else. */
void ex_diff_html(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out);

/* ---- what the writers share (diff_view.c) ------------------------------------------------ */

/** How many objects and items are shown without --no-fold. */
enum { EX_DIFF_MAX_OBJECTS = 20, EX_DIFF_MAX_LARGE = 8, EX_DIFF_MAX_ITEMS = 12 };

/** Objects of a kind that are shown, of `n`. */
size_t ex_diff_shown_objects(const struct ex_diff_kind *kind,
                             const struct ex_write_options *options, size_t n);

/** Items of a list that are shown, of `n`. */
size_t ex_diff_shown_items(const struct ex_write_options *options, size_t n);

/** `Get-SendConnector.xml:84:22`, with the side's folder, or its portable name; not escaped. */
struct ex_str ex_diff_place_text(struct ex_arena *arena, const struct ex_diff_side *side,
                                 const struct ex_diff_place *place, bool portable);

/** "2 new, 1 changed, 33 unchanged": states with findings. */
void ex_diff_count_findings(const struct ex_diff *diff, struct ex_buf *out);

/** "3 objects changed, 1 added, 190 unchanged" */
void ex_diff_count_objects(const struct ex_diff *diff, struct ex_buf *out);

/** "changed", "added", "only on EX01", ... as words for people, in the arena. */
struct ex_str ex_diff_object_words(struct ex_arena *arena, const struct ex_diff *diff,
                                   enum ex_diff_object_state state);

/** "new", "newly assessed", ... as words for people. */
const char *ex_diff_state_words(enum ex_diff_state state);

/** One character for a state: + ~ - ? */
char ex_diff_sign(enum ex_diff_state state);

/**
 * What was not compared, as sentences without a full stop.
 *
 * @param texts of struct ex_str, in the arena; appended to
 */
void ex_diff_not_compared(const struct ex_diff *diff, const struct ex_write_options *options,
                          struct ex_arena *arena, struct ex_vec *texts);

/** Findings of one state that differ only in their object. */
struct ex_diff_finding_group {
    const struct ex_diff_finding *first;
    const struct ex_diff_finding **others;
    size_t n_others;
};

/** All findings in groups, in the arena; without `fold` each is alone. */
void ex_diff_group_findings(const struct ex_diff *diff, bool fold, struct ex_arena *arena,
                            struct ex_vec *groups);

/** Objects of one state; changed ones that changed alike. */
struct ex_diff_object_group {
    const struct ex_diff_object *first;
    const struct ex_diff_object **others;
    size_t n_others;
};

/** The objects of a kind with a state in groups, in the arena; only changed ones fold. */
void ex_diff_group_objects(const struct ex_diff_kind *kind, enum ex_diff_object_state state,
                           bool fold, struct ex_arena *arena, struct ex_vec *groups);

/** A description with a capital: "Send connector". */
struct ex_str ex_diff_title(struct ex_arena *arena, uint16_t kind);

#endif
