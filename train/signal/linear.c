/* linear.c - pulse trains: symbols times a pulse, at any timing. */
#include "../clones.h"
#include "work.h"

#include <string.h>

const float *bac_sig_row(const bac_sig_pulse *p, uint32_t variant, uint32_t late, uint32_t *skip) {
    *skip = BAC_SIG_LEAD - late / BAC_SIG_FINE;
    return p->row + ((size_t)variant * BAC_SIG_FINE + late % BAC_SIG_FINE) * p->taps * p->samples;
}

/* Eight samples of a pulse; GCC makes of it what the instruction set has. */
typedef float eight __attribute__((vector_size(32)));

BAC_CLONES
static void train(const float *restrict symbol, const float *restrict row, uint32_t taps,
                  uint32_t samples, float *restrict out) {
    for (uint32_t k = 0; k < (BAC_SIG_T + BAC_SIG_LEAD) / samples; k++)
        for (uint32_t i = 0; i < samples; i += 8) {
            eight sum = {0}, part;
            for (uint32_t j = 0; j < taps; j++) {
                memcpy(&part, row + samples * j + i, sizeof part);
                sum += symbol[k + taps - 1 - j] * part;
            }
            memcpy(out + samples * k + i, &sum, sizeof sum);
        }
}

/* The loop above for two signals under one pulse. */
BAC_CLONES
static void train_pair(const float *restrict symbol_re, const float *restrict symbol_im,
                       const float *restrict row, uint32_t taps, uint32_t samples,
                       float *restrict re, float *restrict im) {
    for (uint32_t k = 0; k < (BAC_SIG_T + BAC_SIG_LEAD) / samples; k++)
        for (uint32_t i = 0; i < samples; i += 8) {
            eight sum_re = {0}, sum_im = {0}, part;
            for (uint32_t j = 0; j < taps; j++) {
                memcpy(&part, row + samples * j + i, sizeof part);
                sum_re += symbol_re[k + taps - 1 - j] * part;
                sum_im += symbol_im[k + taps - 1 - j] * part;
            }
            memcpy(re + samples * k + i, &sum_re, sizeof sum_re);
            memcpy(im + samples * k + i, &sum_im, sizeof sum_im);
        }
}

void bac_sig_train(const bac_sig_pulse *p, const float *symbol, const float *row, float *out) {
    train(symbol, row, p->taps, p->samples, out);
}

static void draw_symbols(const bac_sig_table *t, const bac_sig_source *source,
                         bac_signal_work *work) {
    uint32_t n = BAC_SIG_MAX_SYMBOLS;
    bac_sig_words(source, BAC_SIG_STREAM_SYMBOLS, n / 4, work->words);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t point = work->words[k] >> (32 - t->point_bits);
        work->symbol_re[k] = t->point[2 * point];
        work->symbol_im[k] = t->point[2 * point + 1];
    }
}

void bac_sig_linear(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                    const bac_sig_draw *draw, bac_signal_work *work) {
    (void)c;
    uint32_t skip;
    const bac_sig_pulse *p = t->pulse;
    const float *row = bac_sig_row(p, draw->variant, draw->late, &skip);
    draw_symbols(t, source, work);
    train_pair(work->symbol_re, work->symbol_im, row, p->taps, p->samples, work->long_re,
               work->long_im);
    memcpy(work->re, work->long_re + skip, sizeof work->re);
    memcpy(work->im, work->long_im + skip, sizeof work->im);
}

/* Symbols of +-sqrt(1/2) on each rail: power 1 together. */
static void draw_rail(const bac_sig_source *source, bac_sig_stream stream, uint32_t *words,
                      float *symbol) {
    bac_sig_words(source, stream, BAC_SIG_MAX_SYMBOLS / 4, words);
    for (uint32_t k = 0; k < BAC_SIG_MAX_SYMBOLS; k++)
        symbol[k] = words[k] >> 31 ? -0.707106781f : 0.707106781f;
}

void bac_sig_rails(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                   const bac_sig_draw *draw, bac_signal_work *work) {
    const bac_sig_pulse *p = t->pulse;
    uint32_t skip, delay = (uint32_t)(c->rail_delay * BAC_SIG_FINE + 0.5);
    draw_rail(source, BAC_SIG_STREAM_SYMBOLS, work->words, work->symbol_re);
    draw_rail(source, BAC_SIG_STREAM_RAIL, work->words, work->symbol_im);
    const float *row = bac_sig_row(p, draw->variant, draw->late, &skip);
    bac_sig_train(p, work->symbol_re, row, work->long_re);
    memcpy(work->re, work->long_re + skip, sizeof work->re);
    row = bac_sig_row(p, draw->variant, draw->late + delay, &skip);
    bac_sig_train(p, work->symbol_im, row, work->long_im);
    memcpy(work->im, work->long_im + skip, sizeof work->im);
}
