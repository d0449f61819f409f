/* sums.h - rtl/bac_graph.v, counted: its adders, and the registers that numbers wait in. */
#ifndef BAC_SIZE_SUMS_H
#define BAC_SIZE_SUMS_H

#include "adders.h"
#include "count.h"

/* out_bits: [sums->n_out] bits of each output. False: out of memory. */
bool bac_count_sums(bac_counts *counts, const bac_sums *sums, const uint32_t *out_bits);

#endif
