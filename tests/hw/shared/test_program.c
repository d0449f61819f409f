/* test_program.c - the shared engine's program against the reference, on networks of the repository and
 * on random ones. */
#include "interpret.h"
#include "random_net.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t logits_of(const bac_net *net) {
    return bac_net_logits(net)->C;
}

static void check_frames(const bac_net *net, const bac_shared_program *p, uint32_t frames,
                         uint64_t seed, const char *name) {
    const bac_layer *in = bac_net_layer(net, 0);
    int32_t *codes = malloc((size_t)in->T * in->C * sizeof *codes);
    int32_t *want = malloc(logits_of(net) * sizeof *want);
    int32_t *got = malloc(logits_of(net) * sizeof *got);
    bac_run *run = NULL;
    bac_error err;
    cr_assert_eq(bac_run_create(net, &run, &err), BAC_OK);
    random_source r = {seed};
    for (uint32_t f = 0; f < frames; f++) {
        for (size_t i = 0; i < (size_t)in->T * in->C; i++)
            codes[i] = (int32_t)random_between(&r, in->code_lo, in->code_hi);
        cr_assert_eq(bac_run_frame(run, codes, want, NULL, &err), BAC_OK, "%s", err.text);
        interpret(p, codes, seed + f, got);
        for (uint32_t c = 0; c < logits_of(net); c++)
            cr_assert_eq(got[c], want[c],
                         "%s, L = %" PRIu32 ", frame %" PRIu32 ": logit %" PRIu32 " is %" PRIi32
                         ", not %" PRIi32,
                         name, p->L, f, c, got[c], want[c]);
    }
    bac_run_free(run);
    free(codes);
    free(want);
    free(got);
}

static void check_net(const char *path, uint32_t L, uint32_t frames) {
    char file[512];
    bac_error err;
    bac_net *net = NULL;
    bac_shared_program p;
    snprintf(file, sizeof file, "%s/%s", TEST_NETS, path);
    cr_assert_eq(bac_net_load(file, &net, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(bac_shared_program_of(net, L, &p, &err), BAC_OK, "%s: %s", err.where, err.text);
    check_frames(net, &p, frames, 1, path);
    uint64_t free_at;
    const uint64_t clocks = bac_shared_clocks(&p, 10 + L, &free_at);
    printf("%s L %u: %u ops, %u words of %u bits, %u taps, %u rows, map %u x %u, clocks %" PRIu64
           ", input free at %" PRIu64
           ", mb %u ab %u eb %u vw %u xw %u shift %u acc %u q %u search %u\n",
           path, L, p.n_ops, p.n_words, 1 + p.index_bits + p.weight_bits, p.n_taps, p.n_rows,
           p.depth, p.bits, clocks, free_at, p.form.mb, p.form.ab, p.form.eb, p.form.vw, p.form.xw,
           p.form.shift, p.acc_bits, p.q_bits, p.thresholds.bits);
    bac_shared_program_free(&p);
    bac_net_free(net);
}

Test(bac_shared_program, computes_the_networks_of_the_repository) {
    for (uint32_t L = 1; L <= 8; L++)
        check_net("tests/nets/tiny.bnet", L, 20);
    for (uint32_t L = 1; L <= 16; L *= 2) {
        check_net("golden/nets/default-0099.bnet", L, 2);
        check_net("golden/nets/sparse-0050.bnet", L, 2);
    }
    check_net("golden/nets/bacalhaunet-w6a6.bnet", 4, 1);
    check_net("golden/nets/vgg10-w8a8.bnet", 8, 1);
}

/* Random networks: those that are refused are refused for what the engine lacks. */
Test(bac_shared_program, computes_random_networks) {
    uint32_t refused = 0, computed = 0;
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(300); seed++) {
        const random_limits limits = random_small(seed);
        bac_net *net = NULL;
        bac_shared_program p;
        bac_error err;
        cr_assert_eq(random_net(seed, &limits, &net, &err), BAC_OK, "%s", err.text);
        if (bac_shared_program_of(net, (uint32_t)(seed % 9 + 1), &p, &err) != BAC_OK) {
            cr_assert(strstr(err.text, "another style"), "seed %" PRIu64 ": %s", seed, err.text);
            printf("seed %" PRIu64 ": %s: %s\n", seed, err.where, err.text);
            refused++;
        } else {
            char name[32];
            snprintf(name, sizeof name, "seed %" PRIu64, seed);
            check_frames(net, &p, 2, seed, name);
            bac_shared_program_free(&p);
            bac_shared_program_free(&p); /* of one that is empty: nothing */
            computed++;
        }
        bac_net_free(net);
    }
    cr_assert(computed > refused, "%u of random networks computed, %u refused", computed, refused);
}
