/* Average pools and global average pools become sums of one scale that the next quantiser divides,
 * exactly; what no scale holds, and what is not built, is refused. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(import_average, .timeout = 240);

enum { C = 6 };

static onnx_model *model(uint64_t seed, int64_t T) {
    return onnx_new(test_seed(seed), 2, T);
}

/* Codes of C channels: 5 bits unsigned, or 6 signed. */
static const char *codes(onnx_model *m, bool is_signed) {
    int64_t dims[3] = {C, 2, 3};
    const char *y = onnx_conv(m, quantised_input(m), onnx_weights(m, "a.weight", 3, dims, 5, true),
                              NULL, 3, 1, 1, 1);
    if (is_signed)
        return onnx_quant(m, y, 0.11f, 6, true, true, NULL);
    return onnx_quant(m, onnx_node(m, "Relu", 1, y), 0.07f, 5, false, false, NULL);
}

static const char *average(onnx_model *m, const char *x, int64_t kernel, int64_t stride,
                           int64_t left, int64_t right, int64_t counted) {
    int64_t pads[2] = {left, right};
    const char *y = onnx_node(m, "AveragePool", 1, x);
    onnx_ints(m, "kernel_shape", 1, &kernel);
    onnx_ints(m, "strides", 1, &stride);
    onnx_ints(m, "pads", 2, pads);
    onnx_int(m, "count_include_pad", counted);
    return y;
}

/* x -> global average -> fully connected */
static void finish_averaged(onnx_model *m, const char *x) {
    int64_t dims[2] = {4, C};
    const char *flat = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalAveragePool", 1, x));
    onnx_output(m, onnx_gemm(m, flat, onnx_weights(m, "fc.weight", 2, dims, 6, false), NULL, true));
}

/* Kernel, stride, pads, counted: divisors that are powers of two and that are none. */
static const int64_t windows[][5] = {{2, 2, 0, 0, 0}, {4, 4, 0, 0, 1}, {3, 3, 0, 0, 0},
                                     {3, 1, 1, 1, 1}, {3, 1, 1, 1, 0}, {5, 2, 2, 1, 0},
                                     {7, 3, 0, 4, 0}, {6, 4, 5, 3, 1}, {1, 1, 0, 0, 0},
                                     {2, 3, 1, 0, 0}, {4, 2, 3, 3, 0}};
enum { WINDOWS = sizeof windows / sizeof *windows };

Test(import_average, both_pools_equal_the_executor) {
    for (uint64_t i = 0; i < 2 * WINDOWS; i++) {
        const int64_t *w = windows[i / 2];
        onnx_model *m = model(2500 + i, 45);
        const char *y = average(m, codes(m, i % 2), w[0], w[1], w[2], w[3], w[4]);
        y = onnx_quant(m, y, 0.053f, 6, i % 2, false, i % 3 ? "ROUND" : "FLOOR");
        finish_averaged(m, y);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        cr_assert(layers_of(net, BAC_AVGPOOL) == 1 && layers_of(net, BAC_GLOBALAVG) == 1);
        const bac_layer *pool = bac_net_layer(net, 3);
        cr_assert(pool->op == BAC_AVGPOOL && pool->count_pad == (w[4] == 1));
        bac_net_free(net);
        onnx_free(m);
    }
}

/* A scale of one code's: sums of 2*divisor + 1 halves are ties, which both must round alike. */
Test(import_average, ties_are_rounded_as_the_quantiser_says) {
    static const char *const modes[] = {"ROUND", "HALF_UP", "HALF_DOWN", "CEIL", "FLOOR"};
    for (uint64_t i = 0; i < 10; i++) {
        onnx_model *m = model(2550 + i, 32);
        const char *x = onnx_quant(m, "x", 0.125f, 5, true, false, NULL);
        const char *y = average(m, x, 2 + 2 * (int64_t)(i % 2), 2, 0, 0, 0);
        y = onnx_quant(m, y, 0.125f, 5, true, false, modes[i / 2]);
        finish_model(m, y, 2, 3);
        check_exact(m);
        onnx_free(m);
    }
}

