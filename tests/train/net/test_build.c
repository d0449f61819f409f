/* Which networks are refused, because their streams could not be what nn.h says they are. */
#include "nn.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <string.h>

typedef uint32_t build_fn(bac_nn *nn, uint32_t x);

static const bac_nn_conv_spec CONV = {
    .channels = 4, .groups = 1, .kernel = 1, .stride = 1, .weight_bits = 4};

static uint32_t quantised(bac_nn *nn, uint32_t x, const char *name, double scale) {
    return bac_nn_norm_act(nn, name, x, BAC_NORM_NONE, BAC_ACT_RELU, 4, false, scale);
}

static uint32_t pooled_sums(bac_nn *nn, uint32_t x) {
    return bac_nn_maxpool(nn, "pool", bac_nn_conv(nn, "conv", x, &CONV), 2, 2, 0, 0);
}

static uint32_t added_sums(bac_nn *nn, uint32_t x) {
    uint32_t y = bac_nn_conv(nn, "conv", x, &CONV);
    return quantised(nn, bac_nn_add(nn, "sum", y, y), "sum_q", 1);
}

static uint32_t two_convs(bac_nn *nn, uint32_t x) {
    return bac_nn_conv(nn, "second", bac_nn_conv(nn, "conv", x, &CONV), &CONV);
}

static uint32_t two_quantisers(bac_nn *nn, uint32_t x) {
    uint32_t y = bac_nn_conv(nn, "conv", x, &CONV);
    uint32_t first = quantised(nn, y, "first", 0.25);
    return bac_nn_add(nn, "sum", first, quantised(nn, y, "second", 4));
}

static uint32_t finer_sum(bac_nn *nn, uint32_t x) {
    uint32_t y = quantised(nn, bac_nn_conv(nn, "conv", x, &CONV), "conv_q", 0.25);
    return quantised(nn, bac_nn_add(nn, "sum", y, y), "sum_q", 0.125);
}

static uint32_t coarse_sum(bac_nn *nn, uint32_t x) {
    uint32_t y = quantised(nn, bac_nn_conv(nn, "conv", x, &CONV), "conv_q", 0.25);
    return quantised(nn, bac_nn_add(nn, "sum", y, y), "sum_q", 0x1p20);
}

static uint32_t gated(bac_nn *nn, uint32_t x) {
    return bac_nn_mul(nn, "mul", x, bac_nn_mean(nn, "mean", x));
}

static uint32_t swish(bac_nn *nn, uint32_t x) {
    return bac_nn_norm_act(nn, "q", bac_nn_conv(nn, "conv", x, &CONV), BAC_NORM_NONE,
                           BAC_ACT_HSWISH, 4, false, 1);
}

static uint32_t many_channels(bac_nn *nn, uint32_t x) {
    for (int i = 0; i < 40; i++) {
        uint32_t in[4] = {x, x, x, x};
        x = bac_nn_concat(nn, "join", 4, in);
    }
    return x;
}

static uint32_t huge_window(bac_nn *nn, uint32_t x) {
    return bac_nn_maxpool(nn, "pool", x, UINT32_MAX, 1, UINT32_MAX - 1, UINT32_MAX - 1);
}

static uint32_t growing(bac_nn *nn, uint32_t x) {
    bac_nn_conv_spec wide = {.channels = 2,
                             .groups = 1,
                             .kernel = 65536,
                             .stride = 1,
                             .pad_left = 65535,
                             .pad_right = 65535,
                             .weight_bits = 4};
    for (int i = 0; i < 40; i++)
        x = quantised(nn, bac_nn_conv(nn, "conv", x, &wide), "q", 1);
    return x;
}

static uint32_t backwards(bac_nn *nn, uint32_t x) {
    return bac_nn_add(nn, "sum", x, x + 7);
}

static void refused(bac_nn_style style, build_fn *build, const char *node, const char *text) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    bac_nn_conv_spec fc = CONV;
    fc.fc = fc.per_tensor = true;
    cr_assert(bac_nn_create("bad", style, &nn, &err) == BAC_OK);
    uint32_t x = bac_nn_globalmax(nn, "top", build(nn, bac_nn_input(nn, 8, 2, 8, 0.25)));
    bac_nn_conv(nn, "fc", x, &fc);
    cr_assert(bac_nn_finish(nn, 1, &err) == BAC_ERR_INPUT, "%s is not refused", node);
    cr_assert(strncmp(err.where, "bad:", 4) == 0 && strcmp(err.where + 4, node) == 0, "%s",
              scratch_error(&err));
    cr_assert(strstr(err.text, text), "%s", scratch_error(&err));
    bac_nn_free(nn);
}

Test(train_build, sums_with_a_scale_a_channel_go_to_quantisers_only) {
    for (int style = BAC_NN_FREE; style <= BAC_NN_NATIVE; style++) {
        refused((bac_nn_style)style, pooled_sums, "pool", "quantiser must stand between conv");
        refused((bac_nn_style)style, added_sums, "sum", "quantiser must stand between conv");
        refused((bac_nn_style)style, two_convs, "second", "quantiser must stand between conv");
        refused((bac_nn_style)style, gated, "mul", "product");
        refused((bac_nn_style)style, swish, "q", "ReLU");
    }
    refused(BAC_NN_NATIVE, two_quantisers, "second", "has a quantiser already");
}

Test(train_build, native_scales_shift_to_the_right_by_at_most_14) {
    refused(BAC_NN_NATIVE, finer_sum, "sum_q", "0 to 14 bits");
    refused(BAC_NN_NATIVE, coarse_sum, "sum_q", "0 to 14 bits");
}

Test(train_build, sizes_beyond_the_limits_are_refused) {
    refused(BAC_NN_FREE, many_channels, "join", "channels");
    refused(BAC_NN_FREE, huge_window, "pool", "window");
    refused(BAC_NN_FREE, growing, "conv", "positions");
    refused(BAC_NN_FREE, backwards, "sum", "does not exist yet");
}
