/* fold_qcdq.c - quantisers written as QuantizeLinear, Clip, DequantizeLinear. */
#include "fold.h"
#include "quant.h"

#include <math.h>
#include <string.h>

bac_status bac_linear_range(const bac_node *node, int32_t dtype, double *lo, double *hi) {
    static const struct {
        int32_t dtype;
        double lo, hi;
    } ranges[] = {
        {BAC_ONNX_UINT8, 0, 255},
        {BAC_ONNX_INT8, -128, 127},
        {BAC_ONNX_UINT16, 0, 65535},
        {BAC_ONNX_INT16, -32768, 32767},
        {BAC_ONNX_INT32, -0x1p31, 0x1p31 - 1},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (ranges[i].dtype == dtype) {
            *lo = ranges[i].lo;
            *hi = ranges[i].hi;
            return BAC_OK;
        }
    return bac_node_fail(node, "element type %d is not one of its integers", (int)dtype);
}

int bac_width_of(double lo, double hi) {
    for (int bits = 1; bits < 32; bits++)
        if (lo < 0 ? lo >= -ldexp(1, bits - 1) && hi <= ldexp(1, bits - 1) - 1
                   : hi <= ldexp(1, bits) - 1)
            return bits;
    return 32;
}

bac_status bac_clip_bounds(const bac_node *node, double *lo, double *hi) {
    *lo = (double)bac_node_float(node, "min", -INFINITY);
    *hi = (double)bac_node_float(node, "max", INFINITY);
    if ((bac_node_has_input(node, 1) && bac_node_scalar(node, 1, "lower bound", lo)) ||
        (bac_node_has_input(node, 2) && bac_node_scalar(node, 2, "upper bound", hi)))
        return node->graph->status;
    if (!(*lo <= *hi))
        return bac_node_fail(node, "its bounds %g and %g are crossed", *lo, *hi);
    return BAC_OK;
}

/* A tensor of integers, no scale attached yet. */
static bac_tensor *integers(bac_graph *graph, const bac_tensor *like, int32_t dtype, double lo,
                            double hi) {
    bac_tensor *t = bac_tensor_new(graph, &like->shape, dtype);
    if (!t)
        return NULL;
    t->integer = true;
    t->is_signed = lo < 0;
    t->bits = (uint8_t)bac_width_of(lo, hi);
    return t;
}

/* Reads scale, zero point and range of a node. *dtype: type of its codes; -1: that of its zero
 * point, which is then stored there. */
static bac_status read_linear(const bac_node *node, bac_quantiser *q, int32_t *dtype) {
    const bac_tensor *zero = NULL;
    double lo = 0, hi = 0;
    *q = (bac_quantiser){.mode = BAC_ROUND_HALF_EVEN};
    if (bac_node_scale(node, 1, &q->scale) || bac_node_zero_point(node, 2, &zero))
        return node->graph->status;
    *dtype = *dtype >= 0 ? *dtype : zero ? zero->dtype : BAC_ONNX_UINT8;
    if (bac_linear_range(node, *dtype, &lo, &hi))
        return node->graph->status;
    q->lo = (int64_t)lo;
    q->hi = (int64_t)hi;
    return BAC_OK;
}

bac_status bac_fold_quantize_linear(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    bac_quantiser q;
    int32_t dtype = -1;
    bac_tensor *code = NULL;
    if (read_linear(node, &q, &dtype) || bac_quantise_constant(node, &q, x, &code))
        return node->graph->status;
    *y = integers(node->graph, x, dtype, (double)q.lo, (double)q.hi);
    for (size_t k = 0; *y && k < x->count; k++)
        (*y)->data[k] = code->code[k];
    return node->graph->status;
}

bac_status bac_fold_clip(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    double lo = 0, hi = 0, type_lo = -INFINITY, type_hi = INFINITY;
    bool integer = x->dtype == BAC_ONNX_INT8 || x->dtype == BAC_ONNX_UINT8 ||
                   x->dtype == BAC_ONNX_INT16 || x->dtype == BAC_ONNX_UINT16 ||
                   x->dtype == BAC_ONNX_INT32;
    if (bac_clip_bounds(node, &lo, &hi) ||
        (integer && bac_linear_range(node, x->dtype, &type_lo, &type_hi)))
        return node->graph->status;
    *y = integer ? integers(node->graph, x, x->dtype, fmax(lo, type_lo), fmin(hi, type_hi))
                 : bac_tensor_new(node->graph, &x->shape, x->dtype);
    for (size_t k = 0; *y && k < x->count; k++)
        (*y)->data[k] = fmin(fmax(x->data[k], lo), hi);
    return node->graph->status;
}

bac_status bac_fold_dequantize_linear(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    bac_quantiser q;
    int32_t dtype = x->dtype;
    if (read_linear(node, &q, &dtype))
        return node->graph->status;
    q.of_codes = true;
    q.is_signed = x->integer ? x->is_signed : q.lo < 0;
    q.bits = x->integer ? x->bits : bac_width_of((double)q.lo, (double)q.hi);
    return bac_quantise_constant(node, &q, x, y);
}
