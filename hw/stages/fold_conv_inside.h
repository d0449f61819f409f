/* fold_conv_inside.h - geometry of the ring memory of bac_fold_conv, for its cycle model and its
 * times; and rtl/folded/bac_fold_reorder.v, which follows its lanes.
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

/* Number of rows of a frame; of rows that hold only left padding; of rows that a frame's last group
 * frees. */
static inline uint32_t bac_fold_conv_frame_rows(const bac_fold_conv_params *p) {
    return bac_ceil_div(p->PAD_LEFT + p->T, bac_fold_conv_row(p));
}
static inline uint32_t bac_fold_conv_skip(const bac_fold_conv_params *p) {
    return p->PAD_LEFT / bac_fold_conv_row(p);
}
static inline uint32_t bac_fold_conv_left(const bac_fold_conv_params *p) {
    return bac_fold_conv_frame_rows(p) - bac_fold_conv_groups(p) + 1;
}

/* Number of positions that must have arrived before group `group` of a frame can start. It may
 * reach beyond the frame's end. */
static inline int64_t bac_fold_conv_need(const bac_fold_conv_params *p, uint32_t group) {
    return (int64_t)group * bac_fold_conv_row(p) + (int64_t)(p->L - 1) * p->STRIDE + p->K -
           p->PAD_LEFT;
}

/* Clocks that the beats of a group take to leave. They limit the rate of the lanes if L > 1; for
 * L = 1 the result is 0. */
static inline uint32_t bac_fold_conv_out(const bac_fold_conv_params *p) {
    return p->L > 1 ? p->L * p->C_OUT / p->LANES_OUT : 0;
}

/* Not a stage of its own. Its params are those of its bac_fold_conv: C is C_OUT, W is OW, LANES is
 * LANES_OUT. */
extern const bac_part bac_fold_reorder_part;

#endif
