/* streams.h - parameters of the modules that move beats: rtl/stream/ (and bac_cast, bac_digits).
 * Names are those of the modules, whose headers say what they mean. */
#ifndef BAC_STAGES_STREAMS_H
#define BAC_STAGES_STREAMS_H

#include "kind.h"

typedef struct bac_ingress_params {
    uint32_t C, IW, LANE; /* elements a beat, their bits, their bits on s_axis */
    uint32_t T;           /* beats a frame */
} bac_ingress_params;

typedef struct bac_fifo_params {
    uint32_t W, DEPTH;
} bac_fifo_params;

typedef struct bac_fork_params {
    uint32_t N;
} bac_fork_params;

/* P positions a beat, each of W and W_SKIP bits. */
typedef struct bac_join_params {
    uint32_t P, W, W_SKIP;
} bac_join_params;

/* C elements of IW bits, brought to OW bits. */
typedef struct bac_cast_params {
    uint32_t C, IW, IS_SIGNED, OW;
} bac_cast_params;

/* C numbers of B bits as DIGITS words of C digits of D bits; JOIN: back to numbers; OFFSET: signed
 * numbers, half their range added. */
typedef struct bac_digits_params {
    uint32_t C, B, D, DIGITS, JOIN, OFFSET;
} bac_digits_params;

/* One of LANES_IN, LANES_OUT divides the other; PICK: a narrow beat is picked, not shifted. */
typedef struct bac_resize_params {
    uint32_t W, LANES_IN, LANES_OUT, PICK;
} bac_resize_params;

extern const bac_part bac_resize_part;
extern const bac_kind bac_kind_ingress, bac_kind_fifo, bac_kind_fork, bac_kind_join, bac_kind_cast,
    bac_kind_digits, bac_kind_resize;

#endif
