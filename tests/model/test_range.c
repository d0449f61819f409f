/* test_range.c - the proven ranges: never left, and reached where inputs are independent. */
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void stays_inside(const bac_net *net, const bac_run *run, uint64_t seed) {
    char replay[80];
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        const int32_t *v = bac_run_layer(run, i);
        for (uint32_t j = 0; j < l->T * l->C; j++) {
            uint32_t c = j % l->C;
            cr_assert(v[j] >= l->channel_lo[c] && v[j] <= l->channel_hi[c],
                      "%s: %s channel %u: %d outside %d .. %d", random_replay(seed, replay),
                      l->name, c, v[j], l->channel_lo[c], l->channel_hi[c]);
        }
    }
}

static void hull_and_type(const bac_layer *l) {
    int32_t lo = INT32_MAX, hi = INT32_MIN;
    for (uint32_t c = 0; c < l->C; c++) {
        cr_assert_leq(l->channel_lo[c], l->channel_hi[c], "%s", l->name);
        lo = l->channel_lo[c] < lo ? l->channel_lo[c] : lo;
        hi = l->channel_hi[c] > hi ? l->channel_hi[c] : hi;
    }
    cr_assert(lo == l->lo && hi == l->hi, "%s", l->name);
    cr_assert(lo >= bac_type_lo(l->type) && hi <= bac_type_hi(l->type), "%s", l->name);
}

Test(bac_ranges, no_frame_leaves_them) {
    uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(400); seed++) {
        bac_net *net;
        bac_run *run;
        bac_error err;
        cr_assert_eq(random_net(seed, NULL, &net, &err), BAC_OK, "%s", scratch_error(&err));
        cr_assert_eq(bac_run_create(net, &run, &err), BAC_OK);
        const bac_layer *in = bac_net_layer(net, 0);
        int32_t *codes = malloc(sizeof *codes * in->T * in->C);
        random_source r = {seed};
        for (uint32_t i = 0; i < bac_net_layers(net); i++)
            hull_and_type(bac_net_layer(net, i));
        for (int f = 0; f < 8; f++) {
            random_frame(&r, net, codes);
            bac_run_frame(run, codes, NULL, NULL, NULL);
            stays_inside(net, run, seed);
        }
        free(codes);
        bac_run_free(run);
        bac_net_free(net);
    }
}

/* ---- Small networks of which every frame is tried ---- */

enum { MAX_C = 16 };

/* The range of layer `index` over all frames; the input has few enough of them. */
static void try_all_frames(const bac_net *net, uint32_t index, int32_t *lo, int32_t *hi) {
    const bac_layer *in = bac_net_layer(net, 0), *l = bac_net_layer(net, index);
    uint32_t n = in->T * in->C;
    bac_run *run;
    cr_assert_eq(bac_run_create(net, &run, NULL), BAC_OK);
    int32_t *codes = malloc(sizeof *codes * n);
    for (uint32_t j = 0; j < n; j++)
        codes[j] = in->code_lo;
    for (uint32_t c = 0; c < l->C; c++) {
        lo[c] = INT32_MAX;
        hi[c] = INT32_MIN;
    }
    for (uint32_t j = 0; j < n;) {
        bac_run_frame(run, codes, NULL, NULL, NULL);
        const int32_t *v = bac_run_layer(run, index);
        for (uint32_t i = 0; i < l->T * l->C; i++) {
            if (v[i] < lo[i % l->C])
                lo[i % l->C] = v[i];
            if (v[i] > hi[i % l->C])
                hi[i % l->C] = v[i];
        }
        for (j = 0; j < n && codes[j] == in->code_hi; j++)
            codes[j] = in->code_lo;
        if (j < n)
            codes[j]++;
    }
    free(codes);
    bac_run_free(run);
}

static bac_net *start(uint32_t T, uint32_t C, int32_t lo, int32_t hi) {
    bac_net *net;
    bac_error err;
    double one = 1;
    bac_layer in = {.op = BAC_INPUT,
                    .name = "in",
                    .T = T,
                    .C = C,
                    .type = {true, 6},
                    .code_lo = lo,
                    .code_hi = hi,
                    .n_scale = 1,
                    .scale = &one};
    cr_assert_eq(bac_net_create("small", &net, &err), BAC_OK);
    cr_assert_eq(bac_net_add(net, &in, NULL, &err), BAC_OK, "%s", scratch_error(&err));
    return net;
}

/* Appends l behind the last layer, then the tail every network has. */
static void finish(bac_net *net, bac_layer *l) {
    bac_error err;
    uint32_t last = bac_net_layers(net) - 1;
    l->name = "tested";
    if (!l->n_in) {
        l->n_in = 1;
        l->in = &last;
    }
    cr_assert_eq(bac_net_add(net, l, &last, &err), BAC_OK, "%s", scratch_error(&err));
    bac_layer top = {.op = BAC_GLOBALMAX, .name = "top", .n_in = 1, .in = &last};
    cr_assert_eq(bac_net_add(net, &top, &last, &err), BAC_OK);
    bac_layer best = {.op = BAC_ARGMAX, .name = "best", .n_in = 1, .in = &last};
    cr_assert_eq(bac_net_add(net, &best, NULL, &err), BAC_OK);
    cr_assert_eq(bac_net_finish(net, &err), BAC_OK, "%s", scratch_error(&err));
}

