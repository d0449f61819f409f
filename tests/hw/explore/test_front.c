/* test_front.c - what is beaten, against looking at every pair. */
#include "explore_internal.h"
#include "random_net.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { MOST = 120 };

static bool no_worse(const double *a, const double *b, double slack) {
    for (uint32_t k = 0; k < BAC_FIGURES; k++)
        if (a[k] > b[k] * (1 + slack))
            return false;
    return true;
}

/* Small whole numbers, so that many are equal. */
static uint32_t draw_points(random_source *r, bac_point p[MOST]) {
    const uint32_t n = (uint32_t)random_between(r, 0, MOST);
    const int64_t range = random_between(r, 1, 12);
    for (uint32_t i = 0; i < n; i++) {
        p[i].index = i;
        for (uint32_t k = 0; k < BAC_FIGURES; k++)
            p[i].figure[k] = (double)random_between(r, 0, range);
    }
    return n;
}

Test(bac_points_prune, keeps_exactly_what_no_other_beats) {
    random_source r = {random_first_seed()};
    for (uint64_t round = 0; round < random_rounds(500); round++) {
        bac_point all[MOST], kept[MOST];
        const uint32_t n = draw_points(&r, all);
        for (uint32_t i = 0; i < n; i++)
            kept[i] = all[i];
        const uint32_t left = bac_points_prune(kept, n, 0);
        for (uint32_t i = 0; i < n; i++) { /* every point is matched by one that was kept */
            bool found = false;
            for (uint32_t k = 0; k < left; k++)
                found = found || no_worse(kept[k].figure, all[i].figure, 0);
            cr_assert(found, "round %llu: point %u is lost", (unsigned long long)round, i);
        }
        for (uint32_t i = 0; i < left; i++) /* and none of those matches another */
            for (uint32_t k = 0; k < left; k++)
                cr_assert(i == k || !no_worse(kept[k].figure, kept[i].figure, 0),
                          "round %llu: %u beats %u", (unsigned long long)round, kept[k].index,
                          kept[i].index);
    }
}

Test(bac_points_prune, thins_to_the_number_asked_for_and_keeps_the_first) {
    random_source r = {7};
    for (int round = 0; round < 100; round++) {
        bac_point all[MOST], first;
        uint32_t n = draw_points(&r, all);
        if (n == 0)
            continue;
        n = bac_points_prune(all, n, 0);
        first = all[0];
        const uint32_t most = (uint32_t)random_between(&r, 1, 10);
        const uint32_t left = bac_points_thin(all, n, most);
        cr_assert_leq(left, most);
        cr_assert_eq(all[0].index, first.index, "the least in the first figure has to stay");
    }
}

static bac_explored draw_result(random_source *r) {
    bac_explored x = {.built = random_chance(r, 90) ? BAC_BUILT : BAC_BUILT_REFUSED,
                      .samples_per_clock = 1,
                      .clocks = (uint64_t)random_between(r, 100, 130),
                      .latency = (uint64_t)random_between(r, 10, 30)};
    x.size.cell = (double)random_between(r, 1000, 1040);
    x.size.bram = (double)random_between(r, 0, 2);
    x.size.dsp = (double)random_between(r, 0, 1);
    x.size.ff = (double)random_between(r, 0, 100);
    return x;
}

static void figures(const bac_explored *x, double f[BAC_FIGURES]) {
    f[0] = (double)x->clocks;
    f[1] = x->size.cell;
    f[2] = (double)x->latency;
    f[3] = x->size.bram;
    f[4] = x->size.dsp;
}

Test(bac_explore_front, is_the_front_of_what_fits) {
    random_source r = {3};
    for (int round = 0; round < 200; round++) {
        bac_explored list[MOST];
        uint32_t index[MOST];
        bool on[MOST] = {false};
        bac_limits limits = bac_limits_none();
        for (uint32_t i = 0; i < MOST; i++)
            list[i] = draw_result(&r);
        limits.site = 1035;
        limits.ff = 90;
        limits.clocks = 128;
        const uint32_t n = bac_explore_front(list, MOST, &limits, 0, index);
        for (uint32_t k = 0; k < n; k++) {
            on[index[k]] = true;
            cr_assert(bac_explored_fits(&list[index[k]], &limits));
            cr_assert(k == 0 || list[index[k - 1]].clocks <= list[index[k]].clocks);
        }
        for (uint32_t i = 0; i < MOST; i++) {
            double mine[BAC_FIGURES], other[BAC_FIGURES];
            bool matched = !bac_explored_fits(&list[i], &limits);
            figures(&list[i], mine);
            for (uint32_t k = 0; k < n; k++) {
                figures(&list[index[k]], other);
                matched = matched || no_worse(other, mine, 0);
                cr_assert(!on[i] || index[k] == i || !no_worse(other, mine, 0));
            }
            cr_assert(matched, "round %d: plan %u is lost", round, i);
        }
    }
}

