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

static uint32_t next(const bac_fifo_state *f, uint32_t address) {
    return address + 1 == f->depth ? 0 : address + 1;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    bac_fifo_state *f = state;
    bool write = w->valid[s->in[0]] && f->held < f->depth;
    bool read = w->ready[s->out[0]] && f->held > 0;
    if (write) {
        f->memory[f->write] = w->last[s->in[0]];
        f->write = next(f, f->write);
    }
    if (read)
        f->read = next(f, f->read);
    f->held += (uint32_t)write - (uint32_t)read;
    if (f->held > f->most)
        f->most = f->held;
}

const bac_twin bac_twin_fifo = {"bac_fifo", size, reset, valid, ready, edge};
