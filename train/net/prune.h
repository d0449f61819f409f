/* prune.h - prunes weights by magnitude or saliency, once or gradually, down to a cost. */
#ifndef BAC_PRUNE_H
#define BAC_PRUNE_H

#include "recipe.h"

/* Inference cost (ITU-ML5G-PS-007 rule) of a prepared network, from the weights it multiplies with.
 */
void bac_nn_cost(const bac_nn *nn, bac_cost *cost);

/* Clears keep for every prunable weight whose real size is below `cut`. */
void bac_prune_cut(bac_nn *nn, double cut);

/* Recomputes keep so that the cost score is at most `score`: weights go in ascending order of
 * importance (recipe rank and rank_cost), ties by index. v: Adam's second moment, for saliency
 * w^2*v (optimal brain damage with the gradient's second moment as curvature; LeCun et al. 1990,
 * eq. 4). Weights whose code is 0 cost nothing and are left alone. regrow: pruned weights compete
 * again. */
bac_status bac_prune_score(bac_nn *nn, const bac_recipe *recipe, const float *v, double score,
                           bool regrow, bac_error *err);

/* The first and the last step before which weights are pruned by score; the last one reaches it. */
void bac_prune_span(const bac_recipe *recipe, uint64_t *from, uint64_t *to);

/* Prunes every weight whose code is 0, so that the cost can only fall from here on. */
void bac_prune_settle(bac_nn *nn);

/* Target of step: from the score `start` down to prune_score, cubic (Zhu and Gupta 2017, eq. 1). */
double bac_prune_target(const bac_recipe *recipe, uint64_t step, double start);

#endif
