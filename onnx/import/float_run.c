/* float_run.c - see float_run.h. */
#include "float_run.h"
#include "float_ops.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *op;
    bac_float_fn *run;
} rules[] = {
    {"Quant", bac_float_quant},
    {"IntQuant", bac_float_quant},
    {"BipolarQuant", bac_float_quant},
    {"Trunc", bac_float_trunc},
    {"QuantizeLinear", bac_float_quantize},
    {"DequantizeLinear", bac_float_dequantize},
    {"Clip", bac_float_clip},
    {"Relu", bac_float_relu},
    {"BatchNormalization", bac_float_norm},
    {"Add", bac_float_arithmetic},
    {"Sub", bac_float_arithmetic},
    {"Mul", bac_float_arithmetic},
    {"Div", bac_float_arithmetic},
    {"Conv", bac_float_conv},
    {"Gemm", bac_float_linear},
    {"MatMul", bac_float_linear},
    {"MaxPool", bac_float_pool},
    {"GlobalMaxPool", bac_float_pool},
    {"AveragePool", bac_float_pool},
    {"GlobalAveragePool", bac_float_pool},
    {"Concat", bac_float_concat},
    {"Flatten", bac_float_move},
    {"Reshape", bac_float_move},
    {"Squeeze", bac_float_move},
    {"Unsqueeze", bac_float_move},
    {"Identity", bac_float_move},
    {"Dropout", bac_float_move},
};

static bac_status make_edge(bac_float_run *run, int32_t edge) {
    const bac_edge *e = &run->graph->edge[edge];
    bac_shape shape = e->shape;
    shape.dim[0] = 1; /* the batch */
    if (!e->has_shape || !bac_shape_count(&shape, &run->count[edge]))
        return bac_graph_fail(run->graph, BAC_ERR_INPUT, "a tensor has no known size");
    run->value[edge] = calloc(run->count[edge] + 1, sizeof **run->value);
    return run->value[edge] ? BAC_OK : bac_graph_no_memory(run->graph);
}

bac_status bac_float_run_create(bac_graph *graph, bac_float_run *run) {
    *run = (bac_float_run){.graph = graph, .logits = graph->output};
    graph->doing = "computing the graph in float64";
    run->value = bac_graph_alloc(graph, graph->n_edges, sizeof *run->value);
    run->count = bac_graph_alloc(graph, graph->n_edges, sizeof *run->count);
    if (!run->value || !run->count || make_edge(run, graph->input))
        return graph->status;
    for (uint32_t i = 0; i < graph->n_nodes; i++) {
        const bac_node *node = &graph->node[i];
        if (!node->live || node->folded)
            continue;
        if (bac_node_is(node, "ArgMax") && node->out[0] == graph->output)
            run->logits = node->in[0];
        else if (make_edge(run, node->out[0]))
            return graph->status;
    }
    return BAC_OK;
}

void bac_float_run_free(bac_float_run *run) {
    for (uint32_t i = 0; run->value && i < run->graph->n_edges; i++)
        free(run->value[i]);
    run->value = NULL;
}

bac_status bac_float_run_frame(bac_float_run *run, const double *x) {
    bac_graph *g = run->graph;
    memcpy(run->value[g->input], x, run->count[g->input] * sizeof *x);
    for (uint32_t i = 0; i < g->n_nodes; i++) {
        const bac_node *node = &g->node[i];
        size_t k = 0;
        if (!node->live || node->folded || !run->value[node->out[0]])
            continue;
        while (k < sizeof rules / sizeof *rules && !bac_node_is(node, rules[k].op))
            k++;
        if (k == sizeof rules / sizeof *rules)
            return bac_node_fail(node, "this operator is not computed in float64");
        if (rules[k].run(run, node))
            return g->status;
    }
    return BAC_OK;
}

const double *bac_float_run_logits(const bac_float_run *run, size_t *n) {
    *n = run->count[run->logits];
    return run->value[run->logits];
}
