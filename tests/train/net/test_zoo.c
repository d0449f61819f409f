/* test_zoo.c - the networks that recipes name: shapes, scales, sizes, published costs. */
#include "random_net.h"
#include "scratch.h"
#include "zoo.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bac_recipe made(const char *lines) {
    char text[4096];
    bac_error err = {0};
    bac_recipe r;
    snprintf(text, sizeof text, "recipe 1\n%s\n", lines);
    cr_assert_eq(bac_recipe_parse(text, strlen(text), "t.recipe", &r, &err), BAC_OK, "%s",
                 scratch_error(&err));
    return r;
}

static bac_nn *network(const bac_recipe *r) {
    bac_error err = {0};
    bac_nn *nn;
    cr_assert_eq(bac_recipe_network(r, &nn, &err), BAC_OK, "%s", scratch_error(&err));
    return nn;
}

static bac_nn *built(const char *lines) {
    bac_recipe r = made(lines);
    return network(&r);
}

static const bac_nn_node *find(const bac_nn *nn, const char *name) {
    for (uint32_t i = 0; i < nn->n_node; i++) {
        if (strcmp(nn->node[i].name, name) == 0)
            return &nn->node[i];
    }
    return NULL;
}

static const bac_nn_node *the(const bac_nn *nn, const char *name) {
    const bac_nn_node *n = find(nn, name);
    cr_assert_not_null(n, "no node %s", name);
    return n;
}

/* Real value of one unit of a node's quantiser */
static double unit(const bac_nn *nn, const bac_nn_node *n) {
    cr_assert_neq(n->step, BAC_NN_NONE, "%s has no quantiser", n->name);
    return exp2((double)nn->theta[nn->param[n->step].at]);
}

/* Names of all nodes, blanks between them */
static void expect_nodes(const bac_nn *nn, const char *names) {
    char text[4096] = "";
    for (uint32_t i = 0; i < nn->n_node; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "", nn->node[i].name);
    }
    cr_assert_str_eq(text, names);
}

/* The width of the quantiser a convolution hangs on, as the cost rule sees it: through max pools
 * of part of the positions and through flattening */
static uint32_t bits_into(const bac_nn *nn, const bac_nn_node *conv) {
    const bac_nn_node *n = &nn->node[conv->in[0]];
    while ((n->op == BAC_NN_MAXPOOL && !n->global) || n->op == BAC_NN_FLATTEN)
        n = &nn->node[n->in[0]];
    return n->bits ? n->bits : 32;
}

/* Cost with no weight zero */
static bac_cost dense_cost(const bac_nn *nn) {
    bac_cost cost = {0};
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        if (n->op != BAC_NN_CONV)
            continue;
        uint64_t per_group = n->conv.c_in / n->conv.groups;
        bac_cost_add(&cost, n->C, per_group, n->conv.kernel, n->T,
                     n->C * per_group * n->conv.kernel, bits_into(nn, n),
                     n->weight_bits ? n->weight_bits : 32);
    }
    return cost;
}

#define BLOCK(b) "block" #b "_dw block" #b "_dw_q block" #b "_pw block" #b "_pw_q "
#define VGG(i)   "conv" #i " conv" #i "_q conv" #i "_pool "

/* ---- published figures ------------------------------------------------------ */

/* `bac cost` of the challenge's export: 12864512 multiplications and 159104 weights, of which 3487
 * round to 0; without those its score is 1. */
Test(bac_zoo, vgg10_in_8_bits_has_the_baseline_s_size) {
    bac_nn *nn = built("network vgg10\nquantise free\nweight_bits 8\nact_bits 8");
    bac_cost cost = dense_cost(nn);
    cr_assert(cost.macs == 12864512 && cost.weights == 159104, "%llu %llu",
              (unsigned long long)cost.macs, (unsigned long long)cost.weights);
    cr_assert(cost.bops == 64.0 * 12864512 && cost.w_bits == 8.0 * 159104);
    expect_nodes(nn, "input " VGG(0) VGG(1) VGG(2) VGG(3) VGG(4) VGG(5)
                         VGG(6) "flatten hidden0 hidden0_q hidden1 hidden1_q fc");
    bac_nn_free(nn);
}

Test(bac_zoo, float_networks_cost_what_was_published) {
    static const struct {
        const char *lines;
        double score, within;
    } all[] = {{"network bacalhaunet\nquantise none\ninput_bits 0", 1.416, 0.001},
               {"network table1\nquantise none\ninput_bits 0", 1.158, 0.0005},
               {"network mobilenetv3-small\nquantise none\ninput_bits 0", 30.42, 0.005}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bac_nn *nn = built(all[i].lines);
        bac_cost cost = dense_cost(nn);
        cr_expect(fabs(cost.score - all[i].score) < all[i].within, "%s: %.5f", all[i].lines,
                  cost.score);
        bac_nn_free(nn);
    }
}

