/* quant.h - the parameters of a quantiser node, and exact quantising of constants. */
#ifndef BAC_QUANT_H
#define BAC_QUANT_H

#include "exact.h"
#include "graph.h"

/* code = round(clip(x / scale, lo, hi)). Bipolar (lo -1, hi +1): code = x >= 0 ? hi : lo. */
typedef struct bac_quantiser {
    const bac_tensor *scale;
    bool is_signed, bipolar;
    bool of_codes; /* x is already divided by scale */
    int bits;      /* 1..32 */
    int64_t lo, hi;
    int mode; /* bac_rounding or BAC_ROUND_HALF_TO_ZERO */
} bac_quantiser;

/* Reads a Quant, IntQuant or BipolarQuant node; its parameters must be constant. */
bac_status bac_quantiser_read(const bac_node *node, bac_quantiser *q);
/* The integer range of a width: [-2^(b-1) + narrow, 2^(b-1) - 1] or [0, 2^b - 1 - narrow] */
void bac_quantiser_range(bac_quantiser *q, bool narrow);
/* What a Trunc node means (lower_trunc.c). */
typedef struct bac_trunc {
    double scale, scale_out;
    int bits, power;
    bool clipped;
    bac_quantiser q;
} bac_trunc;
bac_status bac_trunc_read(const bac_node *node, bac_trunc *t);
/* -1 when the name is unknown */
int bac_rounding_of_qonnx(const char *name);

/* Quantises a constant: *y is a new tensor with code, scale, data and bits. */
bac_status bac_quantise_constant(const bac_node *node, const bac_quantiser *q, const bac_tensor *x,
                                 bac_tensor **y);

/* Read input i of a quantiser, which must be constant: a scalar, the zero point, the width. `what`
 * names the scalar in messages. */
bac_status bac_node_scalar(const bac_node *node, uint32_t i, const char *what, double *value);
bac_status bac_node_zero_point(const bac_node *node, uint32_t i, const bac_tensor **zero);
bac_status bac_node_width(const bac_node *node, uint32_t i, int *bits);
/* Reads input i as the scale, a constant tensor of positive finite numbers. */
bac_status bac_node_scale(const bac_node *node, uint32_t i, const bac_tensor **scale);

#endif
