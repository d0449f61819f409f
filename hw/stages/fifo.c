/* fifo.c - rtl/stream/bac_fifo.v: a FIFO of DEPTH beats, which cuts the ready path.
 *
 * Stage   0 accept and write   1 read
 * Timing  LATENCY = 1, II = 1 for DEPTH >= 2 (2 for DEPTH = 1)
 * Stall   ready: not full, from the state alone; a full FIFO accepts again one clock after a beat
 *         has left */
#include "count.h"
#include "ints.h"
#include "streams.h"
#include "wires.h"

#include <string.h>

typedef struct fifo {
    uint32_t depth, held, most; /* beats: capacity, inside now, most inside since reset */
    uint32_t open;              /* 1: always ready, because who fills it counts its room */
    uint32_t write, read;       /* addresses */
    uint32_t in, out;           /* the stage's links, copied so that a clock reads only the state */
    uint8_t memory[];           /* [depth] the last bit of each beat */
} fifo;

static size_t depth_of(const bac_stage *s) {
    return ((const bac_fifo_params *)s->params)->DEPTH;
}

static void reset(const bac_stage *s, void *state) {
    fifo *f = state;
    f->depth = (uint32_t)depth_of(s);
    f->in = s->in[0];
    f->out = s->out[0];
    f->open = ((const bac_fifo_params *)s->params)->OPEN;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    (void)s;
    const fifo *f = state;
    w->valid[f->out] = f->held > 0;
    w->last[f->out] = f->memory[f->read];
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    (void)s;
    const fifo *f = state;
    w->ready[f->in] = (uint8_t)((f->held < f->depth) | f->open);
}

/* The address that follows by `by` (0 or 1) places, cyclically. */
static uint32_t moved(const fifo *f, uint32_t address, uint32_t by) {
    const uint32_t next = address + by;
    return next == f->depth ? 0 : next;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    (void)s;
    fifo *f = state;
    /* Written without branches, because stalls make them unpredictable for the processor. */
    const uint32_t write = w->valid[f->in] & (uint32_t)(f->held < f->depth);
    const uint32_t read = w->ready[f->out] & (uint32_t)(f->held > 0);
    const uint8_t old = f->memory[f->write];
    f->memory[f->write] = write ? w->last[f->in] : old;
    f->write = moved(f, f->write, write);
    f->read = moved(f, f->read, read);
    f->held += write - read;
    f->most = bac_max_u32(f->held, f->most);
}

BAC_CYCLE_EACH(static, valid, ready, edge)

static uint32_t most(const void *state) {
    return ((const fifo *)state)->most;
}

static void reverse(uint8_t *from, uint8_t *to) {
    for (; from < to; from++) {
        const uint8_t kept = *from;
        *from = *--to;
        *to = kept;
    }
}

/* The beat that is read next lies at 0; what was read is forgotten. */
static void normal(void *state) {
    fifo *f = state;
    reverse(f->memory, f->memory + f->read);
    reverse(f->memory + f->read, f->memory + f->depth);
    reverse(f->memory, f->memory + f->depth);
    memset(f->memory + f->held, 0, f->depth - f->held);
    f->read = 0;
    f->write = f->held == f->depth ? 0 : f->held;
    f->most = f->held;
}

static uint32_t *depth(void *params) {
    return &((bac_fifo_params *)params)->DEPTH;
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_fifo_params *p = s->params;
    const uint32_t bits = p->W + 1, address = bac_ceil_log2(p->DEPTH);
    bac_count_ff(c, p->OPEN ? 1 : 2); /* flags full and empty */
    bac_count_logic(c, 4, 4);
    if (p->DEPTH == 1) {
        bac_count_ff(c, bits);
        return;
    }
    bac_count_memory(c, p->DEPTH, bits, true);
    bac_count_ff(c, 2 * address);
    if (address > 4)
        bac_count_add(c, 2 * address);
    bac_count_logic(c, 3 * address, 4);
}

static const bac_field fields[] = {BAC_NUMBER(bac_fifo_params, W),
                                   BAC_NUMBER(bac_fifo_params, DEPTH),
                                   BAC_NUMBER(bac_fifo_params, OPEN)};

const bac_kind bac_kind_fifo = {
    .module = "bac_fifo",
    .does = "beats that wait for the stage behind",
    .flags = BAC_KIND_FEEDS | BAC_KIND_MOVES,
    BAC_PARAMS(bac_fifo_params, fields),
    .latency = bac_latency_one,
    .cycle = {BAC_CYCLE(fifo), BAC_EACH, .more = depth_of, .reset = reset, .registered_valid = true,
              .registered_ready = true, .most = most, .normal = normal},
    .count = count,
    .depth = depth,
};
