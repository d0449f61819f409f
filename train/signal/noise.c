#include "noise.h"
#include "../clones.h"

#include <math.h>
#include <string.h>

BAC_INLINE float float_of_bits(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

BAC_INLINE uint32_t bits_of_float(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* -ln u, 0 < u <= 1. u = 2^e m with sqrt(1/2) <= m < sqrt(2); ln m = 2 artanh s, s = (m-1)/(m+1),
 * |s| < 0.172: the series ends below 3e-8 after s^7. */
BAC_INLINE float minus_log(float u) {
    uint32_t bits = bits_of_float(u);
    int32_t e = (int32_t)(bits - 0x3f3504f3u) >> 23; /* 0x3f3504f3: sqrt(1/2) */
    float m = float_of_bits(bits - ((uint32_t)e << 23));
    float s = (m - 1.0f) / (m + 1.0f), s2 = s * s;
    float series = ((s2 * (1.0f / 7) + 1.0f / 5) * s2 + 1.0f / 3) * s2 + 1.0f;
    return (float)-e * 0.693147181f - 2.0f * s * series;
}

/* Nearest quarter turn and rest, |rest| <= 1/8 turn: Taylor series to x^9 and x^8, below 3e-8. */
BAC_INLINE void phasor(uint32_t phase, float *re, float *im) {
    uint32_t q = (phase + 0x20000000u) >> 30;
    int32_t rest = (int32_t)(phase - (q << 30));
    float x = (float)rest * 1.46291808e-9f, x2 = x * x; /* 2 pi / 2^32 */
    float s = ((x2 * (1.0f / 362880) - 1.0f / 5040) * x2 + 1.0f / 120) * x2 - 1.0f / 6;
    float c = ((x2 * (1.0f / 40320) - 1.0f / 720) * x2 + 1.0f / 24) * x2 - 0.5f;
    s = x + x * (x2 * s);
    c = 1.0f + x2 * c;
    float a = q & 1 ? s : c, b = q & 1 ? c : s;
    *re = float_of_bits(bits_of_float(a) ^ (((q + 1) & 2) << 30)); /* minus in quarters 1, 2 */
    *im = float_of_bits(bits_of_float(b) ^ ((q & 2) << 30));       /* minus in quarters 2, 3 */
}

BAC_CLONES
static void box_muller(const uint32_t *restrict radius, const uint32_t *restrict angle, uint32_t n,
                       float *restrict a, float *restrict b) {
    for (uint32_t i = 0; i < n; i++) {
        float u = ((float)(int32_t)(radius[i] >> 8) + 0.5f) * 0x1p-24f;
        float r = sqrtf(2.0f * minus_log(u)), c, s;
        phasor(angle[i], &c, &s);
        a[i] = r * c;
        b[i] = r * s;
    }
}

void bac_sig_gauss(const bac_sig_source *source, bac_sig_stream stream, uint32_t n, uint32_t *words,
                   float *a, float *b) {
    uint32_t half = n / 2;
    bac_sig_words(source, stream, half, words);
    box_muller(words, words + half, half, a, b);
    box_muller(words + 2 * half, words + 3 * half, half, a + half, b + half);
}

BAC_CLONES
void bac_sig_phasor(const uint32_t *restrict phase, uint32_t n, float *restrict re,
                    float *restrict im) {
    for (uint32_t i = 0; i < n; i++)
        phasor(phase[i], &re[i], &im[i]);
}

BAC_CLONES
void bac_sig_oscillator(uint32_t first, uint32_t step, uint32_t n, uint32_t *restrict phase) {
    for (uint32_t i = 0; i < n; i++)
        phase[i] = first + i * step;
}
