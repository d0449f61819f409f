/* vector.h - vectors of one processor level: GCC's vector types, which work on every processor, and
 * intrinsics of AVX2 where the compiler does not find the instruction by itself. */
#ifndef BAC_FAST_VECTOR_H
#define BAC_FAST_VECTOR_H

#include <stdint.h>
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
enum { LANES = 16, WIDE_LANES = 8 };
#else
enum { LANES = 8, WIDE_LANES = 4 };
#endif

#define INLINE static inline __attribute__((always_inline))

typedef int16_t v16 __attribute__((vector_size(LANES * sizeof(int16_t))));
typedef uint16_t u16 __attribute__((vector_size(LANES * sizeof(int16_t))));
typedef int32_t v32 __attribute__((vector_size(LANES * sizeof(int16_t))));
typedef uint32_t u32 __attribute__((vector_size(LANES * sizeof(int16_t))));
/* The same vectors in memory, at any even address. */
typedef int16_t m16 __attribute__((vector_size(LANES * sizeof(int16_t)), aligned(2), may_alias));
typedef int32_t m32 __attribute__((vector_size(LANES * sizeof(int16_t)), aligned(2), may_alias));

/* LANES numbers of 32 bits. Unless stated otherwise their order is the level's own: the order in
 * which its widening instructions deliver them. load_wide and load_widened deliver the order of
 * memory, and reorder converts between the two. */
typedef struct pair {
    v32 lo, hi;
} pair;

INLINE v16 load(const int16_t *p) {
    return *(const m16 *)p;
}

INLINE void store(int16_t *p, v16 v) {
    *(m16 *)p = v;
}

INLINE v16 all16(int32_t x) {
    return (v16){0} + (int16_t)x;
}

INLINE v32 all32(int32_t x) {
    return (v32){0} + x;
}

/* Sums and products wrap on overflow. */
INLINE v16 add16(v16 a, v16 b) {
    return (v16)((u16)a + (u16)b);
}

INLINE v16 mul16(v16 a, v16 b) {
    return (v16)((u16)a * (u16)b);
}

INLINE v32 add32(v32 a, v32 b) {
    return (v32)((u32)a + (u32)b);
}

INLINE v32 mul32(v32 a, v32 b) {
    return (v32)((u32)a * (u32)b);
}

INLINE pair add_pair(pair a, pair b) {
    return (pair){add32(a.lo, b.lo), add32(a.hi, b.hi)};
}

INLINE pair load_wide(const int32_t *p) {
    return (pair){*(const m32 *)p, *(const m32 *)(p + WIDE_LANES)};
}

#ifdef __AVX2__

INLINE v16 min16(v16 a, v16 b) {
    return (v16)_mm256_min_epi16((__m256i)a, (__m256i)b);
}

INLINE v16 max16(v16 a, v16 b) {
    return (v16)_mm256_max_epi16((__m256i)a, (__m256i)b);
}

INLINE v32 min32(v32 a, v32 b) {
    return (v32)_mm256_min_epi32((__m256i)a, (__m256i)b);
}

INLINE v32 max32(v32 a, v32 b) {
    return (v32)_mm256_max_epi32((__m256i)a, (__m256i)b);
}

INLINE pair widen(v16 x) {
    const __m256i a = (__m256i)x;
    return (pair){(v32)_mm256_srai_epi32(_mm256_unpacklo_epi16(a, a), 16),
                  (v32)_mm256_srai_epi32(_mm256_unpackhi_epi16(a, a), 16)};
}

/* To 16 bits; every number must fit. */
INLINE v16 narrow(pair x) {
    return (v16)_mm256_packs_epi32((__m256i)x.lo, (__m256i)x.hi);
}

/* To 16 bits, clamped to lo..hi; the numbers can be larger. */
INLINE v16 narrow_clamped(pair x, int32_t lo, int32_t hi) {
    return min16(max16(narrow(x), all16(lo)), all16(hi));
}

/* x * w in 32 bits; w is a number of 16 bits. */
INLINE pair product(v16 x, int32_t w) {
    const __m256i a = (__m256i)x, none = {0}, v = _mm256_set1_epi32(w & 0xffff);
    return (pair){(v32)_mm256_madd_epi16(_mm256_unpacklo_epi16(a, none), v),
                  (v32)_mm256_madd_epi16(_mm256_unpackhi_epi16(a, none), v)};
}

INLINE pair load_widened(const int16_t *p) {
    return (pair){(v32)_mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p)),
                  (v32)_mm256_cvtepi16_epi32(
                      _mm_loadu_si128((const __m128i *)(const void *)(p + WIDE_LANES)))};
}

/* Converts from the order of memory to the level's order, or back: it is its own inverse. */
INLINE pair reorder(pair x) {
    return (pair){(v32)_mm256_permute2x128_si256((__m256i)x.lo, (__m256i)x.hi, 0x20),
                  (v32)_mm256_permute2x128_si256((__m256i)x.lo, (__m256i)x.hi, 0x31)};
}

/* Interleaves a and b: each 32-bit lane holds one number of a (low half) and one of b, for dots. */
INLINE pair weave(v16 a, v16 b) {
    return (pair){(v32)_mm256_unpacklo_epi16((__m256i)a, (__m256i)b),
                  (v32)_mm256_unpackhi_epi16((__m256i)a, (__m256i)b)};
}