static void every_end_is_reached(bac_net *net, uint32_t index) {
    int32_t lo[MAX_C], hi[MAX_C];
    const bac_layer *l = bac_net_layer(net, index);
    try_all_frames(net, index, lo, hi);
    for (uint32_t c = 0; c < l->C; c++) {
        cr_assert(lo[c] == l->channel_lo[c] && hi[c] == l->channel_hi[c],
                  "%s channel %u: reached %d .. %d, proven %d .. %d", l->name, c, lo[c], hi[c],
                  l->channel_lo[c], l->channel_hi[c]);
    }
    bac_net_free(net);
}

Test(bac_ranges, a_convolution_reaches_both_ends) {
    bac_net *net = start(4, 2, -2, 1);
    int32_t w[] = {3, -1, 0, 2, -2, -2, 0, 0, 1, 1, 1, 1}, bias[] = {5, -3, 0};
    bac_layer l = {.op = BAC_CONV,
                   .C = 3,
                   .groups = 1,
                   .kernel = 2,
                   .stride = 1,
                   .cost_bits = 8,
                   .weight_type = {true, 3},
                   .weight = w,
                   .bias = bias};
    finish(net, &l);
    every_end_is_reached(net, 1);
}

Test(bac_ranges, a_padded_convolution_of_positive_codes_includes_zero_taps) {
    bac_net *net = start(5, 1, 2, 4);
    int32_t w[] = {0, 0, 2, 1, -3, 1};
    bac_layer l = {.op = BAC_CONV,
                   .C = 2,
                   .groups = 1,
                   .kernel = 3,
                   .stride = 1,
                   .pad_left = 2,
                   .pad_right = 2,
                   .cost_bits = 8,
                   .weight_type = {true, 3},
                   .weight = w};
    finish(net, &l);
    const bac_layer *conv = bac_net_layer(net, 1);
    /* channel 0 is 2*x or 0; channel 1 counts every tap as 0 or 2..4, in any combination */
    cr_assert(conv->channel_lo[0] == 0 && conv->channel_hi[0] == 8);
    cr_assert(conv->channel_lo[1] == -12 && conv->channel_hi[1] == 8);
    int32_t lo[MAX_C], hi[MAX_C];
    try_all_frames(net, 1, lo, hi);
    cr_assert(lo[0] == 0 && hi[0] == 8);
    cr_assert(lo[1] >= -12 && hi[1] <= 8);
    bac_net_free(net);
}

Test(bac_ranges, an_unpadded_convolution_of_positive_codes_excludes_zero) {
    bac_net *net = start(5, 1, 2, 4);
    int32_t w[] = {1, 2, -3};
    bac_layer l = {.op = BAC_CONV,
                   .C = 1,
                   .groups = 1,
                   .kernel = 3,
                   .stride = 2,
                   .cost_bits = 8,
                   .weight_type = {true, 3},
                   .weight = w};
    finish(net, &l);
    every_end_is_reached(net, 1);
}

Test(bac_ranges, every_requantiser_form_reaches_both_ends) {
    bac_net *net = start(1, 6, -5, 6);
    int32_t up[] = {-6, -4, -4, 0, 6, 7}, down[] = {-3, 2};
    bac_requant r[] = {{.form = BAC_FORM_CONST, .add = 3},
                       {.form = BAC_FORM_SHIFT, .add = 1, .shift = 1},
                       {.form = BAC_FORM_EVEN, .add = -3, .shift = 1},
                       {.form = BAC_FORM_MUL, .mul = -5, .add = 2, .shift = 2},
                       {.form = BAC_FORM_THRESHOLD, .add = -2, .n_thresholds = 6, .threshold = up},
                       {.form = BAC_FORM_THRESHOLD,
                        .add = 4,
                        .n_thresholds = 2,
                        .threshold = down,
                        .decreasing = true}};
    bac_layer l = {.op = BAC_REQUANT, .type = {true, 4}, .code_lo = -3, .code_hi = 5, .requant = r};
    finish(net, &l);
    every_end_is_reached(net, 1);
}

