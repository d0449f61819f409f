/* random_nn.h - seeded random trainable networks, as training might leave them: random weights,
 * statistics, scales, pruned weights, dead channels, gains that are negative or zero. */
#ifndef RANDOM_NN_H
#define RANDOM_NN_H

#include "nn.h"
#include "random_net.h"

/* Every kind of node of the style; a residual sum has summands of one scale, mostly. FLOAT has the
 * nodes of the others without quantisers, and gates. Prepared; free with bac_nn_free. A failure is
 * a fault of this builder. */
bac_status random_nn(uint64_t seed, bac_nn_style style, bac_nn **nn, bac_error *err);

/* iq: [B][T][C] of the input; some samples beyond the input's range. */
void random_iq(random_source *r, const bac_nn *nn, uint32_t B, float *iq);

/* Uniform in [lo, hi) */
double random_real(random_source *r, double lo, double hi);

#endif
