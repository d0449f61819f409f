/* Suite signal_message: messages are the filtered noise that the tables name, and AM carries them
 * as defined. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

/* Covariance of white noise through the digital Butterworth filters, by the trapezoid rule on a
 * finer grid than the library's; normalised to r[0] = 1. */
static double complex covariance(const bac_sig_message_spec *s, uint32_t lag, double *power0) {
    enum { LINES = 40000 };
    double top = fmin(0.4999, 30 * s->high);
    double complex sum = 0;
    *power0 = 0;
    for (int k = 0; k <= LINES; k++) {
        double f = top * k / LINES, x = tan(M_PI * f);
        double p = 1 / (1 + pow(x / tan(M_PI * s->high), 2.0 * s->order));
        if (s->band == BAC_SIG_BAND_PASS && k > 0)
            p /= 1 + pow(tan(M_PI * s->low) / x, 2.0 * s->order);
        if (s->band == BAC_SIG_BAND_PASS && k == 0)
            p = 0;
        p *= k == 0 || k == LINES ? 0.5 : 1;
        *power0 += p;
        sum += p * (s->one_sided ? cexp(2 * M_PI * I * f * lag) : cos(2 * M_PI * f * lag));
    }
    return sum / *power0;
}

static void basis_explains_covariance(const made *m, uint32_t c, bac_sig_message_spec spec) {
    static const uint32_t pair[][2] = {{0, 0},     {1023, 1023}, {500, 500}, {1, 0},   {37, 7},
                                       {612, 412}, {900, 100},   {1023, 0},  {17, 18}, {100, 350}};
    const bac_sig_message *g = m->signal->table[c].message;
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        uint32_t t = pair[i][0], u = pair[i][1];
        double complex got = 0;
        for (uint32_t r = 0; r < g->rank; r++) {
            double complex a = (double)g->re[r * T + t] + I * (double)g->im[r * T + t];
            double complex b = (double)g->re[r * T + u] + I * (double)g->im[r * T + u];
            got += a * conj(b);
        }
        double p0;
        double complex want = covariance(&spec, t > u ? t - u : u - t, &p0);
        want = t > u ? want : conj(want);
        cr_assert_lt(cabs(got - want), 2e-5, "%s, %u and %u: %g%+gj, want %g%+gj",
                     bac_signal_class(c), t, u, creal(got), cimag(got), creal(want), cimag(want));
    }
}

Test(signal_message, radioml_bases_explain_the_filters_covariance) {
    made m = make("radioml", 41);
    bac_sig_message_spec low = {.band = BAC_SIG_LOW_PASS, .order = 4, .one_sided = true};
    low.high = 0.00113;
    basis_explains_covariance(&m, 17, low);
    low.high = 2e-5;
    basis_explains_covariance(&m, 18, low);
    low.high = 0.00045;
    low.one_sided = false;
    basis_explains_covariance(&m, 20, low);
    unmake(&m);
}

Test(signal_message, textbook_bases_explain_the_filters_covariance) {
    made m = make("textbook", 41);
    bac_sig_message_spec band = {
        .band = BAC_SIG_BAND_PASS, .low = 0.0015, .high = 0.017, .order = 8, .one_sided = true};
    basis_explains_covariance(&m, 17, band);
    basis_explains_covariance(&m, 18, band);
    band.one_sided = false;
    for (uint32_t c = 19; c <= 21; c++)
        basis_explains_covariance(&m, c, band);
    unmake(&m);
}

/* Draws have power 1 at every instant; one-sided ones are circular: E z^2 = 0. */
Test(signal_message, draws_are_stationary_and_one_sided_ones_circular) {
    made m = make("radioml", 42);
    enum { N = 3000 };
    for (uint32_t c = 17; c <= 21; c++) {
        const bac_sig_message *g = m.signal->table[c].message;
        double p[2] = {0};
        double complex square = 0;
        for (uint64_t i = 0; i < N; i++) {
            bac_sig_source source = bac_sig_source_of(9, 9, c, 0, i);
            bac_sig_message_draw(g, &source, m.work);
            for (int k = 0; k < 2; k++) {
                double complex z = (double)m.work->re[k * 1023] + I * (double)m.work->im[k * 1023];
                p[k] += creal(z * conj(z)) / N;
                square += z * z / (2 * N);
            }
        }
        /* 5 standard deviations of a mean of 3000 squares of real Gaussian numbers: 0.13 */
        cr_assert_float_eq(p[0], 1, 0.13, "%s: %g", bac_signal_class(c), p[0]);
        cr_assert_float_eq(p[1], 1, 0.13, "%s: %g", bac_signal_class(c), p[1]);
        cr_assert_lt(cabs(square - (g->spec.one_sided ? 0 : 1)), 0.13, "%s", bac_signal_class(c));
    }
    unmake(&m);
}

static double cosine_at(const bac_sig_draw *d, uint32_t t) {
    return cos(2 * M_PI * (d->phase2 * 0x1p-32 + t / 32.0));
}

