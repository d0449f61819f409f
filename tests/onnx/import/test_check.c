/* bac_import_check: what it reads, what it measures, and where it stops. That its distances are right is compared on
 * every model (support.c). */
#include "alloc.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(import_check, .timeout = 120);

enum { C = 2, T = 4, N = 3 };

typedef struct files {
    char *model, *frames;
    bac_net *net;
} files;

/* Two channels, the largest code of each times the weights: logits = W x max over time of the codes. */
static onnx_model *linear(size_t classes, const float *w) {
    onnx_model *m = onnx_new(1, C, T);
    int64_t dims[2] = {(int64_t)classes, C};
    const char *x = onnx_quant(m, "x", 0.5f, 4, true, false, "ROUND");
    const char *flat = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, x));
    onnx_int(m, "axis", 1);
    const char *q =
        onnx_quant(m, onnx_floats(m, "fc.weight", 2, dims, w), 1, 4, true, true, "ROUND");
    onnx_output(m, onnx_gemm(m, flat, q, NULL, true));
    return m;
}

static files open_files(size_t classes, const float *w) {
    onnx_model *m = linear(classes, w);
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    files f = {.model = temp_file(data, size), .frames = temp_file("", 0)};
    f.net = import_model(m, NULL, NULL);
    free(data);
    onnx_free(m);
    return f;
}

static void close_files(files *f) {
    unlink(f->model);
    unlink(f->frames);
    free(f->model);
    free(f->frames);
    bac_net_free(f->net);
}

static void save(const files *f, bac_dtype dtype, const uint64_t dim[3], void *data) {
    bac_error err = {0};
    const bac_array array = {
        .dtype = dtype, .ndim = 3, .dim = {dim[0], dim[1], dim[2]}, .data = data};
    cr_assert(bac_array_save(f->frames, &array, &err) == BAC_OK, "%s", err.text);
}

static bac_import_distance check(const files *f, const bac_net *net) {
    bac_import_distance d;
    bac_error err = {0};
    cr_assert(bac_import_check(f->model, net, f->frames, &d, &err) == BAC_OK, "%s: %s", err.where,
              err.text);
    return d;
}

static void refused(const files *f, const bac_net *net, bac_status status, const char *where,
                    const char *text) {
    bac_import_distance d;
    bac_error err = {0};
    cr_assert(bac_import_check(f->model, net, f->frames, &d, &err) == status, "%s", text);
    cr_assert_str_eq(err.where, where);
    cr_assert(strstr(err.text, text), "'%s' does not say '%s'", err.text, text);
    cr_assert(d.differ == NULL && d.frames == 0 && d.n_differ == 0);
}

static const float two[4] = {3, 1, -2, 4}; /* logits 3a + b, 4b - 2a */
/* By frame the maxima of the channels are codes 4 and 1, 1 and 3, -1 and -2. */
static const float samples[N][T][C] = {{{2, 0.5f}, {0, 0}, {-1, -2}, {1, 0}},
                                       {{-4, 1.5f}, {0.5f, 1}, {0, 0}, {0, 0}},
                                       {{-0.5f, -1}, {-1, -1.5f}, {-3, -4}, {-4, -2}}};

Test(import_check, an_exact_network_is_at_distance_0_in_both_layouts_and_as_codes) {
    files f = open_files(2, two);
    float turned[N][C][T];
    int8_t codes[N][T][C];
    for (int n = 0; n < N; n++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < C; c++) {
                turned[n][c][t] = samples[n][t][c];
                codes[n][t][c] = (int8_t)(samples[n][t][c] * 2);
            }
    for (int kind = 0; kind < 3; kind++) {
        if (kind == 0)
            save(&f, BAC_F32, (uint64_t[]){N, T, C}, (void *)(uintptr_t)samples);
        else if (kind == 1)
            save(&f, BAC_F32, (uint64_t[]){N, C, T}, turned);
        else
            save(&f, BAC_I8, (uint64_t[]){N, T, C}, codes);
        bac_import_distance d = check(&f, f.net);
        cr_assert(d.frames == N && d.n_differ == 0 && d.ties == 0 && d.largest == 0 && d.mean == 0,
                  "kind %d: %g %g", kind, d.largest, d.mean);
        /* 3*4 + 1 = 13 and -2*4 + 4*1 = -4; 6 and 10; -5 and -6: in halves */
        cr_assert_eq(d.reach, 6.5, "kind %d: %g", kind, d.reach);
        bac_import_distance_free(&d);
    }
    close_files(&f);
}

