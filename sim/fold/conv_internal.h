/* conv_internal.h - the geometry of bac_fold_conv's ring, for its twin and its times
 *
 * A row is l*stride positions, left padding counted; a group of l output positions starts in each
 * row and reads on into the rows behind it. */
#ifndef BAC_FOLD_CONV_INTERNAL_H
#define BAC_FOLD_CONV_INTERNAL_H

#include "fold_internal.h"

static inline uint32_t bac_fold_conv_row(const bac_fold_conv_params *p) {
    return p->l * p->stride;
}

static inline uint32_t bac_fold_conv_groups(const bac_fold_conv_params *p) {
    return bac_fold_conv_t_out(p) / p->l;
}

/* Rows of a frame; those of nothing but left padding; those that its last group frees. */
static inline uint32_t bac_fold_conv_frame_rows(const bac_fold_conv_params *p) {
    return bac_ceil_div(p->pad_left + p->t, bac_fold_conv_row(p));
}
static inline uint32_t bac_fold_conv_skip(const bac_fold_conv_params *p) {
    return p->pad_left / bac_fold_conv_row(p);
}
static inline uint32_t bac_fold_conv_left(const bac_fold_conv_params *p) {
    return bac_fold_conv_frame_rows(p) - bac_fold_conv_groups(p) + 1;
}

/* Positions of the frame that its groups 0 .. group read, those behind its end counted. */
static inline int64_t bac_fold_conv_need(const bac_fold_conv_params *p, uint32_t group) {
    return (int64_t)group * bac_fold_conv_row(p) + (int64_t)(p->l - 1) * p->stride + p->k -
           p->pad_left;
}

/* Clocks that the beats of a group take to leave; they throttle the lanes where L > 1. */
static inline uint32_t bac_fold_conv_out(const bac_fold_conv_params *p) {
    return p->l > 1 ? p->l * p->c_out / p->lanes_out : 0;
}

#endif