/* Samples beyond the input's range (AM-SSB has some) would spoil the statistics of a float network. */
Test(bac_zoo, every_network_limits_its_input) {
    static const char *const all[] = {
        "network bacalhaunet\nquantise none", "network table1\nquantise none",
        "network vgg10\nquantise none", "network mobilenetv3-small\nquantise none"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bac_nn *nn = built(all[i]);
        cr_expect(nn->node[0].code_lo == -128 && nn->node[0].code_hi == 127, "%s: %d .. %d", all[i],
                  nn->node[0].code_lo, nn->node[0].code_hi);
        bac_nn_free(nn);
    }
}

/* Weights per layer as in the published export of the final network */
Test(bac_zoo, bacalhaunet_has_the_published_layers) {
    static const struct {
        const char *name;
        uint32_t weights, positions;
    } all[] = {{"block0_dw", 54, 512},   {"block0_pw", 48, 512},   {"block1_dw", 504, 512},
               {"block1_pw", 576, 512},  {"block2_dw", 360, 256},  {"block2_pw", 1152, 256},
               {"block3_dw", 432, 256},  {"block3_pw", 2304, 256}, {"block4_dw", 432, 128},
               {"block4_pw", 2304, 128}, {"fc", 1152, 1}};
    bac_nn *nn = built("");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const bac_nn_node *n = the(nn, all[i].name);
        cr_expect_eq(nn->param[n->weight].n, all[i].weights, "%s", n->name);
        cr_expect_eq(n->T, all[i].positions, "%s", n->name);
        cr_expect_eq(n->bias == BAC_NN_NONE, strcmp(n->name, "fc") != 0);
    }
    bac_nn_free(nn);
}

/* ---- which nodes there are ---------------------------------------------------- */

Test(bac_zoo, bacalhaunet_requantises_sums_only_where_it_quantises) {
    bac_nn *nn = built("");
    expect_nodes(nn, "input " BLOCK(0) BLOCK(1) "block1_add block1_add_q " BLOCK(2)
                         BLOCK(3) "block3_add block3_add_q " BLOCK(4) "pool fc");
    cr_assert(the(nn, "block1_add_q")->norm == BAC_NORM_NONE &&
              the(nn, "block1_add_q")->act == BAC_ACT_NONE && !the(nn, "block1_add_q")->is_signed);
    bac_nn_free(nn);
    static const char *const without[] = {"quantise none", "quantise none\nfc_in_bits 8",
                                          "quantise free\nsum_bits 0", "sum_bits 0"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        nn = built(without[i]);
        expect_nodes(nn, "input " BLOCK(0) BLOCK(1) "block1_add " BLOCK(2)
                             BLOCK(3) "block3_add " BLOCK(4) "pool fc");
        bac_nn_free(nn);
    }
}

Test(bac_zoo, classifier_input_is_quantised_where_it_is_not_coded) {
    static const char blocks[] = "kernel 9 9\nstride 2 1\nchannels 8 8\n";
    static const struct {
        const char *lines;
        uint8_t bits; /* of pool_q, 0: no such node */
    } all[] = {{"quantise free\nsum_bits 0\nfc_in_bits 8", 8},
               {"quantise free\nsum_bits 0", 6},
               {"quantise free\nsum_bits 0\nfc_in_bits 0", 0},
               {"quantise free\nsum_bits 7", 0},
               {"quantise free\nfc_in_bits 5", 5},
               {"quantise free\nfc_in_bits 6", 0},
               {"quantise native\nsum_bits 0", 0},
               {"quantise none\nsum_bits 0", 0}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char lines[256];
        snprintf(lines, sizeof lines, "%s%s", blocks, all[i].lines);
        bac_nn *nn = built(lines);
        const bac_nn_node *q = find(nn, "pool_q");
        cr_expect_eq(q ? q->bits : 0, all[i].bits, "%s", all[i].lines);
        bac_nn_free(nn);
    }
}

