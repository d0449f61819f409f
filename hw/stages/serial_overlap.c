/* serial_overlap.c - rtl/serial/bac_serial_window.v with OVERLAP = 1: a frame's tail is pushed out
 * by the next frame's samples.
 *
 * Timing  LATENCY = DIGITS, II = 1: a digit waits DIGITS-1 clocks before it is pushed. While no
 *         sample follows a frame, empty samples push, one digit per clock; an empty sample that has
 *         begun is completed
 * Stall   a push of a digit of a window waits for room in the FIFOs behind (credit.h) */
#include "serial_overlap.h"

#include "ints.h"

/* The registers of the module, by their names there, and its parameters. */
typedef struct overlap {
    uint32_t digit, head_phase, tail_phase, tail, windows;
    bool empty, begun;
    uint8_t valid, last;
    uint32_t digits, head, stride, flush, t_out;
    uint64_t ahead, ahead_last; /* bit n: stage n + 1 holds a digit; a frame's last */
} overlap;

static bac_credit_state *credit_of(const overlap *q) {
    return (bac_credit_state *)(q + 1);
}

static bool tail_due(const overlap *q) {
    return q->tail > 0 && q->tail_phase == 0;
}

static bool may_take(const overlap *q) {
    return bac_credit_go(credit_of(q)) || (q->head_phase != 0 && !tail_due(q));
}

static void reset(const bac_stage *s, void *state) {
    const bac_serial_window_params *p = s->params;
    *(overlap *)state = (overlap){.head_phase = p->head,
                                  .digits = p->DIGITS,
                                  .head = p->head,
                                  .stride = p->STRIDE,
                                  .flush = p->flush,
                                  .t_out = p->T_out};
    bac_credit_reset(&p->credits, credit_of(state));
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const overlap *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const overlap *q = state;
    const uint64_t full = ((uint64_t)1 << (q->digits - 1)) - 1;
    w->ready[s->in[0]] = (may_take(q) && !q->empty) || q->ahead != full;
}

/* Moves the waiting digits up as far as they can. Returns BEAT and LAST of the digit that is
 * pushed. */
enum { BEAT = 1, LAST = 2 };
static unsigned move_up(overlap *q, bool valid, bool last, bool pushes) {
    const uint32_t ahead = q->digits - 1;
    if (ahead == 0)
        return valid && pushes ? BEAT | (last ? LAST : 0) : 0;
    const uint32_t end = ahead - 1;
    unsigned next = 0;
    if (pushes && (q->ahead >> end & 1))
        next = BEAT | (q->ahead_last >> end & 1 ? LAST : 0);
    bool room = pushes;
    for (uint32_t n = ahead; n-- > 0;) {
        room = room || !(q->ahead >> n & 1);
        if (!room)
            continue;
        const uint64_t bit = (uint64_t)1 << n;
        const bool comes = n > 0 ? q->ahead >> (n - 1) & 1 : valid;
        const bool ends = n > 0 ? q->ahead_last >> (n - 1) & 1 : last;
        q->ahead = (q->ahead & ~bit) | (comes ? bit : 0);
        q->ahead_last = (q->ahead_last & ~bit) | (ends ? bit : 0);
    }
    return next;
}

static uint32_t next_phase(const overlap *q, uint32_t phase) {
    return phase == 0 ? q->stride - 1 : phase - 1;
}

static void end_sample(overlap *q, bool head_due, bool empty) {
    if (!empty) {
        q->head_phase = next_phase(q, q->head_phase);
        q->windows += head_due;
    }
    if (q->tail > 0) {
        q->tail_phase = next_phase(q, q->tail_phase);
        q->tail--;
    }
}

