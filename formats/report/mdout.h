/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Untrusted text in GitHub-flavoured Markdown. Words of plain letters and
 * digits stay as they are; every other word becomes a code span, where
 * neither Markdown nor HTML means anything and nobody is mentioned, no issue
 * referred to, no link made. That holds for every renderer, with or without
 * extensions, where backslashes and entities do not.
 */
#ifndef EX_REPORT_MDOUT_H
#define EX_REPORT_MDOUT_H

#include "base/buf.h"

/** Where the text stands. */
enum ex_md_in {
    EX_MD_PARAGRAPH,
    EX_MD_CELL, /**< of a table: the bar needs care */
    EX_MD_HTML, /**< a line of HTML, such as a summary: no Markdown there */
};

/** A sentence on one line; what it has in single quotes becomes code as a whole. */
void ex_md_text(struct ex_buf *out, struct ex_str text, enum ex_md_in in);

/** A name or value as code; nothing for an empty one. */
void ex_md_code(struct ex_buf *out, struct ex_str text, enum ex_md_in in);

/** Commands as a fenced block with empty lines around it; nothing for empty ones. */
void ex_md_fence(struct ex_buf *out, const char *language, struct ex_str commands);

/** `[title](url)`, or both as text when the URL is none that may be followed. */
void ex_md_link(struct ex_buf *out, struct ex_str title, struct ex_str url);

#endif
