/* support.c - see support.h. */
#include "support.h"
#include "alloc.h"
#include "float_ref.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 12, REFUSALS = 8 };

uint64_t test_seed(uint64_t otherwise) {
    const char *text = getenv("BAC_TEST_SEED");
    return text ? strtoull(text, NULL, 0) : otherwise;
}

char *temp_file(const void *data, size_t size) {
    const char *folder = getenv("TMPDIR");
    char path[256];
    snprintf(path, sizeof path, "%s/bac-import-XXXXXX", folder ? folder : "/tmp");
    int fd = mkstemp(path);
    cr_assert(fd >= 0, "cannot make %s", path);
    cr_assert(write(fd, data, size) == (ssize_t)size);
    close(fd);
    char *name = strdup(path);
    cr_assert(name);
    return name;
}

static bac_status import_packed(onnx_model *m, const bac_import_options *opt, bac_net **net,
                                bac_import_report *report, bac_error *err) {
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    bac_status status = bac_import_onnx(path, opt, net, report, err);
    unlink(path);
    free(path);
    free(data);
    return status;
}

bac_net *import_model(onnx_model *m, const bac_import_options *opt, bac_import_report *report) {
    bac_net *net = NULL;
    bac_error err = {0};
    bac_import_options named = {.name = "test"};
    if (opt) {
        named = *opt;
        named.name = "test";
    }
    bac_status status = import_packed(m, &named, &net, report, &err);
    cr_assert(status == BAC_OK, "%s: %s", err.where, err.text);
    return net;
}

/* One random frame, as the network and as the executor want it; some samples saturate. */
static void random_frame(onnx_model *m, const bac_layer *in, float *iq, double *x) {
    double size = in->scale[0] * 1.3 * fmax(in->code_hi, -in->code_lo);
    for (uint32_t t = 0; t < in->T; t++)
        for (uint32_t c = 0; c < in->C; c++) {
            float v = (float)onnx_uniform(m, -size, size);
            iq[t * in->C + c] = v;
            x[c * in->T + t] = (double)v;
        }
}

/* What a comparison has seen, as bac_import_check sees it too. */
typedef struct seen {
    float *iq; /* [FRAMES][T][C] */
    double largest, sum, reach;
    uint64_t logits;
} seen;

/* bac_import_check, which computes the graph by itself, finds the same distances. */
static void check_distance(onnx_model *m, const bac_net *net, const seen *s) {
    bac_error err = {0};
    const bac_layer *in = bac_net_layer(net, 0);
    bac_array array = {.dtype = BAC_F32, .ndim = 3, .dim = {FRAMES, in->T, in->C}, .data = s->iq};
    bac_import_distance d;
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size), *frames = temp_file("", 0);
    cr_assert(bac_array_save(frames, &array, &err) == BAC_OK, "%s", err.text);
    cr_assert(bac_import_check(path, net, frames, &d, &err) == BAC_OK, "%s: %s (model seed %llu)",
              err.where, err.text, (unsigned long long)m->seed);
    cr_assert(d.frames == FRAMES);
    if (s->logits > 0) {
        const double room = 1e-9 * s->reach + 1e-12;
        cr_assert(fabs(d.reach - s->reach) <= room && fabs(d.largest - s->largest) <= room,
                  "largest %g of %g, the executor says %g of %g", d.largest, d.reach, s->largest,
                  s->reach);
        cr_assert(fabs(d.mean - s->sum / (double)s->logits) <= room, "%g, not %g", d.mean,
                  s->sum / (double)s->logits);
    }
    bac_import_distance_free(&d);
    unlink(path);
    unlink(frames);
    free(path);
    free(frames);
    free(data);
}

/* One frame against the executor, logit by logit. */
static void compare_logits(const bac_net *net, const int32_t *got, const double *want,
                           double tolerance, seen *s, uint64_t seed) {
    const bac_layer *logits = bac_net_logits(net);
    for (uint32_t c = 0; c < logits->C; c++) {
        double is = got[c] * logits->scale[0];
        double room =
            tolerance > 0 ? tolerance : 1e-9 * fmax(1, fabs(want[c])) + 1e-6 * fabs(want[c]);
        cr_assert(fabs(is - want[c]) <= room,
                  "logit %u: %.12g, the executor says %.12g (model seed %llu)", c, is, want[c],
                  (unsigned long long)seed);
        s->largest = fmax(s->largest, fabs(is - want[c]));
        s->sum += fabs(is - want[c]);
        s->reach = fmax(s->reach, fabs(want[c]));
        s->logits++;
    }
}

static void compare(onnx_model *m, const bac_net *net, double tolerance) {
    bac_error err = {0};
    bac_run *run = NULL;
    const bac_layer *in = bac_net_layer(net, 0), *logits = bac_net_logits(net);
    size_t n = (size_t)in->T * in->C;
    seen s = {.iq = malloc(FRAMES * n * sizeof *s.iq)};
    double *x = malloc(n * sizeof *x), *want = malloc(logits->C * sizeof *want);
    int32_t *codes = malloc(n * sizeof *codes), *got = malloc(logits->C * sizeof *got);
    uint64_t seed = m->seed;
    cr_assert(bac_run_create(net, &run, &err) == BAC_OK);
    for (int f = 0; f < FRAMES; f++) {
        uint32_t class_index = 0;
        float *iq = s.iq + (size_t)f * n;
        random_frame(m, in, iq, x);
        cr_assert(bac_frame_quantise(net, iq, codes, &err) == BAC_OK, "%s", err.text);
        cr_assert(bac_run_frame(run, codes, got, &class_index, &err) == BAC_OK, "%s", err.text);
        size_t made = float_ref_run(m, x, want, logits->C);
        if (made == 1 && logits->C > 1) { /* the graph ends in its own ArgMax */
            cr_assert(class_index == (uint32_t)want[0], "seed %llu", (unsigned long long)seed);
            continue;
        }
        cr_assert(made == logits->C);
        compare_logits(net, got, want, tolerance, &s, seed);
    }
    check_distance(m, net, &s);
    bac_run_free(run);
    free(s.iq);
    free(x);
    free(want);
    free(codes);
    free(got);
}

