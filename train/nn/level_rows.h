/* level_rows.h - loops along rows (loops.h); a part of level.c */
#ifndef BAC_LEVEL_ROWS_H
#define BAC_LEVEL_ROWS_H

#include "level.h"
#include "loops.h"

/* Computes m vectors of output, which stay in registers over all taps. */
BAC_INLINE void filter_block(const int m, const bac_tap *tap, size_t n, const float *x, float *y,
                             bool add) {
    vec acc[8];
    for (int i = 0; i < m; i++)
        acc[i] = add ? load(y + LANES * i) : (vec){0};
    for (size_t k = 0; k < n; k++) {
        const float *p = x + tap[k].offset;
        const float w = tap[k].weight;
        for (int i = 0; i < m; i++)
            acc[i] += load(p + LANES * i) * w;
    }
    for (int i = 0; i < m; i++)
        store(y + LANES * i, acc[i]);
}

enum { RUN_TAPS = 4 * LANES }; /* most taps of filter_run */

/* Taps a whole number of vectors apart read the same vectors: each is loaded once for all of them.
 * w[0], w[LANES], .. w[(taps-1)*LANES] belong to x, x + LANES, .. */
BAC_INLINE void run_phase(const int taps, const float *w, const float *x, vec acc[8]) {
#pragma GCC unroll 16
    for (int j = 0; j < 8 + taps - 1; j++) {
        const vec v = load(x + LANES * j);
#pragma GCC unroll 4
        for (int g = 0; g < taps; g++)
            if (j - g >= 0 && j - g < 8)
                acc[j - g] += v * w[g * LANES];
    }
}

/* filter_block(8, ..) for n weights of consecutive samples. */
static void filter_run(const float *w, size_t n, const float *x, float *y, bool add) {
    vec acc[8];
    for (int i = 0; i < 8; i++)
        acc[i] = add ? load(y + LANES * i) : (vec){0};
    for (size_t k = 0; k < LANES && k < n; k++)
        switch ((n - k - 1) / LANES) {
        case 0:
            run_phase(1, w + k, x + k, acc);
            break;
        case 1:
            run_phase(2, w + k, x + k, acc);
            break;
        case 2:
            run_phase(3, w + k, x + k, acc);
            break;
        default:
            run_phase(4, w + k, x + k, acc);
        }
    for (int i = 0; i < 8; i++)
        store(y + LANES * i, acc[i]);
}

/* True when the taps are consecutive samples, in rising or falling order: then w becomes their
 * weights in rising order. */
static bool is_run(const bac_tap *tap, size_t n, float *w) {
    if (n <= LANES || n > RUN_TAPS)
        return false;
    const ptrdiff_t step = tap[1].offset - tap[0].offset;
    if (step != 1 && step != -1)
        return false;
    for (size_t k = 0; k < n; k++) {
        if (tap[k].offset != tap[0].offset + (ptrdiff_t)k * step)
            return false;
        w[step > 0 ? k : n - 1 - k] = tap[k].weight;
    }
    return true;
}

static void level_filter(const bac_tap *tap, size_t n, const float *x, float *y, size_t T,
                         bool add) {
    size_t t = 0;
    float w[RUN_TAPS];
    if (is_run(tap, n, w)) {
        const ptrdiff_t first =
            tap[0].offset < tap[n - 1].offset ? tap[0].offset : tap[n - 1].offset;
        for (; t + 8 * LANES <= T; t += 8 * LANES)
            filter_run(w, n, x + first + t, y + t, add);
    }
    for (; t + 8 * LANES <= T; t += 8 * LANES)
        filter_block(8, tap, n, x + t, y + t, add);
    for (; t + 2 * LANES <= T; t += 2 * LANES)
        filter_block(2, tap, n, x + t, y + t, add);
    for (; t < T; t += LANES)
        filter_block(1, tap, n, x + t, y + t, add);
}

/* The outer loop goes over columns and the inner one over outputs, so that a block of the panel
 * stays in the first-level cache. */
static void level_sparse(const bac_tap *tap, const size_t *end, size_t outs, const float *panel,
                         size_t T, float *y, size_t y_pitch, bool add) {
    size_t t = 0;
    for (; t + 8 * LANES <= T; t += 8 * LANES)
        for (size_t o = 0, from = 0; o < outs; from = end[o++])
            filter_block(8, tap + from, end[o] - from, panel + t, y + o * y_pitch + t, add);
    for (; t < T; t += LANES)
        for (size_t o = 0, from = 0; o < outs; from = end[o++])
            filter_block(1, tap + from, end[o] - from, panel + t, y + o * y_pitch + t, add);
}

enum { MOST_TAPS = 12 }; /* sums of a correlation that fit into registers */

/* Computes m sums, which stay in registers over all of T. */
BAC_INLINE void correlate_block(const int m, const float *x, const float *dy, size_t T,
                                float *acc) {
    vec a[MOST_TAPS];
    for (int k = 0; k < m; k++)
        a[k] = load(acc + BAC_LANES * k);
    for (size_t t = 0; t < T; t += LANES) {
        const vec d = load(dy + t);
        for (int k = 0; k < m; k++)
            a[k] += load(x + t + k) * d;
    }
    for (int k = 0; k < m; k++)
        store(acc + BAC_LANES * k, a[k]);
}

BAC_INLINE void correlate_some(size_t m, const float *x, const float *dy, size_t T, float *acc) {
#define CASE(m)                                                                                    \
    case m:                                                                                        \
        correlate_block(m, x, dy, T, acc);                                                         \
        break
    switch (m) { /* 1 .. MOST_TAPS, each a loop of its own */
        CASE(1);
        CASE(2);
        CASE(3);
        CASE(4);
        CASE(5);
        CASE(6);
        CASE(7);
        CASE(8);
        CASE(9);
        CASE(10);
        CASE(11);
        CASE(12);
    }
#undef CASE
}

static void level_correlate(const float *x, const float *dy, size_t T, size_t n, float *acc) {
    for (size_t blocks = (n + MOST_TAPS - 1) / MOST_TAPS; blocks; blocks--) {
        const size_t m = (n + blocks - 1) / blocks; /* of about equal size */
        correlate_some(m, x, dy, T, acc);
        x += m;
        acc += BAC_LANES * m;
        n -= m;
    }
}

static void level_unweave(const float *restrict x, float *restrict even, float *restrict odd,
                          size_t n) {
    const size_t pairs = n / 2;
    for (size_t i = 0; i < pairs; i++) {
        even[i] = x[2 * i];
        odd[i] = x[2 * i + 1];
    }
    if (n % 2)
        even[pairs] = x[n - 1];
}

static void level_weave(const float *restrict even, const float *restrict odd, float *restrict x,
                        size_t n, bool add) {
    const size_t pairs = n / 2;
    if (add)
        for (size_t i = 0; i < pairs; i++) {
            x[2 * i] += even[i];
            x[2 * i + 1] += odd[i];
        }
    else
        for (size_t i = 0; i < pairs; i++) {
            x[2 * i] = even[i];
            x[2 * i + 1] = odd[i];
        }
    if (n % 2)
        x[n - 1] = add ? x[n - 1] + even[pairs] : even[pairs];
}

#endif
