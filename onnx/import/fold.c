/* fold.c - one pass over the nodes in file order: constants are computed, shapes inferred.
 *
 * The pass is also the check that every input is defined before it is used; a cycle or a
 * missing initializer fails here. Only nodes the output depends on are looked at. */
#include "fold.h"

#include <stdlib.h>

/* Backwards from the output. An explicit stack: a hostile graph may be one long chain. */
static bac_status mark_live(bac_graph *graph, bac_error *err) {
    int32_t *stack = malloc((graph->n_edges + 1) * sizeof *stack);
    if (!stack)
        return bac_graph_fail(graph, BAC_ERR_MEMORY, err, "out of memory");
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

static bac_status check_inputs(bac_graph *graph, const bac_node *node, bool *constant,
                               bac_error *err) {
    *constant = true;
    for (uint32_t i = 0; i < node->n_in; i++) {
        const bac_edge *edge = bac_node_edge(graph, node, i);
        if (!edge)
            continue;
        if (!edge->defined) {
            char name[64];
            bac_safe_text(edge->name, name, sizeof name);
            return bac_node_fail(graph, node, err,
                                 "its input '%s' is not defined by an earlier node or an "
                                 "initializer (missing, or the graph has a cycle)",
                                 name);
        }
        *constant = *constant && (edge->constant || edge->initializer);
    }
    return BAC_OK;
}

static bac_status fold_node(bac_graph *graph, bac_node *node, bac_error *err) {
    bool constant = false;
    bac_status status = check_inputs(graph, node, &constant, err);
    if (status)
        return status;
    if (node->n_out == 0 || node->out[0] == BAC_NO_EDGE)
        return bac_node_fail(graph, node, err, "has no output");
    for (uint32_t i = 1; i < node->n_out; i++)
        if (node->out[i] != BAC_NO_EDGE && graph->edge[node->out[i]].live)
            return bac_node_fail(graph, node, err, "its output %u is used; only the first may be",
                                 i);
    for (size_t i = 0; i < node->proto->n_attribute; i++)
        if (node->proto->attribute[i]->has_g)
            return bac_node_fail(graph, node, err, "has a subgraph; control flow is not supported");
    bac_edge *out = &graph->edge[node->out[0]];
    out->defined = true;
    if (constant || bac_node_is(node, "Shape")) {
        node->folded = true;
        return bac_node_fold(graph, node, &out->constant, err);
    }
    for (uint32_t i = 0; i < node->n_in; i++) { /* decode what shapes depend on */
        const bac_tensor *unused;
        status = bac_node_constant(graph, node, i, &unused, err);
        if (status)
            return status;
    }
    status = bac_node_infer(graph, node, &out->shape, err);
    size_t count = 0;
    if (!status && (out->shape.rank < 1 || !bac_shape_count(&out->shape, &count)))
        return bac_node_fail(graph, node, err, "its output is empty or too large");
    out->has_shape = !status;
    return status;
}

bac_status bac_graph_fold(bac_graph *graph, bac_error *err) {
    bac_status status = mark_live(graph, err);
    for (uint32_t i = 0; !status && i < graph->n_nodes; i++)
        if (graph->node[i].live)
            status = fold_node(graph, &graph->node[i], err);
    if (!status && !graph->edge[graph->output].defined)
        return bac_graph_fail(graph, BAC_ERR_INPUT, err,
                              "nothing in the graph produces its output");
    return status;
}
