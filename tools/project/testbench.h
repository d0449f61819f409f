/* testbench.h - bac rtl --testbench: golden frames beside bac_ip, and benches that play them. */
#ifndef BAC_TOOLS_TESTBENCH_H
#define BAC_TOOLS_TESTBENCH_H

#include "axi.h"

/* The beats of frames [from, to) at bac_ip's ports, computed by the reference. A sample is its code
 * times 2**SHIFT, moved by less than half of that, and as far as its bits go. */
typedef struct golden_beats {
    uint64_t frames;
    uint8_t *in;  /* [frames][T][in bytes], lowest byte first */
    uint8_t *out; /* [frames][results][out bytes] */
} golden_beats;

/* Frames from a file that bac run reads, those of `range` (A:B; NULL: all). ARGS_GO_ON, or the exit
 * status after a complaint; golden_beats_free comes after either. */
int golden_beats_read(const bac_netlist *netlist, const bac_axi *axi, const char *frames,
                      const char *range, golden_beats *golden);
void golden_beats_free(golden_beats *golden);

/* Into dir, where bac_ip.v is or will be:
 *   golden_input.hex, golden_result.hex   a beat a line
 *   tb_bac_ip.v, bac_bench.v, Makefile    make sim
 *   test_bac_ip.py, bac_check.py, bac_ip.json   the same for cocotb */
int testbench_write(const bac_netlist *netlist, const bac_axi *axi, const golden_beats *golden,
                    const char *dir);

#endif
