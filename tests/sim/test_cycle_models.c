/* test_cycle_models.c - the cycle model of each kind of stage alone, held by hand: its result is
 * not there at clock n-1 and is there exactly at n, it takes a beat every II clocks, and it waits
 * when nobody takes its beat. */
#include "serial.h"
#include "streams.h"
#include "unrolled.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A stage to be tried. */
typedef struct subject {
    const bac_kind *kind;
    const void *params;
} subject;

/* One stage between two links (a join has two in front). */
typedef struct bench {
    uint32_t in[2], out[2];
    bac_stage stage;
    const bac_cycle_model *model;
    void *state;
    uint8_t valid[3], ready[3], last[3];
    bac_wires wires;
} bench;

enum { IN = 0, OUT = 1, OTHER = 2 };

static void bench_open(bench *b, subject of) {
    *b = (bench){.in = {IN, OTHER}, .out = {OUT, OTHER}};
    b->stage = (bac_stage){.kind = of.kind,
                           .name = (char *)"stage",
                           .n_in = of.kind->flags & BAC_KIND_JOINS ? 2 : 1,
                           .n_out = of.kind->flags & BAC_KIND_FORKS ? 2 : 1,
                           .in = b->in,
                           .out = b->out,
                           .latency = of.kind->latency(of.params)};
    b->stage.params = malloc(of.kind->size);
    cr_assert_not_null(b->stage.params);
    memcpy(b->stage.params, of.params, of.kind->size);
    b->model = &of.kind->cycle;
    b->state = calloc(1, bac_cycle_size(b->model, &b->stage) + 1);
    cr_assert_not_null(b->state);
    bac_cycle_reset(b->model, &b->stage, b->state);
    b->wires = (bac_wires){b->valid, b->ready, b->last};
}

static void bench_close(bench *b) {
    free(b->stage.params);
    free(b->state);
}

/* The wires of this clock. */
static void settle(bench *b, bool valid, bool last, bool ready) {
    b->valid[IN] = valid;
    b->last[IN] = last;
    b->ready[OUT] = ready;
    b->model->valid(&b->stage, b->state, &b->wires);
    b->model->ready(&b->stage, b->state, &b->wires);
}

static void edge(bench *b) {
    b->model->edge(&b->stage, b->state, &b->wires);
}

/* Frames of `beats_in` beats at `interval` clocks each: the first result comes in clock n counted
 * from the beat that completes it, and not in n-1; then it waits until it is taken. */
static void check_latency(subject stage, uint32_t beats_in, uint32_t complete, uint32_t interval,
                          uint32_t latency) {
    bench b;
    bench_open(&b, stage);
    const char *module = b.stage.kind->module;
    uint32_t sent = 0;
    int64_t at = -1, completed = -1, accepted = -1;
    for (int64_t clock = 0; clock < 4096 && at < 0; clock++) {
        settle(&b, sent < beats_in, sent + 1 == beats_in, true);
        if (b.valid[OUT])
            at = clock;
        if (b.valid[IN] && b.ready[IN]) {
            if (sent > 0 && interval > 0)
                cr_assert_eq(clock - accepted, interval, "%s: a beat every %lld clocks, not %u",
                             module, (long long)(clock - accepted), interval);
            accepted = clock;
            if (sent++ == complete)
                completed = clock;
        }
        edge(&b);
    }
    cr_assert_geq(completed, 0, "%s took no beat", module);
    cr_assert_eq(at - completed, latency, "%s: result %lld clocks behind its last beat, not %u",
                 module, (long long)(at - completed), latency);
    bench_close(&b);
}

