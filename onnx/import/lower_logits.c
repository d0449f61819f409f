/* lower_logits.c - the end of the network: integers of one scale, then the argmax.
 *
 * A class is chosen by comparing logits, so all logits need the same unit. If the last layer's
 * accumulators have it, nothing is added. Otherwise a final multiply-shift turns every logit m*acc
 * + b (exact rationals) into a 16-bit integer, with a stated error bound. */
#include "lower.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Are the logits mul*x + add? */
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

/* The same of a channel that has one value, whatever its slope. Two large numbers may cancel in it. */
static double constant(double slope, double offset, double at, double unit, bac_requant *r) {
    r->form = BAC_FORM_CONST;
    r->add = (int64_t)rint((slope * at + offset) / unit);
    return 0.5 + (fabs(slope * at) + fabs(offset)) * 0x1p-50 / unit;
}

static bac_status final_requant(bac_lower *l, bac_value *v) {
    const bac_layer *x = bac_value_layer(l, v);
    double top = 0, worst = 0;
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_q"),
                       .op = BAC_REQUANT,
                       .type = {true, BAC_MAX_CODE_BITS},
                       .code_lo = INT16_MIN,
                       .code_hi = INT16_MAX,
                       .requant = bac_graph_alloc(&l->graph, v->C, sizeof *layer.requant)};
    for (uint32_t c = 0; c < v->C; c++) {
        double slope, offset;
        line_of(&v->lane[c], &slope, &offset);
        top = fmax(top, fmax(fabs(slope * x->channel_lo[c] + offset),
                             fabs(slope * x->channel_hi[c] + offset)));
    }
    if (!isfinite(top))
        return bac_node_fail(l->node, "its logits are too large for a common scale");
    double unit = top > 0 ? fmax(top / (INT16_MAX - 1), DBL_MIN) : 1;
    for (uint32_t c = 0; layer.requant && c < v->C; c++) {
        double slope, offset;
        line_of(&v->lane[c], &slope, &offset);
        const double lo = x->channel_lo[c], hi = x->channel_hi[c];
        bac_requant *r = &layer.requant[c];
        worst = fmax(worst, lo == hi ? constant(slope, offset, lo, unit, r)
                                     : multiply_shift(slope / unit, offset / unit,
                                                      fmax(fabs(lo), fabs(hi)), r));
        mpq_set_d(v->lane[c].scale, unit);
    }
    if (!isfinite(worst))
        return bac_node_fail(l->node, "large numbers cancel in its logits, whose size is lost");
    l->report.logits_error = worst * unit;
    snprintf(l->report.logits, sizeof l->report.logits,
             "the logits have no common unit: a final multiply-shift makes them 16-bit integers "
             "of scale %.9g, off by at most %.3g",
             unit, worst * unit);
    return bac_lower_add(l, &layer, v);
}

/* Logits without a quantiser are as far off as their own wide stream, seen through pools. */
static double wide_error(const bac_lower *l, const bac_value *v) {
    const bac_layer *layer = bac_value_layer(l, v);
    while (layer->op == BAC_MAXPOOL || layer->op == BAC_GLOBALMAX || layer->op == BAC_FLATTEN)
        layer = bac_net_layer(l->net, layer->in[0]);
    for (uint32_t i = 0; i < l->report.n_wide; i++)
        if (strcmp(l->report.wide[i].layer, layer->name) == 0)
            return l->report.wide[i].error;
    return 0;
}

bac_status bac_lower_logits(bac_lower *l, const bac_value *value) {
    if (value->layer < 0 || value->linear || value->T != 1 || !bac_value_in_order(value))
        return bac_node_fail(l->node,
                             "its output is not one vector of logits from a quantised layer");
    bac_value *v = bac_value_copy(l, value);
    if (v && (v->n_pools || !affine_only(v)))
        v = bac_value_plain(l, v, 0, "the output");
    if (!v)
        return l->graph.status;
    if (bac_value_steps(v) || !bac_value_same_scale(v, 0, v->C)) {
        final_requant(l, v);
    } else {
        snprintf(l->report.logits, sizeof l->report.logits,
                 "the logits are the integers of %s times %.17g", bac_value_layer(l, v)->name,
                 mpq_get_d(v->lane[0].scale));
        l->report.logits_error = wide_error(l, v);
    }
    bac_layer layer = {.name = bac_lower_name(l, "argmax", "argmax", ""), .op = BAC_ARGMAX};
    l->done = !bac_lower_add(l, &layer, v);
    return l->graph.status;
}

bac_status bac_lower_argmax(bac_lower *l, const bac_node *node) {
    const bac_value *x = bac_value_of(l, 0);
    if (!x)
        return l->graph.status;
    if (bac_node_axis(node, 0, l->graph.edge[node->in[0]].shape.rank) != 1 ||
        node->out[0] != l->graph.output)
        return bac_node_fail(node, "only an ArgMax over the classes (axis 1) at "
                                   "the end of the graph is read");
    if (bac_node_int(node, "select_last_index", 0) != 0)
        return bac_node_fail(node, "select_last_index must be 0");
    return bac_lower_logits(l, x);
}
