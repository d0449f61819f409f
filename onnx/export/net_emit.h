/* net_emit.h - exports a network of integers as QONNX: functions that net_emit.c, net_requant.c and
 * net_stream.c share.
 *
 * Every stream of the file is its integers times one unit: the scale of the input if that is a
 * power of two, else 1. Weights are their codes. A requantiser becomes (Mul), (Add), (Relu or
 * Clip), Quant. */
#ifndef BAC_NET_EMIT_H
#define BAC_NET_EMIT_H

#include "onnx_write.h"

/* A layer's stream: as [1][C][T], or as [1][C] (T is then 1), or both. */
typedef struct bac_net_stream {
    const char *sequence, *vector;
    uint32_t *place; /* [C] where channel c stands in the tensor; NULL: at c. Flattening [C][T] and
                      * [T][C] differ in this. */
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
/* v as a float32 that is exactly v. */
bac_status bac_net_exact(const bac_net_emit *e, const bac_layer *layer, const char *what,
                         uint32_t c, double v, float *exact);
bac_status bac_net_emit_requant(bac_net_emit *e, uint32_t index);
/* x times or plus one number a channel, as a new tensor; values are in the channels' order. */
const char *bac_net_emit_per_channel(bac_net_emit *e, const char *op, const char *x, bool vector,
                                     const uint32_t *place, uint32_t C, const float *values,
                                     const char *name);

/* A layer's stream as one of both; the vector only where T is 1. */
const char *bac_net_sequence(bac_net_emit *e, uint32_t index);
const char *bac_net_vector(bac_net_emit *e, uint32_t index);
uint32_t bac_net_placed(const uint32_t *place, uint32_t c);

/* net_affine.c: k and b, float32 numbers, for which round(clip(k*x + b)) with ties to even is the
 * requantiser's function of every x in [lo, hi]. BAC_ERR_INPUT when none were found. */
bac_status bac_net_affine(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t lo,
                          int32_t hi, float *k, float *b);

#endif
