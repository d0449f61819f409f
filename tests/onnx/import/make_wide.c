/* make_wide SHAPE SEED OUT.onnx N FRAMES.npy - a network whose streams are not all quantised, as
 * QONNX, and N frames of noise for it. SHAPE is
 *
 *   branches  3 convolutions side by side, each with a pointwise one and a batch norm behind it
 *             -> concat -> pointwise -> batch norm -> max pool -> depthwise, quantised, pointwise
 *             -> batch norm -> max pool -> global max -> Gemm with batch norm, quantised -> logits
 *   residual  convolution -> batch norm -> x + f(x), twice, f ending in a batch norm; depthwise with
 *             a stride behind a Relu; flattened features -> Gemm -> batch norm of the logits
 *
 * No stream is quantised but where it says so. Weights, and biases with scales of their own, are
 * random; they come from the seed. */
#include "bac.h"
#include "onnx_build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POSITIONS = 128, BRANCH = 5, WIDE = 8, CLASSES = 6 };

static const char *relu_quant(onnx_model *m, const char *x) {
    return onnx_quant(m, onnx_node(m, "Relu", 1, x), 0.06f, 6, false, false, "ROUND");
}

/* Integers of a scale that is no accumulator's: Brevitas' IntBias. */
static const char *bias(onnx_model *m, int64_t n) {
    float *b = onnx_alloc(m, (size_t)n * sizeof *b);
    for (int64_t i = 0; i < n; i++)
        b[i] = (float)onnx_uniform(m, -0.5, 0.5);
    return onnx_quant(m, onnx_floats(m, NULL, 1, &n, b), 0.0037f, 16, true, false, "ROUND");
}

typedef struct window {
    int64_t kernel, stride, pad, groups;
} window;

static const char *normed(onnx_model *m, const char *x, int64_t in, int64_t out, window w,
                          double span) {
    int64_t dims[3] = {out, in / w.groups, w.kernel};
    const char *weights = onnx_weights(m, NULL, 3, dims, 6, false);
    x = onnx_conv(m, x, weights, bias(m, out), w.kernel, w.stride, w.pad, w.groups);
    return onnx_norm(m, x, out, span, false);
}

static const char *gemm(onnx_model *m, const char *x, int64_t in, int64_t out) {
    int64_t dims[2] = {out, in};
    return onnx_gemm(m, x, onnx_weights(m, NULL, 2, dims, 6, false), bias(m, out), true);
}

static const char *flat(onnx_model *m, const char *x) {
    x = onnx_node(m, "Flatten", 1, x);
    onnx_int(m, "axis", 1);
    return x;
}

static const char *branches(onnx_model *m, const char *x) {
    const char *y[3];
    for (int i = 0; i < 3; i++) {
        y[i] = relu_quant(m, normed(m, x, 2, BRANCH, (window){9 + 4 * i, 2, 4 + 2 * i, 1}, 2));
        y[i] = normed(m, y[i], BRANCH, BRANCH, (window){1, 1, 0, 1}, 2);
    }
    const char *z = onnx_node(m, "Concat", 3, y[0], y[1], y[2]);
    onnx_int(m, "axis", 1);
    z = normed(m, z, 3 * BRANCH, WIDE, (window){1, 1, 0, 1}, 3);
    z = onnx_pool(m, z, 2, 2, 0);
    z = relu_quant(m, normed(m, z, WIDE, WIDE, (window){3, 1, 1, WIDE}, 2));
    z = normed(m, z, WIDE, WIDE, (window){1, 1, 0, 1}, 3);
    z = flat(m, onnx_node(m, "GlobalMaxPool", 1, onnx_pool(m, z, 2, 2, 0)));
    z = relu_quant(m, onnx_norm(m, gemm(m, z, WIDE, WIDE), WIDE, 2, false));
    return gemm(m, z, WIDE, CLASSES);
}

static const char *residual(onnx_model *m, const char *x) {
    const window same = {5, 1, 2, 1};
    const char *y = normed(m, x, 2, WIDE, (window){8, 2, 3, 1}, 2);
    for (int i = 0; i < 2; i++) {
        const char *f = relu_quant(m, normed(m, y, WIDE, WIDE, same, 4));
        f = normed(m, f, WIDE, WIDE, (window){1, 1, 0, 1}, 2);
        y = onnx_node(m, "Add", 2, i ? f : y, i ? y : f);
    }
    y = onnx_node(m, "Relu", 1, onnx_norm(m, y, WIDE, 2, false));
    y = normed(m, y, WIDE, WIDE, (window){5, 4, 2, WIDE}, 2);
    y = flat(m, onnx_pool(m, y, 4, 4, 0));
    return onnx_norm(m, gemm(m, y, WIDE * POSITIONS / 32, CLASSES), CLASSES, 3, false);
}

static bool write_frames(onnx_model *m, uint64_t n, const char *path) {
    size_t size = (size_t)n * POSITIONS * 2;
    float *x = malloc(size * sizeof *x);
    bac_error err = {0};
    for (size_t i = 0; x && i < size; i++) /* of several powers, so that some frames saturate */
        x[i] = (float)onnx_uniform(m, -1, 1) * (float)(1 + i / (POSITIONS * 2) % 4);
    bac_array array = {BAC_F32, 3, {n, POSITIONS, 2}, x};
    bool ok = x && bac_array_save(path, &array, &err) == BAC_OK;
    if (!ok)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    free(x);
    return ok;
}

int main(int argc, char **argv) {
    if (argc != 6)
        return 2;
    onnx_model *m = onnx_new(strtoull(argv[2], NULL, 10), 2, POSITIONS);
    const char *x = onnx_quant(m, "x", 1.0f / 32, 7, true, false, "ROUND");
    bool one = strcmp(argv[1], "branches") == 0;
    onnx_output(m, one ? branches(m, x) : residual(m, x));
    onnx_write(m, argv[3]);
    bool ok = write_frames(m, strtoull(argv[4], NULL, 10), argv[5]);
    onnx_free(m);
    return ok ? 0 : 1;
}
