/* parallel.h - several threads process numbered items, a block at a time. */
#ifndef BAC_PARALLEL_H
#define BAC_PARALLEL_H

#include "bac.h"

enum { BAC_PARALLEL_MOST = 256 };

/* Things 0..n-1. Blocks are handed out in order, so that all below the one that fails have been or
 * are being looked at: the error kept, that of the lowest block, does not depend on the threads. */
typedef struct bac_blocks {
    uint64_t n, block;
    uint64_t threads; /* 0 counts as 1; one that the system refuses only costs speed */
    size_t worker;    /* bytes that each thread has for itself, at first zero */
    bac_status (*begin)(void *user, void *worker, bac_error *err); /* NULL: nothing to do */
    bac_status (*work)(void *user, void *worker, uint64_t first, uint64_t n, bac_error *err);
    /* One thread at a time. Behind each block: a refusal ends it all. In the end, whatever
     * happened, with `good` where all of the thread's own blocks were. Either may be NULL. */
    bac_status (*step)(void *user, uint64_t done, bac_error *err);
    bac_status (*end)(void *user, void *worker, bool good, bac_error *err);
    void *user;
} bac_blocks;

bac_status bac_blocks_run(const bac_blocks *blocks, bac_error *err);

#endif
