/* best.h - bac plan --best: the best fitting plan of an exploration. */
#ifndef BAC_TOOLS_EXPLORE_BEST_H
#define BAC_TOOLS_EXPLORE_BEST_H

#include "option.h"

/* The table of the one option --best. */
extern const args_option plan_best_options[];
/* True when --best or an option of explore_options was given. */
bool plan_best_given(void);
/* Finds the best fitting plan with `samples` samples per clock (0: any). ARGS_GO_ON, and the caller
 * frees *plan; or an exit status after a message: EXIT_MISMATCH when no plan fits. */
int plan_best_find(const bac_net *net, uint32_t samples, bac_plan **plan);

#endif
