/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading of archives as a stream of entries: zip, 7-Zip, tar, and what gzip,
 * bzip2, xz or zstd made of a tar or of a single file. Nothing is ever
 * written by the name of an entry, and no other program is run.
 *
 * What comes out is as hostile as the archive: names, sizes and their number
 * are the caller's business.
 */
#ifndef EX_IMPORT_ARCHIVE_H
#define EX_IMPORT_ARCHIVE_H

#include "base/ex.h"
#include "base/source.h"
#include "base/str.h"

/** Bytes from the beginning of a file that ex_archive_format() needs. */
#define EX_ARCHIVE_MAGIC_BYTES 512u

/**
 * The usual name of the format of an archive, such as "zip", or NULL when the
 * bytes do not begin one. Says nothing about what is inside: an Office
 * document is a zip.
 *
 * @param raw the beginning of the file, as stored
 */
const char *ex_archive_format(struct ex_str raw);

/** What an entry is. */
enum ex_archive_type {
    EX_ARCHIVE_FILE,
    EX_ARCHIVE_FOLDER,
    EX_ARCHIVE_LINK,  /**< symbolic or hard */
    EX_ARCHIVE_OTHER, /**< device, FIFO, socket */
};

/** One entry. */
struct ex_archive_entry {
    /** UTF-8 if the archive allows to know, else bytes; good until the next entry */
    struct ex_str name;
    enum ex_archive_type type;
    bool single;      /**< the archive is one compressed file: the name is of no use */
    bool encrypted;
    bool has_time;
    int64_t modified; /**< when it has a time, in ticks (model/value.h) */
};

/** What ex_archive_next() found. */
enum ex_archive_step {
    EX_ARCHIVE_ENTRY,
    EX_ARCHIVE_BAD_ENTRY, /**< one that cannot be read; there may be more */
    EX_ARCHIVE_END,
    EX_ARCHIVE_DAMAGED,   /**< nothing more can be read */
};

struct ex_archive;

/**
 * Begin to read an archive.
 *
 * @param source must outlive it; only its stored bytes are read
 * @return never NULL; free with ex_archive_free()
 */
struct ex_archive *ex_archive_open(struct ex_source *source);
void ex_archive_free(struct ex_archive *archive);
void ex_archive_auto(struct ex_archive **archive); /**< ex_archive_free() for EX_AUTO */

/** The next entry; what is left of the one before is passed over. */
EX_MUSTUSE enum ex_archive_step ex_archive_next(struct ex_archive *archive,
                                                struct ex_archive_entry *entry);

/**
 * The next bytes of the entry.
 *
 * @param bytes set to them, at most 64 KiB; n == 0 at the end; good until the next call
 * @return false when the rest of the entry cannot be read: see ex_archive_problem()
 */
EX_MUSTUSE bool ex_archive_read(struct ex_archive *archive, struct ex_str *bytes);

/** What is wrong, after a bad entry, damage or a failed read: a clause, of any bytes. */
struct ex_str ex_archive_problem(const struct ex_archive *archive);

/** Stored bytes that were read so far; those that were read twice count twice. */
uint64_t ex_archive_consumed(const struct ex_archive *archive);

#endif
