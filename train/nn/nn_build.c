/* nn_build.c - building a trainable network node by node. */
#include "nn_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_CHANNELS = 65536, MAX_KERNEL = 65536, MAX_POSITIONS = 1 << 20, MAX_WEIGHTS = 1 << 26 };

bac_status bac_nn_create(const char *name, bac_nn_style style, bac_nn **nn, bac_error *err) {
    *nn = calloc(1, sizeof **nn);
    if (!*nn)
        return bac_fail(err, BAC_ERR_MEMORY, name, "out of memory");
    snprintf((*nn)->name, sizeof(*nn)->name, "%s", name);
    (*nn)->style = style;
    (*nn)->eps = 1e-5f;
    return BAC_OK;
}

void bac_nn_free(bac_nn *nn) {
    if (!nn)
        return;
    for (uint32_t i = 0; i < nn->n_node; i++) {
        bac_nn_node *n = &nn->node[i];
        free(n->scale);
        free(n->wcode);
        free(n->wreal);
        free(n->wscale);
        free(n->bcode);
        free(n->A);
        free(n->S);
    }
    free(nn->node);
    free(nn->param);
    free(nn->theta);
    free(nn->state);
    free(nn->keep);
    free(nn);
}

void bac_nn_refuse(bac_nn *nn, const char *node, const char *format, ...) {
    if (nn->refusal.code)
        return;
    char text[256], where[2 * BAC_NN_NAME + 2];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%s:%s", nn->name, node);
    bac_fail(&nn->refusal, BAC_ERR_INPUT, where, "%s", text);
}

/* A fresh node, or NULL after a refusal; *index is its place. A refused network keeps accepting
 * calls: they return node 0 and change nothing. */
static bac_nn_node *append(bac_nn *nn, const char *name, bac_nn_op op, uint32_t n_in,
                           const uint32_t *in, uint32_t *index) {
    *index = 0;
    if (nn->refusal.code)
        return NULL;
    if (nn->n_node == nn->cap_node) {
        uint32_t cap = nn->cap_node ? 2 * nn->cap_node : 32;
        bac_nn_node *grown = realloc(nn->node, cap * sizeof *grown);
        if (!grown) {
            bac_fail(&nn->refusal, BAC_ERR_MEMORY, nn->name, "out of memory");
            return NULL;
        }
        nn->node = grown;
        nn->cap_node = cap;
    }
    bac_nn_node *n = &nn->node[nn->n_node];
    *n = (bac_nn_node){.op = op,
                       .n_in = n_in,
                       .weight = BAC_NN_NONE,
                       .bias = BAC_NN_NONE,
                       .exponent = BAC_NN_NONE,
                       .least = BAC_NN_NONE,
                       .unit = BAC_NN_NONE,
                       .gamma = BAC_NN_NONE,
                       .beta = BAC_NN_NONE,
                       .step = BAC_NN_NONE,
                       .quantiser = BAC_NN_NONE};
    snprintf(n->name, sizeof n->name, "%s", name);
    for (uint32_t i = 0; i < n_in; i++) {
        if (in[i] >= nn->n_node) {
            bac_nn_refuse(nn, name, "input %u names node %u, which does not exist yet", i, in[i]);
            return NULL;
        }
        n->in[i] = in[i];
    }
    if (n_in) {
        n->T = nn->node[in[0]].T;
        n->C = nn->node[in[0]].C;
    }
    *index = nn->n_node++;
    return n;
}

static int32_t param(bac_nn *nn, const char *node, const char *what, size_t n, bac_nn_param flags) {
    if (nn->n_param == nn->cap_param) {
        uint32_t cap = nn->cap_param ? 2 * nn->cap_param : 64;
        bac_nn_param *grown = realloc(nn->param, cap * sizeof *grown);
        if (!grown) {
            bac_fail(&nn->refusal, BAC_ERR_MEMORY, nn->name, "out of memory");
            return BAC_NN_NONE;
        }
        nn->param = grown;
        nn->cap_param = cap;
    }
    bac_nn_param *p = &nn->param[nn->n_param];
    *p = flags;
    snprintf(p->name, sizeof p->name, "%s.%s", node, what);
    p->at = nn->n_theta;
    p->n = n;
    nn->n_theta += n;
    return (int32_t)nn->n_param++;
}

