/* store.h - keeps adder graphs that several netlists of one network share, so that a search that
 * compiles a thousand netlists builds each graph once. */
#ifndef BAC_MCM_STORE_H
#define BAC_MCM_STORE_H

#include "mcm.h"

/* Everything that determines a layer's sums; layers are compared by address. */
typedef struct bac_sums_key {
    const bac_layer *layer;
    uint32_t n_in, n_out, levels;
} bac_sums_key;

typedef struct bac_adder_store bac_adder_store;

bac_adder_store *bac_adder_store_open(void); /* NULL: out of memory */
/* Frees the graphs. Call it after freeing every netlist that borrows one. NULL is fine. */
void bac_adder_store_close(bac_adder_store *store);

/* Lends the graph of this key. False: the store does not have it. */
bool bac_adder_store_find(const bac_adder_store *store, const bac_sums_key *key, bac_mcm *graph);
/* Takes ownership of *graph, which becomes lent. When memory is short, the caller keeps
 * ownership. */
void bac_adder_store_keep(bac_adder_store *store, const bac_sums_key *key, bac_mcm *graph);

#endif