/* A result that is not taken stays, and in the end the input waits too. */
static void check_stall(subject stage, uint32_t beats_in, uint32_t beats_out) {
    bench b;
    bench_open(&b, stage);
    uint64_t sent = 0, came = 0;
    bool waiting = false;
    for (int clock = 0; clock < 4096; clock++) {
        settle(&b, true, (sent + 1) % beats_in == 0, false);
        cr_assert(!waiting || b.valid[OUT], "%s: valid dropped", b.stage.kind->module);
        waiting = b.valid[OUT];
        sent += b.ready[IN];
        edge(&b);
    }
    cr_assert(waiting, "%s: nothing came", b.stage.kind->module);
    settle(&b, true, (sent + 1) % beats_in == 0, false);
    cr_assert_not(b.ready[IN], "%s takes beats without end", b.stage.kind->module);
    for (int clock = 0; clock < 65536; clock++) { /* no input any more: what is inside leaves */
        settle(&b, false, false, clock % 3 == 0);
        came += b.valid[OUT] && b.ready[OUT];
        edge(&b);
    }
    cr_assert_leq(came * beats_in, sent * beats_out, "%s: %llu beats in, %llu out",
                  b.stage.kind->module, (unsigned long long)sent, (unsigned long long)came);
    cr_assert_geq(came + 1, sent / beats_in * beats_out, "%s: %llu beats in, %llu out",
                  b.stage.kind->module, (unsigned long long)sent, (unsigned long long)came);
    bench_close(&b);
}

#define FIFO(depth) ((subject){&bac_kind_fifo, &(const bac_fifo_params){1, depth, 0}})

Test(bac_cycle_model, fifo_gives_a_beat_one_clock_after_it) {
    check_latency(FIFO(2), 1, 0, 1, 1);
    check_latency(FIFO(2), 9, 0, 1, 1);
    check_stall(FIFO(5), 4, 4);
}

Test(bac_cycle_model, fifo_of_one_beat_takes_every_second_clock) {
    bench b;
    bench_open(&b, FIFO(1));
    for (int clock = 0; clock < 8; clock++) {
        settle(&b, true, false, true);
        cr_assert_eq(b.ready[IN], clock % 2 == 0);
        edge(&b);
    }
    bench_close(&b);
}

Test(bac_cycle_model, fifo_takes_depth_beats_and_one_more_a_clock_after_one_left) {
    for (uint32_t depth = 1; depth < 9; depth++) {
        bench b;
        bench_open(&b, FIFO(depth));
        uint32_t taken = 0;
        for (int clock = 0; clock < 20; clock++) {
            settle(&b, true, false, false);
            taken += b.ready[IN];
            edge(&b);
        }
        cr_assert_eq(taken, depth);
        settle(&b, true, false, true);
        cr_assert_not(b.ready[IN]);
        edge(&b);
        settle(&b, true, false, false);
        cr_assert(b.ready[IN]);
        bench_close(&b);
    }
}

static void check_pipeline(subject stage, uint32_t latency) {
    check_latency(stage, 1, 0, 0, latency);
    check_latency(stage, 8, 0, 1, latency);
    check_stall(stage, 8, 8);
}

Test(bac_cycle_model, pipelines_of_any_latency_give_a_beat_exactly_then) {
    for (uint32_t latency = 1; latency <= 80; latency++) {
        const bac_dot_params dot = {.LEVELS = latency};
        const bac_requant_params requant = {.LATENCY = latency};
        check_pipeline((subject){&bac_kind_dot, &dot}, latency);
        check_pipeline((subject){&bac_kind_requant, &requant}, latency);
    }
    for (uint32_t depth = 1; depth <= 20; depth++) {
        const bac_max_params max = {.K = 1u << depth};
        check_pipeline((subject){&bac_kind_max, &max}, depth);
    }
}

Test(bac_cycle_model, collectors_give_one_beat_behind_a_frame) {
    const bac_globalmax_params globalmax = {0};
    const bac_flatten_params flatten = {0};
    const bac_argmax_params argmax = {0};
    const subject stages[] = {{&bac_kind_globalmax, &globalmax},
                              {&bac_kind_flatten, &flatten},
                              {&bac_kind_fold_argmax, &argmax}};
    for (size_t k = 0; k < 3; k++)
        for (uint32_t beats = 2; beats < 10; beats++) {
            check_latency(stages[k], beats, beats - 1, 1, 1);
            check_stall(stages[k], beats, 1);
        }
}

