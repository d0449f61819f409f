/* distributed.c - computes the terms of each output of a serial stage, and its requantiser. */
#include "distributed.h"

#include "fixed.h"
#include "ints.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { WIDEST_WEIGHT = 30, WIDEST_SUM = 31, WIDEST_CODE = 8 };

/* The streams that a linear layer reads side by side, and the multipliers that each has first. */
typedef struct sources {
    uint32_t n, C; /* C: channels of all streams together */
    const bac_layer *from[BAC_MAX_INPUTS];
    const int32_t *mul[BAC_MAX_INPUTS]; /* by channel; NULL: 1 */
} sources;

static sources sources_of(const bac_net *net, const bac_layer *linear, bool add) {
    const bac_layer *sum = add ? bac_net_layer(net, linear->in[0]) : linear;
    sources s = {.n = sum->n_in};
    for (uint32_t i = 0; i < s.n; i++) {
        s.from[i] = bac_net_layer(net, sum->in[i]);
        s.mul[i] = sum->op == BAC_ADD ? sum->mul + (size_t)i * sum->C : NULL;
        s.C += s.from[i]->C;
    }
    return s;
}

uint32_t bac_serial_bits(const bac_net *net, const bac_layer *linear, bool add) {
    const sources s = sources_of(net, linear, add);
    uint32_t bits = 0;
    for (uint32_t i = 0; i < s.n; i++)
        bits = s.from[i]->type.bits > bits ? s.from[i]->type.bits : bits;
    return bits;
}

bool bac_serial_is_dead(const bac_net *net, const bac_layer *linear, bool add, uint32_t channel) {
    const sources s = sources_of(net, linear, add);
    const bac_layer *from = s.from[channel % s.C / s.from[0]->C];
    const uint32_t c = channel % s.from[0]->C;
    return from->channel_lo[c] == 0 && from->channel_hi[c] == 0;
}

