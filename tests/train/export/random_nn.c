/* random_nn.c - see random_nn.h. */
#include "random_nn.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A stream while the network grows; shared: nodes of it that a residual sum may reach back to. */
typedef struct stream {
    uint32_t node, T, C;
    double scale;
    uint8_t bits;
    bool is_signed;
} stream;

typedef struct builder {
    random_source r;
    bac_nn *nn;
    unsigned n_conv;
    stream x;
} builder;

double random_real(random_source *r, double lo, double hi) {
    return lo + (hi - lo) * (double)(random_next(r) >> 11) * 0x1p-53;
}

static uint32_t pick(builder *b, int64_t lo, int64_t hi) {
    return (uint32_t)random_between(&b->r, lo, hi);
}

static bool quantised(const builder *b) {
    return b->nn->style != BAC_NN_FLOAT;
}

static double any_scale(builder *b) {
    int exponent = (int)random_between(&b->r, -6, -2);
    double factor = b->nn->style == BAC_NN_FREE ? random_real(&b->r, 0.7, 1.4) : 1;
    return ldexp(factor, exponent);
}

static bac_nn_norm any_norm(builder *b) {
    if (random_chance(&b->r, 15))
        return b->nn->style == BAC_NN_NATIVE ? BAC_NORM_NONE : BAC_NORM_BIAS;
    return b->nn->style == BAC_NN_NATIVE ? BAC_NORM_BIAS : BAC_NORM_BATCH;
}

/* The node's name is its input's and _q, as the importer names requantisers. */
static void add_norm(builder *b, bac_nn_norm norm, bool activate, bool is_signed, double scale) {
    static const bac_nn_act acts[3] = {BAC_ACT_RELU, BAC_ACT_HSWISH, BAC_ACT_HSIGMOID};
    char name[BAC_NN_NAME + 4];
    snprintf(name, sizeof name, "%s_q", b->nn->node[b->x.node].name);
    bac_nn_act act = !activate ? BAC_ACT_NONE : acts[quantised(b) ? 0 : pick(b, 0, 2)];
    b->x.bits = quantised(b) ? (uint8_t)pick(b, 3, 8) : 0;
    b->x.scale = scale;
    b->x.is_signed = is_signed;
    b->x.node =
        bac_nn_norm_act(b->nn, name, b->x.node, norm, act, b->x.bits, is_signed, b->x.scale);
}

static void take_shape(builder *b) {
    b->x.T = b->nn->node[b->x.node].T;
    b->x.C = b->nn->node[b->x.node].C;
}

static void add_conv(builder *b, bool keep_shape) {
    char name[16];
    snprintf(name, sizeof name, "conv%u", b->n_conv++);
    bool depthwise = random_chance(&b->r, 40),
         grouped = random_chance(&b->r, 20) && b->x.C % 2 == 0;
    bac_nn_conv_spec s = {.groups = depthwise ? b->x.C
                                    : grouped ? 2
                                              : 1,
                          .kernel = pick(b, 1, b->x.T < 6 ? b->x.T : 6),
                          .stride = keep_shape ? 1 : pick(b, 1, 2),
                          .weight_bits = quantised(b) ? (uint8_t)pick(b, 2, 8) : 0,
                          .bias = random_chance(&b->r, b->nn->style == BAC_NN_FREE ? 0 : 20),
                          .per_tensor = random_chance(&b->r, 30)};
    s.channels = keep_shape ? b->x.C : s.groups * pick(b, 1, depthwise ? 2 : 4);
    s.pad_left = keep_shape ? s.kernel / 2 : pick(b, 0, s.kernel - 1);
    s.pad_right = keep_shape ? (s.kernel - 1) / 2 : pick(b, 0, s.kernel - 1);
    b->x.node = bac_nn_conv(b->nn, name, b->x.node, &s);
    take_shape(b);
}

/* conv, norm, conv, norm, + x, quantise. In FREE style summands share the scale they learn. */
static void add_residual(builder *b) {
    stream trunk = b->x;
    char name[BAC_NN_NAME];
    bool unequal = b->nn->style == BAC_NN_NATIVE && random_chance(&b->r, 25);
    add_conv(b, true);
    add_norm(b, any_norm(b), true, false, unequal ? trunk.scale / 2 : trunk.scale);
    bac_nn_share_scale(b->nn, b->x.node, trunk.node);
    snprintf(name, sizeof name, "sum%u", b->n_conv);
    b->x.node = bac_nn_add(b->nn, name, trunk.node, b->x.node);
    double scale =
        b->nn->style == BAC_NN_FREE ? any_scale(b) : ldexp(trunk.scale, (int)pick(b, 0, 2));
    add_norm(b, BAC_NORM_NONE, random_chance(&b->r, 20), random_chance(&b->r, 40), scale);
}

static void add_concat(builder *b) {
    char name[BAC_NN_NAME];
    stream trunk = b->x;
    if (trunk.C > 8)
        return;
    add_conv(b, true);
    add_norm(b, any_norm(b), true, false, trunk.scale);
    bac_nn_share_scale(b->nn, b->x.node, trunk.node);
    snprintf(name, sizeof name, "join%u", b->n_conv);
    uint32_t in[2] = {b->x.node, trunk.node};
    b->x.node = bac_nn_concat(b->nn, name, 2, in);
    take_shape(b);
}

