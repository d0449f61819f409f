/* graph.c - see graph.h. */
#include "graph.h"

#include <stdlib.h>

/* Number of adders and outputs that read each node. */
static uint32_t *count_readers(const bac_mcm *g) {
    uint32_t *readers = calloc((size_t)g->n_nodes + 1, sizeof *readers);
    for (uint32_t i = 0; readers && i < g->n_nodes; i++)
        if (g->node[i].form != BAC_ADDER_INPUT) {
            readers[g->node[i].a]++;
            readers[g->node[i].b]++;
        }
    for (uint32_t o = 0; readers && o < g->n_out; o++)
        if (!g->output[o].constant)
            readers[g->output[o].node]++;
    return readers;
}

/* Counts a node: its adder and the registers in which its sum waits. With one reader, the adder's
 * register is the first of these; with several it is counted on its own. */
static void count_node(bac_counts *c, const bac_mcm *g, uint32_t i, uint32_t readers) {
    const bac_adder *n = &g->node[i];
    const uint32_t bits = bac_adder_type(n).bits, wait = n->last - n->level;
    const uint32_t own = n->form == BAC_ADDER_INPUT ? 0 : 1;
    if (own)
        bac_count_add(c, bac_adder_bits(g, i));
    if (readers > 1) {
        bac_count_ff(c, (double)bits * own);
        bac_count_chain(c, bits, wait);
    } else if (readers == 1) {
        bac_count_chain(c, bits, wait + own);
    }
}

void bac_count_graph(bac_counts *c, const bac_mcm *g, const uint32_t *out_bits) {
    uint32_t *readers = count_readers(g);
    c->failed = c->failed || !readers;
    for (uint32_t i = 0; readers && i < g->n_nodes; i++)
        count_node(c, g, i, readers[i]);
    for (uint32_t o = 0; o < g->n_out; o++)
        if (bac_output_has_post(&g->output[o])) {
            bac_count_add(c, out_bits[o]);
            bac_count_ff(c, out_bits[o]);
        }
    free(readers);
}
