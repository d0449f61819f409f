/* clones.h - compiles one loop for several instruction sets.
 *
 * BAC_CLONES before a function makes GCC compile it for AVX-512, AVX2 and the baseline and lets the
 * loader choose. Other compilers, and sanitizers, which cannot follow the loader's choice, get only
 * the plain build. Functions called inside are BAC_INLINE, so that they are compiled with their
 * caller. If products and sums are never fused (-ffp-contract=off) and sums run over BAC_LANES
 * accumulators on every processor, all clones give the same bits.
 */
#ifndef BAC_CLONES_H
#define BAC_CLONES_H

#include "../model/cpu.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(BAC_NO_CLONES)
#define BAC_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BAC_CLONES
#endif
#define BAC_INLINE static inline __attribute__((always_inline))

enum { BAC_LANES = 16 }; /* floats of the widest vector; a cache line */

#endif
