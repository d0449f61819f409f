/* serial.c - twins of rtl/bac_serial_window.v and rtl/bac_serial_conv.v: numbers digit by digit.
 *
 * Window  LATENCY = 1 from the digit that is pushed, II = 1; behind a frame GAP zero samples are
 *         pushed, one digit a clock, and the input waits
 * Conv    LATENCY = levels + 2 from a position's last digit in to its first digit out, II = 1; the
 *         stage's levels are the module's LEVELS + WAIT. A position's last digit is not taken
 *         before APART clocks behind the one before it
 * Stall   everything stands still while a beat is not taken */
#include "twins.h"

#include <string.h>

/* ---- bac_serial_window: the registers of the module, by their names there, and its parameters */

typedef struct window {
    uint32_t digit, phase, gap, windows;
    uint8_t valid, last;
    uint32_t digits, head, stride, whole_gap, t_out;
} window;

static size_t window_size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    (void)s;
    return sizeof(window);
}

static void window_reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    const bac_link *out = &p->links[s->out[0]];
    *(window *)state = (window){.phase = s->head,
                                .digits = out->digits,
                                .head = s->head,
                                .stride = s->period,
                                .whole_gap = s->flush,
                                .t_out = out->beats / out->digits};
}

static void window_valid(const bac_stage *s, const void *state, bac_wires *w) {
    const window *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

static void window_ready(const bac_stage *s, const void *state, bac_wires *w) {
    const window *q = state;
    w->ready[s->in[0]] = ((q->valid ^ 1) | w->ready[s->out[0]]) & (q->gap == 0);
}

static void window_edge(const bac_stage *s, void *state, const bac_wires *w) {
    window *q = state;
    if (q->valid && !w->ready[s->out[0]])
        return;
    const bool take = w->valid[s->in[0]] && w->ready[s->in[0]];
    const bool push = take || q->gap > 0;
    const bool sample_end = push && q->digit + 1 == q->digits;
    const bool frame_end = take && w->last[s->in[0]];
    const bool due = q->phase == 0 && q->windows < q->t_out;
    const bool round_end = q->whole_gap > 0 ? sample_end && q->gap == 1 : frame_end;
    q->valid = push && due;
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

const bac_twin bac_twin_serial_window = {
    "bac_serial_window", window_size, window_reset, window_valid,
    window_ready,        window_edge, true,         false};

/* ---- bac_serial_conv */

enum { POSITION_END = 1, FRAME_END = 2 };

typedef struct conv {
    uint32_t levels, digits, digits_out, apart;
    uint32_t digit;               /* that comes in next */
    uint32_t left;                /* digits behind the one that is offered */
    uint32_t early;               /* clocks in which a position must not end */
    uint8_t complete, busy, last; /* complete: marks of the sum in stage LEVELS+1 */
    uint8_t mark[];               /* [levels] of the beats in stages 1..LEVELS */
} conv;

static size_t conv_size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    return sizeof(conv) + s->levels;
}

static void conv_reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    conv *q = state;
    memset(q, 0, conv_size(p, s));
    q->levels = s->levels;
    q->digits = p->links[s->in[0]].digits;
    q->digits_out = p->links[s->out[0]].digits;
    q->apart = s->period;
}

static void conv_valid(const bac_stage *s, const void *state, bac_wires *w) {
    const conv *q = state;
    w->valid[s->out[0]] = q->busy;
    w->last[s->out[0]] = q->last && q->left == 0;
}

static void conv_ready(const bac_stage *s, const void *state, bac_wires *w) {
    const conv *q = state;
    const uint8_t early = q->early > 0 && q->digit + 1 == q->digits;
    w->ready[s->in[0]] = ((q->busy ^ 1) | w->ready[s->out[0]]) & (early ^ 1);
}

static void conv_edge(const bac_stage *s, void *state, const bac_wires *w) {
    conv *q = state;
    if (q->busy && !w->ready[s->out[0]])
        return;
    const bool take = w->valid[s->in[0]] && w->ready[s->in[0]];
    q->busy = q->complete || q->left > 0;
    if (q->complete) {
        q->left = q->digits_out - 1;
        q->last = (q->complete & FRAME_END) != 0;
    } else if (q->left > 0) {
        q->left--;
    }
    q->complete = q->mark[q->levels - 1];
    memmove(q->mark + 1, q->mark, q->levels - 1);
    q->mark[0] = 0;
    q->early -= q->early > 0;
    if (!take)
        return;
    if (q->digit + 1 < q->digits) {
        q->digit++;
        return;
    }
    q->digit = 0;
    q->early = q->apart > q->digits ? q->apart - 1 : 0;
    q->mark[0] = (uint8_t)(POSITION_END | (w->last[s->in[0]] ? FRAME_END : 0));
}

const bac_twin bac_twin_serial_conv = {"bac_serial_conv", conv_size, conv_reset, conv_valid,
                                       conv_ready,        conv_edge, true,       false};
