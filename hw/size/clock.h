/* clock.h - estimates the delay of a plan's longest path, before anything is placed.
 *
 * A delay is a sum over terms that follow from the netlist, each multiplied by a coefficient of the
 * device. For iCE40 the coefficients were fitted to designs that were placed and routed, and the
 * result is a clock rate. For ECP5 and Xilinx they were fitted to the longest path in synthesised
 * netlists, and the result is a number of LUT levels and carry cells, not a clock rate.
 * bench/routed makes the fit; docs/routed.md states its errors.
 */
#ifndef BAC_SIZE_CLOCK_H
#define BAC_SIZE_CLOCK_H

#include "size.h"

typedef enum bac_clock_term {
    BAC_CLOCK_ONE = 0, /* the constant 1 */
    BAC_CLOCK_WIDEST,  /* bits of the widest adder or comparison */
    BAC_CLOCK_SIZE,    /* log2 of the number of cells, which stands for distances */
    BAC_CLOCK_READY,   /* most stages in a row through which ready passes in one clock */
    BAC_CLOCK_TERMS
} bac_clock_term;

typedef struct bac_clock {
    double mhz;           /* clock rate; 0: no coefficients for this device */
    double levels, carry; /* of the longest path, for the family; 0: no coefficients */
} bac_clock;

typedef struct bac_clock_row {
    const char *device; /* a device or a family; NULL behind the last */
    const char *figure; /* "ns", "levels" or "carry" */
    double k[BAC_CLOCK_TERMS];
} bac_clock_row;
extern const bac_clock_row bac_clock_rows[];

/* Computes the terms of a netlist. total: from bac_size_netlist. */
void bac_clock_terms(const bac_netlist *p, const bac_size *total, double terms[BAC_CLOCK_TERMS]);
/* Estimates a netlist on a device, which is a name of hw/explore/device.c. */
bac_clock bac_clock_of(const bac_netlist *p, const bac_size *total, const char *device,
                       bac_family family);

#endif
