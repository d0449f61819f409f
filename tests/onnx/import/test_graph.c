/* Every shape of graph is lowered to the integers the float executor gives. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(import_graph, .timeout = 240);

static onnx_model *model(uint64_t seed, int64_t T) {
    return onnx_new(test_seed(seed), 2, T);
}

static const char *conv(onnx_model *m, const char *x, const char *name, int64_t in, int64_t out,
                        int64_t groups, int64_t kernel, int64_t stride, int64_t pad) {
    int64_t dims[3] = {out, in / groups, kernel};
    return onnx_conv(m, x, onnx_weights(m, name, 3, dims, 5, onnx_random(m, 2)), NULL, kernel,
                     stride, pad, groups);
}

static const char *act(onnx_model *m, const char *x, int64_t C, float scale, bool odd) {
    const char *y = onnx_node(m, "Relu", 1, onnx_norm(m, x, C, 3, odd));
    return onnx_quant(m, y, scale, 5, false, false, NULL);
}

Test(import_graph, negative_zero_and_subnormal_gains) {
    for (uint64_t i = 0; i < 8; i++) {
        onnx_model *m = model(1000 + i, 32);
        const char *y = conv(m, quantised_input(m), "a.weight", 2, 16, 2, 5, 1, 2);
        y = act(m, y, 16, 0.06f, true);
        y = act(m, conv(m, y, "b.weight", 16, 16, 1, 1, 1, 0), 16, 0.05f, true);
        finish_model(m, y, 16, 6);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_graph, kernels_strides_pads_and_groups) {
    static const int64_t shapes[][4] = {/* kernel, stride, pad, groups */
                                        {1, 1, 0, 1},   {3, 1, 1, 1},  {8, 1, 4, 2}, {32, 4, 16, 1},
                                        {26, 4, 13, 2}, {18, 4, 9, 1}, {5, 3, 0, 2}, {2, 2, 1, 1}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const int64_t *s = shapes[i];
        onnx_model *m = model(1100 + i, 61);
        const char *y = conv(m, quantised_input(m), "a.weight", 2, 4, s[3], s[0], s[1], s[2]);
        finish_model(m, act(m, y, 4, 0.2f, false), 4, 3);
        check_exact(m);
        onnx_free(m);
    }
}

/* Three branches with even kernels, pads k/2, stride 4; concat; depthwise and pointwise with max
 * pools; global max of two stages, joined; three fully connected layers. */
Test(import_graph, branches_concats_and_three_fully_connected_layers) {
    static const int64_t kernels[3] = {32, 26, 18};
    for (uint64_t i = 0; i < 3; i++) {
        onnx_model *m = model(1200 + i, 128);
        const char *x = quantised_input(m), *branch[3];
        float scale = 0.07f;
        for (int b = 0; b < 3; b++) {
            const char *y = conv(m, x, onnx_text(m, "branch%d.weight", b), 2, 4, 1, kernels[b], 4,
                                 kernels[b] / 2);
            branch[b] = act(m, y, 4, i == 0 ? scale : scale + 0.013f * (float)b, false);
        }
        const char *y = onnx_node(m, "Concat", 3, branch[0], branch[1], branch[2]);
        onnx_int(m, "axis", 1);
        y = act(m, conv(m, y, "dw.weight", 12, 12, 12, 7, 1, 3), 12, 0.05f, true);
        y = act(m, onnx_pool(m, conv(m, y, "pw.weight", 12, 8, 1, 1, 1, 0), 3, 2, 1), 8, 0.06f,
                false);
        const char *deep = act(m, conv(m, y, "dw2.weight", 8, 8, 8, 3, 1, 1), 8, 0.06f, false);
        const char *a = onnx_node(m, "GlobalMaxPool", 1, y);
        const char *b = onnx_node(m, "GlobalMaxPool", 1, deep);
        y = onnx_node(m, "Concat", 2, a, b);
        onnx_int(m, "axis", 1);
        y = onnx_node(m, "Flatten", 1, y);
        int64_t d1[2] = {12, 16}, d2[2] = {10, 12}, d3[2] = {5, 10};
        y = onnx_gemm(m, y, onnx_weights(m, "fc1.weight", 2, d1, 5, false), NULL, true);
        y = act(m, y, 12, 0.08f, false);
        y = onnx_gemm(m, y, onnx_weights(m, "fc2.weight", 2, d2, 5, true), NULL, true);
        y = act(m, y, 10, 0.08f, true);
        y = onnx_gemm(m, y, onnx_weights(m, "fc3.weight", 2, d3, 5, false), NULL, true);
        onnx_output(m, y);
        check_exact(m); /* unequal scales meet only per channel until they share 0.06 */
        onnx_free(m);
    }
}

