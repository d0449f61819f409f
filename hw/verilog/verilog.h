/* verilog.h - from a netlist to the top module: instances, parameters, memory images, file list. */
#ifndef BAC_VERILOG_H
#define BAC_VERILOG_H

#include "compile.h"

/* Writes into `dir` (made when missing):
 *   bac_top.v    the top module, instances only; with BAC_TRACE defined, every link as ports
 *   bac_top.f    file list, relative to dir
 *   bac_links.h  the links as a C table, for a test bench
 *   plan.cfg     the plan it was made by, every layer named
 *   NAME.mem     $readmemh images, named relative to dir
 *   rtl/         a copy of the hand-written library
 * plan may be NULL: the default. library: the folder of the hand-written *.v; NULL: the one built
 * in. The same network and plan give the same bytes. */
bac_status bac_verilog_write(const bac_netlist *netlist, const bac_plan *plan, const char *library,
                             const char *dir, bac_error *err);

#endif
