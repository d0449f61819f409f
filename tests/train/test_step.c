/* One step, put together again from its parts. */
#include "sampler.h"
#include "scratch.h"
#include "small_run.h"
#include "step.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A run that has not begun, with a teacher of other weights, and its frames */
typedef struct stage {
    bac_recipe r;
    bac_checkpoint run;
    bac_nn *teacher;
    bac_set *set;
    bac_step *step;
} stage;

static void stage_make(stage *s, const char *settings) {
    bac_error err = {0};
    bac_recipe other = small_recipe("quantise=none;seed=99");
    s->r = small_recipe(settings);
    s->run = (bac_checkpoint){.recipe = s->r};
    cr_assert(bac_recipe_network(&s->r, &s->run.nn, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_recipe_network(&other, &s->teacher, &err) == BAC_OK, "%s", scratch_error(&err));
    s->run.m = calloc(s->run.nn->n_theta, sizeof(float));
    s->run.v = calloc(s->run.nn->n_theta, sizeof(float));
    cr_assert(bac_set_open(s->r.train, &s->set, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_step_create(&s->r, &s->run, s->teacher, s->set, 2, &s->step, &err) == BAC_OK);
}

static void stage_clear(stage *s) {
    bac_step_free(s->step);
    bac_set_close(s->set);
    bac_nn_free(s->teacher);
    bac_checkpoint_free(&s->run);
}

/* What the shards of the step to come add up to: loss and statistics. */
static double expected(stage *s, double *state) {
    enum { SHARD = 8, SHARDS = 4, CLASSES = 24 };
    static float iq[SHARD * 2048], dlogit[SHARD * CLASSES];
    int32_t label[SHARD];
    bac_sampler *sampler = NULL;
    bac_nn_work *work = NULL, *theirs = NULL;
    uint32_t correct;
    double loss = 0;
    cr_assert(s->r.shard == SHARD && s->r.batch == SHARD * SHARDS);
    cr_assert(bac_sampler_create(s->set, s->r.snr_floor, s->r.seed, s->r.batch, &sampler, NULL) ==
              BAC_OK);
    cr_assert(bac_nn_work_create(s->run.nn, SHARD, false, &work, NULL) == BAC_OK);
    cr_assert(bac_nn_work_create(s->teacher, SHARD, false, &theirs, NULL) == BAC_OK);
    const uint64_t *index = bac_sampler_step(sampler, s->run.progress.step);
    for (int i = 0; i < SHARDS; i++) {
        cr_assert(bac_set_read(s->set, index + SHARD * i, SHARD, iq, label, NULL, NULL) == BAC_OK);
        const float *logit = bac_nn_forward(s->run.nn, work, BAC_NN_TRAIN, SHARD, iq);
        const float *wise = bac_nn_forward(s->teacher, theirs, BAC_NN_FROZEN, SHARD, iq);
        loss += bac_loss(CLASSES, SHARD, logit, label, wise, s->r.distill, s->r.temperature, 1,
                         dlogit, &correct);
        for (size_t j = 0; j < s->run.nn->n_state; j++)
            state[j] += 0.1 * (double)bac_nn_batch_state(work)[j] / SHARDS;
    }
    for (size_t j = 0; j < s->run.nn->n_state; j++)
        state[j] += 0.9 * (double)s->run.nn->state[j];
    bac_nn_work_free(work);
    bac_nn_work_free(theirs);
    bac_sampler_free(sampler);
    return loss;
}

Test(train_step, loss_and_statistics_are_those_of_the_shards) {
    stage s;
    bac_error err = {0};
    stage_make(&s, "distill=0.7;temperature=3");
    for (uint64_t step = 0; step < 4; step++) {
        double *state = calloc(s.run.nn->n_state, sizeof *state), before = s.run.progress.loss;
        double loss = expected(&s, state);
        cr_assert(bac_step_run(s.step, &err) == BAC_OK, "%s", scratch_error(&err));
        cr_assert(s.run.progress.step == step + 1);
        cr_assert(fabs(s.run.progress.loss - before - loss) < 1e-9, "loss %.12g, not %.12g",
                  s.run.progress.loss - before, loss);
        for (size_t j = 0; j < s.run.nn->n_state; j++)
            cr_assert(fabs((double)s.run.nn->state[j] - state[j]) < 1e-6 * (1 + fabs(state[j])),
                      "step %d, statistic %zu: %g, not %g", (int)step, j,
                      (double)s.run.nn->state[j], state[j]);
        free(state);
    }
    stage_clear(&s);
}

/* 3 steps an epoch */
Test(train_step, statistics_stay_as_they_are_once_frozen) {
    stage s;
    stage_make(&s, "freeze_epoch=1");
    size_t size = s.run.nn->n_state * sizeof(float);
    float *before = malloc(size), *theta = malloc(s.run.nn->n_theta * sizeof *theta);
    for (int step = 0; step < 6; step++) {
        memcpy(before, s.run.nn->state, size);
        memcpy(theta, s.run.nn->theta, s.run.nn->n_theta * sizeof *theta);
        cr_assert(bac_step_run(s.step, NULL) == BAC_OK);
        cr_assert((memcmp(before, s.run.nn->state, size) == 0) == (step >= 3), "step %d", step);
        cr_assert(memcmp(theta, s.run.nn->theta, s.run.nn->n_theta * sizeof *theta) != 0);
    }
    free(before);
    free(theta);
    stage_clear(&s);
}
