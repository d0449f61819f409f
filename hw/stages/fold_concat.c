/* fold_concat.c - rtl/folded/bac_fold_concat.v: in each position, the channels of one stream and
 * then those of the other.
 *
 * Stage   1 hold a beat of the stream whose turn it is
 * Timing  LATENCY = 1, II = 1: (C_A + C_B)/LANES clocks a position
 * Stall   the stream whose turn it is not waits */
#include "count.h"
#include "fold_parts.h"
#include "folded.h"
#include "ints.h"
#include "times.h"
#include "wires.h"

/* C_A/LANES beats of one stream, then C_B/LANES beats of the other, one per clock, in turn. */
static void concat_times(bac_times *t, const bac_stage *s) {
    const bac_fold_concat_params *p = s->params;
    const uint32_t turn = p->C_A / p->LANES, both = turn + p->C_B / p->LANES;
    const size_t beats = (size_t)t->frames * t->n->links[s->out[0]].beats;
    int64_t *in[2] = {t->at[s->in[0]], t->at[s->in[1]]}, *out = t->at[s->out[0]];
    for (size_t i = 0; i < beats; i++) {
        int64_t *at = in[i % both < turn ? 0 : 1]++;
        if (i > 0)
            *at = bac_max_i64(*at, out[i - 1]);
        out[i] = *at + 1;
    }
}

typedef struct concat_state {
    uint32_t turn, beat; /* beat: next beat of input `turn` in this position */
    bool valid, last;
} concat_state;

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const concat_state *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const concat_state *q = state;
    const bool ce = !q->valid || w->ready[s->out[0]];
    w->ready[s->in[0]] = ce && q->turn == 0;
    w->ready[s->in[1]] = ce && q->turn == 1;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_fold_concat_params *p = s->params;
    concat_state *q = state;
    if (q->valid && !w->ready[s->out[0]])
        return;
    q->valid = w->valid[s->in[q->turn]];
    if (!q->valid)
        return;
    q->last = q->turn == 1 && w->last[s->in[1]];
    if (bac_fold_turn(&q->beat, (q->turn ? p->C_B : p->C_A) / p->LANES))
        q->turn = !q->turn;
}

static void concat_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_concat_params *p = s->params;
    const double width = (double)p->LANES * p->W;
    bac_count_counter(c, p->C_A);
    bac_count_mux(c, width, 2);
    bac_count_ff(c, width + 2);
}

static const bac_field concat_fields[] = {
    BAC_NUMBER(bac_fold_concat_params, W), BAC_NUMBER(bac_fold_concat_params, C_A),
    BAC_NUMBER(bac_fold_concat_params, C_B), BAC_NUMBER(bac_fold_concat_params, LANES)};

const bac_kind bac_kind_fold_concat = {
    .module = "bac_fold_concat",
    .does = "the channels of two streams, one after the other in each position",
    .flags = BAC_KIND_WAITS,
    BAC_PARAMS(bac_fold_concat_params, concat_fields),
    .latency = bac_latency_one,
    .times = concat_times,
    .cycle = {BAC_CYCLE(concat_state), .registered_valid = true},
    .count = concat_count,
};
