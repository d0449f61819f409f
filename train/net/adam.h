/* adam.h - one step of Adam (Kingma and Ba 2015, algorithm 1) with L2 or decoupled weight decay
 * (Loshchilov and Hutter 2019, algorithm 2). */
#ifndef BAC_ADAM_H
#define BAC_ADAM_H

#include "recipe.h"

/* Learning rate of a step: linear warm-up, then cosine with warm restarts (Loshchilov and Hutter
 * 2017, eq. 5) of `restart` epochs, each `restart_growth` times as long as the one before (their
 * T_mult), or one cosine over the run. */
double bac_learning_rate(const bac_recipe *recipe, uint64_t step);

/* Updates theta and both moments. grad: [n_theta], the mean gradient over the batch. m, v:
 * [n_theta], first and second moment. step counts from 0. A pruned weight changes only when
 * `regrow` is set; a fixed parameter never changes. */
void bac_adam_step(bac_nn *nn, const bac_recipe *recipe, uint64_t step, bool regrow,
                   const float *grad, float *m, float *v);

#endif
