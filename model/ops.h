/* ops.h - the integer operators on [T][C] streams, one function each. They do not allocate, fail or
 * overflow: validation has proven shapes and ranges. */
#ifndef BAC_OPS_H
#define BAC_OPS_H

#include "internal.h"

/* The non-zero weights of a convolution or fc. */
typedef struct bac_taps {
    uint32_t *first;  /* [C+1], the entries of output channel o are first[o]..first[o+1]-1 */
    uint32_t *offset; /* position in the window: k*C_in + input channel */
    int32_t *weight;
    size_t step; /* numbers from one window to the next: stride * C_in */
} bac_taps;

bac_status bac_taps_create(const bac_layer *l, const bac_layer *x, bac_taps *taps, bac_error *err);
void bac_taps_free(bac_taps *taps);
/* Scratch that bac_op_weighted needs, in int32_t; 0: none. */
uint64_t bac_taps_scratch(const bac_layer *l, const bac_layer *x);

void bac_op_weighted(const bac_layer *l, const bac_layer *x, const bac_taps *taps,
                     const int32_t *in, int32_t *scratch, int32_t *out);

/* Computes a layer without weights. in: [n_in] the input streams; out: [T][C]. */
typedef void bac_op_fn(const bac_net *net, const bac_layer *l, const int32_t *const *in,
                       int32_t *out);
bac_op_fn bac_op_requant, bac_op_add, bac_op_concat, bac_op_maxpool, bac_op_globalmax,
    bac_op_argmax, bac_op_globalavg;

/* AVGPOOL: multiplies the sum of each window in out [T][C] with its factor. */
void bac_average_weigh(const bac_layer *l, int32_t *out);

#endif
