/* test_combine.c - the best combinations unit by unit, against all combinations there are. */
#include "explore_internal.h"
#include "random_net.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNITS = 5, OPTIONS = 4, MOST = 1024 /* OPTIONS to the power of UNITS */ };

/* Every figure of a whole combination, in bac_combine's order; false: too slow. */
static bool sum_of(const bac_model *m, const uint32_t *option, uint64_t pace, bac_point *p) {
    bac_price price = m->price;
    double latency = m->latency;
    for (uint32_t u = 0; u < m->n_units; u++) {
        const bac_option *o = &m->of[u].list[option[u]];
        if (o->clocks > pace)
            return false;
        price = bac_price_sum(price, o->price);
        latency += o->latency;
        if (u > 0) {
            const bac_style before = m->of[u - 1].list[option[u - 1]].choice.style;
            price = bac_price_sum(price, m->entry[u][before][o->choice.style]);
            price = bac_price_sum(price, o->more[before]);
        }
    }
    *p = (bac_point){{price.site, price.bram, price.dsp, latency, 0}, 0};
    return true;
}

/* All combinations, those that are beaten taken out. */
static uint32_t brute(const bac_model *m, uint64_t pace, bac_point *p) {
    uint32_t option[64] = {0}, n = 0;
    for (bool more = true; more;) {
        n += sum_of(m, option, pace, &p[n]);
        more = false;
        for (uint32_t u = 0; u < m->n_units && !more; u++) {
            option[u] = (option[u] + 1) % m->of[u].n;
            more = option[u] != 0;
        }
    }
    return bac_points_prune(p, n, 0);
}

static uint32_t combined(const bac_model *m, uint64_t pace, uint32_t most, bac_point *p) {
    bac_combinations c;
    bac_error err = {0};
    const bac_limits none = bac_limits_none();
    cr_assert_eq(bac_combine(m, pace, most, &none, &c, &err), BAC_OK, "%s", err.text);
    for (uint32_t i = 0; i < c.n; i++) {
        uint32_t option[64];
        bac_point told = {
            {c.list[i].price.site, c.list[i].price.bram, c.list[i].price.dsp, c.list[i].latency, 0},
            0};
        for (uint32_t u = 0; u < m->n_units; u++)
            option[u] = c.list[i].option[u];
        cr_assert(sum_of(m, option, pace, &p[i]), "an option is too slow");
        for (uint32_t k = 0; k < BAC_FIGURES; k++)
            cr_assert_float_eq(told.figure[k], p[i].figure[k], 1e-9);
    }
    const uint32_t n = c.n;
    bac_combinations_free(&c);
    return bac_points_prune(p, n, 0);
}

static void compare(const bac_model *m, uint64_t pace, bac_point *a, bac_point *b,
                    const char *what) {
    const uint32_t n = brute(m, pace, a), got = combined(m, pace, 100000, b);
    cr_assert_eq(got, n, "%s: %u of %u on the front", what, got, n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < BAC_FIGURES; k++)
            cr_assert_float_eq(a[i].figure[k], b[i].figure[k], 1e-9, "%s", what);
}

static bac_price draw_price(random_source *r, int64_t least) {
    return (bac_price){(double)random_between(r, least, 40), (double)random_between(r, 0, 9),
                       (double)random_between(r, 0, 3), (double)random_between(r, 0, 2)};
}

static void draw_model(random_source *r, bac_model *m) {
    bac_error err;
    *m = (bac_model){.samples = 1, .n_units = UNITS, .beats = 10, .price = draw_price(r, 1)};
    m->of = calloc(UNITS, sizeof *m->of);
    m->entry = calloc(UNITS, sizeof *m->entry);
    for (uint32_t u = 0; u < UNITS; u++) {
        for (uint32_t o = 0; o < OPTIONS; o++) {
            bac_option option = {
                .choice = {.style = (bac_style)random_between(r, 0, BAC_STYLE_BY_LAYER - 1),
                           .value = {o + 1, o + 1, 0, o + 1}},
                .price = draw_price(r, 20),
                .latency = (double)random_between(r, 1, 30),
                .clocks = (uint64_t)random_between(r, 8, 20)};
            option.more[BAC_STYLE_FOLDED].site = (double)random_between(r, -4, 4);
            cr_assert_eq(bac_options_add(&m->of[u], &option, &err), BAC_OK);
        }
        for (unsigned a = 0; a < BAC_STYLE_BY_LAYER; a++)
            for (unsigned b = 0; b < BAC_STYLE_BY_LAYER; b++)
                if (a != b)
                    m->entry[u][a][b].site = (double)random_between(r, -3, 12);
    }
}

Test(bac_combine, finds_the_front_of_all_combinations_of_random_options) {
    random_source r = {random_first_seed()};
    bac_point *a = calloc(MOST, sizeof *a), *b = calloc(MOST, sizeof *b);
    for (uint64_t round = 0; round < random_rounds(200); round++) {
        bac_model m;
        char text[64];
        draw_model(&r, &m);
        for (uint64_t pace = 8; pace <= 20; pace += 4) {
            snprintf(text, sizeof text, "round %llu, pace %llu", (unsigned long long)round,
                     (unsigned long long)pace);
            compare(&m, pace, a, b, text);
        }
        bac_model_close(&m);
    }
    free(a);
    free(b);
}

/* Of each unit the first few options. */
static void shorten(bac_model *m, uint32_t options) {
    for (uint32_t u = 0; u < m->n_units; u++)
        if (m->of[u].n > options)
            m->of[u].n = options;
}

Test(bac_combine, finds_the_front_of_all_plans_of_the_tiny_network) {
    bac_net *net = NULL;
    bac_error err = {0};
    bac_unit *units;
    uint32_t n;
    bac_model m;
    cr_assert_eq(bac_net_load(TEST_NETS "/tests/nets/tiny.bnet", &net, &err), BAC_OK);
    cr_assert_eq(bac_units_of(net, &units, &n, &err), BAC_OK);
    cr_assert_eq(n, 8);
    cr_assert_eq(bac_model_open(net, units, n, 1, BAC_FAMILY_XILINX, NULL, &m, &err), BAC_OK, "%s",
                 err.text);
    shorten(&m, 4);
    uint32_t all = 1;
    for (uint32_t u = 0; u < n; u++)
        all *= m.of[u].n;
    cr_assert_gt(all, 1000);
    bac_point *a = calloc(all, sizeof *a), *b = calloc(all, sizeof *b);
    const uint64_t paces[] = {16, 24, 40, 64, 100, 1000};
    for (size_t i = 0; i < sizeof paces / sizeof *paces; i++)
        compare(&m, paces[i], a, b, "tiny");
    free(a);
    free(b);
    bac_model_close(&m);
    free(units);
    bac_net_free(net);
}

Test(bac_combine, thinned_states_stay_near_the_front) {
    random_source r = {21};
    bac_point *a = calloc(MOST, sizeof *a), *b = calloc(MOST, sizeof *b);
    for (int round = 0; round < 50; round++) {
        bac_model m;
        draw_model(&r, &m);
        const uint32_t n = brute(&m, 20, a), got = combined(&m, 20, 4, b);
        cr_assert(got > 0 && got <= 3 * 4 && got <= n + 3 * 4);
        cr_assert_leq(b[0].figure[0], a[0].figure[0] * 1.5, "the cheapest is lost");
        bac_model_close(&m);
    }
    free(a);
    free(b);
}
