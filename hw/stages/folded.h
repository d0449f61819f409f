/* folded.h - parameters of the modules with a few multipliers and memories: rtl/folded/. Names are
 * those of the modules, whose headers say what they mean; lower-case members are what they are
 * printed from. Closed forms and recurrences of the two that have a schedule of their own. */
#ifndef BAC_STAGES_FOLDED_H
#define BAC_STAGES_FOLDED_H

#include "fold_requant_form.h"
#include "kind.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- bac_fold_conv: a max pool too (MODE 1) */

/* A word of the ROM: tap k of input channel i; `last` of its output channel's. */
typedef struct bac_fold_word {
    uint32_t k, i;
    int32_t weight;
    bool last;
} bac_fold_word;

typedef struct bac_fold_conv_params {
    uint32_t MODE, C_IN, C_OUT, T, K, STRIDE, PAD_LEFT, PAD_RIGHT, L, LANES_IN, LANES_OUT, W,
        IS_SIGNED, WB, OW, ROWS, N_WORDS, HAS_BIAS;
    bac_file_name ROM_FILE, BIAS_FILE;
    bac_fold_word *word;    /* [N_WORDS], owned: the non-zero weights, channel by channel */
    const bac_layer *layer; /* borrowed: its biases */
} bac_fold_conv_params;

/* The ROM's words, and N_WORDS. False: out of memory. */
bool bac_fold_conv_words(const bac_net *net, const bac_layer *conv, bac_fold_conv_params *p);

static inline uint32_t bac_fold_conv_t_out(const bac_fold_conv_params *p) {
    return (p->T + p->PAD_LEFT + p->PAD_RIGHT - p->K) / p->STRIDE + 1;
}

/* Rows of the ring: the fewest with which it works; and the number with which the slower of lanes
 * and input never waits, where a row has no more beats than its group takes clocks, or the input
 * is the slower. */
uint32_t bac_fold_conv_rows_min(const bac_fold_conv_params *p);
uint32_t bac_fold_conv_rows_full(const bac_fold_conv_params *p);
/* Clocks a frame, back to back, input and output always ready, ROWS >= rows_full. */
uint64_t bac_fold_conv_clocks(const bac_fold_conv_params *p);
/* Clocks from the last beat that a group waits for to the frame's last beat out, lanes idle. */
uint64_t bac_fold_conv_latency(const bac_fold_conv_params *p);
/* Every beat of `frames` frames, output always ready. in: the clock from which each beat is
 * offered, replaced by that of its transfer; out: of each beat out. false: out of memory. */
bool bac_fold_conv_times(const bac_fold_conv_params *p, uint32_t frames, uint64_t *in,
                         uint64_t *out);

/* ---- stages of fixed latency, or one clock */

typedef struct bac_fold_requant_params {
    uint32_t THRESHOLD, C, LANES, IW, IS_SIGNED, OW;
    int32_t LO, HI;
    uint32_t EB, MB, AB, VW, XW, SHIFT, EVEN, BITS;
    bac_file_name ROM_FILE, THRESHOLD_FILE;
    bac_fold_requant_form form; /* owned */
} bac_fold_requant_params;

/* Element e of a beat is multiplied by factor[e % C], that of s_axis_skip by factor[C + e % C]. */
typedef struct bac_fold_add_params {
    uint32_t C, LANES, W_A, SIGNED_A, W_B, SIGNED_B, MB_A, MB_B, OW;
    bac_file_name ROM_FILE;
    int32_t *factor; /* [2][C], owned */
} bac_fold_add_params;

/* What a two-input adder multiplies its inputs with: the weights of the layer's inputs, the second
 * of which is input `part`; for the sum so far of more than two, 1. NULL: out of memory. */
int32_t *bac_fold_add_factors(const bac_layer *add, uint32_t part);
/* Bits that hold n values in two's complement, at least 1. */
uint32_t bac_fold_factor_bits(const int32_t *value, size_t n);

typedef struct bac_fold_concat_params {
    uint32_t W, C_A, C_B, LANES;
} bac_fold_concat_params;

typedef struct bac_fold_globalmax_params {
    uint32_t C, T, W, IS_SIGNED, LANES;
} bac_fold_globalmax_params;

/* N positions a group, GROUPS of them a frame. */
typedef struct bac_fold_sum_params {
    uint32_t C, N, GROUPS, W, IS_SIGNED, OW, LANES;
} bac_fold_sum_params;

/* ---- bac_fold_fc */

/* Which lane makes which output: whole outputs, those with most weights first, each to the lane
 * that is shortest so far. */
typedef struct bac_fold_lanes {
    uint32_t *lane, *slot; /* [outputs]: the lane, and the output's place among that lane's */
    uint32_t *words;       /* [outputs]: weights that are not zero, or 1 */
    uint32_t longest;      /* words of the longest lane */
    uint32_t slots;        /* outputs of the lane that has most */
} bac_fold_lanes;

/* elements: outputs a beat; lanes is a multiple of it. Errors: memory. */
bac_status bac_fold_lanes_balance(const bac_layer *fc, size_t inputs, uint32_t lanes,
                                  uint32_t elements, bac_fold_lanes *balance, bac_error *err);
void bac_fold_lanes_free(bac_fold_lanes *balance);

typedef struct bac_fold_fc_params {
    uint32_t N_IN, N_OUT, L, LANES_IN, LANES_OUT, W, IS_SIGNED, WB, OW, N_WORDS, SLOTS;
    bac_file_name ROM_FILE, TABLE_FILE;
    bac_fold_lanes balance; /* owned */
    uint8_t *done; /* [N_WORDS], owned; 1: some lane ends an output with this word; the last is 1 */
    const bac_layer *fc; /* borrowed */
} bac_fold_fc_params;

/* Fills `done` from `balance`, N_OUT, L and N_WORDS. False: out of memory. */
bool bac_fold_fc_mark(bac_fold_fc_params *p);
/* Clocks of two frames, back to back, input and output always ready: an odd number where a frame
 * takes one clock more than the next. */
uint64_t bac_fold_fc_clocks_of_two(const bac_fold_fc_params *p);
/* Clocks from a frame's last beat in to its last beat out, lanes idle. */
uint64_t bac_fold_fc_latency(const bac_fold_fc_params *p);
/* As bac_fold_conv_times. */
void bac_fold_fc_times(const bac_fold_fc_params *p, uint32_t frames, uint64_t *in, uint64_t *out);

extern const bac_kind bac_kind_fold_conv, bac_kind_fold_requant, bac_kind_fold_add,
    bac_kind_fold_concat, bac_kind_fold_globalmax, bac_kind_fold_sum, bac_kind_fold_fc;

#ifdef __cplusplus
}
#endif
#endif