Test(bac_explore_front, with_a_grain_keeps_the_best_of_each_figure) {
    random_source r = {11};
    for (int round = 0; round < 200; round++) {
        bac_explored list[MOST];
        uint32_t all[MOST], some[MOST];
        const bac_limits limits = bac_limits_none();
        for (uint32_t i = 0; i < MOST; i++)
            list[i] = draw_result(&r);
        const uint32_t n = bac_explore_front(list, MOST, &limits, 0, all);
        const uint32_t m = bac_explore_front(list, MOST, &limits, 0.1, some);
        cr_assert(m <= n && m > 0);
        for (uint32_t f = 0; f < BAC_FIGURES; f++) {
            double least[2] = {INFINITY, INFINITY}, at[BAC_FIGURES];
            for (uint32_t k = 0; k < n; k++) {
                figures(&list[all[k]], at);
                least[0] = fmin(least[0], at[f]);
            }
            for (uint32_t k = 0; k < m; k++) {
                figures(&list[some[k]], at);
                least[1] = fmin(least[1], at[f]);
            }
            cr_assert_eq(least[0], least[1], "round %d, figure %u", round, f);
        }
    }
}

Test(bac_explore_front, of_nothing_that_fits_is_empty) {
    random_source r = {5};
    bac_explored list[MOST];
    uint32_t index[MOST];
    bac_limits limits = bac_limits_none();
    for (uint32_t i = 0; i < MOST; i++)
        list[i] = draw_result(&r);
    limits.site = 999;
    cr_assert_eq(bac_explore_front(list, MOST, &limits, 0.2, index), 0);
    for (unsigned best = 0; best < BAC_BESTS; best++)
        cr_assert_eq(bac_explore_best(list, MOST, &limits, (bac_best)best), MOST);
    const uint32_t nearest = bac_explore_nearest(list, MOST, &limits);
    cr_assert_lt(nearest, MOST);
    for (uint32_t i = 0; i < MOST; i++)
        cr_assert(list[i].built != BAC_BUILT || list[nearest].size.cell <= list[i].size.cell);
}

Test(bac_explore_front, nearest_breaks_fewest_limits_and_these_least) {
    bac_explored list[] = {
        {.built = BAC_BUILT, .clocks = 101, .size = {.cell = 101}}, /* two limits, by one percent */
        {.built = BAC_BUILT, .clocks = 100, .size = {.cell = 400}}, /* one, four times */
        {.built = BAC_BUILT, .clocks = 300, .size = {.cell = 100}}, /* one, three times */
        {.built = BAC_BUILT_REFUSED, .clocks = 100, .size = {.cell = 100}},
        {.built = BAC_BUILT, .clocks = 500, .size = {.cell = 100}},
    };
    bac_limits limits = bac_limits_none();
    limits.site = limits.clocks = 100;
    cr_assert_eq(bac_explore_nearest(list, 5, &limits), 2);
    cr_assert_eq(bac_explore_nearest(list, 2, &limits), 1);
    cr_assert_eq(bac_explore_nearest(list + 3, 1, &limits), 1);
    /* By the ratio, not by the numbers: 3 DSP of 2 are more than 110 cells of 100. */
    const bac_explored few[] = {{.built = BAC_BUILT, .size = {.cell = 1, .dsp = 3}},
                                {.built = BAC_BUILT, .size = {.cell = 110}}};
    limits.dsp = 2;
    cr_assert_eq(bac_explore_nearest(few, 2, &limits), 1);
}

Test(bac_explore_front, best_is_the_least_of_what_was_asked_for) {
    random_source r = {13};
    for (int round = 0; round < 100; round++) {
        bac_explored list[MOST];
        bac_limits limits = bac_limits_none();
        limits.site = 1030;
        for (uint32_t i = 0; i < MOST; i++)
            list[i] = draw_result(&r);
        const uint32_t rate = bac_explore_best(list, MOST, &limits, BAC_BEST_RATE);
        const uint32_t lut = bac_explore_best(list, MOST, &limits, BAC_BEST_LUT);
        const uint32_t late = bac_explore_best(list, MOST, &limits, BAC_BEST_LATENCY);
        for (uint32_t i = 0; i < MOST; i++) {
            if (!bac_explored_fits(&list[i], &limits))
                continue;
            cr_assert_geq(list[i].clocks, list[rate].clocks);
            cr_assert_geq(list[i].size.cell, list[lut].size.cell);
            cr_assert_geq(list[i].latency, list[late].latency);
            cr_assert(list[i].clocks > list[rate].clocks ||
                      list[i].size.cell >= list[rate].size.cell);
        }
    }
}
