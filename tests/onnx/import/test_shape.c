/* Shapes: what a node makes of them, and nodes whose shapes do not fit, by node and numbers. */
#include "graph.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(import_shape, .timeout = 120);

enum { C = 2, T = 8 };

static onnx_model *model(void) {
    return onnx_new(test_seed(5), C, T);
}

static const char *act(onnx_model *m, const char *x) {
    return onnx_quant(m, x, 0.1f, 5, true, false, NULL);
}

static const char *constant(onnx_model *m, size_t rank, const int64_t *dims) {
    size_t n = 1;
    for (size_t i = 0; i < rank; i++)
        n *= (size_t)dims[i];
    float *w = onnx_alloc(m, n * sizeof *w);
    for (size_t i = 0; i < n; i++)
        w[i] = (float)((int)(i * 7 % 11) - 5);
    return onnx_quant(m, onnx_floats(m, NULL, rank, dims, w), 1, 5, true, true, NULL);
}

/* The last node, of which a stream of C channels comes, is the culprit. */
static void refuse(onnx_model *m, const char *y, const char *fragment) {
    char text[300];
    onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
    snprintf(text, sizeof text, "culprit (%s): %s", onnx_last(m)->op_type, fragment);
    finish_model(m, act(m, y), C, 3);
    check_refused(m, text);
}

static const char *conv(onnx_model *m, size_t rank, const int64_t *dims, int64_t groups) {
    const char *w = constant(m, rank, dims);
    const char *y = onnx_node(m, "Conv", 2, quantised_input(m), w);
    onnx_int(m, "group", groups);
    return y;
}

Test(import_shape, convolutions_that_do_not_fit) {
    onnx_model *m = model();
    refuse(m, conv(m, 4, (int64_t[]){2, 2, 3, 1}, 1),
           "input has 3 and weights 4 dimensions; 1-D convolutions over [N][C][L] are read");
    m = model();
    refuse(m, conv(m, 2, (int64_t[]){2, 2}, 1), "input has 3 and weights 2 dimensions");
    m = model();
    refuse(m, conv(m, 3, (int64_t[]){2, 3, 1}, 1),
           "weights [2][3] do not fit 2 input channels in 1 groups");
    m = model();
    refuse(m, conv(m, 3, (int64_t[]){2, 2, 1}, 2),
           "weights [2][2] do not fit 2 input channels in 2 groups");
    m = model();
    refuse(m, conv(m, 3, (int64_t[]){3, 1, 1}, 2),
           "weights [3][1] do not fit 2 input channels in 2 groups");
    m = model();
    refuse(m, conv(m, 3, (int64_t[]){3, 1, 1}, 3),
           "weights [3][1] do not fit 2 input channels in 3 groups");
    m = model();
    refuse(m, conv(m, 3, (int64_t[]){2, 2, 1}, 0),
           "weights [2][2] do not fit 2 input channels in 0 groups");
    m = model();
    refuse(m, conv(m, 3, (int64_t[]){2, 2, T + 1}, 1),
           "kernel 9 is longer than the padded input, 8");
    m = model();
    refuse(m, onnx_node(m, "Conv", 1, quantised_input(m)), "has no weights");
}

/* A window of the whole padded input has one position. */
Test(import_shape, windows_as_long_as_the_input_and_limits) {
    onnx_model *m = model();
    finish_model(m, act(m, conv(m, 3, (int64_t[]){2, 2, T}, 1)), C, 3);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert_eq(bac_net_layer(net, 1)->T, 1);
    bac_net_free(net);
    check_exact(m);
    onnx_free(m);
    static const char *const names[] = {"kernel_shape", "strides", "pads", "pads"};
    for (int i = 0; i < 4; i++) {
        int64_t over[2] = {i == 3 ? 0 : (1 << 20) + 1, (1 << 20) + 1};
        m = model();
        const char *y = onnx_node(m, "MaxPool", 1, quantised_input(m));
        if (i > 0)
            onnx_ints(m, "kernel_shape", 1, (int64_t[]){2});
        onnx_ints(m, names[i], i < 2 ? 1 : 2, over);
        refuse(m, y, "kernel, stride or padding is negative, zero or too large");
    }
    for (int side = 0; side < 2; side++) {
        int64_t pads[2] = {side ? 0 : -1, side ? -1 : 0};
        m = model();
        const char *y = onnx_node(m, "MaxPool", 1, quantised_input(m));
        onnx_ints(m, "kernel_shape", 1, (int64_t[]){2});
        onnx_ints(m, "pads", 2, pads);
        refuse(m, y, "kernel, stride or padding is negative, zero or too large");
    }
    m = model();
    refuse(m, onnx_node(m, "MaxPool", 1, quantised_input(m)), "kernel, stride or padding is");
    m = model();
    const char *y = onnx_node(m, "MaxPool", 1, quantised_input(m));
    onnx_ints(m, "kernel_shape", 2, (int64_t[]){2, 2});
    refuse(m, y, "kernel_shape has 2 values; 1-D windows have 1: only [N][C][L] layers are read");
}

