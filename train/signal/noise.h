/* noise.h - Gaussian numbers and unit phasors, many at a time. */
#ifndef BAC_SIGNAL_NOISE_H
#define BAC_SIGNAL_NOISE_H

#include "philox.h"

/* Makes n pairs (a[i], b[i]) of independent N(0, 1) numbers, n even, by the method of Box and
 * Muller (1958) from 24 + 32 random bits; so |x| <= 5.9. words: scratch, [2 n]. */
void bac_sig_gauss(const bac_sig_source *source, bac_sig_stream stream, uint32_t n, uint32_t *words,
                   float *a, float *b);

/* re + j im = exp(2 pi j phase / 2^32). */
void bac_sig_phasor(const uint32_t *phase, uint32_t n, float *re, float *im);

/* Phases of an oscillator, phase[t] = first + t * step for t = 0 .. n-1, in 2^-32 turns. */
void bac_sig_oscillator(uint32_t first, uint32_t step, uint32_t n, uint32_t *phase);

#endif
