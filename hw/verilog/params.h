/* params.h - an instance's parameters as Verilog text. */
#ifndef BAC_VERILOG_PARAMS_H
#define BAC_VERILOG_PARAMS_H

#include "kind.h"

#include <stdio.h>

/* "        .NAME(value), ..." for every field of the stage's kind, without a line's end behind the
 * last. Above the words of an adder graph stand its equations. False: out of memory. */
bool bac_print_params(FILE *out, const bac_netlist *n, const bac_stage *s);

#endif
