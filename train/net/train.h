/* train.h - libbactrain: runs a recipe step by step, from the seed or from a checkpoint.
 *
 * Frames, their order, learning rate and masks of a step are a function of the recipe and the
 * step's number. Shards write separate gradients, summed in order, so the bits do not depend on the
 * number of threads, and an interrupted run ends with the bits of one without interruption.
 */
#ifndef BAC_TRAIN_H
#define BAC_TRAIN_H

#include "checkpoint.h"
#include "set.h"

/* What a progress line needs; valid during the call. */
typedef struct bac_train_event {
    const bac_checkpoint *run;
    uint64_t steps; /* of the whole run */
    double frames_per_second, seconds_left;
    bool epoch_end; /* the epoch's line is run->progress.epoch[n_epoch - 1] */
} bac_train_event;

typedef struct bac_train_options {
    uint32_t threads;          /* 0: one */
    double checkpoint_seconds; /* time between checkpoints, 0: 60; each epoch's end also has one */
    /* Called after each step. A true result stops the run after a checkpoint. */
    bool (*step)(void *user, const bac_train_event *event);
    /* Called with lines for the user, such as how often a file's network and its integers agree.
     * NULL: not called. */
    void (*note)(void *user, const char *line);
    void *user;
} bac_train_options;

/* Trains a recipe in the folder `dir` (created when missing), from dir/checkpoint.bin if that
 * exists. A checkpoint of another recipe is refused. *run: the state at the end
 * (bac_checkpoint_free), also of a stopped run; bac_checkpoint_finished tells the two apart. */
bac_status bac_train(const bac_recipe *recipe, const char *dir, const bac_train_options *options,
                     bac_checkpoint *run, bac_error *err);

/* Share of the frames of a set that a prepared network classifies correctly, in BAC_NN_EVAL. */
bac_status bac_nn_accuracy(const bac_nn *nn, bac_set *set, uint32_t threads, double *accuracy,
                           bac_error *err);

#endif
