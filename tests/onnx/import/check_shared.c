/* The published networks, which may not be kept here: their cost to the last bit, and their
 * integers against a float64 executor's logits for 240 frames.
 *
 * Looked for in $BAC_SHARED, then in `shared` beside the repository; exit 77 (skipped) when
 * neither is there. */
#include "import.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SKIPPED = 77, PATH_SIZE = 512 };

typedef struct expected {
    const char *net;
    double bops, w_bits, score;
    double tolerance; /* of a logit, relative to the largest; below 0: not compared */
    unsigned argmax;  /* frames whose class must be equal */
} expected;

static const expected networks[] = {
    {"bacalhaunet-ps007-gold", 19242864, 10704, 0.016211153284100298, -1, 239},
    {"vgg10-ps007-w8a8", 807699904, 1244936, 1.0, 1e-6, 240},
    {"aaronnet32-ps007", 43816008, 74946, 0.057224282836770904, -1, 239},
    {"bacalhaunet-synthetic-w6a6", 15767220, 11922, 0.014548766149845859, 0, 240},
};

static int failures;

static void fail(const char *net, const char *text) {
    printf("FAIL %s: %s\n", net, text);
    failures++;
}

static void check_cost(const expected *e, const bac_cost *c, const char *from) {
    if (c->bops != e->bops || c->w_bits != e->w_bits || c->score != e->score) {
        printf("%s: bops %.17g w_bits %.17g score %.17g\n", from, c->bops, c->w_bits, c->score);
        fail(e->net, "the cost differs");
    }
}

/* want: [n][classes] */
static void check_logits(const expected *e, const bac_net *net, const char *frames,
                         const bac_array *want) {
    bac_error err = {0};
    bac_run *run = NULL;
    uint64_t n = 0;
    int32_t *codes = NULL;
    const bac_layer *in = bac_net_layer(net, 0), *out = bac_net_logits(net);
    int32_t *got = malloc(out->C * sizeof *got);
    const double *w = want->data;
    if (!got || bac_frames_load(frames, net, &n, &codes, &err) || bac_run_create(net, &run, &err) ||
        n != want->dim[0] || out->C != want->dim[1]) {
        fail(e->net, err.text[0] ? err.text : "frames and logits do not fit");
        n = 0;
    }
    double top = 0, off = 0;
    unsigned same = 0;
    for (uint64_t i = 0; i < n * out->C; i++)
        top = fmax(top, fabs(w[i]));
    for (uint64_t f = 0; f < n; f++, w += out->C) {
        uint32_t best = 0, class_index = 0;
        if (bac_run_frame(run, codes + f * in->T * in->C, got, &class_index, &err))
            fail(e->net, err.text);
        for (uint32_t c = 0; c < out->C; c++) {
            off = fmax(off, fabs(got[c] * out->scale[0] - w[c]));
            best = w[c] > w[best] ? c : best;
        }
        same += class_index == best;
    }
    printf("%s: classes equal on %u of %llu frames, logits off by %.3g of %.3g\n", e->net, same,
           (unsigned long long)n, off, top);
    if (same < e->argmax)
        fail(e->net, "too many classes differ");
    if (e->tolerance >= 0 && off > e->tolerance * top)
        fail(e->net, "the logits differ");
    bac_run_free(run);
    free(codes);
    free(got);
}

static void check(const char *folder, const expected *e) {
    char onnx[PATH_SIZE], logits[PATH_SIZE], frames[PATH_SIZE];
    snprintf(onnx, sizeof onnx, "%.400s/nets/%s.onnx", folder, e->net);
    snprintf(logits, sizeof logits, "%.400s/frames/%s-logits.npy", folder, e->net);
    snprintf(frames, sizeof frames, "%.400s/frames/synthetic-240.npy", folder);
    bac_error err = {0};
    bac_cost cost;
    bac_net *net = NULL;
    bac_array want = {0};
    if (bac_import_cost(onnx, &cost, &err) || bac_import_onnx(onnx, NULL, &net, NULL, &err) ||
        bac_array_load(logits, &want, &err)) {
        fail(e->net, err.text);
    } else if (want.dtype != BAC_F64 || want.ndim != 2) {
        fail(e->net, "the logits are not float64 [frames][classes]");
    } else {
        check_cost(e, &cost, "onnx");
        bac_net_cost(net, &cost);
        check_cost(e, &cost, "bnet");
        check_logits(e, net, frames, &want);
    }
    bac_array_free(&want);
    bac_net_free(net);
}

int main(int argc, char **argv) {
    const char *folder = getenv("BAC_SHARED");
    char beside[PATH_SIZE], probe[PATH_SIZE];
    snprintf(beside, sizeof beside, "%.400s/../shared", argc > 1 ? argv[1] : ".");
    if (!folder)
        folder = beside;
    snprintf(probe, sizeof probe, "%.400s/nets/%s.onnx", folder, networks[0].net);
    if (access(probe, R_OK) != 0) {
        printf("SKIPPED: set BAC_SHARED to the folder that holds nets/%s.onnx\n", networks[0].net);
        return SKIPPED;
    }
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        check(folder, &networks[i]);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
