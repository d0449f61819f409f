/* folded.h - a folded stage as sim/fold/ knows it: which twin, with which parameters. */
#ifndef BAC_FOLDED_H
#define BAC_FOLDED_H

#include "fold.h"
#include "pipeline.h"

typedef union bac_folded_params {
    bac_resize_params resize;
    bac_fold_conv_params conv;
    bac_fold_requant_params requant;
    bac_fold_globalmax_params globalmax;
    bac_fold_concat_params concat;
    bac_fold_fc_params fc;
} bac_folded_params;

/* NULL: the stage is of another style. */
const bac_fold_twin *bac_folded_of(const bac_pipeline *p, const bac_stage *s,
                                   bac_folded_params *params);

/* Which lane of a folded fully connected layer makes which output. Whole outputs, those with most
 * weights first, each to the lane that is shortest so far. */
typedef struct bac_folded_lanes {
    uint32_t *lane, *slot; /* [outputs]: the lane, and the how-manieth of its outputs */
    uint32_t *words;       /* [outputs]: weights that are not zero, or 1 */
    uint32_t longest;      /* words of the longest lane */
    uint32_t slots;        /* outputs of the lane that has most */
} bac_folded_lanes;

/* elements: outputs a beat; lanes is a multiple of it. */
bac_status bac_folded_give(const bac_layer *fc, size_t inputs, uint32_t lanes, uint32_t elements,
                           bac_folded_lanes *given, bac_error *err);
void bac_folded_lanes_free(bac_folded_lanes *given);

#endif
