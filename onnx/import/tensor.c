/* tensor.c - ONNX tensor data as exact doubles. */
#include "graph.h"

#include <inttypes.h>
#include <math.h>

bool bac_shape_count(const bac_shape *shape, size_t *count) {
    size_t n = 1;
    for (uint32_t i = 0; i < shape->rank; i++) {
        if (shape->dim[i] < 1 || shape->dim[i] > BAC_MAX_ELEMENTS)
            return false;
        n *= (size_t)shape->dim[i];
        if (n > BAC_MAX_ELEMENTS)
            return false;
    }
    *count = n;
    return true;
}

bac_tensor *bac_tensor_new(bac_graph *graph, const bac_shape *shape, int32_t dtype) {
    size_t count = 0;
    if (!bac_shape_count(shape, &count)) {
        bac_graph_no_memory(graph);
        return NULL;
    }
    bac_tensor *t = bac_graph_alloc(graph, 1, sizeof *t);
    double *data = bac_graph_alloc(graph, count, sizeof *data);
    if (!t || !data)
        return NULL;
    *t = (bac_tensor){.shape = *shape, .count = count, .dtype = dtype, .data = data};
    return t;
}

static size_t dtype_bytes(int32_t dtype) {
    static const uint8_t bytes[] = {
        [BAC_ONNX_FLOAT] = 4,  [BAC_ONNX_UINT8] = 1, [BAC_ONNX_INT8] = 1,
        [BAC_ONNX_UINT16] = 2, [BAC_ONNX_INT16] = 2, [BAC_ONNX_INT32] = 4,
        [BAC_ONNX_INT64] = 8,  [BAC_ONNX_BOOL] = 1,  [BAC_ONNX_DOUBLE] = 8};
    return dtype >= 0 && (size_t)dtype < sizeof bytes ? bytes[dtype] : 0;
}

/* Raw data is little endian whatever the host is. */
static uint64_t little_endian(const uint8_t *p, size_t n) {
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

static double raw_element(int32_t dtype, uint64_t bits) {
    union {
        uint32_t u;
        float f;
    } single = {.u = (uint32_t)bits};
    union {
        uint64_t u;
        int64_t i;
        double f;
    } wide = {.u = bits};
    switch (dtype) {
    case BAC_ONNX_FLOAT:
        return (double)single.f;
    case BAC_ONNX_DOUBLE:
        return wide.f;
    case BAC_ONNX_INT64:
        return (double)wide.i;
    case BAC_ONNX_INT32:
        return (double)(int32_t)(uint32_t)bits;
    case BAC_ONNX_INT16:
        return (double)(int16_t)(uint16_t)bits;
    case BAC_ONNX_INT8:
        return (double)(int8_t)(uint8_t)bits;
    default:
        return (double)bits;
    }
}

/* Count of numbers that a tensor's data contain. */
static size_t held(const Bac__Onnx__Tensor *p) {
    if (p->has_raw_data)
        return p->raw_data.len / dtype_bytes(p->data_type);
    switch (p->data_type) {
    case BAC_ONNX_FLOAT:
        return p->n_float_data;
    case BAC_ONNX_DOUBLE:
        return p->n_double_data;
    case BAC_ONNX_INT64:
        return p->n_int64_data;
    default:
        return p->n_int32_data;
    }
}

static double element(const Bac__Onnx__Tensor *p, size_t i) {
    size_t bytes = dtype_bytes(p->data_type);
    if (p->has_raw_data)
        return raw_element(p->data_type, little_endian(p->raw_data.data + i * bytes, bytes));
    switch (p->data_type) {
    case BAC_ONNX_FLOAT:
        return (double)p->float_data[i];
    case BAC_ONNX_DOUBLE:
        return p->double_data[i];
    case BAC_ONNX_INT64:
        return (double)p->int64_data[i];
    default:
        return (double)p->int32_data[i];
    }
}

bac_status bac_tensor_decode(bac_graph *graph, const Bac__Onnx__Tensor *p, bac_tensor **tensor) {
    char name[64];
    bac_safe_text(p->name && p->name[0] ? p->name : "(constant)", name, sizeof name);
    if (p->n_external_data || p->data_location)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "tensor '%s' lies outside the file; save the model in one file",
                              name);
    if (p->n_string_data || dtype_bytes(p->data_type) == 0)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "tensor '%s' has element type %" PRId32 "; float32, float64, bool "
                              "and integers are read",
                              name, p->data_type);
    if (p->n_dims > BAC_MAX_RANK)
        return bac_graph_fail(graph, BAC_ERR_INPUT, "tensor '%s' has %zu dimensions", name,
                              p->n_dims);
    bac_shape shape = {.rank = (uint32_t)p->n_dims};
    for (uint32_t i = 0; i < shape.rank; i++)
        shape.dim[i] = p->dims[i];
    size_t count = 0;
    if (!bac_shape_count(&shape, &count))
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "tensor '%s' has an empty, negative or too large dimension", name);
    /* Allocate only if the file really contains that many values. */
    if (held(p) != count)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "tensor '%s' has %zu values where its shape needs %zu", name, held(p),
                              count);
    size_t bytes = dtype_bytes(p->data_type);
    if (p->has_raw_data && p->raw_data.len != count * bytes)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "tensor '%s' has %zu bytes where its shape needs %zu", name,
                              p->raw_data.len, count * bytes);
    bac_tensor *t = bac_tensor_new(graph, &shape, p->data_type);
    bool integer = p->data_type != BAC_ONNX_FLOAT && p->data_type != BAC_ONNX_DOUBLE;
    for (size_t i = 0; t && i < count; i++) {
        double v = element(p, i);
        if (isnan(v))
            return bac_graph_fail(graph, BAC_ERR_INPUT,
                                  "tensor '%s' is not a number at element %zu", name, i);
        /* larger integers are markers for "to the end" in slices */
        t->data[i] = integer && fabs(v) > 0x1p53 ? copysign(0x1p62, v) : v;
    }
    *tensor = t;
    return graph->status;
}
