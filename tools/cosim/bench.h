/* bench.h - what a model is built of, and the bench's command line. */
#ifndef BAC_TOOLS_COSIM_BENCH_H
#define BAC_TOOLS_COSIM_BENCH_H

#include "build.h"
#include "plan.h"

/* Fills cache->rtl: with a copy of the folder `rtl`, made by bac rtl, or (NULL) with what the plan
 * generates. Whether it went wrong. */
bool cosim_provide(const bac_net *net, const bac_plan *plan, const char *rtl,
                   const cosim_cache *cache, bac_error *err);

typedef struct cosim_bench {
    const char *net, *frames, *stall;
    const char *wave;    /* NULL: none */
    const char *command; /* that reruns it, but for frames, seed, stall pattern and waves */
    uint64_t seed, first, last, wave_first, wave_last, jobs;
    bool json, links, plain_loop;
    bool debug; /* look for what goes wrong first; `wave` then shows that */
} cosim_bench;

/* This process becomes the bench of a model (cosim_build). Returns after a failure alone. */
void cosim_bench_exec(const cosim_bench *b, const char *model, bac_error *err);

#endif
