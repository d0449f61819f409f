/* step.c - one step of training. */
#include "step.h"

#include "adam.h"
#include "lane.h"
#include "mean.h"
#include "prune.h"
#include "sampler.h"
#include "team.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The results of a shard, in memory of its own. */
typedef struct shard {
    float *grad;
    int32_t *label; /* [shard] */
    float *teacher; /* [classes][shard] logits; NULL: none */
    double loss;
    uint32_t correct;
} shard;

struct bac_step {
    const bac_recipe *r;
    bac_checkpoint *run;
    const bac_nn *teacher; /* NULL: none */
    bac_set *train;
    bac_sampler *sampler;
    bac_team *team;
    uint32_t threads, shards;
    bac_lane *lane;      /* [threads] */
    shard *shard;        /* [shards] */
    bac_nn_batch *batch; /* NULL: no batch statistics, shards have nothing to do with each other */
    float *grad;         /* [n_theta] of the step */

    /* of the step that runs */
    const uint64_t *index; /* [batch] frames */
    bac_nn_mode mode;
    uint32_t phase;
    uint32_t round; /* number of team runs; every other one takes the shards in reverse order */

    pthread_mutex_t lock;
    bac_error failure; /* the first of any shard */
};

/* ---- a shard: forward, loss, backward */

static void shard_fail(bac_step *t, const bac_error *err) {
    pthread_mutex_lock(&t->lock);
    if (!t->failure.code)
        t->failure = *err;
    pthread_mutex_unlock(&t->lock);
}

/* Reads frames into the lane, and stores with the shard what its last phase needs. */
static bool shard_read(bac_step *t, bac_lane *l, uint32_t job) {
    const bac_recipe *r = t->r;
    shard *s = &t->shard[job];
    bac_error err = {0};
    uint32_t B = r->shard;
    if (bac_lane_read(l, t->train, r->train, r->classes, t->index + (size_t)job * B, B, &err)) {
        shard_fail(t, &err);
        return false;
    }
    memcpy(s->label, l->label, B * sizeof *s->label);
    if (t->teacher)
        memcpy(s->teacher, bac_nn_forward(t->teacher, l->teacher, BAC_NN_FROZEN, B, l->iq),
               (size_t)r->classes * B * sizeof(float));
    return true;
}

static void shard_loss(bac_step *t, bac_lane *l, shard *s, const float *logit) {
    const bac_recipe *r = t->r;
    s->loss =
        bac_loss(r->classes, r->shard, logit, s->label, s->teacher, s->teacher ? r->distill : 0,
                 r->temperature, 1.0 / r->batch, l->dlogit, &s->correct);
    memset(s->grad, 0, t->run->nn->n_theta * sizeof(float));
}

static void shard_run(void *user, uint32_t thread, uint32_t job) {
    bac_step *t = user;
    bac_lane *l = &t->lane[thread];
    shard *s = &t->shard[job];
    if (!shard_read(t, l, job))
        return;
    shard_loss(t, l, s, bac_nn_pass_forward(t->run->nn, l->work, l->alone, t->mode, l->iq));
    bac_nn_pass_backward(t->run->nn, l->work, l->alone, l->dlogit, s->grad);
}

/* The shard for a job, in an order that begins with the shards that the last round left in the
 * cache. */
static uint32_t turn(const bac_step *t, uint32_t job) {
    return t->round % 2 ? t->shards - 1 - job : job;
}

static void shard_forward(void *user, uint32_t thread, uint32_t job) {
    bac_step *t = user;
    job = turn(t, job);
    const bac_nn *nn = t->run->nn;
    bac_lane *l = &t->lane[thread];
    shard *s = &t->shard[job];
    if (t->phase == 0 && !shard_read(t, l, job))
        return;
    const float *logit = bac_nn_phase_forward(nn, l->work, t->batch, job, t->phase, l->iq);
    if (logit) {
        shard_loss(t, l, s, logit);
        bac_nn_phase_backward(nn, l->work, t->batch, job, t->phase, l->dlogit, s->grad);
    }
}

