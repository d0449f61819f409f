/* wires.h - what stages without a state share, and the latencies 0 and 1. */
#ifndef BAC_STAGES_WIRES_H
#define BAC_STAGES_WIRES_H

#include "kind.h"

uint32_t bac_latency_none(const void *params); /* 0 */
uint32_t bac_latency_one(const void *params);

/* Of a cycle model: no state; one that is all zeros behind rst; one that no edge changes. */
size_t bac_wires_size(const bac_stage *s);
void bac_wires_reset(const bac_stage *s, void *state);
void bac_wires_edge(const bac_stage *s, void *state, const bac_wires *w);
/* One in link to one out link, and back. */
void bac_wires_valid(const bac_stage *s, const void *state, bac_wires *w);
void bac_wires_ready(const bac_stage *s, const void *state, bac_wires *w);

/* Nothing. */
bac_status bac_wires_count(const bac_netlist *n, const bac_stage *s, struct bac_counts *c);

#define BAC_WIRES_CYCLE                                                                            \
    {                                                                                              \
        .size = bac_wires_size, .reset = bac_wires_reset, .valid = bac_wires_valid,                \
        .ready = bac_wires_ready, .edge = bac_wires_edge                                           \
    }

#endif