/* a * (low half of w) + b * (high half of w), for woven a and b. */
INLINE pair dots(pair ab, int32_t w) {
    const __m256i v = _mm256_set1_epi32(w);
    return (pair){(v32)_mm256_madd_epi16((__m256i)ab.lo, v),
                  (v32)_mm256_madd_epi16((__m256i)ab.hi, v)};
}

/* Splits 2*LANES numbers into those at even and at odd positions. */
INLINE void unweave(const int16_t *p, v16 *even, v16 *odd) {
    const __m256i a = (__m256i)load(p), b = (__m256i)load(p + LANES);
    const __m256i low = _mm256_set1_epi32(0xffff);
    const __m256i e = _mm256_packus_epi32(_mm256_and_si256(a, low), _mm256_and_si256(b, low));
    const __m256i o = _mm256_packus_epi32(_mm256_srli_epi32(a, 16), _mm256_srli_epi32(b, 16));
    *even = (v16)_mm256_permute4x64_epi64(e, 0xd8);
    *odd = (v16)_mm256_permute4x64_epi64(o, 0xd8);
}

INLINE void unweave_wide(const int32_t *p, v32 *even, v32 *odd) {
    const __m256 a = (__m256) * (const m32 *)p, b = (__m256) * (const m32 *)(p + WIDE_LANES);
    *even = (v32)_mm256_permute4x64_epi64((__m256i)_mm256_shuffle_ps(a, b, 0x88), 0xd8);
    *odd = (v32)_mm256_permute4x64_epi64((__m256i)_mm256_shuffle_ps(a, b, 0xdd), 0xd8);
}

#else

#define SELECT(mask, a, b) (((a) & (mask)) | ((b) & ~(mask)))

INLINE v16 min16(v16 a, v16 b) {
    return SELECT(a < b, a, b);
}

INLINE v16 max16(v16 a, v16 b) {
    return SELECT(a > b, a, b);
}

INLINE v32 min32(v32 a, v32 b) {
    return SELECT(a < b, a, b);
}

INLINE v32 max32(v32 a, v32 b) {
    return SELECT(a > b, a, b);
}

/* At this level the level's order is the order of memory. */
typedef int16_t half16 __attribute__((vector_size(WIDE_LANES * sizeof(int16_t))));

INLINE pair widen(v16 x) {
    const half16 lo = __builtin_shufflevector(x, x, 0, 1, 2, 3);
    const half16 hi = __builtin_shufflevector(x, x, 4, 5, 6, 7);
    return (pair){__builtin_convertvector(lo, v32), __builtin_convertvector(hi, v32)};
}

INLINE v16 narrow(pair x) {
    /* takes the low half of each 32-bit number; its place depends on the byte order */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_shufflevector((v16)x.lo, (v16)x.hi, 0, 2, 4, 6, 8, 10, 12, 14);
#else
    return __builtin_shufflevector((v16)x.lo, (v16)x.hi, 1, 3, 5, 7, 9, 11, 13, 15);
#endif
}

INLINE v16 narrow_clamped(pair x, int32_t lo, int32_t hi) {
    const v32 least = all32(lo), most = all32(hi);
    return narrow((pair){min32(max32(x.lo, least), most), min32(max32(x.hi, least), most)});
}

INLINE pair load_widened(const int16_t *p) {
    return widen(load(p));
}

INLINE pair reorder(pair x) {
    return x;
}

/* Each 32-bit lane holds one number of a in its low half and one of b in its high half. */
INLINE pair weave(v16 a, v16 b) {
    const v16 lo = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const v16 hi = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    return (pair){(v32)lo, (v32)hi};
}

INLINE v32 dot_halves(v32 ab, int32_t w) {
#ifdef __SSE2__ /* every x86-64 has it */
    typedef short s16 __attribute__((vector_size(16)));
    return (v32)__builtin_ia32_pmaddwd128((s16)ab, (s16)all32(w));
#else
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const v32 a = (v32)((u32)ab << 16) >> 16, b = ab >> 16;
#else
    const v32 b = (v32)((u32)ab << 16) >> 16, a = ab >> 16;
#endif
    return add32(mul32(a, all32((int16_t)w)), mul32(b, all32(w >> 16)));
#endif
}

INLINE pair dots(pair ab, int32_t w) {
    return (pair){dot_halves(ab.lo, w), dot_halves(ab.hi, w)};
}

INLINE pair product(v16 x, int32_t w) {
    return dots(weave(x, (v16){0}), w & 0xffff);
}

INLINE void unweave(const int16_t *p, v16 *even, v16 *odd) {
    const v16 a = load(p), b = load(p + LANES);
    *even = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
    *odd = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

INLINE void unweave_wide(const int32_t *p, v32 *even, v32 *odd) {
    const v32 a = *(const m32 *)p, b = *(const m32 *)(p + WIDE_LANES);
    *even = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    *odd = __builtin_shufflevector(a, b, 1, 3, 5, 7);
}

#endif

INLINE void store_wide(int32_t *p, pair x) {
    x = reorder(x);
    *(m32 *)p = x.lo;
    *(m32 *)(p + WIDE_LANES) = x.hi;
}

#endif
