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

typedef struct bac_trunc {
    double scale, scale_out;
    int bits, power;
    bool clipped;
    bac_quantiser q;
} bac_trunc;

static bac_status read_trunc(bac_lower *l, const bac_node *node, bac_trunc *t, bac_error *err) {
    const bac_tensor *unused;
    int bits_in = 0;
    char mode[24];
    bac_node_string(node, "rounding_mode", "FLOOR", mode, sizeof mode);
    t->q.mode = bac_rounding_of_qonnx(mode);
    if (t->q.mode < 0)
        return bac_node_fail(&l->graph, node, err, "rounding mode %s is not known", mode);
    if (node->n_in < 5 || node->n_in > 7)
        return bac_node_fail(&l->graph, node, err, "has %u inputs; Trunc takes 5 to 7", node->n_in);
    bac_status status = bac_node_scale(&l->graph, node, 1, &unused, err);
    if (!status)
        status = bac_node_scalar(&l->graph, node, 1, "scale", &t->scale, err);
    if (!status)
        status = bac_node_zero_point(&l->graph, node, 2, &unused, err);
    if (!status)
        status = bac_node_width(&l->graph, node, 3, &bits_in, err);
    if (!status)
        status = bac_node_width(&l->graph, node, node->n_in - 1, &t->q.bits, err);
    if (status)
        return status;
    t->scale_out = t->scale;
    t->power = bits_in - t->q.bits;
    t->clipped = node->n_in > 5;
    if (t->clipped) {
        status = bac_node_scale(&l->graph, node, 4, &unused, err);
        if (!status)
            status = bac_node_scalar(&l->graph, node, 4, "output scale", &t->scale_out, err);
        if (!status && node->n_in == 7)
            status = bac_node_zero_point(&l->graph, node, 5, &unused, err);
        if (status)
            return status;
        t->power = (int)rint(log2(t->scale_out / t->scale));
        t->q.is_signed = bac_node_int(node, "signed", 1) != 0;
        bac_quantiser_range(&t->q, bac_node_int(node, "narrow", 0) != 0);
    }
    if (t->power < 0 || t->power > 31 || (t->clipped && t->q.lo >= t->q.hi))
        return bac_node_fail(&l->graph, node, err, "does not drop bits");
    return BAC_OK;
}

static bac_chain_result append_trunc(bac_chain *chain, uint32_t split, const bac_trunc *t) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    bac_exact_from_double(a, t->scale);
    mpq_inv(a, a);
    bac_chain_result result = bac_chain_affine(chain, split, a, b);
    if (result == BAC_CHAIN_OK)
        result = bac_chain_round(chain, BAC_ROUND_HALF_EVEN);
    mpq_set_ui(a, 1, 1);
    mpq_div_2exp(a, a, (mp_bitcnt_t)t->power);
    if (result == BAC_CHAIN_OK)
        result = bac_chain_affine(chain, split, a, b);
    if (t->clipped) {
        mpq_set_si(a, (long)t->q.lo, 1);
        mpq_set_si(b, (long)t->q.hi, 1);
        if (result == BAC_CHAIN_OK)
            result = bac_chain_clamp(chain, split, a, b);
    }
    if (result == BAC_CHAIN_OK)
        result = bac_chain_round(chain, t->q.mode);
    mpq_clears(a, b, NULL);
    return result;
}

/* Without a clip the codes are whatever the range of the stream makes of them. */
static bac_status free_range(bac_lower *l, const bac_node *node, const bac_value *v,
                             bac_target *target, bac_error *err) {
    const bac_layer *x = bac_net_layer(l->net, (uint32_t)v->layer);
    int64_t lo = 0, hi = 1;
    mpq_t zero;
    bac_chain chain;
    bac_status status = BAC_OK;
    mpq_init(zero);
    for (uint32_t c = 0; !status && c < v->C; c++) {
        int64_t ends[2] = {0, 0};
        bac_chain_init(&chain);
        bac_chain_result result = bac_chain_affine(&chain, 0, v->lane[c].scale, zero);
        if (result == BAC_CHAIN_OK)
            result = bac_chain_copy(&chain, &v->lane[c].chain);
        status = bac_chain_status(l, node, result, err);
        if (!status && (!bac_chain_apply(&chain, x->channel_lo[c], &ends[0]) ||
                        !bac_chain_apply(&chain, x->channel_hi[c], &ends[1])))
            status = bac_node_fail(&l->graph, node, err, "channel %u has codes beyond 62 bits", c);
        bac_chain_clear(&chain);
        for (int k = 0; k < 2; k++) {
            lo = bac_min_i64(lo, ends[k]);
            hi = bac_max_i64(hi, ends[k]);
        }
    }
    mpq_clear(zero);
    if (!status && (lo < INT16_MIN || hi > UINT16_MAX))
        status = bac_node_fail(&l->graph, node, err, "its codes need more than 16 bits");
    target->lo = lo;
    target->hi = hi;
    target->type = bac_type_of_range(lo, hi);
    return status;
}

bac_status bac_lower_trunc(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL, *v = NULL, *y = NULL;
    bac_trunc t = {0};
    mpq_t unit;
    mpq_init(unit);
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (!status)
        status = read_trunc(l, node, &t, err);
    if (!status && (x->layer < 0 || x->linear))
        status = bac_node_fail(&l->graph, node, err, "its input is not quantised yet");
    if (!status)
        status = bac_value_copy(l, x, &v, err);
    for (uint32_t c = 0; !status && c < v->C; c++) {
        bac_lane *lane = &v->lane[c];
        status = bac_chain_status(
            l, node, append_trunc(&lane->chain, v->n_pools ? lane->last_pool : 0, &t), err);
    }
    if (status)
        goto done;
    bac_exact_from_double(unit, t.scale_out);
    bac_target target = {.type = {t.q.is_signed, (uint8_t)t.q.bits},
                         .lo = t.q.lo,
                         .hi = t.q.hi,
                         .scale = &unit,
                         .n_scale = 1};
    if (!t.clipped)
        status = free_range(l, node, v, &target, err);
    if (!status)
        status = bac_lower_requant(l, node, v, &target, &y, err);
    if (!status)
        bac_value_set(l, node, y);
done:
    bac_value_free(v);
    mpq_clear(unit);
    return status;
}
