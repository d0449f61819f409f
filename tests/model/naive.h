/* naive.h - every operator written straight from its definition in bac.h: slow, obvious, and
 * sharing no code with the library, so that the two can only agree by being right. */
#ifndef BAC_NAIVE_H
#define BAC_NAIVE_H

#include "bac.h"

__extension__ typedef __int128 naive_wide;

/* floor(v / 2^shift) and v / 2^shift to nearest, ties to even, by exact division */
int64_t naive_shift(naive_wide v, unsigned shift);
int64_t naive_shift_even(naive_wide v, unsigned shift);
int32_t naive_requant(const bac_requant *r, int32_t lo, int32_t hi, int32_t x);

/* values[i]: the stream of layer i, [T][C], owned by the caller (naive_free). */
int32_t **naive_run(const bac_net *net, const int32_t *codes);
void naive_free(const bac_net *net, int32_t **values);

#endif
