/* collector.h - stages that put out one beat per frame and hold it until it is taken:
 * bac_globalmax, bac_flatten, bac_fold_argmax.
 *
 * Stage   1 take the beat in
 * Timing  LATENCY = 1 from the frame's last beat, II = 1
 * Stall   the result waits in the register, so the next frame waits with it */
#ifndef BAC_STAGES_COLLECTOR_H
#define BAC_STAGES_COLLECTOR_H

#include "wires.h"

/* One beat out per frame, `latency` clocks behind the frame's last beat. Beats are accepted at
 * least `interval` clocks apart. */
void bac_collector_times(struct bac_times *t, const bac_stage *s, uint32_t interval);
/* As bac_collector_times with an interval of one clock. */
void bac_collector_times_full(struct bac_times *t, const bac_stage *s);

/* State of the cycle model: the output register holds a beat. */
typedef struct bac_collector {
    uint8_t valid;
} bac_collector;

void bac_collector_valid(const bac_stage *s, const void *state, bac_wires *w);
void bac_collector_ready(const bac_stage *s, const void *state, bac_wires *w);
void bac_collector_edge(const bac_stage *s, void *state, const bac_wires *w);

#define BAC_COLLECTOR_CYCLE                                                                        \
    {                                                                                              \
        .state = sizeof(bac_collector), .valid = bac_collector_valid,                              \
        .ready = bac_collector_ready, .edge = bac_collector_edge, .registered_valid = true         \
    }

#endif
