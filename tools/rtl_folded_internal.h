/* rtl_folded_internal.h - widths that parameters and memory images of folded stages agree on. */
#ifndef BAC_RTL_FOLDED_INTERNAL_H
#define BAC_RTL_FOLDED_INTERNAL_H

#include "pipeline.h"
#include "requant_lower.h"

/* Bits that hold n values in two's complement, at least 1. */
uint32_t bac_folded_bits(const int32_t *value, size_t n);
/* What a two-input adder multiplies its inputs with, [C] each: the weights of the layer's inputs,
 * or 1 for the sum so far of an add of more than two. NULL: out of memory. Owned. */
int32_t *bac_folded_factors(const bac_layer *add, const bac_stage *stage);
/* The requantiser of a stage, lowered; to be freed. */
bac_status bac_folded_requant(const bac_pipeline *p, const bac_stage *stage,
                              bac_fold_requant_lowered *lowered);

#endif
