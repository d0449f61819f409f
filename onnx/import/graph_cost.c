/* graph_cost.c - the challenge's inference cost, from the float graph (docs/arithmetic.md).
 *
 * The input width of a weighted layer is that of the quantiser before it; operators between the two
 * may only move values. Any other input counts as 32 bits. */
#include "fold.h"
#include "import.h"
#include "quant.h"

#include <math.h>
#include <string.h>

static bool moves_values(const bac_node *node) {
    static const char *const ops[] = {"MaxPool",   "GlobalMaxPool", "Flatten",
                                      "Reshape",   "Transpose",     "Squeeze",
                                      "Unsqueeze", "Identity",      "Dropout"};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (bac_node_is(node, ops[i]))
            return true;
    return false;
}

/* Width of QuantizeLinear -> (Clip) -> DequantizeLinear, from the last of them. */
static uint32_t linear_bits(const bac_node *node) {
    const bac_graph *graph = node->graph;
    double lo = -INFINITY, hi = INFINITY;
    for (int depth = 0; depth < 8; depth++) {
        const bac_edge *edge = bac_node_edge(node, 0);
        if (!edge || edge->producer < 0)
            return 32;
        node = &graph->node[edge->producer];
        double a = 0, b = 0;
        bool last = bac_node_is(node, "QuantizeLinear");
        const bac_tensor *zero = NULL;
        if (last ? bac_node_zero_point(node, 2, &zero) ||
                       bac_linear_range(node, zero ? zero->dtype : BAC_ONNX_UINT8, &a, &b)
                 : !bac_node_is(node, "Clip") || bac_clip_bounds(node, &a, &b))
            return 32;
        lo = fmax(lo, a);
        hi = fmin(hi, b);
        if (last)
            return (uint32_t)bac_width_of(lo, hi);
    }
    return 32;
}

static uint32_t bits_of(const bac_graph *graph, int32_t edge) {
    for (uint32_t depth = 0; depth <= graph->n_nodes; depth++) {
        int32_t producer = edge == BAC_NO_EDGE ? -1 : graph->edge[edge].producer;
        if (producer < 0)
            return 32;
        const bac_node *node = &graph->node[producer];
        int bits = 32;
        if (bac_node_is(node, "BipolarQuant"))
            return 1;
        if (bac_node_is(node, "DequantizeLinear"))
            return linear_bits(node);
        if (bac_node_is_quantiser(node)) {
            uint32_t input = bac_node_is(node, "Trunc") ? node->n_in - 1 : 3;
            return bac_node_width(node, input, &bits) ? 32 : (uint32_t)bits;
        }
        if (!moves_values(node) || node->n_in == 0)
            return 32;
        edge = node->in[0];
    }
    return 32;
}

/* A quantiser that cannot be read counts as none, without an error. */
uint32_t bac_graph_bits(bac_graph *graph, int32_t edge) {
    bac_error *err = graph->err;
    bac_status status = graph->status;
    graph->err = NULL;
    uint32_t bits = bits_of(graph, edge);
    graph->err = err;
    graph->status = status;
    return bits;
}

static bac_status add_node(bac_graph *graph, const bac_node *node, bac_cost *cost) {
    const bac_tensor *w = bac_node_weights(node);
    if (!w)
        return graph->status;
    const bac_shape *out = &graph->edge[node->out[0]].shape;
    uint64_t nonzero = 0, c_out = (uint64_t)out->dim[1];
    for (size_t i = 0; i < w->count; i++)
        nonzero += w->data[i] != 0;
    bool conv = bac_node_is(node, "Conv");
    uint64_t kernel = conv ? (uint64_t)w->shape.dim[2] : 1;
    bac_cost_add(cost, c_out, w->count / c_out / kernel, kernel, conv ? (uint64_t)out->dim[2] : 1,
                 nonzero, bac_graph_bits(graph, node->in[0]), w->bits ? w->bits : 32);
    return BAC_OK;
}

bac_status bac_import_cost(const char *path, bac_cost *cost, bac_error *err) {
    bac_graph graph;
    memset(cost, 0, sizeof *cost);
    bac_status status = bac_graph_read(path, &graph, err);
    if (status)
        return status;
    status = bac_graph_fold(&graph);
    for (uint32_t i = 0; !status && i < graph.n_nodes; i++) {
        const bac_node *node = &graph.node[i];
        if (node->live && !node->folded &&
            (bac_node_is(node, "Conv") || bac_node_is(node, "Gemm") || bac_node_is(node, "MatMul")))
            status = add_node(&graph, node, cost);
    }
    bac_graph_free(&graph);
    return status;
}
