/* test_machine.c - the machine ticked against the recurrences of hw/schedule/times.c, which tick
 * nothing.
 */
#include "machine_internal.h"
#include "support.h"
#include "times.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { FRAMES = 6 };

/* Every beat of every link moves in the clock that timing.c says. Returns the beats compared. */
static uint64_t compare_times(const bac_netlist *p, const char *what) {
    bac_machine *m = machine_of(p);
    bac_times times;
    bac_error err = {0};
    bac_driven got;
    seen s;
    seen_open(&s, p, FRAMES);
    cr_assert_eq(bac_times_open(p, FRAMES, &times, &err), BAC_OK);
    const bac_drive drive = {
        .frames = FRAMES, .stall = {BAC_STALL_PACE, 0}, .watch = seen_watch, .user = &s};
    cr_assert_eq(bac_machine_drive(m, &drive, &got, &err), BAC_OK);
    cr_assert_null(got.deadlock, "%s: %s", what, got.deadlock);
    cr_assert_eq(s.bad_last, 0, "%s: last is wrong", what);
    uint64_t beats = 0;
    for (uint32_t i = 0; i < p->n_links; i++)
        for (uint64_t b = 0; b < s.n[i]; b++) {
            beats++;
            cr_assert_eq(s.at[i][b], times.at[i][b],
                         "%s: link %s, beat %llu of %u a frame: clock %lld, timing.c says %lld",
                         what, p->links[i].name, (unsigned long long)b, p->links[i].beats,
                         (long long)s.at[i][b], (long long)times.at[i][b]);
        }
    cr_assert_eq(s.n[p->n_links - 1], FRAMES, "%s: results", what);
    seen_close(&s);
    bac_times_close(&times);
    bac_machine_free(m);
    return beats;
}

Test(bac_machine_tick, moves_every_beat_of_shipped_networks_when_timing_says) {
    for (size_t i = 0; shipped_net(i); i++) {
        bac_net *net = load_net(shipped_net(i));
        for (uint32_t samples = 1; samples <= 16; samples *= 2) {
            char text[128];
            bac_netlist *p = build(net, samples, NULL, 0);
            snprintf(text, sizeof text, "%s, %u samples a clock", shipped_net(i), samples);
            if (p)
                cr_assert_gt(compare_times(p, text), 100);
            bac_netlist_free(p);
        }
        bac_net_free(net);
    }
}

Test(bac_machine_tick, moves_every_beat_of_random_plans_when_timing_says) {
    uint64_t seed = random_first_seed();
    const uint64_t rounds = random_rounds(1000);
    for (uint64_t round = 0; round < rounds; round++, seed++) {
        char text[80];
        drawn d = draw(seed);
        cr_assert(d.p->steady, "%s", random_replay(seed, text));
        compare_times(d.p, random_replay(seed, text));
        drawn_free(&d);
    }
}

/* Every result is the prediction's latency behind its frame's first sample, but for the first frames
 * and the final ones that the netlist counts: these leave sooner. The count of the first ones is
 * exact. */
static void compare_results(const bac_netlist *p, uint64_t frames, const char *what) {
    bac_machine *m = machine_of(p);
    bac_error err = {0};
    bac_driven got;
    seen s;
    seen_open(&s, p, frames);
    const bac_drive drive = {
        .frames = frames, .stall = {BAC_STALL_PACE, 0}, .watch = seen_watch, .user = &s};
    cr_assert_eq(bac_machine_drive(m, &drive, &got, &err), BAC_OK);
    for (uint64_t f = 0; f < frames; f++) {
        const int64_t latency = s.at[p->n_links - 1][f] - (int64_t)(f * p->cycles_per_frame);
        const bool paced = f >= p->filling_frames && f + p->early_frames < frames;
        cr_assert(latency <= (int64_t)p->latency_first, "%s: frame %llu is late", what,
                  (unsigned long long)f);
        cr_assert(!paced || latency == (int64_t)p->latency_first,
                  "%s: frame %llu, %lld clocks, predicted %llu", what, (unsigned long long)f,
                  (long long)latency, (unsigned long long)p->latency_first);
        cr_assert(f + 1 != p->filling_frames || latency < (int64_t)p->latency_first,
                  "%s: frame %llu is no sooner", what, (unsigned long long)f);
    }
    cr_assert_eq(got.paced, frames - p->filling_frames - p->early_frames, "%s", what);
    cr_assert_eq(got.clocks_per_frame, (double)p->cycles_per_frame, "%s: %f clocks a frame", what,
                 got.clocks_per_frame);
    seen_close(&s);
    bac_machine_free(m);
}

Test(bac_machine_drive, gives_results_when_predicted) {
    uint64_t seed = random_first_seed(), filling = 0, early = 0;
    const uint64_t rounds = random_rounds(300);
    for (uint64_t round = 0; round < rounds; round++, seed++) {
        char text[80];
        drawn d = draw(seed);
        const uint64_t inside = d.p->latency_first / d.p->cycles_per_frame + 1;
        compare_results(d.p, 2 * inside + 30, random_replay(seed, text));
        filling += d.p->filling_frames > 0;
        early += d.p->early_frames > 0;
        drawn_free(&d);
    }
    if (getenv("BAC_TEST_TELL"))
        printf("%llu plans have first frames that leave sooner, %llu final ones\n",
               (unsigned long long)filling, (unsigned long long)early);
    cr_assert(rounds < 300 || filling >= 3, "of %llu plans", (unsigned long long)filling);
}