Test(bac_cycle_model, fc_needs_its_steps_for_a_beat_and_three_clocks_more) {
    for (uint32_t steps = 1; steps < 50; steps++)
        for (uint32_t beats = 1; beats < 6; beats++) {
            const bac_fc_params params = {.C = steps, .T = beats, .P = 1};
            const subject stage = {&bac_kind_fc, &params};
            check_latency(stage, beats, beats - 1, steps, steps + 3);
            check_stall(stage, beats, 1);
        }
}

Test(bac_cycle_model, argmax_gives_the_class_after_its_tree_and_rests_for_it) {
    for (uint32_t latency = 2; latency < 12; latency++) {
        const bac_argmax_params params = {.N = 1u << (latency - 1)};
        const subject stage = {&bac_kind_argmax, &params};
        check_latency(stage, 1, 0, 0, latency);
        check_stall(stage, 1, 1);
        bench b; /* II: the next is taken a clock after the result has left */
        bench_open(&b, stage);
        for (uint32_t clock = 0; clock < 4 * (latency + 1); clock++) {
            settle(&b, true, true, true);
            cr_assert_eq(b.ready[IN], clock % (latency + 1) == 0);
            edge(&b);
        }
        bench_close(&b);
    }
}

/* A frame of `pushes`, the first window with push HEAD, FLUSH pushes behind the last: every beat of
 * one frame alone comes one clock after the push that completes it. */
static void check_window(uint32_t pushes, uint32_t period, uint32_t head, uint32_t beats,
                         bool overlap) {
    const uint32_t final = (beats - 1) * period + head;
    const bac_window_params params = {.OVERLAP = overlap,
                                      .head = head,
                                      .period = period,
                                      .flush = final > pushes - 1 ? final - (pushes - 1) : 0,
                                      .final = final};
    bench b;
    bench_open(&b, (subject){&bac_kind_window, &params});
    uint32_t sent = 0, came = 0;
    for (uint32_t clock = 0; clock < pushes + params.flush + 4; clock++) {
        settle(&b, sent < pushes, sent + 1 == pushes, true);
        const bool due = clock > 0 && came < beats && clock - 1 == came * period + head;
        cr_assert_eq(b.valid[OUT], due, "clock %u of a window head %u period %u flush %u", clock,
                     head, period, params.flush);
        cr_assert(!due || b.last[OUT] == (came + 1 == beats));
        came += due;
        sent += b.valid[IN] && b.ready[IN];
        edge(&b);
    }
    cr_assert_eq(came, beats);
    bench_close(&b);
}

Test(bac_cycle_model, window_gives_a_beat_one_clock_after_its_push) {
    for (uint32_t stride = 1; stride < 4; stride++)
        for (uint32_t kernel = 1; kernel < 10; kernel++)
            for (uint32_t left = 0; left < kernel; left++)
                for (uint32_t right = 0; right < kernel; right++) {
                    const uint32_t T = 12;
                    if (T + left + right < kernel)
                        continue;
                    const uint32_t beats = (T + left + right - kernel) / stride + 1;
                    const uint32_t head = kernel - left - 1;
                    check_window(T, stride, head, beats, false);
                    if (right <= head)
                        check_window(T, stride, head, beats, true);
                }
}

Test(bac_cycle_model, eager_window_refuses_input_while_it_flushes) {
    const bac_window_params params = {.head = 2, .period = 1, .flush = 2, .final = 9};
    bench b;
    bench_open(&b, (subject){&bac_kind_window, &params});
    for (uint32_t clock = 0; clock < 40; clock++) {
        settle(&b, true, clock % 10 == 7, true);
        cr_assert_eq(b.ready[IN], clock % 10 < 8, "clock %u", clock);
        edge(&b);
    }
    bench_close(&b);
}

