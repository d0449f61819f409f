/* test_rank.c - who goes on: against a definition that is slow and plain. */
#include "random_net.h"
#include "search.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { MOST = 60 };

static const bac_search_space pareto = {.score_hi = INFINITY};

static bool dominates(const bac_search_score *a, const bac_search_score *b) {
    return a->accuracy >= b->accuracy && a->score <= b->score &&
           (a->accuracy > b->accuracy || a->score < b->score);
}

/* Takes away what nothing dominates, again and again. */
static void naive_layers(const bac_search_score *s, uint32_t n, uint32_t *layer) {
    bool gone[MOST] = {false}, front[MOST];
    for (uint32_t left = n, depth = 0; left > 0; depth++) {
        memset(front, 0, sizeof front);
        for (uint32_t i = 0; i < n; i++) {
            front[i] = !gone[i];
            for (uint32_t j = 0; j < n && front[i]; j++)
                front[i] = gone[j] || !dominates(&s[j], &s[i]);
        }
        for (uint32_t i = 0; i < n; i++)
            if (front[i]) {
                layer[i] = depth;
                gone[i] = true;
                left--;
            }
    }
}

static void rank(const bac_search_space *space, bac_search_score *s, uint32_t n, uint32_t *order) {
    bool seen[MOST] = {false};
    bac_error err = {0};
    cr_assert_eq(bac_search_rank(space, s, n, order, &err), BAC_OK);
    for (uint32_t i = 0; i < n; i++) {
        cr_assert(order[i] < n && !seen[order[i]], "no permutation");
        seen[order[i]] = true;
    }
}

/* Coarse values, so that ties of one and of both occur. */
Test(bac_search_rank, layers_are_those_of_the_definition) {
    char replay[80];
    uint64_t first = random_first_seed(), rounds = random_rounds(2000);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        random_source r = {seed};
        bac_search_score s[MOST];
        uint32_t layer[MOST], order[MOST], n = (uint32_t)random_between(&r, 1, MOST);
        int64_t coarse = random_between(&r, 1, 30);
        for (uint32_t i = 0; i < n; i++)
            s[i] = (bac_search_score){.accuracy = (double)random_between(&r, 0, coarse) / 30,
                                      .score = 0.01 * (double)random_between(&r, 0, coarse)};
        naive_layers(s, n, layer);
        rank(&pareto, s, n, order);
        for (uint32_t i = 0; i < n; i++) {
            cr_assert_eq(s[i].layer, layer[i], "point %u: layer %u, not %u; %s", i, s[i].layer,
                         layer[i], random_replay(seed, replay));
            if (i)
                cr_assert(layer[order[i]] >= layer[order[i - 1]], "%s",
                          random_replay(seed, replay));
        }
    }
}

Test(bac_search_rank, an_order_does_not_depend_on_the_order_of_what_is_ranked) {
    char replay[80];
    for (uint64_t seed = random_first_seed(), end = seed + random_rounds(300); seed < end; seed++) {
        random_source r = {seed};
        bac_search_score s[MOST], turned[MOST];
        uint32_t order[MOST], back[MOST], n = (uint32_t)random_between(&r, 1, MOST);
        for (uint32_t i = 0; i < n; i++) { /* no ties: those go by index */
            s[i] = (bac_search_score){.accuracy = (double)(random_next(&r) >> 11) * 0x1p-53,
                                      .score = (double)(random_next(&r) >> 11) * 0x1p-53};
            turned[n - 1 - i] = s[i];
        }
        rank(&pareto, s, n, order);
        rank(&pareto, turned, n, back);
        for (uint32_t i = 0; i < n; i++)
            cr_assert_eq(order[i], n - 1 - back[i], "%s", random_replay(seed, replay));
    }
}

/* Five of a front: two ends, one alone in the middle, two close together. */
Test(bac_search_rank, the_crowded_leave_a_layer_first_and_its_best_last) {
    bac_search_score s[] = {{.accuracy = 0.50, .score = 0.001},
                            {.accuracy = 0.55, .score = 0.010},
                            {.accuracy = 0.58, .score = 0.0500},
                            {.accuracy = 0.581, .score = 0.0505},
                            {.accuracy = 0.60, .score = 0.100}};
    uint32_t order[5];
    rank(&pareto, s, 5, order);
    cr_expect_eq(order[0], 4, "most accurate");
    cr_expect_eq(order[1], 0, "cheapest");
    cr_expect_eq(order[2], 1, "alone");
    cr_expect(isinf(s[0].crowd) && isinf(s[4].crowd) && s[1].crowd > s[3].crowd);
    for (uint32_t i = 0; i < 5; i++)
        cr_expect_eq(s[i].layer, 0);
}

/* Computed once, the crowding of all of a cluster is small, and all of it would go. */
Test(bac_search_rank, of_a_cluster_one_remains) {
    bac_search_score s[] = {
        {.accuracy = 0.10, .score = 0.001},   {.accuracy = 0.30, .score = 0.010},
        {.accuracy = 0.301, .score = 0.0101}, {.accuracy = 0.302, .score = 0.0102},
        {.accuracy = 0.40, .score = 0.030},   {.accuracy = 0.50, .score = 0.100}};
    uint32_t order[6];
    rank(&pareto, s, 6, order);
    bool cluster = false;
    for (int i = 0; i < 4; i++)
        cluster = cluster || (order[i] >= 1 && order[i] <= 3);
    cr_expect(cluster, "%u %u %u %u", order[0], order[1], order[2], order[3]);
}