/* Positions of a max pool, also by a name of auto_pad. */
static void pooled(int64_t kernel, int64_t stride, const int64_t *pads, const char *mode,
                   uint32_t positions) {
    onnx_model *m = model();
    const char *y = onnx_node(m, "MaxPool", 1, quantised_input(m));
    onnx_ints(m, "kernel_shape", 1, &kernel);
    if (stride)
        onnx_ints(m, "strides", 1, &stride);
    if (pads)
        onnx_ints(m, "pads", 2, pads);
    if (mode)
        onnx_string(m, "auto_pad", mode);
    finish_model(m, act(m, y), C, 3);
    bac_net *net = import_model(m, NULL, NULL);
    uint32_t T_out = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (bac_net_layer(net, i)->op == BAC_MAXPOOL)
            T_out = bac_net_layer(net, i)->T;
    cr_assert_eq(T_out, positions, "k%d s%d %s: %u", (int)kernel, (int)stride, mode ? mode : "",
                 T_out);
    bac_net_free(net);
    check_exact(m);
    onnx_free(m);
}

Test(import_shape, positions_behind_a_window) {
    pooled(3, 0, NULL, NULL, 6);
    pooled(3, 2, NULL, NULL, 3);
    pooled(2, 2, NULL, "VALID", 4);
    pooled(2, 2, NULL, "NOTSET", 4);
    pooled(3, 3, (int64_t[]){1, 0}, NULL, 3);
    pooled(3, 3, (int64_t[]){0, 1}, NULL, 3);
    pooled(3, 3, (int64_t[]){1, 1}, NULL, 3);
    pooled(3, 3, NULL, "SAME_UPPER", 3);
    pooled(3, 3, NULL, "SAME_LOWER", 3);
    pooled(4, 1, NULL, "SAME_UPPER", 8);
    pooled(4, 1, NULL, "SAME_LOWER", 8);
    pooled(2, 3, NULL, "SAME_UPPER", 3);
}

static const char *flat(onnx_model *m) {
    return onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
}

static void refuse_linear(const char *op, bool flattened, size_t rank, const int64_t *dims,
                          const char *attribute, const char *fragment) {
    char text[300];
    onnx_model *m = model();
    const char *x = flattened ? flat(m) : quantised_input(m), *w = constant(m, rank, dims);
    const char *y = onnx_node(m, op, 2, x, w);
    if (attribute)
        onnx_int(m, attribute, 1);
    onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
    snprintf(text, sizeof text, "culprit (%s): %s", op, fragment);
    onnx_output(m, y);
    check_refused(m, text);
}

Test(import_shape, linear_layers_that_do_not_fit) {
    refuse_linear("Gemm", true, 2, (int64_t[]){2, 3}, "transA", "transA is not supported");
    refuse_linear("Gemm", true, 2, (int64_t[]){3, 4}, NULL, "has 2 inputs but weights for 3");
    refuse_linear("Gemm", true, 2, (int64_t[]){3, 4}, "transB", "has 2 inputs but weights for 4");
    refuse_linear("MatMul", true, 2, (int64_t[]){5, 4}, NULL, "has 2 inputs but weights for 5");
    refuse_linear("Gemm", false, 2, (int64_t[]){2, 3}, NULL,
                  "input has 3 and weights 2 dimensions; put a Flatten in front");
    refuse_linear("MatMul", true, 3, (int64_t[]){1, 2, 3}, NULL,
                  "input has 2 and weights 3 dimensions; put a Flatten in front");
    onnx_model *m = model();
    onnx_output(m, onnx_node(m, "MatMul", 1, flat(m)));
    check_refused(m, "has no weights");
}

/* MatMul and Gemm of the same numbers, one of them transposed. */
Test(import_shape, both_orders_of_weights) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = model();
        const char *x = flat(m);
        const char *w = constant(m, 2, kind == 2 ? (int64_t[]){3, 2} : (int64_t[]){2, 3});
        const char *y = onnx_node(m, kind ? "Gemm" : "MatMul", 2, x, w);
        if (kind == 2)
            onnx_int(m, "transB", 1);
        onnx_output(m, y);
        bac_net *net = import_model(m, NULL, NULL);
        cr_assert_eq(bac_net_logits(net)->C, 3);
        cr_assert_eq(bac_net_logits(net)->weight[1], kind == 2 ? 2 : -5 + 3 * 7 % 11);
        bac_net_free(net);
        check_exact(m);
        onnx_free(m);
    }
}

