/* phases.c - in which order the stages take the phases of a clock, and in how many calls. */
#include "kind.h"
#include "machine_internal.h"

#include <string.h>

/* Stages with one cycle model stand together, where their order is free. */
static void gather(bac_cycle_seat *seat, uint32_t n) {
    for (uint32_t i = 0, done = 0; i < n; i = done) {
        const bac_cycle_seat first = seat[i];
        done = i + 1;
        for (uint32_t k = done; k < n; k++)
            if (seat[k].stage->kind->cycle.edge == first.stage->kind->cycle.edge) {
                const bac_cycle_seat same = seat[k];
                memmove(seat + done + 1, seat + done, (k - done) * sizeof *seat);
                seat[done++] = same;
            }
    }
}

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
        const bac_cycle_model *v = &m->valids.seat[i].stage->kind->cycle,
                              *r = &m->readies.seat[i].stage->kind->cycle,
                              *e = &m->edges.seat[i].stage->kind->cycle;
        add(&m->valids, (bac_turn){.settle = v->valid, .settle_each = v->valid_each}, i);
        add(&m->readies, (bac_turn){.settle = r->ready, .settle_each = r->ready_each}, i);
        add(&m->edges, (bac_turn){.edge = e->edge, .edge_each = e->edge_each}, i);
    }
}

void bac_machine_order(bac_machine *m) {
    const uint32_t n = m->p->n_stages;
    uint32_t valids = 0, readies = 0, free_valids, free_readies;
    for (uint32_t i = 0; i < n; i++) {
        const bac_seat *s = &m->seat[i];
        const bac_cycle_seat seat = {s->stage, s->state};
        m->edges.seat[i] = seat;
        if (s->model->registered_valid)
            m->valids.seat[valids++] = seat;
        if (s->model->registered_ready)
            m->readies.seat[readies++] = seat;
    }
    free_valids = valids;
    free_readies = readies;
    for (uint32_t i = 0; i < n; i++) { /* valid goes downstream, ready upstream */
        const bac_seat *down = &m->seat[i], *up = &m->seat[n - 1 - i];
        if (!down->model->registered_valid)
            m->valids.seat[valids++] = (bac_cycle_seat){down->stage, down->state};
        if (!up->model->registered_ready)
            m->readies.seat[readies++] = (bac_cycle_seat){up->stage, up->state};
    }
    gather(m->edges.seat, n);
    gather(m->valids.seat, free_valids);
    gather(m->readies.seat, free_readies);
    bac_machine_take_turns(m);
}
