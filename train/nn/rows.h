/* rows.h - filters along one row of one channel: what depthwise convolutions are made of.
 *
 * A strided filter reads a row by phases: phase p of stride s is every s-th sample from the p-th
 * on, so that each tap is again a run of neighbours. */
#ifndef BAC_ROWS_H
#define BAC_ROWS_H

#include <stdbool.h>
#include <stddef.h>

/* A non-zero weight and the place of its first sample. */
typedef struct bac_tap {
    ptrdiff_t offset;
    float weight;
} bac_tap;

/* y[t] = (add ? y[t] : 0) + sum over taps of weight * x[offset + t] for T rounded up to whole
 * vectors: x must be readable and y writable that far. */
void bac_row_filter(const bac_tap *tap, size_t n, const float *x, float *y, size_t T, bool add);

/* acc[16*k + lane] += x[t + k] * dy[t] over t = lane mod 16, k = 0..n-1; T a multiple of 16. */
void bac_row_correlate(const float *x, const float *dy, size_t T, size_t n, float *acc);

/* y[i] = x[i*stride] */
void bac_row_split(const float *x, size_t stride, float *y, size_t n);
/* y[i*stride] = x[i], or += */
void bac_row_merge(const float *x, float *y, size_t stride, size_t n, bool add);
/* Stride 2, both phases of n samples: even gets x[0], x[2], ..., odd x[1], x[3], ... */
void bac_row_unweave(const float *x, float *even, float *odd, size_t n);
/* The way back: x = ..., or += */
void bac_row_weave(const float *even, const float *odd, float *x, size_t n, bool add);

#endif
