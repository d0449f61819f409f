/* conv_inside.h - the two implementations of kernels.h's convolutions, between which conv.c
 * chooses.
 *
 * `work` is scratch that starts on a cache line; the _work functions return its size in floats. */
#ifndef BAC_CONV_INSIDE_H
#define BAC_CONV_INSIDE_H

#include "kernels.h"
#include "vector.h"

/* Depthwise: every output channel reads one input channel. */
size_t bac_depthwise_work(const bac_conv_shape *s);
void bac_depthwise_forward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                           float *y, bac_sink seen, float *work);
/* Computes dx and dw, or only one of them where the other is NULL. A fed stream (make is set) or a
 * sink needs C_out equal to C_in. */
void bac_depthwise_backward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                            bac_feed dy, float *dx, bool add, float *dw, bac_sink seen,
                            float *work);

/* Dense: any shape, by one matrix product for each group. */
size_t bac_dense_work(const bac_conv_shape *s, uint32_t B);
bool bac_is_pointwise(const bac_conv_shape *s);
/* A fed stream (make is set) or a sink needs a pointwise convolution of one group. */
void bac_dense_forward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x, float *y,
                       bac_sink seen, float *work);
void bac_pointwise_backward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                            bac_feed dy, float *dx, bool add, float *dw, bac_sink seen,
                            float *work);
void bac_dense_backward_input(const bac_conv_shape *s, uint32_t B, const float *w, const float *dy,
                              float *dx, bool add, float *work);
void bac_dense_backward_weight(const bac_conv_shape *s, uint32_t B, const float *x, const float *dy,
                               float *dw, float *work);

/* Takes n floats, rounded up to whole vectors, from scratch behind the *used floats taken so far.
 * With work NULL it only counts: after a dry run of the same calls *used is the scratch needed. */
static inline void *bac_take(float *work, size_t *used, size_t n) {
    float *at = work ? work + *used : NULL;
    *used += bac_lanes_up(n);
    return at;
}

/* Of the outputs j = 0..n-1, those with j*stride + phase - pad in 0..length-1 are *lo .. *hi-1. */
static inline void bac_phase_range(size_t stride, size_t phase, size_t pad, size_t length, size_t n,
                                   size_t *lo, size_t *hi) {
    const size_t first = pad > phase ? (pad - phase + stride - 1) / stride : 0;
    const size_t end = pad + length > phase ? (pad + length - phase + stride - 1) / stride : 0;
    *hi = end < n ? end : n;
    *lo = first < *hi ? first : *hi;
}

/* y[i] = x[i*stride] */
void bac_stride_read(const float *x, size_t stride, float *y, size_t n);
/* y[i*stride] = x[i], or += */
void bac_stride_write(const float *x, float *y, size_t stride, size_t n, bool add);

static inline size_t bac_size_max(size_t a, size_t b) {
    return a > b ? a : b;
}
static inline size_t bac_size_min(size_t a, size_t b) {
    return a < b ? a : b;
}

#endif
