/* Every spelling of a quantiser gives the integers the float executor gives. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(import_quant, .timeout = 120);

enum { C = 6, T = 40 };

/* input, depthwise-ish conv, norm, Relu; what `end` quantises is then classified */
static const char *body(onnx_model *m, bool relu) {
    int64_t dims[3] = {C, 2, 5};
    const char *w = onnx_weights(m, "conv.weight", 3, dims, 5, false);
    const char *y = onnx_conv(m, quantised_input(m), w, NULL, 5, 1, 2, 1);
    y = onnx_norm(m, y, C, 4, false);
    return relu ? onnx_node(m, "Relu", 1, y) : y;
}

static onnx_model *model(uint64_t seed) {
    return onnx_new(test_seed(seed), 2, T);
}

Test(import_quant, every_rounding_mode_is_exact) {
    static const char *const modes[] = {NULL, "ROUND", "HALF_EVEN", "CEIL",     "FLOOR",
                                        "UP", "DOWN",  "HALF_UP",   "HALF_DOWN"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        onnx_model *m = model(100 + i);
        finish_model(m, onnx_quant(m, body(m, false), 0.125f, 4, true, false, modes[i]), C, 5);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_quant, ties_of_power_of_two_scales_are_exact_in_every_mode) {
    static const char *const modes[] = {"ROUND", "CEIL",    "FLOOR",    "UP",
                                        "DOWN",  "HALF_UP", "HALF_DOWN"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        onnx_model *m = model(200 + i);
        /* the input's units are 1/32: a quantiser of 1/8 sees quarters, halves and ties */
        finish_model(m, onnx_quant(m, quantised_input(m), 0.125f, 6, true, true, modes[i]), 2, 3);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_quant, signed_and_unsigned_wide_and_narrow_are_exact) {
    for (int bits = 1; bits <= 9; bits++)
        for (int kind = 0; kind < 4; kind++) {
            bool is_signed = kind & 1, narrow = kind & 2;
            if (bits == 1 && narrow)
                continue; /* a single code */
            onnx_model *m = model((uint64_t)(300 + 4 * bits + kind));
            float scale = 2.0f / (float)(1 << bits) * (float)onnx_uniform(m, 0.7, 1.3);
            finish_model(m, onnx_quant(m, body(m, false), scale, bits, is_signed, narrow, NULL), C,
                         4);
            check_exact(m);
            onnx_free(m);
        }
}

Test(import_quant, unsigned_narrow_ends_two_below_the_power) {
    onnx_model *m = model(7);
    finish_model(m, onnx_quant(m, body(m, true), 0.03f, 4, false, true, NULL), C, 4);
    bac_net *net = import_model(m, NULL, NULL);
    const bac_layer *q = layer_named(net, "conv_q");
    cr_assert(q->code_lo == 0 && q->code_hi == 14);
    bac_net_free(net);
    onnx_free(m);
}

Test(import_quant, every_domain_is_known) {
    static const char *const domains[] = {"", "onnx.brevitas", "finn", "finn.custom_op.general",
                                          "qonnx.custom_op.general"};
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        onnx_model *m = model(400 + i);
        m->quant_domain = domains[i];
        finish_model(m, onnx_quant(m, body(m, true), 0.06f, 5, false, false, NULL), C, 4);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_quant, int_quant_is_quant) {
    onnx_model *m = model(8);
    const char *x = onnx_quant(m, body(m, true), 0.06f, 5, false, false, NULL);
    strcpy(onnx_last(m)->op_type = onnx_alloc(m, 16), "IntQuant");
    finish_model(m, x, C, 4);
    check_exact(m);
    onnx_free(m);
}

Test(import_quant, scales_may_be_scalars_vectors_of_one_or_per_channel) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = model((uint64_t)(500 + kind));
        const char *x = body(m, true);
        int64_t one[1] = {1}, channels[3] = {1, C, 1};
        float scale[C];
        for (int c = 0; c < C; c++)
            scale[c] = (float)onnx_uniform(m, 0.04, 0.08);
        const char *s = kind == 0   ? onnx_scalar(m, scale[0])
                        : kind == 1 ? onnx_floats(m, NULL, 1, one, scale)
                                    : onnx_floats(m, NULL, 3, channels, scale);
        const char *q = onnx_node(m, "Quant", 4, x, s, onnx_scalar(m, 0), onnx_scalar(m, 5));
        onnx_int(m, "signed", 0);
        onnx_int(m, "narrow", 0);
        /* a depthwise convolution keeps a scale per channel, the next quantiser ends it */
        int64_t dims[3] = {C, 1, 3};
        const char *y =
            onnx_conv(m, q, onnx_weights(m, "dw.weight", 3, dims, 5, false), NULL, 3, 1, 1, C);
        y = onnx_quant(m, y, 0.07f, 6, true, false, NULL);
        finish_model(m, y, C, 4);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_quant, the_width_may_be_a_constant_node_or_an_expression) {
    onnx_model *m = model(9);
    const char *x = body(m, true);
    Bac__Onnx__Tensor *t = onnx_tensor(m, "", 0, NULL, 1);
    float width = 4.53f;
    t->has_raw_data = 1;
    t->raw_data.len = 4;
    t->raw_data.data = onnx_alloc(m, 4);
    memcpy(t->raw_data.data, &width, 4);
    const char *c = onnx_node(m, "Constant", 0);
    onnx_attribute(m, onnx_last(m), "value")->t = t;
    const char *bits = onnx_node(m, "Ceil", 1, c);
    const char *q = onnx_node(m, "Quant", 4, x, onnx_scalar(m, 0.05f), onnx_scalar(m, 0), bits);
    onnx_int(m, "signed", 0);
    onnx_int(m, "narrow", 0);
    finish_model(m, q, C, 4);
    check_exact(m);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert(layer_named(net, "conv_q")->type.bits == 5);
    bac_net_free(net);
    onnx_free(m);
}

/* x -> QuantizeLinear -> Clip -> DequantizeLinear; dtype 3: int8, 2: uint8 */
static const char *qcdq(onnx_model *m, const char *x, float scale, int dtype, float lo, float hi,
                        bool as_attributes) {
    int8_t zero = 0;
    const char *s = onnx_scalar(m, scale), *z = onnx_bytes(m, NULL, 0, NULL, dtype, &zero);
    const char *y = onnx_node(m, "QuantizeLinear", 3, x, s, z);
    if (lo <= hi && as_attributes) {
        y = onnx_node(m, "Clip", 1, y);
        onnx_float(m, "min", lo);
        onnx_float(m, "max", hi);
    } else if (lo <= hi) {
        y = onnx_node(m, "Clip", 3, y, onnx_scalar(m, lo), onnx_scalar(m, hi));
    }
    return onnx_node(m, "DequantizeLinear", 3, y, s, z);
}

Test(import_quant, qcdq_takes_its_width_from_the_clip) {
    for (int kind = 0; kind < 4; kind++) {
        onnx_model *m = model((uint64_t)(600 + kind));
        const char *x = qcdq(m, "x", 0.02f, 3, -100, 100, kind & 1);
        int64_t dims[3] = {C, 2, 3};
        const char *raw = onnx_weights(m, "conv.weight", 3, dims, 8, false);
        m->graph->n_node--; /* its Quant: the weights themselves are wanted */
        raw = onnx_last(m) ? "conv.weight" : raw;
        const char *w = qcdq(m, raw, 0.03f, 3, -15, 15, kind & 1);
        const char *y = onnx_conv(m, x, w, NULL, 3, 1, 1, 1);
        y = onnx_node(m, "Relu", 1, onnx_norm(m, y, C, 2, false));
        y = kind & 2 ? qcdq(m, y, 0.1f, 2, 0, 15, false) : qcdq(m, y, 0.01f, 2, 1, 0, false);
        finish_model(m, y, C, 4);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        cr_assert(layer_named(net, "conv")->weight_type.bits == 5);
        cr_assert(layer_named(net, "conv")->cost_bits == 8);
        cr_assert(layer_named(net, "conv_q")->type.bits == (kind & 2 ? 4 : 8));
        cr_assert(!layer_named(net, "conv_q")->type.is_signed);
        cr_assert(layer_named(net, "fc")->cost_bits == (kind & 2 ? 4 : 8));
        bac_net_free(net);
        onnx_free(m);
    }
}

Test(import_quant, integer_weights_with_a_dequantiser_only) {
    onnx_model *m = model(10);
    int8_t w[C * 2 * 3], zero = 0;
    int64_t dims[3] = {C, 2, 3};
    for (size_t i = 0; i < sizeof w; i++)
        w[i] = (int8_t)((int)onnx_random(m, 61) - 30);
    const char *q = onnx_bytes(m, "conv.weight", 3, dims, 3, w);
    const char *z = onnx_bytes(m, NULL, 0, NULL, 3, &zero);
    const char *y = onnx_node(m, "DequantizeLinear", 3, q, onnx_scalar(m, 0.02f), z);
    y = onnx_conv(m, quantised_input(m), y, NULL, 3, 1, 1, 1);
    finish_model(m, onnx_quant(m, y, 0.05f, 6, true, true, NULL), C, 4);
    check_exact(m);
    onnx_free(m);
}

/* A bound that a Clip of integers lacks is its type's. */
Test(import_quant, integer_weights_in_a_clip_of_one_bound) {
    static const int types[] = {2, 3}; /* uint8: 0..15, int8: -128..15 */
    static const unsigned bits[] = {4, 8};
    for (size_t t = 0; t < 2; t++) {
        onnx_model *m = model(10);
        int8_t w[C * 2 * 3], zero = 0;
        int64_t dims[3] = {C, 2, 3};
        for (size_t i = 0; i < sizeof w; i++)
            w[i] = (int8_t)onnx_random(m, 31);
        const char *q = onnx_bytes(m, "conv.weight", 3, dims, types[t], w);
        const int8_t most = 15;
        q = onnx_node(m, "Clip", 3, q, "", onnx_bytes(m, NULL, 0, NULL, types[t], &most));
        const char *z = onnx_bytes(m, NULL, 0, NULL, types[t], &zero);
        const char *y = onnx_node(m, "DequantizeLinear", 3, q, onnx_scalar(m, 0.02f), z);
        y = onnx_conv(m, quantised_input(m), y, NULL, 3, 1, 1, 1);
        finish_model(m, onnx_quant(m, y, 0.05f, 6, true, true, NULL), C, 4);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        const bac_type type = layer_named(net, "conv")->weight_type;
        cr_assert(type.bits == bits[t] && type.is_signed == (t == 1), "%u bits", type.bits);
        bac_net_free(net);
        onnx_free(m);
    }
}

Test(import_quant, bipolar_weights_and_activations) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = model((uint64_t)(700 + kind));
        int64_t dims[3] = {C, 2, 5}, next[3] = {C, C, 3};
        float w[C * C * 3];
        for (int i = 0; i < C * C * 3; i++)
            w[i] = (float)onnx_uniform(m, -1, 1);
        const char *a = onnx_floats(m, "first.weight", 3, dims, w);
        const char *b = onnx_floats(m, "second.weight", 3, next, w);
        a = onnx_node(m, "BipolarQuant", 2, a, onnx_scalar(m, 0.25f));
        b = onnx_node(m, "BipolarQuant", 2, b, onnx_scalar(m, 0.5f));
        const char *y = onnx_conv(m, quantised_input(m), a, NULL, 5, 1, 2, 1);
        y = onnx_norm(m, y, C, 4, kind == 1);
        y = kind == 2 ? onnx_quant(m, y, 1, 1, true, false, NULL)
                      : onnx_node(m, "BipolarQuant", 2, y, onnx_scalar(m, 0.7f));
        y = onnx_conv(m, y, b, NULL, 3, 1, 1, 1);
        finish_model(m, onnx_quant(m, y, 0.6f, 4, true, false, NULL), C, 4);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        const bac_layer *q = layer_named(net, "first_q"), *conv = layer_named(net, "second");
        cr_assert(q->code_lo == -1 && q->code_hi == 1);
        cr_assert(conv->weight_type.bits == 1 && conv->weight_type.is_signed);
        cr_assert(conv->cost_bits == 1);
        bac_net_free(net);
        onnx_free(m);
    }
}

