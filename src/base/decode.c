/* SPDX-License-Identifier: MIT */
/**
 * @file
 * UTF-16 and UTF-32 after the Unicode Standard (section 3.10), Windows-1252
 * after the WHATWG Encoding Standard, where the five bytes without a
 * character are the C1 controls of the same number. A surrogate without its
 * partner, a value that is no code point and bytes that are left over at the
 * end become U+FFFD, one each; so does each ill-formed byte of UTF-8.
 *
 * Exports are mostly ASCII in whatever encoding, so UTF-16 goes eight units
 * at a time for as long as they are ASCII.
 */
#include "base/decode.h"

#include "base/arena.h"
#include "base/utf8.h"

#define BAD_TEXT "\xEF\xBF\xBD"
#define BAD_BYTES (sizeof BAD_TEXT - 1)

/* The most bytes of text that one byte of a file can become. */
#define EXPANSION 3u

/* ---- which encoding ---- */

struct mark {
    struct ex_str bytes;
    enum ex_encoding encoding;
};

/* UTF-32LE comes before UTF-16LE, whose mark is its beginning. */
static const struct mark marks[] = {
    {{"\xEF\xBB\xBF", 3}, EX_UTF8_BOM},      {{"\xFF\xFE\x00\x00", 4}, EX_UTF32LE},
    {{"\x00\x00\xFE\xFF", 4}, EX_UTF32BE},   {{"\xFF\xFE", 2}, EX_UTF16LE},
    {{"\xFE\xFF", 2}, EX_UTF16BE},
};

