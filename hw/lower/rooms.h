/* rooms.h - tells the entry of each pipeline how much room there is behind it. */
#ifndef BAC_ROOMS_H
#define BAC_ROOMS_H

#include "netlist.h"

/* Sets the credits of all entries and the OPEN of the FIFOs that they count and of the resizes on
 * the way to these. Errors: memory. */
bac_status bac_pipelines_bind(bac_netlist *netlist, bac_error *err);
/* Refuses a FIFO that is too shallow to hold what enters it together. */
bac_status bac_pipelines_check(const bac_netlist *netlist, bac_error *err);

#endif
