/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Importers: how the bytes of one file become records, and how a dump becomes
 * batches. An importer is one file that defines one struct ex_importer and is
 * named once in IMPORTERS of Makefile.am.
 */
#ifndef EX_IMPORT_IMPORT_H
#define EX_IMPORT_IMPORT_H

#include "base/ex.h"
#include "base/source.h"
#include "base/spool.h"
#include "base/vec.h"
#include "model/graph.h"

struct ex_importer {
    const char *name; /**< "CLIXML" */
    /**
     * Whether the file is for this importer, by its beginning.
     *
     * @param head up to 64 KiB as UTF-8
     * @param raw  up to 64 KiB as stored
     */
    bool (*sniff)(struct ex_str head, struct ex_str raw);
    /**
     * Read batch->file.source to its end and ingest its records. Problems
     * become messages in batch->diags and the state of batch->file; whatever
     * could be read is kept.
     */
    void (*import)(struct ex_batch *batch);
};

/**
 * Import one file into a batch: recognize the format, run its importer, or
 * say what the file is instead and what to do.
 *
 * @param batch initialized, with file.source and file.name set
 */
void ex_import_file(struct ex_batch *batch);

/** One file of a dump, not opened yet: in the file system, or part of a spool. */
struct ex_dump_file {
    struct ex_str path;      /**< to open; of a spool: empty, or the archive */
    struct ex_str name;      /**< to show: relative to the dump; of a member, below its archive */
    struct ex_spool *spool;  /**< NULL: none; a reference, see ex_dump_files_free() */
    uint64_t start;          /**< which part of the spool */
    uint64_t size;
    int64_t exported;        /**< when it was made, in ticks, as its archive says; 0: unknown */
    struct ex_str problem;   /**< why it is not read at all, told already; empty: it is */
    bool cut;                /**< its end, or some of what it should hold, is missing */
};

/** Free a vector of struct ex_dump_file with the spools that they hold; fits EX_AUTO. */
void ex_dump_files_free(struct ex_vec *files);

/**
 * List the files of a dump: the folder and what is below it, or the file
 * itself. Symbolic links are not followed, hidden files and known by-products
 * are passed over; the result is sorted by name (bytes).
 *
 * @return false when the dump does not exist or cannot be read at all (a message says why)
 */
EX_MUSTUSE bool ex_dump_list(struct ex_arena *arena, struct ex_str path, struct ex_vec *files,
                             struct ex_diags *diags);

/**
 * Add what a descriptor gives until its end, such as standard input, as one file.
 *
 * @param name how messages and reports call it, and for its format what a file name is
 * @return NULL, or why it failed (static text); then nothing was added
 */
EX_MUSTUSE const char *ex_dump_add_stream(struct ex_arena *arena, int fd, struct ex_str name,
                                          struct ex_vec *files);

/** How to import a dump. */
struct ex_dump_options {
    const struct ex_wanted *wanted;
    unsigned jobs;              /**< threads; the result does not depend on it */
    struct ex_str pfx_password; /**< to try on PKCS#12 files; p NULL: none */
    /** when nothing better is known, files were exported when the file system says that they
     * changed last */
    bool file_times;
};

/**
 * Import all files of a dump into a graph and link it. What is an archive by
 * its content is opened, and its members are files of the dump in its place.
 *
 * @param files of struct ex_dump_file, sorted by name
 */
void ex_dump_import(const struct ex_vec *files, const struct ex_dump_options *options,
                    struct ex_graph *graph);

#endif
