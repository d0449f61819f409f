/* small_run.c - see small_run.h. */
#include "small_run.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char base[] = "recipe 1\n"
                           "name small\n"
                           "network bacalhaunet\n"
                           "kernel 5 3\n"
                           "stride 16 1\n"
                           "channels 4 4\n"
                           "quantise free\n"
                           "weight_bits 4\n"
                           "act_bits 4\n"
                           "batch 32\n"
                           "shard 8\n"
                           "epoch_frames 96\n"
                           "epochs 3\n"
                           "lr 1e-2\n"
                           "train signal:radioml,seed=11,count=1,snr=0:10:10\n"
                           "valid signal:radioml,seed=12,count=1,snr=10\n";

bac_recipe small_recipe(const char *settings) {
    bac_recipe r;
    bac_error err = {0};
    char *copy = strdup(settings), *save = NULL;
    cr_assert(copy);
    cr_assert(bac_recipe_parse(base, sizeof base - 1, "small.recipe", &r, &err) == BAC_OK, "%s",
              scratch_error(&err));
    for (char *s = strtok_r(copy, ";", &save); s; s = strtok_r(NULL, ";", &save)) {
        char *values = strchr(s, '=');
        cr_assert(values, "%s", s);
        *values++ = 0;
        cr_assert(bac_recipe_set(&r, s, values, &err) == BAC_OK, "%s", scratch_error(&err));
    }
    free(copy);
    return r;
}

static bool count_down(void *user, const bac_train_event *event) {
    uint64_t *left = user;
    (void)event;
    return *left && --*left == 0;
}

void small_train(const bac_recipe *recipe, const char *dir, uint32_t threads, uint64_t stop_after,
                 bac_checkpoint *run) {
    bac_train_options options = {.threads = threads, .step = count_down, .user = &stop_after};
    bac_error err = {0};
    cr_assert(bac_train(recipe, dir, &options, run, &err) == BAC_OK, "%s", scratch_error(&err));
}

void small_refused(const bac_recipe *recipe, const char *dir, const char *where, const char *text) {
    bac_train_options options = {.threads = 2};
    bac_checkpoint run;
    bac_error err = {0};
    cr_assert(bac_train(recipe, dir, &options, &run, &err) != BAC_OK, "not refused: %s", text);
    cr_assert(strstr(err.where, where) && strstr(err.text, text), "'%s', not '%s: .. %s'",
              scratch_error(&err), where, text);
    cr_assert(!run.nn && !run.m && !run.progress.epoch, "something is left after a failure");
}

bac_nn *small_layer(void) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    bac_nn_conv_spec fc = {.channels = 2,
                           .groups = 1,
                           .kernel = 1,
                           .stride = 1,
                           .bias = true,
                           .fc = true,
                           .per_tensor = true};
    cr_assert(bac_nn_create("layer", BAC_NN_FLOAT, &nn, &err) == BAC_OK);
    bac_nn_conv(nn, "fc", bac_nn_input(nn, 1, 1, 0, 1), &fc);
    cr_assert(bac_nn_finish(nn, 1, &err) == BAC_OK, "%s", scratch_error(&err));
    return nn;
}
