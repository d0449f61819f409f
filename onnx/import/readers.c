/* readers.c - looking ahead: who reads what a node makes, before a quantiser does. */
#include "ints.h"
#include "lower.h"

#include <stdlib.h>

/* How a node reads an edge that no quantiser feeds; *passes: what reads its output counts. */
static bac_readers reader_of(const bac_graph *g, const bac_node *node, bool *passes) {
    const bool quantiser = bac_node_is_quantiser(node) || bac_node_is(node, "QuantizeLinear");
    *passes = false;
    if (quantiser)
        return BAC_QUANTISERS;
    const bac_edge *in = bac_node_edge(node, 0);
    if (bac_node_is(node, "Conv") && in->has_shape && in->shape.rank == 3 &&
        bac_node_int(node, "group", 1) == in->shape.dim[1])
        return BAC_BY_CHANNEL;
    if (bac_node_is(node, "Conv") || bac_node_is(node, "Gemm") || bac_node_is(node, "MatMul") ||
        bac_node_is(node, "ArgMax") || node->out[0] == g->output)
        return BAC_ANY;
    if (bac_node_is(node, "Add") && !bac_node_constant(node, 0) && !bac_node_constant(node, 1))
        return BAC_ANY;
    *passes = true;
    return BAC_QUANTISERS;
}

bac_readers bac_readers_of(bac_lower *l, const bac_node *node, uint32_t *bits) {
    const bac_graph *g = &l->graph;
    bac_readers worst = node->out[0] == g->output ? BAC_ANY : BAC_QUANTISERS;
    bool *open = bac_graph_alloc(&l->graph, g->n_edges, sizeof *open);
    if (open)
        open[node->out[0]] = true;
    for (uint32_t i = node->index + 1; open && i < g->n_nodes; i++) {
        const bac_node *next = &g->node[i];
        bool reads = false, passes = false;
        for (uint32_t k = 0; next->live && !next->folded && k < next->n_in; k++)
            reads = reads || (next->in[k] != BAC_NO_EDGE && open[next->in[k]]);
        const bac_readers how = reads ? reader_of(g, next, &passes) : BAC_QUANTISERS;
        worst = how > worst ? how : worst;
        if (how == BAC_ANY)
            *bits = bac_min_u32(*bits, bac_lower_room(l, next));
        if (passes)
            open[next->out[0]] = true;
    }
    return worst;
}

uint32_t bac_lower_room_beside(const bac_lower *l, uint32_t taken) {
    const uint32_t room = taken < BAC_SUM_BITS ? BAC_SUM_BITS - taken : 0;
    return l->opt.wide_bits ? l->summed_bits
                            : bac_max_u32(BAC_LEAST_BITS, bac_min_u32(room, l->summed_bits));
}

uint32_t bac_lower_room(const bac_lower *l, const bac_node *node) {
    const bac_tensor *w = bac_node_constant(node, 1);
    if (l->opt.wide_bits || !w || !w->code || w->shape.rank < 2)
        return l->summed_bits;
    const bool columns = !bac_node_is(node, "Conv") && bac_node_int(node, "transB", 0) == 0;
    const size_t outs = (size_t)w->shape.dim[columns ? 1 : 0], n = w->count / outs;
    uint64_t most = 1; /* the largest sum of magnitudes of an output */
    for (size_t o = 0; o < outs; o++) {
        uint64_t sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += (uint64_t)labs(w->code[columns ? i * outs + o : o * n + i]);
        most = bac_max_u64(most, sum);
    }
    return bac_lower_room_beside(l, bac_ceil_log2(most));
}