Test(bac_ranges, an_add_reaches_both_ends) {
    bac_net *net = start(1, 2, -2, 2);
    bac_requant half[] = {{.form = BAC_FORM_SHIFT}, {.form = BAC_FORM_SHIFT}};
    bac_layer copy = {.op = BAC_REQUANT,
                      .name = "copy",
                      .n_in = 1,
                      .in = &(uint32_t){0},
                      .type = {true, 3},
                      .code_lo = -1,
                      .code_hi = 2,
                      .requant = half};
    cr_assert_eq(bac_net_add(net, &copy, NULL, NULL), BAC_OK);
    int32_t mul[] = {1, -3, 2, 0};
    bac_layer l = {.op = BAC_ADD, .n_in = 2, .in = (uint32_t[]){0, 1}, .mul = mul};
    finish(net, &l);
    const bac_layer *sum = bac_net_layer(net, 2);
    cr_assert(sum->channel_lo[0] == -2 - 2 && sum->channel_hi[0] == 2 + 4);
    cr_assert(sum->channel_lo[1] == -6 && sum->channel_hi[1] == 6);
    int32_t lo[MAX_C], hi[MAX_C];
    try_all_frames(net, 2, lo, hi); /* channel 0: -2 + 2*-1 and 2 + 2*2 */
    cr_assert(lo[0] == -4 && hi[0] == 6 && lo[1] == -6 && hi[1] == 6);
    bac_net_free(net);
}

Test(bac_ranges, pools_concat_and_flatten_pass_them_through) {
    bac_net *net = start(3, 2, -1, 1);
    bac_requant wide[] = {{.form = BAC_FORM_MUL, .mul = 3}, {.form = BAC_FORM_CONST, .add = 2}};
    bac_layer q = {.op = BAC_REQUANT,
                   .name = "q",
                   .n_in = 1,
                   .in = &(uint32_t){0},
                   .type = {true, 4},
                   .code_lo = -8,
                   .code_hi = 7,
                   .requant = wide};
    bac_layer pool = {.op = BAC_MAXPOOL,
                      .name = "pool",
                      .n_in = 1,
                      .in = &(uint32_t){1},
                      .kernel = 3,
                      .stride = 1,
                      .pad_left = 2,
                      .pad_right = 1};
    bac_layer both = {.op = BAC_CONCAT, .name = "both", .n_in = 2, .in = (uint32_t[]){2, 2}};
    cr_assert_eq(bac_net_add(net, &q, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &pool, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &both, NULL, NULL), BAC_OK);
    bac_layer flat = {.op = BAC_FLATTEN};
    finish(net, &flat);
    cr_assert_eq(bac_net_layer(net, 2)->T, 4);
    cr_assert_eq(bac_net_layer(net, 3)->C, 4);
    const bac_layer *l = bac_net_layer(net, 4);
    cr_assert(l->T == 1 && l->C == 16);
    for (uint32_t c = 0; c < 16; c++) {
        cr_assert(l->channel_lo[c] == (c % 2 ? 2 : -3) && l->channel_hi[c] == (c % 2 ? 2 : 3));
    }
    every_end_is_reached(net, 4);
}

/* 2^31 - 1 is reached exactly and accepted; one more is refused, in either direction. */
static bac_status add_product(int32_t mul, int32_t bias, bac_error *err) {
    bac_net *net = start(1, 1, 0, 1);
    bac_layer sum = {.op = BAC_ADD,
                     .name = "sum",
                     .n_in = 2,
                     .in = (uint32_t[]){0, 0},
                     .mul = (int32_t[]){mul, bias}};
    bac_status status = bac_net_add(net, &sum, NULL, err);
    bac_net_free(net);
    return status;
}

Test(bac_ranges, an_accumulator_may_fill_32_bits_and_not_more) {
    bac_error err;
    cr_assert_eq(add_product(INT32_MAX, 0, &err), BAC_OK);
    cr_assert_eq(add_product(INT32_MAX - 5, 5, &err), BAC_OK);
    cr_assert_eq(add_product(INT32_MAX, 1, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(err.where, "layer sum");
    cr_assert_eq(add_product(INT32_MIN, 0, &err), BAC_OK);
    cr_assert_eq(add_product(INT32_MIN + 5, -5, &err), BAC_OK);
    cr_assert_eq(add_product(INT32_MIN, -1, &err), BAC_ERR_INPUT);
}

Test(bac_ranges, a_partial_sum_that_leaves_32_bits_is_refused_though_the_sum_fits) {
    bac_net *net = start(1, 2, 31, 31); /* both channels are always 31 */
    int32_t big = INT32_MAX / 31;
    bac_layer sum = {.op = BAC_ADD,
                     .name = "sum",
                     .n_in = 3,
                     .in = (uint32_t[]){0, 0, 0},
                     .mul = (int32_t[]){big, big, 1, 1, -big, -big}};
    bac_error err;
    cr_assert_eq(bac_net_add(net, &sum, NULL, &err), BAC_ERR_INPUT);
    sum.mul = (int32_t[]){big, big, 0, 0, -big, -big};
    cr_assert_eq(bac_net_add(net, &sum, NULL, &err), BAC_OK, "%s", scratch_error(&err));
    bac_net_free(net);
}
