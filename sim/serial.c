#include "serial.h"

#include "fixed.h"
#include "pipeline_internal.h"

#include <inttypes.h>
#include <stdlib.h>

enum { WIDEST_WEIGHT = 30, WIDEST_SUM = 31 };

uint32_t bac_only_reader(const bac_net *net, uint32_t layer) {
    uint32_t reader = 0;
    for (uint32_t i = layer + 1; i < bac_net_layers(net); i++)
        for (uint32_t k = 0; k < bac_net_layer(net, i)->n_in; k++) {
            if (bac_net_layer(net, i)->in[k] != layer)
                continue;
            if (reader != 0)
                return 0;
            reader = i;
        }
    return reader;
}

uint32_t bac_serial_partner(const bac_net *net, uint32_t conv) {
    const uint32_t reader = bac_only_reader(net, conv);
    const bac_layer *c = bac_net_layer(net, conv), *q = bac_net_layer(net, reader);
    if (c->op != BAC_CONV || q->op != BAC_REQUANT || bac_net_layer(net, c->in[0])->type.is_signed)
        return 0;
    for (uint32_t o = 0; o < q->C; o++)
        if (c->channel_lo[o] != c->channel_hi[o] && q->requant[o].form != BAC_FORM_CONST &&
            q->requant[o].form != BAC_FORM_SHIFT && q->requant[o].form != BAC_FORM_MUL)
            return 0;
    return reader;
}

uint32_t bac_serial_gap(const bac_layer *conv, uint32_t T) {
    const int64_t behind = (int64_t)(conv->T - 1) * conv->stride + conv->kernel - 1 -
                           conv->pad_left - ((int64_t)T - 1);
    return behind > (int64_t)conv->pad_left ? (uint32_t)behind : conv->pad_left;
}

uint32_t bac_serial_digits(uint32_t bits, uint32_t digit_bits) {
    return (bits + digit_bits - 1) / digit_bits;
}

uint32_t bac_serial_digit(uint32_t bits, uint64_t samples, uint64_t budget) {
    uint32_t d = 1;
    while (d < bits && samples * bac_serial_digits(bits, d) > budget)
        d++;
    return d;
}

typedef struct term {
    uint32_t index;
    int32_t weight;
} term;