Test(import_graph, a_dense_layer_behind_unequal_scales_multiplies_first) {
    for (int kind = 0; kind < 2; kind++) {
        onnx_model *m = model((uint64_t)(1300 + kind), 24);
        const char *x = quantised_input(m);
        const char *a = act(m, conv(m, x, "a.weight", 2, 3, 1, 3, 1, 1), 3, 0.05f, false);
        const char *b = act(m, conv(m, x, "b.weight", 2, 3, 1, 3, 1, 1), 3,
                            kind ? 0.0625f * 1.2f : 0.1f, false);
        const char *y = onnx_node(m, "Concat", 2, a, b);
        onnx_int(m, "axis", 1);
        finish_model(m, act(m, conv(m, y, "c.weight", 6, 5, 1, 1, 1, 0), 5, 0.05f, false), 5, 4);
        bac_import_report report;
        bac_net *net = import_model(m, NULL, &report);
        const bac_layer *mul = layer_named(net, "concat_mul");
        cr_assert(mul->op == BAC_REQUANT && report.n_joins == 1);
        /* 0.05f * 2 is 0.1f to the last bit: an exact ratio. The other is none. */
        cr_assert(report.joins[0].exact == !kind);
        cr_assert(report.joins[0].error < 1e-3);
        cr_assert(mul->requant[3].mul > mul->requant[0].mul);
        bac_net_free(net);
        bac_import_report_free(&report);
        if (kind)
            check_equal(m, 0.2); /* a few codes may differ by one */
        else
            check_exact(m);
        onnx_free(m);
    }
}

static onnx_model *residual(uint64_t seed, float first, float second) {
    onnx_model *m = model(seed, 40);
    const char *a =
        act(m, conv(m, quantised_input(m), "a.weight", 2, 8, 1, 3, 1, 1), 8, first, false);
    const char *b = act(m, conv(m, a, "b.weight", 8, 8, 8, 3, 1, 1), 8, second, false);
    const char *y = onnx_node(m, "Add", 2, b, a);
    finish_model(m, act(m, conv(m, y, "c.weight", 8, 8, 8, 5, 1, 2), 8, 0.1f, false), 8, 4);
    return m;
}

Test(import_graph, adds_of_one_scale_and_of_integer_ratios_are_exact) {
    static const float second[] = {0.05f, 0.1f, 0.025f, 0.0125f};
    for (size_t i = 0; i < sizeof second / sizeof *second; i++) {
        onnx_model *m = residual(1400 + i, 0.05f, second[i]);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        const bac_layer *add = layer_named(net, "add");
        if (i == 0)
            cr_assert(add->mul[0] == 1 && add->mul[8] == 1);
        if (i == 1)
            cr_assert(add->mul[0] == 2 && add->mul[8] == 1);
        bac_net_free(net);
        onnx_free(m);
    }
}

Test(import_graph, adds_of_unequal_scales_keep_to_their_width_and_state_their_error) {
    double before = 1;
    for (uint32_t bits = 10; bits <= 20; bits += 2) {
        onnx_model *m = residual(1500, 0.05f, 0.0613f);
        bac_import_options opt = {.add_bits = bits};
        bac_import_report report;
        bac_net *net = import_model(m, &opt, &report);
        const bac_layer *add = layer_named(net, "add");
        cr_assert(report.n_joins == 1 && !report.joins[0].exact);
        cr_assert_str_eq(report.joins[0].layer, "add");
        double p = add->mul[0], q = add->mul[8];
        double error = fabs(p * (double)0.05f / (q * (double)0.0613f) - 1);
        cr_assert(fabs(error - report.joins[0].error) < 1e-12);
        cr_assert(error < 4.0 / (p + q) && error <= before);
        cr_assert(bac_type_of_range(add->lo, add->hi).bits <= bits);
        before = error;
        bac_net_free(net);
        bac_import_report_free(&report);
        if (bits == 20)
            check_equal(m, 0.2);
        onnx_free(m);
    }
}

