/* steady.c - records of frames, and the three ways through a frame: ticked, recorded, read. */
#include "steady.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_RECORDS = 64, S_READY = 1, M_VALID = 2, M_LAST = 4 };

/* A frame that began in this state and was not made to wait. */
typedef struct record {
    uint8_t *state;
    uint64_t hash;
    uint8_t *out; /* [clocks], pins of each clock */
    uint32_t clocks, room;
    bool whole;          /* up to the next frame, which begins as record `next` */
    struct record *next; /* [whole] */
} record;

typedef enum way { TICK, RECORD, READ } way;

struct bac_steady {
    bac_machine *machine; /* behind, while a record is read */
    size_t size;
    record records[MOST_RECORDS];
    uint32_t n;
    way way;
    record *now; /* RECORD, READ */
    uint32_t at; /* READ: clock in it */
    bool clean;  /* nothing has waited since the frame began */
    bac_pins_in in;
    bac_pins_out out;
    uint8_t *scratch;
};

static bac_status no_memory(bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, "machine", "out of memory");
}

static void forget(bac_steady *s) {
    for (uint32_t i = 0; i < s->n; i++) {
        free(s->records[i].state);
        free(s->records[i].out);
    }
    memset(s->records, 0, sizeof s->records);
    s->n = 0;
}

bac_status bac_steady_create(const bac_netlist *netlist, bac_steady **steady, bac_error *err) {
    bac_steady *s = calloc(1, sizeof *s);
    *steady = NULL;
    if (!s)
        return no_memory(err);
    bac_status status = bac_machine_create(netlist, &s->machine, err);
    if (!status) {
        s->size = bac_machine_state_size(s->machine);
        s->scratch = malloc(s->size + 1);
        status = s->scratch ? BAC_OK : no_memory(err);
    }
    if (status)
        bac_steady_free(s);
    else
        *steady = s;
    return status;
}

void bac_steady_free(bac_steady *s) {
    if (!s)
        return;
    forget(s);
    bac_machine_free(s->machine);
    free(s->scratch);
    free(s);
}

void bac_steady_reset(bac_steady *s) {
    bac_machine_reset(s->machine);
    s->way = TICK;
    s->clean = false;
}

/* The machine as it would be, had it been ticked. */
static void catch_up(bac_steady *s) {
    const bac_pins_in in = {.s_valid = true, .m_ready = true};
    bac_pins_out out;
    bac_machine_restore(s->machine, s->now->state);
    for (uint32_t i = 0; i < s->at; i++)
        bac_machine_tick(s->machine, &in, &out);
    s->way = TICK;
}

void bac_steady_settle(bac_steady *s, const bac_pins_in *in, bac_pins_out *out) {
    s->in = *in;
    if (s->way == READ && !(in->s_valid && in->m_ready))
        catch_up(s);
    if (s->way == READ) {
        const uint8_t pins = s->now->out[s->at];
        s->out = (bac_pins_out){
            .s_ready = pins & S_READY, .m_valid = pins & M_VALID, .m_last = pins & M_LAST};
    } else {
        bac_machine_settle(s->machine, in, &s->out);
    }
    *out = s->out;
}

static bac_status add_clock(record *r, const bac_pins_out *out, bac_error *err) {
    if (r->clocks == r->room) {
        const uint32_t room = r->room ? 2 * r->room : 1024;
        uint8_t *larger = realloc(r->out, room);
        if (!larger)
            return no_memory(err);
        r->out = larger;
        r->room = room;
    }
    r->out[r->clocks++] = (uint8_t)((out->s_ready ? S_READY : 0) | (out->m_valid ? M_VALID : 0) |
                                    (out->m_last ? M_LAST : 0));
    return BAC_OK;
}

static uint64_t hash_of(const uint8_t *bytes, size_t n) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

/* The record that begins in the machine's state, an empty one if there is none. */
static record *find(bac_steady *s) {
    bac_machine_save(s->machine, s->scratch);
    const uint64_t hash = hash_of(s->scratch, s->size);
    for (uint32_t i = 0; i < s->n; i++)
        if (s->records[i].hash == hash && !memcmp(s->records[i].state, s->scratch, s->size))
            return &s->records[i];
    uint8_t *state = s->n < MOST_RECORDS ? malloc(s->size + 1) : NULL;
    if (!state) /* no room: such frames are ticked */
        return NULL;
    memcpy(state, s->scratch, s->size);
    s->records[s->n] = (record){.state = state, .hash = hash};
    return &s->records[s->n++];
}

/* A frame begins: by which way? Records that do not come to an end are of no use; where there is no
 * room for another they are all made anew. */
static void begin(bac_steady *s) {
    record *was = s->way == RECORD && s->clean ? s->now : NULL;
    record *next = s->way == READ ? s->now->next : s->clean ? find(s) : NULL;
    if (was && next) {
        was->whole = true;
        was->next = next;
    }
    if (s->clean && !next)
        forget(s);
    if (s->way == READ && !next->whole)
        bac_machine_restore(s->machine, next->state);
    s->way = !next ? TICK : next->whole ? READ : RECORD;
    s->now = next;
    s->at = 0;
    if (s->way == RECORD)
        next->clocks = 0;
    s->clean = true;
}

bac_status bac_steady_edge(bac_steady *s, bool begins, bac_error *err) {
    bac_status status = BAC_OK;
    if (!(s->in.s_valid && s->in.m_ready)) {
        s->clean = false;
        s->way = TICK; /* not READ: settle has seen to that */
    }
    if (s->way == RECORD)
        status = add_clock(s->now, &s->out, err);
    if (s->way == READ)
        s->at++;
    else
        bac_machine_edge(s->machine);
    if (begins)
        begin(s);
    return status;
}
