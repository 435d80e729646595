/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the encodings of files to UTF-8, one piece at a time. Used by
 * base/source only; everything here depends on nothing but its arguments.
 */
#ifndef EX_BASE_DECODE_H
#define EX_BASE_DECODE_H

#include "base/buf.h"
#include "base/source.h"

/** One piece of a file as UTF-8. */
struct ex_decoded {
    struct ex_str text; /**< in the input itself, or in the scratch buffer */
    size_t used;        /**< bytes of the input; a code point cut off at the end is left over */
    uint64_t bad;       /**< places that became U+FFFD */
};

/**
 * The encoding of a file that begins with the bytes of `head`.
 *
 * @param whole whether that is all of the file
 * @param mark  set to the length of the byte order mark
 */
enum ex_encoding ex_decode_sniff(struct ex_rd head, bool whole, size_t *mark);

/**
 * Decode a piece that begins at a code point.
 *
 * @param last    the file ends with the piece: use everything
 * @param scratch where the text goes when it is not simply the input; grows as needed
 */
struct ex_decoded ex_decode(enum ex_encoding encoding, struct ex_rd piece, bool last,
                            struct ex_buf *scratch);

#endif
