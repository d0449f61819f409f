/* wide_channel.c - a stream without a quantiser in front of a layer that treats channels one by one.
 *
 * A depthwise convolution sums no channels, so each may keep its own unit. Then no multiplication is
 * needed: the accumulator x of y = slope*x + offset is moved to where y is 0,
 *     code = +-x * 2^e + round(offset / unit),   unit = |slope| / 2^e,
 * and y = unit*code + rest with a rest below half a unit that is the same for every x. The rest waits
 * as a step of the channel, so nothing is lost but at the frame's ends: the zeros beside it are
 * codes of value `rest`. Accumulators too wide for the code are rounded (e < 0). Limited at 0, the
 * rest is lost everywhere. */
#include "ints.h"
#include "wide.h"

#include <math.h>

enum { MOST_UP = 8, MOST_DOWN = 48 };

typedef struct channel_code {
    bac_requant r;
    double unit, rest;
    double off; /* what rounding loses, rest left out */
} channel_code;

/* The channel that hardly moves: +-1 of a unit as large as it is. */
static void constant_code(const bac_line *line, channel_code *k) {
    const double y = line->offset < line->lo ? line->lo : line->offset;
    k->unit = y != 0 ? fabs(y) : 1;
    k->r = (bac_requant){.form = BAC_FORM_CONST, .add = y > 0 ? 1 : y < 0 ? -1 : 0};
    k->off = fabs(line->slope) * line->reach;
}

static void code_at(const bac_line *line, int e, channel_code *k) {
    const int sign = line->slope < 0 ? -1 : 1;
    const double at = line->offset / fabs(line->slope); /* of x */
    const int up = bac_max_i32(e, 0), down = bac_max_i32(-e, 0);
    k->r = (bac_requant){.form = up == 0 && sign > 0 ? BAC_FORM_SHIFT : BAC_FORM_MUL,
                         .mul = up == 0 && sign > 0 ? 0 : sign * (1 << up),
                         .add = (int64_t)rint(ldexp(at, up)),
                         .shift = (uint8_t)down};
    k->unit = ldexp(fabs(line->slope), -e);
    k->rest = down ? 0 : (ldexp(at, up) - (double)k->r.add) * k->unit;
    k->off = down ? (0.5 + ldexp(1, -down)) * k->unit : 0;
    k->r.add += down ? (int64_t)1 << (down - 1) : 0;
}

static bool fits(const bac_requant *r, const bac_layer *x, uint32_t c, double lo, double hi) {
    for (int end = 0; end < 2; end++) {
        const int64_t at = end ? x->channel_hi[c] : x->channel_lo[c];
        const int64_t code = (at * (r->form == BAC_FORM_MUL ? r->mul : 1) + r->add) >> r->shift;
        if ((double)code > hi || (double)code < lo)
            return false;
    }
    return true;
}

/* False when no shift makes it fit. */
static bool code_of(const bac_line *line, const bac_layer *x, uint32_t c, double lo, double hi,
                    channel_code *k) {
    *k = (channel_code){.unit = 1};
    if (line->slope == 0 || fabs(line->offset) >= fabs(line->slope) * 0x1p50) {
        constant_code(line, k);
        return true;
    }
    for (int e = MOST_UP; e >= -MOST_DOWN; e--) {
        if (fabs(ldexp(line->offset / line->slope, e)) >= 0x1p58)
            continue;
        code_at(line, e, k);
        if (isnormal(k->unit) && fits(&k->r, x, c, isfinite(line->lo) ? -INFINITY : lo, hi))
            return true;
    }
    return false;
}

/* The rest of channel c as a step that waits. */
static bac_status wait_for(bac_lower *l, bac_lane *lane, double rest) {
    mpq_t one, add;
    mpq_inits(one, add, NULL);
    mpq_set_ui(one, 1, 1);
    mpq_set_d(add, rest);
    if (rest != 0)
        bac_chain_status(l, bac_chain_affine(&lane->chain, 0, one, add));
    mpq_clears(one, add, NULL);
    return l->graph.status;
}

static bac_value *emit(bac_lower *l, const bac_value *v, const bac_line *line, bool limited) {
    const bac_layer *x = bac_value_layer(l, v);
    bac_value *y = bac_value_new(l, v->T, v->C);
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_wide"),
                       .op = BAC_REQUANT,
                       .requant = bac_graph_alloc(&l->graph, v->C, sizeof *layer.requant)};
    if (!y || !layer.requant)
        return NULL;
    bool is_signed = false;
    bac_import_wide facts = {.by_channel = true};
    facts.reach = bac_wide_size(line, v->C, &is_signed);
    layer.type = (bac_type){is_signed, (uint8_t)l->channel_bits};
    layer.code_lo = limited ? 0 : (int32_t)bac_type_lo(layer.type);
    layer.code_hi = (int32_t)bac_type_hi(layer.type);
    for (uint32_t c = 0; c < v->C; c++) {
        channel_code k;
        if (!code_of(&line[c], x, c, (double)bac_type_lo(layer.type),
                     (double)bac_type_hi(layer.type), &k)) {
            bac_node_fail(l->node,
                          "channel %u of its input reaches %g from a slope of %g, which no "
                          "code of %u bits holds",
                          c, facts.reach, line[c].slope, l->channel_bits);
            return NULL;
        }
        layer.requant[c] = k.r;
        facts.error = fmax(facts.error, k.off + line[c].off + (limited ? fabs(k.rest) : 0));
        facts.border = fmax(facts.border, fabs(k.rest));
        mpq_set_d(y->lane[c].scale, k.unit);
        y->lane[c].feature = v->lane[c].feature;
        if (!limited && wait_for(l, &y->lane[c], k.rest))
            return NULL;
    }
    y->flat = v->flat;
    y->is_wide = y->is_centred = true;
    y->layer = v->layer;
    if (bac_lower_add(l, &layer, y) || bac_wide_report(l, y, &facts))
        return NULL;
    return y;
}

/* No steps stand behind the pools. */
static bool pools_last(const bac_value *v) {
    for (uint32_t c = 0; c < v->C; c++)
        if (v->lane[c].first_pool != v->lane[c].chain.n)
            return false;
    return true;
}

/* Limits that this form has: none, or 0 below. */
static bac_value *centre(bac_lower *l, bac_value *v) {
    double limit[2];
    const bac_line *line = bac_wide_lines(l, v);
    if (!line)
        return NULL;
    const bool shared = bac_wide_limits(line, v->C, limit);
    if (!shared || isfinite(limit[1]) || (isfinite(limit[0]) && limit[0] != 0))
        return bac_value_plain(l, v, 0, "a convolution");
    return emit(l, v, line, isfinite(limit[0]));
}

bac_value *bac_value_by_channel(bac_lower *l, bac_value *v) {
    if (v->is_centred && v->n_pools == 0)
        return v;
    if (!bac_value_needs_wide(l, v) || (v->n_pools && !(v->origin && pools_last(v))))
        return bac_value_plain(l, v, 0, "a convolution");
    if (!v->channels && v->n_pools == 0)
        v->channels = centre(l, v);
    if (v->channels || v->n_pools == 0)
        return v->channels;
    bac_value *plain = bac_value_by_channel(l, v->origin);
    bac_value *y = plain ? bac_value_copy(l, plain) : NULL;
    if (!y)
        return NULL;
    y->T = v->T;
    y->is_centred = true;
    v->channels = bac_wide_pooled(l, v, y);
    return v->channels;
}
