/* parallel.h - one function in several threads. */
#ifndef BAC_PARALLEL_H
#define BAC_PARALLEL_H

#include <stdint.h>

enum { BAC_PARALLEL_MOST = 256 };

/* Runs work(user) in `threads` threads, the calling one among them, and returns when all have
 * returned. 0 counts as 1. A thread that the system refuses only costs speed. */
void bac_parallel(uint64_t threads, void *(*work)(void *), void *user);

#endif
