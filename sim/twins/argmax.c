/* argmax.c - twin of rtl/bac_argmax.v: logits to class.
 *
 * Stage   1 hold the logits   2..DEPTH+1  the tree over the held word
 * Timing  LATENCY = DEPTH + 1, II = DEPTH + 2
 * Stall   the result waits in the holding register */
#include "twins.h"

typedef struct argmax {
    uint32_t stage, latency; /* how far the held logits have come, 1..latency; 0: free */
} argmax;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return sizeof(argmax);
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    (void)p;
    *(argmax *)state = (argmax){.stage = 0, .latency = s->latency};
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const argmax *q = state;
    w->valid[s->out[0]] = q->stage == q->latency;
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
    else if (q->stage < q->latency)
        q->stage++;
    else if (w->ready[s->out[0]])
        q->stage = 0;
}

const bac_twin bac_twin_argmax = {"bac_argmax", size, reset, valid, ready, edge, true, true};
