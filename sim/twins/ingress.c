/* ingress.c - twin of rtl/bac_ingress.v: frames counted, tlast from the count.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   ready is the reader's ready */
#include "twins.h"

typedef struct ingress {
    uint32_t t, last; /* beats of the frame that have passed; the count at its last one */
} ingress;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return sizeof(ingress);
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    *(ingress *)state = (ingress){.t = 0, .last = p->links[s->in[0]].beats - 1};
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const ingress *g = state;
    w->valid[s->out[0]] = w->valid[s->in[0]];
    w->last[s->out[0]] = g->t == g->last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    (void)state;
    w->ready[s->in[0]] = w->ready[s->out[0]];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    ingress *g = state;
    if (w->valid[s->in[0]] && w->ready[s->out[0]])
        g->t = g->t == g->last ? 0 : g->t + 1;
}

const bac_twin bac_twin_ingress = {"bac_ingress", size, reset, valid, ready, edge, false, false};
