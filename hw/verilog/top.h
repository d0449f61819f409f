/* top.h - prints bac_top.v, the table of its links, and bac_pins.v. */
#ifndef BAC_VERILOG_TOP_H
#define BAC_VERILOG_TOP_H

#include "kind.h"
#include "verilog.h"

#include <stdio.h>

/* False: out of memory, and the printed text is incomplete. */
bool bac_print_top(FILE *out, const bac_netlist *p);                        /* bac_top.v */
bool bac_print_links(FILE *out, const bac_netlist *p);                      /* bac_links.h */
bool bac_print_pins(FILE *out, const bac_netlist *p, bac_result_form form); /* bac_pins.v */

#endif
