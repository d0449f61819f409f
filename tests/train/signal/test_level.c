/* Suite signal_level: power, scale and noise of every class against the definitions. */
#include "noise.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

typedef enum rule { DEVIATION, RMS, FIXED } rule;

/* docs/signals.md, profile radioml: what is brought to A^2. */
static rule rule_of(uint32_t c, double S, double *A) {
    *A = sqrt((0.874 * S + 1) / (S + 1)); /* 0 .. 16 */
    if (c == 17 || c == 18)
        *A = 0.95; /* AM-SSB */
    if (c == 19)
        *A = 0.99; /* AM-DSB-WC */
    if (c == 20)
        *A = 0.95; /* AM-DSB-SC */
    if (c == 21 || c == 22)
        *A = 1; /* FM, GMSK */
    if (c == 23)
        *A = 1.036; /* OQPSK */
    return c == 19 || c == 20 ? RMS : c == 21 || c == 22 ? FIXED : DEVIATION;
}

Test(signal_level, radioml_frames_have_the_stated_deviation_or_power) {
    static double complex z[T];
    made m = make("radioml", 11);
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        for (int snr = -20; snr <= 30; snr += 10) {
            double A, S = pow(10, snr / 10.0), mean = 0;
            rule r = rule_of(c, S, &A);
            for (uint64_t i = 0; i < 20; i++) {
                frame(&m, c, snr, i, z);
                double got = r == DEVIATION ? deviation2(z, T) : power(z, T);
                mean += got / 20;
                if (r != FIXED)
                    cr_assert_float_eq(got, A * A, 2e-5 * A * A, "%s %d dB frame %d: %g, want %g",
                                       bac_signal_class(c), snr, (int)i, got, A * A);
            }
            /* FIXED: the sum of 20480 exponential numbers at worst, 5 standard deviations */
            if (r == FIXED)
                cr_assert_float_eq(mean, A * A, 0.04, "%s %d dB: %g", bac_signal_class(c), snr,
                                   mean);
        }
    unmake(&m);
}

Test(signal_level, removing_the_mean_lifts_unipolar_and_near_constant_classes_above_power_1) {
    static double complex z[T];
    made m = make("radioml", 12);
    double mean[BAC_SIGNAL_CLASSES] = {0};
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        for (uint64_t i = 0; i < 40; i++) {
            frame(&m, c, 30, i, z);
            mean[c] += power(z, T) / 40;
        }
    /* Unipolar levels 0..M-1: power / variance = 2, 2.8, 3.33; carrier offset moves it. */
    cr_expect_float_eq(mean[0] / 0.874, 2, 0.2, "OOK %g", mean[0]);
    cr_expect_float_eq(mean[1] / 0.874, 2.8, 0.3, "4ASK %g", mean[1]);
    cr_expect_float_eq(mean[2] / 0.874, 3.33, 0.4, "8ASK %g", mean[2]);
    cr_expect_float_eq(mean[3] / 0.874, 1, 0.05, "BPSK %g", mean[3]);
    cr_expect_gt(mean[17], 20, "AM-SSB-WC %g", mean[17]);
    cr_expect_gt(mean[18], 20, "AM-SSB-SC %g", mean[18]);
    unmake(&m);
}

Test(signal_level, textbook_classes_have_power_1) {
    static double complex z[T];
    made m = make("textbook", 13);
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++) {
        double sum = 0, squares = 0;
        enum { N = 400 };
        for (uint64_t i = 0; i < N; i++) {
            frame(&m, c, 20, i, z);
            double p = power(z, T);
            sum += p / N;
            squares += p * p / N;
        }
        double error = sqrt((squares - sum * sum) / N);
        cr_assert_float_eq(sum, 1, 5 * error + 1e-4, "%s: %g, standard error %g",
                           bac_signal_class(c), sum, error);
        cr_assert_lt(error, 0.03);
    }
    unmake(&m);
}

/* Power at 0.35 to 0.5 cycles/sample, where no class has any, as if it went on at all
 * frequencies. */
static double noise_power(double complex *z) {
    double sum = 0;
    uint32_t n = 0;
    fft(z);
    for (uint32_t k = 0; k < T; k++) {
        uint32_t f = k < T / 2 ? k : T - k;
        if (f < 0.35 * T)
            continue;
        sum += creal(z[k]) * creal(z[k]) + cimag(z[k]) * cimag(z[k]);
        n++;
    }
    return sum / n / T;
}

static void noise_is(const char *profile) {
    static double complex z[T];
    made m = make(profile, 14);
    enum { N = 150 }; /* frames of 308 bins: 0.5 % */
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        for (int snr = -10; snr <= 4; snr += 7) {
            double S = pow(10, snr / 10.0), share = 0, all = 0, noise = 0;
            bool fixed = m.signal->profile->classes[c].norm == BAC_SIG_FIXED;
            for (uint64_t i = 0; i < N; i++) {
                frame(&m, c, snr, i, z);
                double p = power(z, T), q = noise_power(z);
                all += p;
                noise += q;
                share += q / p / N;
            }
            if (fixed) { /* the power is a class's, not a frame's */
                cr_assert_float_eq(noise / N * (1 + 1 / S) * S, 1, 0.03, "%s %d dB: %g",
                                   bac_signal_class(c), snr, noise / N * (S + 1));
                share = noise / all;
            }
            cr_assert_float_eq(share * (S + 1), 1, fixed ? 0.08 : 0.03, "%s %d dB: %g",
                               bac_signal_class(c), snr, share * (S + 1));
        }
    unmake(&m);
}

Test(signal_level, noise_of_radioml_is_white_at_one_over_snr) {
    noise_is("radioml");
}

Test(signal_level, noise_of_textbook_is_white_at_one_over_snr) {
    noise_is("textbook");
}

/* The numbers of the noise are no symbol's and no message's. */
Test(signal_level, noise_is_a_stream_of_its_own) {
    static uint32_t words[2 * T];
    static float a[T], b[T], iq[2 * T];
    made m = make("radioml", 15);
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++) {
        bac_sig_source source = bac_sig_source_of(m.signal->profile->id, 15, c, 10, 3);
        bac_signal_frame(m.signal, m.work, c, 10, 3, iq);
        bac_sig_gauss(&source, BAC_SIG_STREAM_NOISE, T, words, a, b);
        cr_assert_eq(memcmp(m.work->gauss_a, a, sizeof a), 0, "%s", bac_signal_class(c));
        cr_assert_eq(memcmp(m.work->gauss_b, b, sizeof b), 0, "%s", bac_signal_class(c));
    }
    unmake(&m);
}