/* Squeeze and excite: float only */
static void add_gate(builder *b) {
    char name[BAC_NN_NAME];
    stream trunk = b->x;
    bac_nn_conv_spec s = {
        .channels = trunk.C, .groups = 1, .kernel = 1, .stride = 1, .bias = true, .fc = true};
    snprintf(name, sizeof name, "mean%u", b->n_conv);
    b->x.node = bac_nn_mean(b->nn, name, trunk.node);
    snprintf(name, sizeof name, "gate%u", b->n_conv);
    b->x.node = bac_nn_conv(b->nn, name, b->x.node, &s);
    add_norm(b, BAC_NORM_NONE, true, false, 1);
    snprintf(name, sizeof name, "scaled%u", b->n_conv);
    b->x.node = bac_nn_mul(b->nn, name, trunk.node, b->x.node);
    take_shape(b);
}

static void add_pool(builder *b) {
    char name[BAC_NN_NAME];
    snprintf(name, sizeof name, "max%u", b->n_conv);
    uint32_t kernel = pick(b, 1, b->x.T < 3 ? b->x.T : 3), left = pick(b, 0, kernel - 1);
    b->x.node = bac_nn_maxpool(b->nn, name, b->x.node, kernel, pick(b, 1, 2), left, 0);
    take_shape(b);
}

static void add_block(builder *b) {
    add_conv(b, false);
    bool is_signed = random_chance(&b->r, 20);
    add_norm(b, any_norm(b), !is_signed, is_signed, any_scale(b));
    if (random_chance(&b->r, 40))
        add_residual(b);
    if (random_chance(&b->r, 25))
        add_concat(b);
    if (!quantised(b) && random_chance(&b->r, 50))
        add_gate(b);
    if (random_chance(&b->r, 30))
        add_pool(b);
}

static void add_end(builder *b) {
    bac_nn_conv_spec fc = {.channels = pick(b, 2, 6),
                           .groups = 1,
                           .kernel = 1,
                           .stride = 1,
                           .weight_bits = quantised(b) ? (uint8_t)pick(b, 2, 8) : 0,
                           .bias = random_chance(&b->r, 70),
                           .fc = true,
                           .per_tensor = true};
    if (random_chance(&b->r, 50))
        b->x.node = bac_nn_globalmax(b->nn, "pool", b->x.node);
    else
        b->x.node = bac_nn_flatten(b->nn, "flatten", b->x.node);
    if (random_chance(&b->r, 40)) {
        bac_nn_conv_spec hidden = fc;
        hidden.bias = false;
        hidden.per_tensor = false;
        b->x.node = bac_nn_conv(b->nn, "hidden", b->x.node, &hidden);
        add_norm(b, any_norm(b), true, false, any_scale(b));
    }
    bac_nn_conv(b->nn, "fc", b->x.node, &fc);
}

/* What training does to parameters */
static void scatter(builder *b) {
    bac_nn *nn = b->nn;
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        double size = strstr(p->name, ".weight") ? 0.5 : 1;
        for (size_t k = p->at; k < p->at + p->n; k++) {
            if (strstr(p->name, ".step")) {
                if (nn->style == BAC_NN_FREE && !p->fixed)
                    nn->theta[k] += (float)random_real(&b->r, -0.7, 0.7);
                continue;
            }
            nn->theta[k] = (float)random_real(&b->r, -size, size);
            if (strstr(p->name, ".gamma"))
                nn->theta[k] = random_chance(&b->r, 10) ? 0 : (float)random_real(&b->r, -0.4, 1.5);
            if (p->prunable && random_chance(&b->r, 40))
                nn->keep[k] = 0;
        }
    }
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        for (uint32_t c = 0; n->norm == BAC_NORM_BATCH && c < n->C; c++) {
            nn->state[n->mean + c] = (float)random_real(&b->r, -1, 1);
            nn->state[n->var + c] =
                random_chance(&b->r, 10) ? 0 : (float)exp(random_real(&b->r, -4, 1));
        }
        size_t each = n->op == BAC_NN_CONV ? nn->param[n->weight].n / n->C : 0;
        for (uint32_t c = 0; each && c < n->C; c++) /* dead channels */
            if (random_chance(&b->r, 8))
                memset(nn->keep + nn->param[n->weight].at + c * each, 0, each);
    }
}

bac_status random_nn(uint64_t seed, bac_nn_style style, bac_nn **nn, bac_error *err) {
    builder b = {.r = {seed * 4 + style}};
    bac_status status = bac_nn_create("random", style, nn, err);
    if (status)
        return status;
    b.nn = *nn;
    b.x.scale = any_scale(&b);
    b.x.bits = quantised(&b) ? 8 : 0;
    if (style == BAC_NN_FREE)
        b.x.scale = (double)exp2f(log2f((float)b.x.scale));
    b.x.node = bac_nn_input(*nn, pick(&b, 8, 40), pick(&b, 1, 3), b.x.bits, b.x.scale);
    take_shape(&b);
    for (uint32_t n = pick(&b, 1, 3); n > 0; n--)
        add_block(&b);
    add_end(&b);
    status = bac_nn_finish(*nn, seed, err);
    if (status) {
        bac_nn_free(*nn);
        *nn = NULL;
        return status;
    }
    scatter(&b);
    bac_nn_prepare(*nn);
    return BAC_OK;
}

void random_iq(random_source *r, const bac_nn *nn, uint32_t B, float *iq) {
    const bac_nn_node *in = &nn->node[0];
    double reach = in->bits ? 1.2 * (double)in->scale[0] * in->code_hi : 2;
    for (size_t i = 0; i < (size_t)B * in->T * in->C; i++)
        iq[i] = (float)random_real(r, -reach, reach);
}
