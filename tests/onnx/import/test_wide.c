/* Streams without a quantiser: exact where channels stay apart, else inside the stated bound; refused
 * with the bits that they would need. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { T = 32, C = 4 };

static onnx_model *model(void) {
    return onnx_new(test_seed(5), 2, T);
}

static const char *conv(onnx_model *m, const char *x, int64_t in, int64_t out, int64_t kernel,
                        int64_t pad, int64_t groups) {
    int64_t dims[3] = {out, in / groups, kernel};
    return onnx_conv(m, x, onnx_weights(m, NULL, 3, dims, 5, true), NULL, kernel, 1, pad, groups);
}

static const char *normed(onnx_model *m, const char *x, int64_t in, int64_t out) {
    return onnx_norm(m, conv(m, x, in, out, 3, 1, 1), out, 3, false);
}

static const char *act(onnx_model *m, const char *x) {
    return onnx_quant(m, onnx_node(m, "Relu", 1, x), 0.1f, 5, false, false, "ROUND");
}

static const char *relu(onnx_model *m, const char *x) {
    return onnx_node(m, "Relu", 1, x);
}

/* The largest of each channel are the logits. */
static void end_in_maxima(onnx_model *m, const char *x) {
    const char *flat = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, x));
    onnx_int(m, "axis", 1);
    onnx_output(m, flat);
}

/* The only wide stream is the logits: they keep its bound, and it is that of 24 bits, not looser. */
static void check_bound(onnx_model *m, bool is_signed, double parts) {
    bac_import_report report;
    bac_net *net = import_model(m, NULL, &report);
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        for (uint32_t c = 0; l->requant && c < l->C; c++)
            cr_assert(l->requant[c].form != BAC_FORM_MUL || l->requant[c].mul != 0,
                      "a channel without a slope is a constant");
    }
    cr_assert(report.n_wide == 1, "%u wide streams", report.n_wide);
    const bac_import_wide wide = report.wide[0];
    cr_assert(!wide.by_channel && wide.type.bits == BAC_IMPORT_SUMMED_BITS);
    cr_assert(wide.error > 0 && wide.error < wide.reach / parts);
    cr_assert_eq(wide.type.is_signed, is_signed);
    bac_import_report_free(&report);
    bac_net_free(net);
    check_equal(m, wide.error);
    onnx_free(m);
}

Test(import_wide, one_scale_keeps_its_bound) {
    onnx_model *m = model();
    end_in_maxima(m, normed(m, quantised_input(m), 2, C));
    check_bound(m, true, 0x1p22);
    m = model(); /* behind a Relu no code is lost to numbers below 0 */
    end_in_maxima(m, relu(m, normed(m, quantised_input(m), 2, C)));
    check_bound(m, false, 0x1p23);
    m = model(); /* channels without a slope, and with a subnormal one */
    end_in_maxima(m, onnx_norm(m, conv(m, quantised_input(m), 2, C, 3, 1, 1), C, 3, true));
    check_bound(m, true, 0x1p22);
}

Test(import_wide, limits_of_the_graph_are_those_of_the_codes) {
    onnx_model *m = model();
    const char *y = onnx_node(m, "Clip", 3, normed(m, quantised_input(m), 2, C),
                              onnx_scalar(m, -0.25f), onnx_scalar(m, 0.5f));
    end_in_maxima(m, y);
    check_bound(m, true, 0x1p22);
}

/* Without padding nothing is lost, whatever stands between: pools, a concat, another convolution. */
Test(import_wide, a_depthwise_convolution_reads_exact_channels) {
    for (int pooled = 0; pooled < 2; pooled++) {
        onnx_model *m = model();
        const char *x = quantised_input(m), *a = normed(m, x, 2, C), *b = normed(m, x, 2, C);
        const char *y = onnx_node(m, "Concat", 2, a, b);
        onnx_int(m, "axis", 1);
        if (pooled)
            y = onnx_pool(m, y, 2, 2, 0);
        y = onnx_norm(m, conv(m, y, 2 * C, 2 * C, 3, 0, 2 * C), 2 * C, 3, false);
        finish_model(m, act(m, y), 2 * C, 3);
        check_exact(m);
        bac_import_report report;
        bac_net *net = import_model(m, NULL, &report);
        cr_assert(report.n_wide == 2 && report.wide[0].by_channel && report.wide[1].by_channel);
        cr_assert(report.wide[0].type.bits <= BAC_IMPORT_WIDE_BITS);
        bac_import_report_free(&report);
        bac_net_free(net);
        onnx_free(m);
    }
}

/* Accumulators that are wider than the codes are rounded, rising and falling channels alike; a kernel of one
 * tap multiplies the error by a weight, of at most 1.54. */
