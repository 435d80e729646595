/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the text of comparisons.
 */
#ifndef EX_REPORT_DIFF_TEXT_H
#define EX_REPORT_DIFF_TEXT_H

#include "formats/report/diff.h"
#include "formats/report/text.h"

/** What the parts of one text share. */
struct ex_diff_page {
    struct ex_style style;
    const struct ex_diff *diff;
    const struct ex_write_options *options;
    struct ex_arena *arena;
};

/** `heading   what follows it` */
void ex_diff_heading(const struct ex_diff_page *page, const char *heading, struct ex_str text);

/** A sign in its colour, and a space. */
void ex_diff_text_sign(const struct ex_diff_page *page, char sign);

/**
 * Two values, one below the other with their places behind them; those that are too long from the
 * part on where they differ.
 *
 * @param columns to indent
 * @param places  not escaped; empty ones are left out
 */
void ex_diff_text_values(const struct ex_diff_page *page, const struct ex_str values[EX_N_SIDES],
                         const struct ex_str places[EX_N_SIDES], size_t columns);

/** A line with a sign, a text and perhaps a place. */
void ex_diff_text_line(const struct ex_diff_page *page, char sign, struct ex_str text,
                       struct ex_str place, size_t columns, size_t pad);

/** The configuration, and what of it was not compared. */
void ex_diff_text_config(const struct ex_diff_page *page);

#endif