/* A quantiser's step starts at log2(scale): `start` of the parameter carries it to finish. */
static void quantiser(bac_nn *nn, bac_nn_node *n, uint8_t bits, bool is_signed, double scale) {
    n->bits = bits;
    n->is_signed = is_signed;
    if (bits == 0)
        return;
    int exponent;
    if (bits < 1 + is_signed || bits > BAC_MAX_CODE_BITS)
        bac_nn_refuse(nn, n->name, "a quantiser of %u bits; 1 to %d are possible (signed: 2)", bits,
                      BAC_MAX_CODE_BITS);
    else if (!(scale > 0x1p-40 && scale < 0x1p40))
        bac_nn_refuse(nn, n->name, "a quantiser's scale must be positive, here it is %g", scale);
    else if (nn->style == BAC_NN_NATIVE && frexp(scale, &exponent) != 0.5)
        bac_nn_refuse(nn, n->name, "scale %g is not a power of two, as native quantisation needs",
                      scale);
    else {
        n->code_lo = is_signed ? -(1 << (bits - 1)) : 0;
        n->code_hi = (is_signed ? 1 << (bits - 1) : 1 << bits) - 1;
        bool fixed = nn->style != BAC_NN_FREE || n->op == BAC_NN_INPUT;
        float start = nn->keeps_scales ? 0 : (float)log2(scale);
        n->step = param(nn, n->name, "step", 1, (bac_nn_param){.fixed = fixed, .start = start});
        if (nn->keeps_scales)
            n->unit =
                param(nn, n->name, "unit", 1, (bac_nn_param){.fixed = true, .start = (float)scale});
    }
}

uint32_t bac_nn_input(bac_nn *nn, uint32_t T, uint32_t C, uint8_t bits, double scale) {
    uint32_t index;
    bac_nn_node *n = append(nn, "input", BAC_NN_INPUT, 0, NULL, &index);
    if (!n)
        return index;
    if (index != 0)
        bac_nn_refuse(nn, "input", "the input must be the first node");
    if (T < 1 || T > MAX_POSITIONS || C < 1 || C > MAX_CHANNELS)
        bac_nn_refuse(nn, "input", "a frame of %u x %u is outside what is supported", T, C);
    n->T = T;
    n->C = C;
    quantiser(nn, n, bits, true, scale);
    return index;
}

static bool conv_fits(bac_nn *nn, const char *name, const bac_nn_conv_spec *s, uint32_t C,
                      uint32_t T) {
    uint64_t padded = (uint64_t)T + s->pad_left + s->pad_right;
    if (s->channels < 1 || s->channels > MAX_CHANNELS || s->groups < 1 || C % s->groups ||
        s->channels % s->groups)
        bac_nn_refuse(nn, name, "%u -> %u channels in %u groups: the groups must divide both", C,
                      s->channels, s->groups);
    else if (s->kernel < 1 || s->kernel > MAX_KERNEL || s->stride < 1 || s->pad_left >= s->kernel ||
             s->pad_right >= s->kernel || padded < s->kernel)
        bac_nn_refuse(nn, name, "kernel %u, stride %u, pads %u and %u do not fit %u positions",
                      s->kernel, s->stride, s->pad_left, s->pad_right, T);
    else if ((uint64_t)s->channels * (C / s->groups) * s->kernel > MAX_WEIGHTS)
        bac_nn_refuse(nn, name, "more than %d weights", MAX_WEIGHTS);
    else if (s->weight_bits == 1 || s->weight_bits > BAC_MAX_CODE_BITS)
        bac_nn_refuse(nn, name, "weights of %u bits; 2 to %d are possible", s->weight_bits,
                      BAC_MAX_CODE_BITS);
    return !nn->refusal.code;
}

