/* unrolled.c - stages whose weights are wiring. */
#include "count.h"
#include "ints.h"
#include "pipeline_internal.h"
#include "sums.h"

#include <stdlib.h>

/* ---- windows */

bool *bac_used_taps(const bac_net *net, const bac_layer *l) {
    const uint32_t C = bac_net_layer(net, l->in[0])->C, K = l->kernel;
    bool *used = calloc((size_t)K * C, sizeof *used);
    if (!used)
        return NULL;
    if (l->op != BAC_CONV) { /* a pool reads them all */
        for (uint32_t i = 0; i < K * C; i++)
            used[i] = true;
        return used;
    }
    const uint32_t group_in = C / l->groups, group_out = l->C / l->groups;
    for (uint32_t o = 0; o < l->C; o++)
        for (uint32_t i = 0; i < group_in; i++)
            for (uint32_t k = 0; k < K; k++)
                if (l->weight[((size_t)o * group_in + i) * K + k] != 0)
                    used[k * C + o / group_out * group_in + i] = true;
    return used;
}

static bool is_dead(const bac_layer *l, uint32_t c) {
    return l->channel_lo[c] == 0 && l->channel_hi[c] == 0;
}

/* The line of one channel: registers from the newest sample to the oldest that is read, in P rows
 * that move side by side; and a mask on each that is read. */
static void line_of(bac_counts *c, const bool *read, uint32_t n, uint32_t P, uint32_t bits,
                    bool masked) {
    for (uint32_t row = 0; row < P; row++) {
        uint32_t length = 0;
        for (uint32_t i = n - P + row;; i -= P) {
            length++;
            if (read[i]) {
                bac_count_chain(c, bits, length);
                bac_count_logic(c, masked ? bits : 0, 2);
                length = 0;
            }
            if (i < P)
                break;
        }
    }
}

