/* fit.h - a multiply and shift of 32 bits that is the same function as one of 64 on a range. */
#ifndef BAC_FAST_FIT_H
#define BAC_FAST_FIT_H

#include "bac.h"

/* (x*mul + add) >> shift, clamped to the codes, is requantiser r (of form MUL) for every x in
 * lo..hi; x*mul + add fits 32 bits. */
typedef struct bac_fit {
    int32_t mul, add;
    uint8_t shift;
} bac_fit;

/* most: of |mul|. False: none was found. */
bool bac_fit_mul(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t lo, int32_t hi,
                 int32_t most, bac_fit *fit);

#endif
