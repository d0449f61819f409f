/* Integer ratios for scales: as near as the width allows. */
#include "ints.h"
#include "scale_fit.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(import_scale, .timeout = 120);

static uint64_t state;

static uint32_t draw(uint32_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state * 2685821657736338717u) >> 33) % n;
}

/* Every pair that fits, one by one */
static double nearest(double ratio, const bac_operand x[2], uint32_t bits) {
    double best = INFINITY;
    for (int64_t p = 1; p < 1 << 14; p++)
        for (int d = 0; d < 2; d++) {
            int64_t q = (int64_t)floor((double)p / ratio) + d;
            int64_t lo = p * x[0].lo + q * x[1].lo, hi = p * x[0].hi + q * x[1].hi;
            if (q >= 1 && bac_type_of_range(lo, hi).bits <= bits)
                best = fmin(best, fabs((double)p / (ratio * (double)q) - 1));
        }
    return best;
}

Test(import_scale, no_pair_of_that_width_is_nearer) {
    state = test_seed(6) * 2 + 1;
    mpq_t s[2];
    mpq_inits(s[0], s[1], NULL);
    for (int n = 0; n < 200; n++) {
        double a = (double)(float)(0.01 + draw(1000000) * 1e-7),
               b = (double)(float)(0.01 + draw(1000000) * 1e-7);
        mpq_set_d(s[0], a);
        mpq_set_d(s[1], b);
        bac_operand x[2] = {{s[0], 0, 63}, {s[1], draw(2) ? -31 : 0, 31}};
        uint32_t bits = 11 + draw(6);
        int32_t p[2];
        double error = 0;
        bool found = bac_scale_pair(x, bits, p, &error);
        double best = nearest(a / b, x, bits);
        cr_assert(found == isfinite(best));
        if (!found)
            continue;
        cr_assert(fabs(error - fabs(p[0] * b / (p[1] * a) - 1)) < 1e-12);
        /* intermediate fractions before the last are not looked at: near, not always nearest */
        cr_assert(error <= best * 2 + 1e-12, "%g / %g in %u bits: %g, but %g is possible", a, b,
                  bits, error, best);
    }
    mpq_clears(s[0], s[1], NULL);
}

Test(import_scale, exact_ratios_are_exact) {
    mpq_t s[3];
    mpq_inits(s[0], s[1], s[2], NULL);
    mpq_set_ui(s[0], 3, 64);
    mpq_set_ui(s[1], 1, 32);
    mpq_set_ui(s[2], 5, 64);
    bac_operand x[3] = {{s[0], 0, 63}, {s[1], 0, 63}, {s[2], -8, 63}};
    int32_t p[3];
    double error = 1;
    cr_assert(bac_scale_pair(x, 16, p, &error) && error == 0 && p[0] == 3 && p[1] == 2);
    cr_assert(bac_scale_many(x, 3, 16, p, &error) == BAC_OK && error < 1e-14);
    cr_assert(p[0] == 3 && p[1] == 2 && p[2] == 5);
    mpq_clears(s[0], s[1], s[2], NULL);
}

/* With a sign one bit less is left for the size. */
Test(import_scale, products_of_many_fit_their_width) {
    state = test_seed(8) * 2 + 1;
    mpq_t s[3];
    mpq_inits(s[0], s[1], s[2], NULL);
    unsigned signs = 0, full = 0;
    for (int n = 0; n < 300; n++) {
        bac_operand x[3];
        for (int i = 0; i < 3; i++) {
            mpq_set_d(s[i], (double)(float)(0.01 + draw(1000000) * 1e-7));
            x[i] = (bac_operand){s[i], draw(3) ? 0 : -31, 31};
        }
        const uint32_t bits = 11 + draw(6);
        int32_t p[3];
        double error = 0;
        if (bac_scale_many(x, 3, bits, p, &error) != BAC_OK)
            continue;
        int64_t lo = 0, hi = 0;
        for (int i = 0; i < 3; i++) {
            lo = bac_min_i64(lo, p[i] * x[i].lo);
            hi = bac_max_i64(hi, p[i] * x[i].hi);
        }
        const bac_type type = bac_type_of_range(lo, hi);
        cr_assert_leq(type.bits, bits, "%u bits of %u", type.bits, bits);
        signs += type.is_signed;
        full += type.is_signed && type.bits == bits;
    }
    cr_assert(signs > 100 && full > 50, "%u with a sign, %u full", signs, full);
    mpq_clears(s[0], s[1], s[2], NULL);
}

Test(import_scale, what_does_not_fit_is_said) {
    mpq_t s[2];
    mpq_inits(s[0], s[1], NULL);
    mpq_set_ui(s[0], 1, 1);
    mpq_set_ui(s[1], 1, 1000);
    bac_operand x[2] = {{s[0], 0, 4095}, {s[1], 0, 4095}};
    int32_t p[2];
    double error = 0;
    cr_assert(!bac_scale_pair(x, 12, p, &error));
    mpq_clears(s[0], s[1], NULL);
}
