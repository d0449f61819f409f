/* parallel.h - several threads process numbered items, a block at a time. */
#ifndef BAC_PARALLEL_H
#define BAC_PARALLEL_H

#include "bac.h"

enum { BAC_PARALLEL_MOST = 256 };

/* Items 0..n-1 in blocks of `block`. Threads take blocks in ascending order, so every block below a
 * failed one is done or in work: the error that is kept, that of the lowest failed block, does not
 * depend on the number of threads. */
typedef struct bac_blocks {
    uint64_t n, block;
    uint64_t threads; /* 0 counts as 1; a thread that the system refuses only costs speed */
    size_t worker;    /* bytes of memory that each thread has to itself, zeroed at the start */
    bac_status (*begin)(void *user, void *worker, bac_error *err); /* NULL: nothing to do */
    /* Processes items [first, first + n). */
    bac_status (*work)(void *user, void *worker, uint64_t first, uint64_t n, bac_error *err);
    /* Both run in one thread at a time; either may be NULL. step runs after each block, with the
     * number of items done so far; when it fails, no further block starts. end runs once for each
     * thread, also after a failure; good: every block of this thread succeeded. */
    bac_status (*step)(void *user, uint64_t done, bac_error *err);
    bac_status (*end)(void *user, void *worker, bool good, bac_error *err);
    void *user;
} bac_blocks;

/* Processes all items; the caller's thread works too. */
bac_status bac_blocks_run(const bac_blocks *blocks, bac_error *err);

#endif
