/* sampler.h - the training frames of step s, a pure function of (set, recipe, s). */
#ifndef BAC_SAMPLER_H
#define BAC_SAMPLER_H

#include "recipe.h"
#include "set.h"

typedef struct bac_sampler bac_sampler;

/* Samples the frames of `set` (borrowed) whose SNR is at least snr_floor dB, in an order that is
 * drawn again from `seed` for each pass over them. A pass draws a frame of repeat_snr dB and more
 * `repeat` times if its label is one of repeat_classes. A set without SNR keeps all its frames, each once. */
bac_status bac_sampler_create(bac_set *set, const bac_recipe *recipe, bac_sampler **sampler,
                              bac_error *err);
void bac_sampler_free(bac_sampler *sampler);             /* NULL is fine */
uint64_t bac_sampler_frames(const bac_sampler *sampler); /* frames of a pass */
/* Returns the indices in the set of the frames of `step`: [batch], valid until the next call. */
const uint64_t *bac_sampler_step(bac_sampler *sampler, uint64_t step);

#endif
