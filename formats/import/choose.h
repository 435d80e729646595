/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which files of a dump count, by their names alone: collectors write each
 * export twice, and other things besides.
 */
#ifndef EX_IMPORT_CHOOSE_H
#define EX_IMPORT_CHOOSE_H

#include "base/arena.h"
#include "base/vec.h"
#include "formats/import/import.h"

/** What is to be done with a file. */
struct ex_choice {
    /** EX_FILE_READ: import it; EX_FILE_SET_ASIDE, EX_FILE_OTHER: do not */
    enum ex_file_state state;
    struct ex_str why; /**< a clause for people; empty: import it */
    bool quiet;        /**< not worth a message */
};

/**
 * Choose among the files of a dump.
 *
 * @param files   of struct ex_dump_file, sorted by name
 * @param choices one for each file
 */
void ex_choose(struct ex_arena *arena, const struct ex_vec *files, struct ex_choice *choices);

#endif
