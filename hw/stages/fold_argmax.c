/* fold_argmax.c - rtl/folded/bac_fold_argmax.v: the class with the largest logit; logits arrive one
 * by one.
 *
 * Stage   1 shift the logit into the word of all logits, and compare it with the largest so far
 * Timing, Stall  see collector.h */
#include "collector.h"
#include "count.h"
#include "ints.h"
#include "unrolled.h"
#include "wires.h"

/* Counts the register of the largest logit so far and that of all logits. */
static void count(const bac_stage *s, bac_counts *c) {
    const bac_argmax_params *p = s->params;
    bac_count_compare(c, p->W);
    bac_count_ff(c, (double)(p->N + 1) * p->W + bac_ceil_log2(p->N) + 1);
    bac_count_counter(c, p->N);
}

static const bac_field fields[] = {BAC_ARGMAX_FIELDS};

const bac_kind bac_kind_fold_argmax = {
    .module = "bac_fold_argmax",
    .does = "logits, one by one, to class",
    BAC_PARAMS(bac_argmax_params, fields),
    .latency = bac_latency_one,
    .times = bac_collector_times_full,
    .cycle = BAC_COLLECTOR_CYCLE,
    .count = count,
    .logit_bits = bac_argmax_logit_bits,
};
