/* lower_logits.c - the end of the network: integers of one scale, then the argmax.
 *
 * A class is chosen by comparing logits, so all of them must be worth the same unit. When the
 * last layer already gives that, nothing is added. Else every logit m*acc + b (exact rationals)
 * becomes a 16-bit integer by a final multiply-shift, with a stated error bound. */
#include "lower.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Chains of the logits must be affine: mul*x + add. */
static bool affine_only(const bac_value *v) {
    for (uint32_t c = 0; c < v->C; c++)
        if (v->lane[c].chain.n > 1 ||
            (v->lane[c].chain.n == 1 && v->lane[c].chain.step[0].kind != BAC_STEP_AFFINE))
            return false;
    return true;
}

/* logit = slope * acc + offset */
static void line_of(const bac_lane *lane, double *slope, double *offset) {
    double mul = 1, unused;
    *offset = 0;
    if (lane->chain.n) {
        mul = bac_exact_double(&lane->chain.step[0].mul, lane->chain.root, &unused);
        *offset = bac_exact_double(&lane->chain.step[0].add, lane->chain.root, &unused);
    }
    *slope = mpq_get_d(lane->scale) * mul;
}

/* round(slope/unit * x + offset/unit) as (x*M + B) >> S; returns the bound of its deviation
 * from the real value, in units: half a unit of rounding, and what M and B round away. */
static double multiply_shift(double slope, double offset, double reach, bac_requant *r) {
    r->form = BAC_FORM_MUL;
    int s = 0;
    while (s < 30 && fabs(ldexp(slope, s + 1)) < 0x1p22 &&
           fabs(ldexp(slope, s + 1)) * reach < 0x1p60)
        s++;
    double m = rint(ldexp(slope, s)), b = floor(ldexp(offset + 0.5, s));
    r->mul = (int32_t)m;
    r->add = (int64_t)b;
    r->shift = (uint8_t)s;
    return 0.5 + fabs(ldexp(m, -s) - slope) * reach + ldexp(1, -s);
}

static bac_status final_requant(bac_lower *l, const bac_node *node, const bac_value *v,
                                uint32_t *index, bac_error *err) {
    const bac_layer *x = bac_net_layer(l->net, (uint32_t)v->layer);
    char name[BAC_MAX_NAME + 1];
    uint32_t from = (uint32_t)v->layer;
    double top = 0, worst = 0, unit = 0;
    bac_lower_name(l, x->name, "x", "_q", name);
    bac_layer layer = {.name = name,
                       .op = BAC_REQUANT,
                       .n_in = 1,
                       .in = &from,
                       .type = {true, BAC_MAX_CODE_BITS},
                       .code_lo = INT16_MIN,
                       .code_hi = INT16_MAX,
                       .n_scale = 1,
                       .scale = &unit};
    layer.requant = calloc(v->C, sizeof *layer.requant);
    if (!layer.requant)
        return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    for (uint32_t c = 0; c < v->C; c++) {
        double slope, offset;
        line_of(&v->lane[c], &slope, &offset);
        top = fmax(top, fmax(fabs(slope * x->channel_lo[c] + offset),
                             fabs(slope * x->channel_hi[c] + offset)));
    }
    unit = top > 0 ? top / (INT16_MAX - 1) : 1;
    for (uint32_t c = 0; c < v->C; c++) {
        double slope, offset;
        line_of(&v->lane[c], &slope, &offset);
        double reach = fmax(fabs((double)x->channel_lo[c]), fabs((double)x->channel_hi[c]));
        worst = fmax(worst, multiply_shift(slope / unit, offset / unit, reach, &layer.requant[c]));
    }
    l->report.form_channels[BAC_FORM_MUL] += v->C;
    l->report.logits_error = worst * unit;
    snprintf(l->report.logits, sizeof l->report.logits,
             "the logits have no common unit: a final multiply-shift makes them 16-bit integers "
             "of scale %.9g, off by at most %.3g",
             unit, worst * unit);
    bac_status status = bac_lower_add(l, node, &layer, index, err);
    free(layer.requant);
    return status;
}

bac_status bac_lower_logits(bac_lower *l, const bac_node *node, const bac_value *value,
                            bac_error *err) {
    if (value->layer < 0 || value->linear || value->T != 1 || !affine_only(value) ||
        !bac_value_in_order(value))
        return bac_node_fail(&l->graph, node, err,
                             "its output is not one vector of logits from a quantised layer");
    bac_value *v = NULL;
    bac_status status = bac_value_copy(l, value, &v, err);
    if (status)
        return status;
    bool pending = false;
    for (uint32_t c = 0; c < v->C; c++)
        pending = pending || v->lane[c].chain.n;
    if (v->n_pools && pending)
        status = bac_node_fail(&l->graph, node, err, "pools logits that are not quantised");
    if (!status)
        status = bac_value_emit_pools(l, node, v, err);
    uint32_t index = (uint32_t)v->layer;
    if (!status && (pending || !bac_value_same_scale(v, 0, v->C)))
        status = final_requant(l, node, v, &index, err);
    else if (!status)
        snprintf(l->report.logits, sizeof l->report.logits,
                 "the logits are the integers of %s times %.17g",
                 bac_net_layer(l->net, index)->name, mpq_get_d(v->lane[0].scale));
    char name[BAC_MAX_NAME + 1];
    bac_lower_name(l, "argmax", "argmax", "", name);
    bac_layer layer = {.name = name, .op = BAC_ARGMAX, .n_in = 1, .in = &index};
    if (!status)
        status = bac_lower_add(l, node, &layer, NULL, err);
    l->done = !status;
    bac_value_free(v);
    return status;
}

bac_status bac_lower_argmax(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (status)
        return status;
    int64_t axis = bac_node_int(node, "axis", 0);
    if (axis < 0)
        axis += l->graph.edge[node->in[0]].shape.rank;
    if (axis != 1 || node->out[0] != l->graph.output)
        return bac_node_fail(&l->graph, node, err,
                             "only an ArgMax over the classes (axis 1) at "
                             "the end of the graph is read");
    if (bac_node_int(node, "select_last_index", 0) != 0)
        return bac_node_fail(&l->graph, node, err, "select_last_index must be 0");
    return bac_lower_logits(l, node, x, err);
}
