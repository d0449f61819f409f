/* sum.c - rtl/unrolled/bac_sum.v: the sum of each channel over N beats in a row.
 *
 * Stage   1 add the beat's positions to the sum so far
 * Timing  LATENCY = 1 from the group's last beat, II = 1
 * Stall   the result waits in the register of the sum, so the next group waits with it */
#include "count.h"
#include "ints.h"
#include "times.h"
#include "unrolled.h"
#include "wires.h"

static void sum_times(bac_times *t, const bac_stage *s) {
    const bac_sum_params *p = s->params;
    const uint32_t n_in = t->n->links[s->in[0]].beats;
    int64_t *in = t->at[s->in[0]], *out = t->at[s->out[0]];
    for (size_t i = 0; i < (size_t)t->frames * n_in; i++) {
        const uint32_t beat = (uint32_t)(i % n_in);
        if (i > 0)
            in[i] = bac_max_i64(in[i], in[i - 1] + 1);
        if (beat % p->N == p->N - 1 && beat / p->N < p->GROUPS)
            *out++ = in[i] + s->latency;
    }
}

typedef struct sum_state {
    uint32_t beat, group;
    bool valid, last;
} sum_state;

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const sum_state *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const sum_state *q = state;
    w->ready[s->in[0]] = !q->valid || w->ready[s->out[0]];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_sum_params *p = s->params;
    const uint32_t in = s->in[0];
    sum_state *q = state;
    if (!w->ready[in])
        return;
    q->valid = w->valid[in] && q->beat == p->N - 1;
    if (!w->valid[in])
        return;
    q->last = q->group == p->GROUPS - 1;
    const bool whole = q->beat == p->N - 1;
    q->beat = whole || w->last[in] ? 0 : q->beat + 1;
    q->group = w->last[in] ? 0 : q->group + whole;
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_sum_params *p = s->params;
    const bac_layer *l = bac_net_layer(c->n->net, s->layer);
    bac_count_ff(c, 2);
    bac_count_counter(c, p->N);
    bac_count_counter(c, p->GROUPS);
    for (uint32_t ch = 0; ch < p->C; ch++) {
        if (l->channel_lo[ch] == 0 && l->channel_hi[ch] == 0)
            continue;
        for (uint32_t i = 0; i < p->P; i++)
            bac_count_add(c, p->OW);
        bac_count_ff(c, p->OW);
    }
}

static const bac_field fields[] = {
    BAC_NUMBER(bac_sum_params, C),  BAC_NUMBER(bac_sum_params, P),
    BAC_NUMBER(bac_sum_params, N),  BAC_NUMBER(bac_sum_params, GROUPS),
    BAC_NUMBER(bac_sum_params, W),  BAC_NUMBER(bac_sum_params, IS_SIGNED),
    BAC_NUMBER(bac_sum_params, OW),
};

const bac_kind bac_kind_sum = {
    .module = "bac_sum",
    .does = "the sum of every channel over some beats in a row",
    BAC_PARAMS(bac_sum_params, fields),
    .latency = bac_latency_one,
    .times = sum_times,
    .cycle = {BAC_CYCLE(sum_state), .registered_valid = true},
    .count = count,
};
