/* fc.c - twin of rtl/bac_fold_fc.v and of bac_fold_collect in it, and their times
 *
 * Stage   1 word   2 address   3 read   4 select   5 multiply   6 accumulate, then
 * bac_fold_collect: 1 table   2 results   3 add the bias LATENCY = 6 and 4, II = 1 word and 1 beat.
 */
#include "fold_internal.h"
#include "frozen.h"
#include "ints.h"

enum { FC_STAGES = 6, FC_HALVES = 2, COLLECT_STAGES = 3 };

typedef struct fc_mark {
    bool valid, done, end; /* a word; some output is complete; the frame's last word */
} fc_mark;

typedef struct fc_state {
    uint32_t in_room, in_ready; /* halves of the inputs: to write, to work on */
    uint32_t word;
    fc_mark stage[FC_STAGES + 1]; /* [0] is not used, nor in out[] */
    uint32_t out_room, out_ready; /* halves of the results: to write, to send */
    uint32_t beat;
    struct {
        bool valid, last;
    } out[COLLECT_STAGES + 1];
} fc_state;

static uint32_t out_beats(const bac_fold_fc_params *p) {
    return p->n_out / p->lanes_out;
}

static size_t fc_size(const void *params) {
    (void)params;
    return sizeof(fc_state);
}

static void fc_reset(const void *params, void *state) {
    (void)params;
    *(fc_state *)state = (fc_state){.in_room = FC_HALVES, .out_room = FC_HALVES};
}

static void fc_valid(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const fc_state *s = state;
    w->out_valid = s->out[COLLECT_STAGES].valid;
    w->out_last = s->out[COLLECT_STAGES].last;
}

static void fc_ready(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const fc_state *s = state;
    w->in_ready[0] = s->in_room > 0;
}

/* The stages of bac_fold_collect move on. */
static void send(const bac_fold_fc_params *p, fc_state *s) {
    if (s->out[1].valid && s->out[1].last)
        s->out_room++;
    for (uint32_t i = COLLECT_STAGES; i > 1; i--)
        s->out[i] = s->out[i - 1];
    s->out[1].valid = s->out_ready > 0;
    if (!s->out[1].valid)
        return;
    s->out[1].last = bac_fold_turn(&s->beat, out_beats(p));
    s->out_ready -= s->out[1].last;
}

/* The lanes move on. */
static void work(const bac_fold_fc_params *p, fc_state *s) {
    if (s->stage[2].valid && s->stage[2].end)
        s->in_room++;
    for (uint32_t i = FC_STAGES; i > 1; i--)
        s->stage[i] = s->stage[i - 1];
    s->stage[1] = (fc_mark){.valid = s->word != 0 || s->in_ready > 0};
    if (!s->stage[1].valid)
        return;
    s->stage[1].done = p->done[s->word];
    s->stage[1].end = bac_fold_turn(&s->word, p->n_words);
    s->in_ready -= s->stage[1].end;
}

static void fc_edge(const void *params, void *state, const bac_fold_wires *w) {
    const bac_fold_fc_params *p = params;
    fc_state *s = state;
    const fc_mark end = s->stage[FC_STAGES];
    bool ce = !(end.valid && end.done) || s->out_room > 0;
    bool finished = ce && end.valid && end.end;
    if (!s->out[COLLECT_STAGES].valid || w->out_ready)
        send(p, s);
    if (ce)
        work(p, s);
    s->out_room -= finished;
    s->out_ready += finished;
    if (w->in_valid[0] && w->in_ready[0] && w->in_last[0]) {
        s->in_room--;
        s->in_ready++;
    }
}

const bac_fold_twin bac_fold_fc_twin = {"bac_fold_fc", 1,        fc_size, fc_reset,
                                        fc_valid,      fc_ready, fc_edge};

/* ---- closed forms */

/* A half of the inputs is filled (I), is worked on (N) from the next clock on, and may be written
 * again 2 clocks behind its last word; a half of the results is made from the first output's end on
 * (N - D), is sent (O), and may be written again 2 clocks later. Two frames have both halves. */
uint64_t bac_fold_fc_clocks_of_two(const bac_fold_fc_params *p) {
    uint32_t in = p->n_in / p->lanes_in;
    uint32_t out = out_beats(p);
    uint32_t n = p->n_words;
    uint32_t first = 1;
    while (!p->done[first - 1])
        first++;
    uint64_t clocks = 2 * bac_max_u32(n, bac_max_u32(in, out));
    clocks = clocks > in + n + 2 ? clocks : in + n + 2;
    return clocks > n - first + out + 2 ? clocks : n - first + out + 2;
}

uint64_t bac_fold_fc_latency(const bac_fold_fc_params *p) {
    return (uint64_t)p->n_words + out_beats(p) + 9;
}

void bac_fold_fc_times(const bac_fold_fc_params *p, uint32_t frames, uint64_t *in, uint64_t *out) {
    size_t beats = p->n_in / p->lanes_in;
    uint32_t first = 0;
    while (!p->done[first])
        first++;
    bac_fold_frozen frozen = {0};
    uint64_t freed[2] = {0, 0}; /* the clock from which the half of the frame before last and the
                                   last may be written */
    uint64_t issued = 0;        /* 1 + the clock of the last word */
    uint64_t sent[2] = {0, 0};  /* 1 + the clock in which the last beat was read, as freed */
    for (uint32_t f = 0; f < frames; f++) {
        for (size_t i = 0; i < beats; i++) {
            uint64_t *at = &in[f * beats + i];
            if ((f > 0 || i > 0) && *at <= at[-1])
                *at = at[-1] + 1;
            if (*at < freed[0])
                *at = freed[0];
        }
        uint64_t ready = in[(f + 1) * beats - 1] + 1;
        uint64_t start = bac_fold_thawed(&frozen, ready > issued ? ready : issued);
        if (f >= FC_HALVES)
            bac_fold_stop(&frozen, bac_fold_moves(&frozen, start, first + FC_STAGES), sent[0] + 1);
        uint64_t last = bac_fold_moves(&frozen, start, p->n_words - 1);
        issued = last + 1;
        freed[0] = freed[1];
        freed[1] = bac_fold_moves(&frozen, last, 2) + 1;
        uint64_t read = bac_fold_moves(&frozen, last, FC_STAGES) + 1;
        read = read > sent[1] ? read : sent[1];
        sent[0] = sent[1];
        sent[1] = read + out_beats(p);
        for (; read < sent[1]; read++)
            *out++ = read + COLLECT_STAGES;
    }
}