Test(import_graph, sums_of_three_streams_chain) {
    onnx_model *m = model(1600, 40);
    const char *x = quantised_input(m), *s[3];
    for (int i = 0; i < 3; i++)
        s[i] = act(m, conv(m, x, onnx_text(m, "c%d.weight", i), 2, 6, 1, 3, 1, 1), 6,
                   i == 2 ? 0.1f : 0.05f, false);
    const char *y = onnx_node(m, "Add", 2, onnx_node(m, "Add", 2, s[0], s[1]), s[2]);
    finish_model(m, onnx_quant(m, y, 0.1f, 6, false, false, NULL), 6, 4);
    check_exact(m);
    onnx_free(m);
}

Test(import_graph, pools_commute_with_what_follows_them) {
    for (int kind = 0; kind < 4; kind++)
        for (uint64_t i = 0; i < 3; i++) {
            onnx_model *m = model(1700 + 8 * i + (uint64_t)kind, 33);
            const char *y = conv(m, quantised_input(m), "a.weight", 2, 8, 1, 3, 1, 1);
            bool norm_first = kind & 1, twice = kind & 2;
            if (norm_first)
                y = onnx_norm(m, y, 8, 3, true); /* falls in places; rises after the pool */
            y = onnx_pool(m, y, 3, 2, 1);
            if (twice)
                y = onnx_pool(m, onnx_node(m, "Relu", 1, y), 2, 2, 0);
            if (!norm_first)
                y = onnx_norm(m, y, 8, 3, true);
            y = onnx_quant(m, onnx_node(m, "Relu", 1, y), 0.06f, 5, false, false, NULL);
            finish_model(m, y, 8, 4);
            check_exact(m);
            onnx_free(m);
        }
}

Test(import_graph, a_max_pool_as_long_as_the_frame_is_a_global_max) {
    onnx_model *m = model(1800, 30);
    const char *y =
        act(m, conv(m, quantised_input(m), "a.weight", 2, 6, 1, 3, 1, 1), 6, 0.05f, false);
    y = onnx_node(m, "Flatten", 1, onnx_pool(m, y, 30, 1, 0));
    y = onnx_quant(m, y, 0.021f, 8, true, false, NULL);
    int64_t dims[2] = {4, 6};
    onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, dims, 6, false), NULL, true));
    check_exact(m);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert(layers_of(net, BAC_MAXPOOL) == 0 && layers_of(net, BAC_GLOBALMAX) == 1);
    cr_assert(layer_named(net, "fc")->cost_bits == 8);
    bac_net_free(net);
    onnx_free(m);
}

static const char *small_features(onnx_model *m) { /* [1][6][5] */
    const char *y = conv(m, quantised_input(m), "a.weight", 2, 6, 1, 4, 4, 0);
    return act(m, y, 6, 0.05f, false);
}

Test(import_graph, flattened_features_reach_the_right_weights) {
    for (int kind = 0; kind < 5; kind++) {
        onnx_model *m = model((uint64_t)(1900 + kind), 20);
        const char *y = small_features(m);
        int64_t to[2] = {1, 30}, minus[2] = {0, -1}, dims[2] = {7, 30}, back[2] = {30, 7};
        if (kind == 0)
            y = onnx_node(m, "Flatten", 1, y);
        else if (kind < 4)
            y = onnx_node(m, "Reshape", 2, y, onnx_longs(m, 2, kind == 1 ? to : minus));
        else { /* view(x.size(0), -1) as exporters write it */
            const char *batch =
                onnx_node(m, "Gather", 2, onnx_node(m, "Shape", 1, y), onnx_scalar(m, 0));
            onnx_int(m, "axis", 0);
            int64_t zero = 0, rest = -1;
            const char *first = onnx_node(m, "Unsqueeze", 1, batch);
            onnx_ints(m, "axes", 1, &zero);
            const char *shape = onnx_node(m, "Concat", 2, first, onnx_longs(m, 1, &rest));
            onnx_int(m, "axis", 0);
            y = onnx_node(m, "Reshape", 2, y, shape);
        }
        const char *w = kind == 3 ? NULL : onnx_weights(m, "fc.weight", 2, dims, 6, kind == 2);
        if (kind == 3) {
            y = onnx_node(m, "MatMul", 2, y, onnx_weights(m, "fc.weight", 2, back, 6, false));
        } else if (kind == 1) {
            w = onnx_node(m, "Transpose", 1, w);
            int64_t perm[2] = {1, 0};
            onnx_ints(m, "perm", 2, perm);
            y = onnx_node(m, "MatMul", 2, y, w);
        } else {
            y = onnx_gemm(m, y, w, NULL, true);
        }
        /* a quantised output: exact whatever the weights' scales are */
        onnx_output(m, onnx_quant(m, y, 0.01f, 12, true, false, NULL));
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        cr_assert(layers_of(net, BAC_FLATTEN) == 1);
        bac_net_free(net);
        onnx_free(m);
    }
}

