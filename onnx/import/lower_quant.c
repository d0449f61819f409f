/* lower_quant.c - quantisers on streams: Quant, IntQuant, BipolarQuant, Trunc. */
#include "lower.h"

#include <stdlib.h>

static uint32_t split_of(const bac_value *value, uint32_t c) {
    return value->n_pools ? value->lane[c].last_pool : 0;
}

/* round(clip(x / scale)); of one signed bit: 2*floor(clip(x, -1, 0)) + 1. */
static bac_chain_result append_quantiser(bac_chain *chain, uint32_t split, mpq_srcptr scale,
                                         const bac_quantiser *q) {
    mpq_t lo, hi, one;
    mpq_inits(lo, hi, one, NULL);
    bac_chain_result result;
    mpq_set_si(lo, q->bipolar ? -1 : (long)q->lo, 1);
    mpq_set_si(hi, q->bipolar ? 0 : (long)q->hi, 1);
    if (q->bipolar) {
        result = bac_chain_clamp(chain, split, lo, hi);
        if (result == BAC_CHAIN_OK)
            result = bac_chain_round(chain, BAC_ROUND_FLOOR);
        mpq_set_ui(lo, 2, 1);
        mpq_set_ui(one, 1, 1);
        if (result == BAC_CHAIN_OK)
            result = bac_chain_affine(chain, split, lo, one);
    } else {
        mpq_inv(one, scale);
        mpq_t zero;
        mpq_init(zero);
        result = bac_chain_affine(chain, split, one, zero);
        mpq_clear(zero);
        if (result == BAC_CHAIN_OK)
            result = bac_chain_clamp(chain, split, lo, hi);
    }
    if (result == BAC_CHAIN_OK)
        result = bac_chain_round(chain, q->mode);
    mpq_clears(lo, hi, one, NULL);
    return result;
}

/* The frame's quantiser is the network's first layer. */
static bac_status lower_input(bac_lower *l, const bac_node *node, const bac_quantiser *q,
                              double scale, bac_value *y, bac_error *err) {
    const bac_shape *shape = &l->graph.edge[l->graph.input].shape;
    if (q->bipolar || q->mode >= BAC_ROUND_COUNT + (q->is_signed ? 0 : 1))
        return bac_node_fail(&l->graph, node, err,
                             "quantises the frames to one signed bit or rounds ties to zero; use "
                             "another input quantiser");
    if (l->saw_input)
        return bac_node_fail(&l->graph, node, err,
                             "is a second quantiser of the frames; share the first one's output");
    l->saw_input = true;
    char name[] = "input";
    uint32_t index = 0;
    int rounding = q->mode == BAC_ROUND_HALF_TO_ZERO ? BAC_ROUND_HALF_DOWN : q->mode;
    bac_layer layer = {.name = name,
                       .op = BAC_INPUT,
                       .T = (uint32_t)shape->dim[2],
                       .C = (uint32_t)shape->dim[1],
                       .type = {q->is_signed, (uint8_t)q->bits},
                       .code_lo = (int32_t)q->lo,
                       .code_hi = (int32_t)q->hi,
                       .rounding = (bac_rounding)rounding,
                       .n_scale = 1,
                       .scale = &scale};
    bac_status status = bac_lower_add(l, node, &layer, &index, err);
    if (status)
        return status;
    y->layer = (int32_t)index;
    y->codes = true;
    for (uint32_t c = 0; c < y->C; c++)
        bac_exact_from_double(y->lane[c].scale, scale);
    return bac_value_emit_pools(l, node, y, err);
}

/* What a quantiser does to a stream: divide, clip and round, and what a code is then worth. */
typedef struct bac_quantising {
    const bac_quantiser *q;
    const bac_tensor *divide, *scale;
    bac_per_channel by, worth;
} bac_quantising;

/* The frame itself: v becomes the input layer's codes. */
static bac_status quantise_frame(bac_lower *l, const bac_node *node, const bac_quantising *p,
                                 bac_value *v, bac_error *err) {
    if (!p->by.single || !p->worth.single || p->divide->data[0] != p->scale->data[0])
        return bac_node_fail(&l->graph, node, err,
                             "the frames' quantiser needs one scale for all channels");
    return lower_input(l, node, p->q, p->scale->data[0], v, err);
}