Test(bac_zoo, style_chooses_the_norm) {
    static const struct {
        const char *style;
        bac_nn_norm norm;
        uint8_t bits;
    } all[] = {
        {"none", BAC_NORM_BATCH, 0}, {"free", BAC_NORM_BATCH, 5}, {"native", BAC_NORM_BIAS, 5}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (int vgg = 0; vgg < 2; vgg++) {
            char lines[128];
            snprintf(lines, sizeof lines, "network %s\nquantise %s\nact_bits 5\nweight_bits 3",
                     vgg ? "vgg10" : "bacalhaunet", all[i].style);
            bac_nn *nn = built(lines);
            const bac_nn_node *q = the(nn, vgg ? "conv6_q" : "block4_pw_q"), *fc = the(nn, "fc");
            cr_expect(q->norm == all[i].norm && q->act == BAC_ACT_RELU && q->bits == all[i].bits);
            cr_expect(fc->weight_bits == (all[i].bits ? 3 : 0) && !fc->per_channel && fc->fc);
            cr_expect(the(nn, vgg ? "conv6" : "block4_pw")->per_channel);
            bac_nn_free(nn);
        }
    }
}

Test(bac_zoo, bits_are_those_of_each_block) {
    bac_nn *nn = built("block_weight_bits 2 3 4 5 6\nblock_act_bits 3 4 5 6 7\nsum_bits 8\n"
                       "fc_weight_bits 9\ninput_bits 10");
    for (unsigned b = 0; b < 5; b++) {
        char name[BAC_NN_NAME];
        cr_expect_eq(the(nn, bac_zoo_name(name, "block%u_dw", b))->weight_bits, b + 2);
        cr_expect_eq(the(nn, bac_zoo_name(name, "block%u_pw", b))->weight_bits, b + 2);
        cr_expect_eq(the(nn, bac_zoo_name(name, "block%u_dw_q", b))->bits, b + 3);
        cr_expect_eq(the(nn, bac_zoo_name(name, "block%u_pw_q", b))->bits, b + 3);
    }
    cr_expect(the(nn, "block3_add_q")->bits == 8 && the(nn, "fc")->weight_bits == 9);
    cr_expect(nn->node[0].bits == 10 && nn->node[0].is_signed);
    bac_nn_free(nn);
    nn = built("network vgg10\nweight_bits 5\nfc_weight_bits 7");
    cr_expect(the(nn, "hidden1")->weight_bits == 5 && the(nn, "fc")->weight_bits == 7);
    bac_nn_free(nn);
}

Test(bac_zoo, a_stem_reads_both_inputs) {
    bac_nn *nn =
        built("stem 16\nstride 4 2 1 2 1\nblock_act_bits 8 5 5 5 5\nblock_weight_bits 7 5 5 5 5");
    const bac_nn_node *stem = the(nn, "stem"), *q = the(nn, "stem_q"), *pw = the(nn, "block0_pw");
    cr_expect(stem->T == 256 && stem->C == 16 && stem->conv.groups == 1 && stem->conv.c_in == 2);
    cr_expect(stem->conv.kernel == 27 && stem->conv.stride == 4 && stem->conv.pad_left == 13);
    cr_expect(stem->weight_bits == 7 && q->bits == 8 && q->act == BAC_ACT_RELU);
    cr_expect(pw->conv.c_in == 16 && pw->C == 24 && pw->T == 256);
    cr_expect(find(nn, "block0_dw") == NULL && the(nn, "block1_dw")->conv.groups == 24);
    bac_nn_free(nn);
}

/* ---- scales --------------------------------------------------------------------- */

Test(bac_zoo_scale, is_the_range_over_the_codes_or_a_power_of_two_near_it) {
    bac_recipe r = made("quantise free");
    cr_assert_eq(bac_zoo_scale(&r, 4, 6), 4.0 / 63);
    cr_assert_eq(bac_zoo_scale(&r, 4, 0), 1);
    r = made("quantise none");
    cr_assert_eq(bac_zoo_scale(&r, 4, 6), 1);
    r = made("");
    cr_assert_eq(bac_zoo_scale(&r, 4, 6), 1.0 / 16);
    cr_assert_eq(bac_zoo_scale(&r, 4, 8), 1.0 / 64);
    for (uint8_t bits = 2; bits <= 16; bits++) {
        for (double range = 0.01; range < 1000; range *= 1.37) {
            int exponent;
            double scale = bac_zoo_scale(&r, range, bits), top = scale * ((1 << bits) - 1);
            cr_assert_eq(frexp(scale, &exponent), 0.5);
            cr_assert(top < range * 1.41422 && top > range / 1.41422, "%g for %g", top, range);
        }
    }
}

