/* zoo.c - from a recipe to its network. */
#include "zoo.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool bac_recipe_is_file(const char *path) {
    const char *end = strrchr(path, '.');
    return end && (strcmp(end, ".onnx") == 0 || strcmp(end, ".bnet") == 0);
}

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

typedef struct zoo_entry {
    const char *network;
    void (*build)(const bac_recipe *, bac_nn *);
} zoo_entry;

static const zoo_entry ZOO[] = {{"bacalhaunet", bac_zoo_bacalhaunet},
                                {"table1", bac_zoo_bacalhaunet},
                                {"vgg10", bac_zoo_vgg10},
                                {"mobilenetv3-small", bac_zoo_mobilenetv3}};

bac_status bac_recipe_network(const bac_recipe *recipe, bac_nn **nn, bac_error *err) {
    const zoo_entry *entry = NULL;
    *nn = NULL;
    bac_status status = bac_recipe_check(recipe, err);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof ZOO / sizeof *ZOO; i++) {
        if (strcmp(ZOO[i].network, recipe->network) == 0)
            entry = &ZOO[i];
    }
    if (!entry) {
        return bac_fail(err, BAC_ERR_INPUT, *recipe->path ? recipe->path : recipe->name,
                        "network '%s' is not one this program builds", recipe->network);
    }
    status = bac_nn_create(recipe->name, recipe->style, nn, err);
    if (status)
        return status;
    (*nn)->keeps_scales = recipe->style == BAC_NN_FREE && bac_recipe_is_file(recipe->init);
    entry->build(recipe, *nn);
    status = bac_nn_finish(*nn, recipe->seed, err);
    if (status) {
        bac_nn_free(*nn);
        *nn = NULL;
    }
    return status;
}
