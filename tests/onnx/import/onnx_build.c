/* onnx_build.c - see onnx_build.h. */
#include "onnx_build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *onnx_alloc(onnx_model *m, size_t size) {
    m->pool = realloc(m->pool, (m->n_pool + 1) * sizeof *m->pool);
    void *p = calloc(1, size ? size : 1);
    if (!m->pool || !p)
        abort();
    m->pool[m->n_pool++] = p;
    return p;
}

const char *onnx_text(onnx_model *m, const char *format, ...) {
    char text[128];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return strcpy(onnx_alloc(m, strlen(text) + 1), text);
}

static char *copy_text(onnx_model *m, const char *text) {
    return strcpy(onnx_alloc(m, strlen(text) + 1), text);
}

uint32_t onnx_random(onnx_model *m, uint32_t n) {
    m->seed ^= m->seed << 13;
    m->seed ^= m->seed >> 7;
    m->seed ^= m->seed << 17;
    return (uint32_t)((m->seed * 2685821657736338717u) >> 33) % n;
}

double onnx_uniform(onnx_model *m, double lo, double hi) {
    return lo + (hi - lo) * onnx_random(m, 1u << 30) / (double)(1u << 30);
}

static Bac__Onnx__ValueInfo *value_info(onnx_model *m, const char *name, size_t rank,
                                        const int64_t *dims) {
    Bac__Onnx__ValueInfo *v = onnx_alloc(m, sizeof *v);
    bac__onnx__value_info__init(v);
    v->name = copy_text(m, name);
    v->type = onnx_alloc(m, sizeof *v->type);
    bac__onnx__type__init(v->type);
    v->type->tensor_type = onnx_alloc(m, sizeof *v->type->tensor_type);
    bac__onnx__tensor_type__init(v->type->tensor_type);
    Bac__Onnx__TensorShape *shape = onnx_alloc(m, sizeof *shape);
    bac__onnx__tensor_shape__init(shape);
    v->type->tensor_type->shape = shape;
    shape->n_dim = rank;
    shape->dim = onnx_alloc(m, rank * sizeof *shape->dim);
    for (size_t i = 0; i < rank; i++) {
        shape->dim[i] = onnx_alloc(m, sizeof **shape->dim);
        bac__onnx__dimension__init(shape->dim[i]);
        shape->dim[i]->has_dim_value = dims[i] > 0;
        shape->dim[i]->dim_value = dims[i];
    }
    return v;
}

onnx_model *onnx_new(uint64_t seed, int64_t C, int64_t T) {
    onnx_model *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->seed = seed * 2 + 0x9e3779b97f4a7c15u;
    m->quant_domain = "qonnx.custom_op.general";
    m->model = onnx_alloc(m, sizeof *m->model);
    bac__onnx__model__init(m->model);
    m->graph = onnx_alloc(m, sizeof *m->graph);
    bac__onnx__graph__init(m->graph);
    m->model->graph = m->graph;
    m->model->producer_name = copy_text(m, "onnx_build");
    m->graph->node = onnx_alloc(m, ONNX_MAX_NODES * sizeof *m->graph->node);
    m->graph->initializer = onnx_alloc(m, 4 * ONNX_MAX_NODES * sizeof *m->graph->initializer);
    m->graph->input = onnx_alloc(m, 4 * sizeof *m->graph->input);
    m->graph->output = onnx_alloc(m, 4 * sizeof *m->graph->output);
    int64_t dims[3] = {1, C, T};
    m->graph->input[m->graph->n_input++] = value_info(m, "x", 3, dims);
    return m;
}

void onnx_free(onnx_model *m) {
    for (size_t i = 0; i < m->n_pool; i++)
        free(m->pool[i]);
    free(m->pool);
    free(m);
}

Bac__Onnx__Node *onnx_last(onnx_model *m) {
    return m->graph->node[m->graph->n_node - 1];
}

static Bac__Onnx__Node *add_node(onnx_model *m, const char *op, const char *out, size_t n_in,
                                 va_list args) {
    Bac__Onnx__Node *node = onnx_alloc(m, sizeof *node);
    bac__onnx__node__init(node);
    if (m->graph->n_node == ONNX_MAX_NODES)
        abort();
    m->graph->node[m->graph->n_node++] = node;
    node->op_type = copy_text(m, op);
    node->n_output = 1;
    node->output = onnx_alloc(m, sizeof *node->output);
    node->output[0] = copy_text(m, out);
    node->n_input = n_in;
    node->input = onnx_alloc(m, n_in * sizeof *node->input);
    for (size_t i = 0; i < n_in; i++)
        node->input[i] = copy_text(m, va_arg(args, const char *));
    return node;
}