Test(import_graph, features_may_be_normalised_and_quantised_one_by_one) {
    onnx_model *m = model(2000, 20);
    const char *y = onnx_node(m, "Flatten", 1, small_features(m));
    y = act(m, y, 30, 0.1f, false);
    int64_t dims[2] = {7, 30};
    onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, dims, 6, false), NULL, true));
    check_exact(m);
    onnx_free(m);
}

Test(import_graph, squeezes_identities_and_an_argmax) {
    onnx_model *m = model(2100, 20);
    const char *y = onnx_node(m, "GlobalMaxPool", 1, small_features(m));
    int64_t axis = 2, dims[2] = {5, 6};
    y = onnx_node(m, "Squeeze", 1, onnx_node(m, "Identity", 1, y));
    onnx_ints(m, "axes", 1, &axis);
    y = onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, dims, 6, false), NULL, true);
    y = onnx_node(m, "ArgMax", 1, y);
    onnx_int(m, "axis", 1);
    onnx_output(m, y);
    check_exact(m);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert(layers_of(net, BAC_ARGMAX) == 1);
    bac_net_free(net);
    onnx_free(m);
}

Test(import_graph, constants_scale_and_shift_a_stream) {
    static const char *const ops[] = {"Mul", "Div", "Add", "Sub"};
    for (int kind = 0; kind < 8; kind++) {
        onnx_model *m = model((uint64_t)(2200 + kind), 20);
        const char *y = conv(m, quantised_input(m), "a.weight", 2, 4, 1, 3, 1, 1);
        float v[4];
        int64_t dims[3] = {1, 4, 1};
        for (int c = 0; c < 4; c++)
            v[c] = (float)onnx_uniform(m, 0.5, 1.5) * (kind >= 4 && c == 1 ? -1.0f : 1.0f);
        const char *k = onnx_floats(m, NULL, 3, dims, v);
        y = kind % 4 == 1 || kind < 4 ? onnx_node(m, ops[kind % 4], 2, y, k)
                                      : onnx_node(m, ops[kind % 4], 2, k, y);
        finish_model(m, onnx_quant(m, y, 0.1f, 6, true, false, NULL), 4, 3);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_graph, clips_between_quantisers) {
    onnx_model *m = model(2300, 20);
    const char *y = conv(m, quantised_input(m), "a.weight", 2, 4, 1, 3, 1, 1);
    y = onnx_node(m, "Clip", 3, y, onnx_scalar(m, -0.3f), onnx_scalar(m, 0.9f));
    finish_model(m, onnx_quant(m, y, 0.05f, 6, true, false, NULL), 4, 3);
    check_exact(m);
    onnx_free(m);
}

Test(import_graph, a_relu_on_signed_codes_needs_no_quantiser) {
    onnx_model *m = model(2400, 20);
    const char *y = onnx_node(m, "Relu", 1, quantised_input(m));
    y = conv(m, y, "a.weight", 2, 4, 1, 3, 1, 1);
    finish_model(m, onnx_quant(m, y, 0.1f, 6, true, false, NULL), 4, 3);
    check_exact(m);
    onnx_free(m);
}

Test(import_graph, conv_biases_of_any_kind_are_exact_before_a_quantiser) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = model((uint64_t)(2500 + kind), 20);
        const char *x = quantised_input(m);
        int64_t dims[3] = {4, 2, 3}, four = 4;
        float b[4];
        for (int c = 0; c < 4; c++)
            b[c] = (float)onnx_uniform(m, -0.5, 0.5);
        const char *w = onnx_weights(m, "a.weight", 3, dims, 5, kind == 1);
        const char *bias = onnx_floats(m, "a.bias", 1, &four, b);
        if (kind == 2)
            bias = onnx_quant(m, bias, 0.0017f, 12, true, false, NULL);
        const char *y = onnx_conv(m, x, w, bias, 3, 1, 1, 1);
        finish_model(m, act(m, y, 4, 0.07f, false), 4, 3);
        check_exact(m);
        onnx_free(m);
    }
}

