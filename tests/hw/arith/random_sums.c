#include "random_sums.h"

#include "csd.h"

#include <stdlib.h>

uint64_t random_next(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

int64_t random_in(uint64_t *state, int64_t lo, int64_t hi) {
    return lo + (int64_t)(random_next(state) % (uint64_t)(hi - lo + 1));
}

static void *room(size_t n, size_t size) {
    void *p = calloc(n + 1, size);
    if (!p)
        abort();
    return p;
}

static void random_range(uint64_t *state, int64_t *lo, int64_t *hi) {
    const int64_t top = random_in(state, 1, 1 << random_in(state, 1, 9));
    switch (random_next(state) % 4) {
    case 0:
        *lo = -top - 1;
        *hi = top;
        break;
    case 1:
        *lo = random_in(state, -top, top);
        *hi = *lo + random_in(state, 0, 9);
        break;
    default:
        *lo = 0;
        *hi = top;
    }
}

/* Digits of output o, and the levels that its plain tree takes. */
static uint32_t digits_of(const bac_sums *s, uint32_t o, uint32_t *levels, bool *post) {
    uint32_t digits = 0;
    bool positive = false;
    for (uint32_t i = s->first[o]; i < s->first[o + 1]; i++) {
        int8_t sign[33];
        uint8_t shift[33];
        const uint32_t n = bac_csd(s->weight[i], sign, shift);
        for (uint32_t d = 0; d < n; d++)
            positive = positive || sign[d] > 0;
        digits += n;
    }
    *levels = bac_linear_levels(digits, positive, s->bias[o] != 0);
    *post = digits > 0 && (!positive || s->bias[o] != 0);
    return digits;
}

uint32_t plain_adders(const bac_sums *s) {
    uint32_t n = 0, levels;
    bool post;
    for (uint32_t o = 0; o < s->n_out; o++) {
        const uint32_t digits = digits_of(s, o, &levels, &post);
        n += digits ? digits - 1 + post : 0;
    }
    return n;
}

bac_sums random_sums(uint64_t seed, uint32_t inputs) {
    uint64_t state = seed;
    const uint32_t n_in = (uint32_t)random_in(&state, 1, inputs);
    const uint32_t n_out = (uint32_t)random_in(&state, 1, 16);
    const int64_t widest = (int64_t)1 << random_in(&state, 1, seed % 5 == 0 ? 18 : 5);
    const uint64_t density = random_next(&state) % 100;
    bac_sums s = {.n_in = n_in,
                  .n_out = n_out,
                  .levels = 1,
                  .lo = room(n_in, sizeof *s.lo),
                  .hi = room(n_in, sizeof *s.hi),
                  .first = room(n_out + 1u, sizeof *s.first),
                  .index = room((size_t)n_in * n_out, sizeof *s.index),
                  .weight = room((size_t)n_in * n_out, sizeof *s.weight),
                  .bias = room(n_out, sizeof *s.bias)};
    for (uint32_t i = 0; i < n_in; i++)
        random_range(&state, &s.lo[i], &s.hi[i]);
    uint32_t n = 0;
    for (uint32_t o = 0; o < n_out; o++) {
        for (uint32_t i = 0; i < n_in; i++)
            if (random_next(&state) % 100 < density) {
                s.index[n] = i;
                s.weight[n] = random_in(&state, seed % 7 == 0 ? -widest : 1 - widest / 2, widest);
                n += s.weight[n] != 0;
            }
        if (random_next(&state) % 4 == 0) {
            s.bias[o] = random_in(&state, -500, 500);
            s.bias[o] *= 1 << random_in(&state, 0, 4);
        }
        s.first[o + 1] = n;
    }
    for (uint32_t o = 0; o < n_out; o++) {
        uint32_t levels;
        bool post;
        digits_of(&s, o, &levels, &post);
        s.levels = levels > s.levels ? levels : s.levels;
    }
    s.levels += (uint32_t)(random_next(&state) % 3);
    return s;
}
