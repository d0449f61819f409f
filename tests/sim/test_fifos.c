/* test_fifos.c - computed FIFO depths: enough, and one less is not; a deadlock is named.
 *
 * Enough: no beat is later, on any link, than with a FIFO that never fills. One less: some beat is.
 * (Whether the result is later too is another question: a stage behind it may have clocks to
 * spare.) Both of a source that keeps the frames' pace. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 20 };

static seen watch(const bac_netlist *p, bac_stall stall, char **deadlock) {
    bac_machine *m = machine_of(p);
    bac_error err = {0};
    bac_driven got;
    seen s;
    seen_open(&s, p, FRAMES);
    const bac_drive what = {.frames = FRAMES, .stall = stall, .watch = seen_watch, .user = &s};
    cr_assert_eq(bac_machine_drive(m, &what, &got, &err), BAC_OK);
    bac_machine_free(m);
    *deadlock = got.deadlock;
    return s;
}

/* Clocks by which all beats together are late, against the machine with bottomless FIFOs;
 * UINT64_MAX: deadlock. */
static uint64_t lateness(const bac_netlist *p, const seen *reference) {
    char *deadlock;
    seen s = watch(p, (bac_stall){BAC_STALL_PACE, 0}, &deadlock);
    uint64_t late = deadlock ? UINT64_MAX : 0;
    for (uint32_t i = 0; !deadlock && i < p->n_links; i++)
        for (uint64_t b = 0; b < s.n[i] && b < reference->n[i]; b++) {
            cr_assert_geq(s.at[i][b], reference->at[i][b], "a smaller FIFO made a beat earlier");
            late += (uint64_t)(s.at[i][b] - reference->at[i][b]);
        }
    free(deadlock);
    seen_close(&s);
    return late;
}

/* The same network by the same plan, but for one FIFO. NULL: a pipeline needs more of it. */
static bac_netlist *with_fifo(const bac_net *net, bac_plan *plan, const char *name,
                              uint32_t depth) {
    bac_netlist *p = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_set_fifo(plan, name, depth, &err), BAC_OK, "%s", err.text);
    const bac_status status = bac_compile(net, plan, &p, &err);
    const bool refused = strstr(err.text, "enter it together") != NULL;
    cr_assert(status == BAC_OK || refused, "%s: %s", err.where, err.text);
    free(plan->fifo[--plan->n_fifos].name);
    return p;
}

/* There the depths are those of another machine than the one that keeps its pace, see bac_survey.
 */
static bool makes_room_for_late_tails(const bac_netlist *p) {
    bool overlaps = false;
    for (uint32_t i = 0; i < p->n_stages; i++)
        overlaps = overlaps || (p->stages[i].kind->overlaps &&
                                p->stages[i].kind->overlaps(p->stages[i].params));
    return overlaps && !bac_netlist_input_sets_pace(p);
}

/* Every FIFO that could hold less. Returns how many. */
static uint32_t check_minimal(const bac_net *net, bac_plan *plan, const bac_netlist *p,
                              const char *what) {
    uint32_t tried = 0;
    char *deadlock;
    if (makes_room_for_late_tails(p))
        return 0;
    for (uint32_t i = 0; i < p->n_stages; i++) {
        const bac_stage *s = &p->stages[i];
        const uint32_t depth = bac_stage_depth(s);
        if (depth <= 1)
            continue;
        bac_netlist *less = with_fifo(net, plan, s->name, depth - 1);
        if (!less) /* all of it enters together */
            continue;
        bac_netlist *wide = with_fifo(net, plan, s->name, 65536);
        seen reference = watch(wide, (bac_stall){BAC_STALL_PACE, 0}, &deadlock);
        cr_assert_null(deadlock);
        cr_assert(less->shallow && strcmp(less->shallow, s->name) == 0 &&
                      less->shallow_need == depth,
                  "%s: FIFO %s is not said to be too shallow", what, s->name);
        cr_assert_eq(lateness(p, &reference), 0, "%s: FIFO %s of %u beats is too small", what,
                     s->name, depth);
        cr_assert_gt(lateness(less, &reference), 0,
                     "%s: FIFO %s of %u beats would do with one less", what, s->name, depth);
        seen_close(&reference);
        bac_netlist_free(wide);
        bac_netlist_free(less);
        tried++;
    }
    return tried;
}

Test(bac_fifo_depth, one_beat_less_makes_a_beat_late_in_shipped_networks) {
    for (size_t i = 0; shipped_net(i); i++) {
        bac_net *net = load_net(shipped_net(i));
        for (uint32_t samples = 1; samples <= 2; samples++) {
            bac_plan *plan = NULL;
            bac_error err = {0};
            cr_assert_eq(bac_plan_create(net, &plan, &err), BAC_OK);
            plan->samples_per_clock = samples;
            bac_netlist *p = build(net, samples, NULL, 0);
            cr_assert_gt(check_minimal(net, plan, p, shipped_net(i)), 0, "%s has no deep FIFO",
                         shipped_net(i));
            bac_netlist_free(p);
            bac_plan_free(plan);
        }
        bac_net_free(net);
    }
}

Test(bac_fifo_depth, one_beat_less_makes_a_beat_late_in_random_plans) {
    uint64_t seed = random_first_seed(), tried = 0;
    const uint64_t rounds = random_rounds(60);
    for (uint64_t round = 0; round < rounds; round++, seed++) {
        char text[80];
        drawn d = draw(seed);
        tried += check_minimal(d.net, d.plan, d.p, random_replay(seed, text));
        drawn_free(&d);
    }
    cr_assert(rounds < 20 || tried > rounds / 2, "%llu FIFOs tried", (unsigned long long)tried);
}

Test(bac_machine_stuck, names_the_fifo_that_is_too_small) {
    bac_net *net = load_net(shipped_net(1));
    bac_netlist *p = build(net, 1, "sum_in1_fifo", 1);
    char *deadlock;
    seen s = watch(p, (bac_stall){BAC_STALL_NONE, 0}, &deadlock);
    cr_assert_not_null(deadlock);
    cr_assert_not_null(strstr(deadlock, "link 'dw0_fifo' is blocked in front of 'sum', whose other "
                                        "input 'pw1_q' is starved"),
                       "%s", deadlock);
    cr_assert_not_null(strstr(deadlock, "enlarge it with --fifo sum_in1_fifo=DEPTH"));
    free(deadlock);
    seen_close(&s);
    bac_netlist_free(p);
    bac_net_free(net);
}

/* Pauses at both ends are no deadlock, however long. */
Test(bac_machine_stuck, is_not_said_of_a_machine_that_waits) {
    static const bac_stall patterns[] = {{BAC_STALL_RANDOM, 90},
                                         {BAC_STALL_BURST, 40},
                                         {BAC_STALL_STARVE, 95},
                                         {BAC_STALL_BLOCK, 95}};
    bac_net *net = load_net(shipped_net(1));
    bac_netlist *p = build(net, 1, NULL, 0);
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
    bac_netlist_free(p);
    bac_net_free(net);
}
