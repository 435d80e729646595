/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Files that no importer reads: saying what they are and what to do.
 */
#ifndef EX_IMPORT_RECOGNIZE_H
#define EX_IMPORT_RECOGNIZE_H

#include "model/graph.h"

/**
 * Record one message about a file that no importer takes, and set its state:
 * EX_FILE_UNREADABLE when it seems to be data of Exchange in a form that is
 * not read, else EX_FILE_OTHER. The level is EX_NOTE for files whose names
 * say that they are something else (README, .md, .log, ...).
 *
 * @param batch with file.source, file.name and file.hint set
 */
void ex_recognize(struct ex_batch *batch, struct ex_str head, struct ex_str raw);

#endif
