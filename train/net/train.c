/* train.c - runs a recipe. */
#include "train.h"

#include "adam.h"
#include "prune.h"
#include "sampler.h"
#include "team.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* One thread's scratch. */
typedef struct lane {
    bac_nn_work *work, *teacher;
    float *iq, *dlogit;
    int32_t *label;
} lane;

/* What a shard leaves behind, in a place of its own. */
typedef struct shard {
    float *grad, *state;
    double loss;
    uint32_t correct;
} shard;

typedef struct trainer {
    const bac_recipe *r;
    bac_checkpoint *run;
    bac_checkpoint teacher; /* nn NULL: none */
    bac_set *train, *valid;
    bac_sampler *sampler;
    bac_team *team;
    uint32_t threads, shards;
    lane *lane;
    shard *shard;
    float *grad;
    const uint64_t *index; /* frames of the step */
    bac_nn_mode mode;

    pthread_mutex_t lock;
    bac_error failure; /* of any shard */
} trainer;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- a shard: forward, loss, backward */

static void shard_fail(trainer *t, const bac_error *err) {
    pthread_mutex_lock(&t->lock);
    if (!t->failure.code)
        t->failure = *err;
    pthread_mutex_unlock(&t->lock);
}

static void shard_run(void *user, uint32_t thread, uint32_t job) {
    trainer *t = user;
    const bac_recipe *r = t->r;
    const bac_nn *nn = t->run->nn;
    lane *l = &t->lane[thread];
    shard *s = &t->shard[job];
    bac_error err = {0};
    uint32_t B = r->shard;
    if (bac_set_read(t->train, t->index + (size_t)job * B, B, l->iq, l->label, NULL, &err)) {
        shard_fail(t, &err);
        return;
    }
    const float *teacher = NULL;
    if (t->teacher.nn)
        teacher = bac_nn_forward(t->teacher.nn, l->teacher, BAC_NN_FROZEN, B, l->iq);
    const float *logit = bac_nn_forward(nn, l->work, t->mode, B, l->iq);
    s->loss = bac_loss(r->classes, B, logit, l->label, teacher, teacher ? r->distill : 0,
                       r->temperature, 1.0 / r->batch, l->dlogit, &s->correct);
    memset(s->grad, 0, nn->n_theta * sizeof(float));
    bac_nn_backward(nn, l->work, l->dlogit, s->grad);
    if (t->mode == BAC_NN_TRAIN && nn->n_state)
        memcpy(s->state, bac_nn_batch_state(l->work), nn->n_state * sizeof(float));
}

/* ---- a step */

/* Running statistics follow the shards' with momentum 0.1 a step. */
static void merge_state(trainer *t) {
    bac_nn *nn = t->run->nn;
    for (size_t i = 0; i < nn->n_state; i++) {
        double sum = 0;
        for (uint32_t s = 0; s < t->shards; s++)
            sum += (double)t->shard[s].state[i];
        nn->state[i] = (float)(0.9 * (double)nn->state[i] + 0.1 * sum / t->shards);
    }
}

static void merge_shards(trainer *t) {
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
    if (t->mode == BAC_NN_TRAIN)
        merge_state(t);
}

/* Masks for the step that begins. Returns whether pruned weights still learn. */
static bac_status prune_before(trainer *t, uint64_t step, bool *regrow, bac_error *err) {
    const bac_recipe *r = t->r;
    uint64_t steps = bac_recipe_steps(r);
    uint64_t from = (uint64_t)(r->prune_from * (double)steps);
    uint64_t to = (uint64_t)(r->prune_to * (double)steps);
    *regrow = false;
    if (r->prune == BAC_PRUNE_CUT && step == 0)
        bac_prune_cut(t->run->nn, r->prune_cut);
    if (r->prune != BAC_PRUNE_SCORE || step < from)
        return BAC_OK;
    *regrow = r->regrow && step < to;
    if (step > to || ((step - from) % r->prune_every && step != to))
        return BAC_OK;
    return bac_prune_score(t->run->nn, r, t->run->v,
                           bac_prune_target(r, step, t->run->progress.start_score), r->regrow, err);
}

