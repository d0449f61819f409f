/* float_ops.h - one function an operator: reads the edges in front of a node, fills the one behind. */
#ifndef BAC_FLOAT_OPS_H
#define BAC_FLOAT_OPS_H

#include "float_run.h"

typedef bac_status bac_float_fn(bac_float_run *run, const bac_node *node);

/* float_quant.c */
bac_float_fn bac_float_quant, bac_float_trunc, bac_float_quantize, bac_float_dequantize;
/* float_ops.c */
bac_float_fn bac_float_clip, bac_float_relu, bac_float_norm, bac_float_arithmetic;
bac_float_fn bac_float_conv, bac_float_linear, bac_float_pool, bac_float_concat, bac_float_move;

/* An operand: a stream or a constant, with the shape it has in one frame. */
typedef struct bac_float_in {
    const double *v;
    bac_shape shape;
    size_t count;
} bac_float_in;

/* Refused when input i is missing. */
bac_status bac_float_input(const bac_float_run *run, const bac_node *node, uint32_t i,
                           bac_float_in *in);
/* The element of b that numpy's broadcasting pairs with element i of a tensor of that shape. */
double bac_float_paired(const bac_float_in *b, const bac_shape *shape, size_t i);

#endif
