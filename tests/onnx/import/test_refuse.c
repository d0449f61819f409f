/* What cannot be exact integers is refused in one line that names node, operator and reason. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(import_refuse, .timeout = 120);

enum { C = 4, T = 16 };

static onnx_model *model(void) {
    return onnx_new(test_seed(42), 2, T);
}

static const char *conv(onnx_model *m, const char *x) {
    int64_t dims[3] = {C, 2, 3};
    return onnx_conv(m, x, onnx_weights(m, "a.weight", 3, dims, 5, false), NULL, 3, 1, 1, 1);
}

static const char *act(onnx_model *m, const char *x) {
    return onnx_quant(m, onnx_node(m, "Relu", 1, x), 0.1f, 5, false, false, NULL);
}

/* A whole model whose conv feeds one operator of that kind */
static void refuse_op(const char *op, const char *fragment) {
    onnx_model *m = model();
    const char *y = onnx_node(m, op, 1, conv(m, quantised_input(m)));
    onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
    finish_model(m, act(m, y), C, 3);
    check_refused(m, fragment);
}

Test(import_refuse, operators_by_node_name_and_kind) {
    static const char *const ops[] = {"Sigmoid",      "Softmax",   "LpPool",
                                      "GlobalLpPool", "LeakyRelu", "FloatQuant",
                                      "Selu",         "If",        "Transpose"};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        char text[64];
        refuse_op(ops[i], strcat(strcat(strcpy(text, "culprit ("), ops[i]), ")"));
    }
}

Test(import_refuse, nodes_without_a_name_by_their_number) {
    onnx_model *m = model();
    finish_model(m, act(m, onnx_node(m, "Tanh", 1, conv(m, quantised_input(m)))), C, 3);
    check_refused(m, "node #3 (Tanh)");
}

Test(import_refuse, unknown_domains) {
    onnx_model *m = model();
    m->quant_domain = "com.example";
    finish_model(m, act(m, conv(m, quantised_input(m))), C, 3);
    check_refused(m, "domain 'com.example'");
}

Test(import_refuse, a_weight_layer_whose_input_or_weights_are_not_quantised) {
    onnx_model *m = model();
    finish_model(m, act(m, conv(m, "x")), C, 3);
    check_refused(m, "needs a quantised input");
    m = model();
    float w[C * 2 * 3] = {1};
    int64_t shape[3] = {C, 2, 3};
    const char *y =
        onnx_conv(m, quantised_input(m), onnx_floats(m, "w", 3, shape, w), NULL, 3, 1, 1, 1);
    finish_model(m, act(m, y), C, 3);
    check_refused(m, "weights are not quantised");
}

static void refuse_quant(float scale, float zero, float bits, const char *mode,
                         const char *fragment) {
    onnx_model *m = model();
    const char *x = conv(m, quantised_input(m));
    const char *y = onnx_node(m, "Quant", 4, x, onnx_scalar(m, scale), onnx_scalar(m, zero),
                              onnx_scalar(m, bits));
    onnx_int(m, "signed", 0);
    onnx_int(m, "narrow", 0);
    onnx_string(m, "rounding_mode", mode);
    finish_model(m, y, C, 3);
    check_refused(m, fragment);
}

Test(import_refuse, quantisers_that_make_no_sense) {
    refuse_quant(0.1f, 3, 4, "ROUND", "zero point is 3");
    refuse_quant(-0.1f, 0, 4, "ROUND", "scale is -0.1");
    refuse_quant(0, 0, 4, "ROUND", "scale is 0");
    refuse_quant(INFINITY, 0, 4, "ROUND", "scale is inf");
    refuse_quant(NAN, 0, 4, "ROUND", "not a number");
    refuse_quant(0.1f, 0, 4.5f, "ROUND", "bit width is 4.5");
    refuse_quant(0.1f, 0, 0, "ROUND", "bit width is 0");
    refuse_quant(0.1f, 0, 99, "ROUND", "bit width is 99");
    refuse_quant(0.1f, 0, 33, "ROUND", "bit width is 33");
    refuse_quant(0.1f, 0, 32, "ROUND", "codes have 1 .. 16 bits");
    refuse_quant(0.1f, 0, 20, "ROUND", "codes have 1 .. 16 bits");
    refuse_quant(0.1f, 0, 4, "STOCHASTIC", "rounding mode STOCHASTIC");
}