/* As Brevitas writes a truncated average: times the kernel, the sum's low bits dropped. */
Test(import_average, a_trunc_drops_bits_of_the_sum) {
    for (uint64_t i = 0; i < 12; i++) {
        const int64_t kernel = 2 + (int64_t)(i % 3);
        onnx_model *m = model(2600 + i, 36);
        const char *x = onnx_quant(m, codes(m, false), 0.0625f, 5, false, false, NULL);
        const bool global = i >= 6;
        const char *y = global ? onnx_node(m, "GlobalAveragePool", 1, x)
                               : average(m, x, kernel, kernel, 0, 0, i % 2);
        y = onnx_node(m, "Mul", 2, y, onnx_scalar(m, global ? 36 : (float)kernel));
        const char *s = onnx_scalar(m, 0.0625f), *z = onnx_scalar(m, 0);
        const char *in = onnx_scalar(m, global ? 11 : 7), *out = onnx_scalar(m, 5);
        if (i % 2)
            y = onnx_node(m, "Trunc", 5, y, s, z, in, out);
        else
            y = onnx_node(m, "Trunc", 6, y, s, z, in, onnx_scalar(m, global ? 4 : 0.25f), out);
        onnx_string(m, "rounding_mode", i % 4 < 2 ? "FLOOR" : "ROUND");
        if (i % 2 == 0)
            onnx_int(m, "signed", 0);
        finish_model(m, y, C, 4);
        check_exact(m);
        bac_net *net = import_model(m, NULL, NULL);
        cr_assert(layers_of(net, global ? BAC_GLOBALAVG : BAC_AVGPOOL) == 1);
        for (uint32_t k = 0; k < bac_net_layers(net); k++) { /* powers of two: shifts alone */
            const bac_layer *l = bac_net_layer(net, k);
            if (l->op == BAC_REQUANT && bac_net_layer(net, l->in[0])->divisor)
                for (uint32_t c = 0; c < C; c++)
                    cr_assert(l->requant[c].form != BAC_FORM_MUL &&
                              l->requant[c].form != BAC_FORM_THRESHOLD);
        }
        bac_net_free(net);
        onnx_free(m);
    }
}

/* Without a quantiser behind them: a convolution, an add, a concat, a batch norm read the sums. */
Test(import_average, averages_without_a_quantiser_stay_exact) {
    for (uint64_t kind = 0; kind < 5; kind++) {
        onnx_model *m = model(2700 + kind, 40);
        const char *x = codes(m, kind % 2);
        const char *y = average(m, x, 3, 1, 1, 1, kind == 1);
        int64_t dims[3] = {C, C, 3};
        if (kind < 2)
            y = onnx_conv(m, y, onnx_weights(m, "b.weight", 3, dims, 5, true), NULL, 3, 1, 1, 1);
        else if (kind == 2)
            y = onnx_node(m, "Add", 2, y, x);
        else if (kind == 3)
            y = onnx_node(m, "Relu", 1, onnx_norm(m, y, C, 1, true));
        else
            y = average(m, onnx_pool(m, y, 2, 2, 0), 2, 2, 0, 0, 0);
        y = onnx_quant(m, y, 0.09f, 6, true, false, NULL);
        finish_averaged(m, y);
        check_exact(m);
        onnx_free(m);
    }
}

/* Accumulators, their Relu and a pool that waits are averaged where they are plain integers. */
Test(import_average, accumulators_may_be_averaged) {
    for (int kind = 0; kind < 3; kind++) {
        onnx_model *m = model((uint64_t)(2750 + kind), 30);
        int64_t dims[3] = {C, 2, 3};
        const char *y = onnx_conv(m, quantised_input(m),
                                  onnx_weights(m, "a.weight", 3, dims, 5, false), NULL, 3, 1, 1, 1);
        if (kind == 1)
            y = onnx_node(m, "Relu", 1, y);
        if (kind == 2)
            y = onnx_pool(m, y, 2, 1, 0);
        y = onnx_quant(m, average(m, y, 4, 4, 0, 0, 0), 0.1f, 6, true, false, NULL);
        finish_averaged(m, y);
        check_exact(m);
        onnx_free(m);
    }
}

Test(import_average, a_window_as_long_as_the_frame_is_a_global_one) {
    onnx_model *m = model(2800, 21);
    int64_t dims[2] = {4, C};
    const char *y = onnx_node(m, "Flatten", 1, average(m, codes(m, true), 21, 5, 0, 0, 1));
    onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, dims, 6, false), NULL, true));
    check_exact(m);
    bac_net *net = import_model(m, NULL, NULL);
    cr_assert(layers_of(net, BAC_AVGPOOL) == 0 && layers_of(net, BAC_GLOBALAVG) == 1);
    bac_net_free(net);
    onnx_free(m);
}

