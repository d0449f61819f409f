/* lower_join.c - where streams meet: adds, concats, and layers that mix scales. */
#include "lower.h"

#include "ints.h"
#include "scale_fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Beyond this an integer form would be another network: more add_bits are needed. */
#define BAC_JOIN_LIMIT (1.0 / 32)

bac_status bac_lower_join_report(bac_lower *l, const char *layer, bool exact, double error,
                                 bac_error *err) {
    bac_import_report *r = &l->report;
    if (r->n_joins == l->join_room) {
        uint32_t room = l->join_room ? 2 * l->join_room : 8;
        bac_import_join *joins = realloc(r->joins, room * sizeof *joins);
        if (!joins)
            return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
        r->joins = joins;
        l->join_room = room;
    }
    bac_import_join *j = &r->joins[r->n_joins++];
    snprintf(j->layer, sizeof j->layer, "%s", layer);
    j->exact = exact;
    j->error = error;
    return BAC_OK;
}

/* Multipliers of one channel and the unit of its sum: the scale of the operand that reaches
 * further stays exact, the other's deviates. */
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

/* One pair of multipliers for all channels when all have one scale a side, else one each. */
static bac_status fit_add(bac_lower *l, const bac_node *node, bac_value *const v[2], int32_t *mul,
                          bac_value *y, double *worst, bac_error *err) {
    uint32_t C = y->C;
    bool shared = bac_value_same_scale(v[0], 0, C) && bac_value_same_scale(v[1], 0, C);
    *worst = 0;
    for (uint32_t c = 0; c < C; c++) {
        int32_t p[2] = {1, 1};
        double error = 0;
        bac_operand x[2];
        for (int i = 0; i < 2; i++) {
            const bac_layer *from = bac_net_layer(l->net, (uint32_t)v[i]->layer);
            x[i].scale = v[i]->lane[c].scale;
            x[i].lo = shared ? from->lo : from->channel_lo[c];
            x[i].hi = shared ? from->hi : from->channel_hi[c];
        }
        if (shared && c > 0) {
            mul[c] = mul[0];
            mul[C + c] = mul[C];
            mpq_set(y->lane[c].scale, y->lane[0].scale);
            continue;
        }
        if (!pair_of(x, l->opt.add_bits, p, y->lane[c].scale, &error) || error > BAC_JOIN_LIMIT)
            return bac_node_fail(&l->graph, node, err,
                                 "no integer sum of channel %u in %u bits comes within 3 %% of its "
                                 "scales %g and %g; raise add_bits or share one scale",
                                 c, l->opt.add_bits, mpq_get_d(x[0].scale), mpq_get_d(x[1].scale));
        mul[c] = p[0];
        mul[C + c] = p[1];
        *worst = fmax(*worst, error);
    }
    return BAC_OK;
}

static bac_status emit_add(bac_lower *l, const bac_node *node, bac_value *const v[2], bac_value *y,
                           bac_error *err) {
    char name[BAC_MAX_NAME + 1];
    uint32_t from[2] = {(uint32_t)v[0]->layer, (uint32_t)v[1]->layer}, index = 0;
    double worst = 0;
    bac_lower_node_name(l, node, "add", name);
    bac_layer layer = {.name = name, .op = BAC_ADD, .n_in = 2, .in = from};
    layer.mul = malloc(2 * (size_t)y->C * sizeof *layer.mul);
    bac_status status = BAC_OK;
    if (!layer.mul)
        status = bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    if (!status)
        status = fit_add(l, node, v, layer.mul, y, &worst, err);
    if (!status)
        status = bac_value_scales(l, y, &layer.scale, &layer.n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, &layer, &index, err);
    if (!status)
        status = bac_lower_join_report(l, name, worst == 0, worst, err);
    y->layer = (int32_t)index;
    free(layer.mul);
    free(layer.scale);
    return status;
}

