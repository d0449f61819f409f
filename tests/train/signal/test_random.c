/* Suite signal_random: the words are Philox4x32-10, the numbers made of them Gaussian. */
#include "noise.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* Known answers of the authors' Random123 distribution, file kat_vectors. */
Test(signal_random, philox_gives_the_published_answers) {
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t out[4];
        bac_sig_philox(known[i].key, known[i].counter, out);
        cr_assert_eq(memcmp(out, known[i].out, sizeof out), 0, "vector %zu: %08x %08x %08x %08x", i,
                     out[0], out[1], out[2], out[3]);
    }
}

Test(signal_random, words_in_bulk_are_the_generator_at_their_counter) {
    bac_sig_source source = bac_sig_source_of(1, 2, 3, 4, 0x500000006);
    enum { N = 37 };
    uint32_t bulk[4 * N];
    bac_sig_words(&source, BAC_SIG_STREAM_NOISE, N, bulk);
    cr_assert_eq(source.index[0], 6);
    cr_assert_eq(source.index[1], 5);
    for (uint32_t b = 0; b < N; b++) {
        uint32_t counter[4] = {b, BAC_SIG_STREAM_NOISE, 6, 5}, out[4];
        bac_sig_philox(source.key, counter, out);
        for (uint32_t w = 0; w < 4; w++)
            cr_assert_eq(bulk[w * N + b], out[w], "block %u word %u", b, w);
    }
}

Test(signal_random, a_key_depends_on_every_argument_and_not_on_the_sign_of_zero) {
    bac_sig_source key[] = {bac_sig_source_of(1, 7, 3, 0, 0), bac_sig_source_of(2, 7, 3, 0, 0),
                            bac_sig_source_of(1, 8, 3, 0, 0), bac_sig_source_of(1, 7, 4, 0, 0),
                            bac_sig_source_of(1, 7, 3, 2, 0), bac_sig_source_of(3, 7, 1, 0, 0)};
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < i; j++)
            cr_assert_neq(memcmp(key[i].key, key[j].key, sizeof key[i].key), 0, "%zu %zu", i, j);
    bac_sig_source minus = bac_sig_source_of(1, 7, 3, -0.0, 0);
    cr_assert_eq(memcmp(&minus, &key[0], sizeof minus), 0);
}

/* Kolmogorov and Smirnov: sqrt(n) D exceeds 1.95 in one of 1000 sets of Gaussian numbers. */
static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

Test(signal_random, noise_is_white_and_gaussian) {
    enum { FRAMES = 100, N = FRAMES * 2 * T };
    static double x[N];
    static uint32_t words[2 * T];
    static float a[T], b[T];
    double moment[5] = {0}, across = 0, along = 0, worst = 0;
    for (uint32_t f = 0; f < FRAMES; f++) {
        bac_sig_source source = bac_sig_source_of(1, 1234, 5, 10, f);
        bac_sig_gauss(&source, BAC_SIG_STREAM_NOISE, T, words, a, b);
        for (uint32_t t = 0; t < T; t++) {
            x[(2 * f) * T + t] = (double)a[t];
            x[(2 * f + 1) * T + t] = (double)b[t];
            across += (double)(a[t] * b[t]) / (N / 2);
            along += t ? (double)(a[t] * a[t - 1]) / (N / 2) : 0;
        }
    }
    for (size_t i = 0; i < N; i++)
        for (int k = 1; k <= 4; k++)
            moment[k] += pow(x[i], k) / N;
    /* five standard deviations of each estimate */
    double s = 5 / sqrt(N);
    cr_expect_lt(fabs(moment[1]), s, "mean %g", moment[1]);
    cr_expect_lt(fabs(moment[2] - 1), s * sqrt(2), "variance %g", moment[2]);
    cr_expect_lt(fabs(moment[3]), s * sqrt(15), "third moment %g", moment[3]);
    cr_expect_lt(fabs(moment[4] - 3), s * sqrt(96), "fourth moment %g", moment[4]);
    cr_expect_lt(fabs(across), s * sqrt(2), "re against im %g", across);
    cr_expect_lt(fabs(along), s * sqrt(2), "neighbours %g", along);
    qsort(x, N, sizeof *x, ascending);
    for (size_t i = 0; i < N; i++)
        worst = fmax(worst, fabs((double)i / N - 0.5 * erfc(-x[i] / sqrt(2))));
    cr_expect_lt(worst * sqrt(N), 1.95, "Kolmogorov-Smirnov %g", worst * sqrt(N));
    cr_expect_gt(x[N - 1], 4);
    cr_expect_lt(x[N - 1], 6);
}

Test(signal_random, phasors_are_right_in_every_octant) {
    enum { N = 4096 };
    static uint32_t phase[N];
    static float re[N], im[N];
    for (uint32_t i = 0; i < N; i++)
        phase[i] = i * 0x100001u + (i & 3) * 0x1FFFFFFFu;
    bac_sig_phasor(phase, N, re, im);
    for (uint32_t i = 0; i < N; i++) {
        double angle = 2 * M_PI * phase[i] * 0x1p-32;
        cr_assert_float_eq((double)re[i], cos(angle), 2e-7, "cos of %08x", phase[i]);
        cr_assert_float_eq((double)im[i], sin(angle), 2e-7, "sin of %08x", phase[i]);
    }
}
