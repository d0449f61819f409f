/* eval_text.h - prints an evaluation as text. */
#ifndef BAC_TOOLS_REPORT_EVAL_TEXT_H
#define BAC_TOOLS_REPORT_EVAL_TEXT_H

#include "eval.h"

/* Prints the tables and the given confusion matrices on stdout. */
void eval_text_print(const bac_eval *eval, const bac_eval_matrices *matrices);

/* True when the set is marked as synthetic, or when its name says so (an NPY file cannot carry a
 * mark). */
bool eval_is_synthetic(const bac_set *set, const char *spec);

#endif
