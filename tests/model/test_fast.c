/* test_fast.c - the vector kernels of a run against its plain loops: results of the program that
 * keeps only them, and every stream of the one that keeps all. */
#include "fixed.h"
#include "random_net.h"
#include "run/fit.h"
#include "run/form.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- Two runs, number by number ---- */

static void compare_streams(const bac_net *net, bac_run *run, bac_run *plain, const char *what) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        const int32_t *got = bac_run_layer(run, i), *want = bac_run_layer(plain, i);
        for (uint32_t j = 0; j < l->T * l->C; j++)
            cr_assert(got[j] == want[j], "%s: %s position %u channel %u: %d, not %d", what, l->name,
                      j / l->C, j % l->C, got[j], want[j]);
    }
}

static void compare_run(const bac_net *net, bac_run *run, bac_run *plain, uint64_t seed,
                        const char *what) {
    const bac_layer *in = bac_net_layer(net, 0);
    const uint32_t classes = bac_net_logits(net)->C;
    int32_t *codes = malloc(sizeof *codes * in->T * in->C);
    int32_t *got = malloc(sizeof *got * classes), *want = malloc(sizeof *want * classes);
    random_source r = {seed};
    cr_assert(codes && got && want);
    for (int f = 0; f < 3; f++) {
        uint32_t best = 0, expected = 1;
        random_frame(&r, net, codes);
        cr_assert(!bac_run_frame(plain, codes, want, &expected, NULL));
        cr_assert(!bac_run_frame(run, codes, got, &best, NULL));
        for (uint32_t c = 0; c < classes; c++)
            cr_assert(got[c] == want[c], "%s: frame %d, logit %u: %d, not %d", what, f, c, got[c],
                      want[c]);
        cr_assert(best == expected, "%s: frame %d is of class %u, not %u", what, f, best, expected);
        compare_streams(net, run, plain, what);
    }
    free(codes);
    free(got);
    free(want);
}

/* Every kind of loops that this processor has. */
static void compare_net(const bac_net *net, uint64_t seed) {
    static const char *const name[BAC_RUN_COUNT] = {
        [BAC_RUN_FASTEST] = "fastest", [BAC_RUN_PORTABLE] = "portable", [BAC_RUN_AVX2] = "AVX2"};
    char replay[80], what[120];
    bac_run *plain;
    cr_assert(!bac_run_create_with(net, BAC_RUN_PLAIN, &plain, NULL));
    for (int k = 0; k < BAC_RUN_COUNT; k++) {
        bac_run *run;
        bac_error err = {0};
        if (!name[k])
            continue;
        const bac_status status = bac_run_create_with(net, (bac_loops_of_run)k, &run, &err);
        if (status == BAC_ERR_INPUT && k == BAC_RUN_AVX2) /* not here: tests/cpu says so */
            continue;
        cr_assert(!status, "%s: %s", random_replay(seed, replay), err.text);
        snprintf(what, sizeof what, "%s, %s", random_replay(seed, replay), name[k]);
        compare_run(net, run, plain, seed, what);
        bac_run_free(run);
    }
    bac_run_free(plain);
}

static void compare_nets(const random_limits *limits, uint64_t rounds) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(rounds); seed++) {
        char replay[80];
        bac_net *net;
        bac_error err;
        cr_assert(!random_net(seed, limits, &net, &err), "%s: %s", random_replay(seed, replay),
                  err.text);
        compare_net(net, seed);
        bac_net_free(net);
    }
}

/* ---- Random networks ---- */

Test(bac_run_loops, equal_the_plain_ones_on_random_networks) {
    compare_nets(NULL, 400);
}

Test(bac_run_loops, equal_the_plain_ones_at_every_width) {
    random_limits limits = random_usual();
    for (limits.bits = 1; limits.bits <= 16; limits.bits++) {
        cr_log_info("%u bits\n", limits.bits);
        limits.wild = limits.bits < 2 || limits.bits % 2;
        compare_nets(&limits, 30);
    }
}

/* Dense layers of many channels (quads), strides up to 4 and taps far outside the frame. */
Test(bac_run_loops, equal_the_plain_ones_on_many_channels_and_long_kernels) {
    random_limits limits = random_usual();
    limits.channels = 40;
    limits.wild = false;
    compare_nets(&limits, 60);
    limits = random_usual();
    limits.positions = 400; /* blocks of every size, and a rest */
    limits.kernel = 60;
    compare_nets(&limits, 60);
    limits.positions = 8; /* windows that leave one position: the plain loops' part */
    compare_nets(&limits, 150);
}

/* ---- Requantisers ---- */