Test(bac_zoo, native_sums_span_twice_the_activations) {
    static const struct {
        const char *lines;
        double act, sum;
    } all[] = {{"sum_bits 6", 1.0 / 16, 1.0 / 8},
               {"sum_bits 7", 1.0 / 16, 1.0 / 16},
               {"sum_bits 9", 1.0 / 16, 1.0 / 16}, /* never finer than what is added */
               {"act_bits 4\nact_range 2", 1.0 / 8, 1.0 / 4}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bac_nn *nn = built(all[i].lines);
        cr_expect_eq(unit(nn, the(nn, "block0_pw_q")), all[i].act, "%s", all[i].lines);
        cr_expect_eq(unit(nn, the(nn, "block1_pw_q")), all[i].act, "%s", all[i].lines);
        cr_expect_eq(unit(nn, the(nn, "block1_add_q")), all[i].sum, "%s", all[i].lines);
        bac_nn_free(nn);
    }
}

/* The quantiser whose unit a stream has */
static const bac_nn_node *quantiser_of(const bac_nn *nn, uint32_t node) {
    const bac_nn_node *n = &nn->node[node];
    while (n->bits == 0)
        n = &nn->node[n->in[0]];
    return n;
}

static void draw_list(random_source *s, const char *key, uint32_t n, int64_t lo, int64_t hi,
                      char *lines, size_t room) {
    size_t at = strlen(lines);
    at += (size_t)snprintf(lines + at, room - at, "%s", key);
    for (uint32_t i = 0; i < n; i++) {
        at +=
            (size_t)snprintf(lines + at, room - at, " %lld", (long long)random_between(s, lo, hi));
    }
    snprintf(lines + at, room - at, "\n");
}

/* Few different channels, so that residual blocks follow each other */
static bac_recipe random_blocks(uint64_t seed) {
    random_source s = {seed};
    char lines[1024] = "";
    uint32_t n = (uint32_t)random_between(&s, 1, 6);
    static const char *const styles[] = {"none", "free", "native"};
    snprintf(lines, sizeof lines, "quantise %s\npositions 256\nclasses %lld\nsum_bits %lld\n",
             styles[random_next(&s) % 3], (long long)random_between(&s, 2, 24),
             (long long)(random_chance(&s, 20) ? 0 : random_between(&s, 2, 10)));
    draw_list(&s, "kernel", n, 1, 12, lines, sizeof lines);
    draw_list(&s, "stride", n, 1, 2, lines, sizeof lines);
    draw_list(&s, "channels", n, 4, 5, lines, sizeof lines);
    draw_list(&s, "block_act_bits", n, 2, 9, lines, sizeof lines);
    draw_list(&s, "block_weight_bits", n, 2, 9, lines, sizeof lines);
    return made(lines);
}

static void expect_sums(const bac_nn *nn, const char *replay) {
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        if (n->op != BAC_NN_ADD || nn->style != BAC_NN_NATIVE)
            continue;
        double a = unit(nn, quantiser_of(nn, n->in[0])), b = unit(nn, quantiser_of(nn, n->in[1]));
        cr_assert_eq(a, b, "%s: %s adds units of %g and %g", replay, n->name, a, b);
        const bac_nn_node *q = find(nn, bac_zoo_name((char[BAC_NN_NAME]){0}, "%s_q", n->name));
        if (q)
            cr_assert(unit(nn, q) >= a, "%s: %s is finer than its summands", replay, q->name);
    }
}

Test(bac_zoo, random_bacalhaunets_have_the_shapes_of_their_recipe) {
    uint64_t first = random_first_seed(), rounds = random_rounds(300);
    uint32_t sums = 0;
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        char replay[80], name[BAC_NN_NAME];
        bac_recipe r = random_blocks(seed);
        bac_nn *nn = network(&r);
        uint32_t t = r.positions;
        random_replay(seed, replay);
        for (uint32_t b = 0; b < r.n_block; b++) {
            const bac_nn_node *dw = the(nn, bac_zoo_name(name, "block%u_dw", b));
            const bac_nn_node *pw = the(nn, bac_zoo_name(name, "block%u_pw", b));
            t /= r.stride[b];
            cr_assert(dw->T == t && pw->T == t && pw->C == r.channels[b], "%s", replay);
            cr_assert(dw->conv.groups == dw->C && dw->conv.kernel == r.kernel[b], "%s", replay);
            cr_assert(dw->conv.pad_left + dw->conv.pad_right == r.kernel[b] - 1 &&
                          dw->conv.pad_left == r.kernel[b] / 2,
                      "%s", replay);
            bool added = find(nn, bac_zoo_name(name, "block%u_add", b)) != NULL;
            cr_assert_eq(added, r.residual[b], "%s", replay);
            sums += added;
        }
        expect_sums(nn, replay);
        cr_assert(nn->node[nn->n_node - 1].C == r.classes && nn->style == r.style, "%s", replay);
        bac_nn_free(nn);
    }
    cr_assert(rounds < 300 || sums > 100, "only %u residual sums were drawn", sums);
}

