/* test_fixed.c - fixed.h against slow, exact definitions. */
#include "fixed.h"
#include "naive.h"
#include "random_net.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 200000 };

/* A number of any size: few bits as likely as many */
static int64_t draw_number(random_source *r) {
    return random_between(r, INT64_MIN, INT64_MAX) >> random_between(r, 0, 63);
}

Test(bac_fixed_shift, is_the_floor_of_the_exact_quotient) {
    random_source r = {random_first_seed()};
    for (uint64_t i = 0; i < random_rounds(ROUNDS); i++) {
        int64_t v = draw_number(&r);
        unsigned s = (unsigned)random_between(&r, 0, 62);
        cr_assert(bac_fixed_shift(v, s) == naive_shift(v, s), "%lld >> %u", (long long)v, s);
    }
}

Test(bac_fixed_shift, rounds_half_to_even_exactly) {
    random_source r = {random_first_seed()};
    for (uint64_t i = 0; i < random_rounds(ROUNDS); i++) {
        int64_t v = draw_number(&r);
        unsigned s = (unsigned)random_between(&r, 1, 62);
        if (random_chance(&r, 30)) { /* an exact tie */
            v = (int64_t)((uint64_t)v & ~(((uint64_t)1 << s) - 1)) | (int64_t)1 << (s - 1);
        }
        cr_assert(bac_fixed_shift_even(v, s) == naive_shift_even(v, s), "%lld, shift %u",
                  (long long)v, s);
    }
}

Test(bac_fixed_shift, takes_the_ends_of_64_bits) {
    for (unsigned s = 1; s <= 62; s++) {
        cr_assert(bac_fixed_shift_even(INT64_MAX, s) == naive_shift_even(INT64_MAX, s));
        cr_assert(bac_fixed_shift_even(INT64_MIN, s) == naive_shift_even(INT64_MIN, s));
    }
}

Test(bac_fixed_shift, clamps_to_both_ends) {
    cr_assert_eq(bac_fixed_clamp(INT64_MIN, -8, 7), -8);
    cr_assert_eq(bac_fixed_clamp(INT64_MAX, -8, 7), 7);
    cr_assert_eq(bac_fixed_clamp(-8, -8, 7), -8);
    cr_assert_eq(bac_fixed_clamp(7, -8, 7), 7);
    cr_assert_eq(bac_fixed_clamp(0, -8, 7), 0);
}

