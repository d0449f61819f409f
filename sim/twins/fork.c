/* fork.c - twin of rtl/bac_fork.v: one stream to N consumers, each at its own pace.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   a consumer that has taken the beat is marked done and sees no valid until all have */
#include "twins.h"

#include <string.h>

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    (void)p;
    return s->n_out; /* one done mark a consumer */
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    (void)p;
    memset(state, 0, s->n_out);
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const uint8_t *done = state;
    uint32_t in = s->in[0];
    for (uint32_t i = 0; i < s->n_out; i++) {
        w->valid[s->out[i]] = w->valid[in] & (done[i] ^ 1);
        w->last[s->out[i]] = w->last[in];
    }
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const uint8_t *done = state;
    uint8_t all = 1;
    for (uint32_t i = 0; i < s->n_out; i++)
        all &= done[i] | w->ready[s->out[i]];
    w->ready[s->in[0]] = all;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    uint8_t *done = state;
    uint32_t in = s->in[0];
    for (uint32_t i = 0; i < s->n_out; i++)
        done[i] = w->valid[in] & (w->ready[in] ^ 1) & (done[i] | w->ready[s->out[i]]);
}

const bac_twin bac_twin_fork = {"bac_fork", size, reset, valid, ready, edge, false, false};
