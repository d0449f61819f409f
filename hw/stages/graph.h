/* graph.h - the size of rtl/arith/bac_mcm.v, which bac_dot and bac_requant contain. */
#ifndef BAC_STAGES_GRAPH_H
#define BAC_STAGES_GRAPH_H

#include "count.h"
#include "mcm.h"

/* Counts its adders and the registers in which numbers wait. out_bits: [graph->n_out] width of each
 * output. */
void bac_count_graph(bac_counts *counts, const bac_mcm *graph, const uint32_t *out_bits);

#endif