/* Orders terms by weight, small ones first, so that the partial sums stay narrow. */
static int smaller_first(const void *a, const void *b) {
    const bac_serial_term *x = a, *y = b;
    const int32_t p = abs(x->weight), q = abs(y->weight);
    if (p != q)
        return p < q ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* One way to compute an output. */
typedef struct form {
    bac_serial_term *terms;
    uint32_t n;
    int64_t add; /* constant of the sum */
    bac_serial_output out;
    uint32_t cost; /* LUTs */
    bool fits;
} form;

typedef struct lowering {
    sources from;
    const bac_layer *conv, *requant; /* conv: a convolution or an add */
    uint32_t kernel, group_in, group_out;
    uint32_t n_in; /* numbers of a window */
    bac_serial_shape shape;
    bac_distributed *s;
    form clamped, searched; /* both forms of the current output */
    bac_error *err;
} lowering;

static void add_term(form *f, uint32_t index, int64_t weight) {
    f->fits = f->fits && llabs(weight) <= (int64_t)1 << WIDEST_WEIGHT;
    if (f->fits)
        f->terms[f->n++] = (bac_serial_term){index, (int32_t)weight};
}

/* Index, among the numbers of a window, of tap k of channel c of a source. */
static uint32_t number_of(const lowering *l, uint32_t k, uint32_t source, uint32_t c) {
    const bac_serial_window *w = &l->shape.window;
    const uint32_t C = l->from.from[source]->C;
    const uint32_t sample = w->pad_left * w->polyphase - l->conv->pad_left + k;
    const uint32_t phase = sample % w->polyphase, tap = sample / w->polyphase;
    return (tap * w->polyphase + phase) * l->from.C + source * C + c;
}

/* Adds the terms of one input channel: one for every bit of a digit at every tap with a non-zero
 * weight. A constant channel has no terms; the form's constant includes it. (Padding is 0, so in a
 * padded layer a channel with another constant value is not constant at the borders.) */
static void collect_channel(const lowering *l, const int32_t *w, uint32_t source, uint32_t c,
                            int64_t mul, form *f) {
    const bac_layer *from = l->from.from[source];
    const int64_t lo = from->channel_lo[c], hi = from->channel_hi[c];
    const bool padded = l->conv->pad_left > 0 || l->conv->pad_right > 0;
    const bool constant = lo == hi && (lo == 0 || !padded);
    if (l->from.mul[source])
        mul *= l->from.mul[source][c];
    for (uint32_t k = 0; k < l->kernel; k++) {
        const int64_t weight = (w ? w[k] : 1) * mul;
        if (constant)
            f->add += weight * lo;
        else if (from->type.is_signed) /* digits arrive with 2^(bits-1) added: subtract it */
            f->add -= weight * ((int64_t)1 << (from->type.bits - 1));
        for (uint32_t j = 0; !constant && weight != 0 && j < l->shape.digit_bits; j++)
            add_term(f, number_of(l, k, source, c) * l->shape.digit_bits + j,
                     weight * ((int64_t)1 << j));
    }
}

/* Collects the terms of output o, all multiplied by mul. */
static void collect(const lowering *l, uint32_t o, int64_t mul, form *f) {
    const uint32_t first = o / l->group_out * l->group_in;
    const int32_t *w =
        l->conv->weight ? l->conv->weight + (size_t)o * l->group_in * l->kernel : NULL;
    f->n = 0;
    f->fits = true;
    f->add = l->conv->bias ? l->conv->bias[o] * mul : 0;
    for (uint32_t i = 0; i < l->group_in; i++)
        for (uint32_t source = 0; source < l->from.n; source++)
            collect_channel(l, w ? w + (size_t)i * l->kernel : NULL, source, first + i, mul, f);
}

static uint32_t whole_bits(const lowering *l) {
    return l->shape.digit_bits * l->shape.digits;
}

static uint32_t groups_of(uint32_t terms) {
    return (terms + BAC_SERIAL_GROUP - 1) / BAC_SERIAL_GROUP;
}

/* Computes the width of the sum behind each table, widths (NULL: only that of the last, *sum_bits).
 * The sums include the offset of rtl/serial/bac_serial_sum.v. Returns the LUTs of tables and
 * adders. */
static uint32_t measure(const lowering *l, const bac_serial_term *terms, uint32_t n,
                        uint8_t *sum_bits, uint8_t *widths) {
    int64_t lo = -((int64_t)1 << l->shape.digit_bits), hi = lo;
    uint32_t cost = 0;
    *sum_bits = 1;
    for (uint32_t i = 0; i < n; i++) {
        const int32_t w = terms[i].weight;
        lo += w < 0 ? w : 0;
        hi += w > 0 ? w : 0;
        *sum_bits = (uint8_t)bac_bits_of(lo, hi, true);
        if (widths)
            widths[i / BAC_SERIAL_GROUP] = *sum_bits;
        if (i % BAC_SERIAL_GROUP == BAC_SERIAL_GROUP - 1 || i + 1 == n)
            cost += i < BAC_SERIAL_GROUP ? *sum_bits : 2u * *sum_bits;
    }
    return cost;
}

/* Sorts a form's terms and returns the LUTs of its sum. */
static uint32_t finish_sum(const lowering *l, form *f) {
    qsort(f->terms, f->n, sizeof *f->terms, smaller_first);
    const uint32_t cost = measure(l, f->terms, f->n, &f->out.sum_bits, NULL) + f->out.v_bits;
    f->fits = f->fits && f->out.sum_bits <= WIDEST_SUM;
    return cost;
}

/* The form clamp((x*mul + add) >> shift), with mul in every weight. The running sum starts at a
 * multiple of 2^(bits of a whole number); the rest of the constant is added with the last digit, as
 * a term of its own. */
static void make_clamped(lowering *l, uint32_t o) {
    const bac_requant *r = &l->requant->requant[o];
    const int64_t mul = r->form == BAC_FORM_MUL ? r->mul : 1;
    const int64_t a = l->conv->channel_lo[o] * mul + r->add;
    const int64_t b = l->conv->channel_hi[o] * mul + r->add;
    form *f = &l->clamped;
    collect(l, o, mul, f);
    f->add += r->add;
    const int64_t low = f->add & (((int64_t)1 << whole_bits(l)) - 1);
    if (f->n > 0 && low != 0)
        add_term(f, l->n_in * l->shape.digit_bits, low);
    const uint32_t bits = bac_bits_of(a < b ? a : b, a < b ? b : a, true);
    f->out = (bac_serial_output){.n = f->n,
                                 .init = f->add >> whole_bits(l),
                                 .v_bits = (uint8_t)(bits > r->shift ? bits : r->shift + 1u),
                                 .shift = r->shift};
    f->cost = finish_sum(l, f) + l->requant->type.bits;
    f->fits = f->fits && (r->form == BAC_FORM_MUL || r->form == BAC_FORM_SHIFT);
}

/* LUTs of a search: each stage has a comparator and the thresholds that it reads, counted as
 * synthesis builds them. */
static uint32_t search_cost(const lowering *l, uint32_t v_bits) {
    const uint32_t code_bits = l->requant->type.bits, steps = l->s->steps;
    uint32_t cost = 0;
    for (uint32_t known = 0; known < code_bits; known += steps) {
        const uint32_t inputs = known + steps < code_bits ? known + steps : code_bits;
        const uint32_t tables = inputs < BAC_SERIAL_GROUP ? 0 : 4u << (inputs - BAC_SERIAL_GROUP);
        cost += 8 + v_bits * (3 + tables) / 4;
    }
    return cost;
}

/* Bits of a code that one comparator finds, one per clock. A comparator has `interval` clocks for a
 * position, which gives the fewest comparators; the bits are divided evenly among them. */
static uint32_t search_steps(uint32_t code_bits, uint32_t interval) {
    const uint32_t stages = (code_bits + interval - 1) / interval;
    return (code_bits + stages - 1) / stages;
}

static int32_t code_of(const lowering *l, uint32_t o, int64_t x) {
    return bac_fixed_requant(&l->requant->requant[o], l->requant->code_lo, l->requant->code_hi,
                             (int32_t)x);
}

/* The range of a searched sum, sum = sign*x + lowest. The sign makes codes ascend with the sum. The
 * least sum is 0, or a little more so that the constant is a multiple of 2^(bits of a number). */
typedef struct search_range {
    int64_t sign, lowest;
    int64_t least, beyond;
} search_range;

static search_range range_of(const lowering *l, uint32_t o, int64_t constant, int64_t sign) {
    const int64_t lo = l->conv->channel_lo[o], hi = l->conv->channel_hi[o];
    const int64_t first = sign > 0 ? lo : -hi, rest = constant - first;
    const int64_t least = -rest & (((int64_t)1 << whole_bits(l)) - 1);
    return (search_range){sign, least - first, least, least + hi - lo + 1};
}

static search_range make_searched(lowering *l, uint32_t o) {
    const int64_t lo = l->conv->channel_lo[o], hi = l->conv->channel_hi[o];
    const int64_t sign = code_of(l, o, lo) <= code_of(l, o, hi) ? 1 : -1;
    form *f = &l->searched;
    collect(l, o, sign, f);
    const search_range range = range_of(l, o, f->add, sign);
    f->out = (bac_serial_output){.n = f->n, .init = (f->add + range.lowest) >> whole_bits(l)};
    f->out.v_bits = (uint8_t)bac_bits_of(0, range.beyond, false);
    f->cost = finish_sum(l, f) + search_cost(l, f->out.v_bits);
    f->fits = f->fits && f->out.v_bits <= WIDEST_SUM && l->requant->type.bits <= WIDEST_CODE;
    return range;
}

/* The least sum whose code is c or more. */
static uint32_t threshold_of(const lowering *l, uint32_t o, const search_range *range, int32_t c) {
    int64_t below = range->least - 1, at = range->beyond;
    while (at - below > 1) {
        const int64_t sum = below + (at - below) / 2;
        if (code_of(l, o, range->sign * (sum - range->lowest)) >= c)
            at = sum;
        else
            below = sum;
    }
    return (uint32_t)at;
}

static void plant(lowering *l, uint32_t o, const search_range *range) {
    const uint32_t bits = l->requant->type.bits;
    const int32_t least = l->requant->type.is_signed ? -(1 << (bits - 1)) : 0;
    uint32_t *tree = l->s->tree + ((size_t)l->s->n_trees << bits);
    for (uint32_t known = 0; known < bits; known++)
        for (uint32_t i = 0; i < 1u << known; i++)
            tree[(1u << known) + i] =
                threshold_of(l, o, range, least + (int32_t)((2 * i + 1) << (bits - 1 - known)));
    l->searched.out.tree = ++l->s->n_trees;
}

static bac_status refuse(const lowering *l, uint32_t o) {
    return bac_fail(l->err, BAC_ERR_INPUT, l->requant->name,
                    "channel %" PRIu32 " has sums of more than %d bits, or codes of more than %d, "
                    "which no serial layer does; plan '%s' and '%s' unrolled or folded",
                    o, WIDEST_SUM, WIDEST_CODE, l->conv->name, l->requant->name);
}

static bac_status lower_output(lowering *l, uint32_t o) {
    const int32_t lo = l->conv->channel_lo[o], hi = l->conv->channel_hi[o];
    bac_serial_output *out = &l->s->output[o];
    *out = (bac_serial_output){.first = l->s->n_terms};
    if (lo == hi || code_of(l, o, lo) == code_of(l, o, hi)) {
        out->init = code_of(l, o, lo);
        return BAC_OK;
    }
    make_clamped(l, o);
    const search_range range = make_searched(l, o);
    const bool clamped =
        l->clamped.fits && (!l->searched.fits || l->clamped.cost <= l->searched.cost);
    if (!clamped && !l->searched.fits)
        return refuse(l, o);
    if (!clamped)
        plant(l, o, &range);
    const form *f = clamped ? &l->clamped : &l->searched;
    const uint32_t first = out->first;
    *out = f->out;
    out->first = first;
    if (f->n > 0)
        memcpy(l->s->term + l->s->n_terms, f->terms, f->n * sizeof *f->terms);
    l->s->n_terms += f->n;
    return BAC_OK;
}

static bool allocate(lowering *l) {
    bac_distributed *s = l->s;
    const size_t row = (size_t)l->from.n * l->group_in * l->kernel;
    const size_t most = row * l->shape.digit_bits + 1, C = l->conv->C;
    const uint32_t code_bits = l->requant->type.bits;
    *s = (bac_distributed){
        .C = l->conv->C,
        .levels = 1,
        .steps = search_steps(code_bits, l->shape.interval),
        .term = calloc(most * C, sizeof *s->term),
        .output = calloc(C, sizeof *s->output),
        .tree = calloc(C << (code_bits <= WIDEST_CODE ? code_bits : 0), sizeof *s->tree)};
    l->clamped.terms = calloc(most, sizeof *l->clamped.terms);
    l->searched.terms = calloc(most, sizeof *l->searched.terms);
    return s->term && s->output && s->tree && l->clamped.terms && l->searched.terms;
}

static bool set_widths(const lowering *l) {
    bac_distributed *s = l->s;
    for (uint32_t o = 0; o < s->C; o++)
        if (groups_of(s->output[o].n) > s->levels)
            s->levels = groups_of(s->output[o].n);
    s->widths = calloc((size_t)s->C * s->levels, 1);
    for (uint32_t o = 0; s->widths && o < s->C; o++)
        measure(l, s->term + s->output[o].first, s->output[o].n, &s->output[o].sum_bits,
                s->widths + (size_t)o * s->levels);
    return s->widths != NULL;
}

bac_status bac_distributed_lower(const bac_net *net, const bac_layer *linear,
                                 const bac_layer *requant, const bac_serial_shape *shape,
                                 bac_distributed *serial, bac_error *err) {
    const bool is_add = linear->op == BAC_ADD;
    lowering l = {.from = sources_of(net, linear, shape->add),
                  .conv = linear,
                  .requant = requant,
                  .kernel = is_add ? 1 : linear->kernel,
                  .group_out = is_add ? 1 : linear->C / linear->groups,
                  .group_in = is_add ? 1 : bac_net_layer(net, linear->in[0])->C / linear->groups,
                  .shape = *shape,
                  .s = serial,
                  .err = err};
    l.n_in = shape->window.kernel * shape->window.polyphase * l.from.C;
    bac_status status = BAC_OK;
    bool memory = allocate(&l);
    for (uint32_t o = 0; memory && status == BAC_OK && o < linear->C; o++)
        status = lower_output(&l, o);
    memory = memory && (status != BAC_OK || set_widths(&l));
    if (serial->n_trees == 0)
        serial->steps = 0;
    free(l.clamped.terms);
    free(l.searched.terms);
    if (memory && status == BAC_OK)
        return BAC_OK;
    bac_distributed_free(serial);
    return memory ? status : bac_fail(err, BAC_ERR_MEMORY, linear->name, "out of memory");
}

void bac_distributed_free(bac_distributed *s) {
    free(s->term);
    free(s->output);
    free(s->tree);
    free(s->widths);
    *s = (bac_distributed){0};
}
