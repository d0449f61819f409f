/* lower_trunc.c - Trunc: drop low bits of an already quantised number.
 *
 *   v1  (x, scale, zero, bits_in, bits_out):  round(rint(x/scale) / 2^(in - out)) * scale
 *   v2  (x, scale, zero, bits_in, scale_out, bits_out):
 *       round(clip(rint(x/scale) / 2^k)) * scale_out, k = round(log2(scale_out / scale)),
 *       the clip to the range of bits_out, signed, narrow
 * round is by rounding_mode, FLOOR when absent. A third form, seen between the two, has a
 * zero point after scale_out. */
#include "lower.h"

#include "ints.h"

#include <math.h>

bac_status bac_trunc_read(const bac_node *node, bac_trunc *t) {
    const bac_tensor *unused;
    int bits_in = 0;
    char mode[24];
    bac_node_string(node, "rounding_mode", "FLOOR", mode, sizeof mode);
    t->q.mode = bac_rounding_of_qonnx(mode);
    if (t->q.mode < 0)
        return bac_node_fail(node, "rounding mode %s is not known", mode);
    if (node->n_in < 5 || node->n_in > 7)
        return bac_node_fail(node, "has %u inputs; Trunc takes 5 to 7", node->n_in);
    if (bac_node_scale(node, 1, &unused) || bac_node_scalar(node, 1, "scale", &t->scale) ||
        bac_node_zero_point(node, 2, &unused) || bac_node_width(node, 3, &bits_in) ||
        bac_node_width(node, node->n_in - 1, &t->q.bits))
        return node->graph->status;
    t->scale_out = t->scale;
    t->power = bits_in - t->q.bits;
    t->clipped = node->n_in > 5;
    if (t->clipped) {
        if (bac_node_scale(node, 4, &unused) ||
            bac_node_scalar(node, 4, "output scale", &t->scale_out) ||
            (node->n_in == 7 && bac_node_zero_point(node, 5, &unused)))
            return node->graph->status;
        t->power = (int)rint(log2(t->scale_out / t->scale));
        t->q.is_signed = bac_node_int(node, "signed", 1) != 0;
        bac_quantiser_range(&t->q, bac_node_int(node, "narrow", 0) != 0);
    }
    if (t->power < 0 || t->power > 31 || (t->clipped && t->q.lo >= t->q.hi))
        return bac_node_fail(node, "does not drop bits");
    return BAC_OK;
}

static bac_chain_result append_trunc(bac_chain *chain, uint32_t split, const bac_trunc *t) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    mpq_set_d(a, t->scale);
    mpq_inv(a, a);
    bac_chain_result result = bac_chain_affine(chain, split, a, b);
    result = result ? result : bac_chain_round(chain, BAC_ROUND_HALF_EVEN);
    mpq_set_ui(a, 1, 1);
    mpq_div_2exp(a, a, (mp_bitcnt_t)t->power);
    result = result ? result : bac_chain_affine(chain, split, a, b);
    mpq_set_si(a, (long)t->q.lo, 1);
    mpq_set_si(b, (long)t->q.hi, 1);
    if (!result && t->clipped)
        result = bac_chain_clamp(chain, split, a, b);
    result = result ? result : bac_chain_round(chain, t->q.mode);
    mpq_clears(a, b, NULL);
    return result;
}

/* Without a clip the range of the codes follows from the range of the stream. */
static bac_status free_range(bac_lower *l, const bac_value *v, bac_target *target) {
    const bac_layer *x = bac_value_layer(l, v);
    int64_t lo = 0, hi = 1;
    for (uint32_t c = 0; !l->graph.status && c < v->C; c++) {
        int64_t a = 0, b = 0;
        bac_chain chain;
        bac_chain_init(&chain);
        if (!bac_lane_chain(l, &v->lane[c], &chain) &&
            (!bac_chain_apply(&chain, x->channel_lo[c], &a) ||
             !bac_chain_apply(&chain, x->channel_hi[c], &b)))
            bac_node_fail(l->node, "channel %u has codes beyond 62 bits", c);
        bac_chain_clear(&chain);
        lo = bac_min_i64(lo, bac_min_i64(a, b));
        hi = bac_max_i64(hi, bac_max_i64(a, b));
    }
    if (!l->graph.status && (lo < INT16_MIN || hi > UINT16_MAX))
        bac_node_fail(l->node, "its codes need more than 16 bits");
    target->lo = lo;
    target->hi = hi;
    target->type = bac_type_of_range(lo, hi);
    return l->graph.status;
}

bac_status bac_lower_trunc(bac_lower *l, const bac_node *node) {
    bac_trunc t = {0};
    const bac_value *x = bac_value_of(l, 0);
    if (!x || bac_trunc_read(node, &t))
        return l->graph.status;
    if (x->layer < 0 || x->linear)
        return bac_node_fail(node, "its input is not quantised yet");
    bac_value *v = bac_value_copy(l, x), *y = NULL;
    for (uint32_t c = 0; !l->graph.status && c < v->C; c++)
        bac_chain_status(l, append_trunc(&v->lane[c].chain, bac_value_split(v, c), &t));
    if (l->graph.status)
        return l->graph.status;
    mpq_t unit;
    mpq_init(unit);
    mpq_set_d(unit, t.scale_out);
    bac_target target = {.type = {t.q.is_signed, (uint8_t)t.q.bits},
                         .lo = t.q.lo,
                         .hi = t.q.hi,
                         .scale = &unit,
                         .n_scale = 1};
    if (t.clipped || !free_range(l, v, &target))
        y = bac_lower_requant(l, v, &target);
    mpq_clear(unit);
    return y ? bac_value_set(l, y) : l->graph.status;
}
