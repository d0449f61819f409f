/* numpy_random.c - see numpy_random.h. */
#include "numpy_random.h"

enum { N = BAC_MT_WORDS, M = 397 };

void bac_numpy_seed(bac_numpy_random *r, uint32_t seed) {
    for (uint32_t i = 0; i < N; i++) {
        r->word[i] = seed;
        seed = UINT32_C(1812433253) * (seed ^ seed >> 30) + i + 1;
    }
    r->used = N;
}

/* The recurrence x[k + N] = x[k + M] ^ (upper bit of x[k] | lower bits of x[k + 1]) A */
static void next_round(bac_numpy_random *r) {
    uint32_t *x = r->word;
    for (uint32_t k = 0; k < N; k++) {
        uint32_t y = (x[k] & UINT32_C(0x80000000)) | (x[(k + 1) % N] & UINT32_C(0x7fffffff));
        x[k] = x[(k + M) % N] ^ y >> 1 ^ (y & 1 ? UINT32_C(0x9908b0df) : 0);
    }
    r->used = 0;
}

uint32_t bac_numpy_next(bac_numpy_random *r) {
    if (r->used == N)
        next_round(r);
    uint32_t y = r->word[r->used++];
    y ^= y >> 11;
    y ^= y << 7 & UINT32_C(0x9d2c5680);
    y ^= y << 15 & UINT32_C(0xefc60000);
    return y ^ y >> 18;
}

uint32_t bac_numpy_interval(bac_numpy_random *r, uint32_t max) {
    if (max == 0)
        return 0; /* without drawing */
    uint32_t mask = UINT32_MAX >> __builtin_clz(max), value;
    do
        value = bac_numpy_next(r) & mask;
    while (value > max);
    return value;
}

void bac_numpy_shuffle(bac_numpy_random *r, uint32_t *list, uint32_t n) {
    for (uint32_t i = n; i-- > 1;) {
        uint32_t j = bac_numpy_interval(r, i);
        uint32_t swap = list[i];
        list[i] = list[j];
        list[j] = swap;
    }
}
