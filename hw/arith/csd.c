/* csd.c - canonical signed digits, the form of every constant in the hardware. */
#include "csd.h"
#include "ints.h"

/* Reitwieser's recoding: while w is odd, the digit is 2 - (w mod 4), which makes the next bit
 * zero, so no two adjacent digits are non-zero and their number is minimal. */
uint32_t bac_csd(int64_t w, int8_t sign[33], uint8_t shift[33]) {
    uint32_t n = 0;
    for (uint8_t bit = 0; w != 0 && n < 33; bit++) {
        if (w & 1) {
            int8_t digit = (int8_t)(2 - (w & 3));
            sign[n] = digit;
            shift[n] = bit;
            n++;
            w -= digit;
        }
        w /= 2; /* exact: w is even here */
    }
    return n;
}

uint32_t bac_linear_levels(uint32_t digits, bool any_positive, bool bias) {
    if (digits == 0)
        return 0;
    return bac_ceil_log2(digits) + (bias || !any_positive ? 1 : 0);
}
