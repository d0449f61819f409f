/* dot.c - rtl/unrolled/bac_dot.v: constant weights times the inputs of a beat, summed: a
 * convolution behind bac_window, or the weighted sum of an add.
 *
 * Stage   1..LEVELS  an adder graph (hw/arith/adders)
 * Timing  LATENCY = LEVELS, II = 1
 * Stall   see pipe.c */
#include "graph.h"
#include "ints.h"
#include "pipe.h"
#include "unrolled.h"

#include <stdlib.h>

static void close(void *params) {
    bac_dot_params *p = params;
    bac_adders_free(&p->graph);
    free(p->out_bits);
    p->out_bits = NULL;
}

bool bac_dot_lower(const bac_net *net, const bac_layer *l, bac_dot_params *p) {
    bac_sums sums;
    p->out_bits = malloc(((size_t)p->N_OUT + 1) * sizeof *p->out_bits);
    const bool ok = bac_sums_linear(net, l, p->N_IN, p->N_OUT, p->LEVELS, &sums) &&
                    bac_adders_build(&sums, &p->graph) && p->out_bits;
    bac_sums_free(&sums);
    if (!ok) {
        close(p);
        return false;
    }
    for (uint32_t o = 0; o < p->N_OUT; o++)
        p->out_bits[o] =
            bac_bits_of(l->channel_lo[o % l->C], l->channel_hi[o % l->C], l->type.is_signed);
    return true;
}

static uint32_t latency(const void *params) {
    return ((const bac_dot_params *)params)->LEVELS;
}

static bac_status count(const bac_netlist *n, const bac_stage *s, bac_counts *c) {
    const bac_dot_params *p = s->params;
    (void)n;
    bac_pipe_count(c, s);
    return bac_count_graph(c, &p->graph, p->out_bits) ? BAC_OK : BAC_ERR_MEMORY;
}

static uint32_t n_out(const void *params) {
    return ((const bac_dot_params *)params)->N_OUT;
}

static uint64_t bias(const void *params, uint32_t o) {
    return (uint64_t)((const bac_dot_params *)params)->graph.output[o].bias;
}

static uint64_t out_bits(const void *params, uint32_t o) {
    return ((const bac_dot_params *)params)->out_bits[o];
}

static const bac_field fields[] = {
    BAC_NUMBER(bac_dot_params, N_IN),
    BAC_NUMBER(bac_dot_params, IW),
    BAC_NUMBER(bac_dot_params, N_OUT),
    BAC_NUMBER(bac_dot_params, OW),
    BAC_NUMBER(bac_dot_params, OUT_SIGNED),
    BAC_NUMBER(bac_dot_params, LEVELS),
    BAC_FIELD(bac_dot_params, graph, BAC_FIELD_GRAPH),
    BAC_WORDS("BIAS", 64, n_out, bias),
    BAC_WORDS("OUT_BITS", 8, n_out, out_bits),
};

const bac_kind bac_kind_dot = {
    .module = "bac_dot",
    .does = "constant weights times the inputs of a beat, summed",
    .size = sizeof(bac_dot_params),
    BAC_FIELDS(fields),
    .latency = latency,
    .cycle = BAC_PIPE_CYCLE,
    .count = count,
    .close = close,
};
