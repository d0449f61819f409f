/* lower_weights.c - convolutions and fully connected layers. */
#include "lower.h"

#include <inttypes.h>
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

/* The bias in units of the accumulator, when that is an integer: exactly, or (allow_rounded)
 * up to the float32 rounding of the exporter's own product of scales. */
static bool integer_bias(const bac_weights *p, uint32_t o, mpq_srcptr unit, bool allow_rounded,
                         int32_t *bias) {
    mpq_t b, ratio;
    mpq_inits(b, ratio, NULL);
    bac_exact_from_double(b, p->bias->data[o]);
    mpq_div(b, b, unit);
    bool found = mpz_cmp_ui(mpq_denref(b), 1) == 0 && mpz_fits_sint_p(mpq_numref(b));
    if (found) {
        *bias = (int32_t)mpz_get_si(mpq_numref(b));
    } else if (allow_rounded && p->bias->bits) {
        bac_exact_from_double(ratio, p->bias->scale[p->bias->n_scale == 1 ? 0 : o]);
        mpq_div(ratio, ratio, unit);
        double off = mpq_get_d(ratio) - 1;
        found = off <= 0x1p-22 && off >= -0x1p-22;
        *bias = p->bias->code[o];
    }
    mpq_clears(b, ratio, NULL);
    return found;
}

/* All channels as integers in the layer, or all of them as a pending step. */
static bac_status place_bias(bac_lower *l, const bac_node *node, const bac_weights *p, bac_value *y,
                             int32_t *bias, bool *placed, bac_error *err) {
    bool logits = is_logits(l, node);
    *placed = true;
    for (uint32_t o = 0; *placed && o < p->C_out; o++)
        *placed = integer_bias(p, o, y->lane[o].scale, logits, &bias[o]);
    if (*placed)
        return BAC_OK;
    mpq_t one, b;
    mpq_inits(one, b, NULL);
    mpq_set_ui(one, 1, 1);
    bac_status status = BAC_OK;
    for (uint32_t o = 0; !status && o < p->C_out; o++) {
        bac_exact_from_double(b, p->bias->data[o]);
        status = bac_chain_status(l, node, bac_chain_affine(&y->lane[o].chain, 0, one, b), err);
    }
    mpq_clears(one, b, NULL);
    return status;
}

static bac_status check_weights(bac_lower *l, const bac_node *node, bac_weights *p, uint32_t axis,
                                uint32_t bias_input, bac_error *err) {
    bac_status status = bac_node_constant(&l->graph, node, 1, &p->w, err);
    if (!status)
        status = bac_node_constant(&l->graph, node, bias_input, &p->bias, err);
    if (status)
        return status;
    if (!p->w || !p->w->code)
        return bac_node_fail(&l->graph, node, err,
                             "its weights are not quantised; put a Quant between them");
    if (p->w->n_scale > 1 && p->w->scale_axis != axis)
        return bac_node_fail(&l->graph, node, err,
                             "its weights are scaled along something else than the outputs");
    if (bac_node_has_input(node, bias_input) && !p->bias)
        return bac_node_fail(&l->graph, node, err, "its bias is not constant");
    if (p->bias && p->bias->count != p->C_out)
        return bac_node_fail(&l->graph, node, err, "its bias has %zu values for %u outputs",
                             p->bias->count, p->C_out);
    return BAC_OK;
}

/* Scales of the accumulators: the input's (one a group) times the weights'. */
static void set_scales(const bac_weights *p, const bac_value *x, bac_value *y) {
    uint32_t out_per_group = p->C_out / p->groups;
    mpq_t s;
    mpq_init(s);
    for (uint32_t o = 0; o < p->C_out; o++) {
        uint32_t first = o / out_per_group * (x->C / p->groups);
        bac_exact_from_double(s, weight_scale(p, o));
        mpq_mul(y->lane[o].scale, x->lane[first].scale, s);
    }
    mpq_clear(s);
}

static bac_status add_weighted(bac_lower *l, const bac_node *node, const bac_node *to,
                               const bac_weights *p, bac_layer *layer, bac_value *x, bac_value *y,
                               bac_error *err) {
    char name[BAC_MAX_NAME + 1];
    uint32_t from = (uint32_t)x->layer, index = 0;
    bool placed = false;
    size_t n = (size_t)p->C_out * p->per_group * p->kernel;
    layer->weight = malloc(n * sizeof *layer->weight);
    layer->bias = malloc(p->C_out * sizeof *layer->bias);
    int32_t *bias = layer->bias;
    bac_status status = BAC_OK;
    if (!layer->weight || !layer->bias)
        status = bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    for (size_t j = 0; !status && j < n; j++) {
        size_t row = j / p->kernel;
        layer->weight[j] =
            p->w->code[source_of(p, x, (uint32_t)(row / p->per_group),
                                 (uint32_t)(row % p->per_group), (uint32_t)(j % p->kernel))];
    }
    set_scales(p, x, y);
    if (!status && p->bias)
        status = place_bias(l, to, p, y, bias, &placed, err);
    if (!placed)
        layer->bias = NULL;
    bac_lower_weight_name(l, node, layer->op == BAC_FC ? "fc" : "conv", name);
    layer->name = name;
    layer->n_in = 1;
    layer->in = &from;
    layer->C = p->C_out;
    layer->weight_type = (bac_type){p->w->is_signed, p->w->bits};
    layer->cost_bits = bac_graph_bits(&l->graph, node->in[0]);
    if (!status)
        status = bac_value_scales(l, y, &layer->scale, &layer->n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, layer, &index, err);
    y->layer = (int32_t)index;
    free(layer->weight);
    free(bias);
    free(layer->scale);
    return status;
}

