/* dot.c - rtl/unrolled/bac_dot.v: sums of the inputs of a beat with constant weights, for a
 * convolution behind bac_window or for an add.
 *
 * Stage   1..LEVELS  an MCM adder graph (hw/arith/mcm)
 * Timing  LATENCY = LEVELS, II = 1
 * Stall   see pipe.c */
#include "graph.h"
#include "ints.h"
#include "levels.h"
#include "pipe.h"
#include "unrolled.h"

#include <stdlib.h>

static void close(void *params) {
    bac_dot_params *p = params;
    bac_mcm_free(&p->graph);
    free(p->out_bits);
    p->out_bits = NULL;
}

static bool make_graph(const bac_net *net, const bac_layer *l, bac_adder_store *store,
                       bac_dot_params *p) {
    const bac_sums_key key = {l, p->N_IN, p->N_OUT, p->LEVELS};
    bac_sums sums;
    if (store && bac_adder_store_find(store, &key, &p->graph))
        return true;
    const bool ok = bac_sums_linear(net, l, p->N_IN, p->N_OUT, p->LEVELS, &sums) &&
                    bac_mcm_build(&sums, &p->graph);
    bac_sums_free(&sums);
    if (ok && store)
        bac_adder_store_keep(store, &key, &p->graph);
    return ok;
}

bool bac_dot_lower(const bac_net *net, const bac_layer *l, bac_adder_store *store,
                   bac_dot_params *p) {
    p->out_bits = malloc(((size_t)p->N_OUT + 1) * sizeof *p->out_bits);
    if (!p->out_bits || !make_graph(net, l, store, p)) {
        close(p);
        return false;
    }
    for (uint32_t o = 0; o < p->N_OUT; o++) {
        int32_t lo, hi;
        bac_sum_range(l, o % l->C, &lo, &hi);
        p->out_bits[o] = bac_bits_of(lo, hi, p->OUT_SIGNED);
    }
    return true;
}

BAC_NUMBER_OF(bac_dot_params, latency, p->LEVELS)

static void count(const bac_stage *s, bac_counts *c) {
    const bac_dot_params *p = s->params;
    bac_pipe_count(c, s);
    bac_count_graph(c, &p->graph, p->out_bits);
}

BAC_NUMBER_OF(bac_dot_params, n_out, p->N_OUT)
BAC_WORD_OF(bac_dot_params, bias, p->graph.output[i].bias)
BAC_WORD_OF(bac_dot_params, out_bits, p->out_bits[i])

#define NUMBER(member) BAC_NUMBER(bac_dot_params, member)
static const bac_field fields[] = {NUMBER(N_IN),
                                   NUMBER(IW),
                                   NUMBER(N_OUT),
                                   NUMBER(OW),
                                   NUMBER(OUT_SIGNED),
                                   NUMBER(LEVELS),
                                   BAC_FIELD(bac_dot_params, graph, BAC_FIELD_GRAPH),
                                   BAC_WORDS("BIAS", 64, n_out, bias),
                                   BAC_WORDS("OUT_BITS", 8, n_out, out_bits)};

const bac_kind bac_kind_dot = {
    .module = "bac_dot",
    .does = "constant weights times the inputs of a beat, summed",
    .flags = BAC_KIND_FLOWS,
    BAC_PARAMS(bac_dot_params, fields),
    .latency = latency,
    .cycle = BAC_PIPE_CYCLE,
    .count = count,
    .close = close,
};
