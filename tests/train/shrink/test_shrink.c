/* test_shrink.c - a shrunk network has the logits of its original, and nothing left to remove. */
#include "alloc.h"
#include "random_net.h"
#include "scratch.h"
#include "shrink.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t channels(const bac_net *net) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        n += bac_net_layer(net, i)->C;
    return n;
}

static bac_net *shrunk(const bac_net *net, const char *replay) {
    bac_net *small;
    bac_error err;
    cr_assert_eq(bac_shrink(net, &small, &err), BAC_OK, "%s: %s", replay, scratch_error(&err));
    cr_assert_eq(bac_net_layers(small), bac_net_layers(net));
    return small;
}

static void same_text(const bac_net *a, const bac_net *b, const char *replay) {
    char *text[2];
    size_t size[2];
    cr_assert_eq(bac_net_text(a, &text[0], &size[0], NULL), BAC_OK);
    cr_assert_eq(bac_net_text(b, &text[1], &size[1], NULL), BAC_OK);
    cr_assert_str_eq(text[0], text[1], "%s: shrinking again changes the network", replay);
    free(text[0]);
    free(text[1]);
}

static void same_logits(const bac_net *net, const bac_net *small, random_source *r, uint32_t rounds,
                        const char *replay) {
    const bac_layer *in = bac_net_layer(net, 0), *out = bac_net_logits(net);
    int32_t *codes = malloc(sizeof *codes * in->T * in->C);
    int32_t *logits[2] = {malloc(sizeof(int32_t) * out->C), malloc(sizeof(int32_t) * out->C)};
    bac_run *run[2];
    uint32_t class_index[2];
    cr_assert_eq(bac_run_create(net, &run[0], NULL), BAC_OK);
    cr_assert_eq(bac_run_create(small, &run[1], NULL), BAC_OK);
    for (uint32_t f = 0; f < rounds; f++) {
        random_frame(r, net, codes);
        for (int i = 0; i < 2; i++)
            cr_assert_eq(bac_run_frame(run[i], codes, logits[i], &class_index[i], NULL), BAC_OK);
        cr_assert_eq(class_index[0], class_index[1], "%s: frame %u", replay, f);
        for (uint32_t c = 0; c < out->C; c++)
            cr_assert_eq(logits[0][c], logits[1][c], "%s: frame %u logit %u", replay, f, c);
    }
    for (int i = 0; i < 2; i++) {
        free(logits[i]);
        bac_run_free(run[i]);
    }
    free(codes);
}

/* Every kind of random network; the count of removed channels says that the test sees any. */
static uint64_t shrink_many(random_limits limits, uint64_t rounds) {
    uint64_t removed = 0;
    for (uint64_t i = 0, seed = random_first_seed(); i < rounds; i++, seed++) {
        char replay[80];
        bac_net *net;
        bac_error err;
        random_source r = {seed};
        random_replay(seed, replay);
        cr_assert_eq(random_net(seed, &limits, &net, &err), BAC_OK, "%s: %s", replay,
                     scratch_error(&err));
        bac_net *small = shrunk(net, replay), *again = shrunk(small, replay);
        cr_assert_leq(channels(small), channels(net), "%s", replay);
        removed += channels(net) - channels(small);
        same_logits(net, small, &r, 20, replay);
        same_text(small, again, replay);
        bac_net_free(net);
        bac_net_free(small);
        bac_net_free(again);
    }
    return removed;
}

TestSuite(shrink, .timeout = 280);

Test(shrink, random_networks) {
    const uint64_t rounds = random_rounds(400);
    const uint64_t removed = shrink_many(random_usual(), rounds);
    cr_assert(rounds < 400 || removed > 1000, "%llu removed", (unsigned long long)removed);
}

Test(shrink, random_networks_of_edges) {
    random_limits limits = random_usual();
    limits.edges = true;
    const uint64_t rounds = random_rounds(600);
    const uint64_t removed = shrink_many(limits, rounds);
    cr_assert(rounds < 600 || removed > 1000, "%llu removed", (unsigned long long)removed);
}

/* Wide networks of many weights of 0, as pruning leaves them: whole channels without a reader. */
Test(shrink, random_networks_of_many_channels) {
    random_limits limits = random_usual();
    limits.channels = 24;
    limits.plain = true;
    limits.edges = true;
    shrink_many(limits, random_rounds(150));
}

#define LAYER_B(SHAPE, W, ACC)                                                                     \
    "layer b conv\n  from a_q\n  channels 2\n  groups 1\n" SHAPE                                   \
    "  weight_type s4\n  cost_bits 4\n" W "  acc " ACC "\nend\n\n"
#define LAYER_FC(ACC)                                                                              \
    "layer fc fc\n  from pool\n  channels 2\n  weight_type s4\n  cost_bits 4\n"                    \
    "  w 0 1 -2\n  w 1 3 1\n  acc " ACC "\nend\n\n"
