/* fold_globalmax.c - rtl/folded/bac_fold_globalmax.v: the largest value of each channel over a
 * frame.
 *
 * Stage   1 keep the larger of the value and the maximum so far; put it out in the last position
 * Timing  LATENCY = 1 from a beat of the frame's last position, II = 1
 * Stall   see fold_gather.h */
#include "count.h"
#include "fold_gather.h"
#include "folded.h"
#include "wires.h"

static bac_fold_gather gather(const bac_stage *s) {
    const bac_fold_globalmax_params *p = s->params;
    return (bac_fold_gather){p->C / p->LANES, p->T, 1};
}
BAC_FOLD_GATHER_KIND

static void globalmax_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_globalmax_params *p = s->params;
    const bac_fold_gather g = gather(s);
    bac_fold_gather_count(&g, c, p->LANES * p->W);
    for (uint32_t e = 0; e < p->LANES; e++) {
        bac_count_compare(c, p->W);
        bac_count_mux(c, p->W, 2);
    }
}

#define NUMBER(member) BAC_NUMBER(bac_fold_globalmax_params, member)
static const bac_field globalmax_fields[] = {NUMBER(C), NUMBER(T), NUMBER(W), NUMBER(IS_SIGNED),
                                             NUMBER(LANES)};

const bac_kind bac_kind_fold_globalmax = {
    .module = "bac_fold_globalmax",
    .does = "the largest value of each channel over a whole frame",
    BAC_PARAMS(bac_fold_globalmax_params, globalmax_fields),
    .latency = bac_latency_one,
    .times = times,
    .cycle = BAC_FOLD_GATHER_CYCLE,
    .count = globalmax_count,
};