enum { CHANNELS = 24, POSITIONS = 37 };

static int ascending(const void *a, const void *b) {
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Any form whose sums stay inside 64 bits for x in lo..hi. */
static void draw_form(random_source *r, const bac_layer *q, int32_t lo, int32_t hi,
                      bac_requant *f) {
    const int64_t span = (int64_t)hi - lo;
    *f = (bac_requant){.form = (bac_form)random_between(r, BAC_FORM_SHIFT, BAC_FORM_THRESHOLD)};
    if (f->form == BAC_FORM_THRESHOLD) {
        const int64_t codes = (int64_t)q->code_hi - q->code_lo;
        f->n_thresholds = (uint32_t)random_between(r, 0, codes < 90 ? codes : 90);
        f->decreasing = random_chance(r, 40);
        f->add = f->decreasing ? q->code_hi : q->code_lo;
        f->threshold = malloc((f->n_thresholds + 1) * sizeof *f->threshold);
        cr_assert_not_null(f->threshold);
        for (uint32_t i = 0; i < f->n_thresholds; i++)
            f->threshold[i] = (int32_t)random_between(r, lo, hi);
        qsort(f->threshold, f->n_thresholds, sizeof *f->threshold, ascending);
        return;
    }
    const int bits = (int)random_between(r, 0, 30);
    f->mul = (int32_t)random_between(r, -((int64_t)1 << bits), (int64_t)1 << bits);
    const double factor = f->form == BAC_FORM_MUL ? (double)f->mul : 1;
    const double reach = (double)span * (factor < 0 ? -factor : factor);
    while (f->shift < 62 &&
           reach / (double)((int64_t)1 << f->shift) > (double)q->code_hi - q->code_lo + 1)
        f->shift++;
    if (random_chance(r, 10)) /* far from what a quantiser has */
        f->shift = (uint8_t)random_between(r, 0, 62);
    if (f->form == BAC_FORM_EVEN && f->shift == 0)
        f->shift = 1;
    const int64_t most = (int64_t)1 << random_between(r, 1, 61);
    const int64_t middle = (int64_t)(((double)lo + (double)hi) / -2 * factor);
    f->add = random_chance(r, 15) ? random_between(r, -most, most)
                                  : middle + random_between(r, -1000, 1000);
}

/* input [POSITIONS][1] of 16 bits, a product with a weight for each channel, requantisers. */
static bac_net *net_of_forms(random_source *r, unsigned finish[BAC_FINISH_SCALAR + 1]) {
    const int bits = (int)random_between(r, 1, 15);
    int32_t w[CHANNELS], bias[CHANNELS];
    bac_requant form[CHANNELS];
    double one = 1;
    bac_net *net;
    for (int c = 0; c < CHANNELS; c++) {
        const int own = (int)random_between(r, 1, bits);
        w[c] = (int32_t)random_between(r, -(1 << own), (1 << own) - 1);
        bias[c] = (int32_t)random_between(r, -5000, 5000);
    }
    bac_layer in = {.op = BAC_INPUT,
                    .name = "in",
                    .T = POSITIONS,
                    .C = 1,
                    .type = {true, 16},
                    .code_lo = random_chance(r, 50) ? -300 : INT16_MIN,
                    .code_hi = random_chance(r, 50) ? 299 : INT16_MAX,
                    .n_scale = 1,
                    .scale = &one};
    bac_layer conv = {.op = BAC_CONV,
                      .name = "conv",
                      .n_in = 1,
                      .in = &(uint32_t){0},
                      .C = CHANNELS,
                      .groups = 1,
                      .kernel = 1,
                      .stride = 1,
                      .weight_type = {true, 16},
                      .weight = w,
                      .bias = bias,
                      .cost_bits = 16};
    bac_layer q = {.op = BAC_REQUANT,
                   .name = "q",
                   .n_in = 1,
                   .in = &(uint32_t){1},
                   .type = {random_chance(r, 50), (uint8_t)random_between(r, 2, 16)},
                   .requant = form};
    q.code_lo = (int32_t)bac_type_lo(q.type);
    q.code_hi = (int32_t)bac_type_hi(q.type);
    bac_layer flat = {.op = BAC_FLATTEN, .name = "flat", .n_in = 1, .in = &(uint32_t){2}};
    bac_layer best = {.op = BAC_ARGMAX, .name = "best", .n_in = 1, .in = &(uint32_t){3}};
    cr_assert(!bac_net_create("forms", &net, NULL) && !bac_net_add(net, &in, NULL, NULL) &&
              !bac_net_add(net, &conv, NULL, NULL));
    for (uint32_t c = 0; c < CHANNELS; c++) {
        const bac_layer *x = bac_net_layer(net, 1);
        const int32_t lo = x->channel_lo[c], hi = x->channel_hi[c];
        const bool narrow = lo >= INT16_MIN && hi <= INT16_MAX;
        bac_job job = {.wide = false};
        draw_form(r, &q, lo, hi, &form[c]);
        bac_form_choose(&q, c, lo, hi, narrow, &job);
        finish[job.finish]++;
    }
    bac_error err = {0};
    cr_assert(!bac_net_add(net, &q, NULL, &err), "%s", err.text);
    cr_assert(!bac_net_add(net, &flat, NULL, NULL) && !bac_net_add(net, &best, NULL, NULL) &&
              !bac_net_finish(net, NULL));
    for (uint32_t c = 0; c < CHANNELS; c++)
        free(form[c].threshold);
    return net;
}

Test(bac_run_loops, equal_the_plain_ones_on_every_form_of_requantiser) {
    unsigned finish[BAC_FINISH_SCALAR + 1] = {0};
    const uint64_t first = random_first_seed(), rounds = random_rounds(300);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        random_source r = {seed};
        bac_net *net = net_of_forms(&r, finish);
        compare_net(net, seed);
        bac_net_free(net);
    }
    for (int i = 0; i <= BAC_FINISH_SCALAR && rounds >= 300; i++)
        cr_assert(i == BAC_KEEP_16 || i == BAC_KEEP_32 || finish[i] > 30,
                  "finish %d was chosen %u times: too seldom to be tested", i, finish[i]);
}

