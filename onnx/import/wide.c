/* wide.c - streams without a quantiser become fixed point: a requantiser to codes of --wide-bits.
 *
 * Between an accumulator and the layer that reads it every channel is a straight line between two
 * limits (line.h). All channels get one scale, the largest value that the proven ranges allow being
 * worth about the largest code, so nothing saturates but what the graph itself limits; the slope of
 * a channel is its multiplier. What that rounds away is bounded and reported. */
#include "wide.h"

#include "ints.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLACK = 2 }; /* codes left free at the end of the range: what a multiplier rounds away */

/* What a stream is asked to be: codes of one scale; unit NULL: of the range's own. */
typedef struct wide_form {
    mpq_srcptr unit;
    uint32_t bits;
    bool is_signed;
} wide_form;

bac_line *bac_wide_lines(bac_lower *l, const bac_value *v) {
    const bac_layer *x = bac_value_layer(l, v);
    bac_line *line = bac_graph_alloc(&l->graph, v->C, sizeof *line);
    for (uint32_t c = 0; line && c < v->C; c++) {
        const bac_chain *chain = &v->lane[c].chain;
        if (bac_line_of(chain, chain->n, v->lane[c].scale, x->channel_lo[c], x->channel_hi[c],
                        &line[c]))
            continue;
        bac_node_fail(l->node, "channel %u of its input has no finite range", c);
        return NULL;
    }
    return line;
}

static double largest_code(const wide_form *form) {
    return ldexp(1, (int)form->bits - form->is_signed) - 1 - SLACK;
}

/* The unit in which a number of that size is the largest code, as a float32 number where it is one:
 * exporters write scales so. */
static double unit_of(double size, const wide_form *form) {
    const double unit = size > 0 ? size / largest_code(form) : 1;
    float f = (float)unit;
    if (!isnormal(f))
        return unit;
    return (double)f >= unit ? (double)f : (double)nextafterf(f, INFINITY);
}

double bac_wide_size(const bac_line *line, uint32_t n, bool *is_signed) {
    double size = 0;
    for (uint32_t c = 0; c < n; c++) {
        size = fmax(size, fmax(bac_line_most(&line[c]), -bac_line_least(&line[c])));
        *is_signed = *is_signed || bac_line_least(&line[c]) < 0;
    }
    return size;
}

bool bac_wide_limits(const bac_line *line, uint32_t n, double limit[2]) {
    bool shared = true;
    double *lo = &limit[0], *hi = &limit[1];
    *lo = -INFINITY;
    *hi = INFINITY;
    for (uint32_t c = 0; c < n; c++) {
        *lo = line[c].lo > line[c].low ? fmax(*lo, line[c].lo) : *lo;
        *hi = line[c].hi < line[c].high ? fmin(*hi, line[c].hi) : *hi;
    }
    for (uint32_t c = 0; c < n; c++)
        shared = shared && bac_line_least(&line[c]) >= *lo && bac_line_most(&line[c]) <= *hi;
    return shared;
}

/* A multiplication by a power of two is a shift, by 0 a constant: equal for every x. */
static void simplify(bac_requant *r) {
    const int up = r->mul > 0 ? (int)bac_bit_length((uint64_t)r->mul) - 1 : -1;
    if (r->mul == 0) {
        *r = (bac_requant){.form = BAC_FORM_CONST, .add = r->add >> r->shift};
    } else if (up >= 0 && r->mul == 1 << up && up <= r->shift) {
        *r = (bac_requant){
            .form = BAC_FORM_SHIFT, .add = r->add >> up, .shift = (uint8_t)(r->shift - up)};
    }
}

/* Does channel c keep inside the type where the graph sets no limit? */
static bool holds(const bac_requant *r, const bac_layer *x, uint32_t c, bac_type type,
                  const double limit[2]) {
    for (int end = 0; end < 2; end++) {
        const int64_t at = end ? x->channel_hi[c] : x->channel_lo[c];
        const int64_t code = (at * r->mul + r->add) >> r->shift;
        if ((code < bac_type_lo(type) && !isfinite(limit[0])) ||
            (code > bac_type_hi(type) && !isfinite(limit[1])))
            return false;
    }
    return true;
}

bac_status bac_wide_report(bac_lower *l, const bac_value *y, const bac_import_wide *facts) {
    bac_import_report *r = &l->report;
    bac_import_wide *wide = realloc(r->wide, (r->n_wide + 1) * sizeof *wide);
    if (!wide)
        return bac_graph_no_memory(&l->graph);
    r->wide = wide;
    const bac_layer *layer = bac_value_layer(l, y);
    bac_import_wide *w = &wide[r->n_wide++];
    *w = *facts;
    w->type = layer->type;
    w->channels = layer->C;
    w->scale = layer->scale[0];
    for (uint32_t c = 0; c < layer->n_scale; c++)
        w->scale = fmax(w->scale, layer->scale[c]);
    snprintf(w->layer, sizeof w->layer, "%s", layer->name);
    return BAC_OK;
}

