/* params.h - prints the parameters of an instance as Verilog text. */
#ifndef BAC_VERILOG_PARAMS_H
#define BAC_VERILOG_PARAMS_H

#include "kind.h"

#include <stdio.h>

/* Prints "        .NAME(value), ..." for every field of the stage's kind, without a line end behind
 * the last; the equations of an adder graph stand above its words. False: out of memory. */
bool bac_print_params(FILE *out, const bac_netlist *n, const bac_stage *s);

#endif
