/* nn_internal.h - functions that the files of libbacnn share. */
#ifndef BAC_NN_INTERNAL_H
#define BAC_NN_INTERNAL_H

#include "nn.h"

#include "loops.h"
#include "vector.h"

/* How a NORM node's stream is made from its input's in the current pass: u = a*x + b, then
 * activation and quantiser. Kept for the backward pass. */
typedef struct bac_nn_affine {
    float a, b;
    double mean, inv; /* BATCH: real mean, 1/sqrt(var + eps) */
    bac_pass open;
    float mix[3]; /* dx = mix[0]*du + mix[1]*x + mix[2]; the last two once a batch is joined */
} bac_nn_affine;

/* Where a node's streams are: kept by the batch for each shard, or local to a phase of one work. */
typedef struct bac_nn_place {
    uint32_t phase;
    bool keep_value, keep_grad;
    bool again;         /* a local value that the backward pass makes once more */
    bool fed;           /* a convolution that sees its streams run by run (kernels.h) */
    bool lazy_value;    /* of a NORM: made by what reads it */
    bool taken;         /* of a NORM: a fed convolution takes its sums */
    bool lazy_grad;     /* of a fed convolution: made by it, from the NORM behind it */
    uint32_t same;      /* the sum whose gradient is this node's too, or the node itself */
    size_t value, grad; /* floats a frame from the start of what is kept, or local */
} bac_nn_place;

typedef struct bac_nn_plan {
    uint32_t phases, *first; /* [phases + 1] nodes; of all but phase 0 a batch norm */
    bac_nn_place *node;
    size_t local, kept; /* floats a frame */
} bac_nn_plan;

typedef struct bac_nn_shard {
    float *kept;
    bool *written; /* [n_node] its gradient has been written in this pass */
    double *sum;   /* [2][C max] of the batch norm at the cut: mean and variance, or du and du*x */
} bac_nn_shard;

struct bac_nn_batch {
    uint32_t shards, B; /* frames of a shard */
    bac_nn_mode mode;
    bac_nn_plan plan;
    bac_nn_affine **affine; /* [n_node]: NORM: [C] */
    float *state;           /* [n_state] */
    float *kept;            /* of all shards */
    bac_nn_shard *shard;
    uint32_t n_node;
};

struct bac_nn_work {
    uint32_t capacity, B; /* frames it can hold, frames of the last pass */
    uint32_t n_node;
    float *local;          /* memory of streams */
    float **value, **grad; /* [n_node][C][B][T] of the shard in hand */
    bac_nn_batch *batch;   /* in hand */
    bac_nn_shard *shard;
    bac_nn_batch *own;  /* of one shard, all local: whole passes */
    float *conv;        /* scratch of the kernels */
    float *logit;       /* [classes][B] real */
    double *sum;        /* [2][C max] du and du*x, then that of a quantiser's scale */
    float *weight_grad; /* scratch of the largest weight tensor */
    float *stream;      /* scratch of the largest stream */
};

/* A batch whose plan keeps every stream local, or only those that a phase can do without. */
bac_nn_batch *bac_nn_batch_allocate(const bac_nn *nn, uint32_t shards, uint32_t B, bool whole,
                                    bool gradients);

/* Batch norm in steps, for what is between them needs all shards:
 *     measure, settle, forward, then sum, join, mix. */
void bac_nn_norm_measure(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_settle(const bac_nn *nn, bac_nn_batch *batch, uint32_t index, bool measured);
void bac_nn_norm_forward(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_sum(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad);
void bac_nn_norm_join(const bac_nn *nn, bac_nn_batch *batch, uint32_t index);
void bac_nn_norm_mix(const bac_nn *nn, bac_nn_work *work, uint32_t index);
/* The same run by run, for kernels that are fed; `user` is a bac_nn_at. forward: make; backward:
 * clear, take, finish for sum; slope for mix. */
typedef struct bac_nn_at {
    const bac_nn *nn;
    bac_nn_work *work;
    uint32_t index;
} bac_nn_at;
void bac_nn_norm_make(const void *user, size_t c, size_t from, size_t n, float *to);
void bac_nn_norm_slope(const void *user, size_t c, size_t from, size_t n, float *to);
void bac_nn_norm_moments(const void *user, size_t c, size_t from, size_t n, const float *x);
void bac_nn_norm_take(const void *user, size_t c, size_t from, size_t n, const float *dy);
void bac_nn_norm_clear(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_finish(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad);

/* Remembers the first refusal of a builder's calls. */
void bac_nn_refuse(bac_nn *nn, const char *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline size_t bac_nn_stream_size(const bac_nn_node *n, uint32_t B) {
    return (size_t)n->C * B * n->T;
}

#endif
