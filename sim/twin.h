/* twin.h - what the machine knows of a module in rtl/: its control, clock by clock, without data.
 *
 * Timing does not depend on data, so a twin keeps only what decides valid, ready and last. A clock
 * has two phases. Settle: `valid` of every stage, upstream stages first, then `ready` of every
 * stage, downstream stages first; neither changes a state. Edge: every stage sees the settled wires
 * and moves on. Only `edge` writes a state and it writes no wire, so the order of stages within it
 * cannot matter.
 *
 * One twin for each module, with the same parameters, LATENCY and schedule comment; a new style of
 * hardware is a module, its twin, and an entry in the table of twins.
 */
#ifndef BAC_TWIN_H
#define BAC_TWIN_H

#include "pipeline.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The handshake wires of all links, by index in bac_pipeline.links: 0 or 1 each. */
typedef struct bac_wires {
    uint8_t *valid, *ready, *last;
} bac_wires;

typedef struct bac_twin {
    const char *module; /* its file is rtl/MODULE.v */
    /* Bytes of state. */
    size_t (*size)(const bac_pipeline *p, const bac_stage *s);
    /* What rst leaves behind, and facts that do not change. */
    void (*reset)(const bac_pipeline *p, const bac_stage *s, void *state);
    /* Settle, forward: valid and last of the out links, from the state and, where a path is
     * combinational, from valid and last of the in links. */
    void (*valid)(const bac_stage *s, const void *state, bac_wires *w);
    /* Settle, backward: ready of the in links, from the state, valid of all its links and ready of
     * the out links. */
    void (*ready)(const bac_stage *s, const void *state, bac_wires *w);
    /* The rising edge. */
    void (*edge)(const bac_stage *s, void *state, const bac_wires *w);
    /* `valid` looks at no wire; `ready` at none. Such a stage may be settled before all others. */
    bool registered_valid, registered_ready;
} bac_twin;

#ifdef __cplusplus
}
#endif
#endif
