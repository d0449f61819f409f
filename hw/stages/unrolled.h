/* unrolled.h - parameters of the modules in which all channels of a position are worked on at
 * once: rtl/unrolled/ (and bac_flatten). Names are those of the modules, whose headers say what
 * they mean; lower-case members are what follows from them or what they are printed from. */
#ifndef BAC_STAGES_UNROLLED_H
#define BAC_STAGES_UNROLLED_H

#include "kind.h"
#include "store.h"

/* P samples a push, P_OUT windows a beat. Beat b is complete with push b*period + head of its
 * frame, its last with push `final`; `flush` pushes follow a frame's last sample. */
typedef struct bac_window_params {
    uint32_t C, W, T, P, P_OUT, K, STRIDE, PAD_LEFT, PAD_RIGHT, OVERLAP;
    bac_sized FILL;
    uint32_t head, period, flush, final;
    uint8_t *used; /* [K][C] 1: something reads this tap, and it is not always 0; owned */
} bac_window_params;

/* Derives head, period, flush and final from the rest, in a frame of T_out windows. */
void bac_window_derive(bac_window_params *p, uint32_t T_out);
/* [K][C] 1: the layer reads this tap (a pool all of them), owned by the caller; NULL: memory. */
uint8_t *bac_used_taps(const bac_net *net, const bac_layer *layer);

typedef struct bac_dot_params {
    uint32_t N_IN, IW, N_OUT, OW, OUT_SIGNED, LEVELS;
    bac_mcm graph;      /* owned, or lent by a store */
    uint32_t *out_bits; /* [N_OUT] of each output; owned */
} bac_dot_params;

/* Builds `graph` and `out_bits` for a convolution or an add; the numbers are set. A store, or NULL,
 * may have the graph. False: out of memory, and nothing is owned. */
bool bac_dot_lower(const bac_net *net, const bac_layer *layer, bac_adder_store *store,
                   bac_dot_params *p);

typedef struct bac_requant_params {
    uint32_t C, IW, IS_SIGNED, OW;
    int32_t LO, HI;
    uint32_t EVEN, LATENCY, VW, N_THRESHOLDS;
    const bac_layer *requant;  /* borrowed; element e of a beat has the form of channel e % its C */
    bac_mcm graph;             /* x*M + ADD of each element; as above */
    uint32_t *v_bits, *x_bits; /* [C] of x*M + ADD, of x; owned, one block */
} bac_requant_params;

/* The same for a requantiser: VW, N_THRESHOLDS and what stands below them, from the rest. */
bool bac_requant_lower_stage(const bac_net *net, const bac_layer *requant, bac_adder_store *store,
                             bac_requant_params *p);

typedef struct bac_max_params {
    uint32_t C, K, P, STRIDE, W, IS_SIGNED;
} bac_max_params;

typedef struct bac_globalmax_params {
    uint32_t C, P, W, IS_SIGNED;
} bac_globalmax_params;

/* N beats a group, GROUPS of them a frame. */
typedef struct bac_sum_params {
    uint32_t C, P, N, GROUPS, W, IS_SIGNED, OW;
} bac_sum_params;

typedef struct bac_flatten_params {
    uint32_t C, W, T;
} bac_flatten_params;

/* T beats a frame of C inputs, P of them a clock: STEPS = ceil(C / P) clocks a beat. */
typedef struct bac_fc_params {
    uint32_t C, T, P, IW, IS_SIGNED, N_OUT, WB, OW;
    bac_file_name ROM_FILE;
    const bac_layer *fc; /* borrowed */
} bac_fc_params;

/* bac_argmax takes N logits at once, bac_fold_argmax one a beat. */
typedef struct bac_argmax_params {
    uint32_t N, W, IS_SIGNED, LANE, CLASS_LANE;
} bac_argmax_params;

#define BAC_ARGMAX_FIELDS                                                                          \
    BAC_NUMBER(bac_argmax_params, N), BAC_NUMBER(bac_argmax_params, W),                            \
        BAC_NUMBER(bac_argmax_params, IS_SIGNED), BAC_NUMBER(bac_argmax_params, LANE),             \
        BAC_NUMBER(bac_argmax_params, CLASS_LANE)

extern const bac_kind bac_kind_window, bac_kind_dot, bac_kind_requant, bac_kind_max,
    bac_kind_globalmax, bac_kind_sum, bac_kind_flatten, bac_kind_fc, bac_kind_argmax,
    bac_kind_fold_argmax;

#endif
