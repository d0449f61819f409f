/* onnx_write.c - see onnx_write.h. */
#include "onnx_write.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* AttributeProto.type of the format */
enum { TYPE_FLOAT = 1, TYPE_INT = 2, TYPE_STRING = 3, TYPE_INTS = 7 };

void *bac_onnx_alloc(bac_onnx *m, size_t count, size_t size) {
    void *p = m->failed ? NULL : bac_arena_alloc(&m->arena, count ? count : 1, size);
    m->failed = m->failed || !p;
    return p;
}

const char *bac_onnx_text(bac_onnx *m, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char *copy = bac_onnx_alloc(m, strlen(text) + 1, 1);
    return copy ? strcpy(copy, text) : "";
}

/* Makes a place at the end of a list of pointers; NULL when memory is short. */
static void **append(bac_onnx *m, void ***list, size_t *n, size_t *room) {
    if (*n == *room) {
        size_t more = *room ? 2 * *room : 64;
        void **grown = bac_onnx_alloc(m, more, sizeof *grown);
        if (!grown)
            return NULL;
        if (*n)
            memcpy(grown, *list, *n * sizeof *grown);
        *list = grown;
        *room = more;
    }
    return &(*list)[(*n)++];
}

/* protobuf-c never writes through these; its structs only lack the const. */
static char *unconst(const char *text) {
    union {
        const char *from;
        char *to;
    } u = {.from = text};
    return u.to;
}

static void add_opset(bac_onnx *m, const char *domain, int64_t version) {
    Bac__Onnx__OperatorSet *o = bac_onnx_alloc(m, 1, sizeof *o);
    if (!o)
        return;
    bac__onnx__operator_set__init(o);
    o->domain = unconst(domain);
    o->has_version = true;
    o->version = version;
    m->model.opset_import[m->model.n_opset_import++] = o;
}

void bac_onnx_start(bac_onnx *m, const char *name) {
    memset(m, 0, sizeof *m);
    bac__onnx__model__init(&m->model);
    bac__onnx__graph__init(&m->graph);
    m->model.graph = &m->graph;
    m->model.has_ir_version = true;
    m->model.ir_version = BAC_ONNX_IR;
    m->model.producer_name = unconst("bac");
    m->graph.name = unconst(name);
    m->model.opset_import = bac_onnx_alloc(m, 2, sizeof(Bac__Onnx__OperatorSet *));
    m->model.metadata_props = bac_onnx_alloc(m, 4, sizeof(Bac__Onnx__Property *));
    if (m->failed)
        return;
    add_opset(m, "", BAC_ONNX_OPSET);
    add_opset(m, "qonnx.custom_op.general", 1);
}

void bac_onnx_free(bac_onnx *m) {
    bac_arena_free(&m->arena);
    memset(m, 0, sizeof *m);
}

void bac_onnx_property(bac_onnx *m, const char *key, const char *value) {
    Bac__Onnx__Property *p = bac_onnx_alloc(m, 1, sizeof *p);
    if (!p)
        return;
    bac__onnx__property__init(p);
    p->key = unconst(key);
    p->value = unconst(value);
    m->model.metadata_props[m->model.n_metadata_props++] = p;
}

static Bac__Onnx__ValueInfo **value_info(bac_onnx *m, const char *name, size_t rank,
                                         const int64_t *dims) {
    Bac__Onnx__ValueInfo *v = bac_onnx_alloc(m, 1, sizeof *v);
    Bac__Onnx__ValueInfo **list = bac_onnx_alloc(m, 1, sizeof *list);
    Bac__Onnx__Type *type = bac_onnx_alloc(m, 1, sizeof *type);
    Bac__Onnx__TensorType *tensor = bac_onnx_alloc(m, 1, sizeof *tensor);
    Bac__Onnx__TensorShape *shape = bac_onnx_alloc(m, 1, sizeof *shape);
    Bac__Onnx__Dimension *dim = bac_onnx_alloc(m, rank, sizeof *dim);
    Bac__Onnx__Dimension **dim_list = bac_onnx_alloc(m, rank, sizeof *dim_list);
    if (m->failed)
        return NULL;
    bac__onnx__value_info__init(v);
    bac__onnx__type__init(type);
    bac__onnx__tensor_type__init(tensor);
    bac__onnx__tensor_shape__init(shape);
    for (size_t i = 0; i < rank; i++) {
        bac__onnx__dimension__init(&dim[i]);
        dim[i].has_dim_value = true;
        dim[i].dim_value = dims[i];
        dim_list[i] = &dim[i];
    }
    shape->n_dim = rank;
    shape->dim = dim_list;
    tensor->has_elem_type = true;
    tensor->elem_type = BAC_ONNX_FLOAT;
    tensor->shape = shape;
    type->tensor_type = tensor;
    v->name = unconst(name);
    v->type = type;
    *list = v;
    return list;
}

