/* level.h - the vector types of the processor level for which level.c is being compiled. */
#ifndef BAC_LEVEL_H
#define BAC_LEVEL_H

#include "vector.h"

#if defined(__AVX512F__)
enum { LANES = 16, REGISTERS = 32 };
#define LANES_FLOATS 64
#elif defined(__AVX__)
enum { LANES = 8, REGISTERS = 16 };
#define LANES_FLOATS 32
#else
enum { LANES = 4, REGISTERS = 16 };
#define LANES_FLOATS 16
#endif

/* Vectors of floats are loaded and stored at any float's address, aligned or not. */
typedef float vec __attribute__((vector_size(LANES_FLOATS), aligned(4), may_alias));
typedef float half_vec __attribute__((vector_size(LANES_FLOATS / 2), aligned(4), may_alias));
typedef double double_vec __attribute__((vector_size(LANES_FLOATS)));

BAC_INLINE vec load(const float *p) {
    return *(const vec *)p;
}

BAC_INLINE void store(float *p, vec v) {
    *(vec *)p = v;
}

#endif