/* SAME pads, which the standard does not count, are these; the executor knows only explicit ones. */
Test(import_average, auto_pad_names_the_pads) {
    for (int lower = 0; lower < 2; lower++) {
        bac_net *net[2];
        for (int same = 0; same < 2; same++) {
            onnx_model *m = model(2850, 20);
            const char *y = average(m, codes(m, false), 3, 2, lower, 1 - lower, 0);
            if (same) { /* kernel_shape, strides, auto_pad */
                onnx_last(m)->n_attribute = 2;
                onnx_string(m, "auto_pad", lower ? "SAME_LOWER" : "SAME_UPPER");
            }
            finish_averaged(m, onnx_quant(m, y, 0.05f, 6, false, false, NULL));
            if (!same)
                check_exact(m);
            net[same] = import_model(m, NULL, NULL);
            onnx_free(m);
        }
        const bac_layer *p = bac_net_layer(net[0], 3), *q = bac_net_layer(net[1], 3);
        cr_assert(p->op == BAC_AVGPOOL && q->op == BAC_AVGPOOL && !q->count_pad);
        cr_assert(p->pad_left == q->pad_left && p->pad_right == q->pad_right && q->T == 10);
        cr_assert(p->divisor == 6 && q->divisor == 6);
        bac_net_free(net[0]);
        bac_net_free(net[1]);
    }
}

/* A convolution behind an average counts 32 bits in either's cost, as behind all that computes. */
Test(import_average, costs_nothing_and_is_no_quantiser) {
    onnx_model *m = model(2900, 24);
    int64_t dims[3] = {C, C, 1};
    const char *y = average(m, codes(m, false), 2, 2, 0, 0, 0);
    y = onnx_conv(m, y, onnx_weights(m, "b.weight", 3, dims, 5, false), NULL, 1, 1, 0, 1);
    finish_averaged(m, onnx_quant(m, y, 0.1f, 5, true, false, NULL));
    bac_net *net = import_model(m, NULL, NULL);
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    bac_cost from_file, from_net;
    bac_error err = {0};
    cr_assert(layer_named(net, "b")->cost_bits == 32 && layer_named(net, "fc")->cost_bits == 32);
    cr_assert(bac_import_cost(path, &from_file, &err) == BAC_OK, "%s", err.text);
    bac_net_cost(net, &from_net);
    cr_assert(from_file.score == from_net.score && from_file.macs == from_net.macs);
    remove(path);
    free(path);
    free(data);
    bac_net_free(net);
    onnx_free(m);
}

/* The pool of a model, called culprit, its last attribute free to be set. */
static onnx_model *culprit(int64_t T, int64_t kernel, int64_t pad, int64_t counted,
                           const char **y) {
    onnx_model *m = model(3000, T);
    *y = average(m, codes(m, true), kernel, 1, pad, pad, counted);
    onnx_last(m)->name = strcpy(onnx_alloc(m, 8), "culprit");
    return m;
}

static void refused(onnx_model *m, const char *y, const char *reason) {
    finish_averaged(m, onnx_quant(m, y, 0.1f, 5, true, false, NULL));
    check_refused(m, reason);
}

Test(import_average, what_is_not_built_is_refused_by_node_and_reason) {
    const char *y;
    int64_t two = 2;
    onnx_model *m = culprit(20, 3, 1, 1, &y);
    onnx_int(m, "ceil_mode", 1);
    refused(m, y, "culprit (AveragePool): ceil_mode is not supported; use 0");
    m = culprit(20, 3, 1, 1, &y);
    onnx_ints(m, "dilations", 1, &two);
    refused(m, y, "culprit (AveragePool): dilation 2 is not supported; use 1");
    m = culprit(20, 3, 1, 1, &y);
    onnx_string(m, "auto_pad", "SAME");
    refused(m, y, "culprit (AveragePool): auto_pad SAME is not known");
    m = culprit(20, 3, 1, 2, &y);
    refused(m, y, "culprit (AveragePool): count_include_pad is neither 0 nor 1");
    m = culprit(20, 3, 3, 1, &y);
    refused(m, y, "culprit (AveragePool): its padding is not smaller than its kernel");
    m = culprit(2, 9, 2, 1, &y);
    refused(m, y, "culprit (AveragePool): kernel 9 is longer than the padded input, 6");
}