/* Such plans are rare: some seeds of them. */
Test(bac_machine_drive, final_frames_leave_early_when_predicted) {
    const uint64_t seeds[] = {346, 436, 440};
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        char text[80];
        drawn d = draw(seeds[i]);
        cr_assert_eq(d.p->early_frames, 1, "seed %llu", (unsigned long long)seeds[i]);
        compare_results(d.p, 40, random_replay(seeds[i], text));
        drawn_free(&d);
    }
}

static void sooner(uint32_t filling, uint32_t early, const char *expected) {
    char text[BAC_SOONER_TEXT];
    bac_sooner_text(filling, early, text);
    cr_assert_str_eq(text, expected);
}

Test(bac_machine_drive, says_which_frames_may_be_sooner) {
    sooner(0, 0, "");
    sooner(1, 0, "; the first 1 may be sooner");
    sooner(0, 2, "; the last 2 may be sooner");
    sooner(UINT32_MAX, UINT32_MAX, "; the first 4294967295 and the last 4294967295 may be sooner");
}

/* A mixture of everything that happened on every link in every clock. */
static void digest(void *user, const bac_machine *m) {
    uint64_t *hash = user;
    for (uint32_t i = 0; i < m->p->n_links; i++) {
        const bac_beat b = bac_machine_link(m, i);
        *hash = (*hash ^ (uint64_t)(b.valid | b.ready << 1 | (b.valid && b.last) << 2)) *
                0x100000001b3u;
    }
}

/* Only states change at the edge and only wires before it. */
Test(bac_machine_tick, does_not_depend_on_the_order_of_edges) {
    uint64_t seed = random_first_seed();
    for (uint64_t round = 0; round < random_rounds(60); round++, seed++) {
        char text[80];
        random_source r = {seed};
        bac_net *net = make_net(seed);
        bac_netlist *p = build(net, 1, NULL, 0);
        bac_machine *m = machine_of(p);
        bac_error err = {0};
        bac_driven got;
        uint64_t hash = 0, first = 0;
        bac_drive drive = {.frames = 4, .stall = {BAC_STALL_RANDOM, 40}, .seed = seed};
        drive.watch = digest;
        drive.user = &hash;
        for (int order = 0; order < 3; order++) {
            hash = 1;
            cr_assert_eq(bac_machine_drive(m, &drive, &got, &err), BAC_OK);
            cr_assert_null(got.deadlock);
            if (order == 0)
                first = hash;
            cr_assert_eq(hash, first, "order %d: %s", order, random_replay(seed, text));
            for (uint32_t i = p->n_stages; i-- > 1;) {
                uint32_t j = (uint32_t)random_between(&r, 0, i);
                const bac_cycle_seat kept = m->edges.seat[i];
                m->edges.seat[i] = m->edges.seat[j];
                m->edges.seat[j] = kept;
            }
            bac_machine_take_turns(m);
        }
        bac_machine_free(m);
        bac_netlist_free(p);
        bac_net_free(net);
    }
}

/* A source that runs ahead fills the FIFOs and gains nothing. It may lose: a pipeline that stands
 * still for a beat keeps the gaps behind it (bac_ctrl), so in frames that are short against the
 * pipelines stages that wait for each other can miss their turns. */
Test(bac_machine_drive, gains_nothing_from_a_source_that_runs_ahead) {
    uint64_t seed = random_first_seed(), slower = 0;
    const uint64_t rounds = random_rounds(400);
    for (uint64_t round = 0; round < rounds; round++, seed++) {
        char text[80];
        drawn d = draw(seed);
        bac_machine *m = machine_of(d.p);
        bac_error err = {0};
        bac_driven got;
        const uint64_t inside = d.p->latency_first / d.p->cycles_per_frame + 1;
        const bac_drive drive = {.frames = 2 * inside + 40};
        cr_assert_eq(bac_machine_drive(m, &drive, &got, &err), BAC_OK);
        cr_assert_null(got.deadlock);
        cr_assert_eq(got.frames, drive.frames);
        const uint64_t between = (got.frames - 1) * d.p->cycles_per_frame;
        /* a folded fully connected layer may take an odd number of clocks for two frames */
        cr_assert_geq(got.last_result + got.frames / 2 + 1, between, "faster: %s",
                      random_replay(seed, text));
        slower += got.last_result > between + d.p->latency_first + d.p->cycles_per_frame / 2;
        cr_assert_leq(got.last_result, between * 5 / 4 + d.p->latency_first, "slower: %s",
                      random_replay(seed, text));
        bac_machine_free(m);
        drawn_free(&d);
    }
    cr_assert(rounds < 200 || slower * 100 < rounds, "%llu of %llu plans are slower",
              (unsigned long long)slower, (unsigned long long)rounds);
}

/* beats + stalled + starved + idle is every clock, and no beat is lost between two links. */
Test(bac_machine_link_probe, counts_every_clock_once) {
    bac_net *net = load_net(shipped_net(0));
    bac_netlist *p = build(net, 1, NULL, 0);
    bac_machine *m = machine_of(p);
    bac_error err = {0};
    bac_driven got;
    const bac_drive drive = {.frames = 50, .stall = {BAC_STALL_BLOCK, 50}, .seed = 3};
    cr_assert_eq(bac_machine_drive(m, &drive, &got, &err), BAC_OK);
    uint64_t stalled = 0;
    for (uint32_t i = 0; i < p->n_links; i++) {
        const bac_link_probe probe = bac_machine_link_probe(m, i);
        cr_assert_eq(probe.beats, 50 * p->links[i].beats, "%s", p->links[i].name);
        cr_assert_leq(probe.idle, got.clocks);
        stalled += probe.stalled;
    }
    cr_assert_gt(stalled, 1000);
    bac_machine_free(m);
    bac_netlist_free(p);
    bac_net_free(net);
}
