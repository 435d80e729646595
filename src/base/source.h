/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A file of a dump as a stream of UTF-8.
 *
 * Whatever the encoding of the file (UTF-8, UTF-16, UTF-32, with or without
 * a byte order mark, or Windows-1252 as the last resort), readers see UTF-8
 * without a mark, and all offsets in exlint are offsets into that stream. The
 * encoding is decided by the byte order mark, then by the pattern of zero
 * bytes, then by whether the bytes are UTF-8; a declaration inside the file
 * is not believed.
 *
 * Columns are worked out only when something is printed: while it is read, a
 * source keeps a checkpoint for every 64 KiB of the file, and
 * ex_source_place() reads that piece of the file again. LF, CR LF and a CR
 * alone each end one line.
 *
 * A file is as long as it was when it was opened: what is added later is not
 * read, and a file that became shorter has failed. One thread at a time.
 */
#ifndef EX_BASE_SOURCE_H
#define EX_BASE_SOURCE_H

#include "base/diag.h"
#include "base/ex.h"
#include "base/spool.h"
#include "base/str.h"

enum ex_encoding {
    EX_UTF8,
    EX_UTF8_BOM,
    EX_UTF16LE,
    EX_UTF16BE,
    EX_UTF32LE,
    EX_UTF32BE,
    EX_WINDOWS1252,
};

/** The usual name of an encoding, such as "UTF-16LE". */
const char *ex_encoding_name(enum ex_encoding encoding);

struct ex_source;

/**
 * Open a regular file for reading. Devices, FIFOs and sockets are refused
 * without blocking; symbolic links are the caller's business.
 *
 * @param path   where it is
 * @param name   how messages and reports name it; copied
 * @param diags  gets an EX_WARNING on failure
 * @return NULL on failure; else free with ex_source_free()
 */
struct ex_source *ex_source_open(const char *path, struct ex_str name, struct ex_diags *diags);

/**
 * A source over part of a spool (an archive member, standard input), of which
 * it reads nothing else. It needs no descriptor of its own, however many there are.
 *
 * @param spool a reference is taken
 * @param start where the part begins; `size` bytes from there must be in the spool
 * @param name  how messages and reports name it; copied
 * @param diags gets an EX_WARNING on failure
 * @return NULL on failure; else free with ex_source_free()
 */
struct ex_source *ex_source_from_spool(struct ex_spool *spool, uint64_t start, uint64_t size,
                                       struct ex_str name, struct ex_diags *diags);

/**
 * A source over bytes in memory (tests).
 *
 * @param bytes copied
 */
struct ex_source *ex_source_from_bytes(struct ex_str bytes, struct ex_str name);

/**
 * Give back the descriptor and the buffers of a file that was read; it is
 * opened again when a place or checksum is asked for, if it is still the same
 * file. So a dump may have more files than a process may have open.
 * The heads are gone afterwards. Bytes in memory stay.
 */
void ex_source_rest(struct ex_source *source);

/** Close the file; NULL is allowed. */
void ex_source_free(struct ex_source *source);
void ex_source_auto(struct ex_source **source);

/** The name that messages use; lives as long as the source. */
struct ex_str ex_source_name(const struct ex_source *source);
/** How the file was found to be encoded. */
enum ex_encoding ex_source_encoding(const struct ex_source *source);

/** Size of the file in bytes, as stored. */
uint64_t ex_source_size(const struct ex_source *source);

/** When the file was last changed, in seconds since 1970; INT64_MIN for bytes in memory. */
int64_t ex_source_changed(const struct ex_source *source);

/**
 * SHA-256 of the stored bytes, in lower-case hexadecimal; owned by the source.
 * The first call reads the whole file once more, without moving the reading
 * position. Empty when the file cannot be read.
 */
struct ex_str ex_source_sha256(struct ex_source *source);

/**
 * The first 64 KiB of the file as UTF-8, without moving the reading position:
 * for recognizing the format. Owned by the source.
 */
struct ex_str ex_source_head(struct ex_source *source);

/** The same as stored, for formats that are not text (DER, archives). */
struct ex_str ex_source_raw_head(struct ex_source *source);

/**
 * The next piece of the stream as UTF-8.
 *
 * @param chunk set to the piece, which never splits a code point; good until the next call
 * @return false at the end, or on a read error (see ex_source_failed())
 */
EX_MUSTUSE bool ex_source_read(struct ex_source *source, struct ex_str *chunk);

/** Start again from the beginning. False when a read failed before. */
EX_MUSTUSE bool ex_source_rewind(struct ex_source *source);

/** All of the stored bytes, for small binary files; NULL p when longer than `max` or unreadable. */
struct ex_str ex_source_slurp(struct ex_source *source, size_t max, struct ex_arena *arena);

/**
 * A piece of the stored bytes, at most 64 KiB, without moving the reading
 * position: for formats that are read by position (archives).
 *
 * @param buffer NULL at first; holds the piece when it was not in memory, free with free()
 * @param bytes  set to the piece; n == 0 at the end
 * @return NULL, or why it failed (static text)
 */
EX_MUSTUSE const char *ex_source_stored(struct ex_source *source, uint64_t offset,
                                        unsigned char **buffer, struct ex_str *bytes);

/** Whether reading ended early, with the reason in `message` (may be NULL). */
bool ex_source_failed(const struct ex_source *source, struct ex_str *message);

/** Number of places where bytes were not valid in the encoding and became U+FFFD. */
uint64_t ex_source_bad_bytes(const struct ex_source *source);

/** Code points of a long line that ex_source_place() keeps before the offset. */
#define EX_LINE_TEXT_BEFORE 512u

/** Bytes of a long line that ex_source_place() keeps from the offset on. */
#define EX_LINE_TEXT_AFTER 2048u

/**
 * Line and column of an offset into the stream; an offset behind the end
 * means the end. Neither moves the reading position nor touches the chunk
 * that was read last.
 *
 * @param line_text when not NULL, set to the text of the line, copied to `arena`;
 *                  of a long line the part around the offset, so that the offset is at
 *                  code point `min(column - 1, EX_LINE_TEXT_BEFORE)` of it
 * @param arena     may be NULL when `line_text` is
 * @return line 0 when the file can no longer be read
 */
struct ex_place ex_source_place(struct ex_source *source, uint64_t offset,
                                struct ex_arena *arena, struct ex_str *line_text);

/** One place to be found by ex_source_places(). */
struct ex_source_mark {
    uint64_t offset;
    struct ex_place place; /**< result */
};

/** As ex_source_place() for many offsets in one pass; sorts `marks` by offset. */
void ex_source_places(struct ex_source *source, struct ex_source_mark *marks, size_t n);

#endif
