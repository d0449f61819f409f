/* mean.h - the average of the weights of a run's last steps (Izmailov et al. 2018, "Averaging
 * weights leads to wider optima and better generalization", algorithm 1). */
#ifndef BAC_MEAN_H
#define BAC_MEAN_H

#include "checkpoint.h"

/* To be called when a step is finished and counted. From the recipe's average_epoch on, adds the
 * step's parameters and batch statistics to their average, run->mean; after the last step the
 * average takes their place. */
void bac_mean_step(bac_checkpoint *run);

#endif
