/* folded.h - parameters of the modules of rtl/folded/, which have a few multipliers and memories.
 * Upper-case members have the names of the modules' parameters, which the modules' headers define;
 * lower-case members are printed into them. Also closed forms and recurrences of bac_fold_conv and
 * bac_fold_fc, which have schedules of their own. */
#ifndef BAC_STAGES_FOLDED_H
#define BAC_STAGES_FOLDED_H

#include "fold_requant_form.h"
#include "kind.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- bac_fold_conv: a max pool too (MODE 1) */

/* A word of the ROM: tap k of input channel i; `last`: the last word of its output channel. */
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

/* Computes the ROM's words and N_WORDS. False: out of memory. */
bool bac_fold_conv_words(const bac_net *net, const bac_layer *conv, bac_fold_conv_params *p);

static inline uint32_t bac_fold_conv_t_out(const bac_fold_conv_params *p) {
    return (p->T + p->PAD_LEFT + p->PAD_RIGHT - p->K) / p->STRIDE + 1;
}

/* Rows of the ring: the smallest number that works (min), and the number with which the slower of
 * lanes and input never waits (full; it holds if a row has no more beats than its group takes
 * clocks, or if the input is slower). */
uint32_t bac_fold_conv_rows_min(const bac_fold_conv_params *p);
uint32_t bac_fold_conv_rows_full(const bac_fold_conv_params *p);
/* Clocks per frame, back to back, input and output always ready, ROWS >= rows_full. */
uint64_t bac_fold_conv_clocks(const bac_fold_conv_params *p);
/* Clocks from the last beat that a group waits for to the frame's last beat out, lanes idle. */
uint64_t bac_fold_conv_latency(const bac_fold_conv_params *p);
/* Times every beat of `frames` frames, output always ready. in: the clock from which each beat is
 * offered, replaced by the clock of its transfer; out: the clock of each output beat. False: out of
 * memory. */
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

/* The factors of a two-input adder: the weights of the layer's inputs, the second of which is input
 * `part`. If the first is the sum of earlier inputs, its factor is 1. NULL: out of memory. */
int32_t *bac_fold_add_factors(const bac_layer *add, uint32_t part);
/* Bits that hold n values in two's complement, at least 1. */
uint32_t bac_fold_factor_bits(const int32_t *value, size_t n);

typedef struct bac_fold_concat_params {
    uint32_t W, C_A, C_B, LANES;
} bac_fold_concat_params;

typedef struct bac_fold_globalmax_params {
    uint32_t C, T, W, IS_SIGNED, LANES;
} bac_fold_globalmax_params;

/* A group is N positions; a frame has GROUPS groups. */
typedef struct bac_fold_sum_params {
    uint32_t C, N, GROUPS, W, IS_SIGNED, OW, LANES;
} bac_fold_sum_params;

/* ---- bac_fold_fc */

/* The lane of each output. Outputs with the most weights are placed first, each in the lane with
 * the fewest words so far. */
typedef struct bac_fold_lanes {
    uint32_t *lane, *slot; /* [outputs]: the lane, and the output's place in its lane */
    uint32_t *words;       /* [outputs]: non-zero weights, at least 1 */
    uint32_t longest;      /* words of the longest lane */
    uint32_t slots;        /* largest number of outputs of a lane */
} bac_fold_lanes;

/* elements: outputs per beat; lanes is a multiple of it. Errors: memory. */
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
/* Clocks of two frames without a pause between them, input and output always ready. The number is
 * odd where one frame takes one clock more than the next. */
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
