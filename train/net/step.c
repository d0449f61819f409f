/* step.c - one step of training. */
#include "step.h"

#include "adam.h"
#include "lane.h"
#include "prune.h"
#include "sampler.h"
#include "team.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What a shard leaves behind, in a place of its own. */
typedef struct shard {
    float *grad, *state;
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
    bac_lane *lane; /* [threads] */
    shard *shard;   /* [shards] */
    float *grad;    /* [n_theta] of the step */

    /* of the step that runs */
    const uint64_t *index; /* [batch] frames */
    bac_nn_mode mode;

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

static void shard_run(void *user, uint32_t thread, uint32_t job) {
    bac_step *t = user;
    const bac_recipe *r = t->r;
    const bac_nn *nn = t->run->nn;
    bac_lane *l = &t->lane[thread];
    shard *s = &t->shard[job];
    bac_error err = {0};
    uint32_t B = r->shard;
    if (bac_lane_read(l, t->train, r->train, r->classes, t->index + (size_t)job * B, B, &err)) {
        shard_fail(t, &err);
        return;
    }
    const float *teacher = NULL;
    if (t->teacher)
        teacher = bac_nn_forward(t->teacher, l->teacher, BAC_NN_FROZEN, B, l->iq);
    const float *logit = bac_nn_forward(nn, l->work, t->mode, B, l->iq);
    s->loss = bac_loss(r->classes, B, logit, l->label, teacher, teacher ? r->distill : 0,
                       r->temperature, 1.0 / r->batch, l->dlogit, &s->correct);
    memset(s->grad, 0, nn->n_theta * sizeof(float));
    bac_nn_backward(nn, l->work, l->dlogit, s->grad);
    if (t->mode == BAC_NN_TRAIN && nn->n_state)
        memcpy(s->state, bac_nn_batch_state(l->work), nn->n_state * sizeof(float));
}

/* ---- the shards together */

/* Running statistics follow the shards' with momentum 0.1 a step. */
static void merge_state(bac_step *t) {
    bac_nn *nn = t->run->nn;
    for (size_t i = 0; i < nn->n_state; i++) {
        double sum = 0;
        for (uint32_t s = 0; s < t->shards; s++)
            sum += (double)t->shard[s].state[i];
        nn->state[i] = (float)(0.9 * (double)nn->state[i] + 0.1 * sum / t->shards);
    }
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
    bac_team_run(t->team, t->shards, shard_run, t);
    if (t->failure.code) {
        if (err)
            *err = t->failure;
        return t->failure.code;
    }
    merge_gradients(t);
    if ((status = check_finite(t, err)))
        return status;
    if (t->mode == BAC_NN_TRAIN)
        merge_state(t);
    bac_adam_step(run->nn, t->r, step, regrow, t->grad, run->m, run->v);
    bac_nn_prepare(run->nn);
    run->progress.step++;
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
        t->shard[i].state = calloc(nn->n_state + 1, sizeof(float));
        ok = t->shard[i].grad && t->shard[i].state;
    }
    return ok ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, t->r->path, "out of memory");
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
    bac_status status =
        bac_sampler_create(train, r->snr_floor, r->seed, r->batch, &t->sampler, err);
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
        free(t->shard[i].state);
    }
    free(t->lane);
    free(t->shard);
    free(t->grad);
    bac_team_free(t->team);
    bac_sampler_free(t->sampler);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
