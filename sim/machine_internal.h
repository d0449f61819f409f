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

/* Seats that take a phase by the same function, one behind the other: by one call of `each`, where the
 * kind has one (n > 0), else a single seat. */
typedef union bac_turn_call {
    void (*settle)(const bac_stage *s, const void *state, bac_wires *w);
    void (*settle_each)(const bac_cycle_seat *seat, uint32_t n, bac_wires *w);
    void (*edge)(const bac_stage *s, void *state, const bac_wires *w);
    void (*edge_each)(const bac_cycle_seat *seat, uint32_t n, const bac_wires *w);
} bac_turn_call;

typedef struct bac_turn {
    bac_turn_call call;
    const bac_cycle_seat *seat;
    uint32_t n; /* 0: the seat alone, by `settle` or `edge` */
} bac_turn;

/* All stages in the order in which they take a phase. */
typedef struct bac_phase {
    bac_cycle_seat *seat; /* [n_stages] */
    bac_turn *turn;       /* [turns] */
    uint32_t turns;
} bac_phase;

struct bac_machine {
    const bac_netlist *p; /* borrowed */
    bac_seat *seat;       /* [n_stages]; upstream first */
    /* A stage comes behind those whose wires it reads; equal models stand together, in one turn. Edges
     * may come in any order. */
    bac_phase valids, readies, edges;
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

/* Fills the seats and turns of the phases; and the turns alone, of seats in another order. */
bac_status bac_machine_order(bac_machine *m, bac_error *err);
void bac_machine_take_turns(bac_machine *m);

#endif