static bac_status quantise_stream(bac_lower *l, const bac_node *node, const bac_quantising *p,
                                  bac_value *v, bac_value **y, bac_error *err) {
    const bac_quantiser *q = p->q;
    bac_target target = {.type = {q->is_signed, (uint8_t)(q->bipolar ? 2 : q->bits)},
                         .lo = q->lo,
                         .hi = q->hi,
                         .n_scale = p->worth.single ? 1 : v->C};
    bac_status status = BAC_OK;
    mpq_t by;
    target.scale = calloc(target.n_scale, sizeof *target.scale);
    if (!target.scale)
        return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    mpq_init(by);
    for (uint32_t c = 0; c < target.n_scale; c++) {
        mpq_init(target.scale[c]);
        bac_exact_from_double(target.scale[c], bac_per_channel_at(&p->worth, c));
    }
    for (uint32_t c = 0; !status && c < v->C; c++) {
        bac_exact_from_double(by, bac_per_channel_at(&p->by, c));
        status = bac_chain_status(l, node,
                                  append_quantiser(&v->lane[c].chain, split_of(v, c), by, q), err);
    }
    if (!status)
        status = bac_lower_requant(l, node, v, &target, y, err);
    for (uint32_t c = 0; c < target.n_scale; c++)
        mpq_clear(target.scale[c]);
    mpq_clear(by);
    free(target.scale);
    return status;
}

static bac_status quantise(bac_lower *l, const bac_node *node, const bac_value *x,
                           const bac_quantiser *q, const bac_tensor *divide,
                           const bac_tensor *scale, bac_error *err) {
    bac_quantising p = {.q = q, .divide = divide, .scale = scale};
    bac_value *v = NULL, *y = NULL;
    bool vector = scale->shape.rank == 1 && x->linear;
    bac_status status = bac_value_copy(l, x, &v, err);
    if (status)
        return status;
    status = bac_value_constant(l, node, v, divide, vector, &p.by, err);
    if (!status)
        status = bac_value_constant(l, node, v, scale, vector, &p.worth, err);
    v->linear = false;
    if (!status && v->layer < 0) {
        status = quantise_frame(l, node, &p, v, err);
        y = status ? NULL : v;
    } else if (!status) {
        status = quantise_stream(l, node, &p, v, &y, err);
    }
    if (y != v)
        bac_value_free(v);
    if (!status)
        bac_value_set(l, node, y);
    return status;
}

bac_status bac_lower_quant(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL;
    bac_quantiser q;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (!status)
        status = bac_quantiser_read(&l->graph, node, &q, err);
    if (status)
        return status;
    if (x->linear)
        return bac_node_fail(&l->graph, node, err,
                             "comes before the DequantizeLinear of its input");
    return quantise(l, node, x, &q, q.scale, q.scale, err);
}

/* QuantizeLinear and the Clip behind it only note a range: the DequantizeLinear quantises. */
bac_status bac_lower_quantize(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL, *y = NULL;
    const bac_tensor *scale, *zero;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (!status)
        status = bac_node_scale(&l->graph, node, 1, &scale, err);
    if (!status)
        status = bac_node_zero_point(&l->graph, node, 2, &zero, err);
    if (status)
        return status;
    if (x->linear)
        return bac_node_fail(&l->graph, node, err, "quantises what is quantised already");
    if (scale->count > 1 && bac_node_int(node, "axis", 1) != 1)
        return bac_node_fail(&l->graph, node, err, "its axis must be the channels, 1");
    int64_t dtype = bac_node_int(node, "output_dtype", 0);
    dtype = zero ? zero->dtype : dtype ? dtype : BAC_ONNX_UINT8;
    double lo = 0, hi = 0;
    status = bac_linear_range(&l->graph, node, (int32_t)dtype, &lo, &hi, err);
    if (!status)
        status = bac_value_copy(l, x, &y, err);
    if (status)
        return status;
    y->linear = true;
    y->linear_lo = lo;
    y->linear_hi = hi;
    y->linear_scale = scale;
    bac_value_set(l, node, y);
    return BAC_OK;
}

bac_status bac_lower_dequantize(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL;
    const bac_tensor *scale, *zero;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (!status)
        status = bac_node_scale(&l->graph, node, 1, &scale, err);
    if (!status)
        status = bac_node_zero_point(&l->graph, node, 2, &zero, err);
    if (status)
        return status;
    if (!x->linear)
        return bac_node_fail(&l->graph, node, err, "has no QuantizeLinear in front of it");
    if (x->linear_lo >= x->linear_hi)
        return bac_node_fail(&l->graph, node, err, "its range holds a single code");
    bac_quantiser q = {.scale = scale,
                       .is_signed = x->linear_lo < 0,
                       .bits = bac_width_of(x->linear_lo, x->linear_hi),
                       .lo = (int64_t)x->linear_lo,
                       .hi = (int64_t)x->linear_hi,
                       .mode = BAC_ROUND_HALF_EVEN};
    return quantise(l, node, x, &q, x->linear_scale, scale, err);
}
