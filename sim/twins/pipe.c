/* pipe.c - twin of rtl/bac_ctrl.v, and so of the modules that it controls: bac_dot, bac_requant,
 * bac_max, bac_fold_requant.
 *
 * Stage   1..LATENCY  one valid and one last bit each
 * Timing  LATENCY = parameter, II = 1; a beat accepted in clock n leaves in clock n + LATENCY
 *         when nothing stalls
 * Stall   the whole pipeline stands still while its last stage holds a beat that is not taken */
#include "twins.h"

#include <string.h>

enum { VALID = 1, LAST = 2 };

/* The shift registers as a ring: `at` is the oldest entry, which the next beat replaces. An empty
 * pipeline does not turn, so that what stands still has a state that stands still. */
typedef struct pipe {
    uint32_t latency, at, inside;
    uint8_t stage[]; /* [latency] */
} pipe;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    return sizeof(pipe) + s->latency;
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    pipe *q = state;
    (void)p;
    memset(q, 0, sizeof *q + s->latency);
    q->latency = s->latency;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const pipe *q = state;
    uint8_t oldest = q->stage[q->at];
    w->valid[s->out[0]] = oldest & VALID;
    w->last[s->out[0]] = oldest >> 1;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const pipe *q = state;
    w->ready[s->in[0]] = (~q->stage[q->at] & VALID) | w->ready[s->out[0]];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    pipe *q = state;
    /* Without branches: under stalls nobody can foresee which way they go. */
    const uint32_t offered = w->valid[s->in[0]];
    const uint32_t go = w->ready[s->in[0]] & (offered | (q->inside != 0));
    const uint32_t oldest = q->stage[q->at];
    const uint32_t newest = offered | (offered & w->last[s->in[0]]) << 1;
    q->inside += (go & offered) - (go & oldest & VALID);
    q->stage[q->at] = (uint8_t)(oldest ^ ((oldest ^ newest) & (0u - go)));
    const uint32_t next = q->at + go;
    q->at = next == q->latency ? 0 : next;
}

const bac_twin bac_twin_dot = {"bac_dot", size, reset, valid, ready, edge, true, false};
const bac_twin bac_twin_requant = {"bac_requant", size, reset, valid, ready, edge, true, false};
const bac_twin bac_twin_max = {"bac_max", size, reset, valid, ready, edge, true, false};
const bac_twin bac_twin_fold_requant = {
    "bac_fold_requant", size, reset, valid, ready, edge, true, false};
