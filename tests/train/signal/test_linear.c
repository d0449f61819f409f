/* Suite signal_linear: pulses against liquid-dsp's, and the constellations that come back. */
#include "support.h"

#include <criterion/criterion.h>
#include <liquid/liquid.h>
#include <math.h>
#include <string.h>

static void rows_agree(bac_sig_shape shape, liquid_firfilt_type type, uint32_t reach) {
    bac_sig_pulse_spec spec = {.shape = shape,
                               .samples = 8,
                               .reach = reach,
                               .variants = 3,
                               .rolloff = 0.2,
                               .rolloff_end = 0.5};
    bac_sig_pulse p;
    bac_error err = {0};
    cr_assert_eq(bac_sig_pulse_make(&spec, "test", &p, &err), BAC_OK);
    uint32_t length = 2 * 8 * reach + 1, stride = p.taps * 8;
    float h[256];
    for (uint32_t v = 0; v < 3; v++)
        for (uint32_t fine = 0; fine < BAC_SIG_FINE; fine++) {
            const float *row = p.row + ((size_t)v * BAC_SIG_FINE + fine) * stride;
            float beta = 0.2f + 0.15f * (float)v;
            liquid_firdes_prototype(type, 8, reach, beta, -(float)fine / BAC_SIG_FINE, h);
            bool root = shape == BAC_SIG_ROOT_RAISED_COSINE;
            double energy = 0, peak = root ? (double)(row[8 * reach] / h[8 * reach]) : 1;
            for (uint32_t l = 0; l < stride; l++)
                energy += (double)(row[l] * row[l]);
            for (uint32_t l = 1; l < length; l++) {
                double t = (l - (double)fine / BAC_SIG_FINE) / 8 - reach;
                double pole = 1 - pow((root ? 4 : 2) * (double)beta * t, 2);
                /* near a removable pole liquid takes the limit early */
                double allowed = fabs(pole) < 0.02 ? 2e-3 : 2e-5;
                cr_assert_float_eq((double)row[l], peak * (double)h[l], allowed,
                                   "variant %u fine %u tap %u: %g, liquid %g", v, fine, l,
                                   (double)row[l], peak * (double)h[l]);
            }
            if (root)
                cr_assert_float_eq(energy, 8, 1e-5);
        }
    free(p.row);
}

Test(signal_linear, raised_cosine_is_liquids) {
    rows_agree(BAC_SIG_RAISED_COSINE, LIQUID_FIRFILT_RCOS, 3);
}

Test(signal_linear, root_raised_cosine_is_liquids_with_energy_8) {
    rows_agree(BAC_SIG_ROOT_RAISED_COSINE, LIQUID_FIRFILT_RRC, 8);
}

/* ---- Constellations ------------------------------------------------------------------------- */

typedef struct points {
    uint32_t n;
    double complex at[256];
    uint32_t seen[256];
} points;

static void scale_to_one(points *p) {
    double scale = sqrt(power(p->at, p->n));
    for (uint32_t i = 0; i < p->n; i++)
        p->at[i] /= scale;
}

static points modem_points(modulation_scheme scheme) {
    points p = {0};
    modemcf modem = modemcf_create(scheme);
    p.n = 1u << modemcf_get_bps(modem);
    for (uint32_t i = 0; i < p.n; i++) {
        liquid_float_complex x;
        modemcf_modulate(modem, i, &x);
        p.at[i] = (double)crealf(x) + I * (double)cimagf(x);
    }
    modemcf_destroy(modem);
    scale_to_one(&p);
    return p;
}

static points unipolar(uint32_t n) {
    points p = {.n = n};
    for (uint32_t i = 0; i < n; i++)
        p.at[i] = i;
    scale_to_one(&p);
    return p;
}

/* 4 + 12 + 16 on radii 1 : 3.1 : 7, turned by 0.5, 0 and 0.25 of a step */
static points three_rings(void) {
    static const struct {
        uint32_t n;
        double radius, turn;
    } ring[3] = {{4, 1, 0.5}, {12, 3.1, 0}, {16, 7, 0.25}};
    points p = {0};
    for (int r = 0; r < 3; r++)
        for (uint32_t i = 0; i < ring[r].n; i++)
            p.at[p.n++] = ring[r].radius * cexp(2 * M_PI * I * (i + ring[r].turn) / ring[r].n);
    scale_to_one(&p);
    return p;
}

static const modulation_scheme schemes[17] = {
    LIQUID_MODEM_OOK,    LIQUID_MODEM_ASK4,   LIQUID_MODEM_ASK8,   LIQUID_MODEM_BPSK,
    LIQUID_MODEM_QPSK,   LIQUID_MODEM_PSK8,   LIQUID_MODEM_PSK16,  LIQUID_MODEM_PSK32,
    LIQUID_MODEM_APSK16, LIQUID_MODEM_APSK32, LIQUID_MODEM_APSK64, LIQUID_MODEM_APSK128,
    LIQUID_MODEM_QAM16,  LIQUID_MODEM_SQAM32, LIQUID_MODEM_QAM64,  LIQUID_MODEM_SQAM128,
    LIQUID_MODEM_QAM256};

