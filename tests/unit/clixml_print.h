/* SPDX-License-Identifier: MIT */
/**
 * @file
 * For tests of the CLIXML importer: reading bytes and printing the records
 * in one line each.
 *
 *     null  lost                      Nil, and what cannot be known
 *     string"x"  integer"5"  ...      primitives
 *     (Noun<Base ="5" $"five" [..] {N=..; M!=..})
 *                                     an object: types, primitive value, ToString, items, members
 *                                     (`!`: a note)
 *     &(...)                          a reference
 */
#ifndef EX_TEST_CLIXML_PRINT_H
#define EX_TEST_CLIXML_PRINT_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/source.h"
#include "formats/import/clixml.h"

/** What reading came to. */
struct clixml_read {
    struct ex_buf records;  /**< one line each */
    struct ex_buf messages; /**< `level line:column text` in a line each */
    struct ex_buf stream;   /**< the whole source as UTF-8 */
    size_t places;          /**< values whose text was compared with the place in the stream */
    size_t wrong_places;
    unsigned restarts;
    struct ex_clixml_result result;
    bool kinds;          /**< in: objects with a type that ends in "Kind" are of a known kind */
    const char *wanted;  /**< in: the member that is wanted across records, or NULL */
    const char *skipped; /**< in: the member that nothing reads, or NULL */
};

void clixml_read(struct clixml_read *r, struct ex_source *source);
void clixml_read_bytes(struct clixml_read *r, const void *bytes, size_t n);
void clixml_read_text(struct clixml_read *r, const char *text);
void clixml_read_free(struct clixml_read *r); /**< fits EX_AUTO */

#endif