Bac__Onnx__Node *onnx_add_node(onnx_model *m, const char *op, const char *out, size_t n_in, ...) {
    va_list args;
    va_start(args, n_in);
    Bac__Onnx__Node *node = add_node(m, op, out, n_in, args);
    va_end(args);
    return node;
}

const char *onnx_node(onnx_model *m, const char *op, size_t n_in, ...) {
    const char *out = onnx_text(m, "t%u", m->n_names++);
    va_list args;
    va_start(args, n_in);
    add_node(m, op, out, n_in, args);
    va_end(args);
    return out;
}

Bac__Onnx__Attribute *onnx_attribute(onnx_model *m, Bac__Onnx__Node *node, const char *name) {
    Bac__Onnx__Attribute **list = onnx_alloc(m, (node->n_attribute + 1) * sizeof *list);
    if (node->n_attribute)
        memcpy(list, node->attribute, node->n_attribute * sizeof *list);
    Bac__Onnx__Attribute *a = onnx_alloc(m, sizeof *a);
    bac__onnx__attribute__init(a);
    a->name = copy_text(m, name);
    list[node->n_attribute++] = a;
    node->attribute = list;
    return a;
}

void onnx_int(onnx_model *m, const char *name, int64_t value) {
    Bac__Onnx__Attribute *a = onnx_attribute(m, onnx_last(m), name);
    a->has_i = 1;
    a->i = value;
}

void onnx_ints(onnx_model *m, const char *name, size_t n, const int64_t *values) {
    Bac__Onnx__Attribute *a = onnx_attribute(m, onnx_last(m), name);
    a->n_ints = n;
    a->ints = onnx_alloc(m, n * sizeof *a->ints);
    memcpy(a->ints, values, n * sizeof *a->ints);
}

void onnx_float(onnx_model *m, const char *name, float value) {
    Bac__Onnx__Attribute *a = onnx_attribute(m, onnx_last(m), name);
    a->has_f = 1;
    a->f = value;
}

void onnx_string(onnx_model *m, const char *name, const char *value) {
    Bac__Onnx__Attribute *a = onnx_attribute(m, onnx_last(m), name);
    a->has_s = 1;
    a->s.len = strlen(value);
    a->s.data = (uint8_t *)copy_text(m, value);
}

Bac__Onnx__Tensor *onnx_tensor(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                               int data_type) {
    Bac__Onnx__Tensor *t = onnx_alloc(m, sizeof *t);
    bac__onnx__tensor__init(t);
    t->name = copy_text(m, name);
    t->has_data_type = 1;
    t->data_type = data_type;
    t->n_dims = rank;
    t->dims = onnx_alloc(m, rank * sizeof *t->dims);
    if (rank)
        memcpy(t->dims, dims, rank * sizeof *t->dims);
    return t;
}

static size_t count_of(size_t rank, const int64_t *dims) {
    size_t n = 1;
    for (size_t i = 0; i < rank; i++)
        n *= (size_t)dims[i];
    return n;
}

static const char *add_raw(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                           int data_type, const void *data, size_t size) {
    if (!name)
        name = onnx_text(m, "p%u", m->n_names++);
    Bac__Onnx__Tensor *t = onnx_tensor(m, name, rank, dims, data_type);
    t->has_raw_data = 1;
    t->raw_data.len = size;
    t->raw_data.data = onnx_alloc(m, size);
    memcpy(t->raw_data.data, data, size);
    m->graph->initializer[m->graph->n_initializer++] = t;
    return t->name;
}

const char *onnx_floats(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                        const float *values) {
    return add_raw(m, name, rank, dims, 1, values, count_of(rank, dims) * sizeof *values);
}

const char *onnx_scalar(onnx_model *m, float value) {
    return onnx_floats(m, NULL, 0, NULL, &value);
}

const char *onnx_longs(onnx_model *m, size_t n, const int64_t *values) {
    int64_t dims[1] = {(int64_t)n};
    return add_raw(m, NULL, 1, dims, 7, values, n * sizeof *values);
}

const char *onnx_bytes(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                       int data_type, const int8_t *values) {
    return add_raw(m, name, rank, dims, data_type, values, count_of(rank, dims));
}

const char *onnx_quant(onnx_model *m, const char *x, float scale, int bits, bool is_signed,
                       bool narrow, const char *rounding) {
    const char *s = onnx_scalar(m, scale), *z = onnx_scalar(m, 0), *b = onnx_scalar(m, (float)bits);
    const char *y = onnx_node(m, "Quant", 4, x, s, z, b);
    onnx_last(m)->domain = copy_text(m, m->quant_domain);
    onnx_int(m, "signed", is_signed);
    onnx_int(m, "narrow", narrow);
    if (rounding)
        onnx_string(m, "rounding_mode", rounding);
    return y;
}

