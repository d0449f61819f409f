/* net_emit.h - exports a network of integers as QONNX: functions that net_emit.c, net_requant.c and
 * net_stream.c share.
 *
 * Every stream of the file is its integers times one unit: the scale of the input if that is a
 * power of two, else 1. Weights are their codes. A requantiser becomes (Mul), (Add), (Relu or
 * Clip), Quant. */
#ifndef BAC_NET_EMIT_H
#define BAC_NET_EMIT_H

#include "onnx_write.h"

/* Names of the tensors that hold a layer's stream: `sequence` [1][C][T], `vector` [1][C] (T is then
 * 1), or both. NULL: not made. */
typedef struct bac_net_stream {
    const char *sequence, *vector;
    uint32_t *place; /* [C] index of channel c in the tensor; NULL: c. ONNX flattens [C][T], a
                      * bac_net flattens [T][C], so the orders can differ. */
} bac_net_stream;

typedef struct bac_net_emit {
    const bac_net *net;
    bac_onnx onnx;
    bac_net_stream *at; /* [layers] */
    float unit;
    bac_error *err;
} bac_net_emit;

bac_status bac_net_refuse(const bac_net_emit *e, const bac_layer *layer, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Sets *exact to v, or refuses (by layer, `what` and channel c) when no float32 equals v. */
bac_status bac_net_exact(const bac_net_emit *e, const bac_layer *layer, const char *what,
                         uint32_t c, double v, float *exact);
bac_status bac_net_emit_requant(bac_net_emit *e, uint32_t index);
/* Adds the operator `op` ("Mul" or "Add") of x and one number for each channel; values: [C] in the
 * order of channels, place as in bac_net_stream. Returns the name of the result. */
const char *bac_net_emit_per_channel(bac_net_emit *e, const char *op, const char *x, bool vector,
                                     const uint32_t *place, uint32_t C, const float *values,
                                     const char *name);

/* Return the tensor of a layer's stream in the form that a reader needs, and add the operator that
 * converts it if that form does not exist yet. vector: only where T is 1. */
const char *bac_net_sequence(bac_net_emit *e, uint32_t index);
const char *bac_net_vector(bac_net_emit *e, uint32_t index);
uint32_t bac_net_placed(const uint32_t *place, uint32_t c); /* place[c], or c when place is NULL */

/* net_affine.c: finds float32 numbers k and b such that round(clip(k*x + b)), ties to even, equals
 * the requantiser for every x in [lo, hi]. BAC_ERR_INPUT when it finds none. */
bac_status bac_net_affine(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t lo,
                          int32_t hi, float *k, float *b);

#endif
