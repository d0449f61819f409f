/* vector.h - how loops ask for vector code without asking for a machine.
 *
 * BAC_CLONES compiles a function for several x86-64 levels and lets the loader choose. Elsewhere
 * the plain build is all there is. Sanitizers cannot follow the loader's choice, so they get the
 * plain build too. The innermost loops of kernels have a stronger means: loops.h. */
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

enum { BAC_LANES = 16 }; /* floats of the widest vector; a cache line */

/* Rounded up to a whole number of vectors. */
static inline size_t bac_lanes_up(size_t n) {
    return (n + BAC_LANES - 1) / BAC_LANES * BAC_LANES;
}

#endif
