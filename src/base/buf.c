/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The growing writer, the bounded reader and base64 (RFC 4648, section 4:
 * four characters of six bits make three bytes; `=` fills up the last group).
 */
#include "base/buf.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

/* Make room for `n` more bytes and the NUL after them. */
static char *reserve(struct ex_buf *buf, size_t n)
{
    size_t need;

    if (__builtin_add_overflow(buf->n, n, &need) || need > SIZE_MAX / 4)
        EX_BUG("a text of more than SIZE_MAX / 4 bytes");
    if (need + 1 > buf->cap) {
        size_t cap = buf->cap ? buf->cap * 2 : 64;

        buf->cap = cap > need ? cap : need + 1;
        buf->p = ex_realloc(buf->p, buf->cap, 1);
    }
    return buf->p + buf->n;
}

static void advance(struct ex_buf *buf, size_t n)
{
    buf->n += n;
    buf->p[buf->n] = '\0';
}

void ex_buf_free(struct ex_buf *buf)
{
    free(buf->p);
    *buf = (struct ex_buf)EX_BUF_INIT;
}

void ex_buf_clear(struct ex_buf *buf)
{
    buf->n = 0;
    if (buf->p)
        buf->p[0] = '\0';
}

void ex_buf_add(struct ex_buf *buf, struct ex_str s)
{
    char *end = reserve(buf, s.n);

    if (s.n)
        memcpy(end, s.p, s.n);
    advance(buf, s.n);
}

void ex_buf_add_text(struct ex_buf *buf, const char *text)
{
    ex_buf_add(buf, ex_str(text));
}

void ex_buf_add_char(struct ex_buf *buf, char c)
{
    *reserve(buf, 1) = c;
    advance(buf, 1);
}

void ex_buf_add_repeat(struct ex_buf *buf, char c, size_t count)
{
    memset(reserve(buf, count), c, count);
    advance(buf, count);
}

void ex_buf_add_rune(struct ex_buf *buf, uint32_t rune)
{
    char bytes[4];

    ex_buf_add(buf, ex_str_n(bytes, ex_utf8_encode(rune, bytes)));
}

void ex_buf_printf(struct ex_buf *buf, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    ex_buf_vprintf(buf, fmt, args);
    va_end(args);
}

void ex_buf_vprintf(struct ex_buf *buf, const char *fmt, va_list args)
{
    char *end = reserve(buf, 64);
    size_t room = buf->cap - buf->n;
    va_list again;
    int n;

    va_copy(again, args);
    n = vsnprintf(end, room, fmt, args);
    if (n < 0)
        EX_BUG("cannot format '%s'", fmt);
    if ((size_t)n >= room)
        vsnprintf(reserve(buf, (size_t)n), (size_t)n + 1, fmt, again);
    va_end(again);
    advance(buf, (size_t)n);
}

struct ex_str ex_buf_str(const struct ex_buf *buf)
{
    return ex_str_n(buf->p, buf->n);
}

/* A little-endian number of `size` bytes, at most eight. */
static bool read_le(struct ex_rd *rd, size_t size, uint64_t *out)
{
    uint64_t value = 0;

    if (rd->n < size)
        return false;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)rd->p[i] << (8 * i);
    rd->p += size;
    rd->n -= size;
    *out = value;
    return true;
}

bool ex_rd_u8(struct ex_rd *rd, uint8_t *out)
{
    uint64_t value;

    if (!read_le(rd, 1, &value))
        return false;
    *out = (uint8_t)value;
    return true;
}

bool ex_rd_u16le(struct ex_rd *rd, uint16_t *out)
{
    uint64_t value;

    if (!read_le(rd, 2, &value))
        return false;
    *out = (uint16_t)value;
    return true;
}

bool ex_rd_u32le(struct ex_rd *rd, uint32_t *out)
{
    uint64_t value;

    if (!read_le(rd, 4, &value))
        return false;
    *out = (uint32_t)value;
    return true;
}

bool ex_rd_i32le(struct ex_rd *rd, int32_t *out)
{
    uint32_t value;

    if (!ex_rd_u32le(rd, &value))
        return false;
    memcpy(out, &value, sizeof value);
    return true;
}

bool ex_rd_u64le(struct ex_rd *rd, uint64_t *out)
{
    return read_le(rd, 8, out);
}

bool ex_rd_skip(struct ex_rd *rd, size_t n)
{
    if (rd->n < n)
        return false;
    if (n) {
        rd->p += n;
        rd->n -= n;
    }
    return true;
}

bool ex_rd_take(struct ex_rd *rd, size_t n, struct ex_rd *out)
{
    struct ex_rd piece = {rd->p, n};

    if (!ex_rd_skip(rd, n))
        return false;
    *out = piece;
    return true;
}

/* Value of a base64 digit, or -1. */
static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (ex_is_digit(c))
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

bool ex_base64_decode(struct ex_str s, unsigned char *out, size_t *n)
{
    uint32_t bits = 0;
    size_t digits = 0;
    size_t padding = 0;
    size_t written = 0;

    for (size_t i = 0; i < s.n; i++) {
        int value = base64_value(s.p[i]);

        if (ex_is_space(s.p[i]))
            continue;
        if (s.p[i] == '=') {
            padding++;
            continue;
        }
        if (value < 0 || padding)
            return false;
        bits = bits << 6 | (uint32_t)value;
        digits++;
        /* Each digit but the first of a group completes a byte. */
        if (digits % 4 != 1)
            out[written++] = (unsigned char)(bits >> (6 - 2 * ((digits + 3) % 4)));
    }
    if (padding > 2 || (digits + padding) % 4 != 0)
        return false;
    *n = written;
    return true;
}

void ex_base64_encode(struct ex_buf *out, const void *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = bytes;

    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        uint32_t bits = (uint32_t)p[i] << 16;

        if (have > 1)
            bits |= (uint32_t)p[i + 1] << 8;
        if (have > 2)
            bits |= p[i + 2];
        for (size_t k = 0; k < 4; k++)
            ex_buf_add_char(out, k <= have ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
}
