/* shape.c - shapes of data edges. The batch is dim[0]; a dynamic batch was read as 1. */
#include "graph.h"

#include "ints.h"

#include <inttypes.h>
#include <string.h>

static bac_shape edge_shape(const bac_node *node, uint32_t i) {
    const bac_edge *edge = bac_node_edge(node, i);
    bac_shape none = {0};
    if (!edge)
        return none;
    return edge->constant ? edge->constant->shape : edge->shape;
}

static bac_status int_list(const bac_node *node, const char *name, size_t n,
                           const int64_t **values) {
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, name);
    *values = NULL;
    if (!a || a->n_ints == 0)
        return BAC_OK;
    if (a->n_ints != n)
        return bac_node_fail(node,
                             "%s has %zu values; 1-D windows have %zu: only [N][C][L] layers are "
                             "read",
                             name, a->n_ints, n);
    *values = a->ints;
    return BAC_OK;
}

static bac_status read_window(const bac_node *node, bac_window *w) {
    const int64_t *kernel, *stride, *pads, *dilation;
    if (int_list(node, "kernel_shape", 1, &kernel) || int_list(node, "strides", 1, &stride) ||
        int_list(node, "pads", 2, &pads) || int_list(node, "dilations", 1, &dilation))
        return node->graph->status;
    if (kernel && w->kernel && kernel[0] != w->kernel)
        return bac_node_fail(node, "kernel_shape is %" PRId64 " but the weights have %" PRId64,
                             kernel[0], w->kernel);
    if (kernel)
        w->kernel = kernel[0];
    w->stride = stride ? stride[0] : 1;
    w->pad_left = pads ? pads[0] : 0;
    w->pad_right = pads ? pads[1] : 0;
    w->groups = bac_node_int(node, "group", 1);
    if (dilation && dilation[0] != 1)
        return bac_node_fail(node, "dilation %" PRId64 " is not supported; use 1", dilation[0]);
    if (bac_node_int(node, "ceil_mode", 0) != 0)
        return bac_node_fail(node, "ceil_mode is not supported; use 0");
    return BAC_OK;
}

bac_status bac_node_window(const bac_node *node, int64_t length, int64_t kernel, bac_window *w,
                           int64_t *length_out) {
    memset(w, 0, sizeof *w);
    w->kernel = kernel;
    if (read_window(node, w))
        return node->graph->status;
    int64_t limit = BAC_MAX_POSITIONS;
    if (w->kernel < 1 || w->stride < 1 || w->pad_left < 0 || w->pad_right < 0 ||
        w->kernel > limit || w->stride > limit || w->pad_left > limit || w->pad_right > limit)
        return bac_node_fail(node, "kernel, stride or padding is negative, zero or too large");
    char mode[16];
    bac_node_string(node, "auto_pad", "NOTSET", mode, sizeof mode);
    if (strncmp(mode, "SAME_", 5) == 0) {
        int64_t out = (length + w->stride - 1) / w->stride;
        int64_t total = (out - 1) * w->stride + w->kernel - length;
        total = bac_max_i64(total, 0);
        w->pad_left = strcmp(mode, "SAME_UPPER") == 0 ? total / 2 : total - total / 2;
        w->pad_right = total - w->pad_left;
    } else if (strcmp(mode, "NOTSET") != 0 && strcmp(mode, "VALID") != 0) {
        return bac_node_fail(node, "auto_pad %s is not known", mode);
    }
    int64_t padded = length + w->pad_left + w->pad_right;
    if (padded < w->kernel)
        return bac_node_fail(node, "kernel %" PRId64 " is longer than the padded input, %" PRId64,
                             w->kernel, padded);
    *length_out = (padded - w->kernel) / w->stride + 1;
    return BAC_OK;
}

static bac_status infer_conv(const bac_node *node, bac_shape *shape) {
    bac_shape x = edge_shape(node, 0), w = edge_shape(node, 1);
    if (x.rank != 3 || w.rank != 3)
        return bac_node_fail(node,
                             "input has %u and weights %u dimensions; 1-D convolutions over "
                             "[N][C][L] are read",
                             x.rank, w.rank);
    bac_window window;
    shape->rank = 3;
    shape->dim[0] = x.dim[0];
    shape->dim[1] = w.dim[0];
    if (bac_node_window(node, x.dim[2], w.dim[2], &window, &shape->dim[2]))
        return node->graph->status;
    if (window.groups < 1 || x.dim[1] % window.groups || w.dim[0] % window.groups ||
        x.dim[1] / window.groups != w.dim[1])
        return bac_node_fail(node,
                             "weights [%" PRId64 "][%" PRId64 "] do not fit %" PRId64
                             " input channels in %" PRId64 " groups",
                             w.dim[0], w.dim[1], x.dim[1], window.groups);
    return BAC_OK;
}

