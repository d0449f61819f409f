/* numpy_random.h - numpy.random.seed(S) and numpy.random.shuffle, which give numpy's own numbers.
 *
 * Source: M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998, for MT19937;
 * numpy NEP 19, which freezes RandomState's stream, for the seeding and the shuffle.
 */
#ifndef BAC_NUMPY_RANDOM_H
#define BAC_NUMPY_RANDOM_H

#include <stdint.h>

enum { BAC_MT_WORDS = 624 };

typedef struct bac_numpy_random {
    uint32_t word[BAC_MT_WORDS];
    uint32_t used; /* how many of word[] have been returned */
} bac_numpy_random;

/* The state of RandomState(seed) for an integer seed. */
void bac_numpy_seed(bac_numpy_random *r, uint32_t seed);
uint32_t bac_numpy_next(bac_numpy_random *r);
/* Uniform on 0 .. max: draws words masked to the bits of max until one is at most max. */
uint32_t bac_numpy_interval(bac_numpy_random *r, uint32_t max);
/* RandomState.shuffle of a list or a 1-D array of n elements. */
void bac_numpy_shuffle(bac_numpy_random *r, uint32_t *list, uint32_t n);

#endif
