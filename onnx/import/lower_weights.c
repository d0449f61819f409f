/* lower_weights.c - convolutions and fully connected layers. */
#include "ints.h"
#include "lower.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Where a layer's output feature o and its weight come from in the ONNX tensor. */
typedef struct bac_weights {
    const bac_tensor *w, *bias;
    uint32_t C_out, per_group, kernel, groups;
    bool transposed; /* MatMul, Gemm without transB: [in][out] */
} bac_weights;

static size_t source_of(const bac_weights *p, const bac_value *x, uint32_t o, uint32_t i,
                        uint32_t k) {
    uint32_t feature = p->groups == 1 ? x->lane[i].feature : i;
    if (p->transposed)
        return (size_t)feature * p->C_out + o;
    return ((size_t)o * p->per_group + feature) * p->kernel + k;
}

static double weight_scale(const bac_weights *p, uint32_t o) {
    return p->w->scale[p->w->n_scale == 1 ? 0 : o];
}

/* Follows the only way from a node to the graph's output: are these the logits? */
static bool is_logits(const bac_lower *l, const bac_node *node) {
    int32_t edge = node->out[0];
    for (uint32_t i = node->index + 1; i < l->graph.n_nodes && edge != l->graph.output; i++) {
        const bac_node *next = &l->graph.node[i];
        if (!next->live || next->n_in == 0 || next->in[0] != edge)
            continue;
        if (!bac_node_is(next, "Flatten") && !bac_node_is(next, "Reshape") &&
            !bac_node_is(next, "Squeeze") && !bac_node_is(next, "Identity") &&
            !bac_node_is(next, "ArgMax") && !bac_node_is(next, "Dropout"))
            return false;
        edge = next->out[0];
    }
    return edge == l->graph.output;
}

/* Sets the bias in units of the accumulator; false when it is no integer. allow_rounded: also when
 * it differs from an integer by the float32 rounding of the exporter's product of scales. */
static bool integer_bias(const bac_weights *p, uint32_t o, mpq_srcptr unit, bool allow_rounded,
                         int32_t *bias) {
    mpq_t b, ratio;
    mpq_inits(b, ratio, NULL);
    mpq_set_d(b, p->bias->data[o]);
    mpq_div(b, b, unit);
    bool found = mpz_cmp_ui(mpq_denref(b), 1) == 0 && mpz_fits_sint_p(mpq_numref(b));
    if (found) {
        *bias = (int32_t)mpz_get_si(mpq_numref(b));
    } else if (allow_rounded && p->bias->bits) {
        mpq_set_d(ratio, p->bias->scale[p->bias->n_scale == 1 ? 0 : o]);
        mpq_div(ratio, ratio, unit);
        double off = mpq_get_d(ratio) - 1;
        found = off <= 0x1p-22 && off >= -0x1p-22;
        *bias = p->bias->code[o];
    }
    mpq_clears(b, ratio, NULL);
    return found;
}

/* Puts the bias into the layer if it is an integer in all channels; otherwise makes it a pending
 * step. */
static bac_status place_bias(bac_lower *l, bool logits, const bac_weights *p, bac_layer *layer,
                             bac_value *y) {
    int32_t *bias = bac_graph_alloc(&l->graph, p->C_out, sizeof *bias);
    bool placed = bias && !bac_value_steps(y);
    for (uint32_t o = 0; placed && o < p->C_out; o++)
        placed = integer_bias(p, o, y->lane[o].scale, logits, &bias[o]);
    if (placed)
        layer->bias = bias;
    if (placed || !bias)
        return l->graph.status;
    mpq_t one, b;
    mpq_inits(one, b, NULL);
    mpq_set_ui(one, 1, 1);
    for (uint32_t o = 0; !l->graph.status && o < p->C_out; o++) {
        mpq_set_d(b, p->bias->data[o]);
        bac_chain_status(l, bac_chain_affine(&y->lane[o].chain, 0, one, b));
    }
    mpq_clears(one, b, NULL);
    return l->graph.status;
}

/* A constant that waits at an input channel adds itself times all weights of that channel. */
static bac_status place_rests(bac_lower *l, const bac_weights *p, const bac_value *x,
                              bac_value *y) {
    mpq_t one, rest, sum;
    mpq_inits(one, rest, sum, NULL);
    mpq_set_ui(one, 1, 1);
    for (uint32_t o = 0; !l->graph.status && o < p->C_out; o++) {
        const bac_chain *chain = &x->lane[o / (p->C_out / p->groups)].chain;
        long weights = 0;
        for (uint32_t k = 0; k < p->kernel; k++)
            weights += p->w->code[(size_t)o * p->kernel + k];
        mpq_set_d(rest, weight_scale(p, o));
        mpq_set_si(sum, weights, 1);
        mpq_mul(rest, rest, sum);
        if (chain->n)
            mpq_mul(rest, rest, chain->step[0].add.a);
        if (chain->n && weights)
            bac_chain_status(l, bac_chain_affine(&y->lane[o].chain, 0, one, rest));
    }
    mpq_clears(one, rest, sum, NULL);
    return l->graph.status;
}

