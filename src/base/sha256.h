/* SPDX-License-Identifier: MIT */
/**
 * @file
 * SHA-256 (FIPS 180-4), for fingerprints of findings and of input files. Not
 * a secret is hashed: nothing here needs to run in constant time.
 */
#ifndef EX_BASE_SHA256_H
#define EX_BASE_SHA256_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"

#define EX_SHA256_BYTES 32u

/** The state of a hash; begin with ex_sha256_init(). Owns nothing. */
struct ex_sha256 {
    uint32_t state[8];
    uint64_t length;         /**< bytes hashed so far */
    unsigned char block[64]; /**< the last `length % 64` of them */
};

/** Start a new message. */
void ex_sha256_init(struct ex_sha256 *hash);

/** Hash `n` more bytes. */
void ex_sha256_add(struct ex_sha256 *hash, const void *p, size_t n);

/** The digest of all bytes added; `hash` must be initialized before it is used again. */
void ex_sha256_finish(struct ex_sha256 *hash, unsigned char digest[EX_SHA256_BYTES]);

/** The digest in lower-case hexadecimal, with a NUL. */
void ex_sha256_hex(const unsigned char digest[EX_SHA256_BYTES], char out[2 * EX_SHA256_BYTES + 1]);

/** The digest of a string, in lower-case hexadecimal, in the arena. */
struct ex_str ex_sha256_of(struct ex_str s, struct ex_arena *arena);

#endif
