/* prune.h - prunes weights by magnitude or saliency, once or gradually, down to a cost. */
#ifndef BAC_PRUNE_H
#define BAC_PRUNE_H

#include "recipe.h"

/* Inference cost (rule of ITU-ML5G-PS-007) of a prepared network; only non-zero weights count. */
void bac_nn_cost(const bac_nn *nn, bac_cost *cost);

/* Prunes (clears keep of) every prunable weight whose real magnitude is below `cut`. */
void bac_prune_cut(bac_nn *nn, double cut);

/* Prunes weights until the cost score is at most `score`: the least important first (recipe keys
 * rank and rank_cost), ties by index. v: [n_theta], Adam's second moment, for the saliency w^2*v
 * (optimal brain damage with the gradient's second moment as curvature; LeCun et al. 1990, eq. 4).
 * Weights whose code is 0 cost nothing and stay unpruned. regrow: weights pruned earlier are ranked
 * again with the others and may return. */
bac_status bac_prune_score(bac_nn *nn, const bac_recipe *recipe, const float *v, double score,
                           bool regrow, bac_error *err);

/* Pruning by score happens before the steps *from .. *to; before step *to the score is reached. */
void bac_prune_span(const bac_recipe *recipe, uint64_t *from, uint64_t *to);

/* Prunes every weight whose code is 0, so that the cost can only fall from here on. */
void bac_prune_settle(bac_nn *nn);

/* Score to reach before `step`: falls from `start` to the recipe's prune_score along a cubic (Zhu
 * and Gupta 2017, eq. 1). */
double bac_prune_target(const bac_recipe *recipe, uint64_t step, double start);

#endif
