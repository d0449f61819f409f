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
    if (!bac_shape_count(shape, &count))
        return NULL;
    bac_tensor *t = bac_arena_alloc(&graph->arena, 1, sizeof *t);
    double *data = bac_arena_alloc(&graph->arena, count, sizeof *data);
    if (!t || !data)
        return NULL;
    t->shape = *shape;
    t->count = count;
    t->dtype = dtype;
    t->data = data;
    return t;
}

static size_t dtype_bytes(int32_t dtype) {
    switch (dtype) {
    case BAC_ONNX_FLOAT:
    case BAC_ONNX_INT32:
        return 4;
    case BAC_ONNX_UINT16:
    case BAC_ONNX_INT16:
        return 2;
    case BAC_ONNX_UINT8:
    case BAC_ONNX_INT8:
    case BAC_ONNX_BOOL:
        return 1;
    case BAC_ONNX_INT64:
    case BAC_ONNX_DOUBLE:
        return 8;
    default:
        return 0;
    }
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

static bac_status read_typed(bac_graph *graph, const Bac__Onnx__Tensor *p, const char *name,
                             bac_tensor *t, bac_error *err) {
    size_t n = p->n_int32_data;
    if (t->dtype == BAC_ONNX_FLOAT)
        n = p->n_float_data;
    else if (t->dtype == BAC_ONNX_DOUBLE)
        n = p->n_double_data;
    else if (t->dtype == BAC_ONNX_INT64)
        n = p->n_int64_data;
    if (n != t->count)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "tensor '%s' has %zu values where its shape needs %zu", name, n,
                              t->count);
    for (size_t i = 0; i < n; i++) {
        if (t->dtype == BAC_ONNX_FLOAT)
            t->data[i] = (double)p->float_data[i];
        else if (t->dtype == BAC_ONNX_DOUBLE)
            t->data[i] = p->double_data[i];
        else if (t->dtype == BAC_ONNX_INT64)
            t->data[i] = (double)p->int64_data[i];
        else
            t->data[i] = (double)p->int32_data[i];
    }
    return BAC_OK;
}

static bac_status read_raw(bac_graph *graph, const Bac__Onnx__Tensor *p, const char *name,
                           bac_tensor *t, bac_error *err) {
    size_t bytes = dtype_bytes(t->dtype);
    if (p->raw_data.len != t->count * bytes)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "tensor '%s' has %zu bytes where its shape needs %zu", name,
                              p->raw_data.len, t->count * bytes);
    for (size_t i = 0; i < t->count; i++)
        t->data[i] = raw_element(t->dtype, little_endian(p->raw_data.data + i * bytes, bytes));
    return BAC_OK;
}

static bac_status check(bac_graph *graph, const bac_tensor *t, const char *name, bac_error *err) {
    bool integer = t->dtype != BAC_ONNX_FLOAT && t->dtype != BAC_ONNX_DOUBLE;
    for (size_t i = 0; i < t->count; i++) {
        if (isnan(t->data[i]))
            return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                                  "tensor '%s' is not a number at element %zu", name, i);
        if (integer && fabs(t->data[i]) > 0x1p53)
            t->data[i] = t->data[i] > 0 ? 0x1p62 : -0x1p62; /* "to the end" markers of slices */
    }
    return BAC_OK;
}

bac_status bac_tensor_decode(bac_graph *graph, const Bac__Onnx__Tensor *p, bac_tensor **tensor,
                             bac_error *err) {
    char name[64];
    bac_safe_text(p->name && p->name[0] ? p->name : "(constant)", name, sizeof name);
    if (p->n_external_data || p->data_location)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "tensor '%s' lies outside the file; save the model in one file",
                              name);
    if (p->n_string_data || dtype_bytes(p->data_type) == 0)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "tensor '%s' has element type %" PRId32 "; float32, float64, bool "
                              "and integers are read",
                              name, p->data_type);
    if (p->n_dims > BAC_MAX_RANK)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err, "tensor '%s' has %zu dimensions", name,
                              p->n_dims);
    bac_shape shape = {.rank = (uint32_t)p->n_dims};
    for (uint32_t i = 0; i < shape.rank; i++)
        shape.dim[i] = p->dims[i];
    size_t count = 0;
    if (!bac_shape_count(&shape, &count))
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "tensor '%s' has an empty, negative or too large dimension", name);
    /* The size is believed only once the file is known to hold that many values. */
    size_t held = p->has_raw_data
                      ? p->raw_data.len / dtype_bytes(p->data_type)
                      : p->n_float_data + p->n_double_data + p->n_int64_data + p->n_int32_data;
    if (held != count)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "tensor '%s' has %zu values where its shape needs %zu", name, held,
                              count);
    bac_tensor *t = bac_tensor_new(graph, &shape, p->data_type);
    if (!t)
        return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory for tensor '%s'", name);
    bac_status status =
        p->has_raw_data ? read_raw(graph, p, name, t, err) : read_typed(graph, p, name, t, err);
    if (!status)
        status = check(graph, t, name, err);
    if (!status)
        *tensor = t;
    return status;
}
