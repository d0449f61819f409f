/* timing_serial.c - the recurrences of serial stages (see timing.c). */
#include "pipeline_internal.h"

#include "ints.h"

/* Digit by digit, and GAP zero samples behind each frame, at one digit a clock. */
void bac_time_serial_window(const bac_times *t, const bac_stage *s) {
    const bac_link *from = &t->p->links[s->in[0]], *to = &t->p->links[s->out[0]];
    const uint32_t digits = from->digits, samples = from->beats / digits;
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    int64_t pushed = -1;
    for (uint32_t f = 0; f < t->frames; f++) {
        uint32_t windows = 0;
        for (uint32_t sample = 0; sample < samples + s->flush; sample++) {
            const bool due =
                windows * digits < to->beats && sample == windows * s->period + s->head;
            windows += due;
            for (uint32_t n = 0; n < digits; n++) {
                pushed++;
                if (sample < samples) {
                    pushed = bac_max_i64(pushed, *in);
                    *in++ = pushed;
                }
                if (due)
                    *out++ = pushed + 1;
            }
        }
    }
}

/* An overlapping window between two samples, and the windows it owes its frame and the one before.
 */
enum { MOST_DIGITS = 32 };
typedef struct overlapping {
    const bac_stage *s;
    uint32_t digits, windows; /* of a frame */
    int64_t pushed, accepted, *out;
    int64_t left[MOST_DIGITS]; /* clocks in which the last digits that waited were pushed */
    uint32_t next_left;        /* the oldest of them */
    uint32_t made, owed;       /* windows: of the frame that comes in; of the one before */
    uint32_t tail, at;         /* samples to the tail's end; the next one's number in its frame */
} overlapping;

/* A digit waits `digits` - 1 clocks at least, and as many digits may wait. */
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

/* One sample; `in`: the clocks of its digits, NULL for an empty one. */
static void push_sample(overlapping *o, int64_t *in, uint32_t number) {
    const bool head = in && o->made < o->windows && number == o->made * o->s->period + o->s->head;
    const bool tail = o->tail > 0 && o->at == o->owed * o->s->period + o->s->head;
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

/* The next frame's samples push a frame's tail out, or, while none is coming, empty ones. */
void bac_time_serial_overlap(const bac_times *t, const bac_stage *s) {
    const bac_link *from = &t->p->links[s->in[0]], *to = &t->p->links[s->out[0]];
    const uint32_t samples = from->beats / from->digits;
    int64_t *in = t->at[s->in[0]];
    overlapping o = {.s = s,
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
        o.tail = s->flush;
        o.at = samples;
    }
}

/* The digits of a position's numbers follow each other behind its last digit in. */
void bac_time_serial_conv(const bac_times *t, const bac_stage *s) {
    const bac_link *from = &t->p->links[s->in[0]], *to = &t->p->links[s->out[0]];
    const int64_t *in = t->at[s->in[0]] - 1;
    int64_t *out = t->at[s->out[0]];
    for (size_t i = 0; i < (size_t)t->frames * from->beats / from->digits; i++) {
        in += from->digits;
        for (uint32_t n = 0; n < to->digits; n++)
            *out++ = *in + s->latency + n;
    }
}
