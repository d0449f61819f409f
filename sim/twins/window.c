/* window.c - twin of rtl/bac_window.v: the last samples as windows of K taps.
 *
 * Stage   1 shift the samples into the delay line; the windows are complete in this register
 * Timing  LATENCY = 1 from the push that completes a beat, II = 1. Beat b is complete with push
 *         b*PERIOD + HEAD of its frame; the FLUSH pushes behind a frame's last complete the beats
 *         that end in the right padding.
 * Borders OVERLAP = 1  samples of the next frame push the tail out; when none is waiting, empty
 *                      pushes do, at one a clock, until the next frame has begun
 *         OVERLAP = 0  FLUSH empty pushes follow each frame at one a clock while the input waits
 * Stall   nothing moves while a beat waits at the output */
#include "twins.h"

/* The registers of the module, by their names there, and its parameters. */
typedef struct window {
    uint32_t n, head_phase, tail_phase, tail;
    uint8_t valid, last, overlap;
    uint32_t head, period, flush, final;
} window;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return sizeof(window);
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    *(window *)state = (window){
        .head_phase = s->head,
        .overlap = s->overlap,
        .head = s->head,
        .period = s->period,
        .flush = s->flush,
        .final = (p->links[s->out[0]].beats - 1) * s->period + s->head,
    };
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const window *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const window *q = state;
    uint8_t ce = (q->valid ^ 1) | w->ready[s->out[0]];
    w->ready[s->in[0]] = ce & (q->overlap | (q->tail == 0));
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    window *q = state;
    if (q->valid && !w->ready[s->out[0]])
        return;
    bool offered = w->valid[s->in[0]];
    bool take = offered && w->ready[s->in[0]];
    bool tail_busy = q->tail != 0;
    bool push = take || (tail_busy && (!q->overlap || (q->n == 0 && !offered)));
    bool head_due = take && q->head_phase == 0;
    bool tail_due = push && tail_busy && q->tail_phase == 0;
    uint32_t head_phase = head_due ? q->period - 1 : q->head_phase - 1;
    q->valid = head_due || tail_due;
    q->last = q->flush > 0 ? tail_due && q->tail == 1 : head_due && q->n == q->final;
    if (take && w->last[s->in[0]]) {
        q->n = 0;
        q->head_phase = q->head;
        q->tail_phase = head_phase;
        q->tail = q->flush;
        return;
    }
    if (take) {
        q->n++;
        q->head_phase = head_phase;
    }
    if (push && tail_busy) {
        q->tail_phase = tail_due ? q->period - 1 : q->tail_phase - 1;
        q->tail--;
    }
}

const bac_twin bac_twin_window = {"bac_window", size, reset, valid, ready, edge, true, false};
