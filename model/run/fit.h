/* fit.h - finds a multiply and shift with 32-bit numbers that equals a 64-bit one on a range. */
#ifndef BAC_FAST_FIT_H
#define BAC_FAST_FIT_H

#include "bac.h"

/* (x*mul + add) >> shift, clamped to code_lo..code_hi, which equals the requantiser r (of form MUL)
 * for every x in lo..hi; x*mul + add fits 32 bits. */
typedef struct bac_fit {
    int32_t mul, add;
    uint8_t shift;
} bac_fit;

/* most: upper limit of |mul|. False: no such numbers were found. */
bool bac_fit_mul(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t lo, int32_t hi,
                 int32_t most, bac_fit *fit);

#endif