static bac_status infer_linear(const bac_node *node, bac_shape *shape) {
    bac_shape x = edge_shape(node, 0), w = edge_shape(node, 1);
    bool gemm = bac_node_is(node, "Gemm");
    bool transposed = gemm && bac_node_int(node, "transB", 0) != 0;
    if (gemm && bac_node_int(node, "transA", 0) != 0)
        return bac_node_fail(node, "transA is not supported");
    if (x.rank != 2 || w.rank != 2)
        return bac_node_fail(node, "input has %u and weights %u dimensions; put a Flatten in front",
                             x.rank, w.rank);
    if (x.dim[1] != w.dim[transposed ? 1 : 0])
        return bac_node_fail(node, "has %" PRId64 " inputs but weights for %" PRId64, x.dim[1],
                             w.dim[transposed ? 1 : 0]);
    shape->rank = 2;
    shape->dim[0] = x.dim[0];
    shape->dim[1] = w.dim[transposed ? 0 : 1];
    return BAC_OK;
}

static bac_status infer_pool(const bac_node *node, bac_shape *shape) {
    *shape = edge_shape(node, 0);
    if (shape->rank != 3)
        return bac_node_fail(node, "input has %u dimensions; [N][C][L] is read", shape->rank);
    if (strncmp(node->op, "Global", 6) == 0) {
        shape->dim[2] = 1;
        return BAC_OK;
    }
    bac_window window;
    return bac_node_window(node, shape->dim[2], 0, &window, &shape->dim[2]);
}

static bac_status infer_reshape(const bac_node *node, bac_shape *shape) {
    bac_shape x = edge_shape(node, 0);
    const bac_tensor *target = bac_node_constant(node, 1);
    size_t count = 0, known = 1;
    int hole = -1;
    if (!target || target->shape.rank > 1 || target->count > BAC_MAX_RANK ||
        !bac_shape_count(&x, &count))
        return bac_node_fail(node, "the target shape is not a constant");
    shape->rank = (uint32_t)target->count;
    for (uint32_t i = 0; i < shape->rank; i++) {
        double d = target->data[i];
        if (d == 0 && i < x.rank)
            d = (double)x.dim[i];
        if (d == -1 && hole < 0) {
            hole = (int)i;
            continue;
        }
        if (!(d >= 1 && d <= BAC_MAX_ELEMENTS) || d != (double)(int64_t)d)
            return bac_node_fail(node, "the target shape is not valid");
        shape->dim[i] = (int64_t)d;
        if (known > BAC_MAX_ELEMENTS / (size_t)d)
            return bac_node_fail(node, "the target shape is too large");
        known *= (size_t)d;
    }
    if (hole >= 0)
        shape->dim[hole] = (int64_t)(count / known);
    size_t made = 0;
    if (!bac_shape_count(shape, &made) || made != count)
        return bac_node_fail(node, "%zu values do not fit the target shape", count);
    return BAC_OK;
}

static bac_status infer_flatten(const bac_node *node, bac_shape *shape) {
    bac_shape x = edge_shape(node, 0);
    int64_t axis = bac_node_axis(node, 1, x.rank);
    if (axis < 0 || axis > x.rank)
        return bac_node_fail(node, "axis is out of range");
    shape->rank = 2;
    shape->dim[0] = shape->dim[1] = 1;
    for (uint32_t i = 0; i < x.rank; i++) {
        int64_t *dim = &shape->dim[(int64_t)i < axis ? 0 : 1];
        if (*dim > BAC_MAX_ELEMENTS / x.dim[i])
            return bac_node_fail(node, "the flattened shape is too large");
        *dim *= x.dim[i];
    }
    return BAC_OK;
}

static bac_status infer_transpose(const bac_node *node, bac_shape *shape) {
    bac_shape x = edge_shape(node, 0);
    const int64_t *perm = NULL;
    if (int_list(node, "perm", x.rank, &perm))
        return node->graph->status;
    shape->rank = x.rank;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < x.rank; i++) {
        int64_t from = perm ? perm[i] : (int64_t)x.rank - 1 - i;
        if (from < 0 || from >= x.rank || (seen >> from & 1))
            return bac_node_fail(node, "perm is not a permutation");
        seen |= 1u << from;
        shape->dim[i] = x.dim[from];
    }
    return BAC_OK;
}

