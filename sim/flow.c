/* flow.c - the states of a machine between frames, and the steps that lead from one to another. */
#include "flow.h"

#include <stdlib.h>
#include <string.h>

/* Clocks of results, counted from the begin of a step. */
typedef struct offsets {
    uint64_t *item;
    uint32_t n, room;
} offsets;

typedef struct step {
    bool known;
    uint64_t gap;    /* idle clocks in front: of a pause */
    uint64_t clocks; /* that it takes */
    offsets results;
    uint32_t to; /* state behind it */
} step;

/* What the machine is when a frame may begin. */
typedef struct state {
    uint8_t *bytes;
    uint64_t hash;
    step frame; /* a frame is offered at once, until its last beat has moved */
    step rest;  /* none is, until nothing moves any more */
    step *pause;
    uint32_t n_pauses;
} state;

enum { MOST_STATES = 4096, MOST_PAUSES = 64 };

struct bac_flow {
    const bac_netlist *p;
    bac_machine *machine;
    size_t size;
    state *states; /* [MOST_STATES] */
    uint32_t n;
    uint32_t now;   /* state at the begin of clock `clock` */
    uint64_t clock; /* behind the last beat of the last frame, or later */
    uint64_t frames, left;
    uint64_t at[BAC_FLOW_KEPT]; /* clocks of the results that have left, by frame */
    uint8_t *scratch;
    bac_flow_counts counts;
};

static bac_status no_memory(bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, "flow", "out of memory");
}

static void forget_step(step *s) {
    free(s->results.item);
    *s = (step){0};
}

/* All but state 0, the machine after reset. */
static void forget(bac_flow *f, uint32_t from) {
    for (uint32_t i = 0; i < f->n; i++) {
        state *s = &f->states[i];
        forget_step(&s->frame);
        forget_step(&s->rest);
        for (uint32_t k = 0; k < s->n_pauses; k++)
            forget_step(&s->pause[k]);
        s->n_pauses = 0;
        if (i >= from) {
            free(s->bytes);
            free(s->pause);
            *s = (state){0};
        }
    }
    f->n = f->n < from ? f->n : from;
}

void bac_flow_free(bac_flow *f) {
    if (!f)
        return;
    if (f->states)
        forget(f, 0);
    free(f->states);
    free(f->scratch);
    bac_machine_free(f->machine);
    free(f);
}

static uint64_t hash_of(const uint8_t *bytes, size_t n) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

/* The number of the machine's state, which becomes one if it is new. */
static bac_status name_state(bac_flow *f, uint32_t *number, bac_error *err) {
    bac_machine_save(f->machine, f->scratch);
    const uint64_t hash = hash_of(f->scratch, f->size);
    for (uint32_t i = 0; i < f->n; i++)
        if (f->states[i].hash == hash && memcmp(f->states[i].bytes, f->scratch, f->size) == 0) {
            *number = i;
            return BAC_OK;
        }
    state s = {.hash = hash, .bytes = malloc(f->size + 1)};
    if (!s.bytes)
        return no_memory(err);
    memcpy(s.bytes, f->scratch, f->size);
    *number = f->n;
    f->states[f->n++] = s;
    f->counts.states = f->n;
    return BAC_OK;
}

bac_status bac_flow_create(const bac_netlist *p, bac_flow **flow, bac_error *err) {
    bac_flow *f = calloc(1, sizeof *f);
    *flow = NULL;
    if (!f)
        return no_memory(err);
    f->p = p;
    bac_status status = bac_machine_create(p, &f->machine, err);
    if (!status) {
        f->size = bac_machine_state_size(f->machine);
        f->scratch = malloc(f->size + 1);
        f->states = calloc(MOST_STATES, sizeof *f->states);
        status = f->scratch && f->states ? name_state(f, &f->now, err) : no_memory(err);
    }
    if (status)
        bac_flow_free(f);
    else
        *flow = f;
    return status;
}

void bac_flow_reset(bac_flow *f) {
    f->now = 0;
    f->clock = f->frames = f->left = 0;
}

static bac_status note(offsets *o, uint64_t clock, bac_error *err) {
    if (o->n == o->room) {
        const uint32_t room = o->room ? 2 * o->room : 4;
        uint64_t *item = realloc(o->item, room * sizeof *item);
        if (!item)
            return no_memory(err);
        o->item = item;
        o->room = room;
    }
    o->item[o->n++] = clock;
    return BAC_OK;
}

static bac_status stuck(const bac_flow *f, bac_error *err) {
    char *text = bac_machine_stuck(f->machine);
    const bac_status status =
        bac_fail(err, BAC_ERR_INPUT, bac_net_name(f->p->net), "the plan is in deadlock: %.400s",
                 text ? text : "out of memory");
    free(text);
    return status;
}

