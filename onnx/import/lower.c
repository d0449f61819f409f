/* lower.c - import: read, fold, then lower node after node in the file's order. */
#include "lower.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *op;
    bac_lower_fn *lower;
} rules[] = {
    {"Quant", bac_lower_quant},
    {"IntQuant", bac_lower_quant},
    {"BipolarQuant", bac_lower_quant},
    {"Trunc", bac_lower_trunc},
    {"QuantizeLinear", bac_lower_quantize},
    {"DequantizeLinear", bac_lower_dequantize},
    {"Clip", bac_lower_clip},
    {"Relu", bac_lower_relu},
    {"BatchNormalization", bac_lower_norm},
    {"Add", bac_lower_arithmetic},
    {"Sub", bac_lower_arithmetic},
    {"Mul", bac_lower_arithmetic},
    {"Div", bac_lower_arithmetic},
    {"Conv", bac_lower_conv},
    {"Gemm", bac_lower_linear},
    {"MatMul", bac_lower_linear},
    {"MaxPool", bac_lower_pool},
    {"GlobalMaxPool", bac_lower_pool},
    {"Concat", bac_lower_concat},
    {"Flatten", bac_lower_shape},
    {"Reshape", bac_lower_shape},
    {"Squeeze", bac_lower_shape},
    {"Unsqueeze", bac_lower_shape},
    {"Identity", bac_lower_shape},
    {"Dropout", bac_lower_shape},
    {"ArgMax", bac_lower_argmax},
};

/* Exporters put quantisers into one of these, standard operators into the first two. */
static bool domain_known(const bac_node *node) {
    static const char *const domains[] = {"",
                                          "ai.onnx",
                                          "onnx.brevitas",
                                          "finn",
                                          "finn.custom_op.general",
                                          "qonnx.custom_op.general"};
    size_t n = bac_node_is_quantiser(node) ? sizeof domains / sizeof *domains : 2;
    for (size_t i = 0; i < n; i++)
        if (strcmp(node->domain, domains[i]) == 0)
            return true;
    return false;
}

static bac_status lower_node(bac_lower *l, const bac_node *node, bac_error *err) {
    if (!domain_known(node)) {
        char domain[48];
        bac_safe_text(node->domain, domain, sizeof domain);
        return bac_node_fail(&l->graph, node, err, "operator domain '%s' is not supported", domain);
    }
    if (node->folded)
        return BAC_OK;
    l->report.nodes++;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (bac_node_is(node, rules[i].op))
            return rules[i].lower(l, node, err);
    return bac_node_fail(&l->graph, node, err,
                         "this operator is not supported; see docs/arithmetic.md for those that "
                         "are");
}

static bac_status make_input(bac_lower *l, bac_error *err) {
    const bac_shape *s = &l->graph.edge[l->graph.input].shape;
    if (s->rank != 3)
        return bac_graph_fail(&l->graph, BAC_ERR_INPUT, err,
                              "the input has %u dimensions; [batch][channels][positions] is read",
                              s->rank);
    if (s->dim[1] > BAC_MAX_CHANNELS || s->dim[2] > BAC_MAX_POSITIONS)
        return bac_graph_fail(&l->graph, BAC_ERR_INPUT, err, "the input frame is too large");
    return bac_value_new(l, (uint32_t)s->dim[2], (uint32_t)s->dim[1], &l->value[l->graph.input],
                         err);
}

/* The file's name without folders and ending, as an identifier. */
static void net_name(const char *path, char name[BAC_MAX_NAME + 1]) {
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    size_t n = 0;
    if (*base >= '0' && *base <= '9')
        name[n++] = '_';
    for (; *base && *base != '.' && n < BAC_MAX_NAME; base++) {
        bool plain = (*base >= 'a' && *base <= 'z') || (*base >= 'A' && *base <= 'Z') ||
                     (*base >= '0' && *base <= '9');
        name[n++] = plain ? *base : '_';
    }
    if (n == 0)
        name[n++] = '_';
    name[n] = 0;
}

static bac_status add_notes(bac_lower *l, bac_error *err) {
    const Bac__Onnx__Model *m = l->graph.model;
    char producer[64], version[32], text[256];
    int64_t opset = 0;
    bac_safe_text(m->producer_name, producer, sizeof producer);
    bac_safe_text(m->producer_version, version, sizeof version);
    for (size_t i = 0; i < m->n_opset_import; i++) {
        const Bac__Onnx__OperatorSet *o = m->opset_import[i];
        if (!o->domain || !o->domain[0])
            opset = o->version;
    }
    for (char *p = producer; *p; p++)
        *p = *p == '"' ? '?' : *p;
    for (char *p = version; *p; p++)
        *p = *p == '"' ? '?' : *p;
    snprintf(text, sizeof text, "imported from QONNX, producer %s%s%s, opset %" PRId64,
             producer[0] ? producer : "unknown", version[0] ? " " : "", version, opset);
    bac_status status = bac_net_note(l->net, text, err);
    for (const char *const *note = l->opt.notes; !status && note && *note; note++)
        status = bac_net_note(l->net, *note, err);
    return status;
}

