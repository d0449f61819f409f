/* best.h - bac plan --best: the best fitting plan of an exploration. */
#ifndef BAC_TOOLS_EXPLORE_BEST_H
#define BAC_TOOLS_EXPLORE_BEST_H

#include "option.h"

/* --best alone. */
extern const args_option plan_best_options[];
/* It, or something of explore_options, was asked for. */
bool plan_best_given(void);
/* samples: a clock; 0: any. ARGS_GO_ON and the plan, owned by the caller; or an exit status after
 * a message: EXIT_MISMATCH when no plan fits. */
int plan_best_find(const bac_net *net, uint32_t samples, bac_plan **plan);

#endif
