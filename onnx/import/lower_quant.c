/* lower_quant.c - quantisers on streams: Quant, IntQuant, BipolarQuant, Trunc. */
#include "lower.h"

/* round(clip(x / scale)); of one signed bit: 2*floor(clip(x, -1, 0)) + 1. */
static bac_chain_result append_quantiser(bac_chain *chain, uint32_t split, mpq_srcptr scale,
                                         const bac_quantiser *q) {
    mpq_t lo, hi, mul, add;
    mpq_inits(lo, hi, mul, add, NULL);
    mpq_set_si(lo, q->bipolar ? -1 : (long)q->lo, 1);
    mpq_set_si(hi, q->bipolar ? 0 : (long)q->hi, 1);
    bac_chain_result result = BAC_CHAIN_OK;
    if (!q->bipolar) {
        mpq_inv(mul, scale);
        result = bac_chain_affine(chain, split, mul, add);
    }
    result = result ? result : bac_chain_clamp(chain, split, lo, hi);
    if (q->bipolar) {
        result = result ? result : bac_chain_round(chain, BAC_ROUND_FLOOR);
        mpq_set_ui(mul, 2, 1);
        mpq_set_ui(add, 1, 1);
        result = result ? result : bac_chain_affine(chain, split, mul, add);
    }
    result = result ? result : bac_chain_round(chain, q->mode);
    mpq_clears(lo, hi, mul, add, NULL);
    return result;
}

/* The frame's quantiser is the network's first layer. */
static bac_status lower_input(bac_lower *l, const bac_quantiser *q, double scale, bac_value *y) {
    const bac_shape *shape = &l->graph.edge[l->graph.input].shape;
    if (q->bipolar || q->mode >= BAC_ROUND_COUNT + (q->is_signed ? 0 : 1))
        return bac_node_fail(l->node,
                             "quantises the frames to one signed bit or rounds ties to zero; use "
                             "another input quantiser");
    if (l->saw_input)
        return bac_node_fail(l->node,
                             "is a second quantiser of the frames; share the first one's output");
    l->saw_input = true;
    char name[] = "input";
    int rounding = q->mode == BAC_ROUND_HALF_TO_ZERO ? BAC_ROUND_HALF_DOWN : q->mode;
    bac_layer layer = {.name = name,
                       .op = BAC_INPUT,
                       .T = (uint32_t)shape->dim[2],
                       .C = (uint32_t)shape->dim[1],
                       .type = {q->is_signed, (uint8_t)q->bits},
                       .code_lo = (int32_t)q->lo,
                       .code_hi = (int32_t)q->hi,
                       .rounding = (bac_rounding)rounding};
    for (uint32_t c = 0; c < y->C; c++)
        mpq_set_d(y->lane[c].scale, scale);
    y->codes = true;
    return bac_lower_add(l, &layer, y) ? l->graph.status : bac_value_emit_pools(l, y);
}

/* The effect of a quantiser on a stream: divide by one scale, clip and round; the other scale is
 * the real value of a code. */
typedef struct bac_quantising {
    const bac_quantiser *q;
    bac_per_channel by, worth;
} bac_quantising;

static bac_value *quantise_stream(bac_lower *l, const bac_quantising *p, bac_value *v) {
    const bac_quantiser *q = p->q;
    if (q->bits > BAC_MAX_CODE_BITS) {
        bac_node_fail(l->node, "codes have 1 .. %d bits, not %d", BAC_MAX_CODE_BITS, q->bits);
        return NULL;
    }
    bac_target target = {.type = {q->is_signed, (uint8_t)(q->bipolar ? 2 : q->bits)},
                         .lo = q->lo,
                         .hi = q->hi,
                         .n_scale = p->worth.single ? 1 : v->C};
    target.scale = bac_graph_alloc(&l->graph, target.n_scale, sizeof *target.scale);
    if (!target.scale)
        return NULL;
    mpq_t by;
    mpq_init(by);
    for (uint32_t c = 0; c < target.n_scale; c++) {
        mpq_init(target.scale[c]);
        mpq_set_d(target.scale[c], bac_per_channel_at(&p->worth, c));
    }
    for (uint32_t c = 0; !l->graph.status && c < v->C; c++) {
        mpq_set_d(by, bac_per_channel_at(&p->by, c));
        bac_chain_status(l, append_quantiser(&v->lane[c].chain, bac_value_split(v, c), by, q));
    }
    bac_value *y = l->graph.status ? NULL : bac_lower_requant(l, v, &target);
    for (uint32_t c = 0; c < target.n_scale; c++)
        mpq_clear(target.scale[c]);
    mpq_clear(by);
    return y;
}

