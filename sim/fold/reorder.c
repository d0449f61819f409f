/* reorder.c - twin of rtl/bac_fold_reorder.v
 * LATENCY = 3 from a group's last beat to its first out; L*C/LANES clocks a group out. */
#include "fold_internal.h"

typedef struct reorder_state {
    uint32_t written; /* beats of the half that is written */
    uint32_t read;    /* words of the half that is read */
    bool write_half, read_half;
    bool full[2], last[2]; /* the half ends a frame */
    bool valid1, last1, valid2, last2;
} reorder_state;

static size_t reorder_size(const void *params) {
    (void)params;
    return sizeof(reorder_state);
}

static void reorder_reset(const void *params, void *state) {
    (void)params;
    *(reorder_state *)state = (reorder_state){0};
}

static void reorder_valid(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const reorder_state *s = state;
    w->out_valid = s->valid2;
    w->out_last = s->last2;
}

static void reorder_ready(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const reorder_state *s = state;
    w->in_ready[0] = !s->full[s->write_half];
}

static void reorder_edge(const void *params, void *state, const bac_fold_wires *w) {
    const bac_fold_reorder_params *p = params;
    reorder_state *s = state;
    bool ce = !s->valid2 || w->out_ready;
    bool read = ce && s->full[s->read_half];
    bool take = w->in_valid[0] && w->in_ready[0];
    if (ce) {
        s->valid2 = s->valid1;
        s->last2 = s->last1;
        s->valid1 = read;
        s->last1 = false;
    }
    if (read && bac_fold_turn(&s->read, p->l * p->c / p->lanes)) {
        s->last1 = s->last[s->read_half];
        s->full[s->read_half] = false;
        s->read_half = !s->read_half;
    }
    if (take && bac_fold_turn(&s->written, p->c)) {
        s->full[s->write_half] = true;
        s->last[s->write_half] = w->in_last[0];
        s->write_half = !s->write_half;
    }
}

const bac_fold_twin bac_fold_reorder_twin = {
    "bac_fold_reorder", 1, reorder_size, reorder_reset, reorder_valid, reorder_ready, reorder_edge};
