/* clock.h - how fast a plan's longest path is, before anything is placed.
 *
 * A delay is a sum of terms that follow from the netlist, each times what it adds on a device: fitted to
 * designs that were placed and routed (iCE40), or whose longest path was counted in the netlist (ECP5,
 * Xilinx: levels of LUTs and carry cells, which are no clock rate). bench/routed, docs/routed.md (errors).
 */
#ifndef BAC_SIZE_CLOCK_H
#define BAC_SIZE_CLOCK_H

#include "size.h"

typedef enum bac_clock_term {
    BAC_CLOCK_ONE = 0, /* 1 */
    BAC_CLOCK_WIDEST,  /* bits of the widest adder or comparison */
    BAC_CLOCK_SIZE,    /* log2 of the cells: how far apart things are */
    BAC_CLOCK_READY,   /* stages in a row through which ready runs in the same clock */
    BAC_CLOCK_TERMS
} bac_clock_term;

typedef struct bac_clock {
    double mhz;           /* 0: nothing is known of this device */
    double levels, carry; /* of its family; 0: nothing is known */
} bac_clock;

typedef struct bac_clock_row {
    const char *device; /* or a family; NULL behind the last */
    const char *figure; /* ns, levels, carry */
    double k[BAC_CLOCK_TERMS];
} bac_clock_row;
extern const bac_clock_row bac_clock_rows[];

/* total: of bac_size_netlist. */
void bac_clock_terms(const bac_netlist *p, const bac_size *total, double terms[BAC_CLOCK_TERMS]);
/* device: a name of hw/explore/device.c. */
bac_clock bac_clock_of(const bac_netlist *p, const bac_size *total, const char *device,
                       bac_family family);

#endif
