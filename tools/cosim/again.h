/* again.h - what bac cosim and bac debug share: the command that looks again, where waves may go. */
#ifndef BAC_TOOLS_COSIM_AGAIN_H
#define BAC_TOOLS_COSIM_AGAIN_H

#include "bench.h"

/* "bac debug NET FRAMES [--rtl DIR] ..", as bac was called and with the plan's options: all but
 * frames, seed, stall pattern and waves. Owned; NULL: out of memory. */
char *cosim_debug_command(const char *net, const char *frames, const char *rtl);

/* Before minutes of building: can a wave file be made there at all? ARGS_GO_ON, or the exit status
 * after a complaint. */
int cosim_wave_folder(const char *wave);

/* As cosim_bench_exec, but in a process of its own: *how becomes its exit status. Whether it could
 * not be run. */
bool cosim_bench_wait(const cosim_bench *b, const char *model, int *how, bac_error *err);

#endif
