/* SPDX-License-Identifier: MIT */
/**
 * @file
 * UTF-8 after the table "Well-Formed UTF-8 Byte Sequences" of the Unicode
 * Standard (section 3.9): the lead byte gives the length, and for E0, ED, F0
 * and F4 a narrower range for the second byte, which rules out overlong
 * forms, surrogates and values above U+10FFFF.
 */
#include "base/utf8.h"

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Length of the sequence that a lead byte begins; 0 for a byte that begins none. */
static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    if (lead < 0xE0)
        return 2;
    return lead < 0xF0 ? 3 : 4;
}

static bool second_byte_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second < 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

size_t ex_utf8_decode(struct ex_str s, uint32_t *rune)
{
    /* Bits of the code point that are in the lead byte, by length. */
    static const unsigned char lead_bits[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned char lead = (unsigned char)s.p[0];
    size_t length = sequence_length(lead);
    uint32_t value = lead & lead_bits[length];

    *rune = EX_RUNE_BAD;
    if (length == 0 || length > s.n)
        return 1;
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(s.p[i]))
            return 1;
        value = value << 6 | ((unsigned char)s.p[i] & 0x3Fu);
    }
    if (length > 1 && !second_byte_fits(lead, (unsigned char)s.p[1]))
        return 1;
    *rune = value;
    return length;
}

size_t ex_utf8_encode(uint32_t rune, char out[4])
{
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = EX_RUNE_BAD;
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xC0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3F));
        return 2;
    }
    if (rune < 0x10000) {
        out[0] = (char)(0xE0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (char)(0x80 | (rune & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3F));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3F));
    out[3] = (char)(0x80 | (rune & 0x3F));
    return 4;
}

/* Number of ASCII bytes at `p`, looking at 32 bytes at a time. */
static size_t ascii_span(const char *p, size_t n)
{
    size_t i = 0;

    for (; n - i >= 32; i += 32) {
        uint64_t w[4];

        memcpy(w, p + i, sizeof w);
        if ((w[0] | w[1] | w[2] | w[3]) & 0x8080808080808080u)
            break;
    }
    while (i < n && (unsigned char)p[i] < 0x80)
        i++;
    return i;
}

size_t ex_utf8_span(struct ex_str s)
{
    size_t i = 0;

    while (i < s.n) {
        uint32_t rune;
        size_t used;

        if ((unsigned char)s.p[i] < 0x80) {
            i += ascii_span(s.p + i, s.n - i);
            continue;
        }
        used = ex_utf8_decode(ex_str_n(s.p + i, s.n - i), &rune);
        if (used == 1)
            break;
        i += used;
    }
    return i;
}

bool ex_utf8_valid(struct ex_str s)
{
    return ex_utf8_span(s) == s.n;
}

size_t ex_utf8_count(struct ex_str s)
{
    size_t count = 0;
    size_t i = 0;

    while (i < s.n) {
        uint32_t rune;
        size_t ascii = ascii_span(s.p + i, s.n - i);

        count += ascii;
        i += ascii;
        if (i == s.n)
            break;
        i += ex_utf8_decode(ex_str_n(s.p + i, s.n - i), &rune);
        count++;
    }
    return count;
}
