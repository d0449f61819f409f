/* Constants are computed as the format says, however they are written down. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(import_fold, .timeout = 120);

/* A model whose only quantiser behind the input takes its width from `bits`. */
static onnx_model *start(void) {
    return onnx_new(test_seed(77), 2, 8);
}

static void finish(onnx_model *m, const char *bits) {
    const char *x = quantised_input(m);
    const char *y = onnx_node(m, "Quant", 4, x, onnx_scalar(m, 0.05f), onnx_scalar(m, 0), bits);
    onnx_int(m, "signed", 1);
    onnx_int(m, "narrow", 0);
    finish_model(m, y, 2, 3);
}

static void check_width(onnx_model *m, const char *bits, int want) {
    finish(m, bits);
    bac_net *net = import_model(m, NULL, NULL);
    const bac_layer *q = layer_named(net, "input_q");
    cr_assert(q->type.bits == want, "%d, not %d", q->type.bits, want);
    bac_net_free(net);
    onnx_free(m);
}

static const char *unary(onnx_model *m, const char *op, float v) {
    return onnx_node(m, op, 1, onnx_scalar(m, v));
}

static const char *binary(onnx_model *m, const char *op, float a, float b) {
    return onnx_node(m, op, 2, onnx_scalar(m, a), onnx_scalar(m, b));
}

Test(import_fold, arithmetic_on_constants) {
    onnx_model *m = start();
    check_width(m, unary(m, "Ceil", 4.2f), 5);
    m = start();
    check_width(m, unary(m, "Floor", 4.8f), 4);
    m = start();
    check_width(m, unary(m, "Round", 6.5f), 6);
    m = start();
    check_width(m, unary(m, "Neg", -3), 3);
    m = start();
    check_width(m, unary(m, "Abs", -7), 7);
    m = start();
    check_width(m, binary(m, "Add", 2, 3), 5);
    m = start();
    check_width(m, binary(m, "Sub", 9, 3), 6);
    m = start();
    check_width(m, binary(m, "Mul", 2, 3.5f), 7);
    m = start();
    check_width(m, binary(m, "Div", 9, 3), 3);
}

/* 1/3 + 2/3 in float32 is 1, and float32(0.1)*80 rounds to 8 there though it is more. */
Test(import_fold, floats_are_rounded_to_float32) {
    onnx_model *m = start();
    const char *third = binary(m, "Div", 1, 3);
    const char *sum = onnx_node(m, "Add", 2, third, binary(m, "Div", 2, 3));
    check_width(m, onnx_node(m, "Mul", 2, sum, onnx_scalar(m, 4)), 4);
    m = start();
    check_width(m, onnx_node(m, "Ceil", 1, binary(m, "Mul", 0.1f, 80)), 8);
}

Test(import_fold, casts_gathers_and_joins) {
    onnx_model *m = start();
    const char *i = unary(m, "Cast", 5.9f);
    onnx_int(m, "to", 7);
    const char *f = onnx_node(m, "Cast", 1, i);
    onnx_int(m, "to", 1);
    check_width(m, f, 5);
    m = start();
    const float two[2] = {3.9f, 6.9f};
    int64_t size = 2, second = 1;
    const char *cut = onnx_node(m, "Cast", 1, onnx_floats(m, NULL, 1, &size, two));
    onnx_int(m, "to", 7);
    check_width(m, onnx_node(m, "Gather", 2, cut, onnx_longs(m, 1, &second)), 6);
    m = start();
    int64_t a[2] = {3, 4}, b[3] = {5, 6, 7}, minus = -2;
    const char *all = onnx_node(m, "Concat", 2, onnx_longs(m, 2, a), onnx_longs(m, 3, b));
    onnx_int(m, "axis", 0);
    check_width(m, onnx_node(m, "Gather", 2, all, onnx_longs(m, 1, &minus)), 6);
    m = start();
    const char *s = onnx_node(m, "Shape", 1, "x"); /* [1][2][8] */
    int64_t last = 2;
    check_width(m, onnx_node(m, "Gather", 2, s, onnx_longs(m, 1, &last)), 8);
}

Test(import_fold, constant_nodes_of_every_spelling) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = start();
        const char *c = onnx_node(m, "Constant", 0);
        int64_t six = 6;
        if (kind == 0)
            onnx_float(m, "value_float", 6);
        else if (kind == 1)
            onnx_int(m, "value_int", 6);
        else
            onnx_ints(m, "value_ints", 1, &six);
        check_width(m, c, 6);
    }
}

static void refuse(onnx_model *m, const char *bits, const char *fragment) {
    finish(m, bits);
    check_refused(m, fragment);
}

