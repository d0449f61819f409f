/* scale_fit.h - small integers in the ratio of exact scales. */
#ifndef BAC_SCALE_FIT_H
#define BAC_SCALE_FIT_H

#include "bac.h"
#include <gmp.h>

/* A stream of integers lo..hi whose unit is worth `scale`. */
typedef struct bac_operand {
    mpq_srcptr scale;
    int64_t lo, hi;
} bac_operand;

/* Multipliers p[0], p[1] >= 1 with p0/p1 as near as possible to scale0/scale1 such that
 * p0*x0 + p1*x1 fits `bits`. Exact ratios are found when they fit. *error: |p0*scale1 /
 * (p1*scale0) - 1|, 0 when exact. False when nothing fits. */
bool bac_scale_pair(const bac_operand x[2], uint32_t bits, int32_t p[2], double *error);

/* Multipliers for n streams that each keep to `bits` after the multiplication (signed when any
 * lo is below 0), in the ratio of their scales; *error: the largest relative deviation.
 * BAC_ERR_INPUT when nothing fits. */
bac_status bac_scale_many(const bac_operand *x, uint32_t n, uint32_t bits, int32_t *p,
                          double *error);

#endif
