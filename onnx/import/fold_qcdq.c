/* fold_qcdq.c - the QuantizeLinear/Clip/DequantizeLinear spelling of a quantiser. */
#include "fold.h"
#include "quant.h"

#include <math.h>
#include <string.h>

bac_status bac_linear_range(bac_graph *graph, const bac_node *node, int32_t dtype, double *lo,
                            double *hi, bac_error *err) {
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
    return bac_node_fail(graph, node, err, "element type %d is not one of its integers",
                         (int)dtype);
}

int bac_width_of(double lo, double hi) {
    for (int bits = 1; bits < 32; bits++)
        if (lo < 0 ? lo >= -ldexp(1, bits - 1) && hi <= ldexp(1, bits - 1) - 1
                   : hi <= ldexp(1, bits) - 1)
            return bits;
    return 32;
}

bac_status bac_clip_bounds(bac_graph *graph, const bac_node *node, double *lo, double *hi,
                           bac_error *err) {
    *lo = (double)bac_node_float(node, "min", -INFINITY);
    *hi = (double)bac_node_float(node, "max", INFINITY);
    bac_status status = BAC_OK;
    if (bac_node_has_input(node, 1))
        status = bac_node_scalar(graph, node, 1, "lower bound", lo, err);
    if (!status && bac_node_has_input(node, 2))
        status = bac_node_scalar(graph, node, 2, "upper bound", hi, err);
    if (!status && !(*lo <= *hi))
        return bac_node_fail(graph, node, err, "its bounds %g and %g are crossed", *lo, *hi);
    return status;
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

/* Input, scale, zero point and range of a node; *dtype -1: the codes are the input's, else those of
 * the zero point, and *dtype tells them. */
static bac_status read_linear(bac_graph *graph, const bac_node *node, const bac_tensor **x,
                              bac_quantiser *q, int32_t *dtype, bac_error *err) {
    const bac_tensor *zero = NULL;
    double lo = 0, hi = 0;
    *q = (bac_quantiser){.mode = BAC_ROUND_HALF_EVEN};
    bac_status status = bac_node_constant(graph, node, 0, x, err);
    if (!status)
        status = bac_node_scale(graph, node, 1, &q->scale, err);
    if (!status)
        status = bac_node_zero_point(graph, node, 2, &zero, err);
    if (status)
        return status;
    *dtype = *dtype < 0 ? (*x)->dtype : zero ? zero->dtype : BAC_ONNX_UINT8;
    status = bac_linear_range(graph, node, *dtype, &lo, &hi, err);
    q->lo = (int64_t)lo;
    q->hi = (int64_t)hi;
    return status;
}

bac_status bac_fold_quantize_linear(bac_graph *graph, const bac_node *node, bac_tensor **y,
                                    bac_error *err) {
    const bac_tensor *x;
    bac_quantiser q;
    int32_t dtype = 0;
    bac_status status = read_linear(graph, node, &x, &q, &dtype, err);
    if (status)
        return status;
    bac_tensor *code = NULL;
    status = bac_quantise_constant(graph, node, &q, x, &code, err);
    if (status)
        return status;
    *y = integers(graph, x, dtype, (double)q.lo, (double)q.hi);
    if (!*y)
        return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory folding weights");
    for (size_t k = 0; k < x->count; k++)
        (*y)->data[k] = code->code[k];
    return BAC_OK;
}

bac_status bac_fold_clip(bac_graph *graph, const bac_node *node, bac_tensor **y, bac_error *err) {
    const bac_tensor *x;
    double lo = 0, hi = 0, type_lo = -INFINITY, type_hi = INFINITY;
    bac_status status = bac_node_constant(graph, node, 0, &x, err);
    if (!status)
        status = bac_clip_bounds(graph, node, &lo, &hi, err);
    if (status)
        return status;
    bool integer = x->dtype == BAC_ONNX_INT8 || x->dtype == BAC_ONNX_UINT8 ||
                   x->dtype == BAC_ONNX_INT16 || x->dtype == BAC_ONNX_UINT16 ||
                   x->dtype == BAC_ONNX_INT32;
    if (integer) {
        status = bac_linear_range(graph, node, x->dtype, &type_lo, &type_hi, err);
        if (status)
            return status;
        *y = integers(graph, x, x->dtype, fmax(lo, type_lo), fmin(hi, type_hi));
    } else {
        *y = bac_tensor_new(graph, &x->shape, x->dtype);
    }
    if (!*y)
        return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory folding weights");
    for (size_t k = 0; k < x->count; k++)
        (*y)->data[k] = fmin(fmax(x->data[k], lo), hi);
    return BAC_OK;
}

bac_status bac_fold_dequantize_linear(bac_graph *graph, const bac_node *node, bac_tensor **y,
                                      bac_error *err) {
    const bac_tensor *x;
    bac_quantiser q;
    int32_t dtype = -1;
    bac_status status = read_linear(graph, node, &x, &q, &dtype, err);
    if (status)
        return status;
    /* The integers times 1 are their own codes; afterwards the scale is put in place. */
    const bac_tensor *scale = q.scale;
    q.is_signed = x->integer ? x->is_signed : q.lo < 0;
    q.bits = x->integer ? x->bits : bac_width_of((double)q.lo, (double)q.hi);
    bac_tensor *real = bac_tensor_new(graph, &x->shape, BAC_ONNX_FLOAT);
    if (!real)
        return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory folding weights");
    memcpy(real->data, x->data, x->count * sizeof *x->data);
    bac_tensor unit = *scale;
    unit.data = bac_arena_alloc(&graph->arena, scale->count, sizeof *unit.data);
    if (!unit.data)
        return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory folding weights");
    for (size_t k = 0; k < scale->count; k++)
        unit.data[k] = 1;
    q.scale = &unit;
    status = bac_quantise_constant(graph, node, &q, real, y, err);
    if (status)
        return status;
    (*y)->scale = scale->data;
    size_t inner = 1;
    for (uint32_t i = (*y)->scale_axis + 1; i < x->shape.rank; i++)
        inner *= (size_t)x->shape.dim[i];
    for (size_t k = 0; k < x->count; k++)
        (*y)->data[k] =
            (*y)->code[k] * scale->data[scale->count == 1 ? 0 : k / inner % scale->count];
    return BAC_OK;
}
