/* levels.h - latencies (clocks) and widths (bits) that follow from a layer's constants. */
#ifndef BAC_LEVELS_H
#define BAC_LEVELS_H

#include "bac.h"

/* Adder levels of the widest output, at least 1. */
uint32_t bac_conv_levels(const bac_net *net, uint32_t index);
uint32_t bac_add_levels(const bac_layer *add);
uint32_t bac_requant_latency(const bac_layer *requant); /* LATENCY of bac_requant */
bool bac_requant_has_even(const bac_layer *requant);
/* True if the largest value of a whole frame is this maximum pool's only output. */
bool bac_max_is_global(const bac_net *net, const bac_layer *maximum);
/* Positions that an average pool adds up for one output, if each position belongs to exactly one
 * output (global, or windows side by side). 0: windows overlap or reach over the frame's ends. */
uint32_t bac_average_group(const bac_net *net, const bac_layer *average);
/* Type of the layer's sums, and their range in channel c: for an average pool with factors the sums
 * before the multiplication, for any other layer its output. */
bac_type bac_sum_type(const bac_layer *layer);
void bac_sum_range(const bac_layer *layer, uint32_t c, int32_t *lo, int32_t *hi);
/* Bits of a layer's weights in two's complement, at least 2. */
uint32_t bac_weight_bits(const bac_layer *layer);
/* The type that holds every input of an add. */
bac_type bac_common_type(const bac_net *net, const bac_layer *add);

#endif
