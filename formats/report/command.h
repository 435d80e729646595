/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Commands that pipelines read from the log of a step: the escapes of GitHub
 * Actions and of Azure Pipelines. Neither lets a text end its part of the
 * command, and line breaks stay within it.
 */
#ifndef EX_REPORT_COMMAND_H
#define EX_REPORT_COMMAND_H

#include "base/buf.h"

/**
 * `::error file=PROPERTY::DATA` of GitHub Actions.
 *
 * @param text already harmless for a log (ex_view_text(), ex_view_lines())
 */
void ex_github_data(struct ex_buf *out, struct ex_str text);
void ex_github_property(struct ex_buf *out, struct ex_str text);

/** `##vso[task.logissue code=PROPERTY;]DATA` of Azure Pipelines; `text` as above. */
void ex_azure_data(struct ex_buf *out, struct ex_str text);
void ex_azure_property(struct ex_buf *out, struct ex_str text);

#endif
