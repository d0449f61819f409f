/* store.h - adder graphs that several netlists of one network have in common: a search that builds
 * a thousand of them makes each graph once. */
#ifndef BAC_MCM_STORE_H
#define BAC_MCM_STORE_H

#include "mcm.h"

/* What a layer's sums depend on; the layer is its address. */
typedef struct bac_sums_key {
    const bac_layer *layer;
    uint32_t n_in, n_out, levels;
} bac_sums_key;

typedef struct bac_adder_store bac_adder_store;

bac_adder_store *bac_adder_store_open(void); /* NULL: out of memory */
/* Behind the last netlist that has one of its graphs. NULL is fine. */
void bac_adder_store_close(bac_adder_store *store);

/* False: it is not there. */
bool bac_adder_store_find(const bac_adder_store *store, const bac_sums_key *key, bac_mcm *graph);
/* The store takes the graph over, and lends it to its maker. No memory: it is not kept. */
void bac_adder_store_keep(bac_adder_store *store, const bac_sums_key *key, bac_mcm *graph);

#endif
