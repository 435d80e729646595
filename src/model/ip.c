/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Addresses of the Internet protocol and ranges of them. What is not globally
 * reachable comes from the special-purpose address registries of IANA (RFC
 * 6890 and its successors), one row each, most specific row first.
 */
#include "model/host.h"

#include <arpa/inet.h>
#include <stdlib.h>

#define V4_BYTES 4u
#define V6_BYTES 16u

struct block {
    uint8_t bytes[V6_BYTES]; /* IPv4 in the first four */
    uint8_t bits;
    bool special;
};

static const struct block v4_blocks[] = {
    {{192, 0, 0, 9}, 32, false},     /* Port Control Protocol anycast, RFC 7723 */
    {{192, 0, 0, 10}, 32, false},    /* TURN anycast, RFC 8155 */
    {{0, 0, 0, 0}, 8, true},         /* "this network", RFC 791 */
    {{10, 0, 0, 0}, 8, true},        /* private use, RFC 1918 */
    {{100, 64, 0, 0}, 10, true},     /* shared by providers, RFC 6598 */
    {{127, 0, 0, 0}, 8, true},       /* loopback, RFC 1122 */
    {{169, 254, 0, 0}, 16, true},    /* link local, RFC 3927 */
    {{172, 16, 0, 0}, 12, true},     /* private use, RFC 1918 */
    {{192, 0, 0, 0}, 24, true},      /* protocol assignments, RFC 6890 */
    {{192, 0, 2, 0}, 24, true},      /* documentation, RFC 5737 */
    {{192, 88, 99, 0}, 24, true},    /* 6to4 relays, withdrawn by RFC 7526 */
    {{192, 168, 0, 0}, 16, true},    /* private use, RFC 1918 */
    {{198, 18, 0, 0}, 15, true},     /* benchmarks, RFC 2544 */
    {{198, 51, 100, 0}, 24, true},   /* documentation, RFC 5737 */
    {{203, 0, 113, 0}, 24, true},    /* documentation, RFC 5737 */
    {{224, 0, 0, 0}, 4, true},       /* multicast, RFC 5771 */
    {{240, 0, 0, 0}, 4, true},       /* reserved, RFC 1112; limited broadcast, RFC 919 */
};

static const struct block v6_blocks[] = {
    {{0x20, 0x01, 0x00, 0x01, [15] = 1}, 128, false},       /* PCP anycast, RFC 7723 */
    {{0x20, 0x01, 0x00, 0x01, [15] = 2}, 128, false},       /* TURN anycast, RFC 8155 */
    {{0x20, 0x01, 0x00, 0x01, [15] = 3}, 128, false},       /* SRP anycast, RFC 9665 */
    {{0x20, 0x01, 0x00, 0x03}, 32, false},                  /* AMT, RFC 7450 */
    {{0x20, 0x01, 0x00, 0x04, 0x01, 0x12}, 48, false},      /* AS112, RFC 7535 */
    {{0x20, 0x01, 0x00, 0x20}, 28, false},                  /* ORCHIDv2, RFC 7343 */
    {{0x20, 0x01, 0x00, 0x30}, 28, false},                  /* drone identifiers, RFC 9374 */
    {{0}, 127, true},                                       /* unspecified and loopback, RFC 4291 */
    {{[10] = 0xFF, [11] = 0xFF}, 96, true},                 /* IPv4-mapped, RFC 4291 */
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48, true},       /* local translation, RFC 8215 */
    {{0x01, 0x00}, 63, true},                               /* discard only and dummy, RFC 6666 */
    {{0x20, 0x01}, 23, true},                               /* protocol assignments, RFC 2928 */
    {{0x20, 0x01, 0x0D, 0xB8}, 32, true},                   /* documentation, RFC 3849 */
    {{0x20, 0x02}, 16, true},                               /* 6to4, see RFC 7526 */
    {{0x3F, 0xFF}, 20, true},                               /* documentation, RFC 9637 */
    {{0x5F, 0x00}, 16, true},                               /* segment routing, RFC 9602 */
    {{0xFC, 0x00}, 7, true},                                /* unique local, RFC 4193 */
    {{0xFE, 0x80}, 10, true},                               /* link local, RFC 4291 */
    {{0xFE, 0xC0}, 10, true},                               /* site local, withdrawn by RFC 3879 */
    {{0xFF, 0x00}, 8, true},                                /* multicast, RFC 4291 */
};

