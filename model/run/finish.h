/* finish.h - turns sums into the numbers that are stored: the requantiser forms of fixed.h on whole
 * vectors.
 *
 * A function is used only where form.c has proven that no intermediate result overflows its width,
 * for every value that the sum can take. tests/model/test_fast.c compares them with fixed.h.
 */
#ifndef BAC_FAST_FINISH_H
#define BAC_FAST_FINISH_H

#include "../fixed.h"
#include "kernels.h"
#include "vector.h"

INLINE v16 clamp16(v16 x, v16 lo, v16 hi) {
    return min16(max16(x, lo), hi);
}

INLINE v32 clamp32(v32 x, v32 lo, v32 hi) {
    return min32(max32(x, lo), hi);
}

/* x / 2^shift rounded to nearest, ties to even, shift >= 1. Adding half - 1 before the shift
 * rounds a tie down; adding also the quotient's last bit rounds a tie up exactly when the
 * quotient is odd. */
INLINE v16 even16(v16 x, int shift) {
    const v16 odd = x >> (int16_t)shift & all16(1);
    return add16(add16(x, odd), all16((1 << (shift - 1)) - 1)) >> (int16_t)shift;
}

INLINE v32 even32(v32 x, int shift) {
    const v32 odd = x >> shift & all32(1);
    return add32(add32(x, odd), all32((int32_t)((1u << (shift - 1)) - 1))) >> shift;
}

/* The number of thresholds at or below x. Thresholds ascend, and those above INT16_MAX are never
 * reached, so only the first n are compared. A comparison "threshold > x" gives -1 or 0, so n plus
 * the sum of all comparisons is the count. */
INLINE v16 count16(const bac_requant *r, v16 x) {
    v16 count = {0};
    uint32_t n = 0;
    for (; n < r->n_thresholds && r->threshold[n] <= INT16_MAX; n++) {
        const int32_t t = r->threshold[n];
        count = add16(count, (v16)(all16(t < INT16_MIN ? INT16_MIN : t) > x));
    }
    count = add16(count, all16((int32_t)n));
    return add16(all16((int32_t)r->add), r->decreasing ? -count : count);
}

INLINE v32 count32(const bac_requant *r, v32 x) {
    v32 count = {0};
    for (uint32_t n = 0; n < r->n_thresholds; n++)
        count = add32(count, (v32)(all32(r->threshold[n]) > x));
    count = add32(count, all32((int32_t)r->n_thresholds));
    return add32(all32((int32_t)r->add), r->decreasing ? -count : count);
}

#ifdef __AVX2__
/* (x*mul + add) >> shift with 64-bit products, for even and odd lanes apart. AVX2 has no arithmetic
 * shift of 64 bits. So 2^62 is added first, which makes the number non-negative, and 2^(62-shift)
 * is subtracted after the shift. */
INLINE v32 mul_shift(v32 x, const bac_job *j) {
    const __m256i mul = _mm256_set1_epi64x(j->mul);
    const __m256i add = _mm256_set1_epi64x(j->add + ((int64_t)1 << 62));
    const __m128i shift = _mm_cvtsi32_si128(j->shift);
    __m256i even = _mm256_mul_epi32((__m256i)x, mul);
    __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64((__m256i)x, 32), mul);
    even = _mm256_srl_epi64(_mm256_add_epi64(even, add), shift);
    odd = _mm256_srl_epi64(_mm256_add_epi64(odd, add), shift);
    const __m256i y = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
    return (v32)_mm256_sub_epi32(y, _mm256_set1_epi32((int32_t)((int64_t)1 << 62 >> j->shift)));
}
#else
INLINE v32 mul_shift(v32 x, const bac_job *j) {
    v32 y = {0};
    for (int i = 0; i < WIDE_LANES; i++)
        y[i] = (int32_t)bac_fixed_shift((int64_t)x[i] * j->mul + j->add, j->shift);
    return y;
}
#endif

