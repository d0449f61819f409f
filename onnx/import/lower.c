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
    {"AveragePool", bac_lower_average},
    {"GlobalAveragePool", bac_lower_average},
    {"Concat", bac_lower_concat},
    {"Flatten", bac_lower_shape},
    {"Reshape", bac_lower_shape},
    {"Squeeze", bac_lower_shape},
    {"Unsqueeze", bac_lower_shape},
    {"Identity", bac_lower_shape},
    {"Dropout", bac_lower_shape},
    {"ArgMax", bac_lower_argmax},
};

/* True for the domains under which exporters write quantisers, or standard operators (the first
 * two). */
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

static bac_status lower_node(bac_lower *l, const bac_node *node) {
    l->node = node;
    if (!domain_known(node)) {
        char domain[48];
        return bac_node_fail(node, "operator domain '%s' is not supported",
                             bac_safe_text(node->domain, domain, sizeof domain));
    }
    if (node->folded)
        return BAC_OK;
    l->report.nodes++;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (bac_node_is(node, rules[i].op))
            return rules[i].lower(l, node);
    return bac_node_fail(node,
                         "this operator is not supported; see docs/arithmetic.md for those that "
                         "are");
}

static bac_status make_input(bac_lower *l) {
    const bac_shape *s = &l->graph.edge[l->graph.input].shape;
    if (s->rank != 3)
        return bac_graph_fail(&l->graph, BAC_ERR_INPUT,
                              "the input has %u dimensions; [batch][channels][positions] is read",
                              s->rank);
    if (s->dim[1] > BAC_MAX_CHANNELS || s->dim[2] > BAC_MAX_POSITIONS)
        return bac_graph_fail(&l->graph, BAC_ERR_INPUT, "the input frame is too large");
    l->value[l->graph.input] = bac_value_new(l, (uint32_t)s->dim[2], (uint32_t)s->dim[1]);
    return l->graph.status;
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

static bac_status add_notes(bac_lower *l) {
    const Bac__Onnx__Model *m = l->graph.model;
    const char *producer = m->producer_name && *m->producer_name ? m->producer_name : "unknown";
    const char *version = m->producer_version ? m->producer_version : "";
    char text[256];
    int64_t opset = 0;
    for (size_t i = 0; i < m->n_opset_import; i++) {
        const Bac__Onnx__OperatorSet *o = m->opset_import[i];
        if (!o->domain || !o->domain[0])
            opset = o->version;
    }
    snprintf(text, sizeof text, "imported from QONNX, producer %.63s%s%.31s, opset %" PRId64,
             producer, *version ? " " : "", version, opset);
    bac_status status = bac_net_note(l->net, text, l->graph.err);
    for (const char *const *note = l->opt.notes; !status && note && *note; note++)
        status = bac_net_note(l->net, *note, l->graph.err);
    return status;
}

/* Reads the file's own list of labels, separated by blanks. */
static bac_status file_classes(bac_lower *l, char *text) {
    size_t n = 0, room = strlen(text) / 2 + 1;
    const char **label = bac_graph_alloc(&l->graph, room, sizeof *label);
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); label && word; word = strtok_r(NULL, " ", &rest))
        label[n++] = word;
    if (n > BAC_MAX_CHANNELS)
        return bac_graph_fail(&l->graph, BAC_ERR_INPUT, "has %zu class labels", n);
    return n > 0 ? bac_net_set_classes(l->net, label, (uint32_t)n, l->graph.err) : l->graph.status;
}

static bac_status set_classes(bac_lower *l) {
    const Bac__Onnx__Model *m = l->graph.model;
    if (l->opt.classes)
        return bac_net_set_classes(l->net, l->opt.classes, l->opt.n_classes, l->graph.err);
    for (size_t i = 0; i < m->n_metadata_props; i++) {
        Bac__Onnx__Property *p = m->metadata_props[i];
        if (p->key && p->value && strcmp(p->key, BAC_ONNX_CLASSES) == 0)
            return file_classes(l, p->value);
    }
    return BAC_OK;
}

