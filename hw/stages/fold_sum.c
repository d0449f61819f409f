/* fold_sum.c - rtl/folded/bac_fold_sum.v: the sum of each channel over N positions in a row.
 *
 * Stage   1 add to the sum so far; put the sum out in the group's last position
 * Timing  LATENCY = 1 from a beat of a group's last position, II = 1
 * Stall   see fold_gather.h */
#include "count.h"
#include "fold_gather.h"
#include "folded.h"
#include "wires.h"

static bac_fold_gather gather(const bac_stage *s) {
    const bac_fold_sum_params *p = s->params;
    return (bac_fold_gather){p->C / p->LANES, p->N, p->GROUPS};
}
BAC_FOLD_GATHER_KIND

static void sum_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_sum_params *p = s->params;
    const bac_fold_gather g = gather(s);
    bac_fold_gather_count(&g, c, p->LANES * p->OW);
    for (uint32_t e = 0; e < p->LANES; e++)
        bac_count_add(c, p->OW);
}

#define NUMBER(member) BAC_NUMBER(bac_fold_sum_params, member)
static const bac_field sum_fields[] = {NUMBER(C),         NUMBER(N),  NUMBER(GROUPS), NUMBER(W),
                                       NUMBER(IS_SIGNED), NUMBER(OW), NUMBER(LANES)};

const bac_kind bac_kind_fold_sum = {
    .module = "bac_fold_sum",
    .does = "the sum of each channel over some positions in a row",
    BAC_PARAMS(bac_fold_sum_params, sum_fields),
    .latency = bac_latency_one,
    .times = times,
    .cycle = BAC_FOLD_GATHER_CYCLE,
    .count = sum_count,
};
