/* SPDX-License-Identifier: MIT */
/**
 * @file
 * SHA-256 as FIPS 180-4 defines it: the message is padded to blocks of 64
 * bytes with one bit, zeros and its length in bits; each block is expanded to
 * 64 words (section 6.2.2, step 1), which 64 rounds mix into the eight words
 * of the state (step 3). All numbers are big-endian.
 *
 * On x86 processors with the SHA extensions the rounds run on those, about
 * six times as fast: the size of a dump is in gigabytes.
 */
#include "base/sha256.h"

#if defined(__x86_64__)
#define HAVE_SHA_NI 1
#include <cpuid.h>
#include <immintrin.h>
#else
#define HAVE_SHA_NI 0
#endif

#define BLOCK 64u

/* Section 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Section 5.3.3: the same of the square roots of the first eight primes. */
static const uint32_t initial_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static uint32_t rotate_right(uint32_t x, unsigned bits)
{
    return x >> bits | x << (32 - bits);
}

static uint32_t read_be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void expand(const unsigned char *block, uint32_t w[64])
{
    for (size_t t = 0; t < 16; t++)
        w[t] = read_be32(block + 4 * t);
    for (size_t t = 16; t < 64; t++) {
        uint32_t a = w[t - 15];
        uint32_t b = w[t - 2];
        uint32_t sigma0 = rotate_right(a, 7) ^ rotate_right(a, 18) ^ a >> 3;
        uint32_t sigma1 = rotate_right(b, 17) ^ rotate_right(b, 19) ^ b >> 10;

        w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
    }
}

static void compress(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64];
    uint32_t v[8];

    expand(block, w);
    memcpy(v, state, sizeof v);
    for (size_t t = 0; t < 64; t++) {
        uint32_t sum1 = rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + sum1 + choice + round_constants[t] + w[t];
        uint32_t sum0 = rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

        memmove(v + 1, v, 7 * sizeof v[0]);
        v[4] += t1;
        v[0] = t1 + sum0 + majority;
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

static void compress_portable(uint32_t state[8], const unsigned char *p, size_t blocks)
{
    for (; blocks; blocks--, p += BLOCK)
        compress(state, p);
}

#if HAVE_SHA_NI
/* The four message words after w[0..3], given the sixteen before them in w[0..3]. */
__attribute__((target("sha,sse4.1"))) static __m128i next_words(const __m128i w[4])
{
    __m128i sum = _mm_sha256msg1_epu32(w[0], w[1]);

    sum = _mm_add_epi32(sum, _mm_alignr_epi8(w[3], w[2], 4));
    return _mm_sha256msg2_epu32(sum, w[3]);
}

__attribute__((target("sha,sse4.1"))) static void compress_sha_ni(uint32_t state[8],
                                                                  const unsigned char *p,
                                                                  size_t blocks)
{
    /* The instructions want the state as ABEF and CDGH, from the highest word down. */
    __m128i abef = _mm_set_epi32((int)state[0], (int)state[1], (int)state[4], (int)state[5]);
    __m128i cdgh = _mm_set_epi32((int)state[2], (int)state[3], (int)state[6], (int)state[7]);
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    uint32_t out[8];

    for (; blocks; blocks--, p += BLOCK) {
        __m128i abef_before = abef;
        __m128i cdgh_before = cdgh;
        __m128i w[4];

        for (size_t i = 0; i < 4; i++) {
            memcpy(&w[i], p + 16 * i, sizeof w[i]);
            w[i] = _mm_shuffle_epi8(w[i], big_endian);
        }
#pragma GCC unroll 16
        for (size_t i = 0; i < 16; i++) {
            __m128i k;
            __m128i sum;

            memcpy(&k, round_constants + 4 * i, sizeof k);
            sum = _mm_add_epi32(w[i % 4], k);
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
            if (i < 12) {
                const __m128i window[4] = {w[i % 4], w[(i + 1) % 4], w[(i + 2) % 4],
                                           w[(i + 3) % 4]};

                w[i % 4] = next_words(window);
            }
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    memcpy(out, &abef, sizeof abef);
    memcpy(out + 4, &cdgh, sizeof cdgh);
    /* out is F E B A H G D C. */
    state[0] = out[3];
    state[1] = out[2];
    state[2] = out[7];
    state[3] = out[6];
    state[4] = out[1];
    state[5] = out[0];
    state[6] = out[5];
    state[7] = out[4];
}

static bool has_sha_ni(void)
{
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;

    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}
#endif

static void compress_blocks(uint32_t state[8], const unsigned char *p, size_t blocks)
{
#if HAVE_SHA_NI
    /* Asking the processor costs more than a few blocks do. */
    if (blocks >= 64 && has_sha_ni()) {
        compress_sha_ni(state, p, blocks);
        return;
    }
#endif
    compress_portable(state, p, blocks);
}

void ex_sha256_init(struct ex_sha256 *hash)
{
    memset(hash, 0, sizeof *hash);
    memcpy(hash->state, initial_state, sizeof hash->state);
}

void ex_sha256_add(struct ex_sha256 *hash, const void *p, size_t n)
{
    const unsigned char *bytes = p;
    size_t filled = hash->length % BLOCK;
    size_t head = BLOCK - filled < n ? BLOCK - filled : n;

    hash->length += n;
    if (n == 0)
        return;
    if (filled) {
        memcpy(hash->block + filled, bytes, head);
        if (filled + head < BLOCK)
            return;
        compress_blocks(hash->state, hash->block, 1);
        bytes += head;
        n -= head;
    }
    if (n >= BLOCK)
        compress_blocks(hash->state, bytes, n / BLOCK);
    memcpy(hash->block, bytes + n / BLOCK * BLOCK, n % BLOCK);
}

void ex_sha256_finish(struct ex_sha256 *hash, unsigned char digest[EX_SHA256_BYTES])
{
    static const unsigned char padding[BLOCK] = {0x80};
    uint64_t bits = hash->length * 8;
    size_t filled = hash->length % BLOCK;
    unsigned char length[8];

    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    /* So many that eight bytes are left in the block for the length. */
    ex_sha256_add(hash, padding, filled < 56 ? 56 - filled : 120 - filled);
    ex_sha256_add(hash, length, sizeof length);
    for (size_t i = 0; i < EX_SHA256_BYTES; i++)
        digest[i] = (unsigned char)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

void ex_sha256_hex(const unsigned char digest[EX_SHA256_BYTES], char out[2 * EX_SHA256_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < EX_SHA256_BYTES; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * EX_SHA256_BYTES] = '\0';
}

struct ex_str ex_sha256_of(struct ex_str s, struct ex_arena *arena)
{
    unsigned char digest[EX_SHA256_BYTES];
    char hex[2 * EX_SHA256_BYTES + 1];
    struct ex_sha256 hash;

    ex_sha256_init(&hash);
    ex_sha256_add(&hash, s.p, s.n);
    ex_sha256_finish(&hash, digest);
    ex_sha256_hex(digest, hex);
    return ex_arena_str(arena, ex_str(hex));
}