/* The exporter's way: 20 bits from Ceil(19.53), scale = float32(s_in * s_w). As a Gemm, as a
 * MatMul with an Add on either side, and as a convolution. */
static onnx_model *biased(int kind) {
    onnx_model *m = model((uint64_t)(2600 + kind), 20);
    float s = 0.0371f, sw = 0.0593231f, sb = s * sw, b[4], w[8];
    const char *y = onnx_node(m, "GlobalMaxPool", 1, quantised_input(m));
    y = onnx_quant(m, y, s, 8, true, false, NULL);
    int64_t dims[3] = {4, 2, 1}, back[2] = {2, 4}, four = 4, one = 1;
    for (int i = 0; i < 8; i++)
        w[i] = (float)onnx_uniform(m, -1.5, 1.5);
    for (int i = 0; i < 4; i++)
        b[i] = (float)onnx_uniform(m, -1, 1);
    bool matmul = kind == 1 || kind == 2;
    const char *weight = onnx_floats(m, "fc.weight", kind == 3 ? 3 : 2, matmul ? back : dims, w);
    weight = onnx_quant(m, weight, sw, 6, true, true, NULL);
    const char *bits = onnx_node(m, "Ceil", 1, onnx_scalar(m, 19.533512f));
    const char *bias = onnx_node(m, "Quant", 4, onnx_floats(m, "fc.bias", 1, &four, b),
                                 onnx_floats(m, NULL, 1, &one, &sb), onnx_scalar(m, 0), bits);
    onnx_int(m, "signed", 1);
    onnx_int(m, "narrow", 0);
    if (kind == 3) {
        y = onnx_conv(m, y, weight, bias, 1, 1, 0, 1);
        y = onnx_node(m, "Flatten", 1, y);
    } else {
        y = onnx_node(m, "Flatten", 1, y);
        y = matmul ? onnx_node(m, "MatMul", 2, y, weight) : onnx_gemm(m, y, weight, bias, true);
        if (matmul)
            y = kind == 1 ? onnx_node(m, "Add", 2, y, bias) : onnx_node(m, "Add", 2, bias, y);
    }
    onnx_output(m, y);
    return m;
}

Test(import_graph, an_integer_bias_of_the_logits_is_kept_as_integers) {
    for (int kind = 0; kind < 4; kind++) {
        onnx_model *m = biased(kind);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        const bac_layer *fc = bac_net_logits(net);
        cr_assert(fc->op == (kind == 3 ? BAC_CONV : BAC_FC) && fc->bias);
        for (int i = 0; i < 4; i++) {
            float b;
            for (size_t k = 0; k < m->graph->n_initializer; k++)
                if (!strcmp(m->graph->initializer[k]->name, "fc.bias"))
                    memcpy(&b, m->graph->initializer[k]->raw_data.data + 4 * i, 4);
            cr_assert(fc->bias[i] == (int32_t)lrint((double)b / (double)(0.0371f * 0.0593231f)));
        }
        bac_net_free(net);
        onnx_free(m);
    }
}

/* A depthwise convolution keeps the scales that a dense one beside it must give up. */
Test(import_graph, aligning_for_one_layer_leaves_the_others_exact) {
    onnx_model *m = model(2650, 24);
    const char *x = quantised_input(m);
    const char *a = act(m, conv(m, x, "a.weight", 2, 3, 1, 3, 1, 1), 3, 0.05f, false);
    const char *b = act(m, conv(m, x, "b.weight", 2, 3, 1, 3, 1, 1), 3, 0.0731f, false);
    const char *y = onnx_node(m, "Concat", 2, a, b);
    onnx_int(m, "axis", 1);
    const char *dense = act(m, conv(m, y, "dense.weight", 6, 6, 1, 1, 1, 0), 6, 0.05f, false);
    const char *deep = act(m, conv(m, y, "deep.weight", 6, 6, 6, 3, 1, 1), 6, 0.05f, false);
    finish_model(m, onnx_node(m, "Add", 2, dense, deep), 6, 4);
    bac_net *net = import_model(m, NULL, NULL);
    uint32_t concat = 0;
    while (bac_net_layer(net, concat)->op != BAC_CONCAT)
        concat++;
    cr_assert(layer_named(net, "deep")->in[0] == concat);
    cr_assert(layer_named(net, "dense")->in[0] != concat);
    bac_net_free(net);
    check_equal(m, 0.2);
    onnx_free(m);
}