static bac_status check_weights(const bac_node *node, bac_weights *p, uint32_t axis,
                                uint32_t bias_input) {
    p->bias = bac_node_constant(node, bias_input);
    if (!p->w->code)
        return bac_node_fail(node, "its weights are not quantised; put a Quant between them");
    if (p->w->n_scale > 1 && p->w->scale_axis != axis)
        return bac_node_fail(node, "its weights are scaled along something else than the outputs");
    if (bac_node_has_input(node, bias_input) && !p->bias)
        return bac_node_fail(node, "its bias is not constant");
    if (p->bias && p->bias->count != p->C_out)
        return bac_node_fail(node, "its bias has %zu values for %u outputs", p->bias->count,
                             p->C_out);
    return BAC_OK;
}

/* Scales of the accumulators: the input's (one a group) times the weights'. */
static void set_scales(const bac_weights *p, const bac_value *x, bac_value *y) {
    uint32_t out_per_group = p->C_out / p->groups;
    mpq_t s;
    mpq_init(s);
    for (uint32_t o = 0; o < p->C_out; o++) {
        uint32_t first = o / out_per_group * (x->C / p->groups);
        mpq_set_d(s, weight_scale(p, o));
        mpq_mul(y->lane[o].scale, x->lane[first].scale, s);
    }
    mpq_clear(s);
}

/* Adds the layer behind x, which must be plain integers with one scale for each group, and makes
 * its value the output of `to`: the node itself, or the addition with its bias. */
static bac_status add_weighted(bac_lower *l, const bac_node *node, const bac_node *to,
                               const bac_weights *p, uint32_t T, bac_layer *layer,
                               const bac_value *x) {
    bac_value *y = bac_value_new(l, T, p->C_out);
    size_t n = (size_t)p->C_out * p->per_group * p->kernel;
    layer->weight = bac_graph_alloc(&l->graph, n, sizeof *layer->weight);
    if (!y || !layer->weight)
        return l->graph.status;
    for (size_t j = 0; j < n; j++) {
        size_t row = j / p->kernel;
        layer->weight[j] =
            p->w->code[source_of(p, x, (uint32_t)(row / p->per_group),
                                 (uint32_t)(row % p->per_group), (uint32_t)(j % p->kernel))];
    }
    set_scales(p, x, y);
    if (bac_value_steps(x) && place_rests(l, p, x, y))
        return l->graph.status;
    if (p->bias && place_bias(l, is_logits(l, to), p, layer, y))
        return l->graph.status;
    layer->name = bac_lower_weight_name(l, node, layer->op == BAC_FC ? "fc" : "conv");
    layer->C = p->C_out;
    layer->weight_type = (bac_type){p->w->is_signed, p->w->bits};
    layer->cost_bits = bac_graph_bits(&l->graph, node->in[0]);
    y->layer = x->layer;
    l->value[to->out[0]] = y;
    return bac_lower_add(l, layer, y);
}

/* Bits of the widest sum of products of one output, 0 in every partial sum. */
static uint32_t sum_bits(const bac_lower *l, const bac_weights *p, const bac_value *x,
                         uint32_t *channel) {
    const bac_layer *in = bac_value_layer(l, x);
    const uint32_t out_per_group = p->C_out / p->groups;
    double widest = 0;
    for (uint32_t o = 0; o < p->C_out; o++) {
        double down = 0,
               up = 0; /* below 2^16 * 2^16 * 2^48: as near as a decision about bits needs */
        for (uint32_t i = 0; i < p->per_group; i++) {
            const uint32_t c = o / out_per_group * p->per_group + i;
            const double lo = bac_min_i32(0, in->channel_lo[c]),
                         hi = bac_max_i32(0, in->channel_hi[c]);
            for (uint32_t k = 0; k < p->kernel; k++) {
                const double w = p->w->code[source_of(p, x, o, i, k)];
                down += fmin(w * lo, w * hi);
                up += fmax(w * lo, w * hi);
            }
        }
        if (fmax(-down, up) > widest) {
            widest = fmax(-down, up);
            *channel = o;
        }
    }
    return widest > 0 ? 2 + (uint32_t)floor(log2(widest)) : 1;
}

bac_value *bac_lower_refuse_sums(bac_lower *l, uint32_t channel, uint32_t bits, uint32_t in) {
    const uint32_t least = bits - BAC_SUM_BITS + BAC_IMPORT_WIDE_BITS_MIN;
    char hint[48] = "put a Quant in front of it";
    if (least <= in)
        snprintf(hint, sizeof hint, "--wide-bits %u would hold them", in + BAC_SUM_BITS - bits);
    bac_node_fail(l->node,
                  "reads a stream without a quantiser, as codes of %u bits: the sums of its "
                  "output %u then need %u bits, and %d is the most; %s",
                  in, channel, bits, BAC_SUM_BITS, hint);
    return NULL;
}

/* What a weighted layer reads: plain integers, of one scale a group. A stream that has no quantiser
 * is as wide as the sums allow, unless its width was asked for. */