/* Some allocations of its import refused, others with each model: nothing is left behind. */
static void check_memory(onnx_model *m) {
    size_t all = alloc_count();
    bac_net *net = import_model(m, NULL, NULL);
    bac_net_free(net);
    all = alloc_count() - all;
    uint64_t state = m->seed;
    for (int i = 0; i < REFUSALS; i++) {
        const bac_import_options named = {.name = "test"};
        bac_error err = {0};
        bac_import_report report;
        uint8_t *data = NULL;
        size_t size = onnx_pack(m, &data);
        char *path = temp_file(data, size);
        state = state * 6364136223846793005u + 1442695040888963407u;
        alloc_fail_from((size_t)(state >> 33) % all);
        const bac_status status = bac_import_onnx(path, &named, &net, &report, &err);
        const bool refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "%s: %s (model seed %llu)",
                  err.where, err.text, (unsigned long long)m->seed);
        cr_assert(!refused || (!net && !report.joins && !report.wide));
        bac_net_free(net);
        bac_import_report_free(&report);
        unlink(path);
        free(path);
        free(data);
    }
}

void check_equal_with(onnx_model *m, const bac_import_options *opt, double tolerance) {
    bac_import_report report;
    bac_net *net = import_model(m, opt, &report);
    compare(m, net, tolerance);
    bac_import_report_free(&report);
    bac_net_free(net);
}

void check_equal(onnx_model *m, double tolerance) {
    check_equal_with(m, NULL, tolerance);
    check_memory(m);
}

void check_exact(onnx_model *m) {
    bac_import_report report;
    bac_net *net = import_model(m, NULL, &report);
    cr_assert(report.logits_error == 0, "%s", report.logits);
    for (uint32_t i = 0; i < report.n_joins; i++)
        cr_assert(report.joins[i].exact && report.joins[i].error == 0, "%s", report.joins[i].layer);
    compare(m, net, 0);
    bac_import_report_free(&report);
    bac_net_free(net);
    check_memory(m);
}

void check_refused_with(onnx_model *m, const bac_import_options *opt, const char *fragment) {
    bac_net *net = NULL;
    bac_error err = {0};
    bac_import_report report;
    bac_status status = import_packed(m, opt, &net, &report, &err);
    cr_assert(status == BAC_ERR_INPUT, "accepted a model that lacks: %s", fragment);
    cr_assert(net == NULL && report.joins == NULL && report.wide == NULL);
    char text[800];
    snprintf(text, sizeof text, "%s: %s", err.where, err.text);
    cr_assert(strstr(text, fragment), "'%s' does not say '%s'", text, fragment);
    cr_assert(!strchr(text, '\n'));
}

void check_refused(onnx_model *m, const char *fragment) {
    check_refused_with(m, NULL, fragment);
    onnx_free(m);
}

const bac_layer *layer_named(const bac_net *net, const char *name) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (strcmp(bac_net_layer(net, i)->name, name) == 0)
            return bac_net_layer(net, i);
    cr_assert(false, "no layer %s", name);
    return NULL;
}

unsigned layers_of(const bac_net *net, bac_op op) {
    unsigned n = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        n += bac_net_layer(net, i)->op == op;
    return n;
}

const char *quantised_input(onnx_model *m) {
    return onnx_quant(m, "x", 1.0f / 32, 8, true, false, "ROUND");
}

void finish_model(onnx_model *m, const char *x, int64_t C, int64_t classes) {
    int64_t dims[2] = {classes, C};
    const char *flat = onnx_node(m, "Flatten", 1, onnx_node(m, "GlobalMaxPool", 1, x));
    onnx_int(m, "axis", 1);
    const char *w = onnx_weights(m, "fc.weight", 2, dims, 6, false);
    onnx_output(m, onnx_gemm(m, flat, w, NULL, true));
}

onnx_model *rich_model(void) {
    onnx_model *m = onnx_new(3, 2, 16);
    int64_t a[3] = {4, 2, 3}, b[3] = {4, 1, 3}, fc[2] = {3, 16}, minus[2] = {1, -1};
    const char *y = onnx_conv(m, quantised_input(m), onnx_weights(m, "a.weight", 3, a, 5, true),
                              NULL, 3, 1, 1, 1);
    y = onnx_node(m, "Relu", 1, onnx_norm(m, y, 4, 3, true));
    const char *left = onnx_quant(m, y, 0.1f, 4, false, false, "ROUND");
    y = onnx_conv(m, left, onnx_weights(m, "b.weight", 3, b, 5, false), NULL, 3, 1, 1, 4);
    const char *right = onnx_quant(m, onnx_pool(m, y, 3, 1, 1), 0.07f, 4, true, false, "FLOOR");
    y = onnx_quant(m, onnx_node(m, "Add", 2, left, right), 0.15f, 5, true, false, NULL);
    y = onnx_node(m, "Concat", 2, y, left);
    onnx_int(m, "axis", 1);
    y = onnx_quant(m, onnx_pool(m, y, 8, 8, 0), 0.2f, 4, true, true, NULL);
    y = onnx_node(m, "Reshape", 2, y, onnx_longs(m, 2, minus));
    onnx_output(m, onnx_gemm(m, y, onnx_weights(m, "fc.weight", 2, fc, 4, false), NULL, true));
    return m;
}