static bac_status train_step(trainer *t, bac_error *err) {
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
    merge_shards(t);
    if (!isfinite(run->progress.loss))
        return bac_fail(err, BAC_ERR_INPUT, t->r->path,
                        "step %llu: the loss is no longer finite; lower lr or add warmup",
                        (unsigned long long)step);
    bac_adam_step(run->nn, t->r, step, regrow, t->grad, run->m, run->v);
    bac_nn_prepare(run->nn);
    run->progress.step++;
    return BAC_OK;
}

/* ---- evaluation */

typedef struct evaluation {
    const bac_nn *nn;
    bac_set *set;
    uint32_t block;
    lane *lane;
    uint64_t *correct; /* [threads] */
    pthread_mutex_t lock;
    bac_error failure;
} evaluation;

enum { EVAL_BLOCK = 32 };

static void evaluate_block(void *user, uint32_t thread, uint32_t job) {
    evaluation *e = user;
    lane *l = &e->lane[thread];
    uint64_t count = bac_set_count(e->set), first = (uint64_t)job * EVAL_BLOCK;
    uint32_t n = (uint32_t)(count - first < EVAL_BLOCK ? count - first : EVAL_BLOCK);
    uint64_t index[EVAL_BLOCK];
    for (uint32_t i = 0; i < n; i++)
        index[i] = first + i;
    bac_error err = {0};
    if (bac_set_read(e->set, index, n, l->iq, l->label, NULL, &err)) {
        pthread_mutex_lock(&e->lock);
        e->failure = err;
        pthread_mutex_unlock(&e->lock);
        return;
    }
    uint32_t correct = 0;
    const float *logit = bac_nn_forward(e->nn, l->work, BAC_NN_EVAL, n, l->iq);
    bac_loss(e->nn->node[e->nn->n_node - 1].C, n, logit, l->label, NULL, 0, 1, 1, l->dlogit,
             &correct);
    e->correct[thread] += correct;
}

static void lane_free(lane *l) {
    bac_nn_work_free(l->work);
    bac_nn_work_free(l->teacher);
    free(l->iq);
    free(l->dlogit);
    free(l->label);
}

static bac_status lane_create(lane *l, const bac_nn *nn, const bac_nn *teacher, uint32_t B,
                              bool gradients, bac_error *err) {
    const bac_nn_node *in = &nn->node[0];
    bac_status status = bac_nn_work_create(nn, B, gradients, &l->work, err);
    if (!status && teacher)
        status = bac_nn_work_create(teacher, B, false, &l->teacher, err);
    if (status)
        return status;
    l->iq = malloc((size_t)B * in->T * in->C * sizeof(float));
    l->dlogit = malloc((size_t)B * nn->node[nn->n_node - 1].C * sizeof(float));
    l->label = malloc(B * sizeof(int32_t));
    if (!l->iq || !l->dlogit || !l->label)
        return bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory");
    return BAC_OK;
}

bac_status bac_nn_accuracy(const bac_nn *nn, bac_set *set, uint32_t threads, double *accuracy,
                           bac_error *err) {
    bac_team *team = NULL;
    evaluation e = {.nn = nn, .set = set, .lock = PTHREAD_MUTEX_INITIALIZER};
    threads = threads ? threads : 1;
    e.lane = calloc(threads, sizeof *e.lane);
    e.correct = calloc(threads, sizeof *e.correct);
    bac_status status = e.lane && e.correct ? bac_team_create(threads, &team, err)
                                            : bac_fail(err, BAC_ERR_MEMORY, nn->name, "no memory");
    for (uint32_t i = 0; !status && i < threads; i++)
        status = lane_create(&e.lane[i], nn, NULL, EVAL_BLOCK, false, err);
    if (!status) {
        uint64_t count = bac_set_count(set), correct = 0;
        bac_team_run(team, (uint32_t)((count + EVAL_BLOCK - 1) / EVAL_BLOCK), evaluate_block, &e);
        for (uint32_t i = 0; i < threads; i++)
            correct += e.correct[i];
        *accuracy = (double)correct / (double)count;
        status = e.failure.code;
        if (status && err)
            *err = e.failure;
    }
    for (uint32_t i = 0; e.lane && i < threads; i++)
        lane_free(&e.lane[i]);
    free(e.lane);
    free(e.correct);
    bac_team_free(team);
    return status;
}

/* ---- a run */