bac_status bac_lower_join(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *v[2] = {NULL, NULL}, *y = NULL;
    for (uint32_t i = 0; i < 2; i++) {
        bac_status status = bac_value_of(l, node, i, &v[i], err);
        if (!status)
            status = bac_value_settle(l, node, v[i], "a sum", err);
        if (status)
            return status;
    }
    if (v[0]->C != v[1]->C || v[0]->T != v[1]->T || v[0]->flat != v[1]->flat)
        return bac_node_fail(&l->graph, node, err,
                             "adds %u x %u and %u x %u values; streams must have one shape",
                             v[0]->T, v[0]->C, v[1]->T, v[1]->C);
    bac_status status = bac_value_new(l, v[0]->T, v[0]->C, &y, err);
    if (status)
        return status;
    y->flat = v[0]->flat;
    for (uint32_t c = 0; c < y->C; c++) {
        y->lane[c].feature = v[0]->lane[c].feature;
        if (y->lane[c].feature != v[1]->lane[c].feature) {
            bac_value_free(y);
            return bac_node_fail(&l->graph, node, err,
                                 "adds features that were flattened and features that were not");
        }
    }
    status = emit_add(l, node, v, y, err);
    return bac_value_finish(l, node, y, status);
}

/* ---- Concat: every channel keeps its scale and what waits for its quantiser ---- */

static bac_status ready_branch(bac_lower *l, const bac_node *node, bac_value *x, uint32_t T,
                               bac_error *err) {
    if (x->layer < 0 || x->linear)
        return bac_node_fail(&l->graph, node, err, "joins a stream that is not quantised yet");
    if (x->flat) {
        bac_status status = bac_value_flatten(l, node, x, err);
        if (status)
            return status;
    }
    if (x->T != T)
        return bac_node_fail(&l->graph, node, err, "joins streams of %u and %u positions", T, x->T);
    if (x->n_pools == 0)
        return BAC_OK;
    for (uint32_t c = 0; c < x->C; c++)
        if (bac_chain_slope(&x->lane[c].chain, 0, x->lane[c].last_pool) < 0)
            return bac_node_fail(&l->graph, node, err,
                                 "joins a pool of a falling function; put a Quant in front of the "
                                 "pool");
    return bac_value_emit_pools(l, node, x, err);
}

static bac_status emit_concat(bac_lower *l, const bac_node *node, uint32_t *from, bac_value *y,
                              bac_error *err) {
    char name[BAC_MAX_NAME + 1];
    uint32_t index = 0;
    bac_lower_node_name(l, node, "concat", name);
    bac_layer layer = {.name = name, .op = BAC_CONCAT, .n_in = node->n_in, .in = from};
    bac_status status = bac_value_scales(l, y, &layer.scale, &layer.n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, &layer, &index, err);
    free(layer.scale);
    y->layer = (int32_t)index;
    return status;
}

bac_status bac_lower_concat(bac_lower *l, const bac_node *node, bac_error *err) {
    uint32_t from[BAC_MAX_INPUTS], C = 0, T = 0, at = 0;
    bac_value *x = NULL, *y = NULL;
    const bac_shape *shape = &l->graph.edge[node->out[0]].shape;
    int64_t axis = bac_node_int(node, "axis", 1);
    if (axis < 0)
        axis += shape->rank;
    if (axis != 1 || node->n_in > BAC_MAX_INPUTS)
        return bac_node_fail(&l->graph, node, err, "joins along axis %d; channels are axis 1",
                             (int)axis);
    bac_status status = BAC_OK;
    for (uint32_t i = 0; !status && i < node->n_in; i++) {
        status = bac_value_of(l, node, i, &x, err);
        if (!status)
            status = ready_branch(l, node, x, i == 0 && !x->flat ? x->T : i == 0 ? 1 : T, err);
        if (status)
            return status;
        T = x->T;
        C += x->C;
        from[i] = (uint32_t)x->layer;
    }
    status = bac_value_new(l, T, C, &y, err);
    if (status)
        return status;
    bool codes = true;
    for (uint32_t i = 0; !status && i < node->n_in; i++) {
        status = bac_value_of(l, node, i, &x, err);
        for (uint32_t c = 0; !status && c < x->C; c++, at++) {
            mpq_set(y->lane[at].scale, x->lane[c].scale);
            y->lane[at].feature = at - c + x->lane[c].feature;
            status = bac_chain_status(l, node,
                                      bac_chain_copy(&y->lane[at].chain, &x->lane[c].chain), err);
        }
        codes = codes && x->codes;
    }
    y->codes = codes;
    if (!status && node->n_in == 1)
        y->layer = (int32_t)from[0];
    else if (!status)
        status = emit_concat(l, node, from, y, err);
    return bac_value_finish(l, node, y, status);
}

