/* join.c - rtl/stream/bac_join.v: joins two streams, beat by beat, side by side.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   a beat leaves when both inputs have one and the output is ready; neither input is taken
 *         without the other. No state. */
#include "count.h"
#include "streams.h"
#include "times.h"
#include "wires.h"

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    (void)state;
    w->valid[s->out[0]] = w->valid[s->in[0]] & w->valid[s->in[1]];
    w->last[s->out[0]] = w->last[s->in[0]];
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    (void)state;
    uint8_t move = w->valid[s->out[0]] & w->ready[s->out[0]];
    w->ready[s->in[0]] = move;
    w->ready[s->in[1]] = move;
}

static void count(const bac_stage *s, bac_counts *c) {
    (void)s;
    bac_count_logic(c, 2, 3);
}

static const bac_field fields[] = {BAC_NUMBER(bac_join_params, P), BAC_NUMBER(bac_join_params, W),
                                   BAC_NUMBER(bac_join_params, W_SKIP)};

const bac_kind bac_kind_join = {
    .module = "bac_join",
    .does = "two streams side by side",
    .flags = BAC_KIND_PASSES | BAC_KIND_JOINS | BAC_KIND_UNCLOCKED,
    BAC_PARAMS(bac_join_params, fields),
    .latency = bac_latency_none,
    .times = bac_times_meet,
    .cycle = {.valid = valid, .ready = ready, .edge = bac_wires_edge},
    .count = count,
};
