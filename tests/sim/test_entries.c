/* test_entries.c - the cycle models of gates and skids, held by hand: a gate lets in what there is room
 * for, and keeps beats apart; a skid's ready comes from its state. */
#include "streams.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { IN = 0, OUT = 1, OTHER = 2 };

/* One stage between two links; OTHER is the output of the FIFO that a gate counts. */
typedef struct bench {
    uint32_t in[1], out[1];
    bac_stage stage;
    void *state;
    uint8_t valid[3], ready[3], last[3];
    bac_wires wires;
} bench;

static void bench_open(bench *b, const bac_kind *kind, void *params) {
    *b = (bench){.in = {IN}, .out = {OUT}};
    b->stage = (bac_stage){.kind = kind, .n_in = 1, .n_out = 1, .in = b->in, .out = b->out};
    b->stage.params = params;
    b->state = calloc(1, bac_cycle_size(&kind->cycle, &b->stage) + 1);
    cr_assert_not_null(b->state);
    bac_cycle_reset(&kind->cycle, &b->stage, b->state);
    b->wires = (bac_wires){b->valid, b->ready, b->last};
}

/* The wires of this clock. */
static void settle(bench *b, bool valid, bool last, bool ready) {
    b->valid[IN] = valid;
    b->last[IN] = last;
    b->ready[OUT] = ready;
    b->stage.kind->cycle.valid(&b->stage, b->state, &b->wires);
    b->stage.kind->cycle.ready(&b->stage, b->state, &b->wires);
}

static void edge(bench *b) {
    b->stage.kind->cycle.edge(&b->stage, b->state, &b->wires);
}

/* A gate whose one FIFO, behind the link OTHER, holds `rooms` groups of `out` beats. */
static bac_gate_params gate_of(bac_credit_fifo *fifo, uint32_t group, uint32_t spaced,
                               uint32_t interval) {
    fifo->link = OTHER;
    return (bac_gate_params){
        .credits = {.N = 1, .GROUP = group, .SPACED = spaced, .INTERVAL = interval, .fifo = fifo}};
}

/* A clock in which a beat is offered, and one leaves the FIFO or not; true: it enters. */
static bool gate_clock(bench *b, bool leaves) {
    b->valid[OTHER] = b->ready[OTHER] = leaves;
    settle(b, true, false, false);
    const bool enters = b->valid[OUT];
    cr_assert_eq(enters, b->ready[IN]);
    edge(b);
    return enters;
}

Test(bac_cycle_model, gate_lets_in_what_there_is_room_for) {
    for (uint32_t group = 1; group < 4; group++)
        for (uint32_t out = 1; out < 4; out++)
            for (uint32_t rooms = 1; rooms < 4; rooms++) {
                bac_credit_fifo fifo = {.out = out, .rooms = rooms};
                bench b;
                bac_gate_params params = gate_of(&fifo, group, 1, 1);
                bench_open(&b, &bac_kind_gate, &params);
                uint32_t entered = 0;
                for (int clock = 0; clock < 40; clock++)
                    entered += gate_clock(&b, false);
                cr_assert_eq(entered, rooms * group + group - 1, "all but a group's last beat");
                for (uint32_t i = 0; i < out; i++)
                    cr_assert_not(gate_clock(&b, true));
                cr_assert_not(gate_clock(&b, false), "a clock before its room is given back");
                cr_assert(gate_clock(&b, false), "2 clocks behind the beat that left");
                free(b.state);
            }
}

Test(bac_cycle_model, gate_keeps_beats_apart) {
    for (uint32_t spaced = 1; spaced < 4; spaced++)
        for (uint32_t interval = 1; interval < 9; interval++) {
            bac_credit_fifo fifo = {.out = 1, .rooms = 1000};
            bench b;
            bac_gate_params params = gate_of(&fifo, 1, spaced, interval);
            bench_open(&b, &bac_kind_gate, &params);
            uint32_t entered = 0, last = 0;
            for (uint32_t clock = 0; clock < 80; clock++) {
                if (!gate_clock(&b, false) || ++entered % spaced != 0)
                    continue;
                cr_assert(
                    entered == spaced || clock - last == (interval > spaced ? interval : spaced),
                    "%u clocks between ends of %u beats, not %u", clock - last, spaced, interval);
                last = clock;
            }
            cr_assert_gt(entered, spaced);
            free(b.state);
        }
}

Test(bac_cycle_model, skid_holds_one_beat_and_is_ready_from_its_state) {
    bench b;
    bac_skid_params params = {1};
    bench_open(&b, &bac_kind_skid, &params);
    settle(&b, true, true, false);
    cr_assert(b.valid[OUT] && b.last[OUT] && b.ready[IN], "it passes in its clock");
    edge(&b);
    settle(&b, false, false, false);
    cr_assert(b.valid[OUT] && b.last[OUT] && !b.ready[IN], "a beat that is not taken waits");
    edge(&b);
    settle(&b, true, false, true);
    cr_assert(b.valid[OUT] && b.last[OUT] && !b.ready[IN], "ready is that of the state");
    edge(&b);
    settle(&b, true, false, true);
    cr_assert(b.valid[OUT] && !b.last[OUT] && b.ready[IN], "the next one passes");
    free(b.state);
}