/* The requantiser behind v, whose pools are left out. */
static bac_value *emit(bac_lower *l, const bac_value *v, const bac_line *line,
                       const double limit[2], const wide_form *form) {
    const bac_layer *x = bac_value_layer(l, v);
    const double unit = mpq_get_d(form->unit);
    bool negative = false;
    double worst = 0, size = bac_wide_size(line, v->C, &negative);
    bac_value *y = bac_value_new(l, v->T, v->C);
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_wide"),
                       .op = BAC_REQUANT,
                       .type = {form->is_signed, (uint8_t)form->bits},
                       .requant = bac_graph_alloc(&l->graph, v->C, sizeof *layer.requant)};
    if (!y || !layer.requant)
        return NULL;
    layer.code_lo = (int32_t)fmax(rint(limit[0] / unit), (double)bac_type_lo(layer.type));
    layer.code_hi = (int32_t)fmin(rint(limit[1] / unit), (double)bac_type_hi(layer.type));
    for (uint32_t c = 0; c < v->C; c++) {
        const double off = bac_line_fit(&line[c], unit, &layer.requant[c]);
        if (!isfinite(off) || !holds(&layer.requant[c], x, c, layer.type, limit)) {
            bac_node_fail(l->node,
                          "channel %u of its input reaches %g, which a slope of %g cannot "
                          "hold in %u bits",
                          c, size, line[c].slope, form->bits);
            return NULL;
        }
        simplify(&layer.requant[c]);
        worst = fmax(worst, off);
        mpq_set(y->lane[c].scale, form->unit);
        y->lane[c].feature = v->lane[c].feature;
    }
    y->flat = v->flat;
    y->codes = y->is_wide = true;
    y->layer = v->layer;
    const bac_import_wide facts = {.reach = size, .error = worst * unit};
    if (bac_lower_add(l, &layer, y) || bac_wide_report(l, y, &facts))
        return NULL;
    return y;
}

/* ---- parts of a chain */

/* Lane by lane the steps from..to-1 of v, behind the stream of `at`; no pools. from, to: [C], NULL:
 * from the first, to the last. */
static bac_value *part(bac_lower *l, const bac_value *v, const bac_value *at, const uint32_t *from,
                       const uint32_t *to) {
    bac_value *y = bac_value_new(l, v->T, v->C);
    if (!y)
        return NULL;
    y->flat = v->flat;
    y->layer = at->layer;
    y->codes = y->is_wide = at->is_wide;
    for (uint32_t c = 0; c < v->C; c++) {
        const bac_chain *chain = &v->lane[c].chain;
        mpq_set(y->lane[c].scale, at->lane[c].scale);
        y->lane[c].feature = v->lane[c].feature;
        if (bac_chain_status(l, bac_chain_slice(&y->lane[c].chain, chain, from ? from[c] : 0,
                                                to ? to[c] : chain->n)))
            return NULL;
    }
    y->codes = y->codes && !bac_value_steps(y);
    return y;
}

static bac_value *widen(bac_lower *l, const bac_value *v, const wide_form *form);

/* The channels' limits differ: what comes before and with the first clamp is one stream, which all
 * channels clamp alike, and the rest waits behind it. */
static bac_value *widen_in_two(bac_lower *l, const bac_value *v, const wide_form *form) {
    uint32_t *cut = bac_graph_alloc(&l->graph, v->C, sizeof *cut), rest = 0;
    for (uint32_t c = 0; cut && c < v->C; c++) {
        const bac_chain *chain = &v->lane[c].chain;
        while (cut[c] < chain->n && chain->step[cut[c]].kind != BAC_STEP_CLAMP)
            cut[c]++;
        cut[c] += cut[c] < chain->n;
        rest += chain->n - cut[c];
    }
    if (cut && rest == 0)
        bac_node_fail(l->node, "the channels of its input are clamped at different places; put a "
                               "Quant behind the layer that feeds it");
    bac_value *first = l->graph.status ? NULL : part(l, v, v, NULL, cut);
    const wide_form own = {.bits = form->bits};
    first = first ? widen(l, first, &own) : NULL;
    bac_value *second = first ? part(l, v, first, cut, NULL) : NULL;
    return second ? widen(l, second, form) : NULL;
}

