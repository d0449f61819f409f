/* make_branches SEED OUT.onnx N FRAMES.npy - a network of a shape that chains do not have, as
 * QONNX, and N frames of 8-bit codes for it:
 *
 *   input -> 3 convolutions side by side (kernels 32, 26, 18, stride 4) -> concat
 *         -> depthwise, pointwise, max pool -> depthwise, pointwise, max pool -> global max -+
 *                                          +-> global max --------------------------------- concat
 *         -> 3 fully connected layers -> logits
 *
 * Weights are random; they come from the seed. */
#include "bac.h"
#include "onnx_build.h"

#include <stdio.h>
#include <stdlib.h>

enum { POSITIONS = 256, BRANCH = 6, WIDE = 3 * BRANCH, NARROW = 12, HIDDEN = 16, CLASSES = 5 };

static const char *norm_relu_quant(onnx_model *m, const char *x, int64_t C, double span) {
    x = onnx_node(m, "Relu", 1, onnx_norm(m, x, C, span, false));
    return onnx_quant(m, x, 0.125f, 5, false, false, "ROUND");
}

static const char *conv(onnx_model *m, const char *x, const char *name, int64_t in, int64_t out,
                        int64_t kernel, int64_t stride, int64_t pad, int64_t groups) {
    int64_t dims[3] = {out, in / groups, kernel};
    const char *w = onnx_weights(m, onnx_text(m, "%s.weight", name), 3, dims, 5, true);
    return norm_relu_quant(m, onnx_conv(m, x, w, NULL, kernel, stride, pad, groups), out, 3);
}

static const char *depthwise_pointwise_pool(onnx_model *m, const char *x, const char *name,
                                            int64_t in) {
    x = conv(m, x, onnx_text(m, "%s_dw", name), in, in, 5, 1, 2, in);
    x = conv(m, x, onnx_text(m, "%s_pw", name), in, NARROW, 1, 1, 0, 1);
    return onnx_pool(m, x, 2, 2, 0);
}

static const char *dense(onnx_model *m, const char *x, const char *name, int64_t in, int64_t out) {
    int64_t dims[2] = {out, in};
    return onnx_gemm(m, x, onnx_weights(m, onnx_text(m, "%s.weight", name), 2, dims, 5, false),
                     NULL, true);
}

static const char *concat(onnx_model *m, size_t n, const char *a, const char *b, const char *c) {
    const char *x = n == 2 ? onnx_node(m, "Concat", 2, a, b) : onnx_node(m, "Concat", 3, a, b, c);
    onnx_int(m, "axis", 1);
    return x;
}

static bool write_frames(onnx_model *m, uint64_t n, const char *path) {
    size_t size = (size_t)n * POSITIONS * 2;
    int8_t *codes = malloc(size);
    bac_error err = {0};
    for (size_t i = 0; codes && i < size; i++)
        codes[i] = (int8_t)((int)onnx_random(m, 256) - 128);
    bac_array array = {BAC_I8, 3, {n, POSITIONS, 2}, codes};
    bool ok = codes && bac_array_save(path, &array, &err) == BAC_OK;
    if (!ok)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    free(codes);
    return ok;
}

int main(int argc, char **argv) {
    if (argc != 5)
        return 2;
    onnx_model *m = onnx_new(strtoull(argv[1], NULL, 10), 2, POSITIONS);
    const char *x = onnx_quant(m, "x", 1.0f / 32, 8, true, false, "ROUND");
    x = concat(m, 3, conv(m, x, "a", 2, BRANCH, 32, 4, 14, 1),
               conv(m, x, "b", 2, BRANCH, 26, 4, 11, 1), conv(m, x, "c", 2, BRANCH, 18, 4, 7, 1));
    const char *early = depthwise_pointwise_pool(m, x, "first", WIDE);
    const char *late = depthwise_pointwise_pool(m, early, "second", NARROW);
    x = concat(m, 2, onnx_node(m, "GlobalMaxPool", 1, early),
               onnx_node(m, "GlobalMaxPool", 1, late), NULL);
    x = onnx_node(m, "Flatten", 1, x);
    onnx_int(m, "axis", 1);
    x = onnx_node(m, "Relu", 1, dense(m, x, "fc1", 2 * NARROW, HIDDEN));
    x = onnx_quant(m, x, 0.25f, 5, false, false, "ROUND");
    x = onnx_node(m, "Relu", 1, dense(m, x, "fc2", HIDDEN, HIDDEN));
    x = onnx_quant(m, x, 0.25f, 5, false, false, "ROUND");
    onnx_output(m, dense(m, x, "fc3", HIDDEN, CLASSES));
    onnx_write(m, argv[2]);
    bool ok = write_frames(m, strtoull(argv[3], NULL, 10), argv[4]);
    onnx_free(m);
    return ok ? 0 : 1;
}
