/* sampler.h - the training frames of step s, a pure function of (set, SNR floor, seed, s). */
#ifndef BAC_SAMPLER_H
#define BAC_SAMPLER_H

#include "set.h"

typedef struct bac_sampler bac_sampler;

/* Samples the frames of `set` (borrowed) whose SNR is at least snr_floor dB, in an order that is
 * shuffled again for each pass over them. A set without SNR keeps all its frames. */
bac_status bac_sampler_create(bac_set *set, double snr_floor, uint64_t seed, uint32_t batch,
                              bac_sampler **sampler, bac_error *err);
void bac_sampler_free(bac_sampler *sampler);             /* NULL is fine */
uint64_t bac_sampler_frames(const bac_sampler *sampler); /* frames at or above the floor */
/* Returns the indices in the set of the frames of `step`: [batch], valid until the next call. */
const uint64_t *bac_sampler_step(bac_sampler *sampler, uint64_t step);

#endif
