/* requant_fit.h - finds the cheapest requantiser that equals a step function. */
#ifndef BAC_REQUANT_FIT_H
#define BAC_REQUANT_FIT_H

#include "threshold.h"

enum { BAC_FIT_MUL_BITS = 31 }; /* of a multiplier, sign included */

/* Tries const, shift, even, mul, thresholds in this order and takes the first that is equal to
 * `steps` at every integer of its range, results clamped to [code_lo, code_hi]. What is
 * returned has been checked with bac_requant_apply. r->threshold is the caller's (free).
 * BAC_ERR_INPUT when nothing is equal, which a correct step function cannot cause. */
bac_status bac_requant_fit(const bac_steps *steps, int32_t code_lo, int32_t code_hi,
                           bac_requant *r);
/* Is r equal to the steps? Looks at both ends of every step: r is monotone between them. */
bool bac_requant_equals(const bac_requant *r, const bac_steps *steps, int32_t code_lo,
                        int32_t code_hi);

#endif
