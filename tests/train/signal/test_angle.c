/* Suite signal_angle: GMSK and FM. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static void envelope_is_one(const double complex z[T], double S) {
    double scale = sqrt(1 + 1 / S);
    for (uint32_t t = 0; t < T; t++)
        cr_assert_float_eq(cabs(z[t]) * scale, 1, 5e-5, "sample %u", t);
}

/* Phase share of a symbol that has passed at t symbols from its middle, by integrating the
 * frequency pulse, a rectangle through a Gaussian low pass. */
static double share(double bt, double t) {
    double a = 2 * M_PI * bt / sqrt(log(2)), sum = 0, step = 1e-3;
    for (double u = -3 + step / 2; u < t; u += step)
        sum += 0.5 * (erf(a * (u + 0.5) / sqrt(2)) - erf(a * (u - 0.5) / sqrt(2))) * step;
    return sum;
}

static void gmsk_is(const char *profile, double h, double bt) {
    static double complex z[T];
    enum { FINE = 800 };
    static double passed[6 * FINE + 1]; /* share at -3 .. 3 symbols */
    for (int i = 0; i <= 6 * FINE; i += 8)
        passed[i] = share(bt, (double)i / FINE - 3);
    made m = make(profile, 31);
    uint32_t c = (uint32_t)bac_signal_class_index("GMSK");
    double fastest = 0;
    for (uint64_t index = 0; index < 12; index++) {
        bac_sig_draw d = still_frame(&m, c, 100, index, z);
        envelope_is_one(z, 1e10);
        /* The sign of the frequency in the middle of a symbol is its bit. */
        int bit[T / 8 + 8] = {0};
        double late = (double)d.late / BAC_SIG_FINE;
        uint32_t n = 0;
        for (double t = late; t + 2 < T; t += 8, n++) {
            uint32_t at = (uint32_t)(t + 0.5) ? (uint32_t)(t + 0.5) - 1 : 0;
            double turn = carg(z[at + 2] * conj(z[at]));
            bit[n] = turn > 0 ? 1 : -1;
            fastest = fmax(fastest, fabs(turn) / 2);
        }
        /* Symbols 4 .. n-5 decide the samples between the middles of symbols 7 and n-8. */
        double complex first = 0;
        for (uint32_t t = 60; t < T - 70; t++) {
            double phase = 0;
            for (uint32_t k = 0; k < n; k++) {
                double u = (t - late) / 8 - k;
                long i = lround((u + 3) * FINE / 8) * 8;
                phase += bit[k] * M_PI * h * (u <= -3 ? 0 : u >= 3 ? 1 : passed[i]);
            }
            double complex rest = z[t] * cexp(-I * phase);
            if (t == 60)
                first = rest;
            cr_assert_lt(cabs(rest - first), 0.02, "frame %d sample %u: off by %g", (int)index, t,
                         cabs(rest - first));
        }
    }
    cr_assert_float_eq(fastest, M_PI * h / 8, 0.01 * M_PI * h / 8, "peak deviation %g", fastest);
    unmake(&m);
}

Test(signal_angle, radioml_gmsk_is_h_0637_bt_035) {
    gmsk_is("radioml", 0.637, 0.35);
}

Test(signal_angle, textbook_gmsk_is_h_05_bt_030) {
    gmsk_is("textbook", 0.5, 0.30);
}

typedef struct fm_figures {
    double mean, sd, lag1, lag100;
} fm_figures;

/* Frequency in cycles/sample over many frames. */
static fm_figures measure_fm(const char *profile) {
    static double complex z[T];
    static double f[T];
    enum { N = 500 };
    made m = make(profile, 32);
    uint32_t c = (uint32_t)bac_signal_class_index("FM");
    double centre = m.signal->profile->classes[c].carrier_hz;
    double sum = 0, square = 0, here = 0, near = 0, far = 0;
    for (uint64_t i = 0; i < N; i++) {
        still_frame(&m, c, 100, i, z);
        envelope_is_one(z, 1e10);
        for (uint32_t t = 0; t + 1 < T; t++) {
            f[t] = carg(z[t + 1] * conj(z[t])) / (2 * M_PI) - centre;
            sum += f[t] / (T - 1) / N;
            square += f[t] * f[t] / (T - 1) / N;
        }
        for (uint32_t t = 0; t < T - 101; t++) {
            here += f[t] * f[t] + f[t + 1] * f[t + 1];
            near += 2 * f[t] * f[t + 1];
            far += 2 * f[t] * f[t + 100];
        }
    }
    unmake(&m);
    return (fm_figures){sum + centre, sqrt(square), near / here, far / here};
}

Test(signal_angle, radioml_fm_is_first_order_noise_around_one_in_32) {
    fm_figures f = measure_fm("radioml");
    cr_expect_float_eq(f.mean, 1.0 / 32, 2e-4, "mean %g", f.mean);
    cr_expect_float_eq(f.sd, 0.002, 0.0001, "sd %g", f.sd);
    cr_expect_float_eq(f.lag1, exp(-2 * M_PI * 0.002), 0.0012, "lag 1 %g", f.lag1);
    cr_expect_float_eq(f.lag100, exp(-2 * M_PI * 0.2), 0.08, "lag 100 %g", f.lag100);
}

Test(signal_angle, textbook_fm_deviates_by_2500_of_200000) {
    fm_figures f = measure_fm("textbook");
    cr_expect_float_eq(f.mean, 0, 2e-4, "mean %g", f.mean);
    cr_expect_float_eq(f.sd, 0.0125, 0.0004, "sd %g", f.sd);
}
