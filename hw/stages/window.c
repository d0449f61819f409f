/* window.c - rtl/unrolled/bac_window.v: makes windows of K taps of the latest samples.
 *
 * Stage   1 shift the samples into the delay line; the windows are complete in this register
 * Timing  LATENCY = 1 from the push that completes a beat, II = 1. Beat b is complete with push
 *         b*PERIOD + HEAD of its frame; the FLUSH pushes behind a frame's last complete the beats
 *         that end in the right padding.
 * Borders OVERLAP = 1  samples of the next frame push the tail out; while none is waiting, empty
 *                      pushes do, one per clock, until the next frame has begun
 *         OVERLAP = 0  FLUSH empty pushes follow each frame, one per clock, while the input waits
 * Stall   a push that completes a beat waits for room in the FIFOs behind (credit.h) */
#include "count.h"
#include "ints.h"
#include "times.h"
#include "unrolled.h"
#include "wires.h"

#include <stdlib.h>
#include <string.h>

/* ---- geometry */

/* Number of samples that the windows of a beat cover. */
static uint32_t span_of(const bac_window_params *p) {
    return p->K + (p->P_OUT - 1) * p->STRIDE;
}

void bac_window_derive(bac_window_params *p, uint32_t T_out) {
    const uint32_t last_push = p->T / p->P - 1;
    p->head = (span_of(p) - p->PAD_LEFT - 1) / p->P;
    p->period = p->P_OUT * p->STRIDE / p->P;
    p->final = (T_out / p->P_OUT - 1) * p->period + p->head;
    p->flush = p->final > last_push ? p->final - last_push : 0;
}

uint8_t *bac_used_taps(const bac_net *net, const bac_layer *l) {
    const uint32_t C = bac_net_layer(net, l->in[0])->C, K = l->kernel;
    uint8_t *used = calloc((size_t)K * C, 1);
    if (!used)
        return NULL;
    if (l->op != BAC_CONV) {
        memset(used, 1, (size_t)K * C);
        return used;
    }
    const uint32_t group_in = C / l->groups, group_out = l->C / l->groups;
    for (uint32_t o = 0; o < l->C; o++)
        for (uint32_t i = 0; i < group_in; i++)
            for (uint32_t k = 0; k < K; k++)
                if (l->weight[((size_t)o * group_in + i) * K + k] != 0)
                    used[k * C + o / group_out * group_in + i] = 1;
    return used;
}

static void close(void *params) {
    bac_window_params *p = params;
    free(p->used);
    bac_credits_close(&p->credits);
}

/* ---- times */

static uint64_t clocks(const bac_netlist *n, const bac_stage *s) {
    const bac_window_params *p = s->params;
    return bac_max_u64(bac_stage_beats(n, s),
                       (uint64_t)n->links[s->in[0]].beats + (p->OVERLAP ? 0 : p->flush));
}

/* If a push completes a beat, that beat leaves one clock after it. */
static void complete(const bac_window_params *p, uint32_t push, int64_t pushed, int64_t *out,
                     uint32_t n_out, uint32_t *window) {
    if (*window < n_out && push == *window * p->period + p->head)
        out[(*window)++] = pushed + 1;
}

/* OVERLAP = 0: accepts at most one push per clock from the FIFO before it, and makes FLUSH empty
 * pushes after each frame. `in` becomes the clocks of acceptance. */
static void time_eager(const bac_times *t, const bac_stage *s) {
    const bac_window_params *p = s->params;
    const uint32_t n_in = t->n->links[s->in[0]].beats, n_out = t->n->links[s->out[0]].beats;
    int64_t pushed = -1;
    for (uint32_t f = 0; f < t->frames; f++) {
        int64_t *in = t->at[s->in[0]] + (size_t)f * n_in;
        int64_t *out = t->at[s->out[0]] + (size_t)f * n_out;
        uint32_t window = 0;
        for (uint32_t push = 0; push < n_in + p->flush; push++) {
            pushed++;
            if (push < n_in)
                in[push] = pushed = bac_max_i64(pushed, in[push]);
            complete(p, push, pushed, out, n_out, &window);
        }
    }
}

/* OVERLAP = 1: accepts every sample when it arrives. The next frame's samples push a frame's tail
 * out; empty pushes do in the clocks before its first sample. */
static void time_overlap(const bac_times *t, const bac_stage *s) {
    const bac_window_params *p = s->params;
    const uint32_t n_in = t->n->links[s->in[0]].beats, n_out = t->n->links[s->out[0]].beats;
    for (uint32_t f = 0; f < t->frames; f++) {
        const int64_t *in = t->at[s->in[0]] + (size_t)f * n_in, *next_in = in + n_in;
        int64_t *out = t->at[s->out[0]] + (size_t)f * n_out;
        int64_t pushed = -1;
        uint32_t window = 0;
        uint32_t next = 0; /* pushes made by samples of frame f + 1 */
        for (uint32_t push = 0; push < n_in + p->flush; push++) {
            if (push < n_in)
                pushed = in[push];
            else if (f + 1 < t->frames && (next > 0 || t->late_tails || next_in[0] <= pushed + 1))
                pushed = next_in[next++];
            else
                pushed++;
            complete(p, push, pushed, out, n_out, &window);
        }
    }
}

static void times(bac_times *t, const bac_stage *s) {
    (((const bac_window_params *)s->params)->OVERLAP ? time_overlap : time_eager)(t, s);
}

/* ---- cycle model */

