/* level_tile.h - products of a panel (loops.h); a part of level.c
 *
 * A tile of sums stays in registers until its sums are complete. A tile has several rows and
 * several columns, so a loaded value serves several products: each product costs less than one
 * load. */
#ifndef BAC_LEVEL_TILE_H
#define BAC_LEVEL_TILE_H

#include "level.h"
#include "loops.h"

enum {
    TILE_OUTS = REGISTERS == 32 ? 8 : 6, /* of products, with 2 vectors each */
    OUTS = REGISTERS / 4,                /* of dot products, with ROWS vectors each */
    ROWS = 3
};
_Static_assert((int)TILE_OUTS <= (int)BAC_MOST_OUTS && (int)BAC_MOST_OUTS % (int)OUTS == 0 &&
                   BAC_TILE_COLUMNS % (2 * LANES) == 0,
               "whole tiles");

BAC_INLINE void product_tile(const float *w, const float *panel, size_t rows, size_t pitch,
                             float *y, size_t y_pitch, size_t outs, bool add) {
    vec a[TILE_OUTS][2];
    for (int o = 0; o < TILE_OUTS; o++)
        a[o][0] = a[o][1] = (vec){0};
    for (size_t r = 0; r < rows; r++, panel += pitch, w += TILE_OUTS) {
        const vec p = load(panel), q = load(panel + LANES);
        for (int o = 0; o < TILE_OUTS; o++) {
            a[o][0] += p * w[o];
            a[o][1] += q * w[o];
        }
    }
    for (size_t o = 0; o < TILE_OUTS; o++, y += y_pitch) {
        if (o >= outs)
            break;
        if (add) {
            a[o][0] += load(y);
            a[o][1] += load(y + LANES);
        }
        store(y, a[o][0]);
        store(y + LANES, a[o][1]);
    }
}

/* Line t of the g-th of `groups` parts of the rows to prefetch. */
BAC_INLINE void fetch(const bac_next *next, size_t g, size_t groups, size_t t) {
    for (size_t i = 0; i < 3 && next->x[i]; i++)
        for (size_t r = next->rows[i] * g / groups; r < next->rows[i] * (g + 1) / groups; r++)
            __builtin_prefetch(next->x[i] + r * next->pitch + t, 0, 2);
}

/* The outer loop goes over outputs, so that few rows of y are written at a time: these lie whole
 * pages apart and would compete for the same sets of the cache. */
static void level_product(const float *weight, size_t outs, const float *panel, size_t rows,
                          size_t pitch, size_t T, float *y, size_t y_pitch, bool add,
                          const bac_next *next) {
    const size_t groups = (outs + TILE_OUTS - 1) / TILE_OUTS;
    for (size_t g = 0; g < groups; g++, weight += TILE_OUTS * rows, y += TILE_OUTS * y_pitch)
        for (size_t t = 0; t < T; t += 2 * LANES) {
            if (next)
                fetch(next, g, groups, t);
            product_tile(weight, panel + t, rows, pitch, y + t, y_pitch, outs - g * TILE_OUTS, add);
        }
}

/* add_lanes: sum[o] += sum of the lanes of v[o*step], o = 0..OUTS-1. */
#ifdef __AVX512F__
typedef float vec8 __attribute__((vector_size(32), aligned(4), may_alias));

/* Each step adds neighbouring lanes and packs the results of two vectors into one. */
BAC_INLINE void add_lanes(const vec *v, size_t step, float *sum) {
    vec a[4], b[2];
    for (size_t i = 0; i < 4; i++) {
        const vec p = v[2 * i * step], q = v[(2 * i + 1) * step];
        a[i] = __builtin_shufflevector(p, q, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14,
                                       30) +
               __builtin_shufflevector(p, q, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15,
                                       31);
    }
    for (size_t i = 0; i < 2; i++) {
        const vec p = a[2 * i], q = a[2 * i + 1];
        b[i] = __builtin_shufflevector(p, q, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28,
                                       29) +
               __builtin_shufflevector(p, q, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30,
                                       31);
    }
    const vec c = __builtin_shufflevector(b[0], b[1], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24,
                                          25, 26, 27) +
                  __builtin_shufflevector(b[0], b[1], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15,
                                          28, 29, 30, 31);
    *(vec8 *)sum += __builtin_shufflevector(c, c, 0, 1, 2, 3, 4, 5, 6, 7) +
                    __builtin_shufflevector(c, c, 8, 9, 10, 11, 12, 13, 14, 15);
}
#elif defined(__AVX__)
typedef float vec4 __attribute__((vector_size(16), aligned(4), may_alias));

/* Sums of neighbouring lanes: two of p and two of q in each half. */
BAC_INLINE vec add_pairs(vec p, vec q) {
    return __builtin_shufflevector(p, q, 0, 2, 8, 10, 4, 6, 12, 14) +
           __builtin_shufflevector(p, q, 1, 3, 9, 11, 5, 7, 13, 15);
}

BAC_INLINE void add_lanes(const vec *v, size_t step, float *sum) {
    const vec a = add_pairs(add_pairs(v[0], v[step]), add_pairs(v[2 * step], v[3 * step]));
    *(vec4 *)sum +=
        __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
}
#else
BAC_INLINE void add_lanes(const vec *v, size_t step, float *sum) {
    for (size_t o = 0; o < OUTS; o++) {
        const vec a = v[o * step];
        float s = 0;
        for (size_t i = 0; i < LANES; i++)
            s += a[i];
        sum[o] += s;
    }
}
#endif

/* A tile at the border has fewer rows than it computes: it reads its first row again in place of
 * each missing one and discards those results. */
BAC_INLINE void dot_tile(const float *dy, size_t outs, size_t dy_pitch, const float *panel,
                         size_t rows, size_t pitch, size_t T, float *sum, size_t sum_pitch) {
    vec a[OUTS][ROWS];
    const float *d[OUTS], *p[ROWS];
    for (size_t o = 0; o < OUTS; o++)
        d[o] = dy + (o < outs ? o : 0) * dy_pitch;
    for (size_t r = 0; r < ROWS; r++)
        p[r] = panel + (r < rows ? r : 0) * pitch;
    for (int o = 0; o < OUTS; o++)
        for (int r = 0; r < ROWS; r++)
            a[o][r] = (vec){0};
    for (size_t t = 0; t < T; t += LANES) {
        const vec p0 = load(p[0] + t), p1 = load(p[1] + t), p2 = load(p[2] + t);
        for (int o = 0; o < OUTS; o++) {
            const vec v = load(d[o] + t);
            a[o][0] += v * p0;
            a[o][1] += v * p1;
            a[o][2] += v * p2;
        }
    }
    for (size_t r = 0; r < ROWS; r++)
        if (r < rows)
            add_lanes(&a[0][r], ROWS, sum + r * sum_pitch);
}

static void level_dots(const float *dy, size_t outs, size_t dy_pitch, const float *panel,
                       size_t rows, size_t pitch, size_t T, float *sum, size_t sum_pitch) {
    for (size_t o = 0; o < outs; o += OUTS)
        for (size_t r = 0; r < rows; r += ROWS)
            dot_tile(dy + o * dy_pitch, outs - o, dy_pitch, panel + r * pitch, rows - r, pitch, T,
                     sum + r * sum_pitch + o, sum_pitch);
}

#endif
