/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of a source: shared by source.c (reading), place.c (lines and
 * columns) and spool.c (bytes without a path), and by nothing else.
 */
#ifndef EX_BASE_SOURCE_IMPL_H
#define EX_BASE_SOURCE_IMPL_H

#include "base/buf.h"
#include "base/source.h"
#include "base/vec.h"

#include <sys/types.h>

/** Bytes of a file that are read and decoded together. */
#define EX_SOURCE_PIECE ((size_t)64 << 10)

/** Lines and columns before some offset. Both 0-based; the column in code points. */
struct ex_line_state {
    uint64_t line;
    uint64_t column;
    bool after_cr; /**< the code point before was CR: whether the line ended depends on the next */
};

/**
 * Where reading can start again. Pieces always begin at the same offsets of
 * the file, whoever reads them, so each piece has one checkpoint.
 */
struct ex_checkpoint {
    uint64_t offset; /**< into the stream */
    uint64_t file;   /**< into the file */
    struct ex_line_state lines;
};

/** A position in the stream with the buffers of the piece before it. */
struct ex_cursor {
    uint64_t offset; /**< into the stream */
    uint64_t file;   /**< into the file */
    unsigned char *raw;
    struct ex_buf text;
};

struct ex_source {
    char *path; /**< NULL: bytes in memory, or part of a spool */
    struct ex_spool *spool;     /**< NULL: none; holds a reference */
    uint64_t start;             /**< where its part of the spool begins */
    struct ex_str name;
    int fd;                     /**< of the file at `path`; -1: none, or resting */
    dev_t device;               /**< which file it was when it was opened */
    ino_t inode;
    const unsigned char *bytes; /**< in memory: all of them; else the head */
    size_t byte_count;
    uint64_t size;
    int64_t changed;            /**< INT64_MIN: bytes in memory */
    enum ex_encoding encoding;
    size_t mark; /**< length of the byte order mark */

    struct ex_cursor main;        /**< for ex_source_read() */
    struct ex_cursor probe;       /**< for places */
    struct ex_buf head;           /**< for ex_source_head() */
    struct ex_checkpoint end;     /**< how far anybody has read */
    struct ex_vec checkpoints;    /**< of struct ex_checkpoint, one for each piece so far */
    uint64_t bad;

    struct ex_str failure; /**< owned */
    char sha256[65];
};

/**
 * The next piece at a cursor as UTF-8, and on with the cursor.
 *
 * @param error set to the reason, heap text, when reading failed; else to NULL
 * @return false at the end or on failure
 */
EX_MUSTUSE bool ex_source_next(struct ex_source *source, struct ex_cursor *cursor,
                               struct ex_str *text, char **error);

/** The reason of a failed call, by its errno and without the locale. */
const char *ex_error_text(int error);

/** Read exactly `n` bytes of a file at `offset`; NULL, or why it failed. */
EX_MUSTUSE const char *ex_read_fully(int fd, unsigned char *to, size_t n, uint64_t offset);

/** Carry `lines` over a whole piece of well-formed UTF-8. */
void ex_lines_advance(struct ex_line_state *lines, struct ex_str text);

#endif