static bac_status end_epoch(trainer *t, bac_error *err) {
    bac_progress *p = &t->run->progress;
    bac_epoch *grown = realloc(p->epoch, (p->n_epoch + 1) * sizeof *grown);
    if (!grown)
        return bac_fail(err, BAC_ERR_MEMORY, t->r->path, "out of memory");
    p->epoch = grown;
    bac_cost cost;
    bac_nn_cost(t->run->nn, &cost);
    double accuracy = NAN;
    bac_status status = BAC_OK;
    if (t->valid)
        status = bac_nn_accuracy(t->run->nn, t->valid, t->threads, &accuracy, err);
    p->epoch[p->n_epoch++] = (bac_epoch){.loss = p->loss / p->frames,
                                         .train_accuracy = p->correct / p->frames,
                                         .valid_accuracy = accuracy,
                                         .score = cost.score,
                                         .lr = bac_learning_rate(t->r, p->step - 1),
                                         .seconds = p->seconds};
    p->loss = p->frames = p->correct = p->seconds = 0;
    return status;
}

static bac_status run_steps(trainer *t, const char *file, const bac_train_options *o,
                            bac_error *err) {
    bac_progress *p = &t->run->progress;
    uint64_t steps = bac_recipe_steps(t->r), per_epoch = bac_recipe_epoch_steps(t->r);
    uint64_t begin_step = p->step;
    double begin = now(), saved = begin, last = begin;
    double every = o->checkpoint_seconds > 0 ? o->checkpoint_seconds : 60;
    bac_status status = BAC_OK;
    bool stop = false;
    while (!status && !stop && p->step < steps) {
        status = train_step(t, err);
        if (status)
            break;
        p->seconds += now() - last;
        last = now();
        bool epoch_end = p->step % per_epoch == 0;
        if (epoch_end)
            status = end_epoch(t, err);
        double rate = (double)(p->step - begin_step) / (now() - begin);
        bac_train_event event = {t->run, steps, rate * t->r->batch,
                                 (double)(steps - p->step) / rate, epoch_end};
        stop = o->step && !status && o->step(o->user, &event);
        last = now();
        if (!status && (epoch_end || stop || last - saved > every)) {
            status = bac_checkpoint_save(t->run, file, err);
            saved = last = now();
        }
    }
    return status;
}

static bac_status open_set(const bac_recipe *r, const char *spec, bac_set **set, bac_error *err) {
    char path[2 * BAC_RECIPE_PATH];
    bac_status status = bac_recipe_locate(r, spec, path, sizeof path, err);
    return status ? status : bac_set_open(path, set, err);
}

static bac_status load_located(const bac_recipe *r, const char *file, bac_checkpoint *run,
                               bac_error *err) {
    char path[2 * BAC_RECIPE_PATH];
    bac_status status = bac_recipe_locate(r, file, path, sizeof path, err);
    return status ? status : bac_checkpoint_load(path, run, err);
}

static bac_status open_sets(trainer *t, bac_error *err) {
    const bac_recipe *r = t->r;
    bac_status status = open_set(r, r->train, &t->train, err);
    if (!status && r->valid[0])
        status = open_set(r, r->valid, &t->valid, err);
    if (status)
        return status;
    uint32_t T = t->run->nn->node[0].T;
    if (bac_set_positions(t->train) != T || (t->valid && bac_set_positions(t->valid) != T))
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "the network takes frames of %u samples; the set has %u", T,
                        bac_set_positions(t->train));
    return bac_sampler_create(t->train, r->snr_floor, r->seed, r->batch, &t->sampler, err);
}

static bac_status open_teacher(trainer *t, bac_error *err) {
    const bac_recipe *r = t->r;
    if (!r->teacher[0])
        return BAC_OK;
    bac_status status = load_located(r, r->teacher, &t->teacher, err);
    if (status)
        return status;
    const bac_nn *a = t->teacher.nn, *b = t->run->nn;
    if (a->node[0].T != b->node[0].T || a->node[a->n_node - 1].C != b->node[b->n_node - 1].C)
        return bac_fail(err, BAC_ERR_INPUT, r->teacher, "the teacher has other frames or classes");
    return BAC_OK;
}

