/* Random numbers as `core.rng` draws them: PCG64 seeded by numpy's SeedSequence.

   M. E. O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms for
   random number generation" (2014); the seeding is the one that numpy documents in NEP 19. */

#ifndef SN_RANDOM_H
#define SN_RANDOM_H

#include <stdint.h>

enum { SN_FOR_ORDER = 1, SN_FOR_DROPOUT = 2, SN_POOL = 4 };

/* A whole number of 128 bits. */
typedef struct {
    uint64_t high, low;
} sn_wide;

static inline sn_wide sn_add(sn_wide a, sn_wide b) {
    sn_wide sum = {a.high + b.high, a.low + b.low};
    sum.high += sum.low < a.low;
    return sum;
}

static inline sn_wide sn_multiply(sn_wide a, sn_wide b) {
    const uint64_t mask = 0xffffffffu;
    const uint64_t a0 = a.low & mask, a1 = a.low >> 32, b0 = b.low & mask, b1 = b.low >> 32;
    const uint64_t lowest = a0 * b0, left = a1 * b0, right = a0 * b1;
    const uint64_t middle = (lowest >> 32) + (left & mask) + (right & mask);
    sn_wide product;
    product.low = (middle << 32) | (lowest & mask);
    product.high = a1 * b1 + (left >> 32) + (right >> 32) + (middle >> 32);
    product.high += a.high * b.low + a.low * b.high;
    return product;
}

typedef struct {
    sn_wide state, increment;
} sn_stream;

static inline void sn_advance(sn_stream *stream) {
    const sn_wide multiplier = {UINT64_C(2549297995355413924), UINT64_C(4865540595714422341)};
    stream->state = sn_add(sn_multiply(stream->state, multiplier), stream->increment);
}

/* The next 53 bits of the stream. */
static inline uint64_t sn_next(sn_stream *stream) {
    sn_advance(stream);
    const uint64_t word = stream->state.high ^ stream->state.low;
    const unsigned turn = (unsigned)(stream->state.high >> 58);
    return ((word >> turn) | (word << ((64u - turn) & 63u))) >> 11;
}

/* A word of entropy, or of a result, mixed in; `constant` moves on with each. */
static inline uint32_t sn_hash(uint32_t value, uint32_t *constant, uint32_t factor) {
    value ^= *constant;
    *constant *= factor;
    value *= *constant;
    return value ^ (value >> 16);
}

static inline uint32_t sn_mix(uint32_t x, uint32_t y) {
    const uint32_t mixed = UINT32_C(0xca01f9dd) * x - UINT32_C(0x4973f715) * y;
    return mixed ^ (mixed >> 16);
}

/* Word n of the entropy: the seed, zeros up to the size of the pool, then purpose and epoch. */
static inline uint32_t sn_entropy(const uint32_t *seed, int64_t words, const uint32_t *key,
                                  int64_t n) {
    if (n < words) return seed[n];
    const int64_t filled = words < SN_POOL ? SN_POOL : words;
    return n < filled ? 0 : key[n - filled];
}

/* The stream of one purpose in one epoch: SeedSequence(seed, spawn_key=(purpose, epoch)). */
static inline sn_stream sn_open(const uint32_t *seed, int64_t words, uint32_t purpose,
                                int64_t epoch) {
    const uint32_t high = (uint32_t)((uint64_t)epoch >> 32);
    const uint32_t key[3] = {purpose, (uint32_t)((uint64_t)epoch & 0xffffffffu), high};
    const int64_t total = (words < SN_POOL ? SN_POOL : words) + (high ? 3 : 2);
    uint32_t pool[SN_POOL], constant = UINT32_C(0x43b0d7e5);
    const uint32_t factor = UINT32_C(0x931e8875);
    for (int i = 0; i < SN_POOL; i++)
        pool[i] = sn_hash(sn_entropy(seed, words, key, i), &constant, factor);
    for (int from = 0; from < SN_POOL; from++)
        for (int to = 0; to < SN_POOL; to++)
            if (from != to) pool[to] = sn_mix(pool[to], sn_hash(pool[from], &constant, factor));
    for (int64_t from = SN_POOL; from < total; from++)
        for (int to = 0; to < SN_POOL; to++)
            pool[to] = sn_mix(
                pool[to], sn_hash(sn_entropy(seed, words, key, from), &constant, factor));

    uint64_t drawn[4];
    constant = UINT32_C(0x8b51f9dd);
    for (int i = 0; i < 4; i++) {
        const uint32_t low = sn_hash(pool[(2 * i) % SN_POOL], &constant, UINT32_C(0x58f38ded));
        const uint32_t top = sn_hash(pool[(2 * i + 1) % SN_POOL], &constant, UINT32_C(0x58f38ded));
        drawn[i] = (uint64_t)top << 32 | low;
    }
    sn_stream stream = {{0, 0}, {drawn[2] << 1 | drawn[3] >> 63, drawn[3] << 1 | 1}};
    const sn_wide start = {drawn[0], drawn[1]};
    sn_advance(&stream);
    stream.state = sn_add(stream.state, start);
    sn_advance(&stream);
    return stream;
}

#endif
