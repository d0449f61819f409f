/* argmax.c - rtl/unrolled/bac_argmax.v: the class with the largest logit.
 *
 * Stage   1 hold the logits   2..DEPTH+1  the tree over the held word
 * Timing  LATENCY = DEPTH + 1, DEPTH = max(1, ceil(log2 N)); II = DEPTH + 2
 * Stall   the result waits in the holding register */
#include "collector.h"
#include "count.h"
#include "ints.h"
#include "unrolled.h"
#include "wires.h"

BAC_NUMBER_OF(bac_argmax_params, latency, bac_max_u32(1, bac_ceil_log2(p->N)) + 1)

uint32_t bac_argmax_logit_bits(const void *params) {
    const bac_argmax_params *p = params;
    return p->N * p->W;
}

static uint64_t clocks(const bac_netlist *n, const bac_stage *s) {
    (void)n;
    return s->latency + 1;
}

static void times(struct bac_times *t, const bac_stage *s) {
    bac_collector_times(t, s, s->latency + 1);
}

typedef struct argmax {
    uint32_t stage; /* stage that the held logits have reached, 1..latency; 0: no logits are held */
} argmax;

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const argmax *q = state;
    w->valid[s->out[0]] = q->stage == s->latency;
    w->last[s->out[0]] = 1;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const argmax *q = state;
    w->ready[s->in[0]] = q->stage == 0;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    argmax *q = state;
    if (q->stage == 0)
        q->stage = w->valid[s->in[0]];
    else if (q->stage < s->latency)
        q->stage++;
    else if (w->ready[s->out[0]])
        q->stage = 0;
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_argmax_params *p = s->params;
    bac_count_ff(c, (double)p->N * p->W + bac_ceil_log2(p->N) + 1);
    uint32_t level = 0;
    for (uint32_t n = p->N; n > 1; n -= n / 2, level++) {
        for (uint32_t i = 0; i < n / 2; i++) {
            bac_count_compare(c, p->W);
            /* The final winner needs no value, only its index. */
            bac_count_mux(c, (n > 2 ? p->W : 0) + level, 2);
            bac_count_ff(c, (n > 2 ? p->W : 0) + level + 1);
        }
        if (n % 2 != 0)
            bac_count_ff(c, p->W + level);
    }
}

static const bac_field fields[] = {BAC_ARGMAX_FIELDS};

const bac_kind bac_kind_argmax = {
    .module = "bac_argmax",
    .does = "logits to class",
    .flags = BAC_KIND_WAITS,
    BAC_PARAMS(bac_argmax_params, fields),
    .latency = latency,
    .clocks = clocks,
    .times = times,
    .cycle = {BAC_CYCLE(argmax), .registered_valid = true, .registered_ready = true},
    .count = count,
    .logit_bits = bac_argmax_logit_bits,
};
