/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Diagrams of an environment: boxes in columns, edges from left to right,
 * frames around boxes that belong together. A diagram says everything twice: by shape or pattern
 * and by word, never by colour alone.
 *
 * Coordinates are in pixels at a text size of 12. The layout is our own: the columns are
 * given by what a picture shows, so that only the order within them and the places are found.
 * The same environment always gives the same picture.
 *
 * All texts live in the arena; they are untrusted.
 */
#ifndef EX_REPORT_DIAGRAM_H
#define EX_REPORT_DIAGRAM_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"
#include "report/environment.h"

/** In no group. */
#define EX_DIA_NONE UINT32_MAX

enum ex_dia_kind {
    EX_DIA_INTERNET,
    EX_DIA_SENDERS,     /**< own hosts and clients */
    EX_DIA_DOMAIN,      /**< accepted domains, with their MX */
    EX_DIA_RECEIVE,     /**< Receive connectors */
    EX_DIA_SERVER,
    EX_DIA_SEND,        /**< Send connectors */
    EX_DIA_NEXT_HOP,    /**< smart hosts */
    EX_DIA_HOST,        /**< a name that clients use */
    EX_DIA_SERVICE,     /**< what they use it for */
    EX_DIA_CERTIFICATE,
    EX_DIA_DAG,
    EX_DIA_NOTE,        /**< what the picture lacks, and why */
    EX_DIA_N_KINDS,
};

/** "internet", "server", ...; for programs and classes. */
const char *ex_dia_kind_id(enum ex_dia_kind kind);

enum ex_dia_state {
    EX_DIA_PLAIN,       /**< nothing to say */
    EX_DIA_OK,          /**< a certificate covers it */
    EX_DIA_GAP,         /**< something is missing in the organization */
    EX_DIA_UNKNOWN,     /**< something is missing in the dump */
    EX_DIA_DISABLED,
    EX_DIA_N_STATES,
};

/** "plain", "ok", "gap", "unknown", "disabled"; for programs and classes. */
const char *ex_dia_state_id(enum ex_dia_state state);
/** What a legend says of it: "a gap", "not known: not in the dump", ... */
const char *ex_dia_state_legend(enum ex_dia_state state);

/** A line of a box. */
struct ex_dia_line {
    struct ex_str text;
    bool strong;
    bool word;                /**< says what the state is; leaves room for a sign before it */
    bool sign;                /**< the sign of the state stands before it */
};

struct ex_dia_node {
    struct ex_str id;         /**< "host1", unique in the diagram; letters and digits */
    enum ex_dia_kind kind;
    enum ex_dia_state state;
    unsigned column;
    uint32_t group;           /**< or EX_DIA_NONE */
    const struct ex_dia_line *lines; /**< in full */
    size_t n_lines;
    const struct ex_dia_line *shown; /**< as they fit the box: wrapped, or cut in the middle */
    size_t n_shown;
    int x, y, w, h;
};

struct ex_dia_point {
    int x, y;
};

/**
 * An edge. Its points are those of straight and curved parts by turns: between
 * the first and the second, the third and the fourth, ... it runs through the gutter between two
 * columns as a curve that begins and ends level, between the others straight past a box.
 */
struct ex_dia_edge {
    uint32_t from, to;        /**< indexes of nodes; the column of `from` is before that of `to` */
    enum ex_dia_state state;
    struct ex_str label;      /**< for tooltips and other formats; may be empty */
    const struct ex_dia_point *points;
    size_t n_points;          /**< even */
};

/** A frame around boxes of one column. */
struct ex_dia_group {
    struct ex_str title;      /**< as it fits */
    struct ex_str full;
    unsigned column;
    int x, y, w, h;           /**< w 0: no box is in it */
};

struct ex_dia_column {
    struct ex_str title;
    int x, w;
};

struct ex_diagram {
    struct ex_str type;       /**< "namespace", "mailflow", "topology" */
    struct ex_str title;
    struct ex_str description; /**< one or two sentences for those who do not see it */
    struct ex_dia_column *columns;
    size_t n_columns;
    struct ex_dia_node *nodes; /**< by column, from the top down */
    size_t n_nodes;
    struct ex_dia_edge *edges;
    size_t n_edges;
    struct ex_dia_group *groups;
    size_t n_groups;
    bool states[EX_DIA_N_STATES]; /**< that a box or an edge has, for the legend */
    int width, height;
    int top;                  /**< where boxes begin, below the titles of the columns */
    int bottom;               /**< where they end, above the legend */
};

/** Host names, what they are used for, on which servers, and the certificates that cover them. */
const struct ex_diagram *ex_diagram_namespace(const struct ex_environment *env,
                                              struct ex_arena *arena);

/** Mail from the Internet through Receive connectors, servers and Send connectors and out again. */
const struct ex_diagram *ex_diagram_mailflow(const struct ex_environment *env,
                                             struct ex_arena *arena);

/** Servers in their sites and groups, and which of them mail comes in by and goes out by. */
const struct ex_diagram *ex_diagram_topology(const struct ex_environment *env,
                                             struct ex_arena *arena);

#endif
