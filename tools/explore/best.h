/* best.h - bac plan --best: the plan that an exploration likes best. */
#ifndef BAC_TOOLS_EXPLORE_BEST_H
#define BAC_TOOLS_EXPLORE_BEST_H

#include "option.h"

typedef struct plan_best {
    const char *best; /* rate, lut or latency; NULL: not asked for */
    explore_words words;
} plan_best;

enum { PLAN_BEST_OPTIONS = EXPLORE_OPTIONS + 1 };

/* The lines for the table of options. */
void plan_best_lines(plan_best *b, args_option lines[PLAN_BEST_OPTIONS]);
/* samples: a clock; 0: any. ARGS_GO_ON and the plan, owned by the caller; or an exit status after
 * a message: EXIT_MISMATCH when no plan fits. */
int plan_best_find(const plan_best *b, const bac_net *net, uint32_t samples, bac_plan **plan);

#endif