Test(import_quant, trunc_of_both_versions_in_every_rounding_mode) {
    static const char *const modes[] = {NULL, "FLOOR", "ROUND", "CEIL"};
    for (int kind = 0; kind < 12; kind++) {
        onnx_model *m = model((uint64_t)(800 + kind));
        const char *mode = modes[kind % 4];
        const char *x = onnx_quant(m, body(m, true), 0.0625f, 7, false, false, NULL);
        const char *s = onnx_scalar(m, 0.0625f), *z = onnx_scalar(m, 0), *in = onnx_scalar(m, 7);
        const char *out = onnx_scalar(m, 4);
        const char *y = kind < 4 ? onnx_node(m, "Trunc", 5, x, s, z, in, out)
                        : kind < 8
                            ? onnx_node(m, "Trunc", 6, x, s, z, in, onnx_scalar(m, 0.5f), out)
                            : onnx_node(m, "Trunc", 7, x, s, z, in, onnx_scalar(m, 0.5f), z, out);
        if (mode)
            onnx_string(m, "rounding_mode", mode);
        if (kind >= 4) {
            onnx_int(m, "signed", 0);
            onnx_int(m, "narrow", kind & 1);
        }
        finish_model(m, y, C, 4);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_quant, the_inputs_quantiser_keeps_its_rounding_mode) {
    static const char *const modes[] = {"CEIL", "FLOOR", "UP", "DOWN", "HALF_UP"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        onnx_model *m = model(900 + i);
        finish_model(m, onnx_quant(m, "x", 0.01f, 7, true, true, modes[i]), 2, 3);
        check_exact(m);
        onnx_free(m);
    }
}

static const char *mixed(onnx_model *m, const char *x, int64_t in, int64_t groups) {
    int64_t dims[3] = {4, in / groups, 3};
    return onnx_conv(m, x, onnx_weights(m, NULL, 3, dims, 5, false), NULL, 3, 1, 1, groups);
}

/* x -> 4 channels, quantised with a scale each */
static const char *scaled(onnx_model *m, const char *x, const float scale[4]) {
    int64_t dims[3] = {1, 4, 1};
    const char *y = onnx_node(m, "Relu", 1, mixed(m, x, 2, 1));
    y = onnx_node(m, "Quant", 4, y, onnx_floats(m, NULL, 3, dims, scale), onnx_scalar(m, 0),
                  onnx_scalar(m, 5));
    onnx_int(m, "signed", 0);
    onnx_int(m, "narrow", 0);
    return y;
}

/* One channel alone has another scale: the first, the last, one of a later group. */
Test(import_quant, one_channel_of_another_scale) {
    static const float scales[][4] = {
        {0.2f, 0.1f, 0.1f, 0.1f}, {0.1f, 0.1f, 0.1f, 0.2f}, {0.1f, 0.1f, 0.2f, 0.1f}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        static const float plain[4] = {0.1f, 0.1f, 0.1f, 0.1f};
        onnx_model *m = model(1300 + i);
        const char *x = quantised_input(m);
        const char *y = onnx_node(m, "Add", 2, scaled(m, x, plain), scaled(m, x, scales[i]));
        finish_model(m, onnx_quant(m, y, 0.1f, 6, false, false, NULL), 4, 3);
        check_exact(m);
        onnx_free(m);
        m = model(1310 + i);
        y = mixed(m, scaled(m, quantised_input(m), scales[i]), 4, 2);
        finish_model(m, onnx_quant(m, onnx_node(m, "Relu", 1, y), 0.1f, 6, false, false, NULL), 4,
                     3);
        check_exact(m);
        onnx_free(m);
    }
}

/* A flat scale of QuantizeLinear and DequantizeLinear runs along the axis that the node names: 1 without a name. */
static void flat_scale(int axis, int outs) {
    static const float scale[3] = {0.5f, 0.25f, 1};
    float w[6] = {1.5f, 2, -2.75f, 0.25f, 7, -3};
    onnx_model *m = model(20);
    int64_t rows[2] = {outs, 2}, columns[2] = {2, outs}, n = outs;
    const bool first = axis == 0 || axis == -2; /* an output a row, or a column */
    const char *x = onnx_floats(m, "fc.weight", 2, first ? rows : columns, w);
    const char *s = onnx_floats(m, NULL, 1, &n, scale);
    int8_t zeros[3] = {0};
    const char *z = onnx_bytes(m, NULL, 1, &n, 3, zeros);
    const char *q = onnx_node(m, "QuantizeLinear", 3, x, s, z);
    if (axis != 1)
        onnx_int(m, "axis", axis);
    q = onnx_node(m, "DequantizeLinear", 3, q, s, z);
    if (axis != 1)
        onnx_int(m, "axis", axis);
    const char *y =
        onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
    y = first ? onnx_gemm(m, y, q, NULL, true) : onnx_node(m, "MatMul", 2, y, q);
    onnx_output(m, onnx_quant(m, y, 0.01f, 12, true, false, NULL));
    bac_net *net = import_model(m, NULL, NULL);
    const bac_layer *fc = layer_named(net, "fc");
    for (int o = 0; o < outs; o++)
        for (int i = 0; i < 2; i++) {
            const float real = first ? w[o * 2 + i] : w[i * outs + o];
            cr_assert_eq(fc->weight[o * 2 + i], (int)rintf(real / scale[o]), "axis %d", axis);
        }
    bac_net_free(net);
    onnx_free(m);
}

Test(import_quant, weights_with_a_flat_scale_along_an_axis) {
    for (int axis = -2; axis < 2; axis++)
        for (int outs = 2; outs <= 3; outs++)
            flat_scale(axis, outs);
}

Test(import_quant, a_flat_scale_that_fits_no_axis) {
    static const float scale[3] = {0.5f, 0.25f, 1};
    float w[6] = {1, 2, 3, 4, 5, 6};
    for (int axis = -3; axis < 3; axis++) {
        if (axis == 0 || axis == -2)
            continue;
        onnx_model *m = model(21);
        int64_t rows[2] = {3, 2}, three = 3;
        int8_t zeros[3] = {0};
        const char *s = onnx_floats(m, NULL, 1, &three, scale),
                   *z = onnx_bytes(m, NULL, 1, &three, 3, zeros);
        const char *q =
            onnx_node(m, "QuantizeLinear", 3, onnx_floats(m, "fc.weight", 2, rows, w), s, z);
        onnx_int(m, "axis", axis);
        q = onnx_node(m, "DequantizeLinear", 3, q, s, z);
        const char *y =
            onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
        onnx_output(m, onnx_gemm(m, y, q, NULL, true));
        check_refused(m, "(QuantizeLinear): its scale does not fit one axis of its input");
    }
}

/* A weight of 0, of either sign, is +1. */
Test(import_quant, bipolar_zeros_are_positive) {
    onnx_model *m = model(22);
    float w[6] = {0, -0.0f, -1, 1, 0x1p-140f, -0x1p-140f};
    static const int want[6] = {1, 1, -1, 1, 1, -1};
    int64_t dims[2] = {3, 2};
    const char *q = onnx_node(m, "BipolarQuant", 2, onnx_floats(m, "fc.weight", 2, dims, w),
                              onnx_scalar(m, 0.5f));
    const char *y =
        onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
    onnx_output(m, onnx_gemm(m, y, q, NULL, true));
    bac_net *net = import_model(m, NULL, NULL);
    for (int i = 0; i < 6; i++)
        cr_assert_eq(layer_named(net, "fc")->weight[i], want[i], "weight %d", i);
    bac_net_free(net);
    check_exact(m);
    onnx_free(m);
}