/* The bytes that count, and their number. */
static const uint8_t *significant(const struct ex_ip *ip, size_t *n)
{
    *n = ip->v6 ? V6_BYTES : V4_BYTES;
    return ip->bytes + (V6_BYTES - *n);
}

bool ex_ip_parse(struct ex_str text, struct ex_ip *out)
{
    bool bracketed = text.n > 1 && text.p[0] == '[' && text.p[text.n - 1] == ']';
    if (bracketed)
        text = ex_str_slice(text, 1, text.n - 1);

    char buf[INET6_ADDRSTRLEN] = {0};
    if (text.n == 0 || text.n >= sizeof buf || ex_str_find(text, '\0') != SIZE_MAX)
        return false;
    memcpy(buf, text.p, text.n);

    struct ex_ip ip = {.v6 = ex_str_find(text, ':') != SIZE_MAX};
    if (bracketed && !ip.v6)
        return false;
    size_t offset = ip.v6 ? 0 : V6_BYTES - V4_BYTES;
    if (inet_pton(ip.v6 ? AF_INET6 : AF_INET, buf, ip.bytes + offset) != 1)
        return false;
    *out = ip;
    return true;
}

int ex_ip_cmp(const struct ex_ip *a, const struct ex_ip *b)
{
    if (a->v6 != b->v6)
        return a->v6 ? 1 : -1;
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

struct ex_str ex_ip_text(struct ex_arena *arena, const struct ex_ip *ip)
{
    char buf[INET6_ADDRSTRLEN];
    size_t n;
    const uint8_t *bytes = significant(ip, &n);
    if (!inet_ntop(ip->v6 ? AF_INET6 : AF_INET, bytes, buf, sizeof buf))
        EX_BUG("an address has no text");
    return ex_arena_str(arena, ex_str(buf));
}

struct ex_str ex_ip_reverse_name(struct ex_arena *arena, const struct ex_ip *ip)
{
    static const char digits[] = "0123456789abcdef";
    char text[4 * V6_BYTES];
    size_t n = 0;

    if (!ip->v6)
        return ex_arena_printf(arena, "%u.%u.%u.%u.in-addr.arpa", ip->bytes[15], ip->bytes[14],
                               ip->bytes[13], ip->bytes[12]);
    for (size_t i = V6_BYTES; i-- > 0;) {
        text[n++] = digits[ip->bytes[i] & 15];
        text[n++] = '.';
        text[n++] = digits[ip->bytes[i] >> 4];
        text[n++] = '.';
    }
    return ex_arena_printf(arena, "%.*sip6.arpa", (int)n, text);
}

/* The byte at `i` of a mask of `bits` ones. */
static uint8_t mask_byte(unsigned bits, size_t i)
{
    unsigned before = (unsigned)i * 8;
    if (bits <= before)
        return 0;
    return (uint8_t)(bits - before >= 8 ? 0xFFu : 0xFF00u >> (bits - before));
}

static bool block_has(const struct block *block, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((bytes[i] ^ block->bytes[i]) & mask_byte(block->bits, i))
            return false;
    }
    return true;
}

bool ex_ip_special(const struct ex_ip *ip)
{
    const struct block *blocks = ip->v6 ? v6_blocks : v4_blocks;
    size_t count = ip->v6 ? EX_COUNT(v6_blocks) : EX_COUNT(v4_blocks);
    size_t n;
    const uint8_t *bytes = significant(ip, &n);
    for (size_t i = 0; i < count; i++) {
        if (block_has(&blocks[i], bytes, n))
            return blocks[i].special;
    }
    return false;
}

/* The range of the addresses that share the first `bits` bits with `ip`. */
static struct ex_ip_range range_of_prefix(const struct ex_ip *ip, unsigned bits)
{
    struct ex_ip_range range = {*ip, *ip};
    size_t n;
    (void)significant(ip, &n);
    size_t offset = V6_BYTES - n;
    for (size_t i = 0; i < n; i++) {
        uint8_t mask = mask_byte(bits, i);
        range.low.bytes[offset + i] &= mask;
        range.high.bytes[offset + i] |= (uint8_t)~mask;
    }
    return range;
}

