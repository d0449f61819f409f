/* phases.c - in which order the stages take the phases of a clock, and in how many calls. */
#include "machine_internal.h"

#include "kind.h"

#include <stdlib.h>

static const bac_cycle_model *model_of(const bac_stage *s) {
    return &s->kind->cycle;
}

/* ---- what must come before */

typedef enum which { VALID, READY, EDGE } which;

/* A function of each kind of pointer would do: only whether two are the same matters. */
static bool same_function(which phase, const bac_stage *a, const bac_stage *b) {
    return phase == VALID   ? model_of(a)->valid == model_of(b)->valid
           : phase == READY ? model_of(a)->ready == model_of(b)->ready
                            : model_of(a)->edge == model_of(b)->edge;
}

/* True when every stage that gives this one a wire of the phase has taken it: valid goes downstream,
 * ready upstream, and an edge reads wires that are all settled. */
static bool may_come(const bac_netlist *p, which phase, const bac_stage *s, const bool *done) {
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
static uint32_t next_stage(const bac_netlist *p, which phase, const bool *done, uint32_t last) {
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

static void order(const bac_machine *m, which phase, bac_cycle_seat *seat, bool *done) {
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

static bool same_turn(const bac_turn *a, const bac_turn *b) {
    return a->settle == b->settle && a->edge == b->edge && (a->settle_each || a->edge_each);
}

/* Adds a seat to the last turn, or to a new one. */
static void add(bac_phase *phase, bac_turn turn, uint32_t seat) {
    bac_turn *last = phase->turn + phase->turns - 1;
    if (phase->turns > 0 && same_turn(last, &turn)) {
        last->n++;
        return;
    }
    turn.first = seat;
    turn.n = 1;
    phase->turn[phase->turns++] = turn;
}

void bac_machine_take_turns(bac_machine *m) {
    m->valids.turns = m->readies.turns = m->edges.turns = 0;
    for (uint32_t i = 0; i < m->p->n_stages; i++) {
        const bac_cycle_model *v = model_of(m->valids.seat[i].stage),
                              *r = model_of(m->readies.seat[i].stage),
                              *e = model_of(m->edges.seat[i].stage);
        add(&m->valids, (bac_turn){.settle = v->valid, .settle_each = v->valid_each}, i);
        add(&m->readies, (bac_turn){.settle = r->ready, .settle_each = r->ready_each}, i);
        add(&m->edges, (bac_turn){.edge = e->edge, .edge_each = e->edge_each}, i);
    }
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
