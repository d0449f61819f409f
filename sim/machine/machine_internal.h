/* machine_internal.h - the machine's insides; tests permute the edges through it. */
#ifndef BAC_MACHINE_INTERNAL_H
#define BAC_MACHINE_INTERNAL_H

#include "machine.h"
#include "twins.h"

/* A stage beside its twin and its state. */
typedef struct bac_unit {
    const bac_twin *twin;
    const bac_stage *stage;
    void *state;
} bac_unit;

struct bac_machine {
    const bac_pipeline *p; /* borrowed */
    bac_unit *unit;        /* [n_stages]; pipeline order is upstream first */
    uint32_t *order;       /* [n_stages]: in which order the stages see the edge; any will do */
    uint8_t *state, *before;
    size_t state_size;
    bac_wires wires;
    uint32_t input, output; /* links */
    uint64_t clock;
    bool still;
    /* Clocks of each link, in a byte each until `pending` reaches 255, so that a clock costs a few
     * vector instructions. */
    uint8_t *recent_beats, *recent_stalled, *recent_starved;
    uint32_t pending;
    uint64_t *beats, *stalled, *starved;
};

#endif
