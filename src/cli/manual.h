/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The manual pages, made from the tables of commands, options and values and the texts of
 * prose.def.
 */
#ifndef EX_CLI_MANUAL_H
#define EX_CLI_MANUAL_H

#include "base/buf.h"
#include "cli/options.h"

/** The page of a command, exlint-COMMAND(1), or with EX_N_COMMANDS exlint(1). */
void ex_manual_page(enum ex_command_id command, struct ex_buf *out);

#endif
