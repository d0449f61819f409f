/* angle.c - GMSK and FM: a phase in 2^-32 turns, then one phasor. */
#include "clones.h"
#include "noise.h"
#include "work.h"

#include <math.h>

/* h/2 turns a symbol of +-1. The symbols that lie wholly in the past add up in integers (`past`,
 * +1 and -1 counted), those under the pulse by their share, in 2^-28 turns. */
BAC_SIG_CLONES
static void gmsk_phase(const float *restrict symbol, const float *restrict row, uint32_t taps,
                       float half_index, uint32_t step, uint32_t blocks, uint32_t *restrict phase) {
    uint32_t past = 0;
    for (uint32_t k = 0; k < blocks; k++) {
        float sum[8] = {0};
        for (uint32_t j = 0; j < taps; j++)
            for (uint32_t i = 0; i < 8; i++)
                sum[i] += symbol[k + taps - 1 - j] * row[8 * j + i];
        for (uint32_t i = 0; i < 8; i++)
            phase[8 * k + i] =
                past * step + ((uint32_t)(int32_t)(sum[i] * half_index * 0x1p28f) << 4);
        past += symbol[k] > 0 ? 1u : ~0u; /* the oldest symbol under the pulse leaves it */
    }
}

BAC_SIG_CLONES
static void add_oscillator(uint32_t first, uint32_t step, uint32_t *restrict phase) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++)
        phase[t] += first + t * step;
}

void bac_sig_gmsk(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                  const bac_sig_draw *draw, bac_signal_work *work) {
    const bac_sig_pulse *p = &t->pulse;
    uint32_t skip, *phase = work->long_phase;
    bac_sig_words(source, BAC_SIG_STREAM_SYMBOLS, BAC_SIG_MAX_SYMBOLS / 4, work->words);
    for (uint32_t k = 0; k < BAC_SIG_MAX_SYMBOLS; k++)
        work->symbol_re[k] = work->words[k] >> 31 ? -1 : 1;
    const float *row = bac_sig_row(p, 0, draw->late, &skip);
    gmsk_phase(work->symbol_re, row, p->taps, (float)(c->index / 2),
               (uint32_t)(c->index / 2 * 0x1p32), (BAC_SIG_T + BAC_SIG_EXTRA) / 8 - 4, phase);
    add_oscillator(draw->phase, draw->step, phase + skip);
    bac_sig_phasor(phase + skip, BAC_SIG_T, work->re, work->im);
}

void bac_sig_fm(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                const bac_sig_draw *draw, bac_signal_work *work) {
    bac_sig_message_draw(&t->message, source, work);
    float scale = (float)(c->depth * 0x1p32); /* |depth * message| < 1/2: profiles are checked */
    uint32_t phase = draw->phase, step = draw->step + (uint32_t)(c->carrier_hz * 0x1p32);
    for (uint32_t i = 0; i < BAC_SIG_T; i++) {
        phase += step + (uint32_t)(int32_t)(work->re[i] * scale);
        work->phase[i] = phase;
    }
    bac_sig_phasor(work->phase, BAC_SIG_T, work->re, work->im);
}
