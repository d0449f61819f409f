/* pipe.c - rtl/stream/bac_ctrl.v.
 *
 * Stage   1..LATENCY  one valid and one last bit each
 * Timing  LATENCY = parameter, II = 1; a beat accepted in clock n leaves in clock n + LATENCY
 *         when nothing stalls
 * Stall   the whole pipeline stands still while its last stage holds a beat that is not taken */
#include "pipe.h"
#include "count.h"

/* Two shift registers, a bit for each stage: which stages hold a beat, and which of these are the last
 * of a frame. The last stage is the highest bit, whatever the latency. A row without beats is all
 * zeros, whatever was in it. */
typedef struct row {
    uint64_t valid, last;
} row;

typedef struct pipe {
    row end;          /* the last 64 stages, or all */
    uint64_t entry;   /* the bit of the first of these */
    uint32_t in, out; /* the stage's links, copied so that a clock reads only the state */
    uint32_t rows;    /* whole rows in front of them: none in what a network needs */
    row front[];      /* [rows] */
} pipe;

enum { ROW = 64, LAST_STAGE = ROW - 1 };

static uint32_t rows_of(const bac_stage *s) {
    return (s->latency - 1) / ROW;
}

size_t bac_pipe_size(const bac_stage *s) {
    return sizeof(pipe) + rows_of(s) * sizeof(row);
}

void bac_pipe_reset(const bac_stage *s, void *state) {
    pipe *q = state; /* zeros mean empty */
    q->rows = rows_of(s);
    q->entry = UINT64_C(1) << (ROW - (s->latency - q->rows * ROW));
    q->in = s->in[0];
    q->out = s->out[0];
}

void bac_pipe_valid(const bac_stage *s, const void *state, bac_wires *w) {
    (void)s;
    const pipe *q = state;
    w->valid[q->out] = (uint8_t)(q->end.valid >> LAST_STAGE);
    w->last[q->out] = (uint8_t)(q->end.last >> LAST_STAGE);
}

void bac_pipe_ready(const bac_stage *s, const void *state, bac_wires *w) {
    (void)s;
    const pipe *q = state;
    w->ready[q->in] = (uint8_t)(~q->end.valid >> LAST_STAGE) | w->ready[q->out];
}

/* Moves a row on by a stage if go is all ones, by none if it is 0. Written without branches, because
 * stalls make them unpredictable for the processor. */
static void move(row *r, uint64_t valid, uint64_t last, uint64_t go) {
    r->valid ^= (r->valid ^ (r->valid << 1 | valid)) & go;
    r->last ^= (r->last ^ (r->last << 1 | last)) & go;
}

void bac_pipe_shift(void *state, uint32_t offered, uint32_t last, uint32_t enable) {
    pipe *q = state;
    const uint64_t go = UINT64_C(0) - enable;
    uint64_t valid = offered, lasts = offered & last;
    for (uint32_t i = 0; i < q->rows; i++) {
        const row was = q->front[i];
        move(&q->front[i], valid, lasts, go);
        valid = was.valid >> LAST_STAGE;
        lasts = was.last >> LAST_STAGE;
    }
    move(&q->end, (UINT64_C(0) - valid) & q->entry, (UINT64_C(0) - lasts) & q->entry, go);
}

void bac_pipe_edge(const bac_stage *s, void *state, const bac_wires *w) {
    (void)s;
    const uint32_t in = ((const pipe *)state)->in;
    bac_pipe_shift(state, w->valid[in], w->last[in], w->ready[in]);
}

BAC_CYCLE_EACH(, bac_pipe_valid, bac_pipe_ready, bac_pipe_edge)

void bac_pipe_count(bac_counts *c, const bac_stage *s) {
    bac_count_ff(c, s->latency);
    bac_count_chain(c, 1, s->latency);
}