static void shard_backward(void *user, uint32_t thread, uint32_t job) {
    bac_step *t = user;
    job = turn(t, job);
    bac_nn_phase_backward(t->run->nn, t->lane[thread].work, t->batch, job, t->phase, NULL,
                          t->shard[job].grad);
}

/* ---- the shards together */

static void run_phases(bac_step *t) {
    const bac_nn *nn = t->run->nn;
    const uint32_t last = bac_nn_phases(nn) - 1;
    bac_nn_batch_begin(nn, t->batch, t->mode);
    for (t->phase = 0; t->phase <= last && !t->failure.code; t->phase++) {
        bac_team_run(t->team, t->shards, shard_forward, t);
        t->round++;
        if (t->phase < last)
            bac_nn_join_forward(nn, t->batch, t->phase);
    }
    for (t->phase = last; t->phase > 0 && !t->failure.code;) {
        bac_nn_join_backward(nn, t->batch, t->phase--);
        bac_team_run(t->team, t->shards, shard_backward, t);
        t->round++;
    }
}

/* Running statistics follow the batch's with momentum 0.1 a step. */
static void follow_state(bac_step *t) {
    bac_nn *nn = t->run->nn;
    const float *state = bac_nn_batch_state(t->batch);
    for (size_t i = 0; i < nn->n_state; i++)
        nn->state[i] = (float)(0.9 * (double)nn->state[i] + 0.1 * (double)state[i]);
}

static void merge_gradients(bac_step *t) {
    bac_progress *p = &t->run->progress;
    size_t n = t->run->nn->n_theta;
    memset(t->grad, 0, n * sizeof(float));
    for (uint32_t s = 0; s < t->shards; s++) {
        for (size_t i = 0; i < n; i++)
            t->grad[i] += t->shard[s].grad[i];
        p->loss += t->shard[s].loss;
        p->correct += t->shard[s].correct;
    }
    p->frames += t->r->batch;
}

/* A parameter that is not a number would stay so, in this run and in its checkpoints. */
static bac_status check_finite(const bac_step *t, bac_error *err) {
    const bac_nn *nn = t->run->nn;
    unsigned long long step = t->run->progress.step;
    if (!isfinite(t->run->progress.loss))
        return bac_fail(err, BAC_ERR_INPUT, t->r->path,
                        "step %llu: the loss is no longer finite; lower lr or add warmup", step);
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        for (size_t j = p->at; j < p->at + p->n; j++)
            if (!isfinite(t->grad[j]))
                return bac_fail(
                    err, BAC_ERR_INPUT, t->r->path,
                    "step %llu: the gradient of %s is no longer finite; lower lr or add warmup",
                    step, p->name);
    }
    return BAC_OK;
}

/* ---- a step */

/* Masks for the step that begins. *regrow: whether pruned weights still learn. */
static bac_status prune_before(bac_step *t, uint64_t step, bool *regrow, bac_error *err) {
    const bac_recipe *r = t->r;
    uint64_t from, to;
    bac_prune_span(r, &from, &to);
    *regrow = false;
    if (r->prune == BAC_PRUNE_CUT && step == 0)
        bac_prune_cut(t->run->nn, r->prune_cut);
    if (r->prune != BAC_PRUNE_SCORE || step < from)
        return BAC_OK;
    *regrow = r->regrow && step < to;
    if (step > to || ((step - from) % r->prune_every && step != to))
        return BAC_OK;
    bac_status status =
        bac_prune_score(t->run->nn, r, t->run->v,
                        bac_prune_target(r, step, t->run->progress.start_score), r->regrow, err);
    if (!status && step == to)
        bac_prune_settle(t->run->nn);
    return status;
}