Test(import_fold, what_cannot_be_computed_is_refused) {
    onnx_model *m = start();
    refuse(m, binary(m, "Div", 1, 0), "not finite");
    m = start();
    refuse(m, unary(m, "Sin", 1), "operator on constants");
    m = start();
    refuse(m, onnx_node(m, "Constant", 0), "holds no value");
    m = start();
    int64_t two[2] = {3, 4}, far = 9;
    refuse(m, onnx_node(m, "Gather", 2, onnx_longs(m, 2, two), onnx_longs(m, 1, &far)),
           "index 9 is out of range");
    m = start();
    refuse(m, onnx_longs(m, 2, two), "differs between channels");
    m = start();
    const char *cast = unary(m, "Cast", 5);
    onnx_int(m, "to", 16);
    refuse(m, cast, "casts to an element type");
}

static Bac__Onnx__Tensor *weights(onnx_model *m, float w[12]) {
    int64_t dims[3] = {2, 2, 3};
    const char *q = onnx_quant(m, onnx_floats(m, "a.weight", 3, dims, w), 1, 5, true, true, NULL);
    Bac__Onnx__Tensor *t = m->graph->initializer[0];
    const char *y = onnx_conv(m, quantised_input(m), q, NULL, 3, 1, 1, 1);
    finish_model(m, onnx_quant(m, y, 0.2f, 6, true, false, NULL), 2, 3);
    return t;
}

/* The same twelve weights as raw and typed data of every element type */
static void write_as(onnx_model *m, Bac__Onnx__Tensor *t, const float w[12], int dtype, bool raw) {
    static const uint8_t size[12] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 0, 8};
    t->has_raw_data = 0;
    t->data_type = dtype;
    uint8_t *bytes = onnx_alloc(m, 12 * 8);
    t->float_data = onnx_alloc(m, 12 * sizeof(float));
    t->double_data = onnx_alloc(m, 12 * sizeof(double));
    t->int32_data = onnx_alloc(m, 12 * sizeof(int32_t));
    t->int64_data = onnx_alloc(m, 12 * sizeof(int64_t));
    for (int i = 0; i < 12; i++) {
        double d = (double)w[i];
        int64_t l = (int64_t)w[i];
        t->float_data[i] = w[i];
        t->double_data[i] = d;
        t->int32_data[i] = (int32_t)l;
        t->int64_data[i] = l;
        const void *from = dtype == 1 ? (const void *)&w[i] : dtype == 11 ? (void *)&d : (void *)&l;
        memcpy(bytes + i * size[dtype], from, size[dtype]); /* little endian hosts */
    }
    if (raw) {
        t->has_raw_data = 1;
        t->raw_data = (ProtobufCBinaryData){12 * (size_t)size[dtype], bytes};
    } else if (dtype == 1) {
        t->n_float_data = 12;
    } else if (dtype == 11) {
        t->n_double_data = 12;
    } else if (dtype == 7) {
        t->n_int64_data = 12;
    } else {
        t->n_int32_data = 12;
    }
}

Test(import_fold, every_element_type_and_both_ways_to_store_it) {
    static const int types[] = {1, 2, 3, 4, 5, 6, 7, 11};
    for (size_t i = 0; i < 2 * sizeof types / sizeof *types; i++) {
        int dtype = types[i / 2];
        float w[12];
        onnx_model *m = start();
        for (int k = 0; k < 12; k++)
            w[k] = (float)onnx_random(m, 15) - (dtype == 2 || dtype == 4 ? 0.0f : 7.0f);
        Bac__Onnx__Tensor *t = weights(m, w);
        write_as(m, t, w, dtype, i & 1);
        bac_net *net = import_model(m, NULL, NULL);
        const bac_layer *a = layer_named(net, "a");
        for (int k = 0; k < 12; k++)
            cr_assert(a->weight[k] == (int32_t)w[k], "type %d, weight %d", dtype, k);
        bac_net_free(net);
        onnx_free(m);
    }
}

Test(import_fold, typed_data_of_the_wrong_kind_is_refused) {
    onnx_model *m = start();
    float w[12] = {1};
    Bac__Onnx__Tensor *t = weights(m, w);
    write_as(m, t, w, 1, false);
    t->n_float_data = 0;
    t->n_int32_data = 12;
    check_refused(m, "'a.weight' has 0 values where its shape needs 12");
}

/* Scales along the outputs survive a transposition and a reshape of the weights. */
Test(import_fold, scales_follow_their_axis) {
    for (int kind = 0; kind < 2; kind++) {
        onnx_model *m = start();
        const char *y =
            onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
        int64_t dims[2] = {5, 2}, perm[2] = {1, 0}, three[3] = {5, 2, 1};
        const char *w = onnx_weights(m, "fc.weight", 2, dims, 6, true);
        if (kind == 0) {
            w = onnx_node(m, "Transpose", 1, w);
            onnx_ints(m, "perm", 2, perm);
            y = onnx_node(m, "MatMul", 2, y, w);
        } else {
            int64_t axis = 2;
            w = onnx_node(m, "Reshape", 2, w, onnx_longs(m, 3, three));
            y = onnx_node(m, "Unsqueeze", 1, y);
            onnx_ints(m, "axes", 1, &axis);
            y = onnx_node(m, "Flatten", 1, onnx_conv(m, y, w, NULL, 1, 1, 0, 1));
        }
        onnx_output(m, onnx_quant(m, y, 0.01f, 10, true, false, NULL));
        check_exact(m);
        onnx_free(m);
    }
}

