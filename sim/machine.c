/* machine.c - runs the two phases of a clock over all stages and counts the events of every
 * link. */
#include "machine_internal.h"

#include <stdlib.h>
#include <string.h>

enum { STATE_ALIGN = 16, MOST_PENDING = 255, VECTOR = 32 };

static size_t aligned(size_t size) {
    return (size + STATE_ALIGN - 1) / STATE_ALIGN * STATE_ALIGN;
}

static void take_seats(bac_machine *m) {
    for (uint32_t i = 0; i < m->p->n_stages; i++) {
        const bac_stage *s = &m->p->stages[i];
        m->seat[i] = (bac_seat){&s->kind->cycle, s, NULL};
        m->state_size += aligned(bac_cycle_size(&s->kind->cycle, s));
    }
}

static bac_status allocate(bac_machine *m, bac_error *err) {
    const size_t links = m->p->n_links, room = m->room;
    m->state = calloc(m->state_size + 1, 1);
    m->before = calloc(m->state_size + 1, 1);
    uint8_t *bytes = calloc(6 * room, 1);
    m->wires.valid = bytes;
    m->beats = calloc(3 * links, sizeof *m->beats);
    if (!m->state || !m->before || !bytes || !m->beats)
        return bac_fail(err, BAC_ERR_MEMORY, "machine", "out of memory");
    m->wires.ready = bytes + room;
    m->wires.last = bytes + 2 * room;
    m->recent_beats = bytes + 3 * room;
    m->recent_stalled = bytes + 4 * room;
    m->recent_starved = bytes + 5 * room;
    m->stalled = m->beats + links;
    m->starved = m->beats + 2 * links;
    uint8_t *at = m->state;
    for (uint32_t i = 0; i < m->p->n_stages; i++) {
        m->seat[i].state = at;
        at += aligned(bac_cycle_size(m->seat[i].model, m->seat[i].stage));
    }
    return BAC_OK;
}

bac_status bac_machine_create(const bac_netlist *p, bac_machine **machine, bac_error *err) {
    bac_status status = BAC_ERR_MEMORY;
    bac_machine *m = calloc(1, sizeof *m);
    if (m) {
        m->p = p;
        m->seat = calloc(p->n_stages, sizeof *m->seat);
        m->valids.seat = calloc(3 * (size_t)p->n_stages, sizeof *m->valids.seat);
        m->valids.turn = calloc(3 * (size_t)p->n_stages, sizeof *m->valids.turn);
        m->room = (p->n_links + VECTOR - 1) / VECTOR * VECTOR;
    }
    if (!m || !m->seat || !m->valids.seat || !m->valids.turn) {
        bac_fail(err, BAC_ERR_MEMORY, "machine", "out of memory");
        goto fail;
    }
    m->readies = (bac_phase){m->valids.seat + p->n_stages, m->valids.turn + p->n_stages, 0};
    m->edges = (bac_phase){m->readies.seat + p->n_stages, m->readies.turn + p->n_stages, 0};
    m->input = p->stages[0].in[0];
    for (uint32_t i = 0; i < p->n_links; i++)
        if (p->links[i].to == BAC_NO_LINK)
            m->output = i;
    take_seats(m);
    status = allocate(m, err);
    if (status != BAC_OK)
        goto fail;
    status = bac_machine_order(m, err);
    if (status != BAC_OK)
        goto fail;
    bac_machine_reset(m);
    *machine = m;
    return BAC_OK;
fail:
    bac_machine_free(m);
    return status;
}

void bac_machine_free(bac_machine *m) {
    if (!m)
        return;
    free(m->seat);
    free(m->valids.seat);
    free(m->valids.turn);
    free(m->state);
    free(m->before);
    free(m->wires.valid);
    free(m->beats);
    free(m);
}

void bac_machine_reset(bac_machine *m) {
    memset(m->wires.valid, 0, 6 * (size_t)m->room);
    memset(m->beats, 0, 3 * m->p->n_links * sizeof *m->beats);
    memset(m->state, 0, m->state_size); /* padding too: states are compared as bytes */
    for (uint32_t i = 0; i < m->p->n_stages; i++)
        bac_cycle_reset(m->seat[i].model, m->seat[i].stage, m->seat[i].state);
    m->clock = 0;
    m->pending = 0;
    m->still = false;
}

static void settle_phase(const bac_phase *phase, bac_wires *wires) {
    const bac_turn *end = phase->turn + phase->turns;
    for (const bac_turn *t = phase->turn; t < end; t++)
        if (t->n > 0)
            t->call.settle_each(t->seat, t->n, wires);
        else
            t->call.settle(t->seat->stage, t->seat->state, wires);
}

