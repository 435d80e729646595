/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Two halves of all byte handling: a writer that grows, and a bounded reader
 * that cannot step outside its bytes. Nothing in exlint walks a pointer
 * through untrusted bytes by hand.
 */
#ifndef EX_BASE_BUF_H
#define EX_BASE_BUF_H

#include "base/ex.h"
#include "base/str.h"

#include <stdarg.h>

/** A growing text. `p` is NULL or ends in NUL, which `n` does not count. */
struct ex_buf {
    char *p;
    size_t n;
    size_t cap;
};

#define EX_BUF_INIT {NULL, 0, 0}

void ex_buf_free(struct ex_buf *buf);                            /**< fits EX_AUTO */
void ex_buf_clear(struct ex_buf *buf);                           /**< empty, memory kept */
void ex_buf_add(struct ex_buf *buf, struct ex_str s);
void ex_buf_add_text(struct ex_buf *buf, const char *text);      /**< NUL-terminated */
void ex_buf_add_char(struct ex_buf *buf, char c);
void ex_buf_add_repeat(struct ex_buf *buf, char c, size_t count);
void ex_buf_add_rune(struct ex_buf *buf, uint32_t rune);         /**< as UTF-8; invalid: U+FFFD */
void ex_buf_printf(struct ex_buf *buf, const char *fmt, ...) EX_PRINTF(2, 3);
void ex_buf_vprintf(struct ex_buf *buf, const char *fmt, va_list args) EX_PRINTF(2, 0);

/** The text so far; good until the next change. */
struct ex_str ex_buf_str(const struct ex_buf *buf);

/** Bytes yet to be read. Every ex_rd_ function returns false, and changes nothing, past the end. */
struct ex_rd {
    const unsigned char *p;
    size_t n;
};

/** A reader over `n` bytes at `p`, which it does not own. */
static inline struct ex_rd ex_rd(const void *p, size_t n)
{
    return (struct ex_rd){p, n};
}

/** Read, skip or take off the front; false, and nothing changed, when there is too little. */
EX_MUSTUSE bool ex_rd_u8(struct ex_rd *rd, uint8_t *out);
EX_MUSTUSE bool ex_rd_u16le(struct ex_rd *rd, uint16_t *out);
EX_MUSTUSE bool ex_rd_u32le(struct ex_rd *rd, uint32_t *out);
EX_MUSTUSE bool ex_rd_i32le(struct ex_rd *rd, int32_t *out);
EX_MUSTUSE bool ex_rd_u64le(struct ex_rd *rd, uint64_t *out);
EX_MUSTUSE bool ex_rd_skip(struct ex_rd *rd, size_t n);
EX_MUSTUSE bool ex_rd_take(struct ex_rd *rd, size_t n, struct ex_rd *out);

/**
 * Decode base64 (RFC 4648, with padding; white space is skipped).
 *
 * @param out at least `3 * (s.n / 4 + 1)` bytes
 * @param n   set to the number of bytes written
 * @return false on any other character or on bad padding
 */
EX_MUSTUSE bool ex_base64_decode(struct ex_str s, unsigned char *out, size_t *n);

/** Encode bytes as base64 (RFC 4648, with padding), on one line. */
void ex_base64_encode(struct ex_buf *out, const void *bytes, size_t n);

#endif
