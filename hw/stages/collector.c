/* collector.c - see collector.h. */
#include "collector.h"
#include "ints.h"
#include "times.h"

void bac_collector_times(bac_times *t, const bac_stage *s, uint32_t interval) {
    const uint32_t n_in = t->n->links[s->in[0]].beats;
    int64_t *in = t->at[s->in[0]], *out = t->at[s->out[0]];
    for (size_t i = 0; i < (size_t)t->frames * n_in; i++) {
        if (i > 0)
            in[i] = bac_max_i64(in[i], in[i - 1] + interval);
        if (i % n_in == n_in - 1)
            out[i / n_in] = in[i] + s->latency;
    }
}

void bac_collector_times_full(bac_times *t, const bac_stage *s) {
    bac_collector_times(t, s, 1);
}

void bac_collector_valid(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_collector *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = 1;
}

void bac_collector_ready(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_collector *q = state;
    w->ready[s->in[0]] = !q->valid || w->ready[s->out[0]];
}

void bac_collector_edge(const bac_stage *s, void *state, const bac_wires *w) {
    bac_collector *q = state;
    uint32_t in = s->in[0];
    if (w->ready[in])
        q->valid = w->valid[in] && w->last[in];
}
