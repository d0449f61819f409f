/* fold_reorder.c - rtl/folded/bac_fold_reorder.v, inside bac_fold_conv: groups of L positions
 * arrive channel by channel and leave position by position.
 *
 * Stage   write: a half of the memory is full after a group's last beat
 *         read: 1 read the L memories   2 select the position's word
 * Timing  LATENCY = 3 from a group's last beat to its first beat out; a group leaves in L*C/LANES
 *         clocks
 * Stall   the input waits while the half it would write is full; reading stands still while the
 *         output waits */
#include "fold_conv_inside.h"
#include "fold_parts.h"
#include "wires.h"

typedef struct reorder_state {
    uint32_t written; /* beats written so far to the current half */
    uint32_t read;    /* words read so far from the current half */
    bool write_half, read_half;
    bool full[2], last[2]; /* by half: it is full; it ends a frame */
    bool valid1, last1, valid2, last2;
} reorder_state;

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const reorder_state *q = state;
    w->valid[s->out[0]] = q->valid2;
    w->last[s->out[0]] = q->last2;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const reorder_state *q = state;
    w->ready[s->in[0]] = !q->full[q->write_half];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    const bac_fold_conv_params *p = s->params;
    const uint32_t in = s->in[0];
    reorder_state *q = state;
    bool ce = !q->valid2 || w->ready[s->out[0]];
    bool read = ce && q->full[q->read_half];
    bool take = w->valid[in] && w->ready[in];
    if (ce) {
        q->valid2 = q->valid1;
        q->last2 = q->last1;
        q->valid1 = read;
        q->last1 = false;
    }
    if (read && bac_fold_turn(&q->read, bac_fold_conv_out(p))) {
        q->last1 = q->last[q->read_half];
        q->full[q->read_half] = false;
        q->read_half = !q->read_half;
    }
    if (take && bac_fold_turn(&q->written, p->C_OUT)) {
        q->full[q->write_half] = true;
        q->last[q->write_half] = w->last[in];
        q->write_half = !q->write_half;
    }
}

static void reorder_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_conv_params *p = s->params;
    const uint32_t lanes = p->LANES_OUT, bits = p->OW, words = p->C_OUT / lanes;
    for (uint32_t l = 0; l < p->L; l++) {
        bac_count_ff(c, (double)(lanes - 1) * bits);
        bac_count_memory(c, 2 * words, lanes * bits, false);
    }
    bac_count_mux(c, (double)lanes * bits, p->L);
    bac_count_ff(c, (double)lanes * bits);
    bac_count_counter(c, words);
    bac_count_counter(c, words);
    bac_count_counter(c, p->L);
    bac_count_counter(c, lanes);
    bac_count_add(c, 2 * bac_ceil_log2(2 * words));
    bac_count_ff(c, 12);
    bac_count_logic(c, 10, 4);
}

static const bac_cycle_model cycle = {BAC_CYCLE(reorder_state), .registered_valid = true,
                                      .registered_ready = true};
const bac_part bac_fold_reorder_part = {&cycle, reorder_count};