static points expected(const char *profile, uint32_t c) {
    bool radioml = profile[0] == 'r';
    if (radioml && c < 3)
        return unipolar(2u << c);
    if (radioml && c == 9)
        return three_rings();
    return modem_points(schemes[c]);
}

/* Mean square distance to the nearest point; counts the points hit. */
static double error_of(const double complex *x, uint32_t n, double gain, points *p) {
    double sum = 0;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < p->n; i++)
            if (cabs(gain * x[k] - p->at[i]) < cabs(gain * x[k] - p->at[best]))
                best = i;
        p->seen[best]++;
        sum += pow(cabs(gain * x[k] - p->at[best]), 2);
    }
    return sum / n;
}

/* The next frame whose timing falls on a whole sample. */
static bac_sig_draw whole_timing(const made *m, uint32_t c, double snr, uint64_t *index,
                                 double complex z[T]) {
    for (;; ++*index) {
        bac_sig_source source =
            bac_sig_source_of(m->signal->profile->id, m->signal->seed, c, snr, *index);
        bac_sig_draw d = bac_sig_draw_of(m->signal, &m->signal->profile->classes[c], &source);
        if (d.late % BAC_SIG_FINE == 0)
            return still_frame(m, c, snr, (*index)++, z);
    }
}

/* Symbols of an RRC frame through the matched filter. Returns how many. */
static uint32_t matched(const double complex *z, uint32_t variant, uint32_t first,
                        double complex *out) {
    float h[129];
    double energy = 0;
    uint32_t n = 0;
    liquid_firdes_prototype(LIQUID_FIRFILT_RRC, 8, 8, 0.20f + 0.01f * (float)variant, 0, h);
    for (uint32_t l = 0; l < 129; l++)
        energy += (double)h[l] * (double)h[l];
    for (uint32_t t = first + 64; t + 64 < T; t += 8, n++) {
        out[n] = 0;
        for (uint32_t l = 0; l < 129; l++)
            out[n] += z[t + l - 64] * (double)h[l] / sqrt(8 * energy);
    }
    return n;
}

static void all_seen(const points *p, uint32_t c) {
    for (uint32_t i = 0; i < p->n; i++)
        cr_assert_gt(p->seen[i], 0, "%s: point %u never came", bac_signal_class(c), i);
}

/* Noise of 1/S a sample is 1/(8 S) a symbol behind the filter; the cut pulse adds a little. */
Test(signal_linear, textbook_constellations_come_back_behind_a_matched_filter) {
    static double complex z[T], x[T];
    made m = make("textbook", 21);
    double S = 1000;
    for (uint32_t c = 0; c < 17; c++) {
        points p = expected("textbook", c);
        double error = 0;
        uint64_t index = 0;
        enum { FRAMES = 25 };
        for (int f = 0; f < FRAMES; f++) {
            bac_sig_draw d = whole_timing(&m, c, 30, &index, z);
            uint32_t n = matched(z, d.variant, d.late / BAC_SIG_FINE, x);
            cr_assert_geq(n, 110);
            error += error_of(x, n, sqrt(1 + 1 / S), &p) / FRAMES;
        }
        cr_assert(error > 0.85 / (8 * S) && error < 1.5 / (8 * S), "%s: error %g, noise %g",
                  bac_signal_class(c), error, 1 / (8 * S));
        all_seen(&p, c);
    }
    unmake(&m);
}

/* Total pulse raised cosine: no filter. The frame's own scale is found by trying. */
Test(signal_linear, radioml_constellations_lie_at_the_symbol_instants) {
    static double complex z[T], x[T];
    made m = make("radioml", 22);
    for (uint32_t c = 0; c < 17; c++) {
        points p = expected("radioml", c), scratch = p;
        uint64_t index = 0;
        for (int f = 0; f < 24; f++) {
            bac_sig_draw d = whole_timing(&m, c, 100, &index, z);
            uint32_t n = 0;
            for (uint32_t t = d.late / BAC_SIG_FINE; t < T; t += 8)
                x[n++] = z[t];
            double rms = sqrt(power(x, n)), best = 1, gain = 1;
            uint32_t few = n < 40 ? n : 40;
            for (double g = 0.8; g < 1.25; g *= 1.002) {
                double e = error_of(x, few, g / rms, &scratch);
                if (e < best)
                    best = e, gain = g / rms;
            }
            double e = error_of(x, n, gain, &p);
            cr_assert_lt(e, 2e-6, "%s frame %d: error %g", bac_signal_class(c), f, e);
        }
        all_seen(&p, c);
    }
    unmake(&m);
}

/* Every sample of a QPSK frame, not only the symbol instants, from decided symbols and liquid's
 * pulse. Decisions need `reach` symbols on each side. */
