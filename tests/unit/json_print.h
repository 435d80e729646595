/* SPDX-License-Identifier: MIT */
/**
 * @file
 * For tests of the JSON importer: reading bytes and printing the records in
 * one line each.
 *
 *     null  lost  true  5  1e3        as in JSON; `lost`: cannot be known
 *     "x"  *                          a text; a secret
 *     {a=..; b=..}  [..; ..]          objects, arrays
 *     name: {..}                      a record that stands under a name
 *     name: none                      an empty list
 */
#ifndef EX_TEST_JSON_PRINT_H
#define EX_TEST_JSON_PRINT_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/source.h"
#include "formats/import/json.h"

/** What reading came to. */
struct json_read {
    struct ex_buf records;  /**< one line each */
    struct ex_buf messages; /**< `line:column text` in a line each */
    struct ex_buf stream;   /**< the whole source as UTF-8 */
    size_t places;          /**< values that were looked for at their places */
    size_t wrong_places;
    size_t asked; /**< times that a kind was asked for */
    struct ex_json_result result;
    const char *skipped; /**< in: the member of known objects that nothing reads, or NULL */
    bool quiet;          /**< in: do not print records */
};

/** Objects with a member `Kind` are of a known kind; `Get-` begins the name of a cmdlet. */
void json_read(struct json_read *r, struct ex_source *source);
void json_read_bytes(struct json_read *r, const void *bytes, size_t n);
void json_read_text(struct json_read *r, const char *text);
void json_read_free(struct json_read *r); /**< fits EX_AUTO */

#endif
