/* test_table.c - counting by SNR, true class and predicted class. */
#include "eval.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(eval_table, counts_land_at_their_snr_in_ascending_order) {
    bac_eval_table t = bac_eval_table_empty(2, true);
    const double snr[] = {10, -20, 30, 10, 0, -0.0};
    for (int i = 0; i < 6; i++)
        cr_assert_eq(bac_eval_table_add(&t, snr[i], (uint32_t)i % 2, 1, (uint64_t)i + 1, NULL),
                     BAC_OK);
    cr_assert_eq(t.n_snr, 4);
    cr_assert_arr_eq(t.snr, ((double[]){-20, 0, 10, 30}), sizeof(double[4]));
    cr_assert_eq(t.frames, 21);
    cr_assert_eq(bac_eval_cell(&t, 1, 0, 1), 5, "0 dB");
    cr_assert_eq(bac_eval_cell(&t, 1, 1, 1), 6, "-0 dB is 0 dB");
    cr_assert_eq(bac_eval_cell(&t, 2, 0, 1), 1);
    cr_assert_eq(bac_eval_cell(&t, 2, 1, 1), 4);
    cr_assert_eq(bac_eval_cell(&t, BAC_EVAL_ALL, 1, 1), 12);
    cr_assert_eq(bac_eval_cell(&t, BAC_EVAL_ALL, 1, 0), 0);
    cr_assert_eq(bac_eval_snr_index(&t, 30), 3);
    cr_assert_eq(bac_eval_snr_index(&t, 29), -1);
    bac_eval_table_clear(&t);
}

Test(eval_table, a_float_snr_is_kept_to_a_thousandth) {
    bac_eval_table t = bac_eval_table_empty(1, true);
    cr_assert_eq(bac_eval_table_add(&t, (double)0.1f, 0, 0, 1, NULL), BAC_OK);
    cr_assert_eq(bac_eval_table_add(&t, 0.1, 0, 0, 1, NULL), BAC_OK);
    cr_assert_eq(t.n_snr, 1);
    cr_assert_eq(t.snr[0], 0.1);
    bac_eval_table_clear(&t);
}

Test(eval_table, merging_in_any_order_gives_the_same_table) {
    bac_eval_table part[3], sum[2];
    for (uint32_t k = 0; k < 3; k++) {
        part[k] = bac_eval_table_empty(3, true);
        for (uint32_t i = 0; i < 40; i++)
            cr_assert_eq(bac_eval_table_add(&part[k], (double)((i * (k + 3)) % 7), i % 3,
                                            (i + k) % 3, i, NULL),
                         BAC_OK);
    }
    for (uint32_t order = 0; order < 2; order++) {
        sum[order] = bac_eval_table_empty(3, true);
        for (uint32_t k = 0; k < 3; k++)
            cr_assert_eq(bac_eval_table_merge(&sum[order], &part[order ? 2 - k : k], NULL), BAC_OK);
    }
    cr_assert_eq(sum[0].n_snr, 7);
    cr_assert_eq(sum[1].n_snr, 7);
    cr_assert_eq(sum[0].frames, 3 * 780);
    cr_assert_arr_eq(sum[0].snr, sum[1].snr, 7 * sizeof(double));
    cr_assert_arr_eq(sum[0].count, sum[1].count, 7 * 9 * sizeof(uint64_t));
    for (int k = 0; k < 3; k++)
        bac_eval_table_clear(&part[k]);
    bac_eval_table_clear(&sum[0]);
    bac_eval_table_clear(&sum[1]);
}

Test(eval_table, refuses_what_cannot_be_counted_and_stays_as_it_was) {
    bac_eval_table t = bac_eval_table_empty(2, true);
    bac_error err;
    cr_assert_eq(bac_eval_table_add(&t, NAN, 0, 0, 1, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_eval_table_add(&t, INFINITY, 0, 0, 1, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_eval_table_add(&t, 0, 2, 0, 1, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_eval_table_add(&t, 0, 0, 2, 1, &err), BAC_ERR_INPUT);
    cr_assert_eq(t.n_snr, 0);
    for (int i = 0; i < BAC_EVAL_MAX_SNR; i++)
        cr_assert_eq(bac_eval_table_add(&t, i, 0, 0, 1, &err), BAC_OK);
    cr_assert_eq(bac_eval_table_add(&t, 0.5, 0, 0, 1, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "--snr-bin"));
    cr_assert_eq(bac_eval_table_add(&t, 0, 0, 0, UINT64_MAX, &err), BAC_ERR_INPUT);
    cr_assert_eq(t.frames, BAC_EVAL_MAX_SNR);
    bac_eval_table_clear(&t);
    bac_eval_table huge = bac_eval_table_empty(UINT32_MAX, true);
    cr_assert_eq(bac_eval_table_add(&huge, 0, 0, 0, 1, &err), BAC_ERR_INPUT);
    bac_eval_table_clear(&huge);
}

Test(eval_table, without_snr_there_is_one_index_and_no_thresholds) {
    bac_eval_table t = bac_eval_table_empty(2, false);
    cr_assert_eq(bac_eval_table_add(&t, NAN, 0, 0, 3, NULL), BAC_OK);
    cr_assert_eq(bac_eval_table_add(&t, 17, 0, 1, 1, NULL), BAC_OK);
    cr_assert_eq(t.n_snr, 1);
    cr_assert_eq(bac_eval_snr_index(&t, 0), -1);
    cr_assert_eq(bac_eval_rate_from(&t, 0, BAC_EVAL_ALL).frames, 0);
    cr_assert_eq(bac_eval_rate_from(&t, -INFINITY, BAC_EVAL_ALL).frames, 4);
    bac_eval_table_clear(&t);
}
