/* scale_fit.h - finds small integer multipliers whose ratio is that of given exact scales. */
#ifndef BAC_SCALE_FIT_H
#define BAC_SCALE_FIT_H

#include "bac.h"
#include <gmp.h>

/* A stream of integers lo..hi whose unit is worth `scale`. */
typedef struct bac_operand {
    mpq_srcptr scale;
    int64_t lo, hi;
} bac_operand;

/* Finds multipliers p[0], p[1] >= 1 such that the sum p0*x0 + p1*x1 fits `bits` bits and
 * p0/p1 is as near as possible to scale0/scale1. It finds the exact ratio when that fits. *error:
 * |p0*scale1 / (p1*scale0) - 1|, 0 when exact. False when no multipliers fit. */
bool bac_scale_pair(const bac_operand x[2], uint32_t bits, int32_t p[2], double *error);

/* Finds multipliers p [n] in the ratio of the scales of n streams, such that each product fits
 * `bits` bits (signed when any lo is below 0). *error: the largest relative deviation of a ratio.
 * BAC_ERR_INPUT when no multipliers fit. */
bac_status bac_scale_many(const bac_operand *x, uint32_t n, uint32_t bits, int32_t *p,
                          double *error);

#endif
