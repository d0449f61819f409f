/* checkpoint.h - the state of a training run in one file, written to a temporary name and renamed.
 *
 * Little endian: "BACCKPT1", the recipe as text, counters, the log, then theta, Adam's moments,
 * state and keep, the mean if the recipe averages, and last a checksum (FNV-1a, 64 bits) of all
 * bytes before it. A truncated or damaged file is refused.
 */
#ifndef BAC_CHECKPOINT_H
#define BAC_CHECKPOINT_H

#include "recipe.h"

/* One finished epoch. */
typedef struct bac_epoch {
    double loss;           /* mean over the epoch's training frames */
    double train_accuracy; /* of the same frames, 0..1 */
    double valid_accuracy; /* 0..1; NaN: not measured */
    double score;          /* inference cost of the network as it was */
    double lr;
    double seconds; /* spent on the epoch by this process; 0 in a file, so that two runs give the
                     * same bytes */
} bac_epoch;

typedef struct bac_progress {
    uint64_t step;       /* finished steps */
    double start_score;  /* inference cost before the first step: where gradual pruning starts */
    double loss, frames; /* sums over the running epoch */
    double correct;
    double seconds; /* spent on the running epoch by this process; 0 in a file */
    uint32_t n_epoch;
    bac_epoch *epoch; /* [n_epoch], owned */
} bac_progress;

typedef struct bac_checkpoint {
    bac_recipe recipe;
    bac_nn *nn;   /* built from the recipe, theta, state and keep restored, prepared */
    float *m, *v; /* Adam, [n_theta] */
    float *mean;  /* [n_theta + n_state], of theta and state (mean.h); NULL: not averaged */
    bac_progress progress;
} bac_checkpoint;

/* Starts a run at step 0: nn is the untrained network of checkpoint->recipe, moments and progress
 * are zero. */
bac_status bac_checkpoint_begin(bac_checkpoint *checkpoint, bac_error *err);
/* path: a checkpoint file, or the folder of a run, which holds checkpoint.bin. */
bac_status bac_checkpoint_load(const char *path, bac_checkpoint *checkpoint, bac_error *err);
bac_status bac_checkpoint_save(const bac_checkpoint *checkpoint, const char *path, bac_error *err);
void bac_checkpoint_free(bac_checkpoint *checkpoint); /* a zeroed one is fine */
bool bac_checkpoint_finished(const bac_checkpoint *checkpoint);
/* Number of steps whose average `mean` holds. */
uint64_t bac_checkpoint_mean_steps(const bac_checkpoint *checkpoint);
/* Number of steps in one epoch, and in the whole run. */
uint64_t bac_recipe_epoch_steps(const bac_recipe *recipe);
uint64_t bac_recipe_steps(const bac_recipe *recipe);

/* Copies the parameters of `from` into `to` by name; both have the same layers, in any style. Where
 * `to` has a bias and `from` a batch norm, the batch norm is folded into the weights. Pruned
 * weights stay pruned. path: names `from` in errors. */
bac_status bac_nn_adopt(bac_nn *to, const bac_nn *from, const char *path, bac_error *err);

#endif
