/* zoo.h - the builders behind bac_recipe_network; each adds nodes to a new network. */
#ifndef BAC_ZOO_H
#define BAC_ZOO_H

#include "recipe.h"

void bac_zoo_bacalhaunet(const bac_recipe *recipe, bac_nn *nn); /* table1 too */
void bac_zoo_vgg10(const bac_recipe *recipe, bac_nn *nn);
void bac_zoo_mobilenetv3(const bac_recipe *recipe, bac_nn *nn);

/* Bits of a quantiser of the recipe: none in float style */
uint8_t bac_zoo_bits(const bac_recipe *recipe, uint8_t bits);
/* Batch norm, or in native style the bias into which it is folded */
bac_nn_norm bac_zoo_norm(const bac_recipe *recipe);
/* Real value of one unit of an unsigned quantiser of `bits` bits whose largest code is worth about
 * `range`: range / (2^bits - 1), in native style the nearest power of two to it (in the logarithm:
 * the full scale is then between range / sqrt 2 and range * sqrt 2). 1 when bits is 0. */
double bac_zoo_scale(const bac_recipe *recipe, double range, uint8_t bits);
/* A convolution that looks at one position; a fully connected layer, whose weights have one scale.
 */
bac_nn_conv_spec bac_zoo_pointwise(uint32_t channels, uint8_t weight_bits);
bac_nn_conv_spec bac_zoo_fc(uint32_t channels, uint8_t weight_bits, bool bias);
/* 'Same' padding: T positions in, T / stride out. An even kernel reaches one further to the left.
 */
void bac_zoo_pad(bac_nn_conv_spec *spec);

/* NAME_SUFFIX for a node of a layer; text: [BAC_NN_NAME] */
const char *bac_zoo_name(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