/* x as a layer that sums over channels wants it: plain integers, one scale a group. *own is a
 * value to free when it was made for this layer alone. */
static bac_status prepare_input(bac_lower *l, const bac_node *node, uint32_t groups,
                                const char *use, bac_value **x, bac_value **own, bac_error *err) {
    bac_status status = bac_value_settle(l, node, *x, use, err);
    if (!status)
        status = bac_value_align(l, node, *x, groups, own, err);
    if (*own)
        *x = *own;
    return status;
}

/* Adds the layer behind x and gives its value to `to`'s output, which is node itself or the
 * addition that holds its bias. */
static bac_status finish(bac_lower *l, const bac_node *node, const bac_node *to,
                         const bac_weights *p, uint32_t T, bac_layer *layer, bac_value *x,
                         bac_error *err) {
    bac_value *y = NULL;
    bac_status status = bac_value_new(l, T, p->C_out, &y, err);
    if (!status)
        status = add_weighted(l, node, to, p, layer, x, y, err);
    return bac_value_finish(l, to, y, status);
}

bac_status bac_lower_conv(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL, *own = NULL;
    bac_window w;
    int64_t length = 0;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (status)
        return status;
    const bac_edge *edge = bac_node_edge(&l->graph, node, 1);
    if (!edge || !edge->constant)
        return bac_node_fail(&l->graph, node, err, "its weights are not constant");
    const bac_shape *s = &edge->constant->shape;
    bac_weights p = {.C_out = (uint32_t)s->dim[0],
                     .per_group = (uint32_t)s->dim[1],
                     .kernel = (uint32_t)s->dim[2]};
    if (x->flat)
        return bac_node_fail(&l->graph, node, err, "its input is flattened");
    status = bac_node_window(&l->graph, node, x->T, s->dim[2], &w, &length, err);
    if (!status)
        status = check_weights(l, node, &p, 0, 2, err);
    if (status)
        return status;
    p.groups = (uint32_t)w.groups;
    if (p.groups > 1 && !bac_value_in_order(x))
        return bac_node_fail(&l->graph, node, err, "groups channels that were flattened before");
    bac_layer layer = {.op = BAC_CONV,
                       .groups = p.groups,
                       .kernel = p.kernel,
                       .stride = (uint32_t)w.stride,
                       .pad_left = (uint32_t)w.pad_left,
                       .pad_right = (uint32_t)w.pad_right};
    status = prepare_input(l, node, p.groups, "a convolution", &x, &own, err);
    if (!status)
        status = finish(l, node, node, &p, (uint32_t)length, &layer, x, err);
    bac_value_free(own);
    return status;
}

/* MatMul, then Add of a vector: a fully connected layer as some exporters write it. The
 * addition is taken into the layer when it is the only user of the product. */
static bac_status find_bias(bac_lower *l, const bac_node *node, bac_weights *p, const bac_node **to,
                            bac_error *err) {
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
    *to = node;
    if (p->bias || !add || users != 1 || !bac_node_is(add, "Add") || add->n_in != 2)
        return BAC_OK;
    const bac_tensor *bias = NULL;
    bac_status status =
        bac_node_constant(&l->graph, add, add->in[0] == node->out[0] ? 1 : 0, &bias, err);
    if (status || !bias || bias->count != p->C_out ||
        bias->shape.dim[bias->shape.rank - 1] != (int64_t)p->C_out)
        return status;
    p->bias = bias;
    add->folded = true;
    *to = add;
    return BAC_OK;
}

bac_status bac_lower_linear(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL, *own = NULL;
    const bac_node *to = node;
    bool gemm = bac_node_is(node, "Gemm");
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (status)
        return status;
    float alpha = bac_node_float(node, "alpha", 1), beta = bac_node_float(node, "beta", 1);
    if (gemm && (alpha != 1 || beta != 1))
        return bac_node_fail(&l->graph, node, err, "alpha %g and beta %g must be 1", (double)alpha,
                             (double)beta);
    const bac_edge *edge = bac_node_edge(&l->graph, node, 1);
    if (!edge || !edge->constant)
        return bac_node_fail(&l->graph, node, err, "its weights are not constant");
    bool transposed = !(gemm && bac_node_int(node, "transB", 0) != 0);
    const bac_shape *s = &edge->constant->shape;
    bac_weights p = {.C_out = (uint32_t)s->dim[transposed ? 1 : 0],
                     .per_group = (uint32_t)s->dim[transposed ? 0 : 1],
                     .kernel = 1,
                     .groups = 1,
                     .transposed = transposed};
    status = check_weights(l, node, &p, transposed ? 1 : 0, gemm ? 2 : UINT32_MAX, err);
    if (!status)
        status = find_bias(l, node, &p, &to, err);
    if (!status)
        status = prepare_input(l, node, 1, "a fully connected layer", &x, &own, err);
    if (!status)
        status = bac_value_flatten(l, node, x, err);
    bac_layer layer = {.op = BAC_FC, .groups = 1, .kernel = 1, .stride = 1};
    if (!status)
        status = finish(l, node, to, &p, 1, &layer, x, err);
    bac_value_free(own);
    return status;
}
