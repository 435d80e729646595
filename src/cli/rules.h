/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of `exlint rules`: the steps of the document, and the list of rules
 * in Markdown.
 */
#ifndef EX_CLI_RULES_H
#define EX_CLI_RULES_H

#include "cli/cli.h"

#define EX_DOCUMENT "Configure mail flow and client access"
#define EX_DOCUMENT_URL                                                                            \
    "https://learn.microsoft.com/en-us/exchange/"                                                  \
    "configure-mail-flow-and-client-access-exchange-2013-help"

/** A step of the document. */
struct ex_step {
    const char *id;    /**< "step-5" */
    const char *title; /**< "Step 5: Configure internal URLs" */
};

/** All steps in their order; `*n` of them. */
const struct ex_step *ex_document_steps(size_t *n);

/** Whether a rule checks a step, given by its id. */
bool ex_rule_is_of_step(const struct ex_rule *rule, const char *step);

/**
 * The selected rules as Markdown, with links to the page of each (`ID.md` beside it): by area
 * and by step, or only the latter.
 */
void ex_rules_markdown(struct ex_buf *out, const struct ex_rules *rules, const bool *selected,
                       bool document);

#endif
