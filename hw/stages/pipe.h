/* pipe.h - rtl/stream/bac_ctrl.v: valid, last and clock enable of a row of s->latency stages that
 * stands still as a whole; the control of bac_dot, bac_requant, bac_max and bac_fold_requant. */
#ifndef BAC_STAGES_PIPE_H
#define BAC_STAGES_PIPE_H

#include "kind.h"

size_t bac_pipe_size(const bac_stage *s);
void bac_pipe_reset(const bac_stage *s, void *state);
void bac_pipe_valid(const bac_stage *s, const void *state, bac_wires *w);
void bac_pipe_ready(const bac_stage *s, const void *state, bac_wires *w);
void bac_pipe_edge(const bac_stage *s, void *state, const bac_wires *w);
/* The edge alone. offered: a beat is offered; last: it is the last of its frame; enable: the row
 * moves; each 0 or 1. */
void bac_pipe_shift(void *state, uint32_t offered, uint32_t last, uint32_t enable);
void bac_pipe_count(struct bac_counts *c, const bac_stage *s);

void bac_pipe_valid_each(const bac_cycle_seat *seat, uint32_t n, bac_wires *w);
void bac_pipe_ready_each(const bac_cycle_seat *seat, uint32_t n, bac_wires *w);
void bac_pipe_edge_each(const bac_cycle_seat *seat, uint32_t n, const bac_wires *w);

#define BAC_PIPE_CYCLE                                                                             \
    {                                                                                              \
        .more = bac_pipe_size, .reset = bac_pipe_reset, .valid = bac_pipe_valid,                   \
        .ready = bac_pipe_ready, .edge = bac_pipe_edge, .valid_each = bac_pipe_valid_each,         \
        .ready_each = bac_pipe_ready_each, .edge_each = bac_pipe_edge_each,                        \
        .registered_valid = true                                                                   \
    }

#endif