/* The registers of the module, by their names there. */
typedef struct window {
    uint32_t n, head_phase, tail_phase, tail;
    uint32_t valid, last;
} window;

static bac_credit_state *credit_of(const window *q) {
    return (bac_credit_state *)(q + 1);
}

static size_t more(const bac_stage *s) {
    return bac_credit_size(&((const bac_window_params *)s->params)->credits);
}

static void reset(const bac_stage *s, void *state) {
    const bac_window_params *p = s->params;
    ((window *)state)->head_phase = p->head;
    bac_credit_reset(&p->credits, credit_of(state));
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const window *q = state;
    w->valid[s->out[0]] = (uint8_t)q->valid;
    w->last[s->out[0]] = (uint8_t)q->last;
}

static bool tail_next(const window *q) {
    return q->tail != 0 && q->tail_phase == 0;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_window_params *p = s->params;
    const window *q = state;
    const bool may = bac_credit_go(credit_of(q)) || (q->head_phase != 0 && !tail_next(q));
    w->ready[s->in[0]] = may && (p->OVERLAP || q->tail == 0);
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_window_params *p = s->params;
    window *q = state;
    bac_credit_state *credit = credit_of(q);
    const bool may_flush = bac_credit_go(credit) || !tail_next(q);
    bool offered = w->valid[s->in[0]];
    bool take = offered && w->ready[s->in[0]];
    bool tail_busy = q->tail != 0;
    bool push = take || (tail_busy && may_flush && (!p->OVERLAP || (q->n == 0 && !offered)));
    bool head_due = take && q->head_phase == 0;
    bool tail_due = push && tail_busy && q->tail_phase == 0;
    uint32_t head_phase = head_due ? p->period - 1 : q->head_phase - 1;
    q->valid = head_due || tail_due;
    bac_credit_edge(&p->credits, credit, q->valid, w);
    q->last = p->flush > 0 ? tail_due && q->tail == 1 : head_due && q->n == p->final;
    if (take && w->last[s->in[0]]) {
        q->n = 0;
        q->head_phase = p->head;
        q->tail_phase = head_phase;
        q->tail = p->flush;
        return;
    }
    if (take) {
        q->n++;
        q->head_phase = head_phase;
    }
    if (push && tail_busy) {
        q->tail_phase = tail_due ? p->period - 1 : q->tail_phase - 1;
        q->tail--;
    }
}

BAC_CYCLE_EACH(static, valid, ready, edge)

/* ---- size */

/* Counts the delay line of one channel: registers from the newest sample to the oldest one read, in
 * P rows that shift together, and a mask for each sample read. */
static void count_line(bac_counts *c, const bac_window_params *p, const bool *read, uint32_t n) {
    for (uint32_t row = 0; row < p->P; row++) {
        uint32_t length = 0;
        for (uint32_t i = n - p->P + row;; i -= p->P) {
            length++;
            if (read[i]) {
                bac_count_chain(c, p->W, length);
                bac_count_logic(c, p->PAD_LEFT + p->PAD_RIGHT > 0 ? p->W : 0, 2);
                length = 0;
            }
            if (i < p->P)
                break;
        }
    }
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_window_params *p = s->params;
    const uint32_t span = span_of(p), ahead = (p->head + 1) * p->P - (span - p->PAD_LEFT);
    const uint32_t n = bac_max_u32(span + ahead, p->P), oldest = n - ahead - span;
    bool *read = malloc(n * sizeof *read);
    c->failed = c->failed || !read;
    for (uint32_t ch = 0; read && ch < p->C; ch++) {
        memset(read, 0, n * sizeof *read);
        for (uint32_t w = 0; w < p->P_OUT; w++)
            for (uint32_t k = 0; k < p->K; k++)
                if (p->used[k * p->C + ch])
                    read[oldest + w * p->STRIDE + k] = true;
        count_line(c, p, read, n);
    }
    free(read);
    bac_count_ff(c, 3.0 * n); /* tag of the frame to which each sample belongs */
    bac_count_logic(c, 3.0 * n, 4);
    bac_count_counter(c, p->T / p->P);
    bac_count_counter(c, p->head + 1);
    bac_count_counter(c, p->flush + 1);
    bac_count_counter(c, p->period + 1);
    bac_credit_count(c, &p->credits);
}

BAC_CREDIT_WORDS(bac_window_params)

#define NUMBER(member) BAC_NUMBER(bac_window_params, member)
static const bac_field fields[] = {NUMBER(C),
                                   NUMBER(W),
                                   NUMBER(T),
                                   NUMBER(P),
                                   NUMBER(P_OUT),
                                   NUMBER(K),
                                   NUMBER(STRIDE),
                                   NUMBER(PAD_LEFT),
                                   NUMBER(PAD_RIGHT),
                                   NUMBER(OVERLAP),
                                   BAC_FIELD(bac_window_params, FILL, BAC_FIELD_SIZED),
                                   BAC_CREDIT_FIELDS(bac_window_params, "N_FIFOS")};

const bac_kind bac_kind_window = {
    .module = "bac_window",
    .does = "the last K samples of every channel",
    .flags = BAC_KIND_WAITS | BAC_KIND_CUT,
    BAC_PARAMS(bac_window_params, fields),
    .latency = bac_latency_one,
    .clocks = clocks,
    .times = times,
    .cycle = {BAC_CYCLE(window), BAC_EACH, .more = more, .reset = reset, .registered_valid = true,
              .registered_ready = true},
    .count = count,
    .credits = credits,
    .close = close,
};
