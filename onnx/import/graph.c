/* graph.c - looking things up in a float graph. */
#include "graph.h"

#include "ints.h"

#include <string.h>

bool bac_node_is(const bac_node *node, const char *op) {
    return strcmp(node->op, op) == 0;
}

bool bac_node_is_quantiser(const bac_node *node) {
    return bac_node_is(node, "Quant") || bac_node_is(node, "IntQuant") ||
           bac_node_is(node, "BipolarQuant") || bac_node_is(node, "Trunc");
}

bool bac_node_has_input(const bac_node *node, uint32_t i) {
    return i < node->n_in && node->in[i] != BAC_NO_EDGE;
}

const bac_edge *bac_node_edge(const bac_graph *graph, const bac_node *node, uint32_t i) {
    return bac_node_has_input(node, i) ? &graph->edge[node->in[i]] : NULL;
}

bac_status bac_node_constant(bac_graph *graph, const bac_node *node, uint32_t i,
                             const bac_tensor **tensor, bac_error *err) {
    *tensor = NULL;
    if (!bac_node_has_input(node, i))
        return BAC_OK;
    bac_edge *edge = &graph->edge[node->in[i]];
    if (!edge->constant && edge->initializer) {
        bac_status status = bac_tensor_decode(graph, edge->initializer, &edge->constant, err);
        if (status)
            return status;
    }
    *tensor = edge->constant;
    return BAC_OK;
}

const Bac__Onnx__Attribute *bac_node_attribute(const bac_node *node, const char *name) {
    for (size_t i = 0; i < node->proto->n_attribute; i++)
        if (node->proto->attribute[i]->name && strcmp(node->proto->attribute[i]->name, name) == 0)
            return node->proto->attribute[i];
    return NULL;
}

int64_t bac_node_int(const bac_node *node, const char *name, int64_t otherwise) {
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, name);
    return a && a->has_i ? a->i : otherwise;
}

float bac_node_float(const bac_node *node, const char *name, float otherwise) {
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, name);
    return a && a->has_f ? a->f : otherwise;
}

void bac_node_string(const bac_node *node, const char *name, const char *otherwise, char *buffer,
                     size_t size) {
    const Bac__Onnx__Attribute *a = bac_node_attribute(node, name);
    if (!a || !a->has_s) {
        bac_safe_text(otherwise, buffer, size);
        return;
    }
    size_t n = bac_min_u64(a->s.len, size - 1);
    for (size_t i = 0; i < n; i++)
        buffer[i] = (char)(a->s.data[i] >= ' ' && a->s.data[i] <= '~' ? a->s.data[i] : '?');
    buffer[n] = 0;
}