static const char *reshape(onnx_model *m, const char *x, size_t n, const int64_t *to) {
    return onnx_node(m, "Reshape", 2, x, onnx_longs(m, n, to));
}

static void refuse_reshape(size_t n, const int64_t *to, const char *fragment) {
    onnx_model *m = model();
    refuse(m, reshape(m, quantised_input(m), n, to), fragment);
}

Test(import_shape, reshapes_that_do_not_fit) {
    refuse_reshape(3, (int64_t[]){1, 2, 9}, "16 values do not fit the target shape");
    refuse_reshape(3, (int64_t[]){1, -1, 3}, "16 values do not fit the target shape");
    refuse_reshape(3, (int64_t[]){-1, -1, 8}, "the target shape is not valid");
    refuse_reshape(3, (int64_t[]){1, -2, 8}, "the target shape is not valid");
    refuse_reshape(4, (int64_t[]){1, 2, 8, 0}, "the target shape is not valid");
    refuse_reshape(2, (int64_t[]){1, ((int64_t)1 << 26) + 1}, "the target shape is not valid");
    refuse_reshape(3, (int64_t[]){1, 1 << 14, 1 << 13}, "the target shape is too large");
    refuse_reshape(2, (int64_t[]){1, (int64_t)1 << 26}, "16 values do not fit the target shape");
    refuse_reshape(9, (int64_t[]){1, 1, 1, 1, 1, 1, 1, 2, 8}, "the target shape is not a constant");
    onnx_model *m = model();
    refuse(m, onnx_node(m, "Reshape", 1, quantised_input(m)), "the target shape is not a constant");
    m = model();
    float half[3] = {1, 2.5f, 8};
    const char *to = onnx_floats(m, NULL, 1, (int64_t[]){3}, half);
    refuse(m, onnx_node(m, "Reshape", 2, quantised_input(m), to), "the target shape is not valid");
    m = model();
    float matrix[4] = {1, 2, 8, 1};
    to = onnx_floats(m, NULL, 2, (int64_t[]){2, 2}, matrix);
    refuse(m, onnx_node(m, "Reshape", 2, quantised_input(m), to),
           "the target shape is not a constant");
}

/* 0 copies a dimension, -1 is what is left. */
Test(import_shape, reshapes_that_keep_the_order) {
    static const int64_t to[][3] = {{0, 0, 0}, {0, -1, 8}, {-1, 2, 8}, {1, 2, -1}};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
        onnx_model *m = model();
        finish_model(m, act(m, reshape(m, quantised_input(m), 3, to[i])), C, 3);
        check_exact(m);
        onnx_free(m);
    }
    onnx_model *m = model();
    int64_t fc[2] = {3, 16};
    const char *y = reshape(m, quantised_input(m), 2, (int64_t[]){0, -1});
    onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, fc, 4, false), NULL, true));
    check_exact(m);
    onnx_free(m);
}

static void refuse_axis(const char *op, size_t n_in, int64_t axis, const char *fragment) {
    onnx_model *m = model();
    const char *x = quantised_input(m);
    const char *y = n_in == 2 ? onnx_node(m, op, 2, x, x) : onnx_node(m, op, 1, x);
    onnx_int(m, "axis", axis);
    refuse(m, y, fragment);
}

Test(import_shape, axes_out_of_range) {
    refuse_axis("Flatten", 1, 4, "axis is out of range");
    refuse_axis("Flatten", 1, -4, "axis is out of range");
    refuse_axis("Concat", 2, 3, "axis is out of range");
    refuse_axis("Concat", 2, -4, "axis is out of range");
}

Test(import_shape, joins_and_sums_that_do_not_fit) {
    onnx_model *m = model();
    const char *x = quantised_input(m), *half = act(m, onnx_pool(m, x, 2, 2, 0));
    const char *y = onnx_node(m, "Concat", 3, x, x, half);
    onnx_int(m, "axis", 1);
    refuse(m, y, "the shapes of inputs 0 and 2 do not fit");
    m = model();
    x = quantised_input(m);
    y = onnx_node(m, "Concat", 2, x, flat(m));
    onnx_int(m, "axis", 1);
    refuse(m, y, "the shapes of inputs 0 and 1 do not fit");
    m = model();
    x = quantised_input(m);
    half = act(m, onnx_pool(m, x, 2, 2, 0));
    refuse(m, onnx_node(m, "Add", 2, x, half), "the shapes of its inputs do not fit");
}

static void refuse_squeeze(const char *op, size_t n, const int64_t *axes, bool as_input,
                           const char *fragment) {
    onnx_model *m = model();
    const char *x = onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)), *y;
    if (as_input) {
        y = onnx_node(m, op, 2, x, onnx_longs(m, n, axes));
    } else {
        y = onnx_node(m, op, 1, x);
        if (n)
            onnx_ints(m, "axes", n, axes);
    }
    refuse(m, y, fragment);
}

