/* message.c - stationary Gaussian messages without filters.
 *
 * White Gaussian noise through a filter in its stationary state gives T values per frame that are
 * jointly Gaussian with covariance r(t - u), the Fourier transform of the filter's power response.
 * Such a vector is L g, with L L* = that covariance and g white. The matrix of a message that is
 * slow against the frame has low rank (4 to 112 of 1024 here), so the product costs less than a
 * filter and needs no warm-up. The Hilbert transform is free: a one-sided message is made in the
 * same way from the spectrum without its negative half.
 */
#include "exact.h"
#include "tables.h"

#include <math.h>
#include <stdlib.h>

enum { LINES = 2048 };           /* of the spectrum, for Simpson's rule */
static const double reach = 12;  /* times the upper cut-off: less than 1e-8 of the power is above */
static const double rest = 1e-7; /* of the power at any instant, that the basis may leave out */

/* tan(pi f)^2: the bilinear transform's frequency axis, so that the filter is the digital one. */
static double warped(double f) {
    double c, s;
    bac_sig_turn(f / 2, &c, &s);
    return s * s / (c * c);
}

static double power_of(double base, uint32_t n) {
    double y = 1;
    while (n--)
        y *= base;
    return y;
}

static double response(const bac_sig_message_spec *spec, double f) {
    double y = 1 / (1 + power_of(warped(f) / warped(spec->high), spec->order));
    if (spec->band == BAC_SIG_BAND_PASS) {
        double x = power_of(warped(f) / warped(spec->low), spec->order);
        y *= x / (1 + x);
    }
    return y;
}

/* r[t] = re + j im, t = 0 .. T-1, r[0] = 1. Simpson's weights are positive, so the matrix of these
 * sums is a covariance too. */
static void covariance(const bac_sig_message_spec *spec, double *re, double *im) {
    double top = reach * spec->high < 0.499 ? reach * spec->high : 0.499;
    for (uint32_t k = 0; k <= LINES; k++) {
        double f = top * k / LINES;
        double weight = response(spec, f) * (k == 0 || k == LINES ? 1 : k % 2 ? 4 : 2);
        double c, s, x = weight, y = 0; /* weight * exp(2 pi j f t), turned from t to t + 1 */
        bac_sig_turn(f, &c, &s);
        for (uint32_t t = 0; t < BAC_SIG_T; t++) {
            re[t] += x;
            im[t] += y;
            double turned = x * c - y * s;
            y = x * s + y * c;
            x = turned;
        }
    }
    double all = re[0];
    for (uint32_t t = 0; t < BAC_SIG_T; t++) {
        re[t] /= all;
        im[t] = spec->one_sided ? im[t] / all : 0;
    }
}

/* Cholesky factorisation with pivoting. The pivot of column k is the sample whose variance the
 * first k columns explain least. Returns the rank. */
static uint32_t factor(const double *re, const double *im, double *left, double *basis_re,
                       double *basis_im) {
    for (uint32_t t = 0; t < BAC_SIG_T; t++)
        left[t] = 1;
    for (uint32_t k = 0; k < BAC_SIG_MAX_RANK; k++) {
        uint32_t pivot = 0;
        for (uint32_t t = 1; t < BAC_SIG_T; t++)
            if (left[t] > left[pivot])
                pivot = t;
        if (left[pivot] < rest)
            return k;
        double *x = basis_re + (size_t)k * BAC_SIG_T, *y = basis_im + (size_t)k * BAC_SIG_T;
        double scale = 1 / sqrt(left[pivot]);
        for (uint32_t t = 0; t < BAC_SIG_T; t++) {
            uint32_t lag = t > pivot ? t - pivot : pivot - t;
            double a = re[lag], b = t > pivot ? im[lag] : -im[lag];
            for (uint32_t j = 0; j < k; j++) { /* minus basis_j[t] * conj(basis_j[pivot]) */
                const double *p = basis_re + (size_t)j * BAC_SIG_T;
                const double *q = basis_im + (size_t)j * BAC_SIG_T;
                a -= p[t] * p[pivot] + q[t] * q[pivot];
                b -= q[t] * p[pivot] - p[t] * q[pivot];
            }
            x[t] = a * scale;
            y[t] = b * scale;
        }
        for (uint32_t t = 0; t < BAC_SIG_T; t++)
            left[t] -= x[t] * x[t] + y[t] * y[t];
    }
    return BAC_SIG_MAX_RANK + 1;
}

static bac_status make_basis(const bac_sig_message_spec *spec, const char *where,
                             bac_sig_message *message, bac_error *err) {
    size_t all = (size_t)BAC_SIG_MAX_RANK * BAC_SIG_T;
    double *work = calloc(2 * all + 3 * BAC_SIG_T, sizeof *work);
    if (!work)
        return bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
    double *basis_re = work, *basis_im = work + all, *re = work + 2 * all;
    double *im = re + BAC_SIG_T, *left = im + BAC_SIG_T;
    covariance(spec, re, im);
    uint32_t rank = factor(re, im, left, basis_re, basis_im);
    bool wide = rank > BAC_SIG_MAX_RANK, good = !wide;
    if (good) {
        message->rank = (rank + BAC_SIG_RANK_GROUP - 1) / BAC_SIG_RANK_GROUP * BAC_SIG_RANK_GROUP;
        size_t padded = (size_t)message->rank * BAC_SIG_T;
        message->re = calloc(padded, sizeof *message->re);
        message->im = calloc(padded, sizeof *message->im);
        good = message->re && message->im;
    }
    for (size_t i = 0; i < (size_t)rank * BAC_SIG_T && good; i++) {
        message->re[i] = (float)basis_re[i];
        message->im[i] = (float)basis_im[i];
    }
    free(work);
    if (wide)
        return bac_fail(err, BAC_ERR_INPUT, where,
                        "the message is too wide a band for a basis of %d; narrow it",
                        BAC_SIG_MAX_RANK);
    return good ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
}

bac_status bac_sig_message_make(const bac_sig_message_spec *spec, const char *where,
                                bac_sig_message *message, bac_error *err) {
    message->spec = *spec;
    if (spec->band != BAC_SIG_ONE_POLE)
        return make_basis(spec, where, message, err);
    double pole = bac_sig_exp(-2 * BAC_SIG_PI * spec->high);
    message->pole = (float)pole;
    message->drive = (float)sqrt(1 - pole * pole);
    return BAC_OK;
}