/* Small weights first: the sums stay narrow as long as they can. */
static int smaller_first(const void *a, const void *b) {
    const term *x = a, *y = b;
    const int32_t p = abs(x->weight), q = abs(y->weight);
    if (p != q)
        return p < q ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

typedef struct lowering {
    const bac_layer *from, *conv, *requant;
    uint32_t digit_bits, digits;
    bac_serial *s;
    term *terms; /* of one output */
    uint32_t n;
    bac_error *err;
} lowering;

static bac_status refuse(const lowering *l, uint32_t o, const char *why) {
    return bac_fail(l->err, BAC_ERR_INPUT, l->requant->name,
                    "channel %" PRIu32
                    " %s, which no serial layer does; plan '%s' and '%s' unrolled "
                    "or folded",
                    o, why, l->conv->name, l->requant->name);
}

static bac_status add_term(lowering *l, uint32_t o, uint32_t index, int64_t weight) {
    if (weight > (int64_t)1 << WIDEST_WEIGHT || -weight > (int64_t)1 << WIDEST_WEIGHT)
        return refuse(l, o, "has products of more than 30 bits");
    l->terms[l->n++] = (term){index, (int32_t)weight};
    return BAC_OK;
}

/* The terms of output o: every bit of a digit of every input that it weighs, and what its constant
 * is not a multiple of the digits' weight. */
static bac_status collect(lowering *l, uint32_t o, int64_t mul, int64_t add) {
    const uint32_t kernel = l->conv->kernel, group_in = l->from->C / l->conv->groups;
    const uint32_t first = o / (l->conv->C / l->conv->groups) * group_in;
    const int32_t *w = l->conv->weight + (size_t)o * group_in * kernel;
    const bool padded = l->conv->pad_left > 0 || l->conv->pad_right > 0;
    bac_status status = BAC_OK;
    l->n = 0;
    for (uint32_t i = 0; i < group_in; i++) {
        /* What is always the same is no input: not at all when it is 0, as the padding is, and
         * where there is no padding. */
        const int64_t lo = l->from->channel_lo[first + i], hi = l->from->channel_hi[first + i];
        if (lo == hi && (lo == 0 || !padded)) {
            for (uint32_t k = 0; k < kernel; k++)
                add += w[i * kernel + k] * mul * lo;
            continue;
        }
        for (uint32_t k = 0; k < kernel; k++)
            for (uint32_t j = 0; w[i * kernel + k] != 0 && j < l->digit_bits; j++)
                if (status == BAC_OK)
                    status = add_term(l, o, (k * l->from->C + first + i) * l->digit_bits + j,
                                      w[i * kernel + k] * mul * ((int64_t)1 << j));
    }
    const uint32_t whole = l->digit_bits * l->digits;
    const int64_t low = add & (((int64_t)1 << whole) - 1);
    l->s->output[o].init = add >> whole;
    if (status == BAC_OK && l->n > 0 && low != 0)
        status = add_term(l, o, kernel * l->from->C * l->digit_bits, low);
    qsort(l->terms, l->n, sizeof *l->terms, smaller_first);
    return status;
}

/* Widths of the sums behind each table, the offset of rtl/bac_serial_sum.v in them. */
static void measure(lowering *l, uint32_t o) {
    bac_serial_output *out = &l->s->output[o];
    uint8_t *widths = l->s->widths + (size_t)o * l->s->levels;
    int64_t lo = -((int64_t)1 << l->digit_bits), hi = lo;
    out->sum_bits = 1;
    for (uint32_t i = 0; i < out->n; i++) {
        const int32_t w = l->s->weight[out->first + i];
        lo += w < 0 ? w : 0;
        hi += w > 0 ? w : 0;
        const uint8_t bits = (uint8_t)bac_bits_of(lo, hi, true);
        widths[i / BAC_SERIAL_GROUP] = bits;
        if (bits > out->sum_bits)
            out->sum_bits = bits;
    }
}

static bac_status lower_output(lowering *l, uint32_t o) {
    const bac_requant *r = &l->requant->requant[o];
    const int64_t bias = l->conv->bias ? l->conv->bias[o] : 0;
    const int64_t mul = r->form == BAC_FORM_MUL ? r->mul : 1;
    const int64_t lo = l->conv->channel_lo[o], hi = l->conv->channel_hi[o];
    bac_serial_output *out = &l->s->output[o];
    out->first = l->s->n_terms;
    if (lo == hi || r->form == BAC_FORM_CONST ||
        (r->form == BAC_FORM_THRESHOLD && r->n_thresholds == 0)) {
        out->init = bac_fixed_requant(r, l->requant->code_lo, l->requant->code_hi, (int32_t)lo);
        return BAC_OK;
    }
    if (r->form != BAC_FORM_SHIFT && r->form != BAC_FORM_MUL)
        return refuse(l, o, r->form == BAC_FORM_EVEN ? "rounds half to even" : "counts thresholds");
    bac_status status = collect(l, o, mul, r->add + bias * mul);
    if (status != BAC_OK)
        return status;
    out->n = l->n;
    out->shift = r->shift;
    for (uint32_t i = 0; i < l->n; i++) {
        l->s->index[l->s->n_terms] = l->terms[i].index;
        l->s->weight[l->s->n_terms++] = l->terms[i].weight;
    }
    const int64_t a = lo * mul + r->add, b = hi * mul + r->add;
    const uint32_t bits = bac_bits_of(a < b ? a : b, a < b ? b : a, true);
    out->v_bits = (uint8_t)(bits > r->shift ? bits : r->shift + 1u);
    return BAC_OK;
}

static bool allocate(lowering *l) {
    bac_serial *s = l->s;
    const size_t row = (size_t)l->from->C / l->conv->groups * l->conv->kernel;
    const size_t most = row * l->digit_bits + 1;
    *s = (bac_serial){.C = l->conv->C,
                      .index = calloc(most * l->conv->C, sizeof *s->index),
                      .weight = calloc(most * l->conv->C, sizeof *s->weight),
                      .output = calloc(l->conv->C, sizeof *s->output)};
    l->terms = calloc(most, sizeof *l->terms);
    return s->index && s->weight && s->output && l->terms;
}

bac_status bac_serial_lower(const bac_net *net, const bac_layer *conv, const bac_layer *requant,
                            uint32_t digit_bits, uint32_t digits, bac_serial *serial,
                            bac_error *err) {
    lowering l = {.from = bac_net_layer(net, conv->in[0]),
                  .conv = conv,
                  .requant = requant,
                  .digit_bits = digit_bits,
                  .digits = digits,
                  .s = serial,
                  .err = err};
    bac_status status = BAC_OK;
    bool memory = allocate(&l);
    for (uint32_t o = 0; memory && status == BAC_OK && o < conv->C; o++)
        status = lower_output(&l, o);
    free(l.terms);
    if (memory && status == BAC_OK) {
        serial->levels = 1;
        for (uint32_t o = 0; o < conv->C; o++) {
            const uint32_t levels = (serial->output[o].n + BAC_SERIAL_GROUP - 1) / BAC_SERIAL_GROUP;
            serial->levels = levels > serial->levels ? levels : serial->levels;
        }
        serial->widths = calloc((size_t)conv->C * serial->levels, 1);
        memory = serial->widths != NULL;
        for (uint32_t o = 0; memory && o < conv->C; o++) {
            measure(&l, o);
            if (serial->output[o].sum_bits > WIDEST_SUM)
                status = refuse(&l, o, "has sums of more than 31 bits");
        }
    }
    if (memory && status == BAC_OK)
        return BAC_OK;
    bac_serial_free(serial);
    return memory ? status : bac_fail(err, BAC_ERR_MEMORY, conv->name, "out of memory");
}

void bac_serial_free(bac_serial *s) {
    free(s->index);
    free(s->weight);
    free(s->output);
    free(s->widths);
    *s = (bac_serial){0};
}
