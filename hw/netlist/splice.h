/* splice.h - removes stages from a netlist and joins the links around each. */
#ifndef BAC_SPLICE_H
#define BAC_SPLICE_H

#include "netlist.h"

/* gone[stage] marks the stages to remove. Each has one input and one output; its output link is
 * removed too, and the reader of that link reads the input link. Errors: memory. */
bac_status bac_splice(bac_netlist *netlist, const bool *gone, bac_error *err);

#endif
