/* test_figures.c - shares, intervals and tests against published and enumerated values. */
#include "eval.h"

#include <criterion/criterion.h>
#include <math.h>

/* Newcombe 1998, "Two-sided confidence intervals for the single proportion", Table I, method 3 */
Test(eval_figures, wilson_intervals_are_the_published_ones) {
    static const struct {
        uint64_t correct, frames;
        double low, high;
    } known[] = {{81, 263, 0.2553, 0.3662},
                 {15, 148, 0.0624, 0.1605},
                 {0, 20, 0, 0.1611},
                 {1, 29, 0.0061, 0.1718}};
    for (int i = 0; i < 4; i++) {
        bac_eval_rate r = bac_eval_rate_of(known[i].frames, known[i].correct);
        cr_assert_float_eq(r.low, known[i].low, 5e-5, "%d: %g", i, r.low);
        cr_assert_float_eq(r.high, known[i].high, 5e-5, "%d: %g", i, r.high);
        bac_eval_rate other = bac_eval_rate_of(known[i].frames, known[i].frames - known[i].correct);
        cr_assert_float_eq(other.low, 1 - r.high, 1e-12);
        cr_assert_float_eq(other.high, 1 - r.low, 1e-12);
    }
    cr_assert(isnan(bac_eval_rate_of(0, 0).accuracy));
    cr_assert_eq(bac_eval_rate_of(7, 7).high, 1);
    cr_assert_eq(bac_eval_rate_of(7, 0).low, 0);
}

static double choose(int n, int k) {
    double c = 1;
    for (int i = 1; i <= k; i++)
        c = c * (n - k + i) / i;
    return c;
}

/* Over all outcomes of 50 frames, weighted by their chance: how often is the truth inside? */
Test(eval_figures, wilson_intervals_hold_the_truth_19_times_of_20) {
    double sum = 0;
    int n = 0;
    for (double p = 0.03; p < 0.98; p += 0.01, n++)
        for (int k = 0; k <= 50; k++) {
            bac_eval_rate r = bac_eval_rate_of(50, (uint64_t)k);
            if (r.low <= p && p <= r.high)
                sum += choose(50, k) * pow(p, k) * pow(1 - p, 50 - k);
        }
    cr_assert_float_eq(sum / n, 0.95, 0.006, "%g", sum / n);
}

static bac_eval_table pairs(uint64_t both, uint64_t first, uint64_t second, uint64_t neither) {
    bac_eval_table t = bac_eval_table_empty(2, false);
    bac_eval_table_add(&t, 0, 1, 1, both, NULL);
    bac_eval_table_add(&t, 0, 1, 0, first, NULL);
    bac_eval_table_add(&t, 0, 0, 1, second, NULL);
    bac_eval_table_add(&t, 0, 0, 0, neither, NULL);
    return t;
}

static bac_eval_difference compare(uint64_t both, uint64_t first, uint64_t second,
                                   uint64_t neither) {
    bac_eval_table t = pairs(both, first, second, neither);
    bac_eval_difference d = bac_eval_compare(&t, BAC_EVAL_ALL);
    bac_eval_table_clear(&t);
    return d;
}

Test(eval_figures, mcnemars_test_is_the_exact_sign_test) {
    /* by hand: 2 * (1 + 10) / 2^10, and so on */
    cr_assert_float_eq(compare(50, 1, 9, 40).p, 22.0 / 1024, 1e-14);
    cr_assert_float_eq(compare(50, 9, 1, 40).p, 22.0 / 1024, 1e-14);
    cr_assert_float_eq(compare(0, 0, 5, 0).p, 2.0 / 32, 1e-14);
    cr_assert_eq(compare(9, 0, 0, 9).p, 1);
    cr_assert_eq(compare(9, 4, 4, 9).p, 1);
    cr_assert_eq(compare(9, 4, 5, 9).p, 1);
    /* 450 of 1000, by direct summation in other units: the chances are C(1000, i) / 2^1000 */
    double sum = 0;
    for (int i = 0; i <= 450; i++)
        sum += exp(lgamma(1001) - lgamma(i + 1) - lgamma(1001 - i) - 1000 * log(2));
    cr_assert_float_eq(compare(1, 450, 550, 1).p / (2 * sum), 1, 1e-9);
    double p = compare(0, 100000, 200000, 0).p;
    cr_assert(p >= 0 && p < 1e-300);
    cr_assert(isnan(compare(0, 0, 0, 0).p));
}

