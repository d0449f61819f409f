/* graph.c - reads nodes, edges and attributes of a float graph. */
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

const bac_edge *bac_node_edge(const bac_node *node, uint32_t i) {
    return bac_node_has_input(node, i) ? &node->graph->edge[node->in[i]] : NULL;
}

bac_tensor *bac_node_constant(const bac_node *node, uint32_t i) {
    const bac_edge *edge = bac_node_edge(node, i);
    return edge ? edge->constant : NULL;
}

bac_tensor *bac_node_weights(const bac_node *node) {
    bac_tensor *weights = bac_node_constant(node, 1);
    if (!weights)
        bac_node_fail(node, "its weights are not constant");
    return weights;
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

int64_t bac_node_axis(const bac_node *node, int64_t otherwise, uint32_t rank) {
    int64_t axis = bac_node_int(node, "axis", otherwise);
    return axis < 0 ? axis + rank : axis;
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
