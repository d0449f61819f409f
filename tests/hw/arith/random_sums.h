/* random_sums.h - sums for tests, from a seed. */
#ifndef RANDOM_SUMS_H
#define RANDOM_SUMS_H

#include "mcm.h"

uint64_t random_next(uint64_t *state);
int64_t random_in(uint64_t *state, int64_t lo, int64_t hi);
/* Few different weights, so that much is shared; ranges of all kinds; some outputs with a bias,
 * some with nothing. 1 to `inputs` inputs, 1 to 16 outputs, as many levels as plain trees need, or a
 * few more. Dies without memory. */
bac_sums random_sums(uint64_t seed, uint32_t inputs);
/* Adders of plain trees over the signed digits. */
uint32_t plain_adders(const bac_sums *sums);

#endif
