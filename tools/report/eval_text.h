/* eval_text.h - an evaluation for a reader at a terminal. */
#ifndef BAC_TOOLS_REPORT_EVAL_TEXT_H
#define BAC_TOOLS_REPORT_EVAL_TEXT_H

#include "eval.h"

/* Prints the tables on stdout, and the matrices that are asked for. */
void eval_text_print(const bac_eval *eval, const bac_eval_matrices *matrices);

#endif
