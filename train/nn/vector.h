/* vector.h - vectors of floats for functions that BAC_CLONES compiles several times. The innermost
 * loops of kernels use loops.h instead. */
#ifndef BAC_VECTOR_H
#define BAC_VECTOR_H

#include "../clones.h"

#include <stddef.h>

/* n floats rounded up to whole vectors. */
static inline size_t bac_lanes_up(size_t n) {
    return (n + BAC_LANES - 1) / BAC_LANES * BAC_LANES;
}

#endif
