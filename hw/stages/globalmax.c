/* globalmax.c - rtl/unrolled/bac_globalmax.v: the largest value of each channel over a frame.
 *
 * Stage   1 keep the largest of the beat's values and the maximum so far
 * Timing, Stall  see collector.h */
#include "collector.h"
#include "count.h"
#include "unrolled.h"
#include "wires.h"

static void count(const bac_stage *s, bac_counts *c) {
    const bac_globalmax_params *p = s->params;
    const bac_layer *l = bac_net_layer(c->n->net, s->layer);
    bac_count_ff(c, 2);
    for (uint32_t ch = 0; ch < p->C; ch++) {
        if (l->channel_lo[ch] == 0 && l->channel_hi[ch] == 0)
            continue;
        for (uint32_t i = 0; i < p->P; i++)
            bac_count_compare(c, p->W);
        bac_count_mux(c, p->W, p->P);
        bac_count_ff(c, p->W);
        bac_count_logic(c, 1, 3);
    }
}

static const bac_field fields[] = {
    BAC_NUMBER(bac_globalmax_params, C), BAC_NUMBER(bac_globalmax_params, P),
    BAC_NUMBER(bac_globalmax_params, W), BAC_NUMBER(bac_globalmax_params, IS_SIGNED)};

const bac_kind bac_kind_globalmax = {
    .module = "bac_globalmax",
    .does = "the largest value of every channel over a frame",
    .flags = BAC_KIND_ADAPTS,
    BAC_PARAMS(bac_globalmax_params, fields),
    .latency = bac_latency_one,
    .times = bac_collector_times_full,
    .cycle = BAC_COLLECTOR_CYCLE,
    .count = count,
};