/* v has no pools */
static bac_value *widen_line(bac_lower *l, const bac_value *v, const wide_form *form) {
    double limit[2];
    bac_line *line = bac_wide_lines(l, v);
    if (!line)
        return NULL;
    if (!bac_wide_limits(line, v->C, limit))
        return widen_in_two(l, v, form);
    wide_form own = *form;
    mpq_t unit;
    mpq_init(unit);
    if (!form->unit) {
        const double size = bac_wide_size(line, v->C, &own.is_signed);
        mpq_set_d(unit, unit_of(size, &own));
        own.unit = unit;
    }
    bac_value *y = emit(l, v, line, limit, &own);
    mpq_clear(unit);
    return y;
}

bac_value *bac_wide_pooled(bac_lower *l, const bac_value *v, bac_value *y) {
    if (!y)
        return NULL;
    y->n_pools = v->n_pools;
    memcpy(y->pool, v->pool, sizeof y->pool);
    return bac_value_emit_pools(l, y) ? NULL : y;
}

/* Where the first pool waits, lane by lane; refused when steps stand between two pools. */
static uint32_t *pool_places(bac_lower *l, const bac_value *v) {
    uint32_t *at = bac_graph_alloc(&l->graph, v->C, sizeof *at);
    for (uint32_t c = 0; at && c < v->C; c++) {
        at[c] = v->lane[c].first_pool;
        if (at[c] != v->lane[c].last_pool)
            bac_node_fail(l->node,
                          "max pools with falling functions of channel %u between them need a "
                          "Quant in front of the last",
                          c);
    }
    return l->graph.status ? NULL : at;
}

bac_value *bac_value_pool_wide(bac_lower *l, const bac_value *v) {
    const uint32_t *at = pool_places(l, v);
    bac_value *y = NULL;
    if (at && v->origin) { /* one stream for all who read what is pooled */
        bac_value *plain = bac_value_plain(l, v->origin, 0, "a pool");
        y = plain ? part(l, v, plain, at, at) : NULL;
    } else if (at) {
        y = part(l, v, v, NULL, at);
        const wide_form own = {.bits = l->summed_bits};
        y = y ? widen(l, y, &own) : NULL;
    }
    y = bac_wide_pooled(l, v, y);
    return y ? part(l, v, y, at, NULL) : NULL;
}

static bac_value *widen(bac_lower *l, const bac_value *v, const wide_form *form) {
    if (v->n_pools == 0)
        return widen_line(l, v, form);
    const int order = bac_value_pool_order(v);
    bac_value *y = NULL;
    if (order > 0) {
        bool bare = !form->unit && v->origin && form->bits == l->summed_bits;
        for (uint32_t c = 0; c < v->C; c++)
            bare = bare && v->lane[c].first_pool == v->lane[c].chain.n;
        if (bare)
            return bac_value_pool_wide(l, v);
        y = part(l, v, v, NULL, NULL);
        return bac_wide_pooled(l, v, y ? widen_line(l, y, form) : NULL);
    }
    if (order < 0) {
        y = bac_wide_pooled(l, v, part(l, v, v, NULL, NULL));
    } else {
        y = bac_value_pool_wide(l, v);
    }
    return y ? widen_line(l, y, form) : NULL;
}

bac_value *bac_value_widen(bac_lower *l, bac_value *value, uint32_t bits) {
    const wide_form form = {.bits = bits ? bits : l->summed_bits};
    if (!value->wide || bac_value_layer(l, value->wide)->type.bits > form.bits)
        value->wide = widen(l, value, &form);
    return value->wide;
}

/* ---- several streams of one scale */

/* The unit that a stream of plain integers has in all channels. */
static bool single_unit(const bac_value *v) {
    return !bac_value_pending(v) && bac_value_same_scale(v, 0, v->C);
}

/* Is it plain integers of whole multiples of the unit? */
static bool multiple_of(const bac_value *v, mpq_srcptr unit) {
    if (!single_unit(v))
        return false;
    mpq_t q;
    mpq_init(q);
    mpq_div(q, v->lane[0].scale, unit);
    const bool whole = mpz_cmp_ui(mpq_denref(q), 1) == 0;
    mpq_clear(q);
    return whole;
}

/* The same unit for n streams of those sizes: that of a plain one, divided by an integer, when all
 * others are multiples of it or fit it; the plain one then stays as it is. */
