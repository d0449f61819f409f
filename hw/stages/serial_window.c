/* serial_window.c - rtl/serial/bac_serial_window.v: windows of numbers that arrive digit by digit.
 *
 * OVERLAP 0  LATENCY = 1 from the digit that is pushed, II = 1; after a frame GAP samples of FILL
 *            are pushed, one digit per clock, while the input waits
 * OVERLAP 1  see serial_overlap.c
 * Stall      a push of a digit of a window waits for room in the FIFOs behind (credit.h) */
#include "count.h"
#include "ints.h"
#include "serial_overlap.h"

#include <stdlib.h>

BAC_NUMBER_OF(bac_serial_window_params, latency, p->OVERLAP ? p->DIGITS : 1)

static void close_window(void *params) {
    bac_serial_window_params *p = params;
    free(p->dead);
    free(p->used);
    bac_credits_close(&p->credits);
}

/* Every sample of a frame, and every sample of FILL behind it, takes DIGITS clocks. */
static uint64_t clocks(const bac_netlist *n, const bac_stage *s) {
    const bac_serial_window_params *p = s->params;
    return bac_max_u64(bac_stage_beats(n, s),
                       ((uint64_t)p->T + (p->OVERLAP ? 0 : p->GAP)) * p->DIGITS);
}

/* ---- Verilog */

BAC_NUMBER_OF(bac_serial_window_params, numbers, p->C)
BAC_WORD_OF(bac_serial_window_params, dead, p->dead[i])

BAC_CREDIT_WORDS(bac_serial_window_params)

#define NUMBER(member) BAC_NUMBER(bac_serial_window_params, member)
static const bac_field fields[] = {NUMBER(C),
                                   NUMBER(D),
                                   NUMBER(DIGITS),
                                   NUMBER(T),
                                   NUMBER(K),
                                   NUMBER(STRIDE),
                                   NUMBER(PAD_LEFT),
                                   NUMBER(PAD_RIGHT),
                                   NUMBER(OVERLAP),
                                   NUMBER(GAP),
                                   BAC_FIELD(bac_serial_window_params, FILL, BAC_FIELD_SIZED),
                                   BAC_WORDS("DEAD", 1, numbers, dead),
                                   BAC_CREDIT_FIELDS(bac_serial_window_params, "N_FIFOS")};

/* ---- times: one digit per clock, with GAP samples behind each frame */

static void times(bac_times *t, const bac_stage *s) {
    const bac_serial_window_params *p = s->params;
    if (p->OVERLAP) {
        bac_serial_overlap_times(t, s);
        return;
    }
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    int64_t pushed = -1;
    for (uint32_t f = 0; f < t->frames; f++) {
        uint32_t windows = 0;
        for (uint32_t sample = 0; sample < p->T + p->flush; sample++) {
            const bool due = windows < p->T_out && sample == windows * p->STRIDE + p->head;
            windows += due;
            for (uint32_t digit = 0; digit < p->DIGITS; digit++) {
                pushed++;
                if (sample < p->T) {
                    pushed = bac_max_i64(pushed, *in);
                    *in++ = pushed;
                }
                if (due)
                    *out++ = pushed + 1;
            }
        }
    }
}

/* ---- cycle model: the registers of the module, by their names there, and its parameters */

typedef struct window {
    uint32_t digit, phase, gap, windows;
    uint32_t valid, last;
    uint32_t digits, head, stride, whole_gap, t_out;
} window;

static bac_credit_state *credit_of(const window *q) {
    return (bac_credit_state *)(q + 1);
}

static bool overlaps(const void *params) {
    return ((const bac_serial_window_params *)params)->OVERLAP;
}

static size_t more(const bac_stage *s) {
    return (overlaps(s->params) ? bac_serial_overlap.state : sizeof(window)) +
           bac_credit_size(&((const bac_serial_window_params *)s->params)->credits);
}

static void reset(const bac_stage *s, void *state) {
    const bac_serial_window_params *p = s->params;
    if (p->OVERLAP) {
        bac_serial_overlap.reset(s, state);
        return;
    }
    *(window *)state = (window){.phase = p->head,
                                .digits = p->DIGITS,
                                .head = p->head,
                                .stride = p->STRIDE,
                                .whole_gap = p->flush,
                                .t_out = p->T_out};
    bac_credit_reset(&p->credits, credit_of(state));
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    if (overlaps(s->params)) {
        bac_serial_overlap.valid(s, state, w);
        return;
    }
    const window *q = state;
    w->valid[s->out[0]] = (uint8_t)q->valid;
    w->last[s->out[0]] = (uint8_t)q->last;
}

