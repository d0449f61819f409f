/* lower_steps.c - elementwise operators that wait for the next quantiser. */
#include "fold.h"
#include "lower.h"

#include <math.h>

/* A copy of input i that steps may be appended to. */
static bac_status stream(bac_lower *l, const bac_node *node, uint32_t i, bac_value **y,
                         bac_error *err) {
    bac_value *x = NULL;
    bac_status status = bac_value_of(l, node, i, &x, err);
    if (status)
        return status;
    if (x->layer < 0 && !x->linear)
        return bac_node_fail(&l->graph, node, err,
                             "works on frames that are not quantised; put a Quant first");
    return bac_value_copy(l, x, y, err);
}

static uint32_t split_of(const bac_value *value, uint32_t c) {
    return value->n_pools ? value->lane[c].last_pool : 0;
}

static bac_status clamp_all(bac_lower *l, const bac_node *node, bac_value *y, double lo, double hi,
                            bac_error *err) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    bac_status status = BAC_OK;
    if (isfinite(lo))
        bac_exact_from_double(a, lo);
    if (isfinite(hi))
        bac_exact_from_double(b, hi);
    for (uint32_t c = 0; !status && c < y->C; c++)
        status = bac_chain_status(l, node,
                                  bac_chain_clamp(&y->lane[c].chain, split_of(y, c),
                                                  isfinite(lo) ? a : NULL, isfinite(hi) ? b : NULL),
                                  err);
    mpq_clears(a, b, NULL);
    return status;
}

bac_status bac_lower_relu(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *y = NULL;
    bac_status status = stream(l, node, 0, &y, err);
    if (status)
        return status;
    if (y->linear)
        status = bac_node_fail(&l->graph, node, err, "comes before the DequantizeLinear");
    else
        status = clamp_all(l, node, y, 0, INFINITY, err);
    return bac_value_finish(l, node, y, status);
}

bac_status bac_lower_clip(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *y = NULL;
    double lo = 0, hi = 0;
    bac_status status = bac_clip_bounds(&l->graph, node, &lo, &hi, err);
    if (!status)
        status = stream(l, node, 0, &y, err);
    if (status)
        return status;
    if (!y->linear)
        return bac_value_finish(l, node, y, clamp_all(l, node, y, lo, hi, err));
    y->linear_lo = fmax(y->linear_lo, ceil(lo));
    y->linear_hi = fmin(y->linear_hi, floor(hi));
    return bac_value_finish(l, node, y, BAC_OK);
}

static bac_status norm_lane(bac_lower *l, const bac_node *node, bac_value *y, uint32_t c,
                            const bac_per_channel p[4], double epsilon, bac_error *err) {
    mpq_t q[4], e;
    mpq_init(e);
    for (int i = 0; i < 4; i++) {
        mpq_init(q[i]);
        bac_exact_from_double(q[i], bac_per_channel_at(&p[i], c));
    }
    bac_exact_from_double(e, epsilon);
    mpq_add(q[3], q[3], e);
    bac_status status = BAC_OK;
    if (mpq_sgn(q[3]) <= 0)
        status = bac_node_fail(&l->graph, node, err,
                               "the variance of channel %u plus epsilon is not positive", c);
    else
        status = bac_chain_status(
            l, node, bac_chain_normalise(&y->lane[c].chain, split_of(y, c), q[0], q[1], q[2], q[3]),
            err);
    for (int i = 0; i < 4; i++)
        mpq_clear(q[i]);
    mpq_clear(e);
    return status;
}