static bool keep_one(bac_value *const v[], uint32_t n, const double size[], const wide_form *form,
                     mpq_t unit) {
    const double least = mpq_get_d(unit);
    for (uint32_t i = 0; i < n; i++) {
        if (!single_unit(v[i]))
            continue;
        mpq_set_d(unit, fmax(1, floor(mpq_get_d(v[i]->lane[0].scale) / least)));
        mpq_div(unit, v[i]->lane[0].scale, unit);
        bool fits = v[i]->codes || v[i]->is_wide;
        for (uint32_t k = 0; fits && k < n; k++)
            fits = multiple_of(v[k], unit) || size[k] <= largest_code(form) * mpq_get_d(unit);
        if (fits)
            return true;
    }
    return false;
}

static bac_status shared_form(bac_lower *l, bac_value *const v[], uint32_t n, mpq_t unit,
                              wide_form *form) {
    double need = 0, *size = bac_graph_alloc(&l->graph, n, sizeof *size);
    for (uint32_t i = 0; size && i < n; i++) {
        bac_line *line = bac_wide_lines(l, v[i]);
        if (!line)
            return l->graph.status;
        size[i] = bac_wide_size(line, v[i]->C, &form->is_signed);
        need = fmax(need, size[i]);
    }
    if (!size)
        return l->graph.status;
    form->unit = unit;
    const double least = unit_of(need, form);
    mpq_set_d(unit, least);
    if (!keep_one(v, n, size, form, unit))
        mpq_set_d(unit, least);
    return BAC_OK;
}

bac_status bac_values_share(bac_lower *l, bac_value *v[], uint32_t n, uint32_t bits) {
    wide_form form = {.bits = bits};
    mpq_t unit;
    mpq_init(unit);
    for (uint32_t i = 0; i < n; i++)
        if (bac_value_pending(v[i]) && v[i]->wide &&
            bac_value_layer(l, v[i]->wide)->type.bits <= bits)
            v[i] = v[i]->wide;
    shared_form(l, v, n, unit, &form);
    for (uint32_t i = 0; !l->graph.status && i < n; i++)
        if (!multiple_of(v[i], unit))
            v[i] = widen(l, v[i], &form);
    mpq_clear(unit);
    return l->graph.status;
}

/* Before an affine or linear use: a Relu on integers is the only step that integers can do. */
static bool only_relu(const bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++) {
        const bac_chain *chain = &value->lane[c].chain;
        if (chain->n != 1 || chain->step[0].kind != BAC_STEP_CLAMP || !chain->step[0].has_lo ||
            chain->step[0].has_hi || mpq_sgn(chain->step[0].lo) != 0)
            return false;
    }
    return true;
}

/* As codes; wider ones become a wide stream instead. */
static bool relu_fits(const bac_lower *l, const bac_value *value) {
    const bac_layer *x = bac_value_layer(l, value);
    return x->lo >= 0 || bac_type_of_range(0, x->hi).bits <= l->summed_bits;
}

/* max(x, 0) of integers is a requantiser without a shift, clamped at 0. */
static bac_status emit_relu(bac_lower *l, bac_value *value) {
    const bac_layer *x = bac_value_layer(l, value);
    for (uint32_t c = 0; c < value->C; c++) {
        bac_chain_clear(&value->lane[c].chain);
        bac_chain_init(&value->lane[c].chain);
    }
    if (x->lo >= 0)
        return BAC_OK;
    int32_t hi = bac_max_i32(x->hi, 1);
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_relu"),
                       .op = BAC_REQUANT,
                       .type = bac_type_of_range(0, hi),
                       .code_hi = hi,
                       .requant = bac_graph_alloc(&l->graph, value->C, sizeof *layer.requant)};
    for (uint32_t c = 0; layer.requant && c < value->C; c++)
        layer.requant[c].form = BAC_FORM_SHIFT;
    return bac_lower_add(l, &layer, value);
}

bool bac_value_needs_wide(const bac_lower *l, const bac_value *value) {
    const bool relu = value->n_pools == 0 && only_relu(value) && relu_fits(l, value);
    return value->layer >= 0 && !value->linear && bac_value_steps(value) && !relu;
}

bac_value *bac_value_plain(bac_lower *l, bac_value *value, uint32_t bits, const char *use) {
    if (value->linear)
        bac_node_fail(l->node, "%s comes before the DequantizeLinear of its input", use);
    else if (value->layer < 0)
        bac_node_fail(l->node, "%s needs a quantised input; put a Quant behind the graph's input",
                      use);
    else if (bac_value_needs_wide(l, value))
        return bac_value_widen(l, value, bits);
    else if (bac_value_steps(value))
        emit_relu(l, value);
    if (l->graph.status)
        return NULL;
    return bac_value_emit_pools(l, value) ? NULL : value;
}
