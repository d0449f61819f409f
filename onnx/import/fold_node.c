/* fold_node.c - computes nodes of constants, which exporters leave between a parameter and its use.
 *
 * Float arithmetic is rounded to float32 after each operation, as the format defines it. */
#include "fold.h"
#include "quant.h"

#include <math.h>
#include <string.h>

static bac_status fold_constant(const bac_node *node, bac_tensor **y) {
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, "value");
    if (a && a->t)
        return bac_tensor_decode(node->graph, a->t, y);
    const Bac__Onnx__Attribute *f = bac_node_attribute(node, "value_float");
    const Bac__Onnx__Attribute *i = bac_node_attribute(node, "value_int");
    const Bac__Onnx__Attribute *is = bac_node_attribute(node, "value_ints");
    if (!(f && f->has_f) && !(i && i->has_i) && !(is && is->n_ints))
        return bac_node_fail(node, "holds no value that can be read");
    bac_shape shape = {.rank = is ? 1 : 0, .dim = {is ? (int64_t)is->n_ints : 1}};
    *y = bac_tensor_new(node->graph, &shape, f ? BAC_ONNX_FLOAT : BAC_ONNX_INT64);
    if (!*y)
        return node->graph->status;
    for (size_t k = 0; k < (*y)->count; k++)
        (*y)->data[k] = f ? (double)f->f : (double)(is ? is->ints[k] : i->i);
    if (isnan((*y)->data[0]))
        return bac_node_fail(node, "is not a number");
    return BAC_OK;
}

static bac_status fold_shape(const bac_node *node, bac_tensor **y) {
    const bac_edge *edge = bac_node_edge(node, 0);
    if (!edge || (!edge->constant && !edge->has_shape))
        return bac_node_fail(node, "its input has no known shape");
    const bac_shape *x = edge->constant ? &edge->constant->shape : &edge->shape;
    bac_shape shape = {.rank = 1, .dim = {x->rank}};
    if (x->rank == 0)
        return bac_node_fail(node, "the shape of a scalar is empty");
    *y = bac_tensor_new(node->graph, &shape, BAC_ONNX_INT64);
    for (uint32_t i = 0; *y && i < x->rank; i++)
        (*y)->data[i] = (double)x->dim[i];
    return node->graph->status;
}

/* The same values under another shape; weight codes keep their order and their scale as long
 * as the scale's axis stays where it is. */
static bac_status fold_reshape(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    bac_shape shape;
    if (bac_node_infer(node, &shape))
        return node->graph->status;
    size_t count = 0;
    if (!bac_shape_count(&shape, &count) || count != x->count)
        return bac_node_fail(node, "changes the number of values");
    *y = bac_graph_alloc(node->graph, 1, sizeof **y);
    if (!*y)
        return node->graph->status;
    **y = *x;
    (*y)->shape = shape;
    if (x->n_scale > 1 &&
        (x->scale_axis >= shape.rank || x->scale_axis != 0 || shape.dim[0] != x->shape.dim[0]))
        return bac_node_fail(node, "reshapes weights across their scale's axis");
    return BAC_OK;
}

static bac_status fold_transpose(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    bac_shape shape;
    if (bac_node_infer(node, &shape))
        return node->graph->status;
    bac_tensor *t = bac_tensor_new(node->graph, &shape, x->dtype);
    int32_t *code = bac_graph_alloc(node->graph, x->count, sizeof *code);
    if (!t || !code)
        return node->graph->status;
    double *data = t->data;
    *t = *x;
    t->shape = shape;
    t->data = data;
    t->code = x->code ? code : NULL;
    const Bac__Onnx__Attribute *perm = bac_node_attribute(node, "perm");
    const bool given = perm && perm->n_ints > 0; /* as infer_transpose reads it */
    uint32_t from[BAC_MAX_RANK] = {0};
    size_t stride[BAC_MAX_RANK] = {0}, step = 1;
    for (uint32_t i = x->shape.rank; i-- > 0; step *= (size_t)x->shape.dim[i])
        stride[i] = step;
    for (uint32_t i = 0; i < shape.rank; i++) {
        from[i] = given ? (uint32_t)perm->ints[i] : shape.rank - 1 - i;
        if (from[i] == x->scale_axis)
            t->scale_axis = i;
    }
    size_t at[BAC_MAX_RANK] = {0};
    for (size_t k = 0; k < x->count; k++) {
        size_t source = 0;
        for (uint32_t i = 0; i < shape.rank; i++)
            source += at[i] * stride[from[i]];
        data[k] = x->data[source];
        if (x->code)
            code[k] = x->code[source];
        for (uint32_t i = shape.rank; i-- > 0;) {
            if (++at[i] < (size_t)shape.dim[i])
                break;
            at[i] = 0;
        }
    }
    *y = t;
    return BAC_OK;
}

/* Gather from a vector by scalar or vector indices, which is enough for shape arithmetic. */
static bac_status fold_gather(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0), *index = bac_node_constant(node, 1);
    if (!x || !index || x->shape.rank != 1 || bac_node_int(node, "axis", 0) != 0)
        return bac_node_fail(node, "gathers from more than a vector");
    *y = bac_tensor_new(node->graph, &index->shape, x->dtype);
    if (!*y)
        return node->graph->status;
    for (size_t k = 0; k < index->count; k++) {
        double i = index->data[k] < 0 ? index->data[k] + (double)x->count : index->data[k];
        if (!(i >= 0 && i < (double)x->count) || i != floor(i))
            return bac_node_fail(node, "index %g is out of range", index->data[k]);
        (*y)->data[k] = x->data[(size_t)i];
    }
    return BAC_OK;
}