static bac_status quantise(bac_lower *l, const bac_value *x, const bac_quantiser *q,
                           const bac_tensor *divide) {
    bac_quantising p = {.q = q};
    bool vector = q->scale->shape.rank == 1 && x->linear;
    bac_value *v = bac_value_copy(l, x);
    if (!v || bac_value_constant(l, v, divide, vector, &p.by) ||
        bac_value_constant(l, v, q->scale, vector, &p.worth))
        return l->graph.status;
    v->linear = false;
    if (v->layer >= 0)
        v = quantise_stream(l, &p, v);
    else if (!p.by.single || !p.worth.single || divide->data[0] != q->scale->data[0])
        bac_node_fail(l->node, "the frames' quantiser needs one scale for all channels");
    else
        lower_input(l, q, q->scale->data[0], v);
    return l->graph.status ? l->graph.status : bac_value_set(l, v);
}

bac_status bac_lower_quant(bac_lower *l, const bac_node *node) {
    bac_quantiser q;
    const bac_value *x = bac_value_of(l, 0);
    if (!x || bac_quantiser_read(node, &q))
        return l->graph.status;
    if (x->linear)
        return bac_node_fail(node, "comes before the DequantizeLinear of its input");
    return quantise(l, x, &q, q.scale);
}

/* QuantizeLinear and a Clip behind it only record scale and range; the DequantizeLinear
 * quantises. */
bac_status bac_lower_quantize(bac_lower *l, const bac_node *node) {
    const bac_tensor *scale, *zero;
    const bac_value *x = bac_value_of(l, 0);
    if (!x || bac_node_scale(node, 1, &scale) || bac_node_zero_point(node, 2, &zero))
        return l->graph.status;
    if (x->linear)
        return bac_node_fail(node, "quantises what is quantised already");
    if (scale->count > 1 && bac_node_int(node, "axis", 1) != 1)
        return bac_node_fail(node, "its axis must be the channels, 1");
    int64_t dtype = bac_node_int(node, "output_dtype", 0);
    dtype = zero ? zero->dtype : dtype ? dtype : BAC_ONNX_UINT8;
    double lo = 0, hi = 0;
    bac_value *y = bac_linear_range(node, (int32_t)dtype, &lo, &hi) ? NULL : bac_value_copy(l, x);
    if (!y)
        return l->graph.status;
    y->linear = true;
    y->linear_lo = lo;
    y->linear_hi = hi;
    y->linear_scale = scale;
    return bac_value_set(l, y);
}

bac_status bac_lower_dequantize(bac_lower *l, const bac_node *node) {
    const bac_tensor *scale, *zero;
    const bac_value *x = bac_value_of(l, 0);
    if (!x || bac_node_scale(node, 1, &scale) || bac_node_zero_point(node, 2, &zero))
        return l->graph.status;
    if (!x->linear)
        return bac_node_fail(node, "has no QuantizeLinear in front of it");
    if (x->linear_lo >= x->linear_hi)
        return bac_node_fail(node, "its range holds a single code");
    bac_quantiser q = {.scale = scale,
                       .is_signed = x->linear_lo < 0,
                       .bits = bac_width_of(x->linear_lo, x->linear_hi),
                       .lo = (int64_t)x->linear_lo,
                       .hi = (int64_t)x->linear_hi,
                       .mode = BAC_ROUND_HALF_EVEN};
    return quantise(l, x, &q, x->linear_scale);
}
