/* ints.h - small integer functions for all libraries: extremes, greatest common divisor, logarithms
 * to base 2, widths. */
#ifndef BAC_INTS_H
#define BAC_INTS_H

#include <stdbool.h>
#include <stdint.h>

/* bac_min_u32(a, b), bac_max_i64(a, b), ...; size_t uses u64. */
#define BAC_INTS_EXTREMES(type, name)                                                              \
    static inline type bac_min_##name(type a, type b) {                                            \
        return a < b ? a : b;                                                                      \
    }                                                                                              \
    static inline type bac_max_##name(type a, type b) {                                            \
        return a > b ? a : b;                                                                      \
    }
BAC_INTS_EXTREMES(int32_t, i32)
BAC_INTS_EXTREMES(int64_t, i64)
BAC_INTS_EXTREMES(uint32_t, u32)
BAC_INTS_EXTREMES(uint64_t, u64)
#undef BAC_INTS_EXTREMES

/* gcd(a, 0) = a */
static inline uint32_t bac_gcd(uint32_t a, uint32_t b) {
    return b == 0 ? a : bac_gcd(b, a % b);
}

static inline uint32_t bac_ceil_div(uint32_t a, uint32_t b) {
    return a / b + (a % b != 0);
}

/* Number of binary digits of n: 1 + floor(log2(n)); 0 for n = 0. */
static inline uint32_t bac_bit_length(uint64_t n) {
    return n ? 64 - (uint32_t)__builtin_clzll(n) : 0;
}

/* ceil(log2(n)), the bits of an address of n words; 0 for n = 0 and 1. */
static inline uint32_t bac_ceil_log2(uint64_t n) {
    return n > 1 ? bac_bit_length(n - 1) : 0;
}

/* Width of a number in lo..hi, in two's complement if is_signed or lo < 0; at least 1. */
static inline uint32_t bac_bits_of(int64_t lo, int64_t hi, bool is_signed) {
    if (!is_signed && lo >= 0)
        return bac_max_u32(1, bac_bit_length((uint64_t)hi));
    return 1 + bac_bit_length((uint64_t)bac_max_i64(hi, lo < 0 ? ~lo : 0));
}

#endif
