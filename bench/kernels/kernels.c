/* kernels.c - speed of train/nn's kernels: every layer of a network in the order of training
 *
 *     kernels [bacalhaunet|vgg10] [FRAMES [DENSITY%]]
 *
 * One shard of FRAMES goes forward through all layers, then backward, again and again; every layer
 * has its own arrays, so that the caches hold what they would hold in training. Best time of each
 * kernel; GFLOP/s count two operations a weight, zeros included. */
#include "kernels.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct layer {
    const char *name;
    bac_conv_shape s;
    float *w, *x, *y, *dw;
    double best[3]; /* seconds: forward, backward_input, backward_weight */
} layer;

static layer bacalhaunet[] = {
    {.name = "0 depthwise", .s = {2, 2, 2, 27, 2, 13, 13, 1024, 512}},
    {.name = "0 pointwise", .s = {2, 24, 1, 1, 1, 0, 0, 512, 512}},
    {.name = "1 depthwise", .s = {24, 24, 24, 21, 1, 10, 10, 512, 512}},
    {.name = "1 pointwise", .s = {24, 24, 1, 1, 1, 0, 0, 512, 512}},
    {.name = "2 depthwise", .s = {24, 24, 24, 15, 2, 7, 7, 512, 256}},
    {.name = "2 pointwise", .s = {24, 48, 1, 1, 1, 0, 0, 256, 256}},
    {.name = "3 depthwise", .s = {48, 48, 48, 9, 1, 4, 4, 256, 256}},
    {.name = "3 pointwise", .s = {48, 48, 1, 1, 1, 0, 0, 256, 256}},
    {.name = "4 depthwise", .s = {48, 48, 48, 9, 2, 4, 4, 256, 128}},
    {.name = "4 pointwise", .s = {48, 48, 1, 1, 1, 0, 0, 128, 128}},
    {.name = "classifier", .s = {48, 24, 1, 1, 1, 0, 0, 1, 1}},
};