/* Room of point i among those still there, from its definition. */
static double naive_room(const bac_search_score *s, const bool *gone, uint32_t n, uint32_t i) {
    const bac_search_score *below = NULL, *above = NULL;
    for (uint32_t j = 0; j < n; j++) {
        if (gone[j] || j == i)
            continue;
        if (s[j].score < s[i].score && (!below || s[j].score > below->score))
            below = &s[j];
        if (s[j].score > s[i].score && (!above || s[j].score < above->score))
            above = &s[j];
    }
    if (!below || !above)
        return INFINITY;
    return log(above->score / below->score) / log(s[n - 1].score / s[0].score) +
           (above->accuracy - below->accuracy) / (s[n - 1].accuracy - s[0].accuracy);
}

/* Who leaves is the one with least room among those that are left, each time anew. */
Test(bac_search_rank, each_that_leaves_makes_room) {
    char replay[80];
    for (uint64_t seed = random_first_seed(), end = seed + random_rounds(300); seed < end; seed++) {
        random_source r = {seed};
        bac_search_score s[MOST];
        bool gone[MOST] = {false};
        uint32_t order[MOST], n = (uint32_t)random_between(&r, 3, MOST);
        for (uint32_t i = 0; i < n; i++) /* a front: dearer is better */
            s[i] = (bac_search_score){
                .accuracy = (i ? s[i - 1].accuracy : 0) + 1e-4 * (double)random_between(&r, 1, 99),
                .score =
                    (i ? s[i - 1].score : 0.001) * (1 + 1e-3 * (double)random_between(&r, 1, 99))};
        rank(&pareto, s, n, order);
        for (uint32_t left = n; left > 2; left--) {
            double room = naive_room(s, gone, n, order[left - 1]);
            for (uint32_t i = 0; i < n; i++)
                cr_assert(gone[i] || naive_room(s, gone, n, i) > room - 1e-9, "%s",
                          random_replay(seed, replay));
            gone[order[left - 1]] = true;
        }
        cr_assert(order[0] == n - 1 && order[1] == 0);
    }
}

Test(bac_search_rank, a_score_range_ends_the_gain_and_bars_the_dear) {
    bac_search_space space = {.score_lo = 0.01, .score_hi = 0.02};
    bac_search_score s[] = {{.accuracy = 0.2, .score = 0.001}, /* cheaper than is any gain */
                            {.accuracy = 0.5, .score = 0.009}, /* as good as 0.01 */
                            {.accuracy = 0.6, .score = 0.015},
                            {.accuracy = 0.9, .score = 0.021}, /* too dear */
                            {.accuracy = 0.8, .score = 0.02}};
    uint32_t order[5];
    rank(&space, s, 5, order);
    cr_expect_eq(s[1].layer, 0);
    cr_expect_eq(s[2].layer, 0);
    cr_expect_eq(s[4].layer, 0);
    cr_expect_eq(s[0].layer, 1);
    cr_expect_eq(s[3].layer, 2);
    cr_expect_eq(order[4], 3);
    space.objective = BAC_SEARCH_SCALAR;
    rank(&space, s, 5, order);
    cr_expect(order[0] == 4 && order[4] == 3);
}

Test(bac_search_rank, failed_ones_come_last) {
    bac_search_space space = pareto;
    bac_search_score s[] = {{.accuracy = 0.9, .score = 0.001, .failed = true},
                            {.accuracy = 0.1, .score = 0.5},
                            {.failed = true},
                            {.accuracy = 0.2, .score = 0.4}};
    uint32_t order[4];
    for (int objective = 0; objective < 2; objective++) {
        space.objective = objective ? BAC_SEARCH_SCALAR : BAC_SEARCH_PARETO;
        rank(&space, s, 4, order);
        cr_expect(order[0] == 3 && order[1] == 1 && s[order[2]].failed && s[order[3]].failed);
    }
}

/* accuracy - lambda ln(score): at lambda 0.1 ten times the score costs 0.23. */
Test(bac_search_rank, a_scalar_weighs_accuracy_against_the_logarithm_of_the_score) {
    bac_search_space space = {.score_hi = INFINITY, .objective = BAC_SEARCH_SCALAR, .lambda = 0.1};
    bac_search_score s[] = {{.accuracy = 0.50, .score = 0.01},
                            {.accuracy = 0.72, .score = 0.10},
                            {.accuracy = 0.74, .score = 0.10},
                            {.accuracy = 0.0, .score = 0}};
    uint32_t order[4];
    rank(&space, s, 3, order);
    cr_expect(order[0] == 2 && order[1] == 0 && order[2] == 1);
    rank(&space, s, 4, order); /* no weights at all: a finite value */
    space.lambda = 0;
    rank(&space, s, 3, order);
    cr_expect(order[0] == 2 && order[1] == 1 && order[2] == 0);
}

Test(bac_search_rank, none_and_one_are_fine) {
    bac_search_score s = {.accuracy = 0.5, .score = 0.1};
    uint32_t order = 7;
    rank(&pareto, &s, 0, &order);
    cr_expect_eq(order, 7);
    rank(&pareto, &s, 1, &order);
    cr_expect_eq(order, 0);
}