Test(signal_message, radioml_dsb_rides_on_a_real_cosine_of_one_in_32) {
    static double complex z[T];
    made m = make("radioml", 43);
    double sd = 0, lag = 0, pairs = 0;
    for (uint32_t c = 19; c <= 20; c++)
        for (uint64_t i = 0; i < 200; i++) {
            bac_sig_draw d = still_frame(&m, c, 100, i, z);
            static double e[T];
            double sum = 0, square = 0;
            uint32_t n = 0;
            double rms = sqrt(power(z, T));
            for (uint32_t t = 0; t < T; t++) {
                double cosine = cosine_at(&d, t);
                cr_assert_float_eq(cimag(z[t]), 0, 1e-4 * rms);
                e[t] = fabs(cosine) > 0.5 ? creal(z[t]) / cosine : NAN;
                if (isnan(e[t]))
                    continue;
                sum += e[t];
                square += e[t] * e[t];
                n++;
            }
            if (c == 20) /* suppressed carrier: slow, so the envelope stays near itself */
                continue;
            double mean = sum / n;
            sd += sqrt(square / n - mean * mean) / fabs(mean) / 200;
            for (uint32_t t = 0; t + 1 < T; t++)
                if (!isnan(e[t]) && !isnan(e[t + 1])) {
                    lag += (e[t] - mean) * (e[t + 1] - mean) / (mean * mean * 0.03 * 0.03);
                    pairs++;
                }
        }
    cr_expect_float_eq(sd, 0.03, 0.0015, "modulation %g", sd);
    cr_expect_float_eq(lag / pairs, exp(-2 * M_PI * 0.05), 0.05, "neighbours %g", lag / pairs);
    unmake(&m);
}

Test(signal_message, radioml_ssb_is_a_carrier_and_a_weak_or_a_slow_message) {
    static double complex z[T];
    made m = make("radioml", 44);
    double weak = 0, slow = 0;
    for (uint64_t i = 0; i < 400; i++) {
        still_frame(&m, 17, 100, i, z);
        weak += deviation2(z, T) / power(z, T) / 400;
        still_frame(&m, 18, 100, i, z);
        slow += deviation2(z, T) / power(z, T) / 400;
    }
    /* in a frame, 0.00113 * 1024 = 1.2 periods of the cut-off: most of the message's power */
    cr_expect(weak > 0.3 * 0.0033 * 0.0033 && weak < 1.2 * 0.0033 * 0.0033, "%g", weak);
    cr_expect(slow > 1e-5 && slow < 0.1, "%g", slow);
    unmake(&m);
}

/* Power above and below the carrier, out of 5 bins of the carrier's leakage. */
static void sides(const double complex *in, double *above, double *below) {
    static double complex z[T];
    *above = *below = 0;
    for (uint32_t t = 0; t < T; t++)
        z[t] = in[t] * pow(sin(M_PI * t / T), 2);
    fft(z);
    for (uint32_t k = 5; k < T / 2; k++) {
        *above += pow(cabs(z[k]), 2);
        *below += pow(cabs(z[T - k]), 2);
    }
}

Test(signal_message, textbook_am_has_the_side_bands_and_carriers_of_its_name) {
    static double complex z[T];
    made m = make("textbook", 45);
    for (uint32_t c = 17; c <= 20; c++) {
        double above = 0, below = 0, carrier = 0, all = 0;
        for (uint64_t i = 0; i < 300; i++) {
            double a, b;
            double complex mean = 0;
            still_frame(&m, c, 100, i, z);
            sides(z, &a, &b);
            for (uint32_t t = 0; t < T; t++)
                mean += z[t] / T;
            above += a;
            below += b;
            carrier += creal(mean * conj(mean)) / 300;
            all += power(z, T) / 300;
        }
        if (c < 19)
            cr_expect_lt(below / above, 1e-3, "%s: lower side band %g", bac_signal_class(c),
                         below / above);
        else
            cr_expect_float_eq(below / above, 1, 1e-3, "%s: %g", bac_signal_class(c),
                               below / above);
        double want = c == 17 || c == 19 ? 1 / (1 + 0.4 * 0.4) : 0;
        cr_expect_float_eq(carrier / all, want, 0.03, "%s: carrier %g", bac_signal_class(c),
                           carrier / all);
    }
    unmake(&m);
}

/* Speech band: 300 to 3400 Hz of 200 kHz. */
Test(signal_message, textbook_message_stays_in_the_speech_band) {
    static double complex z[T];
    made m = make("textbook", 46);
    double inside = 0, outside = 0;
    for (uint64_t i = 0; i < 100; i++) {
        still_frame(&m, 20, 100, i, z);
        for (uint32_t t = 0; t < T; t++)
            z[t] *= pow(sin(M_PI * t / T), 2);
        fft(z);
        for (uint32_t k = 0; k < T / 2; k++)
            *(k <= 18 ? &inside : &outside) += pow(cabs(z[k]), 2);
    }
    cr_expect_lt(outside / inside, 0.03, "%g", outside / inside);
    unmake(&m);
}
