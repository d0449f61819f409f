/* compile.h - makes a netlist (netlist.h) from a network and a plan: lowers the layers, schedules
 * the beats, computes FIFO depths and removes the FIFOs that delay no beat. */
#ifndef BAC_COMPILE_H
#define BAC_COMPILE_H

#include "netlist.h"
#include "plan.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* plan may be NULL: every layer unrolled, one sample a clock. Errors: a layer that its style cannot
 * build, by name and reason; an unknown FIFO name, with the known ones. */
bac_status bac_compile(const bac_net *net, const bac_plan *plan, bac_netlist **netlist,
                       bac_error *err);
/* As bac_compile, but borrows the adder graphs of this network that the store has, and adds new
 * ones to it. Close the store after the netlist. */
struct bac_adder_store; /* arith/mcm/store.h */
bac_status bac_compile_stored(const bac_net *net, const bac_plan *plan,
                              struct bac_adder_store *store, bac_netlist **netlist, bac_error *err);
/* As bac_compile, but without adder graphs. They take half of the time, and links, times and cycle
 * models do not need them. The netlist is `timed_only`: it has no size and no Verilog. */
bac_status bac_compile_times(const bac_net *net, const bac_plan *plan, bac_netlist **netlist,
                             bac_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
