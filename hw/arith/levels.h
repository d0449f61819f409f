/* levels.h - what a layer's constants say about its hardware: clocks and widths. */
#ifndef BAC_LEVELS_H
#define BAC_LEVELS_H

#include "bac.h"

/* Adder levels of the widest output, at least 1. */
uint32_t bac_conv_levels(const bac_net *net, uint32_t index);
uint32_t bac_add_levels(const bac_layer *add);
uint32_t bac_requant_latency(const bac_layer *requant); /* LATENCY of bac_requant */
bool bac_requant_has_even(const bac_layer *requant);
/* Bits of a layer's weights in two's complement, at least 2. */
uint32_t bac_weight_bits(const bac_layer *layer);
/* The type that holds every input of an add. */
bac_type bac_common_type(const bac_net *net, const bac_layer *add);

#endif