Test(import_refuse, a_quantiser_whose_parameter_is_not_constant_or_lacks_attributes) {
    onnx_model *m = model();
    const char *x = quantised_input(m);
    const char *y = onnx_node(m, "Quant", 4, x, x, onnx_scalar(m, 0), onnx_scalar(m, 4));
    onnx_int(m, "signed", 0);
    onnx_int(m, "narrow", 0);
    finish_model(m, y, 2, 3);
    check_refused(m, "scale is missing or not constant");
    m = model();
    y = onnx_node(m, "Quant", 4, "x", onnx_scalar(m, 1), onnx_scalar(m, 0), onnx_scalar(m, 4));
    finish_model(m, y, 2, 3);
    check_refused(m, "lacks its attribute");
}

Test(import_refuse, windows_that_are_not_read) {
    static const char *const names[] = {"dilations", "strides", "kernel_shape", "pads"};
    static const int64_t values[][2] = {{2, 0}, {0, 0}, {7, 0}, {-1, -1}};
    static const char *const says[] = {"dilation 2", "negative, zero", "kernel_shape is 7",
                                       "negative, zero"};
    for (int i = 0; i < 4; i++) {
        onnx_model *m = model();
        const char *y = conv(m, quantised_input(m));
        Bac__Onnx__Node *node = onnx_last(m);
        for (size_t k = 0; k < node->n_attribute; k++)
            if (!strcmp(node->attribute[k]->name, names[i]))
                memcpy(node->attribute[k]->ints, values[i],
                       node->attribute[k]->n_ints * sizeof(int64_t));
        finish_model(m, act(m, y), C, 3);
        check_refused(m, says[i]);
    }
    onnx_model *m = model();
    const char *y = conv(m, quantised_input(m));
    int64_t two[2] = {1, 1};
    onnx_last(m)->n_attribute = 0;
    onnx_ints(m, "strides", 2, two);
    finish_model(m, act(m, y), C, 3);
    check_refused(m, "strides has 2 values");
    m = model();
    y = conv(m, quantised_input(m));
    onnx_string(m, "auto_pad", "WRONG");
    finish_model(m, act(m, y), C, 3);
    check_refused(m, "auto_pad WRONG");
    m = model();
    y = act(m, onnx_pool(m, conv(m, quantised_input(m)), 2, 2, 0));
    m->graph->node[m->graph->n_node - 3] = m->graph->node[m->graph->n_node - 3];
    finish_model(m, y, C, 3);
    onnx_int(m, "unused", 1);
    for (size_t i = 0; i < m->graph->n_node; i++)
        if (!strcmp(m->graph->node[i]->op_type, "MaxPool")) {
            Bac__Onnx__Attribute *a = onnx_attribute(m, m->graph->node[i], "ceil_mode");
            a->has_i = 1;
            a->i = 1;
        }
    check_refused(m, "ceil_mode");
}

Test(import_refuse, gemm_factors_that_are_not_one) {
    static const char *const names[] = {"alpha", "beta"};
    for (int i = 0; i < 2; i++) {
        onnx_model *m = model();
        finish_model(m, act(m, conv(m, quantised_input(m))), C, 3);
        Bac__Onnx__Node *gemm = onnx_last(m);
        for (size_t k = 0; k < gemm->n_attribute; k++)
            if (!strcmp(gemm->attribute[k]->name, names[i]))
                gemm->attribute[k]->f = 0.5f;
        check_refused(m, "must be 1");
    }
}

Test(import_refuse, a_variance_that_is_not_positive) {
    onnx_model *m = model();
    const char *y = onnx_norm(m, conv(m, quantised_input(m)), C, 3, false);
    Bac__Onnx__Tensor *var = m->graph->initializer[m->graph->n_initializer - 1];
    float bad[C] = {1, -1, 1, 1};
    memcpy(var->raw_data.data, bad, sizeof bad);
    finish_model(m, act(m, y), C, 3);
    check_refused(m, "variance of channel 1");
}

/* Steps stand between two pools, each of a falling function. */
Test(import_refuse, pools_with_falling_functions_between_them) {
    onnx_model *m = model();
    int64_t four = C;
    float minus[C] = {-1, -1, 1, 1}, zero[C] = {0}, one[C] = {1, 1, 1, 1};
    const char *y = conv(m, quantised_input(m));
    for (int i = 0; i < 3; i++) {
        const char *z = onnx_floats(m, NULL, 1, &four, zero);
        y = onnx_node(m, "BatchNormalization", 5, y, onnx_floats(m, NULL, 1, &four, minus), z, z,
                      onnx_floats(m, NULL, 1, &four, one));
        onnx_float(m, "epsilon", 0);
        if (i < 2)
            y = onnx_pool(m, y, 2, 2, 0);
    }
    finish_model(m, act(m, y), C, 3);
    check_refused(m, "falling");
}

