/* best.h - bac plan --best: the plan that an exploration likes best. */
#ifndef BAC_TOOLS_EXPLORE_BEST_H
#define BAC_TOOLS_EXPLORE_BEST_H

#include "option.h"

typedef struct plan_best {
    const char *best; /* rate, lut or latency; NULL: not asked for */
    explore_words words;
    args_option lines[2];
} plan_best;

/* The table of the option --best alone, which lives in *b. */
const args_option *plan_best_lines(plan_best *b);
/* samples: a clock; 0: any. ARGS_GO_ON and the plan, owned by the caller; or an exit status after
 * a message: EXIT_MISMATCH when no plan fits. */
int plan_best_find(const plan_best *b, const bac_net *net, uint32_t samples, bac_plan **plan);

#endif
