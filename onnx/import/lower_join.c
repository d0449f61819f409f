/* lower_join.c - adds, concats, and layers that combine channels of different scales. */
#include "lower.h"

#include "ints.h"
#include "scale_fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Largest relative error of a scale. Beyond it the integers would be a different network; the user
 * needs more add_bits. */
#define BAC_JOIN_LIMIT (1.0 / 32)
/* Wide codes have no bits to spare for multipliers: they are rounded to another unit instead. */
#define BAC_WIDE_LIMIT 0x1p-16

/* Adds the layer of a value to the report's joins. worst: its error; 0 when it is exact. */
static bac_status report(bac_lower *l, const bac_value *y, double worst) {
    bac_import_report *r = &l->report;
    bac_import_join *joins = realloc(r->joins, (r->n_joins + 1) * sizeof *joins);
    if (!joins)
        return bac_graph_no_memory(&l->graph);
    r->joins = joins;
    bac_import_join *join = &joins[r->n_joins++];
    *join = (bac_import_join){.exact = worst == 0, .error = worst};
    snprintf(join->layer, sizeof join->layer, "%s", bac_value_layer(l, y)->name);
    return BAC_OK;
}

/* Finds the multipliers of one channel and the unit of its sum. The scale of the operand with the
 * larger range stays exact; the other's deviates. */
static bool pair_of(const bac_operand x[2], uint32_t bits, int32_t p[2], mpq_t unit,
                    double *error) {
    if (mpq_equal(x[0].scale, x[1].scale)) {
        p[0] = p[1] = 1;
        *error = 0;
        mpq_set(unit, x[0].scale);
        return true;
    }
    if (!bac_scale_pair(x, bits, p, error))
        return false;
    double reach[2];
    for (int i = 0; i < 2; i++)
        reach[i] = mpq_get_d(x[i].scale) * fmax(fabs((double)x[i].lo), fabs((double)x[i].hi));
    int exact = reach[0] >= reach[1] ? 0 : 1;
    mpq_set_ui(unit, (unsigned long)p[exact], 1);
    mpq_div(unit, x[exact].scale, unit);
    return true;
}

/* Do all channels of either side have one scale? Then one pair of multipliers serves them all. */
static bool one_pair(bac_value *const v[2]) {
    return bac_value_same_scale(v[0], 0, v[0]->C) && bac_value_same_scale(v[1], 0, v[1]->C);
}

static uint32_t add_bits(const bac_lower *l, bac_value *const v[2]) {
    const bool wide = v[0]->is_wide || v[1]->is_wide; /* of one unit: the sum is exact, and wider */
    return wide ? BAC_IMPORT_ADD_BITS_MAX : l->opt.add_bits;
}

/* Multipliers of channel c, or of all, that come near enough. */
static bool fit_pair(const bac_lower *l, bac_value *const v[2], uint32_t c, bool shared,
                     int32_t p[2], mpq_t unit, double *error) {
    bac_operand x[2];
    for (int i = 0; i < 2; i++) {
        const bac_layer *from = bac_value_layer(l, v[i]);
        x[i].scale = v[i]->lane[c].scale;
        x[i].lo = shared ? from->lo : from->channel_lo[c];
        x[i].hi = shared ? from->hi : from->channel_hi[c];
    }
    return pair_of(x, add_bits(l, v), p, unit, error) && *error <= BAC_JOIN_LIMIT;
}

/* Can two streams of integers be added as they are? */
static bool can_add(const bac_lower *l, bac_value *const v[2]) {
    const bool shared = one_pair(v);
    bool fits = true;
    mpq_t unit;
    mpq_init(unit);
    for (uint32_t c = 0; fits && c < (shared ? 1 : v[0]->C); c++) {
        int32_t p[2];
        double error = 0;
        fits = fit_pair(l, v, c, shared, p, unit, &error);
    }
    mpq_clear(unit);
    return fits;
}

