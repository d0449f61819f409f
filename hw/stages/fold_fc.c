/* fold_fc.c - rtl/folded/bac_fold_fc.v: one engine for a whole sparse fully connected layer.
 *
 * Stage   1 word   2 address   3 read   4 select   5 multiply by halves   6 add   7 accumulate, then
 *         bac_fold_collect: 1 table   2 results   3 add the bias
 * Timing  LATENCY = N_WORDS + N_OUT/LANES_OUT + 10 from a frame's last beat in to its last beat out,
 *         lanes idle; II = 1 word in the lanes, 1 beat behind them
 * Stall   all seven stages stand still while an output is complete and both halves of the results are
 *         full; the free half of the inputs continues to fill */
#include "count.h"
#include "fold_parts.h"
#include "folded.h"
#include "frozen.h"
#include "image.h"
#include "ints.h"
#include "times.h"

#include <stdlib.h>

enum { FC_STAGES = 7, FC_HALVES = 2, COLLECT_STAGES = 3 };

static uint32_t in_beats(const bac_fold_fc_params *p) {
    return p->N_IN / p->LANES_IN;
}

static uint32_t out_beats(const bac_fold_fc_params *p) {
    return p->N_OUT / p->LANES_OUT;
}

/* ---- lowered form */

bool bac_fold_fc_mark(bac_fold_fc_params *p) {
    uint32_t *at = calloc(p->L, sizeof *at); /* words of each lane so far */
    p->done = calloc(p->N_WORDS, sizeof *p->done);
    const bool ok = at && p->done;
    for (uint32_t o = 0; ok && o < p->N_OUT; o++) {
        uint32_t *words = &at[p->balance.lane[o]];
        *words += p->balance.words[o];
        p->done[*words - 1] = 1;
    }
    free(at);
    return ok;
}

static void fc_close(void *params) {
    bac_fold_fc_params *p = params;
    bac_fold_lanes_free(&p->balance);
    free(p->done);
    p->done = NULL;
}

/* ---- memories */

/* Steps through the words of a lane, output by output. */
typedef struct cursor {
    uint32_t output, word; /* output = N_OUT: the lane is done */
    uint32_t input;        /* input from which the next non-zero weight is searched */
} cursor;

static uint32_t next_output(const bac_fold_fc_params *p, uint32_t lane, uint32_t from) {
    while (from < p->N_OUT && p->balance.lane[from] != lane)
        from++;
    return from;
}

static void put_field(bac_images *m, const bac_fold_fc_params *p, uint32_t lane, cursor *at) {
    const bool done = at->output == p->N_OUT;
    uint32_t input = 0;
    int32_t weight = 0;
    if (!done) {
        const int32_t *row = p->fc->weight + (size_t)at->output * p->N_IN;
        while (at->input < p->N_IN && row[at->input] == 0)
            at->input++;
        if (at->input < p->N_IN) { /* an output without a weight has one word, of weight 0 */
            input = at->input++;
            weight = row[input];
        }
        at->word++;
    }
    const bool last = !done && at->word == p->balance.words[at->output];
    bac_image_put(m, 1, last);
    bac_image_put(m, bac_max_u32(1, bac_ceil_log2(in_beats(p))), input / p->LANES_IN);
    bac_image_put(m, bac_ceil_log2(p->LANES_IN), input % p->LANES_IN);
    bac_image_put(m, p->WB, weight);
    if (last)
        *at = (cursor){.output = next_output(p, lane, at->output + 1)};
}

static void put_table(bac_images *m, const bac_fold_fc_params *p) {
    const uint32_t slot_bits = bac_max_u32(1, bac_ceil_log2(p->SLOTS));
    for (uint32_t beat = 0; beat < out_beats(p); beat++) {
        for (uint32_t e = p->LANES_OUT; e-- > 0;) {
            const uint32_t o = beat * p->LANES_OUT + e;
            bac_image_put(m, p->OW, p->fc->bias ? p->fc->bias[o] : 0);
            bac_image_put(m, bac_ceil_log2(p->L / p->LANES_OUT), p->balance.lane[o] / p->LANES_OUT);
            bac_image_put(m, slot_bits, p->balance.slot[o]);
        }
        bac_image_end_word(m);
    }
}

static void fc_images(const bac_stage *s, bac_images *m) {
    const bac_fold_fc_params *p = s->params;
    cursor *at = calloc(p->L, sizeof *at);
    if (!at) {
        m->failed = bac_fail(&m->err, BAC_ERR_MEMORY, s->name, "out of memory");
        return;
    }
    for (uint32_t lane = 0; lane < p->L; lane++)
        at[lane].output = next_output(p, lane, 0);
    bac_image_begin(m, "%s", p->ROM_FILE.text);
    for (uint32_t n = 0; n < p->N_WORDS; n++) {
        for (uint32_t lane = p->L; lane-- > 0;)
            put_field(m, p, lane, &at[lane]);
        bac_image_end_word(m);
    }
    free(at);
    bac_image_begin(m, "%s", p->TABLE_FILE.text);
    put_table(m, p);
}

