/* test_run.c - inference against naive.c, and what bac_run promises besides. */
#include "alloc.h"
#include "naive.h"
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- Helpers ---- */

static bac_net *make_net(uint64_t seed, const random_limits *limits) {
    bac_net *net;
    bac_error err;
    char replay[80];
    cr_assert_eq(random_net(seed, limits, &net, &err), BAC_OK, "%s: %s",
                 random_replay(seed, replay), scratch_error(&err));
    return net;
}

static bac_net *load_tiny(void) {
    bac_net *net;
    bac_error err;
    cr_assert_eq(bac_net_load(TINY_NET, &net, &err), BAC_OK, "%s", scratch_error(&err));
    return net;
}

static bac_run *make_run(const bac_net *net) {
    bac_run *run;
    bac_error err;
    cr_assert_eq(bac_run_create(net, &run, &err), BAC_OK, "%s", scratch_error(&err));
    return run;
}

static int32_t *make_codes(const bac_net *net) {
    const bac_layer *in = bac_net_layer(net, 0);
    int32_t *codes = malloc(sizeof *codes * in->T * in->C);
    cr_assert_not_null(codes);
    return codes;
}

/* Every stream of one frame against naive.c */
static void compare_frame(const bac_net *net, bac_run *run, const int32_t *codes, uint64_t seed) {
    char replay[80];
    bac_error err;
    uint32_t last = bac_net_layers(net) - 1, class_index = 99;
    const bac_layer *logits = bac_net_logits(net);
    int32_t *got = malloc(sizeof *got * logits->C);
    cr_assert_eq(bac_run_frame(run, codes, got, &class_index, &err), BAC_OK, "%s",
                 scratch_error(&err));
    int32_t **want = naive_run(net, codes);
    for (uint32_t i = 0; i <= last; i++) {
        const bac_layer *l = bac_net_layer(net, i);
        const int32_t *values = bac_run_layer(run, i);
        for (uint32_t j = 0; j < l->T * l->C; j++) {
            cr_assert_eq(values[j], want[i][j], "%s: %s position %u channel %u: %d, not %d",
                         random_replay(seed, replay), l->name, j / l->C, j % l->C, values[j],
                         want[i][j]);
        }
    }
    cr_assert_eq(class_index, (uint32_t)want[last][0]);
    cr_assert_arr_eq(got, want[bac_net_layer(net, last)->in[0]], sizeof *got * logits->C);
    naive_free(net, want);
    free(got);
}

static void compare_nets(const random_limits *limits, uint64_t rounds, int frames) {
    uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(rounds); seed++) {
        bac_net *net = make_net(seed, limits);
        bac_run *run = make_run(net);
        int32_t *codes = make_codes(net);
        random_source r = {seed};
        for (int f = 0; f < frames; f++) {
            random_frame(&r, net, codes);
            compare_frame(net, run, codes, seed);
        }
        free(codes);
        bac_run_free(run);
        bac_net_free(net);
    }
}

/* ---- Tests ---- */

Test(bac_run_frame, equals_the_naive_reference_on_random_networks) {
    compare_nets(NULL, 600, 3);
}

Test(bac_run_frame, equals_the_naive_reference_with_16_bit_types) {
    random_limits limits = random_usual();
    limits.bits = 16;
    compare_nets(&limits, 200, 3);
}

Test(bac_run_frame, equals_the_naive_reference_with_1_and_2_bit_types) {
    random_limits limits = random_usual();
    limits.bits = 2;
    compare_nets(&limits, 200, 3);
}

Test(bac_run_frame, equals_the_naive_reference_on_wide_dense_layers) {
    random_limits limits = random_usual();
    limits.channels = 40; /* four rows at once, and a rest */
    limits.wild = false;
    compare_nets(&limits, 100, 2);
}

Test(bac_run_frame, equals_the_naive_reference_on_frames_of_4_to_8_positions) {
    random_limits limits = random_usual();
    limits.positions = 8;
    compare_nets(&limits, 300, 3);
}

