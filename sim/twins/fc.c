/* fc.c - twin of rtl/bac_fc.v: fully connected, P inputs a clock.
 *
 * Stage   1 load the beat   2 read weights, take P inputs   3 multiply   4 accumulate
 *         steps s = 0 .. STEPS-1 follow each other in stages 2 to 4
 * Timing  LATENCY = STEPS + 3 from the frame's last beat, II = STEPS clocks a beat
 * Stall   everything stands still while a result is not taken */
#include "twins.h"

/* The registers of the module, by their names there. */
typedef struct fc {
    uint32_t steps, step;
    uint8_t busy, beat_last, valid2, last2, valid3, last3, valid4;
} fc;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return sizeof(fc);
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    (void)p;
    *(fc *)state = (fc){.steps = s->levels};
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const fc *q = state;
    w->valid[s->out[0]] = q->valid4;
    w->last[s->out[0]] = 1;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const fc *q = state;
    bool ce = !q->valid4 || w->ready[s->out[0]];
    w->ready[s->in[0]] = ce && (!q->busy || q->step + 1 == q->steps);
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    fc *q = state;
    if (q->valid4 && !w->ready[s->out[0]])
        return;
    bool take = w->valid[s->in[0]] && w->ready[s->in[0]];
    bool beat_end = q->step + 1 == q->steps;
    q->valid4 = q->valid3 && q->last3;
    q->valid3 = q->valid2;
    q->last3 = q->last2;
    q->valid2 = q->busy;
    q->last2 = beat_end && q->beat_last;
    if (q->busy)
        q->step = beat_end ? 0 : q->step + 1;
    q->busy = take || (q->busy && !beat_end);
    if (take)
        q->beat_last = w->last[s->in[0]];
}

const bac_twin bac_twin_fc = {"bac_fc", size, reset, valid, ready, edge, true, false};
