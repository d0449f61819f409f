/* fold_conv_inside.h - the geometry of bac_fold_conv's ring, for its cycle model and its times; and
 * rtl/folded/bac_fold_reorder.v behind its lanes.
 *
 * A row has L*STRIDE positions, left padding included. A group of L output positions starts in each
 * row and also reads the rows behind it. */
#ifndef BAC_FOLD_CONV_INSIDE_H
#define BAC_FOLD_CONV_INSIDE_H

#include "folded.h"
#include "ints.h"

static inline uint32_t bac_fold_conv_row(const bac_fold_conv_params *p) {
    return p->L * p->STRIDE;
}

static inline uint32_t bac_fold_conv_groups(const bac_fold_conv_params *p) {
    return bac_fold_conv_t_out(p) / p->L;
}

/* Rows of a frame; rows that hold only left padding; rows that a frame's last group frees. */
static inline uint32_t bac_fold_conv_frame_rows(const bac_fold_conv_params *p) {
    return bac_ceil_div(p->PAD_LEFT + p->T, bac_fold_conv_row(p));
}
static inline uint32_t bac_fold_conv_skip(const bac_fold_conv_params *p) {
    return p->PAD_LEFT / bac_fold_conv_row(p);
}
static inline uint32_t bac_fold_conv_left(const bac_fold_conv_params *p) {
    return bac_fold_conv_frame_rows(p) - bac_fold_conv_groups(p) + 1;
}

/* Positions of the frame that its groups 0 .. group read, positions behind its end included. */
static inline int64_t bac_fold_conv_need(const bac_fold_conv_params *p, uint32_t group) {
    return (int64_t)group * bac_fold_conv_row(p) + (int64_t)(p->L - 1) * p->STRIDE + p->K -
           p->PAD_LEFT;
}

/* Clocks in which the beats of a group leave; they limit the rate of the lanes if L > 1. */
static inline uint32_t bac_fold_conv_out(const bac_fold_conv_params *p) {
    return p->L > 1 ? p->L * p->C_OUT / p->LANES_OUT : 0;
}

/* Not a stage of its own. Its params are those of its bac_fold_conv: C is C_OUT, W is OW, LANES is
 * LANES_OUT. */
extern const bac_part bac_fold_reorder_part;

#endif
