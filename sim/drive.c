/* drive.c - drives frames through the cycle simulator: a source, a sink, and their pauses.
 *
 * The clocks equal those of the co-simulation's bench (sim/cosim/machine.cpp): a source holds an
 * offered sample until it is taken and may pause only before the next sample; a sink may pause in
 * every clock. */
#include "machine_internal.h"
#include "stuck.h"

#include <inttypes.h>
#include <stdlib.h>

typedef struct source {
    bac_pauses pauses;
    uint64_t frame, end;
    uint32_t beat, beats;
    bool offered;
} source;

/* Clocks of the frames that are inside, stored at their number modulo `room`. */
typedef struct inside {
    uint64_t *first, *last;
    size_t room;
} inside;

static bool offer(source *s, uint64_t clock) {
    if (s->offered || s->frame == s->end)
        return s->offered;
    s->offered = !bac_pauses_idle(&s->pauses, clock);
    return s->offered;
}

static void taken(source *s, inside *in, uint64_t clock) {
    s->offered = false;
    if (s->beat == 0)
        in->first[s->frame % in->room] = clock;
    if (++s->beat < s->beats)
        return;
    in->last[s->frame % in->room] = clock;
    s->beat = 0;
    s->frame++;
    bac_pauses_frame(&s->pauses, s->frame);
}

static void spread(uint64_t *low, uint64_t *high, uint64_t value) {
    *low = value < *low ? value : *low;
    *high = value > *high ? value : *high;
}

static void result(bac_driven *d, const inside *in, uint64_t frame, uint64_t clock, bool paced) {
    if (d->frames == 0)
        d->first_result = clock;
    d->last_result = clock;
    d->frames++;
    if (paced) {
        d->paced_begin = d->paced ? d->paced_begin : clock;
        d->paced_result = clock;
        d->paced++;
    }
    spread(&d->latency_first_min, &d->latency_first_max, clock - in->first[frame % in->room]);
    spread(&d->latency_last_min, &d->latency_last_max, clock - in->last[frame % in->room]);
}

/* Frames that leave sooner, the first and the last ones, are no measure of the rate, unless there
 * are too few others. */
static void finish(bac_driven *d, uint64_t clocks) {
    d->clocks = clocks;
    if (d->paced >= 2)
        d->clocks_per_frame = (double)(d->paced_result - d->paced_begin) / (double)(d->paced - 1);
    else if (d->frames >= 2)
        d->clocks_per_frame = (double)(d->last_result - d->first_result) / (double)(d->frames - 1);
    if (d->frames == 0)
        d->latency_first_min = d->latency_last_min = 0;
}

/* Runs until all results have arrived, or until no pin can make anything move again (deadlock). */
static bac_status run(bac_machine *m, const bac_drive *drive, source *s, inside *in, bac_driven *d,
                      bac_error *err) {
    bac_pauses sink;
    bac_pauses_open(&sink, drive->stall, BAC_SIDE_SINK, drive->seed, bac_netlist_frame_time(m->p));
    bac_pauses_frame(&sink, drive->first);
    bac_pauses_frame(&s->pauses, s->frame);
    while (d->frames < drive->frames) {
        bac_pins_out out;
        bac_pins_in pins = {.s_valid = offer(s, m->clock)};
        pins.s_last = s->beat + 1 == s->beats;
        pins.m_ready = !bac_pauses_idle(&sink, m->clock);
        const uint64_t clock = m->clock;
        bac_machine_tick(m, &pins, &out);
        if (drive->watch)
            drive->watch(drive->user, m);
        if (pins.s_valid && out.s_ready)
            taken(s, in, clock);
        if (out.m_valid && pins.m_ready) {
            result(d, in, drive->first + d->frames, clock,
                   d->frames >= m->p->filling_frames &&
                       d->frames + m->p->early_frames < drive->frames);
            bac_pauses_frame(&sink, drive->first + d->frames);
        }
        if (m->still && pins.m_ready && (pins.s_valid || s->frame == s->end)) {
            d->deadlock = bac_machine_stuck(m);
            return d->deadlock ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, "machine", "out of memory");
        }
    }
    return BAC_OK;
}

bac_status bac_machine_drive(bac_machine *m, const bac_drive *drive, bac_driven *d,
                             bac_error *err) {
    /* Every frame inside has at least one beat inside, and every beat occupies a bit of some state, so
     * this is room enough. */
    inside in = {.room = 8 * m->state_size + 2};
    source s = {.frame = drive->first,
                .end = drive->first + drive->frames,
                .beats = m->p->links[m->input].beats};
    *d = (bac_driven){.latency_first_min = UINT64_MAX, .latency_last_min = UINT64_MAX};
    in.first = calloc(2 * in.room, sizeof *in.first);
    if (!in.first)
        return bac_fail(err, BAC_ERR_MEMORY, "machine", "out of memory");
    in.last = in.first + in.room;
    bac_pauses_open(&s.pauses, drive->stall, BAC_SIDE_SOURCE, drive->seed,
                    bac_netlist_frame_time(m->p));
    bac_machine_reset(m);
    bac_status status = run(m, drive, &s, &in, d, err);
    finish(d, m->clock);
    free(in.first);
    return status;
}

void bac_sooner_text(uint32_t filling, uint32_t early, char text[BAC_SOONER_TEXT]) {
    char first[24] = "", last[24] = "";
    if (filling > 0)
        snprintf(first, sizeof first, "the first %" PRIu32, filling);
    if (early > 0)
        snprintf(last, sizeof last, "the last %" PRIu32, early);
    const bool any = filling > 0 || early > 0, both = filling > 0 && early > 0;
    snprintf(text, BAC_SOONER_TEXT, "%s%s%s%s%s", any ? "; " : "", first, both ? " and " : "", last,
             any ? " may be sooner" : "");
}

char *bac_machine_stuck(const bac_machine *m) {
    bac_link_state *state = calloc(m->p->n_links, sizeof *state);
    if (!state)
        return NULL;
    /* Number of frames of which a beat has entered or is offered. */
    const bac_beat input = bac_machine_link(m, m->input);
    const uint64_t frames = input.frame + (input.beat > 0 || input.valid);
    for (uint32_t i = 0; i < m->p->n_links; i++) {
        const uint64_t beats = m->beats[i] + m->recent_beats[i];
        state[i] = (bac_link_state){.valid = m->wires.valid[i],
                                    .ready = m->wires.ready[i],
                                    .done = beats == frames * m->p->links[i].beats,
                                    .beats = beats};
    }
    char *text = bac_stuck_explain(m->p, state, NULL);
    free(state);
    return text;
}