static bool window(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]], *out = &p->links[s->out[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_layer *from = bac_net_layer(p->net, l->in[0]);
    const uint32_t P = bac_link_positions(in), windows = bac_link_positions(out);
    const uint32_t span = l->kernel + (windows - 1) * l->stride;
    const uint32_t ahead = (s->head + 1) * P - (span - l->pad_left);
    const uint32_t n = span + ahead > P ? span + ahead : P, oldest = n - ahead - span;
    bool *used = bac_used_taps(p->net, l), *read = calloc(n, sizeof *read);
    for (uint32_t ch = 0; used && read && ch < in->C; ch++) {
        for (uint32_t i = 0; i < n; i++)
            read[i] = false;
        for (uint32_t w = 0; w < windows && !is_dead(from, ch); w++)
            for (uint32_t k = 0; k < l->kernel; k++)
                if (used[k * in->C + ch])
                    read[oldest + w * l->stride + k] = true;
        line_of(c, read, n, P, in->type.bits, l->pad_left + l->pad_right > 0);
    }
    bac_count_ff(c, 3.0 * n); /* whose frame each sample is of */
    bac_count_logic(c, 3.0 * n, 4);
    bac_count_counter(c, in->beats);
    bac_count_counter(c, s->head + 1);
    bac_count_counter(c, s->flush + 1);
    bac_count_counter(c, s->period + 1);
    const bool ok = used && read;
    free(used);
    free(read);
    return ok;
}

/* ---- sums */

/* Valid and last travel beside the data. */
static void control(bac_counts *c, uint32_t latency) {
    bac_count_ff(c, latency);
    bac_count_chain(c, 1, latency);
}

static bool dot(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    bac_sums sums;
    bool ok = bac_sums_dot(p, s, &sums);
    uint32_t *bits = calloc((size_t)sums.n_out + 1, sizeof *bits);
    control(c, s->latency);
    for (uint32_t o = 0; bits && o < sums.n_out; o++)
        bits[o] = bac_bits_of(l->channel_lo[o % l->C], l->channel_hi[o % l->C], l->type.is_signed);
    ok = ok && bits && bac_count_sums(c, &sums, bits);
    free(bits);
    bac_sums_free(&sums);
    return ok;
}

/* ---- requantisers */

static void clamp(bac_counts *c, const bac_layer *q, uint32_t bits) {
    bac_count_bounds(c, q, bits);
    bac_count_logic(c, q->type.bits, 3);
    bac_count_ff(c, q->type.bits);
}

static void search(bac_counts *c, const bac_requant *r, uint32_t bits, uint32_t latency) {
    const uint32_t steps = bac_ceil_log2((uint64_t)r->n_thresholds + 1);
    bac_count_chain(c, bits, latency - 1 - steps);
    for (uint32_t i = 0; i < steps; i++) {
        bac_count_compare(c, bits);
        bac_count_logic(c, i > 0 ? bits : 0, i);
        bac_count_ff(c, bits + i + 1);
    }
    bac_count_ff(c, steps);
}

/* Bits of x*M + ADD; 1: it is not needed. */
static uint32_t product_bits(const bac_layer *q, const bac_layer *in, uint32_t o) {
    const bac_requant *r = &q->requant[o];
    if (r->form == BAC_FORM_CONST || r->form == BAC_FORM_THRESHOLD)
        return 1;
    const int64_t m = r->form == BAC_FORM_MUL ? r->mul : 1;
    const int64_t a = in->channel_lo[o] * m + r->add, b = in->channel_hi[o] * m + r->add;
    const uint32_t need = bac_bits_of(bac_min_i64(a, b), bac_max_i64(a, b), true);
    return bac_max_u32(need, r->shift + 1u);
}

/* What follows x*M + ADD. */
static void requant_channel(bac_counts *c, const bac_layer *q, const bac_layer *in, uint32_t o,
                            uint32_t latency) {
    const bac_requant *r = &q->requant[o];
    const int64_t lo = in->channel_lo[o], hi = in->channel_hi[o];
    if (lo == hi || r->form == BAC_FORM_CONST ||
        (r->form == BAC_FORM_THRESHOLD && r->n_thresholds == 0))
        return;
    if (r->form == BAC_FORM_THRESHOLD) {
        search(c, r, bac_bits_of(lo, hi, in->type.is_signed), latency);
        return;
    }
    const uint32_t bits = product_bits(q, in, o);
    if (r->form == BAC_FORM_EVEN)
        bac_count_add(c, bits);
    if (bac_requant_has_even(q))
        bac_count_ff(c, bits - r->shift + 1);
    clamp(c, q, bits - r->shift + 1);
}

static bool requant(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_layer *q = bac_net_layer(p->net, s->layer);
    const bac_layer *in = bac_net_layer(p->net, q->in[0]);
    bac_sums sums;
    bool ok = bac_sums_requant(p, s, &sums);
    uint32_t *bits = calloc((size_t)sums.n_out + 1, sizeof *bits);
    control(c, s->latency);
    for (uint32_t o = 0; bits && o < sums.n_out; o++) {
        bits[o] = product_bits(q, in, o % q->C);
        requant_channel(c, q, in, o % q->C, s->latency);
    }
    ok = ok && bits && bac_count_sums(c, &sums, bits);
    free(bits);
    bac_sums_free(&sums);
    return ok;
}

/* ---- the rest */

static void max(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *out = &p->links[s->out[0]];
    control(c, s->latency);
    for (uint32_t e = 0; e < out->lanes; e++)
        for (uint32_t n = l->kernel; n > 1; n -= n / 2)
            for (uint32_t i = 0; i < n / 2; i++) {
                bac_count_compare(c, out->type.bits);
                bac_count_mux(c, out->type.bits, 2);
                bac_count_ff(c, out->type.bits * (1 + (i == 0 && n % 2 != 0)));
            }
}

static void globalmax(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    bac_count_ff(c, 2);
    for (uint32_t ch = 0; ch < in->C; ch++) {
        if (is_dead(l, ch))
            continue;
        for (uint32_t i = 0; i < bac_link_positions(in); i++)
            bac_count_compare(c, in->type.bits);
        bac_count_mux(c, in->type.bits, bac_link_positions(in));
        bac_count_ff(c, in->type.bits);
        bac_count_logic(c, 1, 3);
    }
}

static void fc(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const uint32_t inputs = s->depth, bits = in->type.bits, wb = bac_weight_bits(l);
    const uint32_t steps = s->levels;
    bac_count_ff(c, 10 + (double)steps * inputs * bits + inputs * bits);
    bac_count_logic(c, (double)(steps - 1) * inputs * bits, 3);
    bac_count_counter(c, steps);
    bac_count_counter(c, (uint64_t)in->beats * steps);
    bac_count_rom(c, (uint64_t)in->beats * steps, l->C * inputs * wb);
    for (uint32_t o = 0; o < l->C; o++) {
        for (uint32_t i = 0; i < inputs; i++) {
            bac_count_mul(c, wb, bits + (in->type.is_signed ? 0u : 1u));
            bac_count_ff(c, wb + bits);
            bac_count_add(c, l->type.bits);
        }
        bac_count_ff(c, l->type.bits);
        bac_count_logic(c, l->type.bits, 3);
    }
}

static void argmax(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    const uint32_t bits = in->type.bits, index = bac_ceil_log2(in->C);
    bac_count_ff(c, (double)in->C * bits + index + 1);
    uint32_t level = 0;
    for (uint32_t n = in->C; n > 1; n -= n / 2, level++) {
        for (uint32_t i = 0; i < n / 2; i++) {
            bac_count_compare(c, bits);
            /* The last winner's value is not used. */
            bac_count_mux(c, (n > 2 ? bits : 0) + level, 2);
            bac_count_ff(c, (n > 2 ? bits : 0) + level + 1);
        }
        if (n % 2 != 0)
            bac_count_ff(c, bits + level);
    }
}

bac_status bac_count_unrolled(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    bool ok = true;
    switch (s->kind) {
    case BAC_STAGE_WINDOW:
        ok = window(p, s, c);
        break;
    case BAC_STAGE_DOT:
        ok = dot(p, s, c);
        break;
    case BAC_STAGE_REQUANT:
        ok = requant(p, s, c);
        break;
    case BAC_STAGE_MAX:
        max(p, s, c);
        break;
    case BAC_STAGE_GLOBALMAX:
        globalmax(p, s, c);
        break;
    case BAC_STAGE_FLATTEN:
        bac_count_ff(c, (double)in->width * in->beats + 2);
        bac_count_counter(c, in->beats);
        break;
    case BAC_STAGE_FC:
        fc(p, s, c);
        break;
    default:
        argmax(p, s, c);
    }
    return ok ? BAC_OK : BAC_ERR_MEMORY;
}
