/* scale_fit.c - see scale_fit.h. The pair search walks the continued fraction of the ratio:
 * every best approximation is one of its convergents or lies between two of them. */
#include "scale_fit.h"

#include "ints.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_MULTIPLIER = 1 << 24 };

static bool fits(const bac_operand x[2], int64_t p, int64_t q, uint32_t bits) {
    if (p < 1 || q < 1 || p > MAX_MULTIPLIER || q > MAX_MULTIPLIER)
        return false;
    int64_t lo = p * x[0].lo + q * x[1].lo, hi = p * x[0].hi + q * x[1].hi;
    return bac_type_of_range(lo, hi).bits <= bits;
}

static double pair_error(const bac_operand x[2], int64_t p, int64_t q) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    mpq_set_si(a, (long)p, 1);
    mpq_mul(a, a, x[1].scale);
    mpq_set_si(b, (long)q, 1);
    mpq_mul(b, b, x[0].scale);
    mpq_div(a, a, b);
    mpq_set_ui(b, 1, 1);
    mpq_sub(a, a, b);
    double error = fabs(mpq_get_d(a));
    if (mpq_sgn(a) != 0 && error == 0)
        error = 0x1p-1000;
    mpq_clears(a, b, NULL);
    return error;
}

/* Takes one continued-fraction digit off r = whole + rest: *digit = whole, r = 1/rest.
 * False when the fraction ends here. */
static bool next_digit(mpq_t r, int64_t *digit) {
    mpz_t whole;
    mpz_init(whole);
    mpz_fdiv_q(whole, mpq_numref(r), mpq_denref(r));
    *digit = mpz_cmp_si(whole, MAX_MULTIPLIER) > 0 ? MAX_MULTIPLIER : (int64_t)mpz_get_si(whole);
    mpz_submul(mpq_numref(r), whole, mpq_denref(r));
    mpz_clear(whole);
    if (mpq_sgn(r) == 0)
        return false;
    mpq_inv(r, r);
    return true;
}

bool bac_scale_pair(const bac_operand x[2], uint32_t bits, int32_t p[2], double *error) {
    mpq_t r;
    mpq_init(r);
    mpq_div(r, x[0].scale, x[1].scale);
    int64_t p0 = 0, q0 = 1, p1 = 1, q1 = 0; /* the two previous convergents */
    bool found = false, more = true;
    while (more) {
        int64_t digit = 0;
        more = next_digit(r, &digit);
        /* Find the largest step that fits, as sums grow with it. A first digit of 0 makes no
         * step. */
        int64_t low = 0, high = digit;
        while (low < high) {
            int64_t i = low + (high - low + 1) / 2;
            int64_t p2 = p0 + i * p1, q2 = q0 + i * q1;
            /* with q2 or p2 still 0 the fraction is no candidate but may grow into one */
            bool ok = fits(x, p2 ? p2 : 1, q2 ? q2 : 1, bits);
            low = ok ? i : low;
            high = ok ? high : i - 1;
        }
        int64_t p2 = p0 + low * p1, q2 = q0 + low * q1;
        if (fits(x, p2, q2, bits)) {
            double e = pair_error(x, p2, q2);
            if (!found || e < *error) {
                *error = e;
                p[0] = (int32_t)p2;
                p[1] = (int32_t)q2;
            }
            found = true;
        }
        if (low < digit)
            break;
        p0 = p1;
        q0 = q1;
        p1 = p2;
        q1 = q2;
    }
    if (!found && fits(x, 1, 1, bits)) {
        p[0] = p[1] = 1;
        *error = pair_error(x, 1, 1);
        found = true;
    }
    mpq_clear(r);
    return found;
}

static int64_t largest(const bac_operand *x, uint32_t bits, bool is_signed) {
    int64_t top = is_signed ? ((int64_t)1 << (bits - 1)) - 1 : ((int64_t)1 << bits) - 1;
    int64_t size = bac_max_i64(x->hi, -x->lo);
    return size > 0 ? top / size : top;
}

/* Tries every multiplier of the stream of smallest scale; the others follow by rounding. */
bac_status bac_scale_many(const bac_operand *x, uint32_t n, uint32_t bits, int32_t *p,
                          double *error) {
    bool is_signed = false;
    uint32_t base = 0;
    for (uint32_t i = 0; i < n; i++) {
        is_signed = is_signed || x[i].lo < 0;
        if (mpq_cmp(x[i].scale, x[base].scale) < 0)
            base = i;
    }
    double *ratio = malloc(n * sizeof *ratio);
    if (!ratio)
        return BAC_ERR_MEMORY;
    mpq_t q;
    mpq_init(q);
    for (uint32_t i = 0; i < n; i++) {
        mpq_div(q, x[i].scale, x[base].scale);
        ratio[i] = mpq_get_d(q);
    }
    int64_t best = 0, top = largest(&x[base], bits, is_signed);
    for (int64_t k = 1; k <= top; k++) {
        double worst = 0;
        bool fit = true;
        for (uint32_t i = 0; fit && i < n; i++) {
            double m = rint(ratio[i] * (double)k);
            fit = m <= (double)largest(&x[i], bits, is_signed);
            worst = fmax(worst, fabs(m / (ratio[i] * (double)k) - 1));
        }
        if (!fit)
            break;
        if (best == 0 || worst < *error * (1 - 0x1p-30)) {
            best = k;
            *error = worst;
        }
        if (*error < 0x1p-45)
            break;
    }
    for (uint32_t i = 0; best && i < n; i++)
        p[i] = (int32_t)rint(ratio[i] * (double)best);
    mpq_clear(q);
    free(ratio);
    return best > 0 ? BAC_OK : BAC_ERR_INPUT;
}