Test(bac_cycle_model, overlapping_window_loses_no_clock_between_frames) {
    const bac_window_params params = {.OVERLAP = 1, .head = 2, .period = 1, .flush = 2, .final = 9};
    bench b;
    bench_open(&b, (subject){&bac_kind_window, &params});
    for (uint32_t clock = 0; clock < 80; clock++) {
        settle(&b, true, clock % 8 == 7, true);
        cr_assert(b.ready[IN]);
        cr_assert_eq(b.valid[OUT], clock >= 3);
        cr_assert(!b.valid[OUT] || b.last[OUT] == ((clock - 3) % 8 == 7));
        edge(&b);
    }
    bench_close(&b);
}

Test(bac_cycle_model, fork_holds_its_input_until_each_has_taken_the_beat_once) {
    bench b;
    bench_open(&b, (subject){&bac_kind_fork, &(const bac_fork_params){2}});
    b.ready[OTHER] = 0;
    settle(&b, true, false, true);
    cr_assert(b.valid[OUT] && b.valid[OTHER] && !b.ready[IN]);
    edge(&b);
    settle(&b, true, false, true);
    cr_assert(!b.valid[OUT] && b.valid[OTHER] && !b.ready[IN]);
    edge(&b);
    b.ready[OTHER] = 1;
    settle(&b, true, false, false);
    cr_assert(!b.valid[OUT] && b.valid[OTHER] && b.ready[IN]);
    edge(&b);
    settle(&b, true, false, false);
    cr_assert(b.valid[OUT] && b.valid[OTHER] && !b.ready[IN]);
    bench_close(&b);
}

Test(bac_cycle_model, join_takes_both_or_neither) {
    for (int bits = 0; bits < 8; bits++) {
        bench b;
        bench_open(&b, (subject){&bac_kind_join, &(const bac_join_params){0}});
        b.valid[OTHER] = bits & 1;
        settle(&b, bits >> 1 & 1, false, bits >> 2 & 1);
        cr_assert_eq(b.valid[OUT], (bits & 3) == 3);
        cr_assert_eq(b.ready[IN], bits == 7);
        cr_assert_eq(b.ready[OTHER], bits == 7);
        bench_close(&b);
    }
}

Test(bac_cycle_model, ingress_counts_frames_whatever_last_says) {
    bench b;
    bench_open(&b, (subject){&bac_kind_ingress, &(const bac_ingress_params){.T = 3}});
    for (int clock = 0; clock < 12; clock++) {
        settle(&b, true, clock % 2, true);
        cr_assert(b.valid[OUT] && b.ready[IN]);
        cr_assert_eq(b.last[OUT], clock % 3 == 2);
        edge(&b);
    }
    bench_close(&b);
}

/* Positions of `digits` digits, back to back or with `rest` clocks between them: the first digit
 * out comes LEVELS + 2 clocks behind the last one in, not before, the others follow, and a digit
 * that is not taken holds everything. */
static void check_serial_conv(uint32_t digits, uint32_t digits_out, uint32_t levels,
                              uint32_t rest) {
    const bac_serial_conv_params params = {
        .DIGITS = digits, .DIGITS_OUT = digits_out, .levels = levels};
    const uint32_t positions = 5, round = digits + rest;
    bench b;
    bench_open(&b, (subject){&bac_kind_serial_conv, &params});
    const uint32_t latency = b.stage.latency;
    cr_assert_eq(latency, levels + 2);
    for (uint32_t clock = 0; clock < positions * round + latency + digits_out; clock++) {
        const bool offered = clock < positions * round && clock % round < digits;
        const uint32_t last = positions * round - rest - 1;
        settle(&b, offered, clock == last, true);
        /* digit n of position p is due in clock p*round + digits - 1 + latency + n */
        const uint32_t first = digits - 1 + latency;
        const uint32_t p = clock < first ? positions : (clock - first) / round;
        const bool due = p < positions && (clock - first) % round < digits_out;
        cr_assert_eq(b.valid[OUT], due, "%u digits, %u out, %u levels, rest %u: clock %u", digits,
                     digits_out, levels, rest, clock);
        cr_assert(b.ready[IN]);
        if (due)
            cr_assert_eq(b.last[OUT],
                         p == positions - 1 && (clock - first) % round == digits_out - 1);
        edge(&b);
    }
    bench_close(&b);
}

