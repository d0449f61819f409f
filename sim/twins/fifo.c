/* fifo.c - twin of rtl/bac_fifo.v: DEPTH beats, first in, first out; cuts the ready path.
 *
 * Stage   0 accept and write   1 read
 * Timing  LATENCY = 1, II = 1 for DEPTH >= 2 (2 for DEPTH = 1)
 * Stall   ready: not full, from the state alone; a full FIFO accepts again one clock after a beat
 *         has left */
#include "fifo.h"

#include <string.h>

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    return sizeof(bac_fifo_state) + s->depth;
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    bac_fifo_state *f = state;
    (void)p;
    memset(f, 0, sizeof *f + s->depth);
    f->depth = s->depth;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_fifo_state *f = state;
    w->valid[s->out[0]] = f->held > 0;
    w->last[s->out[0]] = f->memory[f->read];
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_fifo_state *f = state;
    w->ready[s->in[0]] = f->held < f->depth;
}

/* An address, `by` (0 or 1) further. */
static uint32_t moved(const bac_fifo_state *f, uint32_t address, uint32_t by) {
    const uint32_t next = address + by;
    return next == f->depth ? 0 : next;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    bac_fifo_state *f = state;
    /* Without branches: under stalls nobody can foresee which way they go. */
    const uint32_t write = w->valid[s->in[0]] & (uint32_t)(f->held < f->depth);
    const uint32_t read = w->ready[s->out[0]] & (uint32_t)(f->held > 0);
    const uint8_t old = f->memory[f->write];
    f->memory[f->write] = write ? w->last[s->in[0]] : old;
    f->write = moved(f, f->write, write);
    f->read = moved(f, f->read, read);
    f->held += write - read;
    f->most = f->held > f->most ? f->held : f->most;
}

const bac_twin bac_twin_fifo = {"bac_fifo", size, reset, valid, ready, edge, true, true};
