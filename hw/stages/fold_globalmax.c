/* fold_globalmax.c - rtl/folded/bac_fold_globalmax.v: the largest value of each channel over a
 * frame
 *
 * Stage   1 compare with the maximum so far, keep the larger; in the last position it leaves
 * Timing  LATENCY = 1 from a beat of the frame's last position, II = 1
 * Stall   only beats of a last position wait for the output */
#include "count.h"
#include "fold_parts.h"
#include "folded.h"
#include "times.h"
#include "wires.h"

/* The maxima leave with the beats of the last position. */
static void globalmax_times(bac_times *t, const bac_stage *s) {
    const uint32_t n_in = t->n->links[s->in[0]].beats, n_out = t->n->links[s->out[0]].beats;
    int64_t *out = t->at[s->out[0]];
    for (uint32_t f = 0; f < t->frames; f++) {
        const int64_t *in = &t->at[s->in[0]][(size_t)(f + 1) * n_in - n_out];
        for (uint32_t i = 0; i < n_out; i++)
            *out++ = in[i] + 1;
    }
}

typedef struct globalmax_state {
    uint32_t position, word;
    bool valid, last;
} globalmax_state;

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const globalmax_state *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_fold_globalmax_params *p = s->params;
    const globalmax_state *q = state;
    w->ready[s->in[0]] = !q->valid || w->ready[s->out[0]] || q->position != p->T - 1;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_fold_globalmax_params *p = s->params;
    const uint32_t in = s->in[0], words = p->C / p->LANES;
    globalmax_state *q = state;
    const bool take = w->valid[in] && w->ready[in];
    const bool final_position = q->position == p->T - 1;
    if (!q->valid || w->ready[s->out[0]]) {
        q->valid = take && final_position;
        q->last = q->word == words - 1;
    }
    if (take && bac_fold_turn(&q->word, words))
        q->position = w->last[in] ? 0 : q->position + 1;
}

static void globalmax_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_globalmax_params *p = s->params;
    const uint32_t words = p->C / p->LANES, width = p->LANES * p->W;
    if (words > 1)
        bac_count_memory(c, words, width, true);
    else
        bac_count_ff(c, width);
    bac_count_counter(c, words);
    bac_count_counter(c, p->T);
    bac_count_ff(c, width + 2.0);
    for (uint32_t e = 0; e < p->LANES; e++) {
        bac_count_compare(c, p->W);
        bac_count_mux(c, p->W, 2);
    }
}

#define NUMBER(member) BAC_NUMBER(bac_fold_globalmax_params, member)
static const bac_field globalmax_fields[] = {NUMBER(C), NUMBER(T), NUMBER(W), NUMBER(IS_SIGNED),
                                             NUMBER(LANES)};

const bac_kind bac_kind_fold_globalmax = {
    .module = "bac_fold_globalmax",
    .does = "the largest value of each channel over a whole frame",
    BAC_PARAMS(bac_fold_globalmax_params, globalmax_fields),
    .latency = bac_latency_one,
    .times = globalmax_times,
    .cycle = {BAC_CYCLE(globalmax_state), .registered_valid = true},
    .count = globalmax_count,
};
