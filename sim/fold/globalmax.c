/* globalmax.c - twin of rtl/bac_fold_globalmax.v
 * LATENCY = 1 from a beat of the frame's last position, II = 1. */
#include "fold_internal.h"

typedef struct globalmax_state {
    uint32_t position, word;
    bool valid, last;
} globalmax_state;

static size_t globalmax_size(const void *params) {
    (void)params;
    return sizeof(globalmax_state);
}

static void globalmax_reset(const void *params, void *state) {
    (void)params;
    *(globalmax_state *)state = (globalmax_state){0};
}

static void globalmax_valid(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const globalmax_state *s = state;
    w->out_valid = s->valid;
    w->out_last = s->last;
}

static void globalmax_ready(const void *params, const void *state, bac_fold_wires *w) {
    const bac_fold_globalmax_params *p = params;
    const globalmax_state *s = state;
    w->in_ready[0] = !s->valid || w->out_ready || s->position != p->t - 1;
}

static void globalmax_edge(const void *params, void *state, const bac_fold_wires *w) {
    const bac_fold_globalmax_params *p = params;
    globalmax_state *s = state;
    bool take = w->in_valid[0] && w->in_ready[0];
    bool final_position = s->position == p->t - 1;
    if (!s->valid || w->out_ready) {
        s->valid = take && final_position;
        s->last = s->word == p->c / p->lanes - 1;
    }
    if (take && bac_fold_turn(&s->word, p->c / p->lanes))
        s->position = w->in_last[0] ? 0 : s->position + 1;
}

const bac_fold_twin bac_fold_globalmax_twin = {
    "bac_fold_globalmax", 1, globalmax_size, globalmax_reset, globalmax_valid, globalmax_ready,
    globalmax_edge};
