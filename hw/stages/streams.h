/* streams.h - parameters of the modules that more than one style has: those that move beats,
 * rtl/stream/ (and bac_cast, bac_digits), and bac_factor.
 * Members have the names of the modules' parameters, which the modules' headers define. */
#ifndef BAC_STAGES_STREAMS_H
#define BAC_STAGES_STREAMS_H

#include "kind.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_ingress_params {
    uint32_t C, IW, LANE; /* elements per beat, bits of an element, its bits on s_axis */
    uint32_t T;           /* beats per frame */
} bac_ingress_params;

typedef struct bac_fifo_params {
    uint32_t W, DEPTH;
} bac_fifo_params;

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

/* C numbers of B bits as DIGITS words of C digits of D bits; JOIN: the reverse; OFFSET: signed
 * numbers plus half their range. */
typedef struct bac_digits_params {
    uint32_t C, B, D, DIGITS, JOIN, OFFSET;
} bac_digits_params;

/* LANES_IN divides LANES_OUT or the reverse; PICK: a narrow beat is selected, not shifted out. */
typedef struct bac_resize_params {
    uint32_t W, LANES_IN, LANES_OUT, PICK;
} bac_resize_params;

/* P positions of C elements a beat, or BEATS beats of C elements a position. The factors of a step
 * of P positions are the same from one run's first step to the next run's. */
typedef struct bac_factor_params {
    uint32_t C, P, BEATS, W, IS_SIGNED, OW, FB, RUNS;
    uint32_t *first;  /* [RUNS] owned */
    uint32_t *factor; /* [RUNS][P] owned */
} bac_factor_params;

/* Finds FB and the runs of `factor`, of each of T positions, whole steps of P. False: out of
 * memory, and nothing is owned. */
bool bac_factor_runs(const uint32_t *factor, uint32_t T, bac_factor_params *p);

extern const bac_part bac_resize_part;
extern const bac_kind bac_kind_ingress, bac_kind_fifo, bac_kind_fork, bac_kind_join, bac_kind_cast,
    bac_kind_digits, bac_kind_resize, bac_kind_factor;

#ifdef __cplusplus
}
#endif
#endif
