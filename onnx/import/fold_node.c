/* fold_node.c - constant nodes: what exporters leave between a parameter and its use.
 *
 * Float arithmetic is rounded to float32 after each operation, as the format defines it. */
#include "fold.h"
#include "quant.h"

#include <math.h>
#include <string.h>

static bac_status no_memory(bac_graph *graph, bac_error *err) {
    return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory folding constants");
}

static const bac_tensor *input(const bac_graph *graph, const bac_node *node, uint32_t i) {
    const bac_edge *edge = bac_node_edge(graph, node, i);
    return edge ? edge->constant : NULL;
}

static bac_status fold_constant(bac_graph *graph, const bac_node *node, bac_tensor **y,
                                bac_error *err) {
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, "value");
    if (a && a->t)
        return bac_tensor_decode(graph, a->t, y, err);
    const Bac__Onnx__Attribute *f = bac_node_attribute(node, "value_float");
    const Bac__Onnx__Attribute *i = bac_node_attribute(node, "value_int");
    const Bac__Onnx__Attribute *is = bac_node_attribute(node, "value_ints");
    if (!(f && f->has_f) && !(i && i->has_i) && !(is && is->n_ints))
        return bac_node_fail(graph, node, err, "holds no value that can be read");
    bac_shape shape = {.rank = is ? 1 : 0, .dim = {is ? (int64_t)is->n_ints : 1}};
    *y = bac_tensor_new(graph, &shape, f ? BAC_ONNX_FLOAT : BAC_ONNX_INT64);
    if (!*y)
        return no_memory(graph, err);
    for (size_t k = 0; k < (*y)->count; k++)
        (*y)->data[k] = f ? (double)f->f : (double)(is ? is->ints[k] : i->i);
    if (isnan((*y)->data[0]))
        return bac_node_fail(graph, node, err, "is not a number");
    return BAC_OK;
}

static bac_status fold_shape(bac_graph *graph, const bac_node *node, bac_tensor **y,
                             bac_error *err) {
    const bac_edge *edge = bac_node_edge(graph, node, 0);
    if (!edge || (!edge->constant && !edge->has_shape))
        return bac_node_fail(graph, node, err, "its input has no known shape");
    const bac_shape *x = edge->constant ? &edge->constant->shape : &edge->shape;
    bac_shape shape = {.rank = 1, .dim = {x->rank}};
    if (x->rank == 0)
        return bac_node_fail(graph, node, err, "the shape of a scalar is empty");
    *y = bac_tensor_new(graph, &shape, BAC_ONNX_INT64);
    if (!*y)
        return no_memory(graph, err);
    for (uint32_t i = 0; i < x->rank; i++)
        (*y)->data[i] = (double)x->dim[i];
    return BAC_OK;
}

/* The same values under another shape; weight codes keep their order and their scale as long
 * as the scale's axis stays where it is. */
static bac_status fold_reshape(bac_graph *graph, const bac_node *node, bac_tensor **y,
                               bac_error *err) {
    const bac_tensor *x = input(graph, node, 0);
    bac_shape shape;
    bac_status status = bac_node_infer(graph, node, &shape, err);
    if (status)
        return status;
    size_t count = 0;
    if (!bac_shape_count(&shape, &count) || count != x->count)
        return bac_node_fail(graph, node, err, "changes the number of values");
    *y = bac_arena_alloc(&graph->arena, 1, sizeof **y);
    if (!*y)
        return no_memory(graph, err);
    **y = *x;
    (*y)->shape = shape;
    if (x->n_scale > 1 &&
        (x->scale_axis >= shape.rank || x->scale_axis != 0 || shape.dim[0] != x->shape.dim[0]))
        return bac_node_fail(graph, node, err, "reshapes weights across their scale's axis");
    return BAC_OK;
}