/* ---- cycle model */

typedef struct fc_mark {
    bool valid, done, end; /* a word is here; it completes some output; it is the frame's last */
} fc_mark;

typedef struct fc_state {
    uint32_t in_room, in_ready; /* halves of the inputs' memory: free; full */
    uint32_t word;
    fc_mark stage[FC_STAGES + 1]; /* [0] is not used, nor in out[] */
    uint32_t out_room, out_ready; /* halves of the results' memory: free; full */
    uint32_t beat;
    struct {
        bool valid, last;
    } out[COLLECT_STAGES + 1];
} fc_state;

static void fc_reset(const bac_stage *s, void *state) {
    fc_state *q = state;
    (void)s;
    q->in_room = FC_HALVES;
    q->out_room = FC_HALVES;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const fc_state *q = state;
    w->valid[s->out[0]] = q->out[COLLECT_STAGES].valid;
    w->last[s->out[0]] = q->out[COLLECT_STAGES].last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const fc_state *q = state;
    w->ready[s->in[0]] = q->in_room > 0;
}

/* One clock of the stages of bac_fold_collect. */
static void send(const bac_fold_fc_params *p, fc_state *q) {
    if (q->out[1].valid && q->out[1].last)
        q->out_room++;
    for (uint32_t i = COLLECT_STAGES; i > 1; i--)
        q->out[i] = q->out[i - 1];
    q->out[1].valid = q->out_ready > 0;
    if (!q->out[1].valid)
        return;
    q->out[1].last = bac_fold_turn(&q->beat, out_beats(p));
    q->out_ready -= q->out[1].last;
}

/* One clock of the lanes. */
static void work(const bac_fold_fc_params *p, fc_state *q) {
    if (q->stage[2].valid && q->stage[2].end)
        q->in_room++;
    for (uint32_t i = FC_STAGES; i > 1; i--)
        q->stage[i] = q->stage[i - 1];
    q->stage[1] = (fc_mark){.valid = q->word != 0 || q->in_ready > 0};
    if (!q->stage[1].valid)
        return;
    q->stage[1].done = p->done[q->word];
    q->stage[1].end = bac_fold_turn(&q->word, p->N_WORDS);
    q->in_ready -= q->stage[1].end;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_fold_fc_params *p = s->params;
    const uint32_t in = s->in[0];
    fc_state *q = state;
    const fc_mark end = q->stage[FC_STAGES];
    bool ce = !(end.valid && end.done) || q->out_room > 0;
    bool finished = ce && end.valid && end.end;
    if (!q->out[COLLECT_STAGES].valid || w->ready[s->out[0]])
        send(p, q);
    if (ce)
        work(p, q);
    q->out_room -= finished;
    q->out_ready += finished;
    if (w->valid[in] && w->ready[in] && w->last[in]) {
        q->in_room--;
        q->in_ready++;
    }
}

/* ---- timing */

/* The first word that ends an output. */
static uint32_t first_done(const bac_fold_fc_params *p) {
    uint32_t first = 0;
    while (!p->done[first])
        first++;
    return first;
}

/* Clocks for which a frame occupies a half of each memory. Inputs: it is filled (I clocks), read by
 * the lanes (N clocks) from the next clock on, and free 2 clocks after the last word. Results: it
 * is written from the end of the first output on (N - D clocks), sent (O clocks), and free 2 clocks
 * later. Two frames use both halves. */
uint64_t bac_fold_fc_clocks_of_two(const bac_fold_fc_params *p) {
    const uint64_t in = in_beats(p), out = out_beats(p), n = p->N_WORDS;
    const uint64_t clocks = bac_max_u64(2 * bac_max_u64(n, bac_max_u64(in, out)), in + n + 2);
    return bac_max_u64(clocks, n - (first_done(p) + 1) + out + 2);
}

uint64_t bac_fold_fc_latency(const bac_fold_fc_params *p) {
    return (uint64_t)p->N_WORDS + out_beats(p) + 10;
}

static uint32_t fc_latency(const void *params) {
    return (uint32_t)bac_fold_fc_latency(params);
}

static uint64_t fc_clocks(const bac_netlist *n, const bac_stage *s) {
    return bac_max_u64(bac_stage_beats(n, s), (bac_fold_fc_clocks_of_two(s->params) + 1) / 2);
}

