/* eval_text.h - prints an evaluation as text. */
#ifndef BAC_TOOLS_REPORT_EVAL_TEXT_H
#define BAC_TOOLS_REPORT_EVAL_TEXT_H

#include "eval.h"

/* Prints the tables on stdout, and the matrices that are asked for. */
void eval_text_print(const bac_eval *eval, const bac_eval_matrices *matrices);

/* Frames that say so themselves, or that are stored under a name that does (NPY has no words). */
bool eval_is_synthetic(const bac_set *set, const char *spec);

#endif
