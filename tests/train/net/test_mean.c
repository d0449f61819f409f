/* The average of the weights of a run's last steps against those weights, step by step. */
#include "mean.h"
#include "scratch.h"
#include "small_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sums of theta and state over the steps after `from`, in double: [n_theta + n_state]; *last: theta
 * of the last step. The same run as an averaged one, which changes nothing before its end. */
static double *sums_of(const char *settings, uint64_t from, float **last) {
    char *dir = scratch_dir();
    bac_recipe r = small_recipe(settings);
    bac_checkpoint run = {0};
    double *sum = NULL;
    do {
        bac_checkpoint_free(&run);
        small_train(&r, dir, 1, 1, &run);
        const bac_nn *nn = run.nn;
        if (!sum)
            sum = calloc(nn->n_theta + nn->n_state, sizeof *sum);
        cr_assert(sum);
        for (size_t i = 0; run.progress.step > from && i < nn->n_theta; i++)
            sum[i] += (double)nn->theta[i];
        for (size_t i = 0; run.progress.step > from && i < nn->n_state; i++)
            sum[nn->n_theta + i] += (double)nn->state[i];
    } while (!bac_checkpoint_finished(&run));
    *last = malloc(run.nn->n_theta * sizeof **last);
    cr_assert(*last);
    memcpy(*last, run.nn->theta, run.nn->n_theta * sizeof **last);
    bac_checkpoint_free(&run);
    scratch_remove(dir);
    return sum;
}

static void is_mean(const float *x, const double *sum, size_t n, double steps, const char *what) {
    for (size_t i = 0; i < n; i++) {
        const double want = sum[i] / steps;
        cr_assert(fabs((double)x[i] - want) <= 1e-6 * (fabs(want) + 1e-3), "%s %zu: %g, not %g",
                  what, i, (double)x[i], want);
    }
}

static void averages(const char *settings) {
    char *dir = scratch_dir(), with[256];
    float *last;
    snprintf(with, sizeof with, "%s;average_epoch=1", settings);
    double *sum = sums_of(settings, 3, &last); /* 9 steps, 3 an epoch */
    bac_recipe r = small_recipe(with);
    bac_checkpoint run;
    small_train(&r, dir, 2, 0, &run);
    const bac_nn *nn = run.nn;
    is_mean(nn->theta, sum, nn->n_theta, 6, settings);
    is_mean(nn->state, sum + nn->n_theta, nn->n_state, 6, "state");
    cr_assert(memcmp(nn->theta, last, nn->n_theta * sizeof *last) != 0, "the last step's weights");
    bac_checkpoint_free(&run);
    free(sum);
    free(last);
    scratch_remove(dir);
}

Test(train_mean, is_the_mean_over_the_last_steps) {
    averages("quantise=none");
    averages("lr_min=5e-3");
    averages("quantise=native;prune=cut;prune_cut=0.3");
}

Test(train_mean, before_the_end_the_weights_are_the_steps_own) {
    char *plain = scratch_dir(), *averaged = scratch_dir();
    bac_recipe r = small_recipe(""), a = small_recipe("average_epoch=1");
    bac_checkpoint x, y;
    small_train(&r, plain, 1, 8, &x);
    small_train(&a, averaged, 1, 8, &y);
    cr_assert(bac_checkpoint_mean_steps(&x) == 0 && bac_checkpoint_mean_steps(&y) == 5);
    cr_assert(memcmp(x.nn->theta, y.nn->theta, x.nn->n_theta * sizeof(float)) == 0);
    bac_checkpoint_free(&x);
    bac_checkpoint_free(&y);
    scratch_remove(plain);
    scratch_remove(averaged);
}

/* Refused where it stands: with the mean's first float, or a variance's, replaced */
Test(train_mean, a_mean_of_no_numbers_is_refused_in_a_checkpoint) {
    char *dir = scratch_dir();
    bac_recipe r = small_recipe("quantise=none;average_epoch=1");
    bac_checkpoint run, read;
    bac_error err = {0};
    small_train(&r, dir, 1, 8, &run);
    char *path = strdup(scratch_path(dir, "forged.bin"));
    const size_t n = run.nn->n_theta + run.nn->n_state;
    cr_assert(path && bac_checkpoint_save(&run, path, &err) == BAC_OK);
    cr_assert(bac_checkpoint_load(path, &read, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(memcmp(read.mean, run.mean, n * sizeof(float)) == 0);
    bac_checkpoint_free(&read);
    const size_t at[] = {0, n - 1}; /* the last one is a variance */
    const float value[] = {NAN, -1};
    for (size_t i = 0; i < 2; i++) {
        const float before = run.mean[at[i]];
        run.mean[at[i]] = value[i];
        cr_assert(bac_checkpoint_save(&run, path, &err) == BAC_OK);
        cr_assert(bac_checkpoint_load(path, &read, &err) == BAC_ERR_INPUT);
        cr_assert(strstr(err.text, "numbers no training gives"), "%s", scratch_error(&err));
        run.mean[at[i]] = before;
    }
    bac_checkpoint_free(&run);
    free(path);
    scratch_remove(dir);
}
