/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of src/report: drawing diagrams. Boxes and edges are added to a
 * sketch, which becomes a diagram when it is laid out.
 */
#ifndef EX_REPORT_DIAGRAM_BUILD_H
#define EX_REPORT_DIAGRAM_BUILD_H

#include "base/vec.h"
#include "report/diagram.h"

/** Measures, in pixels. */
enum {
    EX_DIA_TEXT = 12,        /**< size of text */
    EX_DIA_LINE = 16,        /**< height of a line */
    EX_DIA_PAD = 10,         /**< between text and border, left and right */
    EX_DIA_PAD_TOP = 7,      /**< above and below */
    EX_DIA_WORD = 16,        /**< the sign before the word of a state */
    EX_DIA_TITLE = 20,       /**< title of a frame */
    EX_DIA_FRAME = 10,       /**< from a box to its frame */
    EX_DIA_MARGIN = 16,
    EX_DIA_HEAD = 26,        /**< titles of the columns */
    EX_DIA_LEGEND = 30,
    EX_DIA_LEGEND_ENTRY = 190, /**< width of one of its entries */
    EX_DIA_MAX_TEXT = 190,   /**< widest text of a box */
    EX_DIA_MAX_LINES = 12,   /**< lines of a box */
};

/** A diagram in the making. */
struct ex_dia_sketch {
    struct ex_arena *arena;
    const struct ex_environment *env;
    struct ex_diagram *diagram;
    struct ex_vec nodes;     /**< of struct ex_dia_node */
    struct ex_vec edges;     /**< of struct ex_dia_edge */
    struct ex_vec groups;    /**< of struct ex_dia_group */
    struct ex_vec lines;     /**< of struct ex_dia_line, of the box that is being added */
};

/** Begin a diagram with columns of these titles. */
struct ex_dia_sketch ex_dia_begin(const struct ex_environment *env, struct ex_arena *arena,
                                  const char *type, const char *title, const char *const *columns,
                                  size_t n_columns);

/** Add a line to the next box. */
void ex_dia_line(struct ex_dia_sketch *sketch, struct ex_str text, bool strong);
void ex_dia_linef(struct ex_dia_sketch *sketch, bool strong, const char *fmt, ...) EX_PRINTF(3, 4);

/** Add the line that says what the state of the next box is. */
void ex_dia_word(struct ex_dia_sketch *sketch, const char *fmt, ...) EX_PRINTF(2, 3);

/** Add a box with the lines so far; returns its index. */
uint32_t ex_dia_node(struct ex_dia_sketch *sketch, enum ex_dia_kind kind, enum ex_dia_state state,
                     unsigned column, uint32_t group);

/** Add a box that says what the picture lacks. */
uint32_t ex_dia_note(struct ex_dia_sketch *sketch, unsigned column, enum ex_dia_state state,
                     const char *what, const char *why);

/** A note for a list that was not exported, or not all of it, or left out; without any, none. */
void ex_dia_note_list(struct ex_dia_sketch *sketch, unsigned column, const char *cmdlet,
                      const struct ex_env_list *list);

/** Add a frame; returns its index. */
uint32_t ex_dia_group(struct ex_dia_sketch *sketch, unsigned column, struct ex_str title);

/** Add an edge, unless there is one between the two. */
void ex_dia_edge(struct ex_dia_sketch *sketch, uint32_t from, uint32_t to,
                 enum ex_dia_state state);

/** Lay it out; the sketch is empty afterwards. `description` is formatted. */
const struct ex_diagram *ex_dia_end(struct ex_dia_sketch *sketch, const char *description, ...)
    EX_PRINTF(2, 3);

/** Names of servers for a line or two: "EX01, EX02, EX03 and 37 more". */
struct ex_str ex_dia_servers(struct ex_dia_sketch *sketch, const struct ex_env_servers *servers);

/** The first items of a list for a line: "a, b, c and 4 more". */
struct ex_str ex_dia_join(struct ex_arena *arena, const struct ex_str *items, size_t n,
                          size_t most);

/* ---- diagram_text.c --------------------------------------------------------- */

/** Width of a text, on the safe side for any sans-serif font. */
int ex_dia_text_width(struct ex_str text, bool strong);

/** A text that is no wider than `most`, cut in the middle if it must be. */
struct ex_str ex_dia_cut(struct ex_arena *arena, struct ex_str text, bool strong, int most);

/** Work out the lines that a box shows, and its size. */
void ex_dia_fit(struct ex_arena *arena, struct ex_dia_node *node);

/* ---- diagram_order.c, diagram_layout.c ---------------------------------------- */

/** A box, or the place where an edge passes a column. */
struct ex_dia_slot {
    uint32_t node;           /**< EX_DIA_NONE: an edge passes */
    unsigned column;
    uint32_t group;          /**< of the box */
    uint32_t at;             /**< place in the column */
    int64_t key;             /**< it is sorted by */
    int h;
    int y;                   /**< its top */
};

/** A part of an edge, from one column to the next. */
struct ex_dia_segment {
    uint32_t edge;
    uint32_t left, right;    /**< slots */
    int left_y, right_y;     /**< where it begins and ends */
};

/** What is laid out. */
struct ex_dia_plan {
    struct ex_diagram *diagram;
    struct ex_vec slots;     /**< of struct ex_dia_slot; boxes first, by their index */
    struct ex_vec segments;  /**< of struct ex_dia_segment; those of an edge stand together */
    uint32_t **columns;      /**< slots from the top down */
    size_t *n_in;            /**< slots of a column */
};

/** Find an order within the columns in which few edges cross. */
void ex_dia_order(struct ex_dia_plan *plan);

/** Give everything its place. */
void ex_dia_layout(struct ex_diagram *diagram, struct ex_arena *arena);

#endif
