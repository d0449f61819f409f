/* fold.c - one pass over the nodes in file order: constants are computed, shapes inferred.
 *
 * The pass also checks that every input is defined before it is used, so a cycle or a missing
 * initializer fails here. It skips nodes on which the output does not depend. */
#include "fold.h"

#include <stdlib.h>

/* Marks nodes backwards from the output, with an explicit stack because a hostile graph can be one
 * long chain. */
static bac_status mark_live(bac_graph *graph) {
    int32_t *stack = malloc((graph->n_edges + 1) * sizeof *stack);
    if (!stack)
        return bac_graph_no_memory(graph);
    size_t n = 0;
    graph->edge[graph->output].live = true;
    stack[n++] = graph->output;
    while (n > 0) {
        int32_t producer = graph->edge[stack[--n]].producer;
        if (producer < 0 || graph->node[producer].live)
            continue;
        bac_node *node = &graph->node[producer];
        node->live = true;
        for (uint32_t i = 0; i < node->n_in; i++) {
            if (node->in[i] == BAC_NO_EDGE || graph->edge[node->in[i]].live)
                continue;
            graph->edge[node->in[i]].live = true;
            stack[n++] = node->in[i];
        }
    }
    free(stack);
    return BAC_OK;
}

static bac_status check_inputs(const bac_node *node, bool *constant) {
    *constant = true;
    for (uint32_t i = 0; i < node->n_in; i++) {
        const bac_edge *edge = bac_node_edge(node, i);
        if (!edge)
            continue;
        if (!edge->defined) {
            char name[64];
            return bac_node_fail(node,
                                 "its input '%s' is not defined by an earlier node or an "
                                 "initializer (missing, or the graph has a cycle)",
                                 bac_safe_text(edge->name, name, sizeof name));
        }
        *constant = *constant && (edge->constant || edge->initializer);
    }
    return BAC_OK;
}

static bac_status decode_inputs(bac_graph *graph, const bac_node *node) {
    for (uint32_t i = 0; i < node->n_in; i++) {
        bac_edge *edge = node->in[i] == BAC_NO_EDGE ? NULL : &graph->edge[node->in[i]];
        if (edge && !edge->constant && edge->initializer &&
            bac_tensor_decode(graph, edge->initializer, &edge->constant))
            return graph->status;
    }
    return BAC_OK;
}

static bac_status fold_node(bac_graph *graph, bac_node *node) {
    bool constant = false, shape = bac_node_is(node, "Shape");
    if (check_inputs(node, &constant))
        return graph->status;
    if (node->n_out == 0 || node->out[0] == BAC_NO_EDGE)
        return bac_node_fail(node, "has no output");
    for (uint32_t i = 1; i < node->n_out; i++)
        if (node->out[i] != BAC_NO_EDGE && graph->edge[node->out[i]].live)
            return bac_node_fail(node, "its output %u is used; only the first may be", i);
    for (size_t i = 0; i < node->proto->n_attribute; i++)
        if (node->proto->attribute[i]->has_g)
            return bac_node_fail(node, "has a subgraph; control flow is not supported");
    bac_edge *out = &graph->edge[node->out[0]];
    out->defined = true;
    node->folded = constant || shape;
    if (decode_inputs(graph, node))
        return graph->status;
    if (node->folded)
        return bac_node_fold(node, &out->constant);
    size_t count = 0;
    if (bac_node_infer(node, &out->shape))
        return graph->status;
    if (out->shape.rank < 1 || !bac_shape_count(&out->shape, &count))
        return bac_node_fail(node, "its output is empty or too large");
    out->has_shape = true;
    return BAC_OK;
}

bac_status bac_graph_fold(bac_graph *graph) {
    graph->doing = "folding constants";
    if (mark_live(graph))
        return graph->status;
    for (uint32_t i = 0; i < graph->n_nodes; i++)
        if (graph->node[i].live && fold_node(graph, &graph->node[i]))
            return graph->status;
    if (!graph->edge[graph->output].defined)
        return bac_graph_fail(graph, BAC_ERR_INPUT, "nothing in the graph produces its output");
    return BAC_OK;
}
