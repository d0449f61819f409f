/* machine_internal.h - the fields of bac_machine; tests use them to permute the edges. */
#ifndef BAC_MACHINE_INTERNAL_H
#define BAC_MACHINE_INTERNAL_H

#include "machine.h"

/* A stage with its cycle model and its state. */
typedef struct bac_seat {
    const bac_cycle_model *model;
    const bac_stage *stage;
    void *state;
} bac_seat;

/* One call of a phase: of `valid`, `ready` or `edge`. */
typedef struct bac_call {
    void (*settle)(const bac_stage *s, const void *state, bac_wires *w);
    void (*edge)(const bac_stage *s, void *state, const bac_wires *w);
    const bac_stage *stage;
    void *state;
} bac_call;

struct bac_machine {
    const bac_netlist *p; /* borrowed */
    bac_seat *seat;       /* [n_stages]; upstream first */
    /* [n_stages] each, in the order of the calls. Stages that read no wire come first; equal models
     * stand together, for the processor's branch prediction. Edges may come in any order. */
    bac_call *valids, *readies, *edges;
    uint8_t *state, *before;
    size_t state_size;
    bac_wires wires;
    uint32_t input, output; /* links */
    uint64_t clock;
    bool still;
    uint32_t room; /* bytes of an array by link: n_links, rounded up to whole vectors */
    /* Clocks of each link, counted in bytes until `pending` reaches 255, so that a clock costs a
     * few vector instructions. */
    uint8_t *recent_beats, *recent_stalled, *recent_starved;
    uint32_t pending;
    uint64_t *beats, *stalled, *starved;
};

#endif
