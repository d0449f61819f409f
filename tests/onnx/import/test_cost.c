/* The inference cost of the shipped network, from the float graph and from the integers. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(import_cost, .timeout = 120);

static void check(const char *path, double bops, double w_bits, double score) {
    bac_error err = {0};
    bac_cost cost;
    bac_net *net = NULL;
    cr_assert(bac_import_cost(path, &cost, &err) == BAC_OK, "%s", err.text);
    cr_assert(cost.bops == bops && cost.w_bits == w_bits && cost.score == score,
              "%.17g %.17g %.17g", cost.bops, cost.w_bits, cost.score);
    cr_assert(bac_import_onnx(path, NULL, &net, NULL, &err) == BAC_OK, "%s", err.text);
    bac_net_cost(net, &cost);
    cr_assert(cost.bops == bops && cost.w_bits == w_bits && cost.score == score,
              "%.17g %.17g %.17g", cost.bops, cost.w_bits, cost.score);
    bac_net_free(net);
}

Test(import_cost, of_the_shipped_network) {
    check(SHIPPED_NET, 15767220, 11922, 0.014548766149845859);
}

/* 4 channels, kernel 3, 10 positions: every factor by hand */
Test(import_cost, follows_the_rule_by_hand) {
    onnx_model *m = onnx_new(1, 2, 10);
    float w[24] = {1, 0, -1, 0, 0, 2, 3, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0.4f, 0, 0};
    int64_t dims[3] = {4, 2, 3}, fc[2] = {3, 4};
    const char *q = onnx_quant(m, onnx_floats(m, "a.weight", 3, dims, w), 1, 4, true, true, NULL);
    const char *y = onnx_conv(m, quantised_input(m), q, NULL, 3, 1, 1, 1);
    y = onnx_quant(m, onnx_node(m, "Relu", 1, y), 0.1f, 5, false, false, NULL);
    y = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, onnx_pool(m, y, 2, 2, 0)));
    float v[12] = {1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0};
    const char *f = onnx_quant(m, onnx_floats(m, "f.weight", 2, fc, v), 1, 3, true, true, NULL);
    onnx_output(m, onnx_gemm(m, y, f, NULL, true));
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    /* conv: 10 of 24 weights (0.4 rounds to 0), 10 positions, 8 x 4 bits; fc: 9 of 12, 5 x 3 */
    double bops = 10.0 * 10 * 8 * 4 + 9.0 * 5 * 3, w_bits = 10.0 * 4 + 9.0 * 3;
    check(path, bops, w_bits, 0.5 * bops / 807699904 + 0.5 * w_bits / 1244936);
    remove(path);
    free(path);
    free(data);
    onnx_free(m);
}

Test(import_cost, a_sum_counts_32_bits_and_unquantised_weights_too) {
    onnx_model *m = onnx_new(2, 2, 10);
    float w[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    int64_t dims[3] = {2, 2, 3};
    const char *x = quantised_input(m);
    const char *sum = onnx_node(m, "Add", 2, x, x);
    onnx_output(m, onnx_conv(m, sum, onnx_floats(m, "a.weight", 3, dims, w), NULL, 3, 1, 1, 1));
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    bac_cost cost;
    bac_error err = {0};
    cr_assert(bac_import_cost(path, &cost, &err) == BAC_OK, "%s", err.text);
    cr_assert(cost.bops == 12.0 * 10 * 32 * 32 && cost.w_bits == 12.0 * 32);
    remove(path);
    free(path);
    free(data);
    onnx_free(m);
}

static uint64_t width_behind(const char *between, bool clipped) {
    onnx_model *m = onnx_new(3, 2, 10);
    float w[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    int64_t dims[3] = {2, 2, 3};
    int8_t zero = 0;
    const char *s = onnx_scalar(m, 0.1f), *z = onnx_bytes(m, NULL, 0, NULL, 3, &zero);
    const char *y = onnx_node(m, "QuantizeLinear", 3, "x", s, z);
    if (between)
        y = onnx_node(m, between, 1, y);
    if (clipped)
        y = onnx_node(m, "Clip", 3, y, onnx_scalar(m, -7), onnx_scalar(m, 7));
    y = onnx_node(m, "DequantizeLinear", 3, y, s, z);
    const char *q = onnx_quant(m, onnx_floats(m, "a.weight", 3, dims, w), 1, 4, true, true, NULL);
    onnx_output(m, onnx_conv(m, y, q, NULL, 3, 1, 1, 1));
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    bac_cost cost;
    bac_error err = {0};
    cr_assert(bac_import_cost(path, &cost, &err) == BAC_OK, "%s", err.text);
    remove(path);
    free(path);
    free(data);
    onnx_free(m);
    return (uint64_t)(cost.bops / (12.0 * 10 * 4));
}

/* The width of a DequantizeLinear is that of its QuantizeLinear and of the clips between them; anything else between
 * them counts as 32 bits. */
Test(import_cost, of_linear_quantisers) {
    cr_assert_eq(width_behind(NULL, false), 8);
    cr_assert_eq(width_behind(NULL, true), 4);
    cr_assert_eq(width_behind("Relu", false), 32);
    cr_assert_eq(width_behind("Relu", true), 32);
}
