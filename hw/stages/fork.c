/* fork.c - rtl/stream/bac_fork.v: copies a stream to N readers, each at its own pace.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   a reader that has taken the beat is marked done, and sees no valid until all readers have
 *         taken it */
#include "count.h"
#include "streams.h"
#include "wires.h"

/* The state is one done mark for each reader. */
static size_t more(const bac_stage *s) {
    return s->n_out;
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

static void count(const bac_stage *s, bac_counts *c) {
    bac_count_ff(c, s->n_out);
    bac_count_logic(c, 2 * s->n_out, 4);
}

static const bac_field fields[] = {BAC_NUMBER(bac_fork_params, N)};

const bac_kind bac_kind_fork = {
    .module = "bac_fork",
    .does = "one stream to several readers, each at its own pace",
    .flags = BAC_KIND_PASSES | BAC_KIND_FORKS | BAC_KIND_MOVES,
    BAC_PARAMS(bac_fork_params, fields),
    .latency = bac_latency_none,
    .cycle = {.more = more, .valid = valid, .ready = ready, .edge = edge},
    .count = count,
};
