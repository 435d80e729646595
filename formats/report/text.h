/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the text format: its style (glyphs, colours, wrapping) and its
 * two parts, findings and summary.
 */
#ifndef EX_REPORT_TEXT_H
#define EX_REPORT_TEXT_H

#include "formats/report/writer.h"

/** What lines are drawn with: box drawing, or ASCII. */
struct ex_glyphs {
    const char *first; /**< before the first location */
    const char *next;  /**< before further locations */
    const char *bar;
    const char *gap;     /**< instead of the bar: lines left out */
    const char *tee;     /**< before a note */
    const char *end;     /**< before the last note */
    const char *primary; /**< one column of a mark */
    const char *secondary;
    const char *ellipsis;
    const char *chevron; /**< between the parts of an identity */
    const char *dot;     /**< between equals */
    const char *times;
    const char *rule;   /**< one column of a horizontal line */
    const char *bullet; /**< before an item of a list */
    const char *yes;    /**< one column of a table */
    const char *no;
};

enum ex_tint {
    EX_TINT_NONE,
    EX_TINT_RED,
    EX_TINT_YELLOW,
    EX_TINT_BLUE,
    EX_TINT_GREEN,
    EX_TINT_DIM, /**< of what is there to be looked up */
};

/** How to draw, and where to. */
struct ex_style {
    struct ex_buf *out;
    const struct ex_write_options *options;
    const struct ex_glyphs *glyphs;
    size_t width;
};

/** The style that options ask for, writing to `out`. */
struct ex_style ex_style_of(const struct ex_write_options *options, struct ex_buf *out);

/** Begin a colour, and end it; nothing without colours. */
void ex_style_tint(const struct ex_style *style, enum ex_tint tint);
void ex_style_plain(const struct ex_style *style);

/** The colour of a severity, and the word that editors know: "error", "warning", "note". */
enum ex_tint ex_style_severity(enum ex_severity severity);
const char *ex_style_level(enum ex_severity severity);

/** Columns that an escaped text takes. */
size_t ex_text_columns(struct ex_str text);

/** Bytes of the longest beginning (end) of an escaped text that takes at most `columns`. */
size_t ex_text_head(struct ex_str text, size_t columns);
size_t ex_text_tail(struct ex_str text, size_t columns);

/**
 * An untrusted text on one line, escaped and, when it is longer than
 * `columns`, cut with a note of how much was left out.
 */
void ex_style_field(const struct ex_style *style, struct ex_str text, size_t columns);

/**
 * Words wrapped at the width; lines after the first begin with `lead` and
 * `indent` spaces in all.
 *
 * @param text   untrusted
 * @param column at which the first line already is
 */
void ex_style_wrap(const struct ex_style *style, struct ex_str text, const char *lead,
                   size_t indent, size_t column);

/**
 * `folder/name:line:column` of a place in the dump, escaped; line 0: the name alone.
 *
 * @param folder of the dump as named on the command line; empty: none
 */
void ex_style_place(const struct ex_style *style, struct ex_str folder, struct ex_str name,
                    struct ex_place at);

/** A number with its digits in groups: 18422 as `18 422`; and with what is counted. */
void ex_text_count(struct ex_buf *out, size_t number);
void ex_text_counted(struct ex_buf *out, size_t number, const char *thing);

/** One line: the organization, its servers by version, files and objects. */
void ex_text_scope(const struct ex_style *style, const struct ex_report *report);

/** One finding in full. `others` are findings folded into it. */
void ex_text_finding(const struct ex_style *style, const struct ex_report *report,
                     const struct ex_report_finding *finding,
                     const struct ex_report_finding *const *others, size_t n_others);

#endif
