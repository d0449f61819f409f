/* exact.c - Taylor series after exact range reduction. */
#include "exact.h"

#include <math.h>

/* x = k ln 2 + r, |r| <= ln 2 / 2; the Taylor series of e^r ends below 2^-56 after r^14. */
double bac_sig_exp(double x) {
    const double log2_e = 1.44269504088896340736;
    const double ln2_hi = 0x1.62e42feep-1, ln2_lo = 0x1.a39ef35793c76p-33;
    double k = floor(x * log2_e + 0.5);
    double r = (x - k * ln2_hi) - k * ln2_lo;
    double sum = 1;
    for (int n = 14; n >= 1; n--)
        sum = 1 + sum * r / n;
    return ldexp(sum, (int)k);
}

/* Quadrant and rest: |rest| <= 1/8 turn, where 10 terms of each Taylor series are exact. */
void bac_sig_turn(double turns, double *c, double *s) {
    turns -= floor(turns);
    double q = floor(turns * 4 + 0.5);
    double x = (turns - q * 0.25) * (2 * BAC_SIG_PI), x2 = x * x;
    double cosine = 1, sine = 1;
    for (int n = 18; n >= 2; n -= 2) {
        cosine = 1 - cosine * x2 / (n * (n - 1));
        sine = 1 - sine * x2 / (n * (n + 1));
    }
    sine *= x;
    switch ((int)q & 3) {
    case 0:
        *c = cosine, *s = sine;
        break;
    case 1:
        *c = -sine, *s = cosine;
        break;
    case 2:
        *c = -cosine, *s = -sine;
        break;
    default:
        *c = sine, *s = -cosine;
    }
}

/* x = 2^e m, sqrt(1/2) <= m < sqrt(2); ln m = 2 artanh u, |u| < 0.172: u^21 / 21 < 2^-57. */
double bac_sig_log(double x) {
    int e;
    double m = frexp(x, &e);
    if (m < 0.70710678118654752440) {
        m *= 2;
        e--;
    }
    double u = (m - 1) / (m + 1), u2 = u * u, sum = 0;
    for (int n = 21; n >= 1; n -= 2)
        sum = sum * u2 + 1.0 / n;
    return e * 0.69314718055994530942 + 2 * u * sum;
}

/* d(x) the density, D(x) the distribution function: x D(x) + d(x).
 * D(x) = 1/2 + d(x) (x + x^3/3 + x^5/(3 5) + ...), all terms of one sign (Marsaglia 2004). */
double bac_sig_normal_ramp(double x) {
    if (x < -8)
        return 0;
    if (x > 8)
        return x;
    double density = bac_sig_exp(-0.5 * x * x) / sqrt(2 * BAC_SIG_PI);
    double term = x, sum = x;
    for (int n = 3; n < 300; n += 2) {
        term *= x * x / n;
        sum += term;
    }
    return x * (0.5 + density * sum) + density;
}
