/* plan.h - what one pass of bac_shrink keeps: shared by the files of libbacshrink. */
#ifndef BAC_SHRINK_PLAN_H
#define BAC_SHRINK_PLAN_H

#include "bac.h"

typedef struct bac_shrink_plan {
    const bac_net *net;
    uint32_t n_layer;
    uint64_t *base; /* [n_layer + 1]: number of each layer's channel 0 among all channels */
    bool *observed; /* [channels]: the logits can depend on it */
    bool *kept;     /* [channels] */
    uint64_t *tied; /* [channels]: another channel of the same set, itself at a set's root */
} bac_shrink_plan;

bac_status bac_shrink_plan_make(bac_shrink_plan *plan, const bac_net *net, bac_error *err);
void bac_shrink_plan_free(bac_shrink_plan *plan);

/* Fills `observed` (observe.c), then `kept` (tie.c). */
void bac_shrink_observe(bac_shrink_plan *plan);
void bac_shrink_keep(bac_shrink_plan *plan);

/* True for a layer of weights; true for weights of one signed bit, which cannot be 0. */
bool bac_shrink_weighted(const bac_layer *l);
bool bac_shrink_bipolar(const bac_layer *l);
/* The layer's first input. */
const bac_layer *bac_shrink_input(const bac_net *net, const bac_layer *l);
/* True if the channel has one value in every frame and at every position. */
bool bac_shrink_constant(const bac_layer *l, uint32_t channel);
/* True if the weights of channel `c` of the input of `l` can be 0, when the requantiser or the bias
 * adds a constant: the channel is always 0, or constant and `l` adds no zeros at the borders. Never
 * for weights of one signed bit. */
bool bac_shrink_silent(const bac_net *net, const bac_layer *l, uint32_t c);
/* True if channel `c` of requantiser `l` is to become the constant that it is. Where a constant comes
 * from a stream that is no sum, the form stays, because it gives the same. */
bool bac_shrink_folds(const bac_net *net, const bac_layer *l, uint32_t c);

/* Appends layer `index` as the plan leaves it to `small`. offset[channels] gives the part of a sum
 * that its requantisers add instead; a weighted layer writes its own, a requantiser reads it. */
bac_status bac_shrink_layer(const bac_shrink_plan *plan, uint32_t index, int64_t *offset,
                            bac_net *small, bac_error *err);

#endif
