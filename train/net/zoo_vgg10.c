/* zoo_vgg10.c - the challenge's baseline: seven convolutions, each halving the positions, and three
 * fully connected layers, as in its published 8-bit export.
 *
 *   7 x [conv k3, 64 channels -> norm, ReLU, quantise -> maximum of 2]
 *     -> flatten -> 2 x [fc 128 -> norm, ReLU, quantise] -> fc, with bias -> logits */
#include "zoo.h"

enum { CONVS = 7, CONV_CHANNELS = 64, HIDDEN = 2, HIDDEN_CHANNELS = 128 };

static uint32_t norm_act(const bac_recipe *r, bac_nn *nn, const char *name, uint32_t from) {
    return bac_nn_norm_act(nn, name, from, bac_zoo_norm(r), BAC_ACT_RELU,
                           bac_zoo_bits(r, r->act_bits), false,
                           bac_zoo_scale(r, r->act_range, r->act_bits));
}

void bac_zoo_vgg10(const bac_recipe *r, bac_nn *nn) {
    char name[BAC_NN_NAME];
    bac_nn_conv_spec conv = {.channels = CONV_CHANNELS,
                             .groups = 1,
                             .kernel = 3,
                             .stride = 1,
                             .pad_left = 1,
                             .pad_right = 1,
                             .weight_bits = bac_zoo_bits(r, r->weight_bits)};
    bac_nn_conv_spec hidden = bac_zoo_fc(HIDDEN_CHANNELS, bac_zoo_bits(r, r->weight_bits), false);
    bac_nn_conv_spec fc = bac_zoo_fc(r->classes, bac_zoo_bits(r, r->fc_weight_bits), true);
    uint32_t x = bac_nn_input(nn, r->positions, 2, r->input_bits, r->input_scale);
    for (unsigned i = 0; i < CONVS; i++) {
        x = bac_nn_conv(nn, bac_zoo_name(name, "conv%u", i), x, &conv);
        x = norm_act(r, nn, bac_zoo_name(name, "conv%u_q", i), x);
        x = bac_nn_maxpool(nn, bac_zoo_name(name, "conv%u_pool", i), x, 2, 2, 0, 0);
    }
    x = bac_nn_flatten(nn, "flatten", x);
    for (unsigned i = 0; i < HIDDEN; i++) {
        x = bac_nn_conv(nn, bac_zoo_name(name, "hidden%u", i), x, &hidden);
        x = norm_act(r, nn, bac_zoo_name(name, "hidden%u_q", i), x);
    }
    bac_nn_conv(nn, "fc", x, &fc);
}