static bac_value *ready_input(bac_lower *l, bac_value *x, const bac_weights *p, const char *use) {
    uint32_t o = 0;
    const bool by_channel = p->groups == x->C && bac_value_needs_wide(l, x);
    bac_value *y = by_channel ? bac_value_by_channel(l, x)
                              : bac_value_plain(l, x, bac_lower_room(l, l->node), use);
    for (int tries = 0; tries < 3; tries++) {
        y = y ? bac_value_align(l, y, p->groups) : NULL;
        if (!y || bac_value_flatten(l, y))
            return NULL;
        const uint32_t bits = sum_bits(l, p, y, &o), in = bac_value_layer(l, y)->type.bits;
        const uint32_t excess = bits > BAC_SUM_BITS ? bits - BAC_SUM_BITS : 0;
        if (excess == 0 || (!y->is_wide && in <= l->summed_bits))
            return y;
        const uint32_t least = l->opt.wide_bits ? l->opt.wide_bits : BAC_LEAST_BITS;
        if (y->is_wide && in < least + excess)
            return bac_lower_refuse_sums(l, o, bits, in);
        y = bac_value_widen(l, y, y->is_wide ? in - excess : bac_lower_room(l, l->node));
    }
    return y;
}

bac_status bac_lower_conv(bac_lower *l, const bac_node *node) {
    bac_window w;
    int64_t length = 0;
    bac_value *x = bac_value_of(l, 0);
    const bac_tensor *weights = x ? bac_node_weights(node) : NULL;
    if (!weights)
        return l->graph.status;
    const bac_shape *s = &weights->shape;
    bac_weights p = {.w = weights,
                     .C_out = (uint32_t)s->dim[0],
                     .per_group = (uint32_t)s->dim[1],
                     .kernel = (uint32_t)s->dim[2]};
    if (x->flat)
        return bac_node_fail(node, "its input is flattened");
    if (bac_node_window(node, x->T, s->dim[2], &w, &length) || check_weights(node, &p, 0, 2))
        return l->graph.status;
    p.groups = (uint32_t)w.groups;
    if (p.groups > 1 && !bac_value_in_order(x))
        return bac_node_fail(node, "groups channels that were flattened before");
    bac_layer layer = {.op = BAC_CONV,
                       .groups = p.groups,
                       .kernel = p.kernel,
                       .stride = (uint32_t)w.stride,
                       .pad_left = (uint32_t)w.pad_left,
                       .pad_right = (uint32_t)w.pad_right};
    x = ready_input(l, x, &p, "a convolution");
    return x ? add_weighted(l, node, node, &p, (uint32_t)length, &layer, x) : l->graph.status;
}

/* Some exporters write a fully connected layer as MatMul and Add of a vector. If the addition is
 * the only reader of the product, its vector becomes the layer's bias. Returns the addition, else
 * the node. */
static const bac_node *find_bias(const bac_lower *l, const bac_node *node, bac_weights *p) {
    bac_node *add = NULL;
    uint32_t users = node->out[0] == l->graph.output;
    for (uint32_t i = node->index + 1; i < l->graph.n_nodes; i++) {
        bac_node *next = &l->graph.node[i];
        for (uint32_t k = 0; next->live && k < next->n_in; k++)
            if (next->in[k] == node->out[0]) {
                add = next;
                users++;
            }
    }
    if (p->bias || !add || users != 1 || !bac_node_is(add, "Add") || add->n_in != 2)
        return node;
    const bac_tensor *bias = bac_node_constant(add, add->in[0] == node->out[0] ? 1 : 0);
    if (!bias || bias->count != p->C_out || bias->shape.rank == 0 ||
        bias->shape.dim[bias->shape.rank - 1] != (int64_t)p->C_out)
        return node;
    p->bias = bias;
    add->folded = true;
    return add;
}

bac_status bac_lower_linear(bac_lower *l, const bac_node *node) {
    bool gemm = bac_node_is(node, "Gemm");
    bac_value *x = bac_value_of(l, 0);
    if (!x)
        return l->graph.status;
    float alpha = bac_node_float(node, "alpha", 1), beta = bac_node_float(node, "beta", 1);
    if (gemm && (alpha != 1 || beta != 1))
        return bac_node_fail(node, "alpha %g and beta %g must be 1", (double)alpha, (double)beta);
    const bac_tensor *weights = bac_node_weights(node);
    if (!weights)
        return l->graph.status;
    const bac_shape *s = &weights->shape;
    bool transposed = !(gemm && bac_node_int(node, "transB", 0) != 0);
    bac_weights p = {.w = weights,
                     .C_out = (uint32_t)s->dim[transposed ? 1 : 0],
                     .per_group = (uint32_t)s->dim[transposed ? 0 : 1],
                     .kernel = 1,
                     .groups = 1,
                     .transposed = transposed};
    if (check_weights(node, &p, transposed ? 1 : 0, gemm ? 2 : UINT32_MAX))
        return l->graph.status;
    const bac_node *to = find_bias(l, node, &p);
    bac_layer layer = {.op = BAC_FC, .groups = 1, .kernel = 1, .stride = 1};
    x = ready_input(l, x, &p, "a fully connected layer");
    return x ? add_weighted(l, node, to, &p, 1, &layer, x) : l->graph.status;
}
