/* level_reduce.h - pools and moments (loops.h); a part of level.c */
#ifndef BAC_LEVEL_REDUCE_H
#define BAC_LEVEL_REDUCE_H

#include "level.h"
#include "loops.h"

static float level_largest(const float *x, size_t n) {
    float best = x[0], lane[BAC_LANES];
    size_t i = 1;
    if (n >= 2 * BAC_LANES) {
        for (i = 0; i < BAC_LANES; i++)
            lane[i] = x[i];
        for (; i + BAC_LANES <= n; i += BAC_LANES)
            for (size_t l = 0; l < BAC_LANES; l++)
                lane[l] = x[i + l] > lane[l] ? x[i + l] : lane[l];
        for (size_t l = 0; l < BAC_LANES; l++)
            best = lane[l] > best ? lane[l] : best;
    }
    for (; i < n; i++)
        best = x[i] > best ? x[i] : best;
    return best;
}

static float level_sum(const float *x, size_t n) {
    vec a = {0}, b = {0};
    size_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
        a += load(x + i);
        b += load(x + i + LANES);
    }
    a += b;
    float sum = 0;
    for (size_t l = 0; l < LANES; l++)
        sum += a[l];
    for (; i < n; i++)
        sum += x[i];
    return sum;
}

static void level_moments(const float *x, size_t n, double pivot, double *sum, double *square) {
    double_vec s0 = {0}, s1 = {0}, q0 = {0}, q1 = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        const half_vec *p = (const half_vec *)(x + i);
        const double_vec a = __builtin_convertvector(p[0], double_vec) - pivot;
        const double_vec b = __builtin_convertvector(p[1], double_vec) - pivot;
        s0 += a;
        s1 += b;
        q0 += a * a;
        q1 += b * b;
    }
    s0 += s1;
    q0 += q1;
    *sum = *square = 0;
    for (size_t l = 0; l < LANES / 2; l++) {
        *sum += s0[l];
        *square += q0[l];
    }
    for (; i < n; i++) {
        const double d = (double)x[i] - pivot;
        *sum += d;
        *square += d * d;
    }
}

static void level_halve(const float *restrict x, float *restrict y, size_t n) {
    for (size_t i = 0; i < n; i++)
        y[i] = x[2 * i + 1] > x[2 * i] ? x[2 * i + 1] : x[2 * i];
}

static void level_unhalve(const float *restrict x, const float *restrict dy, float *restrict dx,
                          size_t n, bool add) {
    for (size_t i = 0; i < n; i++) {
        const bool second = x[2 * i + 1] > x[2 * i];
        const float a = second ? 0 : dy[i], b = second ? dy[i] : 0;
        dx[2 * i] = add ? dx[2 * i] + a : a;
        dx[2 * i + 1] = add ? dx[2 * i + 1] + b : b;
    }
}

#endif
