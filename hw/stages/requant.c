/* requant.c - rtl/unrolled/bac_requant.v: requantises sums to codes, exactly, channel by channel.
 *
 * Stage   1..LATENCY-EVEN-1  x*M + ADD (an adder graph)  | wait, search one bit a clock
 *         LATENCY-1 if EVEN  add half, or half less one  |
 *         LATENCY            shift, clamp                | ADD +/- n
 * Timing  LATENCY = parameter, II = 1
 * Stall   see pipe.c */
#include "graph.h"
#include "ints.h"
#include "pipe.h"
#include "unrolled.h"

#include <stdlib.h>

/* ---- the lowered form */

static const bac_requant *form_of(const bac_requant_params *p, uint32_t element) {
    return &p->requant->requant[element % p->requant->C];
}

static uint32_t thresholds_of(const bac_requant *r) {
    return r->form == BAC_FORM_THRESHOLD ? r->n_thresholds : 0;
}

/* The form that is built: a search without thresholds is a constant. */
static bac_form built_form(const bac_requant *r) {
    return r->form == BAC_FORM_THRESHOLD && r->n_thresholds == 0 ? BAC_FORM_CONST : r->form;
}

/* Bits of x*M + ADD; 1 when the form does not need it. */
static uint32_t product_bits(const bac_requant *r, int64_t lo, int64_t hi) {
    if (r->form == BAC_FORM_CONST || r->form == BAC_FORM_THRESHOLD)
        return 1;
    const int64_t m = r->form == BAC_FORM_MUL ? r->mul : 1;
    const int64_t a = lo * m + r->add, b = hi * m + r->add;
    return bac_max_u32(bac_bits_of(bac_min_i64(a, b), bac_max_i64(a, b), true), r->shift + 1u);
}

static void close(void *params) {
    bac_requant_params *p = params;
    bac_mcm_free(&p->graph);
    free(p->v_bits);
    p->v_bits = p->x_bits = NULL;
}

static bool make_graph(const bac_net *net, const bac_layer *q, bac_adder_store *store,
                       bac_requant_params *p) {
    const bac_sums_key key = {q, p->C, p->C, p->LATENCY - 1 - p->EVEN};
    bac_sums sums;
    if (store && bac_adder_store_find(store, &key, &p->graph))
        return true;
    const bool ok =
        bac_sums_requant(net, q, p->C, key.levels, &sums) && bac_mcm_build(&sums, &p->graph);
    bac_sums_free(&sums);
    if (ok && store)
        bac_adder_store_keep(store, &key, &p->graph);
    return ok;
}

bool bac_requant_lower_stage(const bac_net *net, const bac_layer *q, bac_adder_store *store,
                             bac_requant_params *p) {
    const bac_layer *in = bac_net_layer(net, q->in[0]);
    p->requant = q;
    p->v_bits = malloc(2 * (size_t)p->C * sizeof *p->v_bits);
    if (!p->v_bits || !make_graph(net, q, store, p)) {
        close(p);
        return false;
    }
    p->x_bits = p->v_bits + p->C;
    p->VW = 1;
    p->N_THRESHOLDS = 0;
    for (uint32_t e = 0; e < p->C; e++) {
        const int64_t lo = in->channel_lo[e % in->C], hi = in->channel_hi[e % in->C];
        p->v_bits[e] = product_bits(form_of(p, e), lo, hi);
        p->x_bits[e] = bac_bits_of(lo, hi, in->type.is_signed);
        p->VW = bac_max_u32(p->VW, p->v_bits[e]);
        p->N_THRESHOLDS += thresholds_of(form_of(p, e));
    }
    p->N_THRESHOLDS = bac_max_u32(1, p->N_THRESHOLDS);
    return true;
}

BAC_NUMBER_OF(bac_requant_params, latency, p->LATENCY)

/* ---- size */

static void count_search(bac_counts *c, uint32_t thresholds, uint32_t bits, uint32_t latency) {
    const uint32_t steps = bac_ceil_log2((uint64_t)thresholds + 1);
    bac_count_chain(c, bits, latency - 1 - steps);
    for (uint32_t i = 0; i < steps; i++) {
        bac_count_compare(c, bits);
        bac_count_carries(c, 33); /* rtl/arith/bac_search.v */
        bac_count_logic(c, i > 0 ? bits : 0, i);
        bac_count_ff(c, bits + i + 1);
    }
    bac_count_ff(c, steps);
}