static bac_status fit_add(bac_lower *l, bac_value *const v[2], int32_t *mul, bac_value *y,
                          double *worst) {
    uint32_t C = y->C;
    const bool shared = one_pair(v);
    *worst = 0;
    for (uint32_t c = 0; c < C; c++) {
        int32_t p[2] = {1, 1};
        double error = 0;
        if (shared && c > 0) {
            mul[c] = mul[0];
            mul[C + c] = mul[C];
            mpq_set(y->lane[c].scale, y->lane[0].scale);
            continue;
        }
        if (!fit_pair(l, v, c, shared, p, y->lane[c].scale, &error))
            return bac_node_fail(l->node,
                                 "no integer sum of channel %u in %u bits comes within 3 %% of its "
                                 "scales %g and %g; raise add_bits or share one scale",
                                 c, add_bits(l, v), mpq_get_d(v[0]->lane[c].scale),
                                 mpq_get_d(v[1]->lane[c].scale));
        mul[c] = p[0];
        mul[C + c] = p[1];
        *worst = fmax(*worst, error);
    }
    return BAC_OK;
}

/* Plain integers on both sides. Where one side has no quantiser both get one unit; accumulators only
 * where they cannot be added as they are. */
static bac_status ready_operands(bac_lower *l, const bac_node *node, bac_value *v[2]) {
    bool wide = false;
    for (uint32_t i = 0; i < 2; i++) {
        v[i] = bac_value_of(l, i);
        if (!v[i])
            return l->graph.status;
        wide = wide || bac_value_needs_wide(l, v[i]);
    }
    for (uint32_t i = 0; i < 2; i++) {
        if (!wide || !bac_value_needs_wide(l, v[i]))
            v[i] = bac_value_plain(l, v[i], 0, "a sum");
        if (!v[i])
            return l->graph.status;
        wide = wide || v[i]->is_wide;
    }
    if (v[0]->C == v[1]->C && !(v[0]->codes && v[1]->codes))
        wide = wide || !can_add(l, v);
    uint32_t bits = l->summed_bits;
    if (wide)
        bac_readers_of(l, node, &bits);
    if (!l->opt.wide_bits) /* the sum has one more */
        bits = bac_min_u32(bits, bac_max_u32(bits - 1, l->channel_bits));
    return wide ? bac_values_share(l, v, 2, bits) : BAC_OK;
}

bac_status bac_lower_join(bac_lower *l, const bac_node *node) {
    bac_value *v[2] = {NULL, NULL};
    if (ready_operands(l, node, v))
        return l->graph.status;
    uint32_t from[2] = {(uint32_t)v[0]->layer, (uint32_t)v[1]->layer};
    if (v[0]->C != v[1]->C || v[0]->T != v[1]->T || v[0]->flat != v[1]->flat)
        return bac_node_fail(node, "adds %u x %u and %u x %u values; streams must have one shape",
                             v[0]->T, v[0]->C, v[1]->T, v[1]->C);
    bac_value *y = bac_value_new(l, v[0]->T, v[0]->C);
    if (!y)
        return l->graph.status;
    y->flat = v[0]->flat;
    y->is_wide = v[0]->is_wide || v[1]->is_wide;
    for (uint32_t c = 0; c < y->C; c++) {
        y->lane[c].feature = v[0]->lane[c].feature;
        if (y->lane[c].feature != v[1]->lane[c].feature)
            return bac_node_fail(node,
                                 "adds features that were flattened and features that were not");
    }
    double worst = 0;
    bac_layer layer = {.name = bac_lower_node_name(l, node, "add"),
                       .op = BAC_ADD,
                       .n_in = 2,
                       .in = from,
                       .mul = bac_graph_alloc(&l->graph, 2 * (size_t)y->C, sizeof *layer.mul)};
    if (!layer.mul || fit_add(l, v, layer.mul, y, &worst) || bac_lower_add(l, &layer, y) ||
        report(l, y, worst))
        return l->graph.status;
    return bac_value_set(l, y);
}

/* ---- Concat: every channel keeps its scale and its pending steps ---- */