Test(import_shape, squeezes_that_do_not_fit) {
    for (int as_input = 0; as_input < 2; as_input++) {
        refuse_squeeze("Squeeze", 1, (int64_t[]){3}, as_input, "axis is out of range");
        refuse_squeeze("Squeeze", 1, (int64_t[]){-4}, as_input, "axis is out of range");
        refuse_squeeze("Squeeze", 1, (int64_t[]){1}, as_input, "a squeezed axis is longer than 1");
        refuse_squeeze("Unsqueeze", 1, (int64_t[]){4}, as_input, "axis is out of range");
        refuse_squeeze("Unsqueeze", 1, (int64_t[]){-5}, as_input, "axis is out of range");
        refuse_squeeze("Unsqueeze", 2, (int64_t[]){3, 3}, as_input, "an axis is named twice");
        refuse_squeeze("Unsqueeze", 6, (int64_t[]){3, 4, 5, 6, 7, 8}, as_input,
                       "its axes are missing or not constant");
    }
    refuse_squeeze("Unsqueeze", 0, NULL, false, "its axes are missing or not constant");
    onnx_model *m = model();
    const char *x = onnx_node(m, "GlobalMaxPool", 1, quantised_input(m));
    refuse(m, onnx_node(m, "Squeeze", 2, x, x), "its axes are missing or not constant");
}

/* The axis of the positions by its number from either end, as an attribute and as an input. */
Test(import_shape, squeezes_of_every_spelling) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = onnx_new(3, 2, 4);
        int64_t axis = kind == 1 ? -1 : 2;
        const char *x = onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)), *y;
        y = kind == 2 ? onnx_node(m, "Squeeze", 2, x, onnx_longs(m, 1, &axis))
                      : onnx_node(m, "Squeeze", 1, x);
        if (kind < 2)
            onnx_ints(m, "axes", 1, &axis);
        int64_t fc[2] = {3, 2};
        onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, fc, 5, false), NULL, true));
        check_exact(m);
        onnx_free(m);
    }
}

/* As many axes as a shape may have dimensions are read, whatever they name. */
Test(import_shape, as_many_axes_as_dimensions) {
    int64_t axes[BAC_MAX_RANK] = {0};
    onnx_model *m = model();
    const char *y = onnx_node(m, "Squeeze", 1, quantised_input(m));
    onnx_ints(m, "axes", BAC_MAX_RANK, axes);
    finish_model(m, y, 2, 3);
    check_refused(m, "(GlobalMaxPool): input has 2 dimensions; [N][C][L] is read");
}

Test(import_shape, a_padding_of_as_many_positions_as_there_may_be) {
    for (int more = 0; more < 2; more++) {
        onnx_model *m = model();
        const char *y =
            onnx_node(m, "Conv", 2, quantised_input(m), constant(m, 3, (int64_t[]){2, 2, 1}));
        onnx_ints(m, "pads", 2, (int64_t[]){BAC_MAX_POSITIONS + more, 0});
        refuse(m, y,
               more ? "kernel, stride or padding is negative, zero or too large"
                    : "layer p0: pads 1048576 0 must be smaller than the kernel, 1");
    }
}

/* Without axes every dimension of one goes, and what is left is no row of a batch. */
Test(import_shape, a_squeeze_without_axes_takes_all_of_one) {
    onnx_model *m = onnx_new(3, 2, 4);
    const char *y =
        onnx_node(m, "Squeeze", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
    int64_t fc[2] = {3, 2};
    onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, fc, 5, false), NULL, true));
    check_refused(m, "input has 1 and weights 2 dimensions");
}

Test(import_shape, a_transposition_is_refused_by_its_numbers) {
    static const int64_t wrong[][3] = {{0, 1, 3}, {0, 1, 1}, {0, -1, 2}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        onnx_model *m = model();
        const char *y = onnx_node(m, "Transpose", 1, quantised_input(m));
        onnx_ints(m, "perm", 3, wrong[i]);
        refuse(m, y, "perm is not a permutation");
    }
    onnx_model *m = model();
    const char *y = onnx_node(m, "Transpose", 1, quantised_input(m));
    onnx_ints(m, "perm", 2, wrong[0]);
    refuse(m, y, "perm has 2 values; 1-D windows have 3");
}

Test(import_shape, pools_of_other_ranks_and_nodes_without_input) {
    onnx_model *m = model();
    refuse(m, onnx_node(m, "GlobalMaxPool", 1, flat(m)),
           "input has 2 dimensions; [N][C][L] is read");
    m = model();
    refuse(m, onnx_node(m, "Add", 2, "", quantised_input(m)), "has no input");
}