/* ---- One scale for channels that a layer sums -------------------------------- */

static bac_status align_group(bac_lower *l, const bac_node *node, bac_value *y, uint32_t c0,
                              uint32_t c1, int32_t *mul, double *worst, bac_error *err) {
    const bac_layer *x = bac_net_layer(l->net, (uint32_t)y->layer);
    uint32_t n = c1 - c0, reference = 0;
    bac_operand *o = malloc(n * sizeof *o);
    if (!o)
        return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
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
    free(o);
    if (status == BAC_ERR_MEMORY)
        return bac_graph_fail(&l->graph, status, err, "out of memory");
    if (status || error > BAC_JOIN_LIMIT)
        return bac_node_fail(&l->graph, node, err,
                             "sums channels whose scales differ too much for 16-bit integers; "
                             "share one scale between the branches");
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

static bac_status emit_align(bac_lower *l, const bac_node *node, const bac_value *value,
                             bac_value *y, const int32_t *mul, bac_error *err) {
    const bac_layer *x = bac_net_layer(l->net, (uint32_t)value->layer);
    char name[BAC_MAX_NAME + 1];
    uint32_t from = (uint32_t)value->layer, index = 0;
    int64_t lo = 0, hi = 1;
    bac_lower_name(l, x->name, "x", "_mul", name);
    bac_layer layer = {.name = name, .op = BAC_REQUANT, .n_in = 1, .in = &from};
    layer.requant = calloc(y->C, sizeof *layer.requant);
    if (!layer.requant)
        return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    for (uint32_t c = 0; c < y->C; c++) {
        int64_t a = (int64_t)mul[c] * x->channel_lo[c], b = (int64_t)mul[c] * x->channel_hi[c];
        lo = bac_min_i64(lo, a);
        hi = bac_max_i64(hi, b);
        layer.requant[c].form = mul[c] == 1 ? BAC_FORM_SHIFT : BAC_FORM_MUL;
        layer.requant[c].mul = mul[c];
    }
    layer.type = bac_type_of_range(lo, hi);
    layer.code_lo = (int32_t)lo;
    layer.code_hi = (int32_t)hi;
    bac_status status = bac_value_scales(l, y, &layer.scale, &layer.n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, &layer, &index, err);
    for (uint32_t c = 0; !status && c < y->C; c++)
        l->report.form_channels[layer.requant[c].form]++;
    free(layer.requant);
    free(layer.scale);
    y->layer = (int32_t)index;
    return status;
}

bac_status bac_value_align(bac_lower *l, const bac_node *node, const bac_value *value,
                           uint32_t groups, bac_value **aligned, bac_error *err) {
    uint32_t per_group = value->C / groups;
    bool same = true;
    *aligned = NULL;
    for (uint32_t g = 0; same && g < groups; g++)
        same = bac_value_same_scale(value, g * per_group, (g + 1) * per_group);
    if (same)
        return BAC_OK;
    bac_value *y = NULL;
    double worst = 0;
    int32_t *mul = malloc(value->C * sizeof *mul);
    bac_status status = BAC_OK;
    if (!mul)
        status = bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    for (uint32_t c = 0; !status && c < value->C; c++)
        mul[c] = 1;
    if (!status)
        status = bac_value_copy(l, value, &y, err);
    for (uint32_t g = 0; !status && g < groups; g++)
        if (!bac_value_same_scale(value, g * per_group, (g + 1) * per_group))
            status = align_group(l, node, y, g * per_group, (g + 1) * per_group, mul, &worst, err);
    if (!status)
        status = emit_align(l, node, value, y, mul, err);
    if (!status)
        status = bac_lower_join_report(l, bac_net_layer(l->net, (uint32_t)y->layer)->name,
                                       worst == 0, worst, err);
    if (status)
        bac_value_free(y);
    else
        *aligned = y;
    free(mul);
    return status;
}
