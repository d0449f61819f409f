/* skid.c - rtl/stream/bac_skid.v: cuts the ready path between two stages.
 *
 * Timing  LATENCY = 0, II = 1
 * Stall   ready: nothing waits, from the state alone; a beat that the reader does not take waits */
#include "count.h"
#include "streams.h"
#include "wires.h"

typedef struct skid {
    uint8_t waits, last;
} skid;

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const skid *q = state;
    w->valid[s->out[0]] = w->valid[s->in[0]] | q->waits;
    w->last[s->out[0]] = q->waits ? q->last : w->last[s->in[0]];
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    w->ready[s->in[0]] = ((const skid *)state)->waits ^ 1;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    skid *q = state;
    q->last = w->last[s->out[0]];
    q->waits = w->valid[s->out[0]] & (w->ready[s->out[0]] ^ 1);
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_skid_params *p = s->params;
    bac_count_ff(c, p->W + 2.0);
    bac_count_logic(c, p->W + 3.0, 3);
}

static const bac_field fields[] = {BAC_NUMBER(bac_skid_params, W)};

const bac_kind bac_kind_skid = {
    .module = "bac_skid",
    .does = "a ready that waits for nobody",
    .flags = BAC_KIND_PASSES | BAC_KIND_SKIDS | BAC_KIND_MOVES | BAC_KIND_FEEDS,
    BAC_PARAMS(bac_skid_params, fields),
    .latency = bac_latency_none,
    .cycle = {BAC_CYCLE(skid), .registered_ready = true},
    .count = count,
};
