/* step.h - one step of training: masks, shards forward and backward, optimiser.
 *
 * A step is a function of the recipe, its initial state and its number, and does not depend on the
 * number of threads: shards write to separate buffers, which are summed in order. Batch statistics
 * are those of the whole batch: shards pass the network phase by phase (nn.h).
 */
#ifndef BAC_STEP_H
#define BAC_STEP_H

#include "checkpoint.h"
#include "set.h"

typedef struct bac_step bac_step;

/* The recipe, run, teacher and set are borrowed; the steps change `run`. teacher may be NULL. */
bac_status bac_step_create(const bac_recipe *recipe, bac_checkpoint *run, const bac_nn *teacher,
                           bac_set *train, uint32_t threads, bac_step **step, bac_error *err);
void bac_step_free(bac_step *step); /* NULL is fine */

/* Trains step number run->progress.step and then increments that number. When it fails, only the
 * masks and the epoch's sums have changed. */
bac_status bac_step_run(bac_step *step, bac_error *err);

#endif
