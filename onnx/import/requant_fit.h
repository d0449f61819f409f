/* requant_fit.h - finds the cheapest requantiser that equals a step function. */
#ifndef BAC_REQUANT_FIT_H
#define BAC_REQUANT_FIT_H

#include "threshold.h"

enum { BAC_FIT_MUL_BITS = 31 }; /* most bits of a multiplier, sign included */

/* Tries the forms const, shift, even, mul and thresholds in this order, and returns the first that
 * equals `steps` at every integer of its range, results clamped to [code_lo, code_hi]. The equality
 * is checked with bac_requant_apply. The caller frees r->threshold. BAC_ERR_INPUT when no form is
 * equal, which a correct step function cannot cause. */
bac_status bac_requant_fit(const bac_steps *steps, int32_t code_lo, int32_t code_hi,
                           bac_requant *r);
/* True when r equals the steps. It compares both ends of every step, which is enough because r is
 * monotone between them. */
bool bac_requant_equals(const bac_requant *r, const bac_steps *steps, int32_t code_lo,
                        int32_t code_hi);

#endif