static void edge_phase(const bac_phase *phase, const bac_wires *wires) {
    const bac_turn *end = phase->turn + phase->turns;
    for (const bac_turn *t = phase->turn; t < end; t++)
        if (t->n > 0)
            t->call.edge_each(t->seat, t->n, wires);
        else
            t->call.edge(t->seat->stage, t->seat->state, wires);
}

static void flush_counts(bac_machine *m) {
    for (uint32_t i = 0; i < m->p->n_links; i++) {
        m->beats[i] += m->recent_beats[i];
        m->stalled[i] += m->recent_stalled[i];
        m->starved[i] += m->recent_starved[i];
    }
    memset(m->recent_beats, 0, 3 * (size_t)m->room);
    m->pending = 0;
}

/* Of VECTOR links: a constant number, so that the compiler makes vector instructions of it. */
static uint8_t count_vector(const uint8_t *restrict valid, const uint8_t *restrict ready,
                            uint8_t *restrict beats, uint8_t *restrict stalled,
                            uint8_t *restrict starved) {
    uint8_t any = 0;
    for (uint32_t i = 0; i < VECTOR; i++) {
        const uint8_t both = valid[i] & ready[i];
        beats[i] = (uint8_t)(beats[i] + both);
        stalled[i] = (uint8_t)(stalled[i] + (valid[i] ^ both));
        starved[i] = (uint8_t)(starved[i] + (ready[i] ^ both));
        any |= both;
    }
    return any;
}

/* True when a beat moves on some link. */
static bool count(bac_machine *m) {
    if (m->pending == MOST_PENDING)
        flush_counts(m);
    m->pending++;
    const uint32_t n = m->room; /* whole vectors: nothing lies behind the last link */
    const uint8_t *restrict valid = m->wires.valid;
    const uint8_t *restrict ready = m->wires.ready;
    uint8_t *restrict beats = m->recent_beats;
    uint8_t *restrict stalled = m->recent_stalled;
    uint8_t *restrict starved = m->recent_starved;
    uint8_t any = 0;
    for (uint32_t at = 0; at < n; at += VECTOR)
        any |= count_vector(valid + at, ready + at, beats + at, stalled + at, starved + at);
    return any != 0;
}

void bac_machine_settle(bac_machine *m, const bac_pins_in *in, bac_pins_out *out) {
    m->wires.valid[m->input] = in->s_valid;
    m->wires.last[m->input] = in->s_last;
    m->wires.ready[m->output] = in->m_ready;
    bac_wires wires = m->wires;
    settle_phase(&m->valids, &wires);
    settle_phase(&m->readies, &wires);
    *out = (bac_pins_out){.s_ready = m->wires.ready[m->input],
                          .m_valid = m->wires.valid[m->output],
                          .m_last = m->wires.last[m->output]};
}

void bac_machine_edge(bac_machine *m) {
    const bool moved = count(m);
    if (!moved)
        memcpy(m->before, m->state, m->state_size);
    edge_phase(&m->edges, &m->wires);
    m->still = !moved && memcmp(m->before, m->state, m->state_size) == 0;
    m->clock++;
}

void bac_machine_tick(bac_machine *m, const bac_pins_in *in, bac_pins_out *out) {
    bac_machine_settle(m, in, out);
    bac_machine_edge(m);
}

size_t bac_machine_state_size(const bac_machine *m) {
    return m->state_size;
}

void bac_machine_save(const bac_machine *m, void *state) {
    memcpy(state, m->state, m->state_size);
    for (uint32_t i = 0; i < m->p->n_stages; i++) {
        const bac_seat *seat = &m->seat[i];
        if (seat->model->normal)
            seat->model->normal((uint8_t *)state + ((uint8_t *)seat->state - m->state));
    }
}

void bac_machine_restore(bac_machine *m, const void *state) {
    memcpy(m->state, state, m->state_size);
    m->still = false;
}

uint64_t bac_machine_clock(const bac_machine *m) {
    return m->clock;
}

bool bac_machine_still(const bac_machine *m) {
    return m->still;
}

bac_wires bac_machine_wires(const bac_machine *m) {
    return m->wires;
}

bac_beat bac_machine_link(const bac_machine *m, uint32_t link) {
    const uint8_t valid = m->wires.valid[link], ready = m->wires.ready[link];
    /* A beat that moved in this clock is already counted, so it is subtracted. */
    const uint64_t gone = m->beats[link] + m->recent_beats[link] - (valid & ready);
    const uint32_t beats = m->p->links[link].beats;
    return (bac_beat){.valid = valid,
                      .ready = ready,
                      .last = m->wires.last[link],
                      .frame = gone / beats,
                      .beat = (uint32_t)(gone % beats)};
}