Test(import_wide, narrow_channels_keep_their_bound) {
    for (uint64_t seed = 1; seed <= 4; seed++) {
        onnx_model *m = onnx_new(test_seed(seed), 2, T);
        const char *y = normed(m, quantised_input(m), 2, 4 * C);
        end_in_maxima(m, conv(m, y, 4 * C, 4 * C, 1, 0, 4 * C));
        const bac_import_options narrow = {.wide_bits = 8};
        bac_import_report report;
        bac_net *net = import_model(m, &narrow, &report);
        cr_assert(report.wide[0].by_channel && report.wide[0].type.bits == 8);
        const double error = report.wide[0].error;
        cr_assert(error > 0 && error < report.wide[0].reach / 32);
        bac_import_report_free(&report);
        bac_net_free(net);
        check_equal_with(m, &narrow, 1.54 * error);
        onnx_free(m);
    }
}

/* x/32 + bias, clipped to +-limit, for a sum x of -254 to 254. */
static const char *clipped_sum(onnx_model *m, float bias, float limit) {
    int64_t dims[3] = {C, 2, 1}, out = C;
    float w[2 * C], b[C];
    for (int i = 0; i < 2 * C; i++)
        w[i] = 1;
    for (int i = 0; i < C; i++)
        b[i] = bias;
    const char *weights = onnx_quant(m, onnx_floats(m, NULL, 3, dims, w), 1, 4, true, true, NULL);
    const char *y =
        onnx_conv(m, quantised_input(m), weights, onnx_floats(m, NULL, 1, &out, b), 1, 1, 0, 1);
    return onnx_node(m, "Clip", 3, y, onnx_scalar(m, -limit), onnx_scalar(m, limit));
}

/* Codes of 8 bits reach 125 units, so a limit of 125/32 makes the unit that of the sum: a shift by 0 that
 * rounds a quarter of a unit away. */
Test(import_wide, a_slope_of_one_unit_is_a_shift) {
    onnx_model *m = onnx_new(test_seed(5), 2, 1); /* one position: the largest is the only one */
    end_in_maxima(m, clipped_sum(m, 0.25f / 32, 125.0f / 32));
    const bac_import_options narrow = {.wide_bits = 8};
    bac_net *net = import_model(m, &narrow, NULL);
    const bac_layer *wide = NULL;
    for (uint32_t i = 0; i < bac_net_layers(net) && !wide; i++)
        if (bac_net_layer(net, i)->op == BAC_REQUANT)
            wide = bac_net_layer(net, i);
    cr_assert(wide && wide->requant[0].form == BAC_FORM_SHIFT && wide->requant[0].shift == 0);
    bac_net_free(net);
    check_equal_with(m, &narrow, 0.2501 / 32);
    onnx_free(m);
}

Test(import_wide, a_limit_far_below_a_step_of_the_sum_is_refused) {
    onnx_model *m = model();
    end_in_maxima(m, clipped_sum(m, 0, 1e-12f));
    check_refused(m, "which a slope of 0.03125 cannot hold in 24 bits");
}

Test(import_wide, a_quantiser_beside_another_reader_stays_exact) {
    onnx_model *m = model();
    const char *y = normed(m, quantised_input(m), 2, C);
    const char *a = act(m, y), *b = act(m, conv(m, y, C, C, 1, 0, 1));
    bac_import_report report;
    finish_model(m, onnx_node(m, "Add", 2, a, b), C, 3);
    bac_net *net = import_model(m, NULL, &report);
    const bac_layer *quantiser = NULL;
    for (uint32_t i = 0; i < bac_net_layers(net) && !quantiser; i++)
        if (bac_net_layer(net, i)->op == BAC_REQUANT && bac_net_layer(net, i)->type.bits == 5)
            quantiser = bac_net_layer(net, i);
    cr_assert(quantiser && bac_net_layer(net, quantiser->in[0])->op == BAC_CONV);
    bac_import_report_free(&report);
    bac_net_free(net);
    onnx_free(m);
}

/* Real numbers all the way: the logits are off by no more than rounding in 24 bits explains. */
static void check_near(onnx_model *m, double room) {
    check_equal(m, room);
    onnx_free(m);
}

Test(import_wide, branches_share_one_unit_before_a_pointwise_convolution) {
    onnx_model *m = model();
    const char *x = quantised_input(m), *y[3];
    for (int i = 0; i < 3; i++)
        y[i] = i ? normed(m, x, 2, C) : onnx_pool(m, normed(m, x, 2, C), 3, 1, 1);
    const char *all = onnx_node(m, "Concat", 3, y[0], y[1], y[2]);
    onnx_int(m, "axis", 1);
    finish_model(m, conv(m, all, 3 * C, C, 1, 0, 1), C, 3);
    bac_import_report report;
    bac_net *net = import_model(m, NULL, &report);
    cr_assert(report.n_wide >= 3 && report.n_joins == 0);
    for (uint32_t i = 1; i < 3; i++)
        cr_assert(report.wide[i].scale == report.wide[0].scale);
    bac_import_report_free(&report);
    bac_net_free(net);
    check_near(m, 1e-4);
}

