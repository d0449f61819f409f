/* vector.h - whole vectors of floats, for code compiled as clones. The innermost loops of kernels
 * use loops.h instead. */
#ifndef BAC_VECTOR_H
#define BAC_VECTOR_H

#include "../clones.h"

#include <stddef.h>

/* Rounded up to a whole number of vectors. */
static inline size_t bac_lanes_up(size_t n) {
    return (n + BAC_LANES - 1) / BAC_LANES * BAC_LANES;
}

#endif