static bac_value *ready_branch(bac_lower *l, bac_value *x, uint32_t T) {
    if (x->layer < 0 || x->linear) {
        bac_node_fail(l->node, "joins a stream that is not quantised yet");
        return NULL;
    }
    if (x->flat) {
        x = bac_value_copy(l, x);
        if (!x || bac_value_flatten(l, x))
            return NULL;
    }
    if (x->T != T) {
        bac_node_fail(l->node, "joins streams of %u and %u positions", T, x->T);
        return NULL;
    }
    bool falls = false;
    for (uint32_t c = 0; x->n_pools && c < x->C; c++)
        falls = falls || bac_chain_slope(&x->lane[c].chain, 0, x->lane[c].last_pool) < 0;
    if (falls)
        return bac_value_pool_wide(l, x);
    return bac_value_emit_pools(l, x) ? NULL : x;
}

/* The inputs as streams that may stand side by side: where a layer reads them as they are, those
 * without a quantiser as codes of one unit. */
static bac_status ready_branches(bac_lower *l, const bac_node *node, bac_value *x[]) {
    bool wide = false;
    for (uint32_t i = 0; i < node->n_in; i++) {
        x[i] = bac_value_of(l, i);
        if (!x[i])
            return l->graph.status;
        wide = wide || bac_value_needs_wide(l, x[i]);
    }
    const uint32_t T = x[0]->flat ? 1 : x[0]->T;
    uint32_t bits = l->summed_bits;
    const bac_readers readers = wide ? bac_readers_of(l, node, &bits) : BAC_QUANTISERS;
    for (uint32_t i = 0; !l->graph.status && i < node->n_in; i++) {
        const bool open = readers != BAC_QUANTISERS && !x[i]->flat && x[i]->T == T &&
                          bac_value_needs_wide(l, x[i]);
        if (open && readers == BAC_BY_CHANNEL)
            x[i] = bac_value_by_channel(l, x[i]);
        else if (!open)
            x[i] = ready_branch(l, x[i], T);
    }
    if (readers == BAC_ANY && !l->graph.status)
        bac_values_share(l, x, node->n_in, bits);
    return l->graph.status;
}

bac_status bac_lower_concat(bac_lower *l, const bac_node *node) {
    bac_value *x[BAC_MAX_INPUTS];
    uint32_t from[BAC_MAX_INPUTS], C = 0, at = 0;
    int64_t axis = bac_node_axis(node, 1, l->graph.edge[node->out[0]].shape.rank);
    if (axis != 1 || node->n_in > BAC_MAX_INPUTS)
        return bac_node_fail(node, "joins along axis %d; channels are axis 1", (int)axis);
    if (ready_branches(l, node, x))
        return l->graph.status;
    for (uint32_t i = 0; i < node->n_in; i++) {
        C += x[i]->C;
        from[i] = (uint32_t)x[i]->layer;
    }
    const uint32_t T = x[0]->T;
    bac_value *y = bac_value_new(l, T, C);
    if (!y)
        return l->graph.status;
    y->codes = y->is_centred = true;
    y->layer = (int32_t)from[0];
    for (uint32_t i = 0; i < node->n_in; i++) {
        for (uint32_t c = 0; c < x[i]->C; c++, at++) {
            mpq_set(y->lane[at].scale, x[i]->lane[c].scale);
            y->lane[at].feature = at - c + x[i]->lane[c].feature;
            if (bac_chain_status(l, bac_chain_copy(&y->lane[at].chain, &x[i]->lane[c].chain)))
                return l->graph.status;
        }
        y->codes = y->codes && x[i]->codes;
        y->is_wide = y->is_wide || x[i]->is_wide;
        y->is_centred = y->is_centred && (x[i]->is_centred || !bac_value_steps(x[i]));
    }
    bac_layer layer = {.op = BAC_CONCAT, .n_in = node->n_in, .in = from};
    if (node->n_in > 1) {
        layer.name = bac_lower_node_name(l, node, "concat");
        bac_lower_add(l, &layer, y);
    }
    return l->graph.status ? l->graph.status : bac_value_set(l, y);
}

