/* export.c - writes a network as one ONNX model and, by importing that, as integers. */
#include "export.h"
#include "emit.h"

#include <stdlib.h>
#include <string.h>

static void emit_pool(bac_emit *e, uint32_t index) {
    const bac_nn_node *n = &e->nn->node[index];
    const char *x = bac_emit_sequence(e, n->in[0]);
    /* MaxPool also where it is global: more compilers know it than GlobalMaxPool. */
    bac_onnx_op *op = bac_onnx_node(&e->onnx, "MaxPool", n->name, 1, &x);
    int64_t kernel = n->pool.kernel, stride = n->pool.stride;
    int64_t pads[2] = {n->pool.pad_left, n->pool.pad_right};
    bac_onnx_ints(&e->onnx, op, "kernel_shape", 1, &kernel);
    bac_onnx_ints(&e->onnx, op, "strides", 1, &stride);
    bac_onnx_ints(&e->onnx, op, "pads", 2, pads);
    e->at[index].sequence = n->name;
}

/* Add, Mul, Concat: all operands as vectors when all are, else all as sequences. */
static void emit_join(bac_emit *e, uint32_t index) {
    const bac_nn_node *n = &e->nn->node[index];
    const char *in[BAC_NN_MAX_IN] = {NULL};
    bool vector = true;
    for (uint32_t i = 0; i < n->n_in; i++)
        vector = vector && !e->at[n->in[i]].sequence;
    for (uint32_t i = 0; i < n->n_in; i++)
        in[i] = vector ? e->at[n->in[i]].vector : bac_emit_sequence(e, n->in[i]);
    const char *name = n->op == BAC_NN_ADD ? "Add" : n->op == BAC_NN_MUL ? "Mul" : "Concat";
    bac_onnx_op *op = bac_onnx_node(&e->onnx, name, n->name, n->n_in, in);
    if (n->op == BAC_NN_CONCAT)
        bac_onnx_int(&e->onnx, op, "axis", 1);
    *(vector ? &e->at[index].vector : &e->at[index].sequence) = n->name;
}

static bac_status emit_node(bac_emit *e, uint32_t index) {
    const bac_nn_node *n = &e->nn->node[index];
    const char *x;
    switch (n->op) {
    case BAC_NN_INPUT:
        return bac_emit_input(e);
    case BAC_NN_CONV:
        return bac_emit_conv(e, index);
    case BAC_NN_NORM:
        return bac_emit_norm(e, index);
    case BAC_NN_ADD:
    case BAC_NN_MUL:
    case BAC_NN_CONCAT:
        emit_join(e, index);
        return BAC_OK;
    case BAC_NN_MAXPOOL:
        emit_pool(e, index);
        return BAC_OK;
    case BAC_NN_MEAN:
        x = bac_emit_sequence(e, n->in[0]);
        bac_onnx_node(&e->onnx, "GlobalAveragePool", e->at[index].sequence = n->name, 1, &x);
        return BAC_OK;
    case BAC_NN_FLATTEN:
        x = bac_emit_sequence(e, n->in[0]);
        e->at[index].vector = bac_onnx_flatten(&e->onnx, x, n->name);
        return BAC_OK;
    case BAC_NN_OP_COUNT:
        break;
    }
    return bac_emit_refuse(e, n, "has no ONNX operator");
}

/* Names are tensors of one graph, beside iq and logits; a dot is what made-up names have. */
static bac_status check_names(const bac_emit *e) {
    const bac_nn *nn = e->nn;
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const char *name = nn->node[i].name;
        bool last = i + 1 == nn->n_node;
        bool taken = strcmp(name, "iq") == 0 || (!last && strcmp(name, "logits") == 0);
        for (uint32_t k = 0; !taken && k < i; k++)
            taken = strcmp(name, nn->node[k].name) == 0;
        if (taken || !name[0] || strchr(name, '.'))
            return bac_emit_refuse(e, &nn->node[i],
                                   "node %u needs a name of its own, without dots and other than "
                                   "iq and logits",
                                   i);
    }
    return BAC_OK;
}

/* Labels separated by blanks, as one property. */
static bac_status emit_classes(bac_emit *e, const char *const *classes) {
    const bac_nn_node *last = &e->nn->node[e->nn->n_node - 1];
    for (uint32_t c = 0; c < last->C; c++) {
        const char *label = classes[c];
        if (!label || !label[0] || strpbrk(label, " \t\r\n"))
            return bac_emit_refuse(e, last, "class label %u is empty or holds a blank", c);
    }
    bac_onnx_classes(&e->onnx, last->C, classes);
    return BAC_OK;
}

static bac_status emit_network(bac_emit *e, const char *const *classes) {
    const bac_nn *nn = e->nn;
    const bac_nn_node *last = &nn->node[nn->n_node - 1];
    if (last->op != BAC_NN_CONV || !last->fc)
        return bac_emit_refuse(e, last, "the network does not end in a fully connected layer");
    int64_t in[3] = {1, nn->node[0].C, nn->node[0].T}, out[2] = {1, last->C};
    bac_onnx_ends(&e->onnx, "iq", 3, in, "logits", 2, out);
    bac_status status = check_names(e);
    if (!status && classes)
        status = emit_classes(e, classes);
    for (uint32_t i = 0; !status && i < nn->n_node; i++)
        status = emit_node(e, i);
    return status;
}

bac_status bac_export_memory(const bac_nn *nn, const char *const *classes, void **data,
                             size_t *size, bac_error *err) {
    bac_emit e = {.nn = nn, .err = err};
    *data = NULL;
    *size = 0;
    bac_onnx_start(&e.onnx, nn->name);
    e.at = calloc(nn->n_node, sizeof *e.at);
    bac_status status =
        e.at ? emit_network(&e, classes) : bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory");
    if (!status)
        status = bac_onnx_pack(&e.onnx, data, size, err);
    bac_onnx_free(&e.onnx);
    free(e.at);
    return status;
}

bac_status bac_export_onnx(const bac_nn *nn, const char *const *classes, const char *path,
                           bac_error *err) {
    void *data = NULL;
    size_t size = 0;
    bac_status status = bac_export_memory(nn, classes, &data, &size, err);
    if (!status)
        status = bac_file_write(path, data, size, err);
    free(data);
    return status;
}

bac_status bac_export_net(const bac_nn *nn, const char *const *classes, const char *const *notes,
                          bac_net **net, bac_import_report *report, bac_error *err) {
    void *data = NULL;
    size_t size = 0;
    *net = NULL;
    if (report)
        memset(report, 0, sizeof *report);
    if (nn->style == BAC_NN_FLOAT)
        return bac_fail(err, BAC_ERR_INPUT, nn->name,
                        "is a float network, which has no integers; train it with quantise native "
                        "or free");
    bac_import_options opt = {.notes = notes};
    bac_status status = bac_export_memory(nn, classes, &data, &size, err);
    if (!status) /* named after nn->name, as a file of that name would be */
        status = bac_import_onnx_memory(data, size, nn->name, &opt, net, report, err);
    free(data);
    return status;
}