#define NET(SHAPE_B, W_B, ACC_B, ACC_FC)                                                           \
    "bnet 1\nname three\n\n"                                                                       \
    "layer input input\n  positions 8\n  channels 2\n  type s4\n  range -8 7\n"                    \
    "  scale 0x1p-3\n  rounding half_even\nend\n\n"                                                \
    "layer a conv\n  from input\n  channels 4\n  groups 1\n  kernel 1\n  stride 1\n  pad 0 0\n"    \
    "  weight_type s4\n  cost_bits 4\n  w 0 1 2\n  w 1 0 0\n  w 2 3 0\n  w 3 0 1\n"                \
    "  acc -24 21\nend\n\n"                                                                        \
    "layer a_q requant\n  from a\n  type u4\n  range 0 15\n"                                       \
    "  ch 0 shift 4 1\n  ch 1 const 5\n  ch 2 shift 0 0\n  ch 3 shift -99 0\nend\n\n" LAYER_B(     \
        SHAPE_B, W_B, ACC_B) "layer b_q requant\n  from b\n  type u4\n  range 0 15\n"              \
                             "  ch 0 shift 4 1\n  ch 1 shift -7 0\nend\n\n"                        \
                             "layer pool globalmax\n  from b_q\nend\n\n" LAYER_FC(                 \
                                 ACC_FC) "layer class argmax\n  from fc\nend\n"

#define PLAIN                                                                                      \
    NET("  kernel 1\n  stride 1\n  pad 0 0\n", "  w 0 1 2 0 3\n  w 1 -1 3 0 7\n", "3 22", "-9 47")
#define PADDED                                                                                     \
    NET("  kernel 2\n  stride 1\n  pad 1 0\n", "  w 0 1 0 2 0 0 0 3 0\n  w 1 -1 0 3 0 0 0 7 0\n",  \
        "-12 22", "-14 47")

static bac_net *parsed(const char *text) {
    bac_net *net;
    bac_error err;
    cr_assert_eq(bac_net_parse(text, strlen(text), "three", &net, &err), BAC_OK, "%s",
                 scratch_error(&err));
    return net;
}

/* Channel 1 of a_q is always 5, channel 2 has no reader, channel 3 is always 0: channel 0 stays.
 * b lacks 2*5 and 3*5, which its requantisers add. */
Test(shrink, what_stays) {
    bac_net *net = parsed(PLAIN);
    bac_net *small = shrunk(net, "three");
    const bac_layer *a = bac_net_layer(small, 1), *b = bac_net_layer(small, 3),
                    *q = bac_net_layer(small, 4);
    cr_assert_eq(a->C, 1);
    cr_assert_eq(a->weight[0], 1);
    cr_assert_eq(a->weight[1], 2);
    cr_assert_eq(b->C, 2);
    cr_assert_eq(b->weight[0], 1);
    cr_assert_eq(b->weight[1], -1);
    cr_assert_null(b->bias);
    cr_assert_eq(q->requant[0].add, 4 + 10);
    cr_assert_eq(q->requant[1].add, -7 + 15);
    random_source r = {1};
    same_logits(net, small, &r, 200, "three");
    bac_net_free(net);
    bac_net_free(small);
}

/* A constant that a padded convolution reads stays: at the border its place holds 0. */
Test(shrink, a_constant_at_a_border_stays) {
    bac_net *net = parsed(PADDED);
    bac_net *small = shrunk(net, "three");
    cr_assert_eq(bac_net_layer(small, 1)->C, 2);
    cr_assert_eq(bac_net_layer(small, 4)->requant[0].add, 4);
    random_source r = {1};
    same_logits(net, small, &r, 200, "three");
    bac_net_free(net);
    bac_net_free(small);
}

/* Labels and sources stay; so do the sums of the trained networks. */
Test(shrink, shipped_networks) {
    static const char *const names[] = {"sparse-0050", "default-0099", "bacalhaunet-w6a6"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[512];
        bac_net *net;
        bac_error err;
        snprintf(path, sizeof path, "%s/%s.bnet", NETS, names[i]);
        cr_assert_eq(bac_net_load(path, &net, &err), BAC_OK, "%s", scratch_error(&err));
        bac_net *small = shrunk(net, names[i]);
        cr_assert_str_eq(bac_net_class(small, 3), bac_net_class(net, 3));
        cr_assert_str_eq(bac_net_source(small, 0), bac_net_source(net, 0));
        cr_assert_eq(i == 2, channels(small) == channels(net), "%s", names[i]);
        random_source r = {7};
        same_logits(net, small, &r, 4, names[i]);
        bac_net_free(net);
        bac_net_free(small);
    }
}

Test(shrink, out_of_memory) {
    bac_net *net = parsed(PLAIN);
    bac_error err = {0};
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        bac_net *small = NULL;
        alloc_fail_from(n);
        bac_status status = bac_shrink(net, &small, &err);
        refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s", n, err.text);
        cr_assert(!small == (status != BAC_OK));
        bac_net_free(small);
    }
    cr_assert_gt(n, 50);
    bac_net_free(net);
}