void bac_onnx_ends(bac_onnx *m, const char *input, size_t rank_in, const int64_t *in,
                   const char *output, size_t rank_out, const int64_t *out) {
    m->graph.input = value_info(m, input, rank_in, in);
    m->graph.output = value_info(m, output, rank_out, out);
    m->graph.n_input = m->graph.n_output = m->failed ? 0 : 1;
}

enum { MAX_ATTRIBUTES = 8 };

bac_onnx_op *bac_onnx_node(bac_onnx *m, const char *op, const char *out, size_t n_in,
                           const char *const *in) {
    bac_onnx_op *node = bac_onnx_alloc(m, 1, sizeof *node);
    char **names = bac_onnx_alloc(m, n_in + 1, sizeof *names);
    Bac__Onnx__Attribute **attributes = bac_onnx_alloc(m, MAX_ATTRIBUTES, sizeof *attributes);
    void **list = (void **)m->graph.node;
    void **place = m->failed ? NULL : append(m, &list, &m->graph.n_node, &m->node_room);
    if (!place)
        return &m->nowhere;
    m->graph.node = (bac_onnx_op **)list;
    *place = node;
    bac__onnx__node__init(node);
    for (size_t i = 0; i < n_in; i++)
        names[i] = unconst(in[i]);
    names[n_in] = unconst(out);
    node->name = unconst(out);
    node->op_type = unconst(op);
    node->n_input = n_in;
    node->input = names;
    node->n_output = 1;
    node->output = &names[n_in];
    node->attribute = attributes;
    return node;
}

void bac_onnx_name(bac_onnx_op *op, const char *name) {
    op->name = unconst(name);
}

/* Never NULL */
static Bac__Onnx__Attribute *attribute(bac_onnx *m, bac_onnx_op *op, const char *name,
                                       int32_t type) {
    Bac__Onnx__Attribute *a = bac_onnx_alloc(m, 1, sizeof *a);
    if (!a || op->n_attribute == MAX_ATTRIBUTES)
        return &m->nothing;
    bac__onnx__attribute__init(a);
    a->name = unconst(name);
    a->has_type = true;
    a->type = type;
    op->attribute[op->n_attribute++] = a;
    return a;
}

void bac_onnx_int(bac_onnx *m, bac_onnx_op *op, const char *name, int64_t value) {
    Bac__Onnx__Attribute *a = attribute(m, op, name, TYPE_INT);
    a->has_i = true;
    a->i = value;
}

void bac_onnx_ints(bac_onnx *m, bac_onnx_op *op, const char *name, size_t n,
                   const int64_t *values) {
    Bac__Onnx__Attribute *a = attribute(m, op, name, TYPE_INTS);
    a->ints = bac_onnx_alloc(m, n, sizeof *a->ints);
    a->n_ints = a->ints ? n : 0;
    if (a->ints)
        memcpy(a->ints, values, n * sizeof *values);
}

void bac_onnx_float(bac_onnx *m, bac_onnx_op *op, const char *name, float value) {
    Bac__Onnx__Attribute *a = attribute(m, op, name, TYPE_FLOAT);
    a->has_f = true;
    a->f = value;
}

static void add_string(bac_onnx *m, bac_onnx_op *op, const char *name, const char *value) {
    Bac__Onnx__Attribute *a = attribute(m, op, name, TYPE_STRING);
    a->has_s = true;
    a->s.len = strlen(value);
    a->s.data = (uint8_t *)unconst(value);
}

/* bytes: of one element; raw data is little endian whatever the host is. */
static Bac__Onnx__Tensor *initializer(bac_onnx *m, const char *name, size_t rank,
                                      const int64_t *dims, int32_t dtype, size_t bytes,
                                      size_t *count) {
    Bac__Onnx__Tensor *t = bac_onnx_alloc(m, 1, sizeof *t);
    int64_t *shape = bac_onnx_alloc(m, rank, sizeof *shape);
    *count = 1;
    for (size_t i = 0; i < rank; i++)
        *count *= (size_t)dims[i];
    uint8_t *raw = bac_onnx_alloc(m, *count, bytes);
    void **list = (void **)m->graph.initializer;
    void **place =
        m->failed ? NULL : append(m, &list, &m->graph.n_initializer, &m->initializer_room);
    if (!place)
        return NULL;
    m->graph.initializer = (Bac__Onnx__Tensor **)list;
    *place = t;
    bac__onnx__tensor__init(t);
    if (rank)
        memcpy(shape, dims, rank * sizeof *shape);
    t->n_dims = rank;
    t->dims = shape;
    t->has_data_type = true;
    t->data_type = dtype;
    t->name = unconst(name);
    t->has_raw_data = true;
    t->raw_data.len = *count * bytes;
    t->raw_data.data = raw;
    return t;
}