bac_status bac_step_run(bac_step *t, bac_error *err) {
    bac_checkpoint *run = t->run;
    uint64_t step = run->progress.step;
    bool regrow;
    bac_status status = prune_before(t, step, &regrow, err);
    if (status)
        return status;
    bool frozen = t->r->freeze && step >= t->r->freeze_epoch * bac_recipe_epoch_steps(t->r);
    t->mode = frozen ? BAC_NN_FROZEN : BAC_NN_TRAIN;
    t->index = bac_sampler_step(t->sampler, step);
    if (t->mode == BAC_NN_TRAIN && t->batch)
        run_phases(t);
    else
        bac_team_run(t->team, t->shards, shard_run, t);
    if (t->failure.code) {
        if (err)
            *err = t->failure;
        return t->failure.code;
    }
    merge_gradients(t);
    if ((status = check_finite(t, err)))
        return status;
    if (t->mode == BAC_NN_TRAIN && t->batch)
        follow_state(t);
    bac_adam_step(run->nn, t->r, step, regrow, t->grad, run->m, run->v);
    run->progress.step++;
    bac_mean_step(run);
    bac_nn_prepare(run->nn);
    return BAC_OK;
}

/* ---- allocation */

static bac_status allocate_shards(bac_step *t, bac_error *err) {
    const bac_nn *nn = t->run->nn;
    t->shards = t->r->batch / t->r->shard;
    t->shard = calloc(t->shards, sizeof *t->shard);
    t->grad = calloc(nn->n_theta, sizeof(float));
    bool ok = t->shard && t->grad;
    for (uint32_t i = 0; ok && i < t->shards; i++) {
        t->shard[i].grad = calloc(nn->n_theta, sizeof(float));
        t->shard[i].label = calloc(t->r->shard, sizeof(int32_t));
        if (t->teacher)
            t->shard[i].teacher = calloc((size_t)t->r->classes * t->r->shard, sizeof(float));
        ok = t->shard[i].grad && t->shard[i].label && (!t->teacher || t->shard[i].teacher);
    }
    if (!ok)
        return bac_fail(err, BAC_ERR_MEMORY, t->r->path, "out of memory");
    return nn->n_state ? bac_nn_batch_create(nn, t->shards, t->r->shard, &t->batch, err) : BAC_OK;
}

static bac_status allocate_lanes(bac_step *t, bac_error *err) {
    t->lane = calloc(t->threads, sizeof *t->lane);
    if (!t->lane)
        return bac_fail(err, BAC_ERR_MEMORY, t->r->path, "out of memory");
    for (uint32_t i = 0; i < t->threads; i++) {
        bac_status status =
            bac_lane_create(t->run->nn, t->teacher, t->r->shard, true, &t->lane[i], err);
        if (status)
            return status;
    }
    return bac_team_create(t->threads, &t->team, err);
}

bac_status bac_step_create(const bac_recipe *r, bac_checkpoint *run, const bac_nn *teacher,
                           bac_set *train, uint32_t threads, bac_step **out, bac_error *err) {
    bac_step *t = calloc(1, sizeof *t);
    *out = NULL;
    if (!t)
        return bac_fail(err, BAC_ERR_MEMORY, r->path, "out of memory");
    t->r = r;
    t->run = run;
    t->teacher = teacher;
    t->train = train;
    t->threads = threads;
    pthread_mutex_init(&t->lock, NULL);
    bac_status status = bac_sampler_create(train, r, &t->sampler, err);
    if (!status)
        status = allocate_shards(t, err);
    if (!status)
        status = allocate_lanes(t, err);
    if (status)
        bac_step_free(t);
    else
        *out = t;
    return status;
}

void bac_step_free(bac_step *t) {
    if (!t)
        return;
    for (uint32_t i = 0; t->lane && i < t->threads; i++)
        bac_lane_free(&t->lane[i]);
    for (uint32_t i = 0; t->shard && i < t->shards; i++) {
        free(t->shard[i].grad);
        free(t->shard[i].label);
        free(t->shard[i].teacher);
    }
    bac_nn_batch_free(t->batch);
    free(t->lane);
    free(t->shard);
    free(t->grad);
    bac_team_free(t->team);
    bac_sampler_free(t->sampler);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
