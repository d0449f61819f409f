/* fold_conv_inside.h - the geometry of bac_fold_conv's ring, for its cycle model and its times; and
 * rtl/folded/bac_fold_reorder.v behind its lanes.
 *
 * A row is L*STRIDE positions, left padding counted; a group of L output positions starts in each
 * row and reads on into the rows behind it. */
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

/* Rows of a frame; those of nothing but left padding; those that its last group frees. */
static inline uint32_t bac_fold_conv_frame_rows(const bac_fold_conv_params *p) {
    return bac_ceil_div(p->PAD_LEFT + p->T, bac_fold_conv_row(p));
}
static inline uint32_t bac_fold_conv_skip(const bac_fold_conv_params *p) {
    return p->PAD_LEFT / bac_fold_conv_row(p);
}
static inline uint32_t bac_fold_conv_left(const bac_fold_conv_params *p) {
    return bac_fold_conv_frame_rows(p) - bac_fold_conv_groups(p) + 1;
}

/* Positions of the frame that its groups 0 .. group read, those behind its end counted. */
static inline int64_t bac_fold_conv_need(const bac_fold_conv_params *p, uint32_t group) {
    return (int64_t)group * bac_fold_conv_row(p) + (int64_t)(p->L - 1) * p->STRIDE + p->K -
           p->PAD_LEFT;
}

/* Clocks that the beats of a group take to leave; they throttle the lanes where L > 1. */
static inline uint32_t bac_fold_conv_out(const bac_fold_conv_params *p) {
    return p->L > 1 ? p->L * p->C_OUT / p->LANES_OUT : 0;
}

/* No stage of its own. Its params are those of the bac_fold_conv: C is C_OUT, W is OW, LANES is
 * LANES_OUT. */
extern const bac_part bac_fold_reorder_part;

#endif