static void little_endian(uint64_t bits, size_t bytes, uint8_t *to) {
    for (size_t i = 0; i < bytes; i++)
        to[i] = (uint8_t)(bits >> (8 * i));
}

void bac_onnx_floats(bac_onnx *m, const char *name, size_t rank, const int64_t *dims,
                     const float *values) {
    size_t count = 0;
    Bac__Onnx__Tensor *t = initializer(m, name, rank, dims, BAC_ONNX_FLOAT, 4, &count);
    for (size_t i = 0; t && i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        little_endian(bits, 4, t->raw_data.data + 4 * i);
    }
}

void bac_onnx_longs(bac_onnx *m, const char *name, size_t n, const int64_t *values) {
    size_t count = 0;
    int64_t dims[1] = {(int64_t)n};
    Bac__Onnx__Tensor *t = initializer(m, name, 1, dims, BAC_ONNX_INT64, 8, &count);
    for (size_t i = 0; t && i < count; i++)
        little_endian((uint64_t)values[i], 8, t->raw_data.data + 8 * i);
}

void bac_onnx_quantise(bac_onnx *m, const char *x, const char *out, const bac_onnx_quant *q) {
    float zero = 0, bits = (float)q->bits;
    const char *in[4] = {x, bac_onnx_text(m, "%s.scale", out), bac_onnx_text(m, "%s.zero", out),
                         bac_onnx_text(m, "%s.bits", out)};
    bac_onnx_floats(m, in[1], q->rank, q->dims, q->scale);
    bool bipolar = q->is_signed && q->bits == 1;
    if (!bipolar) {
        bac_onnx_floats(m, in[2], 0, NULL, &zero);
        bac_onnx_floats(m, in[3], 0, NULL, &bits);
    }
    bac_onnx_op *op =
        bac_onnx_node(m, bipolar ? "BipolarQuant" : "Quant", out, bipolar ? 2 : 4, in);
    if (m->failed)
        return;
    op->domain = unconst("qonnx.custom_op.general");
    if (bipolar)
        return;
    bac_onnx_int(m, op, "signed", q->is_signed);
    bac_onnx_int(m, op, "narrow", q->narrow);
    add_string(m, op, "rounding_mode", q->rounding ? q->rounding : "ROUND");
}

void bac_onnx_classes(bac_onnx *m, uint32_t n, const char *const *label) {
    size_t size = 1, at = 0;
    for (uint32_t c = 0; c < n; c++)
        size += strlen(label[c]) + 1;
    char *text = bac_onnx_alloc(m, size, 1);
    for (uint32_t c = 0; text && c < n; c++)
        at += (size_t)sprintf(text + at, "%s%s", c ? " " : "", label[c]);
    if (text)
        bac_onnx_property(m, BAC_ONNX_CLASSES, text);
}

const char *bac_onnx_unsqueeze(bac_onnx *m, const char *x, const char *out) {
    const char *in[2] = {x, bac_onnx_text(m, "%s.axes", out)};
    int64_t axis = 2;
    bac_onnx_longs(m, in[1], 1, &axis);
    bac_onnx_node(m, "Unsqueeze", out, 2, in);
    return out;
}

const char *bac_onnx_flatten(bac_onnx *m, const char *x, const char *out) {
    bac_onnx_int(m, bac_onnx_node(m, "Flatten", out, 1, &x), "axis", 1);
    return out;
}

bac_status bac_onnx_pack(bac_onnx *m, void **data, size_t *size, bac_error *err) {
    *data = NULL;
    *size = m->failed ? 0 : bac__onnx__model__get_packed_size(&m->model);
    *data = m->failed ? NULL : malloc(*size ? *size : 1);
    if (!*data)
        return bac_fail(err, BAC_ERR_MEMORY, m->graph.name, "out of memory writing the ONNX model");
    *size = bac__onnx__model__pack(&m->model, *data);
    return BAC_OK;
}
