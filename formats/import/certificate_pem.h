/* SPDX-License-Identifier: MIT */
/**
 * @file
 * PEM (RFC 7468, and what was written before it): text with blocks of base64
 * between lines of BEGIN and END.
 */
#ifndef EX_IMPORT_CERTIFICATE_PEM_H
#define EX_IMPORT_CERTIFICATE_PEM_H

#include "base/ex.h"
#include "base/str.h"

/** One block of a text. */
struct ex_pem {
    struct ex_str label; /**< "CERTIFICATE" */
    struct ex_str body;  /**< the base64, with its white space */
    bool encrypted;      /**< its headers say so (RFC 1421) */
    bool ended;          /**< there is a line of END with the same label */
    size_t begin;        /**< of the line of BEGIN, in the text */
    size_t end;
};

/**
 * Find the next block whose line of BEGIN starts at or behind `*at`, which is moved behind it.
 * A block without an end goes to the next BEGIN, or to the end of the text.
 */
EX_MUSTUSE bool ex_pem_next(struct ex_str text, size_t *at, struct ex_pem *out);

/** Whether the block is a private key of any sort. */
bool ex_pem_is_key(const struct ex_pem *pem);

/** Whether a private key is protected by a password. */
bool ex_pem_is_locked(const struct ex_pem *pem);

#endif