/* The words of the file's own list of labels. */
static bac_status file_classes(bac_lower *l, char *text, bac_error *err) {
    size_t n = 0, room = strlen(text) / 2 + 1;
    const char **label = calloc(room, sizeof *label);
    if (!label)
        return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        label[n++] = word;
    bac_status status = BAC_OK;
    if (n > BAC_MAX_CHANNELS)
        status = bac_graph_fail(&l->graph, BAC_ERR_INPUT, err, "has %zu class labels", n);
    else if (n > 0)
        status = bac_net_set_classes(l->net, label, (uint32_t)n, err);
    free(label);
    return status;
}

static bac_status set_classes(bac_lower *l, bac_error *err) {
    const Bac__Onnx__Model *m = l->graph.model;
    if (l->opt.classes)
        return bac_net_set_classes(l->net, l->opt.classes, l->opt.n_classes, err);
    for (size_t i = 0; i < m->n_metadata_props; i++) {
        Bac__Onnx__Property *p = m->metadata_props[i];
        if (p->key && p->value && strcmp(p->key, BAC_ONNX_CLASSES) == 0)
            return file_classes(l, p->value, err);
    }
    return BAC_OK;
}

static bac_status lower_graph(bac_lower *l, bac_error *err) {
    bac_graph *g = &l->graph;
    l->value = calloc(g->n_edges, sizeof *l->value);
    if (!l->value)
        return bac_graph_fail(g, BAC_ERR_MEMORY, err, "out of memory");
    l->n_values = g->n_edges;
    bac_status status = make_input(l, err);
    const bac_node *last = NULL;
    for (uint32_t i = 0; !status && i < g->n_nodes; i++) {
        if (!g->node[i].live)
            continue;
        status = lower_node(l, &g->node[i], err);
        last = &g->node[i];
    }
    if (status || l->done)
        return status;
    const bac_value *value = l->value[g->output];
    if (!value || !last)
        return bac_graph_fail(g, BAC_ERR_INPUT, err, "the output does not depend on the input");
    int32_t producer = g->edge[g->output].producer;
    return bac_lower_logits(l, producer >= 0 ? &g->node[producer] : last, value, err);
}

static bac_status set_options(bac_lower *l, const bac_import_options *opt, bac_error *err) {
    if (opt)
        l->opt = *opt;
    if (l->opt.add_bits == 0)
        l->opt.add_bits = BAC_IMPORT_ADD_BITS;
    if (l->opt.add_bits < BAC_IMPORT_ADD_BITS_MIN || l->opt.add_bits > BAC_IMPORT_ADD_BITS_MAX)
        return bac_fail(err, BAC_ERR_INPUT, "add_bits", "%u is not in %d..%d", l->opt.add_bits,
                        BAC_IMPORT_ADD_BITS_MIN, BAC_IMPORT_ADD_BITS_MAX);
    return BAC_OK;
}

static bac_status build_net(bac_lower *l, const char *path, bac_error *err) {
    char name[BAC_MAX_NAME + 1];
    net_name(path, name);
    bac_status status = bac_net_create(l->opt.name ? l->opt.name : name, &l->net, err);
    if (!status)
        status = add_notes(l, err);
    if (!status)
        status = set_classes(l, err);
    if (!status)
        status = lower_graph(l, err);
    if (!status)
        status = bac_net_finish(l->net, err);
    if (!status)
        l->report.layers = bac_net_layers(l->net);
    return status;
}

bac_status bac_import_onnx_memory(const void *data, size_t size, const char *path,
                                  const bac_import_options *opt, bac_net **net,
                                  bac_import_report *report, bac_error *err) {
    bac_lower l;
    memset(&l, 0, sizeof l);
    *net = NULL;
    if (report)
        memset(report, 0, sizeof *report);
    bac_status status = set_options(&l, opt, err);
    if (!status)
        status = bac_graph_parse(data, size, path, &l.graph, err);
    if (status)
        return status;
    status = bac_graph_fold(&l.graph, err);
    if (!status)
        status = build_net(&l, path, err);
    for (uint32_t i = 0; i < l.n_values; i++)
        bac_value_free(l.value[i]);
    free(l.value);
    bac_graph_free(&l.graph);
    if (status) {
        bac_net_free(l.net);
        bac_import_report_free(&l.report);
        return status;
    }
    *net = l.net;
    if (report)
        *report = l.report;
    else
        bac_import_report_free(&l.report);
    return BAC_OK;
}

bac_status bac_import_onnx(const char *path, const bac_import_options *opt, bac_net **net,
                           bac_import_report *report, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    *net = NULL;
    if (report)
        memset(report, 0, sizeof *report);
    bac_status status = bac_file_read(path, BAC_MAX_ONNX_BYTES, &data, &size, err);
    if (!status)
        status = bac_import_onnx_memory(data, size, path, opt, net, report, err);
    free(data);
    return status;
}

void bac_import_report_free(bac_import_report *report) {
    if (!report)
        return;
    free(report->joins);
    memset(report, 0, sizeof *report);
}
