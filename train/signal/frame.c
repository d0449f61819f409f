/* frame.c - one frame: draws, clean signal, carrier, noise, scale. */
#include "../clones.h"
#include "exact.h"
#include "noise.h"
#include "work.h"

#include <math.h>

BAC_CLONES
void bac_sig_turn_by(const float *restrict osc_re, const float *restrict osc_im, float *restrict re,
                     float *restrict im) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        float x = re[t], y = im[t];
        re[t] = x * osc_re[t] - y * osc_im[t];
        im[t] = x * osc_im[t] + y * osc_re[t];
    }
}

static double total(const float lane[BAC_LANES]) {
    double sum = 0;
    for (uint32_t l = 0; l < BAC_LANES; l++)
        sum += lane[l];
    return sum;
}

BAC_CLONES
static void lanes_sum(const float *restrict x, float *restrict lane) {
    for (uint32_t l = 0; l < BAC_LANES; l++)
        lane[l] = 0;
    for (uint32_t t = 0; t < BAC_SIG_T; t += BAC_LANES)
        for (uint32_t l = 0; l < BAC_LANES; l++)
            lane[l] += x[t + l];
}

BAC_CLONES
static void lanes_power(const float *restrict re, const float *restrict im, float mean_re,
                        float mean_im, float *restrict lane) {
    for (uint32_t l = 0; l < BAC_LANES; l++)
        lane[l] = 0;
    for (uint32_t t = 0; t < BAC_SIG_T; t += BAC_LANES)
        for (uint32_t l = 0; l < BAC_LANES; l++) {
            float x = re[t + l] - mean_re, y = im[t + l] - mean_im;
            lane[l] += x * x + y * y;
        }
}

static float mean(const float *x) {
    float lane[BAC_LANES];
    lanes_sum(x, lane);
    return (float)(total(lane) / BAC_SIG_T);
}

/* mean |z - m|^2 */
static double power_about(const float *re, const float *im, float mean_re, float mean_im) {
    float lane[BAC_LANES];
    lanes_power(re, im, mean_re, mean_im, lane);
    return total(lane) / BAC_SIG_T;
}

/* re = re * a + noise * b */
BAC_CLONES
static void add_noise(float a, float b, const float *restrict noise_re,
                      const float *restrict noise_im, float *restrict re, float *restrict im) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        re[t] = re[t] * a + noise_re[t] * b;
        im[t] = im[t] * a + noise_im[t] * b;
    }
}

BAC_CLONES
static void interleave(float scale, const float *restrict re, const float *restrict im,
                       float *restrict iq) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        iq[2 * t] = re[t] * scale;
        iq[2 * t + 1] = im[t] * scale;
    }
}

/* A message that happens to be silent for a whole frame must not divide by 0. */
static const double silence = 1e-20;

/* Adds noise (work->gauss_*, of power 2) and scales; iq: [T][2]. ratio: S. */
static void finish(const bac_sig_class *c, double ratio, bac_signal_work *work, float *iq) {
    double signal = 1, scale;
    if (c->norm != BAC_SIG_FIXED)
        signal = power_about(work->re, work->im, 0, 0);
    add_noise((float)(1 / sqrt(signal > silence ? signal : silence)), (float)sqrt(0.5 / ratio),
              work->gauss_a, work->gauss_b, work->re, work->im);
    if (c->norm == BAC_SIG_FIXED) {
        scale = 1 + 1 / ratio;
    } else {
        bool centre = c->norm == BAC_SIG_BY_DEVIATION;
        scale = power_about(work->re, work->im, centre ? mean(work->re) : 0,
                            centre ? mean(work->im) : 0);
        scale = scale > silence ? scale : silence;
    }
    double gain = c->gain * sqrt((c->power * ratio + 1) / (ratio + 1));
    interleave((float)(gain / sqrt(scale)), work->re, work->im, iq);
}

/* Word w of block b lies at [w * n + b]. */
enum { DRAW_BLOCKS = 2 };

bac_sig_draw bac_sig_draw_of(const bac_signal *signal, const bac_sig_class *c,
                             const bac_sig_source *source) {
    uint32_t w[4 * DRAW_BLOCKS], gauss_words[4];
    float a[2], b[2];
    bac_sig_words(source, BAC_SIG_STREAM_DRAWS, DRAW_BLOCKS, w);
    bac_sig_gauss(source, BAC_SIG_STREAM_OFFSET, 2, gauss_words, a, b);
    uint32_t steps = c->pulse.samples * BAC_SIG_FINE; /* of timing in a symbol; 0: no pulse */
    double offset = signal->profile->offset_rms * (double)a[0];
    return (bac_sig_draw){.phase = w[0],
                          .step = (uint32_t)(int32_t)(offset * 0x1p32),
                          .late = (uint32_t)(((uint64_t)w[1] * steps) >> 32),
                          .variant = (uint32_t)(((uint64_t)w[2] * c->pulse.variants) >> 32),
                          .phase2 = w[3]};
}

void bac_signal_frame(const bac_signal *signal, bac_signal_work *work, uint32_t class_index,
                      double snr_db, uint64_t index, float *iq) {
    static bac_sig_make_fn *const make[] = {[BAC_SIG_LINEAR] = bac_sig_linear,
                                            [BAC_SIG_RAILS] = bac_sig_rails,
                                            [BAC_SIG_AM] = bac_sig_am,
                                            [BAC_SIG_GMSK] = bac_sig_gmsk,
                                            [BAC_SIG_FM] = bac_sig_fm};
    const bac_sig_class *c = &signal->profile->classes[class_index];
    const bac_sig_table *t = &signal->table[class_index];
    bac_sig_source source =
        bac_sig_source_of(signal->profile->id, signal->seed, class_index, snr_db, index);
    bac_sig_draw draw = bac_sig_draw_of(signal, c, &source);
    make[c->kind](c, t, &source, &draw, work);
    if (c->kind != BAC_SIG_GMSK && c->kind != BAC_SIG_FM) {
        bac_sig_oscillator(draw.phase, draw.step, BAC_SIG_T, work->phase);
        bac_sig_phasor(work->phase, BAC_SIG_T, work->osc_re, work->osc_im);
        bac_sig_turn_by(work->osc_re, work->osc_im, work->re, work->im);
    }
    bac_sig_gauss(&source, BAC_SIG_STREAM_NOISE, BAC_SIG_T, work->words, work->gauss_a,
                  work->gauss_b);
    double ratio = bac_sig_exp(snr_db * 0.23025850929940456840); /* ln 10 / 10 */
    finish(c, ratio, work, iq);
}
