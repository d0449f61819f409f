/* lower_steps.c - elementwise operators, which become pending steps for the next quantiser. */
#include "fold.h"
#include "lower.h"

#include <math.h>

/* A copy of input i, to which steps can be appended; NULL after a refusal. */
static bac_value *stream(bac_lower *l, uint32_t i) {
    const bac_value *x = bac_value_of(l, i);
    if (x && x->layer < 0 && !x->linear)
        bac_node_fail(l->node, "works on frames that are not quantised; put a Quant first");
    return l->graph.status ? NULL : bac_value_copy(l, x);
}

static bac_status refuse_linear(bac_lower *l, const bac_value *y) {
    return y->linear ? bac_node_fail(l->node, "comes before the DequantizeLinear") : BAC_OK;
}

static bac_status clamp_all(bac_lower *l, bac_value *y, double lo, double hi) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    if (isfinite(lo))
        mpq_set_d(a, lo);
    if (isfinite(hi))
        mpq_set_d(b, hi);
    for (uint32_t c = 0; !l->graph.status && c < y->C; c++)
        bac_chain_status(l, bac_chain_clamp(&y->lane[c].chain, bac_value_split(y, c),
                                            isfinite(lo) ? a : NULL, isfinite(hi) ? b : NULL));
    mpq_clears(a, b, NULL);
    return l->graph.status;
}

bac_status bac_lower_relu(bac_lower *l, const bac_node *node) {
    (void)node;
    bac_value *y = stream(l, 0);
    if (!y || refuse_linear(l, y) || clamp_all(l, y, 0, INFINITY))
        return l->graph.status;
    return bac_value_set(l, y);
}

bac_status bac_lower_clip(bac_lower *l, const bac_node *node) {
    double lo = 0, hi = 0;
    bac_value *y = bac_clip_bounds(node, &lo, &hi) ? NULL : stream(l, 0);
    if (!y || (!y->linear && clamp_all(l, y, lo, hi)))
        return l->graph.status;
    if (y->linear) {
        y->linear_lo = fmax(y->linear_lo, ceil(lo));
        y->linear_hi = fmin(y->linear_hi, floor(hi));
    }
    return bac_value_set(l, y);
}

static bac_chain_result norm_lane(bac_lower *l, bac_value *y, uint32_t c,
                                  const bac_per_channel p[4], double epsilon) {
    bac_chain_result result = BAC_CHAIN_OK;
    mpq_t q[4], e;
    mpq_init(e);
    for (int i = 0; i < 4; i++) {
        mpq_init(q[i]);
        mpq_set_d(q[i], bac_per_channel_at(&p[i], c));
    }
    mpq_set_d(e, epsilon);
    mpq_add(q[3], q[3], e);
    if (mpq_sgn(q[3]) <= 0)
        bac_node_fail(l->node, "the variance of channel %u plus epsilon is not positive", c);
    else
        result =
            bac_chain_normalise(&y->lane[c].chain, bac_value_split(y, c), q[0], q[1], q[2], q[3]);
    for (int i = 0; i < 4; i++)
        mpq_clear(q[i]);
    mpq_clear(e);
    return result;
}

/* Input i of a normalisation, one number a channel. */
static bac_status norm_input(bac_lower *l, bac_value *y, uint32_t i, bac_per_channel *p) {
    const bac_tensor *t = bac_node_constant(l->node, i);
    if (!t)
        return bac_node_fail(l->node, "its input %u is not constant", i);
    if (t->count != (size_t)l->graph.edge[l->node->in[0]].shape.dim[1])
        return bac_node_fail(l->node, "its input %u has %zu values", i, t->count);
    return bac_value_constant(l, y, t, true, p);
}

static bac_chain_result norm_lanes(bac_lower *l, bac_value *y, double epsilon) {
    bac_per_channel p[4]; /* gain, bias, mean, variance */
    bac_chain_result result = BAC_CHAIN_OK;
    for (uint32_t i = 0; !l->graph.status && i < 4; i++)
        norm_input(l, y, i + 1, &p[i]);
    for (uint32_t c = 0; !l->graph.status && !result && c < y->C; c++)
        result = norm_lane(l, y, c, p, epsilon);
    return result;
}

