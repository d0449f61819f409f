/* vector.h - how the hot loops ask for vector code without asking for a machine.
 *
 * Loops are written on 16 floats (GCC vector extension); BAC_CLONES compiles a function for several
 * x86-64 levels and lets the loader choose. Elsewhere the plain build is all there is. Sanitizers
 * cannot follow the loader's choice, so they get the plain build too. */
#ifndef BAC_VECTOR_H
#define BAC_VECTOR_H

#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(BAC_NO_CLONES)
#define BAC_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BAC_CLONES
#endif
#define BAC_INLINE static inline __attribute__((always_inline))

enum { BAC_LANES = 16 };

/* Any address of a float will do. */
typedef float bac_v16 __attribute__((vector_size(64), aligned(4), may_alias));

/* Rounded up to a whole number of vectors. */
static inline size_t bac_lanes_up(size_t n) {
    return (n + BAC_LANES - 1) / BAC_LANES * BAC_LANES;
}

/* Sum of the lanes, always in the same order. */
BAC_INLINE float bac_lane_sum(const bac_v16 *v) {
    const float *f = (const float *)v;
    float s[8];
    for (int i = 0; i < 8; i++)
        s[i] = f[i] + f[i + 8];
    for (int i = 0; i < 4; i++)
        s[i] += s[i + 4];
    return (s[0] + s[2]) + (s[1] + s[3]);
}

#endif
