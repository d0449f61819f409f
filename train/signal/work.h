/* work.h - the steps that make one frame. Intermediate signals are planar: re[T], im[T]. */
#ifndef BAC_SIGNAL_WORK_H
#define BAC_SIGNAL_WORK_H

#include "philox.h"
#include "tables.h"

enum {
    BAC_SIG_MAX_TAPS = 32,     /* symbols under a pulse */
    BAC_SIG_MAX_SYMBOLS = 256, /* symbols that a frame needs: 1024 / 8 + delays + taps */
    BAC_SIG_LEAD = 32          /* samples made before a frame: one symbol and a delay of 15 */
};

struct bac_signal_work {
    uint32_t words[2 * BAC_SIG_T];
    uint32_t phase[BAC_SIG_T], long_phase[BAC_SIG_T + BAC_SIG_LEAD];
    float message_g[BAC_SIG_T + 4];
    float gauss_a[BAC_SIG_T], gauss_b[BAC_SIG_T];
    float symbol_re[BAC_SIG_MAX_SYMBOLS], symbol_im[BAC_SIG_MAX_SYMBOLS];
    float long_re[BAC_SIG_T + BAC_SIG_LEAD], long_im[BAC_SIG_T + BAC_SIG_LEAD];
    float osc_re[BAC_SIG_T], osc_im[BAC_SIG_T];
    float re[BAC_SIG_T], im[BAC_SIG_T];
};

/* Random numbers that are drawn once for a frame. */
typedef struct bac_sig_draw {
    uint32_t phase;   /* of the carrier, 2^-32 turns */
    uint32_t step;    /* carrier offset, 2^-32 turns a sample */
    uint32_t late;    /* timing, in 1/BAC_SIG_FINE samples, below one symbol */
    uint32_t variant; /* of the pulse */
    uint32_t phase2;  /* of the sub-carrier */
} bac_sig_draw;
bac_sig_draw bac_sig_draw_of(const bac_signal *signal, const bac_sig_class *c,
                             const bac_sig_source *source);

/* Each makes the clean signal of one kind in work->re, work->im. The angle modulations (FM, GMSK)
 * include the carrier's phase and offset from `draw`; the others leave them out. */
typedef void bac_sig_make_fn(const bac_sig_class *c, const bac_sig_table *t,
                             const bac_sig_source *source, const bac_sig_draw *draw,
                             bac_signal_work *work);
bac_sig_make_fn bac_sig_linear, bac_sig_rails, bac_sig_am, bac_sig_gmsk, bac_sig_fm;

/* Makes the message of a frame in work->re and work->im; im is 0 unless the message is
 * one-sided. */
void bac_sig_message_draw(const bac_sig_message *m, const bac_sig_source *source,
                          bac_signal_work *work);
/* The row of a pulse for a timing offset `late` (1/BAC_SIG_FINE samples). *skip: number of samples
 * to drop at the start of the pulse train. */
const float *bac_sig_row(const bac_sig_pulse *p, uint32_t variant, uint32_t late, uint32_t *skip);

/* A pulse train of T + LEAD samples: with `samples` per symbol and i = 0 .. samples-1,
 * out[samples*k + i] = sum over j of symbol[k + taps - 1 - j] * row[samples*j + i]. */
void bac_sig_train(const bac_sig_pulse *p, const float *symbol, const float *row, float *out);

/* Multiplies re + j im by osc_re + j osc_im, T samples. */
void bac_sig_turn_by(const float *osc_re, const float *osc_im, float *re, float *im);

#endif
