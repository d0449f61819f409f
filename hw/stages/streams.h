/* streams.h - parameters of the modules that more than one style has: those that move beats,
 * rtl/stream/ (and bac_cast, bac_digits), and bac_factor.
 * Members have the names of the modules' parameters, which the modules' headers define. */
#ifndef BAC_STAGES_STREAMS_H
#define BAC_STAGES_STREAMS_H

#include "credit.h"
#include "kind.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_ingress_params {
    uint32_t C, IW, LANE; /* elements per beat, bits of an element, its bits on s_axis */
    uint32_t T;           /* beats per frame */
} bac_ingress_params;

typedef struct bac_fifo_params {
    uint32_t W, DEPTH, OPEN;
} bac_fifo_params;

/* True for a FIFO that is always ready (bac_credit counts its room). */
static inline bool bac_stage_is_open(const bac_stage *s) {
    return bac_stage_is_fifo(s) && ((const bac_fifo_params *)s->params)->OPEN;
}

typedef struct bac_skid_params {
    uint32_t W;
} bac_skid_params;

typedef struct bac_gate_params {
    bac_credits credits;
} bac_gate_params;

typedef struct bac_fork_params {
    uint32_t N;
} bac_fork_params;

/* P positions per beat, each of W and W_SKIP bits. */
typedef struct bac_join_params {
    uint32_t P, W, W_SKIP;
} bac_join_params;

/* C elements of IW bits, converted to OW bits. */
typedef struct bac_cast_params {
    uint32_t C, IW, IS_SIGNED, OW;
} bac_cast_params;

/* Converts C numbers of B bits to DIGITS words of C digits of D bits. JOIN: the reverse. OFFSET:
 * half the range is added to signed numbers, which makes their digits unsigned. */
typedef struct bac_digits_params {
    uint32_t C, B, D, DIGITS, JOIN, OFFSET;
} bac_digits_params;

/* LANES_IN divides LANES_OUT or the reverse; PICK: a narrow beat is selected, not shifted out;
 * OPEN: always ready, because its pipeline's entry keeps wide beats apart. */
typedef struct bac_resize_params {
    uint32_t W, LANES_IN, LANES_OUT, PICK, OPEN;
} bac_resize_params;

/* P positions of C elements per beat, or BEATS beats of C elements per position. A step is P
 * positions. The frame's steps form RUNS runs of steps with equal factors: run r starts at step
 * first[r], and its steps have the factors factor[r]. */
typedef struct bac_factor_params {
    uint32_t C, P, BEATS, W, IS_SIGNED, OW, FB, RUNS;
    uint32_t *first;  /* [RUNS] owned */
    uint32_t *factor; /* [RUNS][P] owned */
} bac_factor_params;

/* Computes FB and the runs from factor [T], T a multiple of P. False: out of memory, and the params
 * own nothing. */
bool bac_factor_runs(const uint32_t *factor, uint32_t T, bac_factor_params *p);

extern const bac_part bac_resize_part;
extern const bac_kind bac_kind_ingress, bac_kind_fifo, bac_kind_fork, bac_kind_gate, bac_kind_skid,
    bac_kind_join, bac_kind_cast, bac_kind_digits, bac_kind_resize, bac_kind_factor;

#ifdef __cplusplus
}
#endif
#endif