Test(bac_cycle_model, serial_conv_gives_its_digits_behind_a_positions_last) {
    for (uint32_t digits = 1; digits < 7; digits++)
        for (uint32_t rest = 0; rest < 5; rest++)
            for (uint32_t out = 1; out <= digits + rest; out++)
                for (uint32_t levels = 1; levels < 9; levels += 3)
                    check_serial_conv(digits, out, levels, rest);
}

Test(bac_cycle_model, serial_conv_holds_a_digit_that_is_not_taken) {
    const bac_serial_conv_params params = {.DIGITS = 2, .DIGITS_OUT = 2, .levels = 3};
    bench b;
    bench_open(&b, (subject){&bac_kind_serial_conv, &params});
    uint32_t taken = 0;
    for (int clock = 0; clock < 40; clock++) {
        settle(&b, true, false, false);
        taken += b.ready[IN];
        edge(&b);
    }
    cr_assert(b.valid[OUT] && !b.ready[IN]);
    cr_assert_eq(taken, 1 + b.stage.latency, "its stages hold a beat each");
    bench_close(&b);
}

/* Two frames of T samples with a gap: each digit of a window comes one clock behind its push, and
 * the input waits for the gap's pushes only. */
static void check_serial_window(uint32_t T, uint32_t digits, uint32_t kernel, uint32_t stride,
                                uint32_t left, uint32_t right) {
    const uint32_t windows = (T + left + right - kernel) / stride + 1;
    const uint32_t head = kernel - 1 - left, final = (windows - 1) * stride + head;
    const uint32_t flush = final > T - 1 ? final - (T - 1) : 0;
    const uint32_t gap = flush > left ? flush : left;
    const bac_serial_window_params params = {.DIGITS = digits,
                                             .T = T,
                                             .STRIDE = stride,
                                             .GAP = gap,
                                             .head = head,
                                             .flush = gap,
                                             .T_out = windows};
    bench b;
    bench_open(&b, (subject){&bac_kind_serial_window, &params});
    for (uint32_t clock = 0; clock <= 2 * (T + gap) * digits; clock++) {
        const uint32_t push = clock % ((T + gap) * digits);
        settle(&b, true, push == T * digits - 1, true);
        cr_assert_eq(b.ready[IN], push < T * digits, "push %u of %u samples and %u", push, T, gap);
        if (clock > 0) {
            const uint32_t before = (clock - 1) % ((T + gap) * digits), sample = before / digits;
            const bool due = sample >= head && sample <= final && (sample - head) % stride == 0;
            cr_assert_eq(b.valid[OUT], due, "sample %u, K %u stride %u pad %u %u", sample, kernel,
                         stride, left, right);
            if (due)
                cr_assert_eq(b.last[OUT], sample == final && before % digits == digits - 1);
        }
        edge(&b);
    }
    bench_close(&b);
}

Test(bac_cycle_model, serial_window_gives_a_digit_one_clock_after_its_push) {
    for (uint32_t digits = 1; digits < 5; digits++)
        for (uint32_t stride = 1; stride < 4; stride++)
            for (uint32_t kernel = 1; kernel < 8; kernel++)
                for (uint32_t left = 0; left < kernel; left++)
                    for (uint32_t right = 0; right < kernel; right++)
                        check_serial_window(11, digits, kernel, stride, left, right);
}
