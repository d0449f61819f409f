/* Suite signal_exact: our own functions against libm's. */
#include "exact.h"

#include <criterion/criterion.h>
#include <math.h>

Test(signal_exact, exp_and_log_agree_with_libm) {
    for (double x = -300; x < 300; x += 0.37) {
        double y = exp(x);
        cr_assert_float_eq(bac_sig_exp(x) / y, 1, 1e-15, "exp(%g)", x);
        cr_assert_float_eq(bac_sig_log(y), x, 1e-15 * (1 + fabs(x)), "log(%g)", y);
    }
    cr_assert_eq(bac_sig_exp(0), 1);
    cr_assert_eq(bac_sig_log(1), 0);
}

Test(signal_exact, turns_agree_with_libm_and_quarters_are_exact) {
    for (double x = -3; x < 3; x += 0.0137) {
        double c, s;
        bac_sig_turn(x, &c, &s);
        cr_assert_float_eq(c, cos(2 * M_PI * x), 3e-15, "cos of %g turns", x);
        cr_assert_float_eq(s, sin(2 * M_PI * x), 3e-15, "sin of %g turns", x);
    }
    static const double want[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (int q = 0; q < 4; q++) {
        double c, s;
        bac_sig_turn(q * 0.25, &c, &s);
        cr_assert_eq(c, want[q][0]);
        cr_assert_eq(s, want[q][1]);
    }
}

Test(signal_exact, normal_ramp_is_the_integral_of_the_distribution) {
    for (double x = -9; x < 9; x += 0.21) {
        double want = x * 0.5 * erfc(-x / sqrt(2)) + exp(-x * x / 2) / sqrt(2 * M_PI);
        cr_assert_float_eq(bac_sig_normal_ramp(x), want, 2e-14, "at %g", x);
    }
}