static int by_value(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

Test(bac_fixed_count, equals_counting_one_by_one_with_repeats) {
    random_source r = {random_first_seed()};
    int32_t threshold[40];
    for (uint64_t i = 0; i < random_rounds(ROUNDS); i++) {
        uint32_t n = (uint32_t)random_between(&r, 0, 40), count = 0;
        for (uint32_t j = 0; j < n; j++)
            threshold[j] = (int32_t)random_between(&r, -15, 15);
        qsort(threshold, n, sizeof *threshold, by_value);
        int32_t x = (int32_t)random_between(&r, -17, 17);
        for (uint32_t j = 0; j < n; j++)
            count += threshold[j] <= x;
        cr_assert_eq(bac_fixed_count(threshold, n, x), count, "n %u, x %d", n, x);
    }
}

Test(bac_fixed_count, takes_the_ends_of_32_bits) {
    int32_t threshold[2] = {INT32_MIN, INT32_MAX};
    cr_assert_eq(bac_fixed_count(threshold, 2, INT32_MIN), 1);
    cr_assert_eq(bac_fixed_count(threshold, 2, INT32_MAX - 1), 1);
    cr_assert_eq(bac_fixed_count(threshold, 2, INT32_MAX), 2);
}

/* From the definition: the two neighbours, their exact distances, and what breaks a tie. */
static double slow_round(double v, bac_rounding mode) {
    double low = floor(v), high = ceil(v), below = v - low, above = high - v;
    bool negative = v < 0;
    switch (mode) {
    case BAC_ROUND_FLOOR:
        return low;
    case BAC_ROUND_CEIL:
        return high;
    case BAC_ROUND_TO_ZERO:
        return negative ? high : low;
    case BAC_ROUND_UP:
        return negative ? low : high;
    default:
        break;
    }
    if (below != above)
        return below < above ? low : high;
    if (mode == BAC_ROUND_HALF_UP)
        return high;
    if (mode == BAC_ROUND_HALF_DOWN)
        return low;
    if (mode == BAC_ROUND_HALF_AWAY)
        return negative ? low : high;
    return fmod(low, 2) == 0 ? low : high;
}

Test(bac_fixed_round, follows_every_mode_on_ties_and_their_neighbours) {
    for (int mode = 0; mode < BAC_ROUND_COUNT; mode++) {
        for (int quarters = -40; quarters <= 40; quarters++) {
            double v = quarters / 4.0;
            double near[3] = {nextafter(v, -100), v, nextafter(v, 100)};
            for (int i = 0; i < 3; i++) {
                cr_assert(bac_fixed_round(near[i], (bac_rounding)mode) ==
                              slow_round(near[i], (bac_rounding)mode),
                          "%a, %s", near[i], bac_rounding_name((bac_rounding)mode));
            }
        }
    }
}

Test(bac_fixed_round, follows_every_mode_on_random_numbers) {
    random_source r = {random_first_seed()};
    for (uint64_t i = 0; i < random_rounds(ROUNDS); i++) {
        double v = ldexp((double)random_between(&r, -(1 << 20), 1 << 20),
                         (int)random_between(&r, -30, -4));
        bac_rounding mode = (bac_rounding)random_between(&r, 0, BAC_ROUND_COUNT - 1);
        cr_assert(bac_fixed_round(v, mode) == slow_round(v, mode), "%a, %s", v,
                  bac_rounding_name(mode));
    }
}

/* Compares x/scale with m/2 without rounding: 2x - m*scale in units of 2^-200 cannot be held, so
 * both are brought to their smaller exponent first; false when that needs too many bits. */
static bool exact_compare(float x, float scale, int64_t m, int *order) {
    int ex, es;
    int64_t X = (int64_t)ldexpf(frexpf(x, &ex), 24), S = (int64_t)ldexpf(frexpf(scale, &es), 24);
    naive_wide a = (naive_wide)2 * X, b = (naive_wide)m * S;
    int up = ex - es;
    if (up > 60 || up < -60)
        return false;
    if (up >= 0)
        a *= (naive_wide)1 << up;
    if (up < 0)
        b *= (naive_wide)1 << -up;
    *order = (a > b) - (a < b);
    return true;
}

Test(bac_fixed_code, the_double_quotient_never_makes_a_false_tie) {
    random_source r = {random_first_seed()};
    uint64_t ties = 0;
    for (uint64_t i = 0; i < random_rounds(2 * ROUNDS); i++) {
        float scale =
            ldexpf((float)random_between(&r, 1, (1 << 24) - 1), (int)random_between(&r, -40, 0));
        int64_t m = random_between(&r, -131071, 131071);
        float x = (float)((double)scale * (double)m / 2); /* as near to m/2 as a float can be */
        for (int64_t n = random_between(&r, -1, 1); n != 0; n -= n < 0 ? -1 : 1) {
            x = nextafterf(x, n < 0 ? -INFINITY : INFINITY);
        }
        int exact;
        double q = (double)x / (double)scale * 2;
        if (!exact_compare(x, scale, m, &exact))
            continue;
        ties += exact == 0;
        cr_assert((q > (double)m) - (q < (double)m) == exact, "x %a, scale %a, m %lld", (double)x,
                  (double)scale, (long long)m);
    }
    cr_assert(random_rounds(0) || ties > 100, "only %llu ties", (unsigned long long)ties);
}

Test(bac_fixed_code, clips_before_it_rounds) {
    cr_assert_eq(bac_fixed_code(1e30, 1e-30, -8, 7, BAC_ROUND_UP), 7);
    cr_assert_eq(bac_fixed_code(-1e30, 1e-30, -8, 7, BAC_ROUND_UP), -8);
    cr_assert_eq(bac_fixed_code(7.2, 1, -8, 7, BAC_ROUND_CEIL), 7);
    cr_assert_eq(bac_fixed_code(-8.2, 1, -8, 7, BAC_ROUND_FLOOR), -8);
    cr_assert_eq(bac_fixed_code(6.5, 1, -8, 7, BAC_ROUND_HALF_EVEN), 6);
    cr_assert_eq(bac_fixed_code(-0.0, 1, -8, 7, BAC_ROUND_FLOOR), 0);
}

static bac_requant draw_requant(random_source *r, int32_t *threshold) {
    bac_requant q = {.form = (bac_form)random_between(r, 0, BAC_FORM_COUNT - 1)};
    q.shift = (uint8_t)random_between(r, q.form == BAC_FORM_EVEN, random_chance(r, 50) ? 12 : 62);
    q.mul = (int32_t)(random_between(r, INT32_MIN, INT32_MAX) >> random_between(r, 0, 31));
    q.add = random_between(r, -(INT64_MAX >> 2), INT64_MAX >> 2) >> random_between(r, 0, 62);
    if (q.form == BAC_FORM_CONST)
        q.add = random_between(r, -8, 7);
    if (q.form == BAC_FORM_THRESHOLD) {
        q.n_thresholds = (uint32_t)random_between(r, 0, 15);
        q.decreasing = random_chance(r, 50);
        q.add = q.decreasing ? 7 : -8;
        q.threshold = threshold;
        for (uint32_t j = 0; j < q.n_thresholds; j++) {
            threshold[j] = (int32_t)random_between(r, -9, 9);
        }
        qsort(threshold, q.n_thresholds, sizeof *threshold, by_value);
    }
    return q;
}

Test(bac_requant_apply, equals_the_slow_definition_of_every_form) {
    random_source r = {random_first_seed()};
    int32_t threshold[15];
    for (uint64_t i = 0; i < random_rounds(ROUNDS); i++) {
        bac_requant q = draw_requant(&r, threshold);
        int32_t x =
            (int32_t)(random_between(&r, INT32_MIN, INT32_MAX) >> random_between(&r, 0, 31));
        cr_assert_eq(bac_requant_apply(&q, -8, 7, x), naive_requant(&q, -8, 7, x),
                     "%s mul %d add %lld shift %u x %d", bac_form_name(q.form), q.mul,
                     (long long)q.add, q.shift, x);
    }
}

Test(bac_requant_apply, is_monotone) {
    random_source r = {random_first_seed()};
    int32_t threshold[15];
    for (uint64_t i = 0; i < random_rounds(2000); i++) {
        bac_requant q = draw_requant(&r, threshold);
        bool falls = (q.form == BAC_FORM_MUL && q.mul < 0) || q.decreasing;
        int32_t last = bac_requant_apply(&q, -8, 7, -100);
        for (int32_t x = -99; x <= 100; x++) {
            int32_t y = bac_requant_apply(&q, -8, 7, x);
            cr_assert(falls ? y <= last : y >= last, "%s at %d", bac_form_name(q.form), x);
            last = y;
        }
    }
}

Test(bac_requant_apply, wraps_instead_of_undefined_behaviour_beyond_the_proof) {
    bac_requant q = {.form = BAC_FORM_MUL, .mul = INT32_MIN, .add = INT64_MIN, .shift = 62};
    int32_t y = bac_requant_apply(&q, -8, 7, INT32_MAX);
    cr_assert(y >= -8 && y <= 7);
}