/* ---- One scale for channels that a layer sums -------------------------------- */

static bac_status align_group(bac_lower *l, bac_value *y, uint32_t c0, uint32_t c1, int32_t *mul,
                              double *worst) {
    const bac_layer *x = bac_value_layer(l, y);
    uint32_t n = c1 - c0, reference = 0;
    bac_operand *o = bac_graph_alloc(&l->graph, n, sizeof *o);
    if (!o)
        return l->graph.status;
    double error = 0, reach = -1;
    for (uint32_t i = 0; i < n; i++) {
        o[i] = (bac_operand){y->lane[c0 + i].scale, x->channel_lo[c0 + i], x->channel_hi[c0 + i]};
        double r = mpq_get_d(o[i].scale) * fmax(fabs((double)o[i].lo), fabs((double)o[i].hi));
        if (r > reach) {
            reach = r;
            reference = i;
        }
    }
    bac_status status = bac_scale_many(o, n, BAC_MAX_CODE_BITS, mul + c0, &error);
    if (status == BAC_ERR_MEMORY)
        return bac_graph_no_memory(&l->graph);
    if (status || error > BAC_JOIN_LIMIT) {
        *worst = INFINITY;
        return BAC_OK;
    }
    mpq_t unit, back;
    mpq_inits(unit, back, NULL);
    mpq_set_ui(unit, (unsigned long)mul[c0 + reference], 1);
    mpq_div(unit, y->lane[c0 + reference].scale, unit);
    bool exact = true;
    for (uint32_t c = c0; c < c1; c++) {
        mpq_set_ui(back, (unsigned long)mul[c], 1);
        mpq_mul(back, back, unit);
        exact = exact && mpq_equal(back, y->lane[c].scale);
        mpq_set(y->lane[c].scale, unit);
    }
    mpq_clears(unit, back, NULL);
    *worst = exact ? *worst : fmax(*worst, fmax(error, 0x1p-1000));
    return BAC_OK;
}

static bac_status emit_align(bac_lower *l, bac_value *y, const int32_t *mul) {
    const bac_layer *x = bac_value_layer(l, y);
    int64_t lo = 0, hi = 1;
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_mul"),
                       .op = BAC_REQUANT,
                       .requant = bac_graph_alloc(&l->graph, y->C, sizeof *layer.requant)};
    for (uint32_t c = 0; layer.requant && c < y->C; c++) {
        int64_t a = (int64_t)mul[c] * x->channel_lo[c], b = (int64_t)mul[c] * x->channel_hi[c];
        lo = bac_min_i64(lo, a);
        hi = bac_max_i64(hi, b);
        layer.requant[c].form = mul[c] == 1 ? BAC_FORM_SHIFT : BAC_FORM_MUL;
        layer.requant[c].mul = mul[c];
    }
    layer.type = bac_type_of_range(lo, hi);
    layer.code_lo = (int32_t)lo;
    layer.code_hi = (int32_t)hi;
    return bac_lower_add(l, &layer, y);
}

bac_value *bac_value_align(bac_lower *l, bac_value *value, uint32_t groups) {
    uint32_t n = value->C / groups, unequal = 0;
    for (uint32_t c = 0; c < value->C; c += n)
        unequal += !bac_value_same_scale(value, c, c + n);
    if (!unequal)
        return value;
    double worst = 0;
    bac_value *y = bac_value_copy(l, value);
    int32_t *mul = bac_graph_alloc(&l->graph, value->C, sizeof *mul);
    for (uint32_t c = 0; mul && c < value->C; c++)
        mul[c] = 1;
    for (uint32_t c = 0; !l->graph.status && c < value->C; c += n)
        if (!bac_value_same_scale(value, c, c + n))
            align_group(l, y, c, c + n, mul, &worst);
    if (!l->graph.status && worst > (value->is_wide ? BAC_WIDE_LIMIT : BAC_JOIN_LIMIT))
        return bac_value_widen(l, value, 0);
    return l->graph.status || emit_align(l, y, mul) || report(l, y, worst) ? NULL : y;
}