/* ---- whole networks ---------------------------------------------------------------- */

Test(bac_zoo, mobilenet_is_that_of_the_paper) {
    bac_nn *nn = built("network mobilenetv3-small\nquantise none");
    static const struct {
        const char *name;
        uint32_t T, C;
    } all[] = {{"stem", 512, 16},          {"bneck0_dw", 256, 16},      {"bneck0_project", 256, 16},
               {"bneck1_expand", 256, 72}, {"bneck2_add", 128, 24},     {"bneck3_squeeze", 1, 24},
               {"bneck3_gate", 64, 96},    {"bneck10_squeeze", 1, 144}, {"bneck10_add", 32, 96},
               {"last", 32, 576},          {"hidden", 1, 1024},         {"fc", 1, 24}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const bac_nn_node *n = the(nn, all[i].name);
        cr_expect(n->T == all[i].T && n->C == all[i].C, "%s is %u x %u", n->name, n->T, n->C);
    }
    cr_expect_null(find(nn, "bneck0_expand"));
    cr_expect_null(find(nn, "bneck1_gate"));
    cr_expect_null(find(nn, "bneck3_add"));
    cr_expect_eq(the(nn, "bneck2_dw_bn")->act, BAC_ACT_RELU);
    cr_expect_eq(the(nn, "bneck4_dw_bn")->act, BAC_ACT_HSWISH);
    cr_expect_eq(the(nn, "bneck4_excite_act")->act, BAC_ACT_HSIGMOID);
    cr_expect_eq(the(nn, "bneck4_project_bn")->act, BAC_ACT_NONE);
    bac_nn_free(nn);
}

Test(bac_zoo, seed_makes_the_network) {
    static const char *const all[] = {"network bacalhaunet", "network vgg10",
                                      "network mobilenetv3-small\nquantise none"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bac_recipe r = made(all[i]);
        bac_nn *a = network(&r), *b = network(&r);
        cr_assert_eq(bac_recipe_set(&r, "seed", "2", NULL), BAC_OK);
        bac_nn *c = network(&r);
        cr_assert(a->n_theta == b->n_theta && a->n_theta == c->n_theta && a->n_theta > 0);
        cr_expect(memcmp(a->theta, b->theta, a->n_theta * sizeof *a->theta) == 0);
        cr_expect(memcmp(a->theta, c->theta, a->n_theta * sizeof *a->theta) != 0);
        bac_nn_free(a);
        bac_nn_free(b);
        bac_nn_free(c);
    }
}

Test(bac_zoo, every_style_classifies_a_frame) {
    static const char *const all[] = {"quantise none",
                                      "quantise free",
                                      "quantise native",
                                      "network table1",
                                      "network vgg10",
                                      "network vgg10\nquantise free",
                                      "sum_bits 0",
                                      "quantise free\nsum_bits 0\nact_bits 0",
                                      "kernel 8 6\nstride 2 1\nchannels 5 5\nsum_bits 0",
                                      "network mobilenetv3-small\nquantise none"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bac_error err = {0};
        bac_nn_work *work;
        bac_nn *nn = built(all[i]);
        random_source s = {i};
        static float iq[2 * 1024];
        for (size_t j = 0; j < 2048; j++)
            iq[j] = (float)random_between(&s, -2000, 2000) / 1000;
        cr_assert_eq(bac_nn_work_create(nn, 1, false, &work, &err), BAC_OK, "%s",
                     scratch_error(&err));
        const float *logit = bac_nn_forward(nn, work, BAC_NN_EVAL, 1, iq);
        float spread = 0;
        for (uint32_t c = 0; c < 24; c++) {
            cr_assert(isfinite(logit[c]), "%s", all[i]);
            spread = fmaxf(spread, fabsf(logit[c] - logit[0]));
        }
        cr_expect(spread > 0, "%s: all logits are equal", all[i]);
        bac_nn_work_free(work);
        bac_nn_free(nn);
    }
}

Test(bac_recipe_network, refuses_what_no_file_would_pass) {
    bac_recipe r = made("");
    bac_error err = {0};
    bac_nn *nn = (bac_nn *)1;
    cr_assert_eq(bac_recipe_set(&r, "kernel", "3 3", &err), BAC_OK);
    cr_assert_eq(bac_recipe_network(&r, &nn, &err), BAC_ERR_INPUT);
    cr_assert_null(nn);
    r = made("");
    strcpy(r.network, "alexnet");
    cr_assert_eq(bac_recipe_network(&r, &nn, &err), BAC_ERR_INPUT);
    cr_assert_null(nn);
}
