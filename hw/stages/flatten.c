/* flatten.c - rtl/stream/bac_flatten.v: collects a frame of T beats in one beat.
 *
 * Stage   1 shift the beat in
 * Timing, Stall  see collector.h */
#include "collector.h"
#include "count.h"
#include "unrolled.h"
#include "wires.h"

static void count(const bac_stage *s, bac_counts *c) {
    const bac_flatten_params *p = s->params;
    bac_count_ff(c, (double)p->C * p->W * p->T + 2);
    bac_count_counter(c, p->T);
}

static const bac_field fields[] = {BAC_NUMBER(bac_flatten_params, C),
                                   BAC_NUMBER(bac_flatten_params, W),
                                   BAC_NUMBER(bac_flatten_params, T)};

const bac_kind bac_kind_flatten = {
    .module = "bac_flatten",
    .does = "a frame as one beat",
    BAC_PARAMS(bac_flatten_params, fields),
    .latency = bac_latency_one,
    .times = bac_collector_times_full,
    .cycle = BAC_COLLECTOR_CYCLE,
    .count = count,
};
