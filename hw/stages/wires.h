/* wires.h - cycle model of stages without a state, and the latencies 0 and 1. */
#ifndef BAC_STAGES_WIRES_H
#define BAC_STAGES_WIRES_H

#include "kind.h"

uint32_t bac_latency_none(const void *params); /* 0 */
uint32_t bac_latency_one(const void *params);

/* The edge of a cycle model whose state never changes. */
void bac_wires_edge(const bac_stage *s, void *state, const bac_wires *w);
/* valid and last from the in link to the out link; ready from the out link to the in link. */
void bac_wires_valid(const bac_stage *s, const void *state, bac_wires *w);
void bac_wires_ready(const bac_stage *s, const void *state, bac_wires *w);

#define BAC_WIRES_CYCLE                                                                            \
    { .valid = bac_wires_valid, .ready = bac_wires_ready, .edge = bac_wires_edge }

#endif