static bac_status fold_concat(const bac_node *node, bac_tensor **y) {
    bac_shape shape;
    if (bac_node_infer(node, &shape))
        return node->graph->status;
    if (shape.rank != 1)
        return bac_node_fail(node, "joins constants that are not vectors");
    *y = bac_tensor_new(node->graph, &shape, bac_node_constant(node, 0)->dtype);
    if (!*y)
        return node->graph->status;
    size_t at = 0;
    for (uint32_t i = 0; i < node->n_in; i++) {
        const bac_tensor *x = bac_node_constant(node, i);
        memcpy((*y)->data + at, x->data, x->count * sizeof *x->data);
        at += x->count;
    }
    return BAC_OK;
}

static bac_status fold_unary(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    *y = bac_tensor_new(node->graph, &x->shape, x->dtype);
    for (size_t k = 0; *y && k < x->count; k++) {
        double v = x->data[k];
        (*y)->data[k] = bac_node_is(node, "Ceil")    ? ceil(v)
                        : bac_node_is(node, "Floor") ? floor(v)
                        : bac_node_is(node, "Round") ? rint(v)
                        : bac_node_is(node, "Neg")   ? -v
                                                     : fabs(v);
    }
    return node->graph->status;
}

static bac_status fold_cast(const bac_node *node, bac_tensor **y) {
    const bac_tensor *x = bac_node_constant(node, 0);
    int64_t to = bac_node_int(node, "to", 0);
    if (to != BAC_ONNX_FLOAT && to != BAC_ONNX_DOUBLE && to != BAC_ONNX_INT32 &&
        to != BAC_ONNX_INT64)
        return bac_node_fail(node, "casts to an element type that is not read");
    *y = bac_tensor_new(node->graph, &x->shape, (int32_t)to);
    for (size_t k = 0; *y && k < x->count; k++)
        (*y)->data[k] = to == BAC_ONNX_FLOAT    ? (double)(float)x->data[k]
                        : to == BAC_ONNX_DOUBLE ? x->data[k]
                                                : trunc(x->data[k]);
    return node->graph->status;
}

static bac_status fold_binary(const bac_node *node, bac_tensor **y) {
    const bac_tensor *a = bac_node_constant(node, 0), *b = bac_node_constant(node, 1);
    if (!a || !b || (a->count != b->count && a->count != 1 && b->count != 1))
        return bac_node_fail(node, "the shapes of its constants do not fit");
    const bac_tensor *wide = a->count > b->count ? a : b;
    if (a->count == b->count && a->shape.rank > b->shape.rank)
        wide = a;
    *y = bac_tensor_new(node->graph, &wide->shape, a->dtype);
    if (!*y)
        return node->graph->status;
    bool integer = a->dtype != BAC_ONNX_FLOAT && a->dtype != BAC_ONNX_DOUBLE;
    for (size_t k = 0; k < (*y)->count; k++) {
        double p = a->data[a->count == 1 ? 0 : k], q = b->data[b->count == 1 ? 0 : k];
        double v = bac_node_is(node, "Add")   ? p + q
                   : bac_node_is(node, "Sub") ? p - q
                   : bac_node_is(node, "Mul") ? p * q
                                              : p / q;
        v = integer ? trunc(v) : a->dtype == BAC_ONNX_FLOAT ? (double)(float)v : v;
        if (!isfinite(v))
            return bac_node_fail(node, "its constant result is not finite");
        (*y)->data[k] = v;
    }
    return BAC_OK;
}

static bac_status fold_identity(const bac_node *node, bac_tensor **y) {
    *y = bac_node_constant(node, 0);
    return BAC_OK;
}

static bac_status fold_quant(const bac_node *node, bac_tensor **y) {
    bac_quantiser q;
    if (bac_quantiser_read(node, &q))
        return node->graph->status;
    return bac_quantise_constant(node, &q, bac_node_constant(node, 0), y);
}

typedef bac_status fold_fn(const bac_node *, bac_tensor **);

static const struct {
    const char *op;
    uint32_t inputs; /* that must be there */
    fold_fn *fold;
} rules[] = {
    {"Constant", 0, fold_constant},
    {"Shape", 1, fold_shape},
    {"Identity", 1, fold_identity},
    {"Dropout", 1, fold_identity},
    {"Cast", 1, fold_cast},
    {"Reshape", 2, fold_reshape},
    {"Flatten", 1, fold_reshape},
    {"Squeeze", 1, fold_reshape},
    {"Unsqueeze", 1, fold_reshape},
    {"Transpose", 1, fold_transpose},
    {"Gather", 2, fold_gather},
    {"Concat", 1, fold_concat},
    {"Ceil", 1, fold_unary},
    {"Floor", 1, fold_unary},
    {"Round", 1, fold_unary},
    {"Neg", 1, fold_unary},
    {"Abs", 1, fold_unary},
    {"Add", 2, fold_binary},
    {"Sub", 2, fold_binary},
    {"Mul", 2, fold_binary},
    {"Div", 2, fold_binary},
    {"Quant", 4, fold_quant},
    {"IntQuant", 4, fold_quant},
    {"BipolarQuant", 2, fold_quant},
    {"QuantizeLinear", 2, bac_fold_quantize_linear},
    {"Clip", 1, bac_fold_clip},
    {"DequantizeLinear", 2, bac_fold_dequantize_linear},
};

bac_status bac_node_fold(const bac_node *node, bac_tensor **result) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!bac_node_is(node, rules[i].op))
            continue;
        for (uint32_t k = 0; k < rules[i].inputs; k++)
            if (!bac_node_has_input(node, k))
                return bac_node_fail(node, "its input %u is missing", k);
        return rules[i].fold(node, result);
    }
    return bac_node_fail(node, "an operator on constants that is not supported");
}