INLINE void put(const bac_job *j, int16_t *arena, uint32_t t, pair x) {
    if (j->wide)
        store_wide((int32_t *)(void *)(arena + j->out) + t, x);
    else
        store(arena + j->out + t, narrow(x));
}

/* Stores LANES sums one by one through fixed.h, for forms without a vector function. */
INLINE void put_scalar(const bac_job *j, int16_t *arena, uint32_t t, pair x) {
    int32_t v[LANES];
    x = reorder(x);
    memcpy(v, &x, sizeof v);
    for (uint32_t i = 0; i < LANES; i++) {
        const int32_t y = bac_fixed_requant(j->requant, j->lo, j->hi, v[i]);
        if (j->wide)
            ((int32_t *)(void *)(arena + j->out))[t + i] = y;
        else
            arena[j->out + t + i] = (int16_t)y;
    }
}

/* OVER(y): for each of the n vectors of sums, x, stores the expression y. */
#define OVER(y)                                                                                    \
    for (int i = 0; i < n; i++) {                                                                  \
        v32 x = sum[i].lo;                                                                         \
        const v32 first = y;                                                                       \
        x = sum[i].hi;                                                                             \
        put(j, arena, t + (uint32_t)i * LANES, (pair){first, y});                                  \
    }                                                                                              \
    break

/* Finishes and stores n vectors of 32-bit sums, for the positions from t on. */
INLINE void finish_wide(const bac_job *j, int16_t *arena, uint32_t t, const pair *sum,
                        const int n) {
    const v32 lo = all32(j->lo), hi = all32(j->hi);
    switch (j->finish) {
    case BAC_SHIFT_32:
        OVER(clamp32(x >> (int)j->shift, lo, hi));
    case BAC_EVEN_32:
        OVER(clamp32(even32(add32(x, all32((int32_t)j->add)), j->shift), lo, hi));
    case BAC_MUL_32:
        OVER(clamp32(add32(mul32(x, all32(j->mul)), all32((int32_t)j->add)) >> (int)j->shift, lo,
                     hi));
    case BAC_MUL_64:
        OVER(clamp32(mul_shift(x, j), lo, hi));
    case BAC_COUNT_32:
        OVER(count32(j->requant, x));
    case BAC_FINISH_SCALAR:
        for (int i = 0; i < n; i++)
            put_scalar(j, arena, t + (uint32_t)i * LANES, sum[i]);
        break;
    default:
        OVER(x);
    }
}
#undef OVER

#define OVER(y)                                                                                    \
    for (int i = 0; i < n; i++) {                                                                  \
        const v16 x = sum[i];                                                                      \
        store(out + i * LANES, y);                                                                 \
    }                                                                                              \
    break

/* (x*mul + add) >> shift with 32-bit products, clamped and narrowed to 16 bits. */
INLINE v16 mul_shift16(v16 x, const bac_job *j) {
    const v32 add = all32((int32_t)j->add);
    pair y = product(x, j->mul);
    y.lo = add32(y.lo, add) >> (int)j->shift;
    y.hi = add32(y.hi, add) >> (int)j->shift;
    return narrow_clamped(y, j->lo, j->hi);
}

INLINE void finish_narrow(const bac_job *j, int16_t *arena, uint32_t t, const v16 *sum,
                          const int n) {
    int16_t *out = arena + j->out + t;
    const v16 lo = all16(j->lo), hi = all16(j->hi);
    switch (j->finish) {
    case BAC_KEEP_16:
        OVER(x);
    case BAC_SHIFT_16:
        OVER(clamp16(x >> (int16_t)j->shift, lo, hi));
    case BAC_EVEN_16:
        OVER(clamp16(even16(x, j->shift), lo, hi));
    case BAC_COUNT_16:
        OVER(count16(j->requant, x));
    case BAC_MUL_16:
        OVER(mul_shift16(x, j));
    default:
        for (int i = 0; i < n; i++) {
            const pair x = widen(sum[i]);
            finish_wide(j, arena, t + (uint32_t)i * LANES, &x, 1);
        }
    }
}
#undef OVER

#endif
