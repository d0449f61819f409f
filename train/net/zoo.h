/* zoo.h - the builders behind bac_recipe_network; each adds nodes to a new network. */
#ifndef BAC_ZOO_H
#define BAC_ZOO_H

#include "recipe.h"

void bac_zoo_bacalhaunet(const bac_recipe *recipe, bac_nn *nn); /* table1 too */
void bac_zoo_vgg10(const bac_recipe *recipe, bac_nn *nn);
void bac_zoo_mobilenetv3(const bac_recipe *recipe, bac_nn *nn);

/* Width of a quantiser: `bits`, or 0 (no quantiser) when the recipe's style is float. */
uint8_t bac_zoo_bits(const bac_recipe *recipe, uint8_t bits);
/* BAC_NORM_BATCH, or in native style BAC_NORM_BIAS, because batch norm is folded into a bias. */
bac_nn_norm bac_zoo_norm(const bac_recipe *recipe);
/* Scale (real value of one unit) of an unsigned quantiser of `bits` bits whose largest code is to
 * stand for `range`: range / (2^bits - 1). Native style rounds its logarithm to a power of two; the
 * largest code then stands for range / sqrt 2 .. range * sqrt 2. bits 0: 1. */
double bac_zoo_scale(const bac_recipe *recipe, double range, uint8_t bits);
/* A convolution with K = 1, and a fully connected layer, whose weights share one scale. */
bac_nn_conv_spec bac_zoo_pointwise(uint32_t channels, uint8_t weight_bits);
bac_nn_conv_spec bac_zoo_fc(uint32_t channels, uint8_t weight_bits, bool bias);
/* Sets 'same' padding: T positions in, T / stride out. An even kernel has one more pad on the
 * left. */
void bac_zoo_pad(bac_nn_conv_spec *spec);

/* Formats a node's name into text [BAC_NN_NAME] and returns text. */
const char *bac_zoo_name(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
