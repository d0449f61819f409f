/* fold_gather.h - rtl/folded/bac_fold_gather.v: control and memory of bac_fold_globalmax and
 * bac_fold_sum. It keeps one running result (maximum or sum) for each channel of a narrow stream,
 * over groups of N positions.
 *
 * Stage   1 store the updated result; in the group's last position also put it out
 * Timing  LATENCY = 1 from a beat of a group's last position, II = 1
 * Stall   only beats of a last position wait for the output */
#ifndef BAC_STAGES_FOLD_GATHER_H
#define BAC_STAGES_FOLD_GATHER_H

#include "kind.h"

/* The module's parameters, except the width of its words. */
typedef struct bac_fold_gather {
    uint32_t words, n, groups;
} bac_fold_gather;

typedef struct bac_fold_gather_state {
    uint32_t position, word, group;
    bool valid, last;
} bac_fold_gather_state;

void bac_fold_gather_times(const bac_fold_gather *g, struct bac_times *t, const bac_stage *s);
void bac_fold_gather_valid(const bac_stage *s, const void *state, bac_wires *w);
void bac_fold_gather_ready(const bac_fold_gather *g, const bac_stage *s, const void *state,
                           bac_wires *w);
void bac_fold_gather_edge(const bac_fold_gather *g, const bac_stage *s, void *state,
                          const bac_wires *w);
/* width: bits of a word. */
void bac_fold_gather_count(const bac_fold_gather *g, struct bac_counts *c, uint32_t width);

/* Defines times, ready and edge of a kind. Its file must define
 * `static bac_fold_gather gather(const bac_stage *)` before. */
#define BAC_FOLD_GATHER_KIND                                                                       \
    static void times(struct bac_times *t, const bac_stage *s) {                                   \
        const bac_fold_gather g = gather(s);                                                       \
        bac_fold_gather_times(&g, t, s);                                                           \
    }                                                                                              \
    static void ready(const bac_stage *s, const void *state, bac_wires *w) {                       \
        const bac_fold_gather g = gather(s);                                                       \
        bac_fold_gather_ready(&g, s, state, w);                                                    \
    }                                                                                              \
    static void edge(const bac_stage *s, void *state, const bac_wires *w) {                        \
        const bac_fold_gather g = gather(s);                                                       \
        bac_fold_gather_edge(&g, s, state, w);                                                     \
    }

#define BAC_FOLD_GATHER_CYCLE                                                                      \
    {                                                                                              \
        .state = sizeof(bac_fold_gather_state), .valid = bac_fold_gather_valid, .ready = ready,    \
        .edge = edge, .registered_valid = true                                                     \
    }

#endif
