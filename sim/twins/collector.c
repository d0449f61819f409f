/* collector.c - twin of rtl/bac_globalmax.v, rtl/bac_flatten.v and rtl/bac_fold_argmax.v: one beat
 * out for each frame in.
 *
 * Stage   1 take the beat in
 * Timing  LATENCY = 1 from the frame's last beat, II = 1
 * Stall   the result waits in the register, so the next frame waits with it */
#include "twins.h"

typedef struct collector {
    uint8_t valid;
} collector;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return sizeof(collector);
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    (void)p;
    (void)s;
    *(collector *)state = (collector){0};
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const collector *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = 1;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const collector *q = state;
    w->ready[s->in[0]] = !q->valid || w->ready[s->out[0]];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    collector *q = state;
    uint32_t in = s->in[0];
    if (w->ready[in])
        q->valid = w->valid[in] && w->last[in];
}

const bac_twin bac_twin_globalmax = {"bac_globalmax", size, reset, valid, ready, edge, true, false};
const bac_twin bac_twin_flatten = {"bac_flatten", size, reset, valid, ready, edge, true, false};
const bac_twin bac_twin_fold_argmax = {
    "bac_fold_argmax", size, reset, valid, ready, edge, true, false};