uint32_t bac_nn_conv(bac_nn *nn, const char *name, uint32_t from, const bac_nn_conv_spec *spec) {
    uint32_t index;
    bac_nn_node *n = append(nn, name, BAC_NN_CONV, 1, &from, &index);
    if (!n || !conv_fits(nn, name, spec, n->C, n->T))
        return index;
    uint32_t T = n->T, C = n->C;
    n->C = spec->channels;
    n->T = (T + spec->pad_left + spec->pad_right - spec->kernel) / spec->stride + 1;
    n->conv = (bac_conv_shape){.c_in = C,
                               .c_out = spec->channels,
                               .groups = spec->groups,
                               .kernel = spec->kernel,
                               .stride = spec->stride,
                               .pad_left = spec->pad_left,
                               .pad_right = spec->pad_right,
                               .t_in = T,
                               .t_out = n->T};
    n->fc = spec->fc;
    n->weight_bits = nn->style == BAC_NN_FLOAT ? 0 : spec->weight_bits;
    n->per_channel = !spec->per_tensor;
    if (n->T > MAX_POSITIONS)
        bac_nn_refuse(nn, name, "%u positions are outside what is supported", n->T);
    if (spec->fc && T != 1)
        bac_nn_refuse(nn, name, "a fully connected layer sees one position, not %u", T);
    size_t fan_in = (size_t)(C / spec->groups) * spec->kernel;
    n->weight =
        param(nn, name, "weight", spec->channels * fan_in,
              (bac_nn_param){
                  .decays = true, .prunable = true, .spread = (float)sqrt(6.0 / (double)fan_in)});
    if (spec->bias)
        n->bias = param(nn, name, "bias", spec->channels, (bac_nn_param){0});
    if (nn->keeps_scales && n->weight_bits)
        n->least = param(nn, name, "least", n->per_channel ? spec->channels : 1,
                         (bac_nn_param){.fixed = true});
    if (nn->style == BAC_NN_NATIVE && n->weight_bits)
        n->exponent = param(nn, name, "exponent", n->per_channel ? spec->channels : 1,
                            (bac_nn_param){.fixed = true, .start = BAC_NN_NO_EXPONENT});
    return index;
}

uint32_t bac_nn_norm_act(bac_nn *nn, const char *name, uint32_t from, bac_nn_norm norm,
                         bac_nn_act act, uint8_t bits, bool is_signed, double scale) {
    uint32_t index;
    bac_nn_node *n = append(nn, name, BAC_NN_NORM, 1, &from, &index);
    if (!n)
        return index;
    n->norm = norm;
    n->act = act;
    if (norm == BAC_NORM_BATCH) {
        n->gamma = param(nn, name, "gamma", n->C, (bac_nn_param){.start = 1});
        n->mean = nn->n_state;
        n->var = nn->n_state + n->C;
        nn->n_state += 2 * (size_t)n->C;
    }
    if (norm != BAC_NORM_NONE)
        n->beta = param(nn, name, "beta", n->C, (bac_nn_param){0});
    if (nn->style != BAC_NN_FLOAT)
        quantiser(nn, n, bits, is_signed, scale);
    if (n->bits && act != BAC_ACT_NONE && act != BAC_ACT_RELU)
        bac_nn_refuse(nn, name,
                      "only ReLU can stand before a quantiser; quantise none for this network");
    if (nn->style == BAC_NN_NATIVE && norm == BAC_NORM_BATCH)
        bac_nn_refuse(nn, name, "native quantisation folds batch norm; use a bias");
    if (nn->node[from].op == BAC_NN_CONV && nn->node[from].quantiser == BAC_NN_NONE)
        nn->node[from].quantiser = (int32_t)index;
    return index;
}

void bac_nn_share_scale(bac_nn *nn, uint32_t node, uint32_t with) {
    if (nn->refusal.code || nn->style != BAC_NN_FREE || node >= nn->n_node || with >= nn->n_node)
        return;
    /* sums and pools have the scale of what they are made of */
    while (nn->node[with].op == BAC_NN_ADD || nn->node[with].op == BAC_NN_MAXPOOL)
        with = nn->node[with].in[0];
    if (nn->node[node].step != BAC_NN_NONE && nn->node[with].step != BAC_NN_NONE) {
        nn->node[node].step = nn->node[with].step;
        nn->node[node].unit = nn->node[with].unit;
    }
}