Test(import_wide, sums_pools_and_second_normalisations) {
    onnx_model *m = model();
    const char *x = quantised_input(m), *y = normed(m, x, 2, C);
    y = onnx_node(m, "Add", 2, y, normed(m, y, C, C)); /* neither has a quantiser */
    y = onnx_node(m, "Add", 2, y, normed(m, y, C, C));
    finish_model(m, conv(m, y, C, C, 1, 0, 1), C, 3);
    check_near(m, 1e-3);
    m = model(); /* one has */
    x = quantised_input(m);
    y = act(m, normed(m, x, 2, C));
    y = onnx_node(m, "Add", 2, y, normed(m, x, 2, C));
    finish_model(m, y, C, 3);
    check_near(m, 1e-4);
    m = model(); /* accumulators of scales that no multipliers of a few bits bring together */
    x = quantised_input(m);
    y = onnx_node(m, "Add", 2, conv(m, x, 2, C, 7, 3, 1), conv(m, x, 2, C, 7, 3, 1));
    finish_model(m, conv(m, y, C, C, 1, 0, 1), C, 3);
    check_near(m, 1e-4);
    m = model(); /* two square roots, and a pool between falling functions */
    y = onnx_norm(m, normed(m, quantised_input(m), 2, C), C, 1, false);
    y = onnx_norm(m, onnx_pool(m, y, 2, 2, 0), C, 1, false);
    finish_model(m, onnx_pool(m, y, 2, 2, 0), C, 3);
    check_near(m, 1e-4);
    m = model(); /* a Relu in front of the normalisation: limits that differ between channels */
    y = onnx_norm(m, relu(m, conv(m, quantised_input(m), 2, C, 3, 1, 1)), C, 3, false);
    finish_model(m, conv(m, y, C, C, 3, 1, 1), C, 3);
    check_near(m, 1e-4);
}

Test(import_wide, flattened_features_and_normalised_logits) {
    onnx_model *m = model();
    int64_t dims[2] = {3, C * 4}, three = 3;
    const char *y = onnx_pool(m, normed(m, quantised_input(m), 2, C), 8, 8, 0);
    y = onnx_node(m, "Flatten", 1, y);
    onnx_int(m, "axis", 1);
    y = onnx_norm(m, y, C * 4, 1, false); /* one number a feature */
    y = onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, dims, 5, false), NULL, true);
    onnx_output(m, onnx_norm(m, y, three, 2, false));
    check_near(m, 1e-2);
}

Test(import_wide, sums_that_do_not_fit_are_refused_with_the_bits_they_need) {
    int64_t dims[3] = {2, 64, 32};
    onnx_model *m = onnx_new(1, 2, 64);
    float *w = onnx_alloc(m, 2 * 64 * 32 * sizeof *w);
    for (int i = 0; i < 2 * 64 * 32; i++)
        w[i] = 127;
    const char *q = onnx_quant(m, onnx_floats(m, "a.weight", 3, dims, w), 1, 8, true, true, NULL);
    const char *y = normed(m, quantised_input(m), 2, 64);
    finish_model(m, act(m, onnx_conv(m, y, q, NULL, 32, 1, 0, 1)), 2, 3);
    check_refused_with(m, &(bac_import_options){.wide_bits = 16},
                       "output 0 then need 33 bits, and 32 is the most; --wide-bits 15 would hold");
    check_refused_with(m, &(bac_import_options){.wide_bits = 20},
                       "output 0 then need 37 bits, and 32 is the most; --wide-bits 15 would hold");
    check_refused_with(m, &(bac_import_options){.wide_bits = 9 + 16}, "25 is not in 8..24");
    bac_import_report report;
    bac_net *net = import_model(m, &(bac_import_options){.wide_bits = 15}, &report);
    cr_assert(report.wide[0].type.bits == 15);
    bac_import_report_free(&report);
    bac_net_free(net);
    net = import_model(m, NULL, &report); /* no width was asked for: what surely fits */
    cr_assert(report.wide[report.n_wide - 1].type.bits == 14);
    bac_import_report_free(&report);
    bac_net_free(net);
    onnx_free(m);
}

Test(import_wide, the_cost_rule_counts_32_bits) {
    onnx_model *m = model();
    const char *y = normed(m, quantised_input(m), 2, C);
    finish_model(m, act(m, conv(m, onnx_pool(m, y, 2, 2, 0), C, C, 3, 1, C)), C, 3);
    bac_import_report report;
    bac_net *net = import_model(m, NULL, &report);
    unsigned wide = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        wide += bac_net_layer(net, i)->op == BAC_CONV && bac_net_layer(net, i)->cost_bits == 32;
    cr_assert(wide == 1);
    bac_import_report_free(&report);
    bac_net_free(net);
    onnx_free(m);
}
