/* wires.h - what stages without a state share, and the latencies 0 and 1. */
#ifndef BAC_STAGES_WIRES_H
#define BAC_STAGES_WIRES_H

#include "kind.h"

uint32_t bac_latency_none(const void *params); /* 0 */
uint32_t bac_latency_one(const void *params);

/* Of a cycle model: a state that no edge changes. */
void bac_wires_edge(const bac_stage *s, void *state, const bac_wires *w);
/* One in link to one out link, and back. */
void bac_wires_valid(const bac_stage *s, const void *state, bac_wires *w);
void bac_wires_ready(const bac_stage *s, const void *state, bac_wires *w);

#define BAC_WIRES_CYCLE                                                                            \
    { .valid = bac_wires_valid, .ready = bac_wires_ready, .edge = bac_wires_edge }

#endif