/* At every integer of the range, not only where it steps. */
/* A requantiser that multiplies, and the range of what it reads. */
typedef struct drawn_fit {
    bac_requant r;
    int32_t lo, hi, code_lo, code_hi;
    bool found;
    bac_fit fit;
} drawn_fit;

static drawn_fit draw_fit(uint64_t seed) {
    random_source r = {seed};
    drawn_fit d = {.r = {.form = BAC_FORM_MUL}};
    d.lo = (int32_t)random_between(&r, -9000, 0);
    d.hi = d.lo + (int32_t)random_between(&r, 1, 12000);
    d.code_lo = (int32_t)random_between(&r, -200, 0);
    d.code_hi = d.code_lo + (int32_t)random_between(&r, 1, 255);
    d.r.mul = (int32_t)random_between(&r, -(1 << 24), 1 << 24);
    d.r.shift = (uint8_t)random_between(&r, 20, 38);
    d.r.add = (int64_t)random_between(&r, -2000, 2000) * d.r.mul + random_between(&r, -999, 999);
    d.found = bac_fit_mul(&d.r, d.code_lo, d.code_hi, d.lo, d.hi,
                          random_chance(&r, 50) ? INT16_MAX : INT32_MAX, &d.fit);
    return d;
}

Test(bac_fit_mul, is_the_same_function_everywhere) {
    const uint64_t first = random_first_seed(), rounds = random_rounds(2000);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        const drawn_fit d = draw_fit(seed);
        char replay[80];
        for (int32_t x = d.lo; d.found && x <= d.hi; x++) {
            const int64_t v = (int64_t)x * d.fit.mul + d.fit.add;
            const int32_t want = bac_fixed_requant(&d.r, d.code_lo, d.code_hi, x);
            const int32_t got =
                bac_fixed_clamp(bac_fixed_shift(v, d.fit.shift), d.code_lo, d.code_hi);
            cr_assert(v >= INT32_MIN && v <= INT32_MAX && got == want,
                      "%s: x = %d: %d, not %d; the product is %lld", random_replay(seed, replay), x,
                      got, want, (long long)v);
        }
    }
}

/* Whoever finds more, or with larger multipliers, changes the figures. */
Test(bac_fit_mul, finds_as_many_as_it_did) {
    unsigned found = 0, shifts = 0;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        const drawn_fit d = draw_fit(seed);
        found += d.found;
        shifts += d.found ? d.fit.shift : 0;
    }
    cr_assert(found == 1528 && shifts == 35878,
              "%u of 2000 are found, the sum of their shifts is %u", found, shifts);
}

/* ---- Limits of a run ---- */

Test(bac_run_loops, are_refused_where_there_are_none) {
    bac_net *net;
    bac_run *run = NULL;
    bac_error err = {0};
    cr_assert(!random_net(1, NULL, &net, NULL));
    cr_assert(bac_run_create_with(net, BAC_RUN_COUNT, &run, &err) == BAC_ERR_INPUT);
    cr_assert(run == NULL && err.text[0]);
    bac_net_free(net);
}