bac_status bac_lower_norm(bac_lower *l, const bac_node *node) {
    if (bac_node_int(node, "training_mode", 0) != 0 || bac_node_int(node, "spatial", 1) != 1)
        return bac_node_fail(node, "is in training mode or not spatial");
    double epsilon = (double)bac_node_float(node, "epsilon", 1e-5f);
    if (!isfinite(epsilon))
        return bac_node_fail(node, "its epsilon is not finite");
    bac_value *y = stream(l, 0);
    if (!y || refuse_linear(l, y))
        return l->graph.status;
    bac_chain_result result = norm_lanes(l, y, epsilon);
    if (result == BAC_CHAIN_ROOTS ||
        result == BAC_CHAIN_LONG) { /* begins again from a wide stream */
        const bac_value *plain = bac_value_plain(l, bac_value_of(l, 0), 0, "a normalisation");
        y = plain ? bac_value_copy(l, plain) : NULL;
        result = y ? norm_lanes(l, y, epsilon) : BAC_CHAIN_OK;
    }
    if (l->graph.status || bac_chain_status(l, result))
        return l->graph.status;
    return bac_value_set(l, y);
}

/* x + k, x - k, k - x, x * k, x / k as mul and add */
static bool affine_of(const bac_node *node, bool constant_first, double k, mpq_t mul, mpq_t add) {
    mpq_set_ui(mul, 1, 1);
    mpq_set_ui(add, 0, 1);
    if (bac_node_is(node, "Add") || bac_node_is(node, "Sub"))
        mpq_set_d(add, k);
    else
        mpq_set_d(mul, k);
    if (bac_node_is(node, "Sub"))
        mpq_neg(constant_first ? mul : add, constant_first ? mul : add);
    if (bac_node_is(node, "Div")) {
        if (constant_first || k == 0)
            return false;
        mpq_inv(mul, mul);
    }
    return true;
}

bac_status bac_lower_affine(bac_lower *l, uint32_t constant, const bac_tensor *t) {
    const bac_node *node = l->node;
    bac_per_channel k;
    bac_value *y = stream(l, 1 - constant);
    if (!y || refuse_linear(l, y) || bac_value_constant(l, y, t, false, &k))
        return l->graph.status;
    mpq_t mul, add;
    mpq_inits(mul, add, NULL);
    /* a positive factor only changes the unit of the stream */
    bool unit = !bac_value_pending(y) && (bac_node_is(node, "Mul") || bac_node_is(node, "Div"));
    for (uint32_t c = 0; unit && c < y->C; c++)
        unit = bac_per_channel_at(&k, c) > 0;
    for (uint32_t c = 0; !l->graph.status && c < y->C; c++) {
        bac_lane *lane = &y->lane[c];
        if (!affine_of(node, constant == 0, bac_per_channel_at(&k, c), mul, add))
            bac_node_fail(node, "divides by the stream or by zero");
        else if (unit)
            mpq_mul(lane->scale, lane->scale, mul);
        else
            bac_chain_status(l, bac_chain_affine(&lane->chain, bac_value_split(y, c), mul, add));
    }
    mpq_clears(mul, add, NULL);
    return l->graph.status ? l->graph.status : bac_value_set(l, y);
}

bac_status bac_lower_arithmetic(bac_lower *l, const bac_node *node) {
    if (node->n_in != 2 || !bac_node_has_input(node, 0) || !bac_node_has_input(node, 1))
        return bac_node_fail(node, "needs two inputs");
    for (uint32_t i = 0; i < 2; i++) {
        const bac_tensor *t = bac_node_constant(node, i);
        if (t)
            return bac_lower_affine(l, i, t);
    }
    if (bac_node_is(node, "Add"))
        return bac_lower_join(l, node);
    return bac_node_fail(node, "of two streams is not supported; only their sum is");
}
