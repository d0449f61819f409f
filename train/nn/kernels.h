/* kernels.h - forward and backward of the layers of a 1-D CNN, float32, on a shard of frames.
 *
 * A stream of a shard of B frames is laid out [C][B][T], channel-major: one channel of all frames
 * is contiguous, so a pointwise convolution is one matrix product and a depthwise one runs along T.
 *
 * Fixed letters: T time, C channel, K tap, B frame. Backward functions take gradients of the loss
 * with respect to the output (dy) and produce those with respect to input (dx) and weights (dw).
 * `add` tells whether dx is added to or overwritten; dw is always added to. No function allocates;
 * `work` is scratch of bac_conv_work floats. The same input gives the same bits on the same
 * computer, with any number of threads.
 *
 * If all values and all partial sums are integers below 2^24 in magnitude, the forward functions
 * are exact; therefore the trainer's quantised forward pass equals libbac's.
 */
#ifndef BAC_KERNELS_H
#define BAC_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* y[o][b][t] = sum over i, k of w[o][i][k] * x[g(o) + i][b][t*stride + k - pad_left], zero outside.
 * w: [C_out][C_in/groups][K]. Fully connected: T = K = 1. */
typedef struct bac_conv_shape {
    uint32_t c_in, c_out, groups, kernel, stride, pad_left, pad_right, t_in, t_out;
} bac_conv_shape;

/* Scratch, in floats, that is enough for every call below on this shape with B frames. */
size_t bac_conv_work(const bac_conv_shape *s, uint32_t B);
void bac_conv_forward(const bac_conv_shape *s, uint32_t B, const float *w, const float *x, float *y,
                      float *work);
void bac_conv_backward_input(const bac_conv_shape *s, uint32_t B, const float *w, const float *dy,
                             float *dx, bool add, float *work);
void bac_conv_backward_weight(const bac_conv_shape *s, uint32_t B, const float *x, const float *dy,
                              float *dw, float *work);

/* An input stream. Either it lies at x (make is NULL), or it is never stored whole: the kernel
 * calls make for each run of floats that it needs next, so that the run is still in the cache when
 * it is read. make writes n floats of a channel, from index `from` of the channel's B*T on, to
 * `to`. */
typedef struct bac_feed {
    const float *x;
    void (*make)(const void *user, size_t channel, size_t from, size_t n, float *to);
    const void *user;
    const float *of[2]; /* streams that make reads, of the same shape, to prefetch; NULL: none */
} bac_feed;
/* A reader of an output stream: the kernel calls take for each run of n floats that it has written,
 * in order along each channel; it may change them. take NULL: no reader. */
typedef struct bac_sink {
    void (*take)(const void *user, size_t channel, size_t from, size_t n, float *y);
    const void *user;
} bac_sink;

/* True for the shapes that accept feeds and sinks: pointwise in one group, and depthwise with C_out
 * equal to C_in. */
bool bac_conv_feeds(const bac_conv_shape *s);
void bac_conv_forward_fed(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x, float *y,
                          bac_sink seen, float *work);
/* Both gradients in one pass; dx may be NULL. */
void bac_conv_backward_fed(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                           bac_feed dy, float *dx, bool add, float *dw, bac_sink seen, float *work);

/* y[row][t] = max of x[row][t*stride - pad_left + k], k = 0..kernel-1, padding left out. The whole
 * gradient goes to the largest sample, to the earliest of equal ones. rows = C*B. kernel = t_in,
 * stride 1 and no pads make the global maximum. */
typedef struct bac_pool_shape {
    uint32_t kernel, stride, pad_left, pad_right, t_in, t_out;
} bac_pool_shape;
void bac_maxpool_forward(const bac_pool_shape *s, size_t rows, const float *x, float *y);
void bac_maxpool_backward(const bac_pool_shape *s, size_t rows, const float *x, const float *dy,
                          float *dx, bool add);
/* y[row] = mean of x[row][0..T) */
void bac_mean_forward(uint32_t T, size_t rows, const float *x, float *y);
void bac_mean_backward(uint32_t T, size_t rows, const float *dy, float *dx, bool add);

/* Mean and population variance of each channel over B*T, in double. x: [C][n]. */
void bac_moments(uint32_t C, size_t n, const float *x, double *mean, double *variance);

/* Softmax cross-entropy with an optional teacher (distillation: Hinton et al. 2015). logit: [C][B]
 * (a stream with T = 1); label: [B]; teacher: [C][B] logits or NULL.
 *     loss = (1-alpha)*CE(label) + alpha*tau^2*KL(softmax(teacher/tau) || softmax(logit/tau))
 * Returns the loss summed over frames; dlogit [C][B] becomes `gain` times its gradient. *correct:
 * number of frames whose largest logit (of equal ones the lowest index) is the label. */
double bac_loss(uint32_t C, uint32_t B, const float *logit, const int32_t *label,
                const float *teacher, double alpha, double tau, double gain, float *dlogit,
                uint32_t *correct);

#endif