/* Counts the logic behind x*M + ADD of one element. */
static void count_element(bac_counts *c, const bac_requant_params *p, uint32_t e) {
    const bac_requant *r = form_of(p, e);
    if (r->form == BAC_FORM_THRESHOLD) {
        count_search(c, r->n_thresholds, p->x_bits[e], p->LATENCY);
        return;
    }
    const uint32_t bits = p->v_bits[e] - r->shift + 1;
    if (r->form == BAC_FORM_EVEN)
        bac_count_add(c, p->v_bits[e]);
    if (p->EVEN)
        bac_count_ff(c, bits);
    bac_count_bounds(c, p->requant, bits);
    bac_count_logic(c, p->OW, 3);
    bac_count_ff(c, p->OW);
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_requant_params *p = s->params;
    const bac_layer *in = bac_net_layer(c->n->net, p->requant->in[0]);
    bac_pipe_count(c, s);
    for (uint32_t e = 0; e < p->C; e++)
        if (in->channel_lo[e % in->C] != in->channel_hi[e % in->C] &&
            built_form(form_of(p, e)) != BAC_FORM_CONST)
            count_element(c, p, e);
    bac_count_graph(c, &p->graph, p->v_bits);
}

/* ---- Verilog */

BAC_NUMBER_OF(bac_requant_params, elements, p->C)

BAC_WORD_OF(bac_requant_params, form, built_form(form_of(p, i)))
BAC_WORD_OF(bac_requant_params, shift, form_of(p, i)->shift)
BAC_WORD_OF(bac_requant_params, decreasing, form_of(p, i)->decreasing)
BAC_WORD_OF(bac_requant_params, x_bits, p->x_bits[i])
BAC_WORD_OF(bac_requant_params, v_bits, p->v_bits[i])
BAC_WORD_OF(bac_requant_params, add, p->graph.output[i].bias)
BAC_NUMBER_OF(bac_requant_params, n_thresholds, p->N_THRESHOLDS)

/* Word i of the parameter vector: the thresholds of all elements, one element after the other; 0
 * where an element has fewer. */
static uint64_t threshold(const void *params, uint32_t i) {
    for (uint32_t e = 0; e < elements(params); e++) {
        const bac_requant *r = form_of(params, e);
        if (i < thresholds_of(r))
            return (uint32_t)r->threshold[i];
        i -= thresholds_of(r);
    }
    return 0;
}

BAC_NUMBER_OF(bac_requant_params, n_first, p->C + 1)

static uint64_t first(const void *params, uint32_t element) {
    uint64_t n = 0;
    for (uint32_t e = 0; e < element; e++)
        n += thresholds_of(form_of(params, e));
    return n;
}

#define NUMBER(member) BAC_NUMBER(bac_requant_params, member)
static const bac_field fields[] = {NUMBER(C),
                                   NUMBER(IW),
                                   NUMBER(IS_SIGNED),
                                   NUMBER(OW),
                                   BAC_FIELD(bac_requant_params, LO, BAC_FIELD_SIGNED),
                                   BAC_FIELD(bac_requant_params, HI, BAC_FIELD_SIGNED),
                                   NUMBER(EVEN),
                                   NUMBER(LATENCY),
                                   NUMBER(VW),
                                   BAC_WORDS("FORM", 4, elements, form),
                                   BAC_WORDS("SHIFT", 8, elements, shift),
                                   BAC_WORDS("DECREASING", 1, elements, decreasing),
                                   BAC_WORDS("X_BITS", 8, elements, x_bits),
                                   NUMBER(N_THRESHOLDS),
                                   BAC_WORDS("THRESHOLDS", 32, n_thresholds, threshold),
                                   BAC_WORDS("THR_FIRST", 32, n_first, first),
                                   BAC_FIELD(bac_requant_params, graph, BAC_FIELD_GRAPH),
                                   BAC_WORDS("ADD", 64, elements, add),
                                   BAC_WORDS("V_BITS", 8, elements, v_bits)};

const bac_kind bac_kind_requant = {
    .module = "bac_requant",
    .does = "sums to codes, channel by channel",
    .flags = BAC_KIND_FLOWS,
    BAC_PARAMS(bac_requant_params, fields),
    .latency = latency,
    .cycle = BAC_PIPE_CYCLE,
    .count = count,
    .close = close,
};