uint32_t bac_nn_add(bac_nn *nn, const char *name, uint32_t a, uint32_t b) {
    uint32_t index, in[2] = {a, b};
    bac_nn_node *n = append(nn, name, BAC_NN_ADD, 2, in, &index);
    if (n && (nn->node[a].T != nn->node[b].T || nn->node[a].C != nn->node[b].C))
        bac_nn_refuse(nn, name, "adds %u x %u and %u x %u", nn->node[a].T, nn->node[a].C,
                      nn->node[b].T, nn->node[b].C);
    return index;
}

uint32_t bac_nn_concat(bac_nn *nn, const char *name, uint32_t n_in, const uint32_t *in) {
    uint32_t index;
    if (n_in < 1 || n_in > BAC_NN_MAX_IN) {
        bac_nn_refuse(nn, name, "concatenates %u streams; 1 to %d are possible", n_in,
                      BAC_NN_MAX_IN);
        return 0;
    }
    bac_nn_node *n = append(nn, name, BAC_NN_CONCAT, n_in, in, &index);
    for (uint32_t i = 1; n && i < n_in; i++) {
        if (nn->node[in[i]].T != n->T)
            bac_nn_refuse(nn, name, "concatenates %u and %u positions", n->T, nn->node[in[i]].T);
        n->C += nn->node[in[i]].C;
    }
    if (n && n->C > MAX_CHANNELS)
        bac_nn_refuse(nn, name, "%u channels are outside what is supported", n->C);
    return index;
}

uint32_t bac_nn_maxpool(bac_nn *nn, const char *name, uint32_t from, uint32_t kernel,
                        uint32_t stride, uint32_t pad_left, uint32_t pad_right) {
    uint32_t index;
    bac_nn_node *n = append(nn, name, BAC_NN_MAXPOOL, 1, &from, &index);
    if (!n)
        return index;
    if (kernel < 1 || kernel > MAX_POSITIONS || stride < 1 || pad_left >= kernel ||
        pad_right >= kernel || (uint64_t)n->T + pad_left + pad_right < kernel) {
        bac_nn_refuse(nn, name, "window %u, stride %u, pads %u and %u do not fit %u positions",
                      kernel, stride, pad_left, pad_right, n->T);
        return index;
    }
    n->pool =
        (bac_pool_shape){kernel,    stride, pad_left,
                         pad_right, n->T,   (n->T + pad_left + pad_right - kernel) / stride + 1};
    n->T = n->pool.t_out;
    if (n->T > MAX_POSITIONS)
        bac_nn_refuse(nn, name, "%u positions are outside what is supported", n->T);
    return index;
}

uint32_t bac_nn_globalmax(bac_nn *nn, const char *name, uint32_t from) {
    uint32_t T = from < nn->n_node ? nn->node[from].T : 1;
    uint32_t index = bac_nn_maxpool(nn, name, from, T, 1, 0, 0);
    if (!nn->refusal.code)
        nn->node[index].global = true;
    return index;
}

uint32_t bac_nn_mean(bac_nn *nn, const char *name, uint32_t from) {
    uint32_t index;
    bac_nn_node *n = append(nn, name, BAC_NN_MEAN, 1, &from, &index);
    if (n)
        n->T = 1;
    return index;
}

uint32_t bac_nn_mul(bac_nn *nn, const char *name, uint32_t x, uint32_t gate) {
    uint32_t index, in[2] = {x, gate};
    bac_nn_node *n = append(nn, name, BAC_NN_MUL, 2, in, &index);
    if (n && (nn->node[gate].T != 1 || nn->node[gate].C != n->C))
        bac_nn_refuse(nn, name, "the gate must be one position of %u channels", n->C);
    if (n && nn->style != BAC_NN_FLOAT)
        bac_nn_refuse(nn, name, "a product of two streams cannot be quantised; quantise none");
    return index;
}

uint32_t bac_nn_flatten(bac_nn *nn, const char *name, uint32_t from) {
    uint32_t index;
    bac_nn_node *n = append(nn, name, BAC_NN_FLATTEN, 1, &from, &index);
    if (!n)
        return index;
    if ((uint64_t)n->C * n->T > MAX_CHANNELS) {
        bac_nn_refuse(nn, name, "flattens to more than %d channels", MAX_CHANNELS);
        return index;
    }
    n->C *= n->T;
    n->T = 1;
    return index;
}
