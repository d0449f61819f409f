/* conv.c - convolutions: chooses the kernel for a shape */
#include "conv_inside.h"

#include <stdint.h>

/* With many outputs for each input channel a matrix product reuses the samples better. */
static bool is_depthwise(const bac_conv_shape *s) {
    return s->c_in == s->groups && s->c_out / s->groups < 4;
}

enum { LINE = 16 }; /* floats of a cache line */

static float *on_line(float *work) {
    const uintptr_t line = LINE * sizeof(float);
    return work + (line - (uintptr_t)work % line) % line / sizeof(float);
}

size_t bac_conv_work(const bac_conv_shape *s, uint32_t B) {
    return LINE + (is_depthwise(s) ? bac_depthwise_work(s) : bac_dense_work(s, B));
}

bool bac_conv_feeds(const bac_conv_shape *s) {
    return is_depthwise(s) ? s->c_out == s->c_in : bac_is_pointwise(s) && s->groups == 1;
}

void bac_conv_forward_fed(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x, float *y,
                          bac_sink seen, float *work) {
    (is_depthwise(s) ? bac_depthwise_forward : bac_dense_forward)(s, B, w, x, y, seen,
                                                                  on_line(work));
}

void bac_conv_backward_fed(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                           bac_feed dy, float *dx, bool add, float *dw, bac_sink seen,
                           float *work) {
    (is_depthwise(s) ? bac_depthwise_backward : bac_pointwise_backward)(s, B, w, x, dy, dx, add, dw,
                                                                        seen, on_line(work));
}

void bac_conv_forward(const bac_conv_shape *s, uint32_t B, const float *w, const float *x, float *y,
                      float *work) {
    bac_conv_forward_fed(s, B, w, (bac_feed){.x = x}, y, (bac_sink){0}, work);
}

void bac_conv_backward_input(const bac_conv_shape *s, uint32_t B, const float *w, const float *dy,
                             float *dx, bool add, float *work) {
    if (is_depthwise(s))
        bac_depthwise_backward(s, B, w, (bac_feed){0}, (bac_feed){.x = dy}, dx, add, NULL,
                               (bac_sink){0}, on_line(work));
    else
        bac_dense_backward_input(s, B, w, dy, dx, add, on_line(work));
}

void bac_conv_backward_weight(const bac_conv_shape *s, uint32_t B, const float *x, const float *dy,
                              float *dw, float *work) {
    if (is_depthwise(s))
        bac_depthwise_backward(s, B, NULL, (bac_feed){.x = x}, (bac_feed){.x = dy}, NULL, false, dw,
                               (bac_sink){0}, on_line(work));
    else
        bac_dense_backward_weight(s, B, x, dy, dw, on_line(work));
}