/* Number of leading ones when nothing but zeros follows. */
static bool mask_bits(const struct ex_ip *mask, unsigned *bits)
{
    size_t n;
    const uint8_t *bytes = significant(mask, &n);
    *bits = 0;
    while (*bits < n * 8 && (bytes[*bits / 8] & (0x80u >> (*bits % 8))))
        (*bits)++;
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != mask_byte(*bits, i))
            return false;
    }
    return true;
}

static bool parse_pair(struct ex_str low, struct ex_str high, struct ex_ip_range *out)
{
    struct ex_ip_range range;
    if (!ex_ip_parse(ex_str_trim(low), &range.low) || !ex_ip_parse(ex_str_trim(high), &range.high))
        return false;
    if (range.low.v6 != range.high.v6 || ex_ip_cmp(&range.low, &range.high) > 0)
        return false;
    *out = range;
    return true;
}

static bool parse_prefix(struct ex_str address, struct ex_str length, struct ex_ip_range *out)
{
    struct ex_ip ip;
    uint64_t bits;
    if (length.n == 0 || length.n > 3 || !ex_is_digit(length.p[0]))
        return false;
    if (!ex_ip_parse(address, &ip) || !ex_str_to_uint(length, &bits))
        return false;
    if (bits > (ip.v6 ? 128u : 32u))
        return false;
    *out = range_of_prefix(&ip, (unsigned)bits);
    return true;
}

static bool parse_masked(struct ex_str address, struct ex_str mask_text, struct ex_ip_range *out)
{
    struct ex_ip ip;
    struct ex_ip mask;
    unsigned bits;
    if (!ex_ip_parse(address, &ip) || !ex_ip_parse(mask_text, &mask) || ip.v6 != mask.v6)
        return false;
    if (!mask_bits(&mask, &bits))
        return false;
    *out = range_of_prefix(&ip, bits);
    return true;
}

bool ex_ip_range_parse(struct ex_str text, struct ex_ip_range *out)
{
    text = ex_str_trim(text);
    size_t dash = ex_str_find(text, '-');
    if (dash != SIZE_MAX)
        return parse_pair(ex_str_slice(text, 0, dash), ex_str_slice(text, dash + 1, text.n), out);
    size_t slash = ex_str_find(text, '/');
    if (slash != SIZE_MAX)
        return parse_prefix(ex_str_slice(text, 0, slash), ex_str_slice(text, slash + 1, text.n),
                            out);
    size_t paren = ex_str_find(text, '(');
    if (paren != SIZE_MAX && text.p[text.n - 1] == ')')
        return parse_masked(ex_str_slice(text, 0, paren),
                            ex_str_slice(text, paren + 1, text.n - 1), out);
    return parse_pair(text, text, out);
}

/* A range of IPv4 as numbers, inclusive. */
struct span {
    uint64_t low;
    uint64_t high;
};

static uint64_t v4_number(const uint8_t bytes[V4_BYTES])
{
    return (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 | (uint64_t)bytes[2] << 8 | bytes[3];
}

static int span_cmp(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    return (x->low > y->low) - (x->low < y->low);
}

/* The special-purpose blocks and the ranges, in one list; returns their number. */
static size_t collect_spans(const struct ex_ip_range *ranges, size_t n, struct span *spans)
{
    size_t count = 0;
    for (size_t i = 0; i < EX_COUNT(v4_blocks); i++) {
        const struct block *block = &v4_blocks[i];
        uint64_t low = v4_number(block->bytes);
        if (block->special)
            spans[count++] = (struct span){low, low + (UINT64_C(1) << (32 - block->bits)) - 1};
    }
    for (size_t i = 0; i < n; i++) {
        size_t offset = V6_BYTES - V4_BYTES;
        if (!ranges[i].low.v6 && !ranges[i].high.v6)
            spans[count++] = (struct span){v4_number(ranges[i].low.bytes + offset),
                                           v4_number(ranges[i].high.bytes + offset)};
    }
    return count;
}

bool ex_ip_ranges_cover_public_v4(const struct ex_ip_range *ranges, size_t n)
{
    EX_AUTO(ex_free_auto) struct span *spans =
        ex_realloc(NULL, n + EX_COUNT(v4_blocks), sizeof *spans);
    size_t count = collect_spans(ranges, n, spans);
    qsort(spans, count, sizeof *spans, span_cmp);

    uint64_t next = 0; /* all below is covered */
    for (size_t i = 0; i < count && spans[i].low <= next; i++) {
        if (spans[i].high >= next)
            next = spans[i].high + 1;
    }
    return next > UINT32_MAX;
}
