/* graph.h - the size of rtl/arith/bac_mcm.v, which bac_dot and bac_requant contain. */
#ifndef BAC_STAGES_GRAPH_H
#define BAC_STAGES_GRAPH_H

#include "count.h"
#include "mcm.h"

/* Its adders, and the registers that numbers wait in. out_bits: [graph->n_out] bits of each output.
 */
void bac_count_graph(bac_counts *counts, const bac_mcm *graph, const uint32_t *out_bits);

#endif