Test(import_graph, logits_without_a_common_unit_get_one_within_the_stated_error) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = model((uint64_t)(2700 + kind), 20);
        const char *y =
            onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, small_features(m)));
        int64_t dims[2] = {7, 6}, seven = 7;
        float b[7];
        for (int i = 0; i < 7; i++)
            b[i] = (float)onnx_uniform(m, -1, 1);
        const char *w = onnx_weights(m, "fc.weight", 2, dims, 6, kind != 0);
        const char *bias = kind != 1 ? onnx_floats(m, "fc.bias", 1, &seven, b) : NULL;
        onnx_output(m, onnx_gemm(m, y, w, bias, true));
        bac_import_report report;
        bac_net *net = import_model(m, NULL, &report);
        cr_assert(report.logits_error > 0 && report.logits_error < 2e-3, "%g", report.logits_error);
        char said[64];
        snprintf(said, sizeof said, "off by at most %.3g", report.logits_error);
        cr_assert(strstr(report.logits, said), "%s, not %s", report.logits, said);
        bac_net_free(net);
        check_equal(m, report.logits_error);
        bac_import_report_free(&report);
        onnx_free(m);
    }
}

/* The weights of one class are 0 and its scale is huge: it has one value, and no slope that a multiplier could hold. */
Test(import_graph, a_constant_logit_may_have_any_scale) {
    static const float huge[] = {1e6f, 1e30f, 3e38f};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        onnx_model *m = model(2750, 20);
        const char *y =
            onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, small_features(m)));
        float w[18] = {0}, b[3] = {0.25f, -0.5f, 0.1f}, scale[3] = {huge[i], 0.013f, 0.0171f};
        for (int k = 6; k < 18; k++)
            w[k] = (float)onnx_uniform(m, -0.2, 0.2);
        int64_t dims[2] = {3, 6}, rows[2] = {3, 1}, three = 3;
        const char *q =
            onnx_node(m, "Quant", 4, onnx_floats(m, "fc.weight", 2, dims, w),
                      onnx_floats(m, NULL, 2, rows, scale), onnx_scalar(m, 0), onnx_scalar(m, 6));
        onnx_int(m, "signed", 1);
        onnx_int(m, "narrow", 1);
        onnx_output(m, onnx_gemm(m, y, q, onnx_floats(m, "fc.bias", 1, &three, b), true));
        bac_import_report report;
        bac_net *net = import_model(m, NULL, &report);
        cr_assert(report.logits_error > 0 && report.logits_error < 2e-3, "%g", report.logits_error);
        cr_assert_eq(layer_named(net, "fc_q")->requant[0].form, BAC_FORM_CONST);
        bac_net_free(net);
        check_equal(m, report.logits_error);
        bac_import_report_free(&report);
        onnx_free(m);
    }
}

Test(import_graph, a_concat_without_an_axis_joins_channels) {
    onnx_model *m = model(2950, 20);
    const char *y = act(m, conv(m, quantised_input(m), NULL, 2, 4, 1, 3, 1, 1), 4, 0.05f, false);
    finish_model(m, onnx_node(m, "Concat", 2, y, y), 8, 3);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert_eq(layers_of(net, BAC_CONCAT), 1);
    cr_assert_eq(bac_net_logits(net)->C, 3);
    bac_net_free(net);
    onnx_free(m);
}

Test(import_graph, a_concat_of_one_stream_is_that_stream) {
    onnx_model *m = model(2900, 20);
    const char *y = act(m, conv(m, quantised_input(m), NULL, 2, 4, 1, 3, 1, 1), 4, 0.05f, false);
    y = onnx_node(m, "Concat", 1, y);
    onnx_int(m, "axis", 1);
    finish_model(m, y, 4, 3);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert_eq(layers_of(net, BAC_CONCAT), 0);
    bac_net_free(net);
    check_equal(m, 0);
    onnx_free(m);
}
