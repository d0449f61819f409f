/* join.c - twin of rtl/bac_join.v: two streams side by side, beat by beat.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   a beat leaves when both inputs have one and the output is ready; neither input is taken
 *         without the other. No state. */
#include "twins.h"

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return 0;
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    (void)p;
    (void)s;
    (void)state;
}

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

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    (void)s;
    (void)state;
    (void)w;
}

const bac_twin bac_twin_join = {"bac_join", size, reset, valid, ready, edge, false, false};
