/* csd.h - canonical signed digits of constants, and the depth of the adder trees of their sums. */
#ifndef BAC_CSD_H
#define BAC_CSD_H

#include <stdbool.h>
#include <stdint.h>

/* The signed powers of two of w in canonical signed digits: digit i is sign[i] * 2^shift[i],
 * shifts ascending, no two adjacent. Returns their number (at most 33). */
uint32_t bac_csd(int64_t w, int8_t sign[33], uint8_t shift[33]);
/* Adder levels of one output of bac_mcm: its digits, and whether its last stage is BIAS +/-. */
uint32_t bac_linear_levels(uint32_t digits, bool any_positive, bool bias);

#endif
