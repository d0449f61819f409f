/* pipe.c - rtl/stream/bac_ctrl.v.
 *
 * Stage   1..LATENCY  one valid and one last bit each
 * Timing  LATENCY = parameter, II = 1; a beat accepted in clock n leaves in clock n + LATENCY
 *         when nothing stalls
 * Stall   the whole pipeline stands still while its last stage holds a beat that is not taken */
#include "pipe.h"
#include "count.h"

enum { VALID = 1, LAST = 2 };

/* The shift registers as a ring: `at` is the oldest entry, which the next beat replaces. The ring
 * of an empty pipeline does not turn, so that the state of an idle stage does not change. */
typedef struct pipe {
    uint32_t at, inside, latency;
    uint32_t in, out; /* the stage's links, copied so that a clock reads only the state */
    uint8_t stage[];  /* [latency] */
} pipe;

size_t bac_pipe_size(const bac_stage *s) {
    return sizeof(pipe) + s->latency;
}

void bac_pipe_reset(const bac_stage *s, void *state) {
    pipe *q = state; /* zeros mean empty */
    q->latency = s->latency;
    q->in = s->in[0];
    q->out = s->out[0];
}

void bac_pipe_valid(const bac_stage *s, const void *state, bac_wires *w) {
    (void)s;
    const pipe *q = state;
    uint8_t oldest = q->stage[q->at];
    w->valid[q->out] = oldest & VALID;
    w->last[q->out] = oldest >> 1;
}

void bac_pipe_ready(const bac_stage *s, const void *state, bac_wires *w) {
    (void)s;
    const pipe *q = state;
    w->ready[q->in] = (~q->stage[q->at] & VALID) | w->ready[q->out];
}

void bac_pipe_shift(void *state, uint32_t offered, uint32_t last, uint32_t enable) {
    pipe *q = state;
    /* Written without branches, because stalls make them unpredictable for the processor. */
    const uint32_t go = enable & (offered | (q->inside != 0));
    const uint32_t oldest = q->stage[q->at];
    const uint32_t newest = offered | (offered & last) << 1;
    q->inside += (go & offered) - (go & oldest & VALID);
    q->stage[q->at] = (uint8_t)(oldest ^ ((oldest ^ newest) & (0u - go)));
    const uint32_t next = q->at + go;
    q->at = next == q->latency ? 0 : next;
}

void bac_pipe_edge(const bac_stage *s, void *state, const bac_wires *w) {
    (void)s;
    const uint32_t in = ((const pipe *)state)->in;
    bac_pipe_shift(state, w->valid[in], w->last[in], w->ready[in]);
}

void bac_pipe_count(bac_counts *c, const bac_stage *s) {
    bac_count_ff(c, s->latency);
    bac_count_chain(c, 1, s->latency);
}