bac_status bac_lower_norm(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *y = NULL;
    bac_per_channel p[4]; /* gain, bias, mean, variance */
    bac_status status = BAC_OK;
    if (bac_node_int(node, "training_mode", 0) != 0 || bac_node_int(node, "spatial", 1) != 1)
        return bac_node_fail(&l->graph, node, err, "is in training mode or not spatial");
    double epsilon = (double)bac_node_float(node, "epsilon", 1e-5f);
    if (!isfinite(epsilon))
        return bac_node_fail(&l->graph, node, err, "its epsilon is not finite");
    status = stream(l, node, 0, &y, err);
    if (status)
        return status;
    for (uint32_t i = 0; !status && i < 4; i++) {
        const bac_tensor *t = NULL;
        status = bac_node_constant(&l->graph, node, i + 1, &t, err);
        if (!status && !t)
            status = bac_node_fail(&l->graph, node, err, "its input %u is not constant", i + 1);
        if (!status && t->count != (size_t)l->graph.edge[node->in[0]].shape.dim[1])
            status =
                bac_node_fail(&l->graph, node, err, "its input %u has %zu values", i + 1, t->count);
        if (!status)
            status = bac_value_constant(l, node, y, t, true, &p[i], err);
    }
    if (!status && y->linear)
        status = bac_node_fail(&l->graph, node, err, "comes before the DequantizeLinear");
    for (uint32_t c = 0; !status && c < y->C; c++)
        status = norm_lane(l, node, y, c, p, epsilon, err);
    return bac_value_finish(l, node, y, status);
}

/* x + k, x - k, k - x, x * k, x / k as mul and add */
static bool affine_of(const bac_node *node, bool constant_first, double k, mpq_t mul, mpq_t add) {
    mpq_set_ui(mul, 1, 1);
    mpq_set_ui(add, 0, 1);
    if (bac_node_is(node, "Add") || bac_node_is(node, "Sub"))
        bac_exact_from_double(add, k);
    else
        bac_exact_from_double(mul, k);
    if (bac_node_is(node, "Sub"))
        mpq_neg(constant_first ? mul : add, constant_first ? mul : add);
    if (bac_node_is(node, "Div")) {
        if (constant_first || k == 0)
            return false;
        mpq_inv(mul, mul);
    }
    return true;
}

static bac_status affine_lane(bac_lower *l, const bac_node *node, bac_value *y, uint32_t c,
                              mpq_srcptr mul, mpq_srcptr add, bool plain, bac_error *err) {
    bac_lane *lane = &y->lane[c];
    if (plain) { /* a positive factor is only another unit */
        mpq_mul(lane->scale, lane->scale, mul);
        return BAC_OK;
    }
    return bac_chain_status(l, node, bac_chain_affine(&lane->chain, split_of(y, c), mul, add), err);
}

bac_status bac_lower_affine(bac_lower *l, const bac_node *node, uint32_t constant,
                            const bac_tensor *t, bac_error *err) {
    bac_value *y = NULL;
    bac_per_channel k;
    mpq_t mul, add;
    bac_status status = stream(l, node, 1 - constant, &y, err);
    if (status)
        return status;
    mpq_inits(mul, add, NULL);
    if (y->linear)
        status = bac_node_fail(&l->graph, node, err, "comes before the DequantizeLinear");
    if (!status)
        status = bac_value_constant(l, node, y, t, false, &k, err);
    bool plain =
        !status && !bac_value_pending(y) && (bac_node_is(node, "Mul") || bac_node_is(node, "Div"));
    for (uint32_t c = 0; plain && c < y->C; c++)
        plain = bac_per_channel_at(&k, c) > 0;
    for (uint32_t c = 0; !status && c < y->C; c++) {
        if (affine_of(node, constant == 0, bac_per_channel_at(&k, c), mul, add))
            status = affine_lane(l, node, y, c, mul, add, plain, err);
        else
            status = bac_node_fail(&l->graph, node, err, "divides by the stream or by zero");
    }
    mpq_clears(mul, add, NULL);
    return bac_value_finish(l, node, y, status);
}

bac_status bac_lower_arithmetic(bac_lower *l, const bac_node *node, bac_error *err) {
    if (node->n_in != 2 || !bac_node_has_input(node, 0) || !bac_node_has_input(node, 1))
        return bac_node_fail(&l->graph, node, err, "needs two inputs");
    for (uint32_t i = 0; i < 2; i++) {
        const bac_tensor *t = NULL;
        bac_status status = bac_node_constant(&l->graph, node, i, &t, err);
        if (status)
            return status;
        if (t)
            return bac_lower_affine(l, node, i, t, err);
    }
    if (bac_node_is(node, "Add"))
        return bac_lower_join(l, node, err);
    return bac_node_fail(&l->graph, node, err,
                         "of two streams is not supported; only their sum is");
}
