/* fixed.h - the only place where a number is rounded, shifted, clamped or compared with a
 * threshold: all other code calls these functions. rtl/ implements them in hardware.
 *
 * Right shifts of negative numbers are arithmetic, as GCC and Clang define them.
 */
#ifndef BAC_FIXED_H
#define BAC_FIXED_H

#include "bac.h"

_Static_assert((-3 >> 1) == -2, "right shifts of negative numbers must be arithmetic");

static inline int32_t bac_fixed_clamp(int64_t v, int32_t lo, int32_t hi) {
    return v < lo ? lo : v > hi ? hi : (int32_t)v;
}

/* a + b. Validation proves that it does not overflow for every reachable value; for other
 * values it wraps, so that no caller can provoke undefined behaviour. */
static inline int64_t bac_fixed_sum(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* floor(v / 2^shift), shift 0..62 */
static inline int64_t bac_fixed_shift(int64_t v, unsigned shift) {
    return v >> shift;
}

/* v / 2^shift rounded to the nearest integer, ties to the even one; shift 1..62.
 * The increment cannot overflow: |v >> shift| <= 2^62. */
static inline int64_t bac_fixed_shift_even(int64_t v, unsigned shift) {
    int64_t floor = v >> shift;
    int64_t rest = v & (((int64_t)1 << shift) - 1);
    int64_t half = (int64_t)1 << (shift - 1);
    return floor + (rest > half || (rest == half && (floor & 1)));
}

/* Number of the n ascending thresholds that are at or below x. */
static inline uint32_t bac_fixed_count(const int32_t *threshold, uint32_t n, int32_t x) {
    const int32_t *base = threshold;
    while (n > 1) { /* the count lies in base - threshold + 0..n */
        uint32_t half = n / 2;
        base += base[half - 1] <= x ? half : 0;
        n -= half;
    }
    return (uint32_t)(base - threshold) + (n == 1 && *base <= x);
}

static inline int32_t bac_fixed_requant(const bac_requant *r, int32_t lo, int32_t hi, int32_t x) {
    switch (r->form) {
    case BAC_FORM_SHIFT:
        return bac_fixed_clamp(bac_fixed_shift(bac_fixed_sum(x, r->add), r->shift), lo, hi);
    case BAC_FORM_EVEN:
        return bac_fixed_clamp(bac_fixed_shift_even(bac_fixed_sum(x, r->add), r->shift), lo, hi);
    case BAC_FORM_MUL:
        return bac_fixed_clamp(
            bac_fixed_shift(bac_fixed_sum((int64_t)x * r->mul, r->add), r->shift), lo, hi);
    case BAC_FORM_THRESHOLD: {
        int32_t n = (int32_t)bac_fixed_count(r->threshold, r->n_thresholds, x);
        return (int32_t)r->add + (r->decreasing ? -n : n);
    }
    case BAC_FORM_CONST:
    case BAC_FORM_COUNT:
        break;
    }
    return (int32_t)r->add;
}

/* Rounds v to an integer in the given mode; |v| < 2^31. It is exact: the integer part and the
 * fraction of a double are themselves doubles, so no comparison below sees a rounded number. */
static inline int32_t bac_fixed_round(double v, bac_rounding mode) {
    int32_t whole = (int32_t)v; /* towards zero */
    double rest = v - whole;    /* exact, |rest| < 1, the sign of v */
    int32_t away = rest < 0 ? -1 : 1;
    double size = rest < 0 ? -rest : rest;
    switch (mode) {
    case BAC_ROUND_HALF_EVEN:
        return whole + (size > 0.5 || (size == 0.5 && (whole & 1)) ? away : 0);
    case BAC_ROUND_FLOOR:
        return whole - (rest < 0);
    case BAC_ROUND_CEIL:
        return whole + (rest > 0);
    case BAC_ROUND_HALF_UP:
        return whole + (rest >= 0.5) - (rest < -0.5);
    case BAC_ROUND_HALF_DOWN:
        return whole + (rest > 0.5) - (rest <= -0.5);
    case BAC_ROUND_HALF_AWAY:
        return whole + (size >= 0.5 ? away : 0);
    case BAC_ROUND_UP:
        return whole + (rest != 0 ? away : 0);
    case BAC_ROUND_TO_ZERO:
    case BAC_ROUND_COUNT:
        break;
    }
    return whole;
}

/* The frame quantiser: round(clip(x / scale)), x finite, scale > 0, codes of at most 17 bits.
 *
 * The double quotient decides as the exact one would when scale is a float32 number too.
 * Write x = X*2^a and scale = S*2^b with integers |X|, S < 2^24. Every decision compares x/scale
 * with m/2 for an integer |m| < 2^18. If they differ, 2x - m*scale is a non-zero multiple of
 * 2^min(a+1, b), so |x/scale - m/2| / |m/2| = |2x - m*scale| / |m*scale| is at least
 *     1 / (|m|*S) > 2^-42              when a+1 >= b,
 *     about 1 / |X| > 2^-25            when a+1 < b (there m*scale is about 2x = X*2^(a+1)),
 * while the division rounds by at most 2^-53: it can neither reach m/2 nor pass it. m = 0: the
 * quotient has the sign of x (underflow to 0 needs |x/scale| < 2^-1074; float32 cannot). */
static inline int32_t bac_fixed_code(double x, double scale, int32_t lo, int32_t hi,
                                     bac_rounding mode) {
    double v = x / scale;
    return v <= lo ? lo : v >= hi ? hi : bac_fixed_round(v, mode);
}

/* The same functions on integers held in floats, for the trainer's forward pass (train/nn). While
 * |v| < 2^24 they are exact and so equal those above: a float holds such an integer exactly, a
 * product with a power of two is not rounded, and floor and rint are exact. */
static inline float bac_fixed_clampf(float v, float lo, float hi) {
    v = v < lo ? lo : v;
    return v > hi ? hi : v;
}

/* (v + A) >> shift is floor(v * 2^-shift + A * 2^-shift). */
static inline float bac_fixed_floorf(float v) {
    return __builtin_floorf(v);
}

/* bac_fixed_code in the mode half-even, without branches. Clipping before rounding gives the same
 * code, because lo and hi are integers. */
static inline float bac_fixed_code_even(double x, double scale, double lo, double hi) {
    double v = x / scale;
    v = v < lo ? lo : v;
    v = v > hi ? hi : v;
    return (float)__builtin_rint(v);
}

/* Nearest integer, ties to even (in the rounding mode every program starts in). */
static inline float bac_fixed_roundf(float v) {
    return __builtin_rintf(v);
}

#endif
