/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Adding a waiver to the text of exlint.yaml, which otherwise stays as its
 * owner wrote it: comments, order, blank lines and line ends.
 */
#ifndef EX_CLI_WAIVE_EDIT_H
#define EX_CLI_WAIVE_EDIT_H

#include "base/buf.h"
#include "engine/yaml.h"
#include "report/waiver.h"

/**
 * Append an entry to `waivers`.
 *
 * @param text   of the file; may be empty
 * @param root   of the text as ex_yaml_read_up_to() read it
 * @param waiver rule, object, value, kind, reason, owner, ticket and expires are written
 * @param title  of the rule, for a comment; may be empty
 * @param out    gets the new text
 * @return NULL, or why the file cannot be edited
 */
const char *ex_waive_edit(struct ex_str text, const struct ex_yaml *root,
                          const struct ex_waiver *waiver, struct ex_str title,
                          struct ex_buf *out);

/** A text as a YAML scalar on one line: plain where that is safe, else in quotes. */
void ex_yaml_scalar(struct ex_buf *out, struct ex_str text);

#endif