static bac_status infer_concat(const bac_node *node, bac_shape *shape) {
    *shape = edge_shape(node, 0);
    int64_t axis = bac_node_axis(node, 1, shape->rank);
    if (axis < 0 || axis >= shape->rank)
        return bac_node_fail(node, "axis is out of range");
    for (uint32_t i = 1; i < node->n_in; i++) {
        bac_shape y = edge_shape(node, i);
        bool fits = y.rank == shape->rank;
        for (uint32_t k = 0; fits && k < y.rank; k++)
            fits = (int64_t)k == axis || y.dim[k] == shape->dim[k];
        if (!fits)
            return bac_node_fail(node, "the shapes of inputs 0 and %u do not fit", i);
        shape->dim[axis] += y.dim[axis];
        if (shape->dim[axis] > BAC_MAX_ELEMENTS)
            return bac_node_fail(node, "the joined shape is too large");
    }
    return BAC_OK;
}

static bac_status infer_broadcast(const bac_node *node, bac_shape *shape) {
    *shape = edge_shape(node, 0);
    for (uint32_t n = 1; n < node->n_in; n++) {
        bac_shape a = *shape, b = edge_shape(node, n);
        shape->rank = bac_max_u32(a.rank, b.rank);
        for (uint32_t i = 0; i < shape->rank; i++) { /* i counts from the last dimension */
            int64_t da = i < a.rank ? a.dim[a.rank - 1 - i] : 1;
            int64_t db = i < b.rank ? b.dim[b.rank - 1 - i] : 1;
            if (da != db && da != 1 && db != 1)
                return bac_node_fail(node, "the shapes of its inputs do not fit");
            shape->dim[shape->rank - 1 - i] = bac_max_i64(da, db);
        }
    }
    return BAC_OK;
}

/* Squeeze and Unsqueeze: axes are an attribute (to opset 12) or an input. */
static bac_status infer_squeeze(const bac_node *node, bac_shape *shape) {
    bac_shape x = edge_shape(node, 0);
    bool add = bac_node_is(node, "Unsqueeze");
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, "axes");
    const bac_tensor *t = bac_node_constant(node, 1);
    size_t n = a ? a->n_ints : t ? t->count : 0;
    if (n > BAC_MAX_RANK || (add && (n == 0 || n + x.rank > BAC_MAX_RANK)) ||
        (!a && !t && node->n_in > 1))
        return bac_node_fail(node, "its axes are missing or not constant");
    uint32_t rank = add ? x.rank + (uint32_t)n : x.rank, mask = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t axis = a ? a->ints[i] : (int64_t)t->data[i];
        axis += axis < 0 ? rank : 0;
        if (axis < 0 || axis >= rank)
            return bac_node_fail(node, "axis is out of range");
        mask |= 1u << axis;
    }
    for (uint32_t i = 0; !add && n == 0 && i < rank; i++)
        mask |= x.dim[i] == 1 ? 1u << i : 0;
    uint32_t from = 0;
    for (uint32_t i = 0; i < rank; i++) {
        bool named = (mask >> i & 1) != 0;
        if (add) {
            if (!named && from >= x.rank)
                return bac_node_fail(node, "an axis is named twice");
            shape->dim[shape->rank++] = named ? 1 : x.dim[from++];
        } else if (!named) {
            shape->dim[shape->rank++] = x.dim[i];
        } else if (x.dim[i] != 1) {
            return bac_node_fail(node, "a squeezed axis is longer than 1");
        }
    }
    return BAC_OK;
}

typedef bac_status infer_fn(const bac_node *, bac_shape *);

static const struct {
    const char *op;
    infer_fn *infer;
} rules[] = {
    {"Conv", infer_conv},
    {"Gemm", infer_linear},
    {"MatMul", infer_linear},
    {"MaxPool", infer_pool},
    {"AveragePool", infer_pool},
    {"GlobalMaxPool", infer_pool},
    {"GlobalAveragePool", infer_pool},
    {"Reshape", infer_reshape},
    {"Squeeze", infer_squeeze},
    {"Unsqueeze", infer_squeeze},
    {"Flatten", infer_flatten},
    {"Transpose", infer_transpose},
    {"Concat", infer_concat},
    {"Add", infer_broadcast},
    {"Sub", infer_broadcast},
    {"Mul", infer_broadcast},
    {"Div", infer_broadcast},
    {"Sum", infer_broadcast},
};

bac_status bac_node_infer(const bac_node *node, bac_shape *shape) {
    memset(shape, 0, sizeof *shape);
    if (node->n_in == 0 || node->in[0] == BAC_NO_EDGE)
        return bac_node_fail(node, "has no input");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!bac_node_is(node, rules[i].op))
            continue;
        if (node->n_in < 2 && (rules[i].infer == infer_conv || rules[i].infer == infer_linear))
            return bac_node_fail(node, "has no weights");
        return rules[i].infer(node, shape);
    }
    /* Any other operator is assumed to be elementwise; lowering refuses unknown ones by name. */
    *shape = edge_shape(node, 0);
    return BAC_OK;
}
