/* pulse.c - computes pulses at every fine timing from their formulas. */
#include "exact.h"
#include "tables.h"

#include <math.h>
#include <stdlib.h>

static double sine(double radians) {
    double c, s;
    bac_sig_turn(radians / (2 * BAC_SIG_PI), &c, &s);
    return s;
}

static double cosine(double radians) {
    double c, s;
    bac_sig_turn(radians / (2 * BAC_SIG_PI), &c, &s);
    return c;
}

/* Closer to a removable singularity than this, its limit is taken. */
static const double tiny = 1e-7;

static double sinc(double t) {
    return fabs(t) < tiny ? 1 : sine(BAC_SIG_PI * t) / (BAC_SIG_PI * t);
}

static double raised_cosine(double b, double t) {
    double bottom = 1 - 4 * b * b * t * t;
    if (fabs(bottom) < tiny)
        return BAC_SIG_PI / 4 * sinc(1 / (2 * b));
    return sinc(t) * cosine(BAC_SIG_PI * b * t) / bottom;
}

static double root_raised_cosine(double b, double t) {
    double bottom = 1 - 16 * b * b * t * t;
    if (fabs(t) < tiny)
        return 1 - b + 4 * b / BAC_SIG_PI;
    if (fabs(bottom) < tiny) {
        double x = BAC_SIG_PI / (4 * b);
        return b / sqrt(2) * ((1 + 2 / BAC_SIG_PI) * sine(x) + (1 - 2 / BAC_SIG_PI) * cosine(x));
    }
    return (sine(BAC_SIG_PI * t * (1 - b)) + 4 * b * t * cosine(BAC_SIG_PI * t * (1 + b))) /
           (BAC_SIG_PI * t * bottom);
}

/* Share of a symbol's phase that has passed at t: a rectangle of one symbol through a Gaussian low
 * pass of 3 dB bandwidth `bt`, integrated. */
static double gaussian_phase(double bt, double t) {
    double a = 2 * BAC_SIG_PI * bt / 0.83255461115769775635; /* sqrt(ln 2) */
    return (bac_sig_normal_ramp(a * (t + 0.5)) - bac_sig_normal_ramp(a * (t - 0.5))) / a;
}

static double value(const bac_sig_pulse_spec *spec, double rolloff, double t) {
    bool inside = fabs(t) <= spec->reach;
    switch (spec->shape) {
    case BAC_SIG_RAISED_COSINE:
        return inside ? raised_cosine(rolloff, t) : 0;
    case BAC_SIG_ROOT_RAISED_COSINE:
        return inside ? root_raised_cosine(rolloff, t) : 0;
    case BAC_SIG_COSINE_POWER:
        if (fabs(t) >= spec->width / 2)
            return 0;
        return bac_sig_exp(spec->power * bac_sig_log(cosine(BAC_SIG_PI * t / spec->width)));
    case BAC_SIG_GAUSSIAN:
        return t <= -(double)spec->reach ? 0 : inside ? gaussian_phase(rolloff, t) : 1;
    }
    return 0;
}

/* Root raised cosine: the same energy, samples/symbol, at every timing. */
static void make_row(const bac_sig_pulse_spec *spec, double rolloff, uint32_t fine, uint32_t length,
                     float *row) {
    double energy = 0;
    for (uint32_t l = 0; l < length; l++) {
        double t = (l - (double)fine / BAC_SIG_FINE) / spec->samples - spec->reach; /* symbols */
        row[l] = (float)value(spec, rolloff, t);
        energy += (double)row[l] * row[l];
    }
    if (spec->shape == BAC_SIG_ROOT_RAISED_COSINE)
        for (uint32_t l = 0; l < length; l++)
            row[l] = (float)(row[l] * sqrt(spec->samples / energy));
}

bac_status bac_sig_pulse_make(const bac_sig_pulse_spec *spec, const char *where,
                              bac_sig_pulse *pulse, bac_error *err) {
    pulse->spec = *spec;
    pulse->samples = spec->samples;
    pulse->taps = 2 * spec->reach + 1;
    uint32_t length = pulse->taps * pulse->samples;
    pulse->row = calloc((size_t)spec->variants * BAC_SIG_FINE * length, sizeof *pulse->row);
    if (!pulse->row)
        return bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
    for (uint32_t v = 0; v < spec->variants; v++) {
        double share = spec->variants > 1 ? (double)v / (spec->variants - 1) : 0;
        double rolloff = spec->rolloff + share * (spec->rolloff_end - spec->rolloff);
        for (uint32_t fine = 0; fine < BAC_SIG_FINE; fine++)
            make_row(spec, rolloff, fine, length,
                     pulse->row + ((size_t)v * BAC_SIG_FINE + fine) * length);
    }
    return BAC_OK;
}