/* Ticks from state `from`: a frame's beats, or nothing for s->gap clocks, or nothing at all until
 * nothing moves. */
typedef enum bac_way { FRAME, PAUSE, REST } bac_way;

static bac_status simulate(bac_flow *f, uint32_t from, bac_way way, step *s, bac_error *err) {
    const uint32_t beats = bac_netlist_input(f->p)->beats;
    uint32_t beat = 0;
    s->results.n = 0;
    bac_machine_reset(f->machine);
    bac_machine_restore(f->machine, f->states[from].bytes);
    for (uint64_t clock = 0;; clock++) {
        if ((way == FRAME && beat == beats) || (way == PAUSE && clock == s->gap)) {
            s->clocks = clock;
            break;
        }
        const bac_pins_in in = {
            .s_valid = way == FRAME, .s_last = beat + 1 == beats, .m_ready = true};
        bac_pins_out out;
        bac_machine_tick(f->machine, &in, &out);
        beat += way == FRAME && out.s_ready;
        if (out.m_valid && note(&s->results, clock, err))
            return BAC_ERR_MEMORY;
        if (bac_machine_still(f->machine)) {
            s->clocks = clock;
            if (way == FRAME)
                return stuck(f, err);
            break;
        }
    }
    f->counts.simulated++;
    const bac_status status = name_state(f, &s->to, err);
    s->known = status == BAC_OK;
    return status;
}

/* The step of that way; *s points to it until the next call. */
static bac_status find(bac_flow *f, bac_way way, uint64_t gap, step **found, bac_error *err) {
    state *from = &f->states[f->now];
    step *s = way == FRAME ? &from->frame : &from->rest;
    if (way == PAUSE) {
        for (uint32_t i = 0; i < from->n_pauses; i++)
            if (from->pause[i].gap == gap) {
                f->counts.remembered++;
                *found = &from->pause[i];
                return BAC_OK;
            }
        if (!from->pause)
            from->pause = calloc(MOST_PAUSES, sizeof *from->pause);
        if (!from->pause)
            return no_memory(err);
        s = &from->pause[from->n_pauses < MOST_PAUSES ? from->n_pauses : gap % MOST_PAUSES];
        from->n_pauses += from->n_pauses < MOST_PAUSES;
        forget_step(s);
        s->gap = gap;
    }
    *found = s;
    f->counts.remembered += s->known;
    return s->known ? BAC_OK : simulate(f, f->now, way, s, err);
}

/* Goes a step: its results have left. */
static void go(bac_flow *f, const step *s, uint64_t clocks) {
    for (uint32_t i = 0; i < s->results.n; i++)
        f->at[f->left++ % BAC_FLOW_KEPT] = f->clock + s->results.item[i];
    f->clock += clocks;
    f->now = s->to;
}

/* Before a table is full: only the state that the machine is in, as number 1, is kept. */
static bac_status make_room(bac_flow *f, bac_error *err) {
    if (f->n + 3 < MOST_STATES)
        return BAC_OK;
    bac_machine_reset(f->machine);
    bac_machine_restore(f->machine, f->states[f->now].bytes);
    forget(f, 1);
    return name_state(f, &f->now, err);
}

bac_status bac_flow_frame(bac_flow *f, uint64_t at, uint64_t *taken, bac_error *err) {
    step *s = NULL;
    bac_status status = make_room(f, err);
    if (!status && at > f->clock) {
        status = find(f, REST, 0, &s, err);
        if (!status && at - f->clock < s->clocks)
            status = find(f, PAUSE, at - f->clock, &s, err);
        if (!status)
            go(f, s, at - f->clock);
    }
    if (!status)
        status = find(f, FRAME, 0, &s, err);
    if (status)
        return status;
    go(f, s, s->clocks);
    f->frames++;
    *taken = f->clock - 1;
    return BAC_OK;
}

uint64_t bac_flow_frames(const bac_flow *f) {
    return f->frames;
}

uint64_t bac_flow_result(bac_flow *f, uint64_t frame, bac_error *err) {
    step *s = NULL;
    if (frame >= f->frames || frame + BAC_FLOW_KEPT < f->left)
        return UINT64_MAX;
    if (frame < f->left)
        return f->at[frame % BAC_FLOW_KEPT];
    if (make_room(f, err) || find(f, REST, 0, &s, err) || frame - f->left >= s->results.n)
        return UINT64_MAX;
    return f->clock + s->results.item[frame - f->left];
}

bac_flow_counts bac_flow_count(const bac_flow *f) {
    return f->counts;
}
