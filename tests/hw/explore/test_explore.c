/* test_explore.c - a network explored: candidates are plans, and their figures those of the plans.
 */
#include "explore_internal.h"
#include "random_net.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bac_net *load(const char *path) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_net_load(path, &net, &err), BAC_OK, "%s", err.text);
    return net;
}

static bac_explore *explore(const bac_net *net, uint32_t samples, uint32_t most) {
    bac_explore *e = NULL;
    bac_error err = {0};
    const bac_explore_question q = {
        .samples_per_clock = samples, .limits = bac_limits_none(), .most = most};
    cr_assert_eq(bac_explore_open(net, &q, &e, &err), BAC_OK, "%s: %s", err.where, err.text);
    return e;
}

/* What the plan comes to, through its text: as the user's tools see it. */
static void check_plan(const bac_net *net, const bac_explore *e, uint32_t i) {
    bac_plan *plan = NULL, *again = NULL;
    bac_netlist *p = NULL;
    bac_explored r;
    bac_error err = {0};
    char *text = NULL;
    cr_assert_eq(bac_explore_build(e, i, &r, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(bac_explore_plan(e, i, &plan, &err), BAC_OK);
    cr_assert_eq(bac_plan_text(net, plan, &text, &err), BAC_OK);
    cr_assert_eq(bac_plan_parse(text, strlen(text), "p", net, &again, &err), BAC_OK, "%s",
                 err.text);
    const bac_status status = bac_compile(net, again, &p, &err);
    cr_assert_eq(status == BAC_OK, r.built == BAC_BUILT, "%s: %s\n%s", err.where, err.text, text);
    if (status == BAC_OK) {
        bac_size total, *of = calloc(p->n_stages, sizeof *of);
        cr_assert_eq(bac_size_netlist(p, BAC_FAMILY_XILINX, of, &total, &err), BAC_OK);
        cr_assert_eq(p->cycles_per_frame, r.clocks);
        cr_assert_eq(p->latency_last, r.latency);
        cr_assert_eq(total.site, r.size.cell);
        cr_assert_eq(again->samples_per_clock, r.samples_per_clock);
        free(of);
    }
    free(text);
    bac_netlist_free(p);
    bac_plan_free(plan);
    bac_plan_free(again);
}

Test(bac_explore, its_figures_are_those_of_the_plan) {
    bac_net *net = load(TEST_NETS "/tests/nets/tiny.bnet");
    bac_explore *e = explore(net, 0, 0);
    cr_assert_gt(bac_explore_count(e).candidates, 10);
    for (uint32_t i = 0; i < bac_explore_count(e).candidates; i++)
        check_plan(net, e, i);
    bac_explore_free(e);
    bac_net_free(net);
}

Test(bac_explore, same_question_same_candidates_each_once) {
    bac_net *net = load(TEST_NETS "/tests/nets/tiny.bnet");
    bac_explore *a = explore(net, 0, 0), *b = explore(net, 0, 0), *c = explore(net, 2, 0);
    char spec[BAC_EXPLORE_SPEC], other[BAC_EXPLORE_SPEC];
    cr_assert_eq(bac_explore_hash(a), bac_explore_hash(b));
    cr_assert_neq(bac_explore_hash(a), bac_explore_hash(c));
    for (uint32_t i = 0; i < bac_explore_count(a).candidates; i++) {
        bac_explore_spec(a, i, spec);
        bac_explore_spec(b, i, other);
        cr_assert_str_eq(spec, other);
        for (uint32_t k = 0; k < i; k++) {
            bac_explore_spec(a, k, other);
            cr_assert_str_neq(spec, other);
        }
    }
    bac_explore_free(a);
    bac_explore_free(b);
    bac_explore_free(c);
    bac_net_free(net);
}

Test(bac_explore, random_networks_have_plans_that_can_be_built) {
    uint64_t seed = random_first_seed();
    for (uint64_t round = 0; round < random_rounds(20); round++, seed++) {
        char text[80];
        const random_limits limits = random_small(seed);
        bac_net *net = NULL;
        bac_error err = {0};
        cr_assert_eq(random_net(seed, &limits, &net, &err), BAC_OK);
        bac_explore *e = explore(net, 1, 20);
        uint32_t built = 0;
        for (uint32_t i = 0; i < bac_explore_count(e).candidates; i++) {
            bac_explored r;
            cr_assert_eq(bac_explore_build(e, i, &r, &err), BAC_OK, "%s (%s)", err.text,
                         random_replay(seed, text));
            built += r.built == BAC_BUILT;
        }
        cr_assert_gt(built, 0, "%s", random_replay(seed, text));
        bac_explore_free(e);
        bac_net_free(net);
    }
}

/* How far the sums of the parts are from plans that were built, in the mean and at most. */
static void near_the_whole(const char *path, double *mean, double *worst) {
    bac_net *net = load(path);
    bac_explore *e = explore(net, 1, 100);
    uint32_t n = 0;
    double sum = 0;
    *worst = 0;
    for (uint32_t i = 0; i < bac_explore_count(e).candidates; i++) {
        bac_explored r;
        bac_error err;
        if (e->candidates[i].engine) /* it has no parts */
            continue;
        n++;
        cr_assert_eq(bac_explore_build(e, i, &r, &err), BAC_OK);
        cr_assert_eq(r.built, BAC_BUILT, "%s", err.text);
        const double off = fabs(r.size.cell / e->candidates[i].site - 1);
        sum += off;
        *worst = fmax(*worst, off);
    }
    *mean = sum / n;
    cr_log_info("%s, %u plans: off by %.1f %% in the mean, %.1f %% at most", path, n, 100 * *mean,
                100 * *worst);
    cr_assert_gt(n, 50);
    bac_explore_free(e);
    bac_net_free(net);
}

/* docs/explore.md states them. */
Test(bac_explore, parts_added_up_are_near_the_whole) {
    double mean, worst;
    near_the_whole(TEST_NETS "/golden/nets/default-0099.bnet", &mean, &worst);
    cr_assert(mean < 0.10 && worst < 0.35, "mean %.3f, worst %.3f", mean, worst);
    near_the_whole(TEST_NETS "/golden/nets/default.bnet", &mean, &worst);
    cr_assert(mean < 0.10 && worst < 0.40, "mean %.3f, worst %.3f", mean, worst);
}

/* The best plan at one sample a clock is no dearer than the one made by hand. */
Test(bac_explore, is_no_worse_than_the_plan_by_hand) {
    bac_net *net = load(TEST_NETS "/golden/nets/default-0099.bnet");
    bac_plan *plan = NULL;
    bac_netlist *p = NULL;
    bac_size total, *of;
    bac_error err = {0};
    cr_assert_eq(
        bac_plan_load(TEST_NETS "/golden/plans/default-0099-serial-1.cfg", net, &plan, &err),
        BAC_OK);
    cr_assert_eq(bac_compile(net, plan, &p, &err), BAC_OK);
    of = calloc(p->n_stages, sizeof *of);
    cr_assert_eq(bac_size_netlist(p, BAC_FAMILY_XILINX, of, &total, &err), BAC_OK);
    bac_explore *e = explore(net, 1, 0);
    double least = 1e9;
    for (uint32_t i = 0; i < bac_explore_count(e).candidates; i++) {
        bac_explored r;
        if (e->candidates[i].engine || e->candidates[i].choice[0].style == BAC_STYLE_FOLDED)
            continue;
        cr_assert_eq(bac_explore_build(e, i, &r, &err), BAC_OK);
        if (r.built == BAC_BUILT && r.clocks <= p->cycles_per_frame && r.size.cell < least)
            least = r.size.cell;
    }
    cr_assert_leq(least, 1.01 * total.site);
    free(of);
    bac_explore_free(e);
    bac_netlist_free(p);
    bac_plan_free(plan);
    bac_net_free(net);
}
