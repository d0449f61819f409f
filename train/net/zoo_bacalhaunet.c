/* zoo_bacalhaunet.c - depthwise-separable blocks with residual sums, a global maximum, a
 * classifier.
 *
 *   x -> dw conv -> norm, ReLU, quantise -> pw conv -> norm, ReLU, quantise -> (+ x, quantise) ->
 * ..
 *     -> maximum over all positions -> (quantise) -> fully connected, with bias -> logits
 *
 * With a stem, block 0's first convolution reads I and Q together and has `stem` channels: behind
 * a stride of 4 two channels would hold a quarter of the samples, half of them cut by the ReLU.
 *
 * Scales. The full scale of an activation is about act_range, that of a sum about twice act_range.
 * Both summands have one scale, so that integers are added: the branch has the scale of the stream
 * to which it is added (in free style both learn a common scale). In native style a sum's scale is
 * never finer than that of its summands (a sum with one bit more than they have is not rounded).
 * After a coarse sum, further sums of a chain keep its scale and saturate, which costs less
 * accuracy than halving the resolution with each block. */
#include "zoo.h"

/* A stream and the scale and width of its codes. */
typedef struct stream {
    uint32_t node, channels;
    double scale;
    uint8_t bits; /* 0: real values */
} stream;

static stream norm_act(const bac_recipe *r, bac_nn *nn, const char *name, stream x, uint8_t bits,
                       double scale) {
    x.bits = bac_zoo_bits(r, bits);
    x.scale = scale;
    x.node = bac_nn_norm_act(nn, name, x.node, bac_zoo_norm(r), BAC_ACT_RELU, x.bits, false, scale);
    return x;
}

static stream residual(const bac_recipe *r, bac_nn *nn, uint32_t b, stream trunk, stream branch) {
    char name[BAC_NN_NAME];
    branch.node = bac_nn_add(nn, bac_zoo_name(name, "block%u_add", b), trunk.node, branch.node);
    uint8_t bits = bac_zoo_bits(r, r->sum_bits);
    branch.bits = bits;
    if (bits == 0)
        return branch;
    double scale = bac_zoo_scale(r, 2 * r->act_range, bits);
    if (r->style == BAC_NN_NATIVE && scale < trunk.scale)
        scale = trunk.scale;
    branch.scale = scale;
    branch.node = bac_nn_norm_act(nn, bac_zoo_name(name, "block%u_add_q", b), branch.node,
                                  BAC_NORM_NONE, BAC_ACT_NONE, bits, false, scale);
    return branch;
}

static stream block(const bac_recipe *r, bac_nn *nn, uint32_t b, stream x) {
    char name[BAC_NN_NAME];
    uint8_t weight_bits = bac_zoo_bits(r, r->block_weight_bits[b]), bits = r->block_act_bits[b];
    double scale = bac_zoo_scale(r, r->act_range, bits);
    const bool stem = b == 0 && r->stem;
    bac_nn_conv_spec dw = {.channels = stem ? r->stem : x.channels,
                           .groups = stem ? 1 : x.channels,
                           .kernel = r->kernel[b],
                           .stride = r->stride[b],
                           .weight_bits = weight_bits};
    bac_nn_conv_spec pw = bac_zoo_pointwise(r->channels[b], weight_bits);
    stream y = x;
    bac_zoo_pad(&dw);
    y.node = bac_nn_conv(nn, bac_zoo_name(name, stem ? "stem" : "block%u_dw", b), y.node, &dw);
    y.channels = dw.channels;
    y = norm_act(r, nn, bac_zoo_name(name, stem ? "stem_q" : "block%u_dw_q", b), y, bits, scale);
    y.node = bac_nn_conv(nn, bac_zoo_name(name, "block%u_pw", b), y.node, &pw);
    y.channels = pw.channels;
    if (r->residual[b] && r->style == BAC_NN_NATIVE)
        scale = x.scale;
    y = norm_act(r, nn, bac_zoo_name(name, "block%u_pw_q", b), y, bits, scale);
    if (r->residual[b] && r->share_scale)
        bac_nn_share_scale(nn, y.node, x.node);
    return r->residual[b] ? residual(r, nn, b, x, y) : y;
}

void bac_zoo_bacalhaunet(const bac_recipe *r, bac_nn *nn) {
    stream x = {.channels = 2, .scale = r->input_scale, .bits = r->input_bits};
    x.node = bac_nn_input(nn, r->positions, 2, x.bits, x.scale);
    for (uint32_t b = 0; b < r->n_block; b++)
        x = block(r, nn, b, x);
    x.node = bac_nn_globalmax(nn, "pool", x.node);
    /* A native sum that is not requantised holds integers already. */
    uint8_t bits = bac_zoo_bits(r, r->fc_in_bits);
    bool other = x.bits == 0 || (!r->auto_fc_in_bits && bits != x.bits);
    if (other && bits && r->style == BAC_NN_FREE) {
        x.node = bac_nn_norm_act(nn, "pool_q", x.node, BAC_NORM_NONE, BAC_ACT_NONE, bits, false,
                                 bac_zoo_scale(r, 2 * r->act_range, bits));
    }
    bac_nn_conv_spec fc = bac_zoo_fc(r->classes, bac_zoo_bits(r, r->fc_weight_bits), true);
    bac_nn_conv(nn, "fc", x.node, &fc);
}
