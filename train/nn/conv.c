/* conv.c - convolutions: which kernel computes which shape */
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

void bac_conv_forward(const bac_conv_shape *s, uint32_t B, const float *w, const float *x, float *y,
                      float *work) {
    if (is_depthwise(s))
        bac_depthwise_forward(s, B, w, x, y, on_line(work));
    else
        bac_dense_forward(s, B, w, x, y, on_line(work));
}

void bac_conv_backward_input(const bac_conv_shape *s, uint32_t B, const float *w, const float *dy,
                             float *dx, bool add, float *work) {
    if (is_depthwise(s))
        bac_depthwise_backward_input(s, B, w, dy, dx, add, on_line(work));
    else
        bac_dense_backward_input(s, B, w, dy, dx, add, on_line(work));
}

void bac_conv_backward_weight(const bac_conv_shape *s, uint32_t B, const float *x, const float *dy,
                              float *dw, float *work) {
    if (is_depthwise(s))
        bac_depthwise_backward_weight(s, B, x, dy, dw, on_line(work));
    else
        bac_dense_backward_weight(s, B, x, dy, dw, on_line(work));
}
