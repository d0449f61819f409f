/* bench.h - provides the Verilog of a model, and starts the bench with its command line. */
#ifndef BAC_TOOLS_COSIM_BENCH_H
#define BAC_TOOLS_COSIM_BENCH_H

#include "build.h"
#include "plan.h"

/* Fills cache->rtl: with a copy of the folder `rtl` that bac rtl made, or (NULL) with the Verilog
 * that the plan generates. True after a failure, with the reason in *err. */
bool cosim_provide(const bac_net *net, const bac_plan *plan, const char *rtl,
                   const cosim_cache *cache, bac_error *err);

typedef struct cosim_bench {
    const char *net, *frames, *stall;
    const char *wave;     /* NULL: none */
    const char *coverage; /* NULL: none, else a model with COSIM_COVERAGE */
    const char *command;  /* that reruns it, but for frames, seed, stall pattern and waves */
    const char *plusarg;  /* "+NAME=VALUE" for $value$plusargs; NULL: none */
    uint64_t seed, first, last, wave_first, wave_last, jobs;
    bool json, links, plain_loop;
    bool debug; /* look for what goes wrong first; `wave` then shows that */
} cosim_bench;

/* Replaces this process by the bench of a model (cosim_build). It returns only after a failure. */
void cosim_bench_exec(const cosim_bench *b, const char *model, bac_error *err);

#endif
