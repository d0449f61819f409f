/* angle.c - GMSK and FM: a phase in 2^-32 turns, then one phasor. */
#include "../clones.h"
#include "noise.h"
#include "work.h"

/* The phase of GMSK: each symbol of +-1 adds +-h/2 turns. `part` is the sum of the shares of the
 * symbols under the pulse, here in 2^-28 turns; `past` is the sum of the symbols that are
 * completely past. */
BAC_CLONES
static void gmsk_phase(const float *restrict part, const uint32_t *restrict past, float half_index,
                       uint32_t step, uint32_t *restrict phase) {
    for (uint32_t k = 0; k < (BAC_SIG_T + BAC_SIG_LEAD) / 8; k++)
        for (uint32_t i = 0; i < 8; i++)
            phase[8 * k + i] =
                past[k] * step + ((uint32_t)(int32_t)(part[8 * k + i] * half_index * 0x1p28f) << 4);
}

BAC_CLONES
static void add_oscillator(uint32_t first, uint32_t step, uint32_t *restrict phase) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++)
        phase[t] += first + t * step;
}

void bac_sig_gmsk(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                  const bac_sig_draw *draw, bac_signal_work *work) {
    const bac_sig_pulse *p = t->pulse;
    uint32_t skip, past[BAC_SIG_MAX_SYMBOLS], *phase = work->long_phase;
    float *symbol = work->symbol_re;
    bac_sig_words(source, BAC_SIG_STREAM_SYMBOLS, BAC_SIG_MAX_SYMBOLS / 4, work->words);
    for (uint32_t k = 0; k < BAC_SIG_MAX_SYMBOLS; k++)
        symbol[k] = work->words[k] >> 31 ? -1 : 1;
    past[0] = 0;
    for (uint32_t k = 1; k < BAC_SIG_MAX_SYMBOLS; k++)
        past[k] = past[k - 1] + (symbol[k - 1] > 0 ? 1u : ~0u);
    bac_sig_train(p, symbol, bac_sig_row(p, 0, draw->late, &skip), work->long_re);
    gmsk_phase(work->long_re, past, (float)(c->index / 2), (uint32_t)(c->index / 2 * 0x1p32),
               phase);
    add_oscillator(draw->phase, draw->step, phase + skip);
    bac_sig_phasor(phase + skip, BAC_SIG_T, work->re, work->im);
}

void bac_sig_fm(const bac_sig_class *c, const bac_sig_table *t, const bac_sig_source *source,
                const bac_sig_draw *draw, bac_signal_work *work) {
    bac_sig_message_draw(t->message, source, work);
    float scale = (float)(c->depth * 0x1p32); /* |depth * message| < 1/2: profiles are checked */
    uint32_t phase = draw->phase, step = draw->step + (uint32_t)(c->carrier_hz * 0x1p32);
    for (uint32_t i = 0; i < BAC_SIG_T; i++) {
        phase += step + (uint32_t)(int32_t)(work->re[i] * scale);
        work->phase[i] = phase;
    }
    bac_sig_phasor(work->phase, BAC_SIG_T, work->re, work->im);
}