static layer vgg10[] = {
    {.name = "conv 0", .s = {2, 64, 1, 3, 1, 1, 1, 1024, 1024}},
    {.name = "conv 1", .s = {64, 64, 1, 3, 1, 1, 1, 512, 512}},
    {.name = "conv 2", .s = {64, 64, 1, 3, 1, 1, 1, 256, 256}},
    {.name = "conv 3", .s = {64, 64, 1, 3, 1, 1, 1, 128, 128}},
    {.name = "conv 4", .s = {64, 64, 1, 3, 1, 1, 1, 64, 64}},
    {.name = "conv 5", .s = {64, 64, 1, 3, 1, 1, 1, 32, 32}},
    {.name = "conv 6", .s = {64, 64, 1, 3, 1, 1, 1, 16, 16}},
    {.name = "fc 0", .s = {512, 128, 1, 1, 1, 0, 0, 1, 1}},
    {.name = "fc 1", .s = {128, 128, 1, 1, 1, 0, 0, 1, 1}},
    {.name = "fc 2", .s = {128, 24, 1, 1, 1, 0, 0, 1, 1}},
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* splitmix64 */
static uint64_t draw(void) {
    static uint64_t state = 1;
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static float *make(size_t n, unsigned density) {
    void *p = aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
    if (!p) {
        fprintf(stderr, "kernels: out of memory\n");
        exit(1);
    }
    float *x = p;
    for (size_t i = 0; i < n; i++)
        x[i] = draw() % 100 < density ? (float)(draw() % 2001) / 1000 - 1 : 0;
    return x;
}

static size_t weights_of(const bac_conv_shape *s) {
    return (size_t)s->c_out * (s->c_in / s->groups) * s->kernel;
}

static void keep(double *best, double since) {
    const double t = now() - since;
    if (t < *best)
        *best = t;
}

/* x and y double as their own gradients: values do not matter for speed, places do. */
static void train_once(layer *l, size_t n, uint32_t B, float *const *g, float *work) {
    for (size_t i = 0; i < n; i++) {
        const double t = now();
        bac_conv_forward(&l[i].s, B, l[i].w, l[i].x, l[i].y, work);
        keep(&l[i].best[0], t);
    }
    for (size_t i = n; i-- > 0;) {
        double t = now();
        bac_conv_backward_weight(&l[i].s, B, l[i].x, g[i + 1], l[i].dw, work);
        keep(&l[i].best[2], t);
        t = now();
        bac_conv_backward_input(&l[i].s, B, l[i].w, g[i + 1], g[i], false, work);
        keep(&l[i].best[1], t);
    }
}

static void report(const layer *l, size_t n, uint32_t B) {
    double total[3] = {0}, macs = 0;
    printf("%-12s %9s   %s\n", "layer", "kMAC",
           "   forward      dx        dw    (us a frame, GFLOP/s)");
    for (size_t i = 0; i < n; i++) {
        const double m = (double)weights_of(&l[i].s) * l[i].s.t_out;
        printf("%-12s %9.1f  ", l[i].name, m / 1e3);
        for (int k = 0; k < 3; k++) {
            printf(" %6.2f %5.1f", l[i].best[k] / B * 1e6, 2e-9 * m * B / l[i].best[k]);
            total[k] += l[i].best[k];
        }
        macs += m;
        printf("\n");
    }
    const double all = total[0] + total[1] + total[2] - l[0].best[1]; /* the input needs no dx */
    printf("%-12s %9.1f  ", "sum", macs / 1e3);
    for (int k = 0; k < 3; k++)
        printf(" %6.1f %5.1f", total[k] / B * 1e6, 2e-9 * macs * B / total[k]);
    printf("\nforward and backward without dx of layer 0: %.4f ms a frame and core\n",
           all / B * 1e3);
}

int main(int argc, char **argv) {
    const bool vgg = argc > 1 && strcmp(argv[1], "vgg10") == 0;
    const uint32_t B = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 16;
    const unsigned density = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 100;
    layer *l = vgg ? vgg10 : bacalhaunet;
    const size_t n = vgg ? sizeof vgg10 / sizeof *vgg10 : sizeof bacalhaunet / sizeof *bacalhaunet;
    if ((argc > 1 && !vgg && strcmp(argv[1], "bacalhaunet") != 0) || B < 1 || B > 4096) {
        fprintf(stderr, "usage: %s [bacalhaunet|vgg10] [FRAMES 1..4096 [DENSITY%%]]\n", argv[0]);
        return 2;
    }
    size_t work = 0;
    float *g[16];
    for (size_t i = 0; i < n; i++) {
        const bac_conv_shape *s = &l[i].s;
        const size_t need = bac_conv_work(s, B);
        work = need > work ? need : work;
        l[i].w = make(weights_of(s), density);
        l[i].dw = make(weights_of(s), 100);
        l[i].x = make((size_t)s->c_in * B * s->t_in, 100);
        l[i].y = make((size_t)s->c_out * B * s->t_out, 100);
        g[i] = make((size_t)s->c_in * B * s->t_in, 100);
        for (int k = 0; k < 3; k++)
            l[i].best[k] = INFINITY;
    }
    g[n] = make((size_t)l[n - 1].s.c_out * B * l[n - 1].s.t_out, 100);
    /* A layer that follows a pool has a smaller input than its forerunner's output: g[i + 1] must
     * hold the output of layer i. */
    for (size_t i = 0; i + 1 < n; i++) {
        const size_t out = (size_t)l[i].s.c_out * l[i].s.t_out * B;
        if (out > (size_t)l[i + 1].s.c_in * l[i + 1].s.t_in * B) {
            free(g[i + 1]);
            g[i + 1] = make(out, 100);
        }
    }
    float *scratch = make(work, 100);
    const double until = now() + 1.5;
    while (now() < until)
        train_once(l, n, B, g, scratch);
    report(l, n, B);
    return 0;
}
