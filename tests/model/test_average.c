/* test_average.c - average pools: what windows are divided by, ranges, and what is refused. That
 * their sums are right is compared on random networks (test_run.c). */
#include "bac.h"
#include "internal.h"
#include "ops.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A network whose layer 1 is `layer`, of 6 positions of one channel of codes 1..3. */
static bac_status parse(const char *layer, bac_net **net, bac_error *err) {
    char text[1024];
    int n = snprintf(text, sizeof text,
                     "bnet 1\nname n\nlayer in input\npositions 6\nchannels 1\ntype u2\nrange 1 3\n"
                     "scale 1\nrounding up\nend\n%s"
                     "layer top globalmax\nfrom a\nend\nlayer best argmax\nfrom top\nend\n",
                     layer);
    return bac_net_parse(text, (size_t)n, "f", net, err);
}

/* The divisor, the factors (NULL: all are 1) and the range of the layer. */
static void divides(const char *layer, uint32_t divisor, const uint32_t *factor, int32_t lo,
                    int32_t hi) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(parse(layer, &net, &err), BAC_OK, "%s", scratch_error(&err));
    const bac_layer *l = bac_net_layer(net, 1);
    cr_assert_eq(l->divisor, divisor, "%u", l->divisor);
    cr_assert_eq(l->factor == NULL, factor == NULL);
    for (uint32_t t = 0; factor && t < l->T; t++)
        cr_assert_eq(l->factor[t], factor[t], "window %u: %u", t, l->factor[t]);
    cr_assert(l->lo == lo && l->hi == hi && l->channel_lo[0] == lo && l->channel_hi[0] == hi,
              "%d %d", l->lo, l->hi);
    bac_net_free(net);
}

Test(bac_average, divides_by_the_kernel_where_padding_counts) {
    divides("layer a avgpool\nfrom in\nkernel 3\nstride 1\npad 1 1\ncount_pad 1\nacc 0 9\nend\n", 3,
            NULL, 0, 9);
}

Test(bac_average, divides_by_the_samples_of_a_window_where_it_does_not) {
    divides("layer a avgpool\nfrom in\nkernel 3\nstride 1\npad 1 1\ncount_pad 0\nacc 6 18\nend\n",
            6, (uint32_t[]){3, 2, 2, 2, 2, 3}, 6, 18);
    divides("layer a avgpool\nfrom in\nkernel 4\nstride 2\npad 3 2\ncount_pad 0\nacc 12 36\nend\n",
            12, (uint32_t[]){12, 4, 3, 4}, 12, 36);
}

Test(bac_average, has_no_factors_where_all_windows_are_whole) {
    divides("layer a avgpool\nfrom in\nkernel 3\nstride 3\npad 0 0\ncount_pad 0\nacc 3 9\nend\n", 3,
            NULL, 3, 9);
    /* padding on the right that no window reaches */
    divides("layer a avgpool\nfrom in\nkernel 3\nstride 3\npad 0 2\ncount_pad 0\nacc 3 9\nend\n", 3,
            NULL, 3, 9);
}

/* A kernel longer than the frame: every window holds all of it. */
Test(bac_average, divides_by_the_frame_where_a_window_holds_it) {
    divides("layer a avgpool\nfrom in\nkernel 8\nstride 1\npad 1 1\ncount_pad 0\nacc 6 18\nend\n",
            6, NULL, 6, 18);
    divides("layer a globalavg\nfrom in\nacc 6 18\nend\n", 6, NULL, 6, 18);
}

Test(bac_average, derives_unit_weights_that_cost_nothing) {
    bac_net *net = NULL;
    bac_cost cost;
    cr_assert_eq(parse("layer a avgpool\nfrom in\nkernel 2\nstride 1\npad 0 0\ncount_pad 0\n"
                       "acc 2 6\nend\n",
                       &net, NULL),
                 BAC_OK);
    const bac_layer *l = bac_net_layer(net, 1);
    cr_assert(l->groups == 1 && l->weight[0] == 1 && l->weight[1] == 1 && !l->bias);
    bac_net_cost(net, &cost);
    cr_assert(cost.macs == 0 && cost.weights == 0 && cost.bops == 0);
    bac_net_free(net);
}

