/* gate.c - rtl/stream/bac_gate.v: the entry of a pipeline that never stands still.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   a beat enters when the FIFOs at the pipeline's ends have room for it (credit.h); nothing
 *         behind it ever waits */
#include "count.h"
#include "ints.h"
#include "streams.h"
#include "times.h"
#include "wires.h"

static void close(void *params) {
    bac_credits_close(&((bac_gate_params *)params)->credits);
}

/* The last of SPACED beats each pass INTERVAL clocks apart. */
static void times(bac_times *t, const bac_stage *s) {
    const bac_credits *c = &((const bac_gate_params *)s->params)->credits;
    const int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]], spaced = INT64_MIN / 2;
    bool waits = false;
    for (size_t i = 0; i < (size_t)t->frames * t->n->links[s->in[0]].beats; i++) {
        out[i] = i > 0 ? bac_max_i64(in[i], out[i - 1] + 1) : in[i];
        if ((i + 1) % c->SPACED == 0) {
            out[i] = bac_max_i64(out[i], spaced + c->INTERVAL);
            spaced = out[i];
        }
        waits = waits || out[i] > in[i];
    }
    if (waits)
        bac_times_hold(t, s->in[0], out);
}

static size_t more(const bac_stage *s) {
    return bac_credit_size(&((const bac_gate_params *)s->params)->credits);
}

static void reset(const bac_stage *s, void *state) {
    bac_credit_reset(&((const bac_gate_params *)s->params)->credits, state);
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    w->valid[s->out[0]] = w->valid[s->in[0]] & (uint8_t)bac_credit_go(state);
    w->last[s->out[0]] = w->last[s->in[0]];
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    w->ready[s->in[0]] = (uint8_t)bac_credit_go(state);
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_gate_params *p = s->params;
    bac_credit_edge(&p->credits, state, w->valid[s->out[0]], w);
}

static void count(const bac_stage *s, bac_counts *c) {
    bac_credit_count(c, &((const bac_gate_params *)s->params)->credits);
}

BAC_CREDIT_WORDS(bac_gate_params)
static const bac_field fields[] = {BAC_CREDIT_FIELDS(bac_gate_params, "N")};

const bac_kind bac_kind_gate = {
    .module = "bac_gate",
    .does = "lets in what the FIFOs behind have room for",
    .flags = BAC_KIND_WAITS | BAC_KIND_PASSES | BAC_KIND_FORKS | BAC_KIND_MOVES | BAC_KIND_FEEDS,
    BAC_PARAMS(bac_gate_params, fields),
    .latency = bac_latency_none,
    .times = times,
    .cycle = {.more = more,
              .reset = reset,
              .valid = valid,
              .ready = ready,
              .edge = edge,
              .registered_ready = true},
    .count = count,
    .credits = credits,
    .close = close,
};
