/* phases.c - in which order the stages take the phases of a clock, and in how many calls. */
#include "machine_internal.h"

#include "kind.h"

#include <stdlib.h>

static const bac_cycle_model *model_of(const bac_stage *s) {
    return &s->kind->cycle;
}

/* ---- what must come before */

typedef enum which { VALID, READY, EDGE } which_phase;

/* A function of each kind of pointer would do: only whether two are the same matters. */
static bool same_function(which_phase phase, const bac_stage *a, const bac_stage *b) {
    return phase == VALID   ? model_of(a)->valid == model_of(b)->valid
           : phase == READY ? model_of(a)->ready == model_of(b)->ready
                            : model_of(a)->edge == model_of(b)->edge;
}

/* True when every stage that gives this one a wire of the phase has taken it: valid goes downstream,
 * ready upstream, and an edge reads wires that are all settled. */
static bool may_come(const bac_netlist *p, which_phase phase, const bac_stage *s,
                     const bool *done) {
    if (phase == VALID && !model_of(s)->registered_valid)
        for (uint32_t i = 0; i < s->n_in; i++) {
            const bool given = s->in[i] == p->stages[0].in[0]; /* the network's input */
            if (!given && !done[p->links[s->in[i]].from])
                return false;
        }
    if (phase == READY && !model_of(s)->registered_ready)
        for (uint32_t i = 0; i < s->n_out; i++) {
            const uint32_t to = p->links[s->out[i]].to;
            if (to != BAC_NO_LINK && !done[to])
                return false;
        }
    return true;
}

/* ---- order */

/* The stage that comes next: one with the function of the last, so that they stand together; else the
 * first that may. Chains between FIFOs do not wait for each other: they come side by side, which keeps
 * the processor busier than one behind the other. */
static uint32_t next_stage(const bac_netlist *p, which_phase phase, const bool *done,
                           uint32_t last) {
    uint32_t first = p->n_stages;
    for (uint32_t k = 0; k < p->n_stages; k++) {
        const uint32_t i =
            phase == READY ? p->n_stages - 1 - k : k; /* from the side that is given */
        if (done[i] || !may_come(p, phase, &p->stages[i], done))
            continue;
        if (last == p->n_stages || same_function(phase, &p->stages[i], &p->stages[last]))
            return i;
        first = first == p->n_stages ? i : first;
    }
    return first;
}

static void order(const bac_machine *m, which_phase phase, bac_cycle_seat *seat, bool *done) {
    const bac_netlist *p = m->p;
    for (uint32_t i = 0; i < p->n_stages; i++)
        done[i] = false;
    for (uint32_t n = 0, last = p->n_stages; n < p->n_stages; n++) {
        last = next_stage(p, phase, done, last);
        done[last] = true;
        seat[n] = (bac_cycle_seat){m->seat[last].stage, m->seat[last].state};
    }
}

/* ---- turns */

static bac_turn turn_of(which_phase phase, const bac_cycle_seat *seat) {
    const bac_cycle_model *m = model_of(seat->stage);
    bac_turn t = {.seat = seat};
    if (phase == EDGE) {
        t.n = m->edge_each != NULL;
        if (t.n)
            t.call.edge_each = m->edge_each;
        else
            t.call.edge = m->edge;
        return t;
    }
    t.call.settle_each = phase == VALID ? m->valid_each : m->ready_each;
    t.n = t.call.settle_each != NULL;
    if (!t.n)
        t.call.settle = phase == VALID ? m->valid : m->ready;
    return t;
}

static void take_turns(const bac_machine *m, which_phase which, bac_phase *phase) {
    bac_turn *last = NULL;
    phase->turns = 0;
    for (uint32_t i = 0; i < m->p->n_stages; i++) {
        const bac_cycle_seat *seat = &phase->seat[i];
        if (last && last->n > 0 && same_function(which, seat->stage, seat[-1].stage)) {
            last->n++;
            continue;
        }
        last = &phase->turn[phase->turns++];
        *last = turn_of(which, seat);
    }
}

void bac_machine_take_turns(bac_machine *m) {
    take_turns(m, VALID, &m->valids);
    take_turns(m, READY, &m->readies);
    take_turns(m, EDGE, &m->edges);
}

bac_status bac_machine_order(bac_machine *m, bac_error *err) {
    bool *done = calloc(m->p->n_stages, sizeof *done);
    if (!done)
        return bac_fail(err, BAC_ERR_MEMORY, "machine", "out of memory");
    order(m, VALID, m->valids.seat, done);
    order(m, READY, m->readies.seat, done);
    order(m, EDGE, m->edges.seat, done);
    free(done);
    bac_machine_take_turns(m);
    return BAC_OK;
}
