/* loops.h - the innermost loops of kernels.h, built once for each level of processor
 *
 * level.c is compiled for every level with that level's vectors (level.h); bac_loops_here() is the
 * best level that this processor runs. Arrays are padded so that loops work on whole vectors:
 * LANES_UP(n) below is n rounded up to a multiple of BAC_LANES (vector.h), the widest vector.
 * Levels may differ in the last bits of sums, because the order of terms and fusing differ. */
#ifndef BAC_LOOPS_H
#define BAC_LOOPS_H

#include <stdbool.h>
#include <stddef.h>

/* A weight that is not zero, and where its first sample is: floats from a row's or panel's start.
 */
typedef struct bac_tap {
    ptrdiff_t offset;
    float weight;
} bac_tap;

/* The backward pass through an activation and a quantiser: with u = a*x + b the gradient du is dy
 * where lo < u < hi (the pass is open), and 0 elsewhere. */
typedef struct bac_pass {
    float a, b, lo, hi;
} bac_pass;

/* Memory to prefetch for the next panel: rows[i] rows of up to three streams x[i], `pitch` floats
 * apart. */
typedef struct bac_next {
    const float *x[3]; /* NULL: none */
    size_t rows[3], pitch;
} bac_next;

enum {
    BAC_MOST_OUTS = 8,    /* tile_outs is at most this */
    BAC_TILE_COLUMNS = 32 /* columns of a product are a multiple of this */
};

typedef struct bac_loops {
    /* ---- Along one row of one channel: depthwise convolutions ---- */

    /* y[t] = (add ? y[t] : 0) + sum over taps of weight * x[offset + t], t = 0 .. LANES_UP(T)-1:
     * x must be readable and y writable that far. */
    void (*filter)(const bac_tap *tap, size_t n, const float *x, float *y, size_t T, bool add);
    /* filter for `outs` rows of y at once, y_pitch floats apart. Row o uses tap[end[o-1]] to
     * tap[end[o]-1] (row 0 starts at tap[0]); offsets count from the panel's start. T is a multiple
     * of BAC_TILE_COLUMNS. */
    void (*sparse)(const bac_tap *tap, const size_t *end, size_t outs, const float *panel, size_t T,
                   float *y, size_t y_pitch, bool add);
    /* Correlation c[k] = sum over t of x[t + k] * dy[t], k = 0 .. n-1, in parts: each lane adds its
     * share of the t to acc[BAC_LANES*k + lane], and the caller sums the lanes. T is a multiple of
     * BAC_LANES. */
    void (*correlate)(const float *x, const float *dy, size_t T, size_t n, float *acc);
    /* even[i] = x[2i], odd[i] = x[2i + 1]; x has n samples. */
    void (*unweave)(const float *x, float *even, float *odd, size_t n);
    /* The inverse of unweave, which overwrites x or (add) adds to it. */
    void (*weave)(const float *even, const float *odd, float *x, size_t n, bool add);

    /* ---- Products of a panel: all other convolutions ---- */

    /* Weights of a product are packed [outs/tile_outs][rows][tile_outs], the last with zeros. */
    size_t tile_outs;
    /* y[o][t] = (add ? y : 0) + sum over r of weight of (o, r) * panel[r][t], for T columns.
     * Rows of panel and y lie pitch and y_pitch floats apart. Prefetches `next` (NULL: nothing). */
    void (*product)(const float *weight, size_t outs, const float *panel, size_t rows, size_t pitch,
                    size_t T, float *y, size_t y_pitch, bool add, const bac_next *next);
    /* sum[r*sum_pitch + o] += sum over t of dy[o][t] * panel[r][t]; T is a multiple of
     * BAC_LANES. */
    void (*dots)(const float *dy, size_t outs, size_t dy_pitch, const float *panel, size_t rows,
                 size_t pitch, size_t T, float *sum, size_t sum_pitch);

    /* ---- Pools and moments ---- */

    float (*largest)(const float *x, size_t n); /* n >= 1 */
    float (*sum)(const float *x, size_t n);
    /* *sum = sum of x - pivot, *square = sum of (x - pivot)^2; n samples, in double. */
    void (*moments)(const float *x, size_t n, double pivot, double *sum, double *square);
    /* y[t] = max of x[2t], x[2t + 1] */
    void (*halve)(const float *x, float *y, size_t n);
    /* Gradient of halve: dy[t] goes to the larger of x[2t], x[2t + 1], to the first if equal. */
    void (*unhalve)(const float *x, const float *dy, float *dx, size_t n, bool add);

    /* ---- Batch norm with its activation ---- */

    /* Mean and variance of n >= 1 samples, about a thousand at most. */
    void (*spread)(const float *x, size_t n, double *mean, double *variance);
    /* y = max(a*x + b, 0) */
    void (*relu)(size_t n, const float *x, float a, float b, float *y);
    /* With u = a*x + b: y = swish ? u*g(u) : g(u), where g(u) = min(max(u + 3, 0), 6) / 6: hard
     * swish and hard sigmoid (Howard et al. 2019, section 5.2). */
    void (*hard)(size_t n, const float *x, float a, float b, bool swish, float *y);
    /* Their gradient: du = dy times the slope at u. */
    void (*hard_slope)(size_t n, const float *x, float a, float b, bool swish, const float *dy,
                       float *du);
    /* y = clamp(floor(a*x + b)), exact if a*x + b is (fixed.h) */
    void (*shift)(size_t n, const float *x, float a, float b, float lo, float hi, float *y);
    /* y = round(clamp(a*x + b)), ties to even */
    void (*round)(size_t n, const float *x, float a, float b, float lo, float hi, float *y);
    /* Adds the sum of du to *du and the sum of du*x to *dux; du as in bac_pass. */
    void (*slopes)(size_t n, const float *x, bac_pass open, const float *dy, double *du,
                   double *dux);
    /* The same, and du overwrites dy. */
    void (*gate)(size_t n, const float *x, bac_pass open, float *dy, double *du, double *dux);
    /* Gradient of a quantiser's scale (LSQ: Esser et al. 2020), with u = a*x + b and the code of u:
     * sum of dy * (code - u) where the pass is open, of dy * code elsewhere. */
    double (*step)(size_t n, const float *x, bac_pass open, const float *dy);
    /* dx = (add ? dx : 0) + mix[0]*du + mix[1]*x + mix[2]; du as in bac_pass. */
    void (*mix)(size_t n, const float *x, bac_pass open, const float *dy, const float mix[3],
                bool add, float *dx);
    /* The same from du. */
    void (*blend)(size_t n, const float *x, const float *du, const float mix[3], bool add,
                  float *dx);
} bac_loops;

/* The loops of the best level that this processor runs; the same on every call. */
const bac_loops *bac_loops_here(void);

#endif