/* 2 x 3 weights with a scale a row, turned: by numbers, by none, and by an empty list, which is none. */
Test(import_fold, transpositions_of_every_spelling) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = start();
        int64_t dims[2] = {3, 2}, perm[2] = {1, 0};
        const char *y =
            onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, quantised_input(m)));
        const char *w =
            onnx_node(m, "Transpose", 1, onnx_weights(m, "fc.weight", 2, dims, 6, true));
        if (kind > 0)
            onnx_ints(m, "perm", kind == 1 ? 2 : 0, perm);
        onnx_output(m, onnx_node(m, "MatMul", 2, y, w));
        check_equal(m, 1e-3);
        onnx_free(m);
    }
}

/* A culprit that gives the width: refused by its name and reason. */
static void refuse_named(onnx_model *m, const char *bits, const char *fragment) {
    char text[300];
    onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
    snprintf(text, sizeof text, "culprit (%s): %s", onnx_last(m)->op_type, fragment);
    refuse(m, bits, text);
}

static const char *matrix(onnx_model *m) {
    float v[4] = {3, 4, 5, 6};
    int64_t dims[2] = {2, 2};
    return onnx_floats(m, NULL, 2, dims, v);
}

Test(import_fold, gathers_are_from_vectors_by_whole_numbers_in_range) {
    int64_t two[2] = {3, 4}, one = 1;
    static const float index[] = {0.5f, 2, -3};
    static const char *const says[] = {"index 0.5 is out of range", "index 2 is out of range",
                                       "index -3 is out of range"};
    for (int i = 0; i < 3; i++) {
        onnx_model *m = start();
        const char *x = onnx_longs(m, 2, two);
        refuse_named(m, onnx_node(m, "Gather", 2, x, onnx_scalar(m, index[i])), says[i]);
    }
    onnx_model *m = start();
    const char *y = onnx_node(m, "Gather", 2, matrix(m), onnx_longs(m, 1, &one));
    refuse_named(m, y, "gathers from more than a vector");
    m = start();
    y = onnx_node(m, "Gather", 2, onnx_longs(m, 2, two), onnx_longs(m, 1, &one));
    onnx_int(m, "axis", 1);
    refuse_named(m, y, "gathers from more than a vector");
    m = start();
    float first = -2;
    y = onnx_node(m, "Gather", 2, onnx_longs(m, 2, two), onnx_scalar(m, first));
    check_width(m, y, 3);
    m = start();
    y = onnx_node(m, "Gather", 2, onnx_longs(m, 2, two), onnx_scalar(m, 1));
    check_width(m, y, 4);
}

Test(import_fold, joins_are_of_vectors) {
    onnx_model *m = start();
    const char *y = onnx_node(m, "Concat", 2, matrix(m), matrix(m));
    onnx_int(m, "axis", 0);
    refuse_named(m, y, "joins constants that are not vectors");
    m = start();
    int64_t two[2] = {3, 4};
    y = onnx_node(m, "Concat", 2, onnx_longs(m, 2, two), onnx_longs(m, 2, two));
    onnx_int(m, "axis", 1);
    refuse_named(m, y, "axis is out of range");
}

/* The shape of a constant; a scalar has none. */
Test(import_fold, shapes_of_constants) {
    onnx_model *m = start();
    int64_t five[5] = {1, 2, 3, 4, 5};
    check_width(m, onnx_node(m, "Shape", 1, onnx_longs(m, 5, five)), 5);
    m = start();
    refuse_named(m, onnx_node(m, "Shape", 1, onnx_scalar(m, 4)), "the shape of a scalar is empty");
}

/* Integers are cut towards 0 as the format says, float64 is not rounded to float32. */
Test(import_fold, types_decide_how_is_rounded) {
    for (int to = 6; to <= 7; to++) {
        onnx_model *m = start();
        const char *a = unary(m, "Cast", 17.9f);
        onnx_int(m, "to", to);
        const char *b = unary(m, "Cast", 3.2f);
        onnx_int(m, "to", to);
        check_width(m, onnx_node(m, "Div", 2, a, b), 5); /* 17 / 3 */
    }
    for (int to = 1; to <= 11; to += 10) { /* (2^25 + 1) - 2^25 is 1 in float64 and 0 in float32 */
        onnx_model *m = start();
        const char *big = unary(m, "Cast", 0x1p25f);
        onnx_int(m, "to", to);
        const char *more = onnx_node(m, "Add", 2, big, onnx_scalar(m, 1));
        const char *rest = onnx_node(m, "Sub", 2, more, big);
        check_width(m, onnx_node(m, "Add", 2, rest, onnx_scalar(m, 4)), to == 1 ? 4 : 5);
    }
}