const char *onnx_weights(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                         int bits, bool per_output) {
    size_t n = count_of(rank, dims);
    float *w = onnx_alloc(m, n * sizeof *w), *s = onnx_alloc(m, (size_t)dims[0] * sizeof *s);
    for (size_t i = 0; i < n; i++)
        w[i] = onnx_random(m, 3) ? (float)onnx_uniform(m, -1, 1) : 0.0f;
    const char *tensor = onnx_floats(m, name, rank, dims, w);
    float step = (float)onnx_uniform(m, 0.9, 1.1) / (float)(1 << (bits - 1));
    if (!per_output)
        return onnx_quant(m, tensor, step, bits, true, true, "ROUND");
    int64_t shape[8] = {dims[0], 1, 1, 1, 1, 1, 1, 1};
    for (int64_t o = 0; o < dims[0]; o++)
        s[o] = step * (float)onnx_uniform(m, 0.7, 1.4);
    const char *scale = onnx_floats(m, NULL, rank, shape, s);
    const char *y =
        onnx_node(m, "Quant", 4, tensor, scale, onnx_scalar(m, 0), onnx_scalar(m, (float)bits));
    onnx_last(m)->domain = copy_text(m, m->quant_domain);
    onnx_int(m, "signed", 1);
    onnx_int(m, "narrow", 1);
    return y;
}

const char *onnx_conv(onnx_model *m, const char *x, const char *w, const char *bias, int64_t kernel,
                      int64_t stride, int64_t pad, int64_t groups) {
    const char *y = bias ? onnx_node(m, "Conv", 3, x, w, bias) : onnx_node(m, "Conv", 2, x, w);
    int64_t pads[2] = {pad, pad}, one = 1;
    onnx_ints(m, "kernel_shape", 1, &kernel);
    onnx_ints(m, "strides", 1, &stride);
    onnx_ints(m, "pads", 2, pads);
    onnx_ints(m, "dilations", 1, &one);
    onnx_int(m, "group", groups);
    return y;
}

const char *onnx_norm(onnx_model *m, const char *x, int64_t C, double span, bool odd) {
    float *p[4];
    const char *name[4];
    for (int i = 0; i < 4; i++)
        p[i] = onnx_alloc(m, (size_t)C * sizeof *p[i]);
    for (int64_t c = 0; c < C; c++) {
        p[0][c] = (float)onnx_uniform(m, 0.3, 1.5); /* gain */
        if (onnx_random(m, 3) == 0)
            p[0][c] = -p[0][c];
        if (odd && c % 4 == 1)
            p[0][c] = 0;
        if (odd && c % 4 == 2)
            p[0][c] = c % 8 == 2 ? 0x1p-140f : -0x1p-140f;
        p[1][c] = (float)onnx_uniform(m, -0.3, 1.2);
        p[2][c] = (float)onnx_uniform(m, -0.5 * span, 0.5 * span);
        p[3][c] = (float)onnx_uniform(m, 0.3 * span * span, span * span);
    }
    for (int i = 0; i < 4; i++)
        name[i] = onnx_floats(m, NULL, 1, &C, p[i]);
    const char *y = onnx_node(m, "BatchNormalization", 5, x, name[0], name[1], name[2], name[3]);
    onnx_float(m, "epsilon", 1e-5f);
    return y;
}

const char *onnx_pool(onnx_model *m, const char *x, int64_t kernel, int64_t stride, int64_t pad) {
    const char *y = onnx_node(m, "MaxPool", 1, x);
    int64_t pads[2] = {pad, pad};
    onnx_ints(m, "kernel_shape", 1, &kernel);
    onnx_ints(m, "strides", 1, &stride);
    onnx_ints(m, "pads", 2, pads);
    return y;
}

const char *onnx_gemm(onnx_model *m, const char *x, const char *w, const char *bias, bool trans) {
    const char *y = bias ? onnx_node(m, "Gemm", 3, x, w, bias) : onnx_node(m, "Gemm", 2, x, w);
    onnx_float(m, "alpha", 1);
    onnx_float(m, "beta", 1);
    onnx_int(m, "transB", trans);
    return y;
}

void onnx_output(onnx_model *m, const char *name) {
    int64_t dims[1] = {1};
    m->graph->output[m->graph->n_output++] = value_info(m, name, 1, dims);
}

size_t onnx_pack(onnx_model *m, uint8_t **data) {
    size_t size = bac__onnx__model__get_packed_size(m->model);
    *data = malloc(size + 1);
    if (!*data)
        abort();
    return bac__onnx__model__pack(m->model, *data);
}

void onnx_write(onnx_model *m, const char *path) {
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f))
        abort();
    free(data);
}
