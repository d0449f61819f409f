/* shared_ops.h - a network as a list of ops on streams, before they have places in the map. */
#ifndef BAC_SHARED_OPS_H
#define BAC_SHARED_OPS_H

#include "bac.h"

#define SHARED_NONE UINT32_MAX

/* A stream that is stored. */
typedef struct shared_stream {
    uint32_t T, C;
    bac_type type;
    uint32_t stride;                  /* with which it is read; 0: any */
    bool input, out, scratch, joined; /* joined: a concatenation, which several ops write */
    uint32_t writer, reader;          /* its last ones, ops */
    int64_t base;                     /* word of a bank */
    bool placed;
} shared_stream;

/* One element that a row reads: channel c of a stream, `u` positions from t * stride. */
typedef struct shared_element {
    uint32_t stream, c;
    int32_t u;
} shared_element;

typedef struct shared_op {
    uint32_t layer;   /* writes the stream of this layer .. */
    uint32_t linear;  /* .. and takes its weights from this one */
    uint32_t to;      /* stream written */
    uint32_t channel; /* first channel of it */
    uint32_t rows, T;
    bool max;
    bool pointwise;          /* reads position t for position t */
    int32_t *weight;         /* [rows][n_elements]; NULL: all are 1; owned */
    shared_element *element; /* [n_elements], or [rows][n_elements] if `apart`; owned */
    uint32_t n_elements;
    bool apart;           /* every row has elements of its own .. */
    uint32_t step, every; /* .. else every so many rows they move on by `step` channels */
    uint32_t first, last; /* ops of its segment */
} shared_op;

typedef struct shared_ops {
    const bac_net *net;
    uint32_t L, n_streams, n_ops;
    shared_stream *stream; /* by layer; behind these, streams that no layer has */
    shared_op *op;
    uint32_t copy;  /* stream of the map that is the input; 0: none */
    uint32_t depth; /* words of a bank */
} shared_ops;

bac_status shared_ops_of(const bac_net *net, uint32_t L, shared_ops *ops, bac_error *err);
void shared_ops_free(shared_ops *ops);

/* Forms segments and gives every stream its place. */
bac_status shared_ops_place(shared_ops *ops, bac_error *err);

static inline uint32_t shared_row_words(const shared_stream *s) {
    return s->stride * s->C;
}
/* Words of a bank; of scratch, those of a group. */
static inline uint32_t shared_words(const shared_ops *ops, const shared_stream *s) {
    if (s->scratch)
        return s->C;
    const uint32_t positions = s->stride * ops->L;
    return (s->T + positions - 1) / positions * shared_row_words(s);
}
static inline int32_t shared_floor(int32_t a, int32_t b) {
    return a / b - (a % b < 0);
}
/* The word of an element of a group's first position, from the stream's base, in group 0. */
static inline int32_t shared_word_of(const shared_ops *ops, const shared_element *e) {
    const shared_stream *s = &ops->stream[e->stream];
    const int32_t stride = (int32_t)s->stride, q = shared_floor(e->u, stride);
    const int32_t row = shared_floor(q, (int32_t)ops->L), phase = e->u - q * stride;
    return (row * stride + phase) * (int32_t)s->C + (int32_t)e->c;
}

#endif
