/* random.h - SplitMix64 (Steele, Lea, Flood 2014), for orders and initial weights. */
#ifndef BAC_RANDOM_H
#define BAC_RANDOM_H

#include <stdint.h>

typedef struct bac_random {
    uint64_t state;
} bac_random;

static inline uint64_t bac_random_next(bac_random *r) {
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The generator number `stream` of a seed: generators of one seed draw unrelated numbers. */
static inline bac_random bac_random_make(uint64_t seed, uint64_t stream) {
    bac_random r = {seed};
    r.state = bac_random_next(&r) ^ stream;
    r.state = bac_random_next(&r);
    return r;
}

/* Uniform in [0, n), n >= 1, by the high half of a product; the bias, below n/2^64, does not matter
 * here. */
static inline uint64_t bac_random_below(bac_random *r, uint64_t n) {
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)(((wide)bac_random_next(r) * n) >> 64);
}

#endif