static uint32_t unit16(const unsigned char *p, bool big)
{
    return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t unit32(const unsigned char *p, bool big)
{
    return big ? unit16(p, true) << 16 | unit16(p + 2, true)
               : unit16(p + 2, false) << 16 | unit16(p, false);
}

static bool is_surrogate(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDFFF;
}

static bool is_scalar(uint32_t rune)
{
    return rune <= 0x10FFFF && !is_surrogate(rune);
}

/* Whether all of the head is code points as 32-bit numbers. NUL does not occur in text. */
static bool looks_like_utf32(struct ex_rd head, bool big)
{
    if (head.n < 4)
        return false;
    for (size_t i = 0; i + 4 <= head.n; i += 4) {
        uint32_t rune = unit32(head.p + i, big);

        if (rune == 0 || !is_scalar(rune))
            return false;
    }
    return true;
}

/* What an export begins with: XML, JSON, "#TYPE" of a CSV, a quoted CSV field. */
static bool begins_export(unsigned char c)
{
    return memchr("<{[#\"", c, 5) != NULL;
}

/* At least 90 % of the high halves are zero and hardly any low half, or a telling beginning. */
static bool looks_like_utf16(struct ex_rd head, bool big)
{
    size_t pairs = head.n / 2;
    size_t zeros[2] = {0, 0};

    if (pairs == 0)
        return false;
    if (head.p[big ? 0 : 1] == 0 && begins_export(head.p[big ? 1 : 0]))
        return true;
    for (size_t i = 0; i < pairs * 2; i++)
        zeros[i % 2] += head.p[i] == 0;
    return zeros[big ? 0 : 1] * 10 >= pairs * 9 && zeros[big ? 1 : 0] * 10 <= pairs;
}

/* How many bytes at the end may be a code point whose rest is yet to come. */
static size_t utf8_cut_off(struct ex_str s)
{
    for (size_t back = 1; back <= 3 && back <= s.n; back++) {
        unsigned char c = (unsigned char)s.p[s.n - back];

        if ((c & 0xC0) == 0x80)
            continue;
        if (c < 0xC0)
            return 0;
        return back < (c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u) ? back : 0;
    }
    return 0;
}

static struct ex_str as_str(struct ex_rd rd)
{
    return ex_str_n((const char *)rd.p, rd.n);
}

enum ex_encoding ex_decode_sniff(struct ex_rd head, bool whole, size_t *mark)
{
    struct ex_str text = as_str(head);

    *mark = 0;
    for (size_t i = 0; i < EX_COUNT(marks); i++) {
        if (!ex_str_starts(text, marks[i].bytes))
            continue;
        *mark = marks[i].bytes.n;
        return marks[i].encoding;
    }
    if (looks_like_utf32(head, false))
        return EX_UTF32LE;
    if (looks_like_utf32(head, true))
        return EX_UTF32BE;
    if (looks_like_utf16(head, false))
        return EX_UTF16LE;
    if (looks_like_utf16(head, true))
        return EX_UTF16BE;
    if (!whole)
        text.n -= utf8_cut_off(text);
    return ex_utf8_valid(text) ? EX_UTF8 : EX_WINDOWS1252;
}

/* ---- decoding ---- */

/* The output of one piece: there is room for EXPANSION bytes for each byte of input. */
struct out {
    char *p;
    size_t n;
    uint64_t bad;
};

static void put_rune(struct out *out, uint32_t rune)
{
    out->n += ex_utf8_encode(rune, out->p + out->n);
}

static void put_bad(struct out *out)
{
    memcpy(out->p + out->n, BAD_TEXT, BAD_BYTES);
    out->n += BAD_BYTES;
    out->bad++;
}

static size_t decode_utf8(struct ex_rd in, bool last, struct out *out)
{
    struct ex_str s = as_str(in);
    size_t i = 0;

    if (!last)
        s.n -= utf8_cut_off(s);
    while (i < s.n) {
        size_t good = ex_utf8_span(ex_str_slice(s, i, s.n));

        memcpy(out->p + out->n, s.p + i, good);
        out->n += good;
        i += good;
        if (i < s.n) {
            put_bad(out);
            i++;
        }
    }
    return i;
}

/* Eight 16-bit numbers and eight bytes, as the compiler's vectors. */
typedef uint16_t units __attribute__((vector_size(16)));
typedef uint8_t octets __attribute__((vector_size(8)));

/* Copy ASCII for as long as eight units at a time are ASCII; returns the bytes used. */
static size_t copy_ascii16(struct ex_rd in, bool big, struct out *out)
{
    const bool swap = big == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    size_t i = 0;

    for (; in.n - i >= sizeof(units); i += sizeof(units)) {
        uint64_t halves[2];
        octets bytes;
        units u;

        memcpy(&u, in.p + i, sizeof u);
        if (swap)
            u = u << 8 | u >> 8;
        memcpy(halves, &u, sizeof halves);
        if ((halves[0] | halves[1]) & 0xFF80FF80FF80FF80u)
            break;
        bytes = __builtin_convertvector(u, octets);
        memcpy(out->p + out->n, &bytes, sizeof bytes);
        out->n += sizeof bytes;
    }
    return i;
}

/* One code point at `p`; returns its bytes, 0 when its other half is yet to come. */
static size_t decode_pair(struct ex_rd in, bool big, bool last, struct out *out)
{
    uint32_t high = unit16(in.p, big);
    uint32_t low;

    if (!is_surrogate(high)) {
        put_rune(out, high);
        return 2;
    }
    if (in.n < 4 && high < 0xDC00 && !last)
        return 0;
    low = in.n >= 4 ? unit16(in.p + 2, big) : 0;
    if (high >= 0xDC00 || low < 0xDC00 || low > 0xDFFF) {
        put_bad(out);
        return 2;
    }
    put_rune(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    return 4;
}

static size_t decode_utf16(struct ex_rd in, bool big, bool last, struct out *out)
{
    size_t i = 0;

    while (in.n - i >= 2) {
        i += copy_ascii16(ex_rd(in.p + i, in.n - i), big, out);
        /* After a break look at some units singly before trying eight at once again. */
        for (size_t k = 0; k < 8 && in.n - i >= 2; k++) {
            size_t used = decode_pair(ex_rd(in.p + i, in.n - i), big, last, out);

            if (used == 0)
                return i;
            i += used;
        }
    }
    if (last && i < in.n) {
        put_bad(out);
        i = in.n;
    }
    return i;
}

static size_t decode_utf32(struct ex_rd in, bool big, bool last, struct out *out)
{
    size_t i = 0;

    for (; in.n - i >= 4; i += 4) {
        uint32_t rune = unit32(in.p + i, big);

        if (is_scalar(rune))
            put_rune(out, rune);
        else
            put_bad(out);
    }
    if (last && i < in.n) {
        put_bad(out);
        i = in.n;
    }
    return i;
}

static size_t decode_windows1252(struct ex_rd in, struct out *out)
{
    /* 0x80 to 0x9F; all others are the code point of the same number. */
    static const uint16_t upper[32] = {
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    };

    for (size_t i = 0; i < in.n; i++) {
        uint32_t c = in.p[i];

        put_rune(out, c >= 0x80 && c < 0xA0 ? upper[c - 0x80] : c);
    }
    return in.n;
}

static size_t decode_into(enum ex_encoding encoding, struct ex_rd piece, bool last,
                          struct out *out)
{
    switch (encoding) {
    case EX_UTF8:
    case EX_UTF8_BOM:
        return decode_utf8(piece, last, out);
    case EX_UTF16LE:
    case EX_UTF16BE:
        return decode_utf16(piece, encoding == EX_UTF16BE, last, out);
    case EX_UTF32LE:
    case EX_UTF32BE:
        return decode_utf32(piece, encoding == EX_UTF32BE, last, out);
    case EX_WINDOWS1252:
        return decode_windows1252(piece, out);
    }
    EX_BUG("encoding %d", (int)encoding);
}

/* Where the text is simply the input, and nothing has to be copied. */
static bool decode_in_place(struct ex_rd piece, bool last, struct ex_decoded *decoded)
{
    struct ex_str s = as_str(piece);

    if (!last)
        s.n -= utf8_cut_off(s);
    if (!ex_utf8_valid(s))
        return false;
    *decoded = (struct ex_decoded){s, s.n, 0};
    return true;
}

struct ex_decoded ex_decode(enum ex_encoding encoding, struct ex_rd piece, bool last,
                            struct ex_buf *scratch)
{
    size_t room = piece.n * EXPANSION + 4;
    struct ex_decoded decoded;
    struct out out;

    if ((encoding == EX_UTF8 || encoding == EX_UTF8_BOM) &&
        decode_in_place(piece, last, &decoded))
        return decoded;
    if (scratch->cap < room) {
        scratch->p = ex_realloc(scratch->p, room, 1);
        scratch->cap = room;
    }
    out = (struct out){scratch->p, 0, 0};
    decoded.used = decode_into(encoding, piece, last, &out);
    decoded.text = ex_str_n(out.p, out.n);
    decoded.bad = out.bad;
    return decoded;
}
