/* am.c - messages and amplitude modulation. */
#include "../clones.h"
#include "noise.h"
#include "work.h"

#include <string.h>

/* Basis vectors added at a time: a frame goes through the cache a quarter as often. */
enum { GROUP = BAC_SIG_RANK_GROUP };

/* z += sum over r of (a_r + j b_r) (x_r + j y_r) */
BAC_CLONES
static void add_complex(const float *restrict a, const float *restrict b, const float *restrict x,
                        const float *restrict y, float *restrict re, float *restrict im) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        float u = re[t], v = im[t];
        for (uint32_t r = 0; r < GROUP; r++) {
            u += a[r] * x[r * BAC_SIG_T + t] - b[r] * y[r * BAC_SIG_T + t];
            v += a[r] * y[r * BAC_SIG_T + t] + b[r] * x[r * BAC_SIG_T + t];
        }
        re[t] = u;
        im[t] = v;
    }
}

BAC_CLONES
static void add_real(const float *restrict a, const float *restrict x, float *restrict re) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        float u = re[t];
        for (uint32_t r = 0; r < GROUP; r++)
            u += a[r] * x[r * BAC_SIG_T + t];
        re[t] = u;
    }
}

/* First-order noise from its stationary state. All blocks of BLOCK samples are computed at once,
 * each starting from 0; then the contribution of the sample before a block, which decays as pole^i,
 * is added. */
enum { BLOCK = 32, BLOCKS = BAC_SIG_T / BLOCK };

BAC_CLONES
static void one_pole(float pole, float drive, const float *restrict g, float *restrict a) {
    float decay[BLOCK], x[BLOCKS], column[BLOCK][BLOCKS], power = pole;
    for (uint32_t b = 0; b < BLOCKS; b++)
        x[b] = 0;
    for (uint32_t i = 0; i < BLOCK; i++) {
        for (uint32_t b = 0; b < BLOCKS; b++) { /* white noise in any order is white */
            x[b] = pole * x[b] + drive * g[i * BLOCKS + b];
            column[i][b] = x[b];
        }
        decay[i] = power;
        power *= pole;
    }
    float last = g[BAC_SIG_T]; /* stationary: N(0, 1) before the first instant */
    for (uint32_t b = 0; b < BLOCKS; b++) {
        for (uint32_t i = 0; i < BLOCK; i++)
            a[b * BLOCK + i] = column[i][b] + decay[i] * last;
        last = a[b * BLOCK + BLOCK - 1];
    }
}

void bac_sig_message_draw(const bac_sig_message *m, const bac_sig_source *source,
                          bac_signal_work *work) {
    memset(work->im, 0, sizeof work->im);
    if (m->rank == 0) {
        float *g = work->message_g;
        uint32_t n = BAC_SIG_T / 2 + 2;
        bac_sig_gauss(source, BAC_SIG_STREAM_MESSAGE, n, work->words, g, g + n);
        one_pole(m->pole, m->drive, g, work->re);
        return;
    }
    memset(work->re, 0, sizeof work->re);
    bac_sig_gauss(source, BAC_SIG_STREAM_MESSAGE, BAC_SIG_MAX_RANK, work->words, work->gauss_a,
                  work->gauss_b);
    float *a = work->gauss_a, *b = work->gauss_b; /* power 1 together */
    for (uint32_t r = 0; m->spec.one_sided && r < m->rank; r++) {
        a[r] *= 0.707106781f;
        b[r] *= 0.707106781f;
    }
    for (uint32_t r = 0; r < m->rank; r += GROUP) {
        size_t row = (size_t)r * BAC_SIG_T;
        if (m->spec.one_sided)
            add_complex(a + r, b + r, m->re + row, m->im + row, work->re, work->im);
        else
            add_real(a + r, m->re + row, work->re);
    }
}

BAC_CLONES
static void envelope(float carrier, float depth, float *restrict re, float *restrict im) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        re[t] = carrier + depth * re[t];
        im[t] *= depth;
    }
}

BAC_CLONES
static void times_cosine(const float *restrict cosine, float *restrict re, float *restrict im) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        re[t] *= 1.41421356f * cosine[t];
        im[t] *= 1.41421356f * cosine[t];
    }
}

void bac_sig_am(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                const bac_sig_draw *draw, bac_signal_work *work) {
    bac_sig_message_draw(t->message, source, work);
    envelope((float)c->carrier, (float)c->depth, work->re, work->im);
    if (c->carrier_hz == 0)
        return;
    bac_sig_oscillator(draw->phase2, (uint32_t)(c->carrier_hz * 0x1p32), BAC_SIG_T, work->phase);
    bac_sig_phasor(work->phase, BAC_SIG_T, work->osc_re, work->osc_im);
    times_cosine(work->osc_re, work->re, work->im);
}