static bac_status fold_transpose(bac_graph *graph, const bac_node *node, bac_tensor **y,
                                 bac_error *err) {
    const bac_tensor *x = input(graph, node, 0);
    bac_shape shape;
    bac_status status = bac_node_infer(graph, node, &shape, err);
    if (status)
        return status;
    bac_tensor *t = bac_tensor_new(graph, &shape, x->dtype);
    int32_t *code = bac_arena_alloc(&graph->arena, x->count, sizeof *code);
    if (!t || !code)
        return no_memory(graph, err);
    double *data = t->data;
    *t = *x;
    t->shape = shape;
    t->data = data;
    t->code = x->code ? code : NULL;
    const Bac__Onnx__Attribute *perm = bac_node_attribute(node, "perm");
    uint32_t from[BAC_MAX_RANK] = {0};
    size_t stride[BAC_MAX_RANK] = {0}, step = 1;
    for (uint32_t i = x->shape.rank; i-- > 0; step *= (size_t)x->shape.dim[i])
        stride[i] = step;
    for (uint32_t i = 0; i < shape.rank; i++) {
        from[i] = perm ? (uint32_t)perm->ints[i] : shape.rank - 1 - i;
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

/* Of a vector by scalar or vector indices: all that shape arithmetic needs. */
static bac_status fold_gather(bac_graph *graph, const bac_node *node, bac_tensor **y,
                              bac_error *err) {
    const bac_tensor *x = input(graph, node, 0), *index = input(graph, node, 1);
    if (!x || !index || x->shape.rank != 1 || bac_node_int(node, "axis", 0) != 0)
        return bac_node_fail(graph, node, err, "gathers from more than a vector");
    *y = bac_tensor_new(graph, &index->shape, x->dtype);
    if (!*y)
        return no_memory(graph, err);
    for (size_t k = 0; k < index->count; k++) {
        double i = index->data[k] < 0 ? index->data[k] + (double)x->count : index->data[k];
        if (!(i >= 0 && i < (double)x->count) || i != floor(i))
            return bac_node_fail(graph, node, err, "index %g is out of range", index->data[k]);
        (*y)->data[k] = x->data[(size_t)i];
    }
    return BAC_OK;
}

static bac_status fold_concat(bac_graph *graph, const bac_node *node, bac_tensor **y,
                              bac_error *err) {
    bac_shape shape;
    bac_status status = bac_node_infer(graph, node, &shape, err);
    if (status)
        return status;
    if (shape.rank != 1)
        return bac_node_fail(graph, node, err, "joins constants that are not vectors");
    *y = bac_tensor_new(graph, &shape, input(graph, node, 0)->dtype);
    if (!*y)
        return no_memory(graph, err);
    size_t at = 0;
    for (uint32_t i = 0; i < node->n_in; i++) {
        const bac_tensor *x = input(graph, node, i);
        memcpy((*y)->data + at, x->data, x->count * sizeof *x->data);
        at += x->count;
    }
    return BAC_OK;
}

static bac_status fold_unary(bac_graph *graph, const bac_node *node, bac_tensor **y,
                             bac_error *err) {
    const bac_tensor *x = input(graph, node, 0);
    *y = bac_tensor_new(graph, &x->shape, x->dtype);
    if (!*y)
        return no_memory(graph, err);
    for (size_t k = 0; k < x->count; k++) {
        double v = x->data[k];
        (*y)->data[k] = bac_node_is(node, "Ceil")    ? ceil(v)
                        : bac_node_is(node, "Floor") ? floor(v)
                        : bac_node_is(node, "Round") ? rint(v)
                        : bac_node_is(node, "Neg")   ? -v
                                                     : fabs(v);
    }
    return BAC_OK;
}

static bac_status fold_cast(bac_graph *graph, const bac_node *node, bac_tensor **y,
                            bac_error *err) {
    const bac_tensor *x = input(graph, node, 0);
    int64_t to = bac_node_int(node, "to", 0);
    *y = bac_tensor_new(graph, &x->shape, (int32_t)to);
    if (!*y)
        return no_memory(graph, err);
    if (to != BAC_ONNX_FLOAT && to != BAC_ONNX_DOUBLE && to != BAC_ONNX_INT32 &&
        to != BAC_ONNX_INT64)
        return bac_node_fail(graph, node, err, "casts to an element type that is not read");
    for (size_t k = 0; k < x->count; k++)
        (*y)->data[k] = to == BAC_ONNX_FLOAT    ? (double)(float)x->data[k]
                        : to == BAC_ONNX_DOUBLE ? x->data[k]
                                                : trunc(x->data[k]);
    return BAC_OK;
}

static bac_status fold_binary(bac_graph *graph, const bac_node *node, bac_tensor **y,
                              bac_error *err) {
    const bac_tensor *a = input(graph, node, 0), *b = input(graph, node, 1);
    if (!a || !b || (a->count != b->count && a->count != 1 && b->count != 1))
        return bac_node_fail(graph, node, err, "the shapes of its constants do not fit");
    const bac_tensor *wide = a->count > b->count ? a : b;
    if (a->count == b->count && b->shape.rank > a->shape.rank)
        wide = b;
    *y = bac_tensor_new(graph, &wide->shape, a->dtype);
    if (!*y)
        return no_memory(graph, err);
    bool integer = a->dtype != BAC_ONNX_FLOAT && a->dtype != BAC_ONNX_DOUBLE;
    for (size_t k = 0; k < (*y)->count; k++) {
        double p = a->data[a->count == 1 ? 0 : k], q = b->data[b->count == 1 ? 0 : k];
        double v = bac_node_is(node, "Add")   ? p + q
                   : bac_node_is(node, "Sub") ? p - q
                   : bac_node_is(node, "Mul") ? p * q
                                              : p / q;
        v = integer ? trunc(v) : a->dtype == BAC_ONNX_FLOAT ? (double)(float)v : v;
        if (!isfinite(v))
            return bac_node_fail(graph, node, err, "its constant result is not finite");
        (*y)->data[k] = v;
    }
    return BAC_OK;
}

static bac_status fold_identity(bac_graph *graph, const bac_node *node, bac_tensor **y,
                                bac_error *err) {
    (void)err;
    *y = graph->edge[node->in[0]].constant;
    return BAC_OK;
}

static bac_status fold_quant(bac_graph *graph, const bac_node *node, bac_tensor **y,
                             bac_error *err) {
    bac_quantiser q;
    bac_status status = bac_quantiser_read(graph, node, &q, err);
    if (status)
        return status;
    return bac_quantise_constant(graph, node, &q, input(graph, node, 0), y, err);
}

typedef bac_status fold_fn(bac_graph *, const bac_node *, bac_tensor **, bac_error *);

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

bac_status bac_node_fold(bac_graph *graph, const bac_node *node, bac_tensor **result,
                         bac_error *err) {
    for (uint32_t i = 0; i < node->n_in; i++) {
        const bac_tensor *unused;
        bac_status status = BAC_OK;
        if (!bac_node_is(node, "Shape"))
            status = bac_node_constant(graph, node, i, &unused, err);
        if (status)
            return status;
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!bac_node_is(node, rules[i].op))
            continue;
        for (uint32_t k = 0; k < rules[i].inputs; k++)
            if (!bac_node_has_input(node, k))
                return bac_node_fail(graph, node, err, "its input %u is missing", k);
        return rules[i].fold(graph, node, result, err);
    }
    return bac_node_fail(graph, node, err, "an operator on constants that is not supported");
}