static void end_frame(overlap *q) {
    q->tail_phase = next_phase(q, q->head_phase);
    q->tail = q->flush;
    q->head_phase = q->head;
    q->windows = 0;
    q->begun = false;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    overlap *q = state;
    bac_credit_state *credit = credit_of(q);
    const bool may_pass = bac_credit_go(credit) || !tail_due(q);
    const bool coming = w->valid[s->in[0]] || q->ahead != 0;
    const unsigned next =
        move_up(q, w->valid[s->in[0]], w->last[s->in[0]], may_take(q) && !q->empty);
    const bool take = next != 0;
    const bool empty = q->empty || (q->digit == 0 && q->tail > 0 && !q->begun && !coming);
    const bool push = take || (empty && may_pass);
    const bool sample_end = push && q->digit + 1 == q->digits;
    const bool head_due = !empty && q->head_phase == 0;
    q->valid = push && (head_due || tail_due(q));
    bac_credit_edge(&((const bac_serial_window_params *)s->params)->credits, credit, q->valid, w);
    q->last = sample_end && (q->flush > 0 ? q->tail == 1 : q->windows + 1 == q->t_out);
    if (push) {
        q->digit = sample_end ? 0 : q->digit + 1;
        q->empty = empty && !sample_end;
    }
    if (take)
        q->begun = true;
    if (next & LAST)
        end_frame(q);
    else if (sample_end)
        end_sample(q, head_due, empty);
}

const bac_cycle_model bac_serial_overlap = {BAC_CYCLE(overlap), .reset = reset,
                                            .registered_valid = true};

/* ---- times */

enum { MOST_DIGITS = 32 };
/* State of an overlapping window between two samples, with the windows still to be made. */
typedef struct overlapping {
    const bac_serial_window_params *p;
    uint32_t digits, windows; /* digits of a number; windows of a frame */
    int64_t pushed, accepted, *out;
    int64_t left[MOST_DIGITS]; /* clocks in which the latest waiting digits were pushed */
    uint32_t next_left;        /* index of the oldest of them */
    uint32_t made, owed;       /* windows made of the current frame; missing of the one before */
    uint32_t tail, at;         /* samples to the end of the tail; number of the next sample */
} overlapping;

/* Times one digit: it waits at least digits - 1 clocks, and at most digits - 1 digits wait. */
static void push_digit(overlapping *o, int64_t *in) {
    const uint32_t waits = o->digits - 1;
    *in = bac_max_i64(*in, o->accepted + 1);
    if (waits > 0)
        *in = bac_max_i64(*in, o->left[o->next_left]);
    o->pushed = bac_max_i64(o->pushed + 1, *in + waits);
    if (waits == 0)
        *in = o->pushed;
    else {
        o->left[o->next_left] = o->pushed;
        o->next_left = (o->next_left + 1) % waits;
    }
    o->accepted = *in;
}

/* Times one sample. in: the clocks of its digits; NULL: an empty sample. */
static void push_sample(overlapping *o, int64_t *in, uint32_t number) {
    const bool head = in && o->made < o->windows && number == o->made * o->p->STRIDE + o->p->head;
    const bool tail = o->tail > 0 && o->at == o->owed * o->p->STRIDE + o->p->head;
    for (uint32_t n = 0; n < o->digits; n++) {
        if (in)
            push_digit(o, &in[n]);
        else
            o->pushed++;
        if (head || tail)
            *o->out++ = o->pushed + 1;
    }
    o->made += head;
    o->owed += tail;
    o->at++;
    o->tail -= o->tail > 0;
}

/* The next frame's samples push a frame's tail out; empty samples do while none arrives. */
void bac_serial_overlap_times(bac_times *t, const bac_stage *s) {
    const bac_link *from = &t->n->links[s->in[0]], *to = &t->n->links[s->out[0]];
    const uint32_t samples = from->beats / from->digits;
    int64_t *in = t->at[s->in[0]];
    overlapping o = {.p = s->params,
                     .digits = from->digits,
                     .windows = to->beats / from->digits,
                     .pushed = -1,
                     .accepted = -1,
                     .out = t->at[s->out[0]]};
    for (uint32_t f = 0; f <= t->frames; f++) {
        while (o.tail > 0 && (f == t->frames || (!t->late_tails && *in > o.pushed + 1)))
            push_sample(&o, NULL, 0);
        for (uint32_t sample = 0; f < t->frames && sample < samples; sample++) {
            push_sample(&o, in, sample);
            in += from->digits;
        }
        o.owed = o.made;
        o.made = 0;
        o.tail = o.p->flush;
        o.at = samples;
    }
}