Test(import_refuse, sums_of_different_shapes_and_scales_too_far_apart) {
    onnx_model *m = model();
    const char *x = quantised_input(m);
    const char *y = onnx_node(m, "Add", 2, act(m, conv(m, x)), onnx_pool(m, x, 2, 2, 0));
    finish_model(m, act(m, y), C, 3);
    check_refused(m, "do not fit");
    m = model();
    x = quantised_input(m);
    const char *a = onnx_quant(m, x, 100.0f, 8, true, false, NULL);
    const char *b = onnx_quant(m, x, 1.7e-7f, 8, true, false, NULL);
    finish_model(m, act(m, onnx_node(m, "Add", 2, a, b)), 2, 3);
    check_refused(m, "raise add_bits");
}

Test(import_refuse, joins_along_other_axes_and_moved_values) {
    onnx_model *m = model();
    const char *x = quantised_input(m);
    const char *y = onnx_node(m, "Concat", 2, x, x);
    onnx_int(m, "axis", 2);
    finish_model(m, act(m, y), 2, 3);
    check_refused(m, "axis 2");
    m = model();
    int64_t to[3] = {1, 4, T / 2};
    y = onnx_node(m, "Reshape", 2, quantised_input(m), onnx_longs(m, 3, to));
    finish_model(m, act(m, y), 4, 3);
    check_refused(m, "rearranges");
}

Test(import_refuse, outputs_that_are_no_logits) {
    onnx_model *m = model();
    onnx_output(m, act(m, conv(m, quantised_input(m))));
    check_refused(m, "logits");
    m = model();
    finish_model(m, act(m, conv(m, quantised_input(m))), C, 3);
    onnx_output(m, "x");
    check_refused(m, "2 outputs");
    m = model();
    finish_model(m, act(m, conv(m, quantised_input(m))), C, 3);
    m->graph->output[0]->name = strcpy(onnx_alloc(m, 8), "nothing");
    check_refused(m, "produces its output");
}

Test(import_refuse, inputs_without_a_fixed_shape) {
    static const int64_t shapes[][3] = {{1, 2, 0}, {1, 0, T}, {1, -2, T}, {1, 2, (int64_t)1 << 40}};
    for (int i = 0; i < 4; i++) {
        onnx_model *m = onnx_new(1, shapes[i][1], shapes[i][2]);
        finish_model(m, quantised_input(m), 2, 3);
        check_refused(m, "dynamic, negative or too large");
    }
    onnx_model *m = model();
    finish_model(m, quantised_input(m), 2, 3);
    m->graph->input[0]->type->tensor_type->shape = NULL;
    check_refused(m, "no shape");
    m = model();
    finish_model(m, quantised_input(m), 2, 3);
    m->graph->input[m->graph->n_input++] = m->graph->output[0];
    m->graph->input[1]->name = strcpy(onnx_alloc(m, 8), "second");
    check_refused(m, "several inputs");
    m = model();
    finish_model(m, quantised_input(m), 2, 3);
    m->graph->n_input = 0;
    check_refused(m, "no input");
}

Test(import_refuse, a_dynamic_batch_is_accepted) {
    onnx_model *m = model();
    finish_model(m, act(m, conv(m, quantised_input(m))), C, 3);
    m->graph->input[0]->type->tensor_type->shape->dim[0]->has_dim_value = 0;
    check_exact(m);
    onnx_free(m);
}

Test(import_refuse, accumulators_beyond_32_bits) {
    onnx_model *m = onnx_new(1, 64, 64);
    int64_t dims[3] = {2, 64, 64};
    float *w = onnx_alloc(m, 2 * 64 * 64 * sizeof *w);
    for (int i = 0; i < 2 * 64 * 64; i++)
        w[i] = 32767;
    const char *q = onnx_quant(m, onnx_floats(m, "a.weight", 3, dims, w), 1, 16, true, true, NULL);
    const char *x = onnx_quant(m, "x", 0.001f, 16, true, false, NULL);
    finish_model(m, act(m, onnx_conv(m, x, q, NULL, 64, 1, 0, 1)), 2, 3);
    check_refused(m, "32 bits");
}
