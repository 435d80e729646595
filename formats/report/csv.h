/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing CSV (RFC 4180) for spreadsheets. The file begins with a byte order
 * mark, without which Excel and Import-Csv of Windows PowerShell take UTF-8
 * for another encoding. No cell is taken for a formula: one that begins like
 * one gets an apostrophe in front.
 */
#ifndef EX_REPORT_CSV_H
#define EX_REPORT_CSV_H

#include "base/buf.h"

/** The byte order mark that begins the file. */
void ex_csv_begin(struct ex_buf *out);

/**
 * The next cell of a row. Controls are shown as \xHH; line breaks of `text` stay, in quotes.
 *
 * @param first the cell is the first one of its row
 */
void ex_csv_cell(struct ex_buf *out, struct ex_str text, bool first);

/** End the row. */
void ex_csv_end(struct ex_buf *out);

/** A row with all its cells. */
void ex_csv_row(struct ex_buf *out, const struct ex_str *cells, size_t n);

#endif