/* The next digit is one of a window. */
static bool is_due(const window *q) {
    return q->phase == 0 && q->windows < q->t_out;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    if (overlaps(s->params)) {
        bac_serial_overlap.ready(s, state, w);
        return;
    }
    const window *q = state;
    w->ready[s->in[0]] = (bac_credit_go(credit_of(q)) || !is_due(q)) && q->gap == 0;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    if (overlaps(s->params)) {
        bac_serial_overlap.edge(s, state, w);
        return;
    }
    window *q = state;
    bac_credit_state *credit = credit_of(q);
    const bool due = is_due(q), may_pass = bac_credit_go(credit) || !due;
    const bool take = w->valid[s->in[0]] && w->ready[s->in[0]];
    const bool push = take || (q->gap > 0 && may_pass);
    const bool sample_end = push && q->digit + 1 == q->digits;
    const bool frame_end = take && w->last[s->in[0]];
    const bool round_end = q->whole_gap > 0 ? sample_end && q->gap == 1 : frame_end;
    q->valid = push && due;
    bac_credit_edge(&((const bac_serial_window_params *)s->params)->credits, credit, q->valid, w);
    q->last = sample_end && q->windows + 1 == q->t_out;
    if (push)
        q->digit = sample_end ? 0 : q->digit + 1;
    if (round_end) {
        q->phase = q->head;
        q->windows = 0;
    } else if (sample_end) {
        q->windows += due;
        q->phase = q->phase == 0 ? q->stride - 1 : q->phase - 1;
    }
    if (frame_end)
        q->gap = q->whole_gap;
    else if (q->gap > 0 && sample_end)
        q->gap--;
}

/* ---- size: the delay line has a reset, so it is registers, up to the oldest digit read */

static void count(const bac_stage *s, bac_counts *c) {
    const bac_serial_window_params *p = s->params;
    for (uint32_t ch = 0; ch < p->C; ch++) {
        uint32_t oldest = p->K;
        for (uint32_t k = p->K; k-- > 0;)
            if (p->used[k * p->C + ch])
                oldest = k;
        if (oldest == p->K || p->dead[ch])
            continue;
        for (uint32_t k = 0; p->OVERLAP && k < p->K; k++) /* masks */
            bac_count_logic(c, p->used[k * p->C + ch] ? p->D : 0, 2);
        if (p->OVERLAP)
            bac_count_ff(c, (p->DIGITS - 1.0) * p->D);
        bac_count_ff(c, ((p->K - 1.0 - oldest) * p->DIGITS + 1) * p->D);
        bac_count_logic(c, p->D, 2);
    }
    bac_count_counter(c, p->DIGITS);
    bac_count_counter(c, p->K);
    bac_count_counter(c, p->flush + 1);
    bac_count_counter(c, p->T_out + 1);
    if (p->OVERLAP) {
        bac_count_counter(c, p->K);
        bac_count_ff(c, 3.0 * p->K + 2.0 * p->DIGITS);
    }
    bac_count_ff(c, 3);
    bac_credit_count(c, &p->credits);
}

static const char *priced_as(const void *params) {
    const bac_serial_window_params *p = params;
    return p->OVERLAP ? "bac_serial_overlap" : "bac_serial_window";
}

const bac_kind bac_kind_serial_window = {.module = "bac_serial_window",
                                         .does = "the last K samples of every channel, digits",
                                         .flags = BAC_KIND_WAITS | BAC_KIND_FUSED,
                                         BAC_PARAMS(bac_serial_window_params, fields),
                                         .latency = latency,
                                         .clocks = clocks,
                                         .times = times,
                                         .overlaps = overlaps,
                                         .credits = credits,
                                         .cycle = {.more = more,
                                                   .reset = reset,
                                                   .valid = valid,
                                                   .ready = ready,
                                                   .edge = edge,
                                                   .registered_valid = true,
                                                   .registered_ready = true},
                                         .count = count,
                                         .priced_as = priced_as,
                                         .close = close_window};
