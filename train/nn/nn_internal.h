/* nn_internal.h - what the files of libbacnn share. */
#ifndef BAC_NN_INTERNAL_H
#define BAC_NN_INTERNAL_H

#include "nn.h"

#include "vector.h"

/* How a NORM node's stream is made from its input's in the current pass: u = a*x + b, then
 * activation and quantiser. Kept for the backward pass. */
typedef struct bac_nn_affine {
    float a, b;
    double mean, inv; /* BATCH: real mean, 1/sqrt(var + eps) */
} bac_nn_affine;

struct bac_nn_work {
    uint32_t capacity, B; /* frames it can hold, frames of the last pass */
    bac_nn_mode mode;
    uint32_t n_node;
    float **value, **grad;  /* [n_node][C][B][T] */
    bool *written;          /* the gradient of this node has been written in this pass */
    bac_nn_affine **affine; /* [n_node]: NORM: [C] */
    float *batch_state;     /* [n_state] */
    double *moment;         /* [2][C max] */
    float *conv;            /* scratch of the kernels */
    float *logit;           /* [classes][B] real */
    float *weight_grad;     /* scratch of the largest weight tensor */
    float *stream;          /* scratch of the largest stream */
};

void bac_nn_norm_forward(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_backward(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad);

/* Remembers the first refusal of a builder's calls. */
void bac_nn_refuse(bac_nn *nn, const char *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline size_t bac_nn_stream_size(const bac_nn_node *n, uint32_t B) {
    return (size_t)n->C * B * n->T;
}

#endif