void bac_fold_fc_times(const bac_fold_fc_params *p, uint32_t frames, uint64_t *in, uint64_t *out) {
    const size_t beats = in_beats(p);
    const uint32_t first = first_done(p);
    bac_fold_frozen frozen = {0};
    /* [0]: of the frame before last, [1]: of the last frame. freed: the first clock in which its
     * half of the inputs may be written again; sent: 1 + the clock of the last read of its
     * results. */
    uint64_t freed[2] = {0, 0};
    uint64_t issued = 0; /* 1 + the clock of the last word */
    uint64_t sent[2] = {0, 0};
    for (uint32_t f = 0; f < frames; f++) {
        for (size_t i = 0; i < beats; i++) {
            uint64_t *at = &in[f * beats + i];
            if (f > 0 || i > 0)
                *at = bac_max_u64(*at, at[-1] + 1);
            *at = bac_max_u64(*at, freed[0]);
        }
        uint64_t ready = in[(f + 1) * beats - 1] + 1;
        uint64_t start = bac_fold_thawed(&frozen, bac_max_u64(ready, issued));
        if (f >= FC_HALVES)
            bac_fold_stop(&frozen, bac_fold_moves(&frozen, start, first + FC_STAGES), sent[0] + 1);
        uint64_t last = bac_fold_moves(&frozen, start, p->N_WORDS - 1);
        issued = last + 1;
        freed[0] = freed[1];
        freed[1] = bac_fold_moves(&frozen, last, 2) + 1;
        uint64_t read = bac_max_u64(bac_fold_moves(&frozen, last, FC_STAGES) + 1, sent[1]);
        sent[0] = sent[1];
        sent[1] = read + out_beats(p);
        for (; read < sent[1]; read++)
            *out++ = read + COLLECT_STAGES;
    }
}

static void fc_times(bac_times *t, const bac_stage *s) {
    bac_fold_fc_times(s->params, t->frames, (uint64_t *)t->at[s->in[0]],
                      (uint64_t *)t->at[s->out[0]]);
}

/* ---- size */

static void count_lane(const bac_fold_fc_params *p, uint32_t index, uint32_t slot, bac_counts *c) {
    const uint32_t select = bac_ceil_log2(p->LANES_IN);
    bac_count_memory(c, 2 * in_beats(p), p->LANES_IN * p->W, false);
    bac_count_add(c, index + 1);
    bac_count_ff(c, 4 + index + 1 + p->W + 2 * select);
    bac_count_chain(c, p->WB, 3);
    bac_count_mux(c, p->W, p->LANES_IN);
    bac_fold_count_lane(c, p->W, p->IS_SIGNED, p->WB, p->OW);
    bac_count_memory(c, 2 * p->SLOTS, p->OW, false);
    bac_count_counter(c, p->SLOTS);
    bac_count_add(c, slot + 1);
}

static void fc_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_fc_params *p = s->params;
    const uint32_t index = bac_max_u32(1, bac_ceil_log2(in_beats(p)));
    const uint32_t slot = bac_max_u32(1, bac_ceil_log2(p->SLOTS));
    const uint32_t group = p->L / p->LANES_OUT, which = bac_ceil_log2(group);
    const uint32_t working = p->L < p->N_OUT ? p->L : p->N_OUT; /* the others have no output */
    bac_count_rom(c, p->N_WORDS, working * (1 + index + bac_ceil_log2(p->LANES_IN) + p->WB));
    bac_count_counter(c, p->N_WORDS);
    bac_count_counter(c, in_beats(p));
    bac_count_ff(c, 18);
    bac_count_chain(c, 1, 7);
    bac_count_logic(c, 16, 4);
    for (uint32_t i = 0; i < working; i++)
        count_lane(p, index, slot, c);
    bac_count_rom(c, out_beats(p), p->LANES_OUT * (p->OW + which + slot));
    bac_count_counter(c, out_beats(p));
    for (uint32_t e = 0; e < p->LANES_OUT; e++) {
        bac_count_mux(c, p->OW, group);
        bac_count_add(c, p->OW);
        bac_count_add(c, slot + 1);
        bac_count_ff(c, 2 * p->OW + which);
    }
}

#define NUMBER(member) BAC_NUMBER(bac_fold_fc_params, member)
#define IMAGE(member)  BAC_FIELD(bac_fold_fc_params, member, BAC_FIELD_FILE)
static const bac_field fc_fields[] = {
    NUMBER(N_IN),  NUMBER(N_OUT),     NUMBER(L),        NUMBER(LANES_IN), NUMBER(LANES_OUT),
    NUMBER(W),     NUMBER(IS_SIGNED), NUMBER(WB),       NUMBER(OW),       NUMBER(N_WORDS),
    NUMBER(SLOTS), IMAGE(ROM_FILE),   IMAGE(TABLE_FILE)};

const bac_kind bac_kind_fold_fc = {
    .module = "bac_fold_fc",
    .does = "a sparse fully connected layer, one weight a clock in each lane",
    .flags = BAC_KIND_WAITS,
    BAC_PARAMS(bac_fold_fc_params, fc_fields),
    .latency = fc_latency,
    .clocks = fc_clocks,
    .times = fc_times,
    .cycle = {BAC_CYCLE(fc_state), .reset = fc_reset, .registered_valid = true,
              .registered_ready = true},
    .count = fc_count,
    .images = fc_images,
    .close = fc_close,
};