static void waveform_is(const char *profile, liquid_firfilt_type type, uint32_t reach) {
    static double complex z[T], x[T], clean[T];
    float h[256];
    made m = make(profile, 25);
    uint64_t index = 0;
    uint32_t qpsk = (uint32_t)bac_signal_class_index("QPSK");
    points p = expected(profile, qpsk);
    bool root = type == LIQUID_FIRFILT_RRC;
    for (int f = 0; f < 10; f++) {
        bac_sig_draw d = whole_timing(&m, qpsk, 100, &index, z);
        uint32_t first = d.late / BAC_SIG_FINE, n = 0;
        float beta = root ? 0.20f + 0.01f * (float)d.variant : 0.40f;
        liquid_firdes_prototype(type, 8, reach, beta, 0, h);
        double energy = 0, error = 0;
        for (uint32_t l = 0; l <= 16 * reach; l++)
            energy += (double)(h[l] * h[l]);
        if (root) {
            n = matched(z, d.variant, first, x);
            first += 8 * reach;
        } else {
            for (uint32_t t = first; t < T; t += 8)
                x[n++] = z[t];
        }
        double gain = sqrt(power(x, n));
        memset(clean, 0, sizeof clean);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t best = 0;
            for (uint32_t i = 1; i < p.n; i++)
                if (cabs(x[k] / gain - p.at[i]) < cabs(x[k] / gain - p.at[best]))
                    best = i;
            for (uint32_t l = 0; l <= 16 * reach; l++) {
                int64_t t = (int64_t)first + 8 * k + l - 8 * reach;
                if (t >= 0 && t < T)
                    clean[t] += gain * p.at[best] * (double)h[l] * (root ? sqrt(8 / energy) : 1);
            }
        }
        uint32_t count = 0;
        for (uint32_t t = first + 8 * reach; t + 16 * reach + 8 < T; t++, count++)
            error += pow(cabs(z[t] - clean[t]), 2);
        cr_assert_gt(count, 600);
        cr_assert_lt(error / count, 2e-5, "frame %d: %g", f, error / count);
    }
    unmake(&m);
}

Test(signal_linear, radioml_waveform_is_a_raised_cosine_of_040) {
    waveform_is("radioml", LIQUID_FIRFILT_RCOS, 3);
}

Test(signal_linear, textbook_waveform_is_the_drawn_root_raised_cosine) {
    waveform_is("textbook", LIQUID_FIRFILT_RRC, 8);
}

/* ---- OQPSK ---------------------------------------------------------------------------------- */

static double rail_error(const double complex *x, uint32_t n, bool imaginary) {
    double sum = 0;
    for (uint32_t k = 0; k < n; k++) {
        double v = imaginary ? cimag(x[k]) : creal(x[k]);
        sum += pow(fabs(v) - sqrt(0.5), 2) / n;
    }
    return sum;
}

Test(signal_linear, textbook_oqpsk_delays_q_by_half_a_symbol) {
    static double complex z[T], x[T];
    made m = make("textbook", 23);
    uint32_t c = (uint32_t)bac_signal_class_index("OQPSK");
    uint64_t index = 0;
    for (int f = 0; f < 20; f++) {
        bac_sig_draw d = whole_timing(&m, c, 100, &index, z);
        uint32_t late = d.late / BAC_SIG_FINE;
        uint32_t n = matched(z, d.variant, late, x);
        cr_assert_lt(rail_error(x, n, false), 1e-4, "I: %g", rail_error(x, n, false));
        cr_assert_gt(rail_error(x, n, true), 0.02, "Q at I's instants");
        n = matched(z, d.variant, late + 4, x);
        cr_assert_lt(rail_error(x, n, true), 1e-4, "Q half a symbol later: %g",
                     rail_error(x, n, true));
    }
    unmake(&m);
}

/* Every sample of both rails is +- g |cos(pi t / 0.95)|^0.505, or 0 between pulses. */
Test(signal_linear, radioml_oqpsk_has_the_fitted_pulse_and_delay) {
    static double complex z[T];
    static double want[2][T];
    made m = make("radioml", 24);
    uint32_t c = (uint32_t)bac_signal_class_index("OQPSK");
    for (uint64_t i = 0; i < 20; i++) {
        bac_sig_draw d = still_frame(&m, c, 100, i, z);
        double top = 0, bottom = 0;
        for (uint32_t t = 0; t < T; t++)
            for (int q = 0; q < 2; q++) {
                double u = (t - (double)d.late / BAC_SIG_FINE - q * 1.26) / 16;
                u -= floor(u + 0.5);
                double p = fabs(u) < 0.475 ? pow(cos(M_PI * u / 0.95), 0.505) : 0;
                want[q][t] = p;
                top += p * fabs(q ? cimag(z[t]) : creal(z[t]));
                bottom += p * p;
            }
        double g = top / bottom;
        for (uint32_t t = 0; t < T; t++) {
            cr_assert_float_eq(fabs(creal(z[t])), g * want[0][t], 1e-4, "I %u", t);
            cr_assert_float_eq(fabs(cimag(z[t])), g * want[1][t], 1e-4, "Q %u", t);
        }
    }
    unmake(&m);
}