Test(import_average, a_scale_that_holds_no_average_is_refused_by_node_and_reason) {
    const char *y;
    onnx_model *m = culprit(60, 27, 13, 0, &y); /* windows of 14 .. 27 samples */
    refused(m, y, "culprit (AveragePool): its windows hold numbers of samples without a common");
    m = culprit(60, 27, 13, 1, &y);
    finish_averaged(m, onnx_quant(m, y, 0.1f, 5, true, false, NULL));
    check_exact(m);
    onnx_free(m);
    m = culprit(60, 21, 10, 0, &y); /* 11 .. 21: 232,792,560 times a code */
    refused(m, y, "can leave 32 bits");
}

/* What waits for its quantiser and is no plain integer becomes a wide stream, which is summed: the
 * logits, averages of averages of it, keep its bound. */
Test(import_average, a_stream_without_a_quantiser_is_averaged_within_its_bound) {
    for (uint64_t kind = 0; kind < 3; kind++) {
        onnx_model *m = model(3100 + kind, 20);
        int64_t dims[3] = {C, 2, 3};
        const char *y = onnx_conv(m, quantised_input(m),
                                  onnx_weights(m, "a.weight", 3, dims, 5, false), NULL, 3, 1, 1, 1);
        y = average(m, onnx_norm(m, y, C, 2, false), 2, 2, (int64_t)kind / 2, 0, kind == 1);
        y = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalAveragePool", 1, y));
        onnx_output(m, y);
        bac_import_report report;
        bac_net *net = import_model(m, NULL, &report);
        cr_assert(report.n_wide == 1 && layers_of(net, BAC_AVGPOOL) == 1 &&
                  layers_of(net, BAC_GLOBALAVG) == 1);
        const bac_import_wide wide = report.wide[0];
        cr_assert(wide.error > 0 && wide.error < wide.reach / 0x1p20, "%a of %a", wide.error,
                  wide.reach);
        bac_import_report_free(&report);
        bac_net_free(net);
        check_equal(m, wide.error);
        onnx_free(m);
    }
}

/* A concat of two is read by another branch in 24 bits; 2,048 of them take 11 more, which 32 do not
 * hold: the pool gets a narrower one, unless the width was asked for. */
Test(import_average, a_wide_stream_leaves_room_for_the_sum) {
    onnx_model *m = model(3200, 2048);
    int64_t dims[3] = {C, 2, 3}, wide[3] = {4, 2 * C, 1};
    const char *x = quantised_input(m), *y[2];
    for (int i = 0; i < 2; i++) {
        const char *w = onnx_weights(m, i ? "b.weight" : "a.weight", 3, dims, 5, false);
        y[i] = onnx_norm(m, onnx_conv(m, x, w, NULL, 3, 1, 1, 1), C, 2, false);
    }
    const char *both = onnx_node(m, "Concat", 2, y[0], y[1]);
    onnx_int(m, "axis", 1);
    const char *c =
        onnx_conv(m, both, onnx_weights(m, "c.weight", 3, wide, 3, false), NULL, 1, 1, 0, 1);
    c = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, c));
    const char *d = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalAveragePool", 1, both));
    int64_t fc[2] = {4, 2 * C};
    d = onnx_gemm(m, d, onnx_weights(m, "d.weight", 2, fc, 4, false), NULL, true);
    onnx_output(m, onnx_node(m, "Concat", 2, c, d));
    onnx_int(m, "axis", 1);
    bac_import_report report;
    bac_net *net = import_model(m, NULL, &report);
    unsigned narrow = 0;
    for (uint32_t i = 0; i < report.n_wide; i++)
        narrow += report.wide[i].type.bits == 32 - 11;
    cr_assert(report.n_wide >= 3 && narrow == 1, "%u, %u", report.n_wide, narrow);
    bac_import_report_free(&report);
    bac_net_free(net);
    check_equal(m, 1e-2);
    check_refused_with(m, &(bac_import_options){.wide_bits = 24}, "--wide-bits ");
    onnx_free(m);
}

Test(import_average, an_input_that_is_no_code_is_refused) {
    onnx_model *m = model(3101, 20);
    finish_model(m, average(m, "x", 2, 2, 0, 0, 0), 2, 3);
    check_refused(m, "an average pool needs a quantised input");
}
