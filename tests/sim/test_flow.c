/* test_flow.c - frames at random clocks through bac_flow, against the machine ticked clock by clock. */
#include "flow.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 24 };

/* When frames that are offered at the clocks `at` are taken, and when their results leave. */
static void tick(const bac_netlist *p, const uint64_t *at, uint64_t *taken, uint64_t *left) {
    bac_machine *m = machine_of(p);
    const uint32_t beats = bac_netlist_input(p)->beats;
    uint64_t frame = 0, results = 0;
    uint32_t beat = 0;
    for (uint64_t clock = 0; results < FRAMES; clock++) {
        const bool offered = frame < FRAMES && (beat > 0 || clock >= at[frame]);
        const bac_pins_in in = {.s_valid = offered, .s_last = beat + 1 == beats, .m_ready = true};
        bac_pins_out out;
        bac_machine_tick(m, &in, &out);
        if (offered && out.s_ready && ++beat == beats) {
            taken[frame++] = clock;
            beat = 0;
        }
        if (out.m_valid)
            left[results++] = clock;
        cr_assert(!bac_machine_still(m) || (!offered && frame < FRAMES), "deadlock");
    }
    bac_machine_free(m);
}

/* Gaps of many lengths: none, some, longer than the machine, and steady ones. */
static uint64_t gap(random_source *r, const bac_netlist *p, uint64_t frame) {
    switch (frame / 6) {
    case 0:
        return 0;
    case 1:
        return (uint64_t)random_between(r, 0, (int64_t)p->cycles_per_frame);
    case 2:
        return p->cycles_per_frame / 3;
    default:
        return (uint64_t)random_between(r, 0, (int64_t)(2 * p->latency_first));
    }
}

Test(bac_flow, gives_the_clocks_of_the_machine_for_frames_at_any_time) {
    uint64_t seed = random_first_seed();
    for (uint64_t round = 0; round < random_rounds(150); round++, seed++) {
        char replay[80];
        bac_error err = {0};
        drawn d = draw(seed);
        uint64_t at[FRAMES], taken[FRAMES], left[FRAMES], clock = 0;
        bac_flow *flow;
        cr_assert_eq(bac_flow_create(d.p, &flow, &err), BAC_OK, "%s", err.text);
        for (int again = 0; again < 2; again++) { /* learnt, then remembered */
            random_source times = {seed + 1000};
            bac_flow_reset(flow);
            clock = 0;
            for (uint64_t i = 0; i < FRAMES; i++) {
                uint64_t got;
                at[i] = clock + gap(&times, d.p, i);
                cr_assert_eq(bac_flow_frame(flow, at[i], &got, &err), BAC_OK, "%s: %s",
                             random_replay(seed, replay), err.text);
                clock = got + 1;
                if (again == 0)
                    taken[i] = got;
                cr_assert_eq(got, taken[i]);
            }
            cr_assert_eq(bac_flow_result(flow, FRAMES, &err), UINT64_MAX);
        }
        uint64_t ticked[FRAMES];
        tick(d.p, at, ticked, left);
        for (uint64_t i = 0; i < FRAMES; i++) {
            cr_assert_eq(taken[i], ticked[i], "frame %llu taken: %s", (unsigned long long)i,
                         random_replay(seed, replay));
            cr_assert_eq(bac_flow_result(flow, i, &err), left[i], "result %llu: %s",
                         (unsigned long long)i, random_replay(seed, replay));
        }
        bac_flow_free(flow);
        drawn_free(&d);
    }
}

/* The look-ups are what makes it fast: a steady stream learns a few steps, then none. */
Test(bac_flow, remembers_a_steady_stream) {
    for (size_t i = 0; shipped_net(i); i++) {
        bac_net *net = load_net(shipped_net(i));
        bac_netlist *p = build(net, 1, NULL, 0);
        bac_flow *flow;
        bac_error err = {0};
        uint64_t taken = 0, result = 0;
        cr_assert_eq(bac_flow_create(p, &flow, &err), BAC_OK);
        for (uint64_t f = 0; f < 20000; f++) {
            cr_assert_eq(bac_flow_frame(flow, 0, &taken, &err), BAC_OK);
            result = bac_flow_result(flow, f, &err);
            cr_assert(result < UINT64_MAX);
        }
        const bac_flow_counts counts = bac_flow_count(flow);
        cr_assert_lt(counts.simulated, 2000, "%s: %llu steps", shipped_net(i),
                     (unsigned long long)counts.simulated);
        cr_assert_gt(counts.remembered, 20000);
        bac_flow_free(flow);
        bac_netlist_free(p);
        bac_net_free(net);
    }
}

Test(bac_flow, tells_a_deadlock) {
    bac_net *net = load_net(shipped_net(1));
    bac_netlist *p = build(net, 1, "sum_in1_fifo", 1);
    bac_flow *flow;
    bac_error err = {0};
    bac_status status = BAC_OK;
    uint64_t taken;
    cr_assert_eq(bac_flow_create(p, &flow, &err), BAC_OK);
    for (int i = 0; i < 4 && !status; i++)
        status = bac_flow_frame(flow, 0, &taken, &err);
    cr_assert_eq(status, BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "deadlock"));
    bac_flow_free(flow);
    bac_netlist_free(p);
    bac_net_free(net);
}
