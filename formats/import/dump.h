/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the steps of reading a dump share: it is listed (dump_list.c), its
 * archives are expanded (dump_expand.c), its files are imported (dump.c).
 */
#ifndef EX_IMPORT_DUMP_H
#define EX_IMPORT_DUMP_H

#include "formats/import/import.h"

/** Bounds of expanding archives; tests lower them. */
struct ex_dump_limits {
    size_t files;         /**< of the dump, with the members of archives */
    size_t entries;       /**< of one archive */
    uint64_t bytes;       /**< decompressed, of all archives */
    uint64_t entry_bytes; /**< decompressed, of one entry */
    uint64_t ratio;       /**< of decompressed to compressed bytes */
    uint64_t ratio_from;  /**< decompressed bytes of an archive from which the ratio counts */
    unsigned depth;       /**< archives within one another */
};

/** Those of base/limits.h. */
extern const struct ex_dump_limits ex_dump_limits;

/** As ex_dump_list(), with another limit of files. */
EX_MUSTUSE bool ex_dump_list_up_to(size_t max, struct ex_arena *arena, struct ex_str path,
                                   struct ex_vec *files, struct ex_diags *diags);

/** The name of a file or member, which may hold any bytes, with escapes for what could deceive. */
struct ex_str ex_dump_shown(struct ex_arena *arena, struct ex_str name);

/** Whether a file or folder is hidden or a known by-product. @param name its last component */
bool ex_dump_is_passed_over(struct ex_str name);

/** Sort the files from an index on by name (bytes). */
void ex_dump_sort(struct ex_vec *files, size_t from);

/** Open a file of a dump; NULL after a message. */
struct ex_source *ex_dump_open(const struct ex_dump_file *file, struct ex_diags *diags);

/**
 * Copy a list of files, with the members of archives in place of the archives.
 *
 * An archive of which something cannot be read stays in the list besides its
 * members, with a problem.
 *
 * @param files of struct ex_dump_file
 * @param arena for names; must outlive `out`
 * @param out   gets the files, sorted by name; free with ex_dump_files_free()
 * @param diags gets a bounded number of messages for each archive
 */
void ex_dump_expand(const struct ex_vec *files, const struct ex_dump_limits *limits,
                    struct ex_arena *arena, struct ex_vec *out, struct ex_diags *diags);

#endif
