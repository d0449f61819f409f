/* folded.c - stages with a few multipliers and memories. */
#include "../folded.h"
#include "../fold/requant_lower.h"
#include "count.h"
#include "pipeline_internal.h"

#include <stdlib.h>

/* Values that a lane of a table takes: the bits that differ between them are memory, the others
 * are wiring. */
typedef struct varying {
    int64_t first, differ, ones; /* ones: bits that are 1 in some value */
    bool any;
} varying;

static void vary(varying *v, int64_t value) {
    if (!v->any)
        v->first = value;
    v->any = true;
    v->differ |= value ^ v->first;
    v->ones |= value;
}

static uint32_t ones_below(int64_t value, uint32_t bits) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < bits; i++)
        n += (uint64_t)value >> i & 1;
    return n;
}

static uint32_t bits_that_differ(const varying *v, uint32_t bits) {
    return ones_below(v->differ, bits);
}

/* x times what the table says, into a register; a factor that never changes is shifts and adders.
 */
static void product(bac_counts *c, uint32_t x, uint32_t bits, const varying *v) {
    int8_t sign[33];
    uint8_t shift[33];
    bac_count_ff(c, x + bits);
    if (bits_that_differ(v, bits) > 0) { /* a bit that is always 0 brings no partial product */
        bac_count_mul(c, x, ones_below(v->ones, bits));
        return;
    }
    const uint32_t digits = bac_csd(v->first, sign, shift);
    for (uint32_t i = 1; i < digits; i++)
        bac_count_add(c, x + bits);
    if (digits == 1) /* wires: no bits beyond those of x, and its sign's copies are one */
        bac_count_ff(c, -(double)bits);
}

/* A multiplier, its product's register, and an accumulator behind it. */
static void lane(bac_counts *c, uint32_t bits, bool is_signed, uint32_t weight, uint32_t acc) {
    const uint32_t x = bits + (is_signed ? 0u : 1u);
    bac_count_mul(c, x, weight);
    bac_count_ff(c, x + weight);
    bac_count_add(c, acc);
    bac_count_logic(c, acc, 3); /* the bias or the sum so far */
    bac_count_ff(c, acc);
}

static void resize_of(bac_counts *c, uint32_t bits, uint32_t from, uint32_t to) {
    const uint32_t wide = from > to ? from : to;
    bac_count_ff(c, (double)bits * wide + 2);
    bac_count_counter(c, wide / (from < to ? from : to));
    if (from > to)
        bac_count_logic(c, (double)bits * (wide - to), 3);
}

/* ---- bac_fold_conv */

static void ring(const bac_link *in, const bac_layer *l, const bac_stage *s, bac_counts *c) {
    const uint32_t words = in->C / in->lanes, size = s->rows * l->stride * words;
    const uint32_t address = size > 1 ? bac_ceil_log2(size) : 1;
    for (uint32_t b = 0; b < s->side; b++)
        bac_count_memory(c, size, (uint32_t)in->width, false);
    /* Pointers: where is written, where is read, and there a row on; two counters and two sums. */
    const uint32_t pointers = s->side > 1 ? 3 : 2;
    for (uint32_t i = 0; i < pointers; i++) {
        for (uint32_t k = 0; k < 5; k++)
            bac_count_add(c, address);
        bac_count_mux(c, 3.0 * address, 2);
        bac_count_ff(c, 2 * address + 1);
    }
    bac_count_ff(c, (pointers - 1) * address + s->side);
    bac_count_mux(c, (double)(s->side - 1) * address, 2);
    bac_count_counter(c, words);
    bac_count_counter(c, (uint64_t)l->stride * words);
    bac_count_add(c, 2 * (bac_ceil_log2(s->rows + 4) + 1));
    bac_count_ff(c, bac_ceil_log2(s->rows + 4) + 3);
    if (l->pad_left + l->pad_right == 0)
        return;
    const uint32_t reach = bac_ceil_log2((uint64_t)(l->T / s->side + 2) * l->stride * words) + 1;
    for (uint32_t i = 0; i < (s->side > 1 ? 2u : 1u); i++) {
        bac_count_add(c, reach);
        bac_count_add(c, reach);
        bac_count_ff(c, 2 * reach);
    }
    for (uint32_t b = 0; b < s->side; b++) {
        bac_count_compare(c, reach);
        bac_count_compare(c, reach);
        bac_count_mux(c, s->side > 1 ? reach : 0, 2);
        bac_count_ff(c, 1);
    }
}

