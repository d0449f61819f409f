/* zoo_mobilenetv3.c - MobileNetV3-Small (Howard et al. 2019, table 2) with 1-D kernels, in float.
 *
 *   stem -> 11 x [expand -> depthwise -> (squeeze and excite) -> project -> (+ input)]
 *     -> conv 576 -> mean over all positions -> fc 1024 -> fc, with bias -> logits */
#include "zoo.h"

enum { STEM = 16, LAST_CONV = 576, LAST_FC = 1024, SQUEEZE = 4, DIVISOR = 8 };

typedef struct bneck {
    uint32_t kernel, expand, channels;
    bool squeeze;
    bac_nn_act act;
    uint32_t stride;
} bneck;

static const bneck BNECK[] = {
    {3, 16, 16, true, BAC_ACT_RELU, 2},    {3, 72, 24, false, BAC_ACT_RELU, 2},
    {3, 88, 24, false, BAC_ACT_RELU, 1},   {5, 96, 40, true, BAC_ACT_HSWISH, 2},
    {5, 240, 40, true, BAC_ACT_HSWISH, 1}, {5, 240, 40, true, BAC_ACT_HSWISH, 1},
    {5, 120, 48, true, BAC_ACT_HSWISH, 1}, {5, 144, 48, true, BAC_ACT_HSWISH, 1},
    {5, 288, 96, true, BAC_ACT_HSWISH, 2}, {5, 576, 96, true, BAC_ACT_HSWISH, 1},
    {5, 576, 96, true, BAC_ACT_HSWISH, 1},
};

/* Convolution without bias, batch norm, activation; or a fully connected layer, activation */
static uint32_t layer_act(bac_nn *nn, const char *layer, uint32_t from, bac_nn_conv_spec spec,
                          bac_nn_act act) {
    char name[BAC_NN_NAME];
    bac_zoo_pad(&spec);
    uint32_t x = bac_nn_conv(nn, layer, from, &spec);
    return bac_nn_norm_act(nn, bac_zoo_name(name, "%.40s_%s", layer, spec.fc ? "act" : "bn"), x,
                           spec.fc ? BAC_NORM_NONE : BAC_NORM_BATCH, act, 0, false, 1);
}

/* A quarter of the channels as the authors' code rounds it: to a multiple of 8, at least 8 and
 * never below 90 %. With it the float network costs the score published for the 1-D variant, 30.42.
 */
static uint32_t squeezed(uint32_t channels) {
    uint32_t exact = channels / SQUEEZE, c = (exact + DIVISOR / 2) / DIVISOR * DIVISOR;
    if (c < DIVISOR)
        c = DIVISOR;
    return 10 * c < 9 * exact ? c + DIVISOR : c;
}

/* x times a gate a channel, computed from the channels' means */
static uint32_t squeeze_excite(bac_nn *nn, unsigned i, uint32_t x, uint32_t channels) {
    char name[BAC_NN_NAME];
    uint32_t g = bac_nn_mean(nn, bac_zoo_name(name, "bneck%u_mean", i), x);
    g = layer_act(nn, bac_zoo_name(name, "bneck%u_squeeze", i), g,
                  bac_zoo_fc(squeezed(channels), 0, true), BAC_ACT_RELU);
    g = layer_act(nn, bac_zoo_name(name, "bneck%u_excite", i), g, bac_zoo_fc(channels, 0, true),
                  BAC_ACT_HSIGMOID);
    return bac_nn_mul(nn, bac_zoo_name(name, "bneck%u_gate", i), x, g);
}

static uint32_t bottleneck(bac_nn *nn, unsigned i, uint32_t from, uint32_t channels) {
    char name[BAC_NN_NAME];
    const bneck *b = &BNECK[i];
    uint32_t x = from;
    bac_nn_conv_spec dw = {
        .channels = b->expand, .groups = b->expand, .kernel = b->kernel, .stride = b->stride};
    if (b->expand != channels)
        x = layer_act(nn, bac_zoo_name(name, "bneck%u_expand", i), x,
                      bac_zoo_pointwise(b->expand, 0), b->act);
    x = layer_act(nn, bac_zoo_name(name, "bneck%u_dw", i), x, dw, b->act);
    if (b->squeeze)
        x = squeeze_excite(nn, i, x, b->expand);
    x = layer_act(nn, bac_zoo_name(name, "bneck%u_project", i), x,
                  bac_zoo_pointwise(b->channels, 0), BAC_ACT_NONE);
    if (b->stride == 1 && b->channels == channels)
        x = bac_nn_add(nn, bac_zoo_name(name, "bneck%u_add", i), from, x);
    return x;
}

void bac_zoo_mobilenetv3(const bac_recipe *r, bac_nn *nn) {
    bac_nn_conv_spec stem = {.channels = STEM, .groups = 1, .kernel = 3, .stride = 2};
    bac_nn_conv_spec fc = bac_zoo_fc(r->classes, 0, true);
    uint32_t x = bac_nn_input(nn, r->positions, 2, r->input_bits, r->input_scale), channels = STEM;
    x = layer_act(nn, "stem", x, stem, BAC_ACT_HSWISH);
    for (unsigned i = 0; i < sizeof BNECK / sizeof *BNECK; i++) {
        x = bottleneck(nn, i, x, channels);
        channels = BNECK[i].channels;
    }
    x = layer_act(nn, "last", x, bac_zoo_pointwise(LAST_CONV, 0), BAC_ACT_HSWISH);
    x = bac_nn_mean(nn, "pool", x);
    x = layer_act(nn, "hidden", x, bac_zoo_fc(LAST_FC, 0, true), BAC_ACT_HSWISH);
    bac_nn_conv(nn, "fc", x, &fc);
}