Test(bac_average, refuses_by_line_and_reason) {
    static const struct {
        const char *layer;
        unsigned line;
        const char *says;
    } rules[] = {
        {"layer a avgpool\nfrom in\nkernel 3\nstride 1\npad 1 1\nacc 0 9\nend\n", 11, "count_pad"},
        {"layer a avgpool\nfrom in\nkernel 3\nstride 1\npad 1 1\ncount_pad 2\nacc 0 9\nend\n", 16,
         "0 .. 1"},
        {"layer a avgpool\nfrom in\nkernel 3\nstride 1\npad 3 1\ncount_pad 0\nacc 0 9\nend\n", 15,
         "smaller than the kernel"},
        {"layer a avgpool\nfrom in\nkernel 9\nstride 1\npad 0 0\ncount_pad 0\nacc 0 9\nend\n", 13,
         "longer than the padded input"},
        {"layer a avgpool\nfrom in\nkernel 3\nstride 1\npad 1 1\ncount_pad 0\nacc 6 17\nend\n", 17,
         "prove acc 6 18"},
        {"layer a globalavg\nfrom in\nkernel 6\nacc 6 18\nend\n", 13, "no key 'kernel'"},
        {"layer a globalavg\nfrom in\nacc 6 19\nend\n", 13, "prove acc 6 18"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        bac_net *net = NULL;
        bac_error err = {0};
        char where[16];
        snprintf(where, sizeof where, "f:%u", rules[i].line);
        cr_assert_eq(parse(rules[i].layer, &net, &err), BAC_ERR_INPUT, "%s", rules[i].layer);
        cr_assert_str_eq(err.where, where, "%s", scratch_error(&err));
        cr_assert_not_null(strstr(err.text, rules[i].says), "%s", err.text);
    }
}

static bac_status add_average(uint32_t T, int32_t most, bac_layer *a, bac_error *err) {
    bac_net *net;
    double one = 1;
    bac_layer in = {.op = BAC_INPUT,
                    .name = "in",
                    .T = T,
                    .C = 1,
                    .type = {false, 16},
                    .code_hi = most,
                    .n_scale = 1,
                    .scale = &one};
    cr_assert_eq(bac_net_create("n", &net, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &in, NULL, NULL), BAC_OK);
    a->name = "a";
    a->n_in = 1;
    a->in = &(uint32_t){0};
    bac_status status = bac_net_add(net, a, NULL, err);
    bac_net_free(net);
    return status;
}

/* lcm(12 .. 23) is 5354228880, lcm(11 .. 21) 232792560 */
Test(bac_average, refuses_divisors_and_sums_beyond_32_bits) {
    bac_error err;
    bac_layer a = {.op = BAC_AVGPOOL, .kernel = 21, .stride = 1, .pad_left = 10, .pad_right = 10};
    cr_assert_eq(add_average(40, 9, &a, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(add_average(40, 10, &a, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "can leave 32 bits"), "%s", err.text);
    a.kernel = 23;
    a.pad_left = a.pad_right = 11;
    cr_assert_eq(add_average(40, 1, &a, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(err.where, "layer a");
    cr_assert_not_null(strstr(err.text, "no divisor below 2^31"), "%s", err.text);
    a.count_pad = true;
    cr_assert_eq(add_average(40, 65535, &a, &err), BAC_OK, "%s", scratch_error(&err));
    a = (bac_layer){.op = BAC_GLOBALAVG};
    cr_assert_eq(add_average(32768, 65535, &a, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(add_average(32769, 65535, &a, &err), BAC_ERR_INPUT);
}

/* Sums of each channel over the frame, into as many numbers as there are channels and no more. */
Test(bac_average, sums_of_the_frame_channel_by_channel) {
    static const char text[] =
        "bnet 1\nname n\nlayer in input\npositions 3\nchannels 2\ntype s4\nrange -8 7\n"
        "scale 1\nrounding up\nend\nlayer a globalavg\nfrom in\nacc -24 21\nend\n"
        "layer best argmax\nfrom a\nend\n";
    static const int32_t in[] = {1, -8, 7, -7, 5, -6};
    const int32_t *const from[] = {in};
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_net_parse(text, sizeof text - 1, "f", &net, &err), BAC_OK, "%s",
                 scratch_error(&err));
    int32_t *out = malloc(2 * sizeof *out); /* a sanitizer sees the end */
    cr_assert_not_null(out);
    out[0] = out[1] = 99;
    bac_op_globalavg(net, bac_net_layer(net, 1), from, out);
    cr_assert(out[0] == 13 && out[1] == -21, "%d %d", out[0], out[1]);
    free(out);
    bac_net_free(net);
}