Test(import_fold, constants_that_are_one_number_or_as_many) {
    int64_t two[2] = {9, 2}, other[2] = {4, 3}, three[3] = {1, 2, 3}, first = 0;
    static const int want[3] = {5, 8, 4};
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = start();
        const char *a = kind == 1 ? onnx_longs(m, 1, two) : onnx_longs(m, 2, two);
        const char *b = kind == 0 ? onnx_longs(m, 2, other) : onnx_scalar(m, kind == 1 ? 1 : 5);
        const char *y = onnx_node(m, "Sub", 2, a, b);
        check_width(m, onnx_node(m, "Gather", 2, y, onnx_longs(m, 1, &first)), want[kind]);
    }
    onnx_model *m = start();
    const char *y = onnx_node(m, "Add", 2, onnx_longs(m, 2, two), onnx_longs(m, 3, three));
    refuse_named(m, y, "the shapes of its constants do not fit");
    m = start();
    refuse_named(m, onnx_node(m, "Add", 1, onnx_scalar(m, 4)), "its input 1 is missing");
    m = start();
    refuse_named(m, onnx_node(m, "Add", 2, "", onnx_scalar(m, 4)), "its input 0 is missing");
}

Test(import_fold, constants_that_are_no_number) {
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        onnx_model *m = start();
        const char *c = onnx_node(m, "Constant", 0);
        onnx_float(m, "value_float", bad[i]);
        if (i == 0)
            refuse_named(m, c, "is not a number");
        else
            refuse(m, c, "bit width is");
    }
    onnx_model *m = start();
    const char *c = onnx_node(m, "Constant", 0);
    Bac__Onnx__Attribute *a = onnx_attribute(m, onnx_last(m), "value");
    a->t = onnx_tensor(m, "seven", 0, NULL, 7);
    a->t->n_int64_data = 1;
    a->t->int64_data = onnx_alloc(m, sizeof(int64_t));
    a->t->int64_data[0] = 7;
    check_width(m, c, 7);
}

/* A scale a row belongs to the rows: weights may be reshaped behind the rows only. */
Test(import_fold, reshapes_across_a_scales_axis_are_refused) {
    static const int64_t to[][3] = {{1, 3, 2}, {2, 3, 1}, {6, 1, 1}};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
        onnx_model *m = start();
        int64_t dims[2] = {3, 2};
        const char *w = onnx_weights(m, "a.weight", 2, dims, 6, true);
        w = onnx_node(m, "Reshape", 2, w, onnx_longs(m, 3, to[i]));
        onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
        finish_model(m, onnx_conv(m, quantised_input(m), w, NULL, to[i][2], 1, 0, 1), 3, 3);
        check_refused(m, "culprit (Reshape): reshapes weights across their scale's axis");
    }
    onnx_model *m = start(); /* a scale a column, and as many rows as before */
    int64_t dims[2] = {3, 2}, perm[2] = {1, 0};
    const char *w = onnx_node(m, "Transpose", 1, onnx_weights(m, "a.weight", 2, dims, 6, true));
    onnx_ints(m, "perm", 2, perm);
    w = onnx_node(m, "Reshape", 2, w, onnx_longs(m, 3, (int64_t[]){2, 3, 1}));
    onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
    finish_model(m, onnx_conv(m, quantised_input(m), w, NULL, 1, 1, 0, 1), 2, 3);
    check_refused(m, "culprit (Reshape): reshapes weights across their scale's axis");
    m = start();
    refuse_named(m, onnx_node(m, "Reshape", 2, matrix(m), onnx_longs(m, 1, (int64_t[]){3})),
                 "4 values do not fit the target shape");
}

Test(import_fold, raw_data_of_a_length_that_no_numbers_have) {
    for (int more = -1; more < 2; more += 2) {
        onnx_model *m = start();
        float w[13] = {1};
        char text[100];
        Bac__Onnx__Tensor *t = weights(m, w);
        t->raw_data.data = (uint8_t *)memcpy(onnx_alloc(m, sizeof w), w, sizeof w);
        t->raw_data.len = (size_t)(48 + more);
        snprintf(text, sizeof text,
                 more > 0 ? "'a.weight' has 49 bytes where its shape needs 48"
                          : "'a.weight' has 11 values where its shape needs 12");
        check_refused(m, text);
    }
}
