/* csd.h - canonical signed digits of constants, and the depth of the adder trees of their sums. */
#ifndef BAC_CSD_H
#define BAC_CSD_H

#include <stdbool.h>
#include <stdint.h>

/* The signed powers of two of w in canonical signed digits: digit i is sign[i] * 2^shift[i],
 * shifts ascending, no two adjacent. Returns their number (at most 33). */
uint32_t bac_csd(int64_t w, int8_t sign[33], uint8_t shift[33]);
/* Adder levels of one output of bac_mcm that adds up `digits` signed powers of two. any_positive:
 * one of them is positive; bias: the output has a bias. A last adder for the bias, or for the minus
 * sign of a sum without a positive digit, is one more level. */
uint32_t bac_linear_levels(uint32_t digits, bool any_positive, bool bias);

#endif