/* A dense fc whose input reaches from 0 to 65535 or -65535: 16 bits do not hold it. */
Test(bac_run_frame, a_dense_layer_takes_inputs_beyond_16_bits) {
    for (int32_t sign = -1; sign <= 1; sign += 2) {
        bac_net *net;
        double one = 1;
        int32_t mul[64], w[3 * 32], codes[32];
        random_source r = {random_first_seed()};
        for (int i = 0; i < 64; i++)
            mul[i] = i < 32 ? sign : 0;
        for (int i = 0; i < 96; i++)
            w[i] = (int32_t)random_between(&r, 1, 7) * (i % 2 ? 1 : -1);
        bac_layer in = {.op = BAC_INPUT,
                        .name = "in",
                        .T = 1,
                        .C = 32,
                        .type = {false, 16},
                        .code_hi = 65535,
                        .n_scale = 1,
                        .scale = &one};
        bac_layer sum = {
            .op = BAC_ADD, .name = "sum", .n_in = 2, .in = (uint32_t[]){0, 0}, .mul = mul};
        bac_layer fc = {.op = BAC_FC,
                        .name = "fc",
                        .n_in = 1,
                        .in = &(uint32_t){1},
                        .C = 3,
                        .weight_type = {true, 4},
                        .weight = w,
                        .cost_bits = 32};
        bac_layer best = {.op = BAC_ARGMAX, .name = "best", .n_in = 1, .in = &(uint32_t){2}};
        cr_assert_eq(bac_net_create("wide", &net, NULL), BAC_OK);
        cr_assert_eq(bac_net_add(net, &in, NULL, NULL), BAC_OK);
        cr_assert_eq(bac_net_add(net, &sum, NULL, NULL), BAC_OK);
        cr_assert_eq(bac_net_add(net, &fc, NULL, NULL), BAC_OK);
        cr_assert_eq(bac_net_add(net, &best, NULL, NULL), BAC_OK);
        cr_assert_eq(bac_net_finish(net, NULL), BAC_OK);
        bac_run *run = make_run(net);
        for (int f = 0; f < 20; f++) {
            random_frame(&r, net, codes);
            compare_frame(net, run, codes, 1);
        }
        bac_run_free(run);
        bac_net_free(net);
    }
}

/* Counts in how many of the networks that the tests above see each operator and form occurs. */
Test(bac_run_frame, is_compared_on_every_operator_and_form) {
    unsigned op[BAC_OP_COUNT] = {0}, form[BAC_FORM_COUNT] = {0}, even = 0, bipolar = 0, falling = 0;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        bac_net *net = make_net(seed, NULL);
        for (uint32_t i = 0; i < bac_net_layers(net); i++) {
            const bac_layer *l = bac_net_layer(net, i);
            op[l->op]++;
            even += l->op == BAC_CONV && l->kernel % 2 == 0 && l->stride > 1;
            bipolar += l->op == BAC_CONV && l->weight_type.is_signed && l->weight_type.bits == 1;
            for (uint32_t c = 0; l->op == BAC_REQUANT && c < l->C; c++) {
                form[l->requant[c].form]++;
                falling += l->requant[c].decreasing;
            }
        }
        bac_net_free(net);
    }
    for (int i = 0; i < BAC_OP_COUNT; i++)
        cr_assert_gt(op[i], 50, "%s", bac_op_name((bac_op)i));
    for (int i = 0; i < BAC_FORM_COUNT; i++) {
        cr_assert_gt(form[i], 50, "%s", bac_form_name((bac_form)i));
    }
    cr_assert(even > 50 && bipolar > 50 && falling > 50, "%u %u %u", even, bipolar, falling);
}

Test(bac_run_frame, equals_the_naive_reference_on_the_tiny_network) {
    bac_net *net = load_tiny();
    bac_run *run = make_run(net);
    int32_t *codes = make_codes(net);
    random_source r = {random_first_seed()};
    bool seen[3] = {false};
    for (int f = 0; f < 300; f++) {
        random_frame(&r, net, codes);
        compare_frame(net, run, codes, 1);
        seen[*bac_run_layer(run, bac_net_layers(net) - 1)] = true;
    }
    cr_assert(seen[0] && seen[1] && seen[2], "a class never won: the network tests too little");
    free(codes);
    bac_run_free(run);
    bac_net_free(net);
}

