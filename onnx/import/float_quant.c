/* float_quant.c - quantisers in float64: x / scale, clip, round, * scale. */
#include "fixed.h"
#include "float_ops.h"
#include "fold.h"
#include "lower.h"
#include "quant.h"

#include <math.h>

/* v clipped to lo..hi, rounded; the widest codes have 32 bits, for which doubles round exactly. */
static double code_of(double v, double lo, double hi, int mode) {
    v = fmin(fmax(v, lo), hi);
    if (fabs(v) >= 0x1p31)
        return v;
    if (mode == BAC_ROUND_HALF_TO_ZERO)
        mode = v < 0 ? BAC_ROUND_HALF_UP : BAC_ROUND_HALF_DOWN;
    return bac_fixed_round(v, (bac_rounding)mode);
}

bac_status bac_float_quant(bac_float_run *run, const bac_node *node) {
    bac_quantiser q;
    bac_float_in x, scale;
    double *y = run->value[node->out[0]];
    if (bac_float_input(run, node, 0, &x) || bac_quantiser_read(node, &q))
        return run->graph->status;
    scale = (bac_float_in){q.scale->data, q.scale->shape, q.scale->count};
    for (size_t i = 0; i < x.count; i++) {
        const double s = bac_float_paired(&scale, &x.shape, i);
        const double code = q.bipolar ? (x.v[i] >= 0 ? 1 : -1)
                                      : code_of(x.v[i] / s, (double)q.lo, (double)q.hi, q.mode);
        y[i] = code * s;
    }
    return BAC_OK;
}

bac_status bac_float_trunc(bac_float_run *run, const bac_node *node) {
    bac_trunc t = {0};
    bac_float_in x;
    double *y = run->value[node->out[0]];
    if (bac_float_input(run, node, 0, &x) || bac_trunc_read(node, &t))
        return run->graph->status;
    const double lo = t.clipped ? (double)t.q.lo : -INFINITY;
    const double hi = t.clipped ? (double)t.q.hi : INFINITY;
    for (size_t i = 0; i < x.count; i++)
        y[i] = code_of(ldexp(rint(x.v[i] / t.scale), -t.power), lo, hi, t.q.mode) * t.scale_out;
    return BAC_OK;
}

/* Codes, as real numbers until the DequantizeLinear. A vector of scales runs over the channels. */
static double linear_scale(const bac_tensor *scale, const bac_float_in *x, size_t i) {
    const size_t C = x->shape.rank > 1 ? (size_t)x->shape.dim[1] : 1;
    return scale->data[scale->count == C ? i / (x->count / C) : 0];
}

bac_status bac_float_quantize(bac_float_run *run, const bac_node *node) {
    const bac_tensor *scale, *zero;
    bac_float_in x;
    double lo = 0, hi = 0, *y = run->value[node->out[0]];
    if (bac_float_input(run, node, 0, &x) || bac_node_scale(node, 1, &scale) ||
        bac_node_zero_point(node, 2, &zero))
        return run->graph->status;
    const int64_t asked = bac_node_int(node, "output_dtype", 0);
    const int64_t dtype = zero ? zero->dtype : asked ? asked : BAC_ONNX_UINT8;
    if (bac_linear_range(node, (int32_t)dtype, &lo, &hi))
        return run->graph->status;
    for (size_t i = 0; i < x.count; i++)
        y[i] = code_of(x.v[i] / linear_scale(scale, &x, i), lo, hi, BAC_ROUND_HALF_EVEN);
    return BAC_OK;
}

bac_status bac_float_dequantize(bac_float_run *run, const bac_node *node) {
    const bac_tensor *scale;
    bac_float_in x;
    double *y = run->value[node->out[0]];
    if (bac_float_input(run, node, 0, &x) || bac_node_scale(node, 1, &scale))
        return run->graph->status;
    for (size_t i = 0; i < x.count; i++)
        y[i] = x.v[i] * linear_scale(scale, &x, i);
    return BAC_OK;
}
