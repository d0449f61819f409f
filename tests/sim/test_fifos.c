/* test_fifos.c - computed FIFO depths: enough, and one less is not; a deadlock is named.
 *
 * Enough: no beat is later, on any link, than with a FIFO that never fills. One less: some beat is.
 * (Whether the result is later too is another question: a stage behind it may have clocks to
 * spare.) */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 20 };

static bac_driven drive(const bac_pipeline *p) {
    bac_machine *m = machine_of(p);
    bac_error err = {0};
    bac_driven got;
    const bac_drive what = {.frames = FRAMES};
    cr_assert_eq(bac_machine_drive(m, &what, &got, &err), BAC_OK);
    bac_machine_free(m);
    return got;
}

/* Clocks by which all beats together are late, against the machine with bottomless FIFOs;
 * UINT64_MAX: deadlock. */
static uint64_t lateness(const bac_pipeline *p, const seen *reference) {
    bac_machine *m = machine_of(p);
    bac_error err = {0};
    bac_driven got;
    seen s;
    seen_open(&s, p, FRAMES);
    const bac_drive what = {.frames = FRAMES, .watch = seen_watch, .user = &s};
    cr_assert_eq(bac_machine_drive(m, &what, &got, &err), BAC_OK);
    uint64_t late = got.deadlock ? UINT64_MAX : 0;
    for (uint32_t i = 0; !got.deadlock && i < p->n_links; i++)
        for (uint64_t b = 0; b < s.n[i] && b < reference->n[i]; b++) {
            cr_assert_geq(s.at[i][b], reference->at[i][b], "a smaller FIFO made a beat earlier");
            late += (uint64_t)(s.at[i][b] - reference->at[i][b]);
        }
    free(got.deadlock);
    seen_close(&s);
    bac_machine_free(m);
    return late;
}

/* The run of a pipeline in which one FIFO has room for everything. */
static void watch_wide(const bac_net *net, uint32_t samples, const char *fifo, seen *s,
                       bac_pipeline **p) {
    *p = build(net, samples, fifo, 4096);
    bac_machine *m = machine_of(*p);
    bac_error err = {0};
    bac_driven got;
    seen_open(s, *p, FRAMES);
    const bac_drive what = {.frames = FRAMES, .watch = seen_watch, .user = s};
    cr_assert_eq(bac_machine_drive(m, &what, &got, &err), BAC_OK);
    bac_machine_free(m);
}

/* Every FIFO deeper than the least that bac_fifo needs for one beat a clock. Returns how many. */
static uint32_t check_minimal(const bac_net *net, uint32_t samples, const char *what) {
    uint32_t tried = 0;
    bac_pipeline *p = build(net, samples, NULL, 0);
    for (uint32_t i = 0; p && i < p->n_stages && input_sets_pace(p); i++) {
        const bac_stage *s = &p->stages[i];
        if (s->kind != BAC_STAGE_FIFO || s->depth <= 2)
            continue;
        bac_pipeline *less = build(net, samples, s->name, s->depth - 1), *wide;
        seen reference;
        watch_wide(net, samples, s->name, &reference, &wide);
        cr_assert_eq(lateness(p, &reference), 0, "%s: FIFO %s of %u beats is too small", what,
                     s->name, s->depth);
        cr_assert_gt(lateness(less, &reference), 0,
                     "%s: FIFO %s of %u beats would do with one less", what, s->name, s->depth);
        seen_close(&reference);
        bac_pipeline_free(wide);
        bac_pipeline_free(less);
        tried++;
    }
    bac_pipeline_free(p);
    return tried;
}

Test(bac_fifo_depth, one_beat_less_makes_a_beat_late_in_shipped_networks) {
    for (size_t i = 0; shipped_net(i); i++) {
        bac_net *net = load_net(shipped_net(i));
        for (uint32_t samples = 1; samples <= 2; samples++)
            cr_assert_gt(check_minimal(net, samples, shipped_net(i)), 0, "%s has no deep FIFO",
                         shipped_net(i));
        bac_net_free(net);
    }
}

Test(bac_fifo_depth, one_beat_less_makes_a_beat_late_in_random_networks) {
    uint64_t seed = random_first_seed(), tried = 0;
    const uint64_t rounds = random_rounds(60);
    for (uint64_t round = 0; round < rounds; round++, seed++) {
        char text[80];
        bac_net *net = make_net(seed);
        tried += check_minimal(net, 1, random_replay(seed, text));
        bac_net_free(net);
    }
    cr_assert(rounds < 20 || tried > rounds / 4, "%llu FIFOs tried", (unsigned long long)tried);
}

Test(bac_machine_stuck, names_the_fifo_that_is_too_small) {
    bac_net *net = load_net(shipped_net(1));
    bac_pipeline *p = build(net, 1, "sum_in1_fifo", 1);
    bac_driven got = drive(p);
    cr_assert_not_null(got.deadlock);
    cr_assert_not_null(strstr(got.deadlock,
                              "link 'pw0_q_to_sum' is blocked in front of 'sum', whose other "
                              "input 'pw1_q' is starved"),
                       "%s", got.deadlock);
    cr_assert_not_null(strstr(got.deadlock, "enlarge it with --fifo sum_in1_fifo=DEPTH"));
    free(got.deadlock);
    bac_pipeline_free(p);
    bac_net_free(net);
}

/* Pauses at both ends are no deadlock, however long. */
Test(bac_machine_stuck, is_not_said_of_a_machine_that_waits) {
    static const bac_stall patterns[] = {{BAC_STALL_RANDOM, 90},
                                         {BAC_STALL_BURST, 40},
                                         {BAC_STALL_STARVE, 95},
                                         {BAC_STALL_BLOCK, 95}};
    bac_net *net = load_net(shipped_net(1));
    bac_pipeline *p = build(net, 1, NULL, 0);
    bac_machine *m = machine_of(p);
    for (uint64_t i = 0; i < 40; i++) {
        bac_error err = {0};
        bac_driven got;
        const bac_drive what = {.frames = 30, .stall = patterns[i % 4], .seed = i};
        cr_assert_eq(bac_machine_drive(m, &what, &got, &err), BAC_OK);
        cr_assert_null(got.deadlock, "pattern %llu: %s", (unsigned long long)i, got.deadlock);
        cr_assert_eq(got.frames, 30);
    }
    bac_machine_free(m);
    bac_pipeline_free(p);
    bac_net_free(net);
}