static bac_status lower_graph(bac_lower *l) {
    bac_graph *g = &l->graph;
    g->doing = "lowering the graph";
    l->value = bac_graph_alloc(g, g->n_edges, sizeof *l->value);
    if (!l->value || make_input(l))
        return g->status;
    for (uint32_t i = 0; i < g->n_nodes; i++)
        if (g->node[i].live && lower_node(l, &g->node[i]))
            return g->status;
    if (l->done)
        return BAC_OK;
    const bac_value *value = l->value[g->output];
    if (!value || !l->node)
        return bac_graph_fail(g, BAC_ERR_INPUT, "the output does not depend on the input");
    int32_t producer = g->edge[g->output].producer;
    l->node = producer >= 0 ? &g->node[producer] : l->node;
    return bac_lower_logits(l, value);
}

static bac_status set_options(bac_lower *l, const bac_import_options *opt, bac_error *err) {
    if (opt)
        l->opt = *opt;
    if (l->opt.add_bits == 0)
        l->opt.add_bits = BAC_IMPORT_ADD_BITS;
    if (l->opt.add_bits < BAC_IMPORT_ADD_BITS_MIN || l->opt.add_bits > BAC_IMPORT_ADD_BITS_MAX)
        return bac_fail(err, BAC_ERR_INPUT, "add_bits", "%u is not in %d..%d", l->opt.add_bits,
                        BAC_IMPORT_ADD_BITS_MIN, BAC_IMPORT_ADD_BITS_MAX);
    const uint32_t wide = l->opt.wide_bits;
    l->channel_bits = wide ? wide : BAC_IMPORT_WIDE_BITS;
    l->summed_bits = wide ? wide : BAC_IMPORT_SUMMED_BITS;
    if (wide && (wide < BAC_IMPORT_WIDE_BITS_MIN || wide > BAC_IMPORT_WIDE_BITS_MAX))
        return bac_fail(err, BAC_ERR_INPUT, "wide_bits", "%u is not in %d..%d", wide,
                        BAC_IMPORT_WIDE_BITS_MIN, BAC_IMPORT_WIDE_BITS_MAX);
    return BAC_OK;
}

static bac_status build_net(bac_lower *l, const char *path) {
    char name[BAC_MAX_NAME + 1];
    net_name(path, name);
    bac_error *err = l->graph.err;
    bac_status status = bac_net_create(l->opt.name ? l->opt.name : name, &l->net, err);
    status = status ? status : add_notes(l);
    status = status ? status : set_classes(l);
    status = status ? status : lower_graph(l);
    status = status ? status : bac_net_finish(l->net, err);
    l->report.layers = status ? 0 : bac_net_layers(l->net);
    return status;
}

bac_status bac_import_onnx_memory(const void *data, size_t size, const char *path,
                                  const bac_import_options *opt, bac_net **net,
                                  bac_import_report *report, bac_error *err) {
    bac_lower l = {0};
    bac_import_report unasked;
    report = report ? report : &unasked;
    *net = NULL;
    *report = (bac_import_report){0};
    bac_status status = set_options(&l, opt, err);
    status = status ? status : bac_graph_parse(data, size, path, &l.graph, err);
    status = status ? status : bac_graph_fold(&l.graph);
    status = status ? status : build_net(&l, path);
    bac_values_free(&l);
    bac_graph_free(&l.graph);
    if (status)
        bac_net_free(l.net);
    else
        *net = l.net;
    if (status || report == &unasked)
        bac_import_report_free(&l.report);
    *report = l.report;
    return status;
}

bac_status bac_import_onnx(const char *path, const bac_import_options *opt, bac_net **net,
                           bac_import_report *report, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    *net = NULL;
    if (report)
        *report = (bac_import_report){0};
    bac_status status = bac_file_read(path, BAC_MAX_ONNX_BYTES, &data, &size, err);
    status = status ? status : bac_import_onnx_memory(data, size, path, opt, net, report, err);
    free(data);
    return status;
}

void bac_import_report_free(bac_import_report *report) {
    if (!report)
        return;
    free(report->joins);
    free(report->wide);
    *report = (bac_import_report){0};
}