static void reorder(uint32_t C, uint32_t side, uint32_t bits, uint32_t lanes, bac_counts *c) {
    const uint32_t words = C / lanes;
    for (uint32_t l = 0; l < side; l++) {
        bac_count_ff(c, (double)(lanes - 1) * bits);
        bac_count_memory(c, 2 * words, lanes * bits, false);
    }
    bac_count_mux(c, (double)lanes * bits, side);
    bac_count_ff(c, (double)lanes * bits);
    bac_count_counter(c, words);
    bac_count_counter(c, words);
    bac_count_counter(c, side);
    bac_count_counter(c, lanes);
    bac_count_add(c, 2 * bac_ceil_log2(2 * words));
    bac_count_ff(c, 12);
    bac_count_logic(c, 10, 4);
}

static void conv(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]], *out = &p->links[s->out[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bool pool = l->op == BAC_MAXPOOL;
    const uint32_t words = in->C / in->lanes, bits = in->type.bits;
    const uint32_t offsets = ((l->kernel - 1) / l->stride / s->side + 1) * l->stride * words;
    const uint32_t element = in->lanes > 1 ? bac_ceil_log2(in->lanes) : 0;
    /* A pointwise layer's banks are never rotated. */
    const uint32_t rotation = s->side > 1 && l->kernel > 1 ? bac_ceil_log2(s->side) : 0;
    const uint32_t weight = pool ? 0 : bac_weight_bits(l);
    const uint32_t word =
        1 + rotation + (offsets > 1 ? bac_ceil_log2(offsets) : 1) + element + weight;
    bac_count_rom(c, s->words, word);
    bac_count_counter(c, s->words);
    bac_count_counter(c, l->T / s->side);
    const uint32_t ahead = bac_ceil_log2((uint64_t)2 * in->T + 2) + 1;
    for (uint32_t i = 0; i < 4; i++)
        bac_count_add(c, ahead);
    bac_count_ff(c, 2 * ahead + 3);
    ring(in, l, s, c);
    bac_count_ff(c, 6 + 2.0 * (element + rotation));
    bac_count_chain(c, 2, 5); /* which words end a channel, a frame */
    bac_count_chain(c, weight, 3);
    bac_count_mux(c, (double)s->side * bits, in->lanes);
    bac_count_logic(c, (double)s->side * bits, 2);
    for (uint32_t r = 0; r < rotation; r++)
        bac_count_mux(c, (double)s->side * bits, 2);
    bac_count_ff(c, (double)s->side * bits);
    if (!pool && l->bias) {
        bac_count_counter(c, l->C);
        bac_count_rom(c, l->C, l->type.bits);
    }
    for (uint32_t i = 0; i < s->side; i++) {
        if (!pool) {
            lane(c, bits, in->type.is_signed, weight, l->type.bits);
            continue;
        }
        bac_count_compare(c, bits);
        bac_count_ff(c, 2 * bits);
        bac_count_logic(c, 1, 4);
    }
    if (s->side > 1)
        reorder(l->C, s->side, l->type.bits, out->lanes, c);
    else
        resize_of(c, l->type.bits, 1, out->lanes);
}

/* ---- bac_fold_requant */

/* One lane: channels `lane`, `lane` + LANES, ... Returns the bits of its table that are memory. */
static uint32_t linear(const bac_fold_requant_lowered *q, const bac_layer *l, const bac_link *in,
                       uint32_t lane, bac_counts *c) {
    const uint32_t x = in->type.bits + (in->type.is_signed ? 0u : 1u);
    varying mul = {0}, plus = {0}, extra = {0};
    for (uint32_t ch = lane % q->n_channels; ch < q->n_channels; ch += in->lanes) {
        vary(&mul, q->channel[ch].mul);
        vary(&plus, q->channel[ch].add);
        vary(&extra, q->channel[ch].extra);
    }
    const uint32_t add_bits = bits_that_differ(&plus, q->ab);
    const uint32_t extra_bits = bits_that_differ(&extra, q->eb);
    product(c, x, q->mb, &mul);
    bac_count_ff(c, add_bits + q->vw + l->type.bits);
    bac_count_add(c, q->vw);
    if (q->eb > 0) {
        bac_count_ff(c, 2 * extra_bits + q->xw);
        bac_count_mux(c, (double)q->xw * extra_bits, 2);
    }
    if (q->even) {
        bac_count_add(c, q->xw);
        bac_count_ff(c, q->xw - q->shift + 1);
    }
    bac_count_bounds(c, l, q->xw - q->shift + 1);
    bac_count_logic(c, l->type.bits, 3);
    return bits_that_differ(&mul, q->mb) + add_bits + extra_bits;
}

static void search(const bac_fold_requant_lowered *q, uint32_t bits, uint32_t rows, uint32_t code,
                   bac_counts *c) {
    const uint32_t row = rows > 1 ? bac_ceil_log2(rows) : 1;
    for (uint32_t i = 0; i < q->bits; i++) {
        bac_count_rom(c, (uint64_t)rows << i, bits + 1);
        bac_count_compare(c, bits);
        bac_count_ff(c, bits + row + i);
    }
    bac_count_ff(c, q->bits + code);
    bac_count_add(c, code);
    bac_count_logic(c, code, 2);
}

static bac_status requant(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_layer *from = bac_net_layer(p->net, l->in[0]);
    const uint32_t rows = l->C > in->lanes ? l->C / in->lanes : 1;
    bac_fold_requant_lowered q;
    bac_error err;
    bac_status status = bac_fold_requant_lower(l->requant, l->C, from->channel_lo, from->channel_hi,
                                               l->code_lo, l->code_hi, &q, &err);
    if (status != BAC_OK)
        return status;
    bac_count_ff(c, s->latency);
    bac_count_chain(c, 1, s->latency);
    if (rows > 1)
        bac_count_counter(c, rows);
    if (q.threshold) {
        bac_count_rom(c, rows, in->lanes * (1 + l->type.bits));
        bac_count_chain(c, bac_ceil_log2(rows + 1), q.bits);
    } else {
        bac_count_ff(c, (double)in->width);
    }
    uint32_t table = 0;
    for (uint32_t e = 0; e < in->lanes; e++) {
        if (q.threshold)
            search(&q, in->type.bits, rows, l->type.bits, c);
        else
            table += linear(&q, l, in, e, c);
    }
    if (table > 0)
        bac_count_rom(c, rows, table);
    bac_fold_requant_lowered_free(&q);
    return BAC_OK;
}

/* ---- the rest */

/* mul NULL: all are 1. */
static uint32_t factor_bits(const int32_t *mul, uint32_t n) {
    int32_t lo = 0, hi = 1;
    for (uint32_t i = 0; mul && i < n; i++) {
        lo = mul[i] < lo ? mul[i] : lo;
        hi = mul[i] > hi ? mul[i] : hi;
    }
    return bac_bits_of(lo, hi, true);
}

static void add(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in[2] = {&p->links[s->in[0]], &p->links[s->in[1]]};
    const uint32_t lanes = in[0]->lanes, rows = l->C > lanes ? l->C / lanes : 1;
    /* What comes in first is a sum already, unless it is the first of all. */
    const int32_t *mul[2] = {s->part == 1 ? l->mul : NULL, l->mul + (size_t)s->part * l->C};
    uint32_t table = 0;
    bac_count_ff(c, s->latency + (double)in[0]->width + (double)in[1]->width);
    bac_count_chain(c, 1, s->latency);
    for (uint32_t e = 0; e < lanes; e++) {
        for (uint32_t i = 0; i < 2; i++) {
            const uint32_t bits = factor_bits(mul[i], l->C);
            varying v = {0};
            for (uint32_t ch = e % l->C; ch < l->C; ch += lanes)
                vary(&v, mul[i] ? mul[i][ch] : 1);
            product(c, in[i]->type.bits + (in[i]->type.is_signed ? 0u : 1u), bits, &v);
            table += bits_that_differ(&v, bits);
        }
        bac_count_ff(c, l->type.bits);
        bac_count_add(c, l->type.bits);
    }
    if (table > 0) {
        bac_count_counter(c, rows);
        bac_count_rom(c, rows, table);
    }
}

static void globalmax(const bac_link *in, bac_counts *c) {
    const uint32_t words = in->C / in->lanes;
    if (words > 1)
        bac_count_memory(c, words, (uint32_t)in->width, true);
    else
        bac_count_ff(c, (double)in->width);
    bac_count_counter(c, words);
    bac_count_counter(c, in->T);
    bac_count_ff(c, (double)in->width + 2);
    for (uint32_t e = 0; e < in->lanes; e++) {
        bac_count_compare(c, in->type.bits);
        bac_count_mux(c, in->type.bits, 2);
    }
}

static void fc(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]], *out = &p->links[s->out[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const uint32_t inputs = in->T * in->C, words = inputs / in->lanes, L = s->side;
    const uint32_t index = words > 1 ? bac_ceil_log2(words) : 1, weight = bac_weight_bits(l);
    const uint32_t element = in->lanes > 1 ? bac_ceil_log2(in->lanes) : 0;
    const uint32_t slot = s->depth > 1 ? bac_ceil_log2(s->depth) : 1;
    const uint32_t group = L / out->lanes, which = group > 1 ? bac_ceil_log2(group) : 0;
    bac_count_rom(c, s->words, L * (1 + index + element + weight));
    bac_count_counter(c, s->words);
    bac_count_counter(c, words);
    bac_count_ff(c, 18);
    bac_count_chain(c, 1, 6);
    bac_count_logic(c, 16, 4);
    for (uint32_t i = 0; i < L; i++) {
        bac_count_memory(c, 2 * words, (uint32_t)in->width, false);
        bac_count_add(c, index + 1);
        bac_count_ff(c, 4 + index + 1 + in->type.bits + 2 * element);
        bac_count_chain(c, weight, 3);
        bac_count_mux(c, in->type.bits, in->lanes);
        lane(c, in->type.bits, in->type.is_signed, weight, l->type.bits);
        bac_count_memory(c, 2 * s->depth, l->type.bits, false);
        bac_count_counter(c, s->depth);
        bac_count_add(c, slot + 1);
    }
    bac_count_rom(c, l->C / out->lanes, out->lanes * (l->type.bits + which + slot));
    bac_count_counter(c, l->C / out->lanes);
    for (uint32_t e = 0; e < out->lanes; e++) {
        bac_count_mux(c, l->type.bits, group);
        bac_count_add(c, l->type.bits);
        bac_count_add(c, slot + 1);
        bac_count_ff(c, 2 * l->type.bits + which);
    }
}

/* Logits one by one: the largest so far, and all of them. */
static void fold_argmax(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    const uint32_t bits = in->type.bits;
    bac_count_compare(c, bits);
    bac_count_ff(c, (double)(in->C + 1) * bits + bac_ceil_log2(in->C) + 1);
    bac_count_counter(c, in->C);
}

bac_status bac_count_folded(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    switch (s->kind) {
    case BAC_STAGE_FOLD_CONV:
        conv(p, s, c);
        return BAC_OK;
    case BAC_STAGE_FOLD_REQUANT:
        return requant(p, s, c);
    case BAC_STAGE_FOLD_ADD:
        add(p, s, c);
        return BAC_OK;
    case BAC_STAGE_FOLD_GLOBALMAX:
        globalmax(in, c);
        return BAC_OK;
    case BAC_STAGE_FOLD_FC:
        fc(p, s, c);
        return BAC_OK;
    case BAC_STAGE_FOLD_ARGMAX:
        fold_argmax(p, s, c);
        return BAC_OK;
    default: /* bac_fold_concat */
        bac_count_counter(c, in->C);
        bac_count_mux(c, (double)p->links[s->out[0]].width, 2);
        bac_count_ff(c, (double)p->links[s->out[0]].width + 2);
        return BAC_OK;
    }
}
