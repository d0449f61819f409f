/* zoo_parts.c - functions that the builders share. */
#include "zoo.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

uint8_t bac_zoo_bits(const bac_recipe *recipe, uint8_t bits) {
    return recipe->style == BAC_NN_FLOAT ? 0 : bits;
}

bac_nn_norm bac_zoo_norm(const bac_recipe *recipe) {
    return recipe->style == BAC_NN_NATIVE ? BAC_NORM_BIAS : BAC_NORM_BATCH;
}

double bac_zoo_scale(const bac_recipe *recipe, double range, uint8_t bits) {
    if (bac_zoo_bits(recipe, bits) == 0)
        return 1;
    double scale = range / (double)((1u << bits) - 1);
    return recipe->style == BAC_NN_NATIVE ? ldexp(1, (int)lround(log2(scale))) : scale;
}

bac_nn_conv_spec bac_zoo_pointwise(uint32_t channels, uint8_t weight_bits) {
    return (bac_nn_conv_spec){
        .channels = channels, .groups = 1, .kernel = 1, .stride = 1, .weight_bits = weight_bits};
}

bac_nn_conv_spec bac_zoo_fc(uint32_t channels, uint8_t weight_bits, bool bias) {
    bac_nn_conv_spec spec = bac_zoo_pointwise(channels, weight_bits);
    spec.fc = spec.per_tensor = true;
    spec.bias = bias;
    return spec;
}

void bac_zoo_pad(bac_nn_conv_spec *spec) {
    spec->pad_left = spec->kernel / 2;
    spec->pad_right = (spec->kernel - 1) / 2;
}

const char *bac_zoo_name(char *text, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(text, BAC_NN_NAME, format, args);
    va_end(args);
    return text;
}