/* The network of other weights: its logits are 2a + b and 4b - 2a. */
Test(import_check, distances_of_another_network_by_hand) {
    static const float other[4] = {2, 1, -2, 4};
    files f = open_files(2, two), g = open_files(2, other);
    save(&f, BAC_F32, (uint64_t[]){N, T, C}, (void *)(uintptr_t)samples);
    bac_import_distance d = check(&f, g.net);
    cr_assert(d.frames == N && d.largest == 2 && d.reach == 6.5, "%g %g", d.largest, d.reach);
    cr_assert_float_eq(d.mean, (2 + 0.5 + 0.5) / 6, 1e-12);
    bac_import_distance_free(&d);
    close_files(&f);
    close_files(&g);
}

/* Frames whose class differs, by number and classes; a tie is one that the network breaks downwards. */
Test(import_check, classes_that_differ) {
    static const float swapped[4] = {-2, 4, 3, 1}, equal[4] = {3, 1, 3, 1};
    files f = open_files(2, two), g = open_files(2, swapped), h = open_files(2, equal);
    save(&f, BAC_F32, (uint64_t[]){N, T, C}, (void *)(uintptr_t)samples);
    bac_import_distance d = check(&f, g.net);
    cr_assert(d.n_differ == 3 && d.ties == 0, "%llu", (unsigned long long)d.n_differ);
    static const uint32_t is[N] = {1, 0, 1};
    for (uint32_t i = 0; i < 3; i++)
        cr_assert(d.differ[i].frame == i && d.differ[i].is == is[i] &&
                      d.differ[i].should == 1 - is[i] && !d.differ[i].tie,
                  "frame %u", i);
    bac_import_distance_free(&d);
    d = check(&f, h.net); /* always class 0, and the graph says 1 in frame 1 */
    cr_assert(d.n_differ == 1 && d.ties == 1 && d.differ[0].frame == 1 && d.differ[0].is == 0 &&
              d.differ[0].should == 1 && d.differ[0].tie);
    bac_import_distance_free(&d);
    cr_assert(d.differ == NULL && d.n_differ == 0);
    close_files(&f);
    close_files(&g);
    close_files(&h);
}

Test(import_check, networks_of_other_shapes_and_files_that_are_not_there) {
    static const float three[6] = {1, 2, 3, 4, 5, 6};
    files f = open_files(2, two), g = open_files(3, three);
    save(&f, BAC_F32, (uint64_t[]){N, T, C}, (void *)(uintptr_t)samples);
    refused(&f, g.net, BAC_ERR_INPUT, "check", "the graph has 2 logits, the network 3");
    save(&f, BAC_F32, (uint64_t[]){N, T, C + 1}, (float[N * T * (C + 1)]){0});
    refused(&f, f.net, BAC_ERR_INPUT, f.frames, "3");
    unlink(f.frames);
    refused(&f, f.net, BAC_ERR_IO, f.frames, "No such file");
    unlink(f.model);
    refused(&f, f.net, BAC_ERR_IO, f.model, "No such file");
    close_files(&f);
    close_files(&g);
}

Test(import_check, each_allocation_refused_in_turn) {
    static const float swapped[4] = {-2, 4, 3, 1};
    files f = open_files(2, two), g = open_files(2, swapped);
    save(&f, BAC_F32, (uint64_t[]){N, T, C}, (void *)(uintptr_t)samples);
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        bac_import_distance d;
        bac_error err = {0};
        alloc_fail_from(n);
        const bac_status status = bac_import_check(f.model, g.net, f.frames, &d, &err);
        refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s: %s", n,
                  err.where, err.text);
        cr_assert(!refused || (d.differ == NULL && d.frames == 0));
        bac_import_distance_free(&d);
    }
    cr_assert(n > 50);
    close_files(&f);
    close_files(&g);
}