Test(bac_run_frame, does_not_depend_on_the_frame_before) {
    bac_net *net = make_net(7, NULL);
    bac_run *run = make_run(net);
    const bac_layer *logits = bac_net_logits(net);
    int32_t *a = make_codes(net), *b = make_codes(net);
    int32_t *first = malloc(sizeof *first * logits->C), *again = malloc(sizeof *again * logits->C);
    random_source r = {7};
    random_frame(&r, net, a);
    random_frame(&r, net, b);
    cr_assert_eq(bac_run_frame(run, a, first, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_run_frame(run, b, NULL, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_run_frame(run, a, again, NULL, NULL), BAC_OK);
    cr_assert_arr_eq(first, again, sizeof *first * logits->C);
    free(a);
    free(b);
    free(first);
    free(again);
    bac_run_free(run);
    bac_net_free(net);
}

Test(bac_run_frame, allocates_nothing) {
    for (uint64_t seed = 1; seed <= 50; seed++) {
        bac_net *net = make_net(seed, NULL);
        size_t before = alloc_count();
        bac_run *run = make_run(net);
        cr_assert_gt(alloc_count(), before, "the counter sees nothing");
        int32_t *codes = make_codes(net), logits[64];
        random_source r = {seed};
        random_frame(&r, net, codes);
        bool small = bac_net_logits(net)->C <= 64;
        before = alloc_count();
        bac_run_frame(run, codes, small ? logits : NULL, NULL, NULL);
        cr_assert_eq(alloc_count(), before, "seed %llu", (unsigned long long)seed);
        free(codes);
        bac_run_free(run);
        bac_net_free(net);
    }
}

/* A sum without weights is its bias, of any width. */
Test(bac_run_frame, constant_sums_have_their_whole_width) {
    static const char text[] =
        "bnet 1\nname constant\nclasses a b c\nlayer in input\n  positions 4\n  channels 2\n"
        "  type s4\n  range -8 7\n  scale 0x1p-3\n  rounding half_even\nend\n"
        "layer mix conv\n  from in\n  channels 3\n  groups 1\n  kernel 1\n  stride 1\n  pad 0 0\n"
        "  weight_type s4\n  cost_bits 4\n  w 0 0 0\n  w 1 1 2\n  w 2 0 0\n"
        "  bias 100000 5 -70000\n  acc -70000 100000\nend\n"
        "layer peak globalmax\n  from mix\n  scale 0x1p-3\nend\n"
        "layer class argmax\n  from peak\nend\n";
    bac_net *net = NULL;
    bac_error err;
    cr_assert_eq(bac_net_parse(text, sizeof text - 1, "constant", &net, &err), BAC_OK, "%s",
                 scratch_error(&err));
    bac_run *run = make_run(net);
    const int32_t codes[8] = {1, 2, -8, -8, 7, 0, 3, 3};
    int32_t logits[3];
    cr_assert_eq(bac_run_frame(run, codes, logits, NULL, &err), BAC_OK);
    cr_assert(logits[0] == 100000 && logits[1] == 14 && logits[2] == -70000, "%d %d %d", logits[0],
              logits[1], logits[2]);
    bac_run_free(run);
    bac_net_free(net);
}

Test(bac_run_frame, refuses_a_code_outside_the_range_by_position_and_channel) {
    bac_net *net = load_tiny();
    bac_run *run = make_run(net);
    int32_t *codes = make_codes(net);
    bac_error err;
    memset(codes, 0, sizeof *codes * 32);
    codes[0] = -8; /* the ends of the range are inside */
    codes[1] = 7;
    codes[2 * 5 + 1] = 8;
    cr_assert_eq(bac_run_frame(run, codes, NULL, NULL, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(scratch_error(&err), "in: position 5, channel 1: code 8 is outside -8 .. 7");
    codes[2 * 5 + 1] = -9;
    cr_assert_eq(bac_run_frame(run, codes, NULL, NULL, &err), BAC_ERR_INPUT);
    codes[2 * 5 + 1] = -8;
    cr_assert_eq(bac_run_frame(run, codes, NULL, NULL, &err), BAC_OK);
    free(codes);
    bac_run_free(run);
    bac_net_free(net);
}

Test(bac_run_frame, the_lowest_index_wins_a_tie) {
    bac_net *net;
    double one = 1;
    cr_assert_eq(bac_net_create("tie", &net, NULL), BAC_OK);
    bac_layer in = {.op = BAC_INPUT,
                    .name = "in",
                    .T = 1,
                    .C = 4,
                    .type = {true, 4},
                    .code_lo = -8,
                    .code_hi = 7,
                    .n_scale = 1,
                    .scale = &one};
    bac_layer out = {.op = BAC_ARGMAX, .name = "out", .n_in = 1, .in = &(uint32_t){0}};
    cr_assert_eq(bac_net_add(net, &in, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &out, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_finish(net, NULL), BAC_OK);
    bac_run *run = make_run(net);
    uint32_t winner = 99;
    cr_assert_eq(bac_run_frame(run, (int32_t[]){-8, 3, 3, 2}, NULL, &winner, NULL), BAC_OK);
    cr_assert_eq(winner, 1);
    cr_assert_eq(bac_run_frame(run, (int32_t[]){-8, -8, -8, -8}, NULL, &winner, NULL), BAC_OK);
    cr_assert_eq(winner, 0);
    cr_assert_eq(bac_run_frame(run, (int32_t[]){0, 0, 0, 7}, NULL, &winner, NULL), BAC_OK);
    cr_assert_eq(winner, 3);
    bac_run_free(run);
    bac_net_free(net);
}

typedef struct tapped {
    const bac_run *run;
    uint32_t calls;
    bool in_order, same_memory;
} tapped;

static void on_layer(void *user, uint32_t layer, const int32_t *values) {
    tapped *t = user;
    t->in_order = t->in_order && layer == t->calls;
    t->same_memory = t->same_memory && values == bac_run_layer(t->run, layer);
    t->calls++;
}

Test(bac_run_frame, taps_every_layer_once_and_in_order) {
    bac_net *net = load_tiny();
    bac_run *run = make_run(net);
    int32_t *codes = make_codes(net);
    tapped t = {run, 0, true, true};
    memset(codes, 0, sizeof *codes * 32);
    bac_run_tap(run, on_layer, &t);
    bac_run_frame(run, codes, NULL, NULL, NULL);
    cr_assert_eq(t.calls, bac_net_layers(net));
    cr_assert(t.in_order && t.same_memory);
    bac_run_tap(run, NULL, NULL);
    bac_run_frame(run, codes, NULL, NULL, NULL);
    cr_assert_eq(t.calls, bac_net_layers(net));
    cr_assert_null(bac_run_layer(run, bac_net_layers(net)));
    free(codes);
    bac_run_free(run);
    bac_net_free(net);
}

typedef struct job {
    const bac_net *net;
    uint64_t seed, sum;
} job;

static void *classify_many(void *user) {
    job *j = user;
    bac_run *run;
    const bac_layer *in = bac_net_layer(j->net, 0), *logits = bac_net_logits(j->net);
    int32_t *codes = malloc(sizeof *codes * in->T * in->C);
    if (!codes || bac_run_create(j->net, &run, NULL))
        abort();
    random_source r = {j->seed};
    for (int f = 0; f < 400; f++) {
        random_frame(&r, j->net, codes);
        if (bac_run_frame(run, codes, NULL, NULL, NULL))
            abort();
        const int32_t *y =
            bac_run_layer(run, bac_net_layer(j->net, bac_net_layers(j->net) - 1)->in[0]);
        for (uint32_t c = 0; c < logits->C; c++)
            j->sum = j->sum * 31 + (uint32_t)y[c];
    }
    free(codes);
    bac_run_free(run);
    return NULL;
}

Test(bac_run_frame, two_threads_share_one_network) {
    bac_net *net = load_tiny();
    job alone[2] = {{net, 1, 0}, {net, 2, 0}}, together[2] = {{net, 1, 0}, {net, 2, 0}};
    pthread_t thread[2];
    for (int i = 0; i < 2; i++)
        classify_many(&alone[i]);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(pthread_create(&thread[i], NULL, classify_many, &together[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
        cr_assert_eq(together[i].sum, alone[i].sum);
    }
    cr_assert_neq(alone[0].sum, alone[1].sum);
    bac_net_free(net);
}

Test(bac_run_create, refuses_an_unfinished_network) {
    bac_net *net;
    bac_run *run = (bac_run *)&net;
    bac_error err;
    cr_assert_eq(bac_net_create("half", &net, NULL), BAC_OK);
    cr_assert_eq(bac_run_create(net, &run, &err), BAC_ERR_INPUT);
    cr_assert_null(run);
    cr_assert_not_null(strstr(err.text, "finish"));
    bac_net_free(net);
}

Test(bac_run_create, freeing_nothing_is_fine) {
    bac_run_free(NULL);
    bac_net_free(NULL);
}
