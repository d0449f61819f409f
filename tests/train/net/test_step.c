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

enum { BATCH = 32, CLASSES = 24 };

/* Mean and variance of what comes into a batch norm, from its definition. */
static void moments(const bac_nn *nn, const bac_nn_work *work, const bac_nn_node *n, uint32_t c,
                    double *mean, double *var) {
    size_t row = (size_t)BATCH * n->T;
    double scale = (double)nn->node[n->in[0]].scale[c];
    const float *x = bac_nn_value(work, n->in[0]) + c * row;
    *mean = *var = 0;
    for (size_t i = 0; i < row; i++)
        *mean += scale * (double)x[i] / (double)row;
    for (size_t i = 0; i < row; i++)
        *var += pow(scale * (double)x[i] - *mean, 2) / (double)row;
}

/* What the step to come has to give: loss and running statistics of the batch as one shard. */
static double expected(stage *s, double *state) {
    static float iq[BATCH * 2048], dlogit[BATCH * CLASSES];
    int32_t label[BATCH];
    bac_sampler *sampler = NULL;
    bac_nn_work *work = NULL, *theirs = NULL;
    const bac_nn *nn = s->run.nn;
    uint32_t correct;
    cr_assert(s->r.batch == BATCH);
    cr_assert(bac_sampler_create(s->set, &s->r, &sampler, NULL) == BAC_OK);
    cr_assert(bac_nn_work_create(nn, BATCH, false, &work, NULL) == BAC_OK);
    cr_assert(bac_nn_work_create(s->teacher, BATCH, false, &theirs, NULL) == BAC_OK);
    const uint64_t *index = bac_sampler_step(sampler, s->run.progress.step);
    cr_assert(bac_set_read(s->set, index, BATCH, iq, label, NULL, NULL) == BAC_OK);
    const float *logit = bac_nn_forward(nn, work, BAC_NN_TRAIN, BATCH, iq);
    const float *wise = bac_nn_forward(s->teacher, theirs, BAC_NN_FROZEN, BATCH, iq);
    double loss = bac_loss(CLASSES, BATCH, logit, label, wise, s->r.distill, s->r.temperature, 1,
                           dlogit, &correct);
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        for (uint32_t c = 0; n->norm == BAC_NORM_BATCH && c < n->C; c++) {
            moments(nn, work, n, c, &state[n->mean + c], &state[n->var + c]);
            state[n->mean + c] = 0.9 * (double)nn->state[n->mean + c] + 0.1 * state[n->mean + c];
            state[n->var + c] = 0.9 * (double)nn->state[n->var + c] + 0.1 * state[n->var + c];
        }
    }
    bac_nn_work_free(work);
    bac_nn_work_free(theirs);
    bac_sampler_free(sampler);
    return loss;
}

static void same_as_one_shard(const char *settings) {
    stage s;
    bac_error err = {0};
    stage_make(&s, settings);
    for (uint64_t step = 0; step < 4; step++) {
        double *state = calloc(s.run.nn->n_state, sizeof *state), before = s.run.progress.loss;
        double loss = expected(&s, state);
        cr_assert(bac_step_run(s.step, &err) == BAC_OK, "%s", scratch_error(&err));
        cr_assert(s.run.progress.step == step + 1);
        cr_assert(fabs(s.run.progress.loss - before - loss) < 1e-5 * loss, "loss %.12g, not %.12g",
                  s.run.progress.loss - before, loss);
        for (size_t j = 0; j < s.run.nn->n_state; j++)
            cr_assert(fabs((double)s.run.nn->state[j] - state[j]) < 1e-6 * (1 + fabs(state[j])),
                      "step %d, statistic %zu: %g, not %g", (int)step, j,
                      (double)s.run.nn->state[j], state[j]);
        free(state);
    }
    stage_clear(&s);
}

Test(train_step, loss_and_statistics_are_those_of_the_batch_whatever_the_shard) {
    same_as_one_shard("distill=0.7;temperature=3;shard=8");
    same_as_one_shard("quantise=none;shard=1");
    same_as_one_shard("quantise=none;shard=16");
    same_as_one_shard("quantise=none;shard=32");
}

/* A step that shards of 8 take ends where that of one of 32 does. */
Test(train_step, parameters_do_not_depend_on_the_shard) {
    stage s[2];
    stage_make(&s[0], "quantise=none;shard=8");
    stage_make(&s[1], "quantise=none;shard=32");
    double most = 0, moved = 0;
    for (int i = 0; i < 2; i++)
        for (int step = 0; step < 3; step++)
            cr_assert(bac_step_run(s[i].step, NULL) == BAC_OK);
    for (size_t j = 0; j < s[0].run.nn->n_theta; j++) {
        most = fmax(most, fabs((double)s[0].run.m[j] - (double)s[1].run.m[j]));
        moved = fmax(moved, fabs((double)s[0].run.m[j]));
    }
    cr_assert(most < 1e-4 * moved, "mean gradients of up to %g differ by %g", moved, most);
    stage_clear(&s[0]);
    stage_clear(&s[1]);
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
