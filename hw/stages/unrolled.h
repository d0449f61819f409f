/* unrolled.h - parameters of the modules of rtl/unrolled/ (and bac_flatten), which process all
 * channels of a position at once. Upper-case members have the names of the modules' parameters,
 * which the modules' headers define; lower-case members are derived from these or printed into
 * them. */
#ifndef BAC_STAGES_UNROLLED_H
#define BAC_STAGES_UNROLLED_H

#include "credit.h"
#include "kind.h"
#include "store.h"

/* P samples enter in one push; a beat has P_OUT windows. Push number b*period + head of a frame
 * completes its beat b, and push number `final` its last beat; `flush` pushes follow a frame's last
 * sample. */
typedef struct bac_window_params {
    uint32_t C, W, T, P, P_OUT, K, STRIDE, PAD_LEFT, PAD_RIGHT, OVERLAP;
    bac_sized FILL;
    uint32_t head, period, flush, final;
    uint8_t *used; /* [K][C] 1: a weight reads this tap, and it is not always 0; owned */
    bac_credits credits;
} bac_window_params;

/* Derives head, period, flush and final from the rest, in a frame of T_out windows. */
void bac_window_derive(bac_window_params *p, uint32_t T_out);
/* [K][C] 1: the layer reads this tap (a pool reads all taps). The caller frees it. NULL: out of
 * memory. */
uint8_t *bac_used_taps(const bac_net *net, const bac_layer *layer);

typedef struct bac_dot_params {
    uint32_t N_IN, IW, N_OUT, OW, OUT_SIGNED, LEVELS;
    bac_mcm graph;      /* owned, or lent by a store */
    uint32_t *out_bits; /* [N_OUT] width of each output; owned */
} bac_dot_params;

/* Computes graph and out_bits of a convolution or an add; the other members must be set. Borrows
 * the graph if the store (may be NULL) has it. False: out of memory, and the params own nothing. */
bool bac_dot_lower(const bac_net *net, const bac_layer *layer, bac_adder_store *store,
                   bac_dot_params *p);

typedef struct bac_requant_params {
    uint32_t C, IW, IS_SIGNED, OW;
    int32_t LO, HI;
    uint32_t EVEN, LATENCY, VW, N_THRESHOLDS;
    const bac_layer *requant;  /* borrowed; element e of a beat has the form of channel e % its C */
    bac_mcm graph;             /* x*M + ADD of each element; owned, or lent */
    uint32_t *v_bits, *x_bits; /* [C] widths of x*M + ADD and of x; owned, one block */
} bac_requant_params;

/* As bac_dot_lower for a requantiser: computes VW, N_THRESHOLDS and the members below them. */
bool bac_requant_lower_stage(const bac_net *net, const bac_layer *requant, bac_adder_store *store,
                             bac_requant_params *p);

typedef struct bac_max_params {
    uint32_t C, K, P, STRIDE, W, IS_SIGNED;
} bac_max_params;

typedef struct bac_globalmax_params {
    uint32_t C, P, W, IS_SIGNED;
} bac_globalmax_params;

/* A group is N beats; a frame has GROUPS groups. */
typedef struct bac_sum_params {
    uint32_t C, P, N, GROUPS, W, IS_SIGNED, OW;
} bac_sum_params;

typedef struct bac_flatten_params {
    uint32_t C, W, T;
} bac_flatten_params;

/* T beats per frame with C inputs each, P inputs per clock: STEPS = ceil(C / P) clocks per beat. */
typedef struct bac_fc_params {
    uint32_t C, T, P, IW, IS_SIGNED, N_OUT, WB, OW;
    bac_file_name ROM_FILE;
    const bac_layer *fc; /* borrowed */
} bac_fc_params;

/* bac_argmax takes N logits per beat, bac_fold_argmax one per beat. */
typedef struct bac_argmax_params {
    uint32_t N, W, IS_SIGNED, LANE, CLASS_LANE;
} bac_argmax_params;

#define BAC_ARGMAX_FIELDS                                                                          \
    BAC_NUMBER(bac_argmax_params, N), BAC_NUMBER(bac_argmax_params, W),                            \
        BAC_NUMBER(bac_argmax_params, IS_SIGNED), BAC_NUMBER(bac_argmax_params, LANE),             \
        BAC_NUMBER(bac_argmax_params, CLASS_LANE)

uint32_t bac_argmax_logit_bits(const void *params);

extern const bac_kind bac_kind_window, bac_kind_dot, bac_kind_requant, bac_kind_max,
    bac_kind_globalmax, bac_kind_sum, bac_kind_flatten, bac_kind_fc, bac_kind_argmax,
    bac_kind_fold_argmax;

#endif
