/* small_run.h - recipes that train in a blink, for the tests of the trainer. */
#ifndef SMALL_RUN_H
#define SMALL_RUN_H

#include "train.h"

/* Two blocks of 4 channels, FREE, 4 bits, 3 epochs of 3 steps of 4 shards of 8 frames, on signals.
 * settings: "key=values;key=values" instead, or "". */
bac_recipe small_recipe(const char *settings);
/* Trains recipe in dir with so many threads, to the end or, stop_after > 0, until so many steps
 * more are done; fails the test on an error. The caller frees *run. */
void small_train(const bac_recipe *recipe, const char *dir, uint32_t threads, uint64_t stop_after,
                 bac_checkpoint *run);
/* bac_train has to refuse, naming `where` and saying `text` (parts of them). */
void small_refused(const bac_recipe *recipe, const char *dir, const char *where, const char *text);

/* A network of one fully connected layer: 2 weights and 2 biases, float */
bac_nn *small_layer(void);

#endif
