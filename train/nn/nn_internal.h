/* nn_internal.h - functions that the files of libbacnn share. */
#ifndef BAC_NN_INTERNAL_H
#define BAC_NN_INTERNAL_H

#include "nn.h"

#include "loops.h"
#include "vector.h"

/* One channel of a NORM node in the current pass: the output is the activation and the quantiser of
 * u = a*x + b. The backward pass needs it again. */
typedef struct bac_nn_affine {
    float a, b;
    double mean, inv; /* BATCH: real mean, 1/sqrt(var + eps) */
    bac_pass open;
    float mix[3]; /* dx = mix[0]*du + mix[1]*x + mix[2]; join sets mix[1] and mix[2] */
} bac_nn_affine;

/* Memory of a node's value and gradient. A stream that outlives a phase is kept (in the batch's
 * memory of the shard); any other is local (in a work's memory, which each phase reuses). */
typedef struct bac_nn_place {
    uint32_t phase;
    bool keep_value, keep_grad;
    bool again;         /* the backward pass recomputes the local value */
    bool fed;           /* a convolution that reads and writes run by run (bac_feed, bac_sink) */
    bool lazy_value;    /* of a NORM: never stored; its readers compute it run by run */
    bool lazy_grad;     /* of a fed convolution: never stored; computed from the NORM behind it */
    uint32_t taker;     /* of a NORM: the fed convolution behind it that computes its backward sums,
                         * after which its gradient holds du (bac_pass) instead of dy; 0: none */
    uint32_t same;      /* the ADD whose gradient memory this node shares, or the node itself */
    size_t value, grad; /* offsets in the kept or local memory, in floats of one frame */
} bac_nn_place;

typedef struct bac_nn_plan {
    uint32_t phases, *first; /* [phases + 1] first node of each phase, from phase 1 a batch norm */
    bac_nn_place *node;
    size_t local, kept; /* floats of one frame */
} bac_nn_plan;

typedef struct bac_nn_shard {
    float *kept;
    bool *written; /* [n_node] the node's gradient has been written in this pass */
    double *sum;   /* [2][C max] sums of the batch norm at the cut: mean and variance on the way
                    * forward, sums of du and of du*x on the way back */
} bac_nn_shard;

struct bac_nn_batch {
    uint32_t shards, B; /* B: frames of a shard */
    bac_nn_mode mode;
    bac_nn_plan plan;
    bac_nn_affine **affine; /* [n_node], of a NORM: [C]; of others: NULL */
    float *state;           /* [n_state] */
    float *kept;            /* the kept memory of all shards */
    bac_nn_shard *shard;
    uint32_t n_node;
};

struct bac_nn_work {
    uint32_t capacity, B; /* frames that fit; frames of the last pass */
    uint32_t n_node;
    float *local;          /* memory of local streams */
    float **value, **grad; /* [n_node][C][B][T] streams of the current shard */
    bac_nn_batch *batch;   /* the current batch and shard */
    bac_nn_shard *shard;
    bac_nn_batch *own;  /* batch of one shard with all streams local, for bac_nn_forward */
    float *conv;        /* scratch of the kernels */
    float *logit;       /* [classes][B] real values */
    double *sum;        /* [2][C max] sums of du and du*x, then of a quantiser scale's gradient */
    float *weight_grad; /* scratch of the largest weight tensor */
    float *stream;      /* scratch of the largest stream */
};

/* Allocates a batch. whole: every stream is local, for passes of one shard. Otherwise streams that
 * outlive a phase are kept. gradients: with memory for a backward pass. NULL: out of memory. */
bac_nn_batch *bac_nn_batch_allocate(const bac_nn *nn, uint32_t shards, uint32_t B, bool whole,
                                    bool gradients);

/* Batch norm in steps. Per shard: measure (mean and variance), forward (y), sum (du and du*x), mix
 * (dx). Once for all shards, in between: settle (joins the statistics), join (joins the sums). The
 * order is measure, settle, forward; sum, join, mix. */
void bac_nn_norm_measure(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_settle(const bac_nn *nn, bac_nn_batch *batch, uint32_t index, bool measured);
void bac_nn_norm_forward(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_sum(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad);
void bac_nn_norm_join(const bac_nn *nn, bac_nn_batch *batch, uint32_t index);
void bac_nn_norm_mix(const bac_nn *nn, bac_nn_work *work, uint32_t index);
/* The same steps run by run, as feeds and sinks of a convolution; `user` is a bac_nn_at. moments
 * does the work of measure, make that of forward, slope that of mix; clear, then take for each run,
 * then finish do the work of sum. */
typedef struct bac_nn_at {
    const bac_nn *nn;
    bac_nn_work *work;
    uint32_t index;
} bac_nn_at;
void bac_nn_norm_make(const void *user, size_t c, size_t from, size_t n, float *to);
void bac_nn_norm_slope(const void *user, size_t c, size_t from, size_t n, float *to);
void bac_nn_norm_moments(const void *user, size_t c, size_t from, size_t n, float *x);
void bac_nn_norm_take(const void *user, size_t c, size_t from, size_t n, float *dy);
void bac_nn_norm_clear(const bac_nn *nn, bac_nn_work *work, uint32_t index);
void bac_nn_norm_finish(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad);

/* Records an error of a builder's call for bac_nn_finish; only the first is kept. */
void bac_nn_refuse(bac_nn *nn, const char *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline size_t bac_nn_stream_size(const bac_nn_node *n, uint32_t B) {
    return (size_t)n->C * B * n->T;
}

#endif