static bac_status allocate(trainer *t, bac_error *err) {
    const bac_nn *nn = t->run->nn;
    t->shards = t->r->batch / t->r->shard;
    t->lane = calloc(t->threads, sizeof *t->lane);
    t->shard = calloc(t->shards, sizeof *t->shard);
    t->grad = calloc(nn->n_theta, sizeof(float));
    bool ok = t->lane && t->shard && t->grad;
    for (uint32_t i = 0; ok && i < t->shards; i++) {
        t->shard[i].grad = calloc(nn->n_theta, sizeof(float));
        t->shard[i].state = calloc(nn->n_state + 1, sizeof(float));
        ok = t->shard[i].grad && t->shard[i].state;
    }
    if (!ok)
        return bac_fail(err, BAC_ERR_MEMORY, t->r->path, "out of memory");
    for (uint32_t i = 0; i < t->threads; i++) {
        bac_status status = lane_create(&t->lane[i], nn, t->teacher.nn, t->r->shard, true, err);
        if (status)
            return status;
    }
    return bac_team_create(t->threads, &t->team, err);
}

static void trainer_free(trainer *t) {
    for (uint32_t i = 0; t->lane && i < t->threads; i++)
        lane_free(&t->lane[i]);
    for (uint32_t i = 0; t->shard && i < t->shards; i++) {
        free(t->shard[i].grad);
        free(t->shard[i].state);
    }
    free(t->lane);
    free(t->shard);
    free(t->grad);
    bac_team_free(t->team);
    bac_sampler_free(t->sampler);
    bac_set_close(t->train);
    bac_set_close(t->valid);
    bac_checkpoint_free(&t->teacher);
    pthread_mutex_destroy(&t->lock);
}

/* A run that begins: from the seed or from another run. */
static bac_status begin(const bac_recipe *r, bac_checkpoint *run, bac_error *err) {
    bac_checkpoint source = {0};
    *run = (bac_checkpoint){.recipe = *r};
    bac_status status = bac_recipe_network(r, &run->nn, err);
    if (status)
        return status;
    run->m = calloc(run->nn->n_theta, sizeof(float));
    run->v = calloc(run->nn->n_theta, sizeof(float));
    if (!run->m || !run->v)
        return bac_fail(err, BAC_ERR_MEMORY, r->path, "out of memory");
    if (r->init[0]) {
        status = load_located(r, r->init, &source, err);
        if (!status)
            status = bac_nn_adopt(run->nn, source.nn, r->init, err);
        bac_checkpoint_free(&source);
    }
    bac_cost cost;
    bac_nn_cost(run->nn, &cost);
    run->progress.start_score = cost.score;
    return status;
}

static bac_status same_recipe(const bac_recipe *a, const bac_recipe *b, const char *file,
                              bac_error *err) {
    char *x = NULL, *y = NULL;
    bac_status status = bac_recipe_text(a, &x, err);
    if (!status)
        status = bac_recipe_text(b, &y, err);
    if (!status && strcmp(x, y) != 0)
        status = bac_fail(err, BAC_ERR_INPUT, file,
                          "belongs to another recipe or an earlier state of this one; choose "
                          "another folder, or remove it to start anew");
    free(x);
    free(y);
    return status;
}

static bac_status open_run(const bac_recipe *r, const char *dir, const char *file,
                           bac_checkpoint *run, bac_error *err) {
    struct stat info;
    if (mkdir(dir, 0777) && errno != EEXIST)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be created: %s", strerror(errno));
    if (stat(file, &info) && errno == ENOENT)
        return begin(r, run, err);
    bac_status status = bac_checkpoint_load(file, run, err);
    return status ? status : same_recipe(r, &run->recipe, file, err);
}

bac_status bac_train(const bac_recipe *recipe, const char *dir, const bac_train_options *options,
                     bac_checkpoint *run, bac_error *err) {
    char file[BAC_RECIPE_PATH + 32];
    snprintf(file, sizeof file, "%.*s/checkpoint.bin", BAC_RECIPE_PATH, dir);
    trainer t = {.r = recipe,
                 .run = run,
                 .threads = options->threads ? options->threads : 1,
                 .lock = PTHREAD_MUTEX_INITIALIZER};
    *run = (bac_checkpoint){0};
    bac_status status = open_run(recipe, dir, file, run, err);
    if (!status)
        status = open_sets(&t, err);
    if (!status)
        status = open_teacher(&t, err);
    if (!status)
        status = allocate(&t, err);
    if (!status) {
        status = run_steps(&t, file, options, err);
    }
    trainer_free(&t);
    if (status)
        bac_checkpoint_free(run);
    return status;
}
