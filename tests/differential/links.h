/* links.h - what every link of bac_top does in every clock, for tb_pins.v: the handshake as the cycle simulator says,
 * the numbers as the reference says.
 *
 *     links_open(&l, netlist, frames, dir, &err);
 *     links_frame(&l, f, run)       the streams of frame f, behind bac_run_frame
 *     links_clock(&l, &in)          a clock with these pins; links_reset: one with rst
 *     links_close(&l)
 *
 * DIR gets links.bin, a line of binary digits a clock, and links.vh, a Verilog task that compares.
 */
#ifndef BAC_TEST_LINKS_H
#define BAC_TEST_LINKS_H

#include "machine.h"

typedef struct links {
    const bac_netlist *p;
    bac_machine *machine;
    uint32_t frames, layers;
    int32_t **stream; /* [frames * layers] */
    FILE *out, *task;
} links;

bac_status links_open(links *l, const bac_netlist *p, uint32_t frames, const char *dir,
                      bac_error *err);
bac_status links_frame(links *l, uint32_t frame, const bac_run *run, bac_error *err);
void links_clock(links *l, const bac_pins_in *in);
void links_reset(links *l);
/* BAC_ERR_IO: a file could not be written. */
bac_status links_close(links *l, bac_error *err);

#endif
