/* test_line.c - lines without roundings: their limits, and the multiplier of the fewest digits within the room that a
 * sixteenth of a unit leaves. */
#include "line.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

TestSuite(import_line, .timeout = 120);

enum { SHIFTS = 60, MORE = 4, NEAR = 64 };

/* Digits -1, 0, 1 of m that are not 0, of which no two are neighbours. */
static int digits(int64_t m) {
    int n = 0;
    for (; m != 0; m >>= 1)
        if (m & 1) {
            n++;
            m -= (m & 3) == 3 ? -1 : 1;
        }
    return n;
}

/* The least digits of a multiplier m near slope * 2^s, at most 64 away; 65: none is within room. */
static int least_at(double slope, int s, double room) {
    const double at = ldexp(slope, s);
    int least = 65;
    for (int d = -NEAR; d <= NEAR; d++) {
        const double m = rint(at) + d;
        if (fabs(ldexp(m, -s) - slope) <= room && digits((int64_t)m) < least)
            least = digits((int64_t)m);
    }
    return least;
}

/* From the first shift at which any fits to the fourth behind it: the first with the fewest digits. */
static void check_fit(double slope, double offset, double reach, double unit) {
    const bac_line line = {.slope = slope * unit,
                           .offset = offset * unit,
                           .lo = -INFINITY,
                           .hi = INFINITY,
                           .low = (offset - fabs(slope) * reach) * unit,
                           .high = (offset + fabs(slope) * reach) * unit,
                           .reach = reach};
    const double room = 0x1p-5 / fmax(reach, 1);
    bac_requant r;
    int first = -1, shift = -1, least = 65;
    for (int s = 0; s < SHIFTS && (first < 0 || s <= first + MORE); s++) {
        const double a = ldexp(offset + 0.5, s);
        const int n = least_at(slope, s, room);
        if (n == 65 || fabs(rint(a) - a) > ldexp(1, s - 6))
            continue;
        first = first < 0 ? s : first;
        if (n < least) {
            least = n;
            shift = s;
        }
    }
    const double error = bac_line_fit(&line, unit, &r);
    cr_assert_geq(shift, 0);
    cr_assert(r.form == BAC_FORM_MUL && r.shift == shift && digits(r.mul) == least,
              "slope %.17g reach %g: %d >> %d has %d digits, not >> %d and %d", slope, reach, r.mul,
              r.shift, digits(r.mul), shift, least);
    cr_assert(fabs(ldexp(r.mul, -r.shift) - slope) <= room);
    cr_assert(error >= 0.5 && error < 0.5 + 0x1p-4 + 1e-6, "%g", error);
}

Test(import_line, multipliers_have_the_fewest_digits) {
    onnx_model *m = onnx_new(test_seed(9), 2, 8);
    for (int i = 0; i < 2000; i++) {
        const double slope = ldexp(onnx_uniform(m, 0.5, 1), (int)onnx_random(m, 12) - 8) *
                             (onnx_random(m, 4) ? 1 : -1);
        check_fit(slope, onnx_uniform(m, -100, 100), 1 + onnx_random(m, 2000),
                  ldexp(1, -(int)onnx_random(m, 5)));
    }
    for (int k = 1; k <= 11; k += 2) /* whole slopes: the first shift is 0 */
        check_fit(k, 0.5, 3, 1);
    onnx_free(m);
}

static void line_of(double mul, double add, bac_line *line) {
    bac_chain chain;
    mpq_t lo, hi, a, b;
    mpq_inits(lo, hi, a, b, NULL);
    mpq_set_si(lo, -5, 1);
    mpq_set_si(hi, 63, 1);
    mpq_set_d(a, mul);
    mpq_set_d(b, add);
    bac_chain_init(&chain);
    cr_assert_eq(bac_chain_clamp(&chain, 0, lo, hi), BAC_CHAIN_OK);
    cr_assert_eq(bac_chain_affine(&chain, 0, a, b), BAC_CHAIN_OK);
    mpq_set_ui(a, 1, 1);
    cr_assert(bac_line_of(&chain, chain.n, a, -100, 100, line));
    bac_chain_clear(&chain);
    mpq_clears(lo, hi, a, b, NULL);
}

Test(import_line, limits_move_with_what_follows_them) {
    bac_line line;
    line_of(1, 2, &line);
    cr_assert(line.lo == -3 && line.hi == 65 && line.low == -98 && line.high == 102);
    cr_assert(bac_line_least(&line) == -3 && bac_line_most(&line) == 65);
    line_of(-0.5, 2, &line);
    cr_assert(line.lo == -29.5 && line.hi == 4.5);
    line_of(0, 2, &line); /* a constant needs no limits */
    cr_assert(line.low == 2 && line.high == 2 && bac_line_least(&line) == 2 &&
              bac_line_most(&line) == 2);
}
