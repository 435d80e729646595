/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Texts in GitHub Flavored Markdown: whatever is in a text, it shows as it is
 * and makes no markup.
 */
#ifndef EX_CLI_MARKDOWN_H
#define EX_CLI_MARKDOWN_H

#include "base/buf.h"

/** A text within a line or a cell of a table; its line ends become spaces. */
void ex_markdown_text(struct ex_buf *out, struct ex_str text);

/** A text on one line as code. It must not stand in a table when it may hold `|`. */
void ex_markdown_code(struct ex_buf *out, struct ex_str text);

/** A block of code with its fences; ends in a line end. */
void ex_markdown_fence(struct ex_buf *out, const char *language, struct ex_str text);

/** A URL as the target of a link. */
void ex_markdown_url(struct ex_buf *out, struct ex_str url);

/** The fragment by which GitHub finds a heading: "Step 1: A b" gives "step-1-a-b". */
void ex_markdown_anchor(struct ex_buf *out, struct ex_str heading);

#endif
