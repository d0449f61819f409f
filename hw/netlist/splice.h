/* splice.h - stages out of a netlist: who read them reads what they read. */
#ifndef BAC_SPLICE_H
#define BAC_SPLICE_H

#include "netlist.h"

/* gone: by stage; each has one input, and one output, which goes with it. Errors: memory. */
bac_status bac_splice(bac_netlist *netlist, const bool *gone, bac_error *err);

#endif
