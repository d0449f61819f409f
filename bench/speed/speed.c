/* speed.c - frames a second of the reference: its plain loops, its portable vectors, AVX2
 *
 *     bac_speed NET.bnet [FRAMES.npy [SECONDS]]
 *
 * From quantised codes to the class, one frame after the other on one thread; without FRAMES.npy
 * codes are random (seed 1). ROUNDS rounds of SECONDS (0.2) each in turn; the best round of each is
 * printed, in processor time of this thread, which other work on the machine disturbs least. */
#include "bac.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5, FRAMES = 48 };

typedef struct contestant {
    const char *name;
    bac_loops_of_run loops;
    bac_run *run;
    double best; /* seconds a frame */
} contestant;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const bac_error *err) {
    fprintf(stderr, "bac_speed: %s: %s\n", err->where, err->text);
    exit(1);
}

/* splitmix64 */
static void draw(const bac_layer *in, int32_t *codes, uint64_t n) {
    uint64_t state = 1;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t z = state += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
        codes[i] = in->code_lo + (int32_t)(z % (uint64_t)((int64_t)in->code_hi - in->code_lo + 1));
    }
}

/* All frames again and again for that long; the classes are a check that all loops agree on. */
static void measure(contestant *c, const int32_t *codes, uint64_t n, size_t size, double seconds,
                    uint64_t *classes) {
    bac_error err = {0};
    const double start = now();
    uint64_t done = 0;
    double spent = 0;
    do {
        uint32_t class_index = 0;
        const uint64_t f = done % n;
        if (bac_run_frame(c->run, codes + f * size, NULL, &class_index, &err))
            die(&err);
        if (done < n)
            *classes = *classes * 31 + class_index;
        if (++done % 8 == 0 || done < n)
            spent = now() - start;
    } while (spent < seconds || done < n);
    spent = now() - start;
    if (c->best <= 0 || spent / (double)done < c->best)
        c->best = spent / (double)done;
}

int main(int argc, char **argv) {
    contestant all[] = {{.name = "plain", .loops = BAC_RUN_PLAIN},
                        {.name = "portable", .loops = BAC_RUN_PORTABLE},
                        {.name = "AVX2", .loops = BAC_RUN_AVX2}};
    enum { N = sizeof all / sizeof *all };
    const double seconds = argc > 3 ? atof(argv[3]) : 0.2;
    bac_net *net;
    bac_error err = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: bac_speed NET.bnet [FRAMES.npy [SECONDS]]\n");
        return 2;
    }
    if (bac_net_load(argv[1], &net, &err))
        die(&err);
    const bac_layer *in = bac_net_layer(net, 0);
    const size_t size = (size_t)in->T * in->C;
    uint64_t n = FRAMES, classes[N] = {0};
    int32_t *codes = NULL;
    if (argc > 2 && bac_frames_load(argv[2], net, &n, &codes, &err))
        die(&err);
    if (argc <= 2 && (codes = malloc(n * size * sizeof *codes)) != NULL)
        draw(in, codes, n * size);
    if (!codes)
        return 1;
    for (int k = 0; k < N; k++)
        if (bac_run_create_with(net, all[k].loops, &all[k].run, &err))
            printf("%-8s  %s\n", all[k].name, err.text);
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < N; k++)
            if (all[k].run) {
                classes[k] = 0;
                measure(&all[k], codes, n, size, seconds, &classes[k]);
            }
    for (int k = 0; k < N; k++) {
        if (!all[k].run)
            continue;
        printf("%-8s %10.2f us a frame %10.0f frames/s %8.1f times plain\n", all[k].name,
               all[k].best * 1e6, 1 / all[k].best, all[0].best / all[k].best);
        if (classes[k] != classes[0]) {
            printf("%s does not give the classes of the plain loops\n", all[k].name);
            return 1;
        }
        bac_run_free(all[k].run);
    }
    free(codes);
    bac_net_free(net);
    return 0;
}