Test(eval_figures, the_difference_is_the_first_minus_the_second_with_agresti_and_mins_interval) {
    bac_eval_difference d = compare(50, 1, 9, 40);
    cr_assert_float_eq(d.difference, -0.08, 1e-15);
    /* (1-9)/102 -+ 1.959964 * sqrt(11 - 64/102) / 102 */
    cr_assert_float_eq(d.low, -0.14032, 2e-5, "%g", d.low);
    cr_assert_float_eq(d.high, -0.01655, 2e-5, "%g", d.high);
    bac_eval_difference o = compare(50, 9, 1, 40);
    cr_assert_float_eq(o.low, -d.high, 1e-15);
    cr_assert_float_eq(o.high, -d.low, 1e-15);
    cr_assert(isnan(compare(0, 0, 0, 0).difference));
}

/* All outcomes of 40 frames on which only the first is right with 0.15, only the second 0.1. */
Test(eval_figures, the_differences_interval_holds_the_truth_19_times_of_20) {
    const double pb = 0.15, pc = 0.1;
    double inside = 0, all = 0;
    for (int b = 0; b <= 40; b++)
        for (int c = 0; b + c <= 40; c++) {
            double chance = choose(40, b) * choose(40 - b, c) * pow(pb, b) * pow(pc, c) *
                            pow(1 - pb - pc, 40 - b - c);
            bac_eval_difference d = compare((uint64_t)(40 - b - c), (uint64_t)b, (uint64_t)c, 0);
            all += chance;
            if (d.low <= pb - pc && pb - pc <= d.high)
                inside += chance;
        }
    cr_assert_float_eq(all, 1, 1e-9);
    cr_assert_float_eq(inside, 0.95, 0.015, "%g", inside);
}

Test(eval_figures, rates_and_mistakes_are_taken_where_they_are_asked_for) {
    bac_eval_table t = bac_eval_table_empty(3, true);
    const struct {
        double snr;
        uint32_t row, column;
        uint64_t frames;
    } put[] = {{-4, 0, 0, 1}, {-4, 0, 1, 3}, {-4, 1, 1, 2}, {-4, 2, 0, 4}, {10, 0, 0, 8},
               {10, 1, 2, 1}, {10, 1, 1, 3}, {12, 2, 2, 5}, {12, 2, 1, 5}};
    for (int i = 0; i < 9; i++)
        cr_assert_eq(
            bac_eval_table_add(&t, put[i].snr, put[i].row, put[i].column, put[i].frames, NULL),
            BAC_OK);
    bac_eval_rate r = bac_eval_rate_at(&t, BAC_EVAL_ALL, BAC_EVAL_ALL);
    cr_assert(r.frames == 32 && r.correct == 19);
    r = bac_eval_rate_at(&t, 0, 0);
    cr_assert(r.frames == 4 && r.correct == 1);
    r = bac_eval_rate_at(&t, BAC_EVAL_ALL, 1);
    cr_assert(r.frames == 6 && r.correct == 5);
    r = bac_eval_rate_from(&t, 10, BAC_EVAL_ALL);
    cr_assert(r.frames == 22 && r.correct == 16);
    r = bac_eval_rate_from(&t, 10.001, 2);
    cr_assert(r.frames == 10 && r.correct == 5);

    bac_eval_mistake list[4];
    cr_assert_eq(bac_eval_mistakes(&t, 10, 4, list), 2);
    cr_assert(list[0].row == 2 && list[0].column == 1 && list[0].frames == 5);
    cr_assert_float_eq(list[0].share, 0.5, 1e-15);
    cr_assert(list[1].row == 1 && list[1].column == 2);
    /* of all: 2 for 1 5/14, 2 for 0 4/14, 0 for 1 3/12, 1 for 2 1/6 */
    cr_assert_eq(bac_eval_mistakes(&t, -INFINITY, 4, list), 4);
    cr_assert(list[0].row == 2 && list[0].column == 1);
    cr_assert(list[1].row == 2 && list[1].column == 0);
    cr_assert(list[2].row == 0 && list[2].column == 1);
    cr_assert(list[3].row == 1 && list[3].column == 2);
    cr_assert_eq(bac_eval_mistakes(&t, -INFINITY, 2, list), 2);
    cr_assert(list[1].row == 2 && list[1].column == 0);
    bac_eval_table_clear(&t);
}
